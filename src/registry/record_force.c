/* What records say when something is asked of them: in force, expired, against it, or not there. */
#include <string.h>

#include "account_internal.h"
#include "record_internal.h"

#define ABOUT " AND (model IS NULL OR (model = ?2 AND (version IS NULL OR version = ?3)))"

/* Those of a type that are open and cover a version. */
#define COVERS " FROM record WHERE type = ?1 AND state = 'open'" ABOUT

/* A no stands whatever became of its record: it ends by what is determined later. */
#define DECIDES " FROM record WHERE type = ?1 AND (state = 'open' OR bars)" ABOUT

/* Where a record can say no, the newest by its own date decides, of one date the no, whatever was
 * added later or says it of fewer versions: an older yes does not outlive a no. Of others the most
 * specific, the newest of those. */
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
                               "SELECT number, bars, ends" DECIDES
                               " ORDER BY iif(?4, dated, 0) DESC, iif(?4, bars, 0) DESC,"
                               " iif(?4, number, 0) DESC,"
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
                   strcmp(gg_db_text(row, 2), time) < 0) {
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

/* A card that was asked for, and by whom it can be made possible. */
typedef struct asked_card {
    gg_registry *reg;
    const char *model, *recipient;
    uint64_t version;
} asked_card;

/* what: a sentence about a recipient; command: what a reviewer does about it. */
static gg_status refuse(const asked_card *card, const char *what, const char *command,
                        gg_error *err)
{
    gg_registry *reg = card->reg;
    char now[GG_TIME_TEXT], object[GG_NAME_MAX + 40], mend[160], text[180];
    gg_tried tried = {"card.export", object, "agreement", mend, GG_E_NO};
    gg_asked who = {.now = now, .roles = GG_ACCOUNT_ROLE_REVIEWER, .command = command};
    bool several = false;
    gg_status st = gg_staffed_read(&reg->db, &several, err);

    gg_time_format(gg_env_now(&reg->env), now);
    snprintf(object, sizeof object, "model/%s@%llu", card->model,
             (unsigned long long)card->version);
    snprintf(mend, sizeof mend, "gauger %s", command);
    if (st == GG_OK && several)
        st = gg_account_ask(&reg->db, &who, mend, sizeof mend, err);
    if (st != GG_OK)
        return st;
    snprintf(text, sizeof text, what, card->recipient);
    return gg_registry_refuse(reg, &tried, err, "%s", text);
}

/* The fields of the event of a record, with what a recipient's filter needs. */
static gg_status make_agreement(const asked_card *card, uint64_t number, uint64_t seq, json_t **out,
                                gg_error *err)
{
    json_t *payload = NULL, *fields, *groups, *clock, *made;
    const char *expires = "";
    size_t i;
    gg_status st = gg_event_payload(&card->reg->db, seq, &payload, NULL, err);

    if (st != GG_OK)
        return st;
    fields = json_object_get(payload, "fields");
    groups = json_object_get(fields, "groups");
    if (!json_object_size(fields)) {
        json_decref(payload);
        return refuse(card, "what the agreement with \"%.100s\" says was erased",
                      "record add, to add it anew", err);
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
    const asked_card card = {reg, model, recipient, version};
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
        return refuse(&card, "no agreement with \"%.100s\" covers this model",
                      "record template agreement", err);
    number = (uint64_t)sqlite3_column_int64(row, 0);
    seq = (uint64_t)sqlite3_column_int64(row, 1);
    ended = strcmp(gg_db_text(row, 2), now) < 0;
    begun = strncmp(gg_db_text(row, 3), now, 10) <= 0;
    sqlite3_reset(row);
    if (ended)
        return refuse(&card, "the agreement with \"%.100s\" has expired",
                      "record add, once another one is concluded", err);
    if (!begun)
        return refuse(&card, "the agreement with \"%.100s\" has not begun",
                      "record show, for its first day", err);
    return make_agreement(&card, number, seq, out, err);
}
