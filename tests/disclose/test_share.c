/* What a recipient may get: nothing of what an agreement does not name, and no trace of it. */
#include "cells.h"

#include "gauger/disclose/share.h"
#include "gauger/registry/record.h"

#define LEAST 11

/* Two attributes; by the second alone there are small cells, so that it would change what is shown
 * of the first if it counted. */
static const table crossed = {.names = {"region", "sex"},
                              .crossings = {"01"},
                              .atoms = {{{"north", "F", ""}, {100, 50, 60, 90}},
                                        {{"north", "M", ""}, {120, 40, 50, 95}},
                                        {{"south", "F", ""}, {40, 30, 20, 50}},
                                        {{"south", "M", ""}, {60, 33, 22, 40}},
                                        {{"south", "X", ""}, {3, 2, 1, 4}}},
                              .n = 5};

static json_t *parsed(const char *text)
{
    json_t *out = json_loads(text, JSON_DECODE_ANY, NULL);

    ck_assert_msg(out != NULL, "%s", text);
    return out;
}

/* An agreement over parts and attributes, as JSON lists. */
static json_t *agreement_of(const char *fields, const char *groups)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "record", "agreement@1", "recipient",
                     "Board", "purpose", "Review.", "limits", "None.", "expires", "2027-01-01",
                     "fields", parsed(fields), "groups", parsed(groups));
}

static gg_shared share(const gg_share_documents *in, const char *fields, const char *groups)
{
    json_t *agreement = agreement_of(fields, groups);
    gg_shared out = {0};
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_share(in, agreement, &out, &err) == GG_OK, "%s", err.what);
    json_decref(agreement);
    return out;
}

static bool is_left_out(const gg_shared *shared, const char *part)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(shared->note, "left_out"), i, one)
    {
        if (strcmp(gg_json_string(one, "part", ""), part) == 0)
            return true;
    }
    return false;
}

/* Whether a word stands anywhere in a document, as a key or in a text. */
static bool mentions(const json_t *value, const char *word)
{
    const char *key;
    json_t *one;
    size_t i;

    if (json_is_string(value))
        return strstr(json_string_value(value), word) != NULL;
    json_array_foreach(value, i, one)
    {
        if (mentions(one, word))
            return true;
    }
    json_object_foreach((json_t *)value, key, one)
    {
        if (strstr(key, word) || mentions(one, word))
            return true;
    }
    return false;
}

/* ---- no trace */

/* What is published of it is, byte by byte, what would be published if the attribute had never been
 * measured. */
START_TEST(an_attribute_leaves_no_trace)
{
    table alone = crossed;
    json_t *both = evaluation_of(&crossed), *one, *got, *want;
    gg_share_documents in = {.evaluation = both};
    gg_shared shared = share(&in, "[]", "[\"region\"]");

    alone.names[1] = NULL;
    alone.crossings[0] = NULL;
    one = evaluation_of(&alone);
    got = published(shared.evaluation, LEAST);
    want = published(one, LEAST);
    ck_assert(json_equal(got, want));
    ck_assert(!mentions(shared.evaluation, "sex"));
    ck_assert(is_left_out(&shared, "groups by sex"));
    ck_assert(is_left_out(&shared, "groups by region*sex"));
    ck_assert(!is_left_out(&shared, "groups by region"));
    json_decref(got);
    json_decref(want);
    json_decref(one);
    json_decref(both);
    gg_shared_release(&shared);
    gg_shared_release(&shared);
}
END_TEST

START_TEST(attributes_and_their_crossings)
{
    static const struct {
        const char *groups;
        size_t attributes, crossings;
    } cases[] = {{"[]", 0, 0},
                 {"[\"sex\"]", 1, 0},
                 {"[\"sex\", \"region\"]", 2, 1},
                 {"[\"region*sex\"]", 0, 0},
                 {"[\"regio\", \"sexes\", \"re\"]", 0, 0}};
    json_t *both = evaluation_of(&crossed);
    gg_share_documents in = {.evaluation = both};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_shared shared = share(&in, "[]", cases[i].groups);

        ck_assert_uint_eq(json_object_size(at(shared.evaluation, "attributes")),
                          cases[i].attributes);
        ck_assert_uint_eq(json_object_size(at(shared.evaluation, "intersections")),
                          cases[i].crossings);
        gg_shared_release(&shared);
    }
    json_decref(both);
}
END_TEST

/* ---- parts of an evaluation */

/* An evaluation with something in every part, so that a part that slips through is seen. */
static json_t *full_evaluation(void)
{
    json_t *
        evaluation = evaluation_of(&crossed),
       *extra = parsed(
           "{\"sites\": {\"Harbour\": {\"count\": 1}}, \"periods\": {\"2026-01\": {\"count\": 1}},"
           " \"score_distribution\": {\"low\": 0}, \"capacity\": [{\"capacity\": 5, \"sites\":"
           " [{\"site\": \"Harbour\"}], \"within_sites\": 1}], \"operating_points\": "
           "[{\"threshold\":"
           " 1, \"attributes\": {\"sex\": 1, \"region\": 2}}], \"operation\": {\"sites\": "
           "[{\"site\":"
           " \"Harbour\"}], \"suppression\": [{\"name\": \"r\", \"groups\": {\"sex\": {}, "
           "\"region\":"
           " {}}}]}, \"calibration\": {\"overall\": 1, \"attributes\": {\"sex\": 1, \"region\": 2},"
           " \"intersections\": {\"region*sex\": 1}, \"sites\": {\"Harbour\": 1}, \"periods\":"
           " {\"2026-01\": 1}}, \"inequality\": {\"attributes\": {\"sex\": 1}}, \"explanations\":"
           " [{\"figure\": \"attributes.sex.x\"}], \"warnings\": [{\"code\": \"small_group\","
           " \"message\": \"sex: few\"}], \"secret\": \"sex\"}");

    ck_assert_int_eq(json_object_update(evaluation, extra), 0);
    json_object_set_new(json_object_get(evaluation, "decision"), "site_thresholds",
                        parsed("{\"Harbour\": 0.1}"));
    json_object_set_new(json_object_get(evaluation, "data"), "overlap",
                        parsed("{\"share\": 0.1, \"columns\": [\"sex\", \"x1\"]}"));
    json_decref(extra);
    return evaluation;
}

START_TEST(nothing_is_named)
{
    json_t *evaluation = full_evaluation();
    gg_share_documents in = {.evaluation = evaluation};
    gg_shared shared = share(&in, "[]", "[]");
    static const char *const parts[] = {"sites",       "periods",   "score distribution",
                                        "calibration", "capacity",  "operating points",
                                        "operation",   "inequality"};

    ck_assert(!mentions(shared.evaluation, "sex"));
    ck_assert(!mentions(shared.evaluation, "region"));
    ck_assert(!mentions(shared.evaluation, "Harbour"));
    ck_assert(!mentions(shared.evaluation, "2026-01"));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        ck_assert_msg(is_left_out(&shared, parts[i]), "%s", parts[i]);
    /* What there is not need not be left out. */
    ck_assert(!is_left_out(&shared, "weights"));
    gg_shared_release(&shared);
    json_decref(evaluation);
}
END_TEST

/* Each part that is named is there; what it holds of sites and attributes goes by those. */
START_TEST(parts_that_are_named)
{
    json_t *evaluation = full_evaluation(), *e;
    gg_share_documents in = {.evaluation = evaluation};
    gg_shared shared = share(&in,
                             "[\"calibration\", \"capacity\", \"operation\", \"operating points\","
                             " \"score distribution\", \"inequality\", \"training\"]",
                             "[\"region\"]");

    e = shared.evaluation;
    ck_assert(!mentions(e, "sex"));
    ck_assert(!mentions(e, "Harbour"));
    ck_assert(!mentions(e, "2026-01"));
    ck_assert_ptr_nonnull(at(e, "calibration/attributes/region"));
    ck_assert_ptr_nonnull(at(e, "score_distribution"));
    ck_assert_ptr_null(json_object_get(json_array_get(at(e, "capacity"), 0), "sites"));
    ck_assert_ptr_nonnull(at(json_array_get(at(e, "operation/suppression"), 0), "groups/region"));
    ck_assert_ptr_nonnull(at(json_array_get(at(e, "operating_points"), 0), "attributes/region"));
    ck_assert_uint_eq(json_array_size(at(e, "data/overlap/columns")), 1);
    gg_shared_release(&shared);

    shared = share(&in, "[\"sites\", \"periods\", \"capacity\", \"operation\"]", "[]");
    e = shared.evaluation;
    ck_assert_ptr_nonnull(at(e, "sites/Harbour"));
    ck_assert_ptr_nonnull(at(e, "periods/2026-01"));
    ck_assert_ptr_nonnull(at(e, "decision/site_thresholds/Harbour"));
    ck_assert_uint_eq(json_array_size(at(e, "operation/sites")), 1);
    ck_assert_ptr_null(at(e, "data/overlap"));
    ck_assert(!mentions(e, "sex"));
    gg_shared_release(&shared);
    json_decref(evaluation);
}
END_TEST

/* ---- verdicts */

static bool shares_verdict(const char *slices, const char *fields, const char *groups, bool *said)
{
    json_t *evaluation = evaluation_of(&crossed), *list = parsed(slices), *subjects = json_array();
    json_t *verdict, *one;
    gg_share_documents in = {.evaluation = evaluation};
    gg_shared shared;
    bool there;
    size_t i;

    json_array_foreach(list, i, one)
    {
        json_array_append_new(subjects, json_pack("{s:s, s:O}", "subject", "x", "slice", one));
    }
    verdict = json_pack("{s:s, s:s, s:[{s:s, s:o}]}", "format", "gauger/verdict/1", "result",
                        "fail", "rules", "rule", "r", "subjects", subjects);
    in.verdict = verdict;
    shared = share(&in, fields, groups);
    there = shared.verdict != NULL;
    *said = is_left_out(&shared, "verdict");
    gg_shared_release(&shared);
    json_decref(verdict);
    json_decref(list);
    json_decref(evaluation);
    return there;
}

/* A result over rules of which some are left out would tell of those. */
START_TEST(verdicts)
{
    static const struct {
        const char *slices, *fields, *groups;
        bool shared;
    } cases[] = {
        {"[\"\"]", "[\"verdict\"]", "[]", true},
        {"[\"\"]", "[]", "[]", false},
        {"[\"region=north\"]", "[\"verdict\"]", "[\"region\"]", true},
        {"[\"region=north\", \"sex=F\"]", "[\"verdict\"]", "[\"region\"]", false},
        {"[\"region*sex=north*F\"]", "[\"verdict\"]", "[\"region\"]", false},
        {"[\"region*sex=north*F\"]", "[\"verdict\"]", "[\"region\", \"sex\"]", true},
        {"[\"sex\"]", "[\"verdict\"]", "[\"region\"]", false},
        {"[\"site=Harbour\"]", "[\"verdict\"]", "[]", false},
        {"[\"site=Harbour\"]", "[\"verdict\", \"sites\"]", "[]", true},
        {"[\"period=2026-01\"]", "[\"verdict\", \"sites\"]", "[]", false},
        {"[]", "[\"verdict\"]", "[]", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool said = false;

        ck_assert_msg(shares_verdict(cases[i].slices, cases[i].fields, cases[i].groups, &said) ==
                          cases[i].shared,
                      "%s", cases[i].slices);
        ck_assert_int_eq(said, !cases[i].shared);
    }
}
END_TEST

/* ---- what is known of the version */

/* What is known of a version. */
typedef struct known {
    json_t *evaluation, *manifest, *weights, *life, *sheet, *lists;
} known;

static gg_share_documents known_of(known *k)
{
    k->evaluation = evaluation_of(&crossed);
    k->manifest =
        parsed("{\"model\": \"lanes\", \"algorithm\": \"a\", \"purpose\": \"secret\","
               " \"features\": [{\"name\": \"sex\"}, {\"name\": \"x1\"}, \"x2\"],"
               " \"threshold\": {\"default\": 1, \"site\": {\"Harbour\": 2}},"
               " \"suppression\": [], \"owner\": null, \"training\": {\"period\": \"2025\"}}");
    k->weights = parsed("{\"features\": [{\"name\": \"sex\"}, {\"name\": \"x1\"}]}");
    k->life = parsed("{\"name\": \"lanes\", \"version\": 1, \"state\": \"production\","
                     " \"training\": {\"dataset\": \"rows@1\"}, \"cycle\": {\"id\": 1},"
                     " \"states\": [{\"result\": \"done\", \"reason\": \"sex\"}, {\"result\":"
                     " \"refused\"}], \"findings\": [{\"text\": \"sex\"}], \"risks\": []}");
    k->sheet = parsed("{\"name\": \"audit\"}");
    k->lists = parsed("[]");
    return (gg_share_documents){.evaluation = k->evaluation,
                                .manifest = k->manifest,
                                .weights = k->weights,
                                .lifecycle = k->life,
                                .dataset = k->sheet,
                                .training = k->sheet,
                                .fit = k->sheet,
                                .comparisons = k->lists};
}

static void forget(known *k)
{
    json_decref(k->evaluation);
    json_decref(k->manifest);
    json_decref(k->weights);
    json_decref(k->life);
    json_decref(k->sheet);
    json_decref(k->lists);
}

START_TEST(nothing_of_a_version_is_named)
{
    known k;
    gg_share_documents in = known_of(&k);
    gg_shared shared = share(&in, "[]", "[]");

    ck_assert_ptr_null(shared.weights);
    ck_assert_ptr_null(shared.lifecycle);
    ck_assert_ptr_null(shared.dataset);
    ck_assert_ptr_null(shared.training);
    ck_assert_ptr_null(shared.fit);
    ck_assert_ptr_null(shared.comparisons);
    ck_assert_str_eq(gg_json_string(shared.manifest, "purpose", ""), "left out for this recipient");
    ck_assert_ptr_null(json_object_get(shared.manifest, "features"));
    ck_assert(!mentions(shared.manifest, "Harbour") && !mentions(shared.manifest, "secret"));
    /* What is stated is left out by name, and listed; what nobody stated is not. */
    ck_assert_str_eq(json_string_value(at(shared.manifest, "training/period")),
                     "left out for this recipient");
    ck_assert_str_eq(json_string_value(at(shared.manifest, "training/dataset")),
                     "left out for this recipient");
    ck_assert_ptr_null(at(shared.manifest, "training/description"));
    ck_assert(is_left_out(&shared, "weights") && is_left_out(&shared, "operation") &&
              is_left_out(&shared, "thresholds of sites"));
    ck_assert_int_eq(json_integer_value(json_array_get(at(shared.manifest, "threshold"), 0)), 1);
    ck_assert(is_left_out(&shared, "lifecycle") && is_left_out(&shared, "data sheet") &&
              is_left_out(&shared, "training") && is_left_out(&shared, "statements"));
    ck_assert(!is_left_out(&shared, "comparisons")); /* there is none */
    gg_shared_release(&shared);
    forget(&k);
}
END_TEST

START_TEST(manifest_weights_and_lifecycle)
{
    known k;
    gg_share_documents in = known_of(&k);
    gg_shared shared = share(&in,
                             "[\"weights\", \"lifecycle\", \"data sheet\", \"training\","
                             " \"statements\", \"operation\"]",
                             "[\"region\"]");

    ck_assert_uint_eq(json_array_size(json_object_get(shared.weights, "features")), 1);
    ck_assert_uint_eq(json_array_size(json_object_get(shared.manifest, "features")), 2);
    ck_assert_str_eq(gg_json_string(shared.manifest, "purpose", ""), "secret");
    ck_assert(!mentions(shared.manifest, "Harbour")); /* sites are not named */
    ck_assert_uint_eq(json_array_size(json_object_get(shared.lifecycle, "states")), 1);
    ck_assert(!mentions(shared.lifecycle, "sex"));
    ck_assert_str_eq(
        gg_json_string(json_array_get(at(shared.lifecycle, "states"), 0), "reason", ""),
        "left out for this recipient");
    ck_assert(is_left_out(&shared, "lifecycle: reasons"));
    ck_assert(is_left_out(&shared, "lifecycle: refused changes"));
    ck_assert(is_left_out(&shared, "lifecycle: cycle"));
    ck_assert(is_left_out(&shared, "features"));
    ck_assert_str_eq(json_string_value(at(shared.manifest, "training/dataset")), "rows@1");
    ck_assert_str_eq(json_string_value(at(shared.manifest, "training/period")), "2025");
    ck_assert(is_left_out(&shared, "lifecycle: findings"));
    ck_assert(!is_left_out(&shared, "lifecycle: risks"));
    ck_assert_ptr_nonnull(shared.dataset);
    ck_assert_ptr_nonnull(shared.fit);
    gg_shared_release(&shared);
    forget(&k);
}
END_TEST

/* What a comparison found for a group that is left out is neither there nor counted. */
START_TEST(comparisons)
{
    json_t *evaluation = evaluation_of(&crossed);
    json_t *list = parsed(
        "[{\"versus\": \"lanes@1\", \"comparison\": {\"differences\": {}, \"decision\": {\"a\":"
        " {\"threshold\": 1, \"suppression\": {\"rules\": [\"r\"]}}}, \"attributes\": {\"sex\":"
        " {}, \"region\": {}}, \"sites\": {\"Harbour\": {}}, \"findings\": {\"worse_for\":"
        " [{\"attribute\": \"sex\"}, {\"attribute\": \"region\"}, {\"intersection\":"
        " \"region*sex\"}, {\"site\": \"Harbour\"}, {\"period\": \"2026-01\"}]}}}]");
    gg_share_documents in = {.evaluation = evaluation, .comparisons = list};
    gg_shared shared = share(&in, "[\"comparisons\"]", "[\"region\"]");
    json_t *comparison = json_object_get(json_array_get(shared.comparisons, 0), "comparison");

    ck_assert_uint_eq(json_array_size(at(comparison, "findings/worse_for")), 1);
    ck_assert_uint_eq(json_object_size(at(comparison, "attributes")), 1);
    ck_assert_ptr_null(at(comparison, "sites"));
    ck_assert_ptr_nonnull(at(comparison, "decision/a/threshold"));
    ck_assert_ptr_null(at(comparison, "decision/a/suppression"));
    ck_assert(!mentions(comparison, "sex"));
    gg_shared_release(&shared);
    json_decref(list);
    json_decref(evaluation);
}
END_TEST

/* ---- what is refused, and the note */

START_TEST(refused)
{
    json_t *evaluation = evaluation_of(&crossed), *document = published(evaluation, LEAST);
    json_t *none = json_object(), *agreement = agreement_of("[]", "[]");
    gg_share_documents in = {.evaluation = document};
    gg_shared shared = {0};
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_share(&in, agreement, &shared, &err), GG_E_INPUT);
    ck_assert_ptr_null(shared.evaluation);
    in.evaluation = none;
    ck_assert_int_eq(gg_share(&in, agreement, &shared, &err), GG_E_INPUT);
    in.evaluation = evaluation;
    gg_error_init(&err);
    ck_assert_int_eq(gg_share(&in, agreement, &shared, &err), GG_OK);
    ck_assert_str_eq(gg_json_string(shared.note, "agreement", ""), "agreement@1");
    ck_assert_str_eq(gg_json_string(shared.note, "recipient", ""), "Board");
    ck_assert_str_eq(gg_json_string(shared.note, "expires", ""), "2027-01-01");
    gg_shared_release(&shared);
    gg_shared_release(NULL);
    json_decref(agreement);
    json_decref(none);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* That newer data took the place of these is said also where their sheet is left out. */
START_TEST(superseded_data)
{
    static const struct {
        const char *sheet, *fields;
        bool said;
    } cases[] = {
        {"{\"version\": 1, \"newest\": 2}", "[]", true},
        {"{\"version\": 2, \"newest\": 2}", "[]", false},
        {"{\"version\": 1, \"newest\": 2}", "[\"data sheet\"]", false}, /* the sheet says it */
        {"null", "[]", false},
    };
    json_t *evaluation = evaluation_of(&crossed);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *sheet = parsed(cases[i].sheet);
        gg_share_documents in = {.evaluation = evaluation, .dataset = sheet};
        gg_shared shared = share(&in, cases[i].fields, "[]");

        ck_assert_int_eq(json_is_true(json_object_get(shared.note, "stale")), cases[i].said);
        gg_shared_release(&shared);
        json_decref(sheet);
    }
    json_decref(evaluation);
}
END_TEST

/* The parts are those that the type of record offers, in both directions. */
START_TEST(parts_are_those_of_the_form)
{
    const gg_record_type *type;
    const char *choices = NULL, *part;
    size_t n = 0, words = 1;

    ck_assert_int_eq(gg_record_type_find("agreement", &type, NULL), GG_OK);
    for (size_t i = 0; i < type->n_fields; i++)
        if (strcmp(type->fields[i].name, "fields") == 0)
            choices = type->fields[i].choices;
    ck_assert_ptr_nonnull(choices);
    for (; (part = gg_share_part_at(n)) != NULL; n++) {
        const char *found = strstr(choices, part);

        ck_assert_msg(found && (found == choices || found[-1] == '|') &&
                          (found[strlen(part)] == '|' || !found[strlen(part)]),
                      "%s", part);
    }
    for (const char *c = choices; *c; c++)
        words += *c == '|';
    ck_assert_uint_eq(words, n);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, an_attribute_leaves_no_trace);
    tcase_add_test(tc, attributes_and_their_crossings);
    tcase_add_test(tc, nothing_is_named);
    tcase_add_test(tc, parts_that_are_named);
    tcase_add_test(tc, verdicts);
    tcase_add_test(tc, nothing_of_a_version_is_named);
    tcase_add_test(tc, manifest_weights_and_lifecycle);
    tcase_add_test(tc, comparisons);
    tcase_add_test(tc, refused);
    tcase_add_test(tc, superseded_data);
    tcase_add_test(tc, parts_are_those_of_the_form);
}

GG_TEST_MAIN("disclose/share")
