/*
 * Datasets: tables that are registered, with where they came from, what is known of them, and what
 * the check for identifiers and re-identification found before they entered.
 *
 * A dataset has versions NAME@1, NAME@2, ...; a later one supersedes the earlier, and evaluations
 * on the earlier are then stale. A revision is a later version that says why it is there, and by
 * which record it was asked for. The file itself is copied into the store under its digest.
 *
 * A purge takes the file of a version away, for good, and leaves its digest, what was said of it,
 * and what was measured on it: counts, no rows.
 *
 * A dataset reference is NAME (the newest version), NAME@VERSION or NAME@latest, with or without
 * "dataset:" before it.
 */
#ifndef GAUGER_REGISTRY_DATASET_H
#define GAUGER_REGISTRY_DATASET_H

#include "gauger/privacy/deidentification.h"
#include "gauger/registry/files.h"

#define GG_DATASET_FORMAT  "gauger/dataset/1"
#define GG_DATASETS_FORMAT "gauger/datasets/1"

/* What is said of a dataset when it is added. All borrowed. */
typedef struct gg_dataset_entry {
    const char *name;     /* letters, digits, '.', '_', '-'; at most GG_NAME_MAX bytes */
    const char *origin;   /* synthetic, synthetic-fitted, deidentified, aggregate */
    const char *path;     /* the file to copy; or NULL with stored set */
    const char *stored;   /* digest of a file that gg_registry_put_file() stored; or NULL */
    const json_t *schema; /* as gg_schema_add() takes it; NULL for none */
    const json_t *sheet;  /* the data sheet, an object of any fields; NULL for none. For
                             synthetic-fitted it must hold "owner_statement": what the owner of the
                             data behind it says */
    const char *const *source_systems; /* names; at least one for deidentified and aggregate */
    size_t n_source_systems;
    const char *extracted;    /* when it was taken from them: YYYY-MM-DD or RFC 3339 in UTC; NULL */
    const char *retain_until; /* YYYY-MM-DD; NULL for no date */
    const char *authority;    /* on what retention rests; NULL */
    const gg_check_options *check; /* of the check before it enters; NULL for the defaults */
    const char *accept_risk;       /* why it may enter although the check says no; NULL */
    const char *reason;            /* of a revision: why there is one; else not looked at */
    const char *corrects;          /* of a revision: the record that asked for it, e.g.
                                      redress-case@3; NULL */
} gg_dataset_entry;

/* A version of a dataset, found. */
typedef struct gg_dataset_version {
    char name[GG_NAME_MAX + 1];
    uint64_t number; /* from 1 */
    uint64_t newest; /* number of the newest version of the name */
    char sha256[GG_SHA256_HEX];
    uint64_t seq;    /* event that added it */
    uint64_t purged; /* event that purged it, 0 while its file is kept */
} gg_dataset_version;

GG_BEGIN_DECLS

/*
 * The origins of data, in the order of the documentation.
 *
 * i: from 0.
 * Returns the word, NULL beyond the last: "synthetic" (no person behind it), "synthetic-fitted"
 * (made from a model of restricted data), "deidentified", "aggregate" (counts). Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_dataset_origin(size_t i);

/*
 * Whether a check lets data of an origin enter: "identifiers" refuses everywhere; "reidentifiable"
 * refuses except for synthetic data, behind which there is no person.
 *
 * origin: a word of gg_dataset_origin().  check: gauger/deidentification/1.
 * err: the rule that refuses, and how to mend it.
 * Returns GG_OK; GG_E_NO; GG_E_INPUT for what is no such document; GG_E_USAGE for an unknown
 * origin. Source: design of the check's verdicts: clean, identifiers, reidentifiable. Ownership:
 * nothing changes hands.
 */
GG_CHECKED gg_status gg_dataset_admit(const char *origin, const json_t *check, gg_error *err);

/*
 * Adds a dataset, or a new version of one: copies the file, checks the copy for identifiers and
 * re-identification (gg_deidentification_check()), and appends the event "dataset.add". A refusal
 * is an event too ("dataset.refuse").
 *
 * reg: opened for work, with an actor.  entry: see gg_dataset_entry.  out: a new reference to the
 * document of gg_dataset_show(), untouched on error; may be NULL.
 * Returns GG_OK; GG_E_NO when the check says no and accept_risk is not given; GG_E_USAGE for fields
 * that are missing or malformed; GG_E_CONFLICT when the newest version has the same bytes and the
 * same schema; what gg_registry_put_file(), the check and gg_transaction_commit() return.
 * Ownership: json_decref() by the caller; the entry stays the caller's.
 */
GG_CHECKED gg_status gg_dataset_add(gg_registry *reg, const gg_dataset_entry *entry, json_t **out,
                                    gg_error *err);

/*
 * Adds a version that supersedes the newest of a name: event "dataset.revise". What was measured on
 * the earlier versions is stale from then on. A correction that a redress case led to comes in this
 * way, with entry->corrects naming the record; within a joint change it is part of it.
 *
 * reg: opened for work, with an actor.  entry: see gg_dataset_entry; reason is needed; origin,
 * schema, sheet, source systems, retention and authority are those of the version before where they
 * are NULL (or none).  out: as gg_dataset_add().
 * Returns what gg_dataset_add() returns; GG_E_NOT_FOUND where the name has no version; GG_E_USAGE
 * without a reason.  Ownership: as gg_dataset_add().
 */
GG_CHECKED gg_status gg_dataset_revise(gg_registry *reg, const gg_dataset_entry *entry,
                                       json_t **out, gg_error *err);

/*
 * Purges a version: event "dataset.purge", then the file goes. Stopped in between, the next change
 * of the registry removes the file. Bytes that another version has too stay until that is purged.
 *
 * reg: opened for work, with an actor.  reference: NAME@VERSION; a name alone is refused.  reason:
 * why, not empty.  out: a new reference, untouched on error: [{"dataset","sha256","retain_until" or
 * null,"file":"removed|shared|to be removed"}]; may be NULL.
 * Returns GG_OK; GG_E_NOT_FOUND; GG_E_CONFLICT when it was purged before; GG_E_USAGE without a
 * reason or a version; what begin and commit return.
 * Result: it cannot be evaluated, trained on or judged anew; its digest and what was stored of
 * measuring it stay.  Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_dataset_purge(gg_registry *reg, const char *reference, const char *reason,
                                      json_t **out, gg_error *err);

/*
 * Purges every version whose retention date has passed: the date is the last day, in UTC. One
 * change with an event each.
 *
 * reg: opened for work, with an actor.  out: as gg_dataset_purge(), by name and version; may be
 * NULL.
 * Returns GG_OK, also where nothing was due; what begin and commit return.
 * Result: as gg_dataset_purge().  Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_dataset_purge_due(gg_registry *reg, json_t **out, gg_error *err);

/*
 * Whether the file of a version is kept, for whoever is about to read it.
 *
 * reg: not NULL.  version: from gg_dataset_find().  err: when it was purged, and what can be done.
 * Returns GG_OK; GG_E_NOT_FOUND when it was purged; GG_E_IO, GG_E_INPUT.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_dataset_check_there(gg_registry *reg, const gg_dataset_version *version,
                                            gg_error *err);

/*
 * Lists the newest version of every dataset, by name.
 *
 * reg: not NULL.  out: a new reference, untouched on error: {"format":"gauger/datasets/1",
 * "overdue":N,"datasets":[{"name","version","origin","sha256","bytes","verdict","accepted_risk",
 *  "time","actor","retain_until","state","overdue"}]}; the first overdue counts all versions.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT (a database that is damaged), GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_dataset_list(gg_registry *reg, json_t **out, gg_error *err);

/*
 * Lists the versions whose retention date has passed and whose file is kept all the same, by name
 * and version.
 *
 * reg: not NULL.  out: a new reference, untouched on error: as gg_dataset_list().
 * Returns GG_OK, GG_E_IO, GG_E_INPUT (a database that is damaged), GG_E_MEMORY.
 * Result: gg_dataset_purge_due() would purge these.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_dataset_list_overdue(gg_registry *reg, json_t **out, gg_error *err);

/*
 * Shows one version of a dataset.
 *
 * reg: not NULL.  reference: see the head of this file.  out: a new reference, untouched on error:
 * {"format":"gauger/dataset/1","name","version","newest","state":"current|superseded|purged",
 *  "origin",
 *  "sha256","bytes","file","schema","sheet","source_systems":[],"extracted","retain_until",
 *  "authority","check":{...},"accepted_risk","registered":{"seq","time","actor","claimed"},
 *  "versions":[1,2],"revision":{"reason","corrects","supersedes"} or null,
 *  "superseded_by":{"version","seq","time","reason","corrects"} or null,
 *  "purged":{"seq","time","actor","reason","due"} or null,"overdue":bool}.
 * Returns GG_OK, GG_E_NOT_FOUND (naming what is like it), GG_E_USAGE for a malformed reference,
 * GG_E_IO, GG_E_MEMORY.  Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_dataset_show(gg_registry *reg, const char *reference, json_t **out,
                                     gg_error *err);

/*
 * Finds a version of a dataset by reference.
 *
 * reg: not NULL.  reference: see the head of this file.  out: untouched on error.
 * Returns GG_OK, GG_E_NOT_FOUND, GG_E_USAGE for a malformed reference, GG_E_IO, GG_E_MEMORY.
 * Result: with gg_registry_file_path() of out->sha256 the table can be read.
 * Ownership: a plain value.
 */
GG_CHECKED gg_status gg_dataset_find(gg_registry *reg, const char *reference,
                                     gg_dataset_version *out, gg_error *err);

GG_END_DECLS
#endif
