/* One column: numbers or words, empty or not, and its missing cells. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/drift_internal.h"
#include "gauger/stats/tests.h"

#define LEAST_EXPECTED 5

void gg_drift_column_release(gg_drift_column *column)
{
    gg_dictionary_release(&column->levels);
}

static void start(const gg_drift_watch *watch, const gg_drift_gathered from[GG_SIDES],
                  gg_drift_column *out)
{
    const gg_drift_evidence none = {NAN, NAN, "none", 0};

    const char *period = out->period;

    memset(out, 0, sizeof *out);
    gg_dictionary_init(&out->levels);
    out->watch = watch;
    out->period = period;
    out->main = out->absence = none;
    out->statistic = out->degrees = out->cramers_v = NAN;
    out->psi = out->psi_critical = out->jensen_shannon = NAN;
    out->wasserstein = out->scaled = out->baseline_sd = NAN;
    for (int side = 0; side < GG_SIDES; side++) {
        out->rows[side] = from[side].rows;
        out->missing[side] = from[side].missing;
        out->bad[side] = from[side].bad;
    }
}

double gg_drift_absence_change(const gg_drift_column *column)
{
    double n = (double)column->rows[GG_BASELINE], m = (double)column->rows[GG_CURRENT];

    if (!(n > 0) || !(m > 0))
        return NAN;
    return (double)column->missing[GG_CURRENT] / m - (double)column->missing[GG_BASELINE] / n;
}

/* Pearson's two-proportion test, exact where an expected count is below 5. */
static gg_status test_absence(gg_drift_column *c)
{
    double n = (double)c->rows[GG_BASELINE], m = (double)c->rows[GG_CURRENT], z;
    gg_rate before = {(double)c->missing[GG_BASELINE], n};
    gg_rate now = {(double)c->missing[GG_CURRENT], m};
    double gone = before.successes + now.successes, there = n + m - gone;
    gg_status status;
    gg_fisher exact;

    if (!(n > 0) || !(m > 0))
        return GG_OK;
    /* Nothing missing, or nothing there, on both sides: there is no question to test. */
    if (gone == 0 || there == 0) {
        c->absence = (gg_drift_evidence){1, 1, "none", 0};
        return GG_OK;
    }
    c->absence.method = "two_proportions";
    if (fmin(gone, there) * fmin(n, m) / (n + m) >= LEAST_EXPECTED)
        return gg_two_proportions(now, before, &z, &c->absence.p);
    c->absence.method = "fisher_exact";
    status = gg_fisher_exact(
        (uint64_t[4]){c->missing[GG_BASELINE], c->rows[GG_BASELINE] - c->missing[GG_BASELINE],
                      c->missing[GG_CURRENT], c->rows[GG_CURRENT] - c->missing[GG_CURRENT]},
        &exact);
    if (!status)
        c->absence.p = exact.p_value;
    return status;
}

/* A cell that was meant as a number is an error only now that the column is known to hold numbers
 * on both sides. */
static gg_status check_bad(const gg_drift_gathered from[GG_SIDES], bool skip, gg_error *err)
{
    for (int side = 0; side < GG_SIDES && !skip; side++) {
        if (!from[side].has_bad)
            continue;
        if (err && err->status == GG_OK)
            *err = from[side].bad_error;
        return GG_E_INPUT;
    }
    return GG_OK;
}

static gg_status measure_numbers(gg_drift_gathered from[GG_SIDES], const gg_drift_options *options,
                                 gg_drift_column *out, gg_error *err)
{
    gg_sample sample[GG_SIDES];
    gg_status status = check_bad(from, options->skip_bad_rows, err);

    out->numeric = true;
    for (int side = 0; side < GG_SIDES && !status; side++) {
        /* The baseline is settled once for the table and all its periods. */
        status = from[side].runs.at ? GG_OK : gg_drift_gathered_settle(&from[side], err);
        out->bad[side] = from[side].bad;
        sample[side] = (gg_sample){from[side].runs.at, from[side].runs.n};
    }
    if (status)
        return status;
    if (sample[GG_BASELINE].n == 0 || sample[GG_CURRENT].n == 0) {
        out->why = "empty_column";
        return GG_OK;
    }
    return gg_drift_measure_numbers(&sample[GG_BASELINE], &sample[GG_CURRENT], out);
}

static bool has_values(const gg_drift_gathered *g)
{
    return g->rows - g->missing - g->bad > 0;
}

/* The levels of both sides in one dictionary, or none where there are too many. */
static gg_status join_levels(gg_drift_gathered from[GG_SIDES], gg_drift_column *out, gg_error *err)
{
    gg_status status = gg_drift_gathered_merge(&from[GG_BASELINE], &from[GG_CURRENT], err);

    if (status)
        return status;
    if (from[GG_BASELINE].many) {
        out->why = "too_many_levels";
        return GG_OK;
    }
    out->levels = from[GG_BASELINE].levels;
    gg_dictionary_init(&from[GG_BASELINE].levels);
    gg_dictionary_sort(&out->levels);
    return GG_OK;
}

static gg_status measure_words(gg_drift_gathered from[GG_SIDES], const gg_drift_options *options,
                               gg_drift_column *out, gg_error *err)
{
    bool empty = !has_values(&from[GG_BASELINE]) || !has_values(&from[GG_CURRENT]);
    gg_status status = join_levels(from, out, err);
    size_t n = out->levels.n;
    uint64_t *cells;

    /* What looks like no number is no worse than another word here. */
    if (out->watch->kind == GG_DRIFT_READ_OPEN)
        out->bad[GG_BASELINE] = out->bad[GG_CURRENT] = 0;
    if (status || out->why)
        return status;
    if (empty) {
        out->why = "empty_column";
        return GG_OK;
    }
    cells = calloc(GG_SIDES * n, sizeof *cells);
    if (!cells)
        return GG_E_MEMORY;
    for (size_t i = 0; i < n; i++)
        for (int side = 0; side < GG_SIDES; side++)
            cells[(size_t)side * n + i] = out->levels.all[i].counts[side];
    status = gg_drift_measure_words(cells, n, options, out);
    free(cells);
    return status;
}

static bool holds_numbers(const gg_drift_watch *watch, const gg_drift_gathered from[GG_SIDES])
{
    return (watch->kind == GG_DRIFT_READ_OPEN || watch->kind == GG_DRIFT_READ_SCORE) &&
           !from[GG_BASELINE].words && !from[GG_CURRENT].words;
}

static gg_status measure_one(const gg_drift_watch *watch, bool numeric,
                             gg_drift_gathered from[GG_SIDES], const gg_drift_options *options,
                             gg_drift_column *out, gg_error *err)
{
    gg_status status;

    start(watch, from, out);
    out->changed_type = watch->kind == GG_DRIFT_READ_OPEN && has_values(&from[GG_BASELINE]) &&
                        has_values(&from[GG_CURRENT]) &&
                        from[GG_BASELINE].words != from[GG_CURRENT].words;
    status =
        numeric ? measure_numbers(from, options, out, err) : measure_words(from, options, out, err);
    return status ? status : test_absence(out);
}

/* The levels of a table, which comparing them takes away. */
static gg_status copy_levels(const gg_drift_gathered *from, gg_drift_gathered *to, gg_error *err)
{
    gg_status status = GG_OK;

    gg_drift_gathered_init(to);
    to->rows = from->rows;
    to->missing = from->missing;
    to->bad = from->bad;
    to->many = from->many;
    to->words = from->words;
    for (size_t i = 0; i < from->levels.n && !status; i++) {
        const gg_word_entry *level = &from->levels.all[i];
        gg_word_entry *copy;

        status = gg_dictionary_add(&to->levels, (gg_view){level->text, level->size}, &copy, err);
        if (!status && copy) {
            memcpy(copy->counts, level->counts, sizeof copy->counts);
            copy->kind = level->kind;
            copy->value = level->value;
        }
    }
    return status;
}

/* One period against the baseline: settled numbers, or levels, of which only a copy is used up. */
static gg_status measure_part(const gg_drift_watch *watch, bool numeric,
                              const gg_drift_gathered *baseline, const gg_drift_part *part,
                              const gg_drift_options *options, gg_error *err)
{
    gg_drift_gathered from[GG_SIDES] = {*baseline, *part->current};
    gg_status status = numeric ? GG_OK : copy_levels(baseline, &from[GG_BASELINE], err);

    if (!status)
        status = measure_one(watch, numeric, from, options, part->out, err);
    if (!numeric)
        gg_drift_gathered_release(&from[GG_BASELINE]);
    *part->current = from[GG_CURRENT];
    gg_drift_gathered_release(part->current);
    return status;
}

gg_status gg_drift_measure(const gg_drift_watch *watch, const gg_drift_cells *cells,
                           const gg_drift_options *options, gg_error *err)
{
    gg_drift_gathered *from = cells->from, levels;
    bool numeric = holds_numbers(watch, from);
    gg_status status;

    gg_drift_gathered_init(&levels);
    status = numeric || !cells->n ? GG_OK : copy_levels(&from[GG_BASELINE], &levels, err);
    if (!status)
        status = measure_one(watch, numeric, from, options, cells->out, err);
    for (size_t p = 0; p < cells->n && !status; p++)
        status = measure_part(watch, numeric, numeric ? &from[GG_BASELINE] : &levels,
                              &cells->parts[p], options, err);
    gg_drift_gathered_release(&levels);
    for (int side = 0; side < GG_SIDES; side++)
        gg_drift_gathered_release(&from[side]);
    if (status)
        gg_error_where(err, NULL, 0, watch->name);
    return status ? gg_error_set(err, status, NULL, "the column could not be measured") : GG_OK;
}
