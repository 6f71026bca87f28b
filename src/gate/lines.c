/*
 * Where in its file each rule of a policy stands, so that a finding can point at it.
 *
 * Known for rules in block style, one entry a dash, which is how policies are written by hand: YAML
 * has whatever belongs to an entry indented deeper than its dash, also text that runs over lines.
 * Of any other form (JSON, rules in brackets) the lines stay unknown, and so they do when the
 * dashes do not come out as the rules that were read.
 */
#include "gate_internal.h"

typedef struct scan {
    const char *at, *end;
    size_t number; /* of the line, from 1 */
} scan;

typedef struct line {
    const char *text; /* after the indentation */
    size_t n, indent;
} line;

static bool next(scan *s, line *out)
{
    const char *start = s->at, *stop;

    if (start == s->end)
        return false;
    stop = memchr(start, '\n', (size_t)(s->end - start));
    s->at = stop ? stop + 1 : s->end;
    s->number++;
    if (!stop)
        stop = s->end;
    if (stop > start && stop[-1] == '\r')
        stop--;
    for (out->indent = 0; start < stop && *start == ' '; start++)
        out->indent++;
    out->text = start;
    out->n = (size_t)(stop - start);
    return true;
}

static bool says_nothing(const line *l)
{
    size_t i = 0;

    while (i < l->n && (l->text[i] == ' ' || l->text[i] == '\t'))
        i++;
    return i == l->n || l->text[i] == '#';
}

static bool is_dash(const line *l)
{
    return l->n > 0 && l->text[0] == '-' && (l->n == 1 || l->text[1] == ' ' || l->text[1] == '\t');
}

/* The key at the margin, with nothing but a comment behind it. */
static bool is_head(const line *l)
{
    static const char key[] = "rules:";
    const size_t n = sizeof key - 1;
    line rest;

    if (l->indent || l->n < n || memcmp(l->text, key, n) != 0)
        return false;
    rest = (line){l->text + n, l->n - n, 0};
    return says_nothing(&rest) && (rest.n == 0 || rest.text[0] != '#');
}

void gg_policy_find_lines(gg_policy *p, const char *s, size_t n)
{
    scan all = {s, s + n, 0};
    size_t found = 0, indent = 0;
    bool inside = false;
    line l;

    while (next(&all, &l)) {
        if (says_nothing(&l))
            continue;
        if (!inside) {
            inside = is_head(&l);
            continue;
        }
        if (!found && is_dash(&l))
            indent = l.indent;
        if (l.indent < indent || (l.indent == indent && !is_dash(&l)))
            break;
        if (l.indent == indent && found < p->n_rules)
            p->rules[found].line = all.number;
        found += l.indent == indent;
    }
    for (size_t i = 0; found != p->n_rules && i < p->n_rules; i++)
        p->rules[i].line = 0;
}
