/* Templates: what is to be filled, with a comment above each key. */
#include <string.h>

#include "record_internal.h"

#define WIDTH 96

/* "# ..." in lines of at most WIDTH bytes, broken at spaces. */
static void put_comment(gg_buf *out, const char *text)
{
    while (*text) {
        size_t n = strlen(text);

        if (n > WIDTH - 2) {
            n = WIDTH - 2;
            while (n > 0 && text[n] != ' ')
                n--;
            if (n == 0)
                n = strcspn(text, " ");
        }
        gg_buf_puts(out, "# ");
        gg_buf_append(out, text, n);
        gg_buf_puts(out, "\n");
        text += n + (text[n] == ' ');
    }
}

static const char *form_of(gg_field_kind kind)
{
    static const char *const forms[GG_FIELD_KINDS] = {
        "one line",
        "text; for more than one line write a | behind the colon and indent what follows",
        "a list: [one, another]",
        "a date, YYYY-MM-DD",
        "yes or no",
        "one of",
        "a list of one or more of",
        "a whole number",
        "a number from -1 to 1",
        "64 hexadecimal digits",
        "letters, digits, '.', '_' and '-'",
        "NAME or NAME@N",
    };

    return forms[kind];
}

/* "citizens and residents | employees" */
static void put_choices(gg_buf *out, const char *choices)
{
    char word[80];
    bool first = true;

    while (gg_record_next_word(&choices, word, sizeof word)) {
        gg_buf_printf(out, "%s%s", first ? "" : " | ", word);
        first = false;
    }
}

/* "only where type is pilot or status is pilot" */
static void put_condition(gg_buf *out, const char *when)
{
    gg_buf_puts(out, "only where ");
    for (const char *p = when; *p; p++) {
        if (p[0] == '!' && p[1] == '=') {
            gg_buf_puts(out, " is other than ");
            p++;
        } else if (*p == '=') {
            gg_buf_puts(out, " is ");
        } else if (*p == ';' || *p == '|') {
            gg_buf_puts(out, " or ");
        } else {
            gg_buf_append(out, p, 1);
        }
    }
}

static void put_about(gg_buf *out, const gg_record_field *f)
{
    gg_buf line;

    gg_buf_init(&line, 0);
    gg_buf_printf(&line, "%s: %s", f->label, f->help);
    put_comment(out, line.data ? line.data : "");
    line.size = 0;
    gg_buf_printf(&line, "(%s", form_of(f->kind));
    if (f->choices) {
        gg_buf_puts(&line, ": ");
        put_choices(&line, f->choices);
    }
    gg_buf_puts(&line, f->flags & GG_FIELD_REQUIRED ? "; " : "; may be left empty");
    if (f->flags & GG_FIELD_FREE)
        gg_buf_puts(&line, "required ");
    if (f->when)
        put_condition(&line, f->when);
    else if (f->flags & GG_FIELD_REQUIRED)
        gg_buf_puts(&line, "required");
    if (f->flags & GG_FIELD_FREE)
        gg_buf_puts(&line, "; elsewhere it may be answered");
    gg_buf_puts(&line, ")");
    put_comment(out, line.data ? line.data : "");
    if (line.failed)
        out->failed = true;
    gg_buf_release(&line);
}

/* Text in double quotes, as JSON and YAML read it alike. */
static void put_quoted(gg_buf *out, const char *text)
{
    json_t *value = json_string(text);

    if (value)
        gg_json_canonical(value, out);
    else
        out->failed = true;
    json_decref(value);
}

static bool is_bare(gg_field_kind kind)
{
    return kind == GG_FIELD_DATE || kind == GG_FIELD_YES_NO || kind == GG_FIELD_CHOICE ||
           kind == GG_FIELD_COUNT || kind == GG_FIELD_RATIO;
}

static bool is_list(gg_field_kind kind)
{
    return kind == GG_FIELD_LINES || kind == GG_FIELD_CHOICES;
}

static void put_value(gg_buf *out, const gg_record_field *f)
{
    const char *list = f->example;
    char word[200];

    if (is_bare(f->kind)) {
        gg_buf_printf(out, " %s", f->example);
    } else if (!is_list(f->kind)) {
        gg_buf_puts(out, " ");
        put_quoted(out, f->example);
    } else {
        for (const char *joint = " ["; gg_record_next_word(&list, word, sizeof word);
             joint = ", ") {
            gg_buf_puts(out, joint);
            put_quoted(out, word);
        }
        gg_buf_puts(out, "]");
    }
}

/* The value of an example as a condition sees it. */
static json_t *example_value(const gg_record_field *f)
{
    const char *list = f->example;
    json_t *array;
    char word[200];

    if (!is_list(f->kind))
        return json_string(f->example);
    array = json_array();
    while (gg_record_next_word(&list, word, sizeof word))
        json_array_append_new(array, json_string(word));
    return array;
}

static void put_head(gg_buf *out, const gg_record_type *type)
{
    gg_buf_printf(out, "# %s\n", type->title);
    put_comment(out, type->says);
    gg_buf_puts(out, "# No field may hold the name or a number of a person: give titles and "
                     "roles.\n");
    gg_buf_printf(out, "record: %s\n", type->name);
    if (type->about == GG_RECORD_MAY_MODEL)
        gg_buf_puts(out, "\n# The model that it is about: NAME, or NAME@N for one version; empty: "
                         "all models\nmodel:\n");
    gg_buf_puts(out, "\n# The record that it takes the place of: its number; empty: none\n"
                     "supersedes:\n");
}

void gg_record_template(const gg_record_type *type, bool example, gg_buf *out)
{
    json_t *filled = json_object();

    put_head(out, type);
    for (size_t i = 0; i < type->n_fields; i++) {
        const gg_record_field *f = &type->fields[i];
        bool fill = example && f->example[0] && gg_record_holds(f->when, filled);

        if (f->part)
            gg_buf_printf(out, "\n# ---- %s ----\n", f->part);
        gg_buf_puts(out, "\n");
        put_about(out, f);
        gg_buf_printf(out, "%s:", f->name);
        if (fill) {
            put_value(out, f);
            if (json_object_set_new(filled, f->name, example_value(f)) != 0)
                out->failed = true;
        }
        gg_buf_puts(out, "\n");
    }
    json_decref(filled);
}
