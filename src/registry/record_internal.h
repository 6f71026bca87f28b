/* What the files of the record mechanism share. */
#ifndef GG_REGISTRY_RECORD_INTERNAL_H
#define GG_REGISTRY_RECORD_INTERNAL_H

#include "gauger/registry/record.h"
#include "registry_internal.h"

#define GG_RECORD_LINE_MAX  300
#define GG_RECORD_TEXT_MAX  8000
#define GG_RECORD_LINES_MAX 200 /* entries of a list */

#define GG_RECORD_ID 90 /* TYPE@NUMBER and a NUL */

#define GG_PTA "privacy-threshold-analysis"

/* record_pta.c, record_cases.c, record_office.c, record_people.c: the types' fields */
extern const gg_record_type gg_record_pta, gg_record_impact;
extern const gg_record_type gg_record_redress_case, gg_record_disclosure, gg_record_bulletin,
    gg_record_incident, gg_record_finding;
extern const gg_record_type gg_record_agreement_type, gg_record_annotation, gg_record_pilot,
    gg_record_assessment;
extern const gg_record_type gg_record_nomination, gg_record_training, gg_record_access_review;

/* record_type.c */
const gg_record_field *gg_record_field_find(const gg_record_type *type, const char *name);
/* Whether a word stands in a list joined by '|'. */
bool gg_record_word_in(const char *list, const char *word);
/* Walks over a list joined by '|': the next word in out (cut at size), false at its end. */
bool gg_record_next_word(const char **list, char *out, size_t size);
/* Whether the values of a record meet "field=a|b;other!=c". NULL is always met. */
bool gg_record_holds(const char *when, const json_t *fields);

/* record_check.c: values of fields */
/* Checks and tidies all fields of an object; text and file, where there is one, are for errors. */
typedef struct gg_record_source {
    const gg_record_type *type;
    const char *text; /* of the file, or NULL */
    size_t n;
    const char *name;  /* of the file, or NULL */
    const char *today; /* or NULL */
} gg_record_source;
GG_CHECKED gg_status gg_record_check(const gg_record_source *source, const json_t *given,
                                     json_t **out, gg_error *err);
/* Says of which field and line an error is. */
void gg_record_where(const gg_record_source *source, const char *key, gg_error *err);

/* record_clock.c */
/* [{"what","due","warn","ends"}] of a record's fields, for its event. */
json_t *gg_record_clocks_of(const gg_record_type *type, const json_t *fields);
/* The clocks of a record as they stand: [{"what","date","due","days_left","state","ends"}]. */
GG_CHECKED gg_status gg_record_clocks_read(gg_db *db, uint64_t number, const char *now,
                                           json_t **out, gg_error *err);
/* Duties that no record meets. */
GG_CHECKED gg_status gg_record_duties(gg_db *db, const char *now, const char *type, json_t *out,
                                      gg_error *err);

/* record.c */
/* NUMBER or TYPE@NUMBER of a record that is there. */
GG_CHECKED gg_status gg_record_lookup(gg_db *db, const char *id, uint64_t *number, gg_error *err);
/* Whether who acts may look at the model that a record is about. */
GG_CHECKED gg_status gg_record_seen(gg_registry *reg, const char *id, gg_error *err);
/* What stands in the tables for a value by which records take each other's place: a digest of it in
 * lower case, as it stays when texts are erased. */
void gg_record_key(const char *value, char out[GG_SHA256_HEX]);
/* The record that a revision of data names as its cause, as TYPE@NUMBER. */
GG_CHECKED gg_status gg_record_correction(gg_db *db, const char *id, char out[GG_RECORD_ID],
                                          gg_error *err);
GG_CHECKED gg_status gg_record_not_found(const char *id, gg_error *err);

/* record_list.c */
/* NAME or NAME@N of a model, by which records are chosen; NULL is none. */
GG_CHECKED gg_status gg_record_model_read(const char *model, gg_reference *out, gg_error *err);

/* record_show.c */
/* "lanes", "lanes@2" or null, of two columns. */
json_t *gg_record_model(sqlite3_stmt *row, int model, int version);

/* record_apply.c */
/* The last second before a clock of an event ends the record; NULL if none does. */
const char *gg_record_ends(const json_t *clocks);
/* That data were revised because of a record. */
GG_CHECKED gg_status gg_record_revised(gg_db *db, const gg_applied *event, gg_error *err);

/* record_force.c */
/* gg_record_standing_of() at a time, within a change. */
GG_CHECKED gg_status gg_record_in_force(gg_db *db, const char *type, const char *model,
                                        uint64_t version, const char *time, gg_record_answer *out,
                                        gg_error *err);
/* Whether any record of a type that is not closed covers a model. */
GG_CHECKED gg_status gg_record_on_file(gg_db *db, const char *type, const char *model, bool *out,
                                       gg_error *err);

#endif
