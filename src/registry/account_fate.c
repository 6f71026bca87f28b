/* What becomes of a change of an account that one administrator asks for: it takes effect, or waits
 * for a second one. */
#include <string.h>

#include "account_internal.h"

gg_status gg_account_person(gg_db *db, const char *account, char out[GG_NAME_MAX + 1],
                            gg_error *err)
{
    gg_account a;
    bool there = false;
    gg_status st = gg_account_load(db, account, NULL, &a, &there, err);

    gg_copy(out, GG_NAME_MAX + 1, there ? a.person : "");
    return st;
}

/* What a change takes: an active administrator from the office, by somebody else. */
static gg_status takes_administrator(gg_db *db, const gg_asked_change *c, const gg_account *a,
                                     const char *asker, bool *out, gg_error *err)
{
    bool takes = strcmp(c->action, "account.disable") == 0 ||
                 (strcmp(c->action, "account.revoke") == 0 && c->role &&
                  strcmp(c->role, "administrator") == 0);
    char cutoff[GG_TIME_TEXT];
    gg_status st = gg_account_cutoff(db, c->time, cutoff, err);

    *out = st == GG_OK && takes && (a->roles & GG_ACCOUNT_ROLE_ADMINISTRATOR) &&
           strcmp(a->state, "open") == 0 && strcmp(gg_account_since(a), cutoff) >= 0 &&
           strcmp(a->person, asker) != 0;
    return st;
}

/* Whether it gives an administrator back to the office whom one administrator alone has stopped. */
static gg_status gives_back(gg_db *db, const gg_asked_change *c, bool *out, gg_error *err)
{
    bool gives = strcmp(c->action, "account.enable") == 0 ||
                 (strcmp(c->action, "account.grant") == 0 && c->role &&
                  strcmp(c->role, "administrator") == 0);
    uint64_t stopped = 0;
    gg_status st = GG_OK;

    if (gives)
        st = gg_db_number(db, &stopped, err,
                          "SELECT count(*) FROM account_wait WHERE name = ?1 AND kind = 'stopped'",
                          "s", c->account);
    *out = stopped != 0;
    return st;
}

static bool gives_or_takes(const char *action)
{
    static const char *const actions[] = {"account.add",    "account.grant",  "account.key",
                                          "account.enable", "account.revoke", "account.disable"};

    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(actions[i], action) == 0)
            return true;
    return false;
}

/* Of several people: by how many others there are to confirm it, and who should have been one. */
static gg_status weigh(gg_db *db, const gg_asked_change *c, const gg_account *a, bool there,
                       gg_change_fate *out, gg_error *err)
{
    char asker[GG_NAME_MAX + 1];
    uint64_t others = 0, stopped = 0;
    bool taking =
        strcmp(c->action, "account.disable") == 0 || strcmp(c->action, "account.revoke") == 0;
    bool takes = false, back = false;
    gg_status st = gg_account_person(db, c->actor, asker, err);

    if (st == GG_OK)
        st = gg_account_administrators(db, c->time, there ? a->person : c->person, &others, err);
    if (st == GG_OK && there && taking)
        st = takes_administrator(db, c, a, asker, &takes, err);
    if (st == GG_OK)
        st = gives_back(db, c, &back, err);
    if (st == GG_OK)
        st = gg_db_number(db, &stopped, err,
                          "SELECT count(*) FROM account_wait WHERE person = ?1 AND"
                          " kind = 'stopped'",
                          "s", asker);
    if (st != GG_OK)
        return st;
    out->waits = taking ? takes && others >= 2 : others >= 2 || (stopped && !back);
    out->stopped = takes && !out->waits;
    return GG_OK;
}

gg_status gg_account_fate(gg_db *db, const gg_asked_change *change, gg_change_fate *out,
                          gg_error *err)
{
    /* One's own key is changed with the former one, which nobody else has. */
    bool own =
        strcmp(change->action, "account.key") == 0 && strcmp(change->actor, change->account) == 0;
    bool several = false, there = false;
    gg_account a;
    gg_status st = GG_OK;

    memset(out, 0, sizeof *out);
    if (own || !gives_or_takes(change->action))
        return GG_OK;
    st = gg_staffed_read(db, &several, err);
    if (st == GG_OK && several)
        st = gg_account_load(db, change->account, NULL, &a, &there, err);
    return st == GG_OK && several ? weigh(db, change, &a, there, out, err) : st;
}
