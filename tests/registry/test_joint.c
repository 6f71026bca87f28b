/* Joint changes: several functions of the registry, one change. */
#include "registry/stage.h"

START_TEST(all_of_it_is_on_record)
{
    place pl, *p = &pl;
    uint64_t before;
    gg_version v;

    place_create(p);
    stage_version(p, "lanes");
    before = place_size(p);
    ok(gg_registry_set_request(p->reg, "once", &p->err));
    ok(gg_joint_begin(p->reg, &p->err));
    stage_version(p, "lanes");
    ok(gg_model_alias(p->reg, "lanes", "second", &p->err));
    ok(gg_version_find(p->reg, "lanes@second", &v, &p->err)); /* it sees its own changes */
    ok(gg_joint_end(p->reg, GG_OK, &p->err));
    ck_assert_uint_eq(place_size(p), before + 2);
    ck_assert_uint_eq(gg_registry_find_request(p->reg, "once"), before + 1);
    ok(gg_version_find(p->reg, "lanes@second", &v, &p->err));
    ck_assert_uint_eq(v.number, 2);
    stage_version(p, "lanes"); /* and single changes go on as ever */
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(nothing_of_it_is_on_record)
{
    place pl, *p = &pl;
    uint64_t before;
    gg_version v;

    place_create(p);
    stage_version(p, "lanes");
    before = place_size(p);
    ok(gg_joint_begin(p->reg, &p->err));
    stage_version(p, "lanes");
    ok(gg_model_alias(p->reg, "lanes", "second", &p->err));
    ck_assert_int_eq(gg_joint_end(p->reg, GG_E_INPUT, &p->err), GG_E_INPUT);
    ck_assert_uint_eq(place_size(p), before);
    refused(GG_E_NOT_FOUND, "alias", gg_version_find(p->reg, "lanes@second", &v, &p->err));

    /* The same when the registry is closed in the middle, even in the middle of a change. */
    for (int inner = 0; inner < 2; inner++) {
        gg_transaction *tx;

        ok(gg_joint_begin(p->reg, &p->err));
        stage_version(p, "lanes");
        if (inner)
            ok(gg_transaction_begin(p->reg, &tx, &p->err));
        place_reopen(p);
        ck_assert_uint_eq(place_size(p), before);
    }
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(what_fails_within_makes_it_fail)
{
    place pl, *p = &pl;
    gg_event wrong = {"no.such", "model/lanes@1", NULL};
    gg_transaction *tx;
    uint64_t before;
    gg_version v;

    place_create(p);
    before = place_size(p);
    ok(gg_joint_begin(p->reg, &p->err));
    stage_version(p, "lanes");
    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    refused(GG_E_INTERNAL, "no such action", gg_transaction_append(tx, &wrong, NULL, &p->err));
    gg_transaction_rollback(tx);
    refused(GG_E_USAGE, "ended or failed", gg_transaction_begin(p->reg, &tx, &p->err));
    refused(GG_E_USAGE, "ended or failed", gg_joint_end(p->reg, GG_OK, &p->err));
    ck_assert_uint_eq(place_size(p), before);
    refused(GG_E_NOT_FOUND, "no model", gg_version_find(p->reg, "lanes", &v, &p->err));

    /* What is refused before it begins a change of its own has spoilt nothing. */
    ok(gg_joint_begin(p->reg, &p->err));
    stage_version(p, "lanes");
    refused(GG_E_USAGE, "champion", gg_model_alias(p->reg, "lanes", "champion", &p->err));
    ok(gg_joint_end(p->reg, GG_OK, &p->err));
    ok(gg_version_find(p->reg, "lanes@1", &v, &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(one_at_a_time)
{
    place pl, *p = &pl;
    gg_transaction *tx, *other;

    place_create(p);
    refused(GG_E_USAGE, "no joint change", gg_joint_end(p->reg, GG_OK, &p->err));
    ck_assert_int_eq(gg_joint_end(p->reg, GG_E_NO, &p->err), GG_E_NO);
    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    refused(GG_E_USAGE, "open already", gg_joint_begin(p->reg, &p->err));
    refused(GG_E_USAGE, "no joint change", gg_joint_end(p->reg, GG_OK, &p->err));
    gg_transaction_rollback(tx);
    ok(gg_joint_begin(p->reg, &p->err));
    refused(GG_E_USAGE, "open already", gg_joint_begin(p->reg, &p->err));
    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    refused(GG_E_USAGE, "open already", gg_transaction_begin(p->reg, &other, &p->err));
    refused(GG_E_USAGE, "no joint change", gg_joint_end(p->reg, GG_OK, &p->err));
    ok(gg_transaction_commit(tx, &p->err));
    ok(gg_joint_end(p->reg, GG_OK, &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(an_alias_can_be_checked_beforehand)
{
    place pl, *p = &pl;

    place_init(p);
    ok(gg_alias_check("strict", &p->err));
    refused(GG_E_USAGE, "meaning of their own", gg_alias_check("champion", &p->err));
    refused(GG_E_USAGE, "meaning of their own", gg_alias_check("latest", &p->err));
    refused(GG_E_USAGE, "meaning of their own", gg_alias_check("12", &p->err));
    refused(GG_E_USAGE, "alias", gg_alias_check("a b", &p->err));
    refused(GG_E_USAGE, "alias", gg_alias_check(NULL, &p->err));
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, all_of_it_is_on_record);
    tcase_add_test(tc, nothing_of_it_is_on_record);
    tcase_add_test(tc, what_fails_within_makes_it_fail);
    tcase_add_test(tc, one_at_a_time);
    tcase_add_test(tc, an_alias_can_be_checked_beforehand);
}

GG_TEST_MAIN("registry/joint")
