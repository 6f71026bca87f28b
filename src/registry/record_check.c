/* Values of fields: tidied to one form, and refused with where, what and how to mend it. */
#include <string.h>

#include "gauger/base/text.h"
#include "record_internal.h"

/* ---- where in the file */

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* Whether a line begins with the key and a colon, quoted or not. */
static bool begins_with_key(const char *line, const char *end, const char *key)
{
    size_t n = strlen(key);
    bool quoted;

    while (line < end && (is_space(*line) || *line == '{' || *line == ','))
        line++;
    quoted = line < end && (*line == '"' || *line == '\'');
    line += quoted;
    if ((size_t)(end - line) <= n || memcmp(line, key, n) != 0)
        return false;
    line += n + quoted;
    while (line < end && is_space(*line))
        line++;
    return line < end && *line == ':';
}

/* Keys of a record stand at the head of a line: in YAML in the first column, in JSON as we write
 * it behind white space. A key that is found nowhere has no line. */
static unsigned long long line_of(const char *text, size_t n, const char *key)
{
    const char *end = text ? text + n : NULL, *p = text;
    bool json = n > 0 && (text[strspn(text, " \t\r\n")] == '{');

    for (unsigned long long line = 1; p && p < end; line++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));

        stop = stop ? stop : end;
        if ((json || !is_space(*p)) && begins_with_key(p, stop, key))
            return line;
        p = stop + 1;
    }
    return 0;
}

void gg_record_where(const gg_record_source *source, const char *key, gg_error *err)
{
    char name[80];
    size_t n = strlen(key);
    bool said = gg_no_identifier(key, n, NULL, NULL) == GG_OK;

    gg_error_where(err, source->name, line_of(source->text, source->n, key),
                   said ? gg_text_clean(key, n, name, 60) : gg_text_shape(key, n, name, 60));
}

/* ---- kinds */

static gg_status wrong(gg_error *err, const json_t *value, const char *what, const char *mend)
{
    char shape[40] = "";

    if (json_is_string(value) && json_string_length(value))
        return gg_error_set(err, GG_E_INPUT, mend, "%s (shape \"%s\")", what,
                            gg_text_shape(json_string_value(value), json_string_length(value),
                                          shape, sizeof shape));
    return gg_error_set(err, GG_E_INPUT, mend, "%s", what);
}

static gg_status give(json_t *made, json_t **out, gg_error *err)
{
    if (!made)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    *out = made;
    return GG_OK;
}

/* The length of a text without white space around it. */
static const char *trimmed(const json_t *value, size_t *n)
{
    const char *s = json_string_value(value), *end = s + json_string_length(value);

    while (s < end && strchr(" \t\r\n", *s))
        s++;
    while (end > s && strchr(" \t\r\n", end[-1]))
        end--;
    *n = (size_t)(end - s);
    return s;
}

static gg_status check_prose(const gg_record_field *f, const json_t *value, json_t **out,
                             gg_error *err)
{
    bool line = f->kind != GG_FIELD_TEXT;
    size_t n, most = line ? GG_RECORD_LINE_MAX : GG_RECORD_TEXT_MAX;
    const char *s;
    gg_status st;

    if (!json_is_string(value))
        return gg_error_set(err, GG_E_INPUT, "put it in quotes", "it is not text");
    s = trimmed(value, &n);
    if (n > most)
        return gg_error_set(err, GG_E_INPUT, "shorten it", "it has more than %zu bytes", most);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] == 0x7f ||
            ((unsigned char)s[i] < 0x20 && (line || (s[i] != '\n' && s[i] != '\t'))))
            return gg_error_set(err, GG_E_INPUT,
                                line ? "write it on one line" : "leave control characters out",
                                line ? "it holds a line end or a control character"
                                     : "it holds a control character");
    if (n == 0)
        return gg_error_set(err, GG_E_INPUT, "fill it, or leave the entry out", "it is empty");
    st = gg_no_identifier(s, n, f->name, err);
    return st == GG_OK ? give(json_stringn(s, n), out, err) : st;
}

static gg_status check_choice(const gg_record_field *f, const json_t *value, json_t **out,
                              gg_error *err)
{
    char mend[160];
    const char *word = json_is_boolean(value)  ? (json_is_true(value) ? "yes" : "no")
                       : json_is_string(value) ? json_string_value(value)
                                               : "";
    const char *choices = f->kind == GG_FIELD_YES_NO ? "no|yes" : f->choices;

    if ((f->kind == GG_FIELD_YES_NO || !json_is_boolean(value)) && *word && !strchr(word, '|') &&
        gg_record_word_in(choices, word))
        return give(json_string(word), out, err);
    snprintf(mend, sizeof mend, "give one of %s", choices);
    return wrong(err, value, "not one of the choices", mend);
}

static gg_status check_date(const gg_record_field *f, const json_t *value, json_t **out,
                            gg_error *err)
{
    (void)f;
    if (json_is_string(value) && gg_date_check(json_string_value(value), false))
        return give(json_string(json_string_value(value)), out, err);
    return wrong(err, value, "not a date", "write it as 2026-01-31");
}

static gg_status check_count(const gg_record_field *f, const json_t *value, json_t **out,
                             gg_error *err)
{
    (void)f;
    if (json_is_integer(value) && json_integer_value(value) >= 0 &&
        json_integer_value(value) <= 9007199254740992)
        return give(json_integer(json_integer_value(value)), out, err);
    return wrong(err, value, "not a whole number from 0", "give a whole number, without quotes");
}

static gg_status check_ratio(const gg_record_field *f, const json_t *value, json_t **out,
                             gg_error *err)
{
    (void)f;
    if (json_is_number(value) && json_number_value(value) >= -1 && json_number_value(value) <= 1)
        return give(json_real(json_number_value(value)), out, err);
    return wrong(err, value, "not a number from -1 to 1", "give a number, without quotes");
}

static gg_status check_digest(const gg_record_field *f, const json_t *value, json_t **out,
                              gg_error *err)
{
    (void)f;
    if (json_is_string(value) && gg_digest_check(json_string_value(value)))
        return give(json_string(json_string_value(value)), out, err);
    return wrong(err, value, "not a SHA-256", "give 64 lower-case hexadecimal digits, in quotes");
}

static gg_status check_name(const gg_record_field *f, const json_t *value, json_t **out,
                            gg_error *err)
{
    const char *s = json_string_value(value);
    gg_status st;

    if (!s || gg_name_check(f->label, s, NULL) != GG_OK)
        return wrong(err, value, "not a name",
                     "use letters, digits, '.', '_' and '-', at most 100, a letter or digit "
                     "first");
    st = gg_no_identifier(s, strlen(s), f->name, err);
    return st == GG_OK ? give(json_string(s), out, err) : st;
}

static gg_status check_dataset(const gg_record_field *f, const json_t *value, json_t **out,
                               gg_error *err)
{
    gg_reference r;
    const char *s = json_string_value(value);

    (void)f;
    if (!s || gg_reference_parse("dataset", s, &r, NULL) != GG_OK || (r.selector[0] && !r.number))
        return wrong(err, value, "not a reference to a dataset", "write NAME or NAME@N");
    return give(r.number ? json_sprintf("%s@%llu", r.name, (unsigned long long)r.number)
                         : json_string(r.name),
                out, err);
}

typedef gg_status check_value(const gg_record_field *f, const json_t *value, json_t **out,
                              gg_error *err);

/* A list, or a single value in its place; each entry once, and "none" alone. */
static gg_status check_list(const gg_record_field *f, const json_t *value, json_t **out,
                            gg_error *err)
{
    check_value *each = f->kind == GG_FIELD_LINES ? check_prose : check_choice;
    size_t n = json_is_array(value) ? json_array_size(value) : 1;
    json_t *list = json_array(), *one = NULL, *other;
    gg_status st = list ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    size_t k;

    if (st == GG_OK && n > GG_RECORD_LINES_MAX)
        st = gg_error_set(err, GG_E_INPUT, "shorten it", "the list has more than %d entries",
                          GG_RECORD_LINES_MAX);
    for (size_t i = 0; st == GG_OK && i < n; i++) {
        st = each(f, json_is_array(value) ? json_array_get(value, i) : value, &one, err);
        if (st != GG_OK)
            break;
        json_array_foreach(list, k, other)
        {
            if (json_equal(one, other) && st == GG_OK)
                st = gg_error_set(err, GG_E_INPUT, "keep it once", "entry %zu is there already",
                                  i + 1);
        }
        if (json_array_append_new(list, one) != 0)
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    if (st == GG_OK && n > 1 && f->kind == GG_FIELD_CHOICES)
        json_array_foreach(list, k, other)
        {
            if (gg_record_word_in("none|nobody", json_string_value(other)) && st == GG_OK)
                st = gg_error_set(err, GG_E_INPUT, "give it alone, or the others without it",
                                  "\"%s\" stands beside others", json_string_value(other));
        }
    if (st == GG_OK)
        *out = list;
    else
        json_decref(list);
    return st;
}

static check_value *const checks[GG_FIELD_KINDS] = {
    check_prose, check_prose, check_list,  check_date,   check_choice, check_choice,
    check_list,  check_count, check_ratio, check_digest, check_name,   check_dataset,
};

/* ---- fields */

/* Nothing was answered: absent, null, an empty text or list. */
static bool is_empty(const json_t *value)
{
    size_t n = 0;

    if (json_is_string(value))
        trimmed(value, &n);
    return !value || json_is_null(value) || (json_is_string(value) && n == 0) ||
           (json_is_array(value) && json_array_size(value) == 0);
}

/* Dates stand in the order of what they are of. */
static gg_status check_order(const gg_record_source *source, const gg_record_field *f,
                             const json_t *fields, gg_error *err)
{
    const char *date = gg_json_string(fields, f->name, NULL);
    const char *before = f->not_before ? gg_json_string(fields, f->not_before, NULL) : NULL;

    if (f->kind != GG_FIELD_DATE || !date)
        return GG_OK;
    if (before && strcmp(date, before) < 0)
        return gg_error_set(err, GG_E_INPUT, "correct one of the two", "%s lies before %s (%s)",
                            date, f->not_before, before);
    if ((f->flags & GG_FIELD_PAST) && source->today && strcmp(date, source->today) > 0)
        return gg_error_set(err, GG_E_INPUT, "give the date on which it happened",
                            "%s lies ahead: today is %s", date, source->today);
    return GG_OK;
}

static gg_status check_field(const gg_record_source *source, const gg_record_field *f,
                             const json_t *given, json_t *fields, gg_error *err)
{
    const json_t *value = json_object_get(given, f->name);
    bool asked = gg_record_holds(f->when, fields);
    json_t *tidy = NULL;
    char mend[160];
    gg_status st;

    if (is_empty(value)) {
        if (!asked || !(f->flags & GG_FIELD_REQUIRED))
            return GG_OK;
        snprintf(mend, sizeof mend, "fill it: %s", f->help);
        return gg_error_set(err, GG_E_INPUT, mend, "it is required and empty");
    }
    if (!asked && !(f->flags & GG_FIELD_FREE)) {
        snprintf(mend, sizeof mend, "leave it empty; it is answered only where %s", f->when);
        return gg_error_set(err, GG_E_INPUT, mend, "it is answered although it is not asked");
    }
    st = checks[f->kind](f, value, &tidy, err);
    if (st == GG_OK && json_object_set_new(fields, f->name, tidy) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st == GG_OK ? check_order(source, f, fields, err) : st;
}

/* The day from which a clock's months are counted: of a review the later one of two, so that an
 * agreement that has run for years may be put on record anew; NULL where it is not known. */
static const char *counted_from(const gg_record_source *source, const gg_record_clock *c,
                                const json_t *fields)
{
    const char *from = c->from ? gg_json_string(fields, c->from, NULL) : NULL;

    if (c->ends || !from)
        return from;
    return source->today && strcmp(source->today, from) > 0 ? source->today
           : source->today                                  ? from
                                                            : NULL;
}

/* Longer than a record of the type holds by itself only where it says why; a review is never put
 * off for longer. */
static gg_status check_term(const gg_record_source *source, const json_t *fields, gg_error *err)
{
    const gg_record_type *type = source->type;

    for (size_t i = 0; i < GG_RECORD_CLOCKS && type->clocks[i].what; i++) {
        const gg_record_clock *c = &type->clocks[i];
        const char *given = c->field ? gg_json_string(fields, c->field, NULL) : NULL;
        const char *from = counted_from(source, c, fields);
        char midnight[GG_TIME_TEXT], last[GG_TIME_TEXT];

        if (!c->months || !given || !from ||
            (c->ends && gg_json_string(fields, "expires_later_because", NULL)))
            continue;
        snprintf(midnight, sizeof midnight, "%.10sT00:00:00Z", from);
        gg_time_add_months(midnight, c->months, last);
        if (strncmp(given, last, 10) <= 0)
            continue;
        gg_record_where(source, c->field, err);
        return c->ends
                   ? gg_error_set(err, GG_E_INPUT, "say why in expires_later_because",
                                  "%s lies more than %u months after %s (%s)", given, c->months,
                                  c->from, from)
                   : gg_error_set(err, GG_E_INPUT,
                                  "give an earlier day; the review is a record that takes the "
                                  "place of this one",
                                  "%s lies more than %u months after %s", given, c->months, from);
    }
    return GG_OK;
}

/* A key that the type does not have is an answer that nobody would see. */
static gg_status check_keys(const gg_record_source *source, const json_t *given, gg_error *err)
{
    char mend[160];
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)given, key, value)
    {
        if (gg_record_field_find(source->type, key))
            continue;
        gg_record_where(source, key, err);
        snprintf(mend, sizeof mend, "gauger record template %s shows the fields",
                 source->type->name);
        return gg_error_set(err, GG_E_INPUT, mend, "%s %s has no such field",
                            gg_article(source->type->name), source->type->name);
    }
    return GG_OK;
}

gg_status gg_record_check(const gg_record_source *source, const json_t *given, json_t **out,
                          gg_error *err)
{
    json_t *fields = json_object();
    gg_status st = fields ? check_keys(source, given, err)
                          : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");

    for (size_t i = 0; st == GG_OK && i < source->type->n_fields; i++) {
        const gg_record_field *f = &source->type->fields[i];

        st = check_field(source, f, given, fields, err);
        if (st != GG_OK)
            gg_record_where(source, f->name, err);
    }
    if (st == GG_OK)
        st = check_term(source, fields, err);
    if (st == GG_OK)
        *out = fields;
    else
        json_decref(fields);
    return st;
}
