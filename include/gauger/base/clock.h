/*
 * Time: seconds since 1970-01-01T00:00:00Z, asked of a clock that is handed in, written as RFC
 * 3339. No time zone and no locale of the machine has a say.
 */
#ifndef GAUGER_BASE_CLOCK_H
#define GAUGER_BASE_CLOCK_H

#include <stdint.h>

#include "gauger/base/status.h"

#define GG_TIME_TEXT 21 /* "2026-01-31T23:59:59Z" and a NUL */

/* A clock: the time now, in whole seconds since 1970-01-01T00:00:00Z. */
typedef int64_t (*gg_clock)(void *ctx);

GG_BEGIN_DECLS

/*
 * The machine's clock, a gg_clock.
 *
 * ctx: not used, may be NULL.
 * Returns the seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
 * Undefined cases: none.  Errors: none.
 */
int64_t gg_clock_system(void *ctx);

/*
 * A clock that stands still, a gg_clock: for runs that are to be repeated byte for byte.
 *
 * ctx: points to the int64_t that it shows, not NULL, read at every call.
 * Returns that number.
 * Ownership: the caller's, who keeps it alive as long as the clock is in use.  Errors: none.
 */
int64_t gg_clock_fixed(void *ctx);

/*
 * A time as RFC 3339 in UTC, e.g. "2026-01-31T23:59:59Z".
 *
 * time: seconds since 1970-01-01T00:00:00Z; negative ones lie before it.
 * out: at least GG_TIME_TEXT bytes.
 * Returns out: 20 characters, in the Gregorian calendar carried back before 1582.
 * Undefined cases: a time before the year 0 or after 9999 gives the first or last second of that
 * range, since RFC 3339 has four digits for a year.  Errors: none.
 */
char *gg_time_format(int64_t time, char out[GG_TIME_TEXT]);

GG_END_DECLS
#endif
