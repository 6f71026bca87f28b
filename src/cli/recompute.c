#include "recompute.h"

#include <stdlib.h>
#include <string.h>

#include "gauger/base/json.h"
#include "gauger/registry/files.h"
#include "gauger/registry/lifecycle.h"

#define PREFIX "evidence:"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* ---- options to a document ---- */

static json_t *texts(const char *const *list, size_t n)
{
    json_t *out = json_array();

    for (size_t i = 0; out && i < n; i++)
        if (json_array_append_new(out, json_string(list[i])) != 0) {
            json_decref(out);
            return NULL;
        }
    return out;
}

static json_t *population_line(const gg_population *p, const gg_population_line *line)
{
    if (p->n_attributes)
        return json_pack("{s:o, s:f}", "levels",
                         texts((const char *const *)line->levels, p->n_attributes), "count",
                         line->count);
    return json_pack("{s:s, s:s, s:f}", "attribute", line->attribute, "group", line->group, "count",
                     line->count);
}

static json_t *population_document(const gg_population *p)
{
    json_t *lines = json_array();

    for (size_t i = 0; lines && i < p->n_lines; i++)
        if (json_array_append_new(lines, population_line(p, &p->lines[i])) != 0) {
            json_decref(lines);
            return NULL;
        }
    return json_pack("{s:o, s:o}", "attributes",
                     texts((const char *const *)p->attributes, p->n_attributes), "lines", lines);
}

static json_t *references_document(const gg_evaluation_options *o)
{
    json_t *out = json_array();

    for (size_t i = 0; out && i < o->n_references; i++)
        if (json_array_append_new(out,
                                  json_pack("{s:s, s:s}", "attribute", o->references[i].attribute,
                                            "level", o->references[i].level)) != 0) {
            json_decref(out);
            return NULL;
        }
    return out;
}

gg_status gg_recompute_options(const gg_evaluation_options *options, json_t **out, gg_error *err)
{
    json_t *made =
        json_pack("{s:s, s:f, s:I, s:s, s:s, s:s, s:f, s:o, s:o}", "source",
                  options->source ? options->source : "", "confidence", options->confidence, "seed",
                  (json_int_t)options->seed, "adverse", gg_adverse_name(options->adverse),
                  "reference_rule", gg_reference_rule_name(options->reference_rule), "inspection",
                  gg_inspection_name(options->inspection), "minimum_count", options->minimum_count,
                  "references", references_document(options), "population",
                  options->population ? population_document(options->population) : json_null());

    if (!made || (options->files > 1 &&
                  json_object_set_new(made, "files", json_integer((json_int_t)options->files)))) {
        json_decref(made);
        return memory(err);
    }
    *out = made;
    return GG_OK;
}

/* ---- and back ---- */

/* Texts are borrowed from the document. */
static gg_status read_texts(const json_t *list, gg_arena *arena, const char ***out, gg_error *err)
{
    const char **made = gg_arena_array(arena, json_array_size(list) + 1, sizeof *made);

    if (!made)
        return memory(err);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));

        made[i] = text ? text : "";
    }
    *out = made;
    return GG_OK;
}

static gg_status read_population(const json_t *document, gg_arena *arena, gg_population *out,
                                 gg_error *err)
{
    const json_t *lines = json_object_get(document, "lines");
    const json_t *attributes = json_object_get(document, "attributes");
    size_t n = json_array_size(lines);
    gg_status status = read_texts(attributes, arena, &out->attributes, err);

    out->lines = gg_arena_array(arena, n + 1, sizeof *out->lines);
    if (status == GG_OK && !out->lines)
        status = memory(err);
    out->n_attributes = json_array_size(attributes);
    for (size_t i = 0; status == GG_OK && i < n; i++) {
        const json_t *one = json_array_get(lines, i);
        gg_population_line *line = &out->lines[i];

        line->attribute = gg_json_string(one, "attribute", "");
        line->group = gg_json_string(one, "group", "");
        line->count = gg_json_number(one, "count", 0);
        if (out->n_attributes)
            status = read_texts(json_object_get(one, "levels"), arena, &line->levels, err);
        out->n_lines = i + 1;
    }
    return status;
}

static gg_status read_references(const json_t *list, gg_arena *arena, gg_evaluation_options *o,
                                 gg_error *err)
{
    size_t n = json_array_size(list);
    gg_reference_choice *made = gg_arena_array(arena, n + 1, sizeof *made);

    if (!made)
        return memory(err);
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_array_get(list, i);

        made[i].attribute = gg_json_string(one, "attribute", "");
        made[i].level = gg_json_string(one, "level", "");
    }
    o->references = made;
    o->n_references = n;
    return GG_OK;
}

static gg_status read_options(const json_t *stored, gg_arena *arena, gg_population *population,
                              gg_evaluation_options *o, gg_error *err)
{
    const json_t *options = json_object_get(stored, "options");
    const json_t *totals = json_object_get(options, "population");
    gg_status status;

    if (!json_is_object(options))
        return gg_error_set(err, GG_E_INPUT, "evaluate the table again",
                            "it is not on record how the evidence was evaluated");
    *o = gg_evaluation_options_default();
    o->source = gg_json_string(options, "source", "");
    o->files = (size_t)gg_json_number(options, "files", 0);
    o->sha256 = gg_json_string(stored, "data_sha256", NULL);
    o->confidence = gg_json_number(options, "confidence", o->confidence);
    o->seed = (uint64_t)gg_json_number(options, "seed", 1);
    o->minimum_count = gg_json_number(options, "minimum_count", o->minimum_count);
    status = gg_adverse_parse(gg_json_string(options, "adverse", ""), &o->adverse, err);
    if (status == GG_OK)
        status = gg_reference_rule_parse(gg_json_string(options, "reference_rule", ""),
                                         &o->reference_rule, err);
    if (status == GG_OK)
        status =
            gg_inspection_parse(gg_json_string(options, "inspection", ""), &o->inspection, err);
    if (status == GG_OK)
        status = read_references(json_object_get(options, "references"), arena, o, err);
    if (status == GG_OK && json_is_object(totals)) {
        status = read_population(totals, arena, population, err);
        o->population = population;
    }
    return status;
}

/* ---- what is asked for ---- */

bool gg_recompute_asked(const char *operand)
{
    return strncmp(operand, PREFIX, strlen(PREFIX)) == 0;
}

bool gg_recompute_stored(const char *operand)
{
    const char *rest = operand + strlen(PREFIX);

    return *rest && rest[strspn(rest, "0123456789")] == '\0';
}

static bool may_stand(gg_option_id id, bool stored)
{
    static const gg_option_id always[] = {GG_OPT_FORMAT,   GG_OPT_OUTPUT,      GG_OPT_EXPLAIN,
                                          GG_OPT_EVIDENCE, GG_OPT_FOR_RELEASE, GG_OPT_HELP};
    static const gg_option_id of_files[] = {
        GG_OPT_REFERENCE,  GG_OPT_REFERENCE_RULE, GG_OPT_ADVERSE,
        GG_OPT_INSPECTION, GG_OPT_POPULATION,     GG_OPT_CONFIDENCE,
        GG_OPT_SEED,       GG_OPT_ADD_TO,         GG_OPT_LATE_ROWS};

    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (id == always[i])
            return true;
    for (size_t i = 0; !stored && i < sizeof of_files / sizeof *of_files; i++)
        if (id == of_files[i])
            return true;
    return false;
}

gg_status gg_recompute_check(const gg_cli *cli, gg_error *err)
{
    bool stored = gg_recompute_stored(cli->args.operands[0]);

    for (const gg_option_group *const *g = cli->command->groups; *g; g++)
        for (size_t i = 0; i < (*g)->n; i++) {
            const gg_option *row = &(*g)->rows[i];
            char where[64];

            if (!gg_args_given(&cli->args, row->id) || may_stand(row->id, stored))
                continue;
            snprintf(where, sizeof where, "--%s", row->name);
            gg_error_where(err, where, 0, NULL);
            return gg_error_set(err, GG_E_USAGE,
                                stored ? "leave it out; a file of evidence takes --confidence, "
                                         "--reference and the like"
                                       : "leave it out",
                                stored ? "an evaluation is computed again as it was"
                                       : "the evidence has settled it");
        }
    return GG_OK;
}

gg_status gg_recompute_load(const char *operand, gg_evidence *evidence, gg_error *err)
{
    const char *path = operand + strlen(PREFIX);
    json_t *document = NULL;
    gg_status status = gg_json_load(path, &document, err);

    if (status == GG_OK)
        status = gg_evidence_load(document, evidence, err);
    if (status != GG_OK)
        gg_error_where(err, path, 0, NULL);
    json_decref(document);
    return status;
}

/* ---- again ---- */

static bool is_from_evidence(const char *code)
{
    static const char *const others[] = {"training_data", "training_overlap"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(code, others[i]) == 0)
            return false;
    return true;
}

/* Canonical JSON sorts keys and writes 0.0 as 0: members in the order in which they were made, and
 * those named last, which are real numbers, made real again. */
static json_t *as_made(const json_t *stored, const char *const *keys, const char *const *reals)
{
    json_t *out = json_object();
    int bad = !out;

    for (; *keys; keys++) {
        json_t *value = json_object_get(stored, *keys);

        if (value)
            bad |= json_object_set(out, *keys, value);
    }
    for (; *reals; reals++) {
        const json_t *value = json_object_get(out, *reals);

        if (json_is_integer(value))
            bad |= gg_json_set_real(out, *reals, json_number_value(value));
    }
    if (!bad)
        return out;
    json_decref(out);
    return NULL;
}

static int take_overlap(const json_t *stored, json_t *data)
{
    static const char *const keys[] = {"training", "columns", "rows",      "compared", "found",
                                       "sampled",  "share",   "by_chance", "accepted", NULL};
    static const char *const of_share[] = {"value",          "low",      "high", "method",
                                           "standard_error", "why_null", NULL};
    static const char *const real[] = {"by_chance", NULL};
    static const char *const ends[] = {"value", "low", "high", NULL};
    json_t *made = as_made(stored, keys, real);
    json_t *share = as_made(json_object_get(stored, "share"), of_share, ends);
    int bad = !made || !share || json_object_set(made, "share", share) != 0 ||
              json_object_set(data, "overlap", made) != 0;

    json_decref(made);
    json_decref(share);
    return bad;
}

/* What was found by looking at the rows themselves, or at the version. */
static gg_status take_over(const json_t *stored, json_t *made, gg_error *err)
{
    json_t *warnings = json_object_get(made, "warnings"), *one;
    json_t *overlap = json_object_get(json_object_get(stored, "data"), "overlap");
    size_t i;
    int bad = 0;

    json_array_foreach(json_object_get(stored, "warnings"), i, one)
    {
        if (!is_from_evidence(gg_json_string(one, "code", "")))
            bad |= json_array_append(warnings, one);
    }
    if (overlap)
        bad |= take_overlap(overlap, json_object_get(made, "data"));
    return bad ? memory(err) : GG_OK;
}

/* In canonical form, without the version of the program that made it. */
static gg_status canonical(const json_t *document, gg_buf *out, gg_error *err)
{
    json_t *copy = json_copy((json_t *)document);

    if (!copy)
        return memory(err);
    json_object_del(copy, "version");
    gg_json_canonical(copy, out);
    json_decref(copy);
    return gg_buf_check(out, err);
}

static gg_status compare(const json_t *a, const json_t *b, bool *same, gg_error *err)
{
    gg_buf x, y;
    gg_status status;

    gg_buf_init(&x, 0);
    gg_buf_init(&y, 0);
    status = canonical(a, &x, err);
    if (status == GG_OK)
        status = canonical(b, &y, err);
    if (status == GG_OK)
        *same = x.size == y.size && memcmp(x.data, y.data, x.size) == 0;
    gg_buf_release(&x);
    gg_buf_release(&y);
    return status;
}

static gg_status load_stored(gg_registry *reg, const json_t *stored, gg_evidence *evidence,
                             gg_error *err)
{
    const char *sha256 = gg_json_string(stored, "evidence", NULL);
    json_t *document = NULL;
    gg_status status;

    if (!sha256)
        return gg_error_set(err, GG_E_NOT_FOUND, "evaluate the table again",
                            "no evidence was stored with that evaluation");
    status = gg_registry_get_document(reg, sha256, &document, err);
    if (status == GG_OK)
        status = gg_evidence_load(document, evidence, err);
    json_decref(document);
    return status;
}

gg_status gg_recompute(gg_registry *reg, const char *operand, gg_evidence *evidence,
                       json_t **document, bool *same, const char **version, gg_arena *arena,
                       gg_error *err)
{
    gg_population population = {.n_lines = 0};
    gg_evaluation_options options;
    json_t *stored = NULL, *made = NULL;
    gg_status status =
        gg_evaluation_stored(reg, strtoull(operand + strlen(PREFIX), NULL, 10), &stored, err);

    if (status == GG_OK)
        status = read_options(stored, arena, &population, &options, err);
    if (status == GG_OK)
        status = load_stored(reg, stored, evidence, err);
    if (status == GG_OK)
        status = gg_evaluate(evidence, &options, &made, err);
    if (status == GG_OK)
        status = take_over(json_object_get(stored, "evaluation"), made, err);
    if (status == GG_OK)
        status = compare(json_object_get(stored, "evaluation"), made, same, err);
    if (status == GG_OK) {
        *version = gg_arena_string(arena, gg_json_string(stored, "version", ""));
        status = *version ? GG_OK : memory(err);
    }
    if (status == GG_OK)
        *document = json_incref(made);
    else
        gg_error_where(err, operand, 0, NULL);
    json_decref(made);
    json_decref(stored);
    return status;
}
