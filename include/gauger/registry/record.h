/*
 * Records: what an office writes down about its models, one mechanism for all of it.
 *
 * A type of record is a constant table of fields (gg_record_type_at()): from it come the template,
 * the reading with its refusals, the rendered document and the clocks. A record is one event and is
 * never changed: it is corrected by a later record that supersedes it, and ended by being closed.
 * No field may hold an identifier of a person: the detector that checks tables refuses it, and the
 * refusal names the kind and the shape, never the text.
 */
#ifndef GAUGER_REGISTRY_RECORD_H
#define GAUGER_REGISTRY_RECORD_H

#include "gauger/registry/registry.h"

#define GG_RECORD_FORMAT      "gauger/record/1"
#define GG_RECORDS_FORMAT     "gauger/records/1"
#define GG_REDRESS_FORMAT     "gauger/redress/1"
#define GG_DISCLOSURES_FORMAT "gauger/disclosures/1"

#define GG_RECORD_BYTES_MAX ((size_t)1 << 20) /* of a file */

/* What a field holds. */
typedef enum gg_field_kind {
    GG_FIELD_LINE,    /* one line of text, at most 300 bytes */
    GG_FIELD_TEXT,    /* text, at most 8000 bytes */
    GG_FIELD_LINES,   /* a list of lines, each once */
    GG_FIELD_DATE,    /* YYYY-MM-DD */
    GG_FIELD_YES_NO,  /* yes or no */
    GG_FIELD_CHOICE,  /* one of the choices */
    GG_FIELD_CHOICES, /* a list of choices; "none" or "nobody" stands alone */
    GG_FIELD_COUNT,   /* a whole number from 0 */
    GG_FIELD_RATIO,   /* a number from -1 to 1, as agreement statistics are */
    GG_FIELD_DIGEST,  /* SHA-256, 64 lower-case hexadecimal digits */
    GG_FIELD_NAME,    /* a name as of an account or a model */
    GG_FIELD_DATASET, /* NAME or NAME@N of a registered dataset */
    GG_FIELD_KINDS
} gg_field_kind;

/* What is asked of a field beside its kind; a sum. */
enum {
    GG_FIELD_REQUIRED = 1, /* whenever its condition holds */
    GG_FIELD_PAST = 2,     /* a date that may not lie ahead */
    GG_FIELD_LOCKED = 4,   /* others rely on it: a record that supersedes must keep it */
    GG_FIELD_FREE = 8      /* may be answered where its condition does not hold */
};

/* One field of a type. */
typedef struct gg_record_field {
    const char *part; /* heading above it, where one begins, else NULL */
    const char *name; /* key in the file */
    const char *label;
    gg_field_kind kind;
    unsigned flags;
    const char *choices; /* joined by '|', or NULL */
    const char *when; /* "field=a|b;other=c": needed where one holds, else not answered; or NULL */
    const char *not_before; /* an earlier date field that it may not precede, or NULL */
    const char *help;
    const char *example; /* of lists, joined by '|' */
} gg_record_field;

/* A clock of a type: a date that is given, or one that lies some months after another. */
typedef struct gg_record_clock {
    const char *what;   /* "expires", "review due" */
    const char *field;  /* that holds the date */
    const char *from;   /* date field from which it is counted where that is empty, or NULL */
    const char *unless; /* "field=value": does not run where that holds, or NULL */
    unsigned months;    /* counted from `from` */
    unsigned warn;      /* days ahead in which it is said to be due */
    bool ends;          /* the record is not in force after it */
} gg_record_clock;

/* Whether a record is about a model. */
typedef enum gg_record_about { GG_RECORD_NO_MODEL, GG_RECORD_MAY_MODEL } gg_record_about;

#define GG_RECORD_CLOCKS 2

/* A type of record. */
typedef struct gg_record_type {
    const char *name; /* "privacy-threshold-analysis" */
    const char *title;
    const char *says;  /* one sentence: what it is for */
    const char *names; /* field that names a record in a list */
    const char *dated; /* date field that places it in time */
    const char *roles; /* who may add one, joined by '|' */
    gg_record_about about;
    const char *key;      /* "*": each supersedes the one before; a field: of equal value; NULL */
    const char *outcomes; /* with which it is closed, joined by '|'; NULL for none */
    const char *bars;     /* "field=value" that says no, or NULL */
    gg_record_clock clocks[GG_RECORD_CLOCKS]; /* up to the first without what */
    const gg_record_field *fields;
    size_t n_fields;
} gg_record_type;

/* A record to be added. All borrowed. */
typedef struct gg_record_entry {
    const char *type;     /* name */
    const json_t *fields; /* of gg_record_draft_parse() */
    const char *model;    /* NAME or NAME@VERSION that it is about, or NULL */
    uint64_t supersedes;  /* number of the record that it takes the place of, or 0 */
} gg_record_entry;

/* What stood in a file. */
typedef struct gg_record_draft {
    const gg_record_type *type;
    json_t *fields;      /* keys in the order of the type; lists as arrays */
    json_t *model;       /* a string, or NULL */
    uint64_t supersedes; /* or 0 */
} gg_record_draft;

/* Which records to list. */
typedef struct gg_record_filter {
    const char *type;  /* or NULL for all */
    const char *model; /* NAME or NAME@VERSION, or NULL */
    bool due;          /* only those with a clock that warns or has run out */
    bool overdue;      /* only those with a clock that has run out */
    bool all;          /* superseded and closed ones too */
} gg_record_filter;

/* What the records say of a model. */
typedef enum gg_record_standing {
    GG_RECORD_ABSENT,
    GG_RECORD_IN_FORCE,
    GG_RECORD_BARS,   /* it says no, as an analysis that finds a model not compliant */
    GG_RECORD_EXPIRED /* a clock that ends it has run out */
} gg_record_standing;

typedef struct gg_record_answer {
    gg_record_standing standing;
    uint64_t number;          /* of the record that decides, 0 if there is none */
    char ended[GG_TIME_TEXT]; /* of an expired one: its last second */
} gg_record_answer;

GG_BEGIN_DECLS

/*
 * The types of records, as the documentation and the help list them.
 *
 * i: from 0.
 * Returns the i-th, NULL beyond the last.
 * Ownership: static.
 * Undefined cases: none.
 * Errors: none.
 */
const gg_record_type *gg_record_type_at(size_t i);

/*
 * The type of a name.
 *
 * name: e.g. "redress-case"; NULL is allowed.
 * out: untouched on error.  err: the nearest name, or how to list them.
 * Returns GG_OK, GG_E_USAGE for a name that is no type.
 * Ownership: static.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_record_type_find(const char *name, const gg_record_type **out,
                                         gg_error *err);

/*
 * Writes the template of a type: YAML with a comment above each key, to be filled.
 *
 * type: not NULL.  example: filled with the examples of the table, instead of empty.
 * out: an initialised buffer, appended to.
 * Result: with `example` it reads back as a record; empty it is refused, naming the first field
 * that is required.  Ownership: out stays the caller's.
 * Undefined cases: none.  Errors: those of out, see gg_buf_check().
 */
void gg_record_template(const gg_record_type *type, bool example, gg_buf *out);

/*
 * Reads a record from the bytes of a file and checks it by its type: every field known, required
 * ones filled, conditional ones filled where their condition holds and left empty elsewhere,
 * choices among those offered, dates that exist and stand in order, no identifier in any text.
 *
 * s, n: YAML or JSON, a map of keys to values, at most GG_RECORD_BYTES_MAX.  name: what errors call
 * the file.  type: name of the type that it must be of, NULL to take what the key "record" says.
 * today: "YYYY-MM-DD" in UTC, beyond which no date of the past may lie; NULL to ask for none.
 * out: untouched on error.  err: file, line, field, what, how to mend it; of a text its shape only.
 * Returns GG_OK, GG_E_INPUT, GG_E_USAGE (a type that does not exist), GG_E_MEMORY.
 * Ownership: gg_record_draft_release().
 */
GG_CHECKED gg_status gg_record_draft_parse(const char *s, size_t n, const char *name,
                                           const char *type, const char *today,
                                           gg_record_draft *out, gg_error *err);

/*
 * Frees what a draft holds.
 *
 * draft: of gg_record_draft_parse(), or all zero; NULL is allowed and does nothing.
 * Result: the draft is all zero.
 * Ownership: the struct stays the caller's.
 * Undefined cases: none.
 * Errors: none.
 */
void gg_record_draft_release(gg_record_draft *draft);

/*
 * The date of now by the registry's clock, in UTC.
 *
 * reg: not NULL.  out: "YYYY-MM-DD" and a NUL.
 * Result: what gg_record_draft_parse() takes as today.
 * Ownership: nothing changes hands.
 * Undefined cases: those of the clock.
 * Errors: none.
 */
void gg_record_today(const gg_registry *reg, char out[GG_TIME_TEXT]);

/*
 * Adds a record: event "record.add". It is checked once more as gg_record_draft_parse() does.
 *
 * reg: opened for work, with an actor.  entry: see gg_record_entry.  number: the record's, counted
 * over all types of the registry; untouched on error; may be NULL.
 * Result: where the type has a key, the open record of the same key and model is superseded without
 * being named. A superseded record is kept.
 * Returns GG_OK; GG_E_INPUT for a field; GG_E_USAGE for a model where the type has none; GG_E_NO
 * when it supersedes a record that is closed or superseded, is of another type or model, or has
 * another value in a locked field; GG_E_NOT_FOUND for a model, version, dataset or record that is
 * not there; what gg_transaction_begin() and gg_transaction_commit() return.
 * Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_record_add(gg_registry *reg, const gg_record_entry *entry, uint64_t *number,
                                   gg_error *err);

/*
 * Closes a record: event "record.close". A case ends with an outcome, any other is withdrawn.
 *
 * reg: opened for work, with an actor.  id: NUMBER or TYPE@NUMBER.  outcome: one of the type's,
 * NULL where it has none.  reason: why, not empty.  number: the record's, untouched on error; may
 * be NULL. Returns GG_OK; GG_E_NOT_FOUND; GG_E_NO when it is closed or superseded already;
 * GG_E_USAGE for a missing or unknown outcome or reason, or a reason that holds an identifier; what
 * begin and commit return.  Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_record_close(gg_registry *reg, const char *id, const char *outcome,
                                     const char *reason, uint64_t *number, gg_error *err);

/*
 * A record as a document.
 *
 * reg: not NULL.  id: NUMBER or TYPE@NUMBER.  out: a new reference, untouched on error:
 * "gauger/record/1", see docs/schemas/record-1.schema.json: parts with their fields in the order of
 * the form, state, clocks by the registry's clock, what it supersedes and what superseded it.
 * Returns GG_OK; GG_E_NOT_FOUND; GG_E_USAGE for what is no id; GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_record_show(gg_registry *reg, const char *id, json_t **out, gg_error *err);

/*
 * The default choice of records: all types and models, those that are open.
 *
 * Returns the struct, to be changed by the caller.
 * Ownership: a plain value.
 * Shape: see gg_record_filter.
 * Undefined cases: none.
 * Errors: none.
 */
gg_record_filter gg_record_filter_default(void);

/*
 * Lists records with their clocks, and the duties of the registry that no record meets: an access
 * review that is due, a third of the controls that was not assessed, a correction that is in no
 * data yet.
 *
 * reg: not NULL.  filter: NULL for the defaults.  out: a new reference, untouched on error:
 * "gauger/records/1", see docs/schemas/records-1.schema.json; "overdue" counts what has run out.
 * Returns GG_OK; GG_E_USAGE for a type that does not exist; GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_record_list(gg_registry *reg, const gg_record_filter *filter, json_t **out,
                                    gg_error *err);

/*
 * Statistics of redress cases: how many, how many are open, mean and longest time from receipt to
 * close in days, share that was corrected of those that were closed.
 *
 * reg: not NULL.  model: only of this one (NAME or NAME@VERSION), NULL for all.  out: a new
 * reference, untouched on error: "gauger/redress/1", see docs/schemas/redress-1.schema.json.
 * Returns GG_OK, GG_E_USAGE (no reference), GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: means and shares of no case are null.
 */
GG_CHECKED gg_status gg_record_redress(gg_registry *reg, const char *model, json_t **out,
                                       gg_error *err);

/*
 * The accounting of disclosures: each one that is on file, oldest first, with date, nature, what it
 * was (with its digest), recipient, purpose, authority and limits. One that a later record corrects
 * is left to that; one that was withdrawn or erased keeps its line.
 *
 * reg: not NULL.  model: only of this one (NAME or NAME@VERSION), NULL for all.  out: a new
 * reference, untouched on error: "gauger/disclosures/1", see
 * docs/schemas/disclosures-1.schema.json. Of models that who acts may not see it has none.
 * Returns GG_OK, GG_E_USAGE (no reference), GG_E_NO (a model that is not theirs), GG_E_IO,
 * GG_E_INPUT, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_record_disclosures(gg_registry *reg, const char *model, json_t **out,
                                           gg_error *err);

/*
 * What the records of a type say of a version of a model, at the registry's time. The most specific
 * record that is open decides: one about the version, else one about the model, else one about
 * none; of several the newest.
 *
 * reg: not NULL.  type: name.  model: name of a model.  version: number, 0 for no particular one.
 * out: untouched on error.
 * Returns GG_OK whatever the answer; GG_E_USAGE for a type that does not exist; GG_E_IO,
 * GG_E_INPUT, GG_E_MEMORY. Ownership: a plain value.
 */
GG_CHECKED gg_status gg_record_standing_of(gg_registry *reg, const char *type, const char *model,
                                           uint64_t version, gg_record_answer *out, gg_error *err);

/*
 * The agreement under which a recipient may get something about a version of a model.
 *
 * reg: not NULL.  recipient: as the agreement names it, the case of letters aside.  model: name of
 * the model.  version: its number.  out: a new reference, untouched on error: {"record": ID,
 * "recipient", "purpose", "authority", "limits", "expires": the last day, "fields": [parts of a
 * card that may be shared], "groups": [attributes by which groups may be shown]}. Returns GG_OK;
 * GG_E_NO when no open agreement with the recipient covers the model, or it has expired or has not
 * begun; GG_E_IO, GG_E_INPUT, GG_E_MEMORY. Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_record_agreement(gg_registry *reg, const char *recipient, const char *model,
                                         uint64_t version, json_t **out, gg_error *err);

GG_END_DECLS
#endif
