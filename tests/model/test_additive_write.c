/* Writing additive models: what is written reads back as the same numbers, to the bit. */
#include "artifact.h"

#include "model/additive_internal.h"

static gg_arena arena;

static void write_model(const gg_additive *m, gg_buf *out)
{
    gg_buf_init(out, 0);
    gg_error_init(&err);
    ck_assert_msg(gg_additive_write(m, out, &err) == GG_OK, "%s", err.what);
}

START_TEST(the_text)
{
    gg_term terms[4] = {
        {.form = GG_TERM_INPUT,
         .feature = "age",
         .input = gg_input_default("age", NULL),
         .weight = 0.81},
        {.form = GG_TERM_INPUT,
         .feature = "lane",
         .input = gg_input_default("lane", "a \"b\""),
         .weight = -3},
        {.form = GG_TERM_LEVELS,
         .feature = "l",
         .levels = (const char *[]){"x", "y"},
         .points = (double[]){10, 0.5},
         .n = 2,
         .has_other = true,
         .other = 2,
         .has_missing = true,
         .missing = 1},
        {.form = GG_TERM_BINS,
         .feature = "kg",
         .edges = (double[]){100, 500},
         .points = (double[]){12, 5, 0},
         .n = 2},
    };
    gg_additive m = {.kind = GG_SCORER_LOGISTIC,
                     .intercept = -1.5,
                     .description = "one\ntwo",
                     .terms = terms,
                     .n_terms = 4};
    gg_buf out;

    terms[0].input.transform = GG_TRANSFORM_LOG1P;
    terms[0].input.has_fill = true;
    terms[0].input.fill = 37;
    terms[0].input.center = 3.5;
    terms[0].input.scale = 0.4;
    write_model(&m, &out);
    ck_assert_str_eq(
        out.data,
        "{\n  \"format\": \"gauger/logistic/1\",\n  \"link\": \"logit\",\n"
        "  \"description\": \"one\\ntwo\",\n  \"intercept\": -1.5,\n  \"terms\": [\n"
        "    {\"feature\": \"age\", \"transform\": \"log1p\", \"fill\": 37, \"center\": 3.5, "
        "\"scale\": 0.4, \"weight\": 0.81},\n"
        "    {\"feature\": \"lane\", \"level\": \"a \\\"b\\\"\", \"weight\": -3},\n"
        "    {\"feature\": \"l\", \"levels\": {\"x\": 10, \"y\": 0.5}, \"other\": 2, "
        "\"missing\": 1},\n"
        "    {\"feature\": \"kg\", \"bins\": [100, 500], \"points\": [12, 5, 0]}\n  ]\n}\n");
    gg_buf_release(&out);
}
END_TEST

static unsigned long long state;

/* Doubles of all magnitudes that may stand in a file, zero among them. */
static double any_number(void)
{
    double x;

    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    x = (double)(state >> 11) / 9007199254740992.0 - 0.5;
    return state % 17 == 0 ? 0 : ldexp(x, (int)(state >> 20) % 300);
}

static double *any_numbers(size_t n)
{
    double *x = gg_arena_array(&arena, n, sizeof *x);

    for (size_t i = 0; i < n; i++)
        x[i] = any_number();
    return x;
}

static double *ascending(size_t n)
{
    double *x = gg_arena_array(&arena, n, sizeof *x);

    for (size_t i = 0; i < n; i++)
        x[i] = (i ? x[i - 1] : -5) + 0.1 + fabs(any_number()) / 1e90;
    return x;
}

static gg_term any_term(size_t i)
{
    const char *feature = gg_arena_printf(&arena, "f%zu", i);
    gg_term t = {.form = (gg_term_form)(i % 3), .feature = feature, .n = 1 + i % 5};

    if (t.form == GG_TERM_INPUT) {
        t.input = gg_input_default(feature, i % 2 ? "a level" : NULL);
        t.weight = any_number();
        if (!t.input.level) {
            t.input.center = any_number();
            t.input.scale = 1 / 3.0 + fabs(any_number());
            t.input.has_fill = i % 4 == 0;
            t.input.fill = t.input.has_fill ? any_number() : 0;
        }
        return t;
    }
    t.has_missing = i % 2;
    t.missing = t.has_missing ? any_number() : 0;
    t.points = any_numbers(t.n + 1);
    if (t.form == GG_TERM_BINS) {
        t.edges = ascending(t.n);
        return t;
    }
    t.has_other = i % 4 < 2;
    t.other = t.has_other ? any_number() : 0;
    t.levels = gg_arena_array(&arena, t.n, sizeof *t.levels);
    for (size_t k = 0; k < t.n; k++)
        t.levels[k] = gg_arena_printf(&arena, "w\xc3\xa9 \"%zu\\", k);
    return t;
}

static void same_numbers(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(a[i] == b[i], "%.17g is not %.17g", a[i], b[i]);
}

static void same_term(const gg_term *a, const gg_term *b)
{
    const double x[] = {a->weight, a->other, a->missing, a->input.fill, a->input.center};
    const double y[] = {b->weight, b->other, b->missing, b->input.fill, b->input.center};

    ck_assert_int_eq(a->form, b->form);
    ck_assert_str_eq(a->feature, b->feature);
    same_numbers(x, y, 5);
    ck_assert(a->has_other == b->has_other && a->has_missing == b->has_missing &&
              a->input.has_fill == b->input.has_fill);
    if (a->form == GG_TERM_INPUT) {
        ck_assert_double_eq(a->input.scale, b->input.scale);
        ck_assert_pstr_eq(a->input.level, b->input.level);
        return;
    }
    ck_assert_uint_eq(a->n, b->n);
    same_numbers(a->points, b->points, a->n + (a->form == GG_TERM_BINS));
    if (a->form == GG_TERM_BINS)
        same_numbers(a->edges, b->edges, a->n);
    else
        for (size_t i = 0; i < a->n; i++)
            ck_assert_str_eq(a->levels[i], b->levels[i]);
}

START_TEST(round_trip)
{
    for (int round = 0; round < 50; round++) {
        gg_additive m = {.kind = GG_SCORER_SCORECARD, .link = GG_LINK_IDENTITY, .n_terms = 40};
        gg_additive back;
        gg_buf text, again;
        json_t *document;

        gg_arena_init(&arena);
        state = 1000 + (unsigned long long)round;
        m.intercept = any_number();
        m.terms = gg_arena_array(&arena, m.n_terms, sizeof *m.terms);
        for (size_t i = 0; i < m.n_terms; i++)
            m.terms[i] = any_term(i);
        write_model(&m, &text);
        document = document_of(text.data);
        gg_error_init(&err);
        ck_assert_msg(gg_additive_read(document, m.kind, &arena, &back, &err) == GG_OK, "%s: %s",
                      err.column, err.what);
        ck_assert_uint_eq(back.n_terms, m.n_terms);
        ck_assert_int_eq(back.link, m.link);
        same_numbers(&back.intercept, &m.intercept, 1);
        for (size_t i = 0; i < m.n_terms; i++)
            same_term(&back.terms[i], &m.terms[i]);
        write_model(&back, &again);
        ck_assert_str_eq(text.data, again.data);
        gg_buf_release(&text);
        gg_buf_release(&again);
        json_decref(document);
        gg_arena_release(&arena);
    }
}
END_TEST

/* A fit that ran away is not written. */
START_TEST(numbers_that_are_none)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY, 1.01e100, -1e101};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (int where = 0; where < 9; where++) {
            double edge = where == 6 ? bad[i] : 1;
            double points[2] = {0, where == 7 ? bad[i] : 0};
            gg_term t[3] = {
                {.form = GG_TERM_INPUT, .feature = "a", .input = gg_input_default("a", NULL)},
                {.form = GG_TERM_BINS, .feature = "b", .edges = &edge, .points = points, .n = 1},
                {.form = GG_TERM_LEVELS,
                 .feature = "c",
                 .levels = (const char *[]){"x"},
                 .points = where == 8 ? &bad[i] : points,
                 .n = 1}};
            gg_additive m = {.kind = GG_SCORER_LOGISTIC, .terms = t, .n_terms = 3};
            double *at[] = {&m.intercept, &t[0].weight, &t[2].other, &t[1].missing};
            double *wide[] = {&t[0].input.fill, &t[0].input.scale};
            gg_buf out;

            if (where < 4)
                *at[where] = bad[i];
            else if (where < 6)
                *wide[where - 4] = bad[i];
            if (where >= 4 && where < 6 && isfinite(bad[i]) && bad[i] > 0)
                continue;
            if (where == 4 && isfinite(bad[i]))
                continue;
            gg_buf_init(&out, 0);
            gg_error_init(&err);
            ck_assert_int_eq(gg_additive_write(&m, &out, &err), GG_E_INPUT);
            ck_assert_str_eq(err.what, "a weight that is not finite, or beyond 1e100");
            ck_assert_uint_eq(out.size, 0);
            gg_buf_release(&out);
        }
}
END_TEST

START_TEST(no_room)
{
    gg_term t = {.form = GG_TERM_INPUT, .feature = "a", .input = gg_input_default("a", NULL)};
    gg_additive m = {.kind = GG_SCORER_LOGISTIC, .terms = &t, .n_terms = 1};
    gg_buf out;

    gg_buf_init(&out, 20);
    gg_error_init(&err);
    ck_assert_int_eq(gg_additive_write(&m, &out, &err), GG_E_LIMIT);
    gg_buf_release(&out);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, the_text);
    tcase_add_test(tc, round_trip);
    tcase_add_test(tc, numbers_that_are_none);
    tcase_add_test(tc, no_room);
}

GG_TEST_MAIN("model/additive_write")
