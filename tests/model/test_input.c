/* Inputs: transforms, missing cells, centring and scaling; the maps that hold them. */
#include "suite.h"

#include <string.h>

#include "model/input_internal.h"

static gg_error err;

static gg_view cell(const char *text)
{
    return (gg_view){text, strlen(text)};
}

static double value(const gg_input *input, const char *text)
{
    double x = -1e9;

    gg_error_init(&err);
    ck_assert_msg(gg_input_value(input, cell(text), &x, &err) == GG_OK, "%s", err.what);
    return x;
}

static void refused(const gg_input *input, const char *text, const char *what)
{
    double x = 77;

    gg_error_init(&err);
    ck_assert_int_eq(gg_input_value(input, cell(text), &x, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, what);
    ck_assert(*err.mend != '\0');
    ck_assert_double_eq(x, 77);
}

START_TEST(words)
{
    for (int t = GG_TRANSFORM_NONE; t <= GG_TRANSFORM_SQUARE; t++) {
        gg_transform found;

        ck_assert(gg_transform_find(gg_transform_word((gg_transform)t), &found));
        ck_assert_int_eq(found, t);
    }
    gg_transform untouched = GG_TRANSFORM_SQRT;
    ck_assert(!gg_transform_find("standardize", &untouched));
    ck_assert(!gg_transform_find("Log1p", &untouched));
    ck_assert_int_eq(untouched, GG_TRANSFORM_SQRT);
    ck_assert_str_eq(gg_transform_word((gg_transform)9), "");
}
END_TEST

/* Values by Python's math module. */
START_TEST(transforms)
{
    ck_close(gg_transform_apply(GG_TRANSFORM_NONE, -3.5), -3.5, 0);
    ck_close(gg_transform_apply(GG_TRANSFORM_LOG1P, 37), 3.6375861597263857, 1e-15);
    ck_close(gg_transform_apply(GG_TRANSFORM_LOG1P, -0.5), -0.6931471805599453, 1e-15);
    ck_close(gg_transform_apply(GG_TRANSFORM_SQRT, 400), 20, 0);
    ck_close(gg_transform_apply(GG_TRANSFORM_SQUARE, -12), 144, 0);
    ck_assert(isnan(gg_transform_apply(GG_TRANSFORM_LOG1P, -1)));
    ck_assert(isnan(gg_transform_apply(GG_TRANSFORM_SQRT, -1e-9)));
    ck_assert(isnan(gg_transform_apply(GG_TRANSFORM_SQUARE, 1e200)));
    ck_assert(isnan(gg_transform_apply(GG_TRANSFORM_NONE, NAN)));
    ck_assert_double_eq(gg_transform_apply(GG_TRANSFORM_SQRT, 0), 0);
}
END_TEST

START_TEST(numbers)
{
    gg_input age = gg_input_default("age", NULL);

    ck_assert_double_eq(value(&age, "37"), 37);
    ck_assert_double_eq(value(&age, "-1.5e2"), -150);
    ck_assert(isnan(value(&age, "")));
    refused(&age, "old", "not a number (shape \"aaa\")");
    refused(&age, "1e999", "a number out of range (shape \"daddd\")");
    age.transform = GG_TRANSFORM_LOG1P;
    age.center = 3.5;
    age.scale = 0.4;
    /* (log1p(37) - 3.5) / 0.4 */
    ck_close(value(&age, "37"), 0.34396539931596414, 1e-14);
    ck_assert(isnan(value(&age, "")));
    age.has_fill = true;
    age.fill = 37;
    ck_assert_double_eq(value(&age, ""), value(&age, "37"));
    refused(&age, "-1",
            "a number that cannot be scored: a number above -1 is wanted (transform log1p)");
    age.transform = GG_TRANSFORM_NONE;
    age.scale = 1e-300;
    refused(&age, "1e300",
            "a number that cannot be scored: a finite number is wanted (transform none)");
}
END_TEST

START_TEST(read_numbers)
{
    gg_input in = gg_input_default("x", NULL);
    double x = 0;

    in.transform = GG_TRANSFORM_SQUARE;
    in.center = 4;
    in.scale = 2;
    ck_assert_int_eq(gg_input_number(&in, 6, &x, NULL), GG_OK);
    ck_assert_double_eq(x, 16);
    ck_assert_int_eq(gg_input_number(&in, 1e200, &x, NULL), GG_E_INPUT);
    ck_assert_double_eq(x, 16);
}
END_TEST

START_TEST(levels)
{
    gg_input car = gg_input_default("lane", "car"), missing = gg_input_default("lane", "");

    ck_assert_double_eq(value(&car, "car"), 1);
    ck_assert_double_eq(value(&car, "ca"), 0);
    ck_assert_double_eq(value(&car, "cart"), 0);
    ck_assert_double_eq(value(&car, "Car"), 0);
    ck_assert_double_eq(value(&car, "12"), 0);
    ck_assert(isnan(value(&car, "")));
    car.has_fill = true;
    ck_assert_double_eq(value(&car, ""), 0);
    car.fill = 1;
    ck_assert_double_eq(value(&car, ""), 1);
    ck_assert_double_eq(value(&car, "bus"), 0);
    ck_assert_double_eq(value(&missing, ""), 1);
    ck_assert_double_eq(value(&missing, "bus"), 0);
}
END_TEST

static json_t *map(const char *text)
{
    char yaml[300];
    json_t *document = NULL, *value;

    snprintf(yaml, sizeof yaml, "m: %s\n", text);
    gg_error_init(&err);
    ck_assert_msg(gg_json_parse(yaml, strlen(yaml), "m", &document, &err) == GG_OK, "%s", err.what);
    value = json_incref(json_object_get(document, "m"));
    json_decref(document);
    return value;
}

/* Reads a map, writes it again. */
static void comes_back(const char *text, const char *wanted)
{
    json_t *in = map(text), *out, *want = map(wanted);
    gg_arena arena;
    gg_input input;

    gg_arena_init(&arena);
    gg_error_init(&err);
    ck_assert_msg(gg_input_parse(in, &arena, &input, &err) == GG_OK, "%s", err.what);
    json_decref(in); /* the texts are the arena's */
    out = gg_input_write(&input);
    ck_assert_msg(json_equal(out, want), "%s", text);
    json_decref(out);
    json_decref(want);
    gg_arena_release(&arena);
}

START_TEST(maps)
{
    comes_back("{feature: age}", "{feature: age}");
    comes_back("{feature: age, transform: none, center: 0, scale: 1}", "{feature: age}");
    comes_back("{feature: age, transform: log1p, fill: 37, center: 3.5, scale: 0.4}",
               "{feature: age, transform: log1p, fill: 37.0, center: 3.5, scale: 0.4}");
    comes_back("{feature: age, fill: 0}", "{feature: age, fill: 0.0}");
    comes_back("{feature: lane, level: bus}", "{feature: lane, level: bus}");
    comes_back("{feature: lane, level: bus, fill: 0}", "{feature: lane, level: bus, fill: 0.0}");
    comes_back("{feature: lane, level: bus, fill: 1}", "{feature: lane, level: bus, fill: 1.0}");
    comes_back("{feature: lane, level: \"\"}", "{feature: lane, level: \"\"}");
}
END_TEST

START_TEST(refused_maps)
{
    static const struct {
        const char *text, *what;
    } cases[] = {
        {"[1]", "no feature is named"},
        {"{level: x}", "no feature is named"},
        {"{feature: \"\"}", "no feature is named"},
        {"{feature: 3}", "no feature is named"},
        {"{feature: a, levle: x}", "an unknown key \"levle\""},
        {"{feature: a, level: 3}", "level is not a text"},
        {"{feature: a, level: null}", "level is not a text"},
        {"{feature: a, level: x, transform: sqrt}", "an unknown key \"transform\""},
        {"{feature: a, level: x, center: 1}", "an unknown key \"center\""},
        {"{feature: a, level: x, fill: 0.5}", "the fill of a level is neither 0 nor 1"},
        {"{feature: a, level: x, fill: x}", "fill is not a number"},
        {"{feature: a, level: \"\", fill: 1}", "the level of missing cells (\"\") has a fill"},
        {"{feature: a, transform: log}", "not a transform"},
        {"{feature: a, transform: standardize}", "not a transform"},
        {"{feature: a, transform: [log1p]}", "not a transform"},
        {"{feature: a, fill: \"3\"}", "fill is not a number"},
        {"{feature: a, fill: null}", "fill is not a number"},
        {"{feature: a, center: true}", "center is not a number"},
        {"{feature: a, scale: x}", "scale is not a number"},
        {"{feature: a, scale: 0}", "scale is not above 0"},
        {"{feature: a, scale: -1}", "scale is not above 0"},
        {"{feature: a, transform: sqrt, fill: -4}",
         "the fill is outside the range of transform sqrt"},
        {"{feature: a, transform: log1p, fill: -1}",
         "the fill is outside the range of transform log1p"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_input input = gg_input_default("before", NULL);
        json_t *m = map(cases[i].text);
        gg_arena arena;

        gg_arena_init(&arena);
        gg_error_init(&err);
        ck_assert_int_eq(gg_input_parse(m, &arena, &input, &err), GG_E_INPUT);
        ck_assert_str_eq(err.what, cases[i].what);
        ck_assert(*err.mend != '\0');
        ck_assert_str_eq(input.feature, "before");
        json_decref(m);
        gg_arena_release(&arena);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, words);
    tcase_add_test(tc, transforms);
    tcase_add_test(tc, numbers);
    tcase_add_test(tc, read_numbers);
    tcase_add_test(tc, levels);
    tcase_add_test(tc, maps);
    tcase_add_test(tc, refused_maps);
}

GG_TEST_MAIN("model/input")
