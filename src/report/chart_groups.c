/*
 * Charts of groups: a dot with its interval for each, under one another, so that they can be
 * compared along one axis.
 */
#include <math.h>
#include <string.h>

#include "chart_internal.h"

#define GROUPS_DRAWN 24
#define ROW          24.0
#define HEAD         10.0
#define FOOT         26.0
#define LEFT         128.0 /* where the axis begins: names stand before it */
#define RIGHT        292.0 /* where it ends: values stand behind it */
#define LABEL        18    /* columns of a name */

/* An axis from low to high, linear or logarithmic. */
typedef struct axis {
    double low, high;
    bool logarithmic;
} axis;

static double place(const axis *a, double x)
{
    double share;

    if (a->logarithmic)
        share = (log(fmax(x, a->low)) - log(a->low)) / (log(a->high) - log(a->low));
    else
        share = (x - a->low) / (a->high - a->low);
    return LEFT + (RIGHT - LEFT) * fmin(1, fmax(0, share));
}

static void draw_ticks(gg_svg *svg, const axis *a, const double *ticks, size_t n, double bottom)
{
    for (size_t i = 0; i < n; i++) {
        char text[40];
        double x = place(a, ticks[i]);

        if (ticks[i] < a->low - 1e-12 || ticks[i] > a->high + 1e-12)
            continue;
        gg_svg_line(svg, x, HEAD - 4, x, bottom, "grid");
        gg_number_text(ticks[i], 2, text);
        /* 0.50 as 0.5, 1.00 as 1. */
        while (text[strlen(text) - 1] == '0')
            text[strlen(text) - 1] = '\0';
        if (text[strlen(text) - 1] == '.')
            text[strlen(text) - 1] = '\0';
        gg_svg_text(svg, x, bottom + 15, GG_ANCHOR_MIDDLE, "tick", text);
    }
}

/* The end of a linear axis that begins at 0: the first of these that holds everything. */
static double axis_end(double most)
{
    static const double ends[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (most <= ends[i])
            return ends[i];
    return most;
}

/* A row: name, interval, dot, value. An interval that leaves the axis ends in a point there. */
static void draw_row(gg_svg *svg, const axis *a, double y, const char *name, const json_t *est,
                     const char *dot, bool strong)
{
    double value, low, high;

    gg_svg_text(svg, LEFT - 8, y + 4, GG_ANCHOR_END, strong ? "label strong" : "label",
                gg_svg_label(svg->page, name, LABEL));
    if (!gg_estimate_read(est, &value, &low, &high)) {
        gg_svg_text(svg, RIGHT + 8, y + 4, GG_ANCHOR_START, "value", "\xe2\x80\x93");
        return;
    }
    if (!isnan(low) || !isnan(high))
        gg_svg_line(svg, isnan(low) ? LEFT : place(a, low), y, isnan(high) ? RIGHT : place(a, high),
                    y, "interval");
    gg_svg_dot(svg, place(a, value), y, 4.2, dot);
    gg_svg_text(svg, RIGHT + 8, y + 4, GG_ANCHOR_START, strong ? "value strong" : "value",
                a->logarithmic ? gg_page_printf(svg->page, "%.*s",
                                                (int)strcspn(gg_page_ratio(svg->page, est), " "),
                                                gg_page_ratio(svg->page, est))
                               : gg_page_value(svg->page, est));
}

static size_t drawn(const json_t *groups)
{
    size_t n = json_object_size(groups);

    return n < GROUPS_DRAWN ? n : GROUPS_DRAWN;
}

static const char *drawn_words(gg_page *page, const json_t *groups)
{
    size_t n = json_object_size(groups);

    return n <= GROUPS_DRAWN
               ? ""
               : gg_page_printf(page, " The first %d of %zu groups are drawn.", GROUPS_DRAWN, n);
}

static double largest_end(const json_t *groups, const char *metric)
{
    double most = 0, value, low, high;
    const char *name;
    json_t *metrics;
    size_t i = 0;

    json_object_foreach((json_t *)groups, name, metrics)
    {
        if (i++ >= GROUPS_DRAWN ||
            !gg_estimate_read(json_object_get(metrics, metric), &value, &low, &high))
            continue;
        most = fmax(most, isnan(high) ? value : high);
    }
    return most;
}

void gg_chart_rates(gg_page *page, unsigned number, const char *what, const json_t *attribute,
                    const char *metric)
{
    const json_t *groups = json_object_get(attribute, "groups");
    const char *reference = gg_json_string(attribute, "reference", "");
    const json_t *ref = json_object_get(json_object_get(groups, reference), metric);
    const char *title = gg_words_metric(page, metric), *name;
    axis a = {0, axis_end(largest_end(groups, metric)), false};
    double ticks[6], bottom = HEAD + ROW * (double)drawn(groups), value, low, high;
    json_t *metrics;
    size_t i = 0;
    gg_svg svg;

    if (largest_end(groups, metric) <= 0)
        return;
    gg_svg_begin(&svg, page, number, bottom + FOOT, title,
                 gg_page_printf(page,
                                "%s of each group of %s with its interval; the numbers stand "
                                "in the table.",
                                title, what));
    for (size_t t = 0; t < 5; t++)
        ticks[t] = a.high * (double)t / 4;
    draw_ticks(&svg, &a, ticks, 5, bottom);
    if (gg_estimate_read(ref, &value, &low, &high))
        gg_svg_line(&svg, place(&a, value), HEAD - 4, place(&a, value), bottom, "reference");
    json_object_foreach((json_t *)groups, name, metrics)
    {
        bool strong = strcmp(name, reference) == 0;

        if (i < GROUPS_DRAWN)
            draw_row(&svg, &a, HEAD + ROW * ((double)i + 0.5), gg_page_name(page, name),
                     json_object_get(metrics, metric), strong ? "dot" : "dot open", strong);
        i++;
    }
    gg_svg_end(&svg,
               gg_page_printf(page, "%s%s", ref ? "Filled dot and dashed line: the reference." : "",
                              drawn_words(page, groups)));
}

static axis ratio_axis(const json_t *groups)
{
    axis a = {0.5, 2, true};
    const char *name;
    double value, low, high;
    json_t *est;

    json_object_foreach((json_t *)groups, name, est)
    {
        if (!gg_estimate_read(est, &value, &low, &high))
            continue;
        while (a.low > 0.05 && fmin(value, isnan(low) ? value : low) < a.low)
            a.low /= 2;
        while (a.high < 20 && fmax(value, isnan(high) ? value : high) > a.high)
            a.high *= 2;
    }
    return a;
}

void gg_chart_ratios(gg_page *page, unsigned number, const char *what, const json_t *attribute,
                     const char *disparity)
{
    static const double ticks[] = {0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10, 20};
    const json_t *one = json_object_get(json_object_get(attribute, "disparities"), disparity);
    const json_t *groups = json_object_get(one, "groups");
    const char *title = gg_words_metric(page, disparity), *name;
    double bottom = HEAD + 12 + ROW * (double)drawn(groups);
    axis a = ratio_axis(groups);
    json_t *est;
    size_t i = 0;
    gg_svg svg;

    if (json_object_size(groups) == 0)
        return;
    gg_svg_begin(&svg, page, number, bottom + FOOT, title,
                 gg_page_printf(page,
                                "%s of each group of %s with its interval, on a logarithmic "
                                "axis with the four-fifths band from 0.8 to 1.25.",
                                title, what));
    gg_svg_rect(&svg, place(&a, GG_BAND_LOW), HEAD - 4,
                place(&a, GG_BAND_HIGH) - place(&a, GG_BAND_LOW), bottom - HEAD + 4, "band");
    draw_ticks(&svg, &a, ticks, sizeof ticks / sizeof *ticks, bottom);
    gg_svg_line(&svg, place(&a, 1), HEAD - 4, place(&a, 1), bottom, "reference");
    gg_svg_text(&svg, place(&a, 1), HEAD + 5, GG_ANCHOR_MIDDLE, "note", "four-fifths band");
    json_object_foreach((json_t *)groups, name, est)
    {
        static const char *const dots[] = {"dot good", "dot bad", "dot open", "dot open"};

        if (i < GROUPS_DRAWN)
            draw_row(&svg, &a, HEAD + 12 + ROW * ((double)i + 0.5), gg_page_name(page, name), est,
                     dots[gg_standing_of(est, GG_BAND_LOW, GG_BAND_HIGH)], false);
        i++;
    }
    gg_svg_end(&svg, gg_page_printf(page,
                                    "Ratio to %s, logarithmic axis; band 0.8 to 1.25. Filled: "
                                    "exceeds or lies within the band; open: not established.%s",
                                    gg_page_name(page, gg_json_string(attribute, "reference",
                                                                      "the reference")),
                                    drawn_words(page, groups)));
}
