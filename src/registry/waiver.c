/* Waivers: a reviewer lets a version go into production in spite of a rule, until a day. */
#include <string.h>

#include "account_internal.h"
#include "lifecycle_internal.h"

/* ---- listing */

static json_t *waiver_row(sqlite3_stmt *row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "seq", gg_db_json(row, 0),
                     "time", gg_db_json(row, 1), "actor", gg_db_json(row, 2), "role",
                     gg_db_json(row, 3), "rule", gg_db_json(row, 4), "until", gg_db_json(row, 5),
                     "reason", gg_db_json(row, 6), "policy_sha256", gg_db_json(row, 7), "expired",
                     sqlite3_column_int(row, 8));
}

#define WAIVER                                                                                     \
    "SELECT w.seq, e.time, e.actor, e.role, w.rule, w.until, w.reason, w.policy_sha256,"           \
    " w.until < substr(?3, 1, 10) FROM waiver w JOIN entry e ON e.seq = w.seq"                     \
    " WHERE w.name = ?1 AND w.number = ?2"

gg_status gg_waivers_json(gg_db *db, const gg_version *v, uint64_t verdict, const char *now,
                          json_t **out, gg_error *err)
{
    json_t *list = json_array();
    gg_status st;

    if (!list)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (!verdict)
        st = gg_rows(db, list, waiver_row, err, WAIVER " ORDER BY w.seq", "sis", v->model,
                     (int64_t)v->number, now);
    else
        st = gg_rows(db, list, waiver_row, err,
                     WAIVER " AND w.until >= substr(?3, 1, 10) AND EXISTS (SELECT 1"
                            " FROM verdict_rule r JOIN verdict g ON g.seq = r.seq WHERE r.seq = ?4"
                            " AND r.rule = w.rule AND g.policy_sha256 = w.policy_sha256)"
                            " ORDER BY w.seq",
                     "sisi", v->model, (int64_t)v->number, now, (int64_t)verdict);
    return gg_document(st, out, err, list);
}

gg_status gg_version_waivers(gg_registry *reg, const char *reference, bool holding, json_t **out,
                             gg_error *err)
{
    char now[GG_TIME_TEXT];
    gg_standing standing;
    gg_version v;
    gg_status st = gg_version_find(reg, reference, &v, err);

    gg_time_format(gg_env_now(&reg->env), now);
    if (st == GG_OK)
        st = gg_standing_read(&reg->db, &v, now, &standing, err);
    if (st == GG_OK && holding && !standing.verdict)
        return gg_document(GG_OK, out, err, json_array());
    return st == GG_OK
               ? gg_waivers_json(&reg->db, &v, holding ? standing.verdict : 0, now, out, err)
               : st;
}

/* ---- waiving */

static gg_status check_until(gg_registry *reg, const gg_transaction *tx, const char *object,
                             const char *until, gg_error *err)
{
    gg_tried tried = {"model.waive", object, "waiver", "choose a day between", GG_E_USAGE};
    char last[GG_TIME_TEXT];
    int64_t months = 0;
    gg_status st = gg_setting_read(&reg->db, "waiver.months", &months, err);

    if (st != GG_OK)
        return st;
    gg_time_add_months(tx->time, (unsigned)months, last);
    if (!until || !gg_date_check(until, false))
        return gg_error_set(err, GG_E_USAGE, "write it as 2026-01-31, today or later",
                            "the last day of the waiver is no date");
    if (strncmp(until, tx->time, 10) < 0)
        return gg_registry_refuse(reg, &tried, err,
                                  "a waiver begins today, and %.10s is past; it lasts until %.10s "
                                  "at most",
                                  until, last);
    if (strncmp(until, last, 10) > 0)
        return gg_registry_refuse(reg, &tried, err,
                                  "a waiver lasts %lld months at most: from today until %.10s",
                                  (long long)months, last);
    return GG_OK;
}

/* The rules of a verdict that are no pass, for people. */
static gg_status no_such_rule(gg_db *db, const gg_version *v, uint64_t verdict, const char *rule,
                              gg_error *err)
{
    char known[140] = "see gauger gate REF";
    sqlite3_stmt *row;
    bool more = false;
    size_t n = 0;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT rule FROM verdict_rule WHERE seq = ?1 ORDER BY rule LIMIT 4",
                               "i", (int64_t)verdict);

    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more)
        if (n < sizeof known)
            n += (size_t)snprintf(known + n, sizeof known - n, "%s%.60s", n ? ", " : "no pass are ",
                                  gg_db_text(row, 0));
    if (st != GG_OK)
        return st;
    return gg_error_set(err, GG_E_NOT_FOUND, known,
                        verdict
                            ? "the newest verdict on %.60s@%llu has no rule %.60s that is no pass"
                            : "there is no verdict on %.60s@%llu by the policy in force",
                        v->model, (unsigned long long)v->number, rule);
}

static gg_status find_rule(gg_db *db, const gg_version *v, const char *rule, const char *now,
                           char policy[GG_SHA256_HEX], gg_standing *standing, gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_standing_read(db, v, now, standing, err);

    if (st == GG_OK)
        st = gg_db_query(db, &row, err,
                         "SELECT g.policy_sha256 FROM verdict_rule r JOIN verdict g"
                         " ON g.seq = r.seq WHERE r.seq = ?1 AND r.rule = ?2",
                         "is", (int64_t)standing->verdict, rule);
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there)
        return no_such_rule(db, v, standing->verdict, rule, err);
    gg_db_copy(row, 0, policy, GG_SHA256_HEX);
    sqlite3_reset(row);
    return GG_OK;
}

/* Of one person by name; of several it is a duty, by person. */
static bool own(const gg_registry *reg, const gg_standing *s)
{
    return !s->several &&
           (strcmp(reg->actor, s->submitter) == 0 || strcmp(reg->actor, s->sender) == 0);
}

static gg_status enter(gg_transaction *tx, const gg_version *v, const gg_waiver_entry *w,
                       uint64_t *seq, gg_error *err)
{
    gg_registry *reg = tx->reg;
    char object[GG_NAME_MAX + 40], policy[GG_SHA256_HEX];
    gg_refusal why = {"separation", "nobody waives a rule for what they submitted",
                      "ask a reviewer who had no part in it"};
    gg_judgement judgement;
    gg_standing standing;
    gg_status st;

    snprintf(object, sizeof object, "model/%s@%llu", v->model, (unsigned long long)v->number);
    st = gg_transaction_judge(tx, "model.waive", object, NULL, &judgement, err);
    if (st == GG_OK && judgement.refused && strcmp(judgement.why.rule, "separation") != 0)
        st = gg_transaction_allow(tx, "model.waive", object, NULL, err);
    if (st == GG_OK)
        st = gg_standing_read(&reg->db, v, tx->time, &standing, err);
    if (st == GG_OK && (judgement.refused || own(reg, &standing)))
        return gg_version_refuse(tx, v, "waive", v->state,
                                 judgement.refused ? &judgement.why : &why, err);
    if (st == GG_OK)
        st = check_until(reg, tx, object, w->until, err);
    if (st == GG_OK)
        st = find_rule(&reg->db, v, w->rule, tx->time, policy, &standing, err);
    if (st == GG_OK)
        st = gg_append(tx, "model.waive", object,
                       json_pack("{s:s, s:s, s:s, s:s}", "rule", w->rule, "until", w->until,
                                 "reason", w->reason, "policy_sha256", policy),
                       seq, err);
    return gg_transaction_end(tx, st, err);
}

gg_status gg_version_waive(gg_registry *reg, const char *reference, const gg_waiver_entry *waiver,
                           uint64_t *seq, gg_error *err)
{
    gg_transaction *tx;
    gg_version v;
    gg_status st = gg_text_field("reason", waiver->reason, GG_REASON_MAX, true, err);

    if (st == GG_OK)
        st = gg_text_field("rule", waiver->rule, 200, true, err);
    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    st = gg_version_find(reg, reference, &v, err);
    if (st != GG_OK)
        return gg_transaction_end(tx, st, err);
    return enter(tx, &v, waiver, seq, err);
}
