/*
 * The lifecycle of a version: evaluations and verdicts that are stored with it, reviews, and the
 * changes of its state.
 *
 * The ways between states are one table (gg_transition_at()); nothing else changes a state. A
 * change is tried and carried out in one transaction, so that of two that are tried at once one
 * wins. What is refused by rule changes no state and is an event too ("model.refuse"), with the
 * rule and who tried. Who may try is a matter of duties (account.h): in a registry of one person
 * names are claims, no role is asked for, and that a reviewer is not the submitter is checked by
 * the claimed names; of several people it goes by person.
 */
#ifndef GAUGER_REGISTRY_LIFECYCLE_H
#define GAUGER_REGISTRY_LIFECYCLE_H

#include "gauger/registry/model.h"

/* One way between two states. */
typedef struct gg_transition {
    const char *from;      /* "" for the beginning */
    const char *to;        /* state */
    const char *command;   /* the command that takes it, e.g. "promote" */
    const char *who;       /* role, in a registry of several people */
    const char *condition; /* one sentence, "" for none */
} gg_transition;

/* What a version was compared with on the same rows. All borrowed. */
typedef struct gg_versus_entry {
    const char *reference;    /* of the other version, which is b in the document */
    const json_t *comparison; /* gauger/comparison/1 */
} gg_versus_entry;

/* An evaluation of a version, to be stored. All borrowed. */
typedef struct gg_evaluation_entry {
    const char *reference;    /* of the version */
    const char *dataset;      /* reference of a registered dataset; NULL for data from elsewhere */
    const json_t *evaluation; /* gauger/evaluation/1 */
    const char *evidence;     /* digest of the stored evidence, or NULL */
    const json_t *options;    /* how the evidence was evaluated, any object, to do it again; NULL */
    const gg_versus_entry *versus; /* with other versions, each once */
    size_t n_versus;
    const json_t *drift; /* gauger/drift/1, or NULL */
} gg_evaluation_entry;

/* A policy, to be put into force. All borrowed. */
typedef struct gg_adoption {
    const char *model; /* name; NULL for every model that has no policy of its own */
    const char *name;  /* the policy's name */
    const char *text;  /* the bytes of its file, which are stored */
    size_t n;
    const json_t *requirements; /* gg_policy_requires(); NULL for none */
} gg_adoption;

/* What a reviewer says. */
typedef enum gg_review { GG_REVIEW_APPROVE, GG_REVIEW_REJECT, GG_REVIEW_QUESTION } gg_review;

/* A rule that is waived. All borrowed. */
typedef struct gg_waiver_entry {
    const char *rule;   /* its id in the verdict */
    const char *until;  /* the last day on which it holds, YYYY-MM-DD */
    const char *reason; /* why, not empty */
} gg_waiver_entry;

GG_BEGIN_DECLS

/*
 * The ways between states, as the documentation and the help list them.
 *
 * i: from 0.
 * Returns the i-th, NULL beyond the last.
 * Ownership: static.
 * Undefined cases: none.
 * Errors: none.
 */
const gg_transition *gg_transition_at(size_t i);

/*
 * Stores an evaluation of a version: event "model.evaluate".
 *
 * reg: opened for work, with an actor.  entry: see gg_evaluation_entry.  seq: the event's number,
 * by which verdicts name the evaluation; untouched on error; may be NULL.
 * Returns GG_OK; GG_E_INPUT for a document of another format; GG_E_CONFLICT when data.sha256 is not
 * the digest of the dataset's file; GG_E_NOT_FOUND for a version or dataset; GG_E_USAGE when it is
 * compared with itself, or twice with the same; what begin and commit return.  Ownership: the
 * documents stay the caller's.
 */
GG_CHECKED gg_status gg_version_add_evaluation(gg_registry *reg, const gg_evaluation_entry *entry,
                                               uint64_t *seq, gg_error *err);

/*
 * Stores a verdict on a version: event "model.judge".
 *
 * reg: opened for work, with an actor.  reference: of the version.  evaluation: number of the event
 * that stored the evaluation which was judged.  verdict: gauger/verdict/1.  seq: the event's
 * number, untouched on error; may be NULL. Returns GG_OK; GG_E_INPUT for a document of another
 * format; GG_E_NOT_FOUND for an evaluation that the version does not have, or on purged data;
 * GG_E_NO for one on superseded data; what begin and commit return. Ownership: the document stays
 * the caller's.
 */
GG_CHECKED gg_status gg_version_add_verdict(gg_registry *reg, const char *reference,
                                            uint64_t evaluation, const json_t *verdict,
                                            uint64_t *seq, gg_error *err);

/*
 * Refuses the text of a policy that holds an identifier of a person: in a value, in a key, or in a
 * comment, since the text is stored as it is. gg_registry_adopt_policy() asks it by itself.
 *
 * text, n: YAML or JSON.  name: of the file, for errors.
 * Returns GG_OK; GG_E_INPUT with file, and line (of a comment) or key; GG_E_INPUT for what is no
 * YAML; GG_E_MEMORY.  Ownership: nothing is kept.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_policy_text_check(const char *text, size_t n, const char *name,
                                          gg_error *err);

/*
 * Puts a policy into force, for one model or for all that have none of their own: event
 * "policy.adopt". Promotion to production asks for a verdict by the policy in force, so that a
 * version cannot bring its own.
 *
 * reg: opened for work, with an actor.  adoption: see gg_adoption.
 * Returns GG_OK, GG_E_USAGE for a malformed name, what put_bytes and commit return.
 * Result: it takes the place of the one adopted before; earlier verdicts by another are history.
 * Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_registry_adopt_policy(gg_registry *reg, const gg_adoption *adoption,
                                              gg_error *err);

/*
 * The policy in force for a model.
 *
 * reg: not NULL.  model: name.  out: a new reference, untouched on error: {"model" or null,"name",
 * "sha256","seq","time","actor","requirements":[]}; gg_registry_get() of sha256 gives its bytes.
 * Returns GG_OK, GG_E_NOT_FOUND when none is, GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_policy(gg_registry *reg, const char *model, json_t **out,
                                        gg_error *err);

/*
 * The newest evaluation of a version that is not stale, with what was stored beside it.
 *
 * reg: not NULL.  reference: of the version.  dataset: only on this one, NULL for any.
 * out: a new reference, untouched on error: {"seq","dataset" or null,"data_sha256","sha256",
 * "stale":false,"evaluation":{...},"champion":REF or null,"comparison":{...} or null,"drift":{...}
 * or null, "evidence":HEX or null}. The comparison is the one with the model's champion of now; it
 * is null where there is no champion, where the version is the champion itself, and where the two
 * were not compared on these rows. Returns GG_OK; GG_E_NOT_FOUND when there is none, saying whether
 * there are stale ones; GG_E_INPUT when a stored file does not fit its digest; what
 * gg_version_find() returns. Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_version_evaluation(gg_registry *reg, const char *reference,
                                           const char *dataset, json_t **out, gg_error *err);

/*
 * The same for whoever only shows it: where all evaluations are stale, the newest of those.
 *
 * reg, reference, dataset: as gg_version_evaluation().  out: the same document; its key "stale"
 * says whether newer data supersedes what was evaluated. Returns as gg_version_evaluation();
 * GG_E_NOT_FOUND only where nothing was evaluated. Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_version_evaluation_shown(gg_registry *reg, const char *reference,
                                                 const char *dataset, json_t **out, gg_error *err);

/*
 * A stored evaluation by the number of its event, with what is needed to compute it again.
 *
 * reg: not NULL.  seq: of "model.evaluate".  out: a new reference, untouched on error: {"seq",
 * "version":"lanes@4","dataset" or null,"data_sha256","sha256","evidence":HEX or null,"options" or
 * null,"evaluation":{...}}.
 * Returns GG_OK; GG_E_NOT_FOUND when the event stored no evaluation; GG_E_INPUT when a stored file
 * does not fit its digest; GG_E_IO; GG_E_MEMORY.  Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_evaluation_stored(gg_registry *reg, uint64_t seq, json_t **out,
                                          gg_error *err);

/*
 * Changes the state of a version: to review, production, rejected or retired. Event
 * "model.promote".
 *
 * reg: opened for work, with an actor.  reference: of the version.  to: the state wished for.
 * reason: needed for rejected and retired; NULL for none.  out: a new reference, untouched on
 * error:
 * {"name","version","from","to","champion_before":N or null,"seq"}; may be NULL.
 * Conditions: to review, an evaluation on registered data with its digest that is not stale; to
 * production, the newest verdict by the policy in force is a pass on an evaluation that is not
 * stale, and what the policy requires is met; the former champion becomes retired in the same
 * event. When the champion changes between the call and the lock, the call is refused. Returns
 * GG_OK; GG_E_NO when a rule refuses (an event says so); GG_E_USAGE for a state that no promotion
 * leads to, or a reason that is missing; what gg_version_find(), begin and commit return.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_version_promote(gg_registry *reg, const char *reference, const char *to,
                                        const char *reason, json_t **out, gg_error *err);

/*
 * Stops a version that is in production. Event "model.suspend".
 *
 * reg: opened for work, with an actor.  reference: of the version.  reason: why, not empty.
 * Returns GG_OK; GG_E_NO when it is not in production (an event says so); GG_E_USAGE without a
 * reason; what gg_version_find(), begin and commit return.
 * Result: the model has no champion until one is promoted.
 * Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_version_suspend(gg_registry *reg, const char *reference, const char *reason,
                                        gg_error *err);

/*
 * Records a review. Event "model.review"; a question or a rejection is a finding, which sends the
 * version back to candidate and is to be answered before it can be approved. A version that is
 * approved can be approved by further reviewers, where the policy requires several.
 *
 * reg: opened for work, with an actor.  reference: of a version in review.  review: see gg_review.
 * text: needed but for approval; NULL for none.  seq: the event's number, by which a finding is
 * answered; untouched on error; may be NULL.
 * Returns GG_OK; GG_E_NO when the version is not in review, the reviewer registered it or sent it
 * to review, or (approval) a finding is open, and an event says so; GG_E_USAGE without a text; what
 * gg_version_find(), begin and commit return.
 */
GG_CHECKED gg_status gg_version_review(gg_registry *reg, const char *reference, gg_review review,
                                       const char *text, uint64_t *seq, gg_error *err);

/*
 * Waives a rule of the policy in force for one version, until a day: event "model.waive". Promotion
 * to production then takes a verdict that is no pass, if every rule of it that is no pass has a
 * waiver of this version that has not ended.
 *
 * reg: opened for work, with an actor.  reference: of the version.  waiver: see gg_waiver_entry.
 * seq: the event's number, untouched on error; may be NULL.
 * Returns GG_OK; GG_E_NO when the reviewer registered the version or sent it to review (an event
 * says so); GG_E_NOT_FOUND when the newest verdict by the policy in force has no such rule that is
 * no pass, naming those it has; GG_E_USAGE for a day that is past, malformed or too far ahead
 * (setting waiver.months), or without a reason; what begin and commit return.
 * Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_version_waive(gg_registry *reg, const char *reference,
                                      const gg_waiver_entry *waiver, uint64_t *seq, gg_error *err);

/*
 * The waivers of a version.
 *
 * reg: not NULL.  reference: of the version.  holding: only those that hold now for rules of the
 * newest verdict by the policy in force.  out: a new reference, untouched on error: a list of
 * {"seq","time","actor","role","rule","until","reason","policy_sha256","expired"}.
 * Returns GG_OK; what gg_version_find() returns; GG_E_IO; GG_E_INPUT; GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_version_waivers(gg_registry *reg, const char *reference, bool holding,
                                        json_t **out, gg_error *err);

/*
 * Answers a finding. Event "model.answer".
 *
 * reg: opened for work, with an actor.  reference: of the version.  finding: number of the event
 * that recorded it, 0 for all of the version's that are open.  text: the answer, not empty. Returns
 * GG_OK; GG_E_NOT_FOUND for a finding that the version does not have, or none is open;
 * GG_E_CONFLICT when it is answered already; GG_E_USAGE without a text; what begin and commit
 * return. Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_version_answer(gg_registry *reg, const char *reference, uint64_t finding,
                                       const char *text, gg_error *err);

/*
 * Checks the signatures of what a version rests on: its registration, its evaluations, its verdicts
 * and its approvals, each against the key that its header names and the event before it. Nothing is
 * to be called signed before this was asked. It is not all that gg_registry_verify() looks at.
 *
 * reg: opened for work.  reference: see gg_version_find().  action: of what is tried, for the
 * record of a refusal, e.g. "card.export".
 *
 * Returns GG_OK; GG_E_NO (rule signature) naming the first event that does not hold, on record
 * where it is known who acts; GG_E_NOT_FOUND; GG_E_INPUT; GG_E_MEMORY.
 * Ownership: nothing changes hands.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_version_signatures(gg_registry *reg, const char *reference,
                                           const char *action, gg_error *err);

GG_END_DECLS
#endif
