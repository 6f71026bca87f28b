/* What small weights lose in sums of whole steps of 1e-12, and which are refused for it. */
#include "suite.h"

#include <string.h>

#include "gauger/evidence/collect.h"
#include "table/temporary.h"

START_TEST(the_loss_is_half_a_step_a_row)
{
    gg_tally tally;
    gg_weight_loss loss;

    memset(&tally, 0, sizeof tally);
    loss = gg_weight_loss_of(&tally);
    ck_assert(loss.mean == 0 && loss.weights == 0 && loss.squares == 0);
    tally.n[GG_ARM_OTHER][GG_POSITIVE][GG_REFERRED] = 30;
    tally.n[GG_ARM_RANDOM][GG_NEGATIVE][GG_BELOW] = 10;
    tally.w[GG_ARM_OTHER][GG_POSITIVE][GG_REFERRED] = 3;
    tally.w[GG_ARM_RANDOM][GG_NEGATIVE][GG_BELOW] = 1;
    tally.w2[GG_ARM_OTHER][GG_POSITIVE][GG_REFERRED] = 0.5;
    loss = gg_weight_loss_of(&tally);
    ck_assert_double_eq_tol(loss.mean, 0.1, 1e-15);
    ck_assert_double_eq_tol(loss.weights, 5e-12, 1e-24);
    ck_assert_double_eq_tol(loss.squares, 4e-11, 1e-23);
    tally.w2[GG_ARM_OTHER][GG_POSITIVE][GG_REFERRED] = 0;
    ck_assert(gg_weight_loss_of(&tally).squares == 1);
}
END_TEST

/* A few weights near 0 are no reason to refuse the others; all of them near 0 are. */
START_TEST(light_tables_are_refused)
{
    static const struct {
        const char *first, *others;
        gg_status status;
    } cases[] = {
        {"1", "1", GG_OK},
        {"5e-13", "1", GG_OK},
        {"1e-9", "0.001", GG_OK},
        {"0", "0", GG_OK},
        {"0.00003", "3e-5", GG_OK},
        {"4.9e-13", "1", GG_E_INPUT},
        {"2e-5", "2e-5", GG_E_INPUT},
        {"4e-7", "4e-7", GG_E_INPUT},
        {"1e-12", "0", GG_E_INPUT},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_collect_options options = gg_collect_options_default();
        gg_schema schema;
        gg_evidence e;
        gg_error err;
        gg_status status;
        temporary t;
        char text[200];

        snprintf(text, sizeof text, "s,y,w\n0.9,1,%s\n0.2,0,%s\n0.7,1,%s\n0.1,0,%s\n",
                 cases[i].first, cases[i].others, cases[i].others, cases[i].others);
        t = temporary_file(text, 0);
        gg_error_init(&err);
        gg_schema_init(&schema);
        ck_assert_int_eq(gg_schema_role(&schema, "s", GG_ROLE_SCORE, &err), GG_OK);
        ck_assert_int_eq(gg_schema_role(&schema, "y", GG_ROLE_OUTCOME, &err), GG_OK);
        ck_assert_int_eq(gg_schema_role(&schema, "w", GG_ROLE_WEIGHT, &err), GG_OK);
        status = gg_collect(t.path, &schema, &options, &e, &err);
        ck_assert_msg(status == cases[i].status, "%s: %s", cases[i].first, err.what);
        if (status == GG_OK)
            gg_evidence_release(&e);
        else
            ck_assert_str_eq(err.column, "w");
        gg_schema_release(&schema);
        temporary_remove(&t);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, the_loss_is_half_a_step_a_row);
    tcase_add_test(tc, light_tables_are_refused);
}

GG_TEST_MAIN("evidence/weights")
