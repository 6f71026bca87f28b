/* An artifact must do what its manifest states: what agrees, what is refused and in which words. */
#include "artifact.h"

#define HEAD      "format: gauger/scorecard/1\nlink: identity\nintercept: 0\nterms:\n"
#define LOG_HEAD  "format: gauger/logistic/1\nintercept: 0\nterms:\n"
#define CAT       "type: categorical"
#define NUMBER(x) "  - {feature: a, " x "weight: 1}\n"

static const struct {
    const char *scorer, *features, *text, *what; /* what: NULL where they agree */
} cases[] = {
    {"scorecard", "[{name: a, encoding: number}]", HEAD NUMBER(""), NULL},
    {"scorecard", "[{name: a}]", HEAD "  - {feature: a, bins: [1], points: [0, 1]}\n", NULL},
    {"scorecard", "[{name: a, " CAT "}]", HEAD "  - {feature: a, levels: {x: 1}}\n", NULL},
    {"scorecard", "[{name: a, " CAT "}]", HEAD "  - {feature: a, level: x, weight: 1}\n", NULL},
    {"logistic", "[{name: a, " CAT "}]", LOG_HEAD "  - {feature: a, levels: {x: 1}}\n", NULL},
    {"logistic", "[{name: a, imputation: mean, transform: [sqrt, standardize]}]",
     LOG_HEAD NUMBER("fill: 2, transform: sqrt, center: 3, scale: 2, "), NULL},
    {"logistic", "[{name: a}, {name: b}]", LOG_HEAD "  - {feature: b, weight: 1}\n" NUMBER(""),
     NULL},
    /* features that one side has */
    {"logistic", "[{name: a}]", LOG_HEAD NUMBER("") "  - {feature: b, weight: 1}\n",
     "the feature b: the artifact reads it, and the manifest does not list it"},
    {"logistic", "[{name: a}, {name: b}]", LOG_HEAD NUMBER(""),
     "the feature b: the manifest lists it, and the artifact has no term for it"},
    {"logistic", "[]", LOG_HEAD NUMBER(""),
     "the feature a: the artifact reads it, and the manifest does not list it"},
    {"logistic", "[{name: A}]", LOG_HEAD NUMBER(""),
     "the feature a: the artifact reads it, and the manifest does not list it"},
    /* forms */
    {"logistic", "[{name: a}]", LOG_HEAD "  - {feature: a, bins: [1], points: [0, 1]}\n",
     "the feature a: its encoding is number, and no weight is on its number"},
    {"logistic", "[{name: a, imputation: level}]",
     LOG_HEAD "  - {feature: a, level: \"\", weight: 1}\n",
     "the feature a: its encoding is number, and no weight is on its number"},
    {"logistic", "[{name: a, " CAT "}]", LOG_HEAD NUMBER(""),
     "the feature a: its type is categorical, and the artifact reads numbers"},
    {"scorecard", "[{name: a, " CAT "}]", HEAD "  - {feature: a, bins: [1], points: [0, 1]}\n",
     "the feature a: its type is categorical, and the artifact reads numbers"},
    {"scorecard", "[{name: a}]", HEAD NUMBER(""),
     "the feature a: its encoding is woe, and the artifact has no bins for it"},
    {"scorecard", "[{name: a}]", HEAD "  - {feature: a, levels: {x: 1}}\n",
     "the feature a: its encoding is woe, and the artifact has no bins for it"},
    /* transforms */
    {"logistic", "[{name: a, transform: log1p}]", LOG_HEAD NUMBER("transform: sqrt, "),
     "the feature a: its transform is another in the artifact than in the manifest"},
    {"logistic", "[{name: a, transform: log1p}]", LOG_HEAD NUMBER(""),
     "the feature a: its transform is another in the artifact than in the manifest"},
    {"logistic", "[{name: a}]", LOG_HEAD NUMBER("transform: log1p, "),
     "the feature a: its transform is another in the artifact than in the manifest"},
    /* missing values */
    {"logistic", "[{name: a}]", LOG_HEAD NUMBER("fill: 3, "),
     "the feature a: the artifact fills missing values, and its imputation is none"},
    {"logistic", "[{name: a, imputation: mean}]", LOG_HEAD NUMBER(""),
     "the feature a: its imputation is stated, and the artifact fills no missing values"},
    {"scorecard", "[{name: a, " CAT "}]", HEAD "  - {feature: a, levels: {x: 1}, missing: 0}\n",
     "the feature a: the artifact fills missing values, and its imputation is none"},
    {"scorecard", "[{name: a, imputation: level}]",
     HEAD "  - {feature: a, bins: [1], points: [0, 1]}\n",
     "the feature a: its imputation is stated, and the artifact fills no missing values"},
    {"logistic", "[{name: a, " CAT ", imputation: mode}]",
     LOG_HEAD
     "  - {feature: a, level: x, fill: 1, weight: 1}\n  - {feature: a, level: y, weight: 1}\n",
     "the feature a: its imputation is stated, and the artifact fills no missing values"},
    {"logistic", "[{name: a, " CAT ", imputation: mode}]",
     LOG_HEAD "  - {feature: a, level: x, fill: 1, weight: 1}\n  - {feature: a, level: y, fill: 0, "
              "weight: 1}\n",
     NULL},
    {"logistic", "[{name: a, " CAT ", imputation: level}]",
     LOG_HEAD "  - {feature: a, level: \"\", weight: 1}\n", NULL},
};

START_TEST(agreements)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_scorer *s = NULL;
        gg_status status = open_text(cases[i].scorer, cases[i].features, cases[i].text, &s);

        if (!cases[i].what) {
            ck_assert_msg(status == GG_OK, "case %zu: %s", i, err.what);
            gg_scorer_free(s);
            continue;
        }
        ck_assert_int_eq(status, GG_E_INPUT);
        ck_assert_ptr_null(s);
        ck_assert_str_eq(err.what, cases[i].what);
        ck_assert_str_eq(err.column, "terms");
        ck_assert(*err.file != '\0' && *err.mend != '\0');
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, agreements);
}

GG_TEST_MAIN("model/additive_check")
