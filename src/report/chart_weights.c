/*
 * How far each feature can move the score: a bar from the least to the most that it adds.
 */
#include <math.h>
#include <string.h>

#include "chart_internal.h"

#define DRAWN 24
#define ROW   24.0
#define HEAD  10.0
#define FOOT  26.0
#define LEFT  128.0
#define RIGHT 286.0
#define LABEL 18

typedef struct span {
    double low, high;
} span;

static bool read_range(const json_t *feature, double *least, double *most)
{
    *least = gg_json_number(feature, "least", NAN);
    *most = gg_json_number(feature, "most", NAN);
    return *most >= *least;
}

/* From the least of all to the most, with 0 in it; how many there are. */
static size_t find_span(const json_t *features, span *all)
{
    double least, most;
    size_t i, n = 0;
    json_t *one;

    *all = (span){0, 0};
    json_array_foreach(features, i, one)
    {
        if (!read_range(one, &least, &most))
            continue;
        all->low = fmin(all->low, least);
        all->high = fmax(all->high, most);
        n++;
    }
    return all->high > all->low ? n : 0;
}

static double place(const span *all, double x)
{
    return LEFT + (RIGHT - LEFT) * (x - all->low) / (all->high - all->low);
}

static const char *plain(gg_page *page, double x)
{
    char text[40];

    return gg_page_printf(page, "%s", gg_number_text(x, fabs(x) < 10 ? 2 : 0, text));
}

/* What speaks against the outcome in one colour, what speaks for it in the other. */
static void draw_bar(gg_svg *svg, const span *all, double y, const char *name, double least,
                     double most)
{
    double zero = place(all, 0), from = place(all, least), to = place(all, most);

    gg_svg_text(svg, LEFT - 8, y + 4, GG_ANCHOR_END, "label", gg_svg_label(svg->page, name, LABEL));
    if (least < 0)
        gg_svg_rect(svg, from, y - 6, fmin(zero, to) - from, 12, "cell negative");
    if (most > 0)
        gg_svg_rect(svg, fmax(zero, from), y - 6, to - fmax(zero, from), 12, "cell positive");
    gg_svg_text(svg, RIGHT + 8, y + 4, GG_ANCHOR_START, "value", plain(svg->page, most - least));
}

static void draw_axis(gg_svg *svg, const span *all, double bottom)
{
    const double ticks[] = {all->low, 0, all->high};

    for (size_t i = 0; i < 3; i++) {
        double x = place(all, ticks[i]);

        if (i != 1 && fabs(x - place(all, 0)) < 34)
            continue;
        gg_svg_line(svg, x, HEAD - 4, x, bottom, i == 1 ? "reference" : "grid");
        gg_svg_text(svg, x, bottom + 15, GG_ANCHOR_MIDDLE, "tick", plain(svg->page, ticks[i]));
    }
}

void gg_chart_weights(gg_page *page, unsigned number, const json_t *features, bool logit)
{
    span all;
    size_t n = find_span(features, &all), i, k = 0;
    double least, most, bottom;
    json_t *one;
    gg_svg svg;

    if (n == 0)
        return;
    bottom = HEAD + ROW * (double)(n < DRAWN ? n : DRAWN);
    gg_svg_begin(&svg, page, number, bottom + FOOT, "What each feature can add",
                 "A bar for each feature from the least to the most that it adds to the sum; the "
                 "numbers stand in the table.");
    draw_axis(&svg, &all, bottom);
    json_array_foreach(features, i, one)
    {
        if (k >= DRAWN || !read_range(one, &least, &most))
            continue;
        draw_bar(&svg, &all, HEAD + ROW * ((double)k + 0.5),
                 gg_page_name(page, gg_json_string(one, "name", "")), least, most);
        k++;
    }
    gg_svg_end(&svg,
               gg_page_printf(page,
                              "In %s, from the least to the most, and the distance between the "
                              "two: the longer the bar, the more the feature can move the score."
                              "%s",
                              logit ? "log odds" : "points",
                              n < json_array_size(features)
                                  ? " Numbers that are weighed per unit have no such range."
                                  : ""));
}
