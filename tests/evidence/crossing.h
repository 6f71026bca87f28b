/*
 * A made-up land crossing for tests: rows with a score, an outcome that is often unverified, a
 * race and a site, what suppression rules look at, and what other sources referred; the operation
 * over it; and, row by row in the plainest way, what each rule held back and each source referred.
 */
#ifndef GG_TESTS_CROSSING_H
#define GG_TESTS_CROSSING_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gauger/base/random.h"
#include "gauger/evidence/collect.h"
#include "table/temporary.h"

typedef struct crossing {
    double score;
    int outcome, race, site;
    int program; /* 0 none, 1 member, 2 missing */
    int lane;    /* 0 bus, 1 car, 2 truck */
    int weight;  /* -1 missing */
    int officer; /* 0 no, 1 yes, 2 missing */
    int list;
    unsigned count;
} crossing;

enum { CROSSING_RULES = 2, CROSSING_SOURCES = 3, CROSSING_OWN = 1 };

static const char *const crossing_races[] = {"b", "w", "z"};
static const char *const crossing_sites[] = {"North", "South"};

static inline void crossing_make(crossing *rows, int n, uint64_t seed)
{
    gg_random r;

    gg_random_init(&r, seed, "crossing", "rows");
    for (int i = 0; i < n; i++) {
        crossing *x = &rows[i];

        x->score = (double)(gg_random_bits(&r) % 101) / 100;
        x->race = (int)(gg_random_bits(&r) % 3);
        x->site = (int)(gg_random_bits(&r) % 2);
        /* One group is spared: members are nearly all of race w. */
        x->program = gg_random_uniform(&r) < (x->race == 1 ? 0.4 : 0.05);
        if (gg_random_uniform(&r) < 0.05)
            x->program = 2;
        x->lane = (int)(gg_random_bits(&r) % 3);
        x->weight = (int)(gg_random_bits(&r) % 400);
        if (gg_random_uniform(&r) < 0.1)
            x->weight = -1;
        x->officer = gg_random_uniform(&r) < 0.15;
        if (gg_random_uniform(&r) < 0.1)
            x->officer = 2;
        x->list = gg_random_uniform(&r) < 0.1;
        x->count = (unsigned)(gg_random_bits(&r) % 4);
        x->outcome = gg_random_uniform(&r) < 0.1 + 0.5 * x->score;
        if (gg_random_uniform(&r) < 0.4)
            x->outcome = GG_UNVERIFIED;
    }
}

static inline temporary crossing_write(const crossing *rows, int n)
{
    static const char *const outcomes[] = {"0", "1", ""},
                             *const programs[] = {"none", "member", "NA"},
                             *const lanes[] = {"bus", "car", "truck"},
                             *const officers[] = {"no", "yes", ""};
    gg_buf b;
    temporary t;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "score,label,race,site,program,lane,weight_kg,officer,list,n\n");
    for (int i = 0; i < n; i++) {
        const crossing *x = &rows[i];
        char weight[16] = "";

        if (x->weight >= 0)
            snprintf(weight, sizeof weight, "%d", x->weight);
        gg_buf_printf(&b, "%.2f,%s,%s,%s,%s,%s,%s,%s,%d,%u\n", x->score, outcomes[x->outcome],
                      crossing_races[x->race], crossing_sites[x->site], programs[x->program],
                      lanes[x->lane], weight, officers[x->officer], x->list, x->count);
    }
    t = temporary_file(b.data, b.size);
    gg_buf_release(&b);
    return t;
}

/* Rules: trusted members; light loads of bus and car. Sources: officer, model, list. */
static inline const gg_operation *crossing_operation(void)
{
    static const char *const member[] = {"member"}, *const light[] = {"bus", "car"};
    static gg_condition trusted[] = {{"program", member, 1, -INFINITY, INFINITY}};
    static gg_condition loads[] = {{"weight_kg", NULL, 0, -INFINITY, 100},
                                   {"lane", light, 2, -INFINITY, INFINITY}};
    static gg_suppression rules[] = {{"trusted members", trusted, 1}, {"light loads", loads, 2}};
    static gg_source_of_referral sources[] = {
        {"officer", "officer"}, {"model", NULL}, {"list", "list"}};
    static const gg_operation operation = {
        .rules = rules, .n_rules = 2, .sources = sources, .n_sources = 3};

    return &operation;
}

static inline bool crossing_met(const crossing *x, int rule)
{
    if (rule == 0)
        return x->program == 1;
    return x->weight >= 0 && x->weight < 100 && (x->lane == 0 || x->lane == 1);
}

static inline double crossing_threshold(const crossing *x)
{
    return x->site == 1 ? 0.3 : 0.6;
}

static inline int crossing_decision(const crossing *x)
{
    if (x->score < crossing_threshold(x))
        return GG_BELOW;
    return crossing_met(x, 0) || crossing_met(x, 1) ? GG_SUPPRESSED : GG_REFERRED;
}

static inline bool crossing_referred(const crossing *x, int source)
{
    return source == 0   ? x->officer == 1
           : source == 1 ? crossing_decision(x) == GG_REFERRED
                         : x->list == 1;
}

/* Adds a row to what it counts towards. */
static inline void crossing_count(const crossing *x, uint64_t count, gg_held held[CROSSING_RULES],
                                  gg_referrals referrals[CROSSING_SOURCES])
{
    int by = 0, met = crossing_met(x, 0) + crossing_met(x, 1);
    bool taken = false;

    for (int i = 0; i < CROSSING_RULES && crossing_decision(x) == GG_SUPPRESSED; i++) {
        held[i].held[x->outcome] += crossing_met(x, i) ? count : 0;
        held[i].alone[x->outcome] += crossing_met(x, i) && met == 1 ? count : 0;
    }
    for (int i = 0; i < CROSSING_SOURCES; i++)
        by += crossing_referred(x, i);
    for (int i = 0; i < CROSSING_SOURCES; i++) {
        if (!crossing_referred(x, i))
            continue;
        referrals[i].referred[x->outcome] += count;
        referrals[i].own[x->outcome] += taken ? 0 : count;
        referrals[i].alone[x->outcome] += by == 1 ? count : 0;
        taken = true;
    }
}

/* The schema of the table: thresholds 0.6, and 0.3 at South. */
static inline gg_status crossing_schema(gg_schema *schema, bool counted, gg_error *err)
{
    static const char yaml[] =
        "columns: {score: score, label: outcome, race: {role: protected, reference: w},"
        " site: site, program: {missing: [NA]}}\n"
        "threshold: {default: 0.6, site: {South: 0.3}}\n";
    json_t *document = NULL;
    gg_status status = gg_json_parse(yaml, sizeof yaml - 1, "yaml", &document, err);

    gg_schema_init(schema);
    if (!status)
        status = gg_schema_add(schema, document, err);
    if (!status && counted)
        status = gg_schema_role(schema, "n", GG_ROLE_COUNT, err);
    json_decref(document);
    return status;
}

#endif
