/* What a change of an account asks for beside a role: a whole nomination, roles that go together, a
 * second person. */
#include <string.h>

#include "account_internal.h"

static const char *text(const gg_judging *j, const char *key)
{
    return gg_json_string(j->event->payload, key, "");
}

/* Who keeps the accounts has no say in what is approved, and does not look over their own shoulder.
 */
static gg_status exclusion(gg_judging *j, const char *person, unsigned added)
{
    unsigned all = 0;
    gg_status st = gg_person_roles(j->db, person, &all, j->err);

    all |= added;
    if (st == GG_OK && (all & GG_ACCOUNT_ROLE_ADMINISTRATOR) &&
        (all & (GG_ACCOUNT_ROLE_REVIEWER | GG_ACCOUNT_ROLE_AUDITOR)))
        gg_refuse(j, "exclusion", "give the roles to two people",
                  "one person is not administrator and %s",
                  all & GG_ACCOUNT_ROLE_REVIEWER ? "reviewer" : "auditor");
    return st;
}

/* ---- a new account */

static unsigned nominated_roles(const gg_judging *j, bool *known)
{
    const json_t *roles = json_object_get(j->event->payload, "roles"), *role;
    unsigned bits = 0;
    size_t i;

    *known = json_array_size(roles) > 0;
    json_array_foreach(roles, i, role)
    {
        unsigned bit = gg_account_role_bit(json_string_value(role));

        bits |= bit;
        *known = *known && bit;
    }
    return bits;
}

static gg_status judge_nomination(gg_judging *j)
{
    const char *trained = text(j, "trained");
    char ends[GG_DATE_TEXT];
    gg_status st;

    if (!text(j, "supervisor")[0]) {
        gg_refuse(j, "nomination", "give --supervisor TITLE",
                  "nobody nominates %.60s: the supervisor's title is missing", j->event->name);
        return GG_OK;
    }
    if (!trained[0] || !gg_date_check(trained, false) ||
        strncmp(trained, j->event->time, GG_DATE_TEXT - 1) > 0) {
        gg_refuse(j, "nomination", "give --trained DATE, of today at the latest",
                  "%.60s has no training before access: the date is missing or no day of the past",
                  j->event->name);
        return GG_OK;
    }
    st = gg_training_ends(j->db, trained, ends, j->err);
    if (st == GG_OK && strncmp(j->event->time, ends, GG_DATE_TEXT - 1) > 0)
        gg_refuse(j, "nomination", "train them again, and give that date",
                  "the training of %.60s is of %s, good until %s", j->event->name, trained, ends);
    return st;
}

gg_status gg_judge_add(gg_judging *j)
{
    bool known;
    unsigned roles = nominated_roles(j, &known);
    gg_status st = GG_OK;

    if (!known) {
        gg_refuse(j, "nomination", "give --role scientist, reviewer, auditor, administrator or ci",
                  "%.60s is nominated for no role", j->event->name);
        return GG_OK;
    }
    if (strlen(text(j, "key")) != 16 || !text(j, "public")[0]) {
        gg_refuse(j, "nomination", "give --public-key FILE", "%.60s has no key", j->event->name);
        return GG_OK;
    }
    st = judge_nomination(j);
    if (st != GG_OK || j->out->refused)
        return st;
    if (j->out->several && strcmp(text(j, "person"), j->actor.person) == 0)
        return gg_refuse_ask(j, "self", "account add", j->event->name,
                             "nobody opens an account for themselves, and %.60s is of the person "
                             "%.60s",
                             j->actor.name, j->actor.person);
    return exclusion(j, text(j, "person"), roles);
}

/* ---- the account that an event is about */

static gg_status target(gg_judging *j, gg_account *out, bool *there)
{
    *there = false;
    return gg_account_load(j->db, j->event->name, NULL, out, there, j->err);
}

gg_status gg_judge_grant(gg_judging *j)
{
    gg_account a;
    bool there;
    gg_status st = target(j, &a, &there);

    if (st != GG_OK || !there)
        return st;
    if (j->out->several && strcmp(a.person, j->actor.person) == 0)
        return strcmp(a.name, j->actor.name) == 0
                   ? gg_refuse_ask(j, "self", "account grant", a.name,
                                   "nobody grants themselves a role")
                   : gg_refuse_ask(j, "self", "account grant", a.name,
                                   "nobody grants themselves a role: %.60s and %.60s are of one "
                                   "person",
                                   a.name, j->actor.name);
    return exclusion(j, a.person, gg_account_role_bit(text(j, "role")));
}

/* Not of one's own account, unless there is nobody else to do it. */
gg_status gg_judge_own(gg_judging *j, const char *account)
{
    gg_account a;
    bool there = false;
    uint64_t others = 0;
    char command[40];
    char *dot;
    gg_status st = gg_account_load(j->db, account, NULL, &a, &there, j->err);

    if (st != GG_OK || !there || !j->out->several || strcmp(a.person, j->actor.person) != 0)
        return st;
    st = gg_account_administrators(j->db, j->event->time, a.person, &others, j->err);
    if (st != GG_OK || !others)
        return st;
    gg_copy(command, sizeof command, j->event->action);
    if ((dot = strchr(command, '.')))
        *dot = ' ';
    if (strcmp(a.name, j->actor.name) == 0)
        return gg_refuse_ask(j, "self", command, a.name,
                             "nobody does this for their own account (%.60s) while another "
                             "administrator is active",
                             a.name);
    return gg_refuse_ask(j, "self", command, a.name,
                         "nobody does this for an account of their own person while another "
                         "administrator is active: %.40s and %.40s are of one",
                         a.name, j->actor.name);
}

gg_status gg_judge_other(gg_judging *j)
{
    return gg_judge_own(j, j->event->name);
}

gg_status gg_judge_not_last(gg_judging *j)
{
    const char *role = gg_json_string(j->event->payload, "role", "administrator");
    gg_account a;
    bool there;
    uint64_t others = 0;
    gg_status st = target(j, &a, &there);

    if (st != GG_OK || !there ||
        !(a.roles & gg_account_role_bit(role) & GG_ACCOUNT_ROLE_ADMINISTRATOR) ||
        strcmp(a.state, "open") != 0)
        return st;
    st = gg_account_administrators(j->db, j->event->time, a.person, &others, j->err);
    if (st == GG_OK && !others)
        gg_refuse(j, "last-administrator", "make another one first: gauger account add",
                  "%.60s is the last administrator", a.name);
    return st;
}

/* ---- the second administrator */

static gg_status judge_waiting(gg_judging *j, sqlite3_stmt *row, unsigned *granted, bool *own)
{
    if (strcmp(gg_db_text(row, 1), "grant") == 0)
        *granted |= gg_account_role_bit(gg_db_text(row, 2));
    *own = *own || strcmp(gg_db_text(row, 0), j->actor.person) == 0;
    return GG_OK;
}

static gg_status refuse_second(gg_judging *j, const gg_account *a)
{
    gg_asked who = {.now = j->event->time,
                    .but = j->actor.person,
                    .nor = a->person,
                    .roles = GG_ACCOUNT_ROLE_ADMINISTRATOR,
                    .command = "account confirm",
                    .account = a->name};
    char mend[160];
    gg_status st = gg_account_ask(j->db, &who, mend, sizeof mend, j->err);

    if (st == GG_OK)
        gg_refuse(j, "second", mend,
                  "a second administrator confirms, neither who asked nor whose account it is");
    return st;
}

gg_status gg_judge_confirm(gg_judging *j)
{
    int64_t request = (int64_t)json_integer_value(json_object_get(j->event->payload, "request"));
    gg_account a;
    sqlite3_stmt *row;
    bool there, more = false, own = false, any = false;
    unsigned granted = 0;
    gg_status st = target(j, &a, &there);

    if (st != GG_OK || !there)
        return st;
    st = gg_db_query(j->db, &row, j->err,
                     "SELECT person, kind, value FROM account_wait WHERE seq = ?1 AND name = ?2",
                     "is", request, a.name);
    while (st == GG_OK && (st = gg_db_step(j->db, row, &more, j->err)) == GG_OK && more) {
        any = true;
        st = judge_waiting(j, row, &granted, &own);
    }
    if (st != GG_OK)
        return st;
    if (!any)
        gg_refuse(j, "state", "see gauger account show", "nothing of %.60s waits", a.name);
    else if (own || (j->out->several && strcmp(a.person, j->actor.person) == 0))
        return refuse_second(j, &a);
    else if (granted)
        return exclusion(j, a.person, granted);
    return st;
}

/* ---- the root key */

/* Whether a clock that was ahead has left its time in the log. */
static gg_status log_ahead(gg_judging *j, bool *out)
{
    uint64_t ahead = 0;
    gg_status st = gg_db_number(j->db, &ahead, j->err,
                                "SELECT time > ?1 FROM entry WHERE action NOT LIKE '%.refuse' AND"
                                " action NOT LIKE '%.export' AND action <> 'model.suspend'"
                                " ORDER BY seq DESC LIMIT 1",
                                "s", j->event->time);

    *out = ahead != 0;
    return st;
}

/* Recovery is for where nobody can help any more; whoever is active needs none. */
static gg_status refuse_recovery(gg_judging *j, const gg_account *a)
{
    uint64_t all = 0, others = 0;
    gg_status st = gg_account_administrators(j->db, j->event->time, NULL, &all, j->err);

    if (st == GG_OK && a)
        st = gg_account_administrators(j->db, j->event->time, a->person, &others, j->err);
    if (st != GG_OK)
        return st;
    if (a && others < all)
        gg_refuse(j, "recover", "go on as it is; see gauger account show",
                  "an administrator is active: %.60s itself, which needs no recovery", a->name);
    else
        return gg_refuse_ask(j, "recover", "account renew", j->event->name,
                             "an administrator is active");
    return GG_OK;
}

gg_status gg_judge_recover(gg_judging *j)
{
    bool ahead = false;
    uint64_t root = 0, others = 0, stopped = 0;
    gg_account a;
    bool there = false;
    gg_status st = GG_OK;

    if (j->event->key && !(j->event->claimed && j->out->several))
        st = gg_db_number(j->db, &root, j->err,
                          "SELECT 1 FROM account_key WHERE key = ?1 AND since = 1"
                          " AND account = ?2",
                          "ss", j->event->key, j->event->actor);
    if (st == GG_OK && !root) {
        gg_refuse(j, "root", "set GAUGER_KEY_FILE to the key that init made",
                  "recovery needs the key that made the registry");
        return GG_OK;
    }
    if (st == GG_OK)
        st = gg_account_administrators(j->db, j->event->time, NULL, &others, j->err);
    if (st == GG_OK)
        st = log_ahead(j, &ahead);
    if (st == GG_OK && others == 1)
        st = gg_db_number(j->db, &stopped, j->err,
                          "SELECT count(*) FROM account_wait WHERE kind = 'stopped'", "");
    if (st == GG_OK)
        st = target(j, &a, &there);
    if (st == GG_OK && others && !ahead && !stopped)
        return refuse_recovery(j, there ? &a : NULL);
    return st == GG_OK && there ? exclusion(j, a.person, GG_ACCOUNT_ROLE_ADMINISTRATOR) : st;
}
