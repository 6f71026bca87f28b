#include "measured.h"

#include <string.h>

#include "columns.h"
#include "gauger/registry/lifecycle.h"
#include "recompute.h"

/* Holds the version against that of --versus, if there is one. */
static gg_status compare(const gg_measured *w, gg_assessment *made, gg_error *err)
{
    const gg_args *args = &w->cli->args;
    gg_compare_options options = gg_compare_options_default();
    gg_side a = {w->subject, w->subject->scorer ? NULL : gg_columns_role(w->schema, GG_ROLE_SCORE)};
    gg_side b = {w->versus, gg_args_text(args, GG_OPT_VERSUS_SCORE)};
    gg_status status;

    if (!w->versus->reference)
        return GG_OK;
    if (!a.subject->scorer && !a.column) {
        gg_error_where(err, "--versus", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "name the column with --score",
                            "needs the scores of %s, not decisions alone", w->subject->reference);
    }
    options.confidence = w->options->confidence;
    options.seed = w->options->seed;
    options.inspection = w->options->inspection;
    options.threads = gg_columns_threads(args);
    options.skip_bad_rows = gg_args_given(args, GG_OPT_SKIP_BAD_ROWS);
    options.csv.skip_bad_rows = options.skip_bad_rows;
    status = gg_subject_compare(&a, &b, w->source, w->schema, &options, &made->versus[0].comparison,
                                err);
    if (status != GG_OK)
        return status;
    made->versus[0].reference = w->versus->reference;
    made->n_versus = 1;
    return GG_OK;
}

/* How far the table has moved from that of --baseline, if there is one. */
static gg_status drift(const gg_measured *w, gg_assessment *made, gg_error *err)
{
    const char *operand = gg_args_text(&w->cli->args, GG_OPT_BASELINE);
    gg_source baseline = {0};
    gg_status status;

    if (!operand)
        return GG_OK;
    status = gg_source_find(w->cli, w->reg, operand, &baseline, err);
    if (status == GG_OK)
        status = gg_subject_drift(w->cli, w->subject, w->source, &baseline, w->schema, &made->drift,
                                  err);
    gg_source_release(&baseline);
    return status;
}

static void tell(const gg_measured *w, uint64_t seq)
{
    gg_buf *out = &w->cli->out;

    gg_buf_printf(out, "\nStored with %s as event %llu.\n", w->subject->reference,
                  (unsigned long long)seq);
    if (gg_args_given(&w->cli->args, GG_OPT_BASELINE))
        gg_buf_printf(out, "With it: how far the table has moved from %s.\n",
                      gg_args_text(&w->cli->args, GG_OPT_BASELINE));
    if (w->versus->reference)
        gg_buf_printf(out, "With it: the comparison with %s; see gauger model diff %s %s\n",
                      w->versus->reference, w->versus->reference, w->subject->reference);
}

/* Why what was measured is not the version as it is: what is stored is judged, and leads to
 * production. NULL where it is. */
static const char *given_by_hand(const gg_measured *w)
{
    static const gg_option_id roles[] = {GG_OPT_OUTCOME, GG_OPT_WEIGHT, GG_OPT_COUNT,
                                         GG_OPT_SCHEMA};
    const gg_args *args = &w->cli->args;

    if (gg_args_given(args, GG_OPT_THRESHOLD) && !json_is_null(w->subject->manifest.document) &&
        json_object_get(w->subject->manifest.document, "threshold"))
        return "the threshold was given by hand, and a version is judged at its own";
    for (size_t i = 0; w->source->schema && i < sizeof roles / sizeof *roles; i++)
        if (gg_args_given(args, roles[i]))
            return "the table was registered with other roles than were given by hand";
    return NULL;
}

/* Stores what was measured with the version, and says so where a person reads it. */
gg_status gg_measured_keep(const gg_measured *w, gg_error *err)
{
    const char *by_hand = given_by_hand(w);
    gg_assessment made = {.dataset = w->source->dataset, .evaluation = json_incref(w->document)};
    uint64_t seq = 0;
    gg_status status = GG_OK;

    if (by_hand) {
        if (!w->cli->json)
            gg_buf_printf(&w->cli->out, "\nNot stored with %s: %s.\n", w->subject->reference,
                          by_hand);
        json_decref(made.evaluation);
        return GG_OK;
    }
    status = compare(w, &made, err);
    if (status == GG_OK)
        status = drift(w, &made, err);
    if (status == GG_OK)
        status = gg_evidence_save(w->evidence, &made.evidence, err);
    if (status == GG_OK)
        status = gg_recompute_options(w->options, &made.options, err);
    if (status == GG_OK)
        status = gg_assessment_store(w->reg, w->subject->reference, &made, &seq, err);
    if (status == GG_OK && !w->cli->json)
        tell(w, seq);
    gg_assessment_release(&made);
    return status;
}
