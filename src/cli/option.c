/*
 * Arguments to values, by a table of options.
 *
 * Forms: --name VALUE, --name=VALUE, --flag, -o VALUE, -oVALUE; options and operands in any order;
 * -- ends the options. A value that begins with -- must be given with =, so that a forgotten value
 * never swallows the next option.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli_internal.h"
#include "gauger/base/text.h"
#include "gauger/privacy/identifier.h"

typedef struct parser {
    const gg_option_group *const *groups;
    char *const *argv;
    int argc, at;
    gg_arena *arena;
    gg_args *out;
    gg_error *err;
    bool global; /* what stands in front of the command */
} parser;

const gg_option *gg_option_named(const gg_option_group *const *groups, const char *name, size_t n)
{
    for (; *groups; groups++)
        for (size_t i = 0; i < (*groups)->n; i++) {
            const gg_option *row = &(*groups)->rows[i];

            if (strncmp(row->name, name, n) == 0 && row->name[n] == '\0')
                return row;
        }
    return NULL;
}

const gg_option *gg_option_lettered(const gg_option_group *const *groups, char letter)
{
    for (; *groups; groups++)
        for (size_t i = 0; i < (*groups)->n; i++)
            if ((*groups)->rows[i].letter == letter)
                return &(*groups)->rows[i];
    return NULL;
}

char *gg_option_range(const gg_option *option, char *out, size_t size)
{
    const char *noun = option->kind == GG_OPTION_WHOLE ? "a whole number" : "a number";
    const char *ends = option->open ? ", ends excluded" : "";
    char low[32], high[32];

    gg_text_double(option->low, low);
    gg_text_double(option->high, high);
    if (option->low == -DBL_MAX && option->high == DBL_MAX)
        snprintf(out, size, "%s", noun);
    else if (option->high == DBL_MAX)
        snprintf(out, size, "%s %s %s", noun, option->open ? "above" : "from", low);
    else
        snprintf(out, size, "%s from %s to %s%s", noun, low, high, ends);
    return out;
}

/* Whether a word stands in a list joined by '|'. */
static bool is_choice(const char *choices, const char *word)
{
    size_t n = strcspn(word, "|");

    if (word[n])
        return false;
    for (const char *c = choices; c; c = strchr(c, '|')) {
        c += *c == '|';
        if (strncmp(c, word, n) == 0 && (c[n] == '|' || c[n] == '\0'))
            return true;
    }
    return false;
}

/* The option as the user knows it, for the WHERE of a message. */
static void name_option(parser *p, const gg_option *row)
{
    char where[64];

    snprintf(where, sizeof where, "--%s", row->name);
    gg_error_where(p->err, where, 0, NULL);
}

static gg_status read_number(const gg_option *row, const char *text, double *out, gg_error *err)
{
    char range[96], mend[160], shape[40], kind[96];
    double x = 0;
    gg_number_kind found = gg_text_number(text, strlen(text), &x);

    gg_option_range(row, range, sizeof range);
    snprintf(mend, sizeof mend, "give %s", range);
    if (found == GG_NUMBER_MALFORMED)
        return gg_error_set(err, GG_E_USAGE, mend, "not a number (shape \"%s\")",
                            gg_text_shape(text, strlen(text), shape, sizeof shape));
    gg_text_clean(text, strlen(text), kind, 60);
    if (found == GG_NUMBER_RANGE || x < row->low || x > row->high ||
        (row->open && (x == row->low || x == row->high)))
        return gg_error_set(err, GG_E_USAGE, mend, "%s is out of range", kind);
    if (row->kind == GG_OPTION_WHOLE && x != floor(x))
        return gg_error_set(err, GG_E_USAGE, mend, "%s is not a whole number", kind);
    *out = x;
    return GG_OK;
}

static gg_status check_value(const gg_option *row, const char *text, double *number, gg_error *err)
{
    char word[64], mend[160];

    if (text[0] == '\0')
        return gg_error_set(err, GG_E_USAGE, "give a value that is not empty",
                            "the value is empty");
    if (row->kind == GG_OPTION_NUMBER || row->kind == GG_OPTION_WHOLE)
        return read_number(row, text, number, err);
    if (row->kind == GG_OPTION_CHOICE && !is_choice(row->choices, text)) {
        snprintf(mend, sizeof mend, "give %s%s", strchr(row->choices, '|') ? "one of " : "",
                 row->choices);
        return gg_error_set(err, GG_E_USAGE, mend, "unknown word \"%s\"",
                            gg_text_clean(text, strlen(text), word, 40));
    }
    return row->kind == GG_OPTION_PROSE ? gg_identifier_refuse(text, strlen(text), NULL, err)
                                        : GG_OK;
}

static gg_status once(parser *p, const gg_option *row)
{
    gg_option_value *v = &p->out->values[row->id];

    if (v->given && !row->repeat)
        return gg_error_set(p->err, GG_E_USAGE, "give it once", "given twice");
    v->given = true;
    return GG_OK;
}

static gg_status keep(parser *p, const gg_option *row, const char *text)
{
    gg_option_value *v = &p->out->values[row->id];
    gg_status status = once(p, row);

    if (status == GG_OK)
        status = check_value(row, text, &v->number, p->err);
    if (status != GG_OK)
        return status;
    if (!v->texts)
        v->texts = gg_arena_array(p->arena, (size_t)p->argc + 1, sizeof *v->texts);
    if (!v->texts)
        return gg_error_set(p->err, GG_E_MEMORY, NULL, "out of memory");
    v->texts[v->n++] = text;
    return GG_OK;
}

static bool is_option(const char *text)
{
    return text[0] == '-' && text[1] == '-';
}

static gg_status take_value(parser *p, const gg_option *row, const char *attached)
{
    char mend[96];
    gg_status status;

    if (row->kind == GG_OPTION_FLAG) {
        status = attached ? gg_error_set(p->err, GG_E_USAGE, "give it alone", "takes no value")
                          : once(p, row);
    } else if (attached) {
        status = keep(p, row, attached);
    } else if (p->at >= p->argc || is_option(p->argv[p->at])) {
        snprintf(mend, sizeof mend, "give --%s %s", row->name, row->value);
        status = gg_error_set(p->err, GG_E_USAGE, mend, "the value is missing");
    } else {
        status = keep(p, row, p->argv[p->at++]);
    }
    if (status != GG_OK)
        name_option(p, row);
    return status;
}

static gg_status refuse_unknown(parser *p, const char *text, size_t n)
{
    const char *best = NULL;
    size_t distance = 0, dashes = text[1] == '-' ? 2 : 1;
    char word[64], mend[128];

    for (const gg_option_group *const *g = p->groups; *g; g++)
        for (size_t i = 0; i < (*g)->n; i++)
            if (!(*g)->rows[i].hidden)
                gg_suggest(text + dashes, n - dashes, (*g)->rows[i].name, &best, &distance);
    if (best)
        snprintf(mend, sizeof mend, "did you mean --%s?", best);
    else
        snprintf(mend, sizeof mend, "%s",
                 p->global ? "give a command first, then its options" : "--help lists the options");
    return gg_error_set(p->err, GG_E_USAGE, mend, "unknown option %s",
                        gg_text_clean(text, n, word, 40));
}

static gg_status take_long(parser *p, const char *text)
{
    const char *equals = strchr(text, '=');
    size_t n = equals ? (size_t)(equals - text) : strlen(text);
    const gg_option *row = gg_option_named(p->groups, text + 2, n - 2);

    if (!row)
        return refuse_unknown(p, text, n);
    return take_value(p, row, equals ? equals + 1 : NULL);
}

static gg_status take_letter(parser *p, const char *text)
{
    const gg_option *row = gg_option_lettered(p->groups, text[1]);

    if (!row)
        return refuse_unknown(p, text, strlen(text));
    return take_value(p, row, text[2] ? text + 2 : NULL);
}

static gg_status take_defaults(parser *p)
{
    for (const gg_option_group *const *g = p->groups; *g; g++)
        for (size_t i = 0; i < (*g)->n; i++) {
            const gg_option *row = &(*g)->rows[i];
            gg_option_value *v = &p->out->values[row->id];
            gg_status status;

            if (v->given || !row->otherwise)
                continue;
            status = keep(p, row, row->otherwise);
            if (status != GG_OK)
                return status;
            v->given = false;
        }
    return GG_OK;
}

gg_status gg_options_parse(const gg_option_group *const *groups, int argc, char *const *argv,
                           bool stop_at_operand, gg_arena *arena, gg_args *out, int *used,
                           gg_error *err)
{
    parser p = {groups, argv, argc, 0, arena, out, err, stop_at_operand};
    bool ended = false;
    gg_status status = GG_OK;

    memset(out, 0, sizeof *out);
    out->operands = gg_arena_array(arena, (size_t)argc + 1, sizeof *out->operands);
    if (!out->operands)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    while (status == GG_OK && p.at < argc) {
        const char *text = argv[p.at];

        if (stop_at_operand && (ended || text[0] != '-'))
            break;
        p.at++;
        if (!ended && strcmp(text, "--") == 0)
            ended = true;
        else if (!ended && is_option(text))
            status = take_long(&p, text);
        else if (!ended && text[0] == '-' && text[1])
            status = take_letter(&p, text);
        else
            out->operands[out->n_operands++] = text;
    }
    *used = p.at;
    return status == GG_OK ? take_defaults(&p) : status;
}

bool gg_args_given(const gg_args *args, gg_option_id id)
{
    return args->values[id].given;
}

const char *gg_args_text(const gg_args *args, gg_option_id id)
{
    const gg_option_value *v = &args->values[id];

    return v->n ? v->texts[v->n - 1] : NULL;
}

double gg_args_number(const gg_args *args, gg_option_id id)
{
    return args->values[id].number;
}
