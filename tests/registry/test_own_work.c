/* Separation over what a version rests on: nobody approves what was measured on their data, by
 * their evaluation, or judged by them; and what was stopped does not come back on rows that are
 * gone. */
#include "gauger/registry/audit.h"

#include "registry/people.h"

/* Who does which step. uma is scientist and reviewer; the others have one role. */
typedef struct steps {
    const char *evaluated_on; /* who added the data that it was evaluated on */
    const char *trained_on;   /* the same, of training */
    const char *evaluates, *judges;
    const char *what; /* by which uma's approval is refused; NULL where it is taken */
} steps;

static const steps rows[] = {
    {"sam", "sam", "sam", "ray", NULL},
    {"uma", "sam", "sam", "ray", "data"},
    {"sam", "uma", "sam", "ray", "data"},
    {"sam", "sam", "uma", "ray", "evaluation"},
    {"sam", "sam", "sam", "uma", "verdict"},
    {"uma", "uma", "uma", "uma", "data"},
    /* The work of a CI account is nobody's. */
    {"sam", "sam", "cindy", "cindy", NULL},
};

static void stage_training(place *p)
{
    char path[1024];
    gg_dataset_entry entry = {.name = "train", .origin = "synthetic", .path = path};

    stage_table(p, path, 5);
    ok(gg_dataset_add(p->reg, &entry, NULL, &p->err));
}

static void register_trained(place *p)
{
    json_t *m = stage_manifest("lanes", "rules", 0.5);
    gg_version_entry entry = {.manifest = m, .kind = "development", .training_dataset = "train@1"};

    ok(gg_version_register(p->reg, &entry, NULL, &p->err));
    json_decref(m);
}

static void bring(crew *c, const steps *s)
{
    static const char *const both[] = {"scientist", "reviewer"};
    gg_nomination uma;
    place *p = &c->p;
    char policy[GG_SHA256_HEX];
    uint64_t evaluation;

    crew_create(c);
    uma = crew_nominate(c, "uma", both, 2);
    ok(gg_account_add(p->reg, &uma, NULL, &p->err));
    crew_as(c, s->evaluated_on);
    stage_dataset(p, "scores", 0, NULL);
    crew_as(c, s->trained_on);
    stage_training(p);
    crew_as(c, "rob");
    stage_policy(p, NULL, POLICY, NULL, policy);
    crew_as(c, "sam");
    register_trained(p);
    crew_as(c, s->evaluates);
    evaluation = stage_evaluate(p, "lanes@1", "scores");
    crew_as(c, s->judges);
    stage_judge(p, "lanes@1", evaluation, policy, "pass");
    crew_as(c, "sam");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
}

START_TEST(nobody_approves_what_rests_on_their_work)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        crew c;
        place *p = &c.p;
        gg_status st;

        bring(&c, &rows[i]);
        crew_as(&c, "uma");
        st = gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err);
        if (rows[i].what) {
            char words[80];

            snprintf(words, sizeof words, "the %s of lanes@1 is by the person of uma",
                     rows[i].what);
            ck_assert_msg(st == GG_E_NO, "row %zu: %s", i, p->err.what);
            ck_assert_msg(strstr(p->err.what, "rule separation") && strstr(p->err.what, words),
                          "row %zu: %s", i, p->err.what);
            gg_error_init(&p->err);
            ck_assert_str_eq(stage_state(p, "lanes@1"), "review");
            /* Stopping is never refused for it, and somebody else may approve. */
            crew_as(&c, "rob");
            ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
        } else {
            ck_assert_msg(st == GG_OK, "row %zu: %s", i, p->err.what);
        }
        ck_assert_str_eq(stage_state(p, "lanes@1"), "approved");
        crew_consistent(&c);
        crew_remove(&c);
    }
}
END_TEST

START_TEST(who_made_a_part_may_send_it_back)
{
    crew c;
    place *p = &c.p;

    bring(&c, &rows[1]);
    crew_as(&c, "uma");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_QUESTION, "which lanes?", NULL, &p->err));
    ck_assert_str_eq(stage_state(p, "lanes@1"), "candidate");
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* A verdict by somebody else takes the place of one's own. */
START_TEST(the_newest_verdict_counts)
{
    crew c;
    place *p = &c.p;
    char policy[GG_SHA256_HEX];
    uint64_t evaluation;

    bring(&c, &rows[4]);
    gg_sha256_hex(POLICY, strlen(POLICY), policy);
    crew_as(&c, "sam");
    evaluation = stage_evaluate(p, "lanes@1", "scores");
    crew_as(&c, "ray");
    stage_judge(p, "lanes@1", evaluation, policy, "pass");
    crew_as(&c, "uma");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* ---- back into production on rows that are gone */

static gg_status promote(place *p)
{
    return gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err);
}

START_TEST(what_was_stopped_needs_its_rows)
{
    char policy[GG_SHA256_HEX];
    place pl, *p = &pl;
    uint64_t evaluation;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_dataset(p, "others", 3, NULL);
    stage_version(p, "lanes");
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_approve(p, "lanes@1", "scores", policy);
    /* Into production for the first time its rows may be gone: the evidence is there. */
    ok(gg_dataset_purge(p->reg, "scores@1", "over", NULL, &p->err));
    ok(promote(p));
    ok(gg_version_suspend(p->reg, "lanes@1", "a question", &p->err));
    refused(GG_E_NO,
            "rule stale: it was suspended, and the newest verdict is on data that is purged",
            promote(p));
    ck_assert_str_eq(stage_state(p, "lanes@1"), "suspended");
    evaluation = stage_evaluate(p, "lanes@1", "others");
    stage_judge(p, "lanes@1", evaluation, policy, "pass");
    ok(promote(p));
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* ---- one case, one correction */

static gg_status correct(place *p, int shift, const char *by)
{
    char path[1024];
    gg_dataset_entry entry = {
        .name = "scores", .path = path, .reason = "an outcome was wrong", .corrects = by};

    stage_table(p, path, shift);
    return gg_dataset_revise(p->reg, &entry, NULL, &p->err);
}

/* Another record of the case with a number. */
static uint64_t add_to_case(place *p, uint64_t supersedes)
{
    const gg_record_type *type;
    gg_record_draft draft = {0};
    gg_record_entry entry = {.type = "redress-case", .supersedes = supersedes};
    uint64_t number = 0;
    gg_buf text;

    ok(gg_record_type_find("redress-case", &type, &p->err));
    gg_buf_init(&text, 0);
    gg_record_template(type, true, &text);
    ok(gg_record_draft_parse(text.data, text.size, "case.yaml", NULL, NULL, &draft, &p->err));
    entry.fields = draft.fields;
    ok(gg_record_add(p->reg, &entry, &number, &p->err));
    gg_record_draft_release(&draft);
    gg_buf_release(&text);
    return number;
}

START_TEST(a_case_corrects_a_dataset_once)
{
    place pl, *p = &pl;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_case(p);
    ok(correct(p, 1, "redress-case@1"));
    refused(GG_E_CONFLICT, "redress-case@1 has corrected scores already",
            correct(p, 2, "redress-case@1"));
    refused(GG_E_CONFLICT, "redress-case@1 has corrected scores already", correct(p, 2, "1"));
    /* What takes its place is the same case. */
    ck_assert_uint_eq(add_to_case(p, 1), 2);
    refused(GG_E_CONFLICT, "redress-case@2 has corrected scores already", correct(p, 2, "2"));
    /* Another case may, and a revision without one. */
    ck_assert_uint_eq(add_to_case(p, 0), 3);
    ok(correct(p, 2, "3"));
    ok(correct(p, 4, NULL));
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* The same rows under another schema are a revision, and correct nothing. */
START_TEST(a_correction_has_other_rows)
{
    char path[1024];
    json_t *schema = json_pack("{s:{s:{s:s}}}", "columns", "region", "role", "protected");
    gg_dataset_entry entry = {.name = "scores",
                              .path = path,
                              .schema = schema,
                              .reason = "why not",
                              .corrects = "redress-case@1"};
    place pl, *p = &pl;
    uint64_t size;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_case(p);
    stage_table(p, path, 0);
    size = place_size(p);
    refused(GG_E_CONFLICT, "the table has the same bytes as scores@1, which it is to correct",
            gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    ck_assert_uint_eq(place_size(p), size + 1); /* the refusal */
    entry.corrects = NULL;
    ok(gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    json_decref(schema);
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* ---- who signs a head */

START_TEST(a_dormant_account_signs_no_checkpoint)
{
    crew c;
    place *p = &c.p;
    json_t *document = NULL;

    crew_create(&c);
    p->now += 60 * DAY;
    crew_as(&c, "ada");
    ok(crew_change(&c, "cindy", GG_ACCOUNT_RENEW, NULL));
    p->now += 30 * DAY;
    crew_as(&c, "olga");
    ok(gg_registry_checkpoint(p->reg, &document, &p->err));
    json_decref(document);
    p->now += 1;
    document = NULL;
    refused(GG_E_NO, "rule dormant: account olga is dormant",
            gg_registry_checkpoint(p->reg, &document, &p->err));
    ck_assert_ptr_null(document);
    crew_as(&c, "ada");
    ok(crew_change(&c, "olga", GG_ACCOUNT_RENEW, NULL));
    crew_as(&c, "olga");
    ok(gg_registry_checkpoint(p->reg, &document, &p->err));
    json_decref(document);
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, nobody_approves_what_rests_on_their_work);
    tcase_add_test(tc, who_made_a_part_may_send_it_back);
    tcase_add_test(tc, the_newest_verdict_counts);
    tcase_add_test(tc, what_was_stopped_needs_its_rows);
    tcase_add_test(tc, a_case_corrects_a_dataset_once);
    tcase_add_test(tc, a_correction_has_other_rows);
    tcase_add_test(tc, a_dormant_account_signs_no_checkpoint);
}

GG_TEST_MAIN("registry/own_work")
