/* The expressions of a plan, written once: queries are put together from them. */
#include <math.h>
#include <string.h>

#include "sql_internal.h"

#define STEPS "1000000000000" /* GG_FIXED */

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* Takes a text over into the arena; empties the buffer. */
static gg_status keep(gg_sql *sql, gg_buf *text, const char **out, gg_error *err)
{
    *out = text->failed ? NULL : gg_arena_text(&sql->arena, text->data, text->size);
    text->size = 0;
    return *out ? GG_OK : memory(err);
}

static gg_status column_name(const gg_sql *sql, size_t column, gg_buf *to, gg_error *err)
{
    return gg_sql_name(sql->engine, sql->columns[column].name, to, err);
}

static gg_status write_levels(gg_sql *sql, gg_buf *b, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t d = 0; d < sql->plan.n_dimensions && !status; d++) {
        status = gg_sql_level(sql, d, b, err);
        if (!status)
            status = keep(sql, b, &sql->texts.levels[d], err);
    }
    return status;
}

/* What was decided: by the column, or by the score and the threshold. */
static gg_status write_said(gg_sql *sql, gg_buf *b, gg_error *err)
{
    gg_status status;

    if (sql->plan.rule == GG_RULE_COLUMN) {
        status = gg_sql_truth(sql, sql->plan.decision, b, err);
    } else {
        gg_buf_printf(b, "CASE WHEN %s >= ", sql->texts.score);
        status = gg_sql_threshold(sql, b, err);
        gg_buf_puts(b, " THEN 1 ELSE 0 END");
    }
    return status ? status : keep(sql, b, &sql->texts.said, err);
}

static gg_status write_words(gg_sql *sql, gg_buf *b, gg_error *err)
{
    const gg_plan *plan = &sql->plan;
    gg_status status = write_said(sql, b, err);

    if (!status && plan->suppressed != GG_NO_COLUMN) {
        status = gg_sql_truth(sql, plan->suppressed, b, err);
        if (!status)
            status = keep(sql, b, &sql->texts.held, err);
    }
    if (!status && plan->outcome != GG_NO_COLUMN) {
        status = gg_sql_truth(sql, plan->outcome, b, err);
        if (!status)
            status = keep(sql, b, &sql->texts.outcome, err);
    }
    if (!status && plan->arm != GG_NO_COLUMN) {
        status = gg_sql_arm(sql, plan->arm, b, err);
        if (!status)
            status = keep(sql, b, &sql->texts.arm, err);
    }
    return status;
}

/* Adds "COLUMN IS NULL OR NOT (COLUMN >= LOW AND COLUMN <= HIGH)". */
static gg_status outside(const gg_sql *sql, size_t column, double low, double high, gg_buf *b,
                         gg_error *err)
{
    gg_status status = column_name(sql, column, b, err);

    gg_buf_puts(b, " IS NULL OR NOT (");
    if (!status)
        status = column_name(sql, column, b, err);
    gg_buf_puts(b, " >= ");
    gg_sql_number(sql->engine, low, b);
    gg_buf_puts(b, " AND ");
    if (!status)
        status = column_name(sql, column, b, err);
    gg_buf_puts(b, " <= ");
    gg_sql_number(sql->engine, high, b);
    gg_buf_puts(b, ")");
    return status;
}

static gg_status write_count(gg_sql *sql, gg_buf *b, gg_error *err)
{
    const size_t column = sql->plan.count;
    const bool whole = column != GG_NO_COLUMN && sql->columns[column].kind == GG_SQL_WHOLE;
    gg_status status;

    if (column == GG_NO_COLUMN)
        return GG_OK;
    status = outside(sql, column, 0, (double)GG_MOST_ROWS, b, err);
    if (!whole && !status) {
        gg_buf_puts(b, " OR FLOOR(");
        status = column_name(sql, column, b, err);
        gg_buf_puts(b, ") <> ");
        if (!status)
            status = column_name(sql, column, b, err);
    }
    if (!status)
        status = gg_sql_must(sql, column, b, "not a count",
                             "a count is a whole number from 0 to 2^53", err);
    b->size = 0;
    gg_buf_puts(b, whole ? "" : "CAST(");
    if (!status)
        status = column_name(sql, column, b, err);
    gg_buf_puts(b, whole ? "" : " AS BIGINT)");
    return status ? status : keep(sql, b, &sql->texts.rows, err);
}

/* A number and its square in steps: exactly what gg_to_fixed() computes before it cuts the rest
 * off. */
static gg_status write_steps(gg_sql *sql, const char *x, const char *unless, gg_buf *b,
                             gg_error *err)
{
    gg_status status = GG_OK;

    for (int i = 0; i < 2 && !status; i++) {
        if (unless)
            gg_buf_printf(b, "CASE WHEN %s THEN 0 ELSE ", unless);
        gg_buf_puts(b, x);
        if (i == 1)
            gg_buf_printf(b, " * %s", x);
        gg_buf_puts(b, " * " STEPS " + 0.5");
        if (unless)
            gg_buf_puts(b, " END");
        status = keep(sql, b, &sql->texts.steps[i], err);
    }
    return status;
}

static gg_status write_weight(gg_sql *sql, gg_buf *b, gg_error *err)
{
    const size_t column = sql->plan.weight;
    const char *w = NULL;
    gg_status status;

    if (column == GG_NO_COLUMN)
        return GG_OK;
    status = outside(sql, column, 0, GG_SQL_MOST_WEIGHT, b, err);
    if (!status)
        status = gg_sql_must(sql, column, b, "a weight out of range",
                             "in a database weights are numbers from 0 to 1e6", err);
    b->size = 0;
    if (!status)
        status = gg_sql_double(sql, column, b, err);
    if (!status)
        status = keep(sql, b, &w, err);
    if (!status) {
        gg_buf_printf(b, "%s > 0 AND %s < ", w, w);
        gg_sql_number(sql->engine, GG_WEIGHT_LEAST, b);
        status = gg_sql_must(sql, column, b, GG_WEIGHT_CUT, GG_WEIGHT_MEND, err);
        b->size = 0;
    }
    return status ? status : write_steps(sql, w, NULL, b, err);
}

/* Inverses of probabilities of inspection, of rows with an outcome. */
static gg_status write_inverse(gg_sql *sql, gg_buf *b, gg_error *err)
{
    const size_t column = sql->plan.probability;
    const char *unverified, *inverse = NULL;
    gg_status status;

    if (!gg_plan_samples(&sql->plan))
        return GG_OK;
    unverified = sql->texts.outcome
                     ? gg_arena_printf(&sql->arena, "%s = %d", sql->texts.outcome, GG_UNVERIFIED)
                     : "1 = 1";
    if (!unverified)
        return memory(err);
    gg_buf_printf(b, "NOT (%s) AND (", unverified);
    status = gg_sql_missing(sql, column, b, err);
    gg_buf_puts(b, " OR ");
    if (!status)
        status = outside(sql, column, GG_LEAST_PROBABILITY, 1, b, err);
    gg_buf_puts(b, ")");
    if (!status)
        status = gg_sql_must(sql, column, b,
                             "a row with an outcome has no probability of inspection, or one that "
                             "is not above 0, up to 1, and 1e-5 at least",
                             "correct it, or leave the outcome out", err);
    b->size = 0;
    gg_buf_puts(b, "(1 / ");
    if (!status)
        status = gg_sql_double(sql, column, b, err);
    gg_buf_puts(b, ")");
    if (!status)
        status = keep(sql, b, &inverse, err);
    return status ? status : write_steps(sql, inverse, unverified, b, err);
}

gg_status gg_sql_write(gg_sql *sql, gg_error *err)
{
    gg_status status = GG_OK;
    gg_buf b;

    gg_buf_init(&b, 0);
    if (sql->plan.score != GG_NO_COLUMN) {
        status = gg_sql_real(sql, sql->plan.score, &b, err);
        if (!status)
            status = keep(sql, &b, &sql->texts.score, err);
    }
    if (!status)
        status = write_words(sql, &b, err);
    if (!status)
        status = write_levels(sql, &b, err);
    if (!status)
        status = write_count(sql, &b, err);
    if (!status)
        status = write_weight(sql, &b, err);
    if (!status)
        status = write_inverse(sql, &b, err);
    gg_buf_release(&b);
    return status;
}
