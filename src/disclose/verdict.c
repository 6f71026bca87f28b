/*
 * The published form of a verdict. A gate may judge groups that are not shown; of those only the
 * result is told. A figure is kept only where the published evaluation shows the same figure, or
 * the same to a step, which is then taken: so it says nothing that is not said there; adjusted
 * p-values depend on figures that are hidden. The digest of the evaluation that was judged gives
 * way to that of the published one: whoever guesses the few counts that are hidden could confirm
 * the guess with it.
 */
#include <math.h>
#include <string.h>

#include "disclose_internal.h"
#include "gauger/base/hash.h"

#define VERDICT_FORMAT "gauger/verdict/1"
#define NAMES_LISTED   8

/* ---- finding the figure that a subject is about ---- */

/* The groups of an attribute, or the sites or periods, by the first n bytes of a slice's name. */
static const json_t *groups_named(const json_t *published, const char *name, size_t n,
                                  const json_t **attribute)
{
    static const char *const where[] = {"attributes", "intersections"};
    const json_t *found;

    for (size_t i = 0; i < 2; i++) {
        found = json_object_getn(json_object_get(published, where[i]), name, n);
        if (found) {
            *attribute = found;
            return json_object_get(found, "groups");
        }
    }
    *attribute = NULL;
    if (n == 4 && memcmp(name, "site", n) == 0)
        return json_object_get(published, "sites");
    if (n == 6 && memcmp(name, "period", n) == 0)
        return json_object_get(published, "periods");
    return NULL;
}

/* The EST of a slice such as "race=White"; names may hold "=", so every one is tried. */
static const json_t *find_in_group(const json_t *published, const char *metric, const char *slice)
{
    for (const char *at = strchr(slice, '='); at; at = strchr(at + 1, '=')) {
        const json_t *attribute;
        const json_t *groups = groups_named(published, slice, (size_t)(at - slice), &attribute);
        const json_t *est = json_object_get(json_object_get(groups, at + 1), metric);
        const json_t *one = json_object_get(json_object_get(attribute, "disparities"), metric);

        if (!est)
            est = json_object_get(json_object_get(one, "groups"), at + 1);
        if (est)
            return est;
    }
    return NULL;
}

static const json_t *find_figure(const json_t *published, const char *metric, const char *slice)
{
    const json_t *attribute;

    if (!*slice)
        return json_object_get(json_object_get(published, "overall"), metric);
    if (groups_named(published, slice, strlen(slice), &attribute) && attribute)
        return json_object_get(json_object_get(attribute, "summary"), metric);
    return find_in_group(published, metric, slice);
}

static bool same_figure(const json_t *est, const json_t *subject)
{
    double a = gg_json_number(est, "value", NAN), b = gg_json_number(subject, "value", NAN);

    return fabs(a - b) <= 1e-12 * fmax(1, fabs(a));
}

/* ---- writing ---- */

/* Copies members that are there; whatever is not named stays behind. */
static bool take(json_t *to, const json_t *from, const char *const *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        json_t *value = json_object_get(from, keys[i]);

        if (value && !gg_set(to, keys[i], json_deep_copy(value)))
            return false;
    }
    return true;
}

#define TAKE(to, from, keys) take(to, from, keys, sizeof(keys) / sizeof *(keys))

/* Figures that come from single scores are published to a step (coarse.c): of the same rows, what
 * is shown is the one that was judged, to that step. */
static bool to_a_step(const char *metric, const json_t *est, const json_t *subject)
{
    static const char *const stepped[] = {"roc_auc", "average_precision", "brier_score", "log_loss",
                                          "expected_calibration_error"};
    static const char *const others[] = {"rows_of", "capacity", "threshold", "groups"};

    if (!json_is_number(json_object_get(est, "value")) ||
        !json_is_number(json_object_get(subject, "value")))
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (json_object_get(subject, others[i]))
            return false;
    for (size_t i = 0; i < sizeof stepped / sizeof *stepped; i++)
        if (strcmp(metric, stepped[i]) == 0)
            return true;
    return false;
}

/* est: the published figure, NULL for none. */
static json_t *write_subject(const char *metric, const json_t *est, const json_t *subject)
{
    static const char *const always[] = {"subject", "slice"};
    static const char *const figures[] = {"value", "low", "high", "p_value", "reference"};
    static const char *const nulls[] = {"value", "low", "high", "p_value", "adjusted_p_value"};
    bool same = same_figure(est, subject), step = !same && to_a_step(metric, est, subject);
    json_t *out = json_object();
    bool fine = out && TAKE(out, subject, always);

    for (size_t i = 0; fine && i < sizeof nulls / sizeof *nulls; i++)
        fine = gg_set(out, nulls[i], json_null());
    if (fine && same)
        fine = TAKE(out, subject, figures);
    else if (fine && step)
        fine = take(out, est, figures, 3) && gg_set(out, "to_a_step", json_true());
    else if (fine)
        fine = gg_set(out, "why_null", json_string(GG_WHY_WITHHELD));
    if (fine && gg_set(out, "result", json_string(gg_json_string(subject, "result", ""))))
        return out;
    json_decref(out);
    return NULL;
}

static bool put_subjects(const json_t *rule, const json_t *published, json_t *out)
{
    const char *metric = gg_json_string(rule, "metric", "");
    json_t *list = json_array(), *subject;
    bool fine = gg_set(out, "subjects", list);
    size_t i;

    json_array_foreach(json_object_get(rule, "subjects"), i, subject)
    {
        const json_t *est = find_figure(published, metric, gg_json_string(subject, "slice", ""));

        fine = fine && json_array_append_new(list, write_subject(metric, est, subject)) == 0;
    }
    return fine;
}

/* Who was not judged and why, without their rows. */
static bool put_not_judged(const json_t *rule, json_t *out)
{
    static const char *const keys[] = {"subject", "slice", "why"};
    json_t *list = json_array(), *one;
    bool fine = gg_set(out, "not_judged", list);
    size_t i;

    json_array_foreach(json_object_get(rule, "not_judged"), i, one)
    {
        json_t *copy = json_object();

        fine = fine && TAKE(copy, one, keys) && json_array_append(list, copy) == 0;
        json_decref(copy);
    }
    return fine;
}

/* Everyone is called "overall" in documents. */
static const char *subject_words(const json_t *subject)
{
    const char *name = gg_json_string(subject, "subject", "");

    return strcmp(name, "overall") == 0 && !*gg_json_string(subject, "slice", "") ? "everyone"
                                                                                  : name;
}

/* "fails for A and B; not established for C; 3 pass": names and results, no figure. */
static bool put_message(const json_t *judged, const json_t *rule, json_t *out)
{
    static const char *const results[] = {"fail", "inconclusive", "pass"};
    static const char *const words[] = {"fails for ", "not established for ", "passes for "};
    const char *joint = "";
    gg_buf text;
    bool fine;

    gg_buf_init(&text, 0);
    for (size_t k = 0; k < 3; k++) {
        json_t *subject;
        size_t i, n = 0;

        json_array_foreach(json_object_get(rule, "subjects"), i, subject)
        {
            if (strcmp(gg_json_string(subject, "result", ""), results[k]) != 0)
                continue;
            if (n++ < NAMES_LISTED)
                gg_buf_printf(&text, "%s%s%s", n == 1 ? joint : ", ", n == 1 ? words[k] : "",
                              subject_words(subject));
        }
        if (n > NAMES_LISTED)
            gg_buf_printf(&text, " and %zu more", n - NAMES_LISTED);
        joint = n ? "; " : joint;
    }
    if (text.size == 0)
        gg_buf_puts(&text, json_array_size(json_object_get(judged, "subjects")) > 0
                               ? "judged on a special protected class, of which nothing is shown"
                               : "nothing was judged");
    fine = !text.failed && gg_set(out, "message", json_string(text.data));
    gg_buf_release(&text);
    return fine;
}

static json_t *write_rules(const json_t *verdict, const json_t *published)
{
    static const char *const keys[] = {"id",          "rule",        "result", "note",  "metric",
                                       "lower_bound", "upper_bound", "judge",  "caveat"};
    json_t *list = json_array(), *rule;
    bool fine = list != NULL;
    size_t i;

    json_array_foreach(json_object_get(verdict, "rules"), i, rule)
    {
        json_t *out = json_object(), *shown = gg_special_rule(published, rule);

        fine = fine && shown && TAKE(out, shown, keys) && put_message(rule, shown, out) &&
               put_subjects(shown, published, out) && put_not_judged(shown, out) &&
               json_array_append(list, out) == 0;
        json_decref(shown);
        json_decref(out);
    }
    if (fine)
        return list;
    json_decref(list);
    return NULL;
}

/* Warnings that name no number of rows. */
static json_t *write_warnings(const json_t *verdict)
{
    static const char *const kept[] = {"nothing_judged", "inconclusive"};
    json_t *list = json_array(), *one;
    bool fine = list != NULL;
    size_t i;

    json_array_foreach(json_object_get(verdict, "warnings"), i, one)
    {
        for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
            if (strcmp(gg_json_string(one, "code", ""), kept[k]) == 0)
                fine = fine && json_array_append_new(list, json_deep_copy(one)) == 0;
    }
    if (fine)
        return list;
    json_decref(list);
    return NULL;
}

/* The document that the verdict is shown beside: the published one, not the one that was judged. */
static json_t *write_document(const json_t *published)
{
    char hex[GG_SHA256_HEX];
    json_t *out = NULL;
    gg_buf bytes;

    gg_buf_init(&bytes, 0);
    gg_json_canonical(published, &bytes);
    if (!bytes.failed)
        out = json_pack("{s:s}", "sha256", gg_sha256_hex(bytes.data, bytes.size, hex));
    gg_buf_release(&bytes);
    return out;
}

static gg_status check(const json_t *verdict, const json_t *published, gg_error *err)
{
    if (strcmp(gg_json_string(verdict, "format", ""), VERDICT_FORMAT) != 0 ||
        !json_is_array(json_object_get(verdict, "rules"))) {
        gg_error_where(err, "verdict", 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "give what gauger gate --format json wrote",
                            "the document is no " VERDICT_FORMAT);
    }
    if (!json_is_object(json_object_get(published, "disclosure"))) {
        gg_error_where(err, "evaluation", 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "publish the evaluation first",
                            "the evaluation is not in its published form");
    }
    return GG_OK;
}

gg_status gg_publish_verdict(const json_t *verdict, const json_t *published, json_t **out,
                             gg_error *err)
{
    static const char *const keys[] = {
        "format", "version",         "policy",     "policy_sha256", "note",
        "result", "on_inconclusive", "confidence", "correction",    "minimum_count",
        "alpha",  "figures_tested",  "requires"};
    json_t *document;
    gg_status status = check(verdict, published, err);

    if (status != GG_OK)
        return status;
    document = json_object();
    if (!document || !TAKE(document, verdict, keys) ||
        !gg_set(document, "evaluation", write_document(published)) ||
        !gg_set(document, "rules", write_rules(verdict, published)) ||
        !gg_set(document, "warnings", write_warnings(verdict)) ||
        !gg_set(
            document, "disclosure",
            json_pack("{s:O}", "minimum_cell",
                      json_object_get(json_object_get(published, "disclosure"), "minimum_cell")))) {
        json_decref(document);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = document;
    return GG_OK;
}
