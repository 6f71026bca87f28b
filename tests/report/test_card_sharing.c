/* A card that was made for one recipient says so, and what is left out of it. */
#include "documents.h"
#include "schema.h"

static json_t *card_for(const json_t *note)
{
    json_t *evaluation = fixture("evaluation"), *manifest = fixture("manifest"), *card = NULL;
    gg_card_options options = gg_card_options_default();
    gg_error err;

    gg_error_init(&err);
    options.sharing = note;
    ck_assert_msg(gg_card_build(evaluation, manifest, NULL, &options, &card, &err) == GG_OK, "%s",
                  err.what);
    json_decref(evaluation);
    json_decref(manifest);
    return card;
}

static json_t *note_of(json_t *left_out)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "recipient", "Oversight board", "agreement",
                     "agreement@3", "purpose", "Yearly review.", "limits", "Not passed on.",
                     "expires", "2027-11-30", "left_out", left_out);
}

START_TEST(for_whom_and_what_is_left_out)
{
    json_t *note =
        note_of(json_pack("[{s:s, s:s}]", "part", "groups by <sex>", "why", "not named"));
    json_t *card = card_for(note);
    gg_buf out = rendered(card, "html", NULL);
    char fault[400] = "";

    ck_assert_msg(schema_fits("docs/schemas/card-1.schema.json", card, fault), "%s", fault);
    ck_assert_ptr_nonnull(strstr(out.data, "<h2>For Oversight board</h2>"));
    ck_assert_ptr_nonnull(strstr(out.data, "under agreement@3, which ends on 2027-11-30"));
    ck_assert_ptr_nonnull(strstr(out.data, "groups by &lt;sex&gt;: not named"));
    ck_assert(strstr(out.data, "For Oversight board") < strstr(out.data, "In short"));
    gg_buf_release(&out);
    out = rendered(card, "markdown", NULL);
    ck_assert_ptr_nonnull(strstr(out.data, "## For Oversight board"));
    gg_buf_release(&out);
    json_decref(card);
    json_decref(note);
}
END_TEST

/* A part of which nothing is left says so in its place; "others" only where something is. */
START_TEST(what_is_left_out_says_so_in_its_place)
{
    static const struct {
        const char *part, *line;
    } cases[] = {
        {"features", "; others are left out for this recipient\n"},
        {"groups by x", "- **Attributes**: group; others are left out for this recipient\n"},
        {"groups by x*y", "- **Intersections**: left out for this recipient\n"},
        {"sites", "- **Sites**: left out for this recipient\n"},
        {"periods", "- **Periods**: left out for this recipient\n"},
        {"weights", "Left out for this recipient."},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *note =
            note_of(json_pack("[{s:s, s:s}]", "part", cases[i].part, "why", "not named"));
        json_t *card = card_for(note), *whole = card_for(NULL);
        gg_buf out;

        json_object_set_new(json_object_get(card, "model_details"), "scorer",
                            json_string("weights"));
        json_object_set_new(json_object_get(card, "factors"), "sites", json_array());
        json_object_set_new(json_object_get(card, "factors"), "periods", json_array());
        out = rendered(card, "markdown", NULL);
        ck_assert_msg(strstr(out.data, cases[i].line) != NULL, "%s", cases[i].part);
        gg_buf_release(&out);
        out = rendered(whole, "markdown", NULL);
        ck_assert_msg(strstr(out.data, "left out for this recipient") == NULL, "%s", cases[i].part);
        gg_buf_release(&out);
        json_decref(card);
        json_decref(whole);
        json_decref(note);
    }
}
END_TEST

START_TEST(features_that_are_left_out_are_not_unstated)
{
    json_t *note = note_of(json_pack("[{s:s, s:s}]", "part", "weights", "why", "not named"));
    json_t *card = card_for(note);
    gg_buf out;

    json_object_set_new(json_object_get(card, "model_details"), "features", json_null());
    out = rendered(card, "markdown", NULL);
    ck_assert_ptr_nonnull(strstr(out.data, "- **Features**: left out for this recipient\n"));
    gg_buf_release(&out);
    json_decref(card);
    json_decref(note);
}
END_TEST

START_TEST(data_that_are_stale_where_their_sheet_is_left_out)
{
    json_t *note = note_of(json_array()), *card;
    char fault[400] = "";
    gg_buf out;

    json_object_set_new(note, "stale", json_true());
    card = card_for(note);
    ck_assert_msg(schema_fits("docs/schemas/card-1.schema.json", card, fault), "%s", fault);
    out = rendered(card, "markdown", NULL);
    ck_assert_ptr_nonnull(strstr(out.data, "**STALE**: What is found here is of data that were"));
    gg_buf_release(&out);
    json_decref(card);
    json_decref(note);
}
END_TEST

START_TEST(nothing_left_out)
{
    json_t *note = note_of(json_array()), *card = card_for(note);
    gg_buf out = rendered(card, "markdown", NULL);

    ck_assert_ptr_nonnull(strstr(out.data, "Nothing is left out."));
    gg_buf_release(&out);
    json_decref(card);
    json_decref(note);
}
END_TEST

START_TEST(for_anybody)
{
    json_t *card = card_for(NULL);
    gg_buf out = rendered(card, "markdown", NULL);

    ck_assert_ptr_null(json_object_get(card, "sharing"));
    ck_assert_ptr_null(strstr(out.data, "Left out of it"));
    gg_buf_release(&out);
    json_decref(card);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, for_whom_and_what_is_left_out);
    tcase_add_test(tc, what_is_left_out_says_so_in_its_place);
    tcase_add_test(tc, features_that_are_left_out_are_not_unstated);
    tcase_add_test(tc, data_that_are_stale_where_their_sheet_is_left_out);
    tcase_add_test(tc, nothing_left_out);
    tcase_add_test(tc, for_anybody);
}

GG_TEST_MAIN("report/card_sharing")
