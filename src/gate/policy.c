/* The frame of a policy: its own keys; each rule is read in rule.c. */
#include "gate_internal.h"

#include <stdlib.h>

#include "gauger/base/file.h"
#include "gauger/base/hash.h"
#include "gauger/base/text.h"

#define POLICY_BYTES ((size_t)1 << 20)

static const char *const corrections[GG_CORRECTIONS] = {
    [GG_CORRECTION_HOLM] = "holm",
    [GG_CORRECTION_BONFERRONI] = "bonferroni",
    [GG_CORRECTION_NONE] = "none",
};

const char *gg_correction_name(gg_correction correction)
{
    return (unsigned)correction < GG_CORRECTIONS ? corrections[correction] : corrections[0];
}

const char *gg_policy_type(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "a mapping";
    case JSON_ARRAY:
        return "a list";
    case JSON_STRING:
        return "a text";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_NULL:
        return "nothing";
    default:
        return "true or false";
    }
}

const char *gg_policy_key_hint(gg_policy *p, const char *key, const char *const *keys, size_t n)
{
    const char *near = NULL;
    unsigned best = 255;
    char list[160] = "";
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned d = gg_spelling_distance(key, keys[i]);

        if (d < best && gg_spelling_near(key, keys[i], d)) {
            best = d;
            near = keys[i];
        }
        if (used < sizeof list)
            used +=
                (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", keys[i]);
    }
    if (near)
        return gg_arena_printf(&p->arena, "did you mean \"%s\"?", near);
    if (used >= sizeof list) /* those of a rule, which are too many for one line */
        return "gauger gate --list-metrics prints the selectors and bounds that a metric takes";
    return gg_arena_printf(&p->arena, "the keys are %s", list);
}

gg_status gg_policy_word(const json_t *value, const char *const *words, size_t n, size_t *out,
                         char *mend, size_t size)
{
    const char *word = json_string_value(value);
    size_t used = (size_t)snprintf(mend, size, "write ");

    for (size_t i = 0; i < n; i++) {
        if (word && strcmp(word, words[i]) == 0) {
            *out = i;
            return GG_OK;
        }
        if (used < size)
            used += (size_t)snprintf(mend + used, size - used, "%s%s",
                                     i == 0       ? ""
                                     : i + 1 == n ? " or "
                                                  : ", ",
                                     words[i]);
    }
    return GG_E_INPUT;
}

/* A word at a key of the policy itself. */
static gg_status take_word(const json_t *value, const char *key, const char *const *words, size_t n,
                           size_t *out, gg_error *err)
{
    char mend[120];

    if (gg_policy_word(value, words, n, out, mend, sizeof mend) == GG_OK)
        return GG_OK;
    if (!json_is_string(value))
        return gg_error_set(err, GG_E_INPUT, mend, "%s must be a text, not %s", key,
                            gg_policy_type(value));
    return gg_error_set(err, GG_E_INPUT, mend, "unknown %s \"%.40s\"", key,
                        json_string_value(value));
}

gg_status gg_gate_no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status no_rules(gg_error *err)
{
    return gg_error_set(err, GG_E_INPUT, "add e.g. rules: [{metric: recall, at_least: 0.5}]",
                        "no rules: such a policy would judge nothing");
}

static gg_status take_format(gg_policy *p, const json_t *value, gg_error *err)
{
    (void)p;
    if (json_is_string(value) && strcmp(json_string_value(value), GG_POLICY_FORMAT) == 0)
        return GG_OK;
    return gg_error_set(err, GG_E_INPUT, "write format: " GG_POLICY_FORMAT ", or leave it out",
                        "format is not that of a policy");
}

static gg_status take_name(gg_policy *p, const json_t *value, gg_error *err)
{
    const char *s = json_string_value(value);

    if (!s || !*s)
        return gg_error_set(err, GG_E_INPUT, "give the policy a name, e.g. policy: promotion",
                            "policy must be a text, not %s", s ? "empty" : gg_policy_type(value));
    p->name = gg_arena_string(&p->arena, s);
    return p->name ? GG_OK : gg_gate_no_memory(err);
}

static gg_status take_note(gg_policy *p, const json_t *value, gg_error *err)
{
    if (!json_is_string(value))
        return gg_error_set(err, GG_E_INPUT, "write a sentence", "note must be a text, not %s",
                            gg_policy_type(value));
    p->note = gg_arena_string(&p->arena, json_string_value(value));
    return p->note ? GG_OK : gg_gate_no_memory(err);
}

static gg_status take_confidence(gg_policy *p, const json_t *value, gg_error *err)
{
    double x = json_number_value(value);
    char number[32];

    if (!json_is_number(value))
        return gg_error_set(err, GG_E_INPUT, "write e.g. confidence: 0.95",
                            "confidence must be a number, not %s", gg_policy_type(value));
    /* Beyond these, 1 - confidence is lost in rounding or the critical value is 0. */
    if (x >= 1e-9 && x <= 1 - 1e-9) {
        p->confidence = x;
        return GG_OK;
    }
    return gg_error_set(err, GG_E_INPUT, "write e.g. 0.95 for 95%",
                        "confidence %s does not lie between 0 and 1", gg_text_double(x, number));
}

static gg_status take_correction(gg_policy *p, const json_t *value, gg_error *err)
{
    size_t at = 0;
    gg_status st = take_word(value, "correction", corrections, GG_CORRECTIONS, &at, err);

    if (st == GG_OK)
        p->correction = (gg_correction)at;
    return st;
}

static gg_status take_minimum_count(gg_policy *p, const json_t *value, gg_error *err)
{
    json_int_t x = json_integer_value(value);

    if (!json_is_integer(value) || x < 0)
        return gg_error_set(err, GG_E_INPUT, "write e.g. minimum_count: 30, or 0 to judge all",
                            "minimum_count must be a whole number from 0");
    p->minimum_count = (double)x;
    return GG_OK;
}

static gg_status take_on_inconclusive(gg_policy *p, const json_t *value, gg_error *err)
{
    static const char *const words[] = {"fail", "warn"};
    size_t at = 0;
    gg_status st = take_word(value, "on_inconclusive", words, 2, &at, err);

    if (st == GG_OK)
        p->warn_inconclusive = at == 1;
    return st;
}

static gg_status take_requires(gg_policy *p, const json_t *value, gg_error *err)
{
    size_t i;
    const json_t *item;

    if (!json_is_array(value))
        return gg_error_set(err, GG_E_INPUT, "write a list, e.g. - {approvals: 1, role: reviewer}",
                            "requires must be a list, not %s", gg_policy_type(value));
    json_array_foreach(value, i, item)
    {
        if (!json_is_object(item) || json_object_size(item) == 0)
            return gg_error_set(err, GG_E_INPUT, "write a mapping, e.g. {record: pta}",
                                "requirement %zu must be a mapping, not %s", i + 1,
                                json_is_object(item) ? "an empty one" : gg_policy_type(item));
    }
    json_decref(p->requires);
    p->requires = json_deep_copy(value);
    return p->requires ? GG_OK : gg_gate_no_memory(err);
}

static gg_status take_rules(gg_policy *p, const json_t *value, gg_error *err)
{
    size_t n = json_array_size(value);
    gg_status st = GG_OK;

    if (!json_is_array(value))
        return gg_error_set(err, GG_E_INPUT, "write a list, e.g. - {metric: recall, at_least: 0.5}",
                            "rules must be a list, not %s", gg_policy_type(value));
    if (n == 0)
        return no_rules(err);
    if (n > GG_POLICY_RULES)
        return gg_error_set(err, GG_E_INPUT, "split the policy", "%zu rules, at most %d are read",
                            n, GG_POLICY_RULES);
    p->rules = gg_arena_array(&p->arena, n, sizeof *p->rules);
    if (!p->rules)
        return gg_gate_no_memory(err);
    for (p->n_rules = 0; st == GG_OK && p->n_rules < n; p->n_rules++)
        st = gg_rule_parse(p, json_array_get(value, p->n_rules), p->n_rules, err);
    return st == GG_OK ? gg_policy_name_rules(p, value, err) : st;
}

static const char *const keys[] = {
    "policy",          "rules",    "confidence", "correction", "minimum_count",
    "on_inconclusive", "requires", "note",       "format",
};

static gg_status (*const takers[])(gg_policy *p, const json_t *value, gg_error *err) = {
    take_name,       take_rules,         take_confidence,
    take_correction, take_minimum_count, take_on_inconclusive,
    take_requires,   take_note,          take_format,
};

#define N_KEYS (sizeof keys / sizeof *keys)

static gg_status check_keys(gg_policy *p, const json_t *document, gg_error *err)
{
    const char *key;
    json_t *value;
    char shown[64];

    json_object_foreach((json_t *)document, key, value)
    {
        size_t i = 0;

        while (i < N_KEYS && strcmp(key, keys[i]) != 0)
            i++;
        if (i < N_KEYS)
            continue;
        return gg_error_set(err, GG_E_INPUT, gg_policy_key_hint(p, key, keys, N_KEYS),
                            "unknown key \"%s\"",
                            gg_text_clean(key, strlen(key), shown, sizeof shown - 4));
    }
    return GG_OK;
}

static gg_status take_document(gg_policy *p, const json_t *document, gg_error *err)
{
    gg_status st;

    if (!json_is_object(document))
        return gg_error_set(err, GG_E_INPUT, "begin with the keys policy: and rules:",
                            "a policy is a mapping, not %s", gg_policy_type(document));
    st = check_keys(p, document, err);
    if (st == GG_OK && !json_object_get(document, "rules"))
        st = no_rules(err);
    for (size_t i = 0; st == GG_OK && i < N_KEYS; i++) {
        const json_t *value = json_object_get(document, keys[i]);

        if (value)
            st = takers[i](p, value, err);
    }
    return st;
}

/* The name of the file without folders, for a policy that gives itself none. */
static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

static gg_policy *new_policy(const char *s, size_t n, const char *name)
{
    gg_policy *p = calloc(1, sizeof *p);

    if (!p)
        return NULL;
    gg_arena_init(&p->arena);
    gg_sha256_hex(s, n, p->sha256);
    p->confidence = 0.95;
    p->minimum_count = 30;
    p->file = gg_arena_string(&p->arena, name);
    p->name = p->file ? last_part(p->file) : NULL;
    p->requires = json_array();
    if (p->name && p->requires)
        return p;
    gg_policy_free(p);
    return NULL;
}

static gg_status parse(const char *s, size_t n, const char *name, gg_policy **out, gg_error *err)
{
    gg_policy *p = new_policy(s, n, name);
    json_t *document = NULL;
    gg_status st;

    if (!p)
        return gg_gate_no_memory(err);
    st = gg_json_parse(s, n, name, &document, err);
    if (st == GG_OK)
        st = take_document(p, document, err);
    if (st == GG_OK) {
        gg_policy_find_lines(p, s, n);
        *out = p;
    } else {
        gg_policy_free(p);
    }
    json_decref(document);
    return st;
}

static gg_status read_file(const char *path, const char *name, gg_policy **out, gg_error *err)
{
    gg_buf bytes;
    gg_status st;

    gg_buf_init(&bytes, POLICY_BYTES + 1);
    st = gg_file_read(path, POLICY_BYTES, &bytes, err);
    if (st == GG_E_LIMIT)
        st = err->status = GG_E_INPUT;
    if (st == GG_OK)
        st = parse(bytes.data ? bytes.data : "", bytes.size, name, out, err);
    gg_buf_release(&bytes);
    return st;
}

/* The place belongs to this error alone, not to what the caller's object may hear of later. */
static gg_status hand_over(gg_status st, const char *name, gg_error *own, gg_error *err)
{
    if (st != GG_OK) {
        gg_error_where(own, name, 0, NULL);
        if (err && err->status == GG_OK)
            *err = *own;
    }
    return st;
}

gg_status gg_policy_parse(const char *s, size_t n, const char *name, gg_policy **out, gg_error *err)
{
    const char *shown = name && *name ? name : "policy";
    gg_error own;

    gg_error_init(&own);
    return hand_over(parse(s, n, shown, out, &own), shown, &own, err);
}

gg_status gg_policy_load(const char *path, gg_policy **out, gg_error *err)
{
    const char *shown = strcmp(path, "-") == 0 ? "standard input" : path;
    gg_error own;

    gg_error_init(&own);
    return hand_over(read_file(path, shown, out, &own), shown, &own, err);
}

void gg_policy_free(gg_policy *policy)
{
    if (!policy)
        return;
    json_decref(policy->requires);
    gg_arena_release(&policy->arena);
    free(policy);
}

const char *gg_policy_name(const gg_policy *policy)
{
    return policy->name;
}

const char *gg_policy_sha256(const gg_policy *policy)
{
    return policy->sha256;
}

size_t gg_policy_rules(const gg_policy *policy)
{
    return policy->n_rules;
}

const json_t *gg_policy_requires(const gg_policy *policy)
{
    return policy->requires;
}
