/*
 * For the tests of disclose: an evaluation document made from a small table of cells, and a look at
 * what an attacker can work out from the published form of it.
 */
#ifndef GG_TESTS_CELLS_H
#define GG_TESTS_CELLS_H

#include "suite.h"

#include <stdbool.h>
#include <string.h>

#include "gauger/base/json.h"
#include "gauger/disclose/publish.h"
#include "gauger/evaluate/evaluation.h"

#define CELLS      6 /* tn, fp, fn, tp, unverified not selected, unverified selected */
#define SUMS       8 /* and the selected, and the others */
#define DIMENSIONS 3
#define ATOMS      64

/* The rows that share one level of each attribute. */
typedef struct atom {
    const char *levels[DIMENSIONS];
    double cells[CELLS];
} atom;

typedef struct table {
    const char *names[DIMENSIONS]; /* of the attributes, up to the first NULL */
    const char *crossings[4]; /* intersections, up to the first NULL: "01" crosses the first two */
    atom atoms[ATOMS];
    size_t n;
} table;

static inline gg_figures figures_of(const double cells[CELLS])
{
    gg_figures f = gg_figures_empty(GG_SCORES_REAL);

    for (size_t i = 0; i < CELLS; i++) {
        f.w[i / 2][i % 2] = f.w2[i / 2][i % 2] = cells[i];
        f.rows += cells[i];
    }
    f.complete = cells[4] + cells[5] == 0;
    return f;
}

/* METRICS of the atoms whose levels in some attributes are those given (NULL: any). key: of the
 * random draws, as an evaluation has it. */
static inline json_t *metrics_where(const table *t, const char *const levels[DIMENSIONS],
                                    const char *key)
{
    gg_measure_options how = gg_measure_options_default();
    double cells[CELLS] = {0};
    gg_figures f;
    json_t *out = NULL;

    for (size_t a = 0; a < t->n; a++) {
        bool in = true;

        for (size_t d = 0; d < DIMENSIONS; d++)
            in = in && (!levels[d] || strcmp(levels[d], t->atoms[a].levels[d]) == 0);
        for (size_t c = 0; in && c < CELLS; c++)
            cells[c] += t->atoms[a].cells[c];
    }
    f = figures_of(cells);
    how.slice = key;
    how.z = gg_z_of_confidence(0.95);
    ck_assert_int_eq(gg_figures_write(&f, &how, &out, NULL), GG_OK);
    return out;
}

/* An attribute (one dimension) or intersection, its groups in the order of the atoms. */
static inline json_t *attribute_where(const table *t, const char *dimensions)
{
    json_t *attribute = json_object(), *groups = json_object();

    json_object_set_new(attribute, "reference", json_null());
    json_object_set_new(attribute, "reference_rule", json_string("largest"));
    json_object_set_new(attribute, "groups", groups);
    for (size_t a = 0; a < t->n; a++) {
        const char *levels[DIMENSIONS] = {NULL};
        char name[200] = "", key[420] = "";

        for (const char *d = dimensions; *d; d++) {
            levels[*d - '0'] = t->atoms[a].levels[*d - '0'];
            snprintf(name + strlen(name), sizeof name - strlen(name), "%s%s",
                     d > dimensions ? "*" : "", levels[*d - '0']);
            snprintf(key + strlen(key), sizeof key - strlen(key), "%s%s", d > dimensions ? "*" : "",
                     t->names[*d - '0']);
        }
        snprintf(key + strlen(key), sizeof key - strlen(key), "=%s", name);
        if (!json_object_get(groups, name))
            json_object_set_new(groups, name, metrics_where(t, levels, key));
    }
    return attribute;
}

/* The evaluation of a table; to be released with json_decref(). */
static inline json_t *evaluation_of(const table *t)
{
    static const char *const any[DIMENSIONS] = {NULL};
    json_t *document = json_pack(
        "{s:s, s:s, s:{s:s, s:n, s:{s:i}}, s:{s:s, s:f, s:s}, s:f, s:i, s:s}", "format",
        GG_EVALUATION_FORMAT, "version", "0", "data", "source", "cells", "sha256", "rows_excluded",
        "missing_score", 0, "decision", "rule", "threshold", "threshold", 0.5, "adverse",
        "selected", "confidence", 0.95, "seed", 1, "inspection", "unknown");
    json_t *attributes = json_object(), *crossings = json_object();
    json_t *data = json_object_get(document, "data"), *overall = metrics_where(t, any, "");

    json_object_set(data, "rows", json_object_get(overall, "count"));
    json_object_set(data, "rows_used", json_object_get(overall, "count"));
    json_object_set_new(document, "overall", overall);
    json_object_set_new(document, "attributes", attributes);
    json_object_set_new(document, "intersections", crossings);
    for (size_t d = 0; d < DIMENSIONS && t->names[d]; d++) {
        char dimension[2] = {(char)('0' + d), '\0'};

        json_object_set_new(attributes, t->names[d], attribute_where(t, dimension));
    }
    for (size_t i = 0; t->crossings[i]; i++) {
        char name[100] = "";

        for (const char *d = t->crossings[i]; *d; d++)
            snprintf(name + strlen(name), sizeof name - strlen(name), "%s%s",
                     d > t->crossings[i] ? "*" : "", t->names[*d - '0']);
        json_object_set_new(crossings, name, attribute_where(t, t->crossings[i]));
    }
    json_object_set_new(document, "sites", json_object());
    json_object_set_new(document, "periods", json_object());
    json_object_set_new(document, "warnings", json_array());
    return document;
}

static inline json_t *published(const json_t *evaluation, unsigned least)
{
    gg_publish_options options = gg_publish_options_default();
    json_t *out = NULL;
    gg_error err;
    gg_status status;

    gg_error_init(&err);
    options.minimum_cell = least;
    status = gg_publish(evaluation, &options, &out, &err);
    ck_assert_msg(status == GG_OK, "%s: %s", err.column, err.what);
    return out;
}

/* The member at a path such as "attributes/race/groups/A"; NULL where there is none. */
static inline json_t *at(const json_t *document, const char *path)
{
    const json_t *here = document;

    while (here && *path) {
        size_t n = strcspn(path, "/");

        here = json_object_getn(here, path, n);
        path += n + (path[n] == '/');
    }
    return (json_t *)here;
}

/* Why a part is withheld; "" if it is not. */
static inline const char *why_withheld(const json_t *document, const char *part)
{
    json_t *one;
    size_t i;

    json_array_foreach(at(document, "disclosure/withheld"), i, one)
    {
        if (strcmp(gg_json_string(one, "part", ""), part) == 0)
            return gg_json_string(one, "why", "");
    }
    return "";
}

/* ---- the attacker ---- */

/* Everything that is published of one cell: sums over sets of atoms. */
typedef struct system {
    size_t n, rows;
    bool in[200][ATOMS];
    double sums[200];
} system_of_sums;

/* Whether a level belongs to what a published level stands for. */
static inline bool stands_for(const json_t *merged, const char *shown, const char *level)
{
    json_t *levels = json_object_get(merged, shown), *one;
    size_t i;

    if (!levels)
        return strcmp(shown, level) == 0;
    json_array_foreach(levels, i, one)
    {
        if (strcmp(json_string_value(one), level) == 0)
            return true;
    }
    return false;
}

/* A cell of METRICS, the selected (6), or the others (7); NaN where it is withheld. The unverified
 * are split only where there are any. */
static inline double cell_of(const json_t *metrics, size_t c)
{
    static const char *const keys[CELLS] = {
        "tn", "fp", "fn", "tp", "unverified_not_selected", "unverified_selected"};
    double selected = gg_json_number(metrics, "selected", NAN);

    if (c == 6)
        return selected;
    if (c == 7)
        return gg_json_number(metrics, "count", NAN) - selected;
    if (c >= 4 && json_is_null(json_object_get(metrics, "unverified")))
        return NAN;
    return gg_json_number(metrics, keys[c], c >= 4 ? 0 : NAN);
}

static inline void add_sum(system_of_sums *s, const bool *in, double sum)
{
    if (isnan(sum))
        return;
    ck_assert_uint_lt(s->rows, 200);
    memcpy(s->in[s->rows], in, sizeof s->in[0]);
    s->sums[s->rows++] = sum;
}

/* The groups of an attribute or intersection, as sums of atoms. dimensions: as in table. */
static inline void add_groups(system_of_sums *s, const table *t, const char *dimensions,
                              const json_t *attribute, size_t c)
{
    bool crossed = dimensions[1] != '\0';
    const char *name;
    json_t *metrics;

    json_object_foreach(json_object_get(attribute, "groups"), name, metrics)
    {
        bool in[ATOMS] = {false};
        char parts[DIMENSIONS][100];
        size_t n = 0;

        for (const char *from = name; from; n++) {
            const char *end = crossed ? strchr(from, '*') : NULL;

            snprintf(parts[n], sizeof parts[n], "%.*s", (int)(end ? end - from : 99), from);
            from = end ? end + 1 : NULL;
        }
        ck_assert_uint_eq(n, strlen(dimensions));
        for (size_t a = 0; a < t->n; a++) {
            in[a] = true;
            for (size_t k = 0; k < n; k++) {
                size_t d = (size_t)(dimensions[k] - '0');
                const json_t *merged = json_object_get(attribute, "merged");

                if (crossed)
                    merged = json_object_get(merged, t->names[d]);
                in[a] = in[a] && stands_for(merged, parts[k], t->atoms[a].levels[d]);
            }
        }
        add_sum(s, in, cell_of(metrics, c));
    }
}

static inline system_of_sums sums_of(const table *t, const json_t *document, size_t c)
{
    system_of_sums s = {.n = t->n};
    bool all[ATOMS] = {false};

    for (size_t a = 0; a < t->n; a++)
        all[a] = true;
    if (json_is_number(at(document, "overall/count")))
        add_sum(&s, all, cell_of(json_object_get(document, "overall"), c));
    for (size_t d = 0; d < DIMENSIONS && t->names[d]; d++) {
        char dimension[2] = {(char)('0' + d), '\0'};
        const json_t *one = json_object_get(json_object_get(document, "attributes"), t->names[d]);

        if (one)
            add_groups(&s, t, dimension, one, c);
    }
    for (size_t i = 0; t->crossings[i]; i++) {
        const json_t *one;
        char name[100] = "";

        for (const char *d = t->crossings[i]; *d; d++)
            snprintf(name + strlen(name), sizeof name - strlen(name), "%s%s",
                     d > t->crossings[i] ? "*" : "", t->names[*d - '0']);
        one = json_object_get(json_object_get(document, "intersections"), name);
        if (one)
            add_groups(&s, t, t->crossings[i], one, c);
    }
    return s;
}

/* Sums of nested sets must differ by 0 or at least `least`, and so must each sum itself. */
static inline void check_differences(const system_of_sums *s, double least)
{
    for (size_t i = 0; i < s->rows; i++) {
        ck_assert_msg(s->sums[i] == 0 || s->sums[i] >= least, "a sum of %g is shown", s->sums[i]);
        for (size_t j = 0; j < s->rows; j++) {
            bool within = true;
            double difference = s->sums[i] - s->sums[j];

            for (size_t a = 0; a < s->n; a++)
                within = within && (!s->in[j][a] || s->in[i][a]);
            if (within)
                ck_assert_msg(difference == 0 || difference >= least, "two sums differ by %g",
                              difference);
        }
    }
}

#endif
