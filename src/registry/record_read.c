/* A record out of a file: its envelope (record, model, supersedes), then its fields. */
#include <string.h>

#include "gauger/base/text.h"
#include "record_internal.h"

/* A member of the envelope, taken out of the fields; NULL where it is absent or empty. */
static json_t *take(json_t *given, const char *key)
{
    json_t *value = json_incref(json_object_get(given, key));

    json_object_del(given, key);
    if (json_is_null(value) || (json_is_string(value) && !json_string_length(value))) {
        json_decref(value);
        return NULL;
    }
    return value;
}

static gg_status take_type(gg_record_source *source, json_t *given, const char *wanted,
                           gg_error *err)
{
    json_t *said = take(given, "record");
    const char *name = json_string_value(said);
    gg_status st = GG_OK;

    if (said && wanted && (!name || strcmp(name, wanted) != 0))
        st = gg_error_set(err, GG_E_INPUT, "give the file of that type, or leave --type out",
                          "the file is not of the type %.60s", wanted);
    else if (said && !name)
        st = gg_error_set(err, GG_E_INPUT, "gauger record template lists the types",
                          "it is not the name of a type");
    else
        st = gg_record_type_find(name ? name : wanted, &source->type, err);
    json_decref(said);
    if (st == GG_OK)
        return GG_OK;
    gg_record_where(source, "record", err);
    return st;
}

static gg_status take_model(const gg_record_source *source, json_t *given, gg_record_draft *draft,
                            gg_error *err)
{
    gg_reference r;

    draft->model = take(given, "model");
    if (!draft->model)
        return GG_OK;
    if (source->type->about == GG_RECORD_NO_MODEL) {
        gg_error_set(err, GG_E_INPUT, "leave it out", "%s %s is not about a model",
                     gg_article(source->type->name), source->type->name);
    } else if (!json_is_string(draft->model) ||
               gg_reference_parse("model", json_string_value(draft->model), &r, NULL) != GG_OK ||
               (r.selector[0] && !r.number)) {
        gg_error_set(err, GG_E_INPUT, "write NAME, or NAME@N for one version",
                     "not a reference to a model");
    } else {
        return GG_OK;
    }
    gg_record_where(source, "model", err);
    return GG_E_INPUT;
}

static gg_status take_supersedes(const gg_record_source *source, json_t *given,
                                 gg_record_draft *draft, gg_error *err)
{
    json_t *value = take(given, "supersedes");
    json_int_t number = json_integer_value(value);
    bool good = !value || (json_is_integer(value) && number > 0 && number < 1000000000);

    json_decref(value);
    if (good) {
        draft->supersedes = (uint64_t)number;
        return GG_OK;
    }
    gg_record_where(source, "supersedes", err);
    return gg_error_set(err, GG_E_INPUT, "give its number, e.g. 3, or leave it empty",
                        "not the number of a record");
}

gg_status gg_record_draft_parse(const char *s, size_t n, const char *name, const char *type,
                                const char *today, gg_record_draft *out, gg_error *err)
{
    gg_record_source source = {.text = s, .n = n, .name = name, .today = today};
    gg_record_draft draft = {0};
    json_t *given = NULL;
    gg_status st;

    if (n > GG_RECORD_BYTES_MAX) {
        gg_error_where(err, name, 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "shorten it", "a record has at most 1 MiB");
    }
    st = gg_json_parse(s, n, name, &given, err);
    if (st == GG_OK && !json_is_object(given)) {
        gg_error_where(err, name, 1, NULL);
        st = gg_error_set(err, GG_E_INPUT, "begin with gauger record template TYPE",
                          "a record is a map of fields to values");
    }
    if (st == GG_OK)
        st = take_type(&source, given, type, err);
    draft.type = source.type;
    if (st == GG_OK)
        st = take_model(&source, given, &draft, err);
    if (st == GG_OK)
        st = take_supersedes(&source, given, &draft, err);
    if (st == GG_OK)
        st = gg_record_check(&source, given, &draft.fields, err);
    json_decref(given);
    if (st == GG_OK)
        *out = draft;
    else
        gg_record_draft_release(&draft);
    return st;
}

void gg_record_draft_release(gg_record_draft *draft)
{
    if (!draft)
        return;
    json_decref(draft->fields);
    json_decref(draft->model);
    memset(draft, 0, sizeof *draft);
}

void gg_record_today(const gg_registry *reg, char out[GG_TIME_TEXT])
{
    gg_time_format(gg_env_now(&reg->env), out);
    out[10] = '\0';
}
