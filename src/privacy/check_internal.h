/* Internal to the floor privacy: one check of a table, from the pass over it to the document. */
#ifndef GG_PRIVACY_CHECK_INTERNAL_H
#define GG_PRIVACY_CHECK_INTERNAL_H

#include "anonymity_internal.h"
#include "column_internal.h"
#include "gauger/privacy/deidentification.h"

#define GG_QUASI_MAX 64

/* What is asked of which column. The tuple of a row is its quasi-identifiers, then its sensitive
 * columns. */
typedef struct gg_check_plan {
    gg_csv *csv;
    const gg_check_options *options;
    gg_arena arena;
    size_t n_columns;
    const gg_column **columns; /* what the schema says of each; NULL for nothing */
    bool *declared;
    size_t *tuple; /* columns of the tuple */
    size_t n_quasi, n_sensitive;
    size_t count; /* column with the count role; SIZE_MAX without */
} gg_check_plan;

/* Rows of a chunk, to turn places in chunks into row numbers of the table. */
typedef struct gg_chunk_rows {
    uint64_t chunk, rows;
} gg_chunk_rows;

/* What one thread gathered; those of all threads are merged into the first. */
typedef struct gg_check_pass {
    const gg_check_plan *plan;
    gg_column_scan *scans;
    gg_partition tuples;
    uint64_t rows, records; /* rows: what the records stand for */
    uint64_t *weights;
    uint64_t *codes; /* room_rows tuples */
    size_t room_rows;
    gg_chunk_rows *chunks;
    size_t n_chunks, room_chunks;
} gg_check_pass;

GG_CHECKED gg_status gg_check_plan_make(gg_check_plan *plan, gg_csv *csv, const gg_schema *schema,
                                        const gg_check_options *options, gg_error *err);
void gg_check_plan_release(gg_check_plan *plan);

/* Reads the table; pass is released by the caller whatever is returned. */
GG_CHECKED gg_status gg_check_pass_run(gg_check_pass *pass, const gg_check_plan *plan,
                                       gg_error *err);
void gg_check_pass_release(gg_check_pass *pass);

/* Row number (from 1) of a place. */
uint64_t gg_check_row(const gg_check_pass *pass, const gg_position *at);

/* The name of a column as it may be shown: its shape where it holds an identifier itself. */
const char *gg_check_name(gg_check_plan *plan, size_t column);

/* The name of the file without its folder and ending. NULL when memory is out. */
const char *gg_check_file_name(gg_check_plan *plan);

/* What a name (of a column, of a file) holds: bits of detectors. False when memory is out. */
bool gg_check_name_seen(const char *name, uint64_t *seen);

/* The list of findings; sets the most serious level. NULL when memory is out. */
json_t *gg_check_findings(gg_check_plan *plan, const gg_check_pass *pass,
                          gg_identifier_level *worst);

/* The figures on re-identification into a document; sets k (0 where there is none). */
GG_CHECKED gg_status gg_check_anonymity(gg_check_plan *plan, const gg_check_pass *pass,
                                        json_t *document, json_t *warnings, uint64_t *k,
                                        gg_error *err);

/* Adds {"code", "message"} to the warnings. */
bool gg_check_warn(json_t *warnings, const char *code, const char *message);

#endif
