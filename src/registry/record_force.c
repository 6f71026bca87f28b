/* What records say when something is asked of them: in force, expired, against it, or not there. */
#include <string.h>

#include "record_internal.h"

/* Those of a type that are open and cover a version. */
#define COVERS                                                                                     \
    " FROM record WHERE type = ?1 AND state = 'open' AND (model IS NULL OR (model = ?2"            \
    " AND (version IS NULL OR version = ?3)))"

/* Where a record can say no, the newest by its own date decides, whatever was added later or says
 * it of fewer versions: an older yes does not outlive a no. Of others the most specific, the newest
 * of those. */
static bool decides(const char *type)
{
    const gg_record_type *known;

    return gg_record_type_find(type, &known, NULL) == GG_OK && known->bars;
}

gg_status gg_record_in_force(gg_db *db, const char *type, const char *model, uint64_t version,
                             const char *time, gg_record_answer *out, gg_error *err)
{
    gg_record_answer answer = {.standing = GG_RECORD_ABSENT};
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT number, bars, ends" COVERS
                               " ORDER BY iif(?4, dated, 0) DESC, iif(?4, number, 0) DESC,"
                               " version IS NULL, model IS NULL, number DESC LIMIT 1",
                               "ssui", type, model, version, (int64_t)decides(type));

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (there) {
        answer.number = (uint64_t)sqlite3_column_int64(row, 0);
        answer.standing = GG_RECORD_IN_FORCE;
        if (sqlite3_column_int(row, 1)) {
            answer.standing = GG_RECORD_BARS;
        } else if (sqlite3_column_type(row, 2) != SQLITE_NULL &&
                   strcmp(gg_db_text(row, 2), time) <= 0) {
            answer.standing = GG_RECORD_EXPIRED;
            gg_db_copy(row, 2, answer.ended, sizeof answer.ended);
        }
        sqlite3_reset(row);
    }
    *out = answer;
    return GG_OK;
}

gg_status gg_record_standing_of(gg_registry *reg, const char *type, const char *model,
                                uint64_t version, gg_record_answer *out, gg_error *err)
{
    const gg_record_type *known;
    char now[GG_TIME_TEXT];
    gg_status st = gg_record_type_find(type, &known, err);

    gg_time_format(gg_env_now(&reg->env), now);
    return st == GG_OK ? gg_record_in_force(&reg->db, type, model, version, now, out, err) : st;
}

gg_status gg_record_on_file(gg_db *db, const char *type, const char *model, bool *out,
                            gg_error *err)
{
    uint64_t n = 0;
    gg_status st = gg_db_number(db, &n, err,
                                "SELECT count(*) FROM record WHERE type = ?1 AND state <> 'closed'"
                                " AND ifnull(model = ?2, 1)",
                                "ss", type, model);

    if (st == GG_OK)
        *out = n > 0;
    return st;
}

/* ---- agreements */

static gg_status refuse(gg_error *err, const char *mend, const char *what, const char *recipient)
{
    return gg_error_set(err, GG_E_NO, mend, what, recipient);
}

/* The fields of the event of a record, with what a recipient's filter needs. */
static gg_status make_agreement(gg_db *db, uint64_t number, uint64_t seq, json_t **out,
                                gg_error *err)
{
    json_t *payload = NULL, *fields, *groups, *clock, *made;
    const char *expires = "";
    size_t i;
    gg_status st = gg_event_payload(db, seq, &payload, NULL, err);

    if (st != GG_OK)
        return st;
    fields = json_object_get(payload, "fields");
    groups = json_object_get(fields, "groups");
    if (!json_object_size(fields)) {
        json_decref(payload);
        return gg_error_set(err, GG_E_NO, "add it anew with gauger record add",
                            "what agreement@%llu says was erased", (unsigned long long)number);
    }
    json_array_foreach(json_object_get(payload, "clocks"), i, clock)
    {
        if (json_is_true(json_object_get(clock, "ends")))
            expires = gg_json_string(clock, "date", "");
    }
    made = json_pack(
        "{s:o, s:O, s:O, s:O, s:O, s:s, s:O, s:o}", "record",
        json_sprintf("agreement@%llu", (unsigned long long)number), "recipient",
        json_object_get(fields, "recipient"), "purpose", json_object_get(fields, "purpose"),
        "authority", json_object_get(fields, "authority"), "limits",
        json_object_get(fields, "limits"), "expires", expires, "fields",
        json_object_get(fields, "fields"), "groups", groups ? json_incref(groups) : json_array());
    json_decref(payload);
    return gg_document(GG_OK, out, err, made);
}

gg_status gg_record_agreement(gg_registry *reg, const char *recipient, const char *model,
                              uint64_t version, json_t **out, gg_error *err)
{
    char now[GG_TIME_TEXT];
    char key[GG_SHA256_HEX];
    uint64_t number = 0, seq = 0;
    bool there = false, ended = false, begun = false;
    sqlite3_stmt *row;
    gg_status st;

    gg_record_key(recipient, key);
    st = gg_db_query(&reg->db, &row, err,
                     "SELECT number, seq, ends, dated" COVERS " AND key = ?4"
                     " ORDER BY version IS NULL, model IS NULL, number DESC LIMIT 1",
                     "ssus", gg_record_agreement_type.name, model, version, key);

    gg_time_format(gg_env_now(&reg->env), now);
    if (st == GG_OK)
        st = gg_db_step(&reg->db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there)
        return refuse(err, "add one: gauger record template agreement",
                      "no agreement with \"%.100s\" covers this model", recipient);
    number = (uint64_t)sqlite3_column_int64(row, 0);
    seq = (uint64_t)sqlite3_column_int64(row, 1);
    ended = strcmp(gg_db_text(row, 2), now) <= 0;
    begun = strncmp(gg_db_text(row, 3), now, 10) <= 0;
    sqlite3_reset(row);
    if (ended)
        return refuse(err, "conclude another one, and add it with gauger record add",
                      "the agreement with \"%.100s\" has expired", recipient);
    if (!begun)
        return refuse(err, "wait for its first day", "the agreement with \"%.100s\" has not begun",
                      recipient);
    return make_agreement(&reg->db, number, seq, out, err);
}
