/* Any bytes as the artifact of a scorecard; one that is accepted is written, read, and scored by.
 */
#include "document.h"

#include <math.h>

#include "gauger/model/artifact.h"
#include "model/additive_internal.h"

static gg_status read_model(const char *text, size_t n, gg_arena *arena, gg_additive *out,
                            gg_error *err)
{
    json_t *document = NULL;
    gg_scorer_kind kind;
    gg_status st = gg_json_parse(text, n, "input.yaml", &document, err);

    if (st != GG_OK)
        return st;
    kind = strcmp(gg_json_string(document, "format", ""), "gauger/logistic/1") == 0
               ? GG_SCORER_LOGISTIC
               : GG_SCORER_SCORECARD;
    st = gg_additive_read(document, kind, arena, out, err);
    if (st != GG_OK)
        gg_error_where(err, "input.yaml", 0, NULL);
    json_decref(document);
    return st;
}

/* What is written reads back, and is written again in the same bytes. */
static void check_writing(const gg_additive *model)
{
    gg_buf first, second;
    gg_additive back;
    gg_arena arena;

    gg_arena_init(&arena);
    gg_buf_init(&first, 0);
    gg_buf_init(&second, 0);
    must(gg_additive_write(model, &first, NULL) == GG_OK);
    must(read_model(first.data, first.size, &arena, &back, NULL) == GG_OK);
    must(gg_additive_write(&back, &second, NULL) == GG_OK);
    must(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    gg_buf_release(&first);
    gg_buf_release(&second);
    gg_arena_release(&arena);
}

/* Scores are finite, or NaN; probabilities lie in [0, 1]; contributions sum to them. */
static void check_row(const gg_scorer *s, const gg_view *cells, double *adds, bool logit)
{
    double x = 0.5, intercept = 0, sum;
    size_t bad = s->n_columns;
    void *room = s->functions->begin(s);
    gg_status st = gg_scorer_score(s, room, cells, &x, &bad, NULL);
    gg_status explained = gg_artifact_explain(s, cells, adds, &intercept, &bad, NULL);

    s->functions->end(room);
    must(st == explained && (st == GG_OK || (st == GG_E_INPUT && bad < s->n_columns)));
    must(!isinf(x) && !(logit && (x < 0 || x > 1)));
    sum = intercept;
    for (size_t i = 0; i < s->n_columns && st == GG_OK; i++)
        sum += adds[i];
    if (st == GG_OK && !logit)
        must(sum == x || (isnan(sum) && isnan(x)));
}

static void check_scoring(gg_scorer *s, const gg_additive *model, bool logit)
{
    static const char *const words[] = {"", "0", "37", "-1e300", "car", "1e400", "-0.5"};
    gg_view *cells = calloc(s->n_columns, sizeof *cells);
    double *adds = calloc(s->n_columns, sizeof *adds);

    must(cells && adds && s->n_columns > 0);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        for (size_t i = 0; i < s->n_columns; i++)
            cells[i] = (gg_view){words[k], strlen(words[k])};
        check_row(s, cells, adds, logit);
    }
    /* Known words, as far as there are any. */
    for (size_t i = 0; i < s->n_columns; i++) {
        const gg_term *t = &model->terms[i];
        const char *word = t->form == GG_TERM_LEVELS                    ? t->levels[t->n - 1]
                           : t->form == GG_TERM_INPUT && t->input.level ? t->input.level
                                                                        : "12";

        cells[i] = (gg_view){word, strlen(word)};
    }
    check_row(s, cells, adds, logit);
    free(cells);
    free(adds);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gg_additive model;
    gg_arena arena;
    gg_error err;
    gg_scorer *scorer = NULL;
    json_t *weights;
    gg_status st;

    gg_arena_init(&arena);
    gg_error_init(&err);
    st = read_model((const char *)data, size, &arena, &model, &err);
    if (st != GG_OK) {
        check_error(st, &err);
        gg_arena_release(&arena);
        return 0;
    }
    check_writing(&model);
    weights = gg_additive_weights(&model);
    must(weights != NULL);
    check_value(weights);
    json_decref(weights);
    must(gg_additive_scorer(&model, &arena, &scorer, NULL) == GG_OK);
    check_scoring(scorer, &model, model.link == GG_LINK_LOGIT);
    gg_scorer_free(scorer);
    gg_arena_release(&arena);
    return 0;
}
