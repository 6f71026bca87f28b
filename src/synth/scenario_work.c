/* What a service makes of its cases: scores, decisions, referrals, inspections; and biases. */
#include "synth_internal.h"

#include <math.h>
#include <string.h>

#define MOST_LOGIT 1000.0

static void *room(gg_reader *r, size_t n, size_t size)
{
    return gg_arena_array(&r->scenario->arena, n, size);
}

/* ---- scores ---- */

static gg_status find_column(gg_reader *r, const char *name, const char *path, size_t *out)
{
    for (size_t i = 0; i < r->scenario->n_columns; i++)
        if (strcmp(r->scenario->columns[i].name, name) == 0) {
            *out = i;
            return GG_OK;
        }
    return gg_read_refuse(r, path, "name the site, a group or a feature",
                          "no column is called \"%.64s\"", name);
}

static gg_status read_weight(gg_reader *r, const char *name, const json_t *value, const char *path,
                             gg_term *term)
{
    const gg_made_column *column;
    gg_status status = find_column(r, name, path, &term->column);

    if (status != GG_OK)
        return status;
    column = &r->scenario->columns[term->column];
    path = gg_read_path(r, path, name);
    if (column->is_number)
        return gg_read_number(r, value, path, -MOST_LOGIT, MOST_LOGIT, &term->slope);
    term->levels = room(r, column->words.n, sizeof(double));
    if (!term->levels)
        return gg_read_memory(r);
    return gg_read_levels(r, value, path, column, -MOST_LOGIT, MOST_LOGIT, term->levels);
}

static gg_status read_weights(gg_reader *r, const json_t *weights, const char *path,
                              gg_made_score *score)
{
    gg_status status = weights ? gg_read_map(r, weights, path, 1, GG_MADE_COLUMNS) : GG_OK;
    const char *key;
    json_t *value;

    score->terms = room(r, json_object_size(weights) + GG_MADE_BIASES, sizeof *score->terms);
    if (!score->terms)
        return gg_read_memory(r);
    json_object_foreach((json_t *)weights, key, value)
    {
        if (status == GG_OK)
            status = read_weight(r, key, value, path, &score->terms[score->n_terms++]);
    }
    return status;
}

static gg_status read_score(gg_reader *r, const char *name, const json_t *map, const char *path,
                            gg_made_score *score)
{
    static const gg_field rows[] = {
        {.key = "intercept",
         .offset = offsetof(gg_made_score, intercept),
         .low = -MOST_LOGIT,
         .high = MOST_LOGIT},
        {.key = "follows", .offset = offsetof(gg_made_score, follows), .low = -10, .high = 10},
        {.key = "weights", .kind = GG_FIELD_OTHER},
        {.key = "noise", .offset = offsetof(gg_made_score, noise), .high = 100},
        {.key = "digits",
         .kind = GG_FIELD_WHOLE,
         .offset = offsetof(gg_made_score, digits),
         .low = 1,
         .high = GG_MADE_DIGITS},
    };
    gg_status status = gg_read_column_name(r, name, path, &score->name);

    score->digits = 4;
    if (status == GG_OK)
        status = gg_read_fields(r, map, path, GG_FIELDS(rows), score);
    if (status == GG_OK && !json_object_get(map, "follows") && !json_object_get(map, "weights"))
        return gg_read_refuse(r, path, "give weights, or follows: 1 for the true risk",
                              "a score that looks at nothing");
    return status == GG_OK ? read_weights(r, json_object_get(map, "weights"),
                                          gg_read_path(r, path, "weights"), score)
                           : status;
}

gg_status gg_read_scores(gg_reader *r, const json_t *scores)
{
    gg_scenario *s = r->scenario;
    gg_status status = scores ? gg_read_map(r, scores, "scores", 1, GG_MADE_SCORES) : GG_OK;
    const char *key;
    json_t *value;

    s->scores = room(r, json_object_size(scores), sizeof *s->scores);
    if (!s->scores)
        return gg_read_memory(r);
    json_object_foreach((json_t *)scores, key, value)
    {
        if (status == GG_OK)
            status = read_score(r, key, value, gg_read_path(r, "scores", key),
                                &s->scores[s->n_scores++]);
    }
    return status;
}

/* ---- the decision ---- */

static gg_status site_numbers(gg_reader *r, const json_t *map, const char *path, double low,
                              double high, double otherwise, double **out)
{
    gg_scenario *s = r->scenario;
    size_t n = s->site == GG_NOWHERE ? 1 : s->columns[s->site].words.n;
    double *values = room(r, n, sizeof *values);

    if (!values)
        return gg_read_memory(r);
    for (size_t i = 0; i < n; i++)
        values[i] = otherwise;
    *out = values;
    if (!map)
        return GG_OK;
    if (s->site == GG_NOWHERE)
        return gg_read_refuse(r, path, "describe the sites under the key site",
                              "the scenario has no sites");
    return gg_read_levels(r, map, path, &s->columns[s->site], low, high, values);
}

static gg_status find_score(gg_reader *r, const char *name, const char *path, size_t *out)
{
    for (size_t i = 0; i < r->scenario->n_scores; i++)
        if (strcmp(r->scenario->scores[i].name, name) == 0) {
            *out = i;
            return GG_OK;
        }
    return gg_read_refuse(r, path, "name one of the scores", "no score is called \"%.64s\"", name);
}

typedef struct decision_text {
    const char *column, *suppressed, *score;
    double threshold;
} decision_text;

gg_status gg_read_decision(gg_reader *r, const json_t *decision)
{
    static const gg_field rows[] = {
        {.key = "score",
         .kind = GG_FIELD_TEXT,
         .offset = offsetof(decision_text, score),
         .required = true},
        {.key = "threshold",
         .offset = offsetof(decision_text, threshold),
         .high = 1,
         .required = true},
        {.key = "site", .kind = GG_FIELD_OTHER},
        {.key = "column", .kind = GG_FIELD_TEXT, .offset = offsetof(decision_text, column)},
        {.key = "suppressed_column",
         .kind = GG_FIELD_TEXT,
         .offset = offsetof(decision_text, suppressed)},
    };
    decision_text given = {"referred", "suppressed", NULL, 0};
    gg_scenario *s = r->scenario;
    gg_status status = gg_read_fields(r, decision, "decision", GG_FIELDS(rows), &given);

    if (status == GG_OK)
        status = find_score(r, given.score, "decision.score", &s->decision_score);
    if (status == GG_OK)
        status = site_numbers(r, json_object_get(decision, "site"), "decision.site", 0, 1,
                              given.threshold, &s->site_thresholds);
    if (status == GG_OK)
        status = gg_read_column_name(r, given.column, "decision.column", &s->decision);
    if (status == GG_OK && s->operation.n_rules)
        status =
            gg_read_column_name(r, given.suppressed, "decision.suppressed_column", &s->suppressed);
    s->threshold = given.threshold;
    return status;
}

/* ---- rules and claims ---- */

static gg_status check_condition(gg_reader *r, const gg_condition *condition)
{
    size_t column = 0, level;
    gg_status status = find_column(r, condition->column, "suppression", &column);
    const gg_made_column *c = &r->scenario->columns[column];

    if (status != GG_OK)
        return status;
    if (c->is_number != !condition->words)
        return gg_read_refuse(
            r, "suppression", "give words for a column of words, at_least or below for numbers",
            "the column \"%.64s\" holds %s", condition->column, c->is_number ? "numbers" : "words");
    for (size_t i = 0; status == GG_OK && i < condition->n_words; i++)
        status = gg_read_level(r, c, condition->words[i], "suppression", &level);
    return status;
}

gg_status gg_read_operation(gg_reader *r, const json_t *document)
{
    const json_t *suppression = json_object_get(document, "suppression");
    const json_t *precedence = json_object_get(document, "precedence");
    gg_scenario *s = r->scenario;
    gg_status status = gg_operation_parse(suppression, precedence, &s->operation, r->err);

    for (size_t i = 0; status == GG_OK && i < s->operation.n_rules; i++)
        for (size_t k = 0; status == GG_OK && k < s->operation.rules[i].n_conditions; k++)
            status = check_condition(r, &s->operation.rules[i].conditions[k]);
    if (status == GG_OK && (s->operation.n_rules || s->operation.n_sources) &&
        !json_object_get(document, "decision"))
        return gg_read_refuse(r, "", "say under decision which score refers, and from where on",
                              "rules or precedence without a decision");
    return status;
}

/* ---- sources ---- */

static gg_status read_source(gg_reader *r, const char *name, const json_t *map, const char *path,
                             gg_made_source *source)
{
    static const gg_field rows[] = {
        {.key = "column", .kind = GG_FIELD_TEXT, .offset = offsetof(gg_made_source, column)},
        {.key = "recall", .offset = offsetof(gg_made_source, recall), .high = 1},
        {.key = "false_positive_rate",
         .offset = offsetof(gg_made_source, false_positive_rate),
         .high = 1},
        {.key = "probability", .offset = offsetof(gg_made_source, probability), .high = 1},
        {.key = "site", .kind = GG_FIELD_OTHER},
    };
    bool knows = json_object_get(map, "recall") && json_object_get(map, "false_positive_rate");
    bool any = json_object_get(map, "recall") || json_object_get(map, "false_positive_rate");
    gg_status status;

    source->column = name;
    source->at_random = json_object_get(map, "probability") != NULL;
    status = gg_read_fields(r, map, path, GG_FIELDS(rows), source);
    if (status == GG_OK && (source->at_random == any || any != knows))
        return gg_read_refuse(r, path, "give recall and false_positive_rate, or probability alone",
                              "a source neither of knowledge nor at random");
    if (status == GG_OK && !source->at_random && json_object_get(map, "site"))
        return gg_read_refuse(r, path, "leave it out: sites go with probability",
                              "site stands beside recall");
    if (status == GG_OK)
        status = site_numbers(r, json_object_get(map, "site"), gg_read_path(r, path, "site"), 0, 1,
                              source->probability, &source->by_site);
    if (status == GG_OK)
        status = gg_read_column_name(r, source->column, path, &source->column);
    source->name = gg_arena_string(&r->scenario->arena, name);
    return status == GG_OK && !source->name ? gg_read_memory(r) : status;
}

static gg_status find_source(gg_reader *r, const char *name, const char *path, size_t *out)
{
    gg_scenario *s = r->scenario;

    for (size_t i = 0; i < s->n_sources; i++)
        if (strcmp(s->sources[i].name, name) == 0) {
            *out = i;
            return GG_OK;
        }
    if (strcmp(name, GG_MODEL) == 0 && s->decision_score != GG_NOWHERE) {
        *out = s->n_sources;
        return GG_OK;
    }
    return gg_read_refuse(r, path, "name one of the sources, or model where there is a decision",
                          "no source is called \"%.64s\"", name);
}

/* Who claims a case first: as precedence says; otherwise the model, then the sources in turn. */
static gg_status read_claims(gg_reader *r)
{
    gg_scenario *s = r->scenario;
    gg_status status = GG_OK;

    s->claims = room(r, s->n_sources + 1 + s->operation.n_sources, sizeof *s->claims);
    if (!s->claims)
        return gg_read_memory(r);
    if (!s->operation.n_sources) {
        if (s->decision_score != GG_NOWHERE)
            s->claims[s->n_claims++] = s->n_sources;
        for (size_t i = 0; i < s->n_sources; i++)
            s->claims[s->n_claims++] = i;
    }
    for (size_t i = 0; status == GG_OK && i < s->operation.n_sources; i++) {
        const gg_source_of_referral *source = &s->operation.sources[i];

        status = find_source(r, source->name, "precedence", &s->claims[s->n_claims]);
        if (status == GG_OK && source->column &&
            strcmp(source->column, s->sources[s->claims[s->n_claims]].column) != 0)
            return gg_read_refuse(r, "precedence", "give it the column that it has under sources",
                                  "the source \"%.64s\" has another column", source->name);
        s->n_claims++;
    }
    return status;
}

gg_status gg_read_sources(gg_reader *r, const json_t *sources)
{
    gg_scenario *s = r->scenario;
    gg_status status = sources ? gg_read_map(r, sources, "sources", 1, GG_MOST_SOURCES - 1) : GG_OK;
    const char *key;
    json_t *value;

    s->sources = room(r, json_object_size(sources), sizeof *s->sources);
    if (!s->sources)
        return gg_read_memory(r);
    json_object_foreach((json_t *)sources, key, value)
    {
        const char *path = gg_read_path(r, "sources", key);

        if (status == GG_OK && strcmp(key, GG_MODEL) == 0)
            status = gg_read_refuse(r, path, "give it another name",
                                    "the model's own referrals come from the decision");
        if (status == GG_OK)
            status = read_source(r, key, value, path, &s->sources[s->n_sources]);
        if (status == GG_OK)
            s->n_sources++;
    }
    return status == GG_OK ? read_claims(r) : status;
}

/* ---- inspections ---- */

static gg_status read_compliance(gg_reader *r, const json_t *map)
{
    gg_scenario *s = r->scenario;
    gg_status status =
        map ? gg_read_map(r, map, "inspection.compliance", 1, GG_MOST_SOURCES) : GG_OK;
    const char *key;
    json_t *value;

    s->compliance = room(r, s->n_sources + 1, sizeof *s->compliance);
    if (!s->compliance)
        return gg_read_memory(r);
    json_object_foreach((json_t *)map, key, value)
    {
        size_t source = 0;

        if (status == GG_OK)
            status = find_source(r, key, "inspection.compliance", &source);
        if (status == GG_OK)
            status = gg_read_number(r, value, gg_read_path(r, "inspection.compliance", key), 0, 1,
                                    &s->compliance[source]);
        if (status == GG_OK && source == s->random)
            status = gg_read_refuse(r, "inspection.compliance", "leave it out",
                                    "what is selected at random is inspected without fail");
    }
    return status;
}

typedef struct inspection_text {
    const char *column, *probability, *random;
} inspection_text;

gg_status gg_read_inspection(gg_reader *r, const json_t *inspection)
{
    static const gg_field rows[] = {
        {.key = "column", .kind = GG_FIELD_TEXT, .offset = 0},
        {.key = "probability_column",
         .kind = GG_FIELD_TEXT,
         .offset = offsetof(inspection_text, probability)},
        {.key = "random", .kind = GG_FIELD_TEXT, .offset = offsetof(inspection_text, random)},
        {.key = "compliance", .kind = GG_FIELD_OTHER},
    };
    inspection_text given = {"inspected_by", "sampling_probability", NULL};
    gg_scenario *s = r->scenario;
    gg_status status = gg_read_fields(r, inspection, "inspection", GG_FIELDS(rows), &given);

    s->inspected = true;
    if (status == GG_OK && given.random)
        status = find_source(r, given.random, "inspection.random", &s->random);
    if (status == GG_OK && given.random &&
        (s->random == s->n_sources || !s->sources[s->random].at_random))
        return gg_read_refuse(r, "inspection.random", "name a source with a probability",
                              "\"%.64s\" does not select at random", given.random);
    if (status == GG_OK)
        status = read_compliance(r, json_object_get(inspection, "compliance"));
    if (status == GG_OK && !given.random && !json_object_get(inspection, "compliance"))
        return gg_read_refuse(r, "inspection",
                              "name the source that selects at random, or compliance",
                              "nothing would ever be inspected");
    if (status == GG_OK)
        status = gg_read_column_name(r, given.column, "inspection.column", &s->arm);
    return status == GG_OK ? gg_read_column_name(r, given.probability,
                                                 "inspection.probability_column", &s->probability)
                           : status;
}

/* ---- biases ---- */

static const struct {
    const char *word;
    const char *keys[2]; /* what it must have besides kind, column and level */
} biases[] = {
    [GG_BIAS_SCORE] = {"score", {"score", "offset"}},
    [GG_BIAS_LABEL] = {"label", {NULL, NULL}},
    [GG_BIAS_SOURCE] = {"source", {"source", "factor"}},
    [GG_BIAS_INSPECTION] = {"inspection", {"factor", NULL}},
};

typedef struct bias_text {
    const char *kind, *column, *level, *score, *source;
    double offset, missed, invented, factor;
} bias_text;

#define BIAS(key_, kind_, most)                                                                    \
    {                                                                                              \
        .key = #key_, .kind = kind_, .offset = offsetof(bias_text, key_), .high = most             \
    }

static const gg_field bias_rows[] = {
    {.key = "kind", .kind = GG_FIELD_TEXT, .offset = offsetof(bias_text, kind), .required = true},
    {.key = "column",
     .kind = GG_FIELD_TEXT,
     .offset = offsetof(bias_text, column),
     .required = true},
    {.key = "level", .kind = GG_FIELD_TEXT, .offset = offsetof(bias_text, level), .required = true},
    BIAS(score, GG_FIELD_TEXT, 0),
    BIAS(source, GG_FIELD_TEXT, 0),
    {.key = "offset",
     .offset = offsetof(bias_text, offset),
     .low = -MOST_LOGIT,
     .high = MOST_LOGIT},
    BIAS(missed, GG_FIELD_NUMBER, 1),
    BIAS(invented, GG_FIELD_NUMBER, 1),
    BIAS(factor, GG_FIELD_NUMBER, 1000),
};

/* Keys that a kind must have, and keys that it cannot use. */
static gg_status check_bias_keys(gg_reader *r, const json_t *map, const char *path,
                                 gg_bias_kind kind)
{
    static const char *const all[] = {"score", "source", "offset", "missed", "invented", "factor"};
    bool label = kind == GG_BIAS_LABEL;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bool of_label = i == 3 || i == 4, wanted = of_label && label;

        for (size_t k = 0; k < 2; k++)
            wanted |= biases[kind].keys[k] && strcmp(biases[kind].keys[k], all[i]) == 0;
        if (wanted && !of_label && !json_object_get(map, all[i]))
            return gg_read_refuse(r, path, "give it, or another kind", "the key \"%s\" is missing",
                                  all[i]);
        if (!wanted && json_object_get(map, all[i]))
            return gg_read_refuse(r, path, "leave it out", "a bias of kind %s has no \"%s\"",
                                  biases[kind].word, all[i]);
    }
    if (label && !json_object_get(map, "missed") && !json_object_get(map, "invented"))
        return gg_read_refuse(r, path, "give missed, invented or both",
                              "a bias that changes nothing");
    return GG_OK;
}

static gg_status find_kind(gg_reader *r, const char *word, const char *path, gg_bias_kind *out)
{
    for (size_t i = 0; i < sizeof biases / sizeof *biases; i++)
        if (strcmp(biases[i].word, word) == 0) {
            *out = (gg_bias_kind)i;
            return GG_OK;
        }
    return gg_read_refuse(r, path, "give score, label, source or inspection",
                          "no such kind of bias");
}

static gg_status add_offset(gg_reader *r, const gg_bias *bias)
{
    gg_scenario *s = r->scenario;
    gg_made_score *score = &s->scores[bias->target];
    gg_term *term = &score->terms[score->n_terms++];

    term->column = bias->column;
    term->bias = true;
    term->levels = room(r, s->columns[bias->column].words.n, sizeof(double));
    if (!term->levels)
        return gg_read_memory(r);
    term->levels[bias->level] = bias->offset;
    return GG_OK;
}

/* What a kind aims at. */
static gg_status aim(gg_reader *r, const bias_text *text, const char *path, gg_bias *bias)
{
    gg_scenario *s = r->scenario;
    gg_status status;

    switch (bias->kind) {
    case GG_BIAS_SCORE:
        status = find_score(r, text->score, path, &bias->target);
        return status == GG_OK ? add_offset(r, bias) : status;
    case GG_BIAS_SOURCE:
        status = find_source(r, text->source, path, &bias->target);
        if (status == GG_OK && (bias->target == s->n_sources || s->sources[bias->target].at_random))
            return gg_read_refuse(
                r, path, "name a source with recall; a bias of the model is one of a score",
                "the source \"%.64s\" cannot be biased", text->source);
        return status;
    case GG_BIAS_INSPECTION:
        return s->inspected ? GG_OK
                            : gg_read_refuse(r, path, "say who inspects under inspection",
                                             "the scenario has no inspections");
    default:
        return GG_OK;
    }
}

static gg_status read_bias(gg_reader *r, const json_t *map, const char *path, gg_bias *bias)
{
    bias_text text = {.factor = 1};
    gg_status status =
        gg_read_fields(r, map, path, bias_rows, sizeof bias_rows / sizeof *bias_rows, &text);

    if (status == GG_OK)
        status = find_kind(r, text.kind, path, &bias->kind);
    if (status == GG_OK)
        status = check_bias_keys(r, map, path, bias->kind);
    if (status == GG_OK)
        status = gg_read_words_column(r, text.column, path, &bias->column);
    if (status == GG_OK)
        status =
            gg_read_level(r, &r->scenario->columns[bias->column], text.level, path, &bias->level);
    bias->offset = text.offset;
    bias->missed = text.missed;
    bias->invented = text.invented;
    bias->factor = text.factor;
    return status == GG_OK ? aim(r, &text, path, bias) : status;
}

gg_status gg_read_bias(gg_reader *r, const json_t *bias)
{
    gg_scenario *s = r->scenario;
    gg_status status = GG_OK;
    size_t n = json_array_size(bias);

    if (!json_is_array(bias) || n == 0)
        return gg_read_refuse(r, "bias", "write - {kind: score, ...} lines below it", "not a list");
    if (n > GG_MADE_BIASES)
        return gg_error_set(r->err, GG_E_LIMIT, "give fewer", "bias: %zu members, at most %d", n,
                            GG_MADE_BIASES);
    s->biases = room(r, n, sizeof *s->biases);
    if (!s->biases)
        return gg_read_memory(r);
    for (size_t i = 0; status == GG_OK && i < n; i++) {
        const char *path = gg_arena_printf(&s->arena, "bias %zu", i + 1);

        status = path ? read_bias(r, json_array_get(bias, i), path, &s->biases[s->n_biases++])
                      : gg_read_memory(r);
    }
    return status;
}
