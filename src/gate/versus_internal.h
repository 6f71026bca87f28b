/* Internal to the rules against the champion: one difference, and how it is measured again. */
#ifndef GG_GATE_VERSUS_INTERNAL_H
#define GG_GATE_VERSUS_INTERNAL_H

#include "gate_internal.h"

#include "gauger/evaluate/comparison.h"
#include "gauger/stats/difference.h"
#include "gauger/stats/paired.h"

/* Where a difference stands in the comparison. */
typedef struct gg_versus_reading {
    const gg_bench *bench;
    const gg_rule *rule;
    const char *path;    /* for errors */
    const json_t *entry; /* what holds a, b and differences */
    const json_t *difference;
    gg_figures a, b;
} gg_versus_reading;

struct gg_margin;

typedef struct gg_margin_method {
    const char *name; /* as in the document */
    gg_status (*read)(const gg_versus_reading *r, const json_t *of, struct gg_margin *out);
    gg_status (*measure)(const struct gg_margin *m, double z, gg_interval *out);
} gg_margin_method;

struct gg_margin {
    const gg_margin_method *method; /* NULL where there is no interval */
    const gg_metric *metric;
    double value, error, span; /* error NaN where unknown; span: the widest difference there is */
    gg_paired_counts counts;
    gg_rate a, b;
    double area_a, area_b;
    double negatives, positives; /* that areas are of */
    double smaller_class;        /* effective rows of the rarer outcome; NaN where they decide
                                    nothing: of rates, and of means over rows */
    gg_agreement agreement;
    gg_paired_cells cells;
    const struct gg_margin *least, *greatest; /* instead, where it is not identified: the tables
                                                 that the missing outcomes allow; else NULL */
};

/* Reads a difference that has a value; an estimate of the document or of an extreme table. */
gg_status gg_margin_read(const gg_versus_reading *r, const json_t *of, bool of_figures,
                         struct gg_margin *out);

/* What is wrong with the comparison, as an error. */
gg_status gg_versus_refuse(const gg_versus_reading *r, const char *what);

/* Measures a subject from its margin. */
gg_subject_measure gg_margin_measure;

#endif
