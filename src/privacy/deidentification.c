/* The check of a table: plan, pass, document. */
#include "gauger/privacy/deidentification.h"

#include <stdio.h>
#include <string.h>

#include "check_internal.h"

bool gg_check_warn(json_t *warnings, const char *code, const char *message)
{
    size_t i;
    json_t *one;

    json_array_foreach(warnings, i, one)
    {
        if (strcmp(gg_json_string(one, "code", ""), code) == 0)
            return true;
    }
    return json_array_append_new(warnings,
                                 json_pack("{s:s, s:s}", "code", code, "message", message)) == 0;
}

/* Raw decimals tell rows apart as surely as a number does, but only to who has the same decimals.
 */
static bool warn_of_decimals(const gg_check_plan *plan, const gg_check_pass *pass, json_t *warnings)
{
    char message[160];
    size_t n = 0;

    for (size_t i = 0; i < plan->n_columns; i++)
        n += pass->scans[i].rows > 0 && 2 * pass->scans[i].fine_rows >= pass->scans[i].rows;
    if (n == 0)
        return true;
    snprintf(message, sizeof message,
             "%zu %s decimals of four places or more: whoever holds a copy of them can match rows.",
             n, n == 1 ? "column holds" : "columns hold");
    return gg_check_warn(warnings, "exact_decimals", message);
}

static const char *source_name(gg_check_plan *plan)
{
    const char *path = gg_csv_path(plan->csv), *name = gg_check_file_name(plan);
    char shape[40];
    uint64_t seen;

    if (!name || !gg_check_name_seen(name, &seen))
        return NULL;
    return seen ? gg_arena_string(&plan->arena,
                                  gg_text_shape(path, strlen(path), shape, sizeof shape))
                : path;
}

static json_t *quasi_names(gg_check_plan *plan)
{
    json_t *list = json_array();

    for (size_t i = 0; i < plan->n_quasi && list; i++) {
        const char *name = gg_check_name(plan, plan->tuple[i]);

        if (!name || json_array_append_new(list, json_string(name))) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static const char *verdict_of(const gg_check_plan *plan, gg_identifier_level worst, uint64_t k)
{
    if (worst >= GG_LEVEL_REVIEW)
        return "identifiers";
    return k > 0 && k < plan->options->k ? "reidentifiable" : "clean";
}

/* Keys in the order of the contract, then our own. The verdict is set twice: its place comes before
 * the figures that decide it. */
static gg_status fill(gg_check_plan *plan, const gg_check_pass *pass, json_t *document,
                      gg_error *err)
{
    gg_identifier_level worst = GG_LEVEL_NONE;
    json_t *warnings = json_array();
    size_t files = gg_csv_files(plan->csv);
    uint64_t k = 0;
    gg_status status;
    int failed =
        json_object_set_new(document, "format", json_string("gauger/deidentification/1")) ||
        json_object_set_new(document, "verdict", json_string("clean")) ||
        json_object_set_new(document, "identifiers", gg_check_findings(plan, pass, &worst)) ||
        json_object_set_new(document, "quasi_identifiers", quasi_names(plan)) || !warnings;

    if (failed)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    else
        status = gg_check_anonymity(plan, pass, document, warnings, &k, err);
    if (!status &&
        (!warn_of_decimals(plan, pass, warnings) ||
         json_object_set_new(document, "verdict", json_string(verdict_of(plan, worst, k))) ||
         json_object_set_new(document, "version", json_string(GG_VERSION)) ||
         json_object_set_new(document, "source", json_string(source_name(plan))) ||
         (files > 1 && json_object_set_new(document, "files", json_integer((json_int_t)files))) ||
         json_object_set_new(document, "rows", json_integer((json_int_t)pass->rows)) ||
         json_object_set_new(document, "records", json_integer((json_int_t)pass->records)) ||
         json_object_set_new(document, "records_skipped",
                             json_integer((json_int_t)gg_csv_skipped(plan->csv))) ||
         json_object_set_new(document, "columns", json_integer((json_int_t)plan->n_columns)) ||
         json_object_set_new(document, "distinct_exact_to", json_integer(GG_SAMPLE_MAX)) ||
         json_object_set(document, "warnings", warnings)))
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(warnings);
    return status;
}

static gg_status check_open(gg_csv *csv, const gg_schema *schema, const gg_check_options *options,
                            json_t **out, gg_error *err)
{
    gg_check_pass pass = {0};
    gg_check_plan plan;
    json_t *document = NULL;
    gg_status status = gg_check_plan_make(&plan, csv, schema, options, err);

    if (status)
        goto done;
    status = gg_check_pass_run(&pass, &plan, err);
    if (status)
        goto done;
    document = json_object();
    status = document ? fill(&plan, &pass, document, err)
                      : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (!status)
        *out = json_incref(document);
done:
    json_decref(document);
    gg_check_pass_release(&pass);
    gg_check_plan_release(&plan);
    return status;
}

gg_status gg_deidentification_check(const char *path, const gg_schema *schema,
                                    const gg_check_options *options, json_t **out, gg_error *err)
{
    gg_check_options defaults = gg_check_options_default();
    gg_csv_options reading;
    gg_schema empty;
    gg_csv *csv;
    gg_status status;

    options = options ? options : &defaults;
    reading = options->csv;
    reading.threads = options->threads;
    status = gg_csv_open(path, &reading, &csv, err);
    if (status)
        return status;
    gg_schema_init(&empty);
    status = check_open(csv, schema ? schema : &empty, options, out, err);
    gg_schema_release(&empty);
    gg_csv_close(csv);
    return status;
}
