/* Texts that stand alone, hints of names, the list of kinds, folding. */
#include <string.h>

#include "gauger/privacy/identifier.h"
#include "suite.h"

#define EACH(array) (sizeof(array) / sizeof(array)[0])

static gg_identifier_level level_of(const char *text, const char *name, const char *kind)
{
    gg_identifier_hit hits[64];
    size_t n;

    ck_assert_int_eq(gg_identifier_find(text, strlen(text), name, hits, EACH(hits), &n, NULL),
                     GG_OK);
    ck_assert_uint_le(n, EACH(hits));
    for (size_t i = 0; i < n; i++)
        if (strcmp(hits[i].kind->name, kind) == 0)
            return hits[i].level;
    return GG_LEVEL_NONE;
}

START_TEST(texts_alone)
{
    static const struct {
        const char *text, *name, *kind;
        gg_identifier_level want;
    } cases[] = {
        {"Call me at (202) 224-3121, or write.", NULL, "phone", GG_LEVEL_BLOCK},
        {"jane@example.org asked", "reason", "email", GG_LEVEL_BLOCK},
        {"SSN: 123-45-6789.", NULL, "ssn", GG_LEVEL_BLOCK},
        {"123456789", NULL, "ssn", GG_LEVEL_NONE},
        {"123456789", "applicant_ssn", "ssn", GG_LEVEL_BLOCK},
        {"4111 1111 1111 1111", NULL, "payment_card", GG_LEVEL_BLOCK},
        {"4111111111111111", NULL, "payment_card", GG_LEVEL_NONE},
        {"4111111111111111", "card", "payment_card", GG_LEVEL_BLOCK},
        {"DE89370400440532013000", NULL, "iban", GG_LEVEL_BLOCK},
        {"1M8GDM9AXKP042788", NULL, "vin", GG_LEVEL_REVIEW},
        {"We lowered the threshold from 0.65 to 0.7 on 2026-03-01.", NULL, "ssn", GG_LEVEL_NONE},
        {"The 2024 audit covered 7,214 cases in 236 groups.", NULL, "phone", GG_LEVEL_NONE},
        {"", NULL, "ssn", GG_LEVEL_NONE},
    };

    for (size_t i = 0; i < EACH(cases); i++)
        ck_assert_msg(level_of(cases[i].text, cases[i].name, cases[i].kind) == cases[i].want,
                      "%s in \"%s\"", cases[i].kind, cases[i].text);
}
END_TEST

/* What a sentence tells, hidden or not; and what it may say. */
START_TEST(sentences_that_people_write)
{
    static const struct {
        const char *text, *kind;
    } cases[] = {
        {"call 202-555-0143", "phone"},
        {"+1 (202) 555 0143", "phone"},
        {"from 10.20.30.40", "ipv4"},
        {"seen at 203.120.30.40.", "ipv4"},
        {"vehicle 1HGCM82633A004352", "vin"},
        {"licence plate 7ABC123", "number_plate"},
        {"social media handle @john_smith", "handle"},
        {"(https://facebook.com/john.smith.99)", "handle"},
        {"number 123_45_6789", "ssn"},
        {"ssn 123-45-\n6789", "ssn"},
        {"ssn 123\n-45-6789", "ssn"},
        {"ssn 123-45- 6789", "ssn"},
        {"from 12- 45 and -3 to 2025- 2026", NULL},
        {"n-123-45-6789", "ssn"},
        {"john.smith (at) gmail.com", "email"},
        {"john.smith [at] gmail [dot] com", "email"},
        {"Passport no. of the traveller is C01X00T47", "passport"},
        {"A-Number A123456789", "a_number"},
        {"n-123", NULL},
        {"lanes@2, see section 4.2 and @2x", NULL},
        {"passport fields were dropped on 2026-01-15", NULL},
        {"version 1.2.3.4, threshold 0.65 to 0.7000001", NULL},
        {"see https://example.org/models/x", NULL},
        {"123e4567-e89b-12d3-a456-426614174000", NULL},
        {"a table of 1000000 rows and 20250101 lines", NULL},
        {"", NULL},
        {"-\n", NULL},
    };

    for (size_t i = 0; i < EACH(cases); i++) {
        const gg_identifier_kind *kind = NULL;

        ck_assert_int_eq(
            gg_identifier_search(cases[i].text, strlen(cases[i].text), NULL, &kind, NULL), GG_OK);
        ck_assert_msg(cases[i].kind ? kind && strcmp(kind->name, cases[i].kind) == 0 : !kind,
                      "%s in \"%s\"", kind ? kind->name : "nothing", cases[i].text);
    }
}
END_TEST

/* A record's ordinary sentences hold nothing that stops it. */
START_TEST(ordinary_sentences)
{
    static const char *const sentences[] = {
        "The model is refreshed each quarter from verified outcomes of the last 24 months.",
        "Version 2.1.0 raised precision to 0.31 (interval 0.29 to 0.33) at threshold 0.7.",
        "See section 4.2, tables 3-5, and the policy of 2026-01-15.",
        "Reviewed with counsel; approved 12 to 3; next review in 6 months (Q3/2026).",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"};

    for (size_t i = 0; i < EACH(sentences); i++) {
        gg_identifier_hit hits[8];
        size_t n;

        ck_assert_int_eq(
            gg_identifier_find(sentences[i], strlen(sentences[i]), "purpose", hits, 8, &n, NULL),
            GG_OK);
        ck_assert_msg(n == 0, "%s in \"%s\"", n ? hits[0].kind->name : "", sentences[i]);
    }
}
END_TEST

START_TEST(more_hits_than_room)
{
    static const char text[] = "123-45-6789 jane@example.org (202) 224-3121";
    gg_identifier_hit one[1];
    size_t n;

    ck_assert_int_eq(gg_identifier_find(text, sizeof text - 1, NULL, one, 1, &n, NULL), GG_OK);
    ck_assert_uint_eq(n, 3);
    ck_assert_str_eq(one[0].kind->name, "ssn");
}
END_TEST

/* Bytes that are no UTF-8, NULs, and signs that fold to nothing. */
START_TEST(hostile_bytes)
{
    static const char *const texts[] = {"\xff\xfe\x80",
                                        "\xe2\x80",
                                        "\xe2\x80\x8b\xe2\x80\x8b",
                                        "\xf0\x9f\x98\x80",
                                        "\xc2",
                                        "\"",
                                        "''",
                                        "-",
                                        "+",
                                        "@",
                                        ".0",
                                        "[]",
                                        "[::]",
                                        "::::::::",
                                        "POINT()",
                                        "((",
                                        "<<<<<<<<<<"};
    static const char nul[] = "12\0"
                              "3-45-6789";
    gg_identifier_hit hits[8];
    size_t n;

    for (size_t i = 0; i < EACH(texts); i++)
        ck_assert_int_eq(gg_identifier_find(texts[i], strlen(texts[i]), NULL, hits, 8, &n, NULL),
                         GG_OK);
    ck_assert_int_eq(gg_identifier_find(nul, sizeof nul - 1, "ip", hits, 8, &n, NULL), GG_OK);
    ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(hints_of_names)
{
    static const struct {
        const char *name, *kind;
        bool want;
    } cases[] = {
        {"ssn", "ssn", true},
        {"SSN", "ssn", true},
        {"applicantSSN", "ssn", true},
        {"SSNumber", "ssn", true},
        {"social-security number", "ssn", true},
        {"ssn4", "ssn", true},
        {"session", "ssn", false},
        {"assn", "ssn", false},
        {"public", "driver_licence", false},
        {"lic", "driver_licence", true},
        {"DriverLicenseNo", "driver_licence", true},
        {"license_plate_no", "driver_licence", false},
        {"license_plate_no", "number_plate", true},
        {"usage", "age_over_90", false},
        {"age", "age_over_90", true},
        {"patientAge", "age_over_90", true},
        {"age_group", "age_over_90", true},
        {"vehicle_age", "age_over_90", false},
        {"dob", "birth_date", true},
        {"DOB", "birth_date", true},
        {"do_bypass", "birth_date", false},
        {"dateOfBirth", "birth_date", true},
        {"birth.date", "birth_date", true},
        {"IPAddress", "ipv4", true},
        {"ip_address", "street_address", false},
        {"zip", "postal_code", true},
        {"zip5", "postal_code", true},
        {"zipf", "postal_code", false},
        {"first_name", "given_name", true},
        {"name", "name", true},
        {"file_name", "name", false},
        {"customer name", "person_name", true},
        {"customer_id", "record_number", true},
        {"customerIDs", "record_number", true},
        {"model_id", "record_number", false},
        {"id", "record_number", false},
        {"vin", "vin", true},
        {"bovine", "vin", false},
        {"", "ssn", false},
        {"---", "ssn", false},
        {"ssn", "no such kind", false},
    };

    for (size_t i = 0; i < EACH(cases); i++)
        ck_assert_msg(gg_identifier_name_hints(cases[i].name, cases[i].kind) == cases[i].want,
                      "\"%s\" and %s", cases[i].name, cases[i].kind);
}
END_TEST

START_TEST(very_long_names)
{
    char name[5000];

    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ck_assert(!gg_identifier_name_hints(name, "ssn"));
    for (size_t i = 1; i < sizeof name - 1; i += 2)
        name[i] = '_';
    ck_assert(!gg_identifier_name_hints(name, "ssn"));
    memcpy(name, "ssn_", 4);
    ck_assert(gg_identifier_name_hints(name, "ssn"));
}
END_TEST

START_TEST(the_list_of_kinds)
{
    ck_assert_uint_ge(gg_identifier_kinds(), 30);
    ck_assert_ptr_null(gg_identifier_kind_at(gg_identifier_kinds()));
    for (size_t i = 0; i < gg_identifier_kinds(); i++) {
        const gg_identifier_kind *kind = gg_identifier_kind_at(i);
        size_t n = strlen(kind->says);

        ck_assert(kind->level >= GG_LEVEL_INFO && kind->level <= GG_LEVEL_BLOCK);
        ck_assert_msg(n > 20 && kind->says[n - 1] == '.', "%s: \"%s\"", kind->name, kind->says);
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(kind->name, gg_identifier_kind_at(j)->name);
    }
    ck_assert_str_eq(gg_identifier_level_word(GG_LEVEL_BLOCK), "block");
    ck_assert_str_eq(gg_identifier_level_word((gg_identifier_level)77), "none");
}
END_TEST

/* Time grows with the length: a text ten times as long takes no more than some ten times the steps.
 * Steps cannot be counted here, so that the long text must merely be done within the time limit. */
START_TEST(long_texts_are_done)
{
    static const char *const pieces[] = {"1",  "a@",    "1:",   "12-",          "a.", "(1", "<",
                                         "A<", "4111 ", "a b ", "\xe2\x80\x8b", "0x", "::1"};
    const size_t size = (size_t)4 << 20;
    char *text = malloc(size + 8);

    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < EACH(pieces); i++) {
        size_t m = strlen(pieces[i]), n = size / m * m, hits;
        gg_identifier_hit hit[4];

        for (size_t at = 0; at < n; at += m)
            memcpy(text + at, pieces[i], m);
        ck_assert_int_eq(gg_identifier_find(text, n, "x", hit, 4, &hits, NULL), GG_OK);
    }
    free(text);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, texts_alone);
    tcase_add_test(tc, ordinary_sentences);
    tcase_add_test(tc, more_hits_than_room);
    tcase_add_test(tc, hostile_bytes);
    tcase_add_test(tc, hints_of_names);
    tcase_add_test(tc, very_long_names);
    tcase_add_test(tc, sentences_that_people_write);
    tcase_add_test(tc, the_list_of_kinds);
    tcase_add_test(tc, long_texts_are_done);
}

GG_TEST_MAIN("privacy/text")
