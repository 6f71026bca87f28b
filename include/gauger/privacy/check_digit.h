/*
 * Check digits and number ranges of identity documents, cards, accounts and vehicles, each in the
 * form its issuer publishes. Pure functions of bytes: nothing is kept, nothing is printed.
 *
 * A check digit passes by chance (the probability is given with each), so that a column is judged
 * by how many of its values pass: gg_binomial_tail().
 */
#ifndef GAUGER_PRIVACY_CHECK_DIGIT_H
#define GAUGER_PRIVACY_CHECK_DIGIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/status.h"

/* What a number of the form of a U.S. social security number is. */
typedef enum gg_ssn_class {
    GG_SSN_NO_MATCH,     /* not nine digits as 3-2-4 with one separator throughout, or none */
    GG_SSN_OK,           /* could have been issued */
    GG_SSN_SPECIMEN,     /* printed in advertisements: 078-05-1120, 219-09-9999 */
    GG_SSN_REJECT_AREA,  /* area 000, 666 or 900-999: never issued */
    GG_SSN_REJECT_GROUP, /* group 00 or serial 0000: never issued */
    GG_SSN_ITIN,         /* an individual taxpayer number: 9xx, group 50-65, 70-88, 90-92, 94-99 */
    GG_SSN_ATIN          /* an adoption taxpayer number: 9xx, group 93 */
} gg_ssn_class;

GG_BEGIN_DECLS

/*
 * What a text of nine digits (3-2-4) is: social security number, taxpayer number, or neither.
 *
 * s, n: the bytes; separators may be '-' or ' ', the same twice, or absent.
 * Returns the class; the rules reject 11 % of random nine-digit numbers, so bare digits say little.
 * Source: SSA's list of areas, groups and serials never assigned; IRS's ranges of the ITIN groups.
 * Undefined cases: anything else is GG_SSN_NO_MATCH.  Errors: none.
 */
gg_ssn_class gg_ssn_check(const char *s, size_t n);

/*
 * Whether a run of digits passes the Luhn formula (mod 10, every second digit from the right
 * doubled).
 *
 * digits, n: ASCII digits only, no separators; n from 2.
 * Returns true if it passes; one in ten random numbers does, dates and clock stamps among them.
 * Source: ISO/IEC 7812-1, annex B.
 * Undefined cases: an empty run or any other byte gives false.  Errors: none.
 */
bool gg_luhn_check(const char *digits, size_t n);

/*
 * Whether a run of digits has an issuer's prefix and a length that the issuer uses for cards.
 *
 * digits, n: ASCII digits only.  The Luhn formula is not looked at.
 * Returns true for Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay,
 * Maestro prefixes with their lengths of 13 to 19.
 * Source: ISO/IEC 7812 issuer identification numbers as the networks publish them.
 * Undefined cases: any other byte gives false.  Errors: none.
 */
bool gg_card_issuer_check(const char *digits, size_t n);

/*
 * Whether a text is an international bank account number: country, its length, remainder 1 mod 97.
 *
 * s, n: the bytes; spaces are skipped, case does not matter.  form: may be NULL; set to whether the
 * country, the length and the two check digits fit, whatever the remainder.
 * Returns true if all fits; 1 in 97 random texts of the form passes.
 * Source: ISO 13616-1 and the SWIFT registry's lengths.
 */
bool gg_iban_check(const char *s, size_t n, bool *form);

/*
 * Whether 17 signs are a vehicle identification number with a right check digit at position 9.
 *
 * s, n: the bytes, case does not matter.  form: may be NULL; set to whether there are 17 letters
 * and digits without I, O, Q. Returns true if the check digit is right (chance 1/11); European
 * numbers need not have one. Source: 49 CFR 565.15(c); mod 11, X stands for 10.
 */
bool gg_vin_check(const char *s, size_t n, bool *form);

/*
 * Whether nine digits pass the check of a U.S. bank routing number (weights 3, 7, 1, mod 10).
 *
 * digits, n: ASCII digits; n must be 9.
 * Returns true if they pass (chance 1/10). It names a bank, not a person.
 * Source: American Bankers Association routing number policy.
 * Undefined cases: any other byte or length, and nine zeros, give false.
 */
bool gg_aba_check(const char *digits, size_t n);

/*
 * Whether ten digits are a U.S. national provider identifier: Luhn over 80840 and the digits.
 *
 * digits, n: ASCII digits; n must be 10, the first 1 or 2.
 * Returns true if they pass (chance 1/10 of those that begin so).
 * Source: 45 CFR 162.406; CMS, requirements for the NPI check digit.
 * Undefined cases: any other byte or length gives false.
 */
bool gg_npi_check(const char *digits, size_t n);

/*
 * Whether nine signs are a DEA registration: two letters, seven digits of which the last checks.
 *
 * s, n: the bytes; n must be 9.  form: may be NULL; set to whether the letters and digits fit.
 * Returns true if (d1 + d3 + d5) + 2 (d2 + d4 + d6) ends in d7 (chance 1/10).
 * Source: the DEA's registration number format (letters of registrant types, initial or 9).
 * Undefined cases: anything else gives false.
 */
bool gg_dea_check(const char *s, size_t n, bool *form);

/*
 * The check digit of a field in the machine readable zone of a travel document.
 *
 * s, n: digits, A-Z and the filler '<'; values 0-9, 10-35 and 0, weights 7, 3, 1 in turn, mod 10.
 * Returns 0 to 9; -1 for any other byte.
 * Source: ICAO Doc 9303, part 3, section 4.9.
 * Undefined cases: an empty field has check digit 0.  Errors: none.
 */
int gg_mrz_digit(const char *s, size_t n);

/*
 * Whether a line is one of a machine readable zone: TD1 (30), TD2 and MRV-B (36), TD3 and MRV-A
 * (44).
 *
 * s, n: one line.  Lines with check digits must have all of them right, dates that exist, and a sex
 * sign; lines that hold the name must have a document code and the "<<" between the names.
 * Returns true if it is.
 * Source: ICAO Doc 9303, parts 4, 5, 6, 7.
 */
bool gg_mrz_line_check(const char *s, size_t n);

/*
 * The probability of at least x passes among n values when each passes by chance with p.
 *
 * x, n: counts, x <= n.  p: in (0, 1).
 * Returns P(X >= x) for X binomial (n, p), relative accuracy about 1e-12.
 * Undefined cases: x = 0 gives 1; x > n gives 0.
 * Source: direct sum of the terms from x upward, in logarithms (lgamma).
 */
double gg_binomial_tail(uint64_t x, uint64_t n, double p);

GG_END_DECLS
#endif
