/*
 * Collecting in a database: from the roles of columns to queries, from answers to evidence.
 *
 * The families of slices are those of a file, and so is all that is made of their counts: only how
 * the counts come about differs. A family is asked for by itself, so that no finer counts than
 * those of its slices leave the database.
 */
#include "gauger/evidence/sql.h"

#include <math.h>
#include <stdlib.h>

#include "gauger/table/csv_columns.h"
#include "sql_internal.h"
#include "store_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* ---- what cannot be done there ---- */

static gg_status usage(gg_error *err, const char *option, const char *mend, const char *what)
{
    gg_error_where(err, option, 0, NULL);
    return gg_error_set(err, GG_E_USAGE, mend, "%s", what);
}

static gg_status refuse_options(const gg_collect_options *o, gg_error *err)
{
    if (o->measured != GG_EXTENT_BINNED && o->measured != GG_EXTENT_COUNTS)
        return usage(err, "--measure", "use --measure binned or counts",
                     "a database is asked for counts, never for rows");
    if (o->scorer)
        return usage(err, "--model", "give a table with the scores in a column",
                     "a database cannot be scored with a model");
    if (o->operation && o->operation->n_rules + o->operation->n_sources)
        return usage(err, "--model", "give a column with the role suppressed",
                     "suppression rules and sources of referrals are not applied in a database");
    if (o->skip_bad_rows)
        return usage(err, "--skip-bad-rows", "leave them out by a view",
                     "a table in a database has no malformed rows to be left out");
    if (o->n_capacities)
        return usage(err, "--capacity", "leave it out", "capacities need the scores");
    if (o->n_operating_points)
        return usage(err, "--operating-points", "leave it out", "operating points need the scores");
    if (o->score_bins == 0 || o->score_bins > GG_MOST_BINS)
        return gg_error_set(err, GG_E_USAGE, "use 1 to 1000 score bins", "score bins out of range");
    if (o->has_grid && !(isfinite(o->grid_high - o->grid_low) && o->grid_low < o->grid_high))
        return gg_error_set(err, GG_E_USAGE, "give the lower end first",
                            "a range of scores without width");
    return GG_OK;
}

/* Published tables are not read from databases. */
static gg_status refuse_schema(const gg_sql *sql, gg_error *err)
{
    static const char mend[] = "write the table to a CSV file, and give that";
    const gg_schema *schema = sql->plan.schema;
    bool coarse = schema->counts.rounded_to || schema->counts.has_low;

    for (size_t i = 0; i < schema->n_columns; i++) {
        const gg_column *c = &schema->columns[i];

        coarse = coarse || c->counts.rounded_to || c->counts.has_low || c->n_totals;
    }
    if (sql->plan.grouped)
        return gg_sql_refuse(sql, GG_NO_COLUMN, GG_E_USAGE, mend,
                             "counts of groups (tp, fp, ...) are not read from a database", err);
    if (coarse)
        return gg_sql_refuse(sql, GG_NO_COLUMN, GG_E_USAGE, mend,
                             "rounded or hidden counts, and lines of totals, are not read from a "
                             "database",
                             err);
    return GG_OK;
}

/* ---- from the table to the plan ---- */

/* The name of the table, each part in quotes. */
static gg_status name_table(gg_sql *sql, gg_error *err)
{
    gg_status status = GG_OK;
    gg_buf b;

    gg_buf_init(&b, 0);
    for (size_t i = 0; i < sql->source->n_parts && !status; i++) {
        gg_buf_puts(&b, i ? "." : "");
        status = gg_sql_name(sql->engine, sql->source->parts[i], &b, err);
    }
    if (!status && !b.failed)
        sql->table = gg_arena_text(&sql->arena, b.data, b.size);
    gg_buf_release(&b);
    return status ? status : sql->table ? GG_OK : memory(err);
}

static gg_status find_columns(gg_sql *sql, gg_error *err)
{
    const char *query = gg_arena_printf(&sql->arena, "SELECT * FROM %s WHERE 1 = 0", sql->table);
    const char **names;
    gg_status status;

    if (!query)
        return memory(err);
    status = sql->engine->functions->describe(sql->engine->state, query, &sql->arena, &sql->columns,
                                              &sql->n_columns, err);
    if (status) {
        gg_error_where(err, sql->source->name, 0, NULL);
        return status;
    }
    names = gg_arena_array(&sql->arena, sql->n_columns, sizeof *names);
    if (!names)
        return memory(err);
    for (size_t i = 0; i < sql->n_columns; i++)
        names[i] = sql->columns[i].name;
    return gg_csv_of_columns(sql->source->name, names, sql->n_columns, &sql->csv, err);
}

static gg_status find_partition(gg_sql *sql, const char *partition, gg_error *err)
{
    gg_status status;
    size_t column;
    gg_buf b;

    if (!partition)
        return GG_OK;
    if (!gg_csv_find(sql->csv, partition, &column)) {
        gg_error_where(err, sql->source->name, 0, partition);
        return gg_error_set(err, GG_E_INPUT, "name the column that the table is partitioned by",
                            "no such column");
    }
    gg_buf_init(&b, 0);
    status = gg_sql_name(sql->engine, partition, &b, err);
    if (!status && !b.failed)
        sql->partition = gg_arena_text(&sql->arena, b.data, b.size);
    gg_buf_release(&b);
    if (!status && !sql->partition)
        status = memory(err);
    if (!status && sql->engine->functions->spread)
        status = sql->engine->functions->spread(sql->engine->state, err);
    return status;
}

static gg_status prepare(gg_sql *sql, const gg_schema *schema, const gg_collect_options *options,
                         const char *partition, gg_error *err)
{
    gg_status status = refuse_options(options, err);

    if (!status)
        status = name_table(sql, err);
    if (!status)
        status = find_columns(sql, err);
    if (!status)
        status = gg_plan_init(&sql->plan, sql->csv, schema, options, err);
    if (status && err)
        err->line = 0; /* the line of a header */
    if (!status)
        status = refuse_schema(sql, err);
    if (!status)
        status = gg_sql_check_types(sql, err);
    if (!status)
        status = find_partition(sql, partition, err);
    sql->binned = sql->plan.binned;
    return status ? status : gg_sql_write(sql, err);
}

static void release(gg_sql *sql)
{
    gg_plan_release(&sql->plan);
    gg_csv_close(sql->csv);
    gg_arena_release(&sql->arena);
}

/* The families that there will be, over dimensions with their names and kinds. */
static gg_status name_families(gg_sql *sql, const gg_collect_options *options, gg_evidence *out,
                               gg_error *err)
{
    const gg_plan *plan = &sql->plan;

    out->n_dimensions = plan->n_dimensions;
    out->dimensions = gg_arena_array(&out->arena, plan->n_dimensions, sizeof *out->dimensions);
    if (!out->dimensions)
        return memory(err);
    for (size_t d = 0; d < plan->n_dimensions; d++) {
        out->dimensions[d].name = plan->dimensions[d].name;
        out->dimensions[d].kind = plan->dimensions[d].kind;
    }
    return gg_families_name(plan, options, out, err);
}

/* ---- checking ---- */

/* Of each end: the power of 2^30 that brings it between 2^30 and 2^60. */
static void choose_scale(const gg_sql_found *found, int scale[2])
{
    const double ends[2] = {found->low, found->high};

    for (int i = 0; i < 2; i++) {
        int exponent = 0;

        frexp(ends[i], &exponent);
        scale[i] = ends[i] == 0 ? 0 : (int)floor((60 - exponent) / 30.0);
    }
}

static gg_status ask_range(gg_sql *sql, gg_sql_found *found, gg_error *err)
{
    gg_status status;
    int scale[2];
    gg_buf query;

    if (!sql->texts.score || isnan(found->low) || sql->engine->exact)
        return GG_OK;
    gg_buf_init(&query, 0);
    choose_scale(found, scale);
    gg_sql_range_query(sql, scale, &query);
    status = gg_buf_check(&query, err);
    if (!status)
        status = gg_sql_ask_range(sql, query.data, scale, found, err);
    gg_buf_release(&query);
    return status;
}

static gg_status judge(const gg_sql *sql, const gg_sql_found *found, gg_error *err)
{
    if (found->lines == 0)
        return gg_sql_refuse(sql, GG_NO_COLUMN, GG_E_INPUT, "give a table with rows",
                             "holds no rows", err);
    for (size_t i = 0; i < sql->n_checks; i++) {
        const gg_sql_check *c = &sql->checks[i];

        if (!found->bad[i])
            continue;
        gg_error_where(err, sql->source->name, 0, sql->columns[c->column].name);
        return gg_error_set(err, GG_E_INPUT, c->mend, "%s (rows: %llu)", c->what,
                            (unsigned long long)found->bad[i]);
    }
    return GG_OK;
}

static gg_status check(gg_sql *sql, gg_sql_found *found, gg_error *err)
{
    gg_status status;
    gg_buf query;

    gg_buf_init(&query, 0);
    gg_sql_check_query(sql, &query);
    status = gg_buf_check(&query, err);
    if (!status)
        status = gg_sql_ask_checks(sql, query.data, found, err);
    gg_buf_release(&query);
    if (!status)
        status = judge(sql, found, err);
    return status ? status : ask_range(sql, found, err);
}

/* ---- asking ---- */

static gg_status ask_family(gg_sql *sql, const gg_family *family, gg_share *share,
                            gg_sql_answer *out, gg_error *err)
{
    gg_status status;
    gg_buf query;

    gg_buf_init(&query, 0);
    gg_sql_family_query(sql, family, &query);
    status = gg_buf_check(&query, err);
    if (!status)
        status = gg_sql_ask_family(sql, query.data, family, share, out, err);
    gg_buf_release(&query);
    return status;
}

/* Every family must be of the same rows, by how many there are of each fate. */
static gg_status agree(const gg_sql *sql, const gg_sql_found *found, const gg_sql_answer *answers,
                       size_t n, gg_error *err)
{
    for (size_t f = 0; f < n; f++) {
        uint64_t rows = 0;
        bool same = answers[f].unverified == answers[0].unverified;

        for (int i = 0; i < GG_SQL_FATES; i++) {
            rows += answers[f].fates[i];
            same = same && answers[f].fates[i] == answers[0].fates[i];
        }
        if (same && rows == found->rows)
            continue;
        return gg_sql_refuse(sql, GG_NO_COLUMN, GG_E_CONFLICT,
                             "run it again, or give a table that nobody writes to: this engine "
                             "keeps no snapshot",
                             "the table changed while it was read", err);
    }
    return GG_OK;
}

/* ---- the whole way ---- */

/* Scores out of range are found before anything is asked about their bins. */
static gg_status describe(gg_sql *sql, const gg_collect_options *options, gg_sql_found *found,
                          gg_evidence *out, gg_error *err)
{
    gg_status status = check(sql, found, err);

    if (status)
        return status;
    out->rows = found->rows;
    out->score_low = found->low + 0.0; /* -0 is 0 */
    out->score_high = found->high + 0.0;
    return gg_evidence_describe(&sql->plan, options, found->broken == 0, out, err);
}

static gg_status ask_all(gg_sql *sql, const gg_sql_found *found, gg_share *share,
                         gg_sql_answer *answers, const gg_evidence *out, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t f = 0; f < out->n_families && !status; f++)
        status = ask_family(sql, &out->families[f], share, &answers[f], err);
    return status ? status : agree(sql, found, answers, out->n_families, err);
}

static gg_status collect(gg_sql *sql, const gg_collect_options *options, gg_evidence *out,
                         gg_error *err)
{
    gg_status status = name_families(sql, options, out, err);
    gg_sql_answer *answers = NULL;
    gg_sql_found found;
    gg_share share;

    if (status)
        return status;
    memset(&share, 0, sizeof share);
    answers = calloc(out->n_families, sizeof *answers);
    status = answers ? gg_share_init(&share, &sql->plan, err) : memory(err);
    if (!status)
        status = describe(sql, options, &found, out, err);
    if (!status)
        status = ask_all(sql, &found, &share, answers, out, err);
    if (!status)
        status = gg_sql_evidence(sql, &share, answers, out, err);
    for (size_t f = 0; answers && f < out->n_families; f++)
        free(answers[f].lines);
    free(answers);
    if (share.plan)
        gg_share_release(&share);
    return status;
}

gg_status gg_sql_collect(const gg_sql_engine *engine, const gg_sql_source *source,
                         const gg_schema *schema, const gg_collect_options *options,
                         const char *partition, gg_evidence *out, gg_error *err)
{
    gg_sql sql = {.engine = engine, .source = source};
    gg_evidence made;
    gg_status status;

    memset(&made, 0, sizeof made);
    gg_arena_init(&sql.arena);
    gg_arena_init(&made.arena);
    status = prepare(&sql, schema, options, partition, err);
    if (!status)
        status = collect(&sql, options, &made, err);
    release(&sql);
    if (status) {
        gg_evidence_release(&made);
        return status;
    }
    *out = made;
    return GG_OK;
}

/* ---- showing what would be asked ---- */

/* What the engine was told, or would be, before the queries. */
static void show_statements(const char *const *statements, gg_buf *out)
{
    for (; statements && *statements; statements++)
        gg_buf_printf(out, "%s;\n", *statements);
}

static void explain(gg_sql *sql, const gg_evidence *layout, gg_buf *out)
{
    gg_buf_puts(out, "-- in one transaction, which ends with ROLLBACK\n");
    show_statements(sql->engine->said, out);
    if (sql->partition)
        show_statements(sql->engine->said_of_parts, out);
    gg_buf_puts(out, "\n");
    gg_buf_puts(out, "-- the table: what must hold for no row, and the range of scores\n");
    gg_sql_check_query(sql, out);
    gg_buf_puts(out, ";\n");
    if (sql->texts.score && !sql->engine->exact) {
        gg_buf_puts(out, "\n-- the range of scores, exactly; the powers of two follow from it\n");
        gg_sql_range_query(sql, (const int[2]){1, 1}, out);
        gg_buf_puts(out, ";\n");
    }
    for (size_t f = 0; f < layout->n_families; f++) {
        const gg_family *family = &layout->families[f];

        gg_buf_printf(out, "\n-- %s", gg_family_words[family->kind]);
        for (size_t i = 0; i < family->n_dimensions; i++) {
            /* By number: a name could end the comment. */
            gg_buf_printf(out, "%s column %zu", i ? " by" : ":",
                          sql->plan.dimensions[family->dimensions[i]].column + 1);
        }
        gg_buf_puts(out, "\n");
        gg_sql_family_query(sql, family, out);
        gg_buf_puts(out, ";\n");
    }
}

gg_status gg_sql_explain(const gg_sql_engine *engine, const gg_sql_source *source,
                         const gg_schema *schema, const gg_collect_options *options,
                         const char *partition, gg_buf *out, gg_error *err)
{
    gg_sql sql = {.engine = engine, .source = source};
    gg_evidence layout;
    gg_status status;

    memset(&layout, 0, sizeof layout);
    gg_arena_init(&sql.arena);
    gg_arena_init(&layout.arena);
    status = prepare(&sql, schema, options, partition, err);
    if (!status)
        status = name_families(&sql, options, &layout, err);
    if (!status) {
        explain(&sql, &layout, out);
        status = gg_buf_check(out, err);
    }
    gg_evidence_release(&layout);
    release(&sql);
    return status;
}
