/* Any bytes as a scenario; one that is accepted is made, and nothing in its truth is out of range.
 */
#include "document.h"

#include "gauger/synth/synth.h"

#define ROWS 700

/* One line of valid UTF-8 that names the document; a limit is a reason too. */
static void check_refusal(gg_status st, const gg_error *err)
{
    char line[GG_ERROR_MAX + 1];
    size_t n = gg_error_format(err, line, sizeof line);

    must(st == GG_E_INPUT || st == GG_E_LIMIT);
    must(err->status == st && n == strlen(line) && gg_text_utf8(line, n, NULL));
    must(strncmp(line, "input", 5) == 0 && err->what[0]);
}

typedef struct seen {
    size_t lines;
    bool ended;
} seen;

static gg_status look(void *context, const char *data, size_t n, gg_error *err)
{
    seen *s = context;

    (void)err;
    for (size_t i = 0; i < n; i++) {
        must(data[i] != '\0' && data[i] != '\r');
        s->lines += data[i] == '\n';
    }
    s->ended = n && data[n - 1] == '\n';
    return GG_OK;
}

static void make(const gg_scenario *scenario)
{
    gg_synth_options options = gg_synth_options_default();
    json_t *truth = NULL, *overall;
    seen s = {0, false};
    gg_error err;
    gg_status st;

    gg_error_init(&err);
    options.rows = ROWS;
    options.write = look;
    options.write_context = &s;
    st = gg_synth_make(scenario, &options, &truth, &err);
    if (st != GG_OK) {
        must(st == GG_E_LIMIT && !truth);
        return;
    }
    must(s.lines == ROWS + 1 && s.ended);
    overall = json_object_get(truth, "overall");
    must(gg_json_number(overall, "count", -1) == ROWS);
    must(gg_json_number(overall, "positives", -1) + gg_json_number(overall, "negatives", -1) ==
         ROWS);
    check_value(truth);
    json_decref(truth);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gg_scenario *scenario = NULL;
    gg_error err;
    gg_status st;

    gg_error_init(&err);
    st = gg_scenario_parse((const char *)data, size, "input.yaml", &scenario, &err);
    if (st != GG_OK) {
        must(!scenario);
        check_refusal(st, &err);
        return 0;
    }
    must(scenario && err.status == GG_OK);
    /* Solving for a base rate takes a quarter of a million rows, too long for each input. */
    if (!memmem(data, size, "base_rate", 9))
        make(scenario);
    gg_scenario_free(scenario);
    return 0;
}
