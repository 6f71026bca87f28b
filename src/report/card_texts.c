/* What people wrote that a card prints: none of it may identify a person, wherever it comes from.
 */
#include "card_internal.h"
#include "gauger/privacy/identifier.h"

typedef struct said {
    const json_t *in;
    const char *key;
} said;

static gg_status check_keys(const said *texts, size_t n, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t i = 0; status == GG_OK && i < n; i++)
        status = gg_identifier_refuse_value(json_object_get(texts[i].in, texts[i].key),
                                            texts[i].key, err);
    return status;
}

static gg_status check_rules(const json_t *rules, gg_error *err)
{
    const json_t *rule;
    gg_status status = GG_OK;
    size_t i;

    json_array_foreach(rules, i, rule)
    {
        const said of[] = {{rule, "id"}, {rule, "note"}};

        if (status == GG_OK)
            status = check_keys(of, sizeof of / sizeof *of, err);
    }
    return status;
}

gg_status gg_card_check_texts(const json_t *evaluation, const json_t *manifest,
                              const json_t *verdict, const char *title, gg_error *err)
{
    const json_t *data = json_object_get(evaluation, "data");
    const said of[] = {{data, "source"},
                       {json_object_get(data, "overlap"), "accepted"},
                       {verdict, "policy"},
                       {verdict, "note"}};
    gg_status status = gg_identifier_refuse_text(title, "title", err);

    if (status == GG_OK)
        status = gg_identifier_refuse_value(manifest, "manifest", err);
    if (status == GG_OK)
        status = check_keys(of, sizeof of / sizeof *of, err);
    return status == GG_OK ? check_rules(json_object_get(verdict, "rules"), err) : status;
}
