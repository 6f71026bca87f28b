/*
 * The verdict on each column: a change that matters and the evidence for it make fail, one of the
 * two makes warn.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/drift_internal.h"
#include "gauger/stats/adjust.h"

static bool reaches(double effect, double bound)
{
    return effect >= bound; /* NaN reaches nothing */
}

/* A stability index below what chance alone gives is no effect, however large it looks. */
static bool has_moved(const gg_drift_column *c, const gg_drift_options *o)
{
    if (reaches(c->psi, o->psi_bound) && c->psi > c->psi_critical)
        return true;
    return c->numeric &&
           (reaches(c->statistic, o->ks_bound) || reaches(c->scaled, o->wasserstein_bound));
}

gg_drift_status gg_drift_combine(bool effect, bool evidence)
{
    if (effect && evidence)
        return GG_DRIFT_FAIL;
    return effect || evidence ? GG_DRIFT_WARN : GG_DRIFT_PASS;
}

/* Outcomes that are still missing are the rule, not a fault of the data. */
static gg_drift_status judge_absence(const gg_drift_column *c, const gg_drift_options *o)
{
    if (c->watch->kind == GG_DRIFT_READ_OUTCOME)
        return GG_DRIFT_PASS;
    return gg_drift_combine(reaches(fabs(gg_drift_absence_change(c)), o->missing_bound),
                            c->absence.adjusted < o->alpha);
}

static gg_drift_status judge(const gg_drift_column *c, const gg_drift_options *o)
{
    gg_drift_status moved, absence;

    if (c->why)
        return GG_DRIFT_INCONCLUSIVE;
    moved = gg_drift_combine(has_moved(c, o), c->main.adjusted < o->alpha);
    absence = judge_absence(c, o);
    return absence > moved ? absence : moved;
}

/* The p to be adjusted: a column without missing cells was not tested for them. */
static gg_drift_evidence *tested(gg_drift_column *c, bool absence)
{
    gg_drift_evidence *e = absence ? &c->absence : &c->main;
    bool done = absence && !isnan(e->adjusted);

    return isnan(e->p) || done ? NULL : e;
}

/* One family of p-values: those that are known, adjusted together. */
static gg_status adjust(gg_drift_column *columns, size_t n, bool absence, bool holm, double *room,
                        gg_drift_evidence **of)
{
    gg_status status;
    size_t m = 0;

    for (size_t i = 0; i < n; i++) {
        of[m] = tested(&columns[i], absence);
        if (of[m]) {
            room[m] = of[m]->p;
            m++;
        }
    }
    status = holm ? gg_p_adjust_holm(room, m, room) : gg_p_adjust_benjamini_hochberg(room, m, room);
    for (size_t i = 0; i < m && !status; i++)
        of[i]->adjusted = room[i];
    return status;
}

gg_status gg_drift_judge(gg_drift_column *columns, size_t n, const gg_drift_options *options,
                         gg_error *err)
{
    double *room = calloc(n + 1, sizeof *room);
    gg_drift_evidence **of = calloc(n + 1, sizeof *of);
    bool holm = options->adjustment == GG_DRIFT_HOLM;
    gg_status status = GG_E_MEMORY;

    if (room && of)
        status = adjust(columns, n, false, holm, room, of);
    if (!status)
        status = adjust(columns, n, true, holm, room, of);
    free(room);
    free(of);
    if (status)
        return gg_error_set(err, status, NULL, "the p-values could not be adjusted");
    for (size_t i = 0; i < n; i++)
        columns[i].status = judge(&columns[i], options);
    return GG_OK;
}
