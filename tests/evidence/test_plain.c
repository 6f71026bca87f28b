/*
 * Rows that are one row each, as nearly all are: words of every length and number in every place of
 * a line, scores in every form, thresholds on the very edge, and blocks that are full, nearly full
 * and nearly empty, against counts kept beside the writing of the table.
 */
#include "suite.h"

#include <string.h>

#include "gauger/base/random.h"
#include "gauger/evidence/collect.h"
#include "table/temporary.h"

#define MOST_WORDS 600
#define MOST_SIZE  48

/* Words of sizes from low to high; those that share are equal up to their last bytes. */
typedef struct vocabulary {
    size_t n, low, high;
    bool share;
    bool empty; /* one more, of no bytes: the missing level */
} vocabulary;

typedef struct tallies {
    uint64_t n[2][MOST_WORDS + 1][GG_OUTCOMES][2]; /* by column, word, outcome, decision */
    uint64_t missing_score;
    double low, high;
} tallies;

static size_t size_of(const vocabulary *v, size_t i)
{
    return v->low + i % (v->high - v->low + 1);
}

/* Digits of i in the end tell words apart; too short ones are the digits alone. */
static void word_of(const vocabulary *v, size_t i, char *out)
{
    const size_t size = size_of(v, i);
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%zu", i);

    out[0] = '\0';
    if (i == v->n)
        return;
    for (size_t k = 0; k < size; k++)
        out[k] = (char)(v->share ? 'x' : 'a' + (char)((i * 7 + k) % 26));
    if ((size_t)n >= size)
        memcpy(out, digits, (size_t)n + 1);
    else
        memcpy(out + size - (size_t)n, digits, (size_t)n + 1);
}

static const char *outcome_word(int outcome)
{
    static const char *const words[] = {"0", "1", ""};

    return words[outcome];
}

/* One to six places, whole ones, more than fit, none at all. */
static void score_of(gg_random *r, unsigned forms, char *out, size_t size)
{
    const double x = gg_random_uniform(r);

    switch (gg_random_bits(r) % forms) {
    case 0:
        snprintf(out, size, "%.6f", x);
        break;
    case 1:
        snprintf(out, size, "%.*f", (int)(gg_random_bits(r) % 5) + 1, x);
        break;
    case 2:
        snprintf(out, size, "%s", x < 0.3 ? "0.25" : x < 0.6 ? "0.249999" : "0.250001");
        break;
    case 3:
        snprintf(out, size, "%s", x < 0.3 ? "1" : x < 0.6 ? "0" : "1.000000");
        break;
    case 4:
        snprintf(out, size, "%.17g", x);
        break;
    case 5:
        snprintf(out, size, "%s%.3f", x < 0.5 ? "-" : "", 9.9 * x);
        break;
    default:
        snprintf(out, size, "%s", x < 0.5 ? "" : "2.5e-1");
    }
}

/* The vocabulary's column stands first, the same words once more last. */
static temporary write_table(const vocabulary *v, size_t rows, unsigned forms, tallies *want)
{
    char first[MOST_SIZE], last[MOST_SIZE], score[40];
    gg_random r;
    temporary t;
    gg_buf b;

    memset(want, 0, sizeof *want);
    want->low = INFINITY;
    want->high = -INFINITY;
    gg_random_init(&r, v->n * 64 + v->high, "plain", "rows");
    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "a,s,y,z\n");
    for (size_t i = 0; i < rows; i++) {
        const size_t words = v->n + v->empty;
        const size_t w[2] = {gg_random_bits(&r) % words, gg_random_bits(&r) % words};
        const int outcome = (int)(gg_random_bits(&r) % GG_OUTCOMES);

        word_of(v, w[0], first);
        word_of(v, w[1], last);
        score_of(&r, forms, score, sizeof score);
        gg_buf_printf(&b, "%s,%s,%s,%s\n", first, score, outcome_word(outcome), last);
        if (!*score) {
            want->missing_score++;
            continue;
        }
        want->low = fmin(want->low, strtod(score, NULL));
        want->high = fmax(want->high, strtod(score, NULL));
        for (int c = 0; c < 2; c++)
            want->n[c][w[c]][outcome][strtod(score, NULL) >= 0.25]++;
    }
    t = temporary_file(b.data, b.size);
    gg_buf_release(&b);
    return t;
}

static gg_evidence collect(const temporary *t, gg_extent measured, unsigned threads)
{
    gg_collect_options options = gg_collect_options_default();
    gg_schema schema;
    gg_evidence e;
    gg_error err;

    options.measured = measured;
    options.threads = threads;
    options.csv.chunk = 4096;
    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "s", GG_ROLE_SCORE, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "y", GG_ROLE_OUTCOME, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "a,z", GG_ROLE_PROTECTED, &err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.25", &err), GG_OK);
    ck_assert_msg(gg_collect(t->path, &schema, &options, &e, &err) == GG_OK, "%s: %s", t->path,
                  err.what);
    gg_schema_release(&schema);
    return e;
}

static void compare_column(const gg_evidence *e, const vocabulary *v, const tallies *want, int c)
{
    const gg_family *f = gg_evidence_find(e, GG_FAMILY_ATTRIBUTE, c ? "z" : "a");
    size_t s = 0, seen = 0;
    char word[MOST_SIZE];

    ck_assert_ptr_nonnull(f);
    for (size_t w = 0; w < v->n + v->empty; w++) {
        uint64_t all = 0;

        for (int o = 0; o < GG_OUTCOMES; o++)
            all += want->n[c][w][o][0] + want->n[c][w][o][1];
        if (all == 0)
            continue;
        word_of(v, w, word);
        for (s = 0; s < f->n_slices; s++)
            if (strcmp(f->slices[s].name, *word ? word : GG_LEVEL_MISSING) == 0)
                break;
        ck_assert_msg(s < f->n_slices, "no slice %s", word);
        for (int o = 0; o < GG_OUTCOMES; o++)
            for (int d = 0; d < 2; d++)
                ck_assert_uint_eq(f->slices[s].tally.n[GG_ARM_OTHER][o][d], want->n[c][w][o][d]);
        seen++;
    }
    ck_assert_uint_eq(f->n_slices, seen);
}

static void compare(const vocabulary *v, size_t rows, unsigned forms)
{
    static tallies want;
    temporary t = write_table(v, rows, forms, &want);

    for (unsigned threads = 1; threads < 3; threads++) {
        for (int counts = 0; counts < 2; counts++) {
            gg_evidence e = collect(&t, counts ? GG_EXTENT_COUNTS : GG_EXTENT_RANKING, threads);

            ck_assert_uint_eq(e.rows, rows);
            ck_assert_uint_eq(e.missing_score, want.missing_score);
            ck_assert_uint_eq(e.rows_used, rows - want.missing_score);
            ck_assert_double_eq(e.score_low, want.low);
            ck_assert_double_eq(e.score_high, want.high);
            compare_column(&e, v, &want, 0);
            compare_column(&e, v, &want, 1);
            gg_evidence_release(&e);
        }
    }
    temporary_remove(&t);
}

/* Short ones, those of seven, eight, fifteen, sixteen bytes and more, few and many, alike but for
 * their ends, and the missing level among them. */
START_TEST(words)
{
    static const vocabulary all[] = {
        {.n = 1, .low = 1, .high = 1},
        {.n = 2, .low = 1, .high = 1, .empty = true},
        {.n = 5, .low = 5, .high = 8},
        {.n = 6, .low = 6, .high = 7, .empty = true},
        {.n = 8, .low = 7, .high = 9},
        {.n = 8, .low = 12, .high = 15},
        {.n = 8, .low = 14, .high = 17, .share = true},
        {.n = 6, .low = 16, .high = 16},
        {.n = 9, .low = 15, .high = 40, .share = true},
        {.n = 7, .low = 32, .high = 34, .empty = true},
        {.n = 32, .low = 3, .high = 7},
        {.n = 33, .low = 3, .high = 7},
        {.n = 70, .low = 4, .high = 12, .share = true, .empty = true},
        {.n = MOST_WORDS, .low = 3, .high = 20},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        compare(&all[i], 3000, 2);
}
END_TEST

/* A block is 128 rows: one short of it, exactly one, one more. */
START_TEST(numbers_of_rows)
{
    static const size_t rows[] = {1, 2, 127, 128, 129, 255, 256, 257, 1000};
    const vocabulary v = {.n = 5, .low = 4, .high = 8, .empty = true};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        compare(&v, rows[i], 1);
}
END_TEST

START_TEST(forms_of_scores)
{
    const vocabulary v = {.n = 3, .low = 1, .high = 3};

    for (unsigned forms = 1; forms <= 7; forms++)
        compare(&v, 1500, forms);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, words);
    tcase_add_test(tc, numbers_of_rows);
    tcase_add_test(tc, forms_of_scores);
}

GG_TEST_MAIN("evidence/plain")
