/*
 * Charts of everyone: outcome by decision, scores by outcome, the ROC curve.
 */
#include <math.h>
#include <string.h>

#include "chart_internal.h"

#define BINS_MOST 1000
#define LEFT      4.0
#define RIGHT     330.0
#define TOP       30.0
#define BOTTOM    226.0
#define HEIGHT    262.0
#define NARROW    110.0 /* a column under which its title does not fit */

/* ---- outcome by decision ---- */

/* A title over its column; over a narrow one it begins where the chart does. */
static void draw_title(gg_svg *svg, double x, double width, const char *title)
{
    if (width >= NARROW)
        gg_svg_text(svg, x + width / 2, TOP - 8, GG_ANCHOR_MIDDLE, "label", title);
    else if (x + width / 2 < (LEFT + RIGHT) / 2)
        gg_svg_text(svg, LEFT, TOP - 8, GG_ANCHOR_START, "label", title);
    else
        gg_svg_text(svg, RIGHT, TOP - 8, GG_ANCHOR_END, "label", title);
}

/* A column of the mosaic: referred below, not referred above; heights and width are shares. */
static void draw_column(gg_svg *svg, double x, double width, double referred, double rest,
                        const char *title, const char *style)
{
    double total = referred + rest, span = BOTTOM - TOP;
    double h = total > 0 ? span * referred / total : 0;
    const char *texts[2];

    texts[0] = gg_page_printf(svg->page, "%s referred", gg_page_count(svg->page, referred));
    texts[1] = gg_page_printf(svg->page, "%s not", gg_page_count(svg->page, rest));
    gg_svg_rect(svg, x, TOP, width, span, "cell");
    gg_svg_rect(svg, x, BOTTOM - h, width, h, style);
    draw_title(svg, x, width, title);
    if (width < 70)
        return;
    if (span - h > 18)
        gg_svg_text(svg, x + width / 2, TOP + (span - h) / 2 + 4, GG_ANCHOR_MIDDLE, "value",
                    texts[1]);
    if (h > 18)
        gg_svg_text(svg, x + width / 2, BOTTOM - h / 2 + 4, GG_ANCHOR_MIDDLE, "value on", texts[0]);
}

void gg_chart_cells(gg_page *page, unsigned number, const json_t *overall)
{
    double tp = gg_json_number(overall, "tp", NAN), fn = gg_json_number(overall, "fn", NAN);
    double fp = gg_json_number(overall, "fp", NAN), tn = gg_json_number(overall, "tn", NAN);
    double total = tp + fn + fp + tn, span = RIGHT - LEFT - 4, w;
    gg_svg svg;

    if (!(total > 0))
        return;
    w = span * (tp + fn) / total;
    gg_svg_begin(&svg, page, number, BOTTOM + 6, "Outcome and decision",
                 "Areas stand for cases: those with the outcome at the left, those without it at "
                 "the right; the referred are filled.");
    if (tp + fn > 0)
        draw_column(&svg, LEFT, w, tp, fn, "had the outcome", "cell positive");
    if (fp + tn > 0)
        draw_column(&svg, LEFT + w + 4, span - w, fp, tn, "did not", "cell negative");
    gg_svg_end(&svg, gg_page_printf(page,
                                    "Cases with a known outcome, by area; the referred are filled: "
                                    "%s of %s with the outcome, %s of %s without it.",
                                    gg_page_count(page, tp), gg_page_count(page, tp + fn),
                                    gg_page_count(page, fp), gg_page_count(page, fp + tn)));
}

/* ---- the distribution, read once ---- */

typedef struct spread {
    size_t n;
    double edges[BINS_MOST + 1];
    double negative[BINS_MOST], positive[BINS_MOST];
    double negatives, positives;
} spread;

static bool read_spread(const json_t *distribution, spread *s)
{
    const json_t *negative = json_object_get(distribution, "negative");
    const json_t *positive = json_object_get(distribution, "positive");
    const json_t *edges = json_object_get(distribution, "edges");

    s->n = json_array_size(positive);
    s->negatives = s->positives = 0;
    if (s->n == 0 || s->n > BINS_MOST || json_array_size(negative) != s->n ||
        json_array_size(edges) != s->n + 1)
        return false;
    for (size_t i = 0; i <= s->n; i++)
        s->edges[i] = json_number_value(json_array_get(edges, i));
    for (size_t i = 0; i < s->n; i++) {
        s->negative[i] = json_number_value(json_array_get(negative, i));
        s->positive[i] = json_number_value(json_array_get(positive, i));
        s->negatives += s->negative[i];
        s->positives += s->positive[i];
        if (!(s->edges[i] < s->edges[i + 1]))
            return false;
    }
    return s->negatives > 0 && s->positives > 0;
}

/* ---- scores by outcome ---- */

static double density(const spread *s, const double *counts, double total, size_t i)
{
    return counts[i] / total / (s->edges[i + 1] - s->edges[i]);
}

static double score_x(const spread *s, double score)
{
    return LEFT + (RIGHT - LEFT) * (score - s->edges[0]) / (s->edges[s->n] - s->edges[0]);
}

/* The outline of the steps of one outcome, closed along the axis. */
static void draw_steps(gg_svg *svg, const spread *s, const double *counts, double total,
                       double most, const char *style)
{
    double *x = gg_arena_array(&svg->page->arena, 2 * s->n + 2, sizeof *x);
    double *y = gg_arena_array(&svg->page->arena, 2 * s->n + 2, sizeof *y);
    size_t k = 0;

    if (!x || !y) {
        svg->page->failed = true;
        return;
    }
    x[k] = LEFT;
    y[k++] = BOTTOM;
    for (size_t i = 0; i < s->n; i++) {
        double top = BOTTOM - (BOTTOM - TOP) * density(s, counts, total, i) / most;

        x[k] = score_x(s, s->edges[i]);
        y[k++] = top;
        x[k] = score_x(s, s->edges[i + 1]);
        y[k++] = top;
    }
    x[k] = RIGHT;
    y[k++] = BOTTOM;
    gg_svg_path(svg, x, y, k, style);
}

static void draw_score_axis(gg_svg *svg, const spread *s)
{
    size_t step = s->n > 8 ? (s->n + 7) / 8 : 1;
    double last = -INFINITY;

    gg_svg_line(svg, LEFT, BOTTOM, RIGHT, BOTTOM, "axis");
    for (size_t i = 0; i <= s->n; i += step) {
        double x = score_x(s, s->edges[i]);

        if (x < last + 30)
            continue;
        last = x;
        gg_svg_line(svg, x, BOTTOM, x, BOTTOM + 4, "axis");
        gg_svg_text(svg, x, BOTTOM + 17, GG_ANCHOR_MIDDLE, "tick",
                    gg_page_printf(svg->page, "%s",
                                   s->edges[i] == floor(s->edges[i])
                                       ? gg_page_plain(svg->page, s->edges[i])
                                       : gg_page_number(svg->page, s->edges[i])));
    }
    gg_svg_text(svg, (LEFT + RIGHT) / 2, BOTTOM + 33, GG_ANCHOR_MIDDLE, "note", "score");
}

static void draw_key(gg_svg *svg)
{
    gg_svg_rect(svg, LEFT, 6, 12, 10, "step positive");
    gg_svg_text(svg, LEFT + 17, 15, GG_ANCHOR_START, "note", "had the outcome");
    gg_svg_rect(svg, LEFT + 130, 6, 12, 10, "step negative");
    gg_svg_text(svg, LEFT + 147, 15, GG_ANCHOR_START, "note", "did not");
}

const char *gg_chart_known(const json_t *overall)
{
    return gg_json_number(overall, "unverified", 0) > 0
               ? " Drawn from the cases with a known outcome alone; how it looks for all cases is "
                 "not known."
               : "";
}

void gg_chart_scores(gg_page *page, unsigned number, const json_t *distribution,
                     const json_t *overall, double threshold)
{
    spread *s = gg_arena_array(&page->arena, 1, sizeof *s);
    bool cut;
    double most = 0;
    gg_svg svg;

    if (!s || !read_spread(distribution, s))
        return;
    cut = threshold > s->edges[0] && threshold < s->edges[s->n];
    for (size_t i = 0; i < s->n; i++) {
        most = fmax(most, density(s, s->negative, s->negatives, i));
        most = fmax(most, density(s, s->positive, s->positives, i));
    }
    gg_svg_begin(&svg, page, number, HEIGHT, "Scores by outcome",
                 "How the scores of cases with the outcome, and of those without it, are spread.");
    draw_key(&svg);
    draw_steps(&svg, s, s->negative, s->negatives, most, "step negative");
    draw_steps(&svg, s, s->positive, s->positives, most, "step positive");
    draw_score_axis(&svg, s);
    if (cut)
        gg_svg_line(&svg, score_x(s, threshold), TOP - 6, score_x(s, threshold), BOTTOM,
                    "reference");
    gg_svg_end(&svg,
               gg_page_printf(
                   page, "Each outline holds the same area, so shapes compare, not numbers.%s%s",
                   gg_chart_known(overall),
                   cut ? gg_page_printf(page, " Dashed line: the threshold, %s.",
                                        gg_page_plain(page, threshold))
                       : ""));
}

/* ---- ROC ---- */

typedef struct square {
    double left, side;
} square;

static double roc_x(const square *q, double share)
{
    return q->left + q->side * share;
}

static double roc_y(const square *q, double share)
{
    return TOP - 12 + q->side * (1 - share);
}

static void draw_roc_frame(gg_svg *svg, const square *q)
{
    double bottom = roc_y(q, 0);

    gg_svg_rect(svg, q->left, roc_y(q, 1), q->side, q->side, "frame");
    gg_svg_line(svg, q->left, bottom, roc_x(q, 1), roc_y(q, 1), "grid");
    for (int i = 0; i <= 2; i++) {
        char text[40];

        gg_number_text(i / 2.0, i == 1, text);
        gg_svg_text(svg, roc_x(q, i / 2.0), bottom + 15, GG_ANCHOR_MIDDLE, "tick", text);
        gg_svg_text(svg, q->left - 6, roc_y(q, i / 2.0) + 4, GG_ANCHOR_END, "tick", text);
    }
    gg_svg_text(svg, roc_x(q, 0.5), bottom + 31, GG_ANCHOR_MIDDLE, "note", "false positive rate");
    gg_buf_printf(&svg->out,
                  "<text transform=\"translate(%.1f %.1f) rotate(-90)\" class=\"note\" "
                  "text-anchor=\"middle\">recall</text>\n",
                  q->left - 30, roc_y(q, 0.5));
}

/*
 * From the highest score down, each bin is a step right and up; how the cases within a bin would be
 * ordered is not known, so the curve may run anywhere in the rectangle of its step. Returns half
 * the share of pairs that share a bin: how far roc_auc from bins may be off either way.
 */
static double draw_roc(gg_svg *svg, const square *q, const spread *s)
{
    double *x = gg_arena_array(&svg->page->arena, s->n + 1, sizeof *x);
    double *y = gg_arena_array(&svg->page->arena, s->n + 1, sizeof *y);
    double false_positive = 0, recall = 0, open = 0;

    if (!x || !y) {
        svg->page->failed = true;
        return 0;
    }
    x[0] = roc_x(q, 0);
    y[0] = roc_y(q, 0);
    for (size_t k = 0; k < s->n; k++) {
        double right = s->negative[s->n - 1 - k] / s->negatives;
        double up = s->positive[s->n - 1 - k] / s->positives;

        gg_svg_rect(svg, roc_x(q, false_positive), roc_y(q, recall + up), q->side * right,
                    q->side * up, "open-area");
        open += right * up / 2;
        false_positive += right;
        recall += up;
        x[k + 1] = roc_x(q, false_positive);
        y[k + 1] = roc_y(q, recall);
    }
    gg_svg_path(svg, x, y, s->n + 1, "curve");
    return open;
}

void gg_chart_roc(gg_page *page, unsigned number, const json_t *distribution, const json_t *overall)
{
    square q = {66, 208};
    spread *s = gg_arena_array(&page->arena, 1, sizeof *s);
    const json_t *auc = json_object_get(overall, "roc_auc");
    double rate, recall, low, high, open;
    bool point;
    gg_svg svg;

    if (!s || !read_spread(distribution, s))
        return;
    gg_svg_begin(&svg, page, number, HEIGHT, "ROC curve",
                 "Recall against false positive rate, for every threshold at the edge of a bin.");
    draw_roc_frame(&svg, &q);
    open = draw_roc(&svg, &q, s);
    point = gg_estimate_read(json_object_get(overall, "false_positive_rate"), &rate, &low, &high) &&
            gg_estimate_read(json_object_get(overall, "recall"), &recall, &low, &high);
    if (point)
        gg_svg_dot(&svg, roc_x(&q, rate), roc_y(&q, recall), 4.2, "dot");
    gg_svg_end(
        &svg, gg_page_printf(page,
                             "%sThe curve is drawn from %zu bins and may run anywhere in the "
                             "shaded boxes, which leaves an area of %s open either way.%s%s",
                             gg_estimate_read(auc, &rate, &low, &high)
                                 ? gg_page_printf(page, "roc_auc %s. ", gg_page_estimate(page, auc))
                                 : "",
                             s->n, gg_page_number(page, open),
                             point ? " Dot: the threshold in use." : "", gg_chart_known(overall)));
}
