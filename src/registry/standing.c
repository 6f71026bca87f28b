#include <string.h>

#include "lifecycle_internal.h"

/* An evaluation counts while its data is registered and nothing has superseded it. */
#define IS_FRESH                                                                                   \
    "(e.data_sha256 IS NOT NULL AND e.dataset_number ="                                            \
    " (SELECT max(d.number) FROM dataset d WHERE d.name = e.dataset))"

static gg_status read_evaluations(gg_db *db, const gg_version *v, gg_standing *out, gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT coalesce(sum(ifnull(" IS_FRESH ", 0)), 0), count(dataset)"
                               " FROM evaluation e WHERE name = ?1 AND number = ?2",
                               "si", v->model, (int64_t)v->number);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    out->fresh = (uint64_t)sqlite3_column_int64(row, 0);
    out->stale = (uint64_t)sqlite3_column_int64(row, 1) - out->fresh;
    sqlite3_reset(row);
    return GG_OK;
}

/* The model's own policy goes before the one for all. */
static gg_status read_verdict(gg_db *db, const gg_version *v, gg_standing *out, gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st =
        gg_db_number(db, &out->policy, err,
                     "SELECT seq FROM policy WHERE model IN (?1, '') ORDER BY model DESC LIMIT 1",
                     "s", v->model);

    if (st == GG_OK)
        st =
            gg_db_query(db, &row, err,
                        "SELECT r.seq, r.result, ifnull(" IS_FRESH
                        ", 0), ifnull(e.overlap = 'excessive', 0), EXISTS (SELECT 1 FROM version p"
                        " JOIN state s ON s.name = p.name AND s.number = p.number"
                        " WHERE p.name = r.name AND p.number <> r.number"
                        " AND p.state = 'production' AND s.new = 'production'"
                        " AND s.result = 'done' AND s.seq > r.seq), EXISTS (SELECT 1 FROM dataset d"
                        " WHERE d.name = e.dataset AND d.number = e.dataset_number"
                        " AND d.purged IS NOT NULL) FROM verdict r"
                        " JOIN evaluation e ON e.seq = r.evaluation"
                        " JOIN policy p ON p.seq = ?3 AND p.sha256 = r.policy_sha256"
                        " WHERE r.name = ?1 AND r.number = ?2 ORDER BY r.seq DESC LIMIT 1",
                        "sii", v->model, (int64_t)v->number, (int64_t)out->policy);
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    out->verdict = (uint64_t)sqlite3_column_int64(row, 0);
    gg_db_copy(row, 1, out->result, sizeof out->result);
    out->verdict_stale = sqlite3_column_int(row, 2) == 0;
    out->overlapping = sqlite3_column_int(row, 3) != 0;
    out->overtaken = sqlite3_column_int(row, 4) != 0;
    out->verdict_purged = sqlite3_column_int(row, 5) != 0;
    sqlite3_reset(row);
    return GG_OK;
}

/* Rules that are no pass, and those of them that nobody waived for this version and policy. */
static gg_status read_waivers(gg_db *db, const gg_version *v, const char *now, gg_standing *out,
                              gg_error *err)
{
    uint64_t failing = 0;
    gg_status st;

    if (!now || !out->verdict)
        return GG_OK;
    st = gg_db_number(db, &failing, err, "SELECT count(*) FROM verdict_rule WHERE seq = ?1", "i",
                      (int64_t)out->verdict);
    if (st == GG_OK)
        st = gg_db_number(
            db, &out->unwaived, err,
            "SELECT count(*) FROM verdict_rule r JOIN verdict g ON g.seq = r.seq WHERE r.seq = ?1"
            " AND NOT EXISTS (SELECT 1 FROM waiver w WHERE w.name = ?2 AND w.number = ?3"
            " AND w.rule = r.rule AND w.policy_sha256 = g.policy_sha256"
            " AND w.until >= substr(?4, 1, 10))",
            "isis", (int64_t)out->verdict, v->model, (int64_t)v->number, now);
    out->waivable = failing > 0;
    return st;
}

const char *gg_made_word(uint64_t what)
{
    static const char *const words[] = {NULL, "data", "evaluation", "verdict"};

    return what < sizeof words / sizeof *words ? words[what] : NULL;
}

/* The newest approval by somebody who made data, an evaluation or the verdict, before or since. */
static gg_status read_void(gg_db *db, const gg_version *v, gg_standing *out, gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT actor, made FROM (SELECT a.actor, s.seq, " GG_MADE_BY(
                                   "a.person") " AS made"
                                               " FROM state s JOIN entry a ON a.seq = s.seq JOIN "
                                               "version v ON v.name = s.name"
                                               " AND v.number = s.number WHERE s.name = ?1 AND "
                                               "s.number = ?2 AND s.new = 'approved'"
                                               " AND s.result = 'done' AND s.seq > v.sent) WHERE "
                                               "made > 0 ORDER BY seq DESC LIMIT 1",
                               "si", v->model, (int64_t)v->number);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    gg_db_copy(row, 0, out->void_by, sizeof out->void_by);
    out->void_what = (uint64_t)sqlite3_column_int64(row, 1);
    sqlite3_reset(row);
    return GG_OK;
}

/* Approvals since the version was last sent to review. Of several people each person counts once,
 * and only those who had a name of their own when they approved, and have no part in it: neither
 * then nor since. */
static gg_status read_approvals(gg_db *db, const gg_version *v, gg_standing *out, gg_error *err)
{
    gg_status st;

    if (!out->several)
        return gg_db_number(
            db, &out->approvals, err,
            "SELECT count(DISTINCT e.actor) FROM state s JOIN entry e ON e.seq = s.seq"
            " WHERE s.name = ?1 AND s.number = ?2 AND s.new = 'approved'"
            " AND s.result = 'done' AND s.seq > (SELECT max(seq) FROM state"
            " WHERE name = ?1 AND number = ?2 AND new = 'review' AND result = 'done')",
            "si", v->model, (int64_t)v->number);
    st = gg_db_number(
        db, &out->approvals, err,
        "SELECT count(DISTINCT a.person) FROM state s JOIN entry a ON a.seq = s.seq"
        " JOIN version v ON v.name = s.name AND v.number = s.number"
        " WHERE s.name = ?1 AND s.number = ?2 AND s.new = 'approved' AND s.result = 'done'"
        " AND s.seq > v.sent AND NOT EXISTS (SELECT 1 FROM entry o"
        " WHERE o.seq IN (v.seq, v.sent) AND o.person = a.person)"
        " AND " GG_MADE_BY("a.person") " = 0",
        "si", v->model, (int64_t)v->number);
    return st == GG_OK ? read_void(db, v, out, err) : st;
}

static gg_status read_people(gg_db *db, const gg_version *v, gg_standing *out, gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT submitter, sender FROM version WHERE name = ?1"
                               " AND number = ?2",
                               "si", v->model, (int64_t)v->number);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    gg_db_copy(row, 0, out->submitter, sizeof out->submitter);
    gg_db_copy(row, 1, out->sender, sizeof out->sender);
    sqlite3_reset(row);
    st = gg_staffed_read(db, &out->several, err);
    return st == GG_OK ? read_approvals(db, v, out, err) : st;
}

gg_status gg_champion_number(gg_db *db, const char *model, uint64_t *out, gg_error *err)
{
    *out = 0;
    return gg_db_number(db, out, err,
                        "SELECT number FROM version WHERE name = ?1 AND state = 'production'", "s",
                        model);
}

gg_status gg_standing_read(gg_db *db, const gg_version *v, const char *now, gg_standing *out,
                           gg_error *err)
{
    gg_status st;

    memset(out, 0, sizeof *out);
    st = read_evaluations(db, v, out, err);
    if (st == GG_OK)
        st = read_verdict(db, v, out, err);
    if (st == GG_OK)
        st = read_waivers(db, v, now, out, err);
    if (st == GG_OK)
        st = read_people(db, v, out, err);
    if (st == GG_OK)
        st = gg_champion_number(db, v->model, &out->champion, err);
    if (st == GG_OK)
        st = gg_db_number(db, &out->open_findings, err,
                          "SELECT count(*) FROM finding WHERE name = ?1 AND number = ?2"
                          " AND answer IS NULL",
                          "si", v->model, (int64_t)v->number);
    return st;
}
