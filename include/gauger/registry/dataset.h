/*
 * Datasets: tables that are registered, with where they came from, what is known of them, and what
 * the check for identifiers and re-identification found before they entered.
 *
 * A dataset has versions NAME@1, NAME@2, ...; a later one supersedes the earlier, and evaluations
 * on the earlier are then stale. The file itself is copied into the store under its digest.
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
} gg_dataset_entry;

/* A version of a dataset, found. */
typedef struct gg_dataset_version {
    char name[GG_NAME_MAX + 1];
    uint64_t number; /* from 1 */
    uint64_t newest; /* number of the newest version of the name */
    char sha256[GG_SHA256_HEX];
    uint64_t seq; /* event that added it */
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
 * Lists the newest version of every dataset, by name.
 *
 * reg: not NULL.  out: a new reference, untouched on error: {"format":"gauger/datasets/1",
 * "datasets":[{"name","version","origin","sha256","bytes","verdict","accepted_risk","time","actor",
 *  "retain_until","state"}]}.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT (a database that is damaged), GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_dataset_list(gg_registry *reg, json_t **out, gg_error *err);

/*
 * Shows one version of a dataset.
 *
 * reg: not NULL.  reference: see the head of this file.  out: a new reference, untouched on error:
 * {"format":"gauger/dataset/1","name","version","newest","state":"current|superseded","origin",
 *  "sha256","bytes","file","schema","sheet","source_systems":[],"extracted","retain_until",
 *  "authority","check":{...},"accepted_risk","registered":{"seq","time","actor","claimed"},
 *  "versions":[1,2]}.
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
