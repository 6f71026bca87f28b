#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WAIT  0.5 /* seconds before a bar is worth showing */
#define EVERY 0.1 /* seconds between two drawings */
#define BAR   40  /* signs of a full bar */

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void gg_progress_begin(gg_progress *progress)
{
    memset(progress, 0, sizeof *progress);
    progress->on = isatty(STDERR_FILENO) == 1;
    progress->begun = now();
    progress->next = progress->begun + WAIT;
}

static void draw(const char *text, size_t n)
{
    /* A terminal that cannot be written to is no reason to stop measuring. */
    (void)!write(STDERR_FILENO, text, n);
}

void gg_progress_tick(void *context, uint64_t bytes, uint64_t total)
{
    gg_progress *progress = context;
    char text[160], bar[BAR + 1];
    double t;
    int n, filled;

    if (!progress->on)
        return;
    t = now();
    if (t < progress->next)
        return;
    filled = total ? (int)((double)bytes / (double)total * BAR) : 0;
    memset(bar, '.', BAR);
    memset(bar, '#', (size_t)(filled > BAR ? BAR : filled));
    bar[BAR] = '\0';
    if (total)
        n = snprintf(text, sizeof text, "\r%3d%% [%s] %.0f of %.0f MB", filled * 100 / BAR, bar,
                     (double)bytes / 1e6, (double)total / 1e6);
    else
        n = snprintf(text, sizeof text, "\r%.0f MB read", (double)bytes / 1e6);
    draw(text, (size_t)n);
    progress->shown = true;
    progress->next = t + EVERY;
}

void gg_progress_end(gg_progress *progress)
{
    static const char wipe[] = "\r\033[K";

    if (progress->shown)
        draw(wipe, sizeof wipe - 1);
    progress->shown = false;
}
