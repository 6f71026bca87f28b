/* Cards, accounts, providers, vehicles, devices: numbers with check digits, and codes by name. */
#include <string.h>

#include "gauger/privacy/check_digit.h"
#include "privacy_internal.h"

#define CARD_MIN 13
#define CARD_MAX 19

/* Groups as cards print them: 4-4-4-4(-1..3), 4-6-5 and 4-6-4, one separator throughout. */
static bool is_card_grouped(const gg_run *run)
{
    static const char *const patterns[] = {"4444", "4441", "4442", "4443", "44443", "465", "464"};
    char groups[8];
    size_t m = 0, length = 0;
    char separator = 0;

    for (size_t i = 0; i <= run->n; i++) {
        if (i < run->n && gg_is_digit(run->s[i])) {
            length++;
            continue;
        }
        if (i < run->n && separator && run->s[i] != separator)
            return false;
        if (i < run->n)
            separator = run->s[i];
        if (length > 9 || m + 1 == sizeof groups)
            return false;
        groups[m++] = (char)('0' + length);
        length = 0;
    }
    groups[m] = '\0';
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        if (strcmp(groups, patterns[i]) == 0)
            return true;
    return false;
}

/* The digits of a run of digits, dashes and spaces, 13 to 19 of them; 0 if it is not one. */
static size_t card_digits(const gg_run *run, char out[CARD_MAX])
{
    size_t m = 0;

    if (run->digits < CARD_MIN || run->digits > CARD_MAX || run->n > CARD_MAX + 4)
        return 0;
    for (size_t i = 0; i < run->n; i++)
        if (gg_is_digit(run->s[i]))
            out[m++] = run->s[i];
        else if (run->s[i] != '-' && run->s[i] != ' ')
            return 0;
    return m;
}

unsigned gg_see_card(const gg_run *run)
{
    char digits[CARD_MAX];
    size_t m = card_digits(run, digits);

    if (m == 0)
        return GG_SEE_NOTHING;
    if (!gg_luhn_check(digits, m) || !gg_card_issuer_check(digits, m))
        return GG_SEE_TRIED;
    if (m < run->n && is_card_grouped(run))
        return GG_SEE_TRIED | GG_SEE_SHAPE | GG_SEE_SURE;
    return GG_SEE_TRIED | GG_SEE_SHAPE;
}

/* Account numbers: bare digits with a Luhn digit; where the name says account, any longer code. */
unsigned gg_see_account(const gg_run *run)
{
    unsigned seen = run->digits >= 5 && run->n <= 34 ? GG_SEE_WEAK : GG_SEE_NOTHING;

    if (run->digits != run->n || run->n < CARD_MIN || run->n > CARD_MAX)
        return seen;
    return gg_luhn_check(run->s, run->n) ? GG_SEE_TRIED | GG_SEE_SHAPE : GG_SEE_TRIED | seen;
}

unsigned gg_see_iban(const gg_run *run)
{
    bool form;

    if (gg_iban_check(run->s, run->n, &form))
        return GG_SEE_TRIED | GG_SEE_SHAPE | (memchr(run->s, ' ', run->n) ? GG_SEE_SURE : 0u);
    return form ? GG_SEE_TRIED | GG_SEE_WEAK : GG_SEE_NOTHING;
}

unsigned gg_see_routing(const gg_run *run)
{
    if (run->n != 9 || run->digits != 9)
        return GG_SEE_NOTHING;
    return gg_aba_check(run->s, run->n) ? GG_SEE_TRIED | GG_SEE_SHAPE : GG_SEE_TRIED;
}

unsigned gg_see_npi(const gg_run *run)
{
    if (run->n != 10 || run->digits != 10 || (run->s[0] != '1' && run->s[0] != '2'))
        return GG_SEE_NOTHING;
    return gg_npi_check(run->s, run->n) ? GG_SEE_TRIED | GG_SEE_SHAPE : GG_SEE_TRIED;
}

unsigned gg_see_dea(const gg_run *run)
{
    bool form;

    if (gg_dea_check(run->s, run->n, &form))
        return GG_SEE_TRIED | GG_SEE_SHAPE;
    return form ? GG_SEE_TRIED : GG_SEE_NOTHING;
}

/* A number of only digits may pass, but is not what a maker writes: three letters and four digits
 * at least are wanted before the check digit is looked at. */
unsigned gg_see_vin(const gg_run *run)
{
    bool form;
    bool right = gg_vin_check(run->s, run->n, &form);

    if (!form || run->letters < 3 || run->digits < 4)
        return GG_SEE_NOTHING;
    return right ? GG_SEE_TRIED | GG_SEE_SHAPE : GG_SEE_TRIED | GG_SEE_WEAK;
}

/* Serial numbers, IMEIs and advertising identifiers, where the name says so. */
unsigned gg_see_device(const gg_run *run)
{
    size_t m = 0;

    for (size_t i = 0; i < run->n; i++)
        if (gg_is_alnum(run->s[i]))
            m++;
        else if (run->s[i] != '-' && run->s[i] != ':')
            return GG_SEE_NOTHING;
    return m >= 8 && m <= 40 && run->digits >= 3 ? GG_SEE_WEAK : GG_SEE_NOTHING;
}

/* The extension of a picture at the end of a path or file name. */
unsigned gg_see_image_path(const gg_run *run)
{
    static const char *const extensions[] = {".jpg", ".jpeg", ".png",  ".gif", ".bmp",
                                             ".tif", ".tiff", ".webp", ".heic"};

    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        size_t m = strlen(extensions[i]);

        if (run->n > m && gg_text_same(run->s + run->n - m, m, extensions[i]))
            return GG_SEE_SHAPE;
    }
    return GG_SEE_NOTHING;
}

/* Text that is wrapped so that nothing in it can be read: base64 of some length, gzip, data URLs.
 */
unsigned gg_see_blob(const gg_run *run)
{
    const unsigned mixed = GG_BYTE_UPPER | GG_BYTE_LOWER | GG_BYTE_DIGIT;
    size_t padding = 0, n = run->n;

    if (n >= 20 && (memcmp(run->s, "H4sI", 4) == 0 || memcmp(run->s, "data:", 5) == 0))
        return GG_SEE_SHAPE;
    while (n > 0 && padding < 2 && run->s[n - 1] == '=')
        n--, padding++;
    if (run->n < 64 || run->n % 4 || (run->classes & mixed) != mixed)
        return GG_SEE_NOTHING;
    for (size_t i = 0; i < n; i++)
        if (!gg_is_alnum(run->s[i]) && run->s[i] != '+' && run->s[i] != '/')
            return GG_SEE_NOTHING;
    return GG_SEE_SHAPE;
}

static bool is_hex(char c)
{
    return gg_is_digit(c) || (gg_lower(c) >= 'a' && gg_lower(c) <= 'f');
}

/* A UUID, or a digest of 32, 40, 56, 64 or 128 hexadecimal digits with a letter among them. */
unsigned gg_see_pseudonym(const gg_run *run)
{
    size_t n = run->n;
    bool uuid = n == 36;

    if (!uuid && n != 32 && n != 40 && n != 56 && n != 64 && n != 128)
        return GG_SEE_NOTHING;
    if (run->letters == 0 || run->digits == 0)
        return GG_SEE_NOTHING;
    for (size_t i = 0; i < n; i++) {
        bool dash = uuid && (i == 8 || i == 13 || i == 18 || i == 23);

        if (dash ? run->s[i] != '-' : !is_hex(run->s[i]))
            return GG_SEE_NOTHING;
    }
    return GG_SEE_SHAPE;
}

unsigned gg_see_anything(const gg_run *run)
{
    return run->n > 0 ? GG_SEE_WEAK : GG_SEE_NOTHING;
}
