#include <locale.h>
#include <pthread.h>
#include <stdio.h>

#include "base_internal.h"

/* A "C" locale of our own, so that a host program's setlocale() cannot change a number. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static locale_t c_locale;

static void make_locale(void)
{
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

locale_t gg_c_locale(void)
{
    pthread_once(&once, make_locale);
    return c_locale;
}

int gg_format(char *out, size_t size, const char *format, va_list args)
{
    /* For this thread alone; a locale that could not be made (0) leaves the thread's in force. */
    locale_t before = uselocale(gg_c_locale());
    int n = vsnprintf(out, size, format, args);

    uselocale(before);
    return n;
}
