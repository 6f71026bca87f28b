/*
 * How the cases of a comparison came to be inspected: which column says so, whether the design can
 * be followed with these rows, and what a reader has to be told of it. The words and limits are
 * those of an evaluation.
 */
#include <math.h>

#include "evaluate/comparison_internal.h"
#include "gauger/evidence/collect.h"

#define SURE 3.29 /* standard errors: once in a thousand tables */

gg_status gg_compare_design_bind(gg_compare_plan *plan, const size_t *arm,
                                 const size_t *probability, gg_error *err)
{
    const bool sampled = plan->inspection == GG_INSPECTION_KNOWN_PROBABILITY;

    plan->arm = plan->inspection == GG_INSPECTION_RANDOM_ARM ? *arm : SIZE_MAX;
    plan->probability = sampled ? *probability : SIZE_MAX;
    if (!sampled)
        return GG_OK;
    if (*probability == SIZE_MAX)
        return gg_error_set(err, GG_E_USAGE, "name the column with --sampling-probability",
                            "no column says with which probability each case was inspected");
    if (plan->weight != SIZE_MAX)
        return gg_error_set(err, GG_E_USAGE, "leave out --weight, or the design",
                            "probabilities of inspection cannot be taken beside weights");
    return GG_OK;
}

static gg_status read_inverse(const gg_compare_plan *plan, gg_view cell, double *out, gg_error *err)
{
    double p;
    gg_status status;

    if (cell.size == 0 || gg_column_missing(plan->said[plan->probability], cell))
        return gg_error_set(err, GG_E_INPUT, "give it, or leave the outcome out",
                            "a row with an outcome has no probability of inspection");
    if (gg_text_number(cell.data, cell.size, &p) != GG_NUMBER_OK)
        return gg_cell_not_a_number(cell, err);
    status = gg_sampling_probability_check(p, err);
    if (!status)
        *out = 1 / p;
    return status;
}

/* The schema's positive word, else "random" or a usual word for yes. */
static bool is_random(const gg_column *said, gg_view cell)
{
    gg_truth truth = GG_TRUTH_NO;

    if (gg_cell_truth(said, cell, &truth, NULL) == GG_OK && truth == GG_TRUTH_YES)
        return true;
    return !(said && said->positive) && gg_text_same(cell.data, cell.size, "random");
}

gg_status gg_compare_design_read(const gg_compare_plan *plan, const gg_csv_chunk *chunk, size_t row,
                                 int outcome, uint8_t *random, double *inverse, size_t *column,
                                 gg_error *err)
{
    *random = 0;
    *inverse = 0;
    if (plan->arm != SIZE_MAX)
        *random = is_random(plan->said[plan->arm], gg_csv_cell(chunk, row, plan->arm));
    if (plan->probability == SIZE_MAX || outcome == GG_UNVERIFIED)
        return GG_OK;
    *column = plan->probability;
    return read_inverse(plan, gg_csv_cell(chunk, row, plan->probability), inverse, err);
}

gg_status gg_compare_design_check(const gg_compare_plan *plan, const gg_pair_rows *rows,
                                  gg_error *err)
{
    bool any = false;

    if (plan->inspection != GG_INSPECTION_RANDOM_ARM)
        return GG_OK;
    for (size_t i = 0; rows->random && i < rows->n && !any; i++)
        any = rows->random[i];
    if (any)
        return GG_OK;
    return gg_error_set(err, GG_E_USAGE,
                        "give --arm COLUMN, and --random-level LEVEL for its random arm",
                        "no row is said to be of the random arm");
}

/* ---- what is told ---- */

/* Rows of a table by outcome and both decisions; -1 for any. */
static double rows_of(const gg_paired_table *t, int outcome, int a, int b)
{
    double sum = 0;

    for (int o = 0; o < GG_OUTCOMES; o++)
        for (int i = 0; i < GG_SELECTIONS; i++)
            for (int j = 0; j < GG_SELECTIONS; j++)
                if ((outcome < 0 || o == outcome) && (a < 0 || i == a) && (b < 0 || j == b))
                    sum += t->n[o][i][j];
    return sum;
}

static bool warn_of_nothing(const gg_paired_table *t, json_t *warnings)
{
    const double selected[GG_SCORES_COMPARED] = {rows_of(t, -1, GG_SELECTED, -1),
                                                 rows_of(t, -1, -1, GG_SELECTED)};
    const double open[GG_SCORES_COMPARED] = {rows_of(t, GG_UNVERIFIED, GG_SELECTED, -1),
                                             rows_of(t, GG_UNVERIFIED, -1, GG_SELECTED)};

    if (open[GG_A] + open[GG_B] == 0)
        return gg_comparison_warn(warnings, "unverified_rows",
                                  json_string("some outcomes are unknown: what needs every outcome "
                                              "is not identified"));
    return gg_comparison_warn(
        warnings, "unverified_rows",
        json_sprintf("%.0f of the %.0f rows that A refers and %.0f of the %.0f that B refers have "
                     "no outcome: differences that depend on them are not identified, and no "
                     "number of rows of this kind would identify them; what they could be is shown "
                     "as bounds. A random arm, inspected whatever the scores, would identify them "
                     "(--inspection random_arm)",
                     open[GG_A], selected[GG_A], open[GG_B], selected[GG_B]));
}

static bool warn_of_arm(const gg_paired *everyone, json_t *warnings)
{
    double arm = rows_of(&everyone->random, -1, -1, -1);
    double unseen = rows_of(&everyone->random, GG_UNVERIFIED, -1, -1);
    bool fine = gg_comparison_warn(
        warnings, "random_arm",
        json_sprintf("differences that depend on missing outcomes are estimated on the %.0f "
                     "inspected rows of the random arm alone (%.0f positive); this is right if "
                     "that arm was drawn at random from all cases",
                     arm - unseen, rows_of(&everyone->random, GG_POSITIVE, -1, -1)));

    if (fine && unseen > 0)
        fine =
            gg_comparison_warn(warnings, "arm_not_inspected",
                               json_sprintf("%.0f of %.0f rows of the random arm have no outcome; "
                                            "they are taken to be like the others of it",
                                            unseen, arm));
    return fine;
}

/* One score's inspected referrals may be those that the other refers too: what is said of each
 * alone then is not what holds for all that it refers. */
static bool warn_of_referred(const gg_paired *everyone, json_t *warnings)
{
    static const char *const names[] = {"A", "B"};
    const gg_paired_table *t = &everyone->table;
    bool fine = true;

    for (int which = 0; which < GG_SCORES_COMPARED && fine; which++) {
        const int a = which == GG_A ? GG_SELECTED : -1, b = which == GG_B ? GG_SELECTED : -1;
        const double open = rows_of(t, GG_UNVERIFIED, a, b);

        if (open > 0)
            fine = gg_comparison_warn(
                warnings, "referred_not_inspected",
                json_sprintf("%.0f of the %.0f rows that %s refers have no outcome: the precision "
                             "of %s alone is that of the others, who may have been inspected for "
                             "another reason, such as the other score; the difference is not made "
                             "from it",
                             open, rows_of(t, -1, a, b), names[which], names[which]));
    }
    return fine;
}

/* By their probabilities, the verified rows stand for as many rows as there are, to the error of
 * Poisson sampling. */
static bool warn_of_total(const gg_paired *everyone, json_t *warnings)
{
    double rows = rows_of(&everyone->table, -1, -1, -1), total = 0, squares = 0;

    for (int o = 0; o < GG_UNVERIFIED; o++) {
        for (int k = 0; k < GG_SELECTIONS * GG_SELECTIONS; k++) {
            total += everyone->inverse.w[o][k / GG_SELECTIONS][k % GG_SELECTIONS];
            squares += everyone->inverse.w2[o][k / GG_SELECTIONS][k % GG_SELECTIONS];
        }
    }
    if (rows_of(&everyone->table, GG_UNVERIFIED, -1, -1) == 0)
        return gg_comparison_warn(warnings, "inspected_alone",
                                  json_string("no row lacks an outcome, and the probabilities say "
                                              "that cases are missing: selection rates, too, are "
                                              "estimates of all cases"));
    if (fabs(total - rows) <= SURE * sqrt(fmax(squares - total, 0)) + 1e-9 * rows)
        return true;
    return gg_comparison_warn(
        warnings, "sampling_contradicted",
        json_sprintf("by their probabilities of inspection the rows with an outcome stand for %.0f "
                     "rows, and there are %.0f: some cases could not be inspected, or the "
                     "probabilities are not those with which they were",
                     total, rows));
}

static bool warn_of_scores(json_t *warnings)
{
    return gg_comparison_warn(
        warnings, "scores_of_verified_rows",
        json_string("differences of roc_auc and of other figures of scores are not estimated under "
                    "this design; a random arm would give them"));
}

bool gg_compare_design_warn(const gg_compare_plan *plan, const gg_paired *everyone,
                            json_t *warnings)
{
    bool fine = true;

    if (everyone->figures[GG_A].complete)
        return true;
    switch (plan->inspection) {
    case GG_INSPECTION_RANDOM_ARM:
        return warn_of_arm(everyone, warnings) && warn_of_referred(everyone, warnings);
    case GG_INSPECTION_MISSING_AT_RANDOM:
        fine = gg_comparison_warn(
            warnings, "missing_at_random",
            json_string("differences that depend on missing outcomes are estimates: among the rows "
                        "that both refer, that A alone refers, that B alone refers, and that "
                        "neither refers, those without an outcome are taken to be like those with "
                        "one; the table cannot show whether that is so"));
        return fine && warn_of_referred(everyone, warnings) && warn_of_scores(warnings);
    case GG_INSPECTION_KNOWN_PROBABILITY:
        fine = gg_comparison_warn(
            warnings, "known_probability",
            json_string("differences that depend on missing outcomes are estimates: each row with "
                        "an outcome counts as the inverse of the probability with which it was "
                        "inspected; this is right if every case could be inspected and the "
                        "probabilities are the true ones"));
        return fine && warn_of_total(everyone, warnings) && warn_of_scores(warnings);
    default:
        return warn_of_nothing(&everyone->table, warnings);
    }
}
