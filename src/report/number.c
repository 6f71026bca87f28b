/*
 * Numbers for readers: three decimals or three significant digits, an interval with the decimals of
 * its value.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gauger/base/text.h"
#include "report_internal.h"

int gg_number_decimals(double x)
{
    double size = fabs(x);
    int decimals;

    if (!isfinite(x) || size < 1e-12 || (size >= 0.01 && size <= 1))
        return 3;
    decimals = 2 - (int)floor(log10(size));
    return decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
}

char *gg_number_text(double x, int decimals, char out[40])
{
    bool tiny = x != 0 && fabs(x) < 1e-6 && decimals >= 6;
    gg_buf text;

    /* By the buffer, because printf itself takes the decimal point of the host's locale. */
    gg_buf_init(&text, 39);
    if (!isfinite(x))
        gg_buf_puts(&text, isnan(x) ? "-" : x > 0 ? "inf" : "-inf");
    else if (tiny || fabs(x) >= 1e15)
        gg_buf_printf(&text, "%.2e", x);
    else
        gg_buf_printf(&text, "%.*f", decimals, x);
    snprintf(out, 40, "%s", text.failed ? "-" : text.data);
    gg_buf_release(&text);
    /* A small negative number rounds to "-0.000", which reads like a finding. */
    if (out[0] == '-' && out[1] && strspn(out + 1, "0.") == strlen(out + 1))
        memmove(out, out + 1, strlen(out));
    return out;
}

const char *gg_page_number(gg_page *page, double x)
{
    char text[40];

    return gg_page_printf(page, "%s", gg_number_text(x, gg_number_decimals(x), text));
}

const char *gg_page_plain(gg_page *page, double x)
{
    char text[32];

    return gg_page_printf(page, "%s", isfinite(x) ? gg_text_double(x, text) : "-");
}

const char *gg_page_count(gg_page *page, double x)
{
    char text[40];

    if (!isfinite(x))
        return "-";
    if (x == floor(x) && fabs(x) < 1e15)
        return gg_page_printf(page, "%s", gg_number_text(x, 0, text));
    return gg_page_printf(page, "%s", gg_number_text(x, 1, text));
}

const char *gg_page_p(gg_page *page, double p)
{
    char text[40];

    if (!isfinite(p))
        return "-";
    if (p < 0.001)
        return "< 0.001";
    if (p > 0.999)
        return "> 0.999";
    return gg_page_printf(page, "%s", gg_number_text(p, 3, text));
}

bool gg_estimate_read(const json_t *estimate, double *value, double *low, double *high)
{
    *value = gg_json_number(estimate, "value", NAN);
    *low = gg_json_number(estimate, "low", NAN);
    *high = gg_json_number(estimate, "high", NAN);
    return isfinite(*value);
}

const char *gg_page_value(gg_page *page, const json_t *estimate)
{
    double value, low, high;

    if (gg_estimate_read(estimate, &value, &low, &high))
        return gg_page_number(page, value);
    if (gg_bounded_read(estimate, &low, &high))
        return gg_page_between(page, estimate, false, false);
    return strcmp(gg_json_string(estimate, "why_null", ""), "withheld") == 0 ? "withheld" : "-";
}

static const char *estimate(gg_page *page, const json_t *est, bool ratio)
{
    double value, low, high, size;
    char v[40], l[40], h[40];
    int decimals;

    if (gg_bounded_read(est, &low, &high))
        return gg_page_between(page, est, ratio, true);
    if (!gg_estimate_read(est, &value, &low, &high)) {
        /* A ratio to 0: no value, and yet it is not lower than this. */
        if (isfinite(low) && isnan(high))
            return gg_page_printf(page, "[%s, no end]",
                                  gg_number_text(low, gg_number_decimals(fabs(low)), l));
        return gg_page_value(page, est);
    }
    /* Next to a small value its interval says how many decimals mean something. */
    size = fabs(value) >= 0.01
               ? fabs(value)
               : fmax(fabs(value), fmax(isnan(low) ? 0 : fabs(low), isnan(high) ? 0 : fabs(high)));
    decimals = ratio && (size >= 0.01 || size == 0) ? 2 : gg_number_decimals(size);
    gg_number_text(value, decimals, v);
    if (isnan(low) && isnan(high))
        return gg_page_printf(page, "%s", v);
    /* One end alone: the other is infinite, which JSON writes as null. */
    return gg_page_printf(page, "%s [%s, %s]", v,
                          isnan(low) ? "-inf" : gg_number_text(low, decimals, l),
                          isnan(high) ? "inf" : gg_number_text(high, decimals, h));
}

const char *gg_page_estimate(gg_page *page, const json_t *est)
{
    return estimate(page, est, false);
}

const char *gg_page_ratio(gg_page *page, const json_t *est)
{
    return estimate(page, est, true);
}
