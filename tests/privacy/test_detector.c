/* Each kind of identifier in a column: what it takes to be found, and what looks like it. */
#include "privacy/checked.h"

#define EACH(array) (sizeof(array) / sizeof(array)[0])
#define CELLS       12

typedef struct column_case {
    const char *name, *kind, *level;
    const char *cells[CELLS];
} column_case;

static void try_cases(const column_case *cases, size_t n_cases)
{
    for (size_t i = 0; i < n_cases; i++) {
        size_t n = 0;
        checked c;

        while (n < CELLS && cases[i].cells[n])
            n++;
        c = check_column(cases[i].name, cases[i].cells, n);
        ck_assert_msg(strcmp(level_in(&c, cases[i].name, cases[i].kind), cases[i].level) == 0,
                      "%s in column \"%s\" of \"%s\": %s, expected %s", cases[i].kind,
                      cases[i].name, cases[i].cells[0], level_in(&c, cases[i].name, cases[i].kind),
                      cases[i].level);
        checked_release(&c);
    }
}

START_TEST(social_security_numbers)
{
    static const column_case cases[] = {
        {"note", "ssn", "block", {"x", "123-45-6789", "y"}},
        {"note", "ssn", "block", {"x", "123 45 6789"}},
        {"note", "ssn", "block", {"the number 123-45-6789 was given", "y"}},
        {"note", "ssn", "block", {"id=123-45-6789;ok"}},
        {"note", "ssn", "block", {"{'ssn':'123-45-6789'}"}},
        {"note", "ssn", "block", {"a/123-45-6789/b"}},
        {"note", "ssn", "block", {"case_123-45-6789"}},
        {"note", "ssn", "none", {"of type AB123-45-6789 or so", "QX123-45-6789"}},
        {"note",
         "ssn",
         "block",
         {"123\xc2\xa0"
          "45\xc2\xa0"
          "6789"}}, /* no-break spaces */
        {"note",
         "ssn",
         "block",
         {"123\xe2\x80\x91"
          "45\xe2\x80\x91"
          "6789"}}, /* U+2011 */
        {"note",
         "ssn",
         "block",
         {"123\xe2\x80\x93"
          "45\xe2\x80\x93"
          "6789"}},                                                                 /* en dash */
        {"note", "ssn", "block", {"\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93-45-6789"}}, /* full width */
        {"note",
         "ssn",
         "block",
         {"123-4\xe2\x80\x8b"
          "5-6789"}}, /* no width */
        {"note", "ssn", "block", {"'123-45-6789'"}},
        {"note", "ssn", "none", {"123-45 6789", "12-345-6789", "000-12-3456", "666-12-3456"}},
        {"note", "ssn", "none", {"123-00-6789", "123-45-0000", "1123-45-6789", "123-45-67890"}},
        {"note", "ssn_specimen", "info", {"078-05-1120"}},
        {"note", "ssn", "none", {"078-05-1120", "219-09-9999"}},
    };

    try_cases(cases, EACH(cases));
}
END_TEST

START_TEST(social_security_numbers_without_dashes)
{
    static const column_case cases[] = {
        {"code",
         "ssn",
         "review",
         {"123456789", "234567891", "345678912", "456789123", "567891234"}},
        {"code",
         "ssn",
         "review",
         {"123456789.0", "234567891.0", "345678912.0", "456789123.0", "567891234.0"}},
        {"code",
         "ssn",
         "review",
         {"123456789", "NA", "234567891", "n/a", "345678912", "unknown", "456789123", "?",
          "567891234", "-"}},
        {"code", "ssn", "none", {"123456789", "234567891", "345678912", "456789123"}},
        {"code",
         "ssn",
         "none",
         {"123456789", "234567891", "345678912", "456789123", "567891234", "000123456"}},
        {"note",
         "ssn",
         "none",
         {"no 123456789 a", "no 234567891 b", "no 345678912 c", "no 456789123 d",
          "no 567891234 e"}},
        {"ssn", "ssn", "block", {"123456789", "x"}},
        {"applicantSSN", "ssn", "block", {"123456789"}},
        {"ssn", "ssn", "block", {"1234567"}},  /* leading zeros lost */
        {"ssn", "ssn", "block", {"1.23E+08"}}, /* through a spreadsheet */
        {"ssn_last4", "ssn", "block", {"6789"}},
        {"ssn", "ssn", "block", {"XXX-XX-6789"}},
        {"ssn", "ssn", "block", {"***-**-6789"}},
        {"ssn_verified", "ssn", "none", {"yes", "no", "1", "0"}},
        {"session", "ssn", "none", {"123456789", "6789", "1234567"}},
        {"tin", "itin", "block", {"912701234"}},
        {"note", "itin", "block", {"912-70-1234"}},
        {"note", "itin", "block", {"912-93-1234"}},
        {"note", "itin", "none", {"912-66-1234"}},
        {"note", "ssn", "none", {"987-65-4321"}},
        {"note", "itin", "block", {"987-65-4321"}},
    };

    try_cases(cases, EACH(cases));
}
END_TEST

START_TEST(immigration_and_travel)
{
    static const column_case cases[] = {
        {"note", "a_number", "block", {"A-123-456-789"}},
        {"note", "a_number", "block", {"A123-456-789"}},
        {"note", "a_number", "block", {"his A 123 456 789", "A123-456-789 and more"}},
        {"product", "a_number", "none", {"A1234567", "B22", "C1"}},
        {"product",
         "a_number",
         "review",
         {"A12345678", "A12345679", "A12345670", "A12345671", "A12345672"}},
        {"alien_number", "a_number", "block", {"A1234567"}},
        {"uscis_no", "a_number", "block", {"012345678"}},
        {"alien_status", "a_number", "none", {"resident", "none"}},
        {"note", "uscis_receipt", "block", {"EAC2012345678"}},
        {"note", "uscis_receipt", "block", {"case_EAC2012345678"}},
        {"note", "uscis_receipt", "block", {"case wac-20-123-45678 is open"}},
        {"note", "uscis_receipt", "none", {"ABC2012345678", "CWA2012345678"}},
        {"i94", "i94", "block", {"12345678901"}},
        {"I-94 number", "i94", "block", {"123456789A1"}},
        {"code", "i94", "none", {"12345678901"}},
        {"code",
         "i94",
         "review",
         {"123456789A1", "123456789B2", "223456789A1", "323456789A1", "423456789A1"}},
        {"sevis_id", "sevis", "block", {"N0012345678"}},
        {"code", "sevis", "review", {"N0012345678", "N0012345679", "N0012345670"}},
        {"visa", "visa_foil", "block", {"12345678", "A1234567"}},
        {"visa", "visa_foil", "none", {"H1B", "F1", "J1"}},
        {"passport", "passport", "block", {"123456789"}},
        {"passport_no", "passport", "block", {"C01234567"}},
        {"passport", "passport", "none", {"yes", "no", "US", "expired"}},
        {"item", "passport", "none", {"C01234567"}},
        {"note", "passport_mrz", "block", {"L898902C36UTO7408122F1204159ZE184226B<<<<<10"}},
        {"note", "passport_mrz", "block", {"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"}},
        {"note",
         "passport_mrz",
         "block",
         {"I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6"
          "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"}},
        {"note", "passport_mrz", "none", {"L898902C46UTO7408122F1204159ZE184226B<<<<<10"}},
        {"driver_license", "driver_licence", "block", {"D1234567"}},
        {"licence_no", "driver_licence", "block", {"S123-456-78-901-0"}},
        {"license", "driver_licence", "none", {"CC-BY", "MIT", "GPL"}},
        {"public", "driver_licence", "none", {"D1234567"}},
        {"level", "driver_licence", "none", {"D3", "H1", "D1234567"}},
        {"plate", "number_plate", "review", {"ABC1234", "7XYZ123"}},
        {"template", "number_plate", "none", {"ABC1234", "7XYZ123"}},
    };

    try_cases(cases, EACH(cases));
}
END_TEST

START_TEST(cards_and_accounts)
{
    static const column_case cases[] = {
        {"note", "payment_card", "block", {"4111 1111 1111 1111"}},
        {"note", "payment_card", "block", {"paid with 4111-1111-1111-1111 today"}},
        {"note", "payment_card", "block", {"3782 822463 10005"}},
        {"note", "payment_card", "none", {"4111 1111 1111 1112"}},
        {"note", "payment_card", "none", {"4111111111111111", "4111111111111112"}},
        {"card_number", "payment_card", "block", {"4111111111111111"}},
        {"pan", "payment_card", "none", {"4111111111111112"}},
        {"ref",
         "payment_card",
         "review",
         {"4111111111111111", "5555555555554444", "378282246310005"}},
        {"ref",
         "payment_card",
         "block",
         {"4111111111111111", "5555555555554444", "378282246310005", "6011111111111117",
          "3530111333300000", "30569309025904", "2223003122003222"}},
        {"run_at",
         "payment_card",
         "none",
         {"1748503543012", "1647725122227", "1748503543020", "1748503543038", "1748503543046"}},
        {"stamp", "payment_card", "none", {"20260823000001", "20260823000019"}},
        {"same",
         "payment_card",
         "none",
         {"4111111111111111", "4111111111111111", "4111111111111111", "4111111111111111",
          "4111111111111111", "4111111111111111", "4111111111111111", "4111111111111111"}},
        {"code",
         "account_number",
         "review",
         {"1000000000009", "1000000000017", "1000000000025", "1000000000033", "1000000000041",
          "1000000000058", "1000000000066"}},
        {"account_no", "account_number", "block", {"000123456"}},
        {"account_balance", "account_number", "none", {"123456", "98765"}},
        {"note", "iban", "block", {"GB82 WEST 1234 5698 7654 32"}},
        {"note", "iban", "block", {"DE89370400440532013000"}},
        {"note", "iban", "none", {"GB82WEST12345698765431", "GB82WEST12345698765430"}},
        {"code", "bank_routing", "none", {"021000021"}},
        {"routing_number", "bank_routing", "info", {"021000021"}},
        {"npi", "provider_number", "block", {"1234567893"}},
        {"code", "provider_number", "none", {"1234567893", "1234567890"}},
        {"dea", "dea_number", "block", {"AB1234563"}},
        {"code", "dea_number", "none", {"AB1234563", "AB1234564"}},
        {"note", "medicare_number", "review", {"1EG4-TE5-MK73", "1EG4TE5MK72", "2EG4TE5MK73"}},
        {"mbi", "medicare_number", "block", {"1EG4TE5MK73"}},
        {"code", "medicare_number", "none", {"1SG4TE5MK73", "0EG4TE5MK73", "11G4TE5MK73"}},
        {"mrn", "medical_record", "block", {"00123456"}},
        {"vin", "vin", "block", {"WDB1110561A123456"}},
        {"car", "vin", "review", {"1M8GDM9AXKP042788"}},
        {"car", "vin", "none", {"1M8GDM9A1KP042788", "1M8GDM9AXKP042788"}},
        {"car", "vin", "none", {"11111111111111111"}},
        {"imei", "device_number", "block", {"490154203237518"}},
        {"device_type", "device_number", "none", {"phone1234567", "tablet"}},
    };

    try_cases(cases, EACH(cases));
}
END_TEST

/* 20 digit strings of which 12 pass are no accident, 30 of 200 are: the two cases of the design. */
START_TEST(luhn_is_judged_by_the_column)
{
    static const struct {
        unsigned n, passing;
        const char *level;
    } cases[] = {{20, 12, "block"}, {200, 30, "none"}, {200, 60, "block"}, {20, 6, "none"}};

    for (size_t k = 0; k < EACH(cases); k++) {
        gg_buf text;
        checked c;

        gg_buf_init(&text, 0);
        gg_buf_puts(&text, "reference,x\n");
        for (unsigned i = 0; i < cases[k].n; i++) {
            char digits[32];
            unsigned sum = 0, check;

            snprintf(digits, sizeof digits, "4%014u", i * 7919u);
            for (unsigned j = 0; j < 15; j++) {
                unsigned d = (unsigned)(digits[14 - j] - '0') * (j % 2 ? 1 : 2);

                sum += d > 9 ? d - 9 : d;
            }
            check = (10 - sum % 10) % 10;
            if (i >= cases[k].passing)
                check = (check + 1) % 10;
            gg_buf_printf(&text, "%s%u,1\n", digits, check);
        }
        c = check_table(text.data, NULL, NULL);
        ck_assert_str_eq(level_in(&c, "reference", "payment_card"), cases[k].level);
        checked_release(&c);
        gg_buf_release(&text);
    }
}
END_TEST

START_TEST(contact)
{
    static const column_case cases[] = {
        {"x", "email", "block", {"jane@example.org"}},
        {"x", "email", "block", {"Jane Doe <jane.doe+a@mail.example.com>", "y"}},
        {"x", "email", "block", {"mailto:jane@example.org"}},
        {"x", "email", "block", {"write to jane@example.org."}},
        {"x",
         "email",
         "block",
         {"j\xc3\xb6rg@b\xc3\xbc"
          "cher.example"}},
        {"x", "email", "block", {"a@xn--bcher-kva.xn--p1ai"}},
        {"x", "email", "none", {"user@host", "a@2x.png", "icon@3x.jpg"}},
        {"x", "email", "none", {"@jane", "jane@", "a@b@c.org", "jane@-a.org", "jane@example..org"}},
        {"x", "email", "none", {"jane@192.168.1.1", ".jane@example.org"}},
        {"x", "phone", "block", {"(202) 224-3121"}},
        {"x", "phone", "block", {"202-224-3121"}},
        {"x", "phone", "block", {"202.224.3121"}},
        {"x", "phone", "block", {"1-202-224-3121"}},
        {"x", "phone", "block", {"+12022243121"}},
        {"x", "phone", "block", {"+44 20 7946 0018"}},
        {"x", "phone", "block", {"+49 (0)30 227 32152"}},
        {"x", "phone", "block", {"call (202) 224-3121 at noon"}},
        {"x", "phone", "review", {"202-555-0143"}}, /* kept for fiction */
        {"x", "phone", "none", {"a", "b", "c", "d", "e", "f", "202-555-0143"}},
        {"phone", "phone", "block", {"202-555-0143"}},
        {"phone", "phone", "block", {"2022243121"}},
        {"mobile", "phone", "block", {"0171 1234567"}},
        {"count", "phone", "none", {"2022243121", "2022243122"}},
        {"telephone", "phone", "none", {"yes", "none"}},
        {"x", "phone", "none", {"123-456-7890", "202-124-3121", "911-224-3121"}},
        {"x", "phone", "none", {"2026-01-31", "10-20-30", "1.2.3.4", "555-0143"}},
        {"x", "url", "info", {"https://example.org/a"}},
        {"homepage", "url", "review", {"https://example.org/jane"}},
        {"twitter", "handle", "review", {"@jane", "@joe"}},
        {"username", "handle", "review", {"jane99", "joe_b"}},
        {"login_days", "handle", "none", {"12", "3"}},
        {"x", "street_address", "review", {"12 Main St", "7 Oak Avenue", "1600 Elm Blvd Apt 4"}},
        {"x", "street_address", "none", {"12 Main St", "abc", "def", "ghi", "jkl"}},
        {"address", "street_address", "block", {"Flat 3 The Mews"}},
        {"address_type", "street_address", "none", {"home", "work"}},
        {"ip_address", "street_address", "none", {"host 12 ab"}},
    };

    try_cases(cases, EACH(cases));
}
END_TEST

START_TEST(networks)
{
    static const column_case cases[] = {
        {"x", "ipv4", "review", {"8.8.4.4", "151.101.1.69"}},
        {"x", "ipv4", "review", {"GET from 151.101.1.69:443 failed"}},
        {"x", "ipv4", "review", {"151.101.0.0/16"}},
        {"version", "ipv4", "none", {"1.2.3.4", "2.10.0.1", "114.0.5735.199"}},
        {"oid", "ipv4", "none", {"1.3.6.1.4.1.311", "2.5.29.14.200.3"}},
        {"ip", "ipv4", "block", {"1.2.3.4"}},
        {"x", "ipv4", "none", {"10.0.0.1", "192.168.1.20", "172.20.3.200", "127.0.0.1"}},
        {"x", "ip_reserved", "info", {"192.168.1.20", "203.0.113.7"}},
        {"x", "ip_reserved", "info", {"2001:db8::1"}},
        {"x", "ipv4", "none", {"256.1.1.1", "01.2.3.400", "151.101.1"}},
        {"x", "ipv6", "review", {"2a00:1450:4001:81b::200e"}},
        {"client_ip", "ipv6", "block", {"2a00:1450:4001:81b::200e"}},
        {"x", "ipv6", "review", {"[2a00:1450:4001:81b::200e]:443"}},
        {"x", "ipv6", "none", {"10:20:30", "::1", "fd00::1", "ff02::1", "std::sort"}},
        {"x", "ipv6", "none", {"2001:db8::1"}},
        {"x", "mac_address", "block", {"00:1B:44:11:3a:b7"}},
        {"x", "mac_address", "block", {"00-1b-44-11-3a-b7"}},
        {"x", "mac_address", "block", {"001b.4411.3ab7"}},
        {"x", "mac_address", "none", {"10:20:30:40:50:60", "ff:ff:ff:ff:ff:ff"}},
        {"x", "mac_address", "none", {"00:1B-44:11-3a:b7", "00:1B:44:11:3a:bg"}},
        {"mac", "mac_address", "block", {"10:20:30:40:50:60"}},
    };

    try_cases(cases, EACH(cases));
}
END_TEST

START_TEST(places)
{
    static const column_case cases[] = {
        {"zip", "postal_code", "review", {"20500"}},
        {"zip_code", "postal_code", "review", {"20500-0003"}},
        {"zip", "postal_code", "review", {"2139"}}, /* leading zero lost */
        {"postcode", "postal_code", "review", {"SW1A 1AA"}},
        {"x", "postal_code", "review", {"20500-0003", "20510-0001", "02139-4307"}},
        {"x", "postal_code", "none", {"20500", "20510", "02139"}},
        {"zip3", "postal_code", "none", {"205", "021"}},
        {"zip", "postal_code", "none", {"941xx", "941XX", "476**"}},
        {"zip_ratio", "postal_code", "none", {"0.205", "0.3"}},
        {"lat", "coordinates", "block", {"38.8977", "-12.345"}},
        {"longitude", "coordinates", "block", {"-77.0365"}},
        {"latitude", "coordinates", "none", {"38.9", "39.0", "40.1"}},
        {"latency", "coordinates", "none", {"38.8977", "12.345"}},
        {"x", "coordinates", "review", {"38.8977,-77.0365", "38.9072 -77.0369", "1.234,5.678"}},
        {"x",
         "coordinates",
         "review",
         {"POINT(-77.0365 38.8977)", "POINT(-77.1 38.8)", "POINT (-77.0369 38.9072)",
          "POINT (-77.0369 38.9071)"}},
        {"score", "coordinates", "none", {"0.8977", "0.0365"}},
        {"geohash", "geocode", "review", {"dqcjqc8", "dqcjqcr"}},
        {"x", "geocode", "review", {"87C4VXX7+R9", "87C4VXX7+R8", "87C4VXW7+R9"}},
        {"x", "geocode", "none", {"dqcjqc8", "a+b", "87C4VXX+R9"}},
        {"census_tract", "census_area", "review", {"11001006202"}},
        {"county_fips", "census_area", "review", {"11001"}},
        {"city", "place_name", "review", {"Boston", "Salem"}},
        {"capacity", "place_name", "none", {"Boston", "Salem"}},
        {"city_code", "place_name", "none", {"Boston", "Salem"}},
    };

    try_cases(cases, EACH(cases));
}
END_TEST

START_TEST(dates_and_ages)
{
    static const column_case cases[] = {
        {"dob", "birth_date", "block", {"1980-05-17"}},
        {"date of birth", "birth_date", "block", {"17.05.1980"}},
        {"BirthDate", "birth_date", "block", {"5/17/80"}},
        {"dob", "birth_date", "block", {"17 May 1980", "x"}},
        {"dob", "birth_date", "block", {"May 17, 1980"}},
        {"dob", "birth_date", "block", {"19800517"}},
        {"dob", "birth_date", "block", {"29358"}},     /* a spreadsheet's day */
        {"dob", "birth_date", "block", {"327369600"}}, /* seconds since 1970 */
        {"dob", "birth_date", "block", {"-1234567890"}},
        {"dob", "birth_date", "block", {"1980-05-17T00:00:00Z"}},
        {"birth_year", "birth_date", "none", {"1980", "1991"}},
        {"do_bypass", "birth_date", "none", {"1980-05-17", "1981-05-17"}},
        {"birth_weight", "birth_date", "none", {"3400", "2980"}},
        {"dob", "birth_date", "none", {"1980-13-17", "1980-02-30", "1980-05"}},
        {"x", "date", "review", {"2026-01-31", "2026-02-01", "2026-02-07"}},
        {"x", "date", "review", {"2026-01-31 10:22:03", "2026-02-01 11:00:00"}},
        {"x", "date", "review", {"20260131", "20260201", "20260207"}},
        {"x", "date", "none", {"2026-01-31", "a", "b", "c"}},
        {"x", "date", "none", {"2026-01", "2026-02", "2026-W03"}},
        {"x", "date", "none", {"2026", "2025", "1999"}},
        {"x", "date", "none", {"1.2.10", "1.2.11", "2.0.3"}},
        {"x", "date", "none", {"10-12-15", "1/2", "25 - 45"}},
        {"x", "date", "none", {"2023-02-29", "2026-04-31", "31/31/2026"}},
        {"x", "date", "review", {"2024-02-29", "x"}},
        {"age", "age_over_90", "review", {"34", "97"}},
        {"age", "age_over_90", "none", {"34", "90", "90"}},
        {"usage", "age_over_90", "none", {"34", "97"}},
        {"account_age", "age_over_90", "none", {"34", "97"}},
        {"age_months", "age_over_90", "none", {"34", "97"}},
        {"stage", "age_over_90", "none", {"97"}},
    };

    try_cases(cases, EACH(cases));
}
END_TEST

START_TEST(names_by_the_name_of_the_column)
{
    static const column_case cases[] = {
        {"first_name", "given_name", "block", {"Anna", "Bo"}},
        {"FirstName", "given_name", "block", {"Anna"}},
        {"first", "given_name", "block", {"Anna"}},
        {"first_seen", "given_name", "none", {"Anna"}},
        {"last", "family_name", "block", {"Smith"}},
        {"vorname", "given_name", "block", {"J\xc3\xb6rg"}},
        {"last name", "family_name", "block", {"O'Neil", "Smith-Jones"}},
        {"surname", "family_name", "block", {"Smith"}},
        {"full_name", "person_name", "block", {"Smith, Anna B."}},
        {"patient_name", "person_name", "block", {"Anna Smith"}},
        {"name", "name", "review", {"Anna", "Bo", "Cy"}},
        {"first_name_match", "given_name", "none", {"yes", "no"}},
        {"first_name", "given_name", "none", {"1", "0", "", "yes"}},
        {"file_name", "person_name", "none", {"report", "summary"}},
        {"feature_name", "name", "none", {"alpha", "beta"}},
        {"country_name", "name", "none", {"France", "Spain"}},
        {"surnamed", "family_name", "none", {"Smith"}},
    };

    try_cases(cases, EACH(cases));
}
END_TEST

START_TEST(codes_and_texts)
{
    static const column_case cases[] = {
        {"x",
         "pseudonym",
         "review",
         {"123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174001"}},
        {"x",
         "pseudonym",
         "review",
         {"d41d8cd98f00b204e9800998ecf8427e", "a41d8cd98f00b204e9800998ecf8427e"}},
        {"x", "pseudonym", "none", {"12345678901234567890123456789012"}},
        {"x", "pseudonym", "none", {"123e4567-e89b-12d3-a456-42661417400g"}},
        {"x",
         "encoded_text",
         "review",
         {"QWxhZGRpbjpvcGVuIHNlc2FtZUFsYWRkaW46b3BlbiBzZXNhbWUxMjM0NTY3ODkw"}},
        {"x", "encoded_text", "review", {"H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA"}},
        {"x", "encoded_text", "review", {"data:image/png;base64,AAAA"}},
        {"x", "image_path", "review", {"a/b.jpg", "c.PNG", "d.jpeg"}},
        {"fingerprint_template", "biometric", "review", {"0.12", "0.4"}},
        {"customer_id", "record_number", "review", {"81", "82", "83"}},
        {"docket_no", "record_number", "review", {"a1", "a2", "a3"}},
        {"model_id", "record_number", "none", {"81", "82", "83"}},
        {"note",
         "free_text",
         "block",
         {"he came in late and left", "she said that it was cold", "nothing to report on this"}},
        {"note", "free_text", "none", {"Low", "High", "Medium"}},
        {"grade",
         "free_text",
         "none",
         {"skilled employee / official", "skilled employee / official",
          "skilled employee / official", "skilled employee / official",
          "skilled employee / official", "skilled employee / official",
          "unskilled - resident of the town", "skilled employee / official",
          "skilled employee / official", "skilled employee / official",
          "skilled employee / official", "skilled employee / official"}},
    };

    try_cases(cases, EACH(cases));
}
END_TEST

/* All kinds of a column are kept: dates with one SSN and one address among them. */
START_TEST(every_kind_in_a_column_is_kept)
{
    static const char *const cells[] = {"2026-01-01", "2026-01-02",       "123-45-6789",
                                        "2026-01-03", "jane@example.org", "2026-01-05"};
    checked c = check_column("when", cells, EACH(cells));

    ck_assert_str_eq(level_in(&c, "when", "date"), "review");
    ck_assert_str_eq(level_in(&c, "when", "ssn"), "block");
    ck_assert_str_eq(level_in(&c, "when", "email"), "block");
    ck_assert_int_eq((int)gg_json_number(finding_of(&c, "when", "ssn"), "matches", 0), 1);
    ck_assert_int_eq((int)gg_json_number(finding_of(&c, "when", "date"), "matches", 0), 4);
    ck_assert_int_eq((int)json_integer_value(
                         json_array_get(json_object_get(finding_of(&c, "when", "ssn"), "rows"), 0)),
                     3);
    ck_assert_str_eq(gg_json_string(finding_of(&c, "when", "ssn"), "shape", ""), "ddd-dd-dddd");
    ck_assert_str_eq(verdict_of(&c), "identifiers");
    checked_release(&c);
}
END_TEST

START_TEST(identifiers_in_names_of_columns)
{
    checked c = check_table("email=jane@example.org,x_123-45-6789,surname=Smith,race=White\n"
                            "1,0,1,0\n0,1,0,1\n",
                            NULL, NULL);

    ck_assert_int_eq(c.status, GG_OK);
    ck_assert_str_eq(level_in(&c, "aaaaa=aaaa@aaaaaaa.aaa (column 1)", "email"), "block");
    ck_assert_str_eq(level_in(&c, "a_ddd-dd-dddd (column 2)", "ssn"), "block");
    ck_assert_str_eq(level_in(&c, "aaaaaaa=aaaaa (column 3)", "family_name"), "block");
    ck_assert_uint_eq(json_array_size(json_object_get(c.document, "identifiers")), 3);
    checked_release(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, social_security_numbers);
    tcase_add_test(tc, social_security_numbers_without_dashes);
    tcase_add_test(tc, immigration_and_travel);
    tcase_add_test(tc, cards_and_accounts);
    tcase_add_test(tc, luhn_is_judged_by_the_column);
    tcase_add_test(tc, contact);
    tcase_add_test(tc, networks);
    tcase_add_test(tc, places);
    tcase_add_test(tc, dates_and_ages);
    tcase_add_test(tc, names_by_the_name_of_the_column);
    tcase_add_test(tc, codes_and_texts);
    tcase_add_test(tc, every_kind_in_a_column_is_kept);
    tcase_add_test(tc, identifiers_in_names_of_columns);
}

GG_TEST_MAIN("privacy/detector")
