/* What the files that make a recipient's documents share. */
#ifndef GG_DISCLOSE_SHARE_INTERNAL_H
#define GG_DISCLOSE_SHARE_INTERNAL_H

#include "gauger/disclose/share.h"

#define GG_UNNAMED "the agreement does not name it"

typedef enum gg_share_part {
    GG_SHARE_SITES,
    GG_SHARE_PERIODS,
    GG_SHARE_DISTRIBUTION,
    GG_SHARE_CALIBRATION,
    GG_SHARE_CAPACITY,
    GG_SHARE_POINTS,
    GG_SHARE_OPERATION,
    GG_SHARE_INEQUALITY,
    GG_SHARE_WEIGHTS,
    GG_SHARE_TRAINING,
    GG_SHARE_VERDICT,
    GG_SHARE_COMPARISONS,
    GG_SHARE_LIFECYCLE,
    GG_SHARE_DATA_SHEET,
    GG_SHARE_STATEMENTS,
    GG_SHARE_PARTS
} gg_share_part;

/* One document that is made for a recipient. */
typedef struct gg_sharing {
    const gg_share_documents *in;
    const json_t *groups; /* that may be shown */
    bool may[GG_SHARE_PARTS];
    bool failed; /* memory ran out */
    json_t *left_out;
} gg_sharing;

/* ---- share.c */

/* Adds a member; the value is given up. */
void gg_share_set(gg_sharing *s, json_t *object, const char *key, json_t *value);
/* Notes that something is left out; part is given up. */
void gg_share_leave_out(gg_sharing *s, json_t *part, const char *why);
bool gg_share_may_group(const gg_sharing *s, const char *name);

/* ---- share_version.c */

/* Whether something of a part is stated, or known of the training data. */
bool gg_share_is_stated(const gg_share_documents *in, gg_share_part part);
json_t *gg_share_manifest(gg_sharing *s);
json_t *gg_share_weights(gg_sharing *s);
json_t *gg_share_lifecycle(gg_sharing *s);

#endif
