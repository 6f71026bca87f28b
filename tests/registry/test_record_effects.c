/* What records do: their clocks, what they hold up, redress and agreements. */
#include "registry/records.h"

/* ---- clocks */

/* Its last day passes, the next one is too late; it warns for sixty days before. */
START_TEST(an_analysis_expires)
{
    /* 2028-12-01T23:59:59Z: the last second of the day that is three years after 2025-12-01. */
    const int64_t end = 1859327999;
    place pl, *p = &pl;
    gg_record_filter due = {.due = true}, overdue = {.overdue = true};
    json_t *document;

    place_create(p);
    stage_version(p, "lanes");
    add(p, PTA, "lanes", NULL);
    p->now = end - 60 * DAY - 1;
    document = list(p, &due);
    ck_assert_uint_eq(json_array_size(at(document, "records")), 0);
    json_decref(document);
    p->now = end - 60 * DAY;
    document = list(p, &due);
    says(document, "records/0/clocks/0/state", "due");
    counts(document, "records/0/clocks/0/days_left", 60);
    json_decref(document);
    p->now = end;
    ck_assert_int_eq(standing(p, PTA, "lanes", 1), GG_RECORD_IN_FORCE);
    document = list(p, &overdue);
    ck_assert_uint_eq(json_array_size(at(document, "records")), 0);
    json_decref(document);
    p->now = end + 1;
    ck_assert_int_eq(standing(p, PTA, "lanes", 1), GG_RECORD_EXPIRED);
    document = list(p, &overdue);
    says(document, "records/0/clocks/0/state", "ended");
    counts(document, "records/0/clocks/0/days_left", -1);
    strict_object("docs/schemas/records-1.schema.json", document, "");
    strict_object("docs/schemas/records-1.schema.json", document, "records/0");
    strict_object("docs/schemas/records-1.schema.json", document, "duties/0");
    json_decref(document);
    place_remove(p);
}
END_TEST

START_TEST(an_expiry_that_is_said)
{
    changes said = {"expires_on=\"2026-02-28\"", NULL};
    changes pilot = {"type=\"pilot\"", "pilot_launch=\"2026-01-05\"", "pilot_end=\"2026-03-31\"",
                     NULL};
    place pl, *p = &pl;
    json_t *document;

    place_create(p);
    add(p, PTA, NULL, said);
    p->now = 1772323199; /* 2026-02-28T23:59:59Z */
    ck_assert_int_eq(standing(p, PTA, "any", 1), GG_RECORD_IN_FORCE);
    p->now++;
    ck_assert_int_eq(standing(p, PTA, "any", 1), GG_RECORD_EXPIRED);
    /* The end of a pilot is a clock of its own, and the earlier of the two ends it. */
    document = show(p, add(p, PTA, NULL, pilot));
    says(document, "clocks/0/what", "pilot ends");
    says(document, "clocks/1/date", "2028-12-01");
    json_decref(document);
    p->now = 1775001600 - 1; /* 2026-03-31T23:59:59Z */
    ck_assert_int_eq(standing(p, PTA, "any", 1), GG_RECORD_IN_FORCE);
    p->now++;
    ck_assert_int_eq(standing(p, PTA, "any", 1), GG_RECORD_EXPIRED);
    place_remove(p);
}
END_TEST

/* One record after the other of a type, with the day on which its clock has run out. */
START_TEST(other_clocks)
{
    static const struct {
        const char *type, *what, *date, *change;
        bool ends;
    } cases[] = {
        {"impact-assessment", "expires", "2028-12-01", NULL, true},
        {"agreement", "expires", "2027-11-30", NULL, true},
        {"agreement", "review due", "2026-12-01", NULL, false},
        {"agreement", "review due", "2026-06-01", "review_on=\"2026-06-01\"", false},
        {"pilot", "ends, deletion due", "2026-08-31", NULL, true},
        {"self-assessment", "due again", "2028-11-10", NULL, false},
        {"training", "due again", "2026-11-04", NULL, true},
        {"access-review", "next review due", "2026-05-28", NULL, false},
        {"incident", "resolution due", "2026-01-20", NULL, false},
        {"finding", "due", "2026-05-29", NULL, false},
        {"redress-case", "answer due", "2026-04-06", NULL, false},
        {"training", "due again", "2025-02-28", "completed_on=\"2024-02-29\"", true},
    };
    place pl, *p = &pl;

    place_create(p);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        changes with = {cases[i].change, NULL};
        json_t *document = show(p, add(p, cases[i].type, NULL, with)), *clock;
        bool found = false;
        size_t k;

        json_array_foreach((json_t *)at(document, "clocks"), k, clock)
        {
            if (strcmp(gg_json_string(clock, "what", ""), cases[i].what) == 0) {
                found = true;
                ck_assert_str_eq(gg_json_string(clock, "date", ""), cases[i].date);
                ck_assert_int_eq(json_is_true(json_object_get(clock, "ends")), cases[i].ends);
            }
        }
        ck_assert_msg(found, "%s: %s", cases[i].type, cases[i].what);
        json_decref(document);
    }
    place_remove(p);
}
END_TEST

/* Deletion that somebody attested runs no clock. */
START_TEST(an_attested_deletion)
{
    changes done = {"deletion_attested=\"yes\"", "deleted_on=\"2025-11-30\"",
                    "attested_by=\"Officer of the vendor\"", NULL};
    place pl, *p = &pl;
    gg_record_filter overdue = {.type = "pilot", .overdue = true};
    json_t *document;

    place_create(p);
    add(p, "pilot", NULL, NULL);
    p->now += 300 * DAY;
    document = list(p, &overdue);
    counts(document, "overdue", 1);
    json_decref(document);
    ok(add_as(p, "pilot", NULL, 1, done, NULL));
    document = list(p, &overdue);
    counts(document, "overdue", 0);
    json_decref(document);
    place_remove(p);
}
END_TEST

/* Four of twelve controls a year; the clock starts with the registry. */
START_TEST(a_third_of_the_controls)
{
    static const char *const controls[] = {"control=\"training\"", "control=\"access reviews\"",
                                           "control=\"dormant accounts\"",
                                           "control=\"backup and restore\""};
    place pl, *p = &pl;
    gg_record_filter assessments = {.type = "self-assessment"};
    json_t *document;

    place_create(p);
    document = list(p, &assessments);
    says(document, "duties/0/says", "4 of the 12 controls are to be assessed each year");
    says(document, "duties/0/due", "2027-01-01T23:59:59Z");
    ck_assert(json_is_false(at(document, "duties/0/overdue")));
    json_decref(document);
    p->now = 1798848000; /* 2027-01-02T00:00:00Z */
    document = list(p, &assessments);
    ck_assert(json_is_true(at(document, "duties/0/overdue")));
    counts(document, "overdue", 1);
    json_decref(document);
    for (int i = 0; i < 4; i++) {
        changes with = {controls[i],
                        i == 0 ? "assessed_on=\"2026-10-01\"" : "assessed_on=\"2026-12-01\"", NULL};

        add(p, "self-assessment", NULL, with);
    }
    document = list(p, &assessments);
    /* A year after the fourth newest. */
    says(document, "duties/0/due", "2027-10-01T23:59:59Z");
    ck_assert(json_is_false(at(document, "duties/0/overdue")));
    json_decref(document);
    place_remove(p);
}
END_TEST

/* ---- redress */

/* By hand: 10 and 30 days, so a mean of 20; one of two corrected; one open since 2025-10-06. */
START_TEST(statistics)
{
    changes at_once = {"received_on=\"2025-12-22\"", NULL},
            early = {"received_on=\"2025-12-02\"", NULL};
    place pl, *p = &pl;
    json_t *document;

    place_create(p);
    ok(gg_record_redress(p->reg, NULL, &document, &p->err));
    strict_fits("docs/schemas/redress-1.schema.json", document);
    counts(document, "cases", 0);
    is_null(document, "mean_days_to_close");
    is_null(document, "share_corrected");
    json_decref(document);
    stage_version(p, "lanes");
    add(p, "redress-case", "lanes", at_once);
    add(p, "redress-case", "lanes@1", early);
    add(p, "redress-case", NULL, NULL);
    ok(add_as(p, "redress-case", NULL, 3, NULL, NULL)); /* the same case, once */
    ok(gg_record_close(p->reg, "1", "corrected", "The code was wrong.", NULL, &p->err));
    ok(gg_record_close(p->reg, "2", "no error found", "It was right.", NULL, &p->err));
    ok(gg_record_redress(p->reg, NULL, &document, &p->err));
    strict_object("docs/schemas/redress-1.schema.json", document, "");
    strict_object("docs/schemas/redress-1.schema.json", document, "outcomes/0");
    counts(document, "cases", 3);
    counts(document, "open", 1);
    counts(document, "closed", 2);
    counts(document, "corrected", 1);
    ck_close(json_number_value(at(document, "mean_days_to_close")), 20, 1e-12);
    ck_close(json_number_value(at(document, "longest_days_to_close")), 30, 1e-12);
    ck_close(json_number_value(at(document, "oldest_open_days")), 87, 1e-12);
    ck_close(json_number_value(at(document, "share_corrected")), 0.5, 1e-12);
    says(document, "outcomes/1/outcome", "no error found");
    json_decref(document);
    ok(gg_record_redress(p->reg, "lanes@1", &document, &p->err));
    counts(document, "cases", 1);
    says(document, "model", "lanes@1");
    json_decref(document);
    refused(GG_E_USAGE, "by its number",
            gg_record_redress(p->reg, "lanes@champion", &document, &p->err));
    place_remove(p);
}
END_TEST

/* A correction waits for the data, and its revision ends the waiting. */
START_TEST(a_correction_asks_for_a_revision)
{
    changes with = {"dataset=\"scores@1\"", NULL};
    place pl, *p = &pl;
    gg_record_filter cases = {.type = "redress-case", .due = true};
    char path[1024];
    gg_dataset_entry entry = {.name = "scores",
                              .path = path,
                              .reason = "an outcome was wrong",
                              .corrects = "redress-case@1"};
    json_t *document;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    stage_evaluate(p, "lanes@1", "scores");
    add(p, "redress-case", "lanes", with);
    document = list(p, &cases);
    ck_assert_uint_eq(json_array_size(at(document, "duties")), 0);
    json_decref(document);
    ok(gg_record_close(p->reg, "1", "corrected", "The code was wrong.", NULL, &p->err));
    document = list(p, &cases);
    says(document, "duties/0/says", "the dataset scores is to be revised: a case was corrected");
    says(document, "duties/0/record", "redress-case@1");
    says(document, "duties/0/due", "2026-02-01T00:00:00Z");
    json_decref(document);
    stage_table(p, path, 3);
    entry.corrects = "redress-case@2";
    refused(GG_E_NOT_FOUND, "no record redress-case@2",
            gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    add(p, "bulletin", NULL, NULL);
    entry.corrects = "2";
    refused(GG_E_USAGE, "a bulletin corrects no data",
            gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    entry.corrects = "1";
    ok(gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    document = show(p, 1);
    says(document, "revision", "scores@2");
    json_decref(document);
    document = list(p, &cases);
    ck_assert_uint_eq(json_array_size(at(document, "duties")), 0);
    json_decref(document);
    refused(GG_E_NOT_FOUND, "superseded data",
            gg_version_evaluation(p->reg, "lanes@1", NULL, &document, &p->err));
    replays(p);
    place_remove(p);
}
END_TEST

/* ---- what holds a promotion up */

/* A model whose version waits for production, with what a policy requires. */
static void stage_ready(place *p, const char *requires)
{
    char policy[GG_SHA256_HEX];

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    stage_policy(p, NULL, POLICY, requires, policy);
    stage_approve(p, "lanes@1", "scores", policy);
}

static gg_status promote(place *p)
{
    return gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err);
}

START_TEST(of_one_person_an_analysis_holds_if_it_is_there)
{
    changes no = {"determination=\"not compliant\"", "approved_on=\"2025-11-30\"", NULL};
    changes earlier = {"approved_on=\"2025-11-29\"", NULL};
    changes until = {"determination=\"compliant until changes are implemented\"", NULL};
    place pl, *p = &pl;

    stage_ready(p, NULL);
    add(p, PTA, "lanes", no);
    refused(GG_E_NO, PTA "@1 says no", promote(p));
    refused(GG_E_NO, PTA "@1 says no on 2025-11-30",
            add_as(p, PTA, "lanes", 0, earlier, NULL)); /* an older yes */
    add(p, PTA, "lanes@1", earlier);
    refused(GG_E_NO, PTA "@1 says no", promote(p));
    add(p, PTA, "lanes", until);
    p->now += 1100 * DAY;
    refused(GG_E_NO, PTA "@3 was in force until 2028-12-01", promote(p));
    p->now -= 1100 * DAY;
    place_remove(p);

    stage_ready(p, NULL);
    add(p, PTA, "lanes", until);
    ok(promote(p));
    place_consistent(p);
    place_remove(p);

    stage_ready(p, NULL);
    ok(promote(p)); /* none is on file */
    place_remove(p);
}
END_TEST

START_TEST(a_policy_requires_a_record)
{
    changes no = {"conclusion=\"not acceptable\"", "approved_on=\"2025-11-30\"", NULL};
    place pl, *p = &pl;
    json_t *shown;

    stage_ready(p, "[{\"record\": \"impact-assessment\"}]");
    refused(GG_E_NO, "there is no impact-assessment in force", promote(p));
    ok(gg_version_show(p->reg, "lanes@1", &shown, &p->err));
    says(shown, "states/3/rule", "record");
    json_decref(shown);
    add(p, "impact-assessment", "lanes", no);
    refused(GG_E_NO, "impact-assessment@1 says no", promote(p));
    add(p, "impact-assessment", "lanes", NULL);
    ok(promote(p));
    place_remove(p);
}
END_TEST

/* The most specific decides: of the version, of the model, of all. */
START_TEST(which_record_decides)
{
    changes no = {"determination=\"not compliant\"", NULL};
    changes later = {"approved_on=\"2026-01-01\"", NULL};
    place pl, *p = &pl;

    place_create(p);
    stage_version(p, "lanes");
    stage_version(p, "lanes");
    ck_assert_int_eq(standing(p, PTA, "lanes", 1), GG_RECORD_ABSENT);
    add(p, PTA, NULL, NULL);
    ck_assert_int_eq(standing(p, PTA, "lanes", 1), GG_RECORD_IN_FORCE);
    ck_assert_int_eq(standing(p, PTA, "boats", 0), GG_RECORD_IN_FORCE);
    add(p, PTA, "lanes", no);
    ck_assert_int_eq(standing(p, PTA, "lanes", 1), GG_RECORD_BARS);
    ck_assert_int_eq(standing(p, PTA, "boats", 1), GG_RECORD_IN_FORCE);
    /* A yes of the same day does not undo it, of one version either; a later one does. */
    add(p, PTA, "lanes@2", NULL);
    ck_assert_int_eq(standing(p, PTA, "lanes", 2), GG_RECORD_BARS);
    add(p, PTA, "lanes@2", later);
    ck_assert_int_eq(standing(p, PTA, "lanes", 2), GG_RECORD_IN_FORCE);
    ck_assert_int_eq(standing(p, PTA, "lanes", 1), GG_RECORD_BARS);
    ck_assert_int_eq(standing(p, PTA, "lanes", 0), GG_RECORD_BARS);
    /* A no is not withdrawn, and what is determined later ends it. */
    refused(GG_E_NO, "rule determination: privacy-threshold-analysis@2 says no on",
            gg_record_close(p->reg, "2", NULL, "Withdrawn.", NULL, &p->err));
    ck_assert_int_eq(standing(p, PTA, "lanes", 1), GG_RECORD_BARS);
    {
        gg_record_answer answer;

        refused(GG_E_USAGE, "no type of record",
                gg_record_standing_of(p->reg, "diary", "lanes", 1, &answer, &p->err));
    }
    place_remove(p);
}
END_TEST

/* ---- agreements */

START_TEST(agreements)
{
    changes later = {"recipient=\"Port authority\"", "concluded_on=\"2026-02-01\"", NULL};
    place pl, *p = &pl;
    json_t *agreement;

    place_create(p);
    stage_version(p, "lanes");
    refused(GG_E_NO, "no agreement with \"Oversight board\" covers this model",
            gg_record_agreement(p->reg, "Oversight board", "lanes", 1, &agreement, &p->err));
    add(p, "agreement", "lanes", NULL);
    add(p, "agreement", NULL, later);
    refused(GG_E_NO, "covers",
            gg_record_agreement(p->reg, "Oversight board", "boats", 1, &agreement, &p->err));
    refused(GG_E_NO, "has not begun",
            gg_record_agreement(p->reg, "Port authority", "lanes", 1, &agreement, &p->err));
    ok(gg_record_agreement(p->reg, "OVERSIGHT board", "lanes", 1, &agreement, &p->err));
    says(agreement, "record", "agreement@1");
    says(agreement, "recipient", "Oversight board");
    says(agreement, "expires", "2027-11-30");
    says(agreement, "groups/0", "region");
    says(agreement, "fields/4", "statements");
    json_decref(agreement);
    p->now = 1827619200 - 1; /* 2027-11-30T23:59:59Z */
    ok(gg_record_agreement(p->reg, "Oversight board", "lanes", 1, &agreement, &p->err));
    json_decref(agreement);
    p->now++;
    refused(GG_E_NO, "has expired",
            gg_record_agreement(p->reg, "Oversight board", "lanes", 1, &agreement, &p->err));
    place_remove(p);
}
END_TEST

/* Every year: a review is not put off for longer, counted from the day on which it begins or, of
 * one that has begun, from today (2026-01-01). */
START_TEST(an_agreement_is_reviewed_every_year)
{
    changes last = {"review_on=\"2027-01-01\"", NULL}, late = {"review_on=\"2027-01-02\"", NULL};
    changes ahead = {"concluded_on=\"2026-03-01\"", "review_on=\"2027-03-01\"", NULL};
    changes further = {"concluded_on=\"2026-03-01\"", "review_on=\"2027-03-02\"", NULL};
    gg_record_filter overdue = {.type = "agreement", .overdue = true};
    place pl, *p = &pl;
    json_t *document;

    place_create(p);
    refused(GG_E_INPUT, "2027-01-02 lies more than 12 months after 2026-01-01",
            add_as(p, "agreement", NULL, 0, late, NULL));
    refused(GG_E_INPUT, "2027-03-02 lies more than 12 months after 2026-03-01",
            add_as(p, "agreement", NULL, 0, further, NULL));
    add(p, "agreement", NULL, ahead);
    add(p, "agreement", NULL, last);
    p->now = 1798848000 - 1; /* 2027-01-01T23:59:59Z */
    document = list(p, &overdue);
    counts(document, "overdue", 0);
    json_decref(document);
    p->now++;
    document = list(p, &overdue);
    counts(document, "overdue", 1);
    says(document, "records/0/clocks/0/what", "review due");
    json_decref(document);
    /* Overdue, it still shares; reviewed, a record with a later day takes its place. */
    ok(gg_record_agreement(p->reg, "Oversight board", "lanes", 1, &document, &p->err));
    json_decref(document);
    changes reviewed = {"review_on=\"2027-11-01\"", NULL};
    add(p, "agreement", NULL, reviewed);
    document = list(p, &overdue);
    counts(document, "overdue", 0);
    json_decref(document);
    replays(p);
    place_remove(p);
}
END_TEST

/* ---- the accounting of disclosures */

static json_t *disclosures(place *p, const char *model)
{
    json_t *document = NULL;

    ok(gg_record_disclosures(p->reg, model, &document, &p->err));
    strict_fits("docs/schemas/disclosures-1.schema.json", document);
    return document;
}

/* Oldest first; what was corrected is told by what took its place, what was withdrawn says so. */
START_TEST(disclosures_are_accounted_for)
{
    changes early = {"disclosed_on=\"2025-12-01\"", "recipient=\"Court\"", NULL};
    changes late = {"disclosed_on=\"2025-12-20\"", "purpose=\"Another one.\"", NULL};
    changes no_limits = {"onward_limits=null", "disclosed_on=\"2025-12-20\"", NULL};
    place pl, *p = &pl;
    json_t *document;

    place_create(p);
    document = disclosures(p, NULL);
    ck_assert_uint_eq(json_array_size(at(document, "disclosures")), 0);
    json_decref(document);
    stage_version(p, "lanes");
    add(p, "disclosure", "lanes@1", NULL);
    add(p, "disclosure", NULL, early);
    add(p, "disclosure", "lanes", late);
    add(p, "bulletin", NULL, NULL);
    ok(add_as(p, "disclosure", "lanes", 3, no_limits, NULL));
    ok(gg_record_close(p->reg, "1", NULL, "It was not sent.", NULL, &p->err));
    document = disclosures(p, NULL);
    strict_object("docs/schemas/disclosures-1.schema.json", document, "");
    strict_object("docs/schemas/disclosures-1.schema.json", document, "disclosures/0");
    ck_assert_uint_eq(json_array_size(at(document, "disclosures")), 3);
    says(document, "disclosures/0/record", "disclosure@2");
    says(document, "disclosures/0/recipient", "Court");
    says(document, "disclosures/0/authority", "Agreement with the board");
    says(document, "disclosures/0/added/actor", "ada");
    is_null(document, "disclosures/0/model");
    says(document, "disclosures/1/record", "disclosure@1");
    says(document, "disclosures/1/state", "closed");
    says(document, "disclosures/1/sha256", DIGEST_A);
    says(document, "disclosures/1/model", "lanes@1");
    says(document, "disclosures/2/record", "disclosure@5");
    says(document, "disclosures/2/purpose", "Yearly review of the models in production.");
    is_null(document, "disclosures/2/onward_limits");
    json_decref(document);
    document = disclosures(p, "lanes");
    says(document, "model", "lanes");
    ck_assert_uint_eq(json_array_size(at(document, "disclosures")), 2);
    json_decref(document);
    document = disclosures(p, "lanes@1");
    ck_assert_uint_eq(json_array_size(at(document, "disclosures")), 1);
    json_decref(document);
    refused(GG_E_USAGE, "by its number",
            gg_record_disclosures(p->reg, "lanes@champion", &document, &p->err));
    replays(p);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, an_analysis_expires);
    tcase_add_test(tc, an_expiry_that_is_said);
    tcase_add_test(tc, other_clocks);
    tcase_add_test(tc, an_attested_deletion);
    tcase_add_test(tc, a_third_of_the_controls);
    tcase_add_test(tc, statistics);
    tcase_add_test(tc, a_correction_asks_for_a_revision);
    tcase_add_test(tc, of_one_person_an_analysis_holds_if_it_is_there);
    tcase_add_test(tc, a_policy_requires_a_record);
    tcase_add_test(tc, which_record_decides);
    tcase_add_test(tc, agreements);
    tcase_add_test(tc, disclosures_are_accounted_for);
    tcase_add_test(tc, an_agreement_is_reviewed_every_year);
}

GG_TEST_MAIN("registry/record_effects")
