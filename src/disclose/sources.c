/*
 * What sources referred, as far as it may be shown.
 *
 * Two or three sources divide the rows into those that each referred alone, those of each pair, of
 * all, and of none: where every part is 0 or large by outcome, all is shown, as all of it can be
 * worked out from the parts. Otherwise, and with more sources, overlaps are left out: then each
 * source stands alone beside the outcome, and only what it referred is told.
 */
#include <string.h>

#include "disclose_internal.h"

#define MOST_SOURCES 8
#define MOST_CROSSED 3

typedef struct sources {
    gg_publication *p;
    const json_t *entries, *overlap;
    size_t n;
    gg_outcomes referred[MOST_SOURCES], own[MOST_SOURCES], alone[MOST_SOURCES];
    gg_outcomes everyone; /* all rows by outcome */
} sources;

static bool read_sources(sources *s)
{
    bool fine = s->n >= 2 && s->n <= MOST_SOURCES;

    for (size_t i = 0; fine && i < s->n; i++) {
        const json_t *one = json_array_get(s->entries, i);

        fine = gg_outcomes_read(s->p, one, &s->referred[i]) &&
               gg_outcomes_read(s->p, json_object_get(one, "outcomes_own"), &s->own[i]) &&
               gg_outcomes_read(s->p, json_object_get(one, "outcomes_alone"), &s->alone[i]);
    }
    return fine;
}

/* The overlap of sources a < b: they stand in the order of their pairs. */
static const json_t *pair_of(const sources *s, size_t a, size_t b)
{
    return json_array_get(s->overlap, a * (2 * s->n - a - 1) / 2 + b - a - 1);
}

static bool read_pairs(const sources *s, gg_outcomes *pairs, size_t *n)
{
    *n = 0;
    for (size_t a = 0; a < s->n; a++)
        for (size_t b = a + 1; b < s->n; b++)
            if (!gg_outcomes_read(s->p, pair_of(s, a, b), &pairs[(*n)++]))
                return false;
    return *n == json_array_size(s->overlap);
}

/* What all three referred: counted twice among the overlaps of the first. */
static bool all_three(const sources *s, const gg_outcomes *pairs, gg_outcomes *out)
{
    gg_outcomes sum = gg_outcomes_plus(&s->alone[0], &pairs[0]);

    sum = gg_outcomes_plus(&sum, &pairs[1]);
    return gg_outcomes_minus(&sum, &s->referred[0], out);
}

/* Every part of the rows by who referred them; false where the counts contradict each other or a
 * part is small. */
static bool parts_shown(const sources *s)
{
    gg_outcomes pairs[MOST_SOURCES * MOST_SOURCES], three = {{0}}, left = s->everyone;
    size_t n;

    if (s->n > MOST_CROSSED || !read_pairs(s, pairs, &n) ||
        (s->n == 3 && !all_three(s, pairs, &three)))
        return false;
    if (!gg_outcomes_minus(&left, &three, &left) || !gg_outcomes_shown(s->p, &three))
        return false;
    for (size_t i = 0; i < n; i++) {
        gg_outcomes only;

        if (!gg_outcomes_minus(&pairs[i], &three, &only) || !gg_outcomes_shown(s->p, &only) ||
            !gg_outcomes_minus(&left, &only, &left))
            return false;
    }
    for (size_t i = 0; i < s->n; i++)
        if (!gg_outcomes_shown(s->p, &s->alone[i]) ||
            !gg_outcomes_minus(&left, &s->alone[i], &left))
            return false;
    return gg_outcomes_shown(s->p, &left);
}

static bool source_shown(const sources *s, size_t i)
{
    gg_outcomes others;

    return gg_outcomes_minus(&s->everyone, &s->referred[i], &others) &&
           gg_outcomes_shown(s->p, &s->referred[i]) && gg_outcomes_shown(s->p, &others);
}

/* ---- writing ---- */

static bool withhold(json_t *entry, const char *const *keys, size_t n)
{
    bool fine = true;

    for (size_t i = 0; fine && i < n; i++)
        fine = gg_set(entry, keys[i], json_null());
    return fine;
}

/* Takes out what overlaps tell, and where the source is small all of it. */
static bool narrow(const sources *s, size_t i, json_t *entry)
{
    static const char *const crossed[] = {"own", "alone", "unique_finds", "share_of_referrals"};
    static const char *const counts[] = {"referred", "finds", "positives", "negatives",
                                         "unverified"};
    gg_measure m = gg_measure_undefined(GG_WHY_WITHHELD);
    bool fine = withhold(entry, crossed, sizeof crossed / sizeof *crossed);

    json_object_del(entry, "outcomes_own");
    json_object_del(entry, "outcomes_alone");
    if (!fine || source_shown(s, i))
        return fine;
    return withhold(entry, counts, sizeof counts / sizeof *counts) &&
           gg_set(entry, "find_rate", gg_estimate_json(&m));
}

static uint64_t total(const gg_outcomes *x)
{
    return x->n[GG_NEGATIVE] + x->n[GG_POSITIVE] + x->n[GG_UNVERIFIED];
}

static bool put_source(const sources *s, size_t i, uint64_t all, bool whole, json_t *list)
{
    const char *name = gg_json_string(json_array_get(s->entries, i), "source", "");
    gg_referrals r;
    json_t *entry;

    memcpy(r.referred, s->referred[i].n, sizeof r.referred);
    memcpy(r.own, s->own[i].n, sizeof r.own);
    memcpy(r.alone, s->alone[i].n, sizeof r.alone);
    entry = gg_source_write(name, &r, all, &s->p->how);
    return json_array_append_new(list, entry) == 0 && gg_outcomes_hide(s->p, entry) &&
           (whole || narrow(s, i, entry));
}

static bool put_overlap(const sources *s, json_t *out)
{
    json_t *list = json_array();
    bool fine = gg_set(out, "overlap", list);

    for (size_t a = 0; fine && a < s->n; a++)
        for (size_t b = a + 1; fine && b < s->n; b++) {
            const json_t *one = pair_of(s, a, b);
            gg_outcomes both;
            json_t *entry;

            fine = gg_outcomes_read(s->p, one, &both);
            entry = fine ? gg_overlap_write(gg_json_string(one, "a", ""),
                                            gg_json_string(one, "b", ""), both.n)
                         : NULL;
            fine = json_array_append_new(list, entry) == 0 && gg_outcomes_hide(s->p, entry);
        }
    return fine;
}

gg_status gg_sources_publish(gg_publication *p, const json_t *operation, json_t *out)
{
    sources s = {.p = p,
                 .entries = json_object_get(operation, "sources"),
                 .overlap = json_object_get(operation, "overlap")};
    const gg_outcomes selected = gg_outcomes_of(&p->overall, GG_SELECTED);
    const gg_outcomes others = gg_outcomes_of(&p->overall, GG_NOT_SELECTED);
    const char *own = gg_json_string(operation, "own_source", "");
    json_t *list;
    uint64_t all = 0;
    bool whole, fine;

    if (!s.entries)
        return GG_OK;
    s.n = json_array_size(s.entries);
    s.everyone = gg_outcomes_plus(&selected, &others);
    if (!read_sources(&s))
        return gg_note_withheld(p, "sources of referrals", "their counts cannot be read");
    whole = parts_shown(&s);
    for (size_t i = 0; i < s.n; i++)
        all += total(&s.own[i]);
    list = json_array();
    fine = gg_set(out, "sources", list);
    for (size_t i = 0; fine && i < s.n; i++)
        fine = put_source(&s, i, all, whole, list);
    fine = fine && (!whole || put_overlap(&s, out)) && gg_set(out, "own_source", json_string(own));
    if (!fine)
        return gg_disclose_memory(p);
    return whole ? GG_OK
                 : gg_note_withheld(p, "overlap of sources",
                                    s.n > MOST_CROSSED
                                        ? "of more than three sources it is not published"
                                        : "some count of it is small");
}
