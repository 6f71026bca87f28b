#include <string.h>

#include "gauger/base/text.h"
#include "registry_internal.h"

static bool name_sign(char c, bool first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (!first && (c == '.' || c == '_' || c == '-'));
}

const char *gg_article(const char *word)
{
    return strchr("aeiou", word[0]) ? "an" : "a";
}

gg_status gg_name_check(const char *what, const char *name, gg_error *err)
{
    size_t n = name ? strlen(name) : 0;
    bool good = n > 0 && n <= GG_NAME_MAX;

    for (size_t i = 0; good && i < n; i++)
        good = name_sign(name[i], i == 0);
    if (good)
        return GG_OK;
    return gg_error_set(
        err, GG_E_USAGE,
        "use letters, digits, '.', '_' and '-', at most 100, a letter or digit first",
        n ? "this is not a name for %s %s" : "there is no name for %s %s", gg_article(what), what);
}

void gg_copy(char *out, size_t size, const char *text)
{
    size_t n = strlen(text);

    if (n >= size)
        n = size - 1;
    memcpy(out, text, n);
    out[n] = '\0';
}

bool gg_digest_check(const char *sha256)
{
    return sha256 && strlen(sha256) == GG_SHA256_HEX - 1 &&
           strspn(sha256, "0123456789abcdef") == GG_SHA256_HEX - 1;
}

gg_status gg_text_field(const char *what, const char *text, size_t max, bool needed, gg_error *err)
{
    size_t n = text ? strlen(text) : 0;

    if (n == 0)
        return needed ? gg_error_set(err, GG_E_USAGE, "write one", "the %s is empty", what) : GG_OK;
    if (n > max)
        return gg_error_set(err, GG_E_USAGE, "shorten it", "the %s has more than %zu bytes", what,
                            max);
    if (!gg_text_utf8(text, n, NULL))
        return gg_error_set(err, GG_E_USAGE, "write it in UTF-8", "the %s is not valid UTF-8",
                            what);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] == 0x7f ||
            ((unsigned char)text[i] < 0x20 && text[i] != '\n' && text[i] != '\t'))
            return gg_error_set(err, GG_E_USAGE, "leave control characters out",
                                "the %s holds a control character", what);
    return GG_OK;
}

/* Splits "KIND:NAME@SELECTOR"; the prefix "KIND:" may be left out. */
gg_status gg_reference_parse(const char *kind, const char *text, gg_reference *out, gg_error *err)
{
    size_t prefix = strlen(kind);
    gg_reference r = {"", "", 0};
    const char *at;
    gg_status st;

    if (text && strncmp(text, kind, prefix) == 0 && text[prefix] == ':')
        text += prefix + 1;
    at = text ? strchr(text, '@') : NULL;
    if (!text || (at ? (size_t)(at - text) : strlen(text)) > GG_NAME_MAX ||
        (at && strlen(at + 1) > GG_NAME_MAX))
        return gg_error_set(err, GG_E_USAGE, "write NAME or NAME@VERSION",
                            "this is not a reference to %s %s", gg_article(kind), kind);
    memcpy(r.name, text, at ? (size_t)(at - text) : strlen(text));
    st = gg_name_check(kind, r.name, err);
    if (st != GG_OK || !at) {
        if (st == GG_OK)
            *out = r;
        return st;
    }
    gg_copy(r.selector, sizeof r.selector, at + 1);
    if (gg_name_check("version", r.selector, NULL) != GG_OK)
        return gg_error_set(err, GG_E_USAGE, "write NAME@VERSION, such as NAME@2 or NAME@latest",
                            "this is not a reference to a version of a %s", kind);
    if (r.selector[strspn(r.selector, "0123456789")] == '\0') {
        for (const char *p = r.selector; *p && r.number < 1000000000; p++)
            r.number = r.number * 10 + (uint64_t)(*p - '0');
        if (r.number == 0 || r.selector[0] == '0' || strlen(r.selector) > 9)
            return gg_error_set(err, GG_E_USAGE, "versions are counted from 1",
                                "this is not the number of a version");
    }
    *out = r;
    return GG_OK;
}
