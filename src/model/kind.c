/* The rule of the four kinds, as a table. */
#include "gauger/model/kind.h"

#include <string.h>

typedef enum demand { ANY, SAME, DIFFERENT } demand;

static const struct {
    const char *word;
    bool needs_base;
    demand composition, training, artifact, operating;
    const char *mend; /* what the version may be instead */
    const char *rest; /* what is to be done where the composition is right; NULL: mend */
} rules[GG_KINDS] = {
    [GG_KIND_DEVELOPMENT] = {"development", false, DIFFERENT, ANY, DIFFERENT, ANY,
                             "register it as a refresh or an adjustment of that version",
                             "give the artifact that was made for it"},
    [GG_KIND_REFRESH] =
        {"refresh", true, SAME, DIFFERENT, DIFFERENT, ANY,
         "register it as a reengineering, or keep to the base's composition",
         "give training data that its base has not seen, and what was fitted on it"},
    [GG_KIND_REENGINEERING] = {"reengineering", true, DIFFERENT, ANY, DIFFERENT, ANY,
                               "register it as a refresh or an adjustment",
                               "give the artifact that was made for it"},
    [GG_KIND_ADJUSTMENT] = {"adjustment", true, SAME, SAME, SAME, DIFFERENT,
                            "change threshold, suppression or precedence alone, or register it as "
                            "another kind",
                            NULL},
};

const char *gg_kind_word(gg_kind kind)
{
    return (size_t)kind < GG_KINDS ? rules[kind].word : "";
}

bool gg_kind_find(const char *word, gg_kind *out)
{
    for (int k = 0; k < GG_KINDS; k++) {
        if (strcmp(rules[k].word, word) == 0) {
            *out = (gg_kind)k;
            return true;
        }
    }
    return false;
}

/* A digest that is not known is never evidence of a difference. */
static bool meets(demand wanted, const char *base, const char *candidate, bool unknown_passes)
{
    bool known = base[0] && candidate[0];

    if (wanted == ANY)
        return true;
    if (wanted == SAME)
        return strcmp(base, candidate) == 0;
    if (!known && !base[0] && !candidate[0])
        return unknown_passes;
    return known && strcmp(base, candidate) != 0;
}

static void add_names(gg_buf *out, const char *sign, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);

        gg_buf_printf(out, "%s%s%s", out->size ? ", " : "", sign,
                      json_is_string(item) ? json_string_value(item)
                                           : gg_json_string(item, "name", ""));
    }
}

/* "+age, -zip, features in another order, hyperparameters.C" */
static void name_composition(const json_t *difference, gg_buf *out)
{
    const json_t *features = json_object_get(difference, "features");

    add_names(out, "feature added: ", json_object_get(features, "added"));
    add_names(out, "feature removed: ", json_object_get(features, "removed"));
    add_names(out, "feature changed: ", json_object_get(features, "changed"));
    if (json_is_true(json_object_get(features, "reordered")))
        gg_buf_printf(out, "%sfeatures in another order", out->size ? ", " : "");
    add_names(out, "", json_object_get(difference, "hyperparameters"));
}

static void complain(gg_buf *out, demand wanted, const char *what, const char *names)
{
    gg_buf_printf(out, "%s%s %s%s%s%s", out->size ? "; " : "", what,
                  wanted == SAME ? "must be the same as its base's" : "must be new",
                  names && *names ? " (" : "", names ? names : "", names && *names ? ")" : "");
}

static void check_parts(gg_kind kind, const gg_identity *base, const gg_identity *candidate,
                        const json_t *difference, gg_buf *out)
{
    gg_buf composition, operating;

    gg_buf_init(&composition, 0);
    gg_buf_init(&operating, 0);
    if (difference)
        name_composition(difference, &composition);
    add_names(&operating, "", json_object_get(difference, "operating_point"));
    if (!meets(rules[kind].composition, base->composition, candidate->composition, false))
        complain(out, rules[kind].composition, "the composition", composition.data);
    if (!meets(rules[kind].training, base->training, candidate->training, false))
        complain(out, rules[kind].training, "the training data", NULL);
    if (!meets(rules[kind].artifact, base->artifact, candidate->artifact, true))
        complain(out, rules[kind].artifact, "the artifact", NULL);
    if (!meets(rules[kind].operating, base->operating, candidate->operating, false))
        complain(out, rules[kind].operating, "the operating point", operating.data);
    gg_buf_release(&composition);
    gg_buf_release(&operating);
}

static const char *mend_of(gg_kind kind, const gg_identity *base, const gg_identity *candidate)
{
    bool right = meets(rules[kind].composition, base->composition, candidate->composition, false);

    return right && rules[kind].rest ? rules[kind].rest : rules[kind].mend;
}

gg_status gg_kind_check(gg_kind kind, const gg_identity *base, const gg_identity *candidate,
                        const json_t *difference, gg_error *err)
{
    gg_status status = GG_OK;
    gg_buf text;

    if ((size_t)kind >= GG_KINDS)
        return gg_error_set(err, GG_E_USAGE, NULL, "an unknown kind");
    if (!base && rules[kind].needs_base)
        return gg_error_set(err, GG_E_INPUT, "name the version it comes from with --from",
                            "%s %s without a base", kind == GG_KIND_ADJUSTMENT ? "an" : "a",
                            rules[kind].word);
    if (!base)
        return GG_OK;
    gg_buf_init(&text, 0);
    check_parts(kind, base, candidate, difference, &text);
    if (text.failed)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    else if (text.size)
        status = gg_error_set(err, GG_E_INPUT, mend_of(kind, base, candidate), "not %s %s: %s",
                              kind == GG_KIND_ADJUSTMENT ? "an" : "a", rules[kind].word, text.data);
    gg_buf_release(&text);
    return status;
}
