/* Columns as wholes: how their values are spread, what their roles say, names, declarations. */
#include "privacy/checked.h"

#include <unistd.h>

#define EACH(array) (sizeof(array) / sizeof(array)[0])

static gg_buf written(const json_t *document)
{
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_json_write(document, &text);
    return text;
}

/* Sixty lines that differ are near-unique as rows, and not where each stands for many. */
START_TEST(a_table_of_counts_is_an_aggregate)
{
    static const role_of by_count[] = {{GG_ROLE_COUNT, "n"}, {0, NULL}};
    gg_buf text;
    checked plain, counted;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "place,n\n");
    for (int i = 0; i < 60; i++)
        gg_buf_printf(&text, "k%d,%d\n", i, 40 + i % 7);
    plain = check_table(text.data, NULL, NULL);
    counted = check_table(text.data, by_count, NULL);
    ck_assert_str_eq(level_in(&plain, "place", "near_unique"), "block");
    ck_assert_str_eq(verdict_of(&counted), "clean");
    checked_release(&plain);
    checked_release(&counted);
    gg_buf_release(&text);
}
END_TEST

START_TEST(declared_columns_are_information)
{
    static const char *const declared[] = {"id", "note"};
    gg_check_options options = gg_check_options_default();
    gg_buf text;
    checked c;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "id,note\n");
    for (int i = 0; i < 60; i++)
        gg_buf_printf(&text, "%d,he said it %d times to me\n", 5000 + i, i);
    c = check_table(text.data, NULL, &options);
    ck_assert_str_eq(level_in(&c, "id", "near_unique"), "block");
    ck_assert_str_eq(level_in(&c, "note", "free_text"), "block");
    checked_release(&c);
    options.declared = declared;
    options.n_declared = 2;
    c = check_table(text.data, NULL, &options);
    ck_assert_str_eq(level_in(&c, "id", "near_unique"), "info");
    ck_assert_str_eq(level_in(&c, "note", "free_text"), "info");
    ck_assert_str_eq(verdict_of(&c), "clean");
    checked_release(&c);
    gg_buf_release(&text);
}
END_TEST

/* Words for "not known" are no part of the whole of which a share is taken. */
START_TEST(missing_words_are_left_out_of_shares)
{
    static const char said[] = "{\"columns\": {\"x\": {\"role\": \"feature\", \"missing\": "
                               "[\"not asked\", \"-9\"]}}}";
    temporary file = temporary_file("x,y\n123456789,1\n-9,1\nnot asked,1\n234567891,1\n-9,1\n"
                                    "345678912,1\n456789123,1\n567891234,1\n-9,1\n",
                                    0);
    json_t *schema_text = json_loads(said, 0, NULL);
    checked with = {0}, without = {0};
    gg_schema schema;

    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_add(&schema, schema_text, NULL), GG_OK);
    ck_assert_int_eq(gg_deidentification_check(file.path, &schema, NULL, &with.document, NULL),
                     GG_OK);
    ck_assert_int_eq(gg_deidentification_check(file.path, NULL, NULL, &without.document, NULL),
                     GG_OK);
    ck_assert_str_eq(level_in(&with, "x", "ssn"), "review");
    ck_assert_str_eq(level_in(&without, "x", "ssn"), "none");
    checked_release(&with);
    checked_release(&without);
    json_decref(schema_text);
    gg_schema_release(&schema);
    temporary_remove(&file);
}
END_TEST

START_TEST(ignored_columns_are_searched)
{
    static const role_of ignored[] = {{GG_ROLE_IGNORE, "x"}, {0, NULL}};
    checked c = check_table("x,y\n123-45-6789,1\n", ignored, NULL);

    ck_assert_str_eq(level_in(&c, "x", "ssn"), "block");
    checked_release(&c);
}
END_TEST

/* What a role says of a column: a visa status that is a group, a date that is the period. */
START_TEST(roles_decide)
{
    static const role_of roles[] = {{GG_ROLE_PROTECTED, "visa,city"},
                                    {GG_ROLE_PERIOD, "run"},
                                    {GG_ROLE_QUASI_IDENTIFIER, "zip"},
                                    {0, NULL}};
    static const char table[] = "visa,city,run,zip\n12345678,Boston,2026-01-31,02139\n"
                                "12345679,Salem,2026-02-28,02140\n";
    checked without = check_table(table, NULL, NULL), with = check_table(table, roles, NULL);

    ck_assert_str_eq(level_in(&without, "visa", "visa_foil"), "block");
    ck_assert_str_eq(level_in(&without, "city", "place_name"), "review");
    ck_assert_str_eq(level_in(&without, "run", "date"), "review");
    ck_assert_str_eq(level_in(&without, "zip", "postal_code"), "review");
    ck_assert_str_eq(level_in(&with, "visa", "visa_foil"), "none");
    ck_assert_str_eq(level_in(&with, "city", "place_name"), "none");
    ck_assert_str_eq(level_in(&with, "run", "date"), "none");
    ck_assert_str_eq(level_in(&with, "zip", "postal_code"), "info");
    ck_assert_str_eq(verdict_of(&with), "reidentifiable");
    checked_release(&without);
    checked_release(&with);
}
END_TEST

START_TEST(birth_dates_without_a_name)
{
    gg_buf text;
    checked c;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "d,run\n");
    for (int i = 0; i < 4000; i++)
        gg_buf_printf(&text, "%d-%02d-%02d,2026-01-%02d\n", 1940 + i % 60, 1 + i % 12,
                      1 + i / 60 % 28, 1 + i % 31);
    c = check_table(text.data, NULL, NULL);
    ck_assert_str_eq(level_in(&c, "d", "birth_date"), "review");
    ck_assert_str_eq(level_in(&c, "d", "date"), "none");   /* said already */
    ck_assert_str_eq(level_in(&c, "run", "date"), "info"); /* 129 rows to a day */
    ck_assert_str_eq(level_in(&c, "run", "birth_date"), "none");
    checked_release(&c);
    gg_buf_release(&text);
}
END_TEST

/* A day, a code or a digest that eleven rows share on average tells nobody apart. */
START_TEST(shared_by_eleven_rows)
{
    for (int shared = 10; shared <= 11; shared++) {
        const char *want = shared == 10 ? "review" : "info";
        gg_buf text;
        checked c;

        gg_buf_init(&text, 0);
        gg_buf_puts(&text, "day,digest,alien,customer_id\n");
        for (int i = 0; i < 6 * shared; i++)
            gg_buf_printf(&text, "2026-01-0%d,d41d8cd98f00b204e9800998ecf8427%d,A1234567%d,%d\n",
                          1 + i % 6, i % 6, i % 6, 70 + i % 6);
        c = check_table(text.data, NULL, NULL);
        ck_assert_str_eq(level_in(&c, "day", "date"), want);
        ck_assert_str_eq(level_in(&c, "digest", "pseudonym"), want);
        ck_assert_str_eq(level_in(&c, "alien", "a_number"), "block"); /* the name says it */
        ck_assert_str_eq(level_in(&c, "customer_id", "record_number"),
                         shared == 10 ? "review" : "none");
        checked_release(&c);
        gg_buf_release(&text);
    }
}
END_TEST

START_TEST(names_without_a_name)
{
    static const char *const given[] = {"James", "Mary",  "Robert", "Linda",  "David", "Susan",
                                        "Karen", "Nancy", "Daniel", "Sandra", "Paul",  "Donna",
                                        "Kevin", "Laura", "Gary",   "Helen",  "Eric",  "Anna",
                                        "Peter", "Julie", "Carl",   "Megan"};
    static const char *const states[] = {"Virginia", "Georgia", "Carolina", "Dakota", "Texas",
                                         "April",    "May",     "June",     "Will",   "Faith"};
    gg_buf text;
    checked c;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "a,b,few,rare\n");
    for (size_t i = 0; i < 132; i++) {
        gg_buf_printf(&text, "%s,%s,%s", given[i % EACH(given)], states[i % EACH(states)],
                      given[i % 7]);
        if (i % 6)
            gg_buf_printf(&text, ",town%zu\n", i % 40);
        else
            gg_buf_printf(&text, ",%s\n", given[i / 6]);
    }
    c = check_table(text.data, NULL, NULL);
    ck_assert_str_eq(level_in(&c, "a", "person_name"), "review");
    ck_assert_str_eq(level_in(&c, "b", "person_name"), "none");
    ck_assert_str_eq(level_in(&c, "few", "person_name"), "none");  /* seven groups */
    ck_assert_str_eq(level_in(&c, "rare", "person_name"), "none"); /* one cell in six */
    checked_release(&c);
    gg_buf_release(&text);
}
END_TEST

START_TEST(identifiers_in_the_name_of_the_file)
{
    static const char *const names[] = {"jane@example.org.csv", "case_123-45-6789.csv"};
    static const char *const kinds[] = {"email", "ssn"}, *const parts[] = {"jane", "6789"};

    for (size_t i = 0; i < EACH(names); i++) {
        char folder[] = "/tmp/gauger-test-XXXXXX", path[80];
        checked c = {0};
        FILE *file;
        gg_buf text;

        ck_assert_ptr_nonnull(mkdtemp(folder));
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        file = fopen(path, "w");
        ck_assert_ptr_nonnull(file);
        fputs("a\nx\n", file);
        fclose(file);
        c.status = gg_deidentification_check(path, NULL, NULL, &c.document, &c.error);
        unlink(path);
        rmdir(folder);
        ck_assert_int_eq(c.status, GG_OK);
        ck_assert_str_eq(level_in(&c, "(file name)", kinds[i]), "block");
        text = written(c.document);
        ck_assert_ptr_null(strstr(text.data, parts[i]));
        gg_buf_release(&text);
        checked_release(&c);
    }
}
END_TEST

/* Beyond the bound of exact counting the share of distinct values is still right. */
START_TEST(near_unique_in_a_long_table)
{
    static const role_of roles[] = {{GG_ROLE_FEATURE, "amount"}, {0, NULL}};
    gg_buf text;
    checked c;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "serial,code,nine_of_ten,half,amount\n");
    for (unsigned i = 0; i < 200000; i++)
        gg_buf_printf(&text, "%u,k%ux,z%u,h%u,%llu\n", i + 1, i, i < 188000 ? i : i - 188000, i / 2,
                      (i * 2654435761ULL % 1000003) * 7 % 1000003 * (i % 1000 + 1));
    c = check_table(text.data, roles, NULL);
    ck_assert_str_eq(level_in(&c, "serial", "near_unique"), "block");
    ck_assert_str_eq(level_in(&c, "code", "near_unique"), "block");
    ck_assert_str_eq(level_in(&c, "nine_of_ten", "near_unique"), "review");
    ck_assert_str_eq(level_in(&c, "half", "near_unique"), "none");
    ck_assert_str_ne(level_in(&c, "amount", "near_unique"), "block");
    ck_assert_int_eq((int)gg_json_number(finding_of(&c, "code", "near_unique"), "matches", 0),
                     200000);
    checked_release(&c);
    gg_buf_release(&text);
}
END_TEST

START_TEST(near_unique_at_its_bounds)
{
    for (int rows = 49; rows <= 50; rows++) {
        gg_buf text;
        checked c;

        gg_buf_init(&text, 0);
        gg_buf_puts(&text, "a,b,c,d,e,f\n");
        for (int i = 0; i < rows; i++)
            gg_buf_printf(&text, "v%d,w%d,x%d,%d.%d,%d,%d\n", i, i < 45 ? i : 0, i < 44 ? i : 0, i,
                          i % 9 + 1, i * i * i + 3, 200000 + i * 7919);
        c = check_table(text.data, NULL, NULL);
        ck_assert_str_eq(level_in(&c, "a", "near_unique"), rows == 50 ? "block" : "none");
        ck_assert_str_eq(level_in(&c, "b", "near_unique"), rows == 50 ? "review" : "none");
        ck_assert_str_eq(level_in(&c, "c", "near_unique"), "none");
        ck_assert_str_eq(level_in(&c, "d", "near_unique"), "none"); /* decimals */
        /* whole numbers that are no register's: someone must look */
        ck_assert_str_eq(level_in(&c, "e", "near_unique"), rows == 50 ? "review" : "none");
        /* all of six digits: a register's */
        ck_assert_str_eq(level_in(&c, "f", "near_unique"), rows == 50 ? "block" : "none");
        checked_release(&c);
        gg_buf_release(&text);
    }
}
END_TEST

START_TEST(exact_decimals_are_warned_of)
{
    checked c = check_table("s\n0.12345\n0.23456\n", NULL, NULL);

    ck_assert_str_eq(
        gg_json_string(json_array_get(json_object_get(c.document, "warnings"), 1), "code", ""),
        "exact_decimals");
    ck_assert_str_eq(verdict_of(&c), "clean");
    checked_release(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_table_of_counts_is_an_aggregate);
    tcase_add_test(tc, declared_columns_are_information);
    tcase_add_test(tc, missing_words_are_left_out_of_shares);
    tcase_add_test(tc, ignored_columns_are_searched);
    tcase_add_test(tc, roles_decide);
    tcase_add_test(tc, birth_dates_without_a_name);
    tcase_add_test(tc, shared_by_eleven_rows);
    tcase_add_test(tc, names_without_a_name);
    tcase_add_test(tc, identifiers_in_the_name_of_the_file);
    tcase_add_test(tc, near_unique_in_a_long_table);
    tcase_add_test(tc, near_unique_at_its_bounds);
    tcase_add_test(tc, exact_decimals_are_warned_of);
}

GG_TEST_MAIN("privacy/column")
