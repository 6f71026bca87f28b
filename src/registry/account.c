/* Accounts as the tables have them, and who among them can help. */
#include <string.h>

#include "account_internal.h"

static const struct {
    const char *word;
    unsigned bit;
} roles[GG_ACCOUNT_ROLES] = {
    {"scientist", GG_ACCOUNT_ROLE_SCIENTIST},
    {"reviewer", GG_ACCOUNT_ROLE_REVIEWER},
    {"auditor", GG_ACCOUNT_ROLE_AUDITOR},
    {"administrator", GG_ACCOUNT_ROLE_ADMINISTRATOR},
    {"ci", GG_ACCOUNT_ROLE_CI},
};

const char *gg_account_role_word(size_t i, unsigned *bit)
{
    if (i >= GG_ACCOUNT_ROLES)
        return NULL;
    if (bit)
        *bit = roles[i].bit;
    return roles[i].word;
}

unsigned gg_account_role_bit(const char *word)
{
    for (size_t i = 0; word && i < GG_ACCOUNT_ROLES; i++)
        if (strcmp(roles[i].word, word) == 0)
            return roles[i].bit;
    return 0;
}

void gg_account_role_words(unsigned bits, const char *last, char *out, size_t size)
{
    unsigned left = bits;
    size_t n = 0;

    out[0] = '\0';
    for (size_t i = 0; i < GG_ACCOUNT_ROLES; i++) {
        if (!(left & roles[i].bit))
            continue;
        left &= ~roles[i].bit;
        if (n < size)
            n += (size_t)snprintf(out + n, size - n, "%s%s",
                                  n == 0 ? ""
                                  : left ? ", "
                                         : last,
                                  roles[i].word);
    }
}

/* "a,b" to the bits of a and b. */
static unsigned role_bits(const char *list)
{
    unsigned bits = 0;

    while (*list) {
        size_t n = strcspn(list, ",");

        for (size_t i = 0; i < GG_ACCOUNT_ROLES; i++)
            if (strlen(roles[i].word) == n && strncmp(roles[i].word, list, n) == 0)
                bits |= roles[i].bit;
        list += n + (list[n] == ',');
    }
    return bits;
}

gg_status gg_account_load(gg_db *db, const char *name, const char *key, gg_account *out,
                          bool *there, gg_error *err)
{
    sqlite3_stmt *row;
    gg_status st =
        gg_db_query(db, &row, err,
                    "SELECT a.name, a.person, a.state, a.renewed, a.last_use, a.trained, a.models,"
                    " (SELECT group_concat(role) FROM account_role WHERE name = a.name),"
                    " EXISTS (SELECT 1 FROM account_key k WHERE k.key = ?2 AND k.account = a.name"
                    " AND k.until IS NULL) FROM account a WHERE a.name = ?1",
                    "ss", name, key);

    if (st == GG_OK)
        st = gg_db_step(db, row, there, err);
    if (st != GG_OK || !*there)
        return st;
    memset(out, 0, sizeof *out);
    gg_db_copy(row, 0, out->name, sizeof out->name);
    gg_db_copy(row, 1, out->person, sizeof out->person);
    gg_db_copy(row, 2, out->state, sizeof out->state);
    gg_db_copy(row, 3, out->renewed, sizeof out->renewed);
    gg_db_copy(row, 4, out->last_use, sizeof out->last_use);
    gg_db_copy(row, 5, out->trained, sizeof out->trained);
    gg_db_copy(row, 6, out->models, sizeof out->models);
    out->limited = sqlite3_column_type(row, 6) != SQLITE_NULL;
    out->roles = role_bits(gg_db_text(row, 7));
    out->keyed = sqlite3_column_int(row, 8) != 0;
    sqlite3_reset(row);
    return GG_OK;
}

const char *gg_account_since(const gg_account *account)
{
    return strcmp(account->last_use, account->renewed) > 0 ? account->last_use : account->renewed;
}

bool gg_account_covers(const gg_account *account, const char *model)
{
    const char *p = account->models;
    size_t n = strlen(model);

    if (!account->limited)
        return true;
    while (*p) {
        size_t k = strcspn(p, ",");

        if (k == n && strncmp(p, model, n) == 0)
            return true;
        p += k + (p[k] == ',');
    }
    return false;
}

gg_status gg_account_cutoff(gg_db *db, const char *now, char out[GG_TIME_TEXT], gg_error *err)
{
    int64_t days = 0;
    gg_status st = gg_setting_read(db, "account.dormant_days", &days, err);

    if (st == GG_OK)
        gg_time_format(gg_time_parse(now) - days * 86400, out);
    return st;
}

/* Times are texts of one form, so that their order is that of time. */
#define ACTIVE " a.state = 'open' AND (a.renewed >= ?1 OR ifnull(a.last_use, '') >= ?1)"

gg_status gg_account_administrators(gg_db *db, const char *now, const char *but, uint64_t *out,
                                    gg_error *err)
{
    char cutoff[GG_TIME_TEXT];
    gg_status st = gg_account_cutoff(db, now, cutoff, err);

    *out = 0;
    if (st != GG_OK)
        return st;
    return gg_db_number(db, out, err,
                        "SELECT count(DISTINCT a.person) FROM account a JOIN account_role r"
                        " ON r.name = a.name AND r.role = 'administrator' WHERE" ACTIVE
                        " AND a.person IS NOT ?2",
                        "ss", cutoff, but);
}

/* Names of active accounts that have one of the roles; *n says how many there are. */
static gg_status name_helpers(gg_db *db, const gg_asked *who, gg_buf *out, size_t *n, gg_error *err)
{
    char cutoff[GG_TIME_TEXT];
    sqlite3_stmt *row;
    bool more = false;
    gg_status st = gg_account_cutoff(db, who->now, cutoff, err);

    *n = 0;
    if (st == GG_OK)
        st = gg_db_query(db, &row, err,
                         "SELECT a.name, group_concat(r.role) FROM account a JOIN account_role r"
                         " ON r.name = a.name WHERE" ACTIVE
                         " AND a.person IS NOT ?2 AND a.person IS NOT ?3"
                         " GROUP BY a.name ORDER BY a.name",
                         "sss", cutoff, who->but, who->nor);
    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more)
        if ((role_bits(gg_db_text(row, 1)) & who->roles) && ++*n <= 3)
            gg_buf_printf(out, "%s%.24s", *n > 1 ? ", " : " (", gg_db_text(row, 0));
    gg_buf_puts(out, *n ? ")" : "");
    return st;
}

/* The account of the key that made the registry. */
static gg_status founder(gg_db *db, char out[GG_NAME_MAX + 1], gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st =
        gg_db_query(db, &row, err, "SELECT account FROM account_key WHERE since = 1", "");

    out[0] = '\0';
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st == GG_OK && there) {
        gg_db_copy(row, 0, out, GG_NAME_MAX + 1);
        sqlite3_reset(row);
    }
    return st;
}

/* Whom an administrator has stopped alone, and how they come back; "" for nobody. */
static gg_status stopped_by(gg_db *db, const char *person, char out[80], gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT w.name, a.state = 'open' FROM account_wait w JOIN account a"
                               " ON a.name = w.name WHERE w.kind = 'stopped' AND w.person = ?1"
                               " ORDER BY w.seq DESC LIMIT 1",
                               "s", person);

    out[0] = '\0';
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    snprintf(out, 80,
             sqlite3_column_int(row, 1) ? "account grant %.24s --role administrator"
                                        : "account enable %.24s",
             gg_db_text(row, 0));
    sqlite3_reset(row);
    return GG_OK;
}

/* Where nobody has the role: another one is given it, or the last way back is taken. */
static gg_status name_nobody(gg_db *db, const gg_asked *who, gg_buf *out, gg_error *err)
{
    char name[GG_NAME_MAX + 1], back[80] = "";
    uint64_t administrators = 0;
    gg_status st = gg_account_administrators(db, who->now, NULL, &administrators, err);

    if (st == GG_OK && who->roles == GG_ACCOUNT_ROLE_ADMINISTRATOR)
        st = stopped_by(db, who->but, back, err);
    if (st == GG_OK && administrators && back[0]) {
        st = founder(db, name, err);
        gg_buf_release(out);
        gg_buf_init(out, 0);
        gg_buf_printf(out,
                      "nobody else is active: gauger %s; or with the root key: gauger account "
                      "recover %.24s --reason TEXT",
                      back, name);
    } else if (st == GG_OK && !administrators) {
        st = founder(db, name, err);
        gg_buf_release(out);
        gg_buf_init(out, 0);
        gg_buf_printf(out,
                      "no administrator is active: gauger account recover %.24s --reason TEXT, "
                      "with the key that made the registry",
                      name);
    } else if (st == GG_OK) {
        gg_buf_puts(out, "; there is no other: gauger account add");
    }
    return st;
}

gg_status gg_account_ask(gg_db *db, const gg_asked *who, char *out, size_t size, gg_error *err)
{
    char words[80];
    size_t n = 0;
    gg_buf text;
    gg_status st;

    gg_buf_init(&text, 0);
    gg_account_role_words(who->roles, " or ", words, sizeof words);
    gg_buf_printf(&text, "ask %s %s", gg_article(words), words);
    st = name_helpers(db, who, &text, &n, err);
    if (st == GG_OK && !n)
        st = name_nobody(db, who, &text, err);
    else if (st == GG_OK && who->command)
        gg_buf_printf(&text, ": gauger %s%s%.24s", who->command, who->account ? " " : "",
                      who->account ? who->account : "");
    if (st == GG_OK)
        st = gg_buf_check(&text, err);
    if (st == GG_OK)
        gg_copy(out, size, text.data);
    gg_buf_release(&text);
    return st;
}

gg_status gg_training_ends(gg_db *db, const char *trained, char out[GG_DATE_TEXT], gg_error *err)
{
    char from[GG_TIME_TEXT], to[GG_TIME_TEXT];
    int64_t months = 0;
    gg_status st = gg_setting_read(db, "account.training_months", &months, err);

    if (st != GG_OK)
        return st;
    snprintf(from, sizeof from, "%.10sT00:00:00Z", trained);
    gg_time_add_months(from, (unsigned)months, to);
    gg_copy(out, GG_DATE_TEXT, to);
    return GG_OK;
}

/* Whether an account is dormant at a time. */
static bool idle_at(const gg_account *a, const char *time, int64_t days)
{
    return gg_time_parse(time) - gg_time_parse(gg_account_since(a)) > days * 86400;
}

/* What is signed here is no event, so nothing else holds the clock against that of the log. */
static gg_status refuse_idle(gg_registry *reg, const gg_account *a, const char *now, int64_t days,
                             gg_tried *tried, gg_error *err)
{
    char last[GG_TIME_TEXT];
    gg_tree tree;
    gg_status st = gg_head_load(&reg->db, &tree, last, err);

    if (st != GG_OK)
        return st;
    if (idle_at(a, now, days)) {
        tried->rule = "dormant";
        return gg_registry_refuse(
            reg, tried, err, "account %.60s is dormant, not used since %.10s, and signs nothing",
            a->name, gg_account_since(a));
    }
    if (strcmp(now, last) >= 0 || !idle_at(a, last, days))
        return GG_OK;
    tried->rule = "clock";
    tried->status = GG_E_INPUT;
    tried->mend = "set the clock right, or ask whoever keeps the machine";
    return gg_registry_refuse(reg, tried, err,
                              "the clock says %s; by the last change, of %s, account %.60s is "
                              "dormant, and signs nothing",
                              now, last, a->name);
}

gg_status gg_signer_active(gg_registry *reg, const char *account, gg_error *err)
{
    char now[GG_TIME_TEXT], object[GG_NAME_MAX + 16], mend[160];
    gg_tried tried = {"audit.checkpoint", object, "disabled", mend, GG_E_NO};
    gg_asked who = {.now = now, .roles = GG_ACCOUNT_ROLE_ADMINISTRATOR, .account = account};
    int64_t days = 0;
    gg_account a;
    bool several = false, there = false, open;
    gg_status st = gg_staffed_read(&reg->db, &several, err);

    if (st != GG_OK || !several)
        return st;
    gg_time_format(gg_env_now(&reg->env), now);
    snprintf(object, sizeof object, "account/%s", account);
    st = gg_account_load(&reg->db, account, NULL, &a, &there, err);
    if (st == GG_OK)
        st = gg_setting_read(&reg->db, "account.dormant_days", &days, err);
    if (st != GG_OK)
        return st;
    open = there && strcmp(a.state, "open") == 0;
    who.command = open ? "account renew" : "account enable";
    st = gg_account_ask(&reg->db, &who, mend, sizeof mend, err);
    if (st == GG_OK && open)
        st = refuse_idle(reg, &a, now, days, &tried, err);
    if (st != GG_OK || open)
        return st;
    return gg_registry_refuse(reg, &tried, err, "account %.80s is %s, and signs nothing", account,
                              there ? a.state : "of no registry");
}

gg_status gg_person_roles(gg_db *db, const char *person, unsigned *out, gg_error *err)
{
    sqlite3_stmt *row;
    bool more = false;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT DISTINCT r.role FROM account a JOIN account_role r"
                               " ON r.name = a.name WHERE a.person = ?1",
                               "s", person);

    *out = 0;
    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more)
        *out |= gg_account_role_bit(gg_db_text(row, 0));
    return st;
}

gg_status gg_staffed_read(gg_db *db, bool *out, gg_error *err)
{
    uint64_t several = 0;
    gg_status st = gg_db_number(
        db, &several, err,
        "SELECT (SELECT min(person) FROM account) IS NOT (SELECT max(person) FROM account)", "");

    if (st == GG_OK)
        *out = several != 0;
    return st;
}

gg_status gg_registry_staffed(gg_registry *reg, bool *out, gg_error *err)
{
    return gg_staffed_read(&reg->db, out, err);
}

gg_status gg_account_of_key(gg_registry *reg, const char *key, char out[GG_NAME_MAX + 1],
                            gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st =
        gg_db_query(&reg->db, &row, err,
                    "SELECT account FROM account_key WHERE key = ?1 AND until IS NULL", "s", key);

    if (st == GG_OK)
        st = gg_db_step(&reg->db, row, &there, err);
    if (st != GG_OK)
        return st;
    gg_copy(out, GG_NAME_MAX + 1, there ? gg_db_text(row, 0) : "");
    sqlite3_reset(row);
    return GG_OK;
}
