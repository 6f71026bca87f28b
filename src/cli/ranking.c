/* Capacities, operating points, the range of scores and memory for rows from the command line. */
#include "ranking.h"

#include <math.h>
#include <string.h>

#include "columns.h"
#include "gauger/base/text.h"

static const gg_option ranking[] = {
    {.id = GG_OPT_CAPACITY,
     .name = "capacity",
     .kind = GG_OPTION_TEXT,
     .value = "N|P%",
     .help = "what the highest scores find where there is room for N rows, or for P% of them; at "
             "each site, for the same share of its rows",
     .repeat = true},
    {.id = GG_OPT_SCORE_RANGE,
     .name = "score-range",
     .kind = GG_OPTION_TEXT,
     .value = "LOW,HIGH",
     .help = "the range that the score histogram covers, 0,1 by rule; evidence of scores outside "
             "[0, 1] can be added up only where it was collected with the same one"},
    {.id = GG_OPT_MAX_MEMORY,
     .name = "max-memory",
     .kind = GG_OPTION_TEXT,
     .value = "SIZE",
     .help = "memory for the rows that exact ranking keeps, e.g. 500M or 2G; where they would take "
             "more, scores are counted in bins, and roc_auc is known within bounds"},
    {.id = GG_OPT_OPERATING_POINTS,
     .name = "operating-points",
     .kind = GG_OPTION_TEXT,
     .value = "T,...",
     .help = "what these thresholds would refer and find; 0.1, 0.2, ... 0.9 by rule where scores "
             "are probabilities",
     .repeat = true},
};

const gg_option_group gg_ranking_options = {"Ranking", ranking, sizeof ranking / sizeof *ranking};

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* "500" or "5%". */
static gg_status read_capacity(const char *text, gg_capacity_wish *out, gg_error *err)
{
    size_t n = strlen(text);
    bool share = n > 1 && text[n - 1] == '%';
    double x;

    if (gg_text_number(text, n - share, &x) == GG_NUMBER_OK && x > 0 &&
        (share ? x <= 100 : x == floor(x) && x <= 9007199254740992.0)) {
        *out = (gg_capacity_wish){share, share ? x / 100 : x};
        return GG_OK;
    }
    gg_error_where(err, "--capacity", 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "write --capacity 500, or --capacity 5%",
                        "neither a whole number of rows nor a share of them");
}

static gg_status read_threshold(const char *text, double *out, gg_error *err)
{
    if (gg_text_number(text, strlen(text), out) == GG_NUMBER_OK)
        return GG_OK;
    gg_error_where(err, "--operating-points", 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "write --operating-points 0.1,0.2", "not a number");
}

static gg_status check_number(const char *option, size_t n, size_t most, gg_error *err)
{
    char mend[40];

    if (n <= most)
        return GG_OK;
    snprintf(mend, sizeof mend, "give at most %zu", most);
    gg_error_where(err, option, 0, NULL);
    return gg_error_set(err, GG_E_USAGE, mend, "more than can be asked for at once");
}

static gg_status read_range(const gg_args *args, gg_arena *arena, gg_collect_options *options,
                            gg_error *err)
{
    const char *const *ends;
    size_t n;
    gg_status status = gg_columns_list(args, GG_OPT_SCORE_RANGE, arena, &ends, &n, err);

    if (status != GG_OK || n == 0)
        return status;
    if (n == 2 && gg_text_number(ends[0], strlen(ends[0]), &options->grid_low) == GG_NUMBER_OK &&
        gg_text_number(ends[1], strlen(ends[1]), &options->grid_high) == GG_NUMBER_OK &&
        options->grid_low < options->grid_high) {
        options->has_grid = true;
        return GG_OK;
    }
    gg_error_where(err, "--score-range", 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "write --score-range 0,10", "not two numbers that rise");
}

/* "500M": bytes, by 1024. */
static gg_status read_memory(const gg_args *args, gg_collect_options *options, gg_error *err)
{
    static const char units[] = "KMG";
    const char *text = gg_args_text(args, GG_OPT_MAX_MEMORY);
    const char *unit = text && *text ? strchr(units, text[strlen(text) - 1]) : NULL;
    double x = 0, bytes;

    if (!text)
        return GG_OK;
    bytes = gg_text_number(text, strlen(text) - (unit != NULL), &x) == GG_NUMBER_OK
                ? ldexp(x, unit ? 10 * (int)(unit - units + 1) : 0)
                : 0;
    if (bytes >= 1 && bytes <= 0x1p62) {
        options->max_memory = (uint64_t)bytes;
        return GG_OK;
    }
    gg_error_where(err, "--max-memory", 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "write --max-memory 500M, or 2G", "not a size in bytes");
}

gg_status gg_ranking_read(const gg_args *args, gg_arena *arena, gg_collect_options *options,
                          gg_error *err)
{
    const char *const *capacities, *const *thresholds;
    gg_capacity_wish *wishes;
    double *points;
    size_t n, m;
    gg_status status = gg_columns_list(args, GG_OPT_CAPACITY, arena, &capacities, &n, err);

    if (status == GG_OK)
        status = gg_columns_list(args, GG_OPT_OPERATING_POINTS, arena, &thresholds, &m, err);
    if (status == GG_OK)
        status = check_number("--capacity", n, GG_MOST_CAPACITIES, err);
    if (status == GG_OK)
        status = check_number("--operating-points", m, GG_MOST_OPERATING_POINTS, err);
    if (status == GG_OK)
        status = read_range(args, arena, options, err);
    if (status == GG_OK)
        status = read_memory(args, options, err);
    if (status != GG_OK)
        return status;
    wishes = gg_arena_array(arena, n, sizeof *wishes);
    points = gg_arena_array(arena, m, sizeof *points);
    if (!wishes || !points)
        return memory(err);
    for (size_t i = 0; i < n && status == GG_OK; i++)
        status = read_capacity(capacities[i], &wishes[i], err);
    for (size_t i = 0; i < m && status == GG_OK; i++)
        status = read_threshold(thresholds[i], &points[i], err);
    options->capacities = wishes;
    options->n_capacities = n;
    options->operating_points = points;
    options->n_operating_points = m;
    return status;
}
