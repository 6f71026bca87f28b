/* Internal to the floor report: what the renderings of a verdict share. */
#ifndef GG_REPORT_VERDICT_INTERNAL_H
#define GG_REPORT_VERDICT_INTERNAL_H

#include "report_internal.h"

/* The figure of a subject: its estimate, or what it could be with the interval around that. */
const char *gg_verdict_figure(gg_page *page, const json_t *subject);
#endif
