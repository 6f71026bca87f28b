/* Internal to the floor privacy: exact fractions, and rows by tuples of codes. */
#ifndef GG_PRIVACY_ANONYMITY_INTERNAL_H
#define GG_PRIVACY_ANONYMITY_INTERNAL_H

#include "gauger/privacy/anonymity.h"
#include "privacy_internal.h"

/* ---- fractions (fraction.c) ---- */

/* num / den with both in 128 bits; den 0 stands for "nothing yet" and is below everything. */
typedef struct gg_ratio {
    gg_u128 num, den;
} gg_ratio;

/* Exact comparison, by continued fractions: no product is formed. */
int gg_ratio_compare(gg_ratio a, gg_ratio b);
gg_ratio gg_ratio_larger(gg_ratio a, gg_ratio b);

/* In lowest terms; undefined where den is 0. */
gg_fraction gg_fraction_of(gg_u128 num, gg_u128 den);
gg_fraction gg_fraction_undefined(void);

/* a + b in lowest terms; overflow: den 0, and the sum is lost. */
gg_ratio gg_ratio_add(gg_ratio a, gg_ratio b);

/* ---- rows by tuple (partition.c) ---- */

/* Codes of values in a tuple. Bins begin at GG_CODE_BIN in their order; hashes are above them. */
enum { GG_CODE_MISSING = 0, GG_CODE_SUPPRESSED = 1, GG_CODE_BIN = 2 };
#define GG_CODE_HASH (UINT64_C(1) << 63)

/* Most tuples of one table. */
#define GG_PARTITION_MAX ((size_t)1 << 26)

typedef struct gg_partition {
    size_t width;
    uint64_t *keys; /* n tuples of width codes */
    uint64_t *rows; /* of each tuple */
    size_t n, room;
    uint32_t *index; /* open addressing: tuple + 1, 0 where empty */
    size_t index_room;
    bool failed, full; /* memory ran out; more than GG_PARTITION_MAX tuples */
} gg_partition;

void gg_partition_init(gg_partition *p, size_t width);
void gg_partition_release(gg_partition *p);

/* Adds rows to a tuple. On failure p->failed is set and nothing changes. */
void gg_partition_add(gg_partition *p, const uint64_t *tuple, uint64_t rows);
void gg_partition_merge(gg_partition *p, const gg_partition *other);

/* The tuple's number; SIZE_MAX if it is not there. */
size_t gg_partition_find(const gg_partition *p, const uint64_t *tuple);

/* Sorts the tuples by their codes, so that their order does not depend on who added them. */
void gg_partition_sort(gg_partition *p);

/* The rows by the columns given, in their order. out is initialised here. */
void gg_partition_project(const gg_partition *p, const size_t *columns, size_t n,
                          gg_partition *out);

static inline const uint64_t *gg_partition_tuple(const gg_partition *p, size_t i)
{
    return p->keys + i * p->width;
}

gg_status gg_partition_check(const gg_partition *p, gg_error *err);

/* ---- what follows (classes.c, unique.c) ---- */

/* The sizes that rows have where a missing value matches every value: for each class. Returns
 * GG_E_LIMIT for more than 64 patterns of missing values. */
GG_CHECKED gg_status gg_wildcard_sizes(const gg_partition *classes, uint64_t *out, gg_error *err);

/* Rows of a table that one, two or three columns suffice to single out. */
typedef struct gg_unique_subset {
    size_t columns[3];
    size_t n;
    uint64_t rows; /* singled out by these columns and by no fewer of them */
} gg_unique_subset;

/* Most work for the search for unique subsets: subsets times classes. */
#define GG_UNIQUE_WORK ((size_t)20 * 1000 * 1000)

/* Subsets that single out a row, smaller ones first. out: malloc'ed; NULL and 0 if there are none.
 * done: false where the table is too large for the search. */
GG_CHECKED gg_status gg_unique_subsets(const gg_partition *classes, gg_unique_subset **out,
                                       size_t *n, bool *done, gg_error *err);

#endif
