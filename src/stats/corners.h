/* Internal to the floor stats: the corners of the set of tables that agree with what is known. */
#ifndef GG_STATS_CORNERS_H
#define GG_STATS_CORNERS_H

#include "gauger/stats/bounds.h"

/* A polytope in four dimensions with nine pairs of parallel sides: 18 over 4 choices of sides meet
 * in a point, and fewer of those are corners. */
#define GG_CORNERS_MAX 3060

typedef struct gg_corners {
    gg_confusion at[GG_CORNERS_MAX];
    size_t n;
    gg_confusion low, high; /* the least and the greatest of each cell */
} gg_corners;

/* All distinct corners. GG_E_INPUT for ranges that are no ranges, contradict one another, or leave
 * the set unbounded. */
gg_status gg_corners_of(const gg_confusion_ranges *ranges, gg_corners *out);

#endif
