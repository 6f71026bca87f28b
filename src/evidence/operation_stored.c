/*
 * Rules and sources in stored evidence: written, read back with counts that must agree compared,
 * and added.
 *
 * The keys are there only where rules or sources were applied, so that evidence without them keeps
 * its bytes. Overlaps are stored for each pair once: a source with itself is what it referred.
 */
#include <string.h>

#include "evidence_internal.h"
#include "store_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

bool gg_operation_applied(const gg_evidence *e)
{
    return e->n_rules + e->n_sources > 0;
}

/* ---- writing ---- */

static json_t *names_list(const char *const *names, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_string(names[i]));
    return list;
}

static json_t *counts_list(const uint64_t *x, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_integer((json_int_t)x[i]));
    return list;
}

static json_t *blocks_list(const uint64_t *x, size_t n, size_t size)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, counts_list(x + i * size, size));
    return list;
}

json_t *gg_operation_object(const gg_evidence *e)
{
    json_t *o = json_object(), *overlap = json_array();

    for (size_t a = 0; a < e->n_sources; a++)
        for (size_t b = a + 1; b < e->n_sources; b++)
            json_array_append_new(overlap,
                                  counts_list(e->overlap[a * e->n_sources + b], GG_OUTCOMES));
    json_object_set_new(o, "rules", names_list(e->rules, e->n_rules));
    json_object_set_new(o, "sources", names_list(e->sources, e->n_sources));
    json_object_set_new(o, "own",
                        e->n_sources ? json_string(e->sources[e->own_source]) : json_null());
    json_object_set_new(o, "overlap", overlap);
    return o;
}

void gg_operation_store(const gg_evidence *e, const gg_slice *slice, json_t *o)
{
    const uint64_t *block = gg_slice_block(slice);

    if (!gg_operation_applied(e))
        return;
    json_object_set_new(o, "held", blocks_list(block, e->n_rules, GG_HELD_SIZE));
    json_object_set_new(
        o, "referrals",
        blocks_list(block + e->n_rules * GG_HELD_SIZE, e->n_sources, GG_REFERRALS_SIZE));
}

/* ---- reading ---- */

typedef struct reading {
    gg_evidence *out;
    gg_error *err;
    gg_status status; /* the first failure; everything after it does nothing */
} reading;

static void wrong(reading *l, const char *key, const char *what)
{
    if (l->status)
        return;
    gg_error_where(l->err, NULL, 0, key);
    l->status = gg_error_set(l->err, GG_E_INPUT, "give a file that gauger stored", "%s", what);
}

static const char *const *read_names(reading *l, const json_t *list, const char *key, size_t most,
                                     size_t *n)
{
    const char **names;

    if (!json_is_array(list) || json_array_size(list) > most) {
        wrong(l, key, "not a list of names, or too long");
        return NULL;
    }
    names = gg_arena_array(&l->out->arena, json_array_size(list), sizeof *names);
    if (!names) {
        l->status = memory(l->err);
        return NULL;
    }
    for (size_t i = 0; i < json_array_size(list) && !l->status; i++) {
        const json_t *name = json_array_get(list, i);

        if (!json_is_string(name))
            wrong(l, key, "not a list of names");
        else if (!(names[i] = gg_arena_string(&l->out->arena, json_string_value(name))))
            l->status = memory(l->err);
    }
    *n = json_array_size(list);
    return names;
}

static void read_counts(reading *l, const json_t *list, const char *key, size_t n, uint64_t *out)
{
    if (!json_is_array(list) || json_array_size(list) != n) {
        wrong(l, key, "not a list of the right length");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const json_t *x = json_array_get(list, i);

        if (!json_is_integer(x) || json_integer_value(x) < 0 ||
            (uint64_t)json_integer_value(x) > GG_MOST_ROWS) {
            wrong(l, key, "not a count");
            return;
        }
        out[i] = (uint64_t)json_integer_value(x);
    }
}

static void read_blocks(reading *l, const json_t *list, const char *key, size_t n, size_t size,
                        uint64_t *out)
{
    if (!json_is_array(list) || json_array_size(list) != n)
        wrong(l, key, "not a list of the right length");
    for (size_t i = 0; i < n && !l->status; i++)
        read_counts(l, json_array_get(list, i), key, size, out + i * size);
}

static uint64_t decided(const gg_slice *s, int outcome, int decision)
{
    return s->tally.n[GG_ARM_OTHER][outcome][decision] +
           s->tally.n[GG_ARM_RANDOM][outcome][decision];
}

/* Every row that was held back was held by one rule alone, or by at least two. */
static void check_held(reading *l, const gg_slice *s, int k)
{
    uint64_t suppressed = decided(s, k, GG_SUPPRESSED), held = 0, alone = 0;

    for (size_t i = 0; i < l->out->n_rules; i++) {
        if (s->held[i].alone[k] > s->held[i].held[k] || s->held[i].held[k] > suppressed)
            wrong(l, "held", "more rows held back than were suppressed");
        held += s->held[i].held[k];
        alone += s->held[i].alone[k];
    }
    if (l->status || l->out->n_rules == 0)
        return;
    if (alone > suppressed || held - alone < 2 * (suppressed - alone))
        wrong(l, "held", "the rules do not add up to the suppressed rows");
}

static void check_referrals(reading *l, const gg_slice *s, int k)
{
    uint64_t rows = 0, own = 0;

    for (int d = 0; d < GG_DECISIONS; d++)
        rows += decided(s, k, d);
    for (size_t i = 0; i < l->out->n_sources; i++) {
        const gg_referrals *r = &s->referrals[i];

        if (r->alone[k] > r->own[k] || r->own[k] > r->referred[k] ||
            (i == 0 && r->own[k] != r->referred[k]))
            wrong(l, "referrals", "a source with more of its own than it referred");
        if (i == l->out->own_source && r->referred[k] != decided(s, k, GG_REFERRED))
            wrong(l, "referrals", "the model's own are not the referred rows");
        if (r->referred[k] > rows)
            wrong(l, "referrals", "more referrals than rows");
        own += r->own[k];
    }
    if (own > rows)
        wrong(l, "referrals", "more referrals than rows");
}

/* A family holds everyone once: its slices add up to everyone's counts. */
static void check_family(reading *l, const gg_family *f)
{
    size_t size = gg_operation_size(l->out->n_rules, l->out->n_sources);
    const uint64_t *everyone = gg_slice_block(gg_evidence_overall(l->out));

    for (size_t i = 0; i < size && !l->status; i++) {
        uint64_t sum = 0;

        for (size_t s = 0; s < f->n_slices; s++)
            sum += gg_slice_block(&f->slices[s])[i];
        if (sum != everyone[i])
            wrong(l, "operation", "the counts of rules and sources do not add up");
    }
}

static void read_slice(reading *l, const json_t *o, gg_slice *s)
{
    uint64_t *block;

    if (!l->status)
        l->status = gg_slice_operation(l->out, s, l->err);
    if (l->status)
        return;
    block = gg_slice_block(s);
    read_blocks(l, json_object_get(o, "held"), "held", l->out->n_rules, GG_HELD_SIZE, block);
    read_blocks(l, json_object_get(o, "referrals"), "referrals", l->out->n_sources,
                GG_REFERRALS_SIZE, block + l->out->n_rules * GG_HELD_SIZE);
    for (int k = 0; k < GG_OUTCOMES && !l->status; k++) {
        check_held(l, s, k);
        check_referrals(l, s, k);
    }
}

static void read_families(reading *l, const json_t *families)
{
    for (size_t f = 0; f < l->out->n_families && !l->status; f++) {
        const json_t *slices = json_object_get(json_array_get(families, f), "slices");
        gg_family *family = &l->out->families[f];

        for (size_t s = 0; s < family->n_slices && !l->status; s++)
            read_slice(l, json_array_get(slices, s), &family->slices[s]);
        if (!l->status)
            check_family(l, family);
    }
}

/* What two sources share, neither referred alone. */
static void check_overlap(reading *l, size_t a, size_t b, const uint64_t *both)
{
    const gg_referrals *x = &gg_evidence_overall(l->out)->referrals[a];
    const gg_referrals *y = &gg_evidence_overall(l->out)->referrals[b];

    for (int k = 0; k < GG_OUTCOMES; k++)
        if (both[k] > x->referred[k] - x->alone[k] || both[k] > y->referred[k] - y->alone[k])
            wrong(l, "overlap", "more than both sources referred");
}

static void read_overlap(reading *l, const json_t *list)
{
    size_t n = l->out->n_sources, at = 0;

    if (!json_is_array(list) || json_array_size(list) != (n ? n * (n - 1) / 2 : 0)) {
        wrong(l, "overlap", "not a list of the right length");
        return;
    }
    l->out->overlap = gg_arena_array(&l->out->arena, n * n, sizeof *l->out->overlap);
    if (!l->out->overlap) {
        l->status = memory(l->err);
        return;
    }
    for (size_t a = 0; a < n && !l->status; a++) {
        memcpy(l->out->overlap[a * n + a], gg_evidence_overall(l->out)->referrals[a].referred,
               sizeof *l->out->overlap);
        for (size_t b = a + 1; b < n && !l->status; b++) {
            uint64_t *both = l->out->overlap[a * n + b];

            read_counts(l, json_array_get(list, at++), "overlap", GG_OUTCOMES, both);
            check_overlap(l, a, b, both);
            memcpy(l->out->overlap[b * n + a], both, sizeof *l->out->overlap);
        }
    }
}

gg_status gg_operation_load(const json_t *document, gg_evidence *out, gg_error *err)
{
    const json_t *o = json_object_get(document, "operation");
    reading l = {.out = out, .err = err};
    const char *own = gg_json_string(o, "own", "");
    size_t rules = 0, sources = 0;

    if (!o)
        return GG_OK;
    out->rules = read_names(&l, json_object_get(o, "rules"), "rules", GG_MOST_RULES, &rules);
    if (!l.status)
        out->sources =
            read_names(&l, json_object_get(o, "sources"), "sources", GG_MOST_SOURCES, &sources);
    if (!l.status && (rules + sources == 0 || sources == 1))
        wrong(&l, "operation", "neither rules nor sources");
    if (l.status)
        return l.status;
    out->n_rules = rules;
    out->n_sources = sources;
    while (out->own_source < sources && strcmp(out->sources[out->own_source], own) != 0)
        out->own_source++;
    if (sources && out->own_source == sources)
        wrong(&l, "own", "not one of the sources");
    if (!l.status)
        read_families(&l, json_object_get(document, "families"));
    if (!l.status)
        read_overlap(&l, json_object_get(o, "overlap"));
    return l.status;
}

/* ---- adding ---- */

static bool same_names(const char *const *a, size_t n, const char *const *b, size_t m)
{
    for (size_t i = 0; i < n && n == m; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return n == m;
}

bool gg_operation_alike(const gg_evidence *a, const gg_evidence *b)
{
    return same_names(a->rules, a->n_rules, b->rules, b->n_rules) &&
           same_names(a->sources, a->n_sources, b->sources, b->n_sources) &&
           a->own_source == b->own_source;
}

gg_status gg_operation_unite(const gg_evidence *a, const gg_evidence *b, gg_evidence *out,
                             gg_error *err)
{
    size_t cells = a->n_sources * a->n_sources;
    const char **names = gg_arena_array(&out->arena, a->n_rules + a->n_sources, sizeof *out->rules);

    out->overlap = gg_arena_array(&out->arena, cells, sizeof *out->overlap);
    if (!names || !out->overlap)
        return memory(err);
    for (size_t i = 0; i < a->n_rules + a->n_sources; i++) {
        names[i] =
            gg_arena_string(&out->arena, i < a->n_rules ? a->rules[i] : a->sources[i - a->n_rules]);
        if (!names[i])
            return memory(err);
    }
    for (size_t i = 0; i < cells; i++)
        for (int k = 0; k < GG_OUTCOMES; k++)
            out->overlap[i][k] = a->overlap[i][k] + b->overlap[i][k];
    out->rules = names;
    out->sources = names + a->n_rules;
    out->n_rules = a->n_rules;
    out->n_sources = a->n_sources;
    out->own_source = a->own_source;
    return GG_OK;
}

void gg_operation_add(const gg_evidence *e, const gg_slice *from, gg_slice *to)
{
    size_t size = gg_operation_size(e->n_rules, e->n_sources);

    for (size_t i = 0; i < size; i++)
        gg_slice_block(to)[i] += gg_slice_block(from)[i];
}
