/* What versions, cycles and changes of state share. */
#ifndef GG_REGISTRY_LIFECYCLE_INTERNAL_H
#define GG_REGISTRY_LIFECYCLE_INTERNAL_H

#include "gauger/registry/lifecycle.h"
#include "gauger/registry/model.h"
#include "registry_internal.h"

#define GG_REASON_MAX 4000 /* bytes of a reason, a finding, an answer */

/* version.c */
GG_CHECKED gg_status gg_version_lookup(gg_db *db, const gg_reference *r, gg_version *out,
                                       gg_error *err);
/* The base "3" or "NAME@3" of a version or cycle of a model. */
GG_CHECKED gg_status gg_version_base(gg_registry *reg, const char *model, const char *from,
                                     gg_version *out, gg_error *err);

/* cycle.c */
/* The cycle that a new version belongs to: *cycle if it fits, the open one, or a new one. */
GG_CHECKED gg_status gg_cycle_for(gg_transaction *tx, const char *model, const char *kind,
                                  uint64_t base, uint64_t *cycle, gg_error *err);

/* standing.c: what speaks for a version, as the database has it now */

typedef struct gg_standing {
    uint64_t fresh; /* evaluations on registered data that is not superseded */
    uint64_t stale; /* and on data that is */
    uint64_t open_findings;
    uint64_t policy;    /* event that put the policy into force, 0 if none is */
    uint64_t verdict;   /* newest one by that policy, 0 if none */
    char result[16];    /* of it */
    bool verdict_stale; /* its evaluation was on data that is superseded, or unregistered */
    bool overtaken;     /* the champion went into production after it was judged */
    uint64_t approvals; /* since it was last sent to review */
    uint64_t champion;  /* number of the version in production, 0 if none */
    char submitter[GG_ACTOR_MAX + 1], sender[GG_ACTOR_MAX + 1];
} gg_standing;

GG_CHECKED gg_status gg_standing_read(gg_db *db, const gg_version *v, gg_standing *out,
                                      gg_error *err);
GG_CHECKED gg_status gg_champion_number(gg_db *db, const char *model, uint64_t *out, gg_error *err);

#endif
