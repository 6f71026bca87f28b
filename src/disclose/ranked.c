/*
 * What of calibration, capacity and operating points may be shown.
 *
 * All of it comes from single scores, and nested cuts leave small counts between them, so no count
 * is shown: figures are, to a step of at least the minimum cell over the rows that they are of, and
 * where that step would be coarser than a tenth they are withheld. Inequality is computed again
 * from the counts that are shown.
 */
#include <math.h>
#include <string.h>

#include "disclose_internal.h"
#include "gauger/evaluate/calibration.h"
#include "gauger/evaluate/inequality.h"

#define STEPS_LEAST 10
#define POINTS_MOST 20
#define POINT_CELLS 20 /* minimum cells that a point of the diagram stands for, at least */

/* Steps between 0 and 1 for a figure of so many rows; 0 where there are too few of them. */
static double steps_of(const gg_publication *p, double rows)
{
    double cells = rows / p->least;

    return cells >= STEPS_LEAST ? gg_steps_in(cells) : 0;
}

static bool put_withheld(json_t *o, const char *key)
{
    gg_measure m = gg_measure_undefined(GG_WHY_WITHHELD);

    return gg_set(o, key, gg_estimate_json(&m));
}

/* An end of an interval, away from the value. */
static json_t *end_to_step(const json_t *est, const char *key, double steps)
{
    double x = gg_json_number(est, key, NAN);
    bool low = strcmp(key, "low") == 0;

    if (isnan(x))
        return json_null();
    return json_real((low ? floor(x * steps) : ceil(x * steps)) / steps);
}

/* What could be, to steps outwards; an end that is infinite stays null. */
static bool step_bounds(json_t *est, double steps)
{
    json_t *bounds = json_object_get(est, "bounds");

    if (!bounds || !(steps > 0))
        return json_object_del(est, "bounds_source"), json_object_del(est, "bounds"), true;
    for (size_t i = 0; i < 2; i++) {
        const json_t *end = json_array_get(bounds, i);
        const double x = json_number_value(end) * steps;

        if (json_is_number(end) &&
            json_array_set_new(bounds, i, json_real((i == 0 ? floor(x) : ceil(x)) / steps)) != 0)
            return false;
    }
    return true;
}

/* What has no value keeps its reason; what it could be is told to steps. */
static bool put_undefined(json_t *o, const char *key, const json_t *est, double steps)
{
    json_t *out = json_deep_copy(est);

    json_object_del(out, "observed");
    return gg_set(o, key, out) && step_bounds(out, steps);
}

/* Whether it was estimated at a cutoff where selected rows have no outcome: the rows that tell of
 * those may be few, and how few would show. */
static bool is_corrected(const json_t *est)
{
    return json_object_get(est, "observed") &&
           (json_object_get(est, "bounds") ||
            strcmp(gg_json_string(est, "method", ""), "wilson") != 0);
}

/* An estimate to steps, its interval outwards. */
static bool put_stepped(json_t *o, const char *key, const json_t *est, double steps)
{
    double value = gg_json_number(est, "value", NAN);
    json_t *out;

    if (!est)
        return true;
    if (isnan(value))
        return put_undefined(o, key, est, steps);
    if (!(steps > 0) || is_corrected(est))
        return put_withheld(o, key);
    out = json_object();
    return gg_set(o, key, out) && gg_set(out, "value", json_real(round(value * steps) / steps)) &&
           gg_set(out, "low", end_to_step(est, "low", steps)) &&
           gg_set(out, "high", end_to_step(est, "high", steps)) &&
           gg_set(out, "method", json_string(gg_json_string(est, "method", "none")));
}

/* ---- calibration ---- */

static bool put_slice(const gg_publication *p, json_t *out, const char *key, const json_t *source,
                      const gg_figures *f)
{
    double steps = steps_of(p, gg_json_number(source, "count", 0));
    json_t *o = json_object();
    bool fine =
        gg_set(out, key, o) &&
        gg_set(o, "count",
               f->weighted ? json_null()
                           : json_integer((json_int_t)gg_figures_sum(f, GG_CELLS_VERIFIED))) &&
        gg_set(o, "certain", json_null()) &&
        json_object_set(o, "complete", json_object_get(source, "complete")) == 0;

    for (size_t i = 0; fine && i < gg_calibration_figure_count(); i++) {
        const char *name = gg_calibration_figure_at(i)->name;

        fine = put_stepped(o, name, json_object_get(source, name), steps);
    }
    return fine;
}

/* Blocks of one group each whose figures may be shown; the others are not named. */
static gg_status put_part(gg_publication *p, const gg_part *part, const json_t *source,
                          const char *key, json_t *out)
{
    json_t *slices = json_object();
    bool fine = slices != NULL;

    for (size_t b = 0; fine && !part->withheld && b < part->n_blocks; b++) {
        const json_t *one = json_object_get(source, part->names[b]);

        if (json_is_object(one) && gg_scores_shown(p, &part->sums[b]))
            fine = put_slice(p, slices, part->names[b], one, &part->sums[b]);
    }
    if (fine && json_object_size(slices) > 0)
        fine = json_object_set(out, key, slices) == 0;
    json_decref(slices);
    return fine ? GG_OK : gg_disclose_memory(p);
}

static gg_status put_parts(gg_publication *p, const json_t *source, json_t *out)
{
    json_t *attributes = json_object();
    gg_status status = attributes ? GG_OK : gg_disclose_memory(p);

    for (size_t i = 0; status == GG_OK && i < p->n_parts; i++) {
        const gg_part *part = &p->parts[i];
        const json_t *all = json_object_get(source, part->where);

        status = i < p->n_attributes
                     ? put_part(p, part, json_object_get(all, part->name), part->name, attributes)
                     : put_part(p, part, all, part->where, out);
    }
    if (status == GG_OK && json_object_size(attributes) > 0 &&
        json_object_set(out, "attributes", attributes) != 0)
        status = gg_disclose_memory(p);
    json_decref(attributes);
    return status;
}

typedef struct point {
    double score, share, count;
} point;

static bool put_point(const gg_publication *p, json_t *list, const point *sum)
{
    double steps = steps_of(p, sum->count);
    json_t *o = json_object();

    return json_array_append_new(list, o) == 0 &&
           gg_set(o, "score", json_real(round(sum->score / sum->count * steps) / steps)) &&
           gg_set(o, "share", json_real(round(sum->share / sum->count * steps) / steps)) &&
           gg_set(o, "count", json_null());
}

/* The diagram in fewer points, each of many rows. In a weighted table points do not add by rows. */
static bool put_diagram(const gg_publication *p, const json_t *source, json_t *out)
{
    const json_t *points = json_object_get(source, "reliability_diagram");
    double rows = gg_json_number(json_object_get(source, "overall"), "count", 0);
    double least = fmax(POINT_CELLS * p->least, rows / POINTS_MOST);
    json_t *list = json_array(), *one;
    point sum = {0, 0, 0};
    double left = rows;
    bool fine = gg_set(out, "reliability_diagram", list);
    size_t i;

    if (p->overall.weighted)
        return fine;
    json_array_foreach(points, i, one)
    {
        double n = gg_json_number(one, "count", 0);

        sum.score += n * gg_json_number(one, "score", 0);
        sum.share += n * gg_json_number(one, "share", 0);
        sum.count += n;
        left -= n;
        /* The last point takes what would be too little for one of its own. */
        if (!fine || sum.count < least || (left > 0 && left < least))
            continue;
        fine = put_point(p, list, &sum);
        sum = (point){0, 0, 0};
    }
    return fine;
}

static gg_status publish_calibration(gg_publication *p, json_t *document)
{
    const json_t *source = json_object_get(p->evaluation, "calibration");
    const json_t *overall = json_object_get(source, "overall");
    json_t *out;

    if (!json_is_object(overall))
        return GG_OK;
    if (!gg_scores_shown(p, &p->overall))
        return gg_note_withheld(p, "calibration", "too few rows for figures from single scores");
    out = json_object();
    if (!gg_set(document, "calibration", out) ||
        !put_slice(p, out, "overall", overall, &p->overall) || !put_diagram(p, source, out) ||
        (json_object_get(source, "conventions") &&
         json_object_set(out, "conventions", json_object_get(source, "conventions")) != 0))
        return gg_disclose_memory(p);
    return put_parts(p, source, out);
}

/* ---- capacity and operating points ---- */

static double positives_of(const gg_figures *f)
{
    return gg_figures_sum(f, GG_CELL_TP | GG_CELL_FN);
}

/* A rate of so many rows, or withheld. */
static bool put_rate(const gg_publication *p, json_t *out, const json_t *from, const char *key,
                     double rows)
{
    return put_stepped(out, key, json_object_get(from, key), steps_of(p, rows));
}

/* Lift is precision over a base rate that is known: a step of precision is so much of lift. */
static bool put_lift(const gg_publication *p, json_t *out, const json_t *from, double taken)
{
    double all = gg_figures_sum(&p->overall, GG_CELLS_VERIFIED);
    double steps = steps_of(p, taken) * positives_of(&p->overall) / fmax(1, all);

    return put_stepped(out, "lift", json_object_get(from, "lift"),
                       steps > 0 ? gg_steps_in(steps) : 0);
}

/* The three figures of one rule for ties. positives: of all that the cut is made from. */
static bool put_rule(const gg_publication *p, json_t *out, const char *key, const json_t *from,
                     double positives)
{
    static const char *const counts[] = {"selected",   "tp",       "fp",
                                         "unverified", "tp_least", "tp_most"};
    double tp = gg_json_number(from, "tp", 0), taken = tp + gg_json_number(from, "fp", 0);
    json_t *o = json_object();
    bool fine = gg_set(out, key, o);

    for (size_t i = 0; fine && i < sizeof counts / sizeof *counts; i++)
        fine = gg_set(o, counts[i], json_null());
    return fine && put_rate(p, o, from, "precision", taken) &&
           put_rate(p, o, from, "recall", positives) && put_lift(p, o, from, taken);
}

static bool put_rules(const gg_publication *p, json_t *out, const json_t *cut, double positives)
{
    static const char *const rules[] = {"ties_in", "ties_out", "proportional"};
    bool fine = true;

    for (size_t i = 0; fine && i < sizeof rules / sizeof *rules; i++)
        fine = put_rule(p, out, rules[i], json_object_get(cut, rules[i]), positives);
    return fine;
}

/* Where the room runs out is the score of single rows: not told, nor how many have it. */
static bool put_cut(const gg_publication *p, json_t *out, const char *key, const json_t *cut,
                    double positives, bool everyone)
{
    json_t *o = json_object();

    return gg_set(out, key, o) &&
           gg_set(o, "room", everyone ? json_incref(json_object_get(cut, "room")) : json_null()) &&
           gg_set(o, "rows", json_null()) && gg_set(o, "score", json_null()) &&
           gg_set(o, "tied", json_null()) && put_rules(p, o, cut, positives);
}

static const gg_part *sites_of(const gg_publication *p)
{
    for (size_t i = p->n_attributes; i < p->n_parts; i++)
        if (strcmp(p->parts[i].where, "sites") == 0)
            return &p->parts[i];
    return NULL;
}

static bool put_sites(const gg_publication *p, json_t *out, const json_t *one)
{
    const json_t *within = json_object_get(one, "within_sites");
    const json_t *sites = json_object_get(one, "sites");
    const gg_part *part = sites_of(p);
    json_t *shown = json_object(), *pooled = json_object();
    bool fine = gg_set(out, "within_sites", pooled) && gg_set(out, "sites", shown) &&
                put_rules(p, pooled, within, positives_of(&p->overall));

    for (size_t b = 0; fine && part && !part->withheld && b < part->n_blocks; b++) {
        const json_t *site = json_object_get(sites, part->names[b]);

        if (json_is_object(site) && gg_scores_shown(p, &part->sums[b]))
            fine = put_cut(p, shown, part->names[b], site, positives_of(&part->sums[b]), false);
    }
    return fine;
}

static bool put_capacity(const gg_publication *p, json_t *list, const json_t *one)
{
    json_t *o = json_object(), *wish = json_object_get(one, "share");
    const char *key = wish ? "share" : "capacity";

    return json_array_append_new(list, o) == 0 &&
           json_object_set(o, key, json_object_get(one, key)) == 0 &&
           put_cut(p, o, "everyone", json_object_get(one, "everyone"), positives_of(&p->overall),
                   !wish) &&
           (!json_object_get(one, "within_sites") || put_sites(p, o, one));
}

static bool put_point_of(const gg_publication *p, json_t *list, const json_t *one)
{
    static const char *const counts[] = {"selected", "tp", "fp", "unverified"};
    double tp = gg_json_number(one, "tp", 0), fp = gg_json_number(one, "fp", 0);
    double negatives = gg_figures_sum(&p->overall, GG_CELL_FP | GG_CELL_TN);
    json_t *o = json_object();
    bool fine = json_array_append_new(list, o) == 0 &&
                json_object_set(o, "threshold", json_object_get(one, "threshold")) == 0;

    for (size_t i = 0; fine && i < sizeof counts / sizeof *counts; i++)
        fine = gg_set(o, counts[i], json_null());
    return fine && put_rate(p, o, one, "precision", tp + fp) &&
           put_rate(p, o, one, "recall", positives_of(&p->overall)) &&
           put_rate(p, o, one, "false_positive_rate", negatives);
}

static gg_status publish_list(gg_publication *p, const char *key, json_t *document,
                              bool (*put)(const gg_publication *p, json_t *list, const json_t *one))
{
    const json_t *source = json_object_get(p->evaluation, key);
    json_t *list, *one;
    bool fine;
    size_t i;

    if (json_array_size(source) == 0)
        return GG_OK;
    if (p->overall.weighted)
        return gg_note_withheld(p, key, "its counts are rows, and those of the table are weights");
    list = json_array();
    fine = gg_set(document, key, list);
    json_array_foreach(source, i, one)
    {
        fine = fine && put(p, list, one);
    }
    return fine ? GG_OK : gg_disclose_memory(p);
}

/* ---- inequality ---- */

static gg_status publish_inequality(gg_publication *p, json_t *document)
{
    gg_unequal_groups *groups = gg_arena_array(&p->arena, p->n_attributes, sizeof *groups);
    size_t n = 0;

    if (!groups)
        return gg_disclose_memory(p);
    if (!json_object_get(p->evaluation, "inequality"))
        return GG_OK;
    for (size_t i = 0; i < p->n_attributes; i++)
        if (!p->parts[i].withheld)
            groups[n++] = (gg_unequal_groups){p->parts[i].name, p->parts[i].names, p->parts[i].sums,
                                              p->parts[i].n_blocks};
    return gg_set(document, "inequality",
                  gg_inequality_write(&p->overall, groups, n, p->how.adverse))
               ? GG_OK
               : gg_disclose_memory(p);
}

gg_status gg_ranked_publish(gg_publication *p, json_t *document)
{
    gg_status status;

    /* Narrower scopes hide outcomes, or the rows without one: these figures are of both. */
    if (!p->overall_shown || p->scope == GG_SCOPE_VERIFIED || p->scope == GG_SCOPE_DECISIONS)
        return GG_OK;
    status = publish_calibration(p, document);
    if (status == GG_OK)
        status = publish_list(p, "capacity", document, put_capacity);
    if (status == GG_OK)
        status = publish_list(p, "operating_points", document, put_point_of);
    return status == GG_OK ? publish_inequality(p, document) : status;
}
