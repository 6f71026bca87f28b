/* gauger record: what an office writes down about its models. */
#include "gauger/registry/record.h"

#include <stdio.h>
#include <string.h>

#include "cli/disclosure.h"
#include "cli/export.h"
#include "cli/registry.h"
#include "cmd.h"
#include "gauger/base/file.h"

static const gg_option template_rows[] = {
    {.id = GG_OPT_EXAMPLE,
     .name = "example",
     .kind = GG_OPTION_FLAG,
     .help = "filled with an example, which is accepted as it is"},
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option add_rows[] = {
    {.id = GG_OPT_TYPE,
     .name = "type",
     .kind = GG_OPTION_TEXT,
     .value = "TYPE",
     .help = "the type, where the file does not say it under the key record"},
    {.id = GG_OPT_MODEL,
     .name = "model",
     .kind = GG_OPTION_TEXT,
     .value = "REF",
     .help = "the model that it is about: NAME, or NAME@N for one version"},
    {.id = GG_OPT_SUPERSEDES,
     .name = "supersedes",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "the number of the record whose place it takes",
     .low = 1,
     .high = 999999999},
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option show_rows[] = {
    {.id = GG_OPT_TITLE,
     .name = "title",
     .kind = GG_OPTION_PROSE,
     .value = "TEXT",
     .help = "the document's title, by default the type and what it is of"},
    GG_ROWS_DISCLOSURE("", ""),
    GG_ROW_FORMAT("text|json|markdown|html", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option list_rows[] = {
    {.id = GG_OPT_TYPE,
     .name = "type",
     .kind = GG_OPTION_TEXT,
     .value = "TYPE",
     .help = "only of this type"},
    {.id = GG_OPT_MODEL,
     .name = "model",
     .kind = GG_OPTION_TEXT,
     .value = "REF",
     .help = "only about this model (NAME) or version (NAME@N)"},
    {.id = GG_OPT_DUE,
     .name = "due",
     .kind = GG_OPTION_FLAG,
     .help = "only what is due soon or overdue"},
    {.id = GG_OPT_OVERDUE,
     .name = "overdue",
     .kind = GG_OPTION_FLAG,
     .help = "only what is overdue or not in force any more; exit status 1 if anything is"},
    {.id = GG_OPT_ALL,
     .name = "all",
     .kind = GG_OPTION_FLAG,
     .help = "superseded and closed ones as well"},
    {.id = GG_OPT_STATISTICS,
     .name = "statistics",
     .kind = GG_OPTION_FLAG,
     .help = "with --type redress-case: how many, how long, how many corrected"},
    {.id = GG_OPT_ACCOUNTING,
     .name = "accounting",
     .kind = GG_OPTION_FLAG,
     .help = "with --type disclosure: each one with recipient, purpose, authority and digest"},
    GG_ROW_FORMAT("text|json|markdown|html", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option close_rows[] = {
    GG_ROW_REASON,
    {.id = GG_OPT_RESOLUTION,
     .name = "resolution",
     .kind = GG_OPTION_PROSE,
     .value = "WORDS",
     .help = "how a case ended, e.g. corrected; other records are withdrawn"},
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group template_options = GG_ROWS("Options", template_rows);
static const gg_option_group add_options = GG_ROWS("Options", add_rows);
static const gg_option_group show_options = GG_ROWS("Options", show_rows);
static const gg_option_group list_options = GG_ROWS("Options", list_rows);
static const gg_option_group close_options = GG_ROWS("Options", close_rows);

/* ---- template ---- */

static void list_types(gg_buf *out)
{
    const gg_record_type *type;

    for (size_t i = 0; (type = gg_record_type_at(i)) != NULL; i++)
        gg_buf_printf(out, "%-28s%s\n", type->name, type->says);
}

static gg_status run_template(gg_cli *cli, gg_error *err)
{
    const gg_record_type *type;
    gg_status status;

    if (!cli->args.n_operands) {
        list_types(&cli->out);
        return GG_OK;
    }
    status = gg_record_type_find(cli->args.operands[0], &type, err);
    if (status == GG_OK)
        gg_record_template(type, gg_args_given(&cli->args, GG_OPT_EXAMPLE), &cli->out);
    return status;
}

/* ---- add ---- */

/* Where a record says what is to be done next. */
static json_t *next_of(const gg_record_draft *draft, const char *model)
{
    json_t *next = json_array();

    if (strcmp(draft->type->name, "agreement") == 0)
        json_array_append_new(next, json_sprintf("gauger card %s --for \"%s\" -o card.html",
                                                 model ? model : "REF",
                                                 gg_json_string(draft->fields, "recipient", "")));
    return next;
}

static gg_status give_added(const gg_record_draft *draft, const char *model, uint64_t number,
                            json_t **out, gg_error *err)
{
    char id[80], done[200];

    snprintf(id, sizeof id, "%.60s@%llu", draft->type->name, (unsigned long long)number);
    snprintf(done, sizeof done, "Added %s.", id);
    return gg_desk_give(json_pack("{s:s, s:s, s:s, s:s, s:s?, s:o}", "format", "gauger/receipt/1",
                                  "done", done, "record", id, "type", draft->type->name, "model",
                                  model, "next", next_of(draft, model)),
                        out, err);
}

static gg_status add_draft(const gg_args *args, gg_registry *reg, const gg_record_draft *draft,
                           json_t **out, gg_error *err)
{
    const char *given = gg_args_text(args, GG_OPT_MODEL);
    gg_record_entry entry = {.type = draft->type->name,
                             .fields = draft->fields,
                             .model = given ? given : json_string_value(draft->model),
                             .supersedes = draft->supersedes};
    uint64_t number = 0;
    gg_status status;

    if (gg_args_given(args, GG_OPT_SUPERSEDES))
        entry.supersedes = (uint64_t)gg_args_number(args, GG_OPT_SUPERSEDES);
    status = gg_record_add(reg, &entry, &number, err);
    return status == GG_OK ? give_added(draft, entry.model, number, out, err) : status;
}

static gg_status add(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    const char *path = cli->args.operands[0];
    gg_record_draft draft = {0};
    char today[GG_TIME_TEXT];
    gg_buf text;
    gg_status status;

    gg_record_today(reg, today);
    gg_buf_init(&text, 0);
    status = gg_file_read(path, GG_RECORD_BYTES_MAX, &text, err);
    if (status == GG_OK)
        status = gg_record_draft_parse(text.data ? text.data : "", text.size,
                                       strcmp(path, "-") == 0 ? "standard input" : path,
                                       gg_args_text(&cli->args, GG_OPT_TYPE), today, &draft, err);
    if (status == GG_OK)
        status = add_draft(&cli->args, reg, &draft, out, err);
    gg_record_draft_release(&draft);
    gg_buf_release(&text);
    return status;
}

static gg_status run_add(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, add, err);
}

/* ---- show, list ---- */

/* A document is an export; what stands on a screen is not, and a disclosure is on record by itself.
 */
static gg_status record_export(gg_cli *cli, gg_registry *reg, const json_t *record, gg_error *err)
{
    const char *format = gg_args_text(&cli->args, GG_OPT_FORMAT), *object;
    bool document = strcmp(format, "html") == 0 || strcmp(format, "markdown") == 0 ||
                    gg_args_given(&cli->args, GG_OPT_OUTPUT);

    if (!document || gg_args_given(&cli->args, GG_OPT_DISCLOSE_TO))
        return GG_OK;
    object = gg_arena_printf(&cli->arena, "record/%s", gg_json_string(record, "id", ""));
    return object ? gg_cli_export(cli, reg, GG_EXPORT_RECORD, object,
                                  gg_json_string(record, "model", NULL), NULL, err)
                  : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* What is put on record is what is then written. */
static gg_status show(gg_cli *cli, gg_registry *reg, gg_error *err)
{
    json_t *record = NULL;
    char what[120];
    gg_status status = gg_disclosure_check(cli, NULL, err);

    if (status == GG_OK)
        status = gg_record_show(reg, cli->args.operands[0], &record, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, record, NULL, err);
    if (status == GG_OK)
        status = gg_buf_check(&cli->out, err);
    snprintf(what, sizeof what, "Record %.90s", gg_json_string(record, "id", ""));
    if (status == GG_OK)
        status = gg_disclosure_record(cli, reg, NULL, "record", what,
                                      gg_json_string(record, "model", NULL), err);
    if (status == GG_OK)
        status = record_export(cli, reg, record, err);
    json_decref(record);
    return status;
}

static gg_status run_show(gg_cli *cli, gg_error *err)
{
    gg_registry *reg = NULL;
    gg_status status = gg_desk_open(cli, GG_REGISTRY_WORK, &reg, err);

    if (status == GG_OK)
        status = show(cli, reg, err);
    if (status != GG_OK)
        gg_error_where(err, cli->args.operands[0], 0, NULL);
    gg_registry_close(reg);
    return status;
}

/* What is asked of one type as a whole, by an option of its own. */
static const struct {
    gg_option_id id;
    const char *option, *type, *mend, *what;
    gg_status (*read)(gg_registry *reg, const char *model, json_t **out, gg_error *err);
} wholes[] = {
    {GG_OPT_STATISTICS, "--statistics", "redress-case", "give --type redress-case --statistics",
     "there are statistics of redress cases, and of all of them", gg_record_redress},
    {GG_OPT_ACCOUNTING, "--accounting", "disclosure", "give --type disclosure --accounting",
     "there is an accounting of disclosures, and of all of them", gg_record_disclosures},
};

static gg_status list(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    gg_record_filter filter = gg_record_filter_default();

    filter.type = gg_args_text(&cli->args, GG_OPT_TYPE);
    filter.model = gg_args_text(&cli->args, GG_OPT_MODEL);
    filter.due = gg_args_given(&cli->args, GG_OPT_DUE);
    filter.overdue = gg_args_given(&cli->args, GG_OPT_OVERDUE);
    filter.all = gg_args_given(&cli->args, GG_OPT_ALL);
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++) {
        if (!gg_args_given(&cli->args, wholes[i].id))
            continue;
        if (filter.type && strcmp(filter.type, wholes[i].type) == 0 && !filter.due &&
            !filter.overdue && !filter.all)
            return wholes[i].read(reg, filter.model, out, err);
        gg_error_where(err, wholes[i].option, 0, NULL);
        return gg_error_set(err, GG_E_USAGE, wholes[i].mend, "%s", wholes[i].what);
    }
    return gg_record_list(reg, &filter, out, err);
}

static gg_status run_list(gg_cli *cli, gg_error *err)
{
    return gg_desk_answer(cli, list, gg_desk_overdue, err);
}

/* ---- close ---- */

/* The dataset of a case that was corrected, which is to be revised; NULL for none. */
static gg_status dataset_of(gg_cli *cli, gg_registry *reg, const char *id, const char **out,
                            gg_error *err)
{
    json_t *record = NULL, *field;
    size_t i;
    gg_status status = gg_record_show(reg, id, &record, err);

    *out = NULL;
    json_array_foreach(
        json_object_get(json_array_get(json_object_get(record, "parts"), 1), "fields"), i, field)
    {
        const char *value = gg_json_string(field, "value", NULL);

        if (value && strcmp(gg_json_string(field, "name", ""), "dataset") == 0)
            *out = gg_arena_text(&cli->arena, value, strcspn(value, "@"));
    }
    json_decref(record);
    return status;
}

static gg_status close_one(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    const char *outcome = gg_args_text(&cli->args, GG_OPT_RESOLUTION), *dataset = NULL;
    const char *id = NULL;
    json_t *next = NULL;
    uint64_t number = 0;
    gg_status status = gg_record_close(reg, cli->args.operands[0], outcome,
                                       gg_args_text(&cli->args, GG_OPT_REASON), &number, err);

    if (status != GG_OK)
        return status;
    id = gg_arena_printf(&cli->arena, "%llu", (unsigned long long)number);
    next = json_array();
    if (id && outcome && strcmp(outcome, "corrected") == 0)
        status = dataset_of(cli, reg, id, &dataset, err);
    if (dataset)
        json_array_append_new(next, json_sprintf("gauger dataset revise %s FILE --corrects %s "
                                                 "--reason TEXT: what was measured on the data "
                                                 "before is stale from then on",
                                                 dataset, id));
    if (status != GG_OK) {
        json_decref(next);
        return status;
    }
    return gg_desk_give(json_pack("{s:s, s:o, s:I, s:s?, s:o}", "format", "gauger/receipt/1",
                                  "done",
                                  json_sprintf("Closed record %s%s%s.", id, outcome ? ": " : "",
                                               outcome ? outcome : ""),
                                  "record", (json_int_t)number, "outcome", outcome, "next", next),
                        out, err);
}

static gg_status run_close(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, close_one, err);
}

const gg_command gg_cmd_record_template = {
    .group = "account",
    .name = "record template",
    .summary = "the form of a type of record, to be filled",
    .operands = "[TYPE]",
    .most = 1,
    .groups = {&template_options},
    .example = "gauger record template privacy-threshold-analysis -o analysis.yaml",
    .about = "Writes the form of a type as YAML, with a comment above each field: what is asked, "
             "in which form, whether it is required and where it is answered. Without TYPE, "
             "lists the types. Needs no registry.",
    .run = run_template,
};

const gg_command gg_cmd_record_add = {
    .group = "account",
    .name = "record add",
    .summary = "put a filled form on record",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .groups = {&add_options},
    .example = "gauger record add analysis.yaml --model lanes",
    .about = "Checks a record by its type and adds it. A record is never changed: a later one that "
             "names it (--supersedes) takes its place, and both are kept. An analysis, an "
             "agreement, training and others take the place of the one before of the same model "
             "or name by themselves. No field may hold an identifier of a person.",
    .run = run_add,
};

const gg_command gg_cmd_record_show = {
    .group = "account",
    .name = "record show",
    .summary = "a record as a document",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .groups = {&show_options},
    .example = "gauger record show 3 --format html -o analysis.html",
    .about = "Shows a record with its form in its order, who added it, its clocks, and what "
             "superseded or closed it. ID is its number, or TYPE@NUMBER. A record that leaves the "
             "house belongs on record: --disclose-to.",
    .run = run_show,
};

const gg_command gg_cmd_record_list = {
    .group = "account",
    .name = "record list",
    .summary = "records and their clocks: what is due, what is overdue",
    .groups = {&list_options},
    .example = "gauger record list --overdue",
    .about = "Lists the open records with their clocks, and what falls due although no record says "
             "so: a third of the controls each year, a correction that is in no data yet. "
             "--accounting gives what oversight asks for of disclosures. With "
             "--overdue the exit status is 1 if anything is overdue, for use in CI.",
    .run = run_list,
};

const gg_command gg_cmd_record_close = {
    .group = "account",
    .name = "record close",
    .summary = "end a case, or withdraw a record",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .groups = {&close_options},
    .needs = {GG_OPT_REASON},
    .example = "gauger record close 4 --resolution corrected --reason \"the code was wrong\"",
    .about = "Closes a record. Redress cases, incidents, findings and pilots end with a "
             "resolution; any other record is withdrawn, and is in force no more. An analysis or "
             "assessment that says no is not withdrawn: one with a later date takes its place. A "
             "redress case that was corrected asks for a revision of its dataset.",
    .run = run_close,
};
