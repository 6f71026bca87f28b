/* A made table in memory: its cells by column and row, and its truth. */
#ifndef GG_TESTS_SYNTH_MADE_H
#define GG_TESTS_SYNTH_MADE_H

#include "suite.h"

#include <string.h>

#include "gauger/base/buf.h"
#include "gauger/synth/synth.h"

typedef struct made {
    gg_buf text;
    char **cells; /* [rows + 1][columns], the header first */
    size_t rows, columns;
    json_t *truth;
} made;

static inline gg_status made_take(void *context, const char *data, size_t n, gg_error *err)
{
    gg_buf_append(context, data, n);
    return gg_buf_check(context, err);
}

/* Splits the text in place; quoted cells lose their quotes. */
static inline void made_split(made *m)
{
    size_t room = 1, k = 0;

    m->columns = 1;
    for (size_t i = 0, quotes = 0; m->text.data[i] != '\n'; i++) {
        quotes += m->text.data[i] == '"';
        m->columns += m->text.data[i] == ',' && quotes % 2 == 0;
    }
    for (size_t i = 0; i < m->text.size; i++)
        room += m->text.data[i] == '\n' || m->text.data[i] == ',';
    m->cells = calloc(room, sizeof *m->cells);
    ck_assert_ptr_nonnull(m->cells);
    for (char *at = m->text.data, *to; at < m->text.data + m->text.size; at++) {
        bool quoted = *at == '"';

        m->cells[k++] = to = at;
        at += quoted;
        for (; quoted ? *at != '"' || at[1] == '"' : *at != ',' && *at != '\n'; at++) {
            *to++ = *at;
            at += quoted && *at == '"';
        }
        at += quoted;
        ck_assert(*at == ',' || *at == '\n');
        *to = '\0';
    }
    ck_assert_uint_eq(k % m->columns, 0);
    m->rows = k / m->columns - 1;
}

static inline gg_scenario *scenario_of(const char *text)
{
    gg_scenario *scenario = NULL;
    char line[GG_ERROR_MAX + 1];
    gg_error err;
    gg_status status;

    gg_error_init(&err);
    status = gg_scenario_parse(text, strlen(text), "input.yaml", &scenario, &err);
    gg_error_format(&err, line, sizeof line);
    ck_assert_msg(status == GG_OK, "%s", line);
    return scenario;
}

/* The bytes of a table. */
static inline made make_text(const char *text, uint64_t rows, uint64_t seed, unsigned threads)
{
    gg_synth_options options = gg_synth_options_default();
    gg_scenario *scenario = scenario_of(text);
    made m = {.rows = 0};

    gg_buf_init(&m.text, 0);
    options.rows = rows;
    options.has_seed = true;
    options.seed = seed;
    options.threads = threads;
    options.true_outcome = "truly";
    options.write = made_take;
    options.write_context = &m.text;
    ck_assert_int_eq(gg_synth_make(scenario, &options, &m.truth, NULL), GG_OK);
    gg_scenario_free(scenario);
    return m;
}

static inline made make(const char *text, uint64_t rows, uint64_t seed)
{
    made m = make_text(text, rows, seed, 2);

    made_split(&m);
    ck_assert_uint_eq(m.rows, rows);
    return m;
}

static inline void made_free(made *m)
{
    gg_buf_release(&m->text);
    free(m->cells);
    json_decref(m->truth);
}

static inline size_t column_of(const made *m, const char *name)
{
    for (size_t c = 0; c < m->columns; c++)
        if (strcmp(m->cells[c], name) == 0)
            return c;
    ck_abort_msg("no column %s", name);
    return 0;
}

static inline const char *cell(const made *m, size_t row, size_t column)
{
    return m->cells[(row + 1) * m->columns + column];
}

/* How many rows have this word in a column, and how many of them that one in another. */
static inline size_t count_of(const made *m, const char *column, const char *word,
                              const char *other, const char *with)
{
    size_t c = column_of(m, column), d = column_of(m, other ? other : column), n = 0;

    for (size_t r = 0; r < m->rows; r++)
        n += strcmp(cell(m, r, c), word) == 0 && (!other || strcmp(cell(m, r, d), with) == 0);
    return n;
}

static inline double share_of(const made *m, const char *column, const char *word,
                              const char *other, const char *with)
{
    return (double)count_of(m, column, word, other, with) /
           (double)count_of(m, column, word, NULL, NULL);
}

/* Within five standard errors: one such check in 1.7 million fails by chance. */
#define ck_share(got_, want_, n_)                                                                  \
    do {                                                                                           \
        double g_ = (got_), w_ = (want_), s_ = sqrt(w_ * (1 - w_) / (double)(n_));                 \
        ck_assert_msg(fabs(g_ - w_) <= 5 * s_ + 1e-12, "%s is %.6f, expected %.6f +- %.6f", #got_, \
                      g_, w_, 5 * s_);                                                             \
    } while (0)

/* A number of the truth: path of keys joined by '/'. */
static inline double truth_at(const made *m, const char *path)
{
    const json_t *at = m->truth;
    char key[80];

    while (*path) {
        size_t n = strcspn(path, "/");

        snprintf(key, sizeof key, "%.*s", (int)n, path);
        at = json_is_array(at) ? json_array_get(at, (size_t)(key[0] - '0'))
                               : json_object_get(at, key);
        path += n + (path[n] == '/');
    }
    ck_assert_msg(json_is_number(at), "no number at the end of a path (%s)", key);
    return json_number_value(at);
}

#endif
