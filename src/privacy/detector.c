/*
 * The table of detectors: one row a kind, in the order in which documents list them. A row says
 * which names hint at the kind, which cells are worth a closer look (classes of bytes, length), who
 * looks, and what follows from a sure cell, from a name that agrees, from a share of cells, from
 * check digits. Shares are of the filled cells, in rows.
 */
#include "column_internal.h"
#include "privacy_internal.h"

/* Short words, so that a row can be read. */
#define DIGIT         GG_BYTE_DIGIT
#define UPPER         GG_BYTE_UPPER
#define SPACE         GG_BYTE_SPACE
#define DASH          GG_BYTE_DASH
#define DOT           GG_BYTE_DOT
#define AT            GG_BYTE_AT
#define COLON         GG_BYTE_COLON
#define SLASH         GG_BYTE_SLASH
#define PLUS          GG_BYTE_PLUS
#define LESS          GG_BYTE_LESS
#define PAREN         GG_BYTE_PAREN
#define OTHER         GG_BYTE_OTHER
#define HIGH          GG_BYTE_HIGH
#define ALNUM         GG_BYTE_ALNUM
#define IN_TEXT       GG_DETECTOR_IN_TEXT
#define IN_NAMES      GG_DETECTOR_IN_NAMES
#define HINTED        GG_DETECTOR_HINTED
#define ROLE_DECIDES  GG_DETECTOR_ROLE_DECIDES
#define QI_EASES      GG_DETECTOR_QI_EASES
#define NONE          GG_LEVEL_NONE
#define INFO          GG_LEVEL_INFO
#define REVIEW        GG_LEVEL_REVIEW
#define BLOCK         GG_LEVEL_BLOCK
#define ONLY(classes) (0xffffu & ~(unsigned)(classes))

/* .kind: name, highest level, sentence   .name: hints, level, share   .cell: need, never, least,
 * most, who looks   .share: level, share, lines   .test: which, chance, level by chance, level
 * where all pass
 */

const gg_detector gg_detectors[GG_DETECTORS] = {
    [GG_ID_SSN] =
        {.kind =
             {"ssn", BLOCK,
              "A U.S. social security number that could have been issued: by its dashes, by the "
              "column's name, or by nine digits in nine cells of ten."},
         .flags = IN_TEXT | IN_NAMES,
         .name = {"ssn|ssns|social security|socialsecurity|soc sec|socsec|ss no|ssnum|ssno|"
                  "ss number",
                  BLOCK, 0},
         .cell = {DIGIT, HIGH | AT | COLON, 4, 11, gg_see_ssn},
         .sure = BLOCK,
         .share = {REVIEW, 0.9, 5}},
    [GG_ID_SSN_SPECIMEN] =
        {.kind =
             {"ssn_specimen", INFO,
              "A social security number that was printed in advertisements and belongs to nobody."},
         .flags = IN_TEXT,
         .cell = {DIGIT, ONLY(DIGIT | DASH | SPACE), 9, 11, gg_see_ssn_specimen},
         .sure = INFO},
    [GG_ID_ITIN] =
        {.kind =
             {"itin", BLOCK,
              "A U.S. individual or adoption taxpayer number: by its dashes, by the column's name, "
              "or by its range in nine cells of ten."},
         .flags = IN_TEXT | IN_NAMES,
         .name = {"itin|atin|tin|tax @number|taxid|taxpayer @number|ssn", BLOCK, 0},
         .cell = {DIGIT, ONLY(DIGIT | DASH | SPACE), 9, 11, gg_see_itin},
         .sure = BLOCK,
         .share = {REVIEW, 0.9, 5}},
    [GG_ID_A_NUMBER] =
        {.kind = {"a_number", BLOCK,
                  "A number that U.S. immigration gives a person: A and seven to nine digits with "
                  "dashes, or in a column that says so."},
         .flags = IN_TEXT | IN_NAMES,
         .name = {"alien|aliens|a number|a no|a num|anumber|anum|uscis|alienno|a file|afile", BLOCK,
                  0},
         .cell = {DIGIT, ONLY(ALNUM | DASH | SPACE), 7, 14, gg_see_a_number},
         .sure = BLOCK,
         .share = {REVIEW, 0.9, 5}},
    [GG_ID_RECEIPT] =
        {.kind = {"uscis_receipt", BLOCK,
                  "A receipt number of U.S. immigration: the letters of an office and ten digits."},
         .flags = IN_TEXT | IN_NAMES,
         .cell = {DIGIT, ONLY(ALNUM | DASH | SPACE), 13, 17, gg_see_receipt},
         .sure = BLOCK},
    [GG_ID_I94] =
        {.kind =
             {"i94", BLOCK,
              "An arrival record number: eleven digits where the column says so; nine digits, a "
              "letter and a digit in nine cells of ten."},
         .name = {"i 94|admission @number|arrival @number|arrival departure", BLOCK, 0},
         .cell = {DIGIT, ONLY(ALNUM), 11, 11, gg_see_i94},
         .share = {REVIEW, 0.9, 5}},
    [GG_ID_SEVIS] =
        {.kind =
             {"sevis", BLOCK,
              "A student and exchange visitor number: N and ten digits, in a column that says so or"
              " in half of its cells."},
         .name = {"sevis", BLOCK, 0},
         .cell = {DIGIT, ONLY(ALNUM), 11, 11, gg_see_sevis},
         .share = {REVIEW, 0.5, 3}},
    [GG_ID_VISA_FOIL] = {.kind = {"visa_foil", BLOCK,
                                  "The number of a visa, in a column that says so."},
                         .flags = HINTED | ROLE_DECIDES,
                         .name = {"visa", BLOCK, 0.2},
                         .cell = {DIGIT, ONLY(ALNUM), 8, 8, gg_see_visa_foil}},
    [GG_ID_PASSPORT] =
        {.kind = {"passport", BLOCK, "A passport number, in a column that says so."},
         .flags = HINTED,
         .name = {"passport|passports|passportno|passportnumber|passport @number|ppt @number|"
                  "passeport|pasaporte|travel document",
                  BLOCK, 0},
         .cell = {DIGIT, ONLY(ALNUM | DASH | SPACE), 6, 12, gg_see_passport}},
    [GG_ID_MRZ] =
        {.kind =
             {"passport_mrz", BLOCK,
              "A line of the machine readable zone of a travel document, with right check digits."},
         .flags = IN_TEXT,
         .cell = {0, ONLY(UPPER | DIGIT | LESS), 30, 90, gg_see_mrz},
         .sure = BLOCK},
    [GG_ID_LICENCE] =
        {.kind = {"driver_licence", BLOCK, "A driver licence number, in a column that says so."},
         .flags = HINTED,
         .name = {"driver license|driver licence|drivers license|drivers licence|driver s license|"
                  "driver s licence|driving license|driving licence|dl|dln|license @number|"
                  "licence @number|licenseno|licenceno|lic|lic @number|driverslicense|"
                  "driverlicense|operator license|=license|=licence|!plate",
                  BLOCK, 0.2},
         .cell = {DIGIT, HIGH, 5, 24, gg_see_licence}},
    [GG_ID_CARD] =
        {.kind =
             {"payment_card", BLOCK,
              "Payment card numbers: issuer, length and the Luhn digit, in more values than chance "
              "would give, or one printed in groups."},
         .flags = IN_TEXT | IN_NAMES,
         .name = {"card|cards|pan|cc|ccn|ccnum|creditcard|credit card|cardnumber|cardno|debit card",
                  BLOCK, 0},
         .cell = {DIGIT, ONLY(DIGIT | DASH | SPACE), 13, 23, gg_see_card},
         .sure = BLOCK,
         .test = {GG_TEST_CARD, 0.1, BLOCK, NONE}},
    [GG_ID_ACCOUNT] =
        {.kind =
             {"account_number", BLOCK,
              "Account numbers: in a column that says so, or long numbers of which more pass the "
              "Luhn formula than chance would give."},
         .name = {"account @number|acct @number|acct|acctno|accountno|accountnumber|=account|"
                  "policy @number|policyno|bank account",
                  BLOCK, 0.2},
         .cell = {DIGIT, ONLY(ALNUM | DASH | SPACE), 5, 34, gg_see_account},
         .test = {GG_TEST_LUHN, 0.1, REVIEW, NONE},
         .implied_by = GG_BIT(GG_ID_CARD)},
    [GG_ID_IBAN] =
        {.kind = {"iban", BLOCK,
                  "International bank account numbers: country, length and the two check digits."},
         .flags = IN_TEXT | IN_NAMES,
         .name = {"iban|bank account", BLOCK, 0},
         .cell = {DIGIT, ONLY(ALNUM | SPACE), 15, 44, gg_see_iban},
         .sure = BLOCK,
         .test = {GG_TEST_IBAN, 1.0 / 97, BLOCK, BLOCK}},
    [GG_ID_ROUTING] = {.kind = {"bank_routing", INFO,
                                "Routing numbers of U.S. banks; they name a bank, not a person."},
                       .name = {"aba|routing|rtn|routing @number", INFO, 0.2},
                       .cell = {DIGIT, ONLY(DIGIT), 9, 9, gg_see_routing},
                       .test = {GG_TEST_ABA, 0.1, INFO, NONE}},
    [GG_ID_NPI] =
        {.kind =
             {"provider_number", BLOCK,
              "National provider identifiers: more values pass the check digit than chance would "
              "give, or the column says so."},
         .name = {"npi|npis|provider @number", BLOCK, 0.2},
         .cell = {DIGIT, ONLY(DIGIT), 10, 10, gg_see_npi},
         .test = {GG_TEST_NPI, 0.1, BLOCK, NONE}},
    [GG_ID_DEA] =
        {.kind =
             {"dea_number", BLOCK,
              "DEA registrations: two letters and seven digits of which the last checks, in more "
              "values than chance would give."},
         .name = {"dea", BLOCK, 0.2},
         .cell = {DIGIT, ONLY(ALNUM), 9, 9, gg_see_dea},
         .test = {GG_TEST_DEA, 0.1, BLOCK, NONE}},
    [GG_ID_MBI] =
        {.kind =
             {"medicare_number", BLOCK,
              "Medicare beneficiary identifiers: eleven signs whose kinds are fixed by position."},
         .name = {"mbi|medicare|beneficiary", BLOCK, 0},
         .cell = {DIGIT, ONLY(ALNUM | DASH), 11, 13, gg_see_mbi},
         .share = {REVIEW, 0.5, 3}},
    [GG_ID_MEDICAL_RECORD] =
        {.kind = {"medical_record", BLOCK,
                  "The number of a medical record or health plan, in a column that says so."},
         .flags = HINTED,
         .name = {"mrn|mrns|medical record|medical @number|chart @number|hospital @number|"
                  "nhs @number|=nhs|medicare @number|medicaid @number|insurance @number|"
                  "insured @number|subscriber @number|plan @number|health card|health plan|"
                  "beneficiary @number|hicn|mbi|prescription @number|patient @number",
                  BLOCK, 0.2},
         .cell = {DIGIT, ONLY(ALNUM | DASH | SPACE | DOT), 4, 24, gg_see_record_code}},
    [GG_ID_VIN] =
        {.kind =
             {"vin", BLOCK,
              "Vehicle identification numbers: 17 signs with a right check digit, in more values "
              "than chance would give, or the column says so."},
         .name = {"vin|vins|vehicle @number|vehicle identification|chassis", BLOCK, 0},
         .cell = {DIGIT, ONLY(ALNUM), 17, 17, gg_see_vin},
         .test = {GG_TEST_VIN, 1.0 / 11, BLOCK, REVIEW}},
    [GG_ID_PLATE] =
        {.kind = {"number_plate", REVIEW,
                  "The number plate of a vehicle, in a column that says so."},
         .flags = HINTED | ROLE_DECIDES,
         .name = {"plate|plates|license plate|licence plate|number plate|numberplate|platenumber|"
                  "licenseplate|tag @number|vehicle registration",
                  REVIEW, 0.5},
         .cell = {DIGIT, ONLY(ALNUM | DASH | SPACE), 2, 10, gg_see_plate}},
    [GG_ID_DEVICE] =
        {.kind =
             {"device_number", BLOCK,
              "The number of a device (IMEI, serial, advertising identifier), in a column that says"
              " so."},
         .flags = HINTED,
         .name = {"imei|meid|udid|idfa|gaid|imsi|iccid|serial @number|serialno|serialnumber|"
                  "=serial|device @number|deviceid|android id|advertising id",
                  BLOCK, 0.5},
         .cell = {DIGIT, ONLY(ALNUM | DASH | COLON), 8, 48, gg_see_device}},
    [GG_ID_EMAIL] = {.kind = {"email", BLOCK,
                              "An e-mail address; those of documentation domains count too."},
                     .flags = IN_TEXT | IN_NAMES,
                     .name = {"email|emails|e mail|mail", BLOCK, 0},
                     .cell = {AT, 0, 6, 320, gg_see_email},
                     .sure = BLOCK},
    [GG_ID_PHONE] =
        {.kind =
             {"phone", BLOCK,
              "A telephone number: in a North American form or with + and country, or digits in a "
              "column that says so. Numbers kept for fiction (555-01xx) are to review."},
         .flags = IN_TEXT | IN_NAMES,
         .name = {"phone|phones|telephone|tel|mobile|cell|cellphone|fax|phonenumber|phoneno|"
                  "telefon|msisdn|homephone|workphone|contact no|contact number|contact num",
                  BLOCK, 0.2},
         .cell = {DIGIT, ONLY(DIGIT | DASH | DOT | SPACE | PAREN | PLUS | SLASH), 7, 24,
                  gg_see_phone},
         .sure = BLOCK,
         .share = {REVIEW, 0.3, 1}},
    [GG_ID_URL] =
        {.kind =
             {"url", REVIEW,
              "The address of a page; to review in a column whose name points to a person's page."},
         .name = {"url|urls|website|homepage|web page|webpage|profile|linkedin|facebook|blog",
                  REVIEW, 0.2},
         .cell = {DOT, 0, 8, 2048, gg_see_url},
         .share = {INFO, 0, 1}},
    [GG_ID_HANDLE] =
        {.kind = {"handle", REVIEW,
                  "The name of an account in a service, in a column that says so."},
         .flags = HINTED | ROLE_DECIDES,
         .name = {"handle|username|usernames|user name|=login|login name|login @number|user login|"
                  "screen name|screenname|nickname|twitter|instagram|tiktok|telegram|github|skype|"
                  "account name",
                  REVIEW, 0.5},
         .cell = {0, 0, 3, 40, gg_see_handle}},
    [GG_ID_IPV4] =
        {.kind =
             {"ipv4", BLOCK,
              "An address in the Internet, version 4. Without the column's name, one with a part "
              "over 99, as version numbers look the same."},
         .flags = IN_TEXT,
         .name = {"ip|ips|ipaddress|ip address|ipaddr|ipv|remote addr|client addr|host address",
                  BLOCK, 0.2},
         .cell = {DOT | DIGIT, ONLY(ALNUM | DOT | COLON | SLASH | OTHER), 7, 24, gg_see_ipv4},
         .sure = REVIEW},
    [GG_ID_IPV6] =
        {.kind = {"ipv6", BLOCK, "An address in the Internet, version 6."},
         .flags = IN_TEXT,
         .name = {"ip|ips|ipaddress|ip address|ipaddr|ipv|remote addr|client addr|host address",
                  BLOCK, 0.2},
         .cell = {COLON, ONLY(ALNUM | DOT | COLON | SLASH | OTHER), 4, 60, gg_see_ipv6},
         .sure = REVIEW},
    [GG_ID_IP_RESERVED] =
        {.kind =
             {"ip_reserved", INFO,
              "An address of a private or documentation range of the Internet; it names no one's "
              "connection."},
         .cell = {DIGIT, ONLY(ALNUM | DOT | COLON | SLASH | OTHER), 4, 60, gg_see_ip_reserved},
         .share = {INFO, 0, 1}},
    [GG_ID_MAC] = {.kind = {"mac_address", BLOCK, "The address of a network card."},
                   .flags = IN_TEXT,
                   .name = {"mac|bssid|ethernet|hwaddr|mac address", BLOCK, 0.2},
                   .cell = {0, ONLY(ALNUM | DASH | COLON | DOT), 14, 17, gg_see_mac},
                   .sure = BLOCK},
    [GG_ID_ADDRESS] =
        {.kind =
             {"street_address", BLOCK,
              "A street address: in a column that says so, or by house number and kind of street in"
              " three cells of ten."},
         .name = {"address|addresses|addr|street|streetaddress|homeaddress|residence|domicile|"
                  "address line|mailing|!ip|!mac|!email|!e mail|!mail|!web|!url|!host|!remote|"
                  "!client addr",
                  BLOCK, 0.2},
         .cell = {DIGIT, AT, 8, 120, gg_see_address},
         .share = {REVIEW, 0.3, 3}},
    [GG_ID_POSTAL_CODE] =
        {.kind =
             {"postal_code", REVIEW,
              "A postal code, which is finer than a state: in a column that says so, or ZIP+4 by "
              "its form."},
         .flags = QI_EASES,
         .name = {"zip|zips|zipcode|zipcodes|postcode|postalcode|postal|post code|plz|zcta", REVIEW,
                  0.2},
         .cell = {DIGIT, ONLY(ALNUM | DASH | SPACE), 4, 10, gg_see_postal_code},
         .share = {REVIEW, 0.5, 3}},
    [GG_ID_PLACE_NAME] =
        {.kind =
             {"place_name", REVIEW,
              "The name of a city, county or other place finer than a state, in a column that says "
              "so."},
         .flags = HINTED | ROLE_DECIDES | QI_EASES,
         .name = {"city|cities|county|town|township|village|municipality|borough|neighborhood|"
                  "neighbourhood|hometown|birthplace|place of birth|parish|suburb|locality|!code|"
                  "!type|!class|!size|!tier",
                  REVIEW, 0.5},
         .cell = {0, 0, 3, 60, gg_see_place_name}},
    [GG_ID_COORDINATES] =
        {.kind =
             {"coordinates", BLOCK,
              "Degrees with three decimals or more, about 100 m: in a column that says so, or pairs"
              " of them."},
         .name = {"lat|latitude|lon|lng|longitude|long|gps|coord|coords|coordinate|coordinates|"
                  "geolocation|geo point",
                  BLOCK, 0.5},
         .cell = {DOT | DIGIT, 0, 5, 80, gg_see_coordinates},
         .share = {REVIEW, 0.5, 3}},
    [GG_ID_GEOCODE] =
        {.kind = {"geocode", REVIEW,
                  "A code of a small area: geohash of seven signs, H3 cell, plus code."},
         .name = {"geohash|geohashes|h 3|plus code|pluscode|olc", REVIEW, 0.5},
         .cell = {DIGIT, ONLY(ALNUM | PLUS), 7, 15, gg_see_geocode},
         .share = {REVIEW, 0.5, 3}},
    [GG_ID_CENSUS_AREA] =
        {.kind = {"census_area", REVIEW,
                  "The code of a county, census tract or block, in a column that says so."},
         .flags = HINTED | QI_EASES,
         .name = {"tract|tracts|fips|geoid|census block|block group|blockgroup|census tract",
                  REVIEW, 0.5},
         .cell = {DIGIT, ONLY(DIGIT), 5, 15, gg_see_census_area}},
    [GG_ID_BIRTH_DATE] =
        {.kind =
             {"birth_date", BLOCK,
              "A full date of birth: in a column that says so, or dates spread over the days of "
              "many years, as births are."},
         .name = {"dob|dobs|birth date|birthdate|birthdates|birth dates|date of birth|dateofbirth|"
                  "date birth|birth dt|born|birthday|birth day|bday|d o b|geburtsdatum|birth",
                  BLOCK, 0.2},
         .cell = {DIGIT, AT, 5, 40, gg_see_birth_date},
         .decide = gg_decide_birth_date},
    [GG_ID_DATE] =
        {.kind =
             {"date", REVIEW,
              "Full dates in a column that is not a declared period: to review unless each day is "
              "shared by 11 rows on average."},
         .cell = {DIGIT, AT, 6, 40, gg_see_date},
         .implied_by = GG_BIT(GG_ID_BIRTH_DATE),
         .decide = gg_decide_date},
    [GG_ID_HIGH_AGE] =
        {.kind = {"age_over_90", REVIEW,
                  "Ages over 90, which single out the very old; 90 and older go together."},
         .flags = HINTED,
         .name = {"age|ages|!account|!vehicle|!car|!house|!building|!property|!loan|!credit|"
                  "!company|!device|!months|!month|!days|!weeks|!hours|!minutes|!policy|!machine|"
                  "!mean|!average|!avg|!percentile|!pct",
                  REVIEW, 0},
         .cell = {DIGIT, ONLY(DIGIT), 2, 3, gg_see_high_age}},
    [GG_ID_GIVEN_NAME] =
        {.kind = {"given_name", BLOCK, "Given names, in a column that says so."},
         .flags = HINTED,
         .name = {"=first|first name|firstname|firstnames|fname|given "
                  "name|givenname|forename|forenames|"
                  "middle name|middlename|mname|vorname|prenom|preferred name|first nm|name first|"
                  "christian name",
                  BLOCK, 0.5},
         .cell = {0, 0, 2, 60, gg_see_name}},
    [GG_ID_FAMILY_NAME] =
        {.kind = {"family_name", BLOCK, "Family names, in a column that says so."},
         .flags = HINTED,
         .name = {"=last|last name|lastname|lastnames|lname|surname|surnames|sur name|family name|"
                  "familyname|maiden name|maiden|nachname|apellido|apellidos|last nm|name last",
                  BLOCK, 0.5},
         .cell = {0, 0, 2, 60, gg_see_name}},
    [GG_ID_PERSON_NAME] =
        {.kind = {"person_name", BLOCK,
                  "Names of persons: in a column that says so, or where three cells of ten hold a "
                  "common given name or surname."},
         .name = {"full name|fullname|@who name|@who names|person nm|name full|legal name|"
                  "name of @who|personname|customername|patientname|employeename|studentname",
                  BLOCK, 0.5},
         .cell = {0, 0, 2, 60, gg_see_name},
         .decide = gg_decide_person_name},
    [GG_ID_NAME] = {.kind = {"name", REVIEW, "A column called name, with many different values."},
                    .flags = HINTED | ROLE_DECIDES,
                    .name = {"=name|=names|=nombre|=nom", REVIEW, 0.5},
                    .cell = {0, 0, 2, 60, gg_see_name},
                    .decide = gg_decide_lone_name},
    [GG_ID_RECORD_NUMBER] =
        {.kind =
             {"record_number", REVIEW,
              "A number that a register gives a person or a case, by the column's name, shared by "
              "fewer than 11 rows on average."},
         .flags = HINTED,
         .name = {"@who @number|case @number|docket @number|docket|arrest @number|booking @number|"
                  "claim @number|record @number|file @number|personid|userid|patientid|customerid|"
                  "clientid|employeeid|studentid|memberid|applicantid|guid|uuid|!plan",
                  REVIEW, 0},
         .decide = gg_decide_record_number},
    [GG_ID_BIOMETRIC] =
        {.kind = {"biometric", REVIEW,
                  "Templates of fingers, faces or voices, by the column's name."},
         .flags = HINTED | ROLE_DECIDES,
         .name = {"fingerprint|fingerprints|voiceprint|faceprint|biometric|biometrics|retina scan|"
                  "iris scan|face embedding|face encoding|embedding|embeddings|voice embedding",
                  REVIEW, 0},
         .decide = gg_decide_biometric},
    [GG_ID_IMAGE_PATH] = {.kind = {"image_path", REVIEW,
                                   "Paths of pictures, in half of the cells."},
                          .cell = {DOT, 0, 5, 1024, gg_see_image_path},
                          .share = {REVIEW, 0.5, 3}},
    [GG_ID_BLOB] =
        {.kind = {"encoded_text", REVIEW,
                  "Encoded text (base64, gzip, data URL) that could not be looked into."},
         .cell = {0, SPACE, 20, 65535, gg_see_blob},
         .share = {REVIEW, 0, 1}},
    [GG_ID_PSEUDONYM] =
        {.kind =
             {"pseudonym", REVIEW,
              "UUIDs or hexadecimal digests, shared by fewer than 11 rows on average: a digest of a"
              " number that can be listed can be reversed, unless a secret key went into it."},
         .cell = {0, ONLY(ALNUM | DASH), 32, 128, gg_see_pseudonym},
         .decide = gg_decide_pseudonym},
    [GG_ID_FREE_TEXT] =
        {.kind =
             {"free_text", BLOCK,
              "Free text: four words or 40 signs on average, or several words in most cells, and "
              "few cells alike; unless declared and reviewed."},
         .decide = gg_decide_free_text},
    [GG_ID_NEAR_UNIQUE] =
        {.kind =
             {"near_unique", BLOCK,
              "A column other than decimals that tells nine rows of ten apart (50 rows or more); to"
              " block where it tells all apart; unless declared a surrogate key."},
         .decide = gg_decide_near_unique},
};
