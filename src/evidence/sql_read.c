/* Answers: cells become numbers, words become codes of levels. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sql_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* The engine said something that its query cannot give. */
static gg_status strange(const gg_sql *sql, gg_error *err)
{
    gg_error_where(err, sql->source->name, 0, NULL);
    return gg_error_set(err, GG_E_IO, "see --explain-sql, and try the queries by hand",
                        "the engine answers with something that is no count");
}

/* A whole number: "12", "-3", and what a real one looks like, "12.0" or "1.2e1", up to 2^53. */
static bool whole(gg_view cell, gg_i128 *out)
{
    gg_u128 x = 0;
    size_t i = cell.size > 0 && cell.data[0] == '-';
    double real;

    if (cell.data && cell.size > i && cell.size <= 36) {
        for (; i < cell.size && cell.data[i] >= '0' && cell.data[i] <= '9'; i++)
            x = x * 10 + (unsigned)(cell.data[i] - '0');
        if (i == cell.size) {
            *out = cell.data[0] == '-' ? -(gg_i128)x : (gg_i128)x;
            return true;
        }
    }
    if (!cell.data || gg_text_number(cell.data, cell.size, &real) != GG_NUMBER_OK ||
        real != floor(real) || fabs(real) > (double)GG_MOST_ROWS)
        return false;
    *out = (gg_i128)real;
    return true;
}

/* A count; null, which sums over no rows are, is 0. */
static bool count(gg_view cell, uint64_t *out)
{
    gg_i128 x = 0;

    if (cell.data && (!whole(cell, &x) || x < 0 || x > (gg_i128)UINT64_MAX / 2))
        return false;
    *out = (uint64_t)x;
    return true;
}

/* A code that is less than `end`. */
static bool code(gg_view cell, size_t end, size_t *out)
{
    gg_i128 x;

    if (!whole(cell, &x) || x < 0 || x >= (gg_i128)end)
        return false;
    *out = (size_t)x;
    return true;
}

/* ---- families ---- */

typedef struct reading {
    const gg_sql *sql;
    const gg_family *family;
    gg_share *share;
    gg_sql_answer *out;
    gg_buf word;
} reading;

/* What a file is refused for. */
static gg_status check_word(const reading *r, const gg_plan_dimension *d, gg_view cell,
                            gg_error *err)
{
    const bool zero = cell.data && memchr(cell.data, 0, cell.size);

    if (!cell.data || (!zero && gg_text_utf8(cell.data, cell.size, NULL)))
        return GG_OK;
    gg_error_where(err, r->sql->source->name, 0, d->name);
    return gg_error_set(err, GG_E_INPUT, GG_SQL_MEND_ROWS,
                        zero ? "a word with a zero byte" : "a word that is not valid UTF-8");
}

static gg_status read_level(reading *r, size_t dimension, gg_view cell, uint32_t *out,
                            gg_error *err)
{
    gg_levels *levels = &r->share->levels[dimension];
    const gg_plan_dimension *d = levels->dimension;
    gg_status status;
    size_t i;

    if (d->settings && d->settings->n_bins) {
        *out = 0;
        if (!cell.data)
            return GG_OK;
        if (!code(cell, d->settings->n_bins + 1, &i))
            return strange(r->sql, err);
        *out = (uint32_t)i + 1; /* 0 is the missing level */
        return GG_OK;
    }
    status = check_word(r, d, cell, err);
    if (status)
        return status;
    r->word.size = 0;
    gg_buf_append(&r->word, cell.data, cell.data ? cell.size : 0);
    gg_buf_append(&r->word, "\0\0\0\0\0\0\0", 8); /* which gg_words_code() may read */
    if (r->word.failed)
        return memory(err);
    status = gg_words_code(&levels->words, (gg_view){r->word.data, r->word.size - 8}, out, err);
    if (status)
        gg_error_where(err, r->sql->source->name, 0, d->name);
    return status;
}

/* The cells of a line behind its levels, one after the other. */
typedef struct cursor {
    const gg_view *cells;
    size_t n, at;
    bool good;
} cursor;

static gg_view take(cursor *c)
{
    c->good = c->good && c->at < c->n;
    return c->good ? c->cells[c->at++] : (gg_view){NULL, 0};
}

static size_t take_code(cursor *c, size_t end)
{
    size_t x = 0;

    c->good = code(take(c), end, &x) && c->good;
    return x;
}

static gg_i128 take_pieces(cursor *c)
{
    gg_i128 sum = 0;

    for (int i = 0; i < GG_SQL_PIECES; i++) {
        gg_i128 x = 0;

        c->good = whole(take(c), &x) && c->good;
        sum = sum * ((gg_i128)1 << GG_SQL_PIECE_BITS) + x;
    }
    return sum;
}

/* A line without a score has no bin, and one without an outcome column none either. */
static void read_codes(reading *r, cursor *c, gg_sql_line *line)
{
    const gg_sql *sql = r->sql;

    line->kept = (uint8_t)take_code(c, GG_SQL_FATES);
    line->arm = sql->texts.arm ? (uint8_t)take_code(c, GG_ARMS) : GG_ARM_OTHER;
    line->outcome = sql->texts.outcome ? (uint8_t)take_code(c, GG_OUTCOMES) : GG_UNVERIFIED;
    line->decision = (uint8_t)take_code(c, GG_DECISIONS);
    if (gg_sql_bins(sql, r->family)) {
        gg_view cell = take(c);
        size_t bin = 0;

        if (line->kept == GG_SQL_KEPT)
            c->good = code(cell, sql->plan.grid.bins, &bin) && c->good;
        line->bin = (uint16_t)bin;
    }
    c->good = count(take(c), &line->n) && c->good;
    for (int i = 0; gg_sql_sums(sql) && i < 2; i++)
        line->sums[i] = take_pieces(c);
}

static gg_status make_room(gg_sql_answer *answer, gg_error *err)
{
    size_t room = answer->room ? answer->room * 2 : 64;
    gg_sql_line *lines;

    if (answer->n < answer->room)
        return GG_OK;
    lines = realloc(answer->lines, room * sizeof *lines);
    if (!lines)
        return memory(err);
    answer->lines = lines;
    answer->room = room;
    return GG_OK;
}

static gg_status read_line(void *context, const gg_view *cells, size_t n, gg_error *err)
{
    reading *r = context;
    const size_t n_levels = r->family->n_dimensions;
    cursor c = {cells, n, n_levels, n > n_levels};
    gg_sql_line line = {.n = 0};
    gg_status status = GG_OK;

    for (size_t i = 0; i < n_levels && c.good && !status; i++)
        status = read_level(r, r->family->dimensions[i], cells[i], &line.levels[i], err);
    if (status)
        return status;
    read_codes(r, &c, &line);
    if (!c.good || c.at != n)
        return strange(r->sql, err);
    status = make_room(r->out, err);
    if (status)
        return status;
    r->out->lines[r->out->n++] = line;
    r->out->fates[line.kept] += line.n;
    if (line.kept == GG_SQL_KEPT && line.outcome == GG_UNVERIFIED)
        r->out->unverified += line.n;
    return GG_OK;
}

static gg_status ask(const gg_sql *sql, const char *query, gg_sql_visit visit, void *context,
                     gg_error *err)
{
    gg_status status =
        sql->engine->functions->query(sql->engine->state, query, visit, context, err);

    if (status)
        gg_error_where(err, sql->source->name, 0, NULL);
    return status;
}

gg_status gg_sql_ask_family(const gg_sql *sql, const char *query, const gg_family *family,
                            gg_share *share, gg_sql_answer *out, gg_error *err)
{
    reading r = {.sql = sql, .family = family, .share = share, .out = out};
    gg_status status;

    gg_buf_init(&r.word, 0);
    status = ask(sql, query, read_line, &r, err);
    gg_buf_release(&r.word);
    return status;
}

/* ---- checks ---- */

typedef struct checking {
    const gg_sql *sql;
    gg_sql_found *found;
    const int *scale;
} checking;

static bool add(cursor *c, uint64_t *to)
{
    uint64_t x = 0;

    c->good = count(take(c), &x) && c->good;
    *to += x;
    return c->good;
}

static double take_real(cursor *c)
{
    gg_view cell = take(c);
    double x = NAN;

    if (cell.data)
        c->good = gg_text_number(cell.data, cell.size, &x) == GG_NUMBER_OK && c->good;
    return x;
}

static gg_status read_checks(void *context, const gg_view *cells, size_t n, gg_error *err)
{
    checking *r = context;
    gg_sql_found *f = r->found;
    cursor c = {cells, n, 0, true};
    gg_i128 rows = 0;
    gg_view cell;

    add(&c, &f->lines);
    cell = take(&c);
    c.good = (!cell.data || whole(cell, &rows)) && c.good;
    f->rows += rows > 0 ? (uint64_t)rows : 0; /* below 0 where counts are: a check finds that */
    for (size_t i = 0; i < r->sql->n_checks; i++)
        add(&c, &f->bad[i]);
    if (r->sql->texts.score) {
        f->low = fmin(f->low, take_real(&c));
        f->high = fmax(f->high, take_real(&c));
        add(&c, &f->broken);
    }
    return c.good && c.at == n ? GG_OK : strange(r->sql, err);
}

gg_status gg_sql_ask_checks(const gg_sql *sql, const char *query, gg_sql_found *out, gg_error *err)
{
    checking r = {.sql = sql, .found = out};

    *out = (gg_sql_found){.low = NAN, .high = NAN};
    return ask(sql, query, read_checks, &r, err);
}

/* The three whole numbers have the bits of one double, which they give back. */
static gg_status read_range(void *context, const gg_view *cells, size_t n, gg_error *err)
{
    checking *r = context;
    cursor c = {cells, n, 0, true};
    double ends[2];

    for (int i = 0; i < 2; i++) {
        gg_i128 sum = 0;

        for (int k = 0; k < 3; k++) {
            gg_i128 x = 0;

            c.good = whole(take(&c), &x) && c.good;
            sum = sum * ((gg_i128)1 << 30) + x;
        }
        ends[i] = ldexp((double)sum, -30 * (r->scale[i] + 1));
    }
    if (!c.good || c.at != n)
        return strange(r->sql, err);
    r->found->low = ends[0];
    r->found->high = ends[1];
    return GG_OK;
}

gg_status gg_sql_ask_range(const gg_sql *sql, const char *query, const int scale[2],
                           gg_sql_found *found, gg_error *err)
{
    checking r = {.sql = sql, .found = found, .scale = scale};

    return ask(sql, query, read_range, &r, err);
}
