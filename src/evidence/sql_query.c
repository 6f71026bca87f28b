/*
 * The queries: from the columns of the table to what is counted, in three steps one within the
 * other. The innermost reads cells; the middle one says what becomes of a row; the outermost
 * counts.
 */
#include "sql_internal.h"

#define PIECE "134217728"         /* 2^GG_SQL_PIECE_BITS */
#define TWICE "18014398509481984" /* its square */
#define STEP  "1073741824"        /* 2^30 */

/* A list in a SELECT or a GROUP BY. */
typedef struct list {
    gg_buf *to;
    const char *between;
    bool begun;
} list;

/* Where the next item goes. */
static gg_buf *next(list *l)
{
    if (l->begun)
        gg_buf_puts(l->to, l->between);
    l->begun = true;
    return l->to;
}

static void levels(list *l, const gg_family *family)
{
    for (size_t i = 0; i < family->n_dimensions; i++)
        gg_buf_printf(next(l), "level_%zu", i + 1);
}

/* The small numbers that say what a row is; told by the middle query, grouped by in the outermost.
 */
static void codes(list *l, const gg_sql *sql, const gg_family *family)
{
    gg_buf_puts(next(l), "kept");
    if (sql->texts.arm)
        gg_buf_puts(next(l), "arm");
    if (sql->texts.outcome)
        gg_buf_puts(next(l), "outcome");
    gg_buf_puts(next(l), "decision");
    if (gg_sql_bins(sql, family))
        gg_buf_puts(next(l), "score_bin");
}

/* Each column of the table that the family needs, in its meaning. */
static void innermost(const gg_sql *sql, const gg_family *family, gg_buf *to)
{
    const gg_sql_texts *t = &sql->texts;
    const struct {
        const char *expression, *name;
    } items[] = {
        {sql->partition, "partition_key"},
        {t->score, "score"},
        {t->said, "said"},
        {t->held, "held"},
        {t->outcome, "outcome"},
        {t->arm, "arm"},
        {t->rows, "stands_for"},
        {t->steps[0], "steps_1"},
        {t->steps[1], "steps_2"},
    };
    list l = {to, ",\n           ", false};

    gg_buf_puts(to, "    SELECT ");
    for (size_t i = 0; i < family->n_dimensions; i++)
        gg_buf_printf(next(&l), "%s AS level_%zu", sql->texts.levels[family->dimensions[i]], i + 1);
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        if (items[i].expression)
            gg_buf_printf(next(&l), "%s AS %s", items[i].expression, items[i].name);
    gg_buf_printf(to, "\n    FROM %s", sql->table);
}

/* Why a row is left out, as decide() in decision.c has it. */
static void kept(const gg_sql *sql, const char *score, const char *said, gg_buf *to)
{
    if (!score && sql->plan.rule != GG_RULE_COLUMN) {
        gg_buf_printf(to, "%d", GG_SQL_KEPT);
        return;
    }
    gg_buf_puts(to, "CASE");
    if (score)
        gg_buf_printf(to, " WHEN %s IS NULL THEN %d", score, GG_SQL_NO_SCORE);
    if (sql->plan.rule == GG_RULE_COLUMN)
        gg_buf_printf(to, " WHEN %s = %d THEN %d", said, GG_SQL_SAYS_NOTHING, GG_SQL_NO_DECISION);
    gg_buf_printf(to, " ELSE %d END", GG_SQL_KEPT);
}

/* What gg_bin_of() computes, operation by operation in the same order; taking 0 off and dividing by
 * 1 change nothing. */
static void bin(const gg_sql *sql, gg_buf *to)
{
    const gg_grid *grid = &sql->plan.grid;
    gg_buf at;

    gg_buf_init(&at, 0);
    gg_buf_puts(&at, grid->low == 0 ? "score" : "(score - ");
    if (grid->low != 0) {
        gg_sql_number(sql->engine, grid->low, &at);
        gg_buf_puts(&at, ")");
    }
    if (grid->high - grid->low != 1) {
        gg_buf_puts(&at, " / ");
        gg_sql_number(sql->engine, grid->high - grid->low, &at);
    }
    gg_buf_printf(&at, " * %zu", grid->bins);
    if (!at.failed)
        gg_buf_printf(to, "CASE WHEN %s >= %zu THEN %zu ELSE FLOOR(%s) END", at.data, grid->bins,
                      grid->bins - 1, at.data);
    to->failed = to->failed || at.failed;
    gg_buf_release(&at);
}

static void middle(const gg_sql *sql, const gg_family *family, gg_buf *to)
{
    const gg_sql_texts *t = &sql->texts;
    list l = {to, ",\n         ", false};

    gg_buf_puts(to, "  SELECT ");
    if (sql->partition)
        gg_buf_puts(next(&l), "partition_key");
    levels(&l, family);
    kept(sql, t->score ? "score" : NULL, "said", next(&l));
    gg_buf_puts(to, " AS kept");
    if (t->arm)
        gg_buf_puts(next(&l), "arm");
    if (t->outcome)
        gg_buf_puts(next(&l), "outcome");
    gg_buf_puts(next(&l), "CASE");
    if (t->held)
        gg_buf_printf(to, " WHEN said = 1 AND held = 1 THEN %d", GG_SUPPRESSED);
    gg_buf_printf(to, " WHEN said = 1 THEN %d ELSE %d END AS decision", GG_REFERRED, GG_BELOW);
    if (gg_sql_bins(sql, family)) {
        bin(sql, next(&l));
        gg_buf_puts(to, " AS score_bin");
    }
    if (t->rows)
        gg_buf_puts(next(&l), "stands_for");
    if (gg_sql_sums(sql)) {
        gg_buf_puts(next(&l), "steps_1");
        gg_buf_puts(next(&l), "steps_2");
    }
    gg_buf_puts(to, "\n  FROM (\n");
    innermost(sql, family, to);
    gg_buf_puts(to, "\n  ) r");
}

/* The sums of the pieces of a number of steps: exact, because every piece is a whole number of few
 * bits, and taking one off a double leaves a double. */
static void pieces(list *l, const gg_sql *sql, const char *y)
{
    const char *times = sql->texts.rows ? " * stands_for" : "";

    gg_buf_printf(next(l), "SUM(CAST(FLOOR(%s / " TWICE ") AS BIGINT)%s)", y, times);
    gg_buf_printf(next(l),
                  "SUM(CAST(FLOOR((%s - FLOOR(%s / " TWICE ") * " TWICE ") / " PIECE
                  ") AS BIGINT)%s)",
                  y, y, times);
    gg_buf_printf(next(l), "SUM(CAST(FLOOR(%s - FLOOR(%s / " PIECE ") * " PIECE ") AS BIGINT)%s)",
                  y, y, times);
}

void gg_sql_family_query(const gg_sql *sql, const gg_family *family, gg_buf *to)
{
    list l = {to, ", ", false}, groups = {to, ", ", false};

    gg_buf_puts(to, "SELECT ");
    levels(&l, family);
    codes(&l, sql, family);
    gg_buf_printf(next(&l), "%s AS n_rows", sql->texts.rows ? "SUM(stands_for)" : "COUNT(*)");
    if (gg_sql_sums(sql)) {
        l.between = ",\n       ";
        pieces(&l, sql, "steps_1");
        pieces(&l, sql, "steps_2");
    }
    gg_buf_puts(to, "\nFROM (\n");
    middle(sql, family, to);
    gg_buf_puts(to, "\n) q\nGROUP BY ");
    if (sql->partition)
        gg_buf_puts(next(&groups), "partition_key");
    levels(&groups, family);
    codes(&groups, sql, family);
}

/* The score of a row that is kept; null of others, and of what is no number: no word that stands
 * among scores is to leave the database. */
static void kept_score(const gg_sql *sql, gg_buf *to)
{
    gg_buf_puts(to, "CASE WHEN ");
    if (sql->plan.rule == GG_RULE_COLUMN)
        gg_buf_printf(to, "%s <> %d AND ", sql->texts.said, GG_SQL_SAYS_NOTHING);
    gg_buf_printf(to, "%s >= -1E308 AND %s <= 1E308 THEN %s END", sql->texts.score,
                  sql->texts.score, sql->texts.score);
}

void gg_sql_check_query(const gg_sql *sql, gg_buf *to)
{
    list l = {to, ",\n       ", false};
    gg_buf score;

    gg_buf_puts(to, "SELECT ");
    gg_buf_puts(next(&l), "COUNT(*) AS n_lines");
    if (sql->texts.rows)
        gg_buf_printf(next(&l), "SUM(%s) AS n_rows", sql->texts.rows);
    else
        gg_buf_puts(next(&l), "COUNT(*) AS n_rows");
    for (size_t i = 0; i < sql->n_checks; i++)
        gg_buf_printf(next(&l), "SUM(CASE WHEN %s THEN 1 ELSE 0 END) AS wrong_%zu",
                      sql->checks[i].condition, i + 1);
    if (sql->texts.score) {
        gg_buf_init(&score, 0);
        kept_score(sql, &score);
        if (!score.failed) {
            gg_buf_printf(next(&l), "MIN(%s) AS lowest", score.data);
            gg_buf_printf(next(&l), "MAX(%s) AS highest", score.data);
            gg_buf_printf(next(&l), "SUM(CASE WHEN FLOOR(%s) <> %s THEN 1 ELSE 0 END) AS broken",
                          score.data, score.data);
        }
        to->failed = to->failed || score.failed;
        gg_buf_release(&score);
    }
    gg_buf_printf(to, "\nFROM %s", sql->table);
    if (sql->partition)
        gg_buf_printf(to, "\nGROUP BY %s", sql->partition);
}

/* A number times a power of 2^30, in three whole numbers of at most 30 bits, which any decimal form
 * tells exactly. */
static void scaled(list *l, const char *number, int scale)
{
    gg_buf x;

    gg_buf_init(&x, 0);
    gg_buf_puts(&x, number);
    for (int i = 0; i < scale; i++)
        gg_buf_puts(&x, " * " STEP);
    for (int i = 0; i > scale; i--)
        gg_buf_puts(&x, " / " STEP);
    if (!x.failed) {
        gg_buf_printf(next(l), "FLOOR(%s / " STEP ")", x.data);
        gg_buf_printf(next(l), "FLOOR(%s - FLOOR(%s / " STEP ") * " STEP ")", x.data, x.data);
        gg_buf_printf(next(l), "FLOOR((%s - FLOOR(%s)) * " STEP ")", x.data, x.data);
    }
    l->to->failed = l->to->failed || x.failed;
    gg_buf_release(&x);
}

void gg_sql_range_query(const gg_sql *sql, const int scale[2], gg_buf *to)
{
    list l = {to, ",\n       ", false};
    gg_buf score, end;

    gg_buf_init(&score, 0);
    gg_buf_init(&end, 0);
    kept_score(sql, &score);
    gg_buf_puts(to, "SELECT ");
    for (int i = 0; i < 2 && !score.failed; i++) {
        end.size = 0;
        gg_buf_printf(&end, "%s(%s)", i ? "MAX" : "MIN", score.data);
        if (!end.failed)
            scaled(&l, end.data, scale[i]);
    }
    to->failed = to->failed || score.failed || end.failed;
    gg_buf_release(&score);
    gg_buf_release(&end);
    /* Of all parts at once: a scale that fits the ends fits nothing else. */
    gg_buf_printf(to, "\nFROM %s", sql->table);
}
