/*
 * Rendering: a document in, text out. A renderer takes the document and nothing else: it asks no
 * question of a table and computes no statistic, so that every format says the same.
 *
 * One table lists which document can be had in which format:
 *
 *     gauger/evaluation/1         json, text, markdown
 *     gauger/comparison/1         json, text, markdown, html
 *     gauger/drift/1              json, text, markdown
 *     gauger/deidentification/1   json, text, markdown
 *     gauger/verdict/1            json, text, markdown, junit, github, sarif
 *     gauger/metrics/1            json, text, markdown  ({"format", "metrics": the list of
 *                                 gg_gate_list_metrics()})
 *     gauger/card/1               json, html, markdown
 *
 * and in json, text and markdown what a registry says: gauger/receipt/1, datasets, dataset, models,
 * model, difference, history, cycles, log, audit, checkpoint, rebuild, record (html too), records,
 * redress.
 *
 * Everything that a document holds may have been written by a stranger: names are escaped for the
 * format that they go into, and control characters never come out.
 */
#ifndef GAUGER_REPORT_RENDER_H
#define GAUGER_REPORT_RENDER_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/buf.h"
#include "gauger/base/json.h"

#define GG_METRICS_FORMAT "gauger/metrics/1"

typedef struct gg_render_options {
    bool colour;           /* text: ANSI colours, for a terminal only */
    size_t width;          /* text: columns to stay within, from 40; 80 by default */
    const char *title;     /* first heading; NULL for the document's own */
    const char *timestamp; /* junit: when it was judged, "YYYY-MM-DDThh:mm:ss"; NULL for unknown,
                              written as 1970-01-01T00:00:00, for the schema asks for a time */
    const char *hostname;  /* junit: where it was judged; NULL for "localhost" */
    const char *file;      /* github, sarif: the file that findings point at; NULL for none */
} gg_render_options;

GG_BEGIN_DECLS

/*
 * The default options: no colour, 80 columns, the document's own title, time and place unknown.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller before gg_render().
 * Undefined cases: none.  Errors: none.
 */
gg_render_options gg_render_options_default(void);

/*
 * Renders a document.
 *
 * document: an object whose key "format" names what it is, e.g. "gauger/verdict/1".
 * format: "json", "text", "markdown", "html", "junit", "github" or "sarif".  options: NULL for the
 * defaults. out: an initialised buffer, appended to; untouched on error.  err: what, and how to
 * mend it. Returns GG_OK; GG_E_USAGE for a format that this document does not have, naming those it
 * has; GG_E_INPUT for a document of an unknown format, or one whose parts are not what its format
 * says; GG_E_LIMIT or GG_E_MEMORY when out cannot take it. Ownership: nothing changes hands.
 * Result: the same document gives the same bytes.
 */
GG_CHECKED gg_status gg_render(const json_t *document, const char *format,
                               const gg_render_options *options, gg_buf *out, gg_error *err);

/*
 * Lists what can be rendered, for help and for tests.
 *
 * i: from 0.  document, format: where to put the static texts, e.g. "gauger/card/1" and "html".
 * Returns true, or false beyond the last pair (nothing is written then).
 * Ownership: static texts.
 * Undefined cases: none.  Errors: none.
 */
bool gg_render_at(size_t i, const char **document, const char **format);

GG_END_DECLS
#endif
