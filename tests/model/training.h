/* What the tests of training share: a made-up table, training from text, scoring by the file. */
#ifndef GG_TESTS_TRAINING_H
#define GG_TESTS_TRAINING_H

#include "suite.h"
#include "table/temporary.h"

#include <stdbool.h>

#include "gauger/base/random.h"
#include "gauger/model/artifact.h"
#include "gauger/model/train.h"

#define MOST_SCORES 20000

static gg_error err;

/*
 * Made-up rows: age (whole, 4% missing as NA), pay (skewed, 3% empty), port (four words, the last
 * rare; 2% empty), noise, weight (0.5, 1 or 1.5), n (1 to 3), found (1, 0; 5% empty).
 */
static void made_up_rows(gg_buf *out, size_t rows, uint64_t seed)
{
    static const char *const ports[] = {"North", "South", "East, inner", "W\xc3\xa9st"};
    gg_random r;

    gg_random_init(&r, seed, "training", NULL);
    gg_buf_puts(out, "age,pay,port,noise,weight,n,found\n");
    for (size_t i = 0; i < rows; i++) {
        double u = gg_random_uniform(&r), v = gg_random_uniform(&r), w = gg_random_uniform(&r);
        double age = floor(18 + 60 * u), pay = floor(100 * exp(3 * v)) / 100, eta;
        int port = w < 0.45 ? 0 : w < 0.75 ? 1 : w < 0.97 ? 2 : 3;
        double lost = gg_random_uniform(&r);

        eta = -1.5 - 0.04 * (age - 48) + 0.09 * pay + (port == 1 ? 0.8 : port == 2 ? -0.7 : 0);
        if (lost < 0.04)
            gg_buf_puts(out, "NA,");
        else
            gg_buf_printf(out, "%.0f,", age);
        if (lost > 0.97)
            gg_buf_puts(out, ",");
        else
            gg_buf_printf(out, "%.2f,", pay);
        gg_buf_printf(out, "\"%s\",", lost > 0.5 && lost < 0.52 ? "" : ports[port]);
        /* One statement each: a compiler may take arguments in any order. */
        const int count = 1 + (int)(3 * gg_random_uniform(&r));
        const double weight = 0.5 + 0.5 * floor(3 * gg_random_uniform(&r));

        gg_buf_printf(out, "%.3f,%.1f,%d,", gg_random_uniform(&r) - 0.5, weight, count);
        if (gg_random_uniform(&r) < 0.05)
            gg_buf_puts(out, "\n");
        else
            gg_buf_puts(out, gg_random_uniform(&r) < 1 / (1 + exp(-eta)) ? "1\n" : "0\n");
    }
}

static inline temporary made_up_file(size_t rows, uint64_t seed)
{
    gg_buf text;
    temporary t;

    gg_buf_init(&text, 0);
    made_up_rows(&text, rows, seed);
    ck_assert(!text.failed);
    t = temporary_file(text.data, text.size);
    gg_buf_release(&text);
    return t;
}

static inline gg_manifest training_manifest(const char *yaml)
{
    json_t *document = NULL;
    gg_manifest m;

    gg_error_init(&err);
    ck_assert_msg(gg_json_parse(yaml, strlen(yaml), "m.yaml", &document, &err) == GG_OK, "%s",
                  err.what);
    ck_assert_msg(gg_manifest_parse(document, &m, &err) == GG_OK, "%s", err.what);
    json_decref(document);
    return m;
}

/* Roles as a document: {found: outcome}, ... */
static inline void training_schema(const char *yaml, gg_schema *schema)
{
    json_t *document = NULL;

    gg_error_init(&err);
    ck_assert_int_eq(gg_json_parse(yaml, strlen(yaml), "s.yaml", &document, &err), GG_OK);
    gg_schema_init(schema);
    ck_assert_msg(gg_schema_add(schema, document, &err) == GG_OK, "%s", err.what);
    json_decref(document);
}

#define FOUND "columns: {found: {role: outcome}, age: {role: feature, missing: [NA]}}"
#define COUNTED                                                                                    \
    "columns: {found: {role: outcome}, age: {role: feature, missing: [NA]}, n: {role: count}}"
#define WEIGHTED                                                                                   \
    "columns: {found: {role: outcome}, age: {role: feature, missing: [NA]}, n: {role: count}, "    \
    "weight: {role: weight}}"

static inline gg_status try_to_train(const char *manifest, const char *schema, const char *path,
                                     const gg_train_options *options, gg_training *out)
{
    gg_manifest m = training_manifest(manifest);
    gg_schema s;
    gg_status status;

    training_schema(schema, &s);
    gg_error_init(&err);
    status = gg_train(&m, path, &s, options, out, &err);
    gg_schema_release(&s);
    gg_manifest_release(&m);
    return status;
}

static inline gg_training train(const char *manifest, const char *schema, const char *path,
                                const gg_train_options *options)
{
    gg_training t;

    ck_assert_msg(try_to_train(manifest, schema, path, options, &t) == GG_OK, "%s: %s: %s",
                  err.column, err.what, err.mend);
    return t;
}

/* The scores of a table by a file, in the order of its rows; NaN for none. */
typedef struct scores {
    size_t n;
    double of[MOST_SCORES];
} scores;

/* Where the columns of a scorer stand in a table. */
static inline void find_columns(const gg_csv *csv, const gg_scorer *s, size_t *at)
{
    for (size_t k = 0; k < s->n_columns; k++)
        ck_assert(gg_csv_find(csv, s->columns[k], &at[k]));
}

static inline void score_chunk(const gg_scorer *s, void *room, const gg_csv_chunk *chunk,
                               const size_t *at, scores *out)
{
    for (size_t r = 0; r < chunk->rows; r++) {
        gg_view cells[16];
        size_t bad = 0;

        ck_assert_uint_lt(out->n, MOST_SCORES);
        for (size_t k = 0; k < s->n_columns; k++) {
            cells[k] = gg_csv_cell(chunk, r, at[k]);
            if (cells[k].size == 2 && memcmp(cells[k].data, "NA", 2) == 0)
                cells[k].size = 0;
        }
        gg_error_init(&err);
        ck_assert_msg(gg_scorer_score(s, room, cells, &out->of[out->n++], &bad, &err) == GG_OK,
                      "%s", err.what);
    }
}

/* Writes the trained bytes to a file, opens it as a version's artifact, and scores the table. */
static inline scores *score_table(const char *manifest, const gg_training *training,
                                  const char *path)
{
    temporary file = temporary_file(training->artifact.data, training->artifact.size);
    gg_manifest m = training_manifest(manifest);
    scores *out = calloc(1, sizeof *out);
    gg_scorer *scorer = NULL;
    gg_csv *csv = NULL;
    gg_csv_chunk chunk;
    size_t at[16];
    void *room;

    ck_assert_msg(gg_artifact_open(&m, file.path, &scorer, &err) == GG_OK, "%s: %s", err.column,
                  err.what);
    ck_assert_int_eq(gg_csv_open(path, NULL, &csv, &err), GG_OK);
    find_columns(csv, scorer, at);
    room = scorer->functions->begin(scorer);
    gg_csv_chunk_init(&chunk);
    do {
        ck_assert_int_eq(gg_csv_next(csv, &chunk, &err), GG_OK);
        score_chunk(scorer, room, &chunk, at, out);
    } while (chunk.rows);
    gg_csv_chunk_release(&chunk);
    gg_csv_close(csv);
    scorer->functions->end(room);
    gg_scorer_free(scorer);
    gg_manifest_release(&m);
    temporary_remove(&file);
    return out;
}

/* A coefficient of the training document by its input's name. */
static inline const json_t *coefficient(const gg_training *t, const char *input)
{
    const json_t *list = json_object_get(t->document, "coefficients");

    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(gg_json_string(json_array_get(list, i), "input", ""), input) == 0)
            return json_array_get(list, i);
    ck_abort_msg("no input %s", input);
    return NULL;
}

static inline double count_of(const gg_training *t, const char *key)
{
    return gg_json_number(json_object_get(t->document, "rows_excluded"), key,
                          gg_json_number(t->document, key, 0));
}

#endif
