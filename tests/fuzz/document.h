/* What the targets that read documents share: any bytes give a value or an error, never less. */
#ifndef GG_TESTS_FUZZ_DOCUMENT_H
#define GG_TESTS_FUZZ_DOCUMENT_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/base/json.h"
#include "gauger/base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the fuzzer, which then keeps the input. */
#define must(condition)                                                                            \
    do {                                                                                           \
        if (!(condition))                                                                          \
            abort();                                                                               \
    } while (0)

/* One line of valid UTF-8 without control characters, that names the document. */
static inline void check_error(gg_status st, const gg_error *err)
{
    char line[GG_ERROR_MAX + 1];
    size_t n = gg_error_format(err, line, sizeof line);

    must(st == GG_E_INPUT && err->status == st);
    must(n > 0 && n == strlen(line) && gg_text_utf8(line, n, NULL));
    must(strncmp(line, "input", 5) == 0 && err->what[0]);
    for (size_t i = 0; i < n; i++)
        must((unsigned char)line[i] >= 0x20 && line[i] != 0x7f);
}

/* What is written reads back as the same value, and is written again in the same bytes. */
static inline void check_value(const json_t *value)
{
    gg_buf first, second, canonical, again;
    json_t *back = NULL;

    gg_buf_init(&first, 0);
    gg_buf_init(&second, 0);
    gg_buf_init(&canonical, 0);
    gg_buf_init(&again, 0);
    gg_json_write(value, &first);
    must(gg_json_parse(first.data, first.size, "written.json", &back, NULL) == GG_OK);
    gg_json_write(back, &second);
    must(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    gg_json_canonical(value, &canonical);
    gg_json_canonical(back, &again);
    must(canonical.size == again.size && memcmp(canonical.data, again.data, canonical.size) == 0);
    must(gg_text_utf8(canonical.data, canonical.size, NULL));
    json_decref(back);
    gg_buf_release(&first);
    gg_buf_release(&second);
    gg_buf_release(&canonical);
    gg_buf_release(&again);
}

static inline void read_document(const uint8_t *data, size_t size, const char *name)
{
    json_t *value = NULL;
    gg_error err;
    gg_status st;

    gg_error_init(&err);
    st = gg_json_parse((const char *)data, size, name, &value, &err);
    if (st != GG_OK) {
        must(!value);
        check_error(st, &err);
        return;
    }
    must(value && err.status == GG_OK);
    check_value(value);
    json_decref(value);
}

#endif
