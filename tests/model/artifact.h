/* What the tests of artifacts share: manifests and artifacts from texts, rows of cells. */
#ifndef GG_TESTS_MODEL_ARTIFACT_H
#define GG_TESTS_MODEL_ARTIFACT_H

#include "suite.h"

#include <string.h>
#include <unistd.h>

#include "gauger/model/artifact.h"

#define MOST_CELLS 8

static gg_error err;

static inline json_t *document_of(const char *text)
{
    json_t *document = NULL;

    gg_error_init(&err);
    ck_assert_msg(gg_json_parse(text, strlen(text), "text", &document, &err) == GG_OK, "%llu: %s",
                  err.line, err.what);
    return document;
}

/* A manifest of a scorer with these features (a YAML list on one line). */
static inline gg_manifest manifest_of(const char *scorer, const char *features)
{
    char yaml[2000];
    json_t *document;
    gg_manifest m;

    snprintf(yaml, sizeof yaml, "model: m\nalgorithm: a\nscorer: %s\nfeatures: %s\n", scorer,
             features);
    document = document_of(yaml);
    gg_error_init(&err);
    ck_assert_msg(gg_manifest_parse(document, &m, &err) == GG_OK, "%s", err.what);
    json_decref(document);
    return m;
}

/* A text as a file that goes with the test; the name is static. */
static inline const char *file_of(const char *text)
{
    static char path[64];
    FILE *f;

    snprintf(path, sizeof path, "/tmp/gauger-artifact-%ld", (long)getpid());
    f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_ge(fputs(text, f), 0);
    ck_assert_int_eq(fclose(f), 0);
    return path;
}

static inline gg_status open_text(const char *scorer, const char *features, const char *text,
                                  gg_scorer **out)
{
    gg_manifest m = manifest_of(scorer, features);
    const char *path = file_of(text);
    gg_status status;

    gg_error_init(&err);
    status = gg_artifact_open(&m, path, out, &err);
    unlink(path);
    gg_manifest_release(&m);
    return status;
}

static inline gg_scorer *scorer_of(const char *scorer, const char *features, const char *text)
{
    gg_scorer *out = NULL;

    ck_assert_msg(open_text(scorer, features, text, &out) == GG_OK, "%s: %s; %s", err.column,
                  err.what, err.mend);
    ck_assert_ptr_nonnull(out);
    return out;
}

/* Cells from texts parted by '|'. */
static inline size_t cells_of(const char *row, gg_view cells[MOST_CELLS])
{
    size_t n = 0;

    for (const char *c = row;; c++) {
        size_t size = strcspn(c, "|");

        ck_assert_uint_lt(n, MOST_CELLS);
        cells[n++] = (gg_view){c, size};
        c += size;
        if (*c == '\0')
            return n;
    }
}

static inline gg_status try_row(const gg_scorer *s, const char *row, double *out, size_t *bad)
{
    gg_view cells[MOST_CELLS];
    void *room = s->functions->begin(s);
    gg_status status;

    ck_assert_ptr_nonnull(room);
    ck_assert_uint_eq(cells_of(row, cells), s->n_columns);
    gg_error_init(&err);
    status = gg_scorer_score(s, room, cells, out, bad, &err);
    s->functions->end(room);
    return status;
}

static inline double score_of(const gg_scorer *s, const char *row)
{
    double x = -1e99;
    size_t bad = 77;

    ck_assert_msg(try_row(s, row, &x, &bad) == GG_OK, "%s: %s", row, err.what);
    ck_assert_uint_eq(bad, 77);
    return x;
}

#endif
