/* Any bytes as the documents that a policy is held against: {"evaluation", "comparison", "drift"}.
 */
#include "document.h"

#include "gauger/gate/verdict.h"

static const char rules[] =
    "minimum_count: 10\n"
    "rules:\n"
    "  - {metric: precision, at_least: 0.2}\n"
    "  - {metric: recall, attribute: \"*\", at_least: 0.2}\n"
    "  - {metric: roc_auc, at_least: 0.2}\n"
    "  - {metric: brier_score, at_most: 0.2, judge: point}\n"
    "  - {metric: selection_rate_ratio, attribute: \"*\", between: [0.8, 1.25]}\n"
    "  - {metric: recall_difference, intersection: \"*\", between: [-0.1, 0.1]}\n"
    "  - {metric: impact_ratio, attribute: \"*\", at_least: 0.8}\n"
    "  - {metric: precision, site: \"*\", at_least: 0.2}\n"
    "  - {metric: precision, period: \"*\", at_least: 0.2}\n"
    "  - {metric: accuracy, versus: champion, not_worse_by: 0.05}\n"
    "  - {metric: roc_auc, versus: champion, not_worse_by: 0.05}\n"
    "  - {metric: precision, versus: champion, attribute: \"*\", not_worse_by: 0.05}\n"
    "  - {metric: population_stability_index, column: \"*\", at_most: 0.2}\n"
    "  - {metric: ks, column: \"*\", at_most: 0.2}\n"
    "  - {metric: share_drifted, at_most: 0.2}\n";

/* Names in the messages must not break the line, whatever the documents call their groups. */
static void check_messages(const json_t *verdict)
{
    size_t i;
    const json_t *rule;

    json_array_foreach(json_object_get(verdict, "rules"), i, rule)
    {
        const char *message = gg_json_string(rule, "message", "");

        must(*message && gg_text_utf8(message, strlen(message), NULL));
        for (; *message; message++)
            must((unsigned char)*message >= 0x20 && *message != 0x7f);
    }
}

/* A verdict can always be explained, in sentences that stay in their line. */
static void check_explanations(json_t *verdict)
{
    size_t i;
    const json_t *one;

    must(gg_gate_explain(verdict, NULL) == GG_OK);
    json_array_foreach(json_object_get(verdict, "explanations"), i, one)
    {
        const char *sentence = gg_json_string(one, "sentence", "");

        must(*sentence && gg_text_utf8(sentence, strlen(sentence), NULL));
        for (; *sentence; sentence++)
            must((unsigned char)*sentence >= 0x20 && *sentence != 0x7f);
    }
}

static void judge(const json_t *documents)
{
    gg_gate_documents d = gg_gate_documents_default();
    gg_policy *policy = NULL;
    json_t *verdict = NULL;
    gg_error err;
    gg_status st;

    gg_error_init(&err);
    must(gg_policy_parse(rules, sizeof rules - 1, "rules.yaml", &policy, NULL) == GG_OK);
    d.evaluation = json_object_get(documents, "evaluation");
    d.comparison = json_object_get(documents, "comparison");
    d.drift = json_object_get(documents, "drift");
    st = gg_gate_judge(policy, &d, &verdict, &err);
    must(st == GG_OK || st == GG_E_INPUT || st == GG_E_USAGE);
    must((st == GG_OK) == (verdict != NULL) && err.status == st);
    if (verdict) {
        check_messages(verdict);
        check_explanations(verdict);
        check_value(verdict);
    }
    json_decref(verdict);
    gg_policy_free(policy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *documents = NULL;

    if (gg_json_parse((const char *)data, size, "input.json", &documents, NULL) == GG_OK)
        judge(documents);
    json_decref(documents);
    return 0;
}
