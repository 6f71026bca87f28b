/*
 * What each method of a comparison needs to be measured again at another confidence: the methods
 * are rows of a table. A difference that is not identified is measured at the two tables between
 * which the missing outcomes leave it.
 */
#include "versus_internal.h"

#include "gauger/stats/derived.h"
#include "gauger/stats/ranking.h"

gg_status gg_versus_refuse(const gg_versus_reading *r, const char *what)
{
    gg_error_where(r->bench->err, r->bench->documents->comparison_name, 0, r->path);
    return gg_error_set(r->bench->err, GG_E_INPUT, "give what gauger compare --format json writes",
                        "%s: %s", r->rule->known.name, what);
}

static gg_status read_count(const gg_versus_reading *r, const json_t *of, const char *key,
                            uint64_t *out)
{
    const json_t *value = json_object_get(json_object_get(of, "counts"), key);

    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) > ((json_int_t)1 << 50))
        return gg_versus_refuse(r, "no usable counts");
    *out = (uint64_t)json_integer_value(value);
    return GG_OK;
}

static gg_status read_tango(const gg_versus_reading *r, const json_t *of, struct gg_margin *out)
{
    gg_paired_counts *c = &out->counts;
    gg_status st = read_count(r, of, "both", &c->both);
    double n, seen;

    if (st == GG_OK)
        st = read_count(r, of, "a_only", &c->first_only);
    if (st == GG_OK)
        st = read_count(r, of, "b_only", &c->second_only);
    if (st == GG_OK)
        st = read_count(r, of, "neither", &c->neither);
    if (st != GG_OK)
        return st;
    n = (double)(c->both + c->first_only + c->second_only + c->neither);
    seen = n > 0 ? ((double)c->first_only - (double)c->second_only) / n : NAN;
    return fabs(seen - out->value) <= 1e-9 ? GG_OK
                                           : gg_versus_refuse(r, "the counts contradict the value");
}

static gg_status measure_tango(const struct gg_margin *m, double z, gg_interval *out)
{
    return gg_paired_tango(&m->counts, z, out);
}

static gg_status read_error(const gg_versus_reading *r, const json_t *of, struct gg_margin *out)
{
    out->error = gg_json_number(of, "standard_error", NAN);
    return out->error >= 0 || isnan(out->error) ? GG_OK
                                                : gg_versus_refuse(r, "a negative standard error");
}

/* As the document's own: a difference without a spread is certain only where it is 0. */
static gg_status measure_normal(const struct gg_margin *m, double z, gg_interval *out)
{
    if (isnan(m->error) || (m->error == 0 && m->value != 0))
        return GG_E_UNDEFINED;
    *out = (gg_interval){fmax(m->value - z * m->error, -m->span),
                         fmin(m->value + z * m->error, m->span)};
    return GG_OK;
}

/* Older documents do not say of how many rows with either outcome it is; then it is of all. */
static gg_status read_classes(const gg_versus_reading *r, const json_t *of, struct gg_margin *out)
{
    double positives = r->a.w[GG_POSITIVE][GG_SELECTED] + r->a.w[GG_POSITIVE][GG_NOT_SELECTED];
    double negatives = r->a.w[GG_NEGATIVE][GG_SELECTED] + r->a.w[GG_NEGATIVE][GG_NOT_SELECTED];

    out->positives = gg_json_number(of, "positives", positives);
    out->negatives = gg_json_number(of, "negatives", negatives);
    if (!(out->positives >= 0) || !(out->negatives >= 0) || !isfinite(out->positives) ||
        !isfinite(out->negatives))
        return gg_versus_refuse(r, "no usable counts");
    out->smaller_class = fmin(out->positives, out->negatives);
    return GG_OK;
}

static gg_status read_delong(const gg_versus_reading *r, const json_t *of, struct gg_margin *out)
{
    gg_status st = read_classes(r, of, out);

    return st == GG_OK ? read_error(r, of, out) : st;
}

static gg_status measure_delong(const struct gg_margin *m, double z, gg_interval *out)
{
    const uint64_t rows = (uint64_t)fmin(floor(m->smaller_class), GG_MOST_ROWS);
    const gg_delong_pair pair = {.difference = m->value,
                                 .variance_difference = m->error * m->error,
                                 .positives = rows,
                                 .negatives = rows};

    return gg_delong_difference(&pair, z, out);
}

static gg_status read_areas(const gg_versus_reading *r, const json_t *of, struct gg_margin *out)
{
    const json_t *areas = json_object_get(of, "areas");
    const json_t *a = json_array_get(areas, 0), *b = json_array_get(areas, 1);

    out->area_a = json_is_number(a) ? json_number_value(a) : NAN;
    out->area_b = json_is_number(b) ? json_number_value(b) : NAN;
    if (!(fabs(out->area_a - out->area_b - out->value) <= 1e-9))
        return gg_versus_refuse(r, "the areas contradict the value");
    return read_classes(r, of, out);
}

static gg_status measure_areas(const struct gg_margin *m, double z, gg_interval *out)
{
    return gg_difference_auc_newcombe(m->area_a, m->area_b, m->negatives, m->positives, z, out);
}

/* A rate is of its own rows, however few of the table have the outcome. */
static gg_status read_cells(const gg_versus_reading *r, const json_t *of, struct gg_margin *out)
{
    gg_interval at;

    if (gg_paired_cells_parse(of, &out->cells) != GG_OK)
        return gg_versus_refuse(r, "no usable cells");
    if (gg_paired_cells_interval(out->metric, &out->cells, 0, &at) != GG_OK ||
        !(fabs(at.low - out->value) <= 1e-9))
        return gg_versus_refuse(r, "the cells contradict the value");
    if (!out->metric->denominator)
        out->smaller_class = gg_paired_cells_smaller(&out->cells);
    return GG_OK;
}

static gg_status measure_cells(const struct gg_margin *m, double z, gg_interval *out)
{
    return gg_paired_cells_interval(m->metric, &m->cells, z, out);
}

static bool take_rate(const json_t *pair, gg_rate *out)
{
    const json_t *successes = json_array_get(pair, 0), *n = json_array_get(pair, 1);

    *out = (gg_rate){json_is_number(successes) ? json_number_value(successes) : NAN,
                     json_is_number(n) ? json_number_value(n) : NAN};
    return out->successes >= 0 && out->n > 0 && out->successes <= out->n;
}

/* Older documents leave the rates to the figures of a and b. */
static gg_status read_newcombe(const gg_versus_reading *r, const json_t *of, struct gg_margin *out)
{
    const json_t *rates = json_object_get(of, "rates");
    gg_fraction a, b;

    if (rates) {
        if (!take_rate(json_array_get(rates, 0), &out->a) ||
            !take_rate(json_array_get(rates, 1), &out->b) ||
            fabs(out->a.successes / out->a.n - out->b.successes / out->b.n - out->value) > 1e-9)
            return gg_versus_refuse(r, "the rates contradict the value");
        return GG_OK;
    }
    if (!gg_metric_fraction(r->rule->known.metric, &r->a, &a, NULL) ||
        !gg_metric_fraction(r->rule->known.metric, &r->b, &b, NULL))
        return gg_versus_refuse(r, "the counts contradict the value");
    out->a = (gg_rate){a.numerator, a.denominator};
    out->b = (gg_rate){b.numerator, b.denominator};
    return GG_OK;
}

static gg_status measure_newcombe(const struct gg_margin *m, double z, gg_interval *out)
{
    return gg_difference_newcombe(m->a, m->b, z, out);
}

static gg_status read_agreement(const gg_versus_reading *r, const json_t *of, struct gg_margin *out)
{
    if (out->value != 0 ||
        gg_agreement_parse(json_object_get(of, "agreeing"), &out->agreement) != GG_OK)
        return gg_versus_refuse(r, "no usable counts of what both decide alike");
    if (!out->metric->denominator)
        out->smaller_class = fmin(out->agreement.positives, out->agreement.negatives);
    return GG_OK;
}

static gg_status measure_agreement(const struct gg_margin *m, double z, gg_interval *out)
{
    return gg_agreement_interval(m->metric, &m->agreement, z, out);
}

static const gg_margin_method methods[] = {
    {"tango", read_tango, measure_tango},
    {"delong", read_delong, measure_delong},
    {"newcombe_square_and_add", read_areas, measure_areas},
    {"square_and_add_cells", read_cells, measure_cells},
    {"newcombe", read_newcombe, measure_newcombe},
    {"delta_method", read_error, measure_normal},
    {"paired_normal", read_error, measure_normal},
    {"begg_greenes_delta", read_error, measure_normal},
    {"square_and_add", read_agreement, measure_agreement},
};

/* The difference must be that of the two figures it is said to be of. */
static bool agrees(const gg_versus_reading *r, double value)
{
    gg_measure a, b;

    gg_metric_measure(r->rule->known.metric, &r->a, NULL, &a);
    gg_metric_measure(r->rule->known.metric, &r->b, NULL, &b);
    return fabs(a.value - b.value - value) <= 1e-9 * fmax(1, fabs(a.value));
}

gg_status gg_margin_read(const gg_versus_reading *r, const json_t *of, bool of_figures,
                         struct gg_margin *out)
{
    const char *name = gg_json_string(of, "method", "");

    *out = (struct gg_margin){.metric = r->rule->known.metric,
                              .value = gg_json_number(of, "value", NAN),
                              .span = r->rule->known.high - r->rule->known.low,
                              .error = NAN,
                              .smaller_class = NAN};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i].name, name) == 0)
            out->method = &methods[i];
    if (!(fabs(out->value) <= out->span))
        return gg_versus_refuse(r, "a difference out of range");
    if (of_figures && !agrees(r, out->value))
        return gg_versus_refuse(r, "the value contradicts those of a and b");
    return out->method ? out->method->read(r, of, out) : GG_OK;
}

bool gg_subject_few(const gg_subject *s)
{
    const struct gg_margin *m = s->margin;

    /* Of a figure of one model: what its own rows say. */
    if (s->known->metric && s->groups && !m)
        return gg_metric_few(s->known->metric, &s->groups[s->i]);
    return m && !m->least && m->smaller_class < GG_COMPARISON_LEAST_OF_CLASS;
}

static gg_interval ends_of(const struct gg_margin *m, double z)
{
    gg_interval ends = {NAN, NAN};

    if (m->method && m->method->measure(m, z, &ends) != GG_OK)
        ends = (gg_interval){NAN, NAN};
    return ends;
}

/* From the low end of the one extreme to the high end of the other; an extreme without an interval
 * is as certain as its value. */
static void measure_between(const struct gg_margin *m, double z, gg_measure *out)
{
    const double low = ends_of(m->least, z).low, high = ends_of(m->greatest, z).high;

    *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    out->bounded = true;
    out->bound_low = m->least->value;
    out->bound_high = m->greatest->value;
    out->low = isnan(low) ? out->bound_low : fmin(low, out->bound_low);
    out->high = isnan(high) ? out->bound_high : fmax(high, out->bound_high);
}

void gg_margin_measure(const gg_subject *s, double z, gg_measure *out)
{
    const struct gg_margin *m = s->margin;
    gg_interval ends;

    if (!m) {
        *out = gg_measure_undefined(s->why);
        return;
    }
    if (m->least) {
        measure_between(m, z, out);
        return;
    }
    ends = ends_of(m, z);
    if (gg_subject_few(s))
        ends = (gg_interval){NAN, NAN};
    *out = gg_measure_of(m->value, ends.low, ends.high, m->method ? m->method->name : "");
}
