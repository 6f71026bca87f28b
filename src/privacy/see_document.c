/* Numbers that governments give to persons: social security, tax, immigration, travel, driving. */
#include <string.h>

#include "gauger/privacy/check_digit.h"
#include "privacy_internal.h"

/* The digits and letters of a run without '-', ' ' and '.', in upper case. 0 if they do not fit. */
static size_t pack(const gg_run *run, char *out, size_t room)
{
    size_t m = 0;

    for (size_t i = 0; i < run->n; i++) {
        char c = run->s[i];

        if (c == '-' || c == ' ' || c == '.')
            continue;
        if (m == room || !gg_is_alnum(c))
            return 0;
        out[m++] = gg_upper(c);
    }
    return m;
}

/* A social security number that lost leading zeros, of which the last four are left, or which a
 * spreadsheet wrote as 1.23E+08. */
static bool is_part_of_ssn(const gg_run *run)
{
    static const char mask[] = "Xx*#-";

    if (run->digits == run->n)
        return run->n == 4 || run->n == 7 || run->n == 8;
    if (run->n == 8 && run->s[1] == '.' && memcmp(run->s + 4, "E+08", 4) == 0)
        return true;
    if (run->n < 8 || run->n > 11 || run->digits != 4)
        return false;
    for (size_t i = 0; i + 4 < run->n; i++)
        if (!run->s[i] || !strchr(mask, run->s[i]))
            return false;
    return true;
}

unsigned gg_see_ssn(const gg_run *run)
{
    if (gg_ssn_check(run->s, run->n) == GG_SSN_OK)
        return run->n == 9 ? GG_SEE_SHAPE : GG_SEE_SURE;
    return is_part_of_ssn(run) ? GG_SEE_WEAK : GG_SEE_NOTHING;
}

unsigned gg_see_ssn_specimen(const gg_run *run)
{
    return gg_ssn_check(run->s, run->n) == GG_SSN_SPECIMEN ? GG_SEE_SURE : GG_SEE_NOTHING;
}

unsigned gg_see_itin(const gg_run *run)
{
    gg_ssn_class is = gg_ssn_check(run->s, run->n);

    if (is != GG_SSN_ITIN && is != GG_SSN_ATIN)
        return GG_SEE_NOTHING;
    return run->n == 9 ? GG_SEE_SHAPE : GG_SEE_SURE;
}

/* A and 7 to 9 digits; with dashes as printed, A-123-456-789 or A123-456-789, beyond mistaking. */
unsigned gg_see_a_number(const gg_run *run)
{
    char packed[16];
    size_t m = pack(run, packed, sizeof packed), groups = 0;

    if (run->digits < 7 || run->digits > 9 || run->letters > 1)
        return GG_SEE_NOTHING;
    if (run->letters == 0)
        return m == run->digits ? GG_SEE_WEAK : GG_SEE_NOTHING;
    if (m != run->digits + 1 || packed[0] != 'A')
        return GG_SEE_NOTHING;
    for (size_t i = 1; i < run->n; i++)
        groups += !gg_is_digit(run->s[i]) && i >= 4;
    if (groups == 2 && m == 10 && run->s[run->n - 4] == run->s[run->n - 8] &&
        !gg_is_digit(run->s[run->n - 4]))
        return GG_SEE_SURE;
    return GG_SEE_SHAPE;
}

/* Receipt numbers of USCIS: the office's letters and ten digits, often with dashes. */
unsigned gg_see_receipt(const gg_run *run)
{
    static const char offices[] = "EAC WAC LIN SRC MSC NBC IOE YSC";
    char packed[16];
    size_t m = pack(run, packed, sizeof packed - 1);

    if (m != 13 || run->letters != 3 || run->digits != 10)
        return GG_SEE_NOTHING;
    packed[3] = '\0';
    return gg_is_letter(packed[0]) && gg_is_letter(packed[1]) && gg_is_letter(packed[2]) &&
                   strstr(offices, packed)
               ? GG_SEE_SURE
               : GG_SEE_NOTHING;
}

/* Arrival records: eleven digits; since 2019 nine digits, a letter, a digit. */
unsigned gg_see_i94(const gg_run *run)
{
    if (run->n != 11)
        return GG_SEE_NOTHING;
    if (run->digits == 11)
        return GG_SEE_WEAK;
    return run->digits == 10 && gg_is_letter(run->s[9]) ? GG_SEE_SHAPE : GG_SEE_NOTHING;
}

unsigned gg_see_sevis(const gg_run *run)
{
    return run->n == 11 && run->digits == 10 && gg_upper(run->s[0]) == 'N' ? GG_SEE_SHAPE
                                                                           : GG_SEE_NOTHING;
}

unsigned gg_see_visa_foil(const gg_run *run)
{
    return run->n == 8 && run->digits >= 7 && gg_is_alnum(run->s[0]) ? GG_SEE_WEAK : GG_SEE_NOTHING;
}

unsigned gg_see_passport(const gg_run *run)
{
    char packed[9];
    size_t m = pack(run, packed, sizeof packed);

    return m >= 6 && run->digits >= 4 ? GG_SEE_WEAK : GG_SEE_NOTHING;
}

/* One line, or the lines of a document one behind the other. */
unsigned gg_see_mrz(const gg_run *run)
{
    static const size_t lengths[] = {44, 36, 30};

    if (gg_mrz_line_check(run->s, run->n))
        return GG_SEE_SURE;
    for (size_t i = 0; i < 3; i++)
        if (run->n == 2 * lengths[i] || run->n == 3 * lengths[i])
            for (size_t at = 0; at < run->n; at += lengths[i])
                if (gg_mrz_line_check(run->s + at, lengths[i]))
                    return GG_SEE_SURE;
    return GG_SEE_NOTHING;
}

unsigned gg_see_licence(const gg_run *run)
{
    char packed[20];
    size_t m = 0;

    for (size_t i = 0; i < run->n && m < sizeof packed; i++)
        if (gg_is_alnum(run->s[i]))
            m++;
        else if (!run->s[i] || !strchr("- *", run->s[i]))
            return GG_SEE_NOTHING;
    return m >= 5 && m < sizeof packed && run->digits >= 3 ? GG_SEE_WEAK : GG_SEE_NOTHING;
}

/* A number plate: letters and digits, neither alone. */
unsigned gg_see_plate(const gg_run *run)
{
    char packed[8];
    size_t m = pack(run, packed, sizeof packed);

    return m >= 2 && run->digits > 0 && run->letters > 0 ? GG_SEE_WEAK : GG_SEE_NOTHING;
}

/* Medicare beneficiary identifiers, by position: digit 1-9, letter, either, digit, letter, either,
 * digit, letter, letter, digit, digit; never S, L, O, I, B, Z. Source: CMS, MBI format. */
unsigned gg_see_mbi(const gg_run *run)
{
    static const char form[] = "CAENAENAANN";
    static const char never[] = "SLOIBZ";
    char packed[11];
    size_t m = pack(run, packed, sizeof packed);

    if (m != 11 || run->letters < 4)
        return GG_SEE_NOTHING;
    for (size_t i = 0; i < m; i++) {
        bool digit = gg_is_digit(packed[i]);

        if (form[i] == 'A' ? digit : (form[i] == 'N' || form[i] == 'C') && !digit)
            return GG_SEE_NOTHING;
        if ((form[i] == 'C' && packed[i] == '0') || (!digit && strchr(never, packed[i])))
            return GG_SEE_NOTHING;
    }
    return GG_SEE_SHAPE;
}

/* A code that a register gives a person, where the column's name says so. */
unsigned gg_see_record_code(const gg_run *run)
{
    char packed[20];
    size_t m = pack(run, packed, sizeof packed);

    return m >= 4 && run->digits >= 3 ? GG_SEE_WEAK : GG_SEE_NOTHING;
}
