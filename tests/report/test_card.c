/*
 * Cards: their sections, what is not stated, what is withheld, charts, and that they fit their
 * published schema.
 */
#include "documents.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "gauger/evaluate/evaluation.h"
#include "gauger/evidence/collect.h"
#include "schema.h"

#define SCHEMA "docs/schemas/card-1.schema.json"

static json_t *whole_card(void)
{
    json_t *evaluation = fixture("evaluation"), *manifest = fixture("manifest");
    json_t *verdict = fixture("verdict"), *card = card_of(evaluation, manifest, verdict);

    json_decref(verdict);
    json_decref(manifest);
    json_decref(evaluation);
    return card;
}

static json_t *bare_card(void)
{
    json_t *evaluation = fixture("evaluation"), *card = card_of(evaluation, NULL, NULL);

    json_decref(evaluation);
    return card;
}

START_TEST(cards_fit_their_schema)
{
    json_t *cards[] = {whole_card(), bare_card()};
    char fault[400];

    for (size_t i = 0; i < 2; i++) {
        ck_assert_msg(schema_fits(SCHEMA, cards[i], fault), "%s", fault);
        json_object_set_new(cards[i], "title", json_integer(1));
        ck_assert(!schema_fits(SCHEMA, cards[i], fault));
        json_decref(cards[i]);
    }
}
END_TEST

START_TEST(every_section_of_the_paper_is_there)
{
    static const char *const sections[] = {"Model details",
                                           "Intended use",
                                           "Factors",
                                           "Metrics",
                                           "Evaluation data",
                                           "Training data",
                                           "Quantitative analyses",
                                           "Ethical considerations",
                                           "Caveats and recommendations"};
    json_t *card = whole_card();
    gg_buf html = rendered(card, "html", NULL), markdown = rendered(card, "markdown", NULL);
    const char *at = html.data;

    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        char heading[100];

        snprintf(heading, sizeof heading, "<h2>%s</h2>", sections[i]);
        at = strstr(at, heading);
        ck_assert_msg(at != NULL, "%s", heading); /* and in this order */
        snprintf(heading, sizeof heading, "\n## %s\n", sections[i]);
        ck_assert_ptr_nonnull(strstr(markdown.data, heading));
    }
    gg_buf_release(&markdown);
    gg_buf_release(&html);
    json_decref(card);
}
END_TEST

START_TEST(what_nobody_stated_is_said_to_be_not_stated)
{
    json_t *card = bare_card();
    gg_buf html = rendered(card, "html", NULL);

    ck_assert_str_eq(gg_json_string(card, "title", ""),
                     "Model card: a score evaluated on cases.csv");
    ck_assert(json_is_null(json_object_get(json_object_get(card, "model_details"), "owner")));
    ck_assert(json_is_null(json_object_get(card, "verdict")));
    ck_assert_ptr_nonnull(strstr(html.data, "<dt>Owner</dt><dd class=\"quiet\">not stated</dd>"));
    ck_assert_uint_gt(occurrences(html.data, "not stated"), 12);
    ck_assert_ptr_null(strstr(html.data, "id=\"verdict\""));
    gg_buf_release(&html);
    json_decref(card);
}
END_TEST

START_TEST(a_manifest_fills_the_card)
{
    json_t *card = whole_card();
    const json_t *details = json_object_get(card, "model_details");
    gg_buf html = rendered(card, "html", NULL);

    ck_assert_str_eq(gg_json_string(card, "title", ""), "Model card: lane-risk");
    ck_assert_str_eq(gg_json_string(details, "algorithm", ""), "logistic regression");
    /* The operating point is told in words; objects become pairs, numbers text. */
    ck_assert_str_eq(gg_json_string(details, "threshold", ""), "0.5");
    ck_assert_str_eq(
        json_string_value(json_array_get(json_object_get(details, "hyperparameters"), 1)),
        "C: 1.0");
    ck_assert_ptr_nonnull(strstr(html.data, "<dt>Features</dt><dd>lane, hour</dd>"));
    ck_assert_ptr_nonnull(strstr(html.data, "<dt>Data set</dt><dd>lanes@2</dd>"));
    gg_buf_release(&html);
    json_decref(card);
}
END_TEST

START_TEST(manifests_of_every_form)
{
    json_t *evaluation = fixture("evaluation"), *card;
    json_t *manifest =
        json_pack("{s:i,s:b,s:{},s:[],s:s,s:n,s:[s,i]}", "model", 7, "owner", 1, "hyperparameters",
                  "limitations", "purpose", "", "population", "features", "age", 3);
    const json_t *details;
    gg_buf html;

    card = card_of(evaluation, manifest, NULL);
    details = json_object_get(card, "model_details");
    ck_assert_str_eq(gg_json_string(details, "model", ""), "7");
    ck_assert_str_eq(gg_json_string(details, "owner", ""), "true");
    ck_assert_str_eq(
        json_string_value(json_array_get(json_object_get(details, "hyperparameters"), 0)), "none");
    ck_assert(json_is_null(json_object_get(json_object_get(card, "intended_use"), "purpose")));
    html = rendered(card, "html", NULL);
    ck_assert_ptr_nonnull(strstr(html.data, "age, (unnamed)"));
    gg_buf_release(&html);
    json_decref(card);
    json_decref(manifest);
    json_decref(evaluation);
}
END_TEST

/* ---- nothing small ---- */

static void nothing_small(const json_t *value, const char *key)
{
    static const char *const counts[] = {
        "count", "positives", "negatives", "unverified", "selected", "tp",      "fp",
        "tn",    "fn",        "rows",      "rows_used",  "negative", "positive"};
    const char *own;
    json_t *member;
    size_t i;

    for (i = 0; key && i < sizeof counts / sizeof *counts; i++)
        if (strcmp(key, counts[i]) == 0 && json_is_number(value))
            ck_assert_msg(json_number_value(value) == 0 || json_number_value(value) >= 11,
                          "%s is %g", key, json_number_value(value));
    json_array_foreach((json_t *)value, i, member)
    {
        nothing_small(member, key);
    }
    json_object_foreach((json_t *)value, own, member)
    {
        nothing_small(member, own);
    }
}

START_TEST(nothing_small_is_in_a_card)
{
    json_t *card = whole_card();
    gg_buf html = rendered(card, "html", NULL), markdown = rendered(card, "markdown", NULL);

    nothing_small(card, NULL);
    /* (none) has 34 rows, islands 160: neither number may be anywhere. */
    ck_assert_ptr_null(strstr(html.data, ">34<"));
    ck_assert_ptr_null(strstr(html.data, ">160<"));
    ck_assert_ptr_null(strstr(markdown.data, "| 34 |"));
    ck_assert_ptr_nonnull(strstr(html.data, ">194<"));
    ck_assert_ptr_nonnull(strstr(html.data, "stands for (none) and islands"));
    /* The verdict judged islands alone: its result is told, its figure is not. */
    ck_assert_ptr_nonnull(strstr(html.data,
                                 "<th scope=\"row\">islands</th><td data-label=\"figure\" "
                                 "class=\"num\">withheld</td>"));
    gg_buf_release(&markdown);
    gg_buf_release(&html);
    json_decref(card);
}
END_TEST

START_TEST(a_card_of_a_tiny_table_shows_nothing)
{
    json_t *evaluation = fixture("evaluation"), *card;
    json_t *overall = NULL;
    gg_figures figures = gg_figures_empty(GG_SCORES_PROBABILITY);
    char fault[400];
    gg_buf html;

    figures.w[GG_POSITIVE][GG_SELECTED] = figures.w2[GG_POSITIVE][GG_SELECTED] = 4;
    figures.w[GG_NEGATIVE][GG_NOT_SELECTED] = figures.w2[GG_NEGATIVE][GG_NOT_SELECTED] = 7;
    figures.rows = 11;
    ck_assert_int_eq(gg_figures_write(&figures, NULL, &overall, NULL), GG_OK);
    json_object_set_new(evaluation, "overall", overall);
    json_object_clear(json_object_get(evaluation, "attributes"));
    json_object_clear(json_object_get(evaluation, "sites"));
    json_object_clear(json_object_get(evaluation, "periods"));
    json_object_del(evaluation, "score_distribution");
    card = card_of(evaluation, NULL, NULL);
    ck_assert_msg(schema_fits(SCHEMA, card, fault), "%s", fault);
    html = rendered(card, "html", NULL);
    ck_assert_ptr_null(strstr(html.data, "<svg"));
    ck_assert_ptr_nonnull(strstr(html.data, "everyone is withheld"));
    gg_buf_release(&html);
    json_decref(card);
    json_decref(evaluation);
}
END_TEST

/* ---- html ---- */

static size_t count_nodes(const xmlNode *node, const char *name, const char *attribute)
{
    size_t n = 0;

    for (; node; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0 &&
            (!attribute || xmlHasProp((xmlNode *)node, BAD_CAST attribute)))
            n++;
        n += count_nodes(node->children, name, attribute);
    }
    return n;
}

START_TEST(html_is_well_formed_and_can_be_read_aloud)
{
    json_t *card = whole_card();
    gg_buf html = rendered(card, "html", NULL);
    char *body = strstr(html.data, "<body>");
    /* With its void elements in the head left out, the page is XML as well: every tag is closed. */
    xmlDocPtr xml = xmlReadMemory(body, (int)strlen(body) - 8, "card", NULL, XML_PARSE_NONET);
    const xmlNode *root = xmlDocGetRootElement(xml);

    ck_assert_ptr_nonnull(root);
    ck_assert_uint_eq(count_nodes(root, "h1", NULL), 1);
    ck_assert_uint_eq(count_nodes(root, "main", NULL), 1);
    ck_assert_uint_gt(count_nodes(root, "svg", NULL), 8);
    ck_assert_uint_eq(count_nodes(root, "svg", "aria-labelledby"), count_nodes(root, "svg", NULL));
    ck_assert_uint_eq(count_nodes(root, "title", NULL), count_nodes(root, "svg", NULL));
    ck_assert_uint_eq(count_nodes(root, "desc", NULL), count_nodes(root, "svg", NULL));
    ck_assert_uint_eq(count_nodes(root, "th", "scope"), count_nodes(root, "th", NULL));
    ck_assert_uint_eq(count_nodes(root, "figcaption", NULL), count_nodes(root, "figure", NULL));
    xmlFreeDoc(xml);
    gg_buf_release(&html);
    json_decref(card);
}
END_TEST

static void collect_ids(const xmlNode *node, json_t *ids)
{
    for (; node; node = node->next) {
        xmlChar *id =
            node->type == XML_ELEMENT_NODE ? xmlGetProp((xmlNode *)node, BAD_CAST "id") : NULL;

        if (id) {
            ck_assert_msg(!json_object_get(ids, (const char *)id), "twice: %s", (const char *)id);
            json_object_set_new(ids, (const char *)id, json_true());
            xmlFree(id);
        }
        collect_ids(node->children, ids);
    }
}

START_TEST(anchors_are_unlike_and_lead_somewhere)
{
    json_t *card = whole_card(), *ids = json_object();
    gg_buf html = rendered(card, "html", NULL);
    char *body = strstr(html.data, "<body>");
    xmlDocPtr xml = xmlReadMemory(body, (int)strlen(body) - 8, "card", NULL, XML_PARSE_NONET);

    collect_ids(xmlDocGetRootElement(xml), ids);
    for (const char *at = strstr(html.data, "href=\"#"); at; at = strstr(at + 1, "href=\"#")) {
        char id[60];

        snprintf(id, sizeof id, "%.*s", (int)strcspn(at + 7, "\""), at + 7);
        ck_assert_msg(json_object_get(ids, id) != NULL, "%s", id);
    }
    xmlFreeDoc(xml);
    json_decref(ids);
    gg_buf_release(&html);
    json_decref(card);
}
END_TEST

/* ---- charts ---- */

/* The x of the dot in the row of a name, in the figure of a title. */
static double dot_of(const char *html, const char *title, const char *name)
{
    char text[200];
    const char *at;

    snprintf(text, sizeof text, "<figcaption>%s</figcaption>", title);
    at = strstr(html, text);
    ck_assert_msg(at != NULL, "%s", text);
    snprintf(text, sizeof text, ">%s</text>", name);
    at = strstr(at, text);
    ck_assert_msg(at != NULL, "%s", text);
    at = strstr(at, "<circle cx=\"");
    return strtod(at + 12, NULL);
}

START_TEST(charts_show_the_figures)
{
    json_t *card = whole_card();
    gg_buf html = rendered(card, "html", NULL);
    /* The axis of rates runs from 128 to 292 for 0 to 1 (the highest end is over 0.8). */
    double north = 464.0 + 306, south = 168.0 + 55;

    ck_close(dot_of(html.data, "Selection rate", "north"), 128 + 164 * north / 1300, 1e-3);
    ck_close(dot_of(html.data, "Selection rate", "south"), 128 + 164 * south / 900, 1e-3);
    ck_close(dot_of(html.data, "Recall", "south"), 128 + 164 * 168.0 / 302, 1e-3);
    ck_assert_ptr_nonnull(strstr(html.data, "four-fifths band</text>"));
    gg_buf_release(&html);
    json_decref(card);
}
END_TEST

START_TEST(ratios_lie_on_a_logarithmic_axis)
{
    json_t *card = whole_card();
    gg_buf html = rendered(card, "html", NULL);
    /* From 0.25 to 2, the lowest and highest ends of the intervals being 0.37 and 0.88. */
    double ratio = (168.0 + 55) / 900 / ((464.0 + 306) / 1300);
    double share = (log(ratio) - log(0.25)) / (log(2) - log(0.25));

    ck_close(dot_of(html.data, "Selection rate ratio", "south"), 128 + 164 * share, 1e-3);
    gg_buf_release(&html);
    json_decref(card);
}
END_TEST

/* The points of the ROC curve are running sums of the bins from the highest score down. */
START_TEST(the_roc_curve_follows_the_bins)
{
    json_t *card = whole_card();
    gg_buf html = rendered(card, "html", NULL);
    const json_t *d =
        json_object_get(json_object_get(json_object_get(card, "quantitative_analyses"), "unitary"),
                        "score_distribution");
    const json_t *negative = json_object_get(d, "negative");
    const json_t *positive = json_object_get(d, "positive");
    size_t n = json_array_size(negative);
    double x = json_number_value(json_array_get(negative, n - 1)) / 1488;
    double y = json_number_value(json_array_get(positive, n - 1)) / 906;
    const char *at = strstr(html.data, "<figcaption>ROC curve</figcaption>");
    char want[100];

    ck_assert_ptr_nonnull(at);
    at = strstr(at, "<path d=\"");
    snprintf(want, sizeof want, "<path d=\"M66.0 226.0L%.1f %.1f", 66 + 208 * x,
             18 + 208 * (1 - y));
    ck_assert_msg(strncmp(at, want, strlen(want)) == 0, "%.60s, expected %s", at, want);
    gg_buf_release(&html);
    json_decref(card);
}
END_TEST

/* A published area has bounds of the step that it is told in: those say nothing of bins. */
START_TEST(only_binned_scores_are_said_to_be_in_bins)
{
    static const char sentence[] = "Scores were kept in bins: in these rows it lies from 0.8";
    json_t *card = bare_card(), *auc, *caveats;
    gg_buf text = rendered(card, "markdown", NULL);

    auc = json_object_get(json_object_get(card, "quantitative_analyses"), "unitary");
    auc = json_object_get(json_object_get(auc, "overall"), "roc_auc");
    ck_assert(json_is_number(json_object_get(auc, "bound_low")));
    ck_assert_ptr_null(strstr(text.data, "in bins"));
    gg_buf_release(&text);

    caveats = json_object_get(card, "caveats_and_recommendations");
    json_array_append_new(json_object_get(caveats, "warnings"),
                          json_pack("{s:s, s:s}", "code", "binned_scores", "message", "in bins"));
    text = rendered(card, "markdown", NULL);
    ck_assert_ptr_nonnull(strstr(text.data, sentence));
    gg_buf_release(&text);
    json_decref(card);
}
END_TEST

START_TEST(many_groups_are_drawn_in_part)
{
    json_t *card = whole_card();
    json_t *unitary = json_object_get(json_object_get(card, "quantitative_analyses"), "unitary");
    json_t *group = json_object_get(json_object_get(unitary, "attributes"), "group");
    json_t *groups = json_object_get(group, "groups");
    gg_buf html;

    for (int i = 0; i < 60; i++) {
        char name[20];

        snprintf(name, sizeof name, "g%d", i);
        json_object_set(groups, name, json_object_get(groups, "south"));
    }
    html = rendered(card, "html", NULL);
    ck_assert_ptr_nonnull(strstr(html.data, "The first 24 of 63 groups are drawn."));
    ck_assert_ptr_nonnull(strstr(html.data, "23 more are in the card"));
    gg_buf_release(&html);
    json_decref(card);
}
END_TEST

/* ---- refused ---- */

static void refused(const json_t *evaluation, const json_t *manifest, const json_t *verdict,
                    unsigned least, gg_status status, const char *file)
{
    gg_card_options options = gg_card_options_default();
    json_t *out = NULL;
    gg_error err;

    options.publish.minimum_cell = least;
    gg_error_init(&err);
    ck_assert_int_eq(gg_card_build(evaluation, manifest, verdict, &options, &out, &err), status);
    ck_assert_str_eq(err.file, file);
    ck_assert_str_ne(err.what, "");
    ck_assert_ptr_null(out);
}

START_TEST(other_documents_are_refused)
{
    json_t *evaluation = fixture("evaluation"), *verdict = fixture("verdict");
    json_t *array = json_array();

    refused(verdict, NULL, NULL, 11, GG_E_INPUT, "");
    refused(evaluation, array, NULL, 11, GG_E_INPUT, "manifest");
    refused(evaluation, NULL, evaluation, 11, GG_E_INPUT, "verdict");
    refused(evaluation, NULL, NULL, 1, GG_E_USAGE, "");
    json_decref(array);
    json_decref(verdict);
    json_decref(evaluation);
}
END_TEST

START_TEST(a_title_of_ones_own)
{
    gg_card_options options = gg_card_options_default();
    json_t *evaluation = fixture("evaluation"), *card = NULL;

    options.title = "Lanes, third quarter";
    ck_assert_int_eq(gg_card_build(evaluation, NULL, NULL, &options, &card, NULL), GG_OK);
    ck_assert_str_eq(gg_json_string(card, "title", ""), "Lanes, third quarter");
    json_decref(card);
    json_decref(evaluation);
}
END_TEST

START_TEST(cards_that_are_broken_anywhere)
{
    json_t *card = whole_card();
    const char *key;
    json_t *member;

    json_object_foreach(card, key, member)
    {
        json_t *broken = json_copy(card);
        gg_buf out;

        (void)member;
        if (strcmp(key, "format") != 0)
            json_object_set_new(broken, key, json_integer(1));
        gg_buf_init(&out, 0);
        if (gg_render(broken, "html", NULL, &out, NULL) != GG_OK)
            ck_assert_uint_eq(out.size, 0);
        gg_buf_release(&out);
        json_decref(broken);
    }
    json_decref(card);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, cards_fit_their_schema);
    tcase_add_test(tc, every_section_of_the_paper_is_there);
    tcase_add_test(tc, what_nobody_stated_is_said_to_be_not_stated);
    tcase_add_test(tc, a_manifest_fills_the_card);
    tcase_add_test(tc, manifests_of_every_form);
    tcase_add_test(tc, nothing_small_is_in_a_card);
    tcase_add_test(tc, a_card_of_a_tiny_table_shows_nothing);
    tcase_add_test(tc, html_is_well_formed_and_can_be_read_aloud);
    tcase_add_test(tc, anchors_are_unlike_and_lead_somewhere);
    tcase_add_test(tc, charts_show_the_figures);
    tcase_add_test(tc, ratios_lie_on_a_logarithmic_axis);
    tcase_add_test(tc, the_roc_curve_follows_the_bins);
    tcase_add_test(tc, only_binned_scores_are_said_to_be_in_bins);
    tcase_add_test(tc, many_groups_are_drawn_in_part);
    tcase_add_test(tc, other_documents_are_refused);
    tcase_add_test(tc, a_title_of_ones_own);
    tcase_add_test(tc, cards_that_are_broken_anywhere);
}

GG_TEST_MAIN("report/card")
