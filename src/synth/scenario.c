/* A scenario from its document: the top level, and what is the same for all parts. */
#include "synth_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/base/text.h"

/* Columns, scores and sources, and a handful of single ones. */
#define MOST_NAMES (GG_MADE_COLUMNS + GG_MADE_SCORES + GG_MOST_SOURCES + 16)

typedef struct outcome_text {
    const char *column;
    double base_rate, intercept, drift;
} outcome_text;

static gg_status read_outcome(gg_reader *r, const json_t *outcome)
{
    static const gg_field rows[] = {
        {.key = "column", .kind = GG_FIELD_TEXT, .offset = offsetof(outcome_text, column)},
        {.key = "base_rate",
         .offset = offsetof(outcome_text, base_rate),
         .low = 1e-6,
         .high = 1 - 1e-6},
        {.key = "intercept", .offset = offsetof(outcome_text, intercept), .low = -100, .high = 100},
        {.key = "drift", .offset = offsetof(outcome_text, drift), .low = -10, .high = 10},
    };
    outcome_text text = {.column = "outcome"};
    gg_scenario *s = r->scenario;
    gg_status status = gg_read_fields(r, outcome, "outcome", GG_FIELDS(rows), &text);
    bool intercept = json_object_get(outcome, "intercept") != NULL;

    s->has_base_rate = json_object_get(outcome, "base_rate") != NULL;
    if (status == GG_OK && intercept == s->has_base_rate)
        return gg_read_refuse(r, "outcome", "give base_rate or intercept",
                              intercept ? "both base_rate and intercept are given"
                                        : "neither base_rate nor intercept is given");
    s->base_rate = text.base_rate;
    s->intercept = text.intercept;
    s->outcome_drift = text.drift;
    return status == GG_OK ? gg_read_column_name(r, text.column, "outcome.column", &s->outcome)
                           : status;
}

/* "2026-01": a year of four digits and a month. */
static bool parse_month(const char *text, int *year, int *month)
{
    if (strlen(text) != 7 || text[4] != '-')
        return false;
    for (size_t i = 0; i < 7; i++)
        if (i != 4 && (text[i] < '0' || text[i] > '9'))
            return false;
    *year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
    *month = (text[5] - '0') * 10 + text[6] - '0';
    return *month >= 1 && *month <= 12;
}

typedef struct period_text {
    const char *column, *start;
    uint64_t months;
} period_text;

static gg_status read_period(gg_reader *r, const json_t *period)
{
    static const gg_field rows[] = {
        {.key = "column", .kind = GG_FIELD_TEXT, .offset = 0},
        {.key = "start",
         .kind = GG_FIELD_TEXT,
         .offset = offsetof(period_text, start),
         .required = true},
        {.key = "months",
         .kind = GG_FIELD_WHOLE,
         .offset = offsetof(period_text, months),
         .low = 1,
         .high = GG_MADE_MONTHS,
         .required = true},
    };
    period_text given = {"month", NULL, 0};
    gg_scenario *s = r->scenario;
    gg_status status = gg_read_fields(r, period, "period", GG_FIELDS(rows), &given);

    if (status != GG_OK)
        return status;
    s->months = (size_t)given.months;
    if (!parse_month(given.start, &s->year, &s->month) ||
        s->year + (s->month + (int)s->months) / 12 > 9999)
        return gg_read_refuse(r, "period.start", "write the first month as 2026-01",
                              "not a month of the years up to 9999");
    return gg_read_column_name(r, given.column, "period.column", &s->period);
}

typedef struct top {
    const char *format, *name, *description;
    uint64_t rows, seed;
} top;

static const gg_field top_rows[] = {
    {.key = "format", .kind = GG_FIELD_TEXT, .offset = offsetof(top, format)},
    {.key = "scenario", .kind = GG_FIELD_TEXT, .offset = offsetof(top, name), .required = true},
    {.key = "description", .kind = GG_FIELD_TEXT, .offset = offsetof(top, description)},
    {.key = "rows",
     .kind = GG_FIELD_WHOLE,
     .offset = offsetof(top, rows),
     .low = 1,
     .high = (double)GG_SYNTH_MOST_ROWS},
    {.key = "seed", .kind = GG_FIELD_WHOLE, .offset = offsetof(top, seed), .high = 0x1p53},
    {.key = "period", .kind = GG_FIELD_OTHER},
    {.key = "site", .kind = GG_FIELD_OTHER},
    {.key = "groups", .kind = GG_FIELD_OTHER},
    {.key = "features", .kind = GG_FIELD_OTHER},
    {.key = "outcome", .kind = GG_FIELD_OTHER, .required = true},
    {.key = "scores", .kind = GG_FIELD_OTHER},
    {.key = "decision", .kind = GG_FIELD_OTHER},
    {.key = "suppression", .kind = GG_FIELD_OTHER},
    {.key = "precedence", .kind = GG_FIELD_OTHER},
    {.key = "sources", .kind = GG_FIELD_OTHER},
    {.key = "inspection", .kind = GG_FIELD_OTHER},
    {.key = "bias", .kind = GG_FIELD_OTHER},
};

static gg_status read_top(gg_reader *r, const json_t *document)
{
    top t = {.description = "", .rows = 10000, .seed = 1, .format = "gauger/scenario/1"};
    gg_scenario *s = r->scenario;
    gg_status status = gg_read_fields(r, document, "", GG_FIELDS(top_rows), &t);

    if (status == GG_OK && strcmp(t.format, "gauger/scenario/1") != 0)
        return gg_read_refuse(r, "format", "write gauger/scenario/1, or leave the key out",
                              "not a scenario");
    s->name = t.name;
    s->description = t.description;
    s->rows = t.rows;
    s->seed = t.seed;
    s->months = 1;
    s->site = s->decision_score = s->random = GG_NOWHERE;
    s->taken = gg_arena_array(&s->arena, MOST_NAMES, sizeof *s->taken);
    return status == GG_OK && !s->taken ? gg_read_memory(r) : status;
}

/* In the order in which later parts name earlier ones. */
static gg_status read_all(gg_reader *r, const json_t *document)
{
    static const struct {
        const char *key;
        gg_status (*read)(gg_reader *r, const json_t *value);
        bool always; /* it has something to say even where the key is absent */
    } parts[] = {
        {"outcome", read_outcome, true},           {"scores", gg_read_scores, true},
        {"decision", gg_read_decision, false},     {"sources", gg_read_sources, true},
        {"inspection", gg_read_inspection, false}, {"bias", gg_read_bias, false},
    };
    const json_t *period;
    gg_status status = read_top(r, document);

    period = status == GG_OK ? json_object_get(document, "period") : NULL;
    if (period)
        status = read_period(r, period);
    if (status == GG_OK)
        status = gg_read_columns(r, document);
    if (status == GG_OK)
        status = gg_read_operation(r, document);
    for (size_t i = 0; status == GG_OK && i < sizeof parts / sizeof *parts; i++) {
        const json_t *value = json_object_get(document, parts[i].key);

        if (value || parts[i].always)
            status = parts[i].read(r, value);
    }
    return status;
}

static gg_status digest(gg_scenario *s, const json_t *document, gg_error *err)
{
    gg_buf text;
    gg_status status;

    gg_buf_init(&text, 0);
    gg_json_canonical(document, &text);
    status = gg_buf_check(&text, err);
    if (status == GG_OK)
        gg_sha256_hex(text.data, text.size, s->sha256);
    gg_buf_release(&text);
    return status;
}

static gg_status from_document(const json_t *document, const char *name, gg_scenario **out,
                               gg_error *err)
{
    gg_scenario *s = calloc(1, sizeof *s);
    gg_error own;
    gg_reader r = {s, &own};
    gg_status status;

    if (!s)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_error_init(&own);
    gg_arena_init(&s->arena);
    status = read_all(&r, document);
    if (status == GG_OK)
        status = gg_scenario_prepare(&r);
    if (status == GG_OK)
        status = digest(s, document, &own);
    if (status == GG_OK) {
        *out = s;
        return GG_OK;
    }
    gg_scenario_free(s);
    gg_error_where(&own, name, 0, NULL);
    if (err && err->status == GG_OK)
        *err = own;
    return status;
}

gg_status gg_scenario_load(const char *path, gg_scenario **out, gg_error *err)
{
    json_t *document = NULL;
    gg_status status = gg_json_load(path, &document, err);

    if (status == GG_OK)
        status =
            from_document(document, strcmp(path, "-") == 0 ? "standard input" : path, out, err);
    json_decref(document);
    return status;
}

gg_status gg_scenario_parse(const char *text, size_t n, const char *name, gg_scenario **out,
                            gg_error *err)
{
    json_t *document = NULL;
    gg_status status = gg_json_parse(text, n, name, &document, err);

    if (status == GG_OK)
        status = from_document(document, name, out, err);
    json_decref(document);
    return status;
}

void gg_scenario_free(gg_scenario *scenario)
{
    if (!scenario)
        return;
    gg_operation_release(&scenario->operation);
    gg_arena_release(&scenario->arena);
    free(scenario);
}

const char *gg_scenario_name(const gg_scenario *scenario)
{
    return scenario->name;
}

const char *gg_scenario_sha256(const gg_scenario *scenario)
{
    return scenario->sha256;
}
