/* A bar on standard error while a long table is read: on a terminal only, after half a second. */
#ifndef GG_CLI_PROGRESS_H
#define GG_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct gg_progress {
    bool on;      /* standard error is a terminal */
    bool shown;   /* a bar stands there, to be wiped */
    double begun; /* seconds on a clock that only runs forward */
    double next;  /* when the bar is drawn again */
} gg_progress;

/* Begins; nothing is drawn yet. */
void gg_progress_begin(gg_progress *progress);

/* A gg_csv_progress: draws the bar now and then; context is the gg_progress. total 0: not known. */
void gg_progress_tick(void *context, uint64_t bytes, uint64_t total);

/* The same for work of which a share from 0 to 1 is done. */
void gg_progress_share(gg_progress *progress, double share);

/* Wipes the bar, if there is one. */
void gg_progress_end(gg_progress *progress);

#endif
