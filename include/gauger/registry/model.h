/*
 * Models and their versions: what was registered, on what it rests, in which state it is.
 *
 * A version NAME@1, NAME@2, ... holds its manifest, two fingerprints (what it is composed of, at
 * what point it operates), the digests of its artifact and training data, its kind, the version it
 * comes from, and the cycle that it belongs to. None of that ever changes; its state does
 * (lifecycle.h).
 *
 * A version reference is NAME@4, NAME@champion (in production), NAME@latest (the newest),
 * NAME@ALIAS, or NAME alone (the newest); with or without "model:" before it.
 */
#ifndef GAUGER_REGISTRY_MODEL_H
#define GAUGER_REGISTRY_MODEL_H

#include "gauger/registry/files.h"

#define GG_MODEL_FORMAT   "gauger/model/1"
#define GG_MODELS_FORMAT  "gauger/models/1"
#define GG_HISTORY_FORMAT "gauger/history/1"

/* What is said of a version when it is registered. All borrowed. */
typedef struct gg_version_entry {
    const json_t *manifest;       /* an object; its "model" is the name */
    const char *kind;             /* development, refresh, reengineering, adjustment */
    const char *from;             /* base version: "3" or "NAME@3"; NULL for none */
    const char *composition;      /* fingerprint; NULL: computed from the manifest */
    const char *operating;        /* fingerprint; NULL: computed from the manifest */
    const char *artifact_sha256;  /* NULL where there is no artifact */
    const char *training_sha256;  /* content digest of the training data; NULL if not known */
    const char *training_dataset; /* reference of a registered one, or NULL */
    const json_t *fit;            /* gauger/training/1, where gauger has fitted it; or NULL */
    uint64_t cycle;               /* 0: the open cycle of the model and kind, else a new one */
} gg_version_entry;

/* A version of a model, found. */
typedef struct gg_version {
    char model[GG_NAME_MAX + 1];
    uint64_t number; /* from 1 */
    char state[16];  /* candidate, review, approved, production, suspended, retired, rejected */
    char kind[16];
    uint64_t from; /* number of the base version, 0 for none */
    char composition[GG_SHA256_HEX];
    char operating[GG_SHA256_HEX];
    char artifact_sha256[GG_SHA256_HEX]; /* "" if none */
    char training_sha256[GG_SHA256_HEX]; /* "" if not known */
    uint64_t cycle;
    uint64_t seq; /* event that registered it */
} gg_version;

GG_BEGIN_DECLS

/*
 * Registers a version: event "model.register" (and "cycle.open" before it, where no cycle of the
 * model and kind is open and none is given).
 *
 * reg: opened for work, with an actor.  entry: see gg_version_entry.
 * out: a new reference to the document of gg_version_show(), untouched on error; may be NULL.
 * Returns GG_OK; GG_E_INPUT when the version does not fit its kind (gg_kind_check(), which names
 * each difference); GG_E_USAGE for fields that are missing or malformed, an unknown kind, a kind
 * other than development without a base, a cycle that is closed or of another model or kind;
 * GG_E_NOT_FOUND for an unknown base, dataset or cycle; what begin and commit return.
 * Ownership: json_decref() by the caller; the entry stays the caller's.
 */
GG_CHECKED gg_status gg_version_register(gg_registry *reg, const gg_version_entry *entry,
                                         json_t **out, gg_error *err);

/*
 * Whether a version could be registered, before anything long is done about it.
 *
 * reg: not NULL.  entry: as gg_version_register(); an artifact that is still to be made is NULL.
 * err: as gg_version_register(). Nothing is stored and nothing changes.
 * Returns what gg_version_register() returns for its entry and its kind.
 * Ownership: the entry stays the caller's.
 * Undefined cases: whether the cycle is still open is seen when it is registered.
 */
GG_CHECKED gg_status gg_version_check(gg_registry *reg, const gg_version_entry *entry,
                                      gg_error *err);

/*
 * Finds a version by reference.
 *
 * reg: not NULL.  reference: see the head of this file.  out: untouched on error.
 * Returns GG_OK; GG_E_NOT_FOUND (naming what there is: models, versions, aliases); GG_E_USAGE for a
 * malformed reference; GG_E_IO; GG_E_MEMORY.
 * Ownership: a plain value.
 * Undefined cases: NAME@champion of a model with nothing in production is not found.
 */
GG_CHECKED gg_status gg_version_find(gg_registry *reg, const char *reference, gg_version *out,
                                     gg_error *err);

/*
 * Lists all models, by name, each with its newest version and its champion.
 *
 * reg: not NULL.  model: only this one (a reference to it), with all its versions; NULL for all.
 * out: a new reference, untouched on error: {"format":"gauger/models/1","models":[{"name",
 * "versions":N,"latest":{VERSION},"champion":{VERSION} or null,"aliases":{"NAME":N},
 * "all":[{VERSION}] (only for one model)}]} with VERSION = {"version","state","kind","from","time",
 * "verdict"}; the verdict is the result of the newest one, or null.
 * Returns GG_OK, GG_E_NOT_FOUND (a model that is not there), GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_model_list(gg_registry *reg, const char *model, json_t **out,
                                   gg_error *err);

/*
 * Shows one version with all that is on record of it.
 *
 * reg: not NULL.  reference: see the head of this file.  out: a new reference, untouched on error:
 * {"format":"gauger/model/1","name","version","state","kind","from","fingerprint","operating",
 *  "artifact_sha256","training":{"sha256","dataset","fit":HEX or
 * null},"manifest":{...},"aliases":[], "registered":{"seq","time","actor","claimed"},
 *  "cycle":{"id","kind","phase","opened","due","closed","phases":[{"phase","began","ended"}]},
 *  "states":[{"seq","time","actor","from","to","reason","result":"done|refused","rule"}],
 *  "evaluations":[{"seq","time","actor","dataset","data_sha256","sha256","evidence","stale",
 *    "comparisons":[{"versus":REF,"sha256"}]}],
 *  "verdicts":[{"seq","time","actor","policy","policy_sha256","result","evaluation","in_force"}],
 *  "findings":[{"seq","time","actor","kind","text","answered":{...} or null}],
 *  "risks":[what was accepted of its datasets: {"dataset","reason","actor"}],
 *  "head":{"size","root"},"authenticated":false}.
 * Returns GG_OK, what gg_version_find() returns, GG_E_INPUT for a database that is damaged.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_version_show(gg_registry *reg, const char *reference, json_t **out,
                                     gg_error *err);

/*
 * What happened to a model or to one of its versions, the oldest first.
 *
 * reg: not NULL.  reference: NAME for the model with all its versions, NAME@... for one version.
 * out: a new reference, untouched on error: {"format":"gauger/history/1","name","version" or null,
 * "cycles":[as in gauger/cycles/1, the newest 100],"due":[likewise],
 * "total":N,"events":[{"seq","time","actor","action","object","summary":SENTENCE}]}; the newest
 * 1000 events of the total, gg_registry_log() has the others. Of one version: its own cycle.
 * Returns GG_OK, what gg_version_find() returns.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_model_history(gg_registry *reg, const char *reference, json_t **out,
                                      gg_error *err);

/*
 * Whether a word can be an alias, before anything long is done about it.
 *
 * alias: any text; NULL is none.
 * Returns GG_OK; GG_E_USAGE for what is no name, for a number, and for champion and latest.
 * Ownership: nothing changes hands.
 * Undefined cases: an alias that another version has is one: it would be taken from it.
 */
GG_CHECKED gg_status gg_alias_check(const char *alias, gg_error *err);

/*
 * Gives a version an alias, taking it from the version that had it: event "model.alias".
 *
 * reg: opened for work, with an actor.  reference: of the version.  alias: as a name, not a number,
 * not "champion" or "latest".
 * Returns GG_OK, GG_E_USAGE for a malformed alias, what gg_version_find() and commit return.
 * Ownership: nothing changes hands.
 * Undefined cases: an alias that the version has already is given again, as an event.
 */
GG_CHECKED gg_status gg_model_alias(gg_registry *reg, const char *reference, const char *alias,
                                    gg_error *err);

GG_END_DECLS
#endif
