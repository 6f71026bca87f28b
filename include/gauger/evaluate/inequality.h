/*
 * Inequality in documents: how unequally decisions treat people, from counts alone.
 *
 * A case's benefit is AIF360's: 1, and 1 more where the decision was kinder than the outcome would
 * have it, 1 less where it was harsher. Which decision is kind follows `--adverse`: where being
 * selected is the burden, not being selected is the kind one.
 */
#ifndef GAUGER_EVALUATE_INEQUALITY_H
#define GAUGER_EVALUATE_INEQUALITY_H

#include <stddef.h>

#include "gauger/evaluate/figures.h"

/* Every decision was the harshest there is: nobody has any benefit to be unequal. */
#define GG_WHY_NO_BENEFIT "no_benefit"

/* Groups of one attribute. */
typedef struct gg_unequal_groups {
    const char *name; /* of the attribute */
    const char *const *groups;
    const gg_figures *figures;
    size_t n;
} gg_unequal_groups;

GG_BEGIN_DECLS

/*
 * Writes "of" ("population" where figures stand for more cases than rows, else "rows"; then
 * "inspection", the design, where they rest on estimates), theil_index and generalized_entropy
 * (alpha 2) of everyone, and by attribute how much of the latter lies between groups and within
 * them, and smoothed_differential_fairness of the selection rates (concentration 1) with the two
 * groups that made it.
 *
 * overall: figures of everyone.  attributes: n of them.  adverse: which decision is the burden.
 * Returns a new reference, or NULL when memory is out.
 * Undefined: "not_identified" where figures are not complete and no design identifies them
 * (differential fairness needs no outcome), "bounded", "not_published", "no_rows", "no_benefit"
 * where nobody has any, "one_group". No intervals: these figures sit at their boundary where all
 * are treated alike. Sources: Speicher et al. 2018; Foulds et al. 2020; see
 * gauger/stats/inequality.h.
 */
json_t *gg_inequality_write(const gg_figures *overall, const gg_unequal_groups *attributes,
                            size_t n, gg_adverse adverse);

GG_END_DECLS
#endif
