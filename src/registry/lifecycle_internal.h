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

/* Who made events in the time of one person is the person of the first account, by whatever name.
 */
#define GG_PERSON(seq_)                                                                            \
    "(SELECT ifnull(e.person, (SELECT person FROM account WHERE seq = 1))"                         \
    " FROM entry e WHERE e.seq = " seq_ ")"

/* What of a version is by a person: 1 its data (those that it was trained or evaluated on), 2 an
 * evaluation, 3 its newest verdict, which is what is reviewed; 0 nothing. ?1: name, ?2: number. */
#define GG_MADE_BY(person_)                                                                        \
    "CASE WHEN EXISTS(SELECT 1 FROM dataset d, evaluation x WHERE x.name = ?1"                     \
    " AND x.number = ?2 AND d.name = x.dataset AND d.number = x.dataset_number"                    \
    " AND " GG_PERSON(                                                                             \
        "d.seq") " = " person_ ") OR EXISTS(SELECT 1 FROM dataset d, version w"                    \
                 " WHERE w.name = ?1 AND w.number = ?2 AND w.dataset = d.name || '@' || d.number"  \
                 " AND " GG_PERSON(                                                                \
                     "d.seq") " = " person_ ") THEN 1"                                             \
                              " WHEN EXISTS(SELECT 1 FROM evaluation x WHERE x.name = ?1 AND "     \
                              "x.number = ?2"                                                      \
                              " AND " GG_PERSON(                                                   \
                                  "x.seq") " = " person_ ") THEN 2"                                \
                                           " WHEN " GG_PERSON(                                     \
                                               "(SELECT max(g.seq) FROM verdict g WHERE g.name = " \
                                               "?1 AND g.number = ?2)") " = " person_              \
                                                                        " THEN 3 ELSE 0 END"

/* standing.c: the word for it, NULL for nothing. */
const char *gg_made_word(uint64_t what);

typedef struct gg_standing {
    uint64_t fresh; /* evaluations on registered data that is not superseded */
    uint64_t stale; /* and on data that is */
    uint64_t open_findings;
    uint64_t policy;     /* event that put the policy into force, 0 if none is */
    uint64_t verdict;    /* newest one by that policy, 0 if none */
    char result[16];     /* of it */
    bool verdict_stale;  /* its evaluation was on data that is superseded, or unregistered */
    bool verdict_purged; /* its evaluation was on rows that have been purged */
    bool overlapping;    /* its evaluation was on rows of the training, and nobody said why */
    bool overtaken;      /* the champion went into production after it was judged */
    bool waivable;       /* it says which rules are no pass */
    uint64_t unwaived;   /* of those, the rules without a waiver that holds */
    bool several;        /* the registry is of several people */
    uint64_t approvals; /* since it was last sent to review; of several people, by whom it counts */
    char void_by[GG_ACTOR_MAX + 1]; /* who approved and has a part in it by now; "" for nobody */
    uint64_t void_what;             /* which: see GG_MADE_BY */
    uint64_t champion;              /* number of the version in production, 0 if none */
    char submitter[GG_ACTOR_MAX + 1], sender[GG_ACTOR_MAX + 1];
} gg_standing;

/* now: waivers are looked at as of that time; NULL for none. */
GG_CHECKED gg_status gg_standing_read(gg_db *db, const gg_version *v, const char *now,
                                      gg_standing *out, gg_error *err);
GG_CHECKED gg_status gg_champion_number(gg_db *db, const char *model, uint64_t *out, gg_error *err);

/* transition.c */
/* Whether an event changes a state by the rules, as the tables before it have them: the same that a
 * command asks, so that a replay finds what no command would have written. What the event rests on
 * is not looked at for its signatures. */
GG_CHECKED gg_status gg_transition_judge(gg_db *db, const gg_applied *event, bool *broken,
                                         gg_refusal *out, gg_error *err);
/* Puts a refusal by a rule of the lifecycle on record, ends the change, and says it. */
GG_CHECKED gg_status gg_version_refuse(gg_transaction *tx, const gg_version *v, const char *command,
                                       const char *to, const gg_refusal *why, gg_error *err);

/* waiver.c */
/* The waivers of a version, oldest first: {"seq","time","actor","role","rule","until","reason",
 * "policy_sha256","expired"}; verdict: only those that hold for the rules that it says are no pass,
 * 0 for all. */
GG_CHECKED gg_status gg_waivers_json(gg_db *db, const gg_version *v, uint64_t verdict,
                                     const char *now, json_t **out, gg_error *err);

/* policy_text.c: refuses a verdict with an identifier in what it took over from its policy. */
GG_CHECKED gg_status gg_verdict_no_identifier(const json_t *verdict, gg_error *err);

#endif
