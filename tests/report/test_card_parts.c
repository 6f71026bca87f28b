/*
 * The parts of a card that a registry adds: training data and fit, what the score is made of, how
 * the version compares; and the weights on the page of a version.
 */
#include "documents.h"

#include "schema.h"

#define SCHEMA "docs/schemas/card-1.schema.json"

static json_t *parsed(const char *text)
{
    json_t *out = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_json_parse(text, strlen(text), "test", &out, &err) == GG_OK, "%s: %s", text,
                  err.what);
    return out;
}

/* Everything that a registry can say, for one version of a logistic regression. */
static const char *const known =
    "{\"version\":{\"name\":\"lanes\",\"version\":4,\"state\":\"production\",\"training\":"
    "{\"dataset\":\"days@2\",\"sha256\":"
    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"fit\":null},"
    "\"states\":[],\"registered\":{\"time\":\"2026-01-01T00:00:00Z\",\"actor\":\"anna\"},"
    "\"head\":{\"size\":3,\"root\":\"00\"}},"
    "\"dataset\":{\"name\":\"audit\",\"version\":3,\"newest\":3,\"state\":\"current\","
    "\"origin\":\"synthetic\",\"source_systems\":[\"made-up\"]},"
    "\"training\":{\"name\":\"days\",\"version\":2,\"newest\":5,\"state\":\"superseded\","
    "\"origin\":\"deidentified\",\"source_systems\":[\"gate\",\"lab\"],\"sheet\":null},"
    "\"fit\":{\"format\":\"gauger/training/1\",\"algorithm\":\"logistic regression\",\"scorer\":"
    "\"logistic\",\"seed\":1,\"rows\":1051,\"rows_used\":1000,\"positives\":300,\"negatives\":700,"
    "\"weighted\":false,\"rows_excluded\":{\"missing_outcome\":40,\"missing_feature\":11},"
    "\"converged\":true,\"iterations\":4,\"libraries\":{\"GSL\":\"2.7.1\"},\"coefficients\":["
    "{\"input\":\"lane=bus\",\"value\":0.75,\"standard_error\":0.2},"
    "{\"input\":\"lane=sled\",\"value\":-1.5,\"standard_error\":2}],\"warnings\":["
    "{\"code\":\"no_missing_cell\",\"message\":\"hour: no cell was missing\"}]},"
    "\"weights\":{\"format\":\"gauger/weights/1\",\"scorer\":\"logistic\",\"link\":\"logit\","
    "\"intercept\":-2.5,\"note\":null,\"features\":[{\"name\":\"lane\",\"terms\":["
    "{\"what\":\"level\",\"of\":\"bus\",\"adds\":0.75},{\"what\":\"level\",\"of\":\"sled\","
    "\"adds\":-1.5},{\"what\":\"missing\",\"of\":\"indicator\",\"adds\":0.25}]},"
    "{\"name\":\"hour\",\"terms\":[{\"what\":\"per unit\",\"of\":\"log1p\",\"adds\":0.00123456},"
    "{\"what\":\"missing\",\"of\":\"\",\"adds\":0.5}]}]},"
    "\"comparisons\":[{\"versus\":\"lanes@3\",\"comparison\":{\"format\":\"gauger/comparison/1\","
    "\"differences\":{\"recall\":{\"value\":0.1234,\"low\":0.05,\"high\":0.2},"
    "\"precision\":{\"value\":-0.05,\"low\":-0.1,\"high\":-0.01},"
    "\"selection_rate\":{\"value\":0.2,\"low\":0.1,\"high\":0.3}},\"findings\":{\"margin\":0,"
    "\"minimum_count\":30,\"overall\":{\"recall\":\"better\",\"precision\":\"worse\"},"
    "\"worse_for\":[]}}}]}";

static json_t *build(const json_t *all)
{
    json_t *evaluation = fixture("evaluation"), *manifest = fixture("manifest"), *card = NULL;
    gg_card_options options = gg_card_options_default();
    gg_error err;
    gg_status status;

    gg_error_init(&err);
    json_object_del(manifest, "training");
    if (json_object_get(all, "sha256"))
        json_object_set(json_object_get(evaluation, "data"), "sha256",
                        json_object_get(all, "sha256"));
    options.lifecycle = json_object_get(all, "version");
    options.dataset = json_object_get(all, "dataset");
    options.training = json_object_get(all, "training");
    options.fit = json_object_get(all, "fit");
    options.weights = json_object_get(all, "weights");
    options.comparisons = json_object_get(all, "comparisons");
    status = gg_card_build(evaluation, manifest, NULL, &options, &card, &err);
    ck_assert_msg(status == GG_OK, "%s: %s", err.column, err.what);
    json_decref(manifest);
    json_decref(evaluation);
    return card;
}

/* The text of a section of the page, up to the next of its level. */
static const char *section(const char *page, const char *heading, char *out, size_t room)
{
    char head[100];
    const char *from, *to;
    size_t n;

    snprintf(head, sizeof head, "\n## %s\n", heading);
    from = strstr(page, head);
    ck_assert_msg(from != NULL, "%s", heading);
    to = strstr(from + 4, "\n## ");
    n = to ? (size_t)(to - from) : strlen(from);
    ck_assert_uint_lt(n, room);
    memcpy(out, from, n);
    out[n] = '\0';
    return out;
}

#define CONTAINS(text, what)                                                                       \
    ck_assert_msg(strstr(text, what) != NULL, "no \"%s\" in:%s", what, text)
#define LACKS(text, what) ck_assert_msg(strstr(text, what) == NULL, "\"%s\" in:%s", what, text)

START_TEST(a_full_card_fits_its_schema)
{
    json_t *all = parsed(known), *card = build(all);
    char fault[400];

    ck_assert_msg(schema_fits(SCHEMA, card, fault), "%s", fault);
    ck_assert_str_eq(gg_json_string(json_object_get(card, "model_details"), "version", ""), "4");
    json_decref(card);
    json_decref(all);
}
END_TEST

/* Of the data that it was evaluated on, above the figures and beside the verdict; older training
 * data make no figure stale. */
START_TEST(superseded_data_are_said_first)
{
    json_t *all = parsed(known), *card = build(all);
    gg_buf page = rendered(card, "markdown", NULL);
    const char *banner;

    LACKS(page.data, "STALE");
    gg_buf_release(&page);
    json_object_set_new(json_object_get(card, "data_sheet"), "newest", json_integer(5));
    page = rendered(card, "markdown", NULL);
    banner = strstr(page.data,
                    "**STALE**: What is found here is of audit@3, and version 5 is the newest.");
    ck_assert_ptr_nonnull(banner);
    ck_assert(banner < strstr(page.data, "## In short"));
    LACKS(page.data, "Stale: it is about data");
    gg_buf_release(&page);
    json_object_set_new(card, "verdict",
                        json_pack("{s:s, s:s, s:[]}", "result", "pass", "policy", "p", "rules"));
    page = rendered(card, "markdown", NULL);
    CONTAINS(page.data, "Stale: it is about data that were superseded.");
    gg_buf_release(&page);
    json_decref(card);
    json_decref(all);
}
END_TEST

START_TEST(each_dataset_has_its_own_sheet)
{
    json_t *all = parsed(known), *card = build(all);
    gg_buf page = rendered(card, "markdown", NULL);
    char text[4000];

    section(page.data, "Evaluation data", text, sizeof text);
    CONTAINS(text, "**Registered as**: audit@3 (current)");
    CONTAINS(text, "**Stale**: no: no newer version is registered");
    CONTAINS(text, "**Outcomes**: the outcome of every case is known");
    LACKS(text, "days@2");
    section(page.data, "Training data", text, sizeof text);
    CONTAINS(text, "**Data set**: days@2");
    CONTAINS(text, "**SHA-256**: aaaa");
    CONTAINS(text, "**Registered as**: days@2 (superseded)");
    CONTAINS(text, "**Stale**: yes: version 5 is the newest");
    CONTAINS(text, "**Origin**: deidentified");
    CONTAINS(text, "gate and lab");
    CONTAINS(text, "**Rows used**: 1000, 300 of them with the outcome");
    CONTAINS(text, "40 without a known outcome and 11 without a value that the model needs");
    CONTAINS(text, "by gauger train; converged after 4 steps; seed 1; GSL 2.7.1");
    CONTAINS(text, "hour: no cell was missing");
    LACKS(text, "audit@3");
    LACKS(text, "Period");
    gg_buf_release(&page);
    json_decref(card);
    json_decref(all);
}
END_TEST

START_TEST(small_numbers_of_training_rows_are_withheld)
{
    json_t *all = parsed(known), *fit = json_object_get(all, "fit"), *card;
    char text[4000];
    gg_buf page;

    json_object_set_new(json_object_get(fit, "rows_excluded"), "missing_feature", json_integer(3));
    json_object_set_new(fit, "rows", json_integer(1043));
    json_object_set_new(fit, "converged", json_false());
    card = build(all);
    page = rendered(card, "markdown", NULL);
    section(page.data, "Training data", text, sizeof text);
    CONTAINS(text, "some without a known outcome and some without a value that the model needs");
    CONTAINS(text, "not converged after 4 steps");
    LACKS(text, "1043");
    gg_buf_release(&page);
    json_decref(card);
    /* Trained and evaluated on the same rows: no second set of counts. */
    json_object_set_new(
        all, "sha256",
        json_incref(json_object_get(json_object_get(json_object_get(all, "version"), "training"),
                                    "sha256")));
    json_object_set_new(json_object_get(fit, "rows_excluded"), "missing_feature", json_integer(30));
    card = build(all);
    page = rendered(card, "markdown", NULL);
    CONTAINS(section(page.data, "Training data", text, sizeof text), "**Rows used**: withheld");
    gg_buf_release(&page);
    json_decref(card);
    /* Another version of the same dataset may differ by a few rows. */
    json_object_del(all, "sha256");
    json_object_set_new(json_object_get(all, "dataset"), "name", json_string("days"));
    card = build(all);
    ck_assert(json_is_null(json_object_get(
        json_object_get(json_object_get(card, "training_data"), "fit"), "rows_used")));
    json_decref(card);
    json_decref(all);
}
END_TEST

START_TEST(every_outcome_known_is_said)
{
    json_t *evaluation = fixture("evaluation"), *card, *warnings, *overall;
    gg_buf page;

    card = card_of(evaluation, NULL, NULL);
    page = rendered(card, "markdown", NULL);
    CONTAINS(page.data, "**Outcomes**: the outcome of every case is known");
    LACKS(page.data, "**Inspection**");
    gg_buf_release(&page);
    /* Not where the few others were left out. */
    warnings = json_object_get(json_object_get(card, "caveats_and_recommendations"), "warnings");
    json_array_append_new(warnings, json_pack("{s:s,s:s}", "code", "unverified_left_out", "message",
                                              "Some are left out."));
    page = rendered(card, "markdown", NULL);
    CONTAINS(page.data, "**Inspection**: unknown");
    gg_buf_release(&page);
    json_array_clear(warnings);
    overall = json_object_get(
        json_object_get(json_object_get(card, "quantitative_analyses"), "unitary"), "overall");
    json_object_set_new(overall, "unverified", json_integer(12));
    page = rendered(card, "markdown", NULL);
    CONTAINS(page.data, "**Inspection**: unknown (how cases came to have a known outcome)");
    gg_buf_release(&page);
    json_decref(card);
    json_decref(evaluation);
}
END_TEST

START_TEST(what_the_score_is_made_of)
{
    json_t *all = parsed(known), *card = build(all);
    gg_buf page = rendered(card, "markdown", NULL), html = rendered(card, "html", NULL);
    char text[4000];

    section(page.data, "What the score is made of", text, sizeof text);
    CONTAINS(text, "Each case starts at -2.50 log odds.");
    CONTAINS(text, "| lane: bus | 0.75 | 2.12 |");
    CONTAINS(text, "| lane: missing, beside what stands in for it | 0.25 | 1.28 |");
    CONTAINS(text, "| hour: each 1 more of the logarithm of 1 + its value | 0.00123 | 1.00123 |");
    CONTAINS(text, "| hour: missing | 0.50 | 1.65 |");
    LACKS(text, "sled");
    CONTAINS(text, "1 level or bin is not named: nothing on record shows that at least 11 rows");
    CONTAINS(text, "Of lane, every word that is not listed adds nothing");
    /* The bar is over the level that is not named, too; a number per unit has none. */
    CONTAINS(html.data, "What each feature can add</figcaption>");
    CONTAINS(html.data, ">2.25</text>");
    CONTAINS(html.data, "Numbers that are weighed per unit have no such range.");
    gg_buf_release(&html);
    gg_buf_release(&page);
    json_decref(card);
    json_decref(all);
}
END_TEST

static json_t *card_of_weights(const char *weights)
{
    json_t *all = json_object(), *card;

    json_object_set_new(all, "weights", parsed(weights));
    card = build(all);
    json_decref(all);
    return card;
}

START_TEST(points_machines_and_scores_from_elsewhere)
{
    json_t *card = card_of_weights(
        "{\"format\":\"gauger/weights/1\",\"scorer\":\"scorecard\",\"link\":\"identity\","
        "\"intercept\":10,\"note\":null,\"features\":[{\"name\":\"lane\",\"terms\":[{\"what\":"
        "\"other\",\"of\":\"\",\"adds\":6},{\"what\":\"per unit\",\"of\":\"\",\"adds\":0.5}]}]}");
    json_t *evaluation = fixture("evaluation"), *manifest = fixture("manifest");
    gg_buf page = rendered(card, "markdown", NULL);

    CONTAINS(page.data, "Each case starts at 10 points.");
    CONTAINS(page.data, "| of a case with | adds (points) |");
    CONTAINS(page.data, "| lane: any other word | 6 |");
    CONTAINS(page.data, "| lane: each 1 more | 0.5 |");
    gg_buf_release(&page);
    json_decref(card);
    card = card_of_weights("{\"format\":\"gauger/weights/1\",\"scorer\":\"svm\",\"link\":null,"
                           "\"intercept\":null,\"note\":\"A support vector machine with 40 support "
                           "vectors.\",\"features\":[]}");
    page = rendered(card, "markdown", NULL);
    CONTAINS(page.data, "with 40 support vectors. What it does cannot be told feature by feature. "
                        "Its file holds rows of the training data");
    gg_buf_release(&page);
    json_decref(card);
    json_object_set_new(manifest, "scorer", json_string("external"));
    card = card_of(evaluation, manifest, NULL);
    page = rendered(card, "markdown", NULL);
    CONTAINS(page.data, "The scores come with the table");
    gg_buf_release(&page);
    json_decref(card);
    card = card_of(evaluation, NULL, NULL);
    page = rendered(card, "markdown", NULL);
    LACKS(page.data, "What the score is made of");
    gg_buf_release(&page);
    json_decref(card);
    json_decref(manifest);
    json_decref(evaluation);
}
END_TEST

START_TEST(bins_in_words)
{
    json_t *all = json_object(), *card;
    gg_buf page;

    json_object_set_new(
        all, "weights",
        parsed("{\"format\":\"gauger/weights/1\",\"scorer\":\"scorecard\",\"link\":\"logit\","
               "\"intercept\":0,\"note\":null,\"features\":[{\"name\":\"km\",\"terms\":["
               "{\"what\":\"bin\",\"of\":\"<52\",\"adds\":-0.25},{\"what\":\"bin\",\"of\":"
               "\"52-<116\",\"adds\":0.001},{\"what\":\"bin\",\"of\":\">=116\",\"adds\":1}]}]}"));
    json_object_set_new(all, "fit",
                        parsed("{\"format\":\"gauger/training/1\",\"weighted\":false,"
                               "\"rows_used\":1000,\"positives\":500,\"negatives\":500}"));
    card = build(all);
    page = rendered(card, "markdown", NULL);
    CONTAINS(page.data, "| km: under 52 | -0.25 | 0.78 |");
    CONTAINS(page.data, "| km: 52 to under 116 | 0.00 | 1.00 |");
    CONTAINS(page.data, "| km: 116 and more | 1.00 | 2.72 |");
    gg_buf_release(&page);
    json_decref(card);
    json_decref(all);
}
END_TEST

/* The 906 rows with the outcome are 41 cells of 22: recall is told to a twentieth. */
START_TEST(compared_with_the_champion)
{
    json_t *all = parsed(known), *card = build(all), *worse;
    gg_buf page = rendered(card, "markdown", NULL);
    char text[4000];

    section(page.data, "Compared with other versions", text, sizeof text);
    CONTAINS(text, "| lanes@4 minus lanes@3 | difference | lanes@4 is |");
    CONTAINS(text, "| Recall | 0.10 [-0.05, 0.25] | better |");
    CONTAINS(text,
             "No group of at least 30 rows was found for which lanes@4 is worse than lanes@3");
    LACKS(text, "0.1234");
    CONTAINS(page.data, "\n- Compared with lanes@3: ");
    gg_buf_release(&page);
    json_decref(card);
    worse = parsed("[{\"attribute\":\"nowhere\",\"group\":\"x\",\"metric\":\"recall\","
                   "\"overall\":\"better\"}]");
    json_object_set_new(
        json_object_get(
            json_object_get(json_array_get(json_object_get(all, "comparisons"), 0), "comparison"),
            "findings"),
        "worse_for", worse);
    card = build(all);
    page = rendered(card, "markdown", NULL);
    section(page.data, "Compared with other versions", text, sizeof text);
    CONTAINS(text, "**WORSE FOR SOME**");
    CONTAINS(text, "Also for a group that this card does not show.");
    CONTAINS(page.data, "worse for some although not for everyone together");
    gg_buf_release(&page);
    json_decref(card);
    json_decref(all);
}
END_TEST

/* What is not known is said, and what nobody may work out is not. */
START_TEST(a_comparison_with_missing_outcomes)
{
    json_t *all = parsed(known), *card;
    json_t *comparison =
        json_object_get(json_array_get(json_object_get(all, "comparisons"), 0), "comparison");
    char text[4000];
    gg_buf page;

    json_object_set_new(json_object_get(comparison, "differences"), "precision",
                        parsed("{\"value\":null,\"low\":null,\"high\":null,\"why_null\":"
                               "\"not_identified\",\"observed\":0.4321,\"bounds\":[-0.31,0.77]}"));
    card = build(all);
    page = rendered(card, "markdown", NULL);
    section(page.data, "Compared with other versions", text, sizeof text);
    CONTAINS(text, "| Precision | not identified | - |");
    CONTAINS(text, "Where a difference is not identified, outcomes are missing of cases that "
                   "lanes@4 or lanes@3 refers");
    CONTAINS(page.data, "; not identified, because outcomes are missing: precision.");
    LACKS(text, "0.43");
    LACKS(text, "0.77");
    gg_buf_release(&page);
    json_decref(card);
    json_decref(all);
}
END_TEST

static void add_worse(json_t *card, const char *key, const char *name, const char *metric)
{
    json_t *one = json_array_get(json_object_get(card, "comparisons"), 0);

    json_array_append_new(
        json_object_get(one, "worse_for"),
        json_pack("{s:s,s:s,s:s}", key, name, "metric", metric, "overall", "better"));
}

START_TEST(who_is_worse_off_is_listed)
{
    json_t *all = parsed(known), *card = build(all);
    gg_buf page;

    for (char name[] = "A"; name[0] <= 'H'; name[0]++)
        add_worse(card, "site", name, "recall");
    add_worse(card, "period", "2026-01", "precision");
    page = rendered(card, "markdown", NULL);
    CONTAINS(page.data, "Recall: worse for site A, site B, site C, site D, site E, site F and 2 "
                        "more.");
    CONTAINS(page.data, "Precision: worse for period 2026-01.");
    gg_buf_release(&page);
    json_decref(card);
    json_decref(all);
}
END_TEST

/* ---- the page of a version ---- */

static gg_buf page_of(const char *weights, const char *why)
{
    json_t *model = fixture("model");
    gg_buf text;

    json_object_set_new(model, "weights", weights ? parsed(weights) : json_null());
    if (why)
        json_object_set_new(model, "weights_why", json_string(why));
    text = rendered(model, "text", NULL);
    json_decref(model);
    return text;
}

START_TEST(the_largest_weights_of_a_version)
{
    char weights[2000], one[100];
    const char *at;
    gg_buf text;

    snprintf(weights, sizeof weights,
             "{\"format\":\"gauger/weights/1\",\"scorer\":\"logistic\",\"link\":\"logit\","
             "\"intercept\":-1.5,\"note\":null,\"features\":[{\"name\":\"f\",\"terms\":[{\"what\":"
             "\"other\",\"of\":\"\",\"adds\":null}");
    for (int i = 1; i <= 12; i++) {
        snprintf(one, sizeof one, ",{\"what\":\"level\",\"of\":\"w%d\",\"adds\":%s0.%02d}", i,
                 i % 2 ? "-" : "", (i * 5) % 13);
        strcat(weights, one);
    }
    strcat(weights, "]}]}");
    text = page_of(weights, NULL);
    at = strstr(text.data, "\nWeights\n");
    ck_assert_ptr_nonnull(at);
    /* 5 i mod 13 is 12 for i = 5 and 11 for i = 10; 1 and 2 are left out. */
    CONTAINS(
        at, "f        w5                       -0.120\n  f        w10                       0.110");
    LACKS(at, " w8 ");
    LACKS(at, " w3 ");
    CONTAINS(at,
             "Every case starts at -1.50. The 10 largest of 13 weights; --format json has all.");
    gg_buf_release(&text);
}
END_TEST

START_TEST(versions_without_weights)
{
    gg_buf text = page_of(NULL, "the scores of lanes@1 come with the table");

    CONTAINS(text.data, "None: the scores of lanes@1 come with the table.");
    gg_buf_release(&text);
    text = page_of("{\"format\":\"gauger/weights/1\",\"scorer\":\"svm\",\"link\":null,"
                   "\"intercept\":null,\"note\":\"No feature has a weight.\",\"features\":[]}",
                   NULL);
    CONTAINS(text.data, "No feature has a weight.");
    gg_buf_release(&text);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_full_card_fits_its_schema);
    tcase_add_test(tc, superseded_data_are_said_first);
    tcase_add_test(tc, each_dataset_has_its_own_sheet);
    tcase_add_test(tc, small_numbers_of_training_rows_are_withheld);
    tcase_add_test(tc, every_outcome_known_is_said);
    tcase_add_test(tc, what_the_score_is_made_of);
    tcase_add_test(tc, points_machines_and_scores_from_elsewhere);
    tcase_add_test(tc, bins_in_words);
    tcase_add_test(tc, compared_with_the_champion);
    tcase_add_test(tc, a_comparison_with_missing_outcomes);
    tcase_add_test(tc, who_is_worse_off_is_listed);
    tcase_add_test(tc, the_largest_weights_of_a_version);
    tcase_add_test(tc, versions_without_weights);
}

GG_TEST_MAIN("report/card_parts")
