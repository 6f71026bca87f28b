/*
 * The pages about a registry: byte by byte against tests/report/golden/registry-*, with parts
 * missing, and with hostile names. The fixtures are what gauger printed of a small registry; the
 * golden files are written anew as test_golden.c says.
 */
#include "documents.h"
#include "schema.h"

static const char *const names[] = {
    "receipt", "datasets", "dataset",    "models",     "model",         "history",  "cycles", "log",
    "audit",   "rebuild",  "checkpoint", "difference", "receipt-train", "accounts", "account"};

#define NAMES (sizeof names / sizeof *names)

static void golden(const json_t *document, const char *name, const char *format,
                   const char *extension)
{
    gg_buf out = rendered(document, format, NULL), want;
    const char *mode = getenv("GG_GOLDEN");
    char path[200];

    snprintf(path, sizeof path, "tests/report/golden/registry-%s.%s", name, extension);
    gg_buf_init(&want, 0);
    if (mode && strcmp(mode, "write") == 0) {
        ck_assert_int_eq(gg_file_write(path, out.data, out.size, 0644, NULL), GG_OK);
    } else {
        ck_assert_msg(gg_file_read(path, 1 << 20, &want, NULL) == GG_OK, "%s is missing", path);
        ck_assert_msg(strcmp(want.data, out.data) == 0, "%s is now:\n%s", path, out.data);
    }
    gg_buf_release(&want);
    gg_buf_release(&out);
}

START_TEST(pages_as_text_and_markdown)
{
    for (size_t i = 0; i < NAMES; i++) {
        json_t *document = fixture(names[i]);

        golden(document, names[i], "text", "txt");
        golden(document, names[i], "markdown", "md");
        json_decref(document);
    }
}
END_TEST

START_TEST(what_an_overseer_must_know_comes_first)
{
    json_t *document = fixture("model");
    gg_buf out = rendered(document, "text", NULL);
    const char *state = strstr(out.data, "state"), *print = strstr(out.data, "composition");

    ck_assert_ptr_nonnull(state);
    ck_assert_ptr_nonnull(print);
    ck_assert(state < print);
    ck_assert_ptr_nonnull(strstr(out.data, "names are claims"));
    gg_buf_release(&out);
    json_decref(document);
    document = fixture("cycles");
    out = rendered(document, "text", NULL);
    ck_assert(strstr(out.data, "overdue") < strstr(out.data, "Falls due"));
    gg_buf_release(&out);
    json_decref(document);
}
END_TEST

/* Of accounts: whether names are signed for, and what nobody else would say. */
START_TEST(accounts_say_what_is_not_separated)
{
    json_t *accounts = fixture("accounts"), *account = fixture("account");
    gg_buf out;

    json_object_set_new(accounts, "people", json_string("one"));
    json_object_set_new(accounts, "says", json_string("One person holds every key."));
    json_object_set_new(accounts, "warnings",
                        json_pack("[{s:s,s:n,s:s}]", "code", "no_administrator", "account",
                                  "message", "No administrator is active."));
    out = rendered(accounts, "text", NULL);
    ck_assert_ptr_nonnull(strstr(out.data, "One person holds every key."));
    ck_assert_ptr_nonnull(strstr(out.data, "No administrator is active."));
    ck_assert(strstr(out.data, "One person") < strstr(out.data, "ada"));
    gg_buf_release(&out);
    json_object_set_new(accounts, "accounts", json_array());
    json_object_set_new(accounts, "overdue", json_integer(0));
    out = rendered(accounts, "text", NULL);
    ck_assert_ptr_nonnull(strstr(out.data, "Nothing is overdue."));
    gg_buf_release(&out);
    out = rendered(account, "text", NULL);
    ck_assert_ptr_nonnull(strstr(out.data, "waits for a second administrator: key"));
    ck_assert_ptr_nonnull(strstr(out.data, "dormant"));
    gg_buf_release(&out);
    json_object_set_new(account, "state", json_string("disabled"));
    json_object_set_new(account, "models", json_null());
    out = rendered(account, "text", NULL);
    ck_assert_ptr_nonnull(strstr(out.data, "disabled"));
    ck_assert_ptr_nonnull(strstr(out.data, "all"));
    gg_buf_release(&out);
    json_decref(accounts);
    json_decref(account);
    account = fixture("public-key");
    out = rendered(account, "text", NULL);
    ck_assert_ptr_nonnull(strstr(out.data, "account add --public-key"));
    gg_buf_release(&out);
    json_decref(account);
}
END_TEST

START_TEST(empty_lists_say_what_to_do)
{
    json_t *datasets = json_pack("{s:s,s:[]}", "format", "gauger/datasets/1", "datasets");
    json_t *models = json_pack("{s:s,s:[]}", "format", "gauger/models/1", "models");
    gg_buf out = rendered(datasets, "text", NULL);

    ck_assert_ptr_nonnull(strstr(out.data, "gauger dataset add"));
    gg_buf_release(&out);
    out = rendered(models, "text", NULL);
    ck_assert_ptr_nonnull(strstr(out.data, "gauger model register"));
    gg_buf_release(&out);
    json_decref(models);
    json_decref(datasets);
}
END_TEST

static bool page_says(const json_t *document, const char *text)
{
    gg_buf out = rendered(document, "text", NULL);
    bool there = strstr(out.data, text) != NULL;

    gg_buf_release(&out);
    return there;
}

/* A long list is cut behind the largest changes, and the rest is counted. */
START_TEST(weights_many_or_none)
{
    json_t *document = fixture("difference"), *list = json_array();

    for (int i = 0; i < 50; i++)
        json_array_append_new(list,
                              json_pack("{s:o,s:s,s:s,s:f,s:f}", "feature",
                                        json_sprintf("feature-%02d", i), "what", "per unit", "of",
                                        "", "from", 0.0, "to", i % 2 ? 0.001 * i : -0.001 * i));
    json_object_set_new(document, "reweighted", list);
    ck_assert(page_says(document, "And 30 with smaller changes."));
    ck_assert(page_says(document, "feature-49") && page_says(document, "feature-30"));
    ck_assert(!page_says(document, "feature-29"));
    json_object_set_new(document, "reweighted", json_array());
    ck_assert(page_says(document, "Every feature that both have weighs the same."));
    json_object_set_new(document, "reweighted", json_null());
    json_object_set_new(document, "reweighted_why", json_string("a reason"));
    ck_assert(page_says(document, "Weights are not compared: a reason."));
    json_object_del(document, "reweighted");
    ck_assert(!page_says(document, "Weights"));
    json_decref(document);
}
END_TEST

/* A page without any one of its parts is either rendered or refused, never worse. */
START_TEST(parts_missing)
{
    for (size_t i = 0; i < NAMES; i++) {
        json_t *whole = fixture(names[i]), *value;
        const char *key;

        json_object_foreach(whole, key, value)
        {
            json_t *part = json_copy(whole);
            gg_error err;
            gg_status status;
            gg_buf out;

            if (strcmp(key, "format") == 0) {
                json_decref(part);
                continue;
            }
            json_object_set_new(part, key, json_integer(7));
            gg_error_init(&err);
            gg_buf_init(&out, 0);
            status = gg_render(part, "text", NULL, &out, &err);
            ck_assert_msg(status == GG_OK || (status == GG_E_INPUT && out.size == 0), "%s %s",
                          names[i], key);
            json_object_del(part, key);
            gg_buf_release(&out);
            gg_error_init(&err);
            gg_buf_init(&out, 0);
            status = gg_render(part, "markdown", NULL, &out, &err);
            ck_assert_msg(status == GG_OK || (status == GG_E_INPUT && out.size == 0), "%s %s",
                          names[i], key);
            gg_buf_release(&out);
            json_decref(part);
        }
        json_decref(whole);
    }
}
END_TEST

/* Texts of people come out without control characters, and as text, not as Markdown. */
START_TEST(hostile_texts)
{
    json_t *document = fixture("log"),
           *one = json_array_get(json_object_get(document, "events"), 0);
    gg_buf out;

    json_object_set_new(one, "actor", json_string("an\033[31mna\nroot"));
    json_object_set_new(one, "summary", json_string("did <script>alert(1)</script> *this*"));
    out = rendered(document, "text", NULL);
    ck_assert_ptr_null(strchr(out.data, '\033'));
    ck_assert_ptr_null(strstr(out.data, "na\nroot"));
    gg_buf_release(&out);
    out = rendered(document, "markdown", NULL);
    ck_assert_ptr_null(strstr(out.data, "<script>"));
    ck_assert_ptr_null(strstr(out.data, " *this*"));
    gg_buf_release(&out);
    json_decref(document);
}
END_TEST

/* What changed is told rule by rule, in the manifest's own words, not as JSON. */
START_TEST(changes_as_a_manifest_writes_them)
{
    static const char text[] =
        "{\"format\": \"gauger/difference/1\", \"from\": \"m@1\", \"to\": \"m@2\","
        " \"composition\": \"different\", \"operating\": \"different\", \"artifact\": \"same\","
        " \"features\": {\"added\": [], \"removed\": [], \"reordered\": false, \"changed\":"
        "   [{\"name\": \"kg\", \"from\": {\"name\": \"kg\", \"imputation\": \"mean\", "
        "\"transform\":"
        "   [\"log1p\", \"standardize\"]}, \"to\": {\"name\": \"kg\", \"imputation\": \"mean\","
        "   \"encoding\": \"woe\"}}]},"
        " \"hyperparameters\": [{\"name\": \"hyperparameters.x\", \"from\": true, \"to\": 0.1}],"
        " \"operating_point\": [{\"name\": \"threshold\", \"from\": {\"default\": 0.08, \"site\":"
        "   {\"Harbour\": 0.1}}, \"to\": null}],"
        " \"training\": [{\"name\": \"training.dataset\", \"from\": \"r@1\", \"to\": \"r@2\"}],"
        " \"other\": []}";
    static const char *const lines[] = {
        "  - feature kg: transform: [log1p, standardize], now not given\n",
        "  - feature kg: encoding: not given, now woe\n",
        "  - composition: hyperparameters.x: true, now 0.1\n",
        "  - operating point: threshold: {default: 0.08, site: {Harbour: 0.1}}, now not\n",
        "  - training: dataset: r@1, now r@2\n",
    };
    json_t *document = json_loads(text, 0, NULL);
    gg_buf out;

    ck_assert_ptr_nonnull(document);
    out = rendered(document, "text", NULL);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ck_assert_msg(strstr(out.data, lines[i]) != NULL, "no \"%s\" in:\n%s", lines[i], out.data);
    ck_assert_ptr_null(strstr(out.data, "mean"));
    gg_buf_release(&out);
    json_decref(document);
}
END_TEST

/* The card of a registered version says who approved it, and that nobody checked who that was. */
START_TEST(a_card_with_its_lifecycle)
{
    json_t *evaluation = fixture("evaluation"), *model = fixture("model");
    json_t *dataset = fixture("dataset"), *card = NULL;
    gg_card_options options = gg_card_options_default();
    gg_buf out;

    options.lifecycle = model;
    options.dataset = dataset;
    ck_assert_int_eq(gg_card_build(evaluation, NULL, NULL, &options, &card, NULL), GG_OK);
    out = rendered(card, "markdown", NULL);
    ck_assert_ptr_nonnull(strstr(out.data, "unauthenticated"));
    ck_assert_ptr_nonnull(strstr(out.data, "bert on 2026-01-07"));
    ck_assert_ptr_nonnull(strstr(out.data, "public record"));
    ck_assert_ptr_nonnull(strstr(out.data, "counts of cases"));
    gg_buf_release(&out);
    json_decref(card);
    json_decref(dataset);
    json_decref(model);
    json_decref(evaluation);
}
END_TEST

/* What gauger printed holds against the published schemas. */
START_TEST(fixtures_fit_their_schemas)
{
    for (size_t i = 0; i < NAMES; i++) {
        json_t *document = fixture(names[i]);
        const char *format = gg_json_string(document, "format", "");
        char file[120], word[40], fault[400] = "";

        ck_assert_int_eq(sscanf(format, "gauger/%39[a-z]/1", word), 1);
        snprintf(file, sizeof file, "docs/schemas/%s-1.schema.json", word);
        ck_assert_msg(schema_fits(file, document, fault), "%s: %s", names[i], fault);
        json_decref(document);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, pages_as_text_and_markdown);
    tcase_add_test(tc, what_an_overseer_must_know_comes_first);
    tcase_add_test(tc, accounts_say_what_is_not_separated);
    tcase_add_test(tc, empty_lists_say_what_to_do);
    tcase_add_test(tc, weights_many_or_none);
    tcase_add_test(tc, parts_missing);
    tcase_add_test(tc, hostile_texts);
    tcase_add_test(tc, fixtures_fit_their_schemas);
    tcase_add_test(tc, changes_as_a_manifest_writes_them);
    tcase_add_test(tc, a_card_with_its_lifecycle);
}

GG_TEST_MAIN("report/registry")
