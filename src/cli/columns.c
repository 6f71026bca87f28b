#include "columns.h"

#include <string.h>

#include "gauger/base/env.h"
#include "gauger/base/text.h"

#define MOST_THREADS 8 /* by default; more rarely pays for what memory can deliver */

#define COLUMN(id_, name_, help_)                                                                  \
    {                                                                                              \
        .id = id_, .name = name_, .kind = GG_OPTION_TEXT, .value = "COLUMN", .help = help_         \
    }
#define COLUMNS(id_, name_, help_)                                                                 \
    {                                                                                              \
        .id = id_, .name = name_, .kind = GG_OPTION_TEXT, .value = "COLUMNS", .help = help_,       \
        .repeat = true                                                                             \
    }

static const gg_option one_score[] = {
    COLUMN(GG_OPT_SCORE, "score", "the score: a number, higher means more likely"),
};

static const gg_option two_scores[] = {
    {.id = GG_OPT_SCORE,
     .name = "score",
     .kind = GG_OPTION_TEXT,
     .value = "COLUMN",
     .help = "a score; give it twice, A and B",
     .repeat = true},
};

static const gg_option roles[] = {
    COLUMN(GG_OPT_OUTCOME, "outcome",
           "what turned out: 1/0, yes/no, true/false; empty: unverified"),
    COLUMN(GG_OPT_DECISION, "decision", "referred or not, where the table says; no threshold then"),
    COLUMN(GG_OPT_SUPPRESSED, "suppressed", "met the threshold, but was held back by a rule"),
    COLUMNS(
        GG_OPT_PROTECTED, "protected",
        "attributes whose groups are compared: race,sex; at most 8 with site, period and strata"),
    COLUMN(GG_OPT_SITE, "site", "where the case was decided"),
    COLUMN(GG_OPT_PERIOD, "period", "when the case was decided, e.g. 2026-01"),
    COLUMNS(GG_OPT_STRATUM, "stratum",
            "columns within whose levels groups are compared, as within sites and periods"),
    COLUMN(GG_OPT_WEIGHT, "weight", "the weight of a row, not negative"),
    COLUMN(GG_OPT_ARM, "arm", "how the case came to be inspected"),
    COLUMN(GG_OPT_SAMPLING_PROBABILITY, "sampling-probability",
           "the probability with which the case was inspected"),
    COLUMN(GG_OPT_COUNT, "count", "how many identical rows a line stands for"),
    COLUMNS(GG_OPT_FEATURE, "feature", "columns that a model reads"),
    COLUMNS(GG_OPT_QUASI_IDENTIFIER, "quasi-identifier",
            "columns that together could single out a person"),
    COLUMNS(GG_OPT_IGNORE, "ignore", "columns to leave aside"),
    {.id = GG_OPT_SCHEMA,
     .name = "schema",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "roles, words and bins of the columns, in YAML or JSON; options add to it"},
};

static const gg_option counts[] = {
    COLUMN(GG_OPT_TP, "tp", "of a line's cases: referred, with the outcome"),
    COLUMN(GG_OPT_FP, "fp", "referred, without the outcome"),
    COLUMN(GG_OPT_FN, "fn", "not referred, with the outcome"),
    COLUMN(GG_OPT_TN, "tn", "not referred, without the outcome"),
    COLUMN(GG_OPT_SELECTED, "selected", "referred, whatever is known of their outcome"),
    COLUMN(GG_OPT_POSITIVES, "positives", "with the outcome, referred or not"),
    COLUMN(GG_OPT_NEGATIVES, "negatives", "without the outcome, referred or not"),
    COLUMN(GG_OPT_UNVERIFIED_COUNT, "unverified-count", "of whom no outcome is known"),
};

static const gg_option reading[] = {
    {.id = GG_OPT_THREADS,
     .name = "threads",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "threads that read the table, by default one for each processor, at most 8; never "
             "changes a result",
     .low = 1,
     .high = 256},
    {.id = GG_OPT_SKIP_BAD_ROWS,
     .name = "skip-bad-rows",
     .kind = GG_OPTION_FLAG,
     .help = "leave malformed rows out, and say how many"},
};

#define GROUP(title_, rows_)                                                                       \
    {                                                                                              \
        title_, rows_, sizeof rows_ / sizeof *rows_                                                \
    }

const gg_option_group gg_score_option = GROUP("Score", one_score);
const gg_option_group gg_scores_option = GROUP("Scores", two_scores);
const gg_option_group gg_column_options = GROUP("Columns of the table", roles);
const gg_option_group gg_count_options = GROUP("Counts, where a line is a group", counts);
const gg_option_group gg_reading_options = GROUP("Reading", reading);

/* Which option gives which role. */
static const struct {
    gg_option_id id;
    gg_role role;
    const char *name;
} role_options[] = {
    {GG_OPT_SCORE, GG_ROLE_SCORE, "--score"},
    {GG_OPT_OUTCOME, GG_ROLE_OUTCOME, "--outcome"},
    {GG_OPT_DECISION, GG_ROLE_DECISION, "--decision"},
    {GG_OPT_SUPPRESSED, GG_ROLE_SUPPRESSED, "--suppressed"},
    {GG_OPT_PROTECTED, GG_ROLE_PROTECTED, "--protected"},
    {GG_OPT_SITE, GG_ROLE_SITE, "--site"},
    {GG_OPT_PERIOD, GG_ROLE_PERIOD, "--period"},
    {GG_OPT_STRATUM, GG_ROLE_STRATUM, "--stratum"},
    {GG_OPT_WEIGHT, GG_ROLE_WEIGHT, "--weight"},
    {GG_OPT_ARM, GG_ROLE_ARM, "--arm"},
    {GG_OPT_SAMPLING_PROBABILITY, GG_ROLE_SAMPLING_PROBABILITY, "--sampling-probability"},
    {GG_OPT_COUNT, GG_ROLE_COUNT, "--count"},
    {GG_OPT_TP, GG_ROLE_TP, "--tp"},
    {GG_OPT_FP, GG_ROLE_FP, "--fp"},
    {GG_OPT_FN, GG_ROLE_FN, "--fn"},
    {GG_OPT_TN, GG_ROLE_TN, "--tn"},
    {GG_OPT_SELECTED, GG_ROLE_SELECTED, "--selected"},
    {GG_OPT_POSITIVES, GG_ROLE_POSITIVES, "--positives"},
    {GG_OPT_NEGATIVES, GG_ROLE_NEGATIVES, "--negatives"},
    {GG_OPT_UNVERIFIED_COUNT, GG_ROLE_UNVERIFIED_COUNT, "--unverified-count"},
    {GG_OPT_FEATURE, GG_ROLE_FEATURE, "--feature"},
    {GG_OPT_QUASI_IDENTIFIER, GG_ROLE_QUASI_IDENTIFIER, "--quasi-identifier"},
    {GG_OPT_IGNORE, GG_ROLE_IGNORE, "--ignore"},
};

static gg_status add_roles(const gg_args *args, gg_schema *schema, gg_error *err)
{
    for (size_t i = 0; i < sizeof role_options / sizeof *role_options; i++) {
        const gg_option_value *v = &args->values[role_options[i].id];

        for (size_t j = 0; j < v->n; j++) {
            gg_status status = gg_schema_role(schema, v->texts[j], role_options[i].role, err);

            if (status != GG_OK) {
                gg_error_where(err, role_options[i].name, 0, NULL);
                return status;
            }
        }
    }
    return GG_OK;
}

/* The site of "SITE=0.65", how many bytes of it; 0 for a threshold of all sites. */
static size_t site_of(const char *setting)
{
    const char *equals = strrchr(setting, '=');

    return equals ? (size_t)(equals - setting) + 1 : 0;
}

/* Two thresholds for the same: the later would silently take the place of the earlier. */
static gg_status refuse_second(const gg_option_value *v, size_t at, gg_error *err)
{
    size_t n = site_of(v->texts[at]);

    for (size_t i = 0; i < at; i++)
        if (site_of(v->texts[i]) == n && memcmp(v->texts[i], v->texts[at], n) == 0)
            return gg_error_set(err, GG_E_USAGE, n ? "give one for each site" : "give it once",
                                n ? "two thresholds for one site" : "given twice");
    return GG_OK;
}

static gg_status add_thresholds(const gg_args *args, gg_schema *schema, gg_error *err)
{
    const gg_option_value *v = &args->values[GG_OPT_THRESHOLD];

    for (size_t i = 0; i < v->n; i++) {
        gg_status status = refuse_second(v, i, err);

        if (status == GG_OK)
            status = gg_schema_threshold(schema, v->texts[i], err);
        if (status != GG_OK) {
            gg_error_where(err, "--threshold", 0, NULL);
            return status;
        }
    }
    return GG_OK;
}

gg_status gg_columns_schema(const gg_args *args, gg_schema *schema, gg_error *err)
{
    gg_status status = GG_OK;

    if (gg_args_given(args, GG_OPT_SCHEMA))
        status = gg_schema_load(schema, gg_args_text(args, GG_OPT_SCHEMA), err);
    if (status == GG_OK)
        status = add_roles(args, schema, err);
    if (status == GG_OK)
        status = add_thresholds(args, schema, err);
    return status;
}

gg_status gg_columns_arm(const gg_args *args, gg_schema *schema, gg_error *err)
{
    const char *level = gg_args_text(args, GG_OPT_RANDOM_LEVEL);
    gg_status status = GG_OK;
    bool any = false;
    json_t *words;

    if (!gg_args_given(args, GG_OPT_RANDOM_LEVEL))
        return GG_OK;
    for (size_t i = 0; status == GG_OK && i < schema->n_columns; i++) {
        if (!(schema->columns[i].roles & 1u << GG_ROLE_ARM))
            continue;
        any = true;
        words = json_pack("{s:{s:{s:s}}}", "columns", schema->columns[i].name, "positive", level);
        status = words ? gg_schema_add(schema, words, err)
                       : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        json_decref(words);
    }
    if (status != GG_OK || any)
        return status;
    gg_error_where(err, "--random-level", 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "give --arm COLUMN", "there is no column of arms");
}

gg_status gg_columns_of_arms(const gg_args *args, gg_option_id id, const char *name, gg_error *err)
{
    if (!gg_args_given(args, id) ||
        strcmp(gg_args_text(args, GG_OPT_INSPECTION), "random_arm") == 0)
        return GG_OK;
    gg_error_where(err, name, 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "give it with --inspection random_arm",
                        "means nothing for this inspection design");
}

/* Why a schema is one of a published table; NULL where it is one of cases. */
static const char *published_role(const gg_column *column)
{
    static const gg_role roles_of_groups[] = {
        GG_ROLE_TP,       GG_ROLE_FP,        GG_ROLE_FN,        GG_ROLE_TN,
        GG_ROLE_SELECTED, GG_ROLE_POSITIVES, GG_ROLE_NEGATIVES, GG_ROLE_UNVERIFIED_COUNT};

    for (size_t i = 0; i < sizeof roles_of_groups / sizeof *roles_of_groups; i++)
        if (column->roles & 1u << roles_of_groups[i])
            return gg_role_word(roles_of_groups[i]);
    if (column->counts.rounded_to || column->counts.has_low)
        return column->counts.rounded_to ? "rounded_to" : "suppressed_cell";
    return column->n_totals ? "total" : NULL;
}

gg_status gg_columns_of_cases(const gg_schema *schema, const char *command, gg_error *err)
{
    const char *why = schema->counts.rounded_to ? "rounded_to"
                      : schema->counts.has_low  ? "suppressed_cell"
                                                : NULL;

    for (size_t i = 0; i < schema->n_columns && !why; i++) {
        why = published_role(&schema->columns[i]);
        if (why)
            gg_error_where(err, NULL, 0, schema->columns[i].name);
    }
    if (!why)
        return GG_OK;
    return gg_error_set(err, GG_E_USAGE, "give a table with a line for each case",
                        "gauger %s cannot work on counts of groups, nor on counts that are known "
                        "within bounds only (%s)",
                        command, why);
}

const char *gg_columns_role(const gg_schema *schema, gg_role role)
{
    for (size_t i = 0; i < schema->n_columns; i++)
        if (schema->columns[i].roles & 1u << role)
            return schema->columns[i].name;
    return NULL;
}

const char *gg_columns_source_name(const char *operand, gg_arena *arena)
{
    size_t n = strlen(operand);
    char *name;

    if (strcmp(operand, "-") == 0)
        return "standard input";
    if (gg_text_utf8(operand, n, NULL))
        return operand;
    name = gg_arena_array(arena, n + 4, 1);
    return name ? gg_text_clean(operand, n, name, n) : "";
}

unsigned gg_columns_threads(const gg_args *args)
{
    unsigned online = gg_env_default().threads;

    if (gg_args_given(args, GG_OPT_THREADS))
        return (unsigned)gg_args_number(args, GG_OPT_THREADS);
    return online < MOST_THREADS ? online : MOST_THREADS;
}

/* The length of a text up to the next comma that is not in double quotes. */
static size_t until_comma(const char *text)
{
    bool quoted = false;
    size_t n = 0;

    for (; text[n] && (quoted || text[n] != ','); n++)
        quoted ^= text[n] == '"';
    return n;
}

gg_status gg_columns_list(const gg_args *args, gg_option_id id, gg_arena *arena,
                          const char *const **out, size_t *n, gg_error *err)
{
    const gg_option_value *v = &args->values[id];
    const char **list;
    size_t room = 0, used = 0;

    for (size_t i = 0; i < v->n; i++)
        for (const char *c = v->texts[i]; *c; c++)
            room += *c == ',';
    list = gg_arena_array(arena, room + v->n + 1, sizeof *list);
    for (size_t i = 0; list && i < v->n; i++)
        for (const char *c = v->texts[i];; c++) {
            size_t length = until_comma(c);

            list[used] = gg_arena_text(arena, c, length);
            if (!list[used++])
                return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
            c += length;
            if (*c == '\0')
                break;
        }
    if (!list)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    *out = list;
    *n = used;
    return GG_OK;
}
