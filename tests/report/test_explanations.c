/* The sentences of --explain: under the table that shows their figures, and nowhere without them.
 */
#include "documents.h"

#include "gauger/disclose/publish.h"
#include "gauger/evaluate/explain.h"
#include "gauger/gate/verdict.h"

/* A text of 4,000 columns, so that no sentence is broken over lines. */
static gg_buf wide(const json_t *document, const char *format)
{
    gg_render_options options = gg_render_options_default();

    options.width = 4000;
    return rendered(document, format, &options);
}

static json_t *explained_evaluation(void)
{
    json_t *e = fixture("evaluation");

    ck_assert_int_eq(gg_explain_evaluation(e, NULL), GG_OK);
    return e;
}

/* Where a text stands in another; it must be there. */
static size_t place(const gg_buf *text, const char *what)
{
    const char *at = strstr(text->data, what);

    ck_assert_msg(at != NULL, "no %s", what);
    return (size_t)(at - text->data);
}

START_TEST(under_their_tables)
{
    json_t *e = explained_evaluation();
    gg_buf out = wide(e, "text");
    size_t sites = place(&out, "By site"), periods = place(&out, "By period");

    ck_assert_uint_lt(place(&out, "Recall "), place(&out, "- Recall 0."));
    ck_assert_uint_lt(place(&out, "- Recall 0."), place(&out, "- Recall of south 0."));
    ck_assert_uint_lt(place(&out, "- Recall of south 0."),
                      place(&out, "- Selection rate ratio of south against north 0.42 "));
    ck_assert_uint_lt(place(&out, "- Selection rate ratio of south"),
                      place(&out, "- Impact ratio by group 0.54 "));
    ck_assert_uint_lt(place(&out, "- Impact ratio by group"), sites);
    ck_assert_uint_lt(sites, place(&out, "- Recall at site A 0.75 "));
    ck_assert_uint_lt(place(&out, "- Recall at site B 0.76 "), periods);
    ck_assert_uint_lt(periods, place(&out, "- Recall in period 2026-01 0.74 "));
    /* What no table shows is in the document alone. */
    ck_assert_ptr_null(strstr(out.data, "Specificity of south"));
    ck_assert_ptr_null(strstr(out.data, "Precision ratio of south"));
    ck_assert_ptr_nonnull(strstr(out.data, "- Specificity 0."));
    gg_buf_release(&out);
    json_decref(e);
}
END_TEST

START_TEST(in_markdown_too)
{
    json_t *e = explained_evaluation();
    gg_buf out = wide(e, "markdown");

    ck_assert_ptr_nonnull(strstr(out.data, "of 100 cases that had the outcome, about "));
    gg_buf_release(&out);
    out = wide(e, "json");
    ck_assert_ptr_nonnull(
        strstr(out.data, "\"figure\": \"attributes.group.summary.impact_ratio\""));
    gg_buf_release(&out);
    json_decref(e);
}
END_TEST

START_TEST(nothing_unless_asked_for)
{
    json_t *e = fixture("evaluation"), *v = fixture("verdict");
    gg_buf out = wide(e, "text");

    ck_assert_ptr_null(strstr(out.data, "compatible with the data"));
    gg_buf_release(&out);
    out = wide(v, "text");
    ck_assert_ptr_null(strstr(out.data, "compatible with the data"));
    gg_buf_release(&out);
    json_decref(v);
    json_decref(e);
}
END_TEST

/* Many groups, a hundred and twenty sentences, and a word on the rest. */
START_TEST(not_without_end)
{
    json_t *e = fixture("evaluation"), *list = json_array();
    gg_buf out;

    for (int i = 0; i < 125; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "figure", "overall.recall", "sentence", "Said."));
    json_object_set_new(e, "explanations", list);
    out = wide(e, "text");
    ck_assert_uint_eq(occurrences(out.data, "Said."), 120);
    ck_assert_ptr_nonnull(strstr(out.data, "5 more are in the JSON document"));
    gg_buf_release(&out);
    json_decref(e);
}
END_TEST

START_TEST(verdicts)
{
    json_t *v = fixture("verdict");
    gg_buf out;

    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    out = wide(v, "text");
    ck_assert_uint_lt(place(&out, "- Precision 0.63 [0.60, 0.66]: "),
                      place(&out, "- Selection rate ratio of south "));
    ck_assert_uint_lt(place(&out, "- Selection rate ratio of south "),
                      place(&out, "- ROC AUC 0.84 "));
    gg_buf_release(&out);
    json_decref(v);
}
END_TEST

/* A published document says why it shows nothing, and its sentences hold no hidden number. */
START_TEST(published)
{
    json_t *e = fixture("evaluation"), *document = NULL, *one;
    size_t i, withheld = 0;

    ck_assert_int_eq(gg_publish(e, NULL, &document, NULL), GG_OK);
    ck_assert_int_eq(gg_explain_evaluation(document, NULL), GG_OK);
    json_array_foreach(json_object_get(document, "explanations"), i, one)
    {
        withheld += strstr(gg_json_string(one, "sentence", ""), " has no value: withheld") != NULL;
    }
    ck_assert_uint_gt(withheld, 0);
    json_decref(document);
    /* And the other way round: publishing leaves the sentences of the whole document behind. */
    ck_assert_int_eq(gg_explain_evaluation(e, NULL), GG_OK);
    document = NULL;
    ck_assert_int_eq(gg_publish(e, NULL, &document, NULL), GG_OK);
    ck_assert_ptr_null(json_object_get(document, "explanations"));
    json_decref(document);
    json_decref(e);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, under_their_tables);
    tcase_add_test(tc, in_markdown_too);
    tcase_add_test(tc, nothing_unless_asked_for);
    tcase_add_test(tc, not_without_end);
    tcase_add_test(tc, verdicts);
    tcase_add_test(tc, published);
}

GG_TEST_MAIN("report/explanations")
