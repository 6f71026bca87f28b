/*
 * The subjects of a rule on a drift document: columns. Their figures have no interval; what chance
 * alone may give is a critical value (population stability index) or the p-value of the column's
 * own test of "nothing has moved".
 */
#include "gate_internal.h"

static gg_status refuse(const gg_bench *bench, const char *column, const char *key,
                        const char *what)
{
    gg_error_where(bench->err, bench->documents->drift_name, 0, column);
    return gg_error_set(bench->err, GG_E_INPUT, "give what gauger drift --format json writes",
                        "%s %s", key, what);
}

/* A number of the document; NaN where it is null or absent. */
static gg_status read_number(const gg_bench *bench, const char *column, const json_t *object,
                             const char *key, double *out)
{
    const json_t *value = json_object_get(object, key);

    *out = json_is_number(value) ? json_number_value(value) : NAN;
    if (!value || json_is_null(value) || json_is_number(value))
        return GG_OK;
    return refuse(bench, column, key, "is not a number");
}

/* Numbers are tested by Kolmogorov and Smirnov, words by chi-square. */
static gg_status read_evidence(const gg_bench *bench, const char *column, const json_t *tests,
                               gg_subject *s)
{
    const json_t *test = json_object_get(tests, "ks");
    gg_status st;

    if (!test)
        test = json_object_get(tests, "chi_square");
    st = read_number(bench, column, test, "p_value", &s->evidence);
    if (st == GG_OK && !(isnan(s->evidence) || (s->evidence >= 0 && s->evidence <= 1)))
        st = refuse(bench, column, "p_value", "lies outside 0 to 1");
    return st;
}

static gg_status add_column(const gg_bench *bench, gg_case *c, const char *name,
                            const json_t *column)
{
    const gg_drift_figure *figure = c->rule->known.drift;
    const json_t *tests = json_object_get(column, "tests");
    const json_t *test = json_object_get(tests, figure->name);
    const bool empty = strcmp(gg_json_string(column, "status", ""), "inconclusive") == 0;
    gg_subject *s = gg_case_add(bench, c, name);
    double value = NAN;
    gg_status st;

    if (!s)
        return GG_E_MEMORY;
    st = read_number(bench, name, test, figure->key, &value);
    if (st == GG_OK)
        st = read_number(bench, name, test, "critical_value", &s->critical);
    if (st == GG_OK)
        st = read_evidence(bench, name, tests, s);
    s->m = isnan(value) ? gg_measure_undefined(GG_WHY_NO_ROWS)
                        : gg_measure_of(value, NAN, NAN, figure->name);
    if (!test && !empty)
        s->left_out = GG_WHY_OTHER_TYPE;
    return st;
}

static gg_status add_whole(const gg_bench *bench, gg_case *c, const char *name,
                           const json_t *document)
{
    const char *key = c->rule->known.drift->key;
    gg_subject *s = gg_case_add(bench, c, name);
    double value = NAN;
    gg_status st;

    if (!s)
        return GG_E_MEMORY;
    st = read_number(bench, key, document, key, &value);
    s->m = isnan(value) ? gg_measure_undefined(GG_WHY_NO_ROWS) : gg_measure_of(value, NAN, NAN, "");
    return st;
}

/* The columns that the rule names, of the whole or of one period (NULL: of the whole). */
static gg_status add_columns(const gg_bench *bench, gg_case *c, const json_t *columns,
                             const char *period)
{
    const char *pattern = c->rule->selectors[GG_BY_COLUMN], *name;
    gg_status st = GG_OK;
    json_t *column;

    json_object_foreach((json_t *)columns, name, column)
    {
        const char *full =
            period ? gg_arena_printf(bench->arena, "%s in period %s", name, period) : name;

        if (st == GG_OK && (strcmp(pattern, "*") == 0 || strcmp(pattern, name) == 0))
            st = add_column(bench, c, full, column);
    }
    return st;
}

/* A period of few rows is listed and decides nothing, as groups are. */
static void leave_out_few(const gg_bench *bench, gg_case *c, size_t from, const json_t *period)
{
    const double rows = gg_json_number(period, "rows", NAN);

    for (size_t i = from; i < c->n; i++) {
        c->subjects[i].rows = rows;
        if (rows < bench->policy->minimum_count)
            c->subjects[i].left_out = GG_WHY_TOO_FEW;
    }
}

static gg_status add_periods(const gg_bench *bench, gg_case *c)
{
    const json_t *periods = json_object_get(bench->record->drift, "by_period"), *one;
    const char *pattern = c->rule->selectors[GG_BY_PERIOD];
    gg_status st = GG_OK;
    size_t i;

    json_array_foreach(periods, i, one)
    {
        const char *name = gg_json_string(one, "period", "");
        const size_t from = c->n;

        if (st != GG_OK || (strcmp(pattern, "*") != 0 && strcmp(pattern, name) != 0))
            continue;
        st = c->rule->selectors[GG_BY_COLUMN]
                 ? add_columns(bench, c, json_object_get(one, "columns"), name)
                 : add_whole(bench, c, name, one);
        leave_out_few(bench, c, from, one);
    }
    if (st != GG_OK || c->n)
        return st;
    c->nothing =
        json_array_size(periods) == 0
            ? "the drift report has no periods (gauger drift --period COLUMN)"
            : gg_arena_printf(bench->arena, "the drift report has no such period or column (%s)",
                              pattern);
    return c->nothing ? GG_OK : GG_E_MEMORY;
}

gg_status gg_case_drift(const gg_bench *bench, gg_case *c)
{
    const json_t *columns = json_object_get(bench->record->drift, "columns");
    const char *pattern = c->rule->selectors[GG_BY_COLUMN];
    gg_status st;

    if (c->rule->known.drift->interval)
        return gg_case_finished(bench, c);
    if (c->rule->selectors[GG_BY_PERIOD])
        return add_periods(bench, c);
    if (!pattern)
        return add_whole(bench, c, "overall", bench->record->drift);
    st = add_columns(bench, c, columns, NULL);
    if (st != GG_OK || c->n)
        return st;
    c->nothing =
        json_object_size(columns) == 0
            ? "the drift report watched no column"
            : gg_arena_printf(bench->arena, "the drift report watched no column %s", pattern);
    return c->nothing ? GG_OK : GG_E_MEMORY;
}
