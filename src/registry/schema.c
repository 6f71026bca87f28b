#include <string.h>

#include "registry_internal.h"

/* Part of the database: always there, or only in a registry's own file. */
typedef struct part {
    bool full; /* not needed by a replay */
    const char *sql;
} part;

static const part parts[] = {
    /* The log. Nothing but the next event can be written to it; see also the authorizer. */
    {true, "CREATE TABLE events(seq INTEGER PRIMARY KEY, header BLOB NOT NULL,"
           " leaf BLOB NOT NULL CHECK(length(leaf) = 32),"
           " signature BLOB CHECK(length(signature) = 64)) STRICT"},
    {true, "CREATE TRIGGER events_update BEFORE UPDATE ON events"
           " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"},
    {true, "CREATE TRIGGER events_delete BEFORE DELETE ON events"
           " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"},
    {true, "CREATE TRIGGER events_insert BEFORE INSERT ON events"
           " WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)"
           " BEGIN SELECT RAISE(ABORT, 'the next event has the next number'); END"},
    /* An erased one has neither salt nor payload, and the number of the event that erased it. */
    {true, "CREATE TABLE payloads(seq INTEGER PRIMARY KEY REFERENCES events(seq), salt BLOB,"
           " payload BLOB, redacted INTEGER CHECK(iif(redacted IS NULL, length(salt) = 16 AND"
           " payload IS NOT NULL, redacted > seq AND salt IS NULL AND payload IS NULL))) STRICT"},
    {true, "CREATE TRIGGER payloads_update BEFORE UPDATE ON payloads"
           " WHEN NEW.seq IS NOT OLD.seq OR OLD.redacted IS NOT NULL"
           " OR NEW.redacted IS NOT (SELECT max(seq) FROM events)"
           " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"},
    {true, "CREATE TRIGGER payloads_delete BEFORE DELETE ON payloads"
           " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"},
    {true, "CREATE TRIGGER payloads_insert BEFORE INSERT ON payloads"
           " WHEN NEW.seq IS NOT (SELECT max(seq) FROM events)"
           " OR EXISTS (SELECT 1 FROM payloads WHERE seq = NEW.seq)"
           " BEGIN SELECT RAISE(ABORT, 'a payload belongs to the newest event'); END"},
    {true, "CREATE TABLE head(id INTEGER PRIMARY KEY CHECK(id = 1), size INTEGER NOT NULL,"
           " frontier BLOB NOT NULL, time TEXT NOT NULL) STRICT"},

    /* What follows from it. */
    {false, "CREATE TABLE entry(seq INTEGER PRIMARY KEY, time TEXT NOT NULL, actor TEXT NOT NULL,"
            " action TEXT NOT NULL, object TEXT NOT NULL, subject TEXT NOT NULL, request TEXT,"
            " person TEXT, role TEXT) STRICT"},
    {true, "CREATE INDEX entry_subject ON entry(subject, seq)"},
    {true, "CREATE INDEX entry_object ON entry(object, seq)"},
    {true, "CREATE INDEX entry_actor ON entry(actor, seq)"},
    {true, "CREATE INDEX entry_action ON entry(action, seq)"},
    {false, "CREATE UNIQUE INDEX entry_request ON entry(request) WHERE request IS NOT NULL"},
    /* How many events count on a file; purged is the event that left none. */
    {false, "CREATE TABLE file(sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL,"
            " seq INTEGER NOT NULL, uses INTEGER NOT NULL, purged INTEGER) STRICT"},
    {false, "CREATE TABLE setting(key TEXT PRIMARY KEY, value INTEGER NOT NULL,"
            " seq INTEGER NOT NULL) STRICT"},
    {false, "CREATE TABLE dataset(name TEXT NOT NULL, number INTEGER NOT NULL,"
            " seq INTEGER NOT NULL, origin TEXT NOT NULL, sha256 TEXT NOT NULL,"
            " bytes INTEGER NOT NULL, schema_sha256 TEXT NOT NULL, verdict TEXT NOT NULL,"
            " accepted_risk TEXT, retain_until TEXT, purged INTEGER, PRIMARY KEY(name, number))"
            " STRICT"},
    {false, "CREATE TABLE version(name TEXT NOT NULL, number INTEGER NOT NULL,"
            " seq INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, since TEXT NOT NULL,"
            " base INTEGER, composition TEXT NOT NULL, operating TEXT NOT NULL, artifact TEXT,"
            " training TEXT, dataset TEXT, cycle INTEGER NOT NULL, submitter TEXT NOT NULL,"
            " sender TEXT, sent INTEGER, PRIMARY KEY(name, number)) STRICT"},
    /* One champion a model, whatever is tried. */
    {false, "CREATE UNIQUE INDEX version_champion ON version(name) WHERE state = 'production'"},
    {false, "CREATE INDEX version_cycle ON version(cycle, number)"},
    {false, "CREATE TABLE alias(name TEXT NOT NULL, alias TEXT NOT NULL, number INTEGER NOT NULL,"
            " seq INTEGER NOT NULL, PRIMARY KEY(name, alias)) STRICT"},
    {false, "CREATE TABLE cycle(id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, name TEXT NOT NULL,"
            " kind TEXT NOT NULL, base INTEGER, reason TEXT, phase TEXT NOT NULL,"
            " opened TEXT NOT NULL, due TEXT NOT NULL, closed TEXT, implicit INTEGER NOT NULL)"
            " STRICT"},
    {false, "CREATE UNIQUE INDEX cycle_open ON cycle(name, kind) WHERE closed IS NULL"},
    {false, "CREATE TABLE phase(cycle INTEGER NOT NULL, ordinal INTEGER NOT NULL,"
            " phase TEXT NOT NULL, began TEXT NOT NULL, ended TEXT, PRIMARY KEY(cycle, ordinal))"
            " STRICT"},
    {false, "CREATE TABLE cycle_dataset(cycle INTEGER NOT NULL, dataset TEXT NOT NULL,"
            " PRIMARY KEY(cycle, dataset)) STRICT"},
    {false, "CREATE TABLE evaluation(seq INTEGER PRIMARY KEY, name TEXT NOT NULL,"
            " number INTEGER NOT NULL, dataset TEXT, dataset_number INTEGER, data_sha256 TEXT,"
            " sha256 TEXT NOT NULL, drift TEXT, evidence TEXT, overlap TEXT) STRICT"},
    {false, "CREATE TABLE comparison(seq INTEGER NOT NULL, versus TEXT NOT NULL,"
            " sha256 TEXT NOT NULL, PRIMARY KEY(seq, versus)) STRICT"},
    {false, "CREATE INDEX evaluation_version ON evaluation(name, number, seq)"},
    {false, "CREATE TABLE verdict(seq INTEGER PRIMARY KEY, name TEXT NOT NULL,"
            " number INTEGER NOT NULL, evaluation INTEGER NOT NULL, policy TEXT NOT NULL,"
            " policy_sha256 TEXT NOT NULL, result TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT"},
    {false, "CREATE INDEX verdict_version ON verdict(name, number, seq)"},
    {false, "CREATE TABLE policy(model TEXT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL,"
            " seq INTEGER NOT NULL) STRICT"},
    {false, "CREATE TABLE state(seq INTEGER PRIMARY KEY, name TEXT NOT NULL,"
            " number INTEGER NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL,"
            " result TEXT NOT NULL, rule TEXT, reason TEXT) STRICT"},
    {false, "CREATE INDEX state_version ON state(name, number, seq)"},
    {false, "CREATE TABLE finding(seq INTEGER PRIMARY KEY, name TEXT NOT NULL,"
            " number INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, answer INTEGER,"
            " answer_text TEXT) STRICT"},
    {false, "CREATE INDEX finding_version ON finding(name, number, seq)"},
    /* Payloads that are to be erased, and were. */
    {false, "CREATE TABLE redaction(event INTEGER PRIMARY KEY, asked INTEGER NOT NULL,"
            " actor TEXT NOT NULL, reason TEXT NOT NULL, erased INTEGER) STRICT"},
    /* Who may act. Times as in the log, dates as YYYY-MM-DD; models is a list with commas, null for
     * all; since and until of a key are numbers of events. */
    {false, "CREATE TABLE account(name TEXT PRIMARY KEY, seq INTEGER NOT NULL,"
            " person TEXT NOT NULL, state TEXT NOT NULL, supervisor TEXT, opened TEXT NOT NULL,"
            " renewed TEXT NOT NULL, last_use TEXT, trained TEXT, reviewed TEXT NOT NULL,"
            " models TEXT) STRICT"},
    {false, "CREATE INDEX account_person ON account(person)"},
    {false, "CREATE TABLE account_role(name TEXT NOT NULL, role TEXT NOT NULL,"
            " seq INTEGER NOT NULL, PRIMARY KEY(name, role)) STRICT"},
    {false, "CREATE TABLE account_key(key TEXT PRIMARY KEY, account TEXT NOT NULL,"
            " public TEXT NOT NULL, protection TEXT NOT NULL, since INTEGER NOT NULL,"
            " until INTEGER) STRICT"},
    /* What one administrator asked for and a second one has to confirm. */
    {false, "CREATE TABLE account_wait(seq INTEGER NOT NULL, kind TEXT NOT NULL,"
            " value TEXT NOT NULL, name TEXT NOT NULL, person TEXT NOT NULL, public TEXT,"
            " protection TEXT, PRIMARY KEY(seq, kind, value)) STRICT"},
    {false, "CREATE TABLE verdict_rule(seq INTEGER NOT NULL, rule TEXT NOT NULL,"
            " result TEXT NOT NULL, PRIMARY KEY(seq, rule)) STRICT"},
    {false, "CREATE TABLE waiver(seq INTEGER PRIMARY KEY, name TEXT NOT NULL,"
            " number INTEGER NOT NULL, policy_sha256 TEXT NOT NULL, rule TEXT NOT NULL,"
            " until TEXT NOT NULL, reason TEXT NOT NULL) STRICT"},
    {false, "CREATE INDEX waiver_version ON waiver(name, number, rule)"},
    /* What offices write down: the last second of what ends a record, or
     * null; and the clocks that it came with. */
    {false, "CREATE TABLE record(number INTEGER PRIMARY KEY, seq INTEGER NOT NULL,"
            " type TEXT NOT NULL, title TEXT NOT NULL, dated TEXT NOT NULL, model TEXT,"
            " version INTEGER, key TEXT, dataset TEXT, state TEXT NOT NULL,"
            " bars INTEGER NOT NULL, ends TEXT, supersedes INTEGER, superseded_by INTEGER,"
            " closed TEXT, closed_seq INTEGER, outcome TEXT, revision TEXT) STRICT"},
    {false, "CREATE INDEX record_type ON record(type, number)"},
    {false, "CREATE TABLE record_clock(number INTEGER NOT NULL, what TEXT NOT NULL,"
            " date TEXT NOT NULL, due TEXT NOT NULL, warn INTEGER NOT NULL,"
            " ends INTEGER NOT NULL, PRIMARY KEY(number, what)) STRICT"},
};

const gg_projection gg_projections[] = {
    {"redaction", "event"},
    {"entry", "seq"},
    {"file", "sha256"},
    {"setting", "key"},
    {"dataset", "name, number"},
    {"version", "name, number"},
    {"alias", "name, alias"},
    {"cycle", "id"},
    {"phase", "cycle, ordinal"},
    {"cycle_dataset", "cycle, dataset"},
    {"evaluation", "seq"},
    {"comparison", "seq, versus"},
    {"verdict", "seq"},
    {"policy", "model"},
    {"state", "seq"},
    {"finding", "seq"},
    {"account", "name"},
    {"account_role", "name, role"},
    {"account_key", "key"},
    {"account_wait", "seq, kind, value"},
    {"verdict_rule", "seq, rule"},
    {"waiver", "seq"},
    {"record", "number"},
    {"record_clock", "number, what"},
    {NULL, NULL},
};

gg_status gg_schema_create(gg_db *db, bool full, gg_error *err)
{
    gg_status st = GG_OK;

    for (size_t i = 0; st == GG_OK && i < sizeof parts / sizeof *parts; i++)
        if (full || !parts[i].full)
            st = gg_db_script(db, parts[i].sql, err);
    return st;
}

/* Triggers and views before the tables that they name; an index may go with its table. */
static const char first_made[] =
    "SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL AND NOT (type = 'table'"
    " AND name IN ('events', 'payloads', 'sqlite_sequence')) ORDER BY CASE type"
    " WHEN 'trigger' THEN 0 WHEN 'view' THEN 1 WHEN 'table' THEN 2 ELSE 3 END LIMIT 1";

static gg_status drop_one(gg_db *db, bool *more, gg_error *err)
{
    sqlite3_stmt *row;
    char *sql;
    gg_status st = gg_db_query(db, &row, err, first_made, "");

    if (st == GG_OK)
        st = gg_db_step(db, row, more, err);
    if (st != GG_OK || !*more)
        return st;
    sql = sqlite3_mprintf("DROP %s \"%w\"", gg_db_text(row, 0), gg_db_text(row, 1));
    sqlite3_reset(row);
    st = sql ? gg_db_script(db, sql, err) : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    sqlite3_free(sql);
    return st;
}

/* The two tables that can be made again from nothing. */
static bool is_log(const char *sql)
{
    static const char events[] = "CREATE TABLE events(", payloads[] = "CREATE TABLE payloads(";

    return strncmp(sql, events, sizeof events - 1) == 0 ||
           strncmp(sql, payloads, sizeof payloads - 1) == 0;
}

gg_status gg_schema_remake(gg_db *db, gg_error *err)
{
    bool more = true;
    gg_status st = GG_OK;

    while (st == GG_OK && more)
        st = drop_one(db, &more, err);
    for (size_t i = 0; st == GG_OK && i < sizeof parts / sizeof *parts; i++)
        if (!is_log(parts[i].sql))
            st = gg_db_script(db, parts[i].sql, err);
    return st;
}

static const char list_schema[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
                                  " ORDER BY name, type";

/* Whether two rows of list_schema are of the same thing: <0, 0, >0 by name and type. */
static int order(sqlite3_stmt *a, bool have_a, sqlite3_stmt *b, bool have_b)
{
    int by_name;

    if (!have_a || !have_b)
        return have_b ? 1 : -1;
    by_name = strcmp(gg_db_text(a, 1), gg_db_text(b, 1));
    return by_name ? by_name : strcmp(gg_db_text(a, 0), gg_db_text(b, 0));
}

/* ours: of gauger's making, and gone or changed. */
static void say(gg_schema_report report, void *ctx, sqlite3_stmt *row, const char *what, bool ours)
{
    const char *type = gg_db_text(row, 0);
    char name[160];

    snprintf(name, sizeof name, "%s %s", type, gg_db_text(row, 1));
    report(ctx, name, what, ours && strcmp(type, "table") == 0);
}

static gg_status compare_rows(gg_db *db, gg_db *model, gg_schema_report report, void *ctx,
                              gg_error *err)
{
    sqlite3_stmt *a = NULL, *b = NULL;
    bool have_a = false, have_b = false;
    gg_status st = gg_db_query(db, &a, err, list_schema, "");

    if (st == GG_OK)
        st = gg_db_query(model, &b, err, list_schema, "");
    if (st == GG_OK)
        st = gg_db_step(db, a, &have_a, err);
    if (st == GG_OK)
        st = gg_db_step(model, b, &have_b, err);
    while (st == GG_OK && (have_a || have_b)) {
        int way = order(a, have_a, b, have_b);

        if (way < 0)
            say(report, ctx, a, "is not of gauger's making", false);
        else if (way > 0)
            say(report, ctx, b, "is missing", true);
        else if (strcmp(gg_db_text(a, 3), gg_db_text(b, 3)) != 0 ||
                 strcmp(gg_db_text(a, 2), gg_db_text(b, 2)) != 0)
            say(report, ctx, a, "is not as gauger made it", true);
        if (way <= 0)
            st = gg_db_step(db, a, &have_a, err);
        if (st == GG_OK && way >= 0)
            st = gg_db_step(model, b, &have_b, err);
    }
    return st;
}

gg_status gg_schema_compare(gg_db *db, gg_schema_report report, void *ctx, gg_error *err)
{
    gg_db model;
    gg_status st = gg_db_open(&model, ":memory:", SQLITE_OPEN_READWRITE, err);

    if (st != GG_OK)
        return st;
    st = gg_schema_create(&model, true, err);
    if (st == GG_OK)
        st = compare_rows(db, &model, report, ctx, err);
    gg_db_close(&model);
    return st;
}
