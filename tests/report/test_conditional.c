/*
 * Disparities within strata, demographic disparity and the outcome test, as an overseer reads them:
 * byte by byte in text and Markdown, and what each sentence must not leave out.
 *
 *     GG_GOLDEN=write make check-report && git diff tests/report/golden
 */
#include "documents.h"

#include "evaluate/hand.h"

/* COMPAS by age, and a group that is absent from one stratum. */
static const hand_cell compas[] = {
    {"African-American", "25 - 45", 803, 478, 307, 606, 0, 0},
    {"African-American", "Greater than 45", 135, 112, 95, 240, 0, 0},
    {"African-American", "Less than 25", 431, 215, 130, 144, 0, 0},
    {"Caucasian", "25 - 45", 300, 200, 266, 546, 0, 0},
    {"Caucasian", "Greater than 45", 65, 52, 144, 491, 0, 0},
    {"Caucasian", "Less than 25", 140, 97, 51, 102, 0, 0},
    {"Other", "25 - 45", 9, 51, 58, 139, 0, 0},
    {"Other", "Greater than 45", 6, 34, 20, 63, 0, 0},
};

static json_t *evaluation_of(const hand_cell *cells, size_t n, gg_reference_rule rule,
                             gg_adverse adverse)
{
    gg_evaluation_options options = gg_evaluation_options_default();
    gg_evidence e = hand_evidence("race", cells, n);
    json_t *document = NULL;

    options.reference_rule = rule;
    options.adverse = adverse;
    options.source = "made.csv";
    ck_assert_int_eq(gg_evaluate(&e, &options, &document, NULL), GG_OK);
    gg_arena_release(&e.arena);
    return document;
}

static json_t *compas_document(void)
{
    return evaluation_of(compas, 8, GG_REFERENCE_LARGEST, GG_ADVERSE_SELECTED);
}

/* From one text to behind another; what is between is the section. */
static char *between(const json_t *document, const char *format, const char *from, const char *to)
{
    gg_buf out = rendered(document, format, NULL);
    char *start = strstr(out.data, from), *end = start ? strstr(start, to) : NULL, *copy;

    ck_assert_msg(end != NULL, "no section in %s", out.data);
    copy = strndup(start, (size_t)(end - start) + strlen(to));
    gg_buf_release(&out);
    return copy;
}

static void check_golden(const char *name, const char *text)
{
    const char *mode = getenv("GG_GOLDEN");
    char path[200];
    gg_buf want;

    snprintf(path, sizeof path, "tests/report/golden/%s", name);
    if (mode && strcmp(mode, "write") == 0) {
        ck_assert_int_eq(gg_file_write(path, text, strlen(text), 0644, NULL), GG_OK);
        return;
    }
    gg_buf_init(&want, 0);
    ck_assert_msg(gg_file_read(path, 1 << 20, &want, NULL) == GG_OK, "%s is missing", path);
    ck_assert_str_eq(text, want.data);
    gg_buf_release(&want);
}

START_TEST(as_text_and_markdown)
{
    static const char *const formats[][2] = {{"text", "conditional.txt"},
                                             {"markdown", "conditional.md"}};
    json_t *document = compas_document();

    for (size_t i = 0; i < 2; i++) {
        char *section = between(document, formats[i][0], "Crude compares", "By site");

        check_golden(formats[i][1], section);
        free(section);
    }
    json_decref(document);
}
END_TEST

static void expect(const json_t *document, const char *format, const char *text)
{
    gg_buf out = rendered(document, format, NULL);

    ck_assert_msg(strstr(out.data, text) != NULL, "%s has no \"%s\"", format, text);
    gg_buf_release(&out);
}

static void expect_none(const json_t *document, const char *format, const char *text)
{
    gg_buf out = rendered(document, format, NULL);

    ck_assert_msg(strstr(out.data, text) == NULL, "%s has \"%s\"", format, text);
    gg_buf_release(&out);
}

/* The caveat of the outcome test stands beside it, and strata that differ are said. */
START_TEST(nothing_is_left_behind)
{
    json_t *document = compas_document();

    expect(document, "markdown", "infra-marginality");
    expect(document, "markdown", "which the pooled figure hides");
    expect(document, "markdown", "Other is not compared at Less than 25");
    expect(document, "markdown", "Amazon SageMaker Clarify");
    expect(document, "markdown",
           "The find rate among the referred is lower for Other than for African-American");
    json_decref(document);
}
END_TEST

/* On a card: the reading and the caveat, in HTML too, and no table of strata. */
START_TEST(on_a_card)
{
    json_t *document = compas_document(), *card = card_of(document, NULL, NULL);

    for (size_t i = 0; i < 2; i++) {
        const char *format = i ? "html" : "markdown";

        expect(card, format, "infra-marginality");
        expect(card, format, "lower for Other than for African-American");
        expect(card, format, "race within strata");
        expect_none(card, format, "Crude compares");
    }
    json_decref(card);
    json_decref(document);
}
END_TEST

/* Without strata there is no table of them, but the outcome test stands. */
START_TEST(without_strata)
{
    const hand_cell cells[] = {{"a", NULL, 30, 10, 10, 60, 0, 0},
                               {"b", NULL, 28, 12, 10, 60, 0, 0}};
    json_t *document = evaluation_of(cells, 2, GG_REFERENCE_LARGEST, GG_ADVERSE_SELECTED);

    expect(document, "text", "Outcome test: find rates among the referred, against a");
    expect(document, "text", "infra-marginality");
    expect_none(document, "text", "Crude compares");
    expect_none(document, "text", "Demographic disparity");
    json_decref(document);
}
END_TEST

START_TEST(what_is_unfavourable_and_who_is_the_reference)
{
    json_t *document = evaluation_of(compas, 8, GG_REFERENCE_REST, GG_ADVERSE_NOT_SELECTED);

    expect(document, "markdown",
           "Demographic disparity: share of the not referred minus share of the referred");
    expect(document, "markdown", "Outcome test: find rates among the referred, against the rest");
    expect_none(document, "markdown", "(rest)");
    json_decref(document);
}
END_TEST

/* A document that lacks what was added later, or holds something else there, is rendered. */
START_TEST(other_documents)
{
    static const char *const parts[] = {"strata", "conditional_demographic_disparity",
                                        "outcome_test"};
    static const char *const values[] = {"{}", "[]", "7", "{\"site\": {\"recall\": {\"a\": {}}}}",
                                         "{\"groups\": {\"a\": {}}, \"conditional\": {\"x\": 1}}"};

    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            json_t *document = compas_document();
            json_t *race = json_object_get(json_object_get(document, "attributes"), "race");

            json_object_set_new(race, parts[i], json_loads(values[k], JSON_DECODE_ANY, NULL));
            expect(document, "text", "race");
            json_decref(document);
        }
    }
}
END_TEST

/* 1/3 at A and 3 at B: all rows together are equal, and what was found must not leave it at that.
 */
static const hand_cell opposites[] = {
    {"a", "A", 150, 150, 350, 350, 0, 0},
    {"a", "B", 50, 50, 450, 450, 0, 0},
    {"b", "A", 50, 50, 450, 450, 0, 0},
    {"b", "B", 150, 150, 350, 350, 0, 0},
};

START_TEST(test_findings_say_that_strata_differ)
{
    json_t *document = evaluation_of(opposites, 4, GG_REFERENCE_LARGEST, GG_ADVERSE_SELECTED);
    gg_buf out = rendered(document, "markdown", NULL);

    ck_assert_ptr_nonnull(strstr(out.data, "from 0.8 to 1.25 (within) for b"));
    ck_assert_msg(strstr(out.data, "figures of all rows together hide it: selection rate of b "
                                   "(ratio 0.333 at A, 3.00 at B)") != NULL,
                  "%s", out.data);
    gg_buf_release(&out);
    json_decref(document);
    document = compas_document();
    out = rendered(document, "markdown", NULL);
    ck_assert_ptr_nonnull(
        strstr(out.data, "of Caucasian (ratio 0.367 at Greater than 45, 0.865 at Less than 25)"));
    gg_buf_release(&out);
    json_decref(document);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, test_findings_say_that_strata_differ);
    tcase_add_test(tc, as_text_and_markdown);
    tcase_add_test(tc, nothing_is_left_behind);
    tcase_add_test(tc, on_a_card);
    tcase_add_test(tc, without_strata);
    tcase_add_test(tc, what_is_unfavourable_and_who_is_the_reference);
    tcase_add_test(tc, other_documents);
}

GG_TEST_MAIN("report/conditional")
