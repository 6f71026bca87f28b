/* Internal to the floor privacy: what is gathered of a column, and what is made of it. */
#ifndef GG_PRIVACY_COLUMN_INTERNAL_H
#define GG_PRIVACY_COLUMN_INTERNAL_H

#include "gauger/base/arena.h"
#include "gauger/table/csv.h"
#include "gauger/table/schema.h"
#include "privacy_internal.h"

/* ---- distinct values (sample.c) ----
 *
 * Exact up to GG_SAMPLE_MAX distinct values. Beyond, adaptive sampling (Wegman; Flajolet 1990): a
 * value is kept if the low `level` bits of its keyed 64-bit hash are zero, and level grows until at
 * most GG_SAMPLE_MAX values are kept. Rows of a kept value are counted exactly, from its first
 * occurrence, so that the share of distinct values is a ratio over one sample (exactly 1 where all
 * rows differ), and the final sample depends on the set of values alone: not on the order of rows,
 * on threads, or on merging.
 */
#define GG_SAMPLE_MAX 32768

enum {
    GG_VALUE_KNOWN = 1,   /* looked at; what was seen is in sure and shape */
    GG_VALUE_INTEGER = 2, /* value: the integer */
    GG_VALUE_DATE = 4,    /* value: days from 1970-01-01 */
    GG_VALUE_LISTED = 8,  /* holds a common name */
    GG_VALUE_SPACED = 16  /* two words or more */
};

typedef struct gg_value {
    uint64_t hash; /* 0: an empty slot */
    uint64_t rows;
    uint64_t sure, shape; /* bits of detectors */
    int64_t value;
    uint8_t words, length; /* at most 255 */
    uint8_t flags;
    uint8_t tried, passed; /* bits of tests */
} gg_value;

typedef struct gg_sample {
    gg_value *slots;
    size_t room, used; /* room: a power of two, or 0 */
    unsigned level;
    bool failed; /* memory ran out */
} gg_sample;

void gg_sample_release(gg_sample *sample);

/* The slot of a value, NULL if it is not in the sample (or memory is out: failed). rows is 0 in a
 * new one. Good until the next call. */
gg_value *gg_sample_find(gg_sample *sample, uint64_t hash);

/* Adds what is in other, which stays. */
void gg_sample_merge(gg_sample *sample, const gg_sample *other);

/* A keyed 64-bit hash of bytes, never 0. The key is fixed: the same table gives the same document.
 */
uint64_t gg_hash(const char *s, size_t n);

/* Constants with as many bits set as not (digits of pi, the golden ratio, e). */
#define GG_KEY_BYTES UINT64_C(0x243f6a8885a308d3)
#define GG_KEY_SIZE  UINT64_C(0x9e3779b97f4a7c15)
#define GG_KEY_MIX   UINT64_C(0xb7e151628aed2a6b)

static inline uint64_t gg_hash_mix(uint64_t a, uint64_t b)
{
    gg_u128 product = (gg_u128)(a ^ GG_KEY_BYTES) * (b ^ GG_KEY_MIX);
    uint64_t h = (uint64_t)product ^ (uint64_t)(product >> 64);

    return h ? h : 1;
}

/* gg_hash() of fewer than eight bytes that are already in a word, the rest of it zero. */
static inline uint64_t gg_hash_word(uint64_t word, size_t n)
{
    return gg_hash_mix(gg_hash_mix(word, n * GG_KEY_SIZE), GG_KEY_SIZE);
}

/* ---- one column of a table (column.c) ---- */

#define GG_FIRST_ROWS 3

typedef struct gg_position {
    uint64_t chunk;
    uint64_t row; /* in the chunk */
} gg_position;

/* What a detector saw in a column. */
typedef struct gg_slot {
    uint64_t rows, sure_rows; /* rows that the lines stand for */
    uint64_t lines;
    gg_position first[GG_FIRST_ROWS];
    size_t n_first;
    char shape[32]; /* of the first */
} gg_slot;

/* Values of up to eight bytes that were met lately and are clean: their rows are counted here, and
 * handed to the sample in the end. No cell holds a NUL, so that the word is the text. */
#define GG_RECENT_BITS 7

typedef struct gg_recent {
    uint64_t word, rows;
} gg_recent;

typedef struct gg_column_scan {
    const char *name;
    const gg_column *column; /* what the schema says of it; NULL for nothing */
    unsigned roles;
    bool quick; /* nothing in the name asks for a closer look at short numbers */
    uint64_t hinted, active;
    uint64_t rows, lines; /* filled cells */
    uint64_t empty_rows;
    uint64_t absent_rows;         /* of the filled cells, those that say that nothing is known */
    uint64_t float_rows;          /* decimals: not in the sample */
    uint64_t fine_rows;           /* of these, with four decimals or more */
    gg_slot any;                  /* the first filled cells */
    gg_slot *slots[GG_DETECTORS]; /* NULL while nothing was seen */
    gg_sample sample;
    gg_recent recent[1 << GG_RECENT_BITS];
    gg_buf scratch;
} gg_column_scan;

/* Begins and frees the scan of a column. name and column stay the caller's. */
void gg_column_scan_init(gg_column_scan *scan, const char *name, const gg_column *column);
void gg_column_scan_release(gg_column_scan *scan);

/* Adds the rows from `from` to before `to` of column i of a chunk; weights: the rows that each line
 * of the chunk stands for, NULL for one each. False when memory is out. */
bool gg_column_scan_add(gg_column_scan *scan, const gg_csv_chunk *chunk, size_t i, size_t from,
                        size_t to, const uint64_t *weights);

/* Ends a scan, before it is merged or judged. False when memory is out. */
bool gg_column_scan_finish(gg_column_scan *scan);

/* Adds what another scan of the same column saw. False when memory is out. */
bool gg_column_scan_merge(gg_column_scan *scan, const gg_column_scan *other);

/* ---- what follows (facts.c, finding.c) ---- */

/* A column in figures, from its scan. */
typedef struct gg_column_facts {
    const gg_column_scan *scan;
    bool declared;   /* as a surrogate key or reviewed text */
    double rows;     /* filled cells, in rows, without decimals */
    double filled;   /* all filled cells, in rows */
    double share;    /* distinct values by rows, decimals apart; 0 without rows */
    double distinct; /* distinct values, estimated beyond GG_SAMPLE_MAX */
    double values;   /* distinct values in the sample */
    double mean_words, mean_length, spaced; /* of cells that are no decimals */
    double listed_share, listed_values;     /* cells with a common name; how many such values */
    double integer_share;                   /* of cells, decimals counted as no integers */
    double date_share;
    double span;      /* largest less smallest integer, plus 1; 0 without */
    double date_span; /* the same for dates, in days */
    bool same_length; /* all values as long, six signs at least */
    uint64_t tried[GG_TESTS], passed[GG_TESTS]; /* distinct values */
} gg_column_facts;

void gg_column_facts_of(const gg_column_scan *scan, bool declared, gg_column_facts *out);

/* What a detector makes of a column: level none for nothing. */
gg_ruling gg_rule_on(const gg_detector *d, gg_detector_id id, const gg_column_facts *facts);

typedef void gg_decide(const gg_detector *d, const gg_column_facts *facts, const gg_slot *slot,
                       gg_ruling *out);
gg_decide gg_decide_birth_date, gg_decide_date, gg_decide_person_name, gg_decide_lone_name,
    gg_decide_record_number, gg_decide_biometric, gg_decide_pseudonym, gg_decide_free_text,
    gg_decide_near_unique;

/* The default: sure cells, name and share, share, check digits. */
gg_decide gg_decide_cells;

#endif
