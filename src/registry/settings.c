#include <string.h>

#include "registry_internal.h"

typedef struct setting {
    const char *key;
    int64_t otherwise, low, high;
    const char *sentence;
} setting;

static const setting known[] = {
    {"clock.development_months", 10, 1, 120, "How many months a development may last."},
    {"clock.refresh_months", 6, 1, 120, "How many months a refresh may last."},
    {"clock.reengineering_months", 9, 1, 120, "How many months a reengineering may last."},
    {"clock.adjustment_months", 1, 1, 120, "How many months an adjustment may last."},
    {"clock.refresh_due_months", 6, 1, 120,
     "How many months after it went into production a version is to be refreshed."},
    {"account.dormant_days", 90, 1, 3650,
     "After how many days without use an account is dormant, and refused until it is renewed."},
    {"account.training_months", 12, 1, 120, "How many months training before access is good for."},
    {"account.review_months", 6, 1, 120, "After how many months an account's access is reviewed."},
    {"waiver.months", 12, 1, 120, "How many months a waiver may last."},
    {"cell.minimum", 11, 3, 1000, "The smallest count that is shown in what leaves the registry."},
};

static gg_status find_setting(const char *key, const setting **out, gg_error *err)
{
    char keys[320] = "";
    size_t n = 0;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].key, key) == 0) {
            *out = &known[i];
            return GG_OK;
        }
        n += (size_t)snprintf(keys + n, n < sizeof keys ? sizeof keys - n : 0, "%s%s",
                              i ? ", " : "", known[i].key);
    }
    return gg_error_set(err, GG_E_USAGE, keys, "there is no such setting");
}

gg_status gg_setting_read(gg_db *db, const char *key, int64_t *out, gg_error *err)
{
    const setting *s = NULL;
    uint64_t value;
    gg_status st = find_setting(key, &s, err);

    if (st != GG_OK)
        return st;
    value = (uint64_t)s->otherwise;
    st = gg_db_number(db, &value, err, "SELECT value FROM setting WHERE key = ?1", "s", key);
    if (st == GG_OK)
        *out = (int64_t)value;
    return st;
}

gg_status gg_registry_setting(gg_registry *reg, const char *key, int64_t *out, gg_error *err)
{
    return gg_setting_read(&reg->db, key, out, err);
}

gg_status gg_registry_set(gg_registry *reg, const char *key, int64_t value, gg_error *err)
{
    const setting *s = NULL;
    gg_transaction *tx;
    gg_status st = find_setting(key, &s, err);

    if (st == GG_OK && (value < s->low || value > s->high))
        st = gg_error_set(err, GG_E_USAGE, "choose a value in the range",
                          "%s goes from %lld to %lld", key, (long long)s->low, (long long)s->high);
    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    st = gg_append(tx, "registry.set", "registry/registry",
                   json_pack("{s:s, s:I}", "key", key, "value", (json_int_t)value), NULL, err);
    return gg_transaction_end(tx, st, err);
}

gg_status gg_apply_setting(gg_db *db, const gg_applied *event, gg_error *err)
{
    return gg_db_run(db, err,
                     "INSERT INTO setting(key, value, seq) VALUES(?1, ?2, ?3)"
                     " ON CONFLICT(key) DO UPDATE SET value = excluded.value, seq = excluded.seq",
                     "sii", gg_json_string(event->payload, "key", NULL),
                     (int64_t)json_integer_value(json_object_get(event->payload, "value")),
                     (int64_t)event->seq);
}

gg_status gg_registry_settings(gg_registry *reg, json_t **out, gg_error *err)
{
    json_t *list = json_array(), *document;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const setting *s = &known[i];
        int64_t value;
        gg_status st = gg_setting_read(&reg->db, s->key, &value, err);

        if (st != GG_OK) {
            json_decref(list);
            return st;
        }
        json_array_append_new(list,
                              json_pack("{s:s, s:I, s:I, s:I, s:I, s:s}", "key", s->key, "value",
                                        (json_int_t)value, "default", (json_int_t)s->otherwise,
                                        "low", (json_int_t)s->low, "high", (json_int_t)s->high,
                                        "sentence", s->sentence));
    }
    document = json_pack("{s:s, s:o}", "format", "gauger/settings/1", "settings", list);
    if (!document)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    *out = document;
    return GG_OK;
}
