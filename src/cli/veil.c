/*
 * Identifiers of persons in an error line: what a user gave by mistake as a name, a file or a word
 * of a document is not said again. Every line passes here, whoever wrote it.
 */
#include <string.h>

#include "cli_internal.h"
#include "gauger/base/text.h"
#include "gauger/privacy/identifier.h"

#define PART_MAX 260

/* Machines that could not be reached are named by whoever gave them, and are nobody. */
static bool identifies(const char *text, size_t n)
{
    static const char *const machines[] = {"ipv4", "ipv6", "mac_address"};
    const gg_identifier_kind *kind = NULL;

    if (gg_identifier_search(text, n, NULL, &kind, NULL) != GG_OK || !kind)
        return false;
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        if (strcmp(kind->name, machines[i]) == 0)
            return false;
    return true;
}

/* A reference, "dataset:NAME@2", and a file's name are looked at without what is of the program as
 * well. */
static bool names_person(const char *text, size_t n)
{
    static const char ends[] = "@.";
    const char *colon = memchr(text, ':', n), *end;

    if (identifies(text, n))
        return true;
    for (size_t i = 0; ends[i]; i++) {
        end = memrchr(text, ends[i], n);
        if (end && identifies(text, (size_t)(end - text)))
            return true;
    }
    return colon && names_person(colon + 1, (size_t)(text + n - colon - 1));
}

/* Whether an argument begins, or goes on behind one of its slashes, with this and '@', and names a
 * person as a whole: of a reference, an error says what stands in front of the '@'. */
static bool begins_person(const char *argument, const char *text, size_t n)
{
    for (const char *s = argument, *end; *s; s = end + (*end == '/')) {
        end = s + strcspn(s, "/");
        if ((size_t)(end - s) > n && s[n] == '@' && memcmp(s, text, n) == 0 &&
            names_person(s, (size_t)(end - s)))
            return true;
    }
    return false;
}

static bool cut_from_argument(const gg_args *args, const char *text, size_t n)
{
    for (size_t i = 0; args && i < args->n_operands; i++)
        if (begins_person(args->operands[i], text, n))
            return true;
    for (size_t id = 0; args && id < GG_OPT_END_; id++)
        for (size_t i = 0; i < args->values[id].n; i++)
            if (begins_person(args->values[id].texts[i], text, n))
                return true;
    return false;
}

static void put(char *out, size_t *at, const char *text, size_t n)
{
    if (*at + n > PART_MAX)
        n = PART_MAX - *at;
    memcpy(out + *at, text, n);
    *at += n;
}

/* A part as it is, or its shape. */
static bool put_part(const gg_args *args, char *out, size_t *at, const char *text, size_t n)
{
    char shape[PART_MAX];

    if (!names_person(text, n) && !cut_from_argument(args, text, n)) {
        put(out, at, text, n);
        return false;
    }
    gg_text_shape(text, n, shape, sizeof shape);
    put(out, at, shape, strlen(shape));
    return true;
}

/* What stands in quotes is one part, else a word is; marks behind a word are not of it. */
static size_t part_length(const char *text, bool quoted)
{
    size_t n = strcspn(text, quoted ? "\"" : " \"");

    while (!quoted && n > 1 && strchr(",;:.)", text[n - 1]))
        n--;
    return n;
}

static void veil_sentence(const gg_args *args, char *field, size_t size)
{
    char out[PART_MAX + 1];
    size_t at = 0;
    bool quoted = false, changed = false;

    for (const char *s = field; *s;) {
        size_t n = part_length(s, quoted);

        if (n == 0 || (!quoted && *s == '(')) {
            quoted = *s == '"' ? !quoted : quoted;
            put(out, &at, s++, 1);
            continue;
        }
        changed |= put_part(args, out, &at, s, n);
        s += n;
    }
    out[at] = '\0';
    if (changed)
        gg_text_clean(out, at, field, size - 4);
}

/* A name may hold spaces; of a path, what is no identifier stays. */
static void veil_path(const gg_args *args, char *field, size_t size)
{
    char out[PART_MAX + 1];
    size_t at = 0;
    bool changed = false;

    for (const char *s = field; *s; s += strspn(s, "/")) {
        size_t n = strcspn(s, "/");

        if (n)
            changed |= put_part(args, out, &at, s, n);
        s += n;
        put(out, &at, s, strspn(s, "/"));
    }
    out[at] = '\0';
    if (changed)
        gg_text_clean(out, at, field, size - 4);
}

void gg_cli_veil(gg_error *err, const gg_args *args)
{
    veil_path(args, err->file, sizeof err->file);
    veil_path(args, err->column, sizeof err->column);
    veil_sentence(args, err->what, sizeof err->what);
    veil_sentence(args, err->mend, sizeof err->mend);
}
