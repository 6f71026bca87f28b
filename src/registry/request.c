/* The key of a request that is on record: of which command, and how that is said. */
#include <string.h>

#include "account_internal.h"

static const char query[] = "SELECT seq, actor, action, object FROM entry WHERE request = ?1";

gg_status gg_registry_request_used(gg_registry *reg, const char *key, json_t **out, gg_error *err)
{
    json_t *used = NULL, *payload = NULL;
    sqlite3_stmt *row;
    bool there;
    gg_status st = gg_db_query(&reg->db, &row, err, query, "s", key);

    if (st == GG_OK)
        st = gg_db_step(&reg->db, row, &there, err);
    if (st == GG_OK && there) {
        used = json_pack("{s:I, s:s, s:s, s:s}", "seq", (json_int_t)sqlite3_column_int64(row, 0),
                         "actor", gg_db_text(row, 1), "action", gg_db_text(row, 2), "object",
                         gg_db_text(row, 3));
        sqlite3_reset(row);
        st = used ? gg_event_payload(&reg->db,
                                     (uint64_t)json_integer_value(json_object_get(used, "seq")),
                                     &payload, NULL, err)
                  : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        if (st == GG_OK && json_object_set(used, "payload", payload) != 0)
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    json_decref(payload);
    if (st == GG_OK)
        *out = used;
    else
        json_decref(used);
    return st;
}

/* Who may not see what an event is about is told its number alone. */
static gg_status may_see(gg_registry *reg, const json_t *used, bool *out, gg_error *err)
{
    gg_sight sight;
    gg_status st = gg_sight_read(reg, &sight, err);

    return st == GG_OK ? gg_sight_event(reg, &sight, gg_json_string(used, "object", ""),
                                        json_object_get(used, "payload"), out, err)
                       : st;
}

gg_status gg_registry_request_refuse(gg_registry *reg, const json_t *used, bool same, gg_error *err)
{
    long long seq = (long long)gg_json_number(used, "seq", 0);
    bool seen = false;
    gg_status st;

    if (same)
        return gg_error_set(err, GG_E_CONFLICT, "look at that event",
                            "this request was carried out as event %lld", seq);
    st = may_see(reg, used, &seen, err);
    if (st != GG_OK)
        return st;
    return gg_error_set(err, GG_E_CONFLICT, "give this one a key of its own",
                        "nothing was done: this key was used for another command (event %lld%s%s%s"
                        "%s%s%s)",
                        seq, seen ? ": " : "", seen ? gg_json_string(used, "action", "") : "",
                        seen ? " " : "", seen ? gg_json_string(used, "object", "") : "",
                        seen ? " by " : "", seen ? gg_json_string(used, "actor", "") : "");
}

/* What makes something new gives it another number each time. */
static bool makes_number(const char *action)
{
    static const char *const making[] = {"record.add", "dataset.add", "dataset.revise",
                                         "model.register"};

    for (size_t i = 0; i < sizeof making / sizeof *making; i++)
        if (strcmp(making[i], action) == 0)
            return true;
    return false;
}

gg_status gg_request_check(gg_registry *reg, const gg_event *event, gg_error *err)
{
    json_t *used = NULL;
    const char *object;
    size_t n;
    bool same;
    gg_status st = gg_registry_request_used(reg, reg->request, &used, err);

    if (st != GG_OK || !used)
        return st;
    object = gg_json_string(used, "object", "");
    n = makes_number(event->action) ? strcspn(object, "@") : strlen(object) + 1;
    same = strcmp(gg_json_string(used, "actor", ""), reg->actor) == 0 &&
           strcmp(gg_json_string(used, "action", ""), event->action) == 0 &&
           strncmp(object, event->object, n) == 0;
    st = gg_registry_request_refuse(reg, used, same, err);
    json_decref(used);
    return st;
}
