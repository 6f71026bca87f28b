/* The pass over a table, from its name to its evidence. */
#include "gauger/evidence/collect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "evidence_internal.h"
#include "line.h"
#include "packed_internal.h"

#define DEFAULT_BINS 100

gg_collect_options gg_collect_options_default(void)
{
    gg_collect_options o = {.threads = 1,
                            .score_bins = DEFAULT_BINS,
                            .ranking = true,
                            .calibration = true,
                            .csv = gg_csv_options_default()};

    return o;
}

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/*
 * The histogram's grid: [0, 1] for probabilities; one bin a number for whole numbers of small range
 * (such as deciles); the range of the scores otherwise.
 */
static void set_grid(gg_evidence *out, bool whole, const gg_collect_options *options)
{
    size_t bins = options->score_bins;

    if (!out->has_scores)
        return;
    out->grid_bins = bins;
    out->grid_low = options->has_grid ? options->grid_low : 0;
    out->grid_high = options->has_grid ? options->grid_high : 1;
    if (options->has_grid || isnan(out->score_low) || out->probability ||
        options->measured >= GG_EXTENT_BINNED)
        return;
    out->grid_low = out->score_low;
    out->grid_high = out->score_high > out->score_low ? out->score_high : out->score_low + 1;
    if (whole && out->score_high - out->score_low < (double)bins) {
        out->grid_high = out->score_high + 1;
        out->grid_bins = (size_t)(out->grid_high - out->grid_low);
    }
}

/* Scores outside would be counted in the bins at the ends, where they do not belong. */
static gg_status check_range(const gg_plan *plan, const gg_collect_options *options,
                             const gg_evidence *out, gg_error *err)
{
    char low[32], high[32], from[32], to[32];

    if (!(options->has_grid || plan->binned) || !plan->ranking || isnan(out->score_low) ||
        (out->score_low >= out->grid_low && out->score_high <= out->grid_high))
        return GG_OK;
    gg_error_where(err, gg_csv_path(plan->csv), 0,
                   plan->scorer ? NULL : gg_csv_name(plan->csv, plan->score));
    return gg_error_set(err, GG_E_INPUT, "give --score-range LOW,HIGH that holds all scores",
                        "scores from %s to %s are not all in the range from %s to %s",
                        gg_text_double(out->score_low, low), gg_text_double(out->score_high, high),
                        gg_text_double(out->grid_low, from), gg_text_double(out->grid_high, to));
}

static gg_status check_threshold(const gg_plan *plan, const gg_evidence *out, gg_error *err)
{
    char low[32], high[32];

    if (!plan->default_threshold || out->probability)
        return GG_OK;
    gg_error_where(err, gg_csv_path(plan->csv), 0, gg_csv_name(plan->csv, plan->score));
    return gg_error_set(err, GG_E_USAGE, "give --threshold (referred when score >= threshold)",
                        "no threshold, and scores from %s to %s are not probabilities",
                        gg_text_double(out->score_low, low), gg_text_double(out->score_high, high));
}

/* Documents hold counts as numbers, which are exact up to here. */
static gg_status check_rows(const gg_plan *plan, const gg_evidence *out, gg_error *err)
{
    if (out->rows <= GG_MOST_ROWS && out->published.rows_high <= GG_MOST_ROWS)
        return GG_OK;
    gg_error_where(err, gg_csv_path(plan->csv), 0,
                   plan->count != GG_NO_COLUMN ? gg_csv_name(plan->csv, plan->count) : NULL);
    return gg_error_set(err, GG_E_INPUT, "split the table",
                        "the counts add up to more than 2^53 rows");
}

static gg_status check_weights(const gg_plan *plan, const gg_share *shares, unsigned n,
                               gg_error *err)
{
    double squares = 0;

    for (unsigned i = 0; i < n; i++)
        squares += shares[i].squares;
    if (squares < GG_SUM_END)
        return GG_OK;
    gg_error_where(err, gg_csv_path(plan->csv), 0, gg_csv_name(plan->csv, plan->weight));
    return gg_error_set(err, GG_E_INPUT, "divide all weights by one number",
                        "the squares of the weights add up to 9e24 or more");
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Not in the order of the header: which of many files comes first must not show. */
static void sort_names(const char **names, size_t n)
{
    if (n)
        qsort(names, n, sizeof *names, by_bytes);
}

/* Declared in the schema: what leaves must not tell of them, read or not. */
static gg_status name_special(const gg_plan *plan, gg_evidence *out, gg_error *err)
{
    size_t columns = gg_csv_columns(plan->csv);
    const char **names = gg_arena_array(&out->arena, columns, sizeof *names);

    if (!names)
        return memory(err);
    for (size_t i = 0; i < columns; i++) {
        const gg_column *c = gg_schema_find(plan->schema, gg_csv_name(plan->csv, i));

        if (!c || !c->special)
            continue;
        names[out->n_special] = gg_arena_string(&out->arena, c->name);
        if (!names[out->n_special++])
            return memory(err);
    }
    sort_names(names, out->n_special);
    out->special = names;
    return GG_OK;
}

static gg_status name_ignored(const gg_plan *plan, gg_evidence *out, gg_error *err)
{
    size_t columns = gg_csv_columns(plan->csv);
    const char **names = gg_arena_array(&out->arena, columns, sizeof *names);
    unsigned idle = out->sampled ? 0 : 1u << GG_ROLE_SAMPLING_PROBABILITY;

    if (!names)
        return memory(err);
    /* Beside a scorer, these are not looked at: they are another score's. */
    if (plan->scorer)
        idle |= 1u << GG_ROLE_SCORE | 1u << GG_ROLE_DECISION | 1u << GG_ROLE_SUPPRESSED;
    for (size_t i = 0; i < columns; i++) {
        const gg_column *c = gg_schema_find(plan->schema, gg_csv_name(plan->csv, i));

        if (plan->read[i] || (c && (c->roles & ~idle)))
            continue;
        names[out->n_ignored] = gg_arena_string(&out->arena, gg_csv_name(plan->csv, i));
        if (!names[out->n_ignored++])
            return memory(err);
    }
    sort_names(names, out->n_ignored);
    out->ignored = names;
    return GG_OK;
}

/* Whether lines that give counts of groups tell what turned out. */
static bool says_outcomes(const gg_plan *plan)
{
    static const int outcomes[] = {GG_SAYS_TP, GG_SAYS_FP,        GG_SAYS_FN,
                                   GG_SAYS_TN, GG_SAYS_POSITIVES, GG_SAYS_NEGATIVES};
    bool any = false;

    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        any = any || plan->said[outcomes[i]] != GG_NO_COLUMN;
    return any;
}

static void describe(const gg_plan *plan, gg_evidence *out)
{
    out->rule = plan->rule;
    out->threshold = plan->threshold;
    out->default_threshold = plan->default_threshold;
    out->has_scores = plan->scored;
    out->has_outcomes = plan->outcome != GG_NO_COLUMN || says_outcomes(plan);
    out->weighted = plan->weight != GG_NO_COLUMN;
    out->counted = plan->count != GG_NO_COLUMN || plan->grouped;
    out->probability = out->has_scores && !(out->score_low < 0) && !(out->score_high > 1);
    out->sampled = gg_plan_samples(plan) && !out->published.bounded;
    out->published.grouped = plan->grouped;
    out->ranking_exact = plan->ranking && !plan->binned && !out->published.bounded;
    out->bad_rows += gg_csv_skipped(plan->csv);
    out->rows += gg_csv_skipped(plan->csv);
}

/*
 * Whether rows must be read once more: none was kept, scores are no probabilities, and so the range
 * that they are to be counted in is known only now.
 */
static bool settle_range(const gg_plan *plan, const gg_evidence *out, gg_collect_options *options)
{
    if (!gg_plan_spilled(plan) || plan->binned || options->has_grid || out->probability)
        return false;
    options->has_grid = true;
    options->grid_low = out->grid_low;
    options->grid_high = out->grid_high;
    options->score_bins = out->grid_bins;
    return true;
}

static gg_status check_again(const char *path, gg_error *err)
{
    struct stat file;

    if (strcmp(path, "-") != 0 && (stat(path, &file) != 0 || S_ISREG(file.st_mode)))
        return GG_OK;
    gg_error_where(err, strcmp(path, "-") == 0 ? "standard input" : path, 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "give --score-range LOW,HIGH, or the table as a file",
                        "its rows take more than --max-memory, and the range of their scores must "
                        "be known before they are counted in bins");
}

/* Cuts need all rows in the order of their scores. */
static gg_status check_cuts(const gg_plan *plan, const gg_collect_options *options, gg_error *err)
{
    if (options->n_capacities == 0 || !gg_plan_spilled(plan))
        return GG_OK;
    gg_error_where(err, gg_csv_path(plan->csv), 0, NULL);
    return gg_error_set(err, GG_E_LIMIT, "give more memory, or leave out --capacity",
                        "capacities need all rows at once, which take more than --max-memory");
}

/* What the rows in the order of their scores give. */
static gg_status rank(const gg_collect_options *options, const gg_sum *sum,
                      const uint32_t *slice_of, gg_evidence *out, gg_error *err)
{
    gg_calibrating *calibrating = NULL;
    gg_status status = GG_OK;

    if (options->calibration && options->measured == GG_EXTENT_ALL)
        status = gg_calibrate_begin(sum, slice_of, out, options->threads, &calibrating, err);
    if (!status)
        status = gg_rank_rows(sum, slice_of, options->threads, out, err);
    if (!status)
        status = gg_cut_rows(sum, slice_of, options, out, err);
    return gg_calibrate_end(calibrating, status, out, err);
}

/* Packed rows go their own way, unless there is something to do that only the general form can. */
static gg_status rank_any(const gg_collect_options *options, gg_sum *sum, const uint32_t *slice_of,
                          gg_evidence *out, gg_error *err)
{
    gg_status status;

    if (sum->packed.rows && options->n_capacities == 0 && !gg_has_arm(out))
        return gg_rank_packed(sum, slice_of, options, out, err);
    if (sum->packed.rows)
        status = gg_packed_unpack(&sum->packed, &sum->rows, err);
    else
        status = gg_rows_sort(&sum->rows, err);
    return status ? status : rank(options, sum, slice_of, out, err);
}

gg_status gg_evidence_describe(const gg_plan *plan, const gg_collect_options *options, bool whole,
                               gg_evidence *out, gg_error *err)
{
    gg_status status;

    describe(plan, out);
    out->measured = options->measured;
    set_grid(out, whole, options);
    status = check_rows(plan, out, err);
    if (!status)
        status = check_range(plan, options, out, err);
    if (!status)
        status = check_threshold(plan, out, err);
    if (!status)
        status = name_ignored(plan, out, err);
    return status ? status : name_special(plan, out, err);
}

static gg_status finish(const gg_plan *plan, gg_collect_options *options, gg_share *shares,
                        gg_evidence *out, bool *again, gg_error *err)
{
    uint32_t *slice_of = NULL;
    bool whole = true;
    gg_sum sum;
    gg_status status = check_weights(plan, shares, options->threads, err);

    memset(&sum, 0, sizeof sum);
    if (!status)
        status = gg_sum_shares(shares, options->threads, &sum, out, err);
    for (unsigned i = 0; i < options->threads; i++)
        whole = whole && shares[i].whole;
    if (!status)
        status = gg_evidence_describe(plan, options, whole, out, err);
    if (!status)
        status = check_cuts(plan, options, err);
    if (!status)
        *again = settle_range(plan, out, options);
    if (status || *again)
        goto out;
    status = gg_slices_build(plan, options, &sum, out, &slice_of, err);
    if (!status)
        gg_evidence_undefine(out);
    if (!status && plan->ranking && !out->published.bounded)
        status = gg_plan_spilled(plan) ? gg_bins_finish(shares, options->threads, options, out, err)
                                       : rank_any(options, &sum, slice_of, out, err);
    for (size_t i = 0; i < out->n_families && !status; i++)
        for (size_t k = 0; k < out->families[i].n_slices; k++)
            gg_slice_finish(out, &out->families[i].slices[k]);
    if (!status && plan->weight != GG_NO_COLUMN)
        status = gg_weights_refuse_light(out, gg_csv_path(plan->csv),
                                         gg_csv_name(plan->csv, plan->weight), err);
out:
    free(slice_of);
    gg_sum_release(&sum);
    return status;
}

static gg_status scan(const gg_plan *plan, const gg_collect_options *options, gg_share *shares,
                      gg_error *err)
{
    void **workers = calloc(options->threads, sizeof *workers);
    gg_status status = GG_OK;

    if (!workers)
        return memory(err);
    for (unsigned i = 0; i < options->threads && !status; i++) {
        workers[i] = &shares[i];
        status = gg_share_init(&shares[i], plan, err);
    }
    if (!status)
        status = gg_csv_scan(plan->csv, options->threads, workers, gg_share_visit, err);
    free(workers);
    return status;
}

static gg_status check_options(const gg_collect_options *options, gg_error *err)
{
    const gg_collect_options o = *options;

    if (o.threads == 0 || o.score_bins == 0 || o.score_bins > GG_MOST_BINS)
        return gg_error_set(err, GG_E_USAGE, "use at least one thread, and 1 to 1000 score bins",
                            "threads or score bins out of range");
    if (o.has_grid && !(isfinite(o.grid_high - o.grid_low) && o.grid_low < o.grid_high))
        return gg_error_set(err, GG_E_USAGE, "give the lower end first",
                            "a range of scores without width");
    return gg_cuts_check(&o, err);
}

/* Columns without a role that nothing else reads need not be fetched. */
static gg_status choose(gg_plan *plan, gg_error *err)
{
    size_t columns = gg_csv_columns(plan->csv);
    bool *wanted = gg_arena_array(&plan->arena, columns, sizeof *wanted);
    bool any = false;

    if (!wanted)
        return memory(err);
    for (size_t i = 0; i < columns; i++) {
        const gg_column *c = gg_schema_find(plan->schema, gg_csv_name(plan->csv, i));

        wanted[i] = plan->read[i] || (c && c->roles);
        any = any || wanted[i];
    }
    if (any)
        gg_csv_choose(plan->csv, wanted);
    return GG_OK;
}

/* One pass. *again: options are now those of a second one, and nothing was made. */
static gg_status pass(const char *path, const gg_schema *schema, gg_collect_options *options,
                      gg_evidence *out, bool *again, gg_error *err)
{
    gg_share *shares = NULL;
    gg_csv *csv = NULL;
    gg_plan plan;
    gg_status status;

    memset(&plan, 0, sizeof plan);
    status = gg_csv_open(path, &options->csv, &csv, err);
    if (!status)
        status = gg_plan_init(&plan, csv, schema, options, err);
    if (!status)
        status = choose(&plan, err);
    if (!status && !(shares = calloc(options->threads, sizeof *shares)))
        status = memory(err);
    if (!status)
        status = scan(&plan, options, shares, err);
    if (!status)
        status = finish(&plan, options, shares, out, again, err);
    for (unsigned i = 0; shares && i < options->threads; i++)
        gg_share_release(&shares[i]);
    free(shares);
    gg_plan_release(&plan);
    gg_csv_close(csv);
    return status;
}

gg_status gg_collect(const char *path, const gg_schema *schema, const gg_collect_options *options,
                     gg_evidence *out, gg_error *err)
{
    gg_collect_options o = options ? *options : gg_collect_options_default();
    gg_evidence made;
    bool again = true;
    gg_status status = check_options(&o, err);

    memset(&made, 0, sizeof made);
    o.csv.skip_bad_rows = o.skip_bad_rows;
    o.csv.threads = o.threads;
    while (!status && again) {
        gg_evidence_release(&made);
        gg_arena_init(&made.arena);
        again = false;
        status = pass(path, schema, &o, &made, &again, err);
        if (!status && again)
            status = check_again(path, err);
    }
    if (status) {
        gg_evidence_release(&made);
        return status;
    }
    *out = made;
    return GG_OK;
}
