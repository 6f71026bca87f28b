/* Any bytes as a policy; one that is accepted is judged by too. */
#include "document.h"

#include "gauger/gate/verdict.h"

/* A small evaluation with one attribute, one intersection and one site. */
static const char evaluation[] =
    "{\"format\": \"gauger/evaluation/1\", \"overall\": {\"count\": 40, \"positives\": 20,"
    " \"negatives\": 20, \"unverified\": 0, \"selected\": 22, \"tp\": 12, \"fp\": 10, \"fn\": 8,"
    " \"tn\": 10}, \"attributes\": {\"a\": {\"reference\": \"x\", \"reference_rule\": \"given\","
    " \"groups\": {\"x\": {\"count\": 20, \"positives\": 10, \"negatives\": 10, \"unverified\": 0,"
    " \"selected\": 12, \"tp\": 7, \"fp\": 5, \"fn\": 3, \"tn\": 5}, \"y\": {\"count\": 20,"
    " \"positives\": 10, \"negatives\": 10, \"unverified\": 0, \"selected\": 10, \"tp\": 5,"
    " \"fp\": 5, \"fn\": 5, \"tn\": 5}}}}, \"sites\": {\"s\": {\"count\": 40, \"positives\": 20,"
    " \"negatives\": 20, \"unverified\": 0, \"selected\": 22, \"tp\": 12, \"fp\": 10, \"fn\": 8,"
    " \"tn\": 10}}}";
static const char drift[] =
    "{\"format\": \"gauger/drift/1\", \"columns\": {\"c\": {\"type\":"
    " \"numeric\", \"status\": \"pass\", \"tests\": {\"ks\": {\"statistic\":"
    " 0.2, \"p_value\": 0.01}}}}, \"share_drifted\": 0}";

static json_t *parse(const char *text, size_t n)
{
    json_t *value = NULL;

    must(gg_json_parse(text, n, "fixed.json", &value, NULL) == GG_OK);
    return value;
}

static void judge(const gg_policy *policy)
{
    gg_gate_documents d = gg_gate_documents_default();
    json_t *e = parse(evaluation, sizeof evaluation - 1), *f = parse(drift, sizeof drift - 1);
    json_t *verdict = NULL;
    gg_error err;
    gg_status st;

    gg_error_init(&err);
    d.evaluation = e;
    d.drift = f;
    st = gg_gate_judge(policy, &d, &verdict, &err);
    must(st == GG_OK || (st == GG_E_USAGE && strstr(err.mend, "--comparison")));
    if (st == GG_OK) {
        st = gg_gate_status(verdict);
        must(st == GG_OK || st == GG_E_NO || st == GG_E_INCONCLUSIVE);
        check_value(verdict);
    }
    json_decref(verdict);
    json_decref(e);
    json_decref(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gg_policy *policy = NULL;
    gg_error err;
    gg_status st;

    gg_error_init(&err);
    st = gg_policy_parse((const char *)data, size, "input.yaml", &policy, &err);
    if (st != GG_OK) {
        must(!policy);
        check_error(st, &err);
        return 0;
    }
    must(policy && err.status == GG_OK);
    judge(policy);
    gg_policy_free(policy);
    return 0;
}
