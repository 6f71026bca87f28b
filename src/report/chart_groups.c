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

/* 0.5, not 0.50; 1, not 1.00. */
static const char *tick_text(gg_page *page, double x)
{
    char text[40];
    size_t n;

    gg_number_text(x, 3, text);
    n = strlen(text);
    while (n > 1 && text[n - 1] == '0')
        text[--n] = '\0';
    if (n > 1 && text[n - 1] == '.')
        text[--n] = '\0';
    return gg_page_printf(page, "%s", text);
}

static void draw_ticks(gg_svg *svg, const axis *a, const double *ticks, size_t n, double top,
                       double bottom)
{
    for (size_t i = 0; i < n; i++) {
        double x = place(a, ticks[i]);

        if (ticks[i] < a->low - 1e-12 || ticks[i] > a->high + 1e-12)
            continue;
        gg_svg_line(svg, x, top, x, bottom, "grid");
        gg_svg_text(svg, x, bottom + 15, GG_ANCHOR_MIDDLE, "tick", tick_text(svg->page, ticks[i]));
    }
}

/* Ends of a linear axis that begins at 0, and into how many parts each is ticked. */
static const struct {
    double end;
    size_t parts;
} ends[] = {{0.01, 2}, {0.02, 4}, {0.05, 5}, {0.1, 5}, {0.2, 4}, {0.3, 3},
            {0.4, 4},  {0.5, 5},  {0.6, 3},  {0.8, 4}, {1, 5}};

/* The first of these that holds everything. */
static size_t axis_end(double most)
{
    size_t i = 0;

    while (i + 1 < sizeof ends / sizeof *ends && most > ends[i].end)
        i++;
    return i;
}

/* A row: name, interval, dot, value. An interval that leaves the axis ends in a point there. */
static void draw_row(gg_svg *svg, const axis *a, double y, const char *name, const json_t *est,
                     const char *style, bool strong)
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
                    y, gg_page_printf(svg->page, "interval %s", style));
    gg_svg_dot(svg, place(a, value), y, 4.2, gg_page_printf(svg->page, "dot %s", style));
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

/* The rates that are drawn side by side; one axis for all, so that they compare. */
static const char *const rates[] = {"selection_rate", "precision", "recall", "false_positive_rate"};

#define RATES (sizeof rates / sizeof *rates)

static void draw_rate(gg_page *page, unsigned number, const char *what, const json_t *attribute,
                      const char *metric, size_t end)
{
    const json_t *groups = json_object_get(attribute, "groups");
    const char *reference = gg_json_string(attribute, "reference", "");
    const json_t *ref = json_object_get(json_object_get(groups, reference), metric);
    const char *title = gg_words_metric(page, metric), *name;
    axis a = {0, ends[end].end, false};
    double ticks[8], bottom = HEAD + ROW * (double)drawn(groups), value, low, high;
    json_t *metrics;
    size_t i = 0;
    gg_svg svg;

    gg_svg_begin(&svg, page, number, bottom + FOOT, title,
                 gg_page_printf(page,
                                "%s of each group of %s with its interval; the numbers stand in "
                                "the table.",
                                title, what));
    for (size_t t = 0; t <= ends[end].parts; t++)
        ticks[t] = a.high * (double)t / (double)ends[end].parts;
    draw_ticks(&svg, &a, ticks, ends[end].parts + 1, HEAD - 4, bottom);
    if (gg_estimate_read(ref, &value, &low, &high))
        gg_svg_line(&svg, place(&a, value), HEAD - 4, place(&a, value), bottom, "reference");
    json_object_foreach((json_t *)groups, name, metrics)
    {
        bool strong = strcmp(name, reference) == 0;

        if (i < GROUPS_DRAWN)
            draw_row(&svg, &a, HEAD + ROW * ((double)i + 0.5), gg_page_name(page, name),
                     json_object_get(metrics, metric), strong ? "" : "open", strong);
        i++;
    }
    gg_svg_end(&svg, drawn_words(page, groups));
}

void gg_chart_rates(gg_page *page, unsigned *number, const char *what, const json_t *attribute)
{
    const json_t *groups = json_object_get(attribute, "groups");
    double most = 0;

    for (size_t i = 0; i < RATES; i++)
        most = fmax(most, largest_end(groups, rates[i]));
    for (size_t i = 0; i < RATES; i++)
        if (largest_end(groups, rates[i]) > 0)
            draw_rate(page, (*number)++, what, attribute, rates[i], axis_end(most));
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
    double top = HEAD + 8, bottom = top + 4 + ROW * (double)drawn(groups);
    axis a = ratio_axis(groups);
    json_t *est;
    size_t i = 0;
    gg_svg svg;

    if (json_object_size(groups) == 0)
        return;
    gg_svg_begin(&svg, page, number, bottom + FOOT, title,
                 gg_page_printf(page,
                                "%s of each group of %s with its interval, on a logarithmic axis "
                                "with the four-fifths band from 0.8 to 1.25.",
                                title, what));
    gg_svg_rect(&svg, place(&a, GG_BAND_LOW), top, place(&a, GG_BAND_HIGH) - place(&a, GG_BAND_LOW),
                bottom - top, "band");
    draw_ticks(&svg, &a, ticks, sizeof ticks / sizeof *ticks, top, bottom);
    gg_svg_line(&svg, place(&a, 1), top, place(&a, 1), bottom, "reference");
    gg_svg_text(&svg, place(&a, 1), top - 5, GG_ANCHOR_MIDDLE, "note", "four-fifths band");
    json_object_foreach((json_t *)groups, name, est)
    {
        static const char *const styles[] = {"good", "bad", "open", "open"};

        if (i < GROUPS_DRAWN)
            draw_row(&svg, &a, top + 4 + ROW * ((double)i + 0.5), gg_page_name(page, name), est,
                     styles[gg_standing_of(est, GG_BAND_LOW, GG_BAND_HIGH)], false);
        i++;
    }
    gg_svg_end(&svg, drawn_words(page, groups));
}
