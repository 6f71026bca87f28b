/* Names of persons: a form only. Which column holds them is said by its name, or by a list. */
#include "privacy_internal.h"

/* Words that stand in a column about names without being one: flags, and marks of absence. */
static const char *const answers[] = {
    "yes",      "no",      "true",      "false",        "unknown", "none",     "null",
    "na",       "nan",     "match",     "missing",      "other",   "present",  "absent",
    "verified", "valid",   "invalid",   "nil",          "male",    "female",   "empty",
    "blank",    "any",     "all",       "exact",        "partial", "redacted", "withheld",
    "masked",   "removed", "anonymous", "not available"};

static bool is_answer(const gg_run *run)
{
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        if (gg_text_same(run->s, run->n, answers[i]))
            return true;
    return false;
}

unsigned gg_see_name(const gg_run *run)
{
    const unsigned allowed = GG_BYTE_LETTER | GG_BYTE_HIGH | GG_BYTE_SPACE | GG_BYTE_DASH |
                             GG_BYTE_DOT | GG_BYTE_COMMA | GG_BYTE_OTHER;
    size_t spaces = 0;

    if (run->n < 2 || run->n > 60 || (run->classes & ~allowed))
        return GG_SEE_NOTHING;
    if (run->letters < 2 && !(run->classes & GG_BYTE_HIGH))
        return GG_SEE_NOTHING;
    for (size_t i = 0; i < run->n; i++) {
        unsigned c = gg_byte_classes[(unsigned char)run->s[i]];

        spaces += (c & GG_BYTE_SPACE) != 0;
        if ((c & GG_BYTE_OTHER) && run->s[i] != '\'')
            return GG_SEE_NOTHING;
    }
    return spaces <= 4 && !is_answer(run) ? GG_SEE_WEAK : GG_SEE_NOTHING;
}
