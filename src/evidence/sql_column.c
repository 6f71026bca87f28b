/*
 * What the cells of a column mean, as expressions in SQL: the same as cell.h and meaning.c make of
 * a cell in a file. A null is the empty cell.
 */
#include <math.h>
#include <string.h>

#include "sql_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_sql_refuse(const gg_sql *sql, size_t column, gg_status status, const char *mend,
                        const char *what, gg_error *err)
{
    gg_error_where(err, sql->source->name, 0,
                   column == GG_NO_COLUMN ? NULL : sql->columns[column].name);
    return gg_error_set(err, status, mend, "%s", what);
}

static const gg_column *settings_of(const gg_sql *sql, size_t column)
{
    return gg_schema_find(sql->plan.schema, sql->columns[column].name);
}

static bool is_number(gg_sql_kind kind)
{
    return kind == GG_SQL_WHOLE || kind == GG_SQL_DECIMAL || kind == GG_SQL_DOUBLE;
}

gg_status gg_sql_must(gg_sql *sql, size_t column, const gg_buf *condition, const char *what,
                      const char *mend, gg_error *err)
{
    gg_sql_check *check = &sql->checks[sql->n_checks];

    if (sql->n_checks == GG_SQL_MOST_CHECKS)
        return gg_error_set(err, GG_E_LIMIT, "evaluate fewer columns", "too much to be checked");
    *check = (gg_sql_check){.column = column, .what = what, .mend = mend};
    check->condition =
        condition->failed ? NULL : gg_arena_text(&sql->arena, condition->data, condition->size);
    sql->n_checks++;
    return check->condition ? GG_OK : memory(err);
}

/* ---- types ---- */

static gg_status wrong_type(const gg_sql *sql, size_t column, const char *what, gg_error *err)
{
    if (sql->columns[column].kind == GG_SQL_SINGLE)
        return gg_sql_refuse(sql, column, GG_E_INPUT,
                             "give double precision or numeric, e.g. by a view that casts it",
                             "single precision: its value is not the decimal number that a file "
                             "would hold",
                             err);
    return gg_sql_refuse(sql, column, GG_E_INPUT,
                         "give the column that holds it, or a view that casts it", what, err);
}

static gg_status name(const gg_sql *sql, size_t column, gg_buf *to, gg_error *err)
{
    gg_status status = gg_sql_name(sql->engine, sql->columns[column].name, to, err);

    if (status)
        gg_error_where(err, sql->source->name, 0, sql->columns[column].name);
    return status;
}

/* A column that must be of numbers. An engine that keeps types by the cell has none for what a view
 * computes, nor its driver for DECIMAL(5,2): both are shown as words, and the cells tell. */
static gg_status need_numbers(gg_sql *sql, size_t column, const char *what, gg_error *err)
{
    gg_status status;
    gg_buf c;

    if (is_number(sql->columns[column].kind))
        return GG_OK;
    if (!sql->engine->loose || sql->columns[column].kind != GG_SQL_WORDS)
        return wrong_type(sql, column, what, err);
    sql->columns[column].kind = GG_SQL_DECIMAL;
    gg_buf_init(&c, 0);
    gg_buf_puts(&c, "TYPEOF(");
    status = name(sql, column, &c, err);
    gg_buf_puts(&c, ") IN ('text', 'blob')");
    if (!status)
        status = gg_sql_must(sql, column, &c, "words, where numbers are needed",
                             "give a column of numbers, or a view with CAST(... AS REAL)", err);
    gg_buf_release(&c);
    return status;
}

static gg_status check_numbers(gg_sql *sql, gg_error *err)
{
    const size_t columns[] = {sql->plan.score, sql->plan.weight, sql->plan.count,
                              gg_plan_samples(&sql->plan) ? sql->plan.probability : GG_NO_COLUMN};
    gg_status status = GG_OK;

    for (size_t i = 0; i < sizeof columns / sizeof *columns && !status; i++)
        if (columns[i] != GG_NO_COLUMN)
            status =
                need_numbers(sql, columns[i], "a column of the wrong type: not of numbers", err);
    return status;
}

static gg_status check_words(const gg_sql *sql, gg_error *err)
{
    const size_t columns[] = {sql->plan.outcome, sql->plan.decision, sql->plan.suppressed,
                              sql->plan.arm};

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        gg_sql_kind kind;

        if (columns[i] == GG_NO_COLUMN)
            continue;
        kind = sql->columns[columns[i]].kind;
        if (!is_number(kind) && kind != GG_SQL_WORDS && kind != GG_SQL_TRUTH)
            return wrong_type(sql, columns[i],
                              "a column of the wrong type: not of words, numbers or truth values",
                              err);
    }
    return GG_OK;
}

static gg_status check_levels(gg_sql *sql, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t d = 0; d < sql->plan.n_dimensions && !status; d++) {
        const gg_plan_dimension *dimension = &sql->plan.dimensions[d];
        const gg_sql_kind kind = sql->columns[dimension->column].kind;

        if (dimension->settings && dimension->settings->n_bins) {
            status = need_numbers(sql, dimension->column,
                                  "a column of the wrong type: bins need numbers", err);
        } else if (kind == GG_SQL_DOUBLE || kind == GG_SQL_SINGLE || kind == GG_SQL_OTHER) {
            return wrong_type(
                sql, dimension->column,
                "a column of the wrong type: groups are told apart by words, whole or "
                "decimal numbers, dates, or bins of numbers",
                err);
        }
    }
    return status;
}

gg_status gg_sql_check_types(gg_sql *sql, gg_error *err)
{
    gg_status status = check_numbers(sql, err);

    if (!status)
        status = check_words(sql, err);
    return status ? status : check_levels(sql, err);
}

/* ---- words ---- */

#define ESCAPE "!"

/* Adds "LIKE 'word'" for exactly that word. */
static gg_status like(const gg_sql *sql, const char *word, gg_buf *to, gg_error *err)
{
    gg_status status = GG_OK;
    gg_buf pattern;

    gg_buf_init(&pattern, 0);
    for (; *word; word++) {
        gg_buf_puts(&pattern, strchr("%_" ESCAPE, *word) ? ESCAPE : "");
        gg_buf_append(&pattern, word, 1);
    }
    gg_buf_puts(to, " LIKE ");
    if (pattern.failed)
        status = memory(err);
    else
        status = gg_sql_literal(sql->engine, pattern.data ? pattern.data : "", to, err);
    gg_buf_puts(to, " ESCAPE '" ESCAPE "'");
    gg_buf_release(&pattern);
    return status;
}

/* Adds "COLUMN = 'word'", as the bytes are in a file. Where types are kept by the cell, 1 is not
 * the word 1; and = passes over the blanks that fill a word of CHAR(n), which LIKE does not. */
static gg_status equals(const gg_sql *sql, size_t column, const char *word, gg_buf *to,
                        gg_error *err)
{
    const bool loose = sql->engine->loose, filled = sql->columns[column].filled;
    gg_status status;

    gg_buf_puts(to, loose ? "CAST(" : "");
    status = name(sql, column, to, err);
    gg_buf_puts(to, loose ? " AS TEXT)" : "");
    gg_buf_puts(to, filled ? "" : " = ");
    if (!status)
        status = filled ? like(sql, word, to, err) : gg_sql_literal(sql->engine, word, to, err);
    if (status)
        gg_error_where(err, sql->source->name, 0, sql->columns[column].name);
    return status;
}

/* Adds whether the cell is that word. A column of numbers holds no words but numbers. */
static gg_status is_word(const gg_sql *sql, size_t column, const char *word, gg_buf *to,
                         gg_error *err)
{
    const gg_sql_kind kind = sql->columns[column].kind;
    gg_status status;
    double x;

    if (word[0] == '\0') {
        status = name(sql, column, to, err);
        gg_buf_puts(to, " IS NULL");
        if (kind != GG_SQL_WORDS || status)
            return status;
        gg_buf_puts(to, " OR ");
    }
    if (is_number(kind)) {
        if (gg_text_number(word, strlen(word), &x) != GG_NUMBER_OK) {
            gg_buf_puts(to, "1 = 0");
            return GG_OK;
        }
        status = name(sql, column, to, err);
        gg_buf_puts(to, " = ");
        gg_sql_number(sql->engine, x, to);
        return status;
    }
    if (kind != GG_SQL_WORDS) {
        gg_buf_puts(to, "1 = 0");
        return GG_OK;
    }
    return equals(sql, column, word, to, err);
}

gg_status gg_sql_missing(gg_sql *sql, size_t column, gg_buf *to, gg_error *err)
{
    const gg_column *settings = settings_of(sql, column);
    gg_status status = is_word(sql, column, "", to, err);

    for (size_t i = 0; settings && i < settings->n_missing && !status; i++) {
        gg_buf_puts(to, " OR ");
        status = is_word(sql, column, settings->missing[i], to, err);
    }
    return status;
}

/* Adds that a word ends without a blank, where LOWER() may have taken it off. */
static void unfilled(const gg_sql *sql, size_t column, gg_buf *to)
{
    if (!sql->columns[column].filled)
        return;
    gg_buf_puts(to, " AND ");
    (void)!gg_sql_name(sql->engine, sql->columns[column].name, to, NULL);
    gg_buf_puts(to, " NOT LIKE '% '");
}

/* The usual words, as cell.c has them. */
static void usual(const gg_sql *sql, size_t column, bool yes, gg_buf *to)
{
    const char *c = sql->columns[column].name;

    if (sql->columns[column].kind == GG_SQL_WORDS) {
        gg_buf_puts(to, "LOWER(");
        (void)!gg_sql_name(sql->engine, c, to, NULL);
        gg_buf_puts(to, yes ? ") IN ('1', '1.0', 'true', 'yes', 'positive')"
                            : ") IN ('0', '0.0', 'false', 'no', 'negative')");
        unfilled(sql, column, to);
        return;
    }
    (void)!gg_sql_name(sql->engine, c, to, NULL);
    gg_buf_puts(to, yes ? " = 1" : " = 0");
}

static gg_status says(gg_sql *sql, size_t column, const char *word, int code, gg_buf *to,
                      gg_error *err)
{
    gg_status status;

    if (!word)
        return GG_OK;
    gg_buf_puts(to, " WHEN ");
    status = is_word(sql, column, word, to, err);
    gg_buf_printf(to, " THEN %d", code);
    return status;
}

/* Words of the schema can only be those that a truth value has anyway. */
static gg_status truth_value(gg_sql *sql, size_t column, gg_buf *to, gg_error *err)
{
    const gg_column *settings = settings_of(sql, column);
    const char *yes = settings ? settings->positive : NULL,
               *no = settings ? settings->negative : NULL;
    gg_truth truth;
    gg_status status;

    if ((yes && (gg_cell_truth(NULL, (gg_view){yes, strlen(yes)}, &truth, NULL) ||
                 truth != GG_TRUTH_YES)) ||
        (no &&
         (gg_cell_truth(NULL, (gg_view){no, strlen(no)}, &truth, NULL) || truth != GG_TRUTH_NO)))
        return gg_sql_refuse(sql, column, GG_E_INPUT,
                             "leave positive and negative out of the schema, or give a view",
                             "a truth value has no other words than true and false", err);
    gg_buf_puts(to, "CASE WHEN ");
    status = name(sql, column, to, err);
    gg_buf_puts(to, " THEN 1 WHEN NOT ");
    if (!status)
        status = name(sql, column, to, err);
    gg_buf_printf(to, " THEN 0 ELSE %d END", GG_SQL_SAYS_NOTHING);
    return status;
}

/* The order is that of gg_cell_truth(): words of the schema, missing, the usual words. */
static gg_status truth_case(gg_sql *sql, size_t column, int other, gg_buf *to, gg_error *err)
{
    const gg_column *settings = settings_of(sql, column);
    const char *yes = settings ? settings->positive : NULL,
               *no = settings ? settings->negative : NULL;
    gg_status status;

    if (sql->columns[column].kind == GG_SQL_TRUTH)
        return truth_value(sql, column, to, err);
    gg_buf_puts(to, "CASE");
    status = says(sql, column, yes, 1, to, err);
    if (!status)
        status = says(sql, column, no, 0, to, err);
    gg_buf_puts(to, " WHEN ");
    if (!status)
        status = gg_sql_missing(sql, column, to, err);
    gg_buf_printf(to, " THEN %d", GG_SQL_SAYS_NOTHING);
    if (!yes) {
        gg_buf_puts(to, " WHEN ");
        usual(sql, column, true, to);
        gg_buf_puts(to, " THEN 1");
    }
    if (!no) {
        gg_buf_puts(to, " WHEN ");
        usual(sql, column, false, to);
        gg_buf_puts(to, " THEN 0");
    }
    gg_buf_printf(to, " ELSE %d END", other);
    return status;
}

gg_status gg_sql_truth(gg_sql *sql, size_t column, gg_buf *to, gg_error *err)
{
    const size_t begin = to->size;
    gg_status status = truth_case(sql, column, GG_SQL_SAYS_OTHER, to, err);
    gg_buf condition;

    if (status || to->failed)
        return status ? status : memory(err);
    gg_buf_init(&condition, 0);
    gg_buf_append(&condition, to->data + begin, to->size - begin);
    gg_buf_printf(&condition, " = %d", GG_SQL_SAYS_OTHER);
    status = gg_sql_must(
        sql, column, &condition, "an unknown word",
        sql->columns[column].filled
            ? "words of CHAR(n) end with blanks: give a view with RTRIM, or name the words in a "
              "schema (positive, negative, missing)"
            : "write 1/0, true/false, yes/no or positive/negative, or name the words in "
              "a schema (positive, negative, missing)",
        err);
    gg_buf_release(&condition);
    return status;
}

/* The random arm: the schema's word, else "random" or a usual word for yes. Nothing is refused. */
gg_status gg_sql_arm(gg_sql *sql, size_t column, gg_buf *to, gg_error *err)
{
    const gg_column *settings = settings_of(sql, column);
    const bool words = sql->columns[column].kind == GG_SQL_WORDS;
    gg_status status;

    gg_buf_puts(to, "CASE WHEN ");
    if (words && !(settings && settings->positive)) {
        gg_buf_puts(to, "LOWER(");
        status = name(sql, column, to, err);
        gg_buf_puts(to, ") = 'random'");
        unfilled(sql, column, to);
        gg_buf_puts(to, " OR ");
        if (status)
            return status;
    }
    status = truth_case(sql, column, GG_SQL_SAYS_OTHER, to, err);
    gg_buf_puts(to, " = 1 THEN 1 ELSE 0 END");
    return status;
}

/* ---- numbers ---- */

/* Neither a NaN nor an infinity, nor a text where an engine keeps types by the cell: all of these
 * sort beyond numbers. */
static gg_status must_be_finite(gg_sql *sql, size_t column, gg_error *err)
{
    gg_status status;
    gg_buf c;

    if (sql->columns[column].kind == GG_SQL_WHOLE && sql->engine->exact)
        return GG_OK; /* an engine that keeps types by the column */
    gg_buf_init(&c, 0);
    status = name(sql, column, &c, err);
    gg_buf_puts(&c, " IS NOT NULL AND NOT (");
    if (!status)
        status = name(sql, column, &c, err);
    gg_buf_puts(&c, " >= -1E308 AND ");
    if (!status)
        status = name(sql, column, &c, err);
    gg_buf_puts(&c, " <= 1E308)");
    if (!status)
        status = gg_sql_must(sql, column, &c, "not a number", GG_SQL_MEND_ROWS, err);
    gg_buf_release(&c);
    return status;
}

gg_status gg_sql_double(gg_sql *sql, size_t column, gg_buf *to, gg_error *err)
{
    const bool is_double = sql->columns[column].kind == GG_SQL_DOUBLE;
    gg_status status;

    gg_buf_puts(to, is_double ? "" : "CAST(");
    status = name(sql, column, to, err);
    gg_buf_puts(to, is_double ? "" : " AS DOUBLE PRECISION)");
    return status;
}

gg_status gg_sql_real(gg_sql *sql, size_t column, gg_buf *to, gg_error *err)
{
    const gg_column *settings = settings_of(sql, column);
    gg_status status = must_be_finite(sql, column, err);

    if (!status && settings && settings->n_missing) {
        gg_buf_puts(to, "CASE WHEN ");
        status = gg_sql_missing(sql, column, to, err);
        gg_buf_puts(to, " THEN NULL ELSE ");
        if (!status)
            status = gg_sql_double(sql, column, to, err);
        gg_buf_puts(to, " END");
        return status;
    }
    return status ? status : gg_sql_double(sql, column, to, err);
}

/* ---- levels ---- */

/* The number of a bin, from 0; null where the cell is missing. */
static gg_status bin_case(gg_sql *sql, const gg_plan_dimension *d, gg_buf *to, gg_error *err)
{
    gg_status status = must_be_finite(sql, d->column, err);

    gg_buf_puts(to, "CASE WHEN ");
    if (!status)
        status = gg_sql_missing(sql, d->column, to, err);
    gg_buf_puts(to, " THEN NULL");
    for (size_t i = d->settings->n_bins; i-- > 0 && !status;) {
        gg_buf_puts(to, " WHEN ");
        status = gg_sql_double(sql, d->column, to, err);
        gg_buf_puts(to, " >= ");
        gg_sql_number(sql->engine, d->settings->bins[i], to);
        gg_buf_printf(to, " THEN %zu", i + 1);
    }
    gg_buf_puts(to, " ELSE 0 END");
    return status;
}

/* Words are told apart by their bytes, in a file. A collation of the column that takes 'a' and 'A'
 * for one would merge levels: a literal is given that collation, and tried. In PostgreSQL one has
 * to ask for such a collation by name, and parts of a table do not compute NULLIF for it. */
static gg_status must_tell_apart(gg_sql *sql, size_t column, gg_error *err)
{
    gg_status status;
    gg_buf c;

    if (sql->engine->exact)
        return GG_OK;
    gg_buf_init(&c, 0);
    gg_buf_puts(&c, "COALESCE(NULLIF(");
    status = name(sql, column, &c, err);
    gg_buf_puts(&c, ", ");
    if (!status)
        status = name(sql, column, &c, err);
    gg_buf_puts(&c, "), 'a') = 'A'");
    if (!status)
        status = gg_sql_must(sql, column, &c,
                             "a column in which this engine takes white and White for one word",
                             "give a view with another collation", err);
    gg_buf_release(&c);
    return status;
}

/* Where types are kept by the cell, a level must be a text without a zero byte, at which drivers
 * would end it, or a number. */
static gg_status must_be_text(gg_sql *sql, size_t column, gg_error *err)
{
    gg_status status;
    gg_buf c;

    if (!sql->engine->loose)
        return GG_OK;
    gg_buf_init(&c, 0);
    gg_buf_puts(&c, "TYPEOF(");
    status = name(sql, column, &c, err);
    gg_buf_puts(&c, ") = 'blob' OR INSTR(");
    if (!status)
        status = name(sql, column, &c, err);
    gg_buf_puts(&c, ", CHAR(0)) > 0");
    if (!status)
        status = gg_sql_must(sql, column, &c, "bytes that are no text, or a word with a zero byte",
                             GG_SQL_MEND_ROWS, err);
    gg_buf_release(&c);
    return status;
}

gg_status gg_sql_level(gg_sql *sql, size_t dimension, gg_buf *to, gg_error *err)
{
    const gg_plan_dimension *d = &sql->plan.dimensions[dimension];
    gg_status status;

    if (d->settings && d->settings->n_bins)
        return bin_case(sql, d, to, err);
    status = must_be_text(sql, d->column, err);
    if (status)
        return status;
    if (sql->columns[d->column].kind == GG_SQL_WORDS) {
        status = must_tell_apart(sql, d->column, err);
        return status ? status : name(sql, d->column, to, err);
    }
    if (sql->columns[d->column].kind != GG_SQL_TRUTH)
        return name(sql, d->column, to, err);
    gg_buf_puts(to, "CASE WHEN ");
    status = name(sql, d->column, to, err);
    gg_buf_puts(to, " THEN 'true' WHEN NOT ");
    if (!status)
        status = name(sql, d->column, to, err);
    gg_buf_puts(to, " THEN 'false' END");
    return status;
}

static void put_default(const gg_sql *sql, gg_buf *to)
{
    if (isnan(sql->plan.threshold))
        gg_buf_puts(to, "NULL");
    else
        gg_sql_number(sql->engine, sql->plan.threshold, to);
}

/* The threshold in force, by site; null for a site without one, which has no row then. */
gg_status gg_sql_threshold(gg_sql *sql, gg_buf *to, gg_error *err)
{
    const gg_plan *plan = &sql->plan;
    gg_status status;
    size_t site;

    if (plan->rule != GG_RULE_SITE) {
        gg_sql_number(sql->engine, plan->threshold, to);
        return GG_OK;
    }
    site = plan->dimensions[plan->site].column;
    gg_buf_puts(to, "CASE WHEN ");
    status = gg_sql_missing(sql, site, to, err);
    gg_buf_puts(to, " THEN ");
    put_default(sql, to);
    for (size_t i = 0; i < plan->schema->n_site_thresholds && !status; i++) {
        const gg_site_threshold *t = &plan->schema->site_thresholds[i];

        gg_buf_puts(to, " WHEN ");
        status = is_word(sql, site, t->site, to, err);
        gg_buf_puts(to, " THEN ");
        gg_sql_number(sql->engine, t->threshold, to);
    }
    gg_buf_puts(to, " ELSE ");
    put_default(sql, to);
    gg_buf_puts(to, " END");
    return status;
}
