/*
 * Exports: documents that are made from a registry for readers outside. Who made which, and when,
 * is on record, though nothing changes by it.
 */
#ifndef GAUGER_REGISTRY_EXPORT_H
#define GAUGER_REGISTRY_EXPORT_H

#include "gauger/registry/registry.h"

typedef enum gg_export_kind {
    GG_EXPORT_CARD,      /* event "card.export" */
    GG_EXPORT_RECORD,    /* event "record.export" */
    GG_EXPORT_EVALUATION /* event "evaluation.export": what was made for release */
} gg_export_kind;

/* A document that is about to be handed out. All borrowed. */
typedef struct gg_export {
    gg_export_kind kind;
    const char *object;    /* what it is about: "model/lanes@1", "record/agreement@3" */
    const char *model;     /* that a record is about, or NULL */
    const char *format;    /* "html", "json", ... */
    const char *recipient; /* under whose agreement it was made, or NULL */
    const void *bytes;     /* of the document */
    size_t n;
} gg_export;

GG_BEGIN_DECLS

/*
 * Puts an export on record, in a change of its own: which document (SHA-256 and bytes), about what,
 * in which form, for whom.
 *
 * Anybody may leave one, as reading needs no role: the event is signed where the key of who acts is
 * at hand and their own, and is a claim else. It is no use of the account.
 *
 * reg: opened for work, with an actor.  what: see gg_export.
 * is_signed: whether the event has a signature, or NULL.  seq: of the event, or NULL; both are
 * untouched on error.
 * Returns GG_OK; GG_E_INPUT (the actor's name is an identifier of a person); GG_E_CONFLICT (the
 * request is used up); GG_E_IO where the registry cannot be written; what begin and commit return.
 * Nothing is on record then.
 *
 * Undefined cases: none.
 * Ownership: nothing is kept.
 */
GG_CHECKED gg_status gg_export_record(gg_registry *reg, const gg_export *what, bool *is_signed,
                                      uint64_t *seq, gg_error *err);

GG_END_DECLS
#endif
