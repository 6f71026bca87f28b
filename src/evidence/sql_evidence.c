/*
 * From answers to evidence. The slices of a family are made of its own lines, by the code that
 * makes those of a file from its cells.
 */
#include <stdlib.h>

#include "ranked_internal.h"
#include "sql_internal.h"
#include "store_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* Whether a row that is kept is of the missing level. */
static bool saw_missing(const gg_evidence *out, const gg_sql_answer *answers, size_t d)
{
    for (size_t f = 0; f < out->n_families; f++)
        for (size_t i = 0; i < out->families[f].n_dimensions; i++)
            for (size_t k = 0; out->families[f].dimensions[i] == d && k < answers[f].n; k++)
                if (answers[f].lines[k].kept == GG_SQL_KEPT && answers[f].lines[k].levels[i] == 0)
                    return true;
    return false;
}

typedef struct making {
    const gg_sql *sql;
    gg_evidence *out;
    uint32_t *maps[GG_MAX_DIMENSIONS]; /* from a share's codes to final numbers */
    size_t counts[GG_MAX_DIMENSIONS];  /* levels of each dimension */
    gg_error *err;
} making;

static gg_status settle_levels(making *m, gg_share *share, const gg_sql_answer *answers)
{
    gg_status status = GG_OK;

    for (size_t d = 0; d < m->out->n_dimensions && !status; d++) {
        status = gg_levels_order(share, 1, d, saw_missing(m->out, answers, d), m->out, m->err);
        m->counts[d] = m->out->dimensions[d].n_levels;
        if (!status)
            m->maps[d] = gg_share_renumber(share, d, &m->out->dimensions[d]);
        if (!status && !m->maps[d])
            status = memory(m->err);
    }
    return status;
}

static void add_line(const gg_sql *sql, const gg_sql_line *line, gg_cells *cells, uint32_t c)
{
    const size_t at = gg_tally_at(line->arm, line->outcome, line->decision);
    const size_t inverse = (size_t)line->outcome * 2 + (line->decision == GG_REFERRED);

    cells->all[c].n[at] += line->n;
    if (sql->plan.weight != GG_NO_COLUMN) {
        cells->weights[c].w[at] += line->sums[0];
        cells->weights[c].w2[at] += line->sums[1];
    } else if (gg_sql_sums(sql) && line->outcome != GG_UNVERIFIED) {
        cells->inverse[c].w[inverse] += line->sums[0];
        cells->inverse[c].w2[inverse] += line->sums[1];
    }
}

/* The cells of one family: of its dimensions alone, those of the others stay 0. of_line: for each
 * line that is kept, its cell. */
static gg_status make_cells(making *m, const gg_family *family, const gg_sql_answer *answer,
                            gg_cells *cells, uint32_t *of_line)
{
    gg_status status = gg_cells_init(cells, &m->sql->plan, m->err);

    if (!status)
        status = gg_cells_fit(cells, m->counts, m->err);
    for (size_t k = 0; k < answer->n && !status; k++) {
        const gg_sql_line *line = &answer->lines[k];
        uint32_t levels[GG_MAX_DIMENSIONS] = {0};

        if (line->kept != GG_SQL_KEPT)
            continue;
        for (size_t i = 0; i < family->n_dimensions; i++)
            levels[family->dimensions[i]] = m->maps[family->dimensions[i]][line->levels[i]];
        status = gg_cells_get(cells, levels, &of_line[k], m->err);
        if (!status)
            add_line(m->sql, line, cells, of_line[k]);
    }
    return status;
}

static void add_bins(const gg_sql_answer *answer, const uint32_t *of_line, const uint32_t *slice_of,
                     gg_family *family)
{
    for (size_t k = 0; k < answer->n; k++) {
        const gg_sql_line *line = &answer->lines[k];

        if (line->kept == GG_SQL_KEPT)
            family->slices[slice_of[of_line[k]]].histogram[line->outcome][line->bin] += line->n;
    }
}

static gg_status make_family(making *m, gg_family *family, const gg_sql_answer *answer)
{
    uint32_t *of_line = calloc(answer->n + 1, sizeof *of_line), *slice_of = NULL;
    gg_sum sum;
    gg_status status;

    memset(&sum, 0, sizeof sum);
    status = of_line ? make_cells(m, family, answer, &sum.cells, of_line) : memory(m->err);
    if (!status && !(slice_of = calloc(sum.cells.n + 1, sizeof *slice_of)))
        status = memory(m->err);
    if (!status)
        status = gg_family_make(m->out, family, &sum, slice_of, m->err);
    for (size_t s = 0; s < family->n_slices && !status; s++)
        gg_slice_undefine(&family->slices[s]);
    if (!status && gg_sql_bins(m->sql, family)) {
        status = gg_family_histograms(m->out, family, m->err);
        if (!status)
            add_bins(answer, of_line, slice_of, family);
    }
    free(of_line);
    free(slice_of);
    gg_sum_release(&sum);
    return status;
}

static void total(const gg_sql *sql, const gg_sql_answer *everyone, gg_evidence *out)
{
    out->rows_used = everyone->fates[GG_SQL_KEPT];
    out->missing_score = everyone->fates[GG_SQL_NO_SCORE];
    out->missing_decision = everyone->fates[GG_SQL_NO_DECISION];
    out->has_unverified = everyone->unverified > 0;
    if (sql->texts.rows)
        out->published.rows_high = out->rows_used;
}

gg_status gg_sql_evidence(const gg_sql *sql, gg_share *share, const gg_sql_answer *answers,
                          gg_evidence *out, gg_error *err)
{
    making m = {.sql = sql, .out = out, .err = err};
    gg_status status;

    total(sql, &answers[0], out);
    status = settle_levels(&m, share, answers);
    for (size_t f = 0; f < out->n_families && !status; f++)
        status = make_family(&m, &out->families[f], &answers[f]);
    if (!status) {
        gg_slices_thresholds(&sql->plan, out);
        for (size_t f = 0; f < out->n_families; f++)
            for (size_t s = 0; s < out->families[f].n_slices; s++)
                gg_slice_finish(out, &out->families[f].slices[s]);
        if (sql->binned)
            gg_evidence_rank_binned(out);
        if (sql->plan.weight != GG_NO_COLUMN)
            status = gg_weights_refuse_light(out, sql->source->name,
                                             sql->columns[sql->plan.weight].name, err);
    }
    for (size_t d = 0; d < GG_MAX_DIMENSIONS; d++)
        free(m.maps[d]);
    return status;
}
