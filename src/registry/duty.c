/* Who may do what: one table, and one judgement by it. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "account_internal.h"

#define SCIENTIST     GG_ACCOUNT_ROLE_SCIENTIST
#define REVIEWER      GG_ACCOUNT_ROLE_REVIEWER
#define ADMINISTRATOR GG_ACCOUNT_ROLE_ADMINISTRATOR
#define AUDITOR       GG_ACCOUNT_ROLE_AUDITOR
#define CI            GG_ACCOUNT_ROLE_CI

#define NOT_OWN_VERSION "neither who registered the version nor who sent it to review"
#define NOT_OWN_WORK                                                                               \
    NOT_OWN_VERSION "; to approve, nor who made its data, an evaluation or the verdict"
#define NOT_OWN_ACCOUNT "not of one's own account, where another administrator is active"

/* A row, and what it asks for beside a role. */
typedef struct row {
    gg_duty duty;
    gg_status (*judge)(gg_judging *j);
} row;

/* Who adds a record of a type may close one. */
#define RECORD(type_, roles_)                                                                      \
    {{"record.add", "type", type_, roles_, 0, NULL}, gg_judge_record},                             \
    {                                                                                              \
        {"record.close", "type", type_, roles_, 0, NULL}, gg_judge_record                          \
    }

static const row rows[] = {
    {{"registry.create", NULL, NULL, 0, 0, NULL}, NULL},
    {{"registry.set", NULL, NULL, ADMINISTRATOR, 0, NULL}, NULL},
    {{"dataset.add", NULL, NULL, SCIENTIST, 0, NULL}, NULL},
    {{"dataset.revise", NULL, NULL, SCIENTIST, 0, NULL}, NULL},
    {{"dataset.purge", NULL, NULL, SCIENTIST, 0, NULL}, NULL},
    {{"dataset.refuse", NULL, NULL, SCIENTIST, 0, NULL}, NULL},
    {{"model.register", NULL, NULL, SCIENTIST | CI, 0, NULL}, NULL},
    {{"model.alias", NULL, NULL, SCIENTIST | CI, 0, NULL}, NULL},
    {{"model.evaluate", NULL, NULL, SCIENTIST | CI, 0, NULL}, gg_judge_evaluation},
    {{"model.judge", NULL, NULL, SCIENTIST | REVIEWER | CI, 0, NULL}, gg_judge_verdict},
    {{"model.promote", "to", "review", SCIENTIST, 0, NULL}, gg_judge_way},
    {{"model.promote", "to", "production", REVIEWER, 0, NOT_OWN_VERSION}, gg_judge_way},
    {{"model.promote", "to", "rejected", REVIEWER, 0, NULL}, gg_judge_way},
    {{"model.promote", "to", "retired", REVIEWER, 0, NULL}, gg_judge_way},
    {{"model.suspend", NULL, NULL, REVIEWER, 0, NULL}, gg_judge_way},
    {{"model.review", NULL, NULL, REVIEWER, 0, NOT_OWN_WORK}, gg_judge_review},
    {{"model.waive", NULL, NULL, REVIEWER, 0, NOT_OWN_VERSION}, gg_judge_waive},
    {{"model.answer", NULL, NULL, SCIENTIST, 0, "not who raised the finding"}, gg_judge_answer},
    {{"model.refuse", NULL, NULL, SCIENTIST | REVIEWER | CI, 0, NULL}, NULL},
    {{"cycle.open", NULL, NULL, SCIENTIST | CI, 0, "ci: only with a version that it registers"},
     gg_judge_cycle},
    {{"cycle.phase", NULL, NULL, SCIENTIST, 0, NULL}, NULL},
    {{"cycle.close", NULL, NULL, SCIENTIST, 0, NULL}, NULL},
    {{"policy.adopt", NULL, NULL, REVIEWER, 0, NULL}, gg_judge_policy},
    {{"account.add", NULL, NULL, ADMINISTRATOR, 0, "not of one's own person"}, gg_judge_add},
    {{"account.grant", NULL, NULL, ADMINISTRATOR, 0, "not to one's own person"}, gg_judge_grant},
    {{"account.revoke", NULL, NULL, ADMINISTRATOR, 0, NULL}, gg_judge_not_last},
    {{"account.confirm", NULL, NULL, ADMINISTRATOR, 0,
      "neither who asked for it nor whose account it is"},
     gg_judge_confirm},
    {{"account.train", NULL, NULL, ADMINISTRATOR, GG_DUTY_UNTRAINED, NOT_OWN_ACCOUNT},
     gg_judge_other},
    {{"account.renew", NULL, NULL, ADMINISTRATOR, 0, NOT_OWN_ACCOUNT}, gg_judge_other},
    {{"account.disable", NULL, NULL, ADMINISTRATOR, 0, NULL}, gg_judge_not_last},
    {{"account.enable", NULL, NULL, ADMINISTRATOR, 0, NOT_OWN_ACCOUNT}, gg_judge_other},
    {{"account.limit", NULL, NULL, ADMINISTRATOR, 0, NOT_OWN_ACCOUNT}, gg_judge_other},
    {{"account.key", NULL, NULL, ADMINISTRATOR, GG_DUTY_OWN | GG_DUTY_UNTRAINED, NULL}, NULL},
    {{"account.review", NULL, NULL, ADMINISTRATOR, 0, NOT_OWN_ACCOUNT}, gg_judge_other},
    {{"account.recover", NULL, NULL, 0, GG_DUTY_ROOT, NULL}, gg_judge_recover},
    RECORD("privacy-threshold-analysis", REVIEWER),
    RECORD("impact-assessment", REVIEWER),
    RECORD("redress-case", REVIEWER),
    RECORD("disclosure", SCIENTIST | REVIEWER),
    RECORD("bulletin", REVIEWER),
    RECORD("agreement", REVIEWER),
    RECORD("annotation-batch", SCIENTIST),
    RECORD("pilot", SCIENTIST | REVIEWER),
    RECORD("self-assessment", REVIEWER | ADMINISTRATOR),
    RECORD("access-nomination", ADMINISTRATOR),
    {{"record.add", "type", "training", ADMINISTRATOR, GG_DUTY_UNTRAINED, NOT_OWN_ACCOUNT},
     gg_judge_record},
    {{"record.close", "type", "training", ADMINISTRATOR, 0, NULL}, gg_judge_record},
    RECORD("access-review", ADMINISTRATOR),
    RECORD("incident", SCIENTIST | REVIEWER | ADMINISTRATOR),
    RECORD("finding", SCIENTIST | REVIEWER | ADMINISTRATOR),
    {{"record.refuse", NULL, NULL, SCIENTIST | REVIEWER | ADMINISTRATOR, 0, NULL}, NULL},
    {{"access.refuse", NULL, NULL, 0, GG_DUTY_ANYBODY, NULL}, NULL},
    {{"card.issue", NULL, NULL, REVIEWER, 0, "not who submitted the version"}, gg_judge_issue},
    {{"card.countersign", NULL, NULL, REVIEWER | AUDITOR, 0, "not who issued it"},
     gg_judge_countersign},
    {{"card.export", NULL, NULL, 0, GG_DUTY_ANYBODY, NULL}, NULL},
    {{"record.export", NULL, NULL, 0, GG_DUTY_ANYBODY, NULL}, NULL},
    {{"evaluation.export", NULL, NULL, 0, GG_DUTY_ANYBODY, NULL}, NULL},
    {{"registry.export", NULL, NULL, 0, GG_DUTY_ANYBODY, "not who is limited to models"}, NULL},
    {{"audit.ask", NULL, NULL, ADMINISTRATOR | REVIEWER, 0, NULL}, NULL},
    {{"audit.redact", NULL, NULL, ADMINISTRATOR | REVIEWER, 0, "not who asked for it"},
     gg_judge_redact},
};

const gg_duty *gg_duty_at(size_t i)
{
    return i < sizeof rows / sizeof *rows ? &rows[i].duty : NULL;
}

static const row *find_row(const gg_applied *event)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const gg_duty *d = &rows[i].duty;

        if (strcmp(d->action, event->action) == 0 &&
            (!d->key || strcmp(gg_json_string(event->payload, d->key, ""), d->value) == 0))
            return &rows[i];
    }
    return NULL;
}

/* ---- refusing */

void gg_refuse(gg_judging *j, const char *rule, const char *mend, const char *format, ...)
{
    gg_refusal *why = &j->out->why;
    int n = snprintf(why->what, sizeof why->what, "rule %s: ", rule);
    va_list args;

    va_start(args, format);
    vsnprintf(why->what + n, sizeof why->what - (size_t)n, format, args);
    va_end(args);
    snprintf(why->mend, sizeof why->mend, "%s", mend);
    why->rule = rule;
    j->out->refused = true;
}

gg_status gg_refuse_ask(gg_judging *j, const char *rule, const char *command, const char *account,
                        const char *format, ...)
{
    gg_asked who = {.now = j->event->time,
                    .but = j->actor.person,
                    .roles = GG_ACCOUNT_ROLE_ADMINISTRATOR,
                    .command = command,
                    .account = account};
    char what[180], mend[160];
    va_list args;
    gg_status st = gg_account_ask(j->db, &who, mend, sizeof mend, j->err);

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (st == GG_OK)
        gg_refuse(j, rule, mend, "%s", what);
    return st;
}

/* ---- who acts, of several people */

static gg_status judge_dormant(gg_judging *j)
{
    const gg_account *a = &j->actor;
    int64_t idle = gg_time_parse(j->event->time) - gg_time_parse(gg_account_since(a));

    if (idle <= j->dormant_days * 86400)
        return GG_OK;
    return gg_refuse_ask(
        j, "dormant", "account renew", a->name,
        "account %.60s is dormant: not used since %.10s, and %lld days are allowed", a->name,
        gg_account_since(a), (long long)j->dormant_days);
}

static gg_status judge_training(gg_judging *j)
{
    const gg_account *a = &j->actor;
    const bool keeps = (a->roles & GG_ACCOUNT_ROLE_ADMINISTRATOR) != 0;
    uint64_t others = 0;
    char what[160], mend[160];
    gg_status st = GG_OK;

    /* Both are dates: the day of the anniversary still passes. */
    if ((j->duty->flags & GG_DUTY_UNTRAINED) ||
        strncmp(j->event->time, j->training_ends, GG_DATE_TEXT - 1) <= 0)
        return GG_OK;
    if (a->trained[0])
        snprintf(what, sizeof what, "the training of %.60s is of %s, good until %s", a->name,
                 a->trained, j->training_ends);
    else
        snprintf(what, sizeof what, "no training of %.60s is on record", a->name);
    if (keeps)
        st = gg_account_administrators(j->db, j->event->time, a->person, &others, j->err);
    if (st != GG_OK || others || !keeps)
        return st == GG_OK ? gg_refuse_ask(j, "training", "account train", a->name, "%s", what)
                           : st;
    /* Whoever is alone may do this without training, and nothing else. */
    snprintf(mend, sizeof mend, "there is no other administrator: gauger account train %.60s",
             a->name);
    gg_refuse(j, "training", mend, "%s", what);
    return GG_OK;
}

static gg_status judge_role(gg_judging *j)
{
    const gg_account *a = &j->actor;
    gg_asked who = {.now = j->event->time, .but = a->person, .roles = j->duty->roles};
    char needs[80], has[80], mend[160];
    gg_status st;

    for (size_t i = 0; i < GG_ACCOUNT_ROLES; i++) {
        unsigned bit;
        const char *word = gg_account_role_word(i, &bit);

        if (j->duty->roles & a->roles & bit) {
            j->out->role = word;
            return GG_OK;
        }
    }
    if ((j->duty->flags & GG_DUTY_OWN) && strcmp(j->event->name, a->name) == 0) {
        j->out->role = "owner";
        return GG_OK;
    }
    gg_account_role_words(j->duty->roles, " or ", needs, sizeof needs);
    gg_account_role_words(a->roles, " and ", has, sizeof has);
    st = j->duty->roles ? gg_account_ask(j->db, &who, mend, sizeof mend, j->err) : GG_OK;
    gg_refuse(j, "role", j->duty->roles ? mend : "nobody may do this",
              "%s needs the role %s; %.50s is %s", j->event->action, needs[0] ? needs : "of nobody",
              a->name, has[0] ? has : "without a role");
    return st;
}

/* The model that an event is about, NULL for none. */
static const char *model_of(const gg_applied *event)
{
    if (strncmp(event->object, "model/", 6) == 0)
        return event->name;
    return gg_json_string(event->payload, "model", NULL);
}

static gg_status judge_model(gg_judging *j)
{
    const char *model = model_of(j->event);

    if (!model || gg_account_covers(&j->actor, model))
        return GG_OK;
    return gg_refuse_ask(j, "model", "account limit", j->actor.name,
                         "account %.60s is limited to other models than %.60s", j->actor.name,
                         model);
}

/* ---- finding them */

static bool same_actor(const gg_acting *known, const gg_applied *e)
{
    return known && known->seq && (e->seq == known->seq || e->seq == known->seq + 1) &&
           strcmp(known->account.name, e->actor) == 0 &&
           strcmp(known->key, e->key ? e->key : "") == 0;
}

static gg_status read_actor(gg_judging *j, bool *there)
{
    gg_db *db = j->db;
    gg_acting *known = db->acting;
    const char *key = j->event->key;
    gg_status st;

    if (!known)
        known = db->acting = calloc(1, sizeof *known);
    if (!known)
        return gg_error_set(j->err, GG_E_MEMORY, NULL, "out of memory");
    known->seq = 0;
    st = gg_account_load(db, j->event->actor, key, &known->account, there, j->err);
    if (st != GG_OK || !*there)
        return st;
    known->training_ends[0] = '\0';
    st = gg_setting_read(db, "account.dormant_days", &known->dormant_days, j->err);
    if (st == GG_OK && known->account.trained[0])
        st = gg_training_ends(db, known->account.trained, known->training_ends, j->err);
    gg_copy(known->key, sizeof known->key, key ? key : "");
    if (st == GG_OK)
        known->seq = j->event->seq;
    return st;
}

static gg_status find_actor(gg_judging *j, bool *there)
{
    gg_status st = GG_OK;

    *there = same_actor(j->db->acting, j->event);
    if (!*there)
        st = read_actor(j, there);
    if (st != GG_OK || !*there)
        return st;
    j->db->acting->seq = j->event->seq;
    j->actor = j->db->acting->account;
    j->dormant_days = j->db->acting->dormant_days;
    gg_copy(j->training_ends, sizeof j->training_ends, j->db->acting->training_ends);
    return GG_OK;
}

static gg_status judge_account(gg_judging *j)
{
    const gg_applied *e = j->event;
    bool there = false;
    gg_status st = find_actor(j, &there);

    if (st != GG_OK)
        return st;
    if (!there)
        return gg_refuse_ask(j, "account", "account add", e->actor, "there is no account %.80s",
                             e->actor);
    if (strcmp(j->actor.state, "open") != 0)
        return gg_refuse_ask(j, "disabled", "account enable", e->actor, "account %.80s is %s",
                             e->actor, j->actor.state);
    if ((e->claimed || !j->actor.keyed) && e->key) {
        gg_refuse(j, "key", "give its own: GAUGER_KEY_FILE, or leave out --as",
                  "the key is not one of this account's: %.16s is not of %.80s", e->key, e->actor);
        return GG_OK;
    }
    if (e->claimed || !j->actor.keyed)
        return gg_refuse_ask(j, "key", "account key", e->actor, "the account's key is not at hand");
    gg_copy(j->out->person, sizeof j->out->person, j->actor.person);
    st = judge_dormant(j);
    if (st == GG_OK && !j->out->refused)
        st = judge_training(j);
    if (st == GG_OK && !j->out->refused)
        st = judge_role(j);
    return st == GG_OK && !j->out->refused ? judge_model(j) : st;
}

/* ---- an event */

/* What was read for the event before holds for the next one, unless that opened an account. */
static gg_status staffed(gg_db *db, const gg_applied *event, bool *out, gg_error *err)
{
    bool known =
        db->staffed.seq && (event->seq == db->staffed.seq || event->seq == db->staffed.seq + 1);
    gg_status st = known ? GG_OK : gg_staffed_read(db, &db->staffed.several, err);

    if (st != GG_OK)
        return st;
    *out = db->staffed.several;
    db->staffed.seq = event->seq;
    return GG_OK;
}

gg_status gg_duty_judge(gg_db *db, const gg_applied *event, gg_judgement *out, gg_error *err)
{
    gg_judging j = {.db = db, .event = event, .out = out, .err = err};
    const row *found = find_row(event);
    gg_status st;

    memset(out, 0, sizeof *out);
    st = staffed(db, event, &out->several, err);
    if (st != GG_OK)
        return st;
    j.duty = found ? &found->duty : NULL;
    if (!found || (strcmp(event->action, "registry.create") == 0) != (event->seq == 1)) {
        gg_refuse(&j, "duty", "nobody may do this", "no role has the duty %.40s", event->action);
        return GG_OK;
    }
    if (out->several && !(j.duty->flags & (GG_DUTY_ANYBODY | GG_DUTY_ROOT)))
        st = judge_account(&j);
    return st == GG_OK && !out->refused && found->judge ? found->judge(&j) : st;
}

void gg_duty_forget(gg_db *db)
{
    db->staffed.seq = 0;
    if (db->acting)
        db->acting->seq = 0;
}

gg_status gg_duty_check(gg_db *db, const gg_applied *event, gg_judgement *out, gg_error *err)
{
    gg_status st = gg_duty_judge(db, event, out, err);

    return st == GG_OK && out->refused
               ? gg_error_set(err, GG_E_NO, out->why.mend, "%s", out->why.what)
               : st;
}

/* ---- asking before anything is worked out */

gg_status gg_registry_may(gg_registry *reg, const gg_event *event, gg_error *err)
{
    gg_transaction *tx;
    gg_status st = gg_transaction_begin(reg, &tx, err);

    if (st != GG_OK)
        return st;
    st = gg_transaction_allow(tx, event->action, event->object, event->payload, err);
    return gg_transaction_end(tx, st, err);
}
