/*
 * The sections on calibration, capacity, other thresholds and inequality, and the reliability
 * diagram: what they say of an evaluation, of a published one, and that they are absent elsewhere.
 */
#include "documents.h"

#include "gauger/base/random.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/evidence/collect.h"
#include "gauger/report/card.h"
#include "table/temporary.h"

/* rows with scores from 0 to 1; bend: the odds of the outcome are those of the score to its power;
 * missing: every fourth row has no outcome. */
static json_t *evaluated(int rows, double bend, bool missing, bool probability)
{
    static const gg_capacity_wish wishes[] = {{false, 100}, {true, 0.25}};
    gg_collect_options o = gg_collect_options_default();
    json_t *document = NULL, *schema_json = NULL;
    gg_schema schema;
    gg_evidence e;
    gg_error err;
    gg_random r;
    temporary t;
    gg_buf b;

    gg_error_init(&err);
    gg_buf_init(&b, 0);
    gg_random_init(&r, 1, "report", "");
    gg_buf_puts(&b, "s,y,g,site\n");
    for (int i = 0; i < rows; i++) {
        double s = floor(1 + gg_random_uniform(&r) * 99) / 100, odds = pow(s / (1 - s), bend);
        int y = gg_random_uniform(&r) < odds / (1 + odds);

        gg_buf_printf(&b, "%.2f,%s,%c,%c\n", probability ? s : s * 10,
                      missing && i % 4 == 0 ? ""
                      : y                   ? "1"
                                            : "0",
                      "ab"[i % 2], "XY"[i / 2 % 2]);
    }
    t = temporary_file(b.data, b.size);
    gg_schema_init(&schema);
    schema_json = json_loads("{\"columns\": {\"s\": {\"role\": \"score\"}, \"y\": {\"role\": "
                             "\"outcome\"}, \"g\": {\"role\": \"protected\"}, \"site\": {\"role\": "
                             "\"site\"}}}",
                             0, NULL);
    ck_assert_int_eq(gg_schema_add(&schema, schema_json, &err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.5", &err), GG_OK);
    o.capacities = wishes;
    o.n_capacities = 2;
    ck_assert_msg(gg_collect(t.path, &schema, &o, &e, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(gg_evaluate(&e, NULL, &document, &err) == GG_OK, "%s", err.what);
    gg_evidence_release(&e);
    gg_schema_release(&schema);
    json_decref(schema_json);
    temporary_remove(&t);
    gg_buf_release(&b);
    return document;
}

/* Whether a rendered document says each of the texts, NULL at the end. */
static void says(const json_t *document, const char *format, const char *const *texts, bool there)
{
    gg_buf out = rendered(document, format, NULL);

    for (; *texts; texts++)
        ck_assert_msg((strstr(out.data, *texts) != NULL) == there, "%s in %s", *texts, format);
    gg_buf_release(&out);
}

#define SAYS(document, format, there, ...)                                                         \
    says(document, format, (const char *const[]){__VA_ARGS__, NULL}, there)

START_TEST(an_evaluation)
{
    json_t *d = evaluated(4000, 1, false, true);

    SAYS(d, "markdown", true, "## Calibration", "That the outcome is more or less frequent",
         "is not established", "Calibration by g", "Calibration by site", "Hosmer-Lemeshow",
         "## Where there is room for so many", "Room for 100 cases", "Room for 25% of the cases",
         "all taken", "none taken", "drawn", "site by site", "## Other thresholds", "| 0.5 |",
         "## Inequality of treatment", "Theil index", "between the groups of g");
    SAYS(d, "text", true, "Calibration", "Other thresholds", "Inequality of treatment");
    json_decref(d);
}
END_TEST

/* Scores that are too extreme, and not extreme enough, are told apart. */
START_TEST(readings_of_the_slope)
{
    json_t *d = evaluated(4000, 0.5, false, true);

    SAYS(d, "markdown", true, "Scores are too extreme");
    json_decref(d);
    d = evaluated(4000, 2, false, true);
    SAYS(d, "markdown", true, "Scores are not extreme enough");
    json_decref(d);
}
END_TEST

/* What is not identified is shown in brackets as that of the inspected, and so it is said. */
START_TEST(missing_outcomes)
{
    json_t *d = evaluated(4000, 0.5, true, true);

    SAYS(d, "markdown", true, "what stands in round brackets is that of the cases with a known",
         "| everyone | 3000 | (0.");
    SAYS(d, "markdown", false, "Scores are too extreme", "Relabelling");
    json_decref(d);
}
END_TEST

START_TEST(scores_that_are_no_probabilities)
{
    json_t *d = evaluated(400, 1, false, false);

    SAYS(d, "markdown", false, "## Calibration", "## Other thresholds");
    SAYS(d, "markdown", true, "## Where there is room", "## Inequality");
    json_decref(d);
}
END_TEST

/* A card shows figures to a step and no counts, and draws the diagram. */
START_TEST(a_card)
{
    json_t *d = evaluated(20000, 0.5, false, true), *card = card_of(d, NULL, NULL);

    SAYS(card, "html", true, "<figcaption>Calibration</figcaption>", "share with the outcome",
         "Below it scores say too much", "Miscalibration ", "Scores are too extreme",
         "Room for 100 cases");
    SAYS(card, "html", false, "Dots grow");
    SAYS(card, "markdown", true, "| threshold | precision | recall | false positive rate |",
         "| who | room | ties | precision | recall | lift |");
    SAYS(card, "markdown", false, "Hosmer-Lemeshow");
    json_decref(card);
    json_decref(d);
}
END_TEST

/* Without enough rows there is nothing to draw. */
START_TEST(a_card_of_few)
{
    json_t *d = evaluated(300, 1, false, true), *card = card_of(d, NULL, NULL);

    SAYS(card, "html", false, "<figcaption>Calibration</figcaption>");
    json_decref(card);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, an_evaluation);
    tcase_add_test(tc, readings_of_the_slope);
    tcase_add_test(tc, missing_outcomes);
    tcase_add_test(tc, scores_that_are_no_probabilities);
    tcase_add_test(tc, a_card);
    tcase_add_test(tc, a_card_of_few);
}

GG_TEST_MAIN("report/calibration")
