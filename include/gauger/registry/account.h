/*
 * Accounts: who may act in a registry, in which roles, and until when.
 *
 * A registry begins with the account of whoever makes it, and is of one person until an account of
 * a second person is opened; from then on it is of several people for ever. Of one person, the
 * name of who acts is a claim, and no role is asked for. Of several, who acts must have an open
 * account, its key, a role that may do this, training that is not too old and (where the account is
 * limited to models) the model; and nobody reviews what they submitted. Separation goes by person:
 * two accounts may be of one person, who is named by a pseudonym.
 *
 * What each action needs is one table (gg_duty_at()), deny by default, and is judged in one place,
 * for every event when it is appended and again when the log is replayed. A refusal names the rule
 * and who can help, and is an event of its own ("access.refuse").
 */
#ifndef GAUGER_REGISTRY_ACCOUNT_H
#define GAUGER_REGISTRY_ACCOUNT_H

#include "gauger/registry/registry.h"

#define GG_ACCOUNT_FORMAT  "gauger/account/1"
#define GG_ACCOUNTS_FORMAT "gauger/accounts/1"
#define GG_PUBLIC_TEXT     45 /* a public key in base64, and a NUL */

/* Roles, as bits: a duty may belong to several. */
typedef enum gg_account_role {
    GG_ACCOUNT_ROLE_SCIENTIST = 1,     /* registers and evaluates */
    GG_ACCOUNT_ROLE_REVIEWER = 2,      /* approves, rejects, waives, suspends */
    GG_ACCOUNT_ROLE_AUDITOR = 4,       /* reads everything, changes nothing */
    GG_ACCOUNT_ROLE_ADMINISTRATOR = 8, /* accounts and roles; approves nothing */
    GG_ACCOUNT_ROLE_CI = 16            /* evaluates and gates */
} gg_account_role;

#define GG_ACCOUNT_ROLES 5

/* What an action asks of who does it, beside a role. */
typedef enum gg_duty_flag {
    GG_DUTY_ANYBODY = 1,   /* no account is asked for */
    GG_DUTY_UNTRAINED = 2, /* training may be too old */
    GG_DUTY_ROOT = 4,      /* the key that made the registry, and nothing else */
    GG_DUTY_OWN = 8        /* for one's own account no role is asked for */
} gg_duty_flag;

/* One row of the table of duties: what may be done by whom. */
typedef struct gg_duty {
    const char *action;     /* of an event */
    const char *key;        /* member of the payload that chooses the row, or NULL */
    const char *value;      /* its value */
    unsigned roles;         /* gg_account_role bits; 0 for nobody */
    unsigned flags;         /* gg_duty_flag bits */
    const char *separation; /* from whom it is separated, as a sentence; NULL for none */
} gg_duty;

/* An account that is to be opened. All borrowed; what is missing is refused by rule. */
typedef struct gg_nomination {
    const char *name;         /* of the account: letters, digits, '.', '_', '-' */
    const char *person;       /* pseudonym; NULL for the account's name */
    const char *const *roles; /* words, at least one */
    size_t n_roles;
    const char *need;          /* why it is needed; NULL for the roles' sake */
    const char *supervisor;    /* title of who nominates */
    const char *trained;       /* YYYY-MM-DD */
    const char *const *models; /* names that it is limited to; none for all */
    size_t n_models;
    const unsigned char *public_key; /* 32 bytes */
    const char *protection;          /* of the key's file: "none", "argon2id" or "unknown" */
} gg_nomination;

/* A change of an account. All borrowed; each kind reads the members that it names. */
typedef enum gg_account_act {
    GG_ACCOUNT_GRANT,   /* value: a role */
    GG_ACCOUNT_REVOKE,  /* value: a role; reason */
    GG_ACCOUNT_CONFIRM, /* what waits for a second administrator */
    GG_ACCOUNT_TRAIN,   /* value: YYYY-MM-DD */
    GG_ACCOUNT_RENEW,   /* an account that is dormant, or will be soon */
    GG_ACCOUNT_DISABLE, /* reason */
    GG_ACCOUNT_ENABLE,  /* reason, may be NULL */
    GG_ACCOUNT_LIMIT,   /* models; none for all */
    GG_ACCOUNT_KEY,     /* public_key, protection; value: a key that ends, or NULL */
    GG_ACCOUNT_REVIEW,  /* reason: what was found; the account stays as it is */
    GG_ACCOUNT_RECOVER, /* reason; with the root key, where no administrator is active */
    GG_ACCOUNT_ACTS_
} gg_account_act;

typedef struct gg_account_change {
    const char *account;
    gg_account_act act;
    const char *value;
    const char *reason;
    const char *const *models;
    size_t n_models;
    const unsigned char *public_key;
    const char *protection;
} gg_account_change;

GG_BEGIN_DECLS

/*
 * The word of a role.
 *
 * i: from 0 to GG_ACCOUNT_ROLES - 1; bit: its bit, may be NULL.
 * Returns "scientist", "reviewer", "auditor", "administrator" or "ci"; NULL beyond the last.
 * Ownership: static.
 * Undefined cases: none.
 * Errors: none.
 */
const char *gg_account_role_word(size_t i, unsigned *bit);

/*
 * The table of duties: which roles may do what. What is not in it nobody may do.
 *
 * i: from 0.
 * Returns the i-th row, NULL beyond the last. The first row that fits an action and its payload
 * holds.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const gg_duty *gg_duty_at(size_t i);

/*
 * Whether the registry is of several people: an account of a second person was opened once.
 *
 * reg: not NULL.  out: untouched on error.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * It follows from the log alone and never turns back.
 * Ownership: nothing changes hands.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_staffed(gg_registry *reg, bool *out, gg_error *err);

/*
 * What a reader of a card or a receipt has to know of who stands behind names.
 *
 * reg: not NULL.  out: a new reference, untouched on error: {"kind":"one|several","says":SENTENCE};
 * of one person the sentence names the duties that are not separated.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_people(gg_registry *reg, json_t **out, gg_error *err);

/*
 * Whether who acts may do something, before anything is worked out for it. A refusal is put on
 * record at once ("access.refuse").
 *
 * reg: opened for work, with an actor.  event: what would be done; of the payload only what chooses
 * the row of the table is looked at.
 * Returns GG_OK; GG_E_NO with the rule and who can help; GG_E_IO; GG_E_INPUT; GG_E_MEMORY.
 * GG_OK is no promise: the event itself is judged again.
 * Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_registry_may(gg_registry *reg, const gg_event *event, gg_error *err);

/*
 * Whether who acts may look at a model: an account that is limited to models sees no others. The
 * name is not checked, so that this keeps honest people to what they need; the folder's
 * permissions keep out the rest.
 *
 * reg: not NULL.  model: its name.
 * Returns GG_OK, also where nobody acts or the name has no account; GG_E_NO, put on record where
 * the registry can be written; GG_E_IO; GG_E_INPUT; GG_E_MEMORY.
 * Ownership: nothing changes hands.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_sees(gg_registry *reg, const char *model, gg_error *err);

/*
 * The same for an event: whether who acts may look at the model that it is about.
 *
 * reg: not NULL.  seq: its number; one that there is not is seen, and about no model.
 * Returns what gg_registry_sees() returns for the model of the event's object or payload, or of the
 * event that it asks to erase; GG_OK for an event about none.
 * Ownership: nothing changes hands.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_sees_event(gg_registry *reg, uint64_t seq, gg_error *err);

/*
 * Opens an account: event "account.add", with the records of its nomination and training
 * (record.h) in the same change. Where two administrators are active its roles wait until a
 * second one confirms.
 *
 * reg: opened for work, with an actor.  nomination: see gg_nomination.  out: a new reference,
 * untouched on error: {"account","person","roles":[],"waits":bool,"seq"}; may be NULL.
 * Returns GG_OK; GG_E_NO for an incomplete nomination, roles that exclude each other, and what the
 * duties refuse; GG_E_CONFLICT when the name or the key is taken; GG_E_USAGE for a malformed name
 * or a role that does not exist; what begin and commit return.
 */
GG_CHECKED gg_status gg_account_add(gg_registry *reg, const gg_nomination *nomination, json_t **out,
                                    gg_error *err);

/*
 * Changes an account: events "account.grant", "account.revoke" and so on, one for each
 * gg_account_act.
 *
 * reg: opened for work, with an actor.  change: see gg_account_change.  out: as gg_account_add()
 * has it, {"account","waits":bool,"seq"}; may be NULL.
 * Returns GG_OK; GG_E_NO for what the duties refuse; GG_E_NOT_FOUND without such an account;
 * GG_E_CONFLICT when there is nothing to change; GG_E_USAGE for a malformed member; what begin and
 * commit return.
 */
GG_CHECKED gg_status gg_account_change_it(gg_registry *reg, const gg_account_change *change,
                                          json_t **out, gg_error *err);

/*
 * All accounts, with what is due.
 *
 * reg: not NULL.  overdue: only accounts of which something is overdue.  out: a new reference,
 * untouched on error: {"format":"gauger/accounts/1","people":"one|several","says":SENTENCE,
 * "overdue":N,"warnings":[{"code","account","what"}],"accounts":[...]}.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_account_list(gg_registry *reg, bool overdue, json_t **out, gg_error *err);

/*
 * One account, with its keys, what waits and its newest events.
 *
 * reg: not NULL.  name: of the account.  out: a new reference, untouched on error:
 * {"format":"gauger/account/1","name","person","state","roles":[],...,"keys":[],"waits":[],
 * "events":[]}.
 * Returns GG_OK; GG_E_NOT_FOUND; GG_E_IO; GG_E_INPUT; GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_account_show(gg_registry *reg, const char *name, json_t **out,
                                     gg_error *err);

/*
 * The account of a key.
 *
 * reg: not NULL.  key: 16 hexadecimal digits.  out: the account's name, "" where no account has the
 * key now; untouched on error.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_account_of_key(gg_registry *reg, const char *key, char out[GG_NAME_MAX + 1],
                                       gg_error *err);

GG_END_DECLS
#endif
