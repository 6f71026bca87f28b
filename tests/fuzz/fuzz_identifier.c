/*
 * The search for identifiers on any bytes. It must not crash; what it says of a text must not
 * depend on its neighbours' memory; a table of one column made of the bytes must give the same
 * document with one thread and with two; and no run of five or more of the input's letters or
 * digits may stand in a document.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gauger/privacy/deidentification.h"
#include "gauger/privacy/identifier.h"

#define HITS 64

static void find_twice(const char *bytes, size_t size, const char *name)
{
    gg_identifier_hit first[HITS], second[HITS];
    size_t n = 0, m = 0;
    char *copy = malloc(size + 1);

    /* exactly as large as the text, so that a read beyond it is seen */
    if (!copy)
        abort();
    memcpy(copy, bytes, size);
    if (gg_identifier_find(copy, size, name, first, HITS, &n, NULL) != GG_OK)
        abort();
    memmove(copy + 1, bytes, size);
    if (gg_identifier_find(copy + 1, size, name, second, HITS, &m, NULL) != GG_OK)
        abort();
    if (n != m || n > HITS)
        abort();
    for (size_t i = 0; i < n; i++)
        if (first[i].kind != second[i].kind || first[i].level != second[i].level)
            abort();
    free(copy);
}

/* What was found in the cells of one column, as text: the figures of the whole document have digits
 * of their own. */
static char *findings(const char *path, unsigned threads, size_t chunk)
{
    gg_check_options options = gg_check_options_default();
    static const char *const quasi[] = {"a"};
    json_t *document = NULL;
    char *text;

    options.threads = threads;
    options.csv.chunk = chunk;
    options.csv.max_record = 4096;
    options.quasi_identifiers = quasi;
    options.n_quasi_identifiers = 1;
    if (gg_deidentification_check(path, NULL, &options, &document, NULL) != GG_OK)
        return NULL;
    text = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    return text;
}

static int is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* Runs of five digits and capitals of the input, which no word of a document has. */
static void look_for_input(const char *bytes, size_t size, const char *document)
{
    for (size_t i = 0; i + 5 <= size; i++) {
        char part[6] = {0};
        size_t n = 0;

        while (n < 5 && is_word_byte(bytes[i + n]))
            n++;
        memcpy(part, bytes + i, n);
        /* "32768" is the bound that every document states */
        if (n == 5 && strcmp(part, "32768") != 0 && strstr(document, part))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {NULL, "ssn passport ip phone dob card account zip name lat",
                                        "first_name address license vin plate email handle age"};
    const char *bytes = (const char *)data;
    char path[64], *one, *two;
    int fd;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        find_twice(bytes, size, names[i]);
    fd = memfd_create("fuzz", 0);
    if (fd < 0 || write(fd, "a,b\n", 4) != 4 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    one = findings(path, 1, 131072);
    two = findings(path, 2, 64);
    close(fd);
    if (!one != !two || (one && strcmp(one, two) != 0))
        abort();
    if (one)
        look_for_input(bytes, size, one);
    free(one);
    free(two);
    return 0;
}
