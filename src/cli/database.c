/* Tables in a database: the options, and the way to their evidence. */
#include "database.h"

#include "gauger/evidence/sql.h"

static const gg_option database[] = {
    {.id = GG_OPT_PARTITION_KEY,
     .name = "partition-key",
     .kind = GG_OPTION_TEXT,
     .value = "COLUMN",
     .help = "the column that the table is partitioned by: queries group by it too, so that each "
             "part is counted where it lies"},
    {.id = GG_OPT_EXPLAIN_SQL,
     .name = "explain-sql",
     .kind = GG_OPTION_FLAG,
     .help = "print the queries that would be sent, and send none of them"},
};

const gg_option_group gg_database_options = {"Databases (odbc:DSN/TABLE)", database,
                                             sizeof database / sizeof *database};

bool gg_database_named(const char *operand)
{
    return gg_sql_named(operand);
}

gg_status gg_database_name(const char *operand, gg_arena *arena, const char **out, gg_error *err)
{
    gg_sql_source source;
    gg_status status = gg_sql_source_parse(operand, &source, err);

    if (status != GG_OK)
        return status;
    *out = gg_arena_string(arena, source.name);
    gg_sql_source_release(&source);
    return *out ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_database_refuse(const gg_args *args, const char *operand, gg_error *err)
{
    static const struct {
        gg_option_id id;
        const char *name, *mend, *what;
    } files_only[] = {
        {GG_OPT_MODEL, "--model", "give a registered table or a file",
         "what is stored with a version is measured on rows, not on counts from a database"},
        {GG_OPT_DIGEST, "--digest", "leave it out", "a table in a database has no digest"},
    };
    static const struct {
        gg_option_id id;
        const char *name;
    } databases_only[] = {{GG_OPT_PARTITION_KEY, "--partition-key"},
                          {GG_OPT_EXPLAIN_SQL, "--explain-sql"}};

    if (gg_args_given(args, GG_OPT_EXPLAIN_SQL) && gg_args_given(args, GG_OPT_ADD_TO)) {
        gg_error_where(err, "--explain-sql", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "leave out --add-to", "nothing is evaluated");
    }
    for (size_t i = 0; i < 2; i++) {
        if (gg_database_named(operand) && gg_args_given(args, files_only[i].id)) {
            gg_error_where(err, files_only[i].name, 0, NULL);
            return gg_error_set(err, GG_E_USAGE, files_only[i].mend, "%s", files_only[i].what);
        }
        if (!gg_database_named(operand) && gg_args_given(args, databases_only[i].id)) {
            gg_error_where(err, databases_only[i].name, 0, NULL);
            return gg_error_set(err, GG_E_USAGE, "leave it out, or give odbc:DSN/TABLE",
                                "means nothing without a table in a database");
        }
    }
    return GG_OK;
}

static gg_status ask(gg_cli *cli, const gg_sql_engine *engine, const gg_sql_source *source,
                     const gg_schema *schema, const gg_collect_options *options, gg_evidence *out,
                     gg_error *err)
{
    const char *partition = gg_args_text(&cli->args, GG_OPT_PARTITION_KEY);

    if (gg_args_given(&cli->args, GG_OPT_EXPLAIN_SQL))
        return gg_sql_explain(engine, source, schema, options, partition, &cli->out, err);
    return gg_sql_collect(engine, source, schema, options, partition, out, err);
}

gg_status gg_database_collect(gg_cli *cli, const char *operand, const gg_schema *schema,
                              gg_collect_options *options, gg_evidence *out, gg_error *err)
{
    gg_sql_engine engine = {0};
    gg_sql_source source;
    gg_status status = gg_sql_source_parse(operand, &source, err);

    if (status != GG_OK)
        return status;
    if (!gg_args_given(&cli->args, GG_OPT_MEASURE) && options->measured == GG_EXTENT_ALL)
        options->measured = GG_EXTENT_BINNED;
    status = gg_odbc_open(&source, &engine, err);
    if (status == GG_OK)
        status = ask(cli, &engine, &source, schema, options, out, err);
    if (engine.functions)
        engine.functions->close(engine.state);
    gg_sql_source_release(&source);
    return status;
}
