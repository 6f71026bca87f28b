/*
 * Figures that are known within bounds only, because counts of the table are: "0.37 to 0.41 [0.30,
 * 0.48]", and in words for a reader without statistics.
 */
#include <math.h>
#include <string.h>

#include "report_internal.h"

bool gg_bounded_read(const json_t *estimate, double *low, double *high)
{
    const json_t *own = json_object_get(estimate, "estimate_bounds");
    const json_t *bounds = own ? own : json_object_get(estimate, "bounds");

    /* Beside bounds of the estimate stand those of what could be. */
    if (strcmp(gg_json_string(estimate, "why_null", ""), "bounded") != 0 ||
        json_array_size(bounds) != 2)
        return false;
    *low = json_number_value(json_array_get(bounds, 0));
    *high = json_is_number(json_array_get(bounds, 1)) ? json_number_value(json_array_get(bounds, 1))
                                                      : INFINITY;
    return true;
}

static int decimals_of(double low, double high)
{
    return gg_number_decimals(fabs(low) >= 0.01 || !isfinite(high) ? low : high);
}

/* Two ends with as many decimals as tell them apart. */
static void two_ends(double low, double high, int *decimals, char l[40], char h[40])
{
    gg_number_text(low, *decimals, l);
    gg_number_text(high, *decimals, h);
    while (strcmp(l, h) == 0 && low < high && *decimals < 6) {
        ++*decimals;
        gg_number_text(low, *decimals, l);
        gg_number_text(high, *decimals, h);
    }
}

const char *gg_page_between(gg_page *page, const json_t *estimate, bool ratio, bool interval)
{
    double low, high, from = gg_json_number(estimate, "low", NAN);
    double to = gg_json_number(estimate, "high", INFINITY);
    char l[40], h[40], f[40], t[40];
    int decimals;

    if (!gg_bounded_read(estimate, &low, &high))
        return "-";
    decimals = ratio && low >= 0.01 ? 2 : decimals_of(low, high);
    two_ends(low, high, &decimals, l, h);
    if (!isfinite(high)) /* JSON has no infinity: the upper end is null */
        return !interval || isnan(from) ? gg_page_printf(page, "%s or more", l)
                                        : gg_page_printf(page, "%s or more [%s or more]", l,
                                                         gg_number_text(from, decimals, f));
    if (!interval || isnan(from))
        return gg_page_printf(page, "%s to %s", l, h);
    if (!isfinite(to))
        return gg_page_printf(page, "%s to %s [%s or more]", l, h,
                              gg_number_text(from, decimals, f));
    return gg_page_printf(page, "%s to %s [%s, %s]", l, h, gg_number_text(from, decimals, f),
                          gg_number_text(to, decimals, t));
}

const char *gg_page_between_words(gg_page *page, const json_t *evaluation, const json_t *estimate)
{
    double low, high, from = gg_json_number(estimate, "low", NAN);
    double to = gg_json_number(estimate, "high", NAN);
    char l[40], h[40], f[40], t[40];
    int decimals;

    if (!gg_bounded_read(estimate, &low, &high))
        return gg_page_estimate(page, estimate);
    decimals = decimals_of(low, high);
    two_ends(low, high, &decimals, l, h);
    if (isnan(from) || isnan(to))
        return gg_page_printf(page, "between %s and %s whatever the exact counts are", l, h);
    if (!json_is_number(json_object_get(evaluation, "confidence")))
        return gg_page_printf(page,
                              "between %s and %s whatever the exact counts are (taking in chance, "
                              "between %s and %s)",
                              l, h, gg_number_text(from, decimals, f),
                              gg_number_text(to, decimals, t));
    return gg_page_printf(
        page,
        "between %s and %s whatever the exact counts are (with %s%% confidence between %s and %s)",
        l, h, gg_page_plain(page, gg_json_number(evaluation, "confidence", NAN) * 100),
        gg_number_text(from, decimals, f), gg_number_text(to, decimals, t));
}

bool gg_page_untold(const json_t *metrics, const char *key)
{
    const json_t *list = json_object_get(metrics, "not_published");
    json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        if (json_is_string(one) && strcmp(json_string_value(one), key) == 0)
            return true;
    }
    return false;
}

const char *gg_page_counted(gg_page *page, const json_t *metrics, const char *key)
{
    const json_t *range = json_object_get(json_object_get(metrics, "count_bounds"), key);

    if (gg_page_untold(metrics, key))
        return "not known";
    if (json_is_number(json_object_get(metrics, key)) || json_array_size(range) != 2)
        return gg_page_count(page, gg_json_number(metrics, key, NAN));
    return gg_page_printf(page, "%s to %s",
                          gg_page_count(page, json_number_value(json_array_get(range, 0))),
                          gg_page_count(page, json_number_value(json_array_get(range, 1))));
}

void gg_bounded_note(gg_page *page, const json_t *overall)
{
    if (!json_object_get(overall, "count_bounds"))
        return;
    gg_page_text(page, GG_TONE_PLAIN,
                 "Some counts of the table are known within bounds only. A figure such as 0.37 to "
                 "0.41 [0.30, 0.48] lies from 0.37 to 0.41 whatever those counts are, and no "
                 "number of cases would narrow that; in brackets, chance is taken in as well.");
}
