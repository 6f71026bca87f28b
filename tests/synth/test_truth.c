/* The truth beside a table: equal to a recount of it, and to what the scenario put in. */
#include "made.h"

#include "gauger/base/text.h"
#include "schema.h"

#define SCHEMA "docs/schemas/truth-1.schema.json"

static const char crossing[] =
    "scenario: crossing\n"
    "description: a small one with everything\n"
    "period: {start: 2026-01, months: 3}\n"
    "site: {levels: {N: 0.6, S: 0.4}, effects: {S: 0.2}}\n"
    "groups:\n"
    "  g: {levels: {a: 0.7, b: 0.3}, missing: 0.05, effects: {b: 0.3}, drift: {b: 0.02}}\n"
    "features:\n"
    "  x: {distribution: normal, mean: 0, sd: 1, digits: 2, effect: 1, missing: 0.02, drift: 0.1}\n"
    "  w: {levels: {none: 0.8, member: 0.2}}\n"
    "outcome: {base_rate: 0.15, drift: 0.05}\n"
    "scores: {score: {follows: 1, noise: 0.5}, other: {intercept: -2, weights: {x: 1}}}\n"
    "decision: {score: score, threshold: 0.25, site: {S: 0.3}}\n"
    "suppression:\n"
    "  - {name: members, when: {w: member}}\n"
    "  - {name: middling, when: {x: {at_least: 0, below: 0.5}}}\n"
    "sources:\n"
    "  officer: {recall: 0.3, false_positive_rate: 0.05}\n"
    "  draw: {probability: 0.02, site: {S: 0.05}}\n"
    "precedence:\n"
    "  - {source: officer, column: officer}\n"
    "  - {source: model}\n"
    "  - {source: draw, column: draw}\n"
    "inspection: {random: draw, compliance: {model: 0.8, officer: 0.9}}\n"
    "bias:\n"
    "  - {kind: score, column: g, level: b, score: other, offset: 0.7}\n"
    "  - {kind: label, column: g, level: b, missed: 0.2, invented: 0.01}\n"
    "  - {kind: source, column: g, level: b, source: officer, factor: 1.5}\n"
    "  - {kind: inspection, column: g, level: b, factor: 0.5}\n";

static bool is(const made *m, size_t row, const char *column, const char *word)
{
    return strcmp(cell(m, row, column_of(m, column)), word) == 0;
}

/* Rows for which all of COLUMN=WORD hold; the list is given as pairs and ends with NULL. */
static size_t rows_with(const made *m, const char *const *pairs)
{
    size_t columns[8], n = 0, k = 0;

    for (; pairs[2 * k]; k++)
        columns[k] = column_of(m, pairs[2 * k]);
    for (size_t r = 0; r < m->rows; r++) {
        bool all = true;

        for (size_t i = 0; i < k; i++)
            all = all && strcmp(cell(m, r, columns[i]), pairs[2 * i + 1]) == 0;
        n += all;
    }
    return n;
}

#define ROWS(m, ...) (double)rows_with(m, (const char *const[]){__VA_ARGS__, NULL})

/* The counts of a stratum: COLUMN=WORD, and one more condition or none. */
static void recount(const made *m, const char *path, const char *c, const char *w, const char *d,
                    const char *v)
{
    static const struct {
        const char *key, *truly, *referred;
    } cells[] = {{"tp", "1", "1"}, {"fp", "0", "1"}, {"fn", "1", "0"}, {"tn", "0", "0"}};
    double n[4];
    char at[200];

    for (size_t i = 0; i < 4; i++) {
        n[i] = ROWS(m, c, w, d, v, "truly", cells[i].truly, "referred", cells[i].referred);
        snprintf(at, sizeof at, "%s/%s", path, cells[i].key);
        ck_assert_double_eq(truth_at(m, at), n[i]);
    }
#define SAME(key, want)                                                                            \
    do {                                                                                           \
        snprintf(at, sizeof at, "%s/" key, path);                                                  \
        ck_assert_double_eq(truth_at(m, at), want);                                                \
    } while (0)
    SAME("count", n[0] + n[1] + n[2] + n[3]);
    SAME("positives", n[0] + n[2]);
    SAME("negatives", n[1] + n[3]);
    SAME("selected", n[0] + n[1]);
    SAME("base_rate", (n[0] + n[2]) / (n[0] + n[1] + n[2] + n[3]));
    SAME("selection_rate", (n[0] + n[1]) / (n[0] + n[1] + n[2] + n[3]));
    SAME("precision", n[0] / (n[0] + n[1]));
    SAME("recall", n[0] / (n[0] + n[2]));
    SAME("false_positive_rate", n[1] / (n[1] + n[3]));
    SAME("verified", ROWS(m, c, w, d, v) - ROWS(m, c, w, d, v, "outcome", ""));
    SAME("recorded_positives", ROWS(m, c, w, d, v, "outcome", "1"));
    SAME("recorded_wrongly", ROWS(m, c, w, d, v, "outcome", "1", "truly", "0") +
                                 ROWS(m, c, w, d, v, "outcome", "0", "truly", "1"));
}

START_TEST(counts_equal_a_recount_of_the_table)
{
    made m = make(crossing, 60000, 2);

    recount(&m, "groups/g/a", "g", "a", "g", "a");
    recount(&m, "groups/g/b", "g", "b", "g", "b");
    recount(&m, "groups/g/(missing)", "g", "", "g", "");
    recount(&m, "sites/N", "site", "N", "site", "N");
    recount(&m, "sites/S", "site", "S", "site", "S");
    recount(&m, "periods/2026-02", "month", "2026-02", "month", "2026-02");
    recount(&m, "groups_by_site/g/b/S", "g", "b", "site", "S");
    recount(&m, "groups_by_site/g/(missing)/N", "g", "", "site", "N");
    ck_assert_double_eq(truth_at(&m, "overall/count"), 60000);
    ck_assert_double_eq(truth_at(&m, "overall/tp"), ROWS(&m, "truly", "1", "referred", "1"));
    ck_assert_double_eq(truth_at(&m, "overall/tn"), ROWS(&m, "truly", "0", "referred", "0"));
    made_free(&m);
}
END_TEST

/* Referred: the score as it is written, at or above the site's threshold, and no rule holds. */
START_TEST(the_decision_follows_from_what_is_written)
{
    made m = make(crossing, 60000, 2);
    size_t score = column_of(&m, "score"), x = column_of(&m, "x"), held[2] = {0, 0};
    size_t alone[2] = {0, 0}, finds = 0;

    for (size_t r = 0; r < m.rows; r++) {
        const char *cells[] = {cell(&m, r, score), cell(&m, r, x)};
        bool above, rules[2], any;
        double s = 0, v = 9;

        ck_assert_int_eq(gg_text_number(cells[0], strlen(cells[0]), &s), GG_NUMBER_OK);
        if (cells[1][0])
            ck_assert_int_eq(gg_text_number(cells[1], strlen(cells[1]), &v), GG_NUMBER_OK);
        above = s >= (is(&m, r, "site", "S") ? 0.3 : 0.25);
        rules[0] = above && is(&m, r, "w", "member");
        rules[1] = above && v >= 0 && v < 0.5;
        any = rules[0] || rules[1];
        ck_assert(is(&m, r, "referred", above && !any ? "1" : "0"));
        ck_assert(is(&m, r, "suppressed", any ? "1" : "0"));
        for (size_t k = 0; k < 2; k++) {
            held[k] += rules[k];
            alone[k] += rules[k] && !rules[!k];
        }
        finds += rules[0] && is(&m, r, "truly", "1");
    }
    ck_assert_uint_gt(held[0], 500);
    ck_assert_uint_gt(held[1], 500);
    ck_assert_double_eq(truth_at(&m, "suppression/0/held_back/count"), (double)held[0]);
    ck_assert_double_eq(truth_at(&m, "suppression/0/held_back/positives"), (double)finds);
    ck_assert_double_eq(truth_at(&m, "suppression/0/alone/count"), (double)alone[0]);
    ck_assert_double_eq(truth_at(&m, "suppression/1/held_back/count"), (double)held[1]);
    ck_assert_double_eq(truth_at(&m, "suppression/1/alone/count"), (double)alone[1]);
    ck_assert_double_eq(truth_at(&m, "suppression/0/groups/g/a/count") +
                            truth_at(&m, "suppression/0/groups/g/b/count") +
                            truth_at(&m, "suppression/0/groups/g/(missing)/count"),
                        (double)held[0]);
    ck_assert_double_eq(truth_at(&m, "suppression/0/sites/N/count") +
                            truth_at(&m, "suppression/0/sites/S/count"),
                        (double)held[0]);
    made_free(&m);
}
END_TEST

START_TEST(sources_have_their_own_their_overlap_and_their_finds)
{
    made m = make(crossing, 60000, 2);
    double model = ROWS(&m, "referred", "1"), officer = ROWS(&m, "officer", "1");
    double both = ROWS(&m, "referred", "1", "officer", "1");

    ck_assert_double_eq(truth_at(&m, "sources/model/referred/count"), model);
    ck_assert_double_eq(truth_at(&m, "sources/model/referred/positives"),
                        truth_at(&m, "overall/tp"));
    ck_assert_double_eq(truth_at(&m, "sources/officer/referred/count"), officer);
    ck_assert_double_eq(truth_at(&m, "sources/officer/own/count"), officer);
    ck_assert_double_eq(truth_at(&m, "sources/model/own/count"), model - both);
    ck_assert_double_eq(truth_at(&m, "sources/draw/own/count"),
                        ROWS(&m, "referred", "0", "officer", "0", "draw", "1"));
    ck_assert_double_eq(truth_at(&m, "sources/model/alone/positives"),
                        ROWS(&m, "referred", "1", "officer", "0", "draw", "0", "truly", "1"));
    ck_assert_double_eq(truth_at(&m, "sources/model/overlap/count"),
                        model - ROWS(&m, "referred", "1", "officer", "0", "draw", "0"));
    ck_assert_double_eq(truth_at(&m, "sources/draw/inspected/count"), ROWS(&m, "draw", "1"));
    ck_assert_double_eq(truth_at(&m, "sources/model/inspected/count"),
                        ROWS(&m, "inspected_by", "model"));
    made_free(&m);
}
END_TEST

START_TEST(rates_of_sources_and_draws_are_met)
{
    made m = make(crossing, 120000, 5);
    double hits = ROWS(&m, "g", "a", "truly", "1"), others = ROWS(&m, "g", "a", "truly", "0");
    double biased = ROWS(&m, "g", "b", "truly", "1");

    ck_share(ROWS(&m, "g", "a", "truly", "1", "officer", "1") / hits, 0.3, hits);
    ck_share(ROWS(&m, "g", "a", "truly", "0", "officer", "1") / others, 0.05, others);
    ck_share(ROWS(&m, "g", "b", "truly", "1", "officer", "1") / biased, 0.45, biased);
    ck_share(ROWS(&m, "site", "N", "draw", "1") / ROWS(&m, "site", "N"), 0.02, 72000);
    ck_share(ROWS(&m, "site", "S", "draw", "1") / ROWS(&m, "site", "S"), 0.05, 48000);
    made_free(&m);
}
END_TEST

/* Recorded: of group b a fifth of the true outcomes is missed, a hundredth invented; a is right. */
START_TEST(outcomes_are_recorded_as_the_bias_says)
{
    made m = make(crossing, 120000, 6);
    double yes = ROWS(&m, "g", "b", "truly", "1") - ROWS(&m, "g", "b", "truly", "1", "outcome", "");
    double no = ROWS(&m, "g", "b", "truly", "0") - ROWS(&m, "g", "b", "truly", "0", "outcome", "");

    ck_share(ROWS(&m, "g", "b", "truly", "1", "outcome", "0") / yes, 0.2, yes);
    ck_share(ROWS(&m, "g", "b", "truly", "0", "outcome", "1") / no, 0.01, no);
    ck_assert_double_eq(ROWS(&m, "g", "a", "truly", "1", "outcome", "0"), 0);
    ck_assert_double_eq(ROWS(&m, "g", "a", "truly", "0", "outcome", "1"), 0);
    made_free(&m);
}
END_TEST

/*
 * The inspection probability of each row: 1 - (1 - p) (1 - c). Weighting by its inverse gives the
 * true number of positives back (Horvitz and Thompson 1952), within five standard errors.
 */
START_TEST(inspections_have_the_probability_that_is_written)
{
    made m = make(crossing, 120000, 7);
    size_t pi = column_of(&m, "sampling_probability"), outcome = column_of(&m, "outcome");
    size_t truly = column_of(&m, "truly"), arm = column_of(&m, "inspected_by");
    double total = 0, variance = 0, positives = 0, p = 0;
    double want[2][4] = {{0.02, 0.902, 0.804, 0}, {0.05, 0.905, 0.81, 0}};

    for (size_t r = 0; r < m.rows; r++) {
        const char *text = cell(&m, r, pi);
        bool verified = cell(&m, r, outcome)[0] != '\0';
        int s = is(&m, r, "site", "S");
        int who = is(&m, r, "officer", "1") ? 1 : is(&m, r, "referred", "1") ? 2 : 0;

        ck_assert_int_eq(gg_text_number(text, strlen(text), &p), GG_NUMBER_OK);
        if (is(&m, r, "g", "a"))
            ck_assert_msg(fabs(p - want[s][who]) < 1e-9, "%s at site %d, source %d", text, s, who);
        ck_assert(verified == (cell(&m, r, arm)[0] != '\0'));
        ck_assert(!is(&m, r, "draw", "1") || is(&m, r, "inspected_by", "draw"));
        positives += cell(&m, r, truly)[0] == '1';
        if (verified && cell(&m, r, truly)[0] == '1') {
            total += 1 / p;
            variance += (1 - p) / (p * p);
        }
    }
    ck_assert_msg(fabs(total - positives) < 5 * sqrt(variance), "%.0f instead of %.0f +- %.0f",
                  total, positives, 5 * sqrt(variance));
    ck_share(ROWS(&m, "g", "a", "site", "N", "referred", "1", "officer", "0", "draw", "0",
                  "inspected_by", "model") /
                 ROWS(&m, "g", "a", "site", "N", "referred", "1", "officer", "0", "draw", "0"),
             0.8, 4000);
    made_free(&m);
}
END_TEST

/* The offset that was put in, from the mean of the log odds that a score says. */
START_TEST(a_biased_score_is_off_by_its_offset)
{
    made m = make("scenario: s\ngroups: {g: {levels: {a: 0.5, b: 0.5}}}\n"
                  "outcome: {intercept: -1}\n"
                  "scores: {one: {intercept: -1, weights: {g: {b: 0.25}}, digits: 9},\n"
                  "         noisy: {follows: 1, noise: 0.5, digits: 9}}\n"
                  "bias: [{kind: score, column: g, level: b, score: one, offset: 0.75}]\n",
                  100000, 1);
    size_t one = column_of(&m, "one"), noisy = column_of(&m, "noisy"), g = column_of(&m, "g");
    double sum = 0, squares = 0;

    for (size_t r = 0; r < m.rows; r++) {
        double p = 0, q = 0, eta;
        bool b = cell(&m, r, g)[0] == 'b';

        ck_assert_int_eq(gg_text_number(cell(&m, r, one), 11, &p), GG_NUMBER_OK);
        ck_assert_int_eq(gg_text_number(cell(&m, r, noisy), 11, &q), GG_NUMBER_OK);
        ck_assert(fabs(log(p / (1 - p)) - (b ? 0 : -1)) < 1e-7);
        eta = log(q / (1 - q)) + 1;
        sum += eta;
        squares += eta * eta;
    }
    /* Standard errors of a mean and of a standard deviation of 0.5, of 100,000 rows. */
    ck_assert(fabs(sum / 1e5) < 5 * 0.5 / sqrt(1e5));
    ck_assert(fabs(sqrt(squares / 1e5) - 0.5) < 5 * 0.5 / sqrt(2e5));
    ck_assert_double_eq(truth_at(&m, "scores/one/weights/g/b"), 0.25);
    ck_assert_double_eq(truth_at(&m, "biases/0/offset"), 0.75);
    made_free(&m);
}
END_TEST

START_TEST(without_inspections_everything_is_known)
{
    made m = make("scenario: s\ngroups: {g: {levels: {a: 0.5, b: 0.5}}}\n"
                  "outcome: {intercept: -1}\n",
                  5000, 1);

    ck_assert_double_eq(truth_at(&m, "overall/verified"), 5000);
    ck_assert_double_eq(ROWS(&m, "outcome", "1"), ROWS(&m, "truly", "1", "outcome", "1"));
    ck_assert_double_eq(ROWS(&m, "outcome", ""), 0);
    ck_assert_ptr_null(json_object_get(json_object_get(m.truth, "overall"), "tp"));
    ck_assert(json_is_null(json_object_get(m.truth, "decision")));
    ck_assert(json_is_null(json_object_get(m.truth, "inspection")));
    ck_assert_uint_eq(json_object_size(json_object_get(m.truth, "sites")), 0);
    made_free(&m);
}
END_TEST

static const char *words_at(const made *m, const char *list, size_t i)
{
    return gg_json_string(json_array_get(json_object_get(m->truth, list), i), "words", "");
}

START_TEST(biases_and_drift_are_said_in_words)
{
    made m = make(crossing, 1000, 1);

    ck_assert_str_eq(words_at(&m, "biases", 0),
                     "Where g is b, other says log odds that are off by 0.7");
    ck_assert_str_eq(words_at(&m, "biases", 1),
                     "Where g is b, a share of 0.2 of the true outcomes is recorded as negative, "
                     "and 0.01 of the others as positive");
    ck_assert_str_eq(words_at(&m, "biases", 2),
                     "Where g is b, the rates at which officer refers are multiplied by 1.5");
    ck_assert_str_eq(words_at(&m, "biases", 3),
                     "Where g is b, the share of referrals that is inspected is multiplied by 0.5");
    ck_assert_str_eq(words_at(&m, "drift", 0),
                     "Each month the log odds of every outcome change by 0.05");
    ck_assert_str_eq(words_at(&m, "drift", 1),
                     "Each month the weight of g b changes, on a logarithmic scale, by 0.02");
    ck_assert_str_eq(words_at(&m, "drift", 2), "Each month x moves by 0.1");
    ck_assert_uint_eq(json_array_size(json_object_get(m.truth, "drift")), 3);
    made_free(&m);
}
END_TEST

START_TEST(the_document_fits_its_schema)
{
    made m = make(crossing, 1000, 1);
    made bare = make("scenario: s\noutcome: {intercept: -1}\n", 10, 1);
    char fault[400];
    json_t *copy;

    ck_assert_msg(schema_fits(SCHEMA, m.truth, fault), "%s", fault);
    ck_assert_msg(schema_fits(SCHEMA, bare.truth, fault), "%s", fault);
    copy = json_deep_copy(m.truth);
    json_object_del(json_object_get(copy, "overall"), "count");
    ck_assert(!schema_fits(SCHEMA, copy, fault));
    json_decref(copy);
    copy = json_deep_copy(m.truth);
    json_object_set_new(copy, "format", json_string("gauger/truth/2"));
    ck_assert(!schema_fits(SCHEMA, copy, fault));
    json_decref(copy);
    made_free(&m);
    made_free(&bare);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, counts_equal_a_recount_of_the_table);
    tcase_add_test(tc, the_decision_follows_from_what_is_written);
    tcase_add_test(tc, sources_have_their_own_their_overlap_and_their_finds);
    tcase_add_test(tc, rates_of_sources_and_draws_are_met);
    tcase_add_test(tc, outcomes_are_recorded_as_the_bias_says);
    tcase_add_test(tc, inspections_have_the_probability_that_is_written);
    tcase_add_test(tc, a_biased_score_is_off_by_its_offset);
    tcase_add_test(tc, without_inspections_everything_is_known);
    tcase_add_test(tc, biases_and_drift_are_said_in_words);
    tcase_add_test(tc, the_document_fits_its_schema);
}

GG_TEST_MAIN("synth/truth")
