/*
 * Records as pages: byte by byte against tests/report/golden/, with parts missing, with hostile
 * texts. The fixtures are what gauger printed of a small registry; the golden files are written
 * anew as test_golden.c says.
 */
#include "documents.h"
#include "schema.h"

static const char *const names[] = {"record",         "record-superseded", "record-closed",
                                    "record-overdue", "records",           "redress",
                                    "disclosures"};

#define NAMES (sizeof names / sizeof *names)

static void golden(const json_t *document, const char *name, const char *format,
                   const char *extension)
{
    gg_buf out = rendered(document, format, NULL), want;
    const char *mode = getenv("GG_GOLDEN");
    char path[200];

    snprintf(path, sizeof path, "tests/report/golden/%s.%s", name, extension);
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

START_TEST(pages)
{
    for (size_t i = 0; i < NAMES; i++) {
        json_t *document = fixture(names[i]);

        golden(document, names[i], "text", "txt");
        golden(document, names[i], "markdown", "md");
        json_decref(document);
    }
}
END_TEST

START_TEST(a_record_as_html)
{
    json_t *document = fixture("record");

    golden(document, "record", "html", "html");
    json_decref(document);
    document = fixture("disclosures");
    golden(document, "disclosures", "html", "html");
    json_decref(document);
}
END_TEST

START_TEST(fixtures_fit_their_schemas)
{
    for (size_t i = 0; i < NAMES; i++) {
        json_t *document = fixture(names[i]);
        char file[120], word[40], fault[400] = "";

        ck_assert_int_eq(sscanf(gg_json_string(document, "format", ""), "gauger/%39[a-z]/1", word),
                         1);
        snprintf(file, sizeof file, "docs/schemas/%s-1.schema.json", word);
        ck_assert_msg(schema_fits(file, document, fault), "%s: %s", names[i], fault);
        json_decref(document);
    }
}
END_TEST

static bool page_says(const json_t *document, const char *text)
{
    gg_buf out = rendered(document, "text", NULL);
    bool there = strstr(out.data, text) != NULL;

    gg_buf_release(&out);
    return there;
}

/* How it stands comes first, in a word. */
START_TEST(how_it_stands)
{
    static const struct {
        const char *name, *word;
    } cases[] = {{"record", "IN FORCE"},
                 {"record-superseded", "SUPERSEDED"},
                 {"record-closed", "CLOSED"},
                 {"record-overdue", "OVERDUE"}};
    json_t *document, *clock;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        document = fixture(cases[i].name);
        ck_assert_msg(page_says(document, cases[i].word), "%s", cases[i].name);
        json_decref(document);
    }
    document = fixture("record");
    clock = json_array_get(json_object_get(document, "clocks"), 0);
    json_object_set_new(clock, "state", json_string("due"));
    ck_assert(page_says(document, "DUE  expires: 2028-12-01"));
    json_object_set_new(clock, "state", json_string("ended"));
    ck_assert(page_says(document, "NOT IN FORCE"));
    json_object_set_new(document, "bars", json_true());
    ck_assert(page_says(document, "SAYS NO"));
    json_object_set_new(document, "bars", json_false());
    json_object_set_new(document, "clocks", json_array());
    ck_assert(page_says(document, "OPEN"));
    json_decref(document);
}
END_TEST

/* What was not asked is not shown; what was asked and not answered is said so. */
START_TEST(what_was_asked)
{
    json_t *document = fixture("record");

    ck_assert(!page_says(document, "Launch of the pilot"));
    ck_assert(page_says(document, "Last update of this analysis"));
    ck_assert(page_says(document, "not answered"));
    json_decref(document);
}
END_TEST

START_TEST(what_was_erased)
{
    json_t *document = fixture("record"), *part, *field;
    size_t i, k;

    json_array_foreach(json_object_get(document, "parts"), i, part)
    {
        json_array_foreach(json_object_get(part, "fields"), k, field)
        {
            json_object_set_new(field, "value", json_null());
        }
    }
    json_object_set_new(document, "erased", json_true());
    ck_assert(page_says(document, "ERASED"));
    ck_assert(!page_says(document, "not answered"));
    json_decref(document);
}
END_TEST

static void try_each(const json_t *document, const char *format)
{
    gg_error err;
    gg_buf out;
    gg_status st;

    gg_buf_init(&out, 0);
    gg_error_init(&err);
    st = gg_render(document, format, NULL, &out, &err);
    ck_assert_msg(st == GG_OK || (st == GG_E_INPUT && err.what[0]), "%s", err.what);
    gg_buf_release(&out);
}

/* A page without any one of its parts, or with another thing in its place, is rendered or refused.
 */
START_TEST(parts_missing)
{
    for (size_t i = 0; i < NAMES; i++) {
        json_t *whole = fixture(names[i]), *value;
        const char *key;

        json_object_foreach(whole, key, value)
        {
            json_t *part = json_deep_copy(whole);

            if (strcmp(key, "format") == 0) {
                json_decref(part);
                continue;
            }
            json_object_set_new(part, key, json_pack("[[]]"));
            try_each(part, "text");
            json_object_del(part, key);
            try_each(part, "markdown");
            json_decref(part);
        }
        json_decref(whole);
    }
}
END_TEST

START_TEST(hostile_texts)
{
    json_t *document = fixture("record");
    json_t *part = json_array_get(json_object_get(document, "parts"), 0);
    json_t *field = json_array_get(json_object_get(part, "fields"), 0);
    gg_buf out;

    json_object_set_new(field, "value", json_string("<script>alert(1)</script>\033[31m | *x*"));
    json_object_set_new(document, "name", json_string("</title><b>"));
    out = rendered(document, "html", NULL);
    ck_assert_ptr_null(strstr(out.data, "<script>"));
    ck_assert_ptr_null(strstr(out.data, "</title><b>"));
    ck_assert_ptr_null(strchr(out.data, '\033'));
    gg_buf_release(&out);
    out = rendered(document, "markdown", NULL);
    ck_assert_ptr_null(strstr(out.data, "<script>"));
    gg_buf_release(&out);
    out = rendered(document, "text", NULL);
    ck_assert_ptr_null(strchr(out.data, '\033'));
    gg_buf_release(&out);
    json_decref(document);
}
END_TEST

START_TEST(nothing_yet)
{
    json_t *document =
        json_pack("{s:s, s:s, s:i, s:i, s:[], s:[]}", "format", "gauger/records/1", "now",
                  "2026-01-01T00:00:00Z", "overdue", 0, "due", 0, "records", "duties");

    ck_assert(page_says(document, "Nothing is overdue."));
    json_decref(document);
    document = fixture("redress");
    json_object_set_new(document, "mean_days_to_close", json_null());
    json_object_set_new(document, "share_corrected", json_null());
    ck_assert(page_says(document, "Mean time to close          -"));
    ck_assert(page_says(document, "Corrected, of those closed  -"));
    json_decref(document);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, pages);
    tcase_add_test(tc, a_record_as_html);
    tcase_add_test(tc, fixtures_fit_their_schemas);
    tcase_add_test(tc, how_it_stands);
    tcase_add_test(tc, what_was_asked);
    tcase_add_test(tc, what_was_erased);
    tcase_add_test(tc, parts_missing);
    tcase_add_test(tc, hostile_texts);
    tcase_add_test(tc, nothing_yet);
}

GG_TEST_MAIN("report/record")
