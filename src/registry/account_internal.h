/* What accounts, duties and changes of accounts share. */
#ifndef GG_REGISTRY_ACCOUNT_INTERNAL_H
#define GG_REGISTRY_ACCOUNT_INTERNAL_H

#include "gauger/registry/account.h"
#include "registry_internal.h"

#define GG_MODELS_MAX 4000 /* bytes of the names that an account is limited to, with commas */
#define GG_DATE_TEXT  11   /* "2026-01-31" and a NUL */

/* An account as the log has it. */
typedef struct gg_account {
    char name[GG_NAME_MAX + 1], person[GG_NAME_MAX + 1];
    char state[12];
    char renewed[GG_TIME_TEXT], last_use[GG_TIME_TEXT]; /* last_use: "" for never */
    char trained[GG_DATE_TEXT];                         /* "" for never */
    char models[GG_MODELS_MAX + 1];
    bool limited; /* to models */
    bool keyed;   /* the key that was asked for is its own and not ended */
    unsigned roles;
} gg_account;

/* Who acted last: the same as long as nothing of accounts, settings or records comes between. */
typedef struct gg_acting {
    uint64_t seq; /* of the event; 0: is to be read */
    char key[GG_KEY_ID];
    gg_account account;
    int64_t dormant_days;
    char training_ends[GG_DATE_TEXT]; /* "" for never trained */
} gg_acting;

/* One event that is judged. */
typedef struct gg_judging {
    gg_db *db;
    const gg_applied *event;
    const gg_duty *duty;
    gg_account actor; /* of several people only */
    int64_t dormant_days;
    char training_ends[GG_DATE_TEXT];
    gg_judgement *out;
    gg_error *err;
} gg_judging;

/* ---- account.c */

/* An account by its name; key: one that is asked after, or NULL. */
GG_CHECKED gg_status gg_account_load(gg_db *db, const char *name, const char *key, gg_account *out,
                                     bool *there, gg_error *err);
/* From when the days without use are counted. */
const char *gg_account_since(const gg_account *account);
/* Whether it may look at a model or change it. */
bool gg_account_covers(const gg_account *account, const char *model);
/* The bit of a role's word, 0 for none. */
unsigned gg_account_role_bit(const char *word);
/* Roles as words: "scientist or ci"; joined by `last` before the last one. */
void gg_account_role_words(unsigned roles, const char *last, char *out, size_t size);
/* The latest time at which an account that is dormant now was used. */
GG_CHECKED gg_status gg_account_cutoff(gg_db *db, const char *now, char out[GG_TIME_TEXT],
                                       gg_error *err);
/* How many people are active administrators, but for one. */
GG_CHECKED gg_status gg_account_administrators(gg_db *db, const char *now, const char *but,
                                               uint64_t *out, gg_error *err);
/* Who is asked for help: active accounts that have one of the roles, but for those of two persons
 * (NULL for nobody); command and account end the sentence, or are NULL. */
typedef struct gg_asked {
    const char *now, *but, *nor;
    unsigned roles;
    const char *command, *account;
} gg_asked;

/* "ask an administrator (ada): gauger account renew ben". */
GG_CHECKED gg_status gg_account_ask(gg_db *db, const gg_asked *who, char *out, size_t size,
                                    gg_error *err);
/* The last day on which training of a date is new enough. */
GG_CHECKED gg_status gg_training_ends(gg_db *db, const char *trained, char out[GG_DATE_TEXT],
                                      gg_error *err);
/* The roles of all open accounts of a person. */
GG_CHECKED gg_status gg_person_roles(gg_db *db, const char *person, unsigned *out, gg_error *err);

/* ---- duty.c */

/* Whether the account of the handle's key may sign now what is no event: it is not disabled and not
 * dormant; GG_E_NO names the rule. */
GG_CHECKED gg_status gg_signer_active(gg_registry *reg, const char *account, gg_error *err);

/* What who acts may look at: all, or the models that their account is limited to. */
typedef struct gg_sight {
    bool limited;
    gg_account account;
} gg_sight;

GG_CHECKED gg_status gg_sight_read(gg_registry *reg, gg_sight *out, gg_error *err);
bool gg_sight_covers(const gg_sight *sight, const char *model);
/* Refuses by the rule model; model: the one that is not covered, NULL where all would be, and
 * otherwise: what says so. */
GG_CHECKED gg_status gg_sight_refuse(gg_registry *reg, const gg_sight *sight, const char *action,
                                     const char *object, const char *model, const char *otherwise,
                                     gg_error *err);
/* Whether it covers the model that an event is about; true for an event about none. */
GG_CHECKED gg_status gg_sight_event(gg_registry *reg, const gg_sight *sight, const char *object,
                                    const json_t *payload, bool *out, gg_error *err);

/* ---- duty.c */

/* Refuses: rule, who can help, what. */
void gg_refuse(gg_judging *j, const char *rule, const char *mend, const char *format, ...)
    GG_PRINTF(4, 5);
/* The same, where an administrator helps with a command for an account. */
GG_CHECKED gg_status gg_refuse_ask(gg_judging *j, const char *rule, const char *command,
                                   const char *account, const char *format, ...) GG_PRINTF(5, 6);

/* ---- duty_account.c: what a change of an account asks for beside a role */

GG_CHECKED gg_status gg_judge_add(gg_judging *j);
GG_CHECKED gg_status gg_judge_grant(gg_judging *j);
GG_CHECKED gg_status gg_judge_confirm(gg_judging *j);
GG_CHECKED gg_status gg_judge_other(gg_judging *j);
/* Of one's own account nobody says that it is trained or reviewed, if somebody else can. */
GG_CHECKED gg_status gg_judge_own(gg_judging *j, const char *account);
GG_CHECKED gg_status gg_judge_not_last(gg_judging *j);
GG_CHECKED gg_status gg_judge_recover(gg_judging *j);

/* ---- duty_model.c: separation in the life of a version */

GG_CHECKED gg_status gg_judge_review(gg_judging *j);
GG_CHECKED gg_status gg_judge_waive(gg_judging *j);
GG_CHECKED gg_status gg_judge_countersign(gg_judging *j);
GG_CHECKED gg_status gg_judge_issue(gg_judging *j);
GG_CHECKED gg_status gg_judge_answer(gg_judging *j);
GG_CHECKED gg_status gg_judge_policy(gg_judging *j);
/* A change of state takes a way that there is; into production only what somebody else approved. */
GG_CHECKED gg_status gg_judge_way(gg_judging *j);
GG_CHECKED gg_status gg_judge_record(gg_judging *j);
/* Rows that are gone are not measured, nor what was measured on them judged, nor on superseded
 * ones. */
GG_CHECKED gg_status gg_judge_evaluation(gg_judging *j);
GG_CHECKED gg_status gg_judge_verdict(gg_judging *j);
/* A cycle that begins with the registration of a version is part of that; of others not. */
GG_CHECKED gg_status gg_judge_cycle(gg_judging *j);

/* ---- redact.c */

GG_CHECKED gg_status gg_judge_redact(gg_judging *j);

/* ---- account_fate.c: whether a change of an account waits */

/* The person of an account, "" where there is none. */
GG_CHECKED gg_status gg_account_person(gg_db *db, const char *account, char out[GG_NAME_MAX + 1],
                                       gg_error *err);

/* A change of an account that somebody asks for. */
typedef struct gg_asked_change {
    const char *action, *time, *actor;
    const char *account, *person; /* person: of an account that is not open yet */
    const char *role;             /* NULL for none */
} gg_asked_change;

/* What becomes of it, by the log up to it. */
typedef struct gg_change_fate {
    bool waits;   /* for a second administrator */
    bool stopped; /* takes effect, and the only other administrator stands aside by it */
} gg_change_fate;

GG_CHECKED gg_status gg_account_fate(gg_db *db, const gg_asked_change *change, gg_change_fate *out,
                                     gg_error *err);
/* ---- key_state.c */

/* What an account was by its events, as the tables list them: [{"word","since","until"}], the word
 * being a role, or "" for disabled; since and until are events, until is absent of what still is.
 */
GG_CHECKED gg_status gg_account_spans(gg_db *db, const char *account, json_t **out, gg_error *err);

/* ---- account_apply.c */

/* What a record of training says of an account. */
GG_CHECKED gg_status gg_account_record(gg_db *db, const gg_applied *event, gg_error *err);
/* A use of the account that acts, as its event is applied. */
GG_CHECKED gg_status gg_account_use(gg_db *db, const gg_applied *event, gg_error *err);

#endif
