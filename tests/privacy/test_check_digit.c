/*
 * Check digits and number ranges. Expected values: computed with a Python program written apart
 * from this library from the issuers' rules; binomial tails with scipy.stats.binom.sf; the travel
 * document line is the specimen of ICAO Doc 9303.
 */
#include "gauger/privacy/check_digit.h"

#include <string.h>

#include "suite.h"

#define EACH(array) (sizeof(array) / sizeof(array)[0])

START_TEST(ssn_classes)
{
    static const struct {
        const char *text;
        gg_ssn_class want;
    } cases[] = {
        {"123-45-6789", GG_SSN_OK},
        {"078-05-1120", GG_SSN_SPECIMEN},
        {"219-09-9999", GG_SSN_SPECIMEN},
        {"078051120", GG_SSN_SPECIMEN},
        {"000-12-3456", GG_SSN_REJECT_AREA},
        {"666-12-3456", GG_SSN_REJECT_AREA},
        {"899-12-3456", GG_SSN_OK},
        {"900-12-3456", GG_SSN_REJECT_AREA},
        {"900-70-3456", GG_SSN_ITIN},
        {"987-65-4321", GG_SSN_ITIN},
        {"912-93-1234", GG_SSN_ATIN},
        {"912-66-1234", GG_SSN_REJECT_AREA},
        {"912-89-1234", GG_SSN_REJECT_AREA},
        {"912-50-1234", GG_SSN_ITIN},
        {"912-49-1234", GG_SSN_REJECT_AREA},
        {"912-99-1234", GG_SSN_ITIN},
        {"123-00-6789", GG_SSN_REJECT_GROUP},
        {"123-45-0000", GG_SSN_REJECT_GROUP},
        {"123456789", GG_SSN_OK},
        {"123 45 6789", GG_SSN_OK},
        {"123-45 6789", GG_SSN_NO_MATCH},
        {"12-345-6789", GG_SSN_NO_MATCH},
        {"123-45-678", GG_SSN_NO_MATCH},
        {"123-45-67890", GG_SSN_NO_MATCH},
        {"123.45.6789", GG_SSN_NO_MATCH},
        {"", GG_SSN_NO_MATCH},
        {"12345678a", GG_SSN_NO_MATCH},
        {"123--5-6789", GG_SSN_NO_MATCH},
    };

    for (size_t i = 0; i < EACH(cases); i++)
        ck_assert_msg(gg_ssn_check(cases[i].text, strlen(cases[i].text)) == cases[i].want, "%s",
                      cases[i].text);
}
END_TEST

/* Of 100,000 nine-digit numbers from a fixed stride, as many pass as the rules leave: 0.888931. */
START_TEST(ssn_rules_leave_most_numbers)
{
    unsigned passed = 0;

    for (unsigned i = 0; i < 100000; i++) {
        char digits[10];

        snprintf(digits, sizeof digits, "%09llu", (i * 618033989ULL + 7) % 1000000000ULL);
        passed +=
            gg_ssn_check(digits, 9) == GG_SSN_OK || gg_ssn_check(digits, 9) == GG_SSN_SPECIMEN;
    }
    ck_assert_msg(fabs(passed / 100000.0 - 0.888931098) < 0.005, "%u", passed);
}
END_TEST

START_TEST(luhn)
{
    static const struct {
        const char *digits;
        bool passes, card;
    } cases[] = {
        {"4111111111111111", true, true},  {"4111111111111112", false, true},
        {"378282246310005", true, true},   {"5555555555554444", true, true},
        {"1748503543012", true, false}, /* milliseconds since 1970 */
        {"1647725122227", true, false},    {"20260823000001", true, false}, /* a clock stamp */
        {"6011111111111117", true, true},  {"3530111333300000", true, true},
        {"30569309025904", true, true},    {"2223003122003222", true, true},
        {"2720999999999996", true, true},  {"6762000000000002", false, true},
        {"0000000000000000", true, false}, {"41111111111111111", false, false},
    };

    for (size_t i = 0; i < EACH(cases); i++) {
        size_t n = strlen(cases[i].digits);

        ck_assert_msg(gg_luhn_check(cases[i].digits, n) == cases[i].passes, "%s", cases[i].digits);
        ck_assert_msg(gg_card_issuer_check(cases[i].digits, n) == cases[i].card, "%s",
                      cases[i].digits);
    }
    ck_assert(!gg_luhn_check("", 0));
    ck_assert(!gg_luhn_check("0", 1));
    ck_assert(!gg_luhn_check("41111111111x1111", 16));
    ck_assert(!gg_card_issuer_check("411111111111", 12));
    ck_assert(!gg_card_issuer_check("4111x11111111111", 16));
}
END_TEST

START_TEST(every_changed_digit_breaks_luhn)
{
    char digits[] = "4111111111111111";

    for (size_t i = 0; i < 16; i++)
        for (char c = '0'; c <= '9'; c++) {
            char kept = digits[i];

            digits[i] = c;
            ck_assert_int_eq(gg_luhn_check(digits, 16), c == kept);
            digits[i] = kept;
        }
}
END_TEST

START_TEST(iban)
{
    bool form;

    ck_assert(gg_iban_check("GB82WEST12345698765432", 22, &form) && form);
    ck_assert(!gg_iban_check("GB82WEST12345698765431", 22, &form) && form);
    ck_assert(gg_iban_check("DE89370400440532013000", 22, NULL));
    ck_assert(gg_iban_check("gb82 west 1234 5698 7654 32", 27, NULL));
    ck_assert(gg_iban_check("NO9386011117947", 15, NULL));
    ck_assert(!gg_iban_check("GB82WEST1234569876543", 21, &form) && !form);
    ck_assert(!gg_iban_check("ZZ82WEST12345698765432", 22, &form) && !form);
    ck_assert(!gg_iban_check("GBX2WEST12345698765432", 22, &form) && !form);
    ck_assert(!gg_iban_check("GB82WEST12345698765432GB82WEST12345698765432", 44, &form));
    ck_assert(!gg_iban_check("", 0, &form) && !form);
    ck_assert(!gg_iban_check("GB82-WEST-123456987654", 22, &form) && !form);
}
END_TEST

START_TEST(vin)
{
    bool form;

    ck_assert(gg_vin_check("1M8GDM9AXKP042788", 17, &form) && form);
    ck_assert(gg_vin_check("1m8gdm9axkp042788", 17, &form));
    ck_assert(!gg_vin_check("1M8GDM9A1KP042788", 17, &form) && form);
    ck_assert(gg_vin_check("11111111111111111", 17, &form));
    ck_assert(!gg_vin_check("ABCDEFGH1JKLMNPRS", 17, &form) && form);
    ck_assert(!gg_vin_check("1M8GDM9AXKP04278O", 17, &form) && !form);
    ck_assert(!gg_vin_check("1M8GDM9AXKP04278", 16, &form) && !form);
}
END_TEST

START_TEST(numbers_of_banks_and_providers)
{
    bool form;

    ck_assert(gg_aba_check("021000021", 9));
    ck_assert(!gg_aba_check("123456789", 9));
    ck_assert(!gg_aba_check("000000000", 9));
    ck_assert(!gg_aba_check("02100002", 8));
    ck_assert(gg_npi_check("1234567893", 10));
    ck_assert(!gg_npi_check("1234567890", 10));
    ck_assert(!gg_npi_check("3234567893", 10));
    ck_assert(!gg_npi_check("123456789", 9));
    ck_assert(gg_dea_check("AB1234563", 9, &form) && form);
    ck_assert(!gg_dea_check("AB1234564", 9, &form) && form);
    ck_assert(gg_dea_check("A91234563", 9, &form));
    ck_assert(!gg_dea_check("1B1234563", 9, &form) && !form);
    ck_assert(!gg_dea_check("AB123456", 8, &form) && !form);
}
END_TEST

#define TD3 "L898902C36UTO7408122F1204159ZE184226B<<<<<10"

START_TEST(travel_document_digits)
{
    ck_assert_int_eq(gg_mrz_digit(TD3, 9), 6);
    ck_assert_int_eq(gg_mrz_digit(&TD3[13], 6), 2);
    ck_assert_int_eq(gg_mrz_digit(&TD3[21], 6), 9);
    ck_assert_int_eq(gg_mrz_digit(&TD3[28], 14), 1);
    ck_assert_int_eq(gg_mrz_digit("520727", 6), 3);
    ck_assert_int_eq(gg_mrz_digit("AB2134<<<", 9), 5);
    ck_assert_int_eq(gg_mrz_digit("", 0), 0);
    ck_assert_int_eq(gg_mrz_digit("abc", 3), -1);
}
END_TEST

START_TEST(travel_document_lines)
{
    static const char *const lines[] = {
        TD3,
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "I<UTOD231458907<<<<<<<<<<<<<<<", /* TD1, the three lines of the specimen */
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        "D231458907UTO7408122F1204159<<<<<<<6",         /* TD2 */
        "L8988901C4XXX4009078F96121096ZE184226B<<<<<<", /* MRV-A: no composite digit */
    };

    for (size_t i = 0; i < EACH(lines); i++)
        ck_assert_msg(gg_mrz_line_check(lines[i], strlen(lines[i])), "%s", lines[i]);
}
END_TEST

START_TEST(broken_travel_document_lines)
{
    static const size_t checked[] = {1, 9, 13, 19, 21, 27};
    char line[] = TD3;

    for (size_t i = 0; i < EACH(checked); i++) {
        char kept = line[checked[i]];

        line[checked[i]] = kept == '1' ? '2' : '1';
        ck_assert_msg(!gg_mrz_line_check(line, 44), "changed at %zu", checked[i]);
        line[checked[i]] = kept;
    }
    ck_assert(!gg_mrz_line_check(TD3, 43));
    ck_assert(!gg_mrz_line_check("QWxhZGRpbjpvcGVuIHNlc2FtZUFsYWRkaW46b3BlbiB2", 44));
    ck_assert(!gg_mrz_line_check("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQR", 44));
    ck_assert(!gg_mrz_line_check("7413322F1204159UTO<<<<<<<<<<<6", 30)); /* month 13 */
    ck_assert(!gg_mrz_line_check("123456789012345678901234567890", 30));
    ck_assert(!gg_mrz_line_check("\0<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", 44));
}
END_TEST

START_TEST(binomial_tails)
{
    ck_close(gg_binomial_tail(12, 20, 0.1), 5.814917984782005e-08, 1e-10);
    ck_close(gg_binomial_tail(30, 200, 0.1), 0.016326565931766502, 1e-10);
    ck_close(gg_binomial_tail(6, 6, 0.1), 1e-6, 1e-10);
    ck_close(gg_binomial_tail(1, 10, 0.1), 0.6513215599, 1e-10);
    ck_close(gg_binomial_tail(1, 1000, 0.1), 1.0, 1e-12);
    ck_close(gg_binomial_tail(200, 1000, 1.0 / 11), 4.4385916392466009e-26, 1e-9);
    ck_assert(gg_binomial_tail(0, 10, 0.1) == 1);
    ck_assert(gg_binomial_tail(11, 10, 0.1) == 0);
    ck_assert(gg_binomial_tail(1000000, 1000000, 0.1) == 0); /* below the smallest double */
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, ssn_classes);
    tcase_add_test(tc, ssn_rules_leave_most_numbers);
    tcase_add_test(tc, luhn);
    tcase_add_test(tc, every_changed_digit_breaks_luhn);
    tcase_add_test(tc, iban);
    tcase_add_test(tc, vin);
    tcase_add_test(tc, numbers_of_banks_and_providers);
    tcase_add_test(tc, travel_document_digits);
    tcase_add_test(tc, travel_document_lines);
    tcase_add_test(tc, broken_travel_document_lines);
    tcase_add_test(tc, binomial_tails);
}

GG_TEST_MAIN("privacy/check_digit")
