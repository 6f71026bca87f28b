/* Policies are stored as they are, and verdicts take over what they say: neither may hold an
 * identifier of a person, not in a comment either. */
#include <string.h>

#include "lifecycle_internal.h"

/* What stands behind the sign of a comment; NULL where the line has none. A sign within quotes is
 * taken for one as well: more is searched, nothing less. */
static const char *comment_of(const char *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t'))
            return line + i + 1;
    return NULL;
}

/* Each comment by itself, and all of them as one text: a number may be broken over lines. */
static gg_status check_comments(const char *text, size_t n, gg_error *err)
{
    unsigned long long line = 1;
    gg_buf all;
    gg_status st = GG_OK;

    gg_buf_init(&all, 0);
    for (size_t at = 0; st == GG_OK && at < n; line++) {
        const char *end = memchr(text + at, '\n', n - at);
        size_t stop = end ? (size_t)(end - text) : n;
        const char *comment = comment_of(text + at, stop - at);

        if (comment) {
            size_t m = (size_t)(text + stop - comment);

            st = gg_no_identifier(comment, m, NULL, err);
            if (st == GG_E_INPUT)
                gg_error_where(err, NULL, line, "comment");
            gg_buf_append(&all, comment, m);
            gg_buf_append(&all, "\n", 1);
        }
        at = stop + 1;
    }
    if (st == GG_OK)
        st = gg_buf_check(&all, err);
    if (st == GG_OK && all.size)
        st = gg_no_identifier(all.data, all.size, NULL, err);
    gg_buf_release(&all);
    return st;
}

gg_status gg_policy_text_check(const char *text, size_t n, const char *name, gg_error *err)
{
    json_t *policy = NULL;
    gg_status st = check_comments(text, n, err);

    if (st == GG_OK)
        st = gg_json_parse(text, n, name ? name : "policy", &policy, err);
    if (st == GG_OK)
        st = gg_no_identifier_value(policy, NULL, err);
    if (st != GG_OK && name)
        gg_error_where(err, name, 0, NULL);
    json_decref(policy);
    return st;
}

gg_status gg_verdict_no_identifier(const json_t *verdict, gg_error *err)
{
    static const char *const keys[] = {"policy", "note", "id"};
    json_t *rule;
    size_t i;
    gg_status st = GG_OK;

    for (size_t k = 0; st == GG_OK && k < 2; k++)
        st = gg_no_identifier_value(json_object_get(verdict, keys[k]), keys[k], err);
    json_array_foreach(json_object_get(verdict, "rules"), i, rule)
    {
        for (size_t k = 1; st == GG_OK && k < 3; k++)
            st = gg_no_identifier_value(json_object_get(rule, keys[k]), keys[k], err);
    }
    return st;
}
