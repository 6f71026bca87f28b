/*
 * The reliability diagram: what share of cases had the outcome, against what their scores said. The
 * line is the isotonic fit, which needs no bins; the diagonal is what scores that mean what they
 * say would give.
 */
#include <math.h>

#include "chart_internal.h"

#define POINTS_MOST 200
#define LEFT        66.0
#define SIDE        208.0
#define TOP         18.0
#define HEIGHT      262.0

typedef struct diagram {
    size_t n;
    double score[POINTS_MOST], share[POINTS_MOST], count[POINTS_MOST];
    double most; /* end of both axes */
} diagram;

static bool read_points(const json_t *points, diagram *d)
{
    double largest = 0;
    json_t *one;
    size_t i;

    d->n = json_array_size(points);
    if (d->n < 2 || d->n > POINTS_MOST)
        return false;
    json_array_foreach(points, i, one)
    {
        d->score[i] = gg_json_number(one, "score", NAN);
        d->share[i] = gg_json_number(one, "share", NAN);
        d->count[i] = gg_json_number(one, "count", NAN);
        if (!(d->score[i] >= 0 && d->score[i] <= 1 && d->share[i] >= 0 && d->share[i] <= 1))
            return false;
        largest = fmax(largest, fmax(d->score[i], d->share[i]));
    }
    /* Rare outcomes would crowd into a corner: the axes end at the next quarter. */
    d->most = fmin(1, fmax(0.25, ceil(largest * 4) / 4));
    return true;
}

static double at_x(const diagram *d, double score)
{
    return LEFT + SIDE * score / d->most;
}

static double at_y(const diagram *d, double share)
{
    return TOP + SIDE * (1 - share / d->most);
}

static void draw_frame(gg_svg *svg, const diagram *d)
{
    double bottom = at_y(d, 0);

    gg_svg_rect(svg, LEFT, TOP, SIDE, SIDE, "frame");
    gg_svg_line(svg, LEFT, bottom, LEFT + SIDE, TOP, "reference");
    for (int i = 0; i <= 2; i++) {
        double value = d->most * i / 2;
        const char *tick = i == 0 ? "0" : gg_page_plain(svg->page, value);

        gg_svg_text(svg, at_x(d, value), bottom + 15, GG_ANCHOR_MIDDLE, "tick", tick);
        gg_svg_text(svg, LEFT - 6, at_y(d, value) + 4, GG_ANCHOR_END, "tick", tick);
    }
    gg_svg_text(svg, LEFT + SIDE / 2, bottom + 31, GG_ANCHOR_MIDDLE, "note", "score");
    gg_buf_printf(&svg->out,
                  "<text transform=\"translate(%.1f %.1f) rotate(-90)\" class=\"note\" "
                  "text-anchor=\"middle\">share with the outcome</text>\n",
                  LEFT - 36, TOP + SIDE / 2);
}

/* The area of a dot grows with its cases, within what can be seen and told apart. */
static void draw_points(gg_svg *svg, const diagram *d)
{
    double x[POINTS_MOST], y[POINTS_MOST], most = 0;

    for (size_t i = 0; i < d->n; i++) {
        x[i] = at_x(d, d->score[i]);
        y[i] = at_y(d, d->share[i]);
        most = fmax(most, isnan(d->count[i]) ? 0 : d->count[i]);
    }
    gg_svg_path(svg, x, y, d->n, "curve");
    for (size_t i = 0; i < d->n; i++) {
        double part = most > 0 && d->count[i] > 0 ? d->count[i] / most : 0.2;

        gg_svg_dot(svg, x[i], y[i], fmax(1.5, 5 * sqrt(part)), "dot");
    }
}

void gg_chart_calibration(gg_page *page, unsigned number, const json_t *calibration,
                          const json_t *overall)
{
    const json_t *mcb = json_object_get(json_object_get(calibration, "overall"), "miscalibration");
    diagram *d = gg_arena_array(&page->arena, 1, sizeof *d);
    double value, low, high;
    gg_svg svg;

    if (!d || !read_points(json_object_get(calibration, "reliability_diagram"), d))
        return;
    gg_svg_begin(&svg, page, number, HEIGHT, "Calibration",
                 "The share of cases with the outcome against their score, as a rising line; on "
                 "the dashed diagonal scores mean what they say.");
    draw_frame(&svg, d);
    draw_points(&svg, d);
    gg_svg_end(
        &svg, gg_page_printf(
                  page,
                  "Dashed: scores that mean what they say. Below it scores say too much "
                  "risk, above it too little.%s%s%s",
                  gg_chart_known(overall), isnan(d->count[0]) ? "" : " Dots grow with their cases.",
                  gg_estimate_read(mcb, &value, &low, &high)
                      ? gg_page_printf(page, " Miscalibration %s.", gg_page_number(page, value))
                      : ""));
}
