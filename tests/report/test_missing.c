/*
 * The section on missing outcomes: what it says under each design, byte by byte in text, on a card,
 * and that it is absent where every outcome is known.
 *
 *     GG_GOLDEN=write make check-report && git diff tests/report/golden
 */
#include "documents.h"

#include "evaluate/arms.h"
#include "table/temporary.h"

static const two_arms groups[] = {
    {"a", {24, 40, 18, 318, 0, 0}, {220, 340, 14, 60, 0, 2966}},
    {"b", {12, 20, 12, 156, 0, 0}, {110, 170, 11, 30, 20, 1463}},
};

static json_t *evaluation_under(gg_inspection design, const gg_population *population)
{
    gg_evidence e = evidence_of(groups, 2);
    gg_evaluation_options options = under(design);
    json_t *document;

    options.population = population;
    options.source = "made.csv";
    document = evaluated(&e, &options);
    gg_arena_release(&e.arena);
    return document;
}

/* From the heading of the section to the next of its level; NULL where there is none. */
static char *section_of(const json_t *document, const char *format, const char *next)
{
    gg_buf out = rendered(document, format, NULL);
    char *from = strstr(out.data, "Where outcomes are missing\n"), *end, *copy = NULL;

    if (!from)
        from = strstr(out.data, "Where outcomes are missing<");
    if (from) {
        end = strstr(from, next);
        copy = end ? strndup(from, (size_t)(end - from)) : strdup(from);
    }
    gg_buf_release(&out);
    return copy;
}

static void check_golden(const char *name, const char *text)
{
    const char *mode = getenv("GG_GOLDEN");
    char path[200];
    gg_buf want;

    snprintf(path, sizeof path, "tests/report/golden/%s", name);
    if (mode && strcmp(mode, "write") == 0) {
        ck_assert_int_eq(gg_file_write(path, text, strlen(text), 0644, NULL), GG_OK);
        return;
    }
    gg_buf_init(&want, 0);
    ck_assert_msg(gg_file_read(path, 1 << 20, &want, NULL) == GG_OK, "%s is missing", path);
    ck_assert_str_eq(text, want.data);
    gg_buf_release(&want);
}

static void check_section(gg_inspection design, const char *golden)
{
    json_t *document = evaluation_under(design, NULL);
    char *text = section_of(document, "text", "\nNot shown");

    ck_assert_ptr_nonnull(text);
    check_golden(golden, text);
    free(text);
    json_decref(document);
}

START_TEST(under_each_design)
{
    check_section(GG_INSPECTION_RANDOM_ARM, "missing-random-arm.txt");
    check_section(GG_INSPECTION_MISSING_AT_RANDOM, "missing-at-random.txt");
    check_section(GG_INSPECTION_UNKNOWN, "missing-unknown.txt");
}
END_TEST

START_TEST(of_a_population)
{
    temporary file = temporary_file("attribute,group,count\nrace,a,80000\nrace,b,40000\n", 0);
    gg_population p;
    json_t *document;
    char *text;
    gg_buf all;

    ck_assert_int_eq(gg_population_read(file.path, &p, NULL), GG_OK);
    document = evaluation_under(GG_INSPECTION_RANDOM_ARM, &p);
    text = section_of(document, "text", "\nNot shown");
    ck_assert_ptr_nonnull(strstr(text, "of 120000 in all"));
    all = rendered(document, "text", NULL);
    ck_assert_ptr_nonnull(strstr(all.data, "956 of 120000 cases are referred"));
    gg_buf_release(&all);
    free(text);
    json_decref(document);
    gg_population_release(&p);
    temporary_remove(&file);
}
END_TEST

START_TEST(on_a_card)
{
    json_t *document = evaluation_under(GG_INSPECTION_RANDOM_ARM, NULL);
    json_t *card = card_of(document, NULL, NULL);
    char *markdown = section_of(card, "markdown", "\n### "), *html, fault[400];

    ck_assert_msg(schema_fits("docs/schemas/card-1.schema.json", card, fault), "%s", fault);
    ck_assert_ptr_nonnull(markdown);
    check_golden("missing-card.md", markdown);
    html = section_of(card, "html", "<h3");
    ck_assert_ptr_nonnull(html);
    ck_assert_ptr_nonnull(strstr(html, "drawn at random"));
    free(html);
    free(markdown);
    json_decref(card);
    json_decref(document);
}
END_TEST

/* What to do next depends on whether it is known how cases came to be inspected. */
START_TEST(what_to_do_next)
{
    json_t *unknown = evaluation_under(GG_INSPECTION_UNKNOWN, NULL);
    json_t *known = evaluation_under(GG_INSPECTION_RANDOM_ARM, NULL);
    gg_buf a = rendered(unknown, "markdown", NULL), b = rendered(known, "markdown", NULL);

    ck_assert_ptr_nonnull(strstr(a.data, "Find out how cases came to be inspected"));
    ck_assert_ptr_null(strstr(a.data, "Make sure that they were"));
    ck_assert_ptr_nonnull(strstr(b.data, "Make sure that they were"));
    ck_assert_ptr_null(strstr(b.data, "Find out how cases came to be inspected"));
    gg_buf_release(&a);
    gg_buf_release(&b);
    json_decref(unknown);
    json_decref(known);
}
END_TEST

START_TEST(nothing_where_all_is_known)
{
    json_t *document = fixture("evaluation");

    ck_assert_ptr_null(section_of(document, "markdown", "\n## "));
    json_decref(document);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, under_each_design);
    tcase_add_test(tc, of_a_population);
    tcase_add_test(tc, on_a_card);
    tcase_add_test(tc, what_to_do_next);
    tcase_add_test(tc, nothing_where_all_is_known);
}

GG_TEST_MAIN("report/missing")
