/*
 * How re-identifiable rows are: k-anonymity and risks from the sizes of equivalence classes,
 * l-diversity and t-closeness from counts of a sensitive column within them.
 *
 * An equivalence class holds the rows that agree in all quasi-identifiers. Everything is computed
 * from whole numbers: shares are exact fractions, doubles only where a logarithm is in the
 * definition. Classes have at least one row; how missing values and suppressed rows are treated is
 * settled before (see deidentification.h).
 */
#ifndef GAUGER_PRIVACY_ANONYMITY_H
#define GAUGER_PRIVACY_ANONYMITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/error.h"

/* Most rows that a computation takes: products of two counts and a sum over values stay exact. */
#define GG_ANONYMITY_ROWS (UINT64_C(1) << 47)

/* A share in lowest terms. den is 0 where it is undefined (value NaN), or where lowest terms do not
 * fit 64 bits (value is still good). */
typedef struct gg_fraction {
    uint64_t num, den;
    double value;
} gg_fraction;

/* What the sizes of the classes say. */
typedef struct gg_class_risk {
    uint64_t rows, classes;
    uint64_t k, largest;         /* smallest and largest class */
    uint64_t unique_rows;        /* rows in classes of one */
    uint64_t under_5, under_11;  /* rows in classes of less than 5, less than 11 */
    gg_fraction prosecutor_max;  /* 1 / k: the intruder knows that the person is in the table */
    gg_fraction prosecutor_mean; /* classes / rows; also the marketer's without a population */
    gg_fraction at_risk;         /* share of rows with 1 / size over the threshold */
    gg_fraction distinction;     /* classes / rows */
    gg_fraction separation;      /* share of pairs of rows that differ; undefined for one row */
} gg_class_risk;

/* What the sizes of the classes say where the population is known. */
typedef struct gg_population_risk {
    gg_fraction journalist_max;     /* 1 / smallest population class */
    gg_fraction journalist_mean;    /* the larger of classes / population and mean of f / F */
    gg_fraction journalist_at_risk; /* share of rows with 1 / F over the threshold */
    gg_fraction marketer;           /* (1/n) sum f / F */
    gg_fraction presence_min, presence_max; /* delta-presence: range of f / F */
    uint64_t unique_rows,
        population_unique; /* sample uniques; those unique in the population too */
} gg_population_risk;

/* Rows of one value of a sensitive column in one class. */
typedef struct gg_joint_count {
    uint32_t class_index;
    uint32_t value; /* from 0, in the column's order where it has one */
    uint64_t rows;  /* from 1 */
} gg_joint_count;

/* What the values of a sensitive column within classes say. */
typedef struct gg_diversity {
    uint64_t distinct_l;     /* fewest distinct values in a class */
    double entropy_l;        /* exp of the smallest entropy of a class; compare with
                                gg_diversity_has_entropy(), never by floor() */
    gg_fraction alpha;       /* largest share of one value in a class */
    gg_fraction t_equal;     /* largest distance of a class from the table, values equally far */
    gg_fraction t_ordered;   /* the same with ordered values (earth mover's distance) */
    double basic_beta;       /* largest (p - P) / P over values with p > P; 0 if there is none */
    double delta_disclosure; /* largest |ln(p / P)| over the values that a class has */
} gg_diversity;

/* A tree over the values of a sensitive column, all leaves at one depth. */
typedef struct gg_hierarchy {
    size_t n_nodes;
    const uint32_t *parent; /* of each node; the root's is itself; parents before children */
    const uint32_t *leaf;   /* node of each value */
} gg_hierarchy;

GG_BEGIN_DECLS

/*
 * k-anonymity and the risks that follow from the sizes of the classes.
 *
 * sizes: rows of each class, from 1.  n: classes.  threshold: of at_risk, in (0, 1], 0.2 for "fewer
 * than 5".  out: untouched on error.
 * Returns GG_OK; GG_E_UNDEFINED for no class; GG_E_USAGE for a class of no rows; GG_E_LIMIT beyond
 * GG_ANONYMITY_ROWS.
 * Source: Samarati and Sweeney 1998; El Emam 2013, chapter 16 (prosecutor and marketer risk).
 */
GG_CHECKED gg_status gg_class_risk_compute(const uint64_t *sizes, size_t n, double threshold,
                                           gg_class_risk *out, gg_error *err);

/*
 * The same where the sizes of the classes in the population are known.
 *
 * sample: rows of each class in the table, from 1.  population: of the same classes in the
 * population, at least as many.  n: classes.  threshold: of journalist_at_risk, in (0, 1].
 * out: untouched on error.
 * Returns GG_OK; GG_E_UNDEFINED for no class; GG_E_USAGE where population < sample; GG_E_LIMIT.
 * Source: El Emam 2013; delta-presence: Nergiz, Atzori, Clifton 2007.
 */
GG_CHECKED gg_status gg_population_risk_compute(const uint64_t *sample, const uint64_t *population,
                                                size_t n, double threshold, gg_population_risk *out,
                                                gg_error *err);

/*
 * l-diversity, t-closeness and their kin for one sensitive column.
 *
 * cells: ascending by class, then value, each once; classes from 0 without gaps.  n: how many.
 * n_values: distinct values, each in some cell.  ordered: whether the numbering of values is their
 * order: t_ordered is undefined without.  out: untouched on error.
 * Returns GG_OK; GG_E_UNDEFINED for no cells; GG_E_USAGE for cells out of order; GG_E_LIMIT;
 * GG_E_MEMORY.
 * Source: Machanavajjhala et al. 2007 (l); Li, Li, Venkatasubramanian 2007 (t); Cao and Karras 2012
 * (beta); Brickell and Shmatikov 2008 (delta).
 */
GG_CHECKED gg_status gg_diversity_compute(const gg_joint_count *cells, size_t n, size_t n_values,
                                          bool ordered, gg_diversity *out, gg_error *err);

/*
 * Whether every class has entropy of at least ln l.
 *
 * d: computed.  l: from 1, need not be whole.
 * Returns true if it has, with a tolerance of 1e-9: exp of the entropy of three equal shares is
 * 2.9999999999999996, and its floor is not the l that the table has.
 * Undefined cases: none.  Errors: none.
 */
bool gg_diversity_has_entropy(const gg_diversity *d, double l);

/*
 * Recursive (c, l)-diversity: the largest r1 / (rl + ... + rm) over classes, counts r descending.
 * The table has (c, l)-diversity for every c strictly above it.
 *
 * cells, n: as for gg_diversity_compute().  l: from 2.  out: undefined (den 0, value NaN) where a
 * class has fewer than l values: then no c is large enough.
 * Returns GG_OK; GG_E_UNDEFINED for no cells; GG_E_USAGE for l under 2 or cells out of order;
 * GG_E_MEMORY.
 * Source: Machanavajjhala et al. 2007, definition 4.3; counts descending.
 */
GG_CHECKED gg_status gg_recursive_c_compute(const gg_joint_count *cells, size_t n, size_t l,
                                            gg_fraction *out, gg_error *err);

/*
 * t-closeness where moving a value costs the height of the lowest common ancestor in a tree.
 *
 * cells, n, n_values: as for gg_diversity_compute().  tree: over the values.  out: untouched on
 * error.
 * Returns GG_OK; GG_E_UNDEFINED for no cells; GG_E_USAGE for cells out of order or a tree whose
 * leaves differ in depth; GG_E_LIMIT; GG_E_MEMORY.
 * Source: Li, Li, Venkatasubramanian 2007, section 4.3: sum over nodes N of height(N) / H times the
 * smaller of what its children have too much and too little.
 */
GG_CHECKED gg_status gg_t_hierarchical_compute(const gg_joint_count *cells, size_t n,
                                               size_t n_values, const gg_hierarchy *tree,
                                               gg_fraction *out, gg_error *err);

GG_END_DECLS
#endif
