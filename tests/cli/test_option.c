/* Arguments to values: every form that is accepted, and every refusal with its sentence. */
#include "suite.h"

#include <float.h>
#include <string.h>

#include "cli/cli_internal.h"

static const gg_option rows[] = {
    {.id = GG_OPT_OUTPUT,
     .name = "output",
     .letter = 'o',
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "write to FILE"},
    {.id = GG_OPT_FORMAT,
     .name = "format",
     .kind = GG_OPTION_CHOICE,
     .value = "FORMAT",
     .help = "what to write",
     .otherwise = "text",
     .choices = "text|json|markdown"},
    {.id = GG_OPT_CONFIDENCE,
     .name = "confidence",
     .kind = GG_OPTION_NUMBER,
     .value = "C",
     .help = "confidence",
     .otherwise = "0.95",
     .low = 0,
     .high = 1,
     .open = true},
    {.id = GG_OPT_THREADS,
     .name = "threads",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "threads",
     .low = 1,
     .high = 256},
    {.id = GG_OPT_PROTECTED,
     .name = "protected",
     .kind = GG_OPTION_TEXT,
     .value = "COLUMNS",
     .help = "attributes",
     .repeat = true},
    {.id = GG_OPT_DIGEST, .name = "digest", .kind = GG_OPTION_FLAG, .help = "digest"},
};

static const gg_option more_rows[] = {
    {.id = GG_OPT_MODEL,
     .name = "secret",
     .kind = GG_OPTION_FLAG,
     .help = "accepted, not shown",
     .hidden = true},
};

static const gg_option_group first = {"First", rows, sizeof rows / sizeof *rows};
static const gg_option_group second = {"Second", more_rows, sizeof more_rows / sizeof *more_rows};
static const gg_option_group *const groups[] = {&first, &second, NULL};

typedef struct parsed {
    gg_arena arena;
    gg_args args;
    gg_error err;
    gg_status status;
    int used;
} parsed;

/* Parses words up to the first NULL. */
static void parse(parsed *p, bool stop, char *const *words)
{
    int n = 0;

    while (words[n])
        n++;
    memset(p, 0, sizeof *p);
    gg_arena_init(&p->arena);
    gg_error_init(&p->err);
    p->used = -1;
    p->status = gg_options_parse(groups, n, words, stop, &p->arena, &p->args, &p->used, &p->err);
}

#define PARSE(p, ...) parse(p, false, (char *[]){__VA_ARGS__, NULL})

static void refuses(char *const *words, const char *message)
{
    parsed p;
    char text[GG_ERROR_MAX + 1];

    parse(&p, false, words);
    gg_error_format(&p.err, text, sizeof text);
    ck_assert_int_eq(p.status, GG_E_USAGE);
    ck_assert_str_eq(text, message);
    gg_arena_release(&p.arena);
}

#define REFUSES(message, ...) refuses((char *[]){__VA_ARGS__, NULL}, message)

START_TEST(forms_of_an_option)
{
    parsed p;

    PARSE(&p, "data.csv", "--format", "json", "--threads=7", "-o", "out", "--digest", "more");
    ck_assert_int_eq(p.status, GG_OK);
    ck_assert_uint_eq(p.args.n_operands, 2);
    ck_assert_str_eq(p.args.operands[0], "data.csv");
    ck_assert_str_eq(p.args.operands[1], "more");
    ck_assert_str_eq(gg_args_text(&p.args, GG_OPT_FORMAT), "json");
    ck_assert_str_eq(gg_args_text(&p.args, GG_OPT_OUTPUT), "out");
    ck_assert(gg_args_number(&p.args, GG_OPT_THREADS) == 7);
    ck_assert(gg_args_given(&p.args, GG_OPT_DIGEST));
    gg_arena_release(&p.arena);
    PARSE(&p, "-oout", "--output-not-there-is-an-operand-after", "x");
    ck_assert_int_eq(p.status, GG_E_USAGE);
    gg_arena_release(&p.arena);
    PARSE(&p, "-oout", "-");
    ck_assert_int_eq(p.status, GG_OK);
    ck_assert_str_eq(gg_args_text(&p.args, GG_OPT_OUTPUT), "out");
    ck_assert_str_eq(p.args.operands[0], "-");
    gg_arena_release(&p.arena);
}
END_TEST

START_TEST(two_dashes_end_the_options)
{
    parsed p;

    PARSE(&p, "--digest", "--", "--format", "-o", "--");
    ck_assert_int_eq(p.status, GG_OK);
    ck_assert_uint_eq(p.args.n_operands, 3);
    ck_assert_str_eq(p.args.operands[0], "--format");
    ck_assert_str_eq(p.args.operands[2], "--");
    ck_assert(!gg_args_given(&p.args, GG_OPT_FORMAT));
    gg_arena_release(&p.arena);
}
END_TEST

START_TEST(defaults_are_values_that_were_not_given)
{
    parsed p;

    PARSE(&p, "x");
    ck_assert_str_eq(gg_args_text(&p.args, GG_OPT_FORMAT), "text");
    ck_assert(gg_args_number(&p.args, GG_OPT_CONFIDENCE) == 0.95);
    ck_assert(!gg_args_given(&p.args, GG_OPT_FORMAT));
    ck_assert(!gg_args_given(&p.args, GG_OPT_CONFIDENCE));
    ck_assert_ptr_null(gg_args_text(&p.args, GG_OPT_OUTPUT));
    ck_assert(gg_args_number(&p.args, GG_OPT_THREADS) == 0);
    gg_arena_release(&p.arena);
}
END_TEST

START_TEST(repeated_options_keep_their_order)
{
    parsed p;

    PARSE(&p, "--protected", "race", "--protected=sex,age", "--protected", "--protected=--odd");
    ck_assert_int_eq(p.status, GG_E_USAGE);
    gg_arena_release(&p.arena);
    PARSE(&p, "--protected", "race", "--protected=sex,age", "--protected=--odd");
    ck_assert_int_eq(p.status, GG_OK);
    ck_assert_uint_eq(p.args.values[GG_OPT_PROTECTED].n, 3);
    ck_assert_str_eq(p.args.values[GG_OPT_PROTECTED].texts[0], "race");
    ck_assert_str_eq(p.args.values[GG_OPT_PROTECTED].texts[1], "sex,age");
    ck_assert_str_eq(gg_args_text(&p.args, GG_OPT_PROTECTED), "--odd");
    gg_arena_release(&p.arena);
}
END_TEST

START_TEST(globals_stop_before_the_command)
{
    parsed p;

    parse(&p, true, (char *[]){"--digest", "-o", "f", "evaluate", "--nonsense", NULL});
    ck_assert_int_eq(p.status, GG_OK);
    ck_assert_int_eq(p.used, 3);
    ck_assert_uint_eq(p.args.n_operands, 0);
    gg_arena_release(&p.arena);
    parse(&p, true, (char *[]){"--digest", "--", "-x", NULL});
    ck_assert_int_eq(p.status, GG_OK);
    ck_assert_int_eq(p.used, 2);
    gg_arena_release(&p.arena);
    parse(&p, true, (char *[]){NULL});
    ck_assert_int_eq(p.status, GG_OK);
    ck_assert_int_eq(p.used, 0);
    gg_arena_release(&p.arena);
}
END_TEST

START_TEST(unknown_options_are_refused)
{
    REFUSES("unknown option --fromat; did you mean --format?", "--fromat", "json");
    REFUSES("unknown option --formta; did you mean --format?", "--formta=json");
    REFUSES("unknown option --conf; did you mean --confidence?", "--conf", "0.9");
    REFUSES("unknown option --xyzzy; --help lists the options", "--xyzzy");
    REFUSES("unknown option -x; --help lists the options", "-x");
    REFUSES("unknown option -format; did you mean --format?", "-format");
    /* What is hidden is accepted, but never suggested. */
    REFUSES("unknown option --secre; --help lists the options", "--secre");
    REFUSES("unknown option --?[31m; --help lists the options", "--\033[31m");
    REFUSES("unknown option ---; --help lists the options", "---");
}
END_TEST

START_TEST(values_are_checked)
{
    REFUSES("--format: unknown word \"xml\"; give one of text|json|markdown", "--format", "xml");
    REFUSES("--format: unknown word \"tex\"; give one of text|json|markdown", "--format", "tex");
    REFUSES("--format: unknown word \"text|json\"; give one of text|json|markdown", "--format",
            "text|json");
    REFUSES("--confidence: not a number (shape \"aaaa\"); give a number from 0 to 1, ends excluded",
            "--confidence", "high");
    REFUSES("--confidence: not a number (shape \"dadad\"); give a number from 0 to 1, ends "
            "excluded",
            "--confidence=0x1p3");
    REFUSES("--confidence: not a number (shape \"aaa\"); give a number from 0 to 1, ends excluded",
            "--confidence", "nan");
    REFUSES("--confidence: 1 is out of range; give a number from 0 to 1, ends excluded",
            "--confidence", "1");
    REFUSES("--confidence: 0 is out of range; give a number from 0 to 1, ends excluded",
            "--confidence", "0");
    REFUSES("--confidence: 1e999 is out of range; give a number from 0 to 1, ends excluded",
            "--confidence", "1e999");
    REFUSES("--confidence: -0.5 is out of range; give a number from 0 to 1, ends excluded",
            "--confidence", "-0.5");
    REFUSES("--threads: 0 is out of range; give a whole number from 1 to 256", "--threads", "0");
    REFUSES("--threads: 257 is out of range; give a whole number from 1 to 256", "--threads",
            "257");
    REFUSES("--threads: 1.5 is not a whole number; give a whole number from 1 to 256", "--threads",
            "1.5");
}
END_TEST

START_TEST(missing_and_superfluous_values)
{
    REFUSES("--output: the value is missing; give --output FILE", "-o");
    REFUSES("--format: the value is missing; give --format FORMAT", "--format");
    REFUSES("--format: the value is missing; give --format FORMAT", "--format", "--digest");
    REFUSES("--format: the value is missing; give --format FORMAT", "--format", "--");
    REFUSES("--output: the value is empty; give a value that is not empty", "--output=");
    REFUSES("--protected: the value is empty; give a value that is not empty", "--protected", "");
    REFUSES("--digest: takes no value; give it alone", "--digest=yes");
    REFUSES("--format: given twice; give it once", "--format", "json", "--format", "json");
    REFUSES("--digest: given twice; give it once", "--digest", "--digest");
}
END_TEST

START_TEST(ranges_in_words)
{
    char text[96];
    gg_option row = {.kind = GG_OPTION_NUMBER, .low = 0, .high = 1};

    ck_assert_str_eq(gg_option_range(&row, text, sizeof text), "a number from 0 to 1");
    row.open = true;
    ck_assert_str_eq(gg_option_range(&row, text, sizeof text),
                     "a number from 0 to 1, ends excluded");
    row.high = DBL_MAX;
    ck_assert_str_eq(gg_option_range(&row, text, sizeof text), "a number above 0");
    row.open = false;
    ck_assert_str_eq(gg_option_range(&row, text, sizeof text), "a number from 0");
    row.low = -DBL_MAX;
    ck_assert_str_eq(gg_option_range(&row, text, sizeof text), "a number");
    row.kind = GG_OPTION_WHOLE;
    row.low = 1;
    row.high = 9007199254740992.0;
    ck_assert_str_eq(gg_option_range(&row, text, sizeof text),
                     "a whole number from 1 to 9007199254740992");
}
END_TEST

/* Figures by hand, and the triangle inequality's exception of the restricted distance (CA, ABC). */
START_TEST(distances)
{
    ck_assert_uint_eq(gg_edit_distance("", 0, ""), 0);
    ck_assert_uint_eq(gg_edit_distance("abc", 3, ""), 3);
    ck_assert_uint_eq(gg_edit_distance("", 0, "abc"), 3);
    ck_assert_uint_eq(gg_edit_distance("kitten", 6, "sitting"), 3);
    ck_assert_uint_eq(gg_edit_distance("fromat", 6, "format"), 1);
    ck_assert_uint_eq(gg_edit_distance("CA", 2, "ABC"), 3);
    ck_assert_uint_eq(gg_edit_distance("formats", 6, "format"), 0);
    ck_assert_uint_ge(
        gg_edit_distance("a", 1, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), 41);
}
END_TEST

START_TEST(suggestions)
{
    const char *best = NULL;
    size_t distance = 0;

    gg_suggest("evalute", 7, "compare", &best, &distance);
    ck_assert_ptr_null(best);
    gg_suggest("evalute", 7, "evaluate", &best, &distance);
    ck_assert_str_eq(best, "evaluate");
    gg_suggest("evalute", 7, "evalutes", &best, &distance);
    ck_assert_str_eq(best, "evaluate"); /* the first of equals */
    best = NULL;
    gg_suggest("ab", 2, "abcdef", &best, &distance);
    ck_assert_ptr_null(best); /* two letters begin too many words */
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, forms_of_an_option);
    tcase_add_test(tc, two_dashes_end_the_options);
    tcase_add_test(tc, defaults_are_values_that_were_not_given);
    tcase_add_test(tc, repeated_options_keep_their_order);
    tcase_add_test(tc, globals_stop_before_the_command);
    tcase_add_test(tc, unknown_options_are_refused);
    tcase_add_test(tc, values_are_checked);
    tcase_add_test(tc, missing_and_superfluous_values);
    tcase_add_test(tc, ranges_in_words);
    tcase_add_test(tc, distances);
    tcase_add_test(tc, suggestions);
}

GG_TEST_MAIN("cli/option")
