#include "gauger/registry/overlap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/evaluate/figures.h"
#include "sketches.h"

/* One table: where it is, and by which columns its rows are known. */
typedef struct side {
    const char *sha256, *path;
    const char *const *columns;
    size_t n;
    gg_sketch sketch;
} side;

typedef struct pair {
    const gg_overlap_entry *entry;
    char reference[GG_NAME_MAX + 24];
    side training, evaluation;
    const char **shared;
    size_t n_shared;
    gg_sketches sketches;
    gg_arena arena;
} pair;

/* ---- columns ---- */

static gg_status columns_of_training(gg_registry *reg, const gg_dataset_version *d, pair *p,
                                     gg_error *err)
{
    json_t *payload = NULL;
    const json_t *said;
    gg_schema schema;
    gg_status st = gg_event_payload(&reg->db, d->seq, &payload, NULL, err);

    gg_schema_init(&schema);
    said = json_object_get(payload, "schema");
    if (st == GG_OK && json_is_object(said))
        st = gg_schema_add(&schema, said, err);
    if (st == GG_OK)
        st = gg_sketch_columns(p->training.path, &schema, &p->arena, &p->training.columns,
                               &p->training.n, err);
    gg_schema_release(&schema);
    json_decref(payload);
    return st;
}

/* Both lists are in the order of their bytes. */
static gg_status share_columns(pair *p, gg_error *err)
{
    const side *a = &p->training, *b = &p->evaluation;

    p->shared = gg_arena_array(&p->arena, a->n + 1, sizeof *p->shared);
    if (!p->shared)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0, j = 0; i < a->n && j < b->n;) {
        int order = strcmp(a->columns[i], b->columns[j]);

        if (order == 0)
            p->shared[p->n_shared++] = a->columns[i];
        i += order <= 0;
        j += order >= 0;
    }
    return GG_OK;
}

/* ---- the document ---- */

static json_t *names(const pair *p)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < p->n_shared; i++)
        if (json_array_append_new(list, json_string(p->shared[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static gg_status tell(const pair *p, const gg_overlap *o, json_t **out, gg_error *err)
{
    json_t *made = json_pack("{s:s, s:o, s:I, s:I, s:I, s:b, s:o}", "training", p->reference,
                             "columns", names(p), "rows", (json_int_t)o->rows, "compared",
                             (json_int_t)o->compared, "found", (json_int_t)o->found, "sampled",
                             o->sampled, "share", gg_estimate_json(&o->share));

    if (!made || gg_json_set_real(made, "by_chance", o->by_chance) != 0 ||
        json_object_set_new(made, "accepted", json_null()) != 0) {
        json_decref(made);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = made;
    return GG_OK;
}

static gg_status tell_nothing(const pair *p, const char *why, json_t **out, gg_error *err)
{
    gg_overlap nothing = {.share = gg_measure_undefined(why), .by_chance = NAN};

    return tell(p, &nothing, out, err);
}

/* ---- comparing ---- */

static gg_status sketch(pair *p, side *s, gg_error *err)
{
    return gg_sketches_get(&p->sketches, s->sha256, s->path, p->shared, p->n_shared,
                           p->entry->threads, &s->sketch, err);
}

static gg_status compare(gg_registry *reg, const gg_dataset_version *d, pair *p, json_t **out,
                         gg_error *err)
{
    const gg_overlap_entry *e = p->entry;
    gg_overlap overlap;
    gg_status st = columns_of_training(reg, d, p, err);

    if (st == GG_OK)
        st = gg_sketch_columns(e->path, e->schema, &p->arena, &p->evaluation.columns,
                               &p->evaluation.n, err);
    if (st == GG_OK)
        st = share_columns(p, err);
    if (st == GG_OK && p->n_shared == 0)
        return tell_nothing(p, GG_WHY_NO_SHARED_COLUMNS, out, err);
    if (st == GG_OK)
        st = sketch(p, &p->training, err);
    if (st == GG_OK)
        st = sketch(p, &p->evaluation, err);
    if (st == GG_OK)
        st = gg_sketch_compare(&p->training.sketch, &p->evaluation.sketch, e->confidence, &overlap,
                               err);
    return st == GG_OK ? tell(p, &overlap, out, err) : st;
}

gg_status gg_dataset_overlap(gg_registry *reg, const gg_overlap_entry *entry, json_t **out,
                             gg_error *err)
{
    pair p = {.entry = entry, .evaluation = {.path = entry->path, .sha256 = entry->sha256}};
    gg_dataset_version d;
    char *path = NULL;
    gg_status st = gg_dataset_find(reg, entry->training, &d, err);

    if (st != GG_OK)
        return st;
    gg_arena_init(&p.arena);
    snprintf(p.reference, sizeof p.reference, "%s@%llu", d.name, (unsigned long long)d.number);
    if (d.purged) {
        st = tell_nothing(&p, GG_WHY_PURGED, out, err);
    } else if (!(path = gg_file_name(reg, d.sha256))) {
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    } else {
        p.training.path = path;
        p.training.sha256 = d.sha256;
        gg_sketches_open(reg, &p.sketches);
        st = compare(reg, &d, &p, out, err);
        gg_sketches_close(&p.sketches);
    }
    gg_sketch_release(&p.training.sketch);
    gg_sketch_release(&p.evaluation.sketch);
    gg_arena_release(&p.arena);
    free(path);
    return st;
}

bool gg_overlap_excessive(const json_t *overlap)
{
    double share = gg_json_number(json_object_get(overlap, "share"), "value", NAN);
    double chance = gg_json_number(overlap, "by_chance", 0);

    if (isnan(share))
        return false;
    if (chance >= 1)
        return share > GG_OVERLAP_MOST;
    return (share - chance) / (1 - chance) > GG_OVERLAP_MOST;
}
