/* The version that is measured, and the one it is held against. */
#include <math.h>
#include <string.h>

#include "assess.h"
#include "columns.h"
#include "gauger/evaluate/comparison.h"
#include "gauger/registry/model.h"

static gg_status load(gg_cli *cli, gg_registry *reg, const char *given, const char **reference,
                      json_t **manifest, gg_error *err)
{
    json_t *shown = NULL;
    gg_status status = gg_version_show(reg, given, &shown, err);
    const json_t *document;

    if (status != GG_OK)
        return status;
    document = json_object_get(shown, "manifest");
    *reference = gg_arena_printf(&cli->arena, "%s@%lld", gg_json_string(shown, "name", ""),
                                 (long long)gg_json_number(shown, "version", 0));
    if (!*reference)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    else if (!json_is_object(document))
        status = gg_error_set(err, GG_E_INPUT, "gauger audit verify examines the registry",
                              "%s has no manifest", *reference);
    else
        *manifest = json_incref((json_t *)document);
    json_decref(shown);
    return status;
}

gg_status gg_subject_find(gg_cli *cli, gg_registry *reg, gg_subject *out, gg_error *err)
{
    const char *versus = gg_args_text(&cli->args, GG_OPT_VERSUS), *other = NULL;
    gg_status status = load(cli, reg, gg_args_text(&cli->args, GG_OPT_MODEL), &out->reference,
                            &out->manifest, err);

    if (status == GG_OK && versus)
        status = load(cli, reg, versus, &other, &out->versus, err);
    return status;
}

void gg_subject_release(gg_subject *subject)
{
    json_decref(subject->manifest);
    json_decref(subject->versus);
    *subject = (gg_subject){0};
}

static const char *score_column(const gg_schema *schema)
{
    for (size_t i = 0; i < schema->n_columns; i++)
        if (schema->columns[i].roles & 1u << GG_ROLE_SCORE)
            return schema->columns[i].name;
    return NULL;
}

/* The threshold of all sites; NaN for none. */
static double default_threshold(const json_t *manifest)
{
    const json_t *threshold = json_object_get(manifest, "threshold");

    return json_is_number(threshold) ? json_number_value(threshold)
                                     : gg_json_number(threshold, "default", NAN);
}

gg_status gg_subject_compare(gg_cli *cli, const gg_subject *subject, const gg_source *source,
                             const gg_schema *schema, json_t **out, gg_error *err)
{
    gg_compare_options options = gg_compare_options_default();
    const char *mine = score_column(schema);

    if (!subject->versus)
        return GG_OK;
    if (!mine || strcmp(source->path, "-") == 0) {
        gg_error_where(err, "--versus", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give a file with both columns of scores, and --score",
                            "needs a table that can be read twice, with a score");
    }
    options.threshold_b = default_threshold(subject->versus);
    options.confidence = gg_args_number(&cli->args, GG_OPT_CONFIDENCE);
    options.seed = (uint64_t)gg_args_number(&cli->args, GG_OPT_SEED);
    options.threads = gg_columns_threads(&cli->args);
    options.skip_bad_rows = gg_args_given(&cli->args, GG_OPT_SKIP_BAD_ROWS);
    options.csv.skip_bad_rows = options.skip_bad_rows;
    return gg_compare(source->path, schema, mine, gg_args_text(&cli->args, GG_OPT_VERSUS_SCORE),
                      &options, out, err);
}
