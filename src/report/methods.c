/*
 * How the intervals of a document were made, in words: the methods that its figures name, and no
 * other.
 */
#include <string.h>

#include "gauger/evaluate/disparity.h"
#include "gauger/evaluate/metric.h"
#include "report_internal.h"

static const struct {
    const char *method, *words;
} all[] = {
    {"wilson", "Wilson's"},
    {"square_and_add", "square-and-add"},
    {"begg_greenes_logit", "Begg and Greenes' on the logit scale"},
    {"hajek_wilson", "Wilson's around Hajek's ratios"},
    {"hajek_fisher", "Fisher's z around Hajek's ratio"},
    {"delong", "DeLong's"},
    {"newcombe", "Newcombe's"},
    {"koopman", "Koopman's"},
    {"mover", "square-and-add of both limits"},
    {"interval_arithmetic", "from the ends of both"},
};

#define METHODS (sizeof all / sizeof *all)

/* Which methods some figures have. */
typedef struct seen {
    bool method[METHODS];
} seen;

static void see(seen *s, const json_t *est)
{
    const char *method = gg_json_string(est, "method", "");

    if (!json_is_number(json_object_get(est, "low")))
        return;
    for (size_t i = 0; i < METHODS; i++)
        s->method[i] = s->method[i] || strcmp(all[i].method, method) == 0;
}

static void see_rates(seen *s, const json_t *metrics)
{
    for (size_t i = 0; i < gg_metric_count(); i++)
        if (gg_metric_at(i)->denominator != 0)
            see(s, json_object_get(metrics, gg_metric_at(i)->name));
}

/* Comparisons of rates of every attribute with its reference. */
static void see_comparisons(seen *s, const json_t *attributes, gg_comparison_kind kind)
{
    const char *name, *group;
    json_t *attribute, *est;

    json_object_foreach((json_t *)attributes, name, attribute)
    {
        const json_t *disparities = json_object_get(attribute, "disparities");

        for (size_t i = 0; i < gg_disparity_count(); i++) {
            const gg_disparity *d = gg_disparity_at(i);

            if (d->kind != kind || gg_metric_find(d->metric)->denominator == 0)
                continue;
            json_object_foreach(json_object_get(json_object_get(disparities, d->name), "groups"),
                                group, est)
            {
                see(s, est);
            }
        }
    }
}

/* "Wilson's and square-and-add for rates", after what was said before; nothing where none is. */
static const char *told(gg_page *page, const char *before, const seen *s, const char *what)
{
    const char *list = "";
    size_t n = 0, i = 0;

    for (size_t k = 0; k < METHODS; k++)
        n += s->method[k];
    if (n == 0)
        return before;
    for (size_t k = 0; k < METHODS; k++)
        if (s->method[k])
            list = gg_page_list(page, list, all[k].words, i++, n);
    return gg_page_printf(page, "%s%s%s for %s", before, *before ? "; " : "", list, what);
}

const char *gg_methods_words(gg_page *page, const json_t *evaluation)
{
    const json_t *overall = json_object_get(evaluation, "overall");
    const json_t *attributes = json_object_get(evaluation, "attributes");
    seen rates = {{false}}, auc = {{false}}, differences = {{false}}, ratios = {{false}};
    const char *words = "";

    see_rates(&rates, overall);
    see(&auc, json_object_get(overall, "roc_auc"));
    see_comparisons(&differences, attributes, GG_DIFFERENCE);
    see_comparisons(&ratios, attributes, GG_RATIO);
    words = told(page, words, &rates, "rates");
    words = told(page, words, &auc, "roc_auc");
    words = told(page, words, &differences, "differences of rates");
    return told(page, words, &ratios, "ratios of rates");
}
