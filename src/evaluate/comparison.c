/* Comparison, from the name of a table to a document. */
#include "gauger/evaluate/comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/comparison_internal.h"

#define MAX_THREADS 1024
#define MAX_SEED    ((uint64_t)1 << 53) /* every reader of JSON gives it back whole */

gg_compare_options gg_compare_options_default(void)
{
    gg_compare_options o = {.threshold_a = NAN,
                            .threshold_b = NAN,
                            .confidence = 0.95,
                            .threads = 1,
                            .seed = 1,
                            .minimum_count = GG_COMPARISON_MINIMUM,
                            .csv = gg_csv_options_default()};

    return o;
}

static gg_status check_options(const gg_compare_options *o, gg_error *err)
{
    if (!(o->confidence > 0 && o->confidence < 1))
        return gg_error_set(err, GG_E_USAGE, "give a number such as 0.95",
                            "the confidence does not lie between 0 and 1");
    if (o->threads == 0 || o->threads > MAX_THREADS)
        return gg_error_set(err, GG_E_USAGE, "give 1 to 1024", "threads out of range");
    if (o->seed > MAX_SEED)
        return gg_error_set(err, GG_E_USAGE, "give a seed up to 9007199254740992",
                            "the seed is too large to be written exactly");
    if (!(o->margin >= 0 && isfinite(o->margin)))
        return gg_error_set(err, GG_E_USAGE, "give how much worse is still accepted, from 0",
                            "the margin is no number from 0");
    return GG_OK;
}

/* 0.5 may be assumed of probabilities alone. */
static gg_status check_threshold(const gg_compare_plan *plan, const gg_pair_rows *rows, int which,
                                 gg_error *err)
{
    char low[32], high[32];

    if (!plan->side[which].assumed || !(rows->low[which] < 0 || rows->high[which] > 1))
        return GG_OK;
    gg_error_where(err, gg_csv_path(plan->csv), 0, plan->side[which].name);
    return gg_error_set(err, GG_E_USAGE, "give --threshold (referred when score >= threshold)",
                        "no threshold, and scores from %s to %s are not probabilities",
                        gg_text_double(rows->low[which], low),
                        gg_text_double(rows->high[which], high));
}

static gg_status compare(gg_csv *csv, const gg_schema *schema,
                         const char *const names[GG_SCORES_COMPARED],
                         const gg_compare_options *options, json_t **out, gg_error *err)
{
    gg_compare_plan plan = {.csv = csv};
    gg_pair_rows rows;
    gg_arena arena;
    gg_status status;

    memset(&rows, 0, sizeof rows);
    gg_arena_init(&arena);
    status = gg_compare_plan_make(&arena, csv, schema, names, options, &plan, err);
    if (!status)
        status = gg_pair_rows_read(&plan, options->threads, &rows, err);
    if (!status)
        status = gg_compare_design_check(&plan, &rows, err);
    for (int which = 0; which < GG_SCORES_COMPARED && !status; which++)
        status = check_threshold(&plan, &rows, which, err);
    if (!status)
        status = gg_comparison_write(&plan, &rows, options, out, err);
    gg_pair_rows_release(&rows);
    gg_arena_release(&arena);
    return status;
}

gg_status gg_compare(const char *data, const gg_schema *schema, const char *score_a,
                     const char *score_b, const gg_compare_options *options, json_t **out,
                     gg_error *err)
{
    gg_compare_options usual = gg_compare_options_default();
    const gg_compare_options *o = options ? options : &usual;
    const char *const names[GG_SCORES_COMPARED] = {score_a, score_b};
    gg_csv_options reading = o->csv;
    json_t *document = NULL;
    gg_csv *csv = NULL;
    gg_schema nothing;
    gg_status status = check_options(o, err);

    if (status)
        return status;
    gg_schema_init(&nothing);
    reading.skip_bad_rows = o->skip_bad_rows;
    reading.threads = o->threads;
    status = gg_csv_open(data, &reading, &csv, err);
    if (!status)
        status = compare(csv, schema ? schema : &nothing, names, o, &document, err);
    gg_csv_close(csv);
    gg_schema_release(&nothing);
    if (!status)
        *out = document;
    return status;
}
