#include "fit.h"

#include <math.h>
#include <string.h>

#include "gauger/base/hash.h"
#include "gauger/model/train.h"
#include "progress.h"

static bool tick(void *context, double share)
{
    gg_progress_share(context, share);
    return true;
}

/* The seed of --seed, else of the manifest, else 1. */
static gg_status seed_of(const gg_cli *cli, const gg_manifest *manifest, uint64_t *out,
                         gg_error *err)
{
    const json_t *stated = json_object_get(manifest->document, "seed");
    double seed = 1;

    if (gg_args_given(&cli->args, GG_OPT_SEED))
        seed = gg_args_number(&cli->args, GG_OPT_SEED);
    else if (stated && !json_is_null(stated))
        seed = json_is_number(stated) ? json_number_value(stated) : -1;
    if (!(seed >= 0 && seed <= 9007199254740992.0 && seed == floor(seed))) {
        gg_error_where(err, NULL, 0, "seed");
        return gg_error_set(err, GG_E_INPUT, "give a whole number from 0 to 9007199254740992",
                            "not a seed");
    }
    *out = (uint64_t)seed;
    return GG_OK;
}

/* The training data as a manifest names it: a registered table by its name, another by its digest.
 * What a manifest for training says of it in words stays; of a refresh it is another table's. */
static gg_status name_training(const gg_source *source, const gg_registration *r, json_t *manifest,
                               gg_error *err)
{
    const json_t *stated = json_object_get(manifest, "training");
    const char *period = gg_json_string(stated, "period", NULL);
    const char *description = gg_json_string(stated, "description", NULL);
    bool again = strcmp(r->kind, "refresh") == 0;
    json_t *training;

    if (again)
        period = description = NULL;
    if (!description && !source->dataset)
        description = "a table that is not registered";
    training = json_pack("{s:s,s:s*,s:s*}", source->dataset ? "dataset" : "sha256",
                         source->dataset ? source->dataset : source->sha256, "period", period,
                         "description", description);
    if (json_object_set_new(manifest, "training", training) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

/* What the manifest says of the version once it is fitted. */
static gg_status complete(gg_cli *cli, const gg_source *source, gg_registration *r, uint64_t *seed,
                          gg_error *err)
{
    json_t *document = json_deep_copy(r->manifest.document);
    gg_manifest completed = {0};
    json_t *artifact =
        json_sprintf("%s.%s.json", r->manifest.model, gg_scorer_word(r->manifest.scorer));
    gg_status status = seed_of(cli, &r->manifest, seed, err);

    if (json_object_set_new(document, "artifact", artifact) != 0 ||
        json_object_set_new(document, "seed", json_integer((json_int_t)*seed)) != 0)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (status == GG_OK)
        status = name_training(source, r, document, err);
    if (status == GG_OK)
        status = gg_manifest_parse(document, &completed, err);
    if (status == GG_OK) {
        gg_manifest_release(&r->manifest);
        r->manifest = completed;
    }
    json_decref(document);
    return status;
}

static gg_status find_data(gg_cli *cli, gg_registry *reg, gg_source *source, gg_schema *schema,
                           gg_error *err)
{
    const char *data = gg_args_text(&cli->args, GG_OPT_DATA);
    char *sha256 = gg_arena_array(&cli->arena, GG_SHA256_HEX, 1);
    gg_status status = GG_OK;

    if (strcmp(data, "-") == 0) {
        gg_error_where(err, "--data", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give the table as a file",
                            "standard input is read once, and has no digest");
    }
    if (!sha256)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gg_source_find(cli, reg, data, source, err);
    if (status != GG_OK)
        gg_error_where(err, data, 0, NULL);
    if (status == GG_OK && source->schema)
        status = gg_schema_add(schema, source->schema, err);
    if (status == GG_OK)
        status = gg_columns_schema(&cli->args, schema, err);
    if (status == GG_OK && !source->sha256) {
        status = gg_csv_digest(source->path, sha256, err);
        source->sha256 = sha256;
    }
    return status;
}

/* The column of a role in the table; "" without one. */
static const char *column_of(const gg_schema *schema, gg_role role)
{
    const char *name = gg_columns_role(schema, role);

    return name ? name : "";
}

/* What is learned from: a part of what was fitted, kept with it. */
static gg_status note_columns(const gg_schema *schema, json_t *fit, gg_error *err)
{
    json_t *columns =
        json_pack("{s:s,s:s,s:s}", "outcome", column_of(schema, GG_ROLE_OUTCOME), "weight",
                  column_of(schema, GG_ROLE_WEIGHT), "count", column_of(schema, GG_ROLE_COUNT));

    if (json_object_set_new(fit, "columns", columns) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

/* A refresh learns what its base learned: the same outcome, by the same weights. */
static gg_status check_columns(gg_registry *reg, const gg_registration *r, const gg_schema *schema,
                               gg_error *err)
{
    static const struct {
        const char *name;
        gg_role role;
    } wanted[] = {{"outcome", GG_ROLE_OUTCOME}, {"weight", GG_ROLE_WEIGHT}};
    json_t *shown = NULL, *fit = NULL;
    const json_t *columns;
    const char *sha256;
    gg_status status = GG_OK;

    if (!r->from || strcmp(r->kind, "refresh") != 0)
        return GG_OK;
    status = gg_version_show(reg, r->from, &shown, err);
    sha256 = gg_json_string(json_object_get(shown, "training"), "fit", NULL);
    if (status == GG_OK && sha256)
        status = gg_registry_get_document(reg, sha256, &fit, err);
    columns = json_object_get(fit, "columns");
    for (size_t i = 0; status == GG_OK && columns && i < 2; i++) {
        const char *was = gg_json_string(columns, wanted[i].name, "");
        const char *is = column_of(schema, wanted[i].role);

        if (strcmp(was, is) == 0)
            continue;
        gg_error_where(err, "--data", 0, NULL);
        status = gg_error_set(err, GG_E_INPUT, "give the column that role, or train a new version",
                              "a refresh learns from what its base did: %s was the column \"%s\", "
                              "here it is \"%s\"",
                              wanted[i].name, was, is);
    }
    json_decref(fit);
    json_decref(shown);
    return status;
}

static gg_status train(gg_cli *cli, const gg_source *source, const gg_schema *schema,
                       const gg_manifest *manifest, uint64_t seed, gg_training *out, gg_error *err)
{
    gg_train_options options = gg_train_options_default();
    gg_progress progress;
    gg_status status;

    options.seed = seed;
    options.threads = gg_columns_threads(&cli->args);
    options.skip_bad_rows = gg_args_given(&cli->args, GG_OPT_SKIP_BAD_ROWS);
    options.progress = tick;
    options.progress_context = &progress;
    gg_progress_begin(&progress);
    status = gg_train(manifest, source->path, schema, &options, out, err);
    gg_progress_end(&progress);
    return status;
}

/* "; 120 rows were left out (missing outcome 100, missing feature 20)". */
static gg_status tell_left_out(const json_t *fit, gg_buf *text, gg_error *err)
{
    double left = gg_json_number(fit, "rows", 0) - gg_json_number(fit, "rows_used", 0);
    const json_t *reasons = json_object_get(fit, "rows_excluded");
    const char *reason, *before = " (";
    json_t *rows;

    if (left > 0) {
        gg_buf_printf(text, "; %.0f %s left out", left, left == 1 ? "was" : "were");
        json_object_foreach((json_t *)reasons, reason, rows)
        {
            if (json_number_value(rows) <= 0)
                continue;
            gg_buf_printf(text, "%s", before);
            for (const char *c = reason; *c; c++)
                gg_buf_append(text, *c == '_' ? " " : c, 1);
            gg_buf_printf(text, " %.0f", json_number_value(rows));
            before = ", ";
        }
        gg_buf_printf(text, "%s", *before == ',' ? ")" : "");
    }
    return gg_buf_check(text, err);
}

/* What was fitted, for the receipt: the facts that a person asks for first. */
static gg_status tell(const gg_source *source, json_t *receipt, const json_t *fit, gg_error *err)
{
    const char *done = gg_json_string(receipt, "done", "");
    json_t *warnings = json_object_get(fit, "warnings");
    size_t n = strlen(done);
    gg_status status;
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_buf_printf(&text, "%.*s, fitted on %.0f rows of %s", (int)(n ? n - 1 : 0), done,
                  gg_json_number(fit, "rows_used", 0), source->name);
    status = tell_left_out(fit, &text, err);
    gg_buf_printf(&text, ".");
    if (status == GG_OK &&
        (json_object_set_new(receipt, "done", json_string(text.data)) != 0 ||
         json_object_set(receipt, "fit", (json_t *)fit) != 0 ||
         (json_array_size(warnings) && json_object_set(receipt, "warnings", warnings) != 0)))
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_buf_release(&text);
    return status;
}

gg_status gg_fit(gg_cli *cli, gg_registry *reg, gg_registration *r, json_t **out, gg_error *err)
{
    gg_source source = {0};
    gg_schema schema;
    gg_training training = {0};
    json_t *receipt = NULL;
    uint64_t seed = 1;
    gg_status status;

    gg_schema_init(&schema);
    status = find_data(cli, reg, &source, &schema, err);
    if (status == GG_OK)
        status = complete(cli, &source, r, &seed, err);
    if (status == GG_OK)
        status = gg_train_check(&r->manifest, err);
    if (status == GG_OK)
        status = gg_registration_check(reg, r, err);
    if (status == GG_OK)
        status = check_columns(reg, r, &schema, err);
    if (status == GG_OK)
        status = train(cli, &source, &schema, &r->manifest, seed, &training, err);
    if (status == GG_OK)
        status = note_columns(&schema, training.document, err);
    if (status == GG_OK)
        status = gg_registry_put_bytes(reg, training.artifact.data, training.artifact.size,
                                       &r->artifact, err);
    r->fit = training.document;
    if (status == GG_OK)
        status = gg_registration_enter(cli, reg, r, &receipt, err);
    if (status == GG_OK)
        status = tell(&source, receipt, training.document, err);
    if (status == GG_OK)
        *out = json_incref(receipt);
    r->fit = NULL;
    json_decref(receipt);
    gg_training_release(&training);
    gg_schema_release(&schema);
    gg_source_release(&source);
    return status;
}
