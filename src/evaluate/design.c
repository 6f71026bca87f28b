/*
 * The inspection design of an evaluation: whether it can be followed, the figures under it, and
 * what a reader has to be told of it.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gauger/base/text.h"
#include "evaluate/evaluation_internal.h"

/* Rows of an arm by outcome and decision, as they were counted; -1 for any. */
static double rows_of(const gg_tally *tally, int arm, int outcome, int decision)
{
    double sum = 0;

    for (int a = 0; a < GG_ARMS; a++)
        for (int o = 0; o < GG_OUTCOMES; o++)
            for (int d = 0; d < GG_DECISIONS; d++)
                if ((arm < 0 || arm == a) && (outcome < 0 || outcome == o) &&
                    (decision < 0 || (decision == GG_REFERRED) == (d == GG_REFERRED)))
                    sum += (double)tally->n[a][o][d];
    return sum;
}

static gg_status no_population(const gg_evaluation *e)
{
    return gg_error_set(e->err, GG_E_USAGE, "give it with --inspection random_arm",
                        "a population means nothing for the inspection design \"%s\"",
                        gg_inspection_name(e->options.inspection));
}

/* Probabilities that a table of counts or of weights holds are not read. */
static gg_status check_sampled(const gg_evaluation *e)
{
    const gg_evidence *ev = e->evidence;

    if (e->options.population != NULL)
        return no_population(e);
    if (ev->sampled)
        return GG_OK;
    if (ev->weighted)
        return gg_error_set(e->err, GG_E_USAGE, "leave out --weight, or the design",
                            "probabilities of inspection cannot be taken beside weights");
    if (ev->published.grouped || ev->published.bounded)
        return gg_error_set(e->err, GG_E_USAGE, "give a table with a line for each case",
                            "counts of groups, or counts in bounds, have no probabilities of "
                            "inspection");
    return gg_error_set(e->err, GG_E_USAGE, "name the column with --sampling-probability",
                        "no column says with which probability each case was inspected");
}

gg_status gg_design_check(const gg_evaluation *e)
{
    const gg_inspection design = e->options.inspection;

    if (design == GG_INSPECTION_KNOWN_PROBABILITY)
        return check_sampled(e);
    if (design == GG_INSPECTION_RANDOM_ARM && !e->options.part &&
        rows_of(&gg_evidence_overall(e->evidence)->tally, GG_ARM_RANDOM, -1, -1) == 0)
        return gg_error_set(e->err, GG_E_USAGE,
                            "give --arm COLUMN, and --random-level LEVEL for its random arm",
                            "no row is said to be of the random arm");
    if (e->options.population != NULL && design != GG_INSPECTION_RANDOM_ARM)
        return no_population(e);
    return GG_OK;
}

/* How many cases the population has of a slice's levels; NaN where it does not say. */
static double population_of(const gg_evaluation *e, const gg_family *family, const gg_slice *slice)
{
    const char *attributes[8], *levels[8];

    for (size_t i = 0; i < family->n_dimensions; i++) {
        const gg_dimension *dimension = &e->evidence->dimensions[family->dimensions[i]];

        attributes[i] = dimension->name;
        levels[i] = dimension->levels[slice->levels[i]];
    }
    return gg_population_count(e->options.population, attributes, levels, family->n_dimensions);
}

static gg_status add_population(const gg_evaluation *e, const gg_family *family,
                                const gg_slice *slice, gg_figures *f)
{
    double cases = population_of(e, family, slice), rows = gg_figures_sum(f, GG_CELLS_ALL);

    /* Levels are public names, as in the document; a count of rows is not told. */
    if (cases < rows * (1 - 1e-9))
        gg_error_where(e->err, e->options.population->path, 0, NULL);
    if (cases < rows * (1 - 1e-9))
        return gg_error_set(e->err, GG_E_INPUT, "give the totals of the population itself",
                            "the population of %s%s%s is smaller than its rows in the table",
                            family->n_dimensions > 0 ? family->name : "everyone",
                            family->n_dimensions > 0 ? " = " : "", slice->name);
    f->population = cases;
    f->complete = false;
    gg_figures_populate(f);
    return GG_OK;
}

gg_status gg_evaluation_figures(gg_evaluation *e, const gg_family *family, const gg_slice *slice,
                                gg_figures *out)
{
    gg_figures f;
    gg_status status = gg_figures_of_slice(e->evidence, slice, e->options.inspection, &f, e->err);

    if (status == GG_OK && e->options.population != NULL)
        status = add_population(e, family, slice, &f);
    if (status == GG_OK)
        *out = f;
    return status;
}

/* ---- what is told ---- */

/* The same at most, where counts are known within bounds only. */
static double most_rows_of(const gg_slice *slice, int outcome)
{
    double sum = 0;

    if (slice->bounds == NULL)
        return rows_of(&slice->tally, GG_ARM_RANDOM, outcome, -1);
    for (int o = 0; o < GG_OUTCOMES; o++)
        for (int d = 0; d < GG_DECISIONS; d++)
            if (outcome < 0 || outcome == o)
                sum +=
                    (double)
                        slice->bounds->high[(GG_ARM_RANDOM * GG_OUTCOMES + o) * GG_DECISIONS + d];
    return sum;
}

/* "1006", or "1006 to 1015". */
static const char *rows_text(double low, double high, char text[64])
{
    if (low < high)
        snprintf(text, 64, "%.0f to %.0f", low, high);
    else
        snprintf(text, 64, "%.0f", low);
    return text;
}

static gg_status warn_of_arm(gg_evaluation *e)
{
    const gg_slice *everyone = gg_evidence_overall(e->evidence);
    const gg_tally *t = &everyone->tally;
    double arm = rows_of(t, GG_ARM_RANDOM, -1, -1), most = most_rows_of(everyone, -1);
    double unseen = rows_of(t, GG_ARM_RANDOM, GG_UNVERIFIED, -1);
    double most_unseen = most_rows_of(everyone, GG_UNVERIFIED);
    double positive = rows_of(t, GG_ARM_RANDOM, GG_POSITIVE, -1);
    char rows[64], found[64], open[64];
    double referred = rows_of(t, GG_ARM_OTHER, GG_UNVERIFIED, GG_REFERRED);
    gg_status status;

    if (most == 0)
        return gg_warn(e, "no_random_arm",
                       "no row of this part is of the random arm: figures that depend on missing "
                       "outcomes are not identified until parts with such rows are added");
    status = gg_warn(
        e, "random_arm",
        "figures that depend on missing outcomes are estimates: the base rate is that of the %s "
        "inspected rows of the random arm (%s positive), true and false positives are those of "
        "the referred; this is right if that arm was drawn at random from all cases",
        rows_text(arm - unseen, most - most_unseen, rows),
        rows_text(positive, most_rows_of(everyone, GG_POSITIVE), found));

    if (status == GG_OK && most_unseen > 0)
        status = gg_warn(e, "arm_not_inspected",
                         "%s of %s rows of the random arm have no outcome; they are taken to "
                         "be like the others of it",
                         rows_text(unseen, most_unseen, open), rows_text(arm, most, rows));
    if (status == GG_OK && referred > 0)
        status = gg_warn(e, "referred_not_inspected",
                         "%.0f referred rows have no outcome; they are taken to be like the other "
                         "referred",
                         referred);
    return status;
}

/* More found among the referred than there can be in all by the arm, beyond what chance explains.
 */
static gg_status warn_of_contradiction(gg_evaluation *e)
{
    static const gg_confusion_metric shares[] = {GG_CONFUSION_RECALL,
                                                 GG_CONFUSION_FALSE_POSITIVE_RATE};
    static const char *const words[] = {"positives", "negatives"};
    gg_figures f;
    gg_status status =
        gg_evaluation_figures(e, &e->evidence->families[0], gg_evidence_overall(e->evidence), &f);

    for (size_t i = 0; status == GG_OK && i < sizeof shares / sizeof *shares; i++) {
        gg_selective_counts counts;
        gg_measure m;

        gg_figures_selective(&f, &counts);
        if (gg_random_arm_measure(&counts, shares[i], e->z, &m) == GG_OK &&
            m.state == GG_MEASURE_OK && m.low >= 1)
            status = gg_warn(e, "arm_contradicted",
                             "there are more %s among the referred than the random arm lets "
                             "expect among all cases: it may not have been drawn at random from "
                             "them",
                             words[i]);
    }
    return status;
}

/* By their probabilities, the verified rows with one decision stand for as many rows as there are,
 * to the error of Poisson sampling (Horvitz and Thompson): 3.29 of it, once in a thousand tables.
 */
static gg_status warn_of_total(gg_evaluation *e, size_t decision, const char *whom)
{
    const gg_slice *everyone = gg_evidence_overall(e->evidence);
    const gg_inverse_sums *s = &everyone->inverse;
    double rows = rows_of(&everyone->tally, -1, -1, decision == 1 ? GG_REFERRED : GG_BELOW);
    double total = s->w[GG_SEEN_NEGATIVE][decision] + s->w[GG_SEEN_POSITIVE][decision];
    double squares = s->w2[GG_SEEN_NEGATIVE][decision] + s->w2[GG_SEEN_POSITIVE][decision];

    if (fabs(total - rows) <= 3.29 * sqrt(fmax(squares - total, 0)) + 1e-9 * rows)
        return GG_OK;
    return gg_warn(e, "sampling_contradicted",
                   "by their probabilities of inspection the %s rows with an outcome stand for "
                   "%.0f rows, and there are %.0f: some cases could not be inspected, or the "
                   "probabilities are not those with which they were",
                   whom, total, rows);
}

/* Whether the verified rows say, by their probabilities, that there are more cases than rows. */
static bool stands_for_more(gg_evaluation *e)
{
    gg_figures f;

    return e->options.inspection == GG_INSPECTION_KNOWN_PROBABILITY &&
           gg_evaluation_figures(e, &e->evidence->families[0], gg_evidence_overall(e->evidence),
                                 &f) == GG_OK &&
           !f.complete;
}

static gg_status warn_of_sampling(gg_evaluation *e)
{
    gg_status status =
        gg_warn(e, "known_probability",
                "figures that depend on missing outcomes are estimates: each row with an outcome "
                "counts as the inverse of the probability with which it was inspected; this is "
                "right if every case could be inspected and the probabilities are the true ones");

    if (!e->evidence->has_unverified)
        return status == GG_OK
                   ? gg_warn(e, "inspected_alone",
                             "no row lacks an outcome, and the probabilities say that cases are "
                             "missing: selection rates, too, are estimates of all cases")
                   : status;
    if (status == GG_OK)
        status = warn_of_total(e, 1, "referred");
    return status == GG_OK ? warn_of_total(e, 0, "not referred") : status;
}

static gg_status warn_of_population(gg_evaluation *e)
{
    double everyone = gg_population_count(e->options.population, NULL, NULL, 0);
    char cases[32];

    return gg_warn(e, "population",
                   "the rows are those that were inspected, of a population of %s; groups, sites "
                   "and periods of which the file of totals says nothing have no such figures",
                   gg_text_double(everyone, cases));
}

static gg_status warn_of_scores(gg_evaluation *e)
{
    if (e->options.inspection == GG_INSPECTION_RANDOM_ARM &&
        gg_evidence_overall(e->evidence)->arm_scores != NULL)
        return gg_warn(e, "scores_of_random_arm",
                       "roc_auc and other figures of scores are those of the inspected rows of the "
                       "random arm alone; calibration is not estimated, and what is observed is of "
                       "all verified rows");
    return gg_warn(e, "scores_of_verified_rows",
                   "roc_auc and other figures of scores are not estimated under an inspection "
                   "design; what is observed of them is of the verified rows alone");
}

gg_status gg_warn_of_design(gg_evaluation *e)
{
    const gg_inspection design = e->options.inspection;
    const bool open =
        e->evidence->has_unverified || e->options.population != NULL || stands_for_more(e);
    gg_status status = GG_OK;

    if (design == GG_INSPECTION_UNKNOWN || !open)
        return GG_OK;
    if (design == GG_INSPECTION_RANDOM_ARM)
        status = warn_of_arm(e);
    if (status == GG_OK && design == GG_INSPECTION_RANDOM_ARM)
        status = warn_of_contradiction(e);
    if (status == GG_OK && design == GG_INSPECTION_MISSING_AT_RANDOM)
        status =
            gg_warn(e, "missing_at_random",
                    "figures that depend on missing outcomes are estimates: within the referred, "
                    "and within the others, rows without an outcome are taken to be like those "
                    "with one; the table cannot show whether that is so");
    if (status == GG_OK && design == GG_INSPECTION_KNOWN_PROBABILITY)
        status = warn_of_sampling(e);
    if (status == GG_OK && e->options.population != NULL)
        status = warn_of_population(e);
    if (status == GG_OK && e->evidence->has_scores)
        status = warn_of_scores(e);
    return status;
}
