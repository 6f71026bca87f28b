/*
 * Drawing: the few shapes that the charts are made of, and the charts. A chart is a <figure> of
 * html with an inline SVG; every colour is a class of the page's style sheet, so that light, dark
 * and print need no second drawing. Every number that is drawn also stands in a table beside it.
 */
#ifndef GAUGER_REPORT_CHART_INTERNAL_H
#define GAUGER_REPORT_CHART_INTERNAL_H

#include "report_internal.h"

#define GG_SVG_WIDTH 340 /* user units; at the width of a phone about one to the pixel */

typedef struct gg_svg {
    gg_buf out;
    gg_page *page;
} gg_svg;

/* Begins a figure: its title above it; desc is for those who do not see it. number: unlike that of
 * any other figure on the page. */
void gg_svg_begin(gg_svg *svg, gg_page *page, unsigned number, double height, const char *title,
                  const char *desc);
/* Ends it with a note under it ("" for none) and appends it to the page. */
void gg_svg_end(gg_svg *svg, const char *note);

typedef enum gg_anchor { GG_ANCHOR_START, GG_ANCHOR_MIDDLE, GG_ANCHOR_END } gg_anchor;

void gg_svg_text(gg_svg *svg, double x, double y, gg_anchor anchor, const char *style,
                 const char *text);
void gg_svg_line(gg_svg *svg, double x1, double y1, double x2, double y2, const char *style);
void gg_svg_rect(gg_svg *svg, double x, double y, double w, double h, const char *style);
void gg_svg_dot(gg_svg *svg, double x, double y, double r, const char *style);
/* A path through n points; closed: filled. */
void gg_svg_path(gg_svg *svg, const double *x, const double *y, size_t n, const char *style);

/* A name cut to `width` columns, its middle out; for labels. */
const char *gg_svg_label(gg_page *page, const char *name, size_t width);

/* ---- the charts; each appends nothing where there is nothing to draw ---- */

/* Outcome by decision, as areas. */
void gg_chart_cells(gg_page *page, unsigned number, const json_t *overall);
/* What charts of cases with a known outcome say of the others: a sentence after a blank where some
 * outcomes are not known, else "". overall: of the evaluation. */
const char *gg_chart_known(const json_t *overall);
/* Scores by outcome, with the threshold where there is one. */
void gg_chart_scores(gg_page *page, unsigned number, const json_t *distribution,
                     const json_t *overall, double threshold);
/* The curve of recall against false positive rate, with how far merged bins leave it open. */
void gg_chart_roc(gg_page *page, unsigned number, const json_t *distribution,
                  const json_t *overall);
/* The reliability diagram of a calibration, with its miscalibration. */
void gg_chart_calibration(gg_page *page, unsigned number, const json_t *calibration,
                          const json_t *overall);
/* Selection rate, precision, recall and false positive rate of every group, with intervals; the
 * reference is marked. number goes on by one for each that is drawn. */
void gg_chart_rates(gg_page *page, unsigned *number, const char *what, const json_t *attribute);
/* One ratio of every group to the reference, on a logarithmic axis with the four-fifths band. */
void gg_chart_ratios(gg_page *page, unsigned number, const char *what, const json_t *attribute,
                     const char *disparity);
/* The range of what each feature adds, where features have one. features: of published weights. */
void gg_chart_weights(gg_page *page, unsigned number, const json_t *features, bool logit);

#endif
