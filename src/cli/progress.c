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

/* Whether it is time to draw. */
static bool due(gg_progress *progress)
{
    double t;

    if (!progress->on)
        return false;
    t = now();
    if (t < progress->next)
        return false;
    progress->shown = true;
    progress->next = t + EVERY;
    return true;
}

/* "\r 40% [####......]", room for that in out. */
static int bar(double share, char *out, size_t size)
{
    char signs[BAR + 1];
    int filled = share >= 1 ? BAR : share > 0 ? (int)(share * BAR) : 0;

    memset(signs, '.', BAR);
    memset(signs, '#', (size_t)filled);
    signs[BAR] = '\0';
    return snprintf(out, size, "\r%3d%% [%s]", filled * 100 / BAR, signs);
}

void gg_progress_share(gg_progress *progress, double share)
{
    char text[160];

    if (due(progress))
        draw(text, (size_t)bar(share, text, sizeof text));
}

void gg_progress_tick(void *context, uint64_t bytes, uint64_t total)
{
    gg_progress *progress = context;
    char text[160];
    int n = 0;

    if (!due(progress))
        return;
    if (total)
        n = bar((double)bytes / (double)total, text, sizeof text);
    n += snprintf(text + n, sizeof text - (size_t)n, total ? " %.0f of %.0f MB" : "\r%.0f MB read",
                  (double)bytes / 1e6, (double)total / 1e6);
    draw(text, (size_t)n);
}

void gg_progress_end(gg_progress *progress)
{
    static const char wipe[] = "\r\033[K";

    if (progress->shown)
        draw(wipe, sizeof wipe - 1);
    progress->shown = false;
}
