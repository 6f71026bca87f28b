/* The file of an additive model: what is read, and the exact words of every refusal. */
#include "artifact.h"

#include <dirent.h>

#include "gauger/base/file.h"
#include "model/additive_internal.h"

static gg_arena arena;

static gg_additive model_of(gg_scorer_kind kind, const char *text)
{
    json_t *document = document_of(text);
    gg_additive out;

    gg_error_init(&err);
    gg_arena_init(&arena);
    ck_assert_msg(gg_additive_read(document, kind, &arena, &out, &err) == GG_OK, "%s: %s",
                  err.column, err.what);
    json_decref(document); /* texts and numbers are the arena's */
    return out;
}

START_TEST(every_form)
{
    gg_additive m = model_of(
        GG_SCORER_SCORECARD,
        "format: gauger/scorecard/1\nlink: logit\nintercept: -1.5\ndescription: for tests\nterms:\n"
        "  - {feature: age, transform: log1p, fill: 37, center: 3.5, scale: 0.4, weight: 0.81}\n"
        "  - {feature: age, level: \"\", weight: 2}\n"
        "  - {feature: port, level: A, weight: 0.3}\n"
        "  - {feature: port, level: B, fill: 1, weight: -1}\n"
        "  - {feature: lane, levels: {commercial: 10, bus: 0}, other: 2, missing: 1}\n"
        "  - {feature: weight_kg, bins: [100, 500], points: [12, 5, 0], missing: 3}\n"
        "  - {feature: day, levels: {sunday: 1e0}}\n");
    const gg_term *t = m.terms;

    ck_assert_int_eq(m.kind, GG_SCORER_SCORECARD);
    ck_assert_int_eq(m.link, GG_LINK_LOGIT);
    ck_assert_double_eq(m.intercept, -1.5);
    ck_assert_str_eq(m.description, "for tests");
    ck_assert_uint_eq(m.n_terms, 7);
    ck_assert_int_eq(t[0].form, GG_TERM_INPUT);
    ck_assert_str_eq(t[0].feature, "age");
    ck_assert_int_eq(t[0].input.transform, GG_TRANSFORM_LOG1P);
    ck_assert_double_eq(t[0].weight, 0.81);
    ck_assert_str_eq(t[1].input.level, "");
    ck_assert_str_eq(t[3].input.level, "B");
    ck_assert(t[3].input.has_fill);
    ck_assert_int_eq(t[4].form, GG_TERM_LEVELS);
    ck_assert_uint_eq(t[4].n, 2);
    ck_assert_str_eq(t[4].levels[1], "bus");
    ck_assert_double_eq(t[4].points[0], 10);
    ck_assert(t[4].has_other && t[4].other == 2 && t[4].has_missing && t[4].missing == 1);
    ck_assert_int_eq(t[5].form, GG_TERM_BINS);
    ck_assert_uint_eq(t[5].n, 2);
    ck_assert_double_eq(t[5].edges[1], 500);
    ck_assert_double_eq(t[5].points[2], 0);
    ck_assert(!t[6].has_other && !t[6].has_missing);
    gg_arena_release(&arena);
}
END_TEST

START_TEST(logistic)
{
    gg_additive m = model_of(GG_SCORER_LOGISTIC, "format: gauger/logistic/1\nintercept: 0\n"
                                                 "terms: [{feature: age, weight: 1}]\n");

    ck_assert_int_eq(m.kind, GG_SCORER_LOGISTIC);
    ck_assert_int_eq(m.link, GG_LINK_LOGIT);
    ck_assert_ptr_null(m.description);
    gg_arena_release(&arena);
}
END_TEST

static gg_status read_text(gg_scorer_kind kind, const char *text)
{
    json_t *document = document_of(text);
    gg_additive out;
    gg_status status;

    gg_error_init(&err);
    gg_arena_init(&arena);
    status = gg_additive_read(document, kind, &arena, &out, &err);
    json_decref(document);
    gg_arena_release(&arena);
    return status;
}

/* A document with one more than so many items, and one with so many. */
static gg_status many(const char *head, const char *item, int n, const char *tail)
{
    char *text = malloc((size_t)n * 60 + 400), *end = text;
    gg_status status;

    end += sprintf(end, "format: gauger/scorecard/1\nlink: identity\nintercept: 0\n%s", head);
    for (int i = 0; i < n; i++)
        end += sprintf(end, item, i);
    sprintf(end, "%s", tail);
    status = read_text(GG_SCORER_SCORECARD, text);
    free(text);
    return status;
}

START_TEST(limits)
{
    const char *term = "  - {feature: f%d, weight: 1}\n", *level = ", l%d: 1";
    const char *levels = "terms:\n  - {feature: f, levels: {l: 0";

    ck_assert_int_eq(many("terms:\n", term, GG_MOST_TERMS, ""), GG_OK);
    ck_assert_int_eq(many("terms:\n", term, GG_MOST_TERMS + 1, ""), GG_E_INPUT);
    ck_assert_str_eq(err.column, "terms");
    ck_assert_int_eq(many(levels, level, GG_MOST_LEVELS - 1, "}}\n"), GG_OK);
    ck_assert_int_eq(many(levels, level, GG_MOST_LEVELS, "}}\n"), GG_E_INPUT);
    ck_assert_str_eq(err.what, "no map of levels");
    ck_assert_int_eq(
        many("terms:\n  - {feature: f, points: [1, 2], bins: [-1", ", %d", GG_MOST_EDGES, "]}\n"),
        GG_E_INPUT);
    ck_assert_str_eq(err.what, "no list of bins");
}
END_TEST

/* ---- what is refused: tests/bad/artifact/CASE/{input.yaml,error} ---- */

static void check_case(const char *name)
{
    gg_manifest m = manifest_of(strncmp(name, "logistic", 8) ? "scorecard" : "logistic",
                                "[{name: age, encoding: number}]");
    char path[300], line[GG_ERROR_MAX + 2];
    const size_t folder = strlen("tests/bad/artifact/") + strlen(name) + 1;
    gg_scorer *out = (gg_scorer *)&m;
    gg_status status;
    gg_buf wanted;

    snprintf(path, sizeof path, "tests/bad/artifact/%s/error", name);
    gg_buf_init(&wanted, 0);
    ck_assert_int_eq(gg_file_read(path, 1 << 20, &wanted, NULL), GG_OK);
    gg_buf_append(&wanted, "", 0);
    snprintf(path, sizeof path, "tests/bad/artifact/%s/input.yaml", name);
    gg_error_init(&err);
    status = gg_artifact_open(&m, path, &out, &err);
    ck_assert_msg(status == GG_E_INPUT && err.status == GG_E_INPUT, "%s is accepted", name);
    ck_assert_ptr_eq(out, (gg_scorer *)&m);
    gg_error_format(&err, line, GG_ERROR_MAX + 1);
    strcat(line, "\n");
    ck_assert_msg(strlen(line) > folder && strcmp(line + folder, wanted.data) == 0,
                  "%s says\n%sexpected\n%s", name, line + folder, wanted.data);
    gg_buf_release(&wanted);
    gg_manifest_release(&m);
}

static int is_case(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

START_TEST(bad_artifacts)
{
    struct dirent **names;
    int n = scandir("tests/bad/artifact", &names, is_case, alphasort);

    ck_assert_msg(n >= 70, "%d cases; run this from the root of the project", n);
    for (int i = 0; i < n; i++) {
        check_case(names[i]->d_name);
        free(names[i]);
    }
    free(names);
}
END_TEST

/* ---- memory ---- */

static long until_failure;

static void *failing_malloc(size_t n)
{
    return until_failure-- > 0 ? malloc(n) : NULL;
}

/* Every allocation of the document's library fails once; the status says so and nothing leaks. */
START_TEST(memory_runs_out)
{
    json_t *document = document_of("format: gauger/scorecard/1\nlink: logit\nintercept: 0\nterms:\n"
                                   "  - {feature: a, level: x, weight: 1}\n"
                                   "  - {feature: a, level: \"\", weight: 1}\n"
                                   "  - {feature: b, levels: {x: 1}}\n");
    gg_status status = GG_E_MEMORY;

    for (long i = 0; status != GG_OK && i < 1000; i++) {
        gg_additive out;

        until_failure = i;
        gg_arena_init(&arena);
        gg_error_init(&err);
        json_set_alloc_funcs(failing_malloc, free);
        status = gg_additive_read(document, GG_SCORER_SCORECARD, &arena, &out, &err);
        json_set_alloc_funcs(malloc, free);
        ck_assert(status == GG_OK || status == GG_E_MEMORY);
        gg_arena_release(&arena);
    }
    ck_assert_int_eq(status, GG_OK);
    json_decref(document);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, every_form);
    tcase_add_test(tc, logistic);
    tcase_add_test(tc, limits);
    tcase_add_test(tc, bad_artifacts);
    tcase_add_test(tc, memory_runs_out);
}

GG_TEST_MAIN("model/additive_read")
