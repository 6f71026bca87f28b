/* The kinds: every demand of the table, tried in both directions. */
#include "suite.h"

#include <string.h>

#include "gauger/model/kind.h"

static gg_error err;

/* Digests that are told by one letter; '-' is none. */
static gg_identity identity(const char *four)
{
    gg_identity i;
    char *parts[] = {i.composition, i.operating, i.training, i.artifact};

    memset(&i, 0, sizeof i);
    for (int k = 0; k < 4; k++)
        if (four[k] != '-')
            memset(parts[k], four[k], 64);
    return i;
}

static gg_status check(gg_kind kind, const char *base, const char *candidate)
{
    gg_identity b = identity(base), c = identity(candidate);

    gg_error_init(&err);
    return gg_kind_check(kind, &b, &c, NULL, &err);
}

/* composition, operating, training, artifact */
START_TEST(refresh)
{
    ck_assert_int_eq(check(GG_KIND_REFRESH, "aaaa", "aabb"), GG_OK);
    ck_assert_int_eq(check(GG_KIND_REFRESH, "aaaa", "abbb"), GG_OK);
    ck_assert_int_eq(check(GG_KIND_REFRESH, "aaaa", "babb"), GG_E_INPUT);
    ck_assert_str_eq(err.what, "not a refresh: the composition must be the same as its base's");
    ck_assert_str_eq(err.mend, "register it as a reengineering, or keep to the base's composition");
    ck_assert_int_eq(check(GG_KIND_REFRESH, "aaaa", "aaab"), GG_E_INPUT);
    ck_assert_str_eq(err.what, "not a refresh: the training data must be new");
    ck_assert_str_eq(err.mend, "give training data that its base has not seen, and what was fitted "
                               "on it");
    ck_assert_int_eq(check(GG_KIND_REFRESH, "aaaa", "aaba"), GG_E_INPUT);
    ck_assert_str_eq(err.what, "not a refresh: the artifact must be new");
    ck_assert_int_eq(check(GG_KIND_REFRESH, "aaaa", "baaa"), GG_E_INPUT);
    ck_assert_str_eq(err.what, "not a refresh: the composition must be the same as its base's; the "
                               "training data must be new; the artifact must be new");
}
END_TEST

START_TEST(reengineering)
{
    ck_assert_int_eq(check(GG_KIND_REENGINEERING, "aaaa", "baab"), GG_OK);
    ck_assert_int_eq(check(GG_KIND_REENGINEERING, "aaaa", "bbbb"), GG_OK);
    ck_assert_int_eq(check(GG_KIND_REENGINEERING, "aaaa", "aabb"), GG_E_INPUT);
    ck_assert_str_eq(err.what, "not a reengineering: the composition must be new");
    ck_assert_int_eq(check(GG_KIND_REENGINEERING, "aaaa", "baba"), GG_E_INPUT);
    ck_assert_str_eq(err.what, "not a reengineering: the artifact must be new");
    ck_assert_str_eq(err.mend, "give the artifact that was made for it");
}
END_TEST

START_TEST(adjustment)
{
    ck_assert_int_eq(check(GG_KIND_ADJUSTMENT, "aaaa", "abaa"), GG_OK);
    ck_assert_int_eq(check(GG_KIND_ADJUSTMENT, "aa--", "ab--"), GG_OK);
    ck_assert_int_eq(check(GG_KIND_ADJUSTMENT, "aaaa", "aaaa"), GG_E_INPUT);
    ck_assert_str_eq(err.what, "not an adjustment: the operating point must be new");
    ck_assert_int_eq(check(GG_KIND_ADJUSTMENT, "aaaa", "bbaa"), GG_E_INPUT);
    ck_assert_int_eq(check(GG_KIND_ADJUSTMENT, "aaaa", "abba"), GG_E_INPUT);
    ck_assert_str_eq(err.what,
                     "not an adjustment: the training data must be the same as its base's");
    ck_assert_int_eq(check(GG_KIND_ADJUSTMENT, "aaaa", "abab"), GG_E_INPUT);
    ck_assert_int_eq(check(GG_KIND_ADJUSTMENT, "aaa-", "abab"), GG_E_INPUT);
}
END_TEST

START_TEST(development)
{
    gg_identity c = identity("aaaa");

    ck_assert_int_eq(gg_kind_check(GG_KIND_DEVELOPMENT, NULL, &c, NULL, &err), GG_OK);
    ck_assert_int_eq(check(GG_KIND_DEVELOPMENT, "aaaa", "bbbb"), GG_OK);
    ck_assert_int_eq(check(GG_KIND_DEVELOPMENT, "aaaa", "abbb"), GG_E_INPUT);
    ck_assert_str_eq(err.mend, "register it as a refresh or an adjustment of that version");
}
END_TEST

START_TEST(without_a_base)
{
    gg_identity c = identity("aaaa");

    for (gg_kind k = GG_KIND_REFRESH; k <= GG_KIND_ADJUSTMENT; k++) {
        gg_error_init(&err);
        ck_assert_int_eq(gg_kind_check(k, NULL, &c, NULL, &err), GG_E_INPUT);
        ck_assert_ptr_nonnull(strstr(err.what, "without a base"));
    }
    ck_assert_int_eq(gg_kind_check((gg_kind)9, NULL, &c, NULL, NULL), GG_E_USAGE);
}
END_TEST

/* What nobody can see is not asked for, and what nobody knows is no evidence of a difference. */
START_TEST(unknown_digests)
{
    ck_assert_int_eq(check(GG_KIND_REFRESH, "aaa-", "aab-"), GG_OK);
    ck_assert_int_eq(check(GG_KIND_REFRESH, "aa--", "aa--"), GG_E_INPUT);
    ck_assert_int_eq(check(GG_KIND_REFRESH, "aa-a", "aabb"), GG_E_INPUT);
    ck_assert_int_eq(check(GG_KIND_REFRESH, "aaa-", "aabb"), GG_E_INPUT);
}
END_TEST

START_TEST(differences_stand_in_the_message)
{
    json_t *d = json_pack("{s:{s:[s],s:[s],s:[{s:s}],s:b}, s:[{s:s}], s:[]}", "features", "added",
                          "age", "removed", "zip", "changed", "name", "port", "reordered", 1,
                          "hyperparameters", "name", "hyperparameters.C", "operating_point");
    gg_identity a = identity("aaaa"), b = identity("babb");

    gg_error_init(&err);
    ck_assert_int_eq(gg_kind_check(GG_KIND_REFRESH, &a, &b, d, &err), GG_E_INPUT);
    ck_assert_str_eq(
        err.what, "not a refresh: the composition must be the same as its base's (feature added: "
                  "age, feature removed: zip, feature changed: port, features in another order, "
                  "hyperparameters.C)");
    json_decref(d);
}
END_TEST

START_TEST(words)
{
    for (int k = 0; k < GG_KINDS; k++) {
        gg_kind back = GG_KINDS;

        ck_assert(gg_kind_find(gg_kind_word((gg_kind)k), &back));
        ck_assert_int_eq(back, k);
    }
    gg_kind k;

    ck_assert(!gg_kind_find("upgrade", &k));
    ck_assert_str_eq(gg_kind_word((gg_kind)7), "");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, refresh);
    tcase_add_test(tc, reengineering);
    tcase_add_test(tc, adjustment);
    tcase_add_test(tc, development);
    tcase_add_test(tc, without_a_base);
    tcase_add_test(tc, unknown_digests);
    tcase_add_test(tc, differences_stand_in_the_message);
    tcase_add_test(tc, words);
}

GG_TEST_MAIN("model/kind")
