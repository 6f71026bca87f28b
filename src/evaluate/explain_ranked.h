/* Internal to the floor evaluate: sentences about what comes from scores in their order. */
#ifndef GG_EVALUATE_EXPLAIN_RANKED_H
#define GG_EVALUATE_EXPLAIN_RANKED_H

#include <stdbool.h>

#include "gauger/base/buf.h"
#include "gauger/base/json.h"

/* Why a figure has no value, behind "has no value". That outcomes are missing is said at length
 * once, at the top of the explanations. */
void gg_explain_reason(gg_buf *out, const char *why);

/* Appends {"figure", "sentence"} to a list for the figures and tests of calibration of everyone,
 * for what there is room for, and for other thresholds. False when memory is out. */
bool gg_explain_calibration(const json_t *evaluation, json_t *list);
bool gg_explain_capacity(const json_t *evaluation, json_t *list);
bool gg_explain_points(const json_t *evaluation, json_t *list);

#endif
