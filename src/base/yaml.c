#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base_internal.h"
#include "gauger/base/text.h"

typedef struct reader {
    yaml_parser_t parser;
    const char *s; /* the document */
    size_t n;
    gg_error *err;
    gg_status status;
} reader;

static json_t *fail(reader *r, size_t line, gg_status status, const char *mend, const char *what)
{
    gg_error_where(r->err, NULL, line + 1, NULL);
    r->status = gg_error_set(r->err, status, mend, "%s", what);
    return NULL;
}

static json_t *no_memory(reader *r)
{
    r->status = gg_error_set(r->err, GG_E_MEMORY, NULL, "out of memory");
    return NULL;
}

/* The reader of bytes knows an offset, the scanner and the parser know a line. */
static size_t line_of_problem(const reader *r)
{
    const yaml_parser_t *p = &r->parser;
    size_t line = 0;

    if (p->error != YAML_READER_ERROR)
        return p->problem_mark.line;
    for (size_t i = 0; i < r->n && i < p->problem_offset; i++)
        line += r->s[i] == '\n';
    return line;
}

static bool next(reader *r, yaml_event_t *e)
{
    const yaml_parser_t *p = &r->parser;
    size_t line;
    char begun[100] = "";

    if (yaml_parser_parse(&r->parser, e))
        return true;
    if (p->error == YAML_MEMORY_ERROR) {
        no_memory(r);
        return false;
    }
    line = line_of_problem(r);
    if (p->context && p->context_mark.line < line)
        snprintf(begun, sizeof begun, " %.60s, begun on line %zu", p->context,
                 p->context_mark.line + 1);
    gg_error_where(r->err, NULL, line + 1, NULL);
    r->status = gg_error_set(r->err, GG_E_INPUT, "check indentation, colons and quotes",
                             "not YAML (%s%s)", p->problem ? p->problem : "cannot be read", begun);
    return false;
}

typedef struct word {
    const char *text;
    json_type type;
} word;

/* YAML 1.2.2, section 10.3.2: the words of the core schema. */
static const word words[] = {
    {"", JSON_NULL},       {"~", JSON_NULL},      {"null", JSON_NULL},   {"Null", JSON_NULL},
    {"NULL", JSON_NULL},   {"true", JSON_TRUE},   {"True", JSON_TRUE},   {"TRUE", JSON_TRUE},
    {"false", JSON_FALSE}, {"False", JSON_FALSE}, {"FALSE", JSON_FALSE},
};

static const word not_numbers[] = {
    {".inf", JSON_REAL},  {".Inf", JSON_REAL},  {".INF", JSON_REAL},  {"+.inf", JSON_REAL},
    {"+.Inf", JSON_REAL}, {"+.INF", JSON_REAL}, {"-.inf", JSON_REAL}, {"-.Inf", JSON_REAL},
    {"-.INF", JSON_REAL}, {".nan", JSON_REAL},  {".NaN", JSON_REAL},  {".NAN", JSON_REAL},
};

static const word *find_word(const word *table, size_t n, const char *s)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(table[i].text, s) == 0)
            return &table[i];
    return NULL;
}

#define FIND(table, s) find_word(table, sizeof table / sizeof *table, s)

/* The base of an integer of the core schema: 0 if s is none, 8 and 16 without sign. */
static int integer_base(const char *s)
{
    const char *digits = s[0] == '-' || s[0] == '+' ? s + 1 : s;

    if (*digits && digits[strspn(digits, "0123456789")] == '\0')
        return 10;
    if (strncmp(s, "0o", 2) == 0 && s[2] && s[2 + strspn(s + 2, "01234567")] == '\0')
        return 8;
    if (strncmp(s, "0x", 2) == 0 && s[2] && s[2 + strspn(s + 2, "0123456789abcdefABCDEF")] == '\0')
        return 16;
    return 0;
}

static json_t *read_integer(reader *r, const yaml_event_t *e, const char *s, int base)
{
    long long x;

    errno = 0;
    x = strtoll(base == 10 ? s : s + 2, NULL, base);
    if (errno == ERANGE)
        return fail(r, e->start_mark.line, GG_E_INPUT, "integers have 64 bits; quote other digits",
                    "a number is too large");
    return json_integer(x);
}

/* A plain scalar by the core schema; what is no null, boolean or number is a string. */
static json_t *read_plain(reader *r, const yaml_event_t *e)
{
    const char *s = (const char *)e->data.scalar.value;
    const word *w = FIND(words, s);
    int base = integer_base(s);
    double x = 0;

    if (w)
        return w->type == JSON_NULL ? json_null() : json_boolean(w->type == JSON_TRUE);
    if (base)
        return read_integer(r, e, s, base);
    if (FIND(not_numbers, s))
        return fail(r, e->start_mark.line, GG_E_INPUT, "give a number, or quote the word",
                    "not a finite number");
    switch (gg_text_number(s, strlen(s), &x)) {
    case GG_NUMBER_OK:
        return json_real(x);
    case GG_NUMBER_RANGE:
        return fail(r, e->start_mark.line, GG_E_INPUT, "numbers end at 1.8e308",
                    "a number is too large");
    default:
        return json_stringn(s, strlen(s));
    }
}

static bool no_nul(reader *r, const yaml_event_t *e)
{
    if (!memchr(e->data.scalar.value, '\0', e->data.scalar.length))
        return true;
    fail(r, e->start_mark.line, GG_E_INPUT, "leave it out", "a string holds a NUL (\\0)");
    return false;
}

static json_t *read_scalar(reader *r, const yaml_event_t *e)
{
    const char *s = (const char *)e->data.scalar.value;

    if (!no_nul(r, e))
        return NULL;
    if (e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        return read_plain(r, e);
    return json_stringn(s, e->data.scalar.length);
}

/* Anchors could make a small file grow without bound; tags could name types that nobody knows. */
static bool is_plain_node(reader *r, const yaml_event_t *e)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;

    if (e->type == YAML_SCALAR_EVENT) {
        anchor = e->data.scalar.anchor;
        tag = e->data.scalar.tag;
    } else if (e->type == YAML_SEQUENCE_START_EVENT) {
        anchor = e->data.sequence_start.anchor;
        tag = e->data.sequence_start.tag;
    } else if (e->type == YAML_MAPPING_START_EVENT) {
        anchor = e->data.mapping_start.anchor;
        tag = e->data.mapping_start.tag;
    }
    if (e->type == YAML_ALIAS_EVENT || anchor)
        fail(r, e->start_mark.line, GG_E_INPUT, "write the value out where it is used",
             "anchors (&) and aliases (*) are not accepted");
    else if (tag)
        fail(r, e->start_mark.line, GG_E_INPUT, "leave the tag out; quote what must be a string",
             "tags (!) are not accepted");
    return r->status == GG_OK;
}

static json_t *read_node(reader *r, const yaml_event_t *e, int depth);

static json_t *read_sequence(reader *r, int depth)
{
    json_t *array = json_array();
    yaml_event_t e;

    if (!array)
        return no_memory(r);
    while (r->status == GG_OK && next(r, &e)) {
        bool end = e.type == YAML_SEQUENCE_END_EVENT;
        json_t *item = end ? NULL : read_node(r, &e, depth);

        yaml_event_delete(&e);
        if (end)
            return array;
        if (item && json_array_append_new(array, item) != 0)
            no_memory(r);
    }
    json_decref(array);
    return NULL;
}

static bool check_key(reader *r, const yaml_event_t *e, const json_t *object)
{
    size_t line = e->start_mark.line;
    const char *key;
    char name[84];

    if (!is_plain_node(r, e))
        return false;
    if (e->type != YAML_SCALAR_EVENT) {
        fail(r, line, GG_E_INPUT, "give a word before the colon", "a key is a list or a mapping");
        return false;
    }
    key = (const char *)e->data.scalar.value;
    if (!no_nul(r, e))
        return false;
    if (key[0] == '\0' && e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        fail(r, line, GG_E_INPUT, "give a word before the colon", "a key is empty");
    if (r->status == GG_OK && json_object_get(object, key)) {
        gg_error_where(r->err, NULL, line + 1, NULL);
        r->status =
            gg_error_set(r->err, GG_E_INPUT, "keep one of the two", "the key \"%s\" is there twice",
                         gg_text_clean(key, strlen(key), name, sizeof name - 4));
    }
    return r->status == GG_OK;
}

/* Reads the value of the key that `key` holds, and sets it. */
static void read_member(reader *r, const yaml_event_t *key, json_t *object, int depth)
{
    yaml_event_t e;
    json_t *item;

    if (!check_key(r, key, object) || !next(r, &e))
        return;
    item = read_node(r, &e, depth);
    yaml_event_delete(&e);
    if (item && json_object_set_new(object, (const char *)key->data.scalar.value, item) != 0)
        no_memory(r);
}

static json_t *read_mapping(reader *r, int depth)
{
    json_t *object = json_object();
    yaml_event_t e;

    if (!object)
        return no_memory(r);
    while (r->status == GG_OK && next(r, &e)) {
        bool end = e.type == YAML_MAPPING_END_EVENT;

        if (!end)
            read_member(r, &e, object, depth);
        yaml_event_delete(&e);
        if (end)
            return object;
    }
    json_decref(object);
    return NULL;
}

/* The value that begins with event e, which stays the caller's; NULL with r->status set. */
static json_t *read_node(reader *r, const yaml_event_t *e, int depth)
{
    json_t *value;

    if (!is_plain_node(r, e))
        return NULL;
    if (e->type == YAML_SCALAR_EVENT) {
        value = read_scalar(r, e);
        return value || r->status != GG_OK ? value : no_memory(r);
    }
    if (depth >= GG_DOCUMENT_DEPTH) {
        r->status = gg_error_set(r->err, GG_E_INPUT, "nest less deeply", "nested over %d deep",
                                 GG_DOCUMENT_DEPTH);
        gg_error_where(r->err, NULL, e->start_mark.line + 1, NULL);
        return NULL;
    }
    return e->type == YAML_SEQUENCE_START_EVENT ? read_sequence(r, depth + 1)
                                                : read_mapping(r, depth + 1);
}

static bool expect(reader *r, yaml_event_type_t type, const char *mend, const char *what)
{
    yaml_event_t e;
    bool found;

    if (!next(r, &e))
        return false;
    found = e.type == type;
    if (!found)
        fail(r, e.start_mark.line, GG_E_INPUT, mend, what);
    yaml_event_delete(&e);
    return found;
}

static json_t *read_document(reader *r)
{
    json_t *value = NULL;
    yaml_event_t e;

    if (!expect(r, YAML_STREAM_START_EVENT, NULL, "not a YAML stream") ||
        !expect(r, YAML_DOCUMENT_START_EVENT, GG_DOCUMENT_EMPTY_MEND, GG_DOCUMENT_EMPTY) ||
        !next(r, &e))
        return NULL;
    value = read_node(r, &e, 0);
    yaml_event_delete(&e);
    if (value && expect(r, YAML_DOCUMENT_END_EVENT, NULL, "the document does not end") &&
        expect(r, YAML_STREAM_END_EVENT, "give one document in a file",
               "a second document follows"))
        return value;
    json_decref(value);
    return NULL;
}

gg_status gg_yaml_parse(const char *s, size_t n, json_t **out, gg_error *err)
{
    reader r = {.s = s, .n = n, .err = err, .status = GG_OK};
    json_t *value;

    if (!yaml_parser_initialize(&r.parser))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    /* Said outright, so that no byte order mark can switch the reader to UTF-16. */
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)s, n);
    value = read_document(&r);
    yaml_parser_delete(&r.parser);
    if (!value)
        return r.status;
    *out = value;
    return GG_OK;
}
