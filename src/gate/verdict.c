/* The verdict as a document. */
#include "gate_internal.h"

#include "gauger/base/hash.h"

/* Takes over the reference to value. */
static bool put(json_t *object, const char *key, json_t *value)
{
    return value && json_object_set_new(object, key, value) == 0;
}

static bool put_real(json_t *object, const char *key, double x)
{
    return gg_json_set_real(object, key, x) == 0;
}

static bool put_text(json_t *object, const char *key, const char *text)
{
    return put(object, key, text ? json_string(text) : json_null());
}

/* Rows are whole numbers; NaN where the document does not say. */
static bool put_rows(json_t *object, double rows)
{
    return isnan(rows) || put(object, "rows", json_integer((json_int_t)rows));
}

static bool put_slice(json_t *object, const gg_subject *s)
{
    const char *slice = s->options.slice;

    return !slice || !*slice || put_text(object, "slice", slice);
}

/* The mildest breach that would have been caught: how far beyond its bound, and the true value. Of
 * two bounds the one that needs the smaller breach. */
static bool put_breach(json_t *out, const gg_rule *rule, const gg_prospect *p)
{
    const double under = rule->low - p->below, over = p->above - rule->high;
    const bool below = !isnan(p->below) && !(under > over);
    bool fine = put_real(out, "smallest_breach", below ? under : over) &&
                put_real(out, "detectable_at", below ? p->below : p->above) &&
                put_real(out, "detectable_below", p->below) &&
                put_real(out, "detectable_above", p->above);

    return fine &&
           (!p->why_no_breach || put_text(out, "smallest_breach_why_null", p->why_no_breach));
}

static bool put_prospect(json_t *out, const gg_rule *rule, const gg_prospect *p)
{
    bool fine = put_breach(out, rule, p) &&
                put(out, "rows_needed",
                    isnan(p->rows_needed) ? json_null() : json_integer((json_int_t)p->rows_needed));

    if (fine && !isnan(p->times))
        fine = put_real(out, "rows_factor", p->times);
    return fine && (!p->why_no_rows || put_text(out, "rows_needed_why_null", p->why_no_rows));
}

/* What is possible; an end that is infinite is null. */
static bool put_bounds_of(json_t *out, double low, double high, bool outcomes)
{
    return put(out, "bounds",
               isfinite(high) ? json_pack("[f, f]", low, high) : json_pack("[f, n]", low)) &&
           put_text(out, "bounds_source", outcomes ? "missing_outcomes" : "hidden_counts");
}

/* What is known of a figure that outcomes are missing for. */
static bool put_unseen(json_t *out, const gg_subject *s)
{
    bool fine = true;

    if (!isnan(s->observed))
        fine = put_real(out, "observed", s->observed);
    if (fine && !isnan(s->unverified_share))
        fine = put_real(out, "unverified_share", s->unverified_share);
    if (fine && !isnan(s->worst_case.low))
        fine = put_bounds_of(out, s->worst_case.low, s->worst_case.high, true);
    if (fine && s->m.bounded)
        fine = put_bounds_of(out, s->m.bound_low, s->m.bound_high,
                             s->m.why && strcmp(s->m.why, GG_WHY_NOT_IDENTIFIED) == 0);
    return fine;
}

static bool put_extreme(json_t *out, const char *key, const char *stratum, double value)
{
    json_t *one = stratum ? json_pack("{s:s}", "stratum", stratum) : NULL;

    return !stratum || (put(out, key, one) && put_real(one, "value", value));
}

/* Of which stratum a figure is; or of how unlike strata it is pooled. */
static bool put_strata(json_t *out, const gg_subject *s)
{
    bool fine = true;

    if (s->stratum)
        return put_text(out, "given", s->given) && put_text(out, "stratum", s->stratum);
    if (!isnan(s->p_alike))
        fine = put_real(out, "homogeneity_p_value", s->p_alike);
    if (fine && s->strata_differ)
        fine = put(out, "strata_differ", json_true());
    if (fine && (s->strata_differ || s->strata_open))
        fine = put_extreme(out, "lowest_stratum", s->lowest_stratum, s->lowest_value) &&
               put_extreme(out, "highest_stratum", s->highest_stratum, s->highest_value);
    if (fine && s->strata_open && s->result == GG_RESULT_INCONCLUSIVE)
        fine = put(out, "strata_open", json_true());
    return fine;
}

static json_t *write_subject(const gg_rule *rule, const gg_subject *s)
{
    json_t *out = json_object();
    bool fine = put_text(out, "subject", s->name) && put_slice(out, s) && put_rows(out, s->rows) &&
                put_real(out, "value", s->m.value) && put_real(out, "low", s->m.low) &&
                put_real(out, "high", s->m.high) && put_real(out, "p_value", s->p) &&
                put_real(out, "adjusted_p_value", s->adjusted);

    if (fine && s->against)
        fine = put_text(out, "reference", s->against);
    if (fine)
        fine = put_strata(out, s);
    if (fine && s->pair[0] && s->pair[1])
        fine = put(out, "groups", json_pack("[s, s]", s->pair[0], s->pair[1]));
    if (fine && !isnan(s->critical))
        fine = put_real(out, "critical_value", s->critical);
    if (fine && s->m.state != GG_MEASURE_OK)
        fine = put_text(out, "why_null", s->m.why);
    if (fine && s->m.state == GG_MEASURE_OK && gg_subject_few(s))
        fine = put_text(out, "why_no_interval", GG_WHY_FEW_POSITIVES);
    if (fine && s->arm)
        fine = put_text(out, "rows_of", "random_arm");
    if (fine && s->capacity)
        fine = put_text(out, "capacity", s->capacity);
    if (fine && s->threshold)
        fine = put_text(out, "threshold", s->threshold);
    if (fine)
        fine = put_unseen(out, s);
    if (fine && put_prospect(out, rule, &s->prospect) &&
        put_text(out, "result", gg_result_name(s->result)))
        return out;
    json_decref(out);
    return NULL;
}

static json_t *write_left_out(const gg_subject *s)
{
    json_t *out = json_object();

    if (put_text(out, "subject", s->name) && put_slice(out, s) && put_rows(out, s->rows) &&
        put_text(out, "why", s->left_out))
        return out;
    json_decref(out);
    return NULL;
}

/* Judged subjects, or those left out, of one array. */
static bool append(json_t *array, const gg_rule *rule, const gg_subject *all, size_t n, bool judged)
{
    bool fine = array != NULL;

    for (size_t i = 0; fine && i < n; i++) {
        json_t *one;

        if (judged != (all[i].left_out == NULL))
            continue;
        one = judged ? write_subject(rule, &all[i]) : write_left_out(&all[i]);
        fine = one && json_array_append_new(array, one) == 0;
    }
    return fine;
}

static bool put_subjects(json_t *out, const gg_case *c)
{
    json_t *subjects = json_array(), *not_judged = json_array();
    bool fine = append(subjects, c->rule, c->subjects, c->n, true) &&
                append(not_judged, c->rule, c->subjects, c->n, false) &&
                append(not_judged, c->rule, c->groups, c->n_groups, false);

    fine = put(out, "subjects", subjects) && fine;
    return put(out, "not_judged", not_judged) && fine;
}

/* Ends of the range; of not_worse_by they are of the difference. */
static bool put_bounds(json_t *out, const gg_rule *rule)
{
    return put_text(out, "metric", rule->known.name) && put_real(out, "lower_bound", rule->low) &&
           put_real(out, "upper_bound", rule->high) &&
           put_text(out, "judge", rule->point ? "point" : "interval");
}

static json_t *write_case(const gg_bench *bench, const gg_case *c)
{
    const char *message = gg_case_message(bench, c);
    json_t *out = json_object();
    bool fine =
        message && put_text(out, "id", c->rule->id) && put_text(out, "rule", c->rule->text) &&
        put_text(out, "result", gg_result_name(c->result)) && put_text(out, "message", message);

    if (fine && c->rule->note)
        fine = put_text(out, "note", c->rule->note);
    if (fine && c->rule->selectors[GG_BY_GIVEN])
        fine = put_text(out, "given", c->rule->selectors[GG_BY_GIVEN]);
    if (fine && c->rule->selectors[GG_BY_STRATUM])
        fine = put_text(out, "stratum", c->rule->selectors[GG_BY_STRATUM]);
    if (fine && c->rule->ties)
        fine = put_text(out, "ties", c->rule->ties);
    if (fine && c->rule->known.caveat)
        fine = put_text(out, "caveat", c->rule->known.caveat);
    if (fine && c->rule->versus)
        fine = put_text(out, "versus", "champion");
    if (fine && c->rule->line)
        fine = put(out, "line", json_integer((json_int_t)c->rule->line));
    if (fine)
        fine = put_text(out, "sentence", c->rule->known.sentence);
    if (fine && put_bounds(out, c->rule) && put_subjects(out, c))
        return out;
    json_decref(out);
    return NULL;
}

static json_t *write_cases(const gg_bench *bench)
{
    json_t *out = json_array();
    bool fine = out != NULL;

    for (size_t i = 0; fine && i < bench->policy->n_rules; i++) {
        json_t *one = write_case(bench, &bench->cases[i]);

        fine = one && json_array_append_new(out, one) == 0;
    }
    if (fine)
        return out;
    json_decref(out);
    return NULL;
}

/* Which document was judged: the digest of its canonical form, which no layout changes. */
static bool put_document(json_t *verdict, const char *key, const json_t *document)
{
    const json_t *data = json_object_get(document, "data");
    char hex[GG_SHA256_HEX];
    json_t *out;
    gg_buf bytes;
    bool fine;

    if (!document)
        return true;
    gg_buf_init(&bytes, 0);
    gg_json_canonical(document, &bytes);
    out = json_object();
    fine = !bytes.failed &&
           put_text(out, "sha256", gg_sha256_hex(bytes.data ? bytes.data : "", bytes.size, hex));
    if (fine && json_object_get(data, "source"))
        fine = put_text(out, "source", gg_json_string(data, "source", NULL)) &&
               put_text(out, "data_sha256", gg_json_string(data, "sha256", NULL));
    gg_buf_release(&bytes);
    return put(verdict, key, out) && fine;
}

static bool warn(json_t *warnings, const char *code, const char *message)
{
    json_t *one = message ? json_pack("{s:s, s:s}", "code", code, "message", message) : NULL;

    return one && json_array_append_new(warnings, one) == 0;
}

static bool put_warnings(json_t *verdict, const gg_bench *bench)
{
    json_t *warnings = json_array();
    bool fine = warnings != NULL;

    for (size_t i = 0; fine && i < bench->policy->n_rules; i++) {
        const gg_case *c = &bench->cases[i];

        if (c->idle)
            fine =
                warn(warnings, "no_champion",
                     gg_arena_printf(bench->arena,
                                     "rule %s asks nothing: no other version is in production to "
                                     "be held against",
                                     c->rule->id));
        else if (c->n_judged == 0)
            fine = warn(warnings, "nothing_judged",
                        gg_arena_printf(bench->arena, "rule %s judged nothing", c->rule->id));
    }
    if (fine && bench->result == GG_RESULT_INCONCLUSIVE && bench->policy->warn_inconclusive)
        fine = warn(warnings, "inconclusive",
                    "the result is inconclusive; the policy lets that pass with this warning");
    return put(verdict, "warnings", warnings) && fine;
}

static bool put_policy(json_t *out, const gg_bench *bench)
{
    const gg_policy *p = bench->policy;

    return put_text(out, "policy", p->name) && put_text(out, "policy_sha256", p->sha256) &&
           (!p->note || put_text(out, "note", p->note)) &&
           put_text(out, "result", gg_result_name(bench->result)) &&
           put_text(out, "on_inconclusive", p->warn_inconclusive ? "warn" : "fail") &&
           put_real(out, "confidence", p->confidence) &&
           put_text(out, "correction", gg_correction_name(p->correction)) &&
           put(out, "minimum_count", json_integer((json_int_t)p->minimum_count)) &&
           put_real(out, "alpha", bench->alpha) &&
           put(out, "figures_tested", json_integer((json_int_t)bench->n_tested));
}

static gg_status write_verdict(const gg_bench *bench, json_t **out, gg_error *err)
{
    const gg_gate_documents *d = bench->documents;
    json_t *v = json_object();

    if (put_text(v, "format", GG_VERDICT_FORMAT) && put_text(v, "version", GG_VERSION) &&
        put_policy(v, bench) && put_document(v, "evaluation", d->evaluation) &&
        put_document(v, "comparison", d->comparison) && put_document(v, "drift", d->drift) &&
        put(v, "rules", write_cases(bench)) &&
        put(v, "requires", json_deep_copy(bench->policy->requires)) && put_warnings(v, bench)) {
        *out = v;
        return GG_OK;
    }
    json_decref(v);
    return gg_gate_no_memory(err);
}

/* A rule that needs a document must not be passed over because the document is not there. */
static gg_status check_documents(const gg_policy *p, const gg_gate_documents *d, gg_error *err)
{
    for (size_t i = 0; i < p->n_rules; i++) {
        const gg_rule *rule = &p->rules[i];

        if (rule->versus && !d->comparison && !d->no_champion)
            return gg_error_set(err, GG_E_USAGE,
                                "give --comparison FILE, or store one: gauger evaluate DATA "
                                "--model REF --versus champion",
                                "rule %zu (%.60s) needs a comparison with the champion",
                                rule->number, rule->id);
        if (rule->known.kind == GG_KNOWN_DRIFT && !gg_known_of_rows(&rule->known) && !d->drift)
            return gg_error_set(err, GG_E_USAGE,
                                "give --drift FILE, or store one: gauger evaluate DATA --model REF "
                                "--baseline DATA",
                                "rule %zu (%.60s) needs a drift report", rule->number, rule->id);
    }
    return GG_OK;
}

static gg_status judge(gg_bench *bench, json_t **out, gg_error *err)
{
    const gg_policy *p = bench->policy;
    gg_status st = GG_OK;

    bench->cases = gg_arena_array(bench->arena, p->n_rules, sizeof *bench->cases);
    if (!bench->cases)
        return gg_gate_no_memory(err);
    for (size_t i = 0; st == GG_OK && i < p->n_rules; i++) {
        bench->cases[i].rule = &p->rules[i];
        bench->cases[i].idle =
            p->rules[i].versus && !bench->documents->comparison && bench->documents->no_champion;
        if (!bench->cases[i].idle)
            st = gg_case_list(bench, &bench->cases[i]);
    }
    if (st == GG_OK)
        st = gg_bench_judge(bench);
    if (st == GG_OK)
        st = gg_bench_prospects(bench);
    if (st == GG_E_MEMORY)
        return gg_gate_no_memory(err);
    return st == GG_OK ? write_verdict(bench, out, err) : st;
}

gg_gate_documents gg_gate_documents_default(void)
{
    return (gg_gate_documents){
        .evaluation_name = "evaluation", .comparison_name = "comparison", .drift_name = "drift"};
}

gg_status gg_gate_judge(const gg_policy *policy, const gg_gate_documents *documents, json_t **out,
                        gg_error *err)
{
    gg_arena arena;
    gg_record record;
    gg_error own;
    gg_bench bench = {.policy = policy,
                      .documents = documents,
                      .record = &record,
                      .arena = &arena,
                      .err = &own,
                      .z = gg_z_of_confidence(policy->confidence),
                      .alpha = (1 - policy->confidence) / 2};
    gg_status st;

    gg_arena_init(&arena);
    gg_error_init(&own);
    st = gg_documents_parse(documents, &arena, &record, &own);
    if (st == GG_OK)
        st = check_documents(policy, documents, &own);
    if (st == GG_OK)
        st = judge(&bench, out, &own);
    if (st != GG_OK && err && err->status == GG_OK)
        *err = own;
    gg_arena_release(&arena);
    return st;
}

gg_status gg_gate_status(const json_t *verdict)
{
    const char *format = gg_json_string(verdict, "format", "");
    const char *result = gg_json_string(verdict, "result", "");
    const char *open = gg_json_string(verdict, "on_inconclusive", "");

    if (strcmp(format, GG_VERDICT_FORMAT) != 0)
        return GG_E_INPUT;
    if (strcmp(result, "pass") == 0)
        return GG_OK;
    if (strcmp(result, "fail") == 0)
        return GG_E_NO;
    if (strcmp(result, "inconclusive") != 0)
        return GG_E_INPUT;
    return strcmp(open, "warn") == 0 ? GG_OK : GG_E_INCONCLUSIVE;
}
