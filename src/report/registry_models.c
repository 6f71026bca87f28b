/* Models as pages: the list, and one version with all that is on record of it. */
#include <math.h>
#include <string.h>

#include "registry_internal.h"

/* ---- list ---- */

static void put_verdict_cell(gg_page *page, gg_grid *grid, const json_t *version)
{
    const char *result = gg_json_string(version, "verdict", NULL);

    gg_grid_cell(page, grid, result ? gg_verdict_tone(result) : GG_TONE_QUIET, "%s",
                 result ? gg_verdict_word(result) : "not judged");
}

gg_status gg_build_models(gg_page *page, const json_t *document, const gg_render_options *options,
                          gg_error *err)
{
    const json_t *models;
    gg_status status = gg_member(document, "models", JSON_ARRAY, &models, err);
    gg_grid *grid;
    json_t *one;
    size_t i;

    (void)options;
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "Models");
    if (json_array_size(models) == 0) {
        gg_page_text(page, GG_TONE_PLAIN, "None yet: gauger model register MANIFEST --kind K.");
        return GG_OK;
    }
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "model");
    gg_grid_column(page, grid, true, "champion");
    gg_grid_column(page, grid, true, "newest");
    gg_grid_column(page, grid, false, "its state");
    gg_grid_column(page, grid, false, "its verdict");
    gg_grid_column(page, grid, false, "registered");
    json_array_foreach(models, i, one)
    {
        const json_t *latest = json_object_get(one, "latest");
        const json_t *champion = json_object_get(one, "champion");
        const char *state = gg_json_string(latest, "state", "");

        gg_cell_text(page, grid, one, "name");
        gg_grid_cell(page, grid, json_is_object(champion) ? GG_TONE_GOOD : GG_TONE_UNSURE, "%s",
                     json_is_object(champion) ? gg_member_text(page, champion, "version") : "none");
        gg_cell_text(page, grid, latest, "version");
        gg_grid_cell(page, grid, gg_state_tone(state), "%s", gg_page_name(page, state));
        put_verdict_cell(page, grid, latest);
        gg_cell_time(page, grid, latest, "time");
    }
    return GG_OK;
}

/* ---- one version ---- */

static void put_open_findings(gg_page *page, const json_t *document)
{
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(document, "findings"), i, one)
    {
        if (!json_is_object(json_object_get(one, "answered")))
            gg_page_item(page, GG_TONE_BAD, "open %s %s of %s: %s",
                         gg_member_text(page, one, "kind"), gg_member_text(page, one, "seq"),
                         gg_member_text(page, one, "actor"), gg_member_text(page, one, "text"));
    }
    json_array_foreach(json_object_get(document, "risks"), i, one)
    {
        gg_page_item(page, GG_TONE_UNSURE, "risk accepted of %s by %s: %s",
                     gg_member_text(page, one, "dataset"), gg_member_text(page, one, "actor"),
                     gg_member_text(page, one, "reason"));
    }
}

/* Whether the evaluation that a verdict is about is on data that were superseded. */
static bool is_stale(const json_t *document, const json_t *verdict)
{
    const json_t *one, *seq = json_object_get(verdict, "evaluation");
    size_t i;

    json_array_foreach(json_object_get(document, "evaluations"), i, one)
    {
        if (seq && json_equal(json_object_get(one, "seq"), seq))
            return json_is_true(json_object_get(one, "stale"));
    }
    return false;
}

static void put_newest_verdict(gg_page *page, const json_t *document)
{
    const json_t *verdicts = json_object_get(document, "verdicts");
    const json_t *newest = json_array_get(verdicts, json_array_size(verdicts) - 1);
    const char *result = gg_json_string(newest, "result", NULL);
    bool stale = is_stale(document, newest);

    if (result)
        gg_page_fact(page, "newest verdict", stale ? GG_TONE_UNSURE : gg_verdict_tone(result),
                     "%s by %s%s, event %s%s", gg_verdict_word(result),
                     gg_member_text(page, newest, "policy"),
                     json_is_false(json_object_get(newest, "in_force")) ? " (not in force)" : "",
                     gg_member_text(page, newest, "seq"),
                     stale ? "; stale: its data were superseded" : "");
    else
        gg_page_fact(page, "newest verdict", GG_TONE_UNSURE, "not judged");
    gg_put_corrections(page, document);
}

/* A key of the manifest in words; nothing where it is not there. */
static void put_stated(gg_page *page, const char *term, const json_t *document)
{
    const json_t *value = json_object_get(json_object_get(document, "manifest"), term), *one;
    bool whole = gg_stated_whole(term, value) || !json_is_array(value);
    gg_buf words;
    size_t i;

    if (!value || json_is_null(value) || (json_is_array(value) && json_array_size(value) == 0))
        return;
    gg_buf_init(&words, 0);
    if (whole)
        gg_stated_value(term, value, &words);
    json_array_foreach(value, i, one)
    {
        gg_buf_puts(&words, i && !whole ? "; " : "");
        if (!whole)
            gg_stated_value(term, one, &words);
    }
    if (words.failed)
        page->failed = true;
    else
        gg_page_fact(page, term, GG_TONE_PLAIN, "%s", gg_page_prose(page, words.data));
    gg_buf_release(&words);
}

static void put_facts(gg_page *page, const json_t *document)
{
    const json_t *cycle = json_object_get(document, "cycle");
    const json_t *registered = json_object_get(document, "registered");
    const json_t *training = json_object_get(document, "training");
    const char *aliases = gg_member_list(page, document, "aliases");

    if (json_is_object(cycle))
        gg_page_fact(page, "cycle", GG_TONE_PLAIN, "%s (%s), phase %s, due %.10s%s",
                     gg_member_text(page, cycle, "id"), gg_member_text(page, cycle, "kind"),
                     gg_member_text(page, cycle, "phase"), gg_member_time(page, cycle, "due"),
                     gg_json_string(cycle, "closed", NULL) ? ", closed" : "");
    gg_fact_member(page, "kind", document, "kind");
    gg_fact_member(page, "from version", document, "from");
    if (*aliases)
        gg_page_fact(page, "aliases", GG_TONE_PLAIN, "%s", aliases);
    gg_fact_member(page, "composition", document, "fingerprint");
    gg_fact_member(page, "operating point", document, "operating");
    put_stated(page, "threshold", document);
    put_stated(page, "suppression", document);
    put_stated(page, "precedence", document);
    gg_fact_member(page, "artifact", document, "artifact_sha256");
    gg_fact_member(page, "training data", training, "dataset");
    gg_fact_member(page, "training digest", training, "sha256");
    gg_page_fact(page, "registered", GG_TONE_PLAIN, "%s by %s%s, event %s",
                 gg_member_time(page, registered, "time"),
                 gg_member_text(page, registered, "actor"), gg_claimed_words(registered),
                 gg_member_text(page, registered, "seq"));
}

/* The versions that it was compared with. */
static void cell_versus(gg_page *page, gg_grid *grid, const json_t *evaluation)
{
    const json_t *list = json_object_get(evaluation, "comparisons");
    const char *text = "";
    json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        text = gg_page_list(page, text, gg_page_name(page, gg_json_string(one, "versus", "")), i,
                            json_array_size(list));
    }
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", *text ? text : "-");
}

static void put_evaluations(gg_page *page, const json_t *evaluations)
{
    gg_grid *grid;
    json_t *one;
    size_t i;

    gg_page_heading(page, 2, NULL, "Evaluations");
    if (json_array_size(evaluations) == 0) {
        gg_page_text(page, GG_TONE_UNSURE, "None.");
        return;
    }
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, true, "event");
    gg_grid_column(page, grid, false, "time");
    gg_grid_column(page, grid, false, "dataset");
    gg_grid_column(page, grid, false, "rows' digest");
    gg_grid_column(page, grid, false, "compared with");
    gg_grid_column(page, grid, false, "stale");
    gg_grid_column(page, grid, false, "who");
    json_array_foreach(evaluations, i, one)
    {
        bool stale = json_is_true(json_object_get(one, "stale"));

        gg_cell_text(page, grid, one, "seq");
        gg_cell_time(page, grid, one, "time");
        gg_cell_text(page, grid, one, "dataset");
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_member_digest(page, one, "data_sha256"));
        cell_versus(page, grid, one);
        gg_grid_cell(page, grid, stale ? GG_TONE_BAD : GG_TONE_PLAIN, "%s", stale ? "stale" : "no");
        gg_cell_text(page, grid, one, "actor");
    }
}

static void put_verdicts(gg_page *page, const json_t *verdicts)
{
    gg_grid *grid;
    json_t *one;
    size_t i;

    gg_page_heading(page, 2, NULL, "Verdicts");
    if (json_array_size(verdicts) == 0) {
        gg_page_text(page, GG_TONE_UNSURE, "None.");
        return;
    }
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, true, "event");
    gg_grid_column(page, grid, false, "result");
    gg_grid_column(page, grid, false, "policy");
    gg_grid_column(page, grid, false, "in force");
    gg_grid_column(page, grid, true, "of");
    gg_grid_column(page, grid, false, "time");
    json_array_foreach(verdicts, i, one)
    {
        const char *result = gg_json_string(one, "result", "");

        gg_cell_text(page, grid, one, "seq");
        gg_grid_cell(page, grid, gg_verdict_tone(result), "%s", gg_verdict_word(result));
        gg_cell_text(page, grid, one, "policy");
        gg_cell_text(page, grid, one, "in_force");
        gg_cell_text(page, grid, one, "evaluation");
        gg_cell_time(page, grid, one, "time");
    }
}

void gg_put_changes(gg_page *page, const json_t *states)
{
    gg_grid *grid;
    json_t *one;
    size_t i;

    if (json_array_size(states) == 0)
        return;
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, true, "event");
    gg_grid_column(page, grid, false, "time");
    gg_grid_column(page, grid, false, "who");
    gg_grid_column(page, grid, false, "from");
    gg_grid_column(page, grid, false, "to");
    gg_grid_column(page, grid, false, "result");
    gg_grid_column(page, grid, false, "rule or reason");
    json_array_foreach(states, i, one)
    {
        bool refused = strcmp(gg_json_string(one, "result", ""), "refused") == 0;

        gg_cell_text(page, grid, one, "seq");
        gg_cell_time(page, grid, one, "time");
        gg_cell_text(page, grid, one, "actor");
        gg_cell_text(page, grid, one, "from");
        gg_cell_text(page, grid, one, "to");
        gg_grid_cell(page, grid, refused ? GG_TONE_BAD : GG_TONE_PLAIN, "%s",
                     gg_member_text(page, one, "result"));
        gg_cell_text(page, grid, one, refused ? "rule" : "reason");
    }
}

gg_status gg_build_model(gg_page *page, const json_t *document, const gg_render_options *options,
                         gg_error *err)
{
    const char *state = gg_json_string(document, "state", "");
    const json_t *evaluations, *verdicts, *states, *head = json_object_get(document, "head");
    gg_status status = gg_member(document, "evaluations", JSON_ARRAY, &evaluations, err);

    (void)options;
    if (status == GG_OK)
        status = gg_member(document, "verdicts", JSON_ARRAY, &verdicts, err);
    if (status == GG_OK)
        status = gg_member(document, "states", JSON_ARRAY, &states, err);
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "%s@%s", gg_member_text(page, document, "name"),
                    gg_member_text(page, document, "version"));
    gg_page_fact(page, "state", gg_state_tone(state), "%s: %s", gg_page_name(page, state),
                 gg_state_sentence(state));
    put_newest_verdict(page, document);
    put_open_findings(page, document);
    gg_put_waivers(page, json_object_get(document, "waivers"));
    put_facts(page, document);
    gg_put_weights(page, document);
    put_evaluations(page, evaluations);
    put_verdicts(page, verdicts);
    gg_page_heading(page, 2, NULL, "Changes of state");
    gg_put_changes(page, states);
    gg_fact_member(page, "separation", json_object_get(document, "people"), "says");
    if (head)
        gg_page_text(page, GG_TONE_QUIET, "Times are UTC. Head of the log: %s events, root %s.",
                     gg_member_text(page, head, "size"), gg_member_digest(page, head, "root"));
    return GG_OK;
}
