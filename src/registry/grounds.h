/*
 * Single events, verified when something is about to rest on them: a promotion, a card, the clock
 * of a registry for testing. The whole of the log is what gg_registry_verify() looks at.
 */
#ifndef GG_REGISTRY_GROUNDS_H
#define GG_REGISTRY_GROUNDS_H

#include "gauger/registry/model.h"
#include "registry_internal.h"

/* Whether event 1 fits its hashes and is signed with the key that it gives its account; testing:
 * what it then says, false where it does not hold. What cannot be
 * read does not. */
GG_CHECKED gg_status gg_founding_check(gg_db *db, bool *broken, bool *testing, gg_error *err);

/* What a promotion to production rests on beside records: approvals since the version was sent to
 * review, how it came there, a verdict with its evaluation and waivers. The first event that does
 * not hold is said in *out, by rule signature; *broken is as before where all do. */
GG_CHECKED gg_status gg_grounds_check(gg_db *db, const gg_version *v, uint64_t verdict,
                                      bool *broken, gg_refusal *out, gg_error *err);
/* The same of the event that added a record. */
GG_CHECKED gg_status gg_ground_record(gg_db *db, uint64_t number, bool *broken, gg_refusal *out,
                                      gg_error *err);
/* What a card says of a version, whenever it was; refused by rule under the name of an action. */
GG_CHECKED gg_status gg_grounds_hold(gg_registry *reg, const gg_version *v, const char *action,
                                     gg_error *err);

#endif
