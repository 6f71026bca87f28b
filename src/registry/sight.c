/* What who acts may look at: an account that is limited to models sees nothing of others, wherever
 * something of a model is shown or acted on. */
#include <string.h>

#include "account_internal.h"

gg_status gg_sight_read(gg_registry *reg, gg_sight *out, gg_error *err)
{
    bool there = false, several = false;
    gg_status st = gg_staffed_read(&reg->db, &several, err);

    memset(out, 0, sizeof *out);
    if (st == GG_OK && several && reg->actor[0])
        st = gg_account_load(&reg->db, reg->actor, NULL, &out->account, &there, err);
    out->limited = there && out->account.limited;
    return st;
}

gg_status gg_sight_refuse(gg_registry *reg, const gg_sight *sight, const char *action,
                          const char *object, const char *model, const char *otherwise,
                          gg_error *err)
{
    char now[GG_TIME_TEXT], mend[160];
    gg_tried tried = {action, object, "model", mend, GG_E_NO};
    gg_asked who = {.now = now,
                    .but = sight->account.person,
                    .roles = GG_ACCOUNT_ROLE_ADMINISTRATOR,
                    .command = "account limit",
                    .account = sight->account.name};
    gg_status st;

    gg_time_format(gg_env_now(&reg->env), now);
    st = gg_account_ask(&reg->db, &who, mend, sizeof mend, err);
    if (st != GG_OK)
        return st;
    return model
               ? gg_registry_refuse(reg, &tried, err,
                                    "account %.60s is limited to other models than %.60s",
                                    sight->account.name, model)
               : gg_registry_refuse(reg, &tried, err, "account %.60s is limited to models, and %s",
                                    sight->account.name, otherwise);
}

bool gg_sight_covers(const gg_sight *sight, const char *model)
{
    return !sight->limited || gg_account_covers(&sight->account, model);
}

gg_status gg_registry_sees(gg_registry *reg, const char *model, gg_error *err)
{
    char object[2 * GG_NAME_MAX];
    gg_sight sight;
    gg_status st = gg_sight_read(reg, &sight, err);

    if (st != GG_OK || gg_sight_covers(&sight, model))
        return st;
    snprintf(object, sizeof object, "model/%.100s", model);
    return gg_sight_refuse(reg, &sight, "model.show", object, model, NULL, err);
}

/* ---- events */

static void model_name(const char *text, char out[GG_NAME_MAX + 1])
{
    snprintf(out, GG_NAME_MAX + 1, "%.*s", (int)strcspn(text, "@"), text);
}

/* The model that an event is about, "" for none. What erases another event is about what that is
 * about: it holds what was kept of it. */
static gg_status event_model(gg_db *db, const char *object, const json_t *payload,
                             char out[GG_NAME_MAX + 1], gg_error *err)
{
    uint64_t other = (uint64_t)json_integer_value(json_object_get(payload, "event"));
    sqlite3_stmt *row;
    bool there = false;
    gg_status st;

    out[0] = '\0';
    if (strncmp(object, "model/", 6) == 0) {
        model_name(object + 6, out);
        return GG_OK;
    }
    model_name(gg_json_string(payload, "model", ""), out);
    if (out[0] || !other)
        return GG_OK;
    st = gg_db_query(db, &row, err,
                     "SELECT iif(e.object LIKE 'model/%', substr(e.object, 7), r.model)"
                     " FROM entry e LEFT JOIN record r ON r.seq = e.seq OR r.closed_seq = e.seq"
                     " WHERE e.seq = ?1",
                     "i", (int64_t)other);
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    model_name(gg_db_text(row, 0), out);
    sqlite3_reset(row);
    return GG_OK;
}

gg_status gg_sight_event(gg_registry *reg, const gg_sight *sight, const char *object,
                         const json_t *payload, bool *out, gg_error *err)
{
    char model[GG_NAME_MAX + 1] = "";
    gg_status st = sight->limited ? event_model(&reg->db, object, payload, model, err) : GG_OK;

    if (st == GG_OK)
        *out = !model[0] || gg_sight_covers(sight, model);
    return st;
}

gg_status gg_registry_sees_event(gg_registry *reg, uint64_t seq, gg_error *err)
{
    char model[GG_NAME_MAX + 1] = "", object[2 * GG_NAME_MAX + 16];
    json_t *payload = NULL;
    sqlite3_stmt *row;
    bool there = false;
    gg_sight sight;
    gg_status st = gg_sight_read(reg, &sight, err);

    if (st != GG_OK || !sight.limited)
        return st;
    st = gg_db_query(&reg->db, &row, err, "SELECT object FROM entry WHERE seq = ?1", "i",
                     (int64_t)seq);
    if (st == GG_OK)
        st = gg_db_step(&reg->db, row, &there, err);
    /* What is not there is told by who looks for it. */
    if (st != GG_OK || !there)
        return st;
    gg_db_copy(row, 0, object, sizeof object);
    sqlite3_reset(row);
    st = gg_event_payload(&reg->db, seq, &payload, NULL, err);
    if (st == GG_OK)
        st = event_model(&reg->db, object, payload, model, err);
    json_decref(payload);
    return st == GG_OK && model[0] ? gg_registry_sees(reg, model, err) : st;
}
