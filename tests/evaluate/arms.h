/* Evidence by arm, by hand: the cells of groups as they came by a random arm and otherwise. */
#ifndef GG_TESTS_EVALUATE_ARMS_H
#define GG_TESTS_EVALUATE_ARMS_H

#include "gauger/evaluate/evaluation.h"
#include "schema.h"
#include "suite.h"

#include "hand.h"

/* tp, fp, fn, tn, unverified selected, unverified not. */
typedef struct two_arms {
    const char *level;
    uint64_t random[6], other[6];
} two_arms;

static inline void put_random(gg_tally *t, const uint64_t n[6])
{
    static const int outcome[6] = {GG_POSITIVE, GG_NEGATIVE,   GG_POSITIVE,
                                   GG_NEGATIVE, GG_UNVERIFIED, GG_UNVERIFIED};
    static const int decision[6] = {GG_REFERRED, GG_REFERRED, GG_BELOW,
                                    GG_BELOW,    GG_REFERRED, GG_BELOW};

    for (int i = 0; i < 6; i++) {
        t->n[GG_ARM_RANDOM][outcome[i]][decision[i]] += n[i];
        t->w[GG_ARM_RANDOM][outcome[i]][decision[i]] += (double)n[i];
        t->w2[GG_ARM_RANDOM][outcome[i]][decision[i]] += (double)n[i];
    }
}

static inline gg_evidence evidence_of(const two_arms *g, size_t n)
{
    hand_cell cells[4];
    gg_evidence e;

    for (size_t i = 0; i < n; i++) {
        const uint64_t *o = g[i].other;

        cells[i] = (hand_cell){g[i].level, NULL, o[0], o[1], o[2], o[3], o[4], o[5]};
    }
    e = hand_evidence("race", cells, n);
    for (size_t i = 0; i < n; i++) {
        put_random(&e.families[0].slices[0].tally, g[i].random);
        put_random(&e.families[1].slices[i].tally, g[i].random);
        for (int k = 0; k < 6; k++) {
            e.rows += g[i].random[k];
            e.rows_used = e.rows;
        }
    }
    return e;
}

static inline json_t *evaluated(const gg_evidence *e, const gg_evaluation_options *options)
{
    json_t *document = NULL;
    char fault[400];
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_evaluate(e, options, &document, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    return document;
}

static inline gg_evaluation_options under(gg_inspection design)
{
    gg_evaluation_options o = gg_evaluation_options_default();

    o.inspection = design;
    return o;
}

static inline const json_t *group(const json_t *document, const char *level)
{
    return AT(document, "attributes", "race", "groups", level);
}

static inline bool warned(const json_t *document, const char *code)
{
    json_t *warning;
    size_t i;

    json_array_foreach(json_object_get(document, "warnings"), i, warning)
    {
        if (strcmp(gg_json_string(warning, "code", ""), code) == 0)
            return true;
    }
    return false;
}

#endif
