/* The check of a table as a whole: verdict, document, counts, missing values, threads, refusals. */
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

static int whole(const checked *c, const char *key)
{
    return (int)gg_json_number(c->document, key, -1);
}

/* Seven rows: six in two groups of three, and one without the second value. */
#define SEVEN "a,b\nA,x\nA,x\nA,x\nB,y\nB,y\nB,y\nA,\n"

START_TEST(missing_values_by_both_rules)
{
    static const role_of roles[] = {{GG_ROLE_QUASI_IDENTIFIER, "a,b"}, {0, NULL}};
    gg_check_options options = gg_check_options_default();
    checked own = check_table(SEVEN, roles, &options), wild;

    options.missing = GG_MISSING_WILDCARD;
    wild = check_table(SEVEN, roles, &options);
    ck_assert_int_eq(whole(&own, "k_anonymity"), 1);
    ck_assert_int_eq(whole(&own, "unique_rows"), 1);
    ck_assert_int_eq(whole(&own, "classes"), 3);
    ck_assert_int_eq(whole(&own, "rows_with_missing"), 1);
    ck_assert_str_eq(gg_json_string(own.document, "missing_rule", ""), "own");
    ck_assert_int_eq(whole(&wild, "k_anonymity"), 3);
    ck_assert_int_eq(whole(&wild, "unique_rows"), 0);
    ck_assert_int_eq(whole(&wild, "rows_under_5"), 7);
    ck_assert_str_eq(gg_json_string(wild.document, "missing_rule", ""), "wildcard");
    ck_assert_str_eq(verdict_of(&own), "reidentifiable");
    checked_release(&own);
    checked_release(&wild);
}
END_TEST

START_TEST(missing_rules_by_word)
{
    gg_missing_rule rule = GG_MISSING_OWN;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_missing_rule_find("wildcard", &rule, &err), GG_OK);
    ck_assert_int_eq(rule, GG_MISSING_WILDCARD);
    ck_assert_int_eq(gg_missing_rule_find("drop", &rule, &err), GG_E_USAGE);
    ck_assert_ptr_nonnull(strstr(err.what, "vanish"));
    ck_assert_int_eq(gg_missing_rule_find("x", &rule, NULL), GG_E_USAGE);
    ck_assert_int_eq(rule, GG_MISSING_WILDCARD);
    ck_assert_str_eq(gg_missing_rule_word(GG_MISSING_OWN), "own");
    ck_assert_int_eq(gg_missing_rule_find("own", &rule, &err), GG_OK);
    ck_assert_int_eq(rule, GG_MISSING_OWN);
}
END_TEST

/* The example of ARX: in two age bands one row stands alone; suppressed throughout, it is in no
 * class (their issue 259), and k is 2. */
START_TEST(suppressed_rows_are_in_no_class)
{
    static const role_of roles[] = {{GG_ROLE_QUASI_IDENTIFIER, "age,gender,zip"}, {0, NULL}};
    checked counted = check_table("age,gender,zip\n<50,male,81*\n<50,female,81*\n>=50,male,81*\n"
                                  ">=50,female,81*\n<50,female,81*\n>=50,male,81*\n<50,male,81*\n",
                                  roles, NULL);
    checked excluded = check_table("age,gender,zip\n<50,male,81*\n<50,female,81*\n>=50,male,81*\n"
                                   "*,*,*\n<50,female,81*\n>=50,male,81*\n<50,male,81*\n",
                                   roles, NULL);
    checked all = check_table("age,gender,zip\n*,*,*\n*,*,*\n", roles, NULL);

    ck_assert_int_eq(whole(&counted, "k_anonymity"), 1);
    ck_assert_int_eq(whole(&excluded, "k_anonymity"), 2);
    ck_assert_int_eq(whole(&excluded, "rows_suppressed"), 1);
    ck_assert_int_eq(whole(&excluded, "classes"), 3);
    ck_close(gg_json_number(json_object_get(excluded.document, "risk"), "prosecutor_max", 0), 0.5,
             1e-15);
    ck_close(gg_json_number(json_object_get(excluded.document, "risk"), "prosecutor_mean", 0), 0.5,
             1e-15);
    ck_close(gg_json_number(json_object_get(counted.document, "risk"), "prosecutor_mean", 0),
             4.0 / 7, 1e-15);
    ck_assert(json_is_null(json_object_get(all.document, "k_anonymity")));
    ck_assert_str_eq(verdict_of(&all), "clean");
    checked_release(&counted);
    checked_release(&excluded);
    checked_release(&all);
}
END_TEST

START_TEST(keys_of_the_document_in_their_order)
{
    static const char *const keys[] = {"format",      "verdict", "identifiers", "quasi_identifiers",
                                       "k_anonymity", "classes", "unique_rows", "l_diversity",
                                       "t_closeness"};
    static const char *const finding_keys[] = {"column",  "kind",  "level", "evidence",
                                               "matches", "shape", "rows"};
    checked c = check_table("a,mail\nA,jane@example.org\n", NULL, NULL);
    const char *key;
    json_t *value;
    size_t i = 0;

    json_object_foreach(c.document, key, value)
    {
        if (i < EACH(keys))
            ck_assert_str_eq(key, keys[i++]);
    }
    i = 0;
    json_object_foreach(json_array_get(json_object_get(c.document, "identifiers"), 0), key, value)
    {
        ck_assert_str_eq(key, finding_keys[i++]);
    }
    ck_assert_uint_eq(i, EACH(finding_keys));
    ck_assert_str_eq(gg_json_string(c.document, "format", ""), "gauger/deidentification/1");
    ck_assert(json_is_null(json_object_get(c.document, "k_anonymity")));
    ck_assert(json_is_null(json_object_get(c.document, "classes")));
    ck_assert_uint_eq(json_array_size(json_object_get(c.document, "quasi_identifiers")), 0);
    ck_assert_uint_eq(json_object_size(json_object_get(c.document, "l_diversity")), 0);
    checked_release(&c);
}
END_TEST

/* Rows and the same rows counted: the same figures but for how many records there are. */
START_TEST(counts_stand_for_rows)
{
    static const role_of by_rows[] = {
        {GG_ROLE_QUASI_IDENTIFIER, "g,h"}, {GG_ROLE_OUTCOME, "y"}, {0, NULL}};
    static const role_of by_count[] = {{GG_ROLE_QUASI_IDENTIFIER, "g,h"},
                                       {GG_ROLE_OUTCOME, "y"},
                                       {GG_ROLE_COUNT, "count"},
                                       {0, NULL}};
    static const char *const same[] = {
        "verdict",     "k_anonymity",      "classes",      "unique_rows",
        "l_diversity", "t_closeness",      "rows_under_5", "rows_under_11",
        "risk",        "smallest_classes", "sensitive",    "minimal_unique_subsets",
        "rows"};
    checked rows = check_table("g,h,y\na,u,1\na,u,1\na,u,0\na,v,1\nb,v,0\nb,v,0\nb,v,1\nb,v,0\n"
                               "b,v,0\nb,v,0\n",
                               by_rows, NULL);
    checked counts = check_table("g,h,y,count\nb,v,0,5\na,u,1,2\na,v,1,1\na,u,0,1\nb,v,1,1\n"
                                 "c,w,1,0\n",
                                 by_count, NULL);

    for (size_t i = 0; i < EACH(same); i++)
        ck_assert_msg(json_equal(json_object_get(rows.document, same[i]),
                                 json_object_get(counts.document, same[i])),
                      "%s differs", same[i]);
    ck_assert_int_eq(whole(&counts, "records"), 6);
    ck_assert_int_eq(whole(&counts, "rows"), 10);
    ck_assert_int_eq(whole(&counts, "k_anonymity"), 1);
    checked_release(&rows);
    checked_release(&counts);
}
END_TEST

START_TEST(matches_are_in_rows)
{
    static const role_of by_count[] = {{GG_ROLE_COUNT, "n"}, {0, NULL}};
    checked c = check_table("x,n\n123-45-6789,7\nabc,5\n223-45-6789,3\ndef,0\n323-45-6789,0\n",
                            by_count, NULL);

    ck_assert_int_eq((int)gg_json_number(finding_of(&c, "x", "ssn"), "matches", 0), 10);
    ck_assert_uint_eq(json_array_size(json_object_get(finding_of(&c, "x", "ssn"), "rows")), 3);
    checked_release(&c);
}
END_TEST

START_TEST(verdicts)
{
    static const role_of quasi[] = {{GG_ROLE_QUASI_IDENTIFIER, "g"}, {0, NULL}};
    gg_check_options options = gg_check_options_default();
    static const char *const groups[] = {"g"};
    checked c = check_table("g\na\na\na\na\na\n", quasi, NULL);

    ck_assert_str_eq(verdict_of(&c), "clean");
    checked_release(&c);
    c = check_table("g\na\na\na\na\n", quasi, NULL);
    ck_assert_str_eq(verdict_of(&c), "reidentifiable");
    checked_release(&c);
    options.k = 4;
    options.quasi_identifiers = groups;
    options.n_quasi_identifiers = 1;
    c = check_table("g\na\na\na\na\n", NULL, &options);
    ck_assert_str_eq(verdict_of(&c), "clean");
    checked_release(&c);
    c = check_table("g\na\n123-45-6789\n", quasi, NULL);
    ck_assert_str_eq(verdict_of(&c), "identifiers");
    checked_release(&c);
    c = check_table("g\n192.168.1.1\n192.168.1.1\n", NULL, NULL);
    ck_assert_str_eq(verdict_of(&c), "clean"); /* information decides nothing */
    ck_assert_str_eq(level_in(&c, "g", "ip_reserved"), "info");
    checked_release(&c);
}
END_TEST

START_TEST(bins_make_classes)
{
    static const char yaml[] =
        "{\"columns\": {\"age\": {\"role\": \"quasi_identifier\", \"bins\": [25, 45],"
        " \"missing\": [\"NA\"]}, \"pay\": {\"bins\": [10, 20, 30]}}}";
    static const char *const sensitive[] = {"pay"};
    gg_check_options options = gg_check_options_default();
    temporary file = temporary_file("age,pay\n20,5\n24.9,15\n25,25\n44,35\n45,5\nNA,15\n,25\n", 0);
    json_t *document = NULL, *said = json_loads(yaml, 0, NULL), *by;
    gg_schema schema;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_add(&schema, said, &err), GG_OK);
    options.sensitive = sensitive;
    options.n_sensitive = 1;
    ck_assert_msg(gg_deidentification_check(file.path, &schema, &options, &document, &err) == GG_OK,
                  "%s", err.what);
    ck_assert_int_eq((int)gg_json_number(document, "classes", 0), 4);
    ck_assert_int_eq((int)gg_json_number(document, "rows_with_missing", 0), 2);
    ck_assert_int_eq((int)gg_json_number(document, "k_anonymity", 0), 1);
    by = json_object_get(json_object_get(document, "sensitive"), "pay");
    /* the row of 45 alone has the lowest of four bins: (5 + 3 + 1) / 7 / 3 */
    ck_close(gg_json_number(by, "t_ordered", 0), 3.0 / 7, 1e-12);
    ck_close(gg_json_number(by, "t_equal_distance", 0), 5.0 / 7, 1e-12);
    ck_assert_int_eq((int)gg_json_number(json_object_get(document, "l_diversity"), "pay", 0), 1);
    json_decref(document);
    json_decref(said);
    gg_schema_release(&schema);
    temporary_remove(&file);
}
END_TEST

/* The value of b is known from a and c together, though not from a alone. */
START_TEST(other_sensitive_columns_known)
{
    static const role_of quasi[] = {{GG_ROLE_QUASI_IDENTIFIER, "a"}, {0, NULL}};
    static const char *const sensitive[] = {"b", "c"};
    gg_check_options options = gg_check_options_default();
    const json_t *b;
    checked c;

    options.sensitive = sensitive;
    options.n_sensitive = 2;
    c = check_table("a,b,c\n1,x,u\n1,y,v\n1,x,u\n2,x,u\n2,y,v\n", quasi, &options);
    b = json_object_get(json_object_get(c.document, "sensitive"), "b");
    ck_assert_int_eq((int)gg_json_number(b, "distinct_l", 0), 2);
    ck_assert_int_eq(
        (int)gg_json_number(json_object_get(b, "with_other_sensitive"), "distinct_l", 0), 1);
    ck_assert_int_eq((int)gg_json_number(json_object_get(c.document, "l_diversity"), "c", 0), 2);
    checked_release(&c);
}
END_TEST

/* A column cannot be known beforehand and be what is learned; without classes nothing is learned.
 */
START_TEST(sensitive_columns_that_are_none)
{
    static const role_of quasi[] = {{GG_ROLE_QUASI_IDENTIFIER, "a"}, {0, NULL}};
    static const char *const sensitive[] = {"a", "b", "b"};
    gg_check_options options = gg_check_options_default();
    const json_t *l;
    checked c;

    options.sensitive = sensitive;
    options.n_sensitive = 3;
    c = check_table("a,b\n1,x\n1,y\n2,x\n", quasi, &options);
    l = json_object_get(c.document, "l_diversity");
    ck_assert_uint_eq(json_object_size(l), 1);
    ck_assert_int_eq((int)gg_json_number(l, "b", 0), 1);
    checked_release(&c);
    c = check_table("a,b\n1,x\n1,y\n2,x\n", NULL, &options);
    ck_assert_uint_eq(json_object_size(json_object_get(c.document, "l_diversity")), 0);
    checked_release(&c);
}
END_TEST

START_TEST(minimal_unique_subsets)
{
    static const role_of quasi[] = {{GG_ROLE_QUASI_IDENTIFIER, "a,b,c"}, {0, NULL}};
    /* 3yv by a alone, 2yu by a and c, 1xu by b and c, 2yv by all three only */
    checked c = check_table("a,b,c\n1,x,u\n1,x,v\n1,y,u\n2,y,u\n2,x,v\n2,x,v\n1,y,u\n3,y,v\n"
                            "1,x,v\n2,y,v\n",
                            quasi, NULL);
    gg_buf text = written(json_object_get(c.document, "minimal_unique_subsets"));

    ck_assert_str_eq(text.data, "[\n  {\n    \"columns\": [\"a\"],\n    \"rows\": 1\n  },\n"
                                "  {\n    \"columns\": [\"a\", \"c\"],\n    \"rows\": 1\n  },\n"
                                "  {\n    \"columns\": [\"b\", \"c\"],\n    \"rows\": 1\n  },\n"
                                "  {\n    \"columns\": [\"a\", \"b\", \"c\"],\n    \"rows\": 1\n"
                                "  }\n]\n");
    gg_buf_release(&text);
    checked_release(&c);
}
END_TEST

/* A table with something of everything, and the cells that must not be in the document. */
START_TEST(no_cell_is_ever_in_the_document)
{
    static const char *const cells[] = {"Zebulon Quux",
                                        "987 Wisteria Lane",
                                        "zq7@quux.example",
                                        "532-90-1187",
                                        "4929 3813 3266 4295",
                                        "(415) 872-9034",
                                        "1967-11-23",
                                        "B93817465",
                                        "1M8GDM9AXKP042788",
                                        "93.184.216.34",
                                        "GB82WEST12345698765432",
                                        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
                                        "the lodger of number nine keeps odd hours",
                                        "38.89771,-77.03653"};
    static const role_of quasi[] = {{GG_ROLE_QUASI_IDENTIFIER, "c0,c3"}, {0, NULL}};
    static const char *const sensitive[] = {"c5"};
    gg_check_options options = gg_check_options_default();
    gg_buf text, table;
    checked c;

    gg_buf_init(&table, 0);
    for (size_t i = 0; i < EACH(cells); i++)
        gg_buf_printf(&table, "%sc%zu", i ? "," : "", i);
    gg_buf_puts(&table, "\n");
    for (int row = 0; row < 3; row++) {
        for (size_t i = 0; i < EACH(cells); i++)
            gg_buf_printf(&table, strchr(cells[i], ',') ? "%s\"%s\"" : "%s%s", i ? "," : "",
                          cells[i]);
        gg_buf_puts(&table, "\n");
    }
    options.sensitive = sensitive;
    options.n_sensitive = 1;
    c = check_table(table.data, quasi, &options);
    ck_assert_int_eq(c.status, GG_OK);
    text = written(c.document);
    for (size_t i = 0; i < EACH(cells); i++) {
        char part[5] = {0};

        for (size_t at = 0; at + 4 <= strlen(cells[i]); at++) {
            memcpy(part, cells[i] + at, 4);
            if (strspn(part, "0123456789") == 4 || strspn(part, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 4)
                ck_assert_msg(!strstr(text.data, part), "%s of \"%s\" is shown", part, cells[i]);
        }
        ck_assert_msg(!strstr(text.data, cells[i]), "\"%s\" is shown", cells[i]);
    }
    ck_assert(json_array_size(json_object_get(c.document, "identifiers")) >= 10);
    gg_buf_release(&text);
    gg_buf_release(&table);
    checked_release(&c);
}
END_TEST

static gg_buf mixed_table(int rows)
{
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "id,group,score,when,mail,n,again\n");
    for (int i = 0; i < rows; i++)
        gg_buf_printf(&text, "%d,%s,0.%04d,20%02d-%02d-%02d,%s,%d,t%d\n", i * 7, i % 3 ? "a" : "b",
                      i * 13 % 10000, i % 30, 1 + i % 12, 1 + i % 28,
                      i % 997 == 5 ? "jane@example.org" : "", 1 + i % 4,
                      i % (rows / 100 * 87)); /* near to near-unique */
    return text;
}

/* Threads and chunks change nothing: not a byte. */
START_TEST(threads_and_chunks_change_nothing)
{
    gg_buf table = mixed_table(60000), first = {0};
    temporary file = temporary_file(table.data, 0);
    static const struct {
        unsigned threads;
        size_t chunk;
    } ways[] = {{1, 131072}, {2, 131072}, {4, 4096}, {3, 977}, {1, 64}};

    for (size_t i = 0; i < EACH(ways); i++) {
        gg_check_options options = gg_check_options_default();
        json_t *document = NULL;
        gg_schema schema;
        gg_buf text;

        gg_schema_init(&schema);
        ck_assert_int_eq(gg_schema_role(&schema, "group,n", GG_ROLE_QUASI_IDENTIFIER, NULL), GG_OK);
        options.threads = ways[i].threads;
        options.csv.chunk = ways[i].chunk;
        ck_assert_int_eq(gg_deidentification_check(file.path, &schema, &options, &document, NULL),
                         GG_OK);
        text = written(document);
        json_decref(document);
        gg_schema_release(&schema);
        if (i == 0) {
            first = text;
            continue;
        }
        ck_assert_msg(text.size == first.size && memcmp(text.data, first.data, text.size) == 0,
                      "%u threads, chunks of %zu: another document", ways[i].threads,
                      ways[i].chunk);
        gg_buf_release(&text);
    }
    gg_buf_release(&first);
    gg_buf_release(&table);
    temporary_remove(&file);
}
END_TEST

START_TEST(refusals)
{
    static const role_of unknown[] = {{GG_ROLE_QUASI_IDENTIFIER, "nope"}, {0, NULL}};
    static const role_of counts[] = {{GG_ROLE_COUNT, "n"}, {0, NULL}};
    static const char *const nope[] = {"nope"};
    gg_check_options quasi = gg_check_options_default(), sensitive = quasi, declared = quasi;
    json_t *document = NULL;
    gg_error err;
    checked c = check_table("a,n\nx,1\n", unknown, NULL);

    ck_assert_int_eq(gg_status_exit(c.status), 2);
    ck_assert_ptr_null(c.document);
    c = check_table("a,n\nx,1\ny,secret\n", counts, NULL);
    ck_assert_int_eq(c.status, GG_E_INPUT);
    ck_assert_uint_eq(c.error.line, 3);
    ck_assert_str_eq(c.error.column, "n");
    ck_assert_ptr_null(strstr(c.error.what, "secret"));
    c = check_table("a,n\nx,1\ny\n", NULL, NULL);
    ck_assert_int_eq(c.status, GG_E_INPUT);
    c = check_table("a,n\nx,200000000000000\n", counts, NULL);
    ck_assert_int_eq(c.status, GG_E_LIMIT);
    quasi.quasi_identifiers = sensitive.sensitive = declared.declared = nope;
    quasi.n_quasi_identifiers = sensitive.n_sensitive = declared.n_declared = 1;
    c = check_table("a,n\nx,1\n", NULL, &quasi);
    ck_assert_int_eq(c.status, GG_E_USAGE);
    ck_assert_str_eq(c.error.column, "nope");
    c = check_table("a,n\nx,1\n", NULL, &sensitive);
    ck_assert_int_eq(c.status, GG_E_USAGE);
    c = check_table("a,n\nx,1\n", NULL, &declared);
    ck_assert_int_eq(c.status, GG_E_USAGE);
    gg_error_init(&err);
    ck_assert_int_eq(
        gg_deidentification_check("/tmp/no/such/file.csv", NULL, NULL, &document, &err),
        GG_E_NOT_FOUND);
    ck_assert_ptr_null(document);
}
END_TEST

START_TEST(a_bad_cell_where_there_are_bins)
{
    static const char schema_text[] =
        "{\"columns\": {\"age\": {\"role\": \"quasi_identifier\", \"bins\": [25]}}}";
    temporary file = temporary_file("age,b\n20,x\nsecret,y\n", 0);
    json_t *said = json_loads(schema_text, 0, NULL), *document = NULL;
    gg_schema schema;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_add(&schema, said, &err), GG_OK);
    ck_assert_int_eq(gg_deidentification_check(file.path, &schema, NULL, &document, &err),
                     GG_E_INPUT);
    ck_assert_uint_eq(err.line, 3);
    ck_assert_ptr_nonnull(strstr(err.what, "aaaaaa"));
    ck_assert_ptr_null(strstr(err.what, "secret"));
    json_decref(said);
    gg_schema_release(&schema);
    temporary_remove(&file);
}
END_TEST

START_TEST(more_quasi_identifiers_than_can_be)
{
    static const role_of roles[] = {{GG_ROLE_QUASI_IDENTIFIER, NULL}, {0, NULL}};
    const char *names[65];
    char room[65][8];
    gg_check_options options = gg_check_options_default();
    gg_buf text;
    checked c;

    gg_buf_init(&text, 0);
    for (size_t i = 0; i < 65; i++) {
        snprintf(room[i], sizeof room[i], "c%zu", i);
        names[i] = room[i];
        gg_buf_printf(&text, "%s%s", i ? "," : "", room[i]);
    }
    for (size_t i = 0; i < 65; i++)
        gg_buf_printf(&text, "%s1", i ? "," : "\n");
    gg_buf_puts(&text, "\n");
    options.quasi_identifiers = names;
    options.n_quasi_identifiers = 64;
    c = check_table(text.data, roles, &options);
    ck_assert_int_eq(c.status, GG_OK);
    ck_assert_int_eq(whole(&c, "k_anonymity"), 1);
    checked_release(&c);
    options.n_quasi_identifiers = 65;
    c = check_table(text.data, roles, &options);
    ck_assert_int_eq(c.status, GG_E_USAGE);
    gg_buf_release(&text);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, missing_values_by_both_rules);
    tcase_add_test(tc, missing_rules_by_word);
    tcase_add_test(tc, suppressed_rows_are_in_no_class);
    tcase_add_test(tc, keys_of_the_document_in_their_order);
    tcase_add_test(tc, counts_stand_for_rows);
    tcase_add_test(tc, matches_are_in_rows);
    tcase_add_test(tc, verdicts);
    tcase_add_test(tc, bins_make_classes);
    tcase_add_test(tc, other_sensitive_columns_known);
    tcase_add_test(tc, sensitive_columns_that_are_none);
    tcase_add_test(tc, minimal_unique_subsets);
    tcase_add_test(tc, no_cell_is_ever_in_the_document);
    tcase_add_test(tc, threads_and_chunks_change_nothing);
    tcase_add_test(tc, refusals);
    tcase_add_test(tc, a_bad_cell_where_there_are_bins);
    tcase_add_test(tc, more_quasi_identifiers_than_can_be);
}

GG_TEST_MAIN("privacy/check")
