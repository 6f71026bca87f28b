/* Internal to the floor privacy. */
#ifndef GG_PRIVACY_INTERNAL_H
#define GG_PRIVACY_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/buf.h"
#include "gauger/base/error.h"
#include "gauger/base/text.h"
#include "gauger/privacy/identifier.h"

__extension__ typedef unsigned __int128 gg_u128;

/* ---- bytes (bytes.c) ---- */

/* Classes of bytes, one bit each, so that the classes of a text are the OR of its bytes'. */
enum {
    GG_BYTE_DIGIT = 1 << 0,
    GG_BYTE_UPPER = 1 << 1,
    GG_BYTE_LOWER = 1 << 2,
    GG_BYTE_SPACE = 1 << 3, /* space, tab, line ends */
    GG_BYTE_DASH = 1 << 4,
    GG_BYTE_DOT = 1 << 5,
    GG_BYTE_AT = 1 << 6,
    GG_BYTE_COLON = 1 << 7,
    GG_BYTE_SLASH = 1 << 8,
    GG_BYTE_PLUS = 1 << 9,
    GG_BYTE_LESS = 1 << 10,
    GG_BYTE_PAREN = 1 << 11,
    GG_BYTE_COMMA = 1 << 12,
    GG_BYTE_UNDER = 1 << 13,
    GG_BYTE_OTHER = 1 << 14,
    GG_BYTE_HIGH = 1 << 15 /* beyond ASCII */
};
#define GG_BYTE_LETTER (GG_BYTE_UPPER | GG_BYTE_LOWER)
#define GG_BYTE_ALNUM  (GG_BYTE_LETTER | GG_BYTE_DIGIT)

extern const uint16_t gg_byte_classes[256];

static inline bool gg_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool gg_is_letter(char c)
{
    return (gg_byte_classes[(unsigned char)c] & GG_BYTE_LETTER) != 0;
}

static inline bool gg_is_alnum(char c)
{
    return (gg_byte_classes[(unsigned char)c] & GG_BYTE_ALNUM) != 0;
}

static inline char gg_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static inline char gg_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* A piece of text as recognisers see it. */
typedef struct gg_run {
    const char *s;
    size_t n;
    unsigned classes; /* OR of the classes of its bytes */
    size_t digits, letters;
} gg_run;

/* The run of n bytes at s. */
gg_run gg_run_of(const char *s, size_t n);

/* s without spaces and one pair of quotes around it, and without a fraction of zeros ("12.0"). */
gg_run gg_run_trimmed(const char *s, size_t n);

/* Typographic variants of ASCII signs (no-break spaces, dashes, full-width and Arabic digits)
 * replaced by them, signs of no width taken out. Appends to out; s must have bytes beyond ASCII. */
void gg_fold(const char *s, size_t n, gg_buf *out);

/* ---- recognisers (see_*.c): linear in n, no memory, no state ---- */

/* What a recogniser says, as bits. A tried value that passed has also GG_SEE_SHAPE. */
enum {
    GG_SEE_NOTHING = 0,
    GG_SEE_WEAK = 1,  /* of the form, but counts only where the column's name hints at it */
    GG_SEE_SHAPE = 2, /* of the form: a share of such cells counts */
    GG_SEE_SURE = 4,  /* unmistakable: one such cell counts */
    GG_SEE_TRIED = 8  /* could have a check digit: judged by how many pass */
};

typedef unsigned (*gg_recognise)(const gg_run *run);

unsigned gg_see_ssn(const gg_run *run);
unsigned gg_see_ssn_specimen(const gg_run *run);
unsigned gg_see_itin(const gg_run *run);
unsigned gg_see_a_number(const gg_run *run);
unsigned gg_see_receipt(const gg_run *run);
unsigned gg_see_i94(const gg_run *run);
unsigned gg_see_sevis(const gg_run *run);
unsigned gg_see_visa_foil(const gg_run *run);
unsigned gg_see_passport(const gg_run *run);
unsigned gg_see_mrz(const gg_run *run);
unsigned gg_see_licence(const gg_run *run);
unsigned gg_see_card(const gg_run *run);
unsigned gg_see_account(const gg_run *run);
unsigned gg_see_iban(const gg_run *run);
unsigned gg_see_routing(const gg_run *run);
unsigned gg_see_npi(const gg_run *run);
unsigned gg_see_dea(const gg_run *run);
unsigned gg_see_mbi(const gg_run *run);
unsigned gg_see_record_code(const gg_run *run);
unsigned gg_see_vin(const gg_run *run);
unsigned gg_see_plate(const gg_run *run);
unsigned gg_see_device(const gg_run *run);
unsigned gg_see_email(const gg_run *run);
unsigned gg_see_phone(const gg_run *run);
unsigned gg_see_url(const gg_run *run);
unsigned gg_see_handle(const gg_run *run);
unsigned gg_see_ipv4(const gg_run *run);
unsigned gg_see_ipv6(const gg_run *run);
unsigned gg_see_ip_reserved(const gg_run *run);
unsigned gg_see_mac(const gg_run *run);
unsigned gg_see_address(const gg_run *run);
unsigned gg_see_postal_code(const gg_run *run);
unsigned gg_see_place_name(const gg_run *run);
unsigned gg_see_coordinates(const gg_run *run);
unsigned gg_see_geocode(const gg_run *run);
unsigned gg_see_census_area(const gg_run *run);
unsigned gg_see_birth_date(const gg_run *run);
unsigned gg_see_date(const gg_run *run);
unsigned gg_see_high_age(const gg_run *run);
unsigned gg_see_name(const gg_run *run);
unsigned gg_see_image_path(const gg_run *run);
unsigned gg_see_blob(const gg_run *run);
unsigned gg_see_pseudonym(const gg_run *run);
unsigned gg_see_anything(const gg_run *run);

/* Days from 1970-01-01 of a full date in any of the usual notations. False if it is none. */
bool gg_date_of(const char *s, size_t n, int64_t *day);

/* Whether a word (letters, any case) is among the common given names or surnames. */
bool gg_name_listed(const char *s, size_t n);

/* ---- names of columns (column_name.c) ---- */

#define GG_NAME_TOKENS 32

typedef struct gg_name_tokens {
    char text[256]; /* lower-case tokens, each with a NUL behind it */
    const char *token[GG_NAME_TOKENS];
    size_t n;
} gg_name_tokens;

/* Splits a name on case, digits and every other sign. Tokens that do not fit are left out. */
void gg_name_split(const char *name, size_t n, gg_name_tokens *out);

/* Whether tokens match hints: alternatives parted by '|', each of words parted by spaces that must
 * follow one another; "=" before an alternative: the whole name; "!": never if this occurs; "@who"
 * any word for a person, "@number" any word for a number. */
bool gg_name_hinted(const gg_name_tokens *tokens, const char *hints);

/* ---- the table of detectors (detector.c) ---- */

/* Kinds whose values have a check digit, judged by how many distinct values pass. */
enum {
    GG_TEST_NONE,
    GG_TEST_CARD,
    GG_TEST_LUHN,
    GG_TEST_IBAN,
    GG_TEST_VIN,
    GG_TEST_ABA,
    GG_TEST_NPI,
    GG_TEST_DEA,
    GG_TESTS
};

enum {
    GG_DETECTOR_IN_TEXT = 1,      /* looked for inside longer cells too */
    GG_DETECTOR_HINTED = 2,       /* looked for only where the name hints at it */
    GG_DETECTOR_ROLE_DECIDES = 4, /* a hint says nothing where the column has a role of its own */
    GG_DETECTOR_QI_EASES = 8,     /* information where the column is a declared quasi-identifier */
    GG_DETECTOR_IN_NAMES = 16     /* a sure value inside a column's name counts */
};

struct gg_column_facts;
struct gg_slot;
typedef struct gg_ruling {
    gg_identifier_level level;
    bool by_name;
    uint64_t matches;
} gg_ruling;

typedef struct gg_detector {
    gg_identifier_kind kind;
    unsigned flags;
    struct {
        const char *hints;         /* see gg_name_hinted(); NULL for none */
        gg_identifier_level level; /* where the name hints and this share of cells matches */
        double share;              /* 0: one cell is enough */
    } name;
    struct {
        unsigned need, never; /* at least one byte of each of these classes; none of those */
        uint16_t least, most; /* bytes */
        gg_recognise see;
    } cell;
    gg_identifier_level sure; /* level of one sure cell */
    struct {
        gg_identifier_level level; /* where this share of the cells matches, and so many lines */
        double share;
        uint64_t least;
    } share;
    struct {
        unsigned which;           /* GG_TEST_NONE, or the check digit */
        double chance;            /* of passing at random */
        gg_identifier_level many; /* where so many pass by chance once in a million columns */
        gg_identifier_level all;  /* where every tried value passes, however few */
    } test;
    uint64_t implied_by; /* not reported where one of these detectors is */
    /* Replaces the rules above; NULL for them. */
    void (*decide)(const struct gg_detector *d, const struct gg_column_facts *facts,
                   const struct gg_slot *slot, gg_ruling *out);
} gg_detector;

typedef enum gg_detector_id {
    GG_ID_SSN,
    GG_ID_SSN_SPECIMEN,
    GG_ID_ITIN,
    GG_ID_A_NUMBER,
    GG_ID_RECEIPT,
    GG_ID_I94,
    GG_ID_SEVIS,
    GG_ID_VISA_FOIL,
    GG_ID_PASSPORT,
    GG_ID_MRZ,
    GG_ID_LICENCE,
    GG_ID_CARD,
    GG_ID_ACCOUNT,
    GG_ID_IBAN,
    GG_ID_ROUTING,
    GG_ID_NPI,
    GG_ID_DEA,
    GG_ID_MBI,
    GG_ID_MEDICAL_RECORD,
    GG_ID_VIN,
    GG_ID_PLATE,
    GG_ID_DEVICE,
    GG_ID_EMAIL,
    GG_ID_PHONE,
    GG_ID_URL,
    GG_ID_HANDLE,
    GG_ID_IPV4,
    GG_ID_IPV6,
    GG_ID_IP_RESERVED,
    GG_ID_MAC,
    GG_ID_ADDRESS,
    GG_ID_POSTAL_CODE,
    GG_ID_PLACE_NAME,
    GG_ID_COORDINATES,
    GG_ID_GEOCODE,
    GG_ID_CENSUS_AREA,
    GG_ID_BIRTH_DATE,
    GG_ID_DATE,
    GG_ID_HIGH_AGE,
    GG_ID_GIVEN_NAME,
    GG_ID_FAMILY_NAME,
    GG_ID_PERSON_NAME,
    GG_ID_NAME,
    GG_ID_RECORD_NUMBER,
    GG_ID_BIOMETRIC,
    GG_ID_IMAGE_PATH,
    GG_ID_BLOB,
    GG_ID_PSEUDONYM,
    GG_ID_FREE_TEXT,
    GG_ID_NEAR_UNIQUE,
    GG_DETECTORS
} gg_detector_id;

extern const gg_detector gg_detectors[GG_DETECTORS];

#define GG_BIT(id) (UINT64_C(1) << (id))

/* The detectors that a column's name hints at, and those to be tried on its cells. */
uint64_t gg_detectors_hinted(const char *name, size_t n, unsigned roles);
uint64_t gg_detectors_active(uint64_t hinted);

/* ---- one cell (cell.c) ---- */

typedef struct gg_seen {
    uint64_t sure, shape;   /* bits of detectors */
    unsigned tried, passed; /* bits of tests */
} gg_seen;

/* What a cell is, by the detectors in active (those in hinted with their weak forms). scratch is
 * for folding and keeps its room from call to call. Returns false when memory is out. */
bool gg_see_cell(const char *s, size_t n, uint64_t active, uint64_t hinted, gg_buf *scratch,
                 gg_seen *out);

#endif
