/*
 * What a page says of how its figures came about: the methods of the intervals that it shows, and
 * which counts a published table does not tell.
 */
#include "documents.h"

#include "evaluate/counts.h"

static bool says(const gg_buf *out, const char *what)
{
    return strstr(out->data, what) != NULL;
}

/* A card under a random arm names that arm's method, and no method that no figure has. */
START_TEST(a_card_names_the_methods_of_its_figures)
{
    gg_evaluation_options options = gg_evaluation_options_default();
    json_t *document, *card;
    gg_buf out;

    options.inspection = GG_INSPECTION_RANDOM_ARM;
    document = document_of("arm,g,tp,fp,fn,tn,s,n\nrandom,a,24,40,18,318,64,400\n"
                           "model,a,220,340,14,60,560,3600\nrandom,b,12,20,12,156,32,200\n"
                           "model,b,110,170,11,30,280,1784\n",
                           "columns: {arm: arm, g: protected, tp: tp, fp: fp, fn: fn, tn: tn, s: "
                           "selected, n: count}",
                           &options);
    card = card_of(document, NULL, NULL);
    out = rendered(card, "markdown", NULL);

    ck_assert(says(&out, "Wilson's and square-and-add for rates"));
    ck_assert(says(&out, "square-and-add of both limits"));
    ck_assert(!says(&out, "DeLong"));
    gg_buf_release(&out);
    json_decref(card);
    json_decref(document);
    document = fixture("evaluation");
    card = card_of(document, NULL, NULL);
    out = rendered(card, "markdown", NULL);
    ck_assert(says(&out, ": Wilson's for rates; DeLong's for roc_auc; Newcombe's for differences"));
    ck_assert(!says(&out, "square-and-add"));
    ck_assert(!says(&out, "round brackets"));
    gg_buf_release(&out);
    json_decref(card);
    json_decref(document);
}
END_TEST

/* Counts that are not told are not known, in words that are true of the table. */
START_TEST(what_is_not_published_is_not_known)
{
    json_t *d =
        document_of("g,tp,fp\na,30,70\nb,10,90\n", "columns: {g: protected, tp: tp, fp: fp}", NULL);
    json_t *card = card_of(d, NULL, NULL);
    gg_buf out = rendered(d, "text", NULL);

    ck_assert(says(&out, "Outcome and referred (tp) 40, outcome and not (fn) not known"));
    ck_assert(says(&out, "neither (tn) not known, outcome unknown not known"));
    ck_assert(says(&out, "neither selection rates nor false positive rates can be compared"));
    ck_assert(says(&out, "The table does not tell all counts by outcome and decision."));
    ck_assert(!says(&out, "no rate of these groups is defined"));
    ck_assert(!says(&out, "outcomes are known for some cases only"));
    ck_assert(!says(&out, "Where outcomes are missing"));
    gg_buf_release(&out);
    out = rendered(card, "markdown", NULL);
    ck_assert(says(&out, "not known"));
    gg_buf_release(&out);
    json_decref(card);
    json_decref(d);
    d = document_of("g,p,n\na,30,70\nb,10,90\n", "columns: {g: protected, p: positives, n: count}",
                    NULL);
    out = rendered(d, "text", NULL);
    ck_assert(says(&out, "How many cases are referred is not told"));
    ck_assert(says(&out, "had the outcome (base rate)"));
    gg_buf_release(&out);
    json_decref(d);
}
END_TEST

/* A group of nobody has its row. */
START_TEST(a_group_of_nobody_has_its_row)
{
    json_t *d = document_of("g,tp,fp,fn,tn\na,30,70,20,80\nempty one,0,0,0,0\nb,10,90,20,80\n",
                            "columns: {g: protected, tp: tp, fp: fp, fn: fn, tn: tn}", NULL);
    gg_buf out = rendered(d, "text", NULL);

    ck_assert(says(&out, "  empty one     0  "));
    ck_assert(says(&out, "(for g = empty one)"));
    gg_buf_release(&out);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_card_names_the_methods_of_its_figures);
    tcase_add_test(tc, what_is_not_published_is_not_known);
    tcase_add_test(tc, a_group_of_nobody_has_its_row);
}

GG_TEST_MAIN("report/methods")
