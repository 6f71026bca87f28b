/*
 * What people write where something is kept or printed: identifiers in varied spellings, which are
 * refused, and what reasons, notes and names of files are full of, which is not.
 */
#include <stdio.h>
#include <string.h>

#include "gauger/privacy/identifier.h"
#include "suite.h"

#define EACH(array) (sizeof(array) / sizeof(array)[0])

static const struct {
    const char *text, *kind;
} identifiers[] = {
    {"078-05-1120", "ssn"},
    {"SSN: 123/45/6789", "ssn"},
    {"123.45.6789", "ssn"},
    {"case of SSN 123-45-6789", "ssn"},
    {"123 45 6789", "ssn"},
    {"123 - 45 - 6789", "ssn"},
    {"123\342\200\22345\342\200\2236789", "ssn"},
    {"123\342\200\22445\342\200\2246789", "ssn"},
    {"123 \342\200\223 45 \342\200\223 6789", "ssn"},
    {"\357\274\221\357\274\222\357\274\223-\357\274\224\357\274\225-"
     "\357\274\226\357\274\227\357\274\230\357\274\231",
     "ssn"},
    {"123:45:6789", "ssn"},
    {"123_45_6789", "ssn"},
    {"the number 123-45 6789 was read out", "ssn"},
    {"219-09-9999", "ssn"},
    {"219 09 9999", "ssn"},
    {"number 078/05/1120 of the file", "ssn"},
    {"078051120", "ssn"},
    {"123456789", "ssn"},
    {"SSN 123456789", "ssn"},
    {"ssn=123456789", "ssn"},
    {"ssn:123456789", "ssn"},
    {"SSN#123456789", "ssn"},
    {"SSN_123456789", "ssn"},
    {"SSN ending 6789", "ssn"},
    {"social security number: 123456789", "ssn"},
    {"the traveller 123456789 wrote to us", "ssn"},
    {"applicant no. 123456789 asked", "ssn"},
    {"123456789 is the SSN", "ssn"},
    {"912-70-1234", "itin"},
    {"912.70.1234", "itin"},
    {"912/70/1234", "itin"},
    {"912701234", "itin"},
    {"A123456789", "a_number"},
    {"A12345678", "a_number"},
    {"A-123456789", "a_number"},
    {"A#123456789", "a_number"},
    {"A# 123-456-789", "a_number"},
    {"A123-456-789", "a_number"},
    {"A 123 456 789", "a_number"},
    {"A-123-456-789", "a_number"},
    {"(A123456789)", "a_number"},
    {"file of A123456789, closed", "a_number"},
    {"a123456789", "a_number"},
    {"alien number 123456789", "a_number"},
    {"A123456789.csv", "a_number"},
    {"0044 20 7946 0958", "phone"},
    {"00442079460958", "phone"},
    {"011 44 20 7946 0958", "phone"},
    {"+44 20 7946 0958", "phone"},
    {"+442079460958", "phone"},
    {"call 2024561414", "phone"},
    {"called at 2024561414 twice", "phone"},
    {"please ring 202 456 1414", "phone"},
    {"phone 2024561414", "phone"},
    {"reached on 2024561414", "phone"},
    {"text 2024561414 first", "phone"},
    {"call 555-1234", "phone"},
    {"dial 1 202 456 1414", "phone"},
    {"(202) 456-1414", "phone"},
    {"202.456.1414", "phone"},
    {"202-456-1414", "phone"},
    {"tel:2024561414", "phone"},
    {"tel:+12024561414", "phone"},
    {"phone:2024561414", "phone"},
    {"WhatsApp 07911 123456", "phone"},
    {"40.712776,-74.005974", "coordinates"},
    {"at 40.712776, -74.005974.", "coordinates"},
    {"(51.5074, -0.1278)", "coordinates"},
    {"lives at 38.8977;-77.0365", "coordinates"},
    {"1.35208 103.81984", "coordinates"},
    {"40.7128\302\260 N, 74.0060\302\260 W", "coordinates"},
    {"40.7128 N 74.0060 W", "coordinates"},
    {"40\302\26042'46\"N 74\302\26000'22\"W", "coordinates"},
    {"jdoe@localhost", "email"},
    {"ask jdoe@localhost about it", "email"},
    {"jdoe@gmail", "email"},
    {"mailto:jdoe", "email"},
    {"see <mailto:jdoe>", "email"},
    {"j dot doe at example dot com", "email"},
    {"jane at example dot com", "email"},
    {"Jane Doe <jane at example dot com>", "email"},
    {"J.DOE AT EXAMPLE DOT COM", "email"},
    {"jane at mail dot example dot co dot uk", "email"},
    {"j.doe at gmail.com", "email"},
    {"jane @ example.com", "email"},
    {"jane@ example.com", "email"},
    {"jane(at)example.com", "email"},
    {"jane [at] example [dot] com", "email"},
    {"jane{at}example{dot}org", "email"},
    {"o\342\200\231brien@x.de", "email"},
    {"a@b.co", "email"},
    {"jdoe@[203.120.30.40]", "ipv4"},
    {"passport C01X00T47", "passport"},
    {"passport C01X00T47.csv", "passport"},
    {"passport_C01X00T47.csv", "passport"},
    {"passport-C01X00T47", "passport"},
    {"passport:C01X00T47", "passport"},
    {"passport #C01X00T47", "passport"},
    {"C01X00T47 is the passport", "passport"},
    {"passport: X1234567", "passport"},
    {"cases/passport C01X00T47.tar.gz", "passport"},
    {"/data/ssn_123456789.csv", "ssn"},
    {"ssn-123456789.parquet", "ssn"},
    {"visa foil 12345678", "visa_foil"},
    {"license D1234567", "driver_licence"},
    {"4111 1111 1111 1111", "payment_card"},
    {"4111111111111111", "payment_card"},
    {"card 4111111111111111 was charged", "payment_card"},
    {"DE89370400440532013000", "iban"},
    {"EAC1234567890", "uscis_receipt"},
    {"1HGCM82633A004352", "vin"},
    {"born 1980-02-03", "birth_date"},
    {"10.1.2.3", "ipv4"},
    {"@johndoe on twitter", "handle"},
    {"https://facebook.com/jdoe", "handle"},
    {"skype:jdoe.99", "handle"},
    {"IMEI 490154203237518", "device_number"},
    {"Ssn. 123 45 6789", "ssn"},
    {"SSN is 123.45-6789", "ssn"},
    {"his social: 123/45/6789", "ssn"},
    {"ssn123456789", "ssn"},
    {"SSN123-45-6789", "ssn"},
    {"A-12345678", "a_number"},
    {"A 123-456-789", "a_number"},
    {"A.123.456.789", "a_number"},
    {"A 123456789", "a_number"},
    {"Alien registration no. A 12345678", "a_number"},
    {"00 44 20 7946 0958", "phone"},
    {"0049-30-901820", "phone"},
    {"tel. 020 7946 0958", "phone"},
    {"mobile 07911123456", "phone"},
    {"cell: 2024561414", "phone"},
    {"call (202)4561414", "phone"},
    {"call 202 4561414", "phone"},
    {"call me on 202 456 1414", "phone"},
    {"their number is +1.202.456.1414", "phone"},
    {"lat 40.7128 lon -74.0060", "coordinates"},
    {"coordinates 40.712, -74.006", "coordinates"},
    {"GPS 40.712,-74.006", "coordinates"},
    {"jdoe@LOCALHOST", "email"},
    {"jdoe(at)localhost", "email"},
    {"jdoe at gmail dot com", "email"},
    {"john.doe at agency.gov", "email"},
    {"mailto:jdoe@example.com", "email"},
    {"jdoe@hotmail.", "email"},
    {"j.doe@example.com.", "email"},
    {"\"J. Doe\" <j.doe@example.com>", "email"},
    {"doe@example.co.uk,", "email"},
    {"passport-number-C01X00T47.csv", "passport"},
    {"Passport_No_C01X00T47", "passport"},
    {"PASSPORT=C01X00T47", "passport"},
    {"dl#D1234567", "driver_licence"},
    {"c01x00t47 (passport)", "passport"},
};

static const char *const harmless[] = {
    "Passport numbers are not collected; schedule DAA-0568-2017 applies.",
    "lowered from 0.65 to 0.7 on 2026-03-01",
    "version 1.2.3 replaces 1.2.2",
    "version 10.20.30 of the library, build 20260131.4",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "commit 8f5140f, then d856f5e",
    "see lanes@champion and lanes@latest",
    "model@3 against model@2",
    "cases@1 was revised as cases@2",
    "dataset:cases@1",
    "crossing-2026@12 of the cycle",
    "event 1234567, then 1234568",
    "events 12 to 34, numbers 1, 2 and 3",
    "$1,250,000 of 12,000,000.00 USD",
    "costs 1234567.89 in all",
    "EUR 250.000,00",
    "12.5% of 7,214 cases in 236 groups",
    "interval 0.29 to 0.33 at threshold 0.7",
    "roc_auc 0.7312 (0.7104, 0.7520)",
    "(0.654, 0.701), (0.6541, 0.7012)",
    "-0.0123, 0.0456",
    "chi2 12.3456, 0.0004",
    "t = -2.3456, p = 0.0123",
    "65.123, 70.456",
    "mean 34.5678 (sd 12.3456)",
    "34.5678 / 12.3456",
    "brier 0.123456 0.654321",
    "port code 2704, 3001 and 0901",
    "ports 2704-3001 were left out",
    "districts 24, 25, 26 and 29",
    "threshold 0.5; cost ratio 1:10",
    "2026-01-31T23:59:59Z",
    "from 2026-01-01T00:00:00Z to 2026-03-31T23:59:59Z",
    "between 2026-01-01 and 2026-12-31",
    "on 01/31/2026 and 31.12.2026",
    "in Q3/2026, FY2025-2026",
    "the period 2024-10-01/2025-09-30",
    "extract 20260131, rerun 20260201",
    "A 20260131 extract was used",
    "rows 1000000 to 2000000 of 123456789",
    "a table of 123456789 rows",
    "a sample of 1000000000 rows",
    "counts 202 456 1414",
    "counts 12, 45, 6789",
    "cells 123, 45, 6789",
    "tp 123 fp 45 tn 6789",
    "rule min-auc, rule equal-odds-2",
    "policy crossing-2026-01 of 2026-01-15",
    "policy P-2026-017, section 4.2(b)",
    "rule id FPR-RATIO-4 at 1.25",
    "8 U.S.C. 1367; 5 U.S.C. 552a(e)(10)",
    "6 CFR 5.20 and DHS MD 047-01-001",
    "OMB M-25-21, NIST SP 800-53 Rev. 5",
    "PIA DHS/CBP/PIA-006(e) of 2017-01-13",
    "SORN DHS/CBP-006, 77 FR 30297",
    "ticket CHG0012345 and RC-123",
    "redress case RC-2026-00123",
    "job-12, request nightly-2026-01-31",
    "the policy calls for 1000000 rows",
    "called on 2026-01-31 by the office",
    "called at 12:30 on 20260131",
    "the call of 2026-01-31 at 12:30 UTC",
    "review call held 2026-02-01, 14 present",
    "passport fields were dropped on 2026-01-15",
    "visa class B1/B2 is left out",
    "the SSN column was removed before 2026",
    "the columns ssn, phone and e-mail were dropped",
    "no phone numbers, no e-mail addresses",
    "cards of lanes@1 were printed on 2026-02-01",
    "the license of the library is MIT 2.0",
    "values at the dot plot show it",
    "mean at site 12 dot com port",
    "published at example.org",
    "fitted at 0.7 precision at 100",
    "precision @ 0.7, recall @ 100",
    "hits@10, map@100, ndcg@20",
    "a@2x.png",
    "docs at https://example.org/models/x",
    "see https://www.cbp.gov/document/2026",
    "ratio 1.2345 to 1.3456",
    "20\302\260C at the port, 45\302\260 angle",
    "50 N of 60 W cells",
    "seed 1748503543, epoch ms 1748503543012",
    "seed 42, k=5, T=11",
    "p < 0.0001, n = 12345678",
    "12345678 rows were read in 123 s",
    "1.23E+08 rows",
    "IQR 12.3-45.6, 78.9",
    "bins 0-10-20-30",
    "hash 0x1f2e3d4c",
    "urn:uuid:123e4567-e89b-12d3-a456-426614174000",
    "range 2024-10 to 2026-01",
    "45 of 123, 6789 of 12000",
    "100-200-3000 trees were tried",
    "grids 10.20.3000",
    "table 12.3.4, figure 5.6",
    "weights 0.1234 0.5678 0.9012",
    "latency 12.3456 ms, 45.6789 ms",
    "90 days until 2026-06-30",
    "Jane Doe of the privacy office agreed",
    "approved by Dr. Smith, chief of unit 12",
    "cases-2026-01.csv",
    "crossings_20260131_part-0001.csv.gz",
    "cases 2026-01-31.csv",
    "odbc:warehouse/cases",
    "/data/2026/01/31/cases_v1.2.3.parquet",
    "duckdb:/data/2025/cases.duckdb/rows_2025",
    "n-123",
    "made for the trial of 2026; see audit/12",
    "Applicants from 2025-10-01 on",
    "travellers: 7,214 in 2025",
    "1,234,567 persons in 12 ports",
    "person-days 1234567",
    "the text of 2026-01-15 was amended",
    "contact the office by 2026-03-31",
    "ring 3 of 5",
    "1st call: 5,000 rows; 2nd call: 10,000 rows",
    "kept as long as 0.7012 holds",
    "the SSN was dropped in 2025",
    "a passport check of 2026-01-15",
    "value_at_risk at the 0.95 level",
    "model_card_2026_01",
    "visa_class_20260131",
    "rows: 123456789; columns: 12",
    "the first 123456789 of 987654321 rows",
    "tp/fp/tn 123/45/678",
    "f1=0.712, auc=0.801",
    "k=5/T=11",
    "0.65/0.70/0.7512",
    "alpha=0.05; beta=0.2000",
    "1.234.567,89 EUR",
    "USD 12 345 678.90",
    "12 345 678 rows",
    "A/B test of 2026",
    "A 12 to 3 vote",
    "a 90-day period",
    "A1, A2 and A10",
    "grade A 2026",
    "table A-12, annex A.3.1",
    "annex A 2026-01-15",
    "A-2026-017",
    "case 2026-A-00123",
    "CHG-2026-000123",
    "INC0012345678",
    "SR-00012345",
    "PR-12345678",
    "JIRA GAUGE-1234",
    "issue #1234567",
    "pull request #12345",
    "event#12345678",
    "docket 2026-00123",
    "order no. 2026/00123",
    "Docket No. DHS-2026-0012",
    "contact: privacy office, room 12-345",
    "contact the owner before 2026-03-31 12:30",
    "reach 0.65 by 2026",
    "reached 1,000,000 rows",
    "reached 12345678 rows",
    "the phone column has 1000000 rows",
    "the e-mail columns were dropped from cases@2",
    "text of 1000 to 2000 characters",
    "ring 1 of 3 rolled out at 10:30:00",
    "cell 3 of table 4 is 12",
    "cells under 11 are hidden",
    "mobile lanes 2704 and 3001",
    "mobile inspection units 12, 13",
    "fax lines are out of scope",
    "license BSD-3-Clause",
    "policy no. 17 of 2026",
    "passport type P, 12 countries",
    "visa waiver programme 2026",
    "visa refusals 2024-2026",
    "social security fields are not used",
    "dates of birth are binned by 10 years",
    "birth year 1980 to 1990",
    "born before 1990 in 12.5%",
    "age 18-65",
    "account sam was disabled on 2026-01-15",
    "account 12 roles",
    "card of lanes@1 printed 2026-01-15",
    "cards 1 to 16",
    "gpu 0000:01:00.0",
    "10:30:00-11:30:00",
    "GMT+01:00",
    "UTC-05:00",
    "x86_64-linux-gnu",
    "gcc 12.2.0-14",
    "numpy==1.26.4, scikit-learn==1.4.0",
    "lanes@1.2.3",
    "lanes@2026-01",
    "lanes @ champion",
    "see lanes@champion.",
    "dataset:cases@latest,model:lanes@previous",
    "at localhost",
    "at www.example.org",
    "deployed at 12 dot 5",
    "mean at 0.5 dot product",
    "dot product at com port",
    "60.12345",
    "scale 12.34567 only",
    "51.5 N, 0.1 W",
    "ports at 51 N",
};

static const char *kind_of(const char *text, size_t n)
{
    const gg_identifier_kind *kind = NULL;

    ck_assert_int_eq(gg_identifier_search(text, n, NULL, &kind, NULL), GG_OK);
    return kind ? kind->name : "nothing";
}

START_TEST(identifiers_in_varied_spellings)
{
    for (size_t i = 0; i < EACH(identifiers); i++) {
        const char *kind = kind_of(identifiers[i].text, strlen(identifiers[i].text));

        ck_assert_msg(strcmp(kind, identifiers[i].kind) == 0, "%s, not %s, in \"%s\"", kind,
                      identifiers[i].kind, identifiers[i].text);
    }
}
END_TEST

START_TEST(harmless_sentences)
{
    for (size_t i = 0; i < EACH(harmless); i++) {
        const char *kind = kind_of(harmless[i], strlen(harmless[i]));

        ck_assert_msg(strcmp(kind, "nothing") == 0, "%s in \"%s\"", kind, harmless[i]);
    }
}
END_TEST

/* Neighbours make no identifier, and hide none: each within a harmless sentence. */
START_TEST(within_a_sentence)
{
    for (size_t i = 0; i < EACH(harmless); i++) {
        char text[400];
        int n = snprintf(text, sizeof text, "Seen: %s. (078-05-1120); %s", harmless[i],
                         harmless[EACH(harmless) - 1 - i]);

        ck_assert_msg(strcmp(kind_of(text, (size_t)n), "nothing") != 0, "\"%s\"", text);
        n = snprintf(text, sizeof text, "%s. And so: %s", harmless[i], harmless[i]);
        ck_assert_msg(strcmp(kind_of(text, (size_t)n), "nothing") == 0, "\"%s\"", text);
    }
}
END_TEST

/* A search in columns is as before: there a share or a name decides. */
START_TEST(columns_are_not_stricter)
{
    static const char *const cells[] = {"078-05-1120", "123/45/6789",    "123.45.6789",
                                        "A123456789",  "123456789",      "2024561414",
                                        "078051120",   "jdoe@localhost", "0044 20 7946 0958"};

    for (size_t i = 0; i < EACH(cells); i++) {
        gg_identifier_hit hits[8];
        size_t n;

        ck_assert_int_eq(gg_identifier_find(cells[i], strlen(cells[i]), NULL, hits, 8, &n, NULL),
                         GG_OK);
        for (size_t k = 0; k < n; k++)
            ck_assert_msg(hits[k].level <= GG_LEVEL_INFO, "%s", cells[i]);
    }
}
END_TEST

static void refused(gg_status st, gg_error *err, const char *where, const char *kind)
{
    char line[1200];

    ck_assert_int_eq(st, GG_E_INPUT);
    gg_error_format(err, line, sizeof line);
    ck_assert_msg(strstr(line, where) && strstr(line, kind), "%s", line);
    ck_assert_ptr_null(strstr(line, "6789"));
    ck_assert_ptr_null(strstr(line, "doe"));
    gg_error_init(err);
}

START_TEST(a_refusal_says_kind_and_shape)
{
    static const char text[] = "of SSN 123/45/6789";
    gg_error err;

    gg_error_init(&err);
    refused(gg_identifier_refuse(text, strlen(text), NULL, &err), &err, "ddd/dd/dddd", "ssn");
    refused(gg_identifier_refuse("123456789", 9, NULL, &err), &err, "ddddddddd", "ssn");
    refused(gg_identifier_refuse_text("mailto:jdoe", "--title", &err), &err, "--title", "email");
    ck_assert_int_eq(gg_identifier_refuse_text(NULL, "--title", &err), GG_OK);
    ck_assert_int_eq(gg_identifier_refuse_text("", "--title", &err), GG_OK);
    ck_assert_int_eq(gg_identifier_refuse_text("see 4.2", "--title", &err), GG_OK);
}
END_TEST

START_TEST(documents_are_looked_through)
{
    static const char digest[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    json_t *fine = json_pack("{s:[s, s, s], s:i, s:n}", "seen", digest, "aaaa@aaaa.aaa",
                             "ad122b9dba03eeb9", "n", 123456789, "nothing");
    json_t *deep = json_pack("{s:[{s:s}]}", "list", "note", "A123456789");
    json_t *key = json_pack("{s:{s:i}}", "columns", "jdoe@localhost", 1);
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_identifier_refuse_value(NULL, NULL, &err), GG_OK);
    ck_assert_int_eq(gg_identifier_refuse_value(fine, NULL, &err), GG_OK);
    refused(gg_identifier_refuse_value(deep, "manifest", &err), &err, "note", "a_number");
    refused(gg_identifier_refuse_value(key, "manifest", &err), &err, "columns", "email");
    json_decref(fine);
    json_decref(deep);
    json_decref(key);
}
END_TEST

/* What is cut anywhere, or holds bytes that are no text, is read within its bounds: a copy of just
 * that length, which a sanitizer watches. */
START_TEST(cut_texts)
{
    for (size_t i = 0; i < EACH(identifiers); i++)
        for (size_t n = 0; n <= strlen(identifiers[i].text); n++) {
            char *copy = malloc(n + 1);

            ck_assert_ptr_nonnull(copy);
            memcpy(copy, identifiers[i].text, n);
            kind_of(copy, n);
            copy[n / 2] = '\0';
            kind_of(copy, n);
            copy[n / 2] = '\302';
            kind_of(copy, n);
            free(copy);
        }
}
END_TEST

/* Done within the limit of a test: a search whose steps grew with the square would not be. */
START_TEST(long_sentences_are_done)
{
    /* Words behind which each numeral is looked at as a cell take longest. */
    static const struct {
        const char *piece;
        size_t size;
    } all[] = {{"1 ", 1 << 18},        {"123-", 1 << 18},      {"A 1", 1 << 18},
               {"@ ", 1 << 18},        {" at a dot", 1 << 18}, {"1.2345,", 1 << 18},
               {"\302\2601", 1 << 18}, {" ", 1 << 19},         {"( ", 1 << 18},
               {"at ", 1 << 18},       {"mailto:", 1 << 18},   {"12-34-", 1 << 18},
               {"call 1 ", 1 << 14},   {"a_1.b ", 1 << 14}};
    char *text = malloc((1 << 19) + 16);

    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < EACH(all); i++) {
        size_t m = strlen(all[i].piece), n = all[i].size / m * m;

        for (size_t at = 0; at < n; at += m)
            memcpy(text + at, all[i].piece, m);
        kind_of(text, n);
    }
    free(text);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, identifiers_in_varied_spellings);
    tcase_add_test(tc, harmless_sentences);
    tcase_add_test(tc, within_a_sentence);
    tcase_add_test(tc, columns_are_not_stricter);
    tcase_add_test(tc, a_refusal_says_kind_and_shape);
    tcase_add_test(tc, documents_are_looked_through);
    tcase_add_test(tc, cut_texts);
    tcase_add_test(tc, long_sentences_are_done);
}

GG_TEST_MAIN("privacy/prose")
