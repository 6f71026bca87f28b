/*
 * Made-up tables of which the truth is known: cases are scored, the referred are mostly inspected,
 * officers refer what they know more of, and a lottery inspects some whatever their score. What is
 * corrected by the design holds the truth as often as it says; what is observed nearly never.
 */
#include "documents.h"

#include "gauger/evaluate/evaluation.h"
#include "gauger/evidence/collect.h"
#include "gauger/synth/synth.h"

#define ROWS 5000

#define SCENARIO(sources)                                                                          \
    "scenario: a crossing with a lottery\n"                                                        \
    "groups:\n"                                                                                    \
    "  region: {levels: {A: 0.7, B: 0.3}, effects: {B: 0.4}, reference: A}\n"                      \
    "outcome: {column: contraband, base_rate: 0.12}\n"                                             \
    "scores:\n"                                                                                    \
    "  score: {intercept: -1, follows: 1, noise: 1}\n"                                             \
    "features:\n"                                                                                  \
    "  weight: {distribution: normal, mean: 0, sd: 1, digits: 3, effect: 1.2}\n"                   \
    "decision: {score: score, threshold: 0.12}\n" sources

static const char with_officers[] =
    SCENARIO("sources:\n"
             "  officer: {recall: 0.2, false_positive_rate: 0.01}\n"
             "  random: {probability: 0.08}\n"
             "inspection: {random: random, compliance: {model: 0.9, officer: 1}}\n");

static const char by_chance[] =
    SCENARIO("sources:\n"
             "  random: {probability: 0.08}\n"
             "inspection: {random: random, compliance: {model: 0.9}}\n");

static const char *const measured[] = {"base_rate", "recall", "false_positive_rate"};

#define MEASURED (sizeof measured / sizeof *measured)

typedef struct score {
    int asked, corrected, observed, possible;
} score;

static gg_status take(void *context, const char *data, size_t n, gg_error *err)
{
    gg_buf_append(context, data, n);
    return gg_buf_check(context, err);
}

/* A table of the scenario, evaluated under a design; its truth. */
static json_t *made_and_evaluated(const char *scenario, uint64_t seed, gg_inspection design,
                                  json_t **truth)
{
    gg_synth_options make = gg_synth_options_default();
    gg_evaluation_options options = gg_evaluation_options_default();
    gg_scenario *parsed = NULL;
    json_t *document = NULL;
    gg_schema schema;
    gg_evidence evidence;
    gg_error err;
    temporary file;
    gg_buf text;

    gg_error_init(&err);
    gg_buf_init(&text, 0);
    gg_schema_init(&schema);
    make.rows = ROWS;
    make.has_seed = true;
    make.seed = seed;
    make.write = take;
    make.write_context = &text;
    options.inspection = design;
    ck_assert_msg(gg_scenario_parse(scenario, strlen(scenario), "s", &parsed, &err) == GG_OK, "%s",
                  err.what);
    ck_assert_int_eq(gg_synth_make(parsed, &make, truth, &err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, json_object_get(*truth, "schema"), &err), GG_OK);
    file = temporary_file(text.data, 0);
    ck_assert_msg(gg_collect(file.path, &schema, NULL, &evidence, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(gg_evaluate(&evidence, &options, &document, &err) == GG_OK, "%s", err.what);
    gg_evidence_release(&evidence);
    gg_schema_release(&schema);
    gg_scenario_free(parsed);
    temporary_remove(&file);
    gg_buf_release(&text);
    return document;
}

/* Whether estimate, bounds and the observed figure (with Wilson's interval of 1,000 rows, which is
 * wide for what it comes from) hold what is so. */
static void count_one(const json_t *est, double truth, score *s)
{
    const json_t *bounds = json_object_get(est, "bounds");
    double observed = gg_json_number(est, "observed", NAN);
    double half = 2 * sqrt(observed * (1 - observed) / 1000);

    s->asked++;
    s->corrected +=
        gg_json_number(est, "low", NAN) <= truth && truth <= gg_json_number(est, "high", NAN);
    s->observed += fabs(observed - truth) <= half;
    s->possible += json_number_value(json_array_get(bounds, 0)) <= truth + 1e-12 &&
                   truth <= json_number_value(json_array_get(bounds, 1)) + 1e-12;
}

static void check_scenario(const char *scenario, gg_inspection design)
{
    const int seeds = getenv("GAUGER_SLOW") ? 600 : 50;
    score scores[MEASURED] = {{0, 0, 0, 0}};

    for (int seed = 1; seed <= seeds; seed++) {
        json_t *truth = NULL;
        json_t *document = made_and_evaluated(scenario, (uint64_t)seed, design, &truth);

        for (size_t i = 0; i < MEASURED; i++) {
            static const char *const levels[] = {"A", "B"};
            char path[100], true_path[100];

            snprintf(path, sizeof path, "overall/%s", measured[i]);
            count_one(member(document, path), number(truth, path), &scores[i]);
            for (size_t g = 0; g < 2; g++) {
                snprintf(path, sizeof path, "attributes/region/groups/%s/%s", levels[g],
                         measured[i]);
                snprintf(true_path, sizeof true_path, "groups/region/%s/%s", levels[g],
                         measured[i]);
                count_one(member(document, path), number(truth, true_path), &scores[i]);
            }
        }
        json_decref(document);
        json_decref(truth);
    }
    for (size_t i = 0; i < MEASURED; i++) {
        const score *s = &scores[i];
        double slack = 3 * sqrt(0.05 * 0.95 / s->asked);

        ck_assert_msg(s->corrected > (0.94 - slack) * s->asked, "%s: corrected holds %d of %d",
                      measured[i], s->corrected, s->asked);
        ck_assert_msg(s->observed < 0.1 * s->asked, "%s: observed holds %d of %d", measured[i],
                      s->observed, s->asked);
        ck_assert_msg(s->possible == s->asked, "%s: bounds hold %d of %d", measured[i], s->possible,
                      s->asked);
    }
}

START_TEST(test_random_arm_on_made_tables)
{
    check_scenario(with_officers, GG_INSPECTION_RANDOM_ARM);
}
END_TEST

START_TEST(test_missing_at_random_on_made_tables)
{
    check_scenario(by_chance, GG_INSPECTION_MISSING_AT_RANDOM);
}
END_TEST

/* Officers know more than the score, and everyone's chance of being inspected is in the table. */
START_TEST(test_known_probability_on_made_tables)
{
    check_scenario(with_officers, GG_INSPECTION_KNOWN_PROBABILITY);
    check_scenario(by_chance, GG_INSPECTION_KNOWN_PROBABILITY);
}
END_TEST

/* Officers know more than the score: then missing at random is wrong, and misses the base rate. */
START_TEST(test_a_wrong_design_misses)
{
    int held = 0, asked = 40;

    for (int seed = 1; seed <= asked; seed++) {
        json_t *truth = NULL,
               *document = made_and_evaluated(with_officers, (uint64_t)seed,
                                              GG_INSPECTION_MISSING_AT_RANDOM, &truth);
        const json_t *est = member(document, "overall/base_rate");
        double so = number(truth, "overall/base_rate");

        held += gg_json_number(est, "low", NAN) <= so && so <= gg_json_number(est, "high", NAN);
        json_decref(document);
        json_decref(truth);
    }
    ck_assert_msg(held < asked / 2, "held %d of %d", held, asked);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, test_random_arm_on_made_tables);
    tcase_add_test(tc, test_missing_at_random_on_made_tables);
    tcase_add_test(tc, test_known_probability_on_made_tables);
    tcase_add_test(tc, test_a_wrong_design_misses);
}

GG_TEST_MAIN("evaluate/design on made tables")
