/* Evidence: what is in it, and finding things. */
#include "gauger/evidence/evidence.h"

#include <math.h>
#include <string.h>

#include "evidence_internal.h"
#include "store_internal.h"

void gg_evidence_release(gg_evidence *evidence)
{
    if (!evidence)
        return;
    gg_arena_release(&evidence->arena);
    memset(evidence, 0, sizeof *evidence);
}

const gg_slice *gg_evidence_overall(const gg_evidence *evidence)
{
    return &evidence->families[0].slices[0];
}

const gg_family *gg_evidence_find(const gg_evidence *evidence, gg_family_kind kind,
                                  const char *name)
{
    for (size_t i = 0; i < evidence->n_families; i++) {
        const gg_family *f = &evidence->families[i];

        if (f->kind == kind && (!name || strcmp(f->name, name) == 0))
            return f;
    }
    return NULL;
}

const gg_slice *gg_family_find(const gg_family *family, const uint32_t *levels)
{
    for (size_t s = 0; s < family->n_slices; s++)
        if (memcmp(family->slices[s].levels, levels, family->n_dimensions * sizeof *levels) == 0)
            return &family->slices[s];
    return NULL;
}

static void undefine(gg_ranking *ranking, gg_score_sums *sums)
{
    *ranking = (gg_ranking){NAN, NAN, NAN, NAN, NAN, NAN};
    for (double *x = &sums->weight; x < (double *)(sums + 1); x++)
        *x = NAN;
}

void gg_slice_undefine(gg_slice *slice)
{
    undefine(&slice->ranking, &slice->sums);
    slice->calibration = NULL;
    slice->arm_scores = NULL;
}

gg_status gg_slice_arm_scores(gg_evidence *evidence, gg_slice *slice, gg_error *err)
{
    gg_arm_scores *arm = gg_arena_array(&evidence->arena, 1, sizeof *arm);

    if (arm)
        arm->exact = gg_arena_array(&evidence->arena, 1, sizeof *arm->exact);
    if (!arm || !arm->exact)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    undefine(&arm->ranking, &arm->sums);
    slice->arm_scores = arm;
    return GG_OK;
}

void gg_evidence_undefine(gg_evidence *evidence)
{
    for (size_t i = 0; i < evidence->n_families; i++)
        for (size_t s = 0; s < evidence->families[i].n_slices; s++)
            gg_slice_undefine(&evidence->families[i].slices[s]);
}

bool gg_evidence_summed(const gg_evidence *evidence)
{
    return evidence->has_scores && evidence->probability && evidence->measured == GG_EXTENT_ALL;
}

static void finish_scores(const gg_cell_sums *from, gg_score_sums *to)
{
    to->weight = gg_from_fixed(from->weight);
    to->weight2 = gg_from_fixed(from->weight2);
    to->brier = gg_fine_real(&from->brier);
    to->brier2 = gg_fine_real(&from->brier2);
    to->log_loss = gg_fine_real(&from->log_loss);
    to->log_loss2 = gg_fine_real(&from->log_loss2);
    for (int b = 0; b < GG_CALIBRATION_BINS; b++) {
        to->bin_weight[b] = gg_from_fixed(from->bin_weight[b]);
        to->bin_positive[b] = gg_from_fixed(from->bin_positive[b]);
        to->bin_score[b] = gg_fine_real(&from->bin_score[b]);
    }
}

void gg_slice_finish(const gg_evidence *evidence, gg_slice *slice)
{
    const uint64_t *n = &slice->tally.n[0][0][0];
    double *w = &slice->tally.w[0][0][0], *w2 = &slice->tally.w2[0][0][0];

    for (size_t i = 0; i < GG_TALLY_SIZE; i++) {
        w[i] = evidence->weighted ? gg_from_fixed(slice->exact->w[i]) : (double)n[i];
        w2[i] = evidence->weighted ? gg_from_fixed(slice->exact->w2[i]) : (double)n[i];
    }
    if (evidence->sampled)
        gg_inverse_finish(&slice->exact->inverse, &slice->inverse);
    if (gg_evidence_summed(evidence) && slice->histogram[0])
        finish_scores(&slice->exact->scores, &slice->sums);
    if (gg_evidence_summed(evidence) && slice->arm_scores)
        finish_scores(slice->arm_scores->exact, &slice->arm_scores->sums);
}

static const char *const measured_words[] = {"all", "ranking", "binned", "counts"};

const char *gg_extent_name(gg_extent measured)
{
    return measured_words[measured];
}

bool gg_extent_parse(const char *word, gg_extent *out)
{
    for (size_t i = 0; i < sizeof measured_words / sizeof *measured_words; i++) {
        if (strcmp(measured_words[i], word) == 0) {
            *out = (gg_extent)i;
            return true;
        }
    }
    return false;
}

bool gg_slice_has_rows(const gg_slice *slice)
{
    for (size_t i = 0; i < GG_TALLY_SIZE; i++)
        if ((&slice->tally.n[0][0][0])[i] > 0)
            return true;
    return slice->bounds != NULL;
}

const char *gg_evidence_shared_period(const gg_evidence *a, const gg_evidence *b)
{
    const gg_family *x = gg_evidence_find(a, GG_FAMILY_PERIOD, NULL);
    const gg_family *y = gg_evidence_find(b, GG_FAMILY_PERIOD, NULL);

    for (size_t i = 0; x && y && i < x->n_slices; i++) {
        const char *name = x->slices[i].name;

        if (strcmp(name, GG_LEVEL_MISSING) == 0 || !gg_slice_has_rows(&x->slices[i]))
            continue;
        for (size_t k = 0; k < y->n_slices; k++)
            if (strcmp(y->slices[k].name, name) == 0 && gg_slice_has_rows(&y->slices[k]))
                return name;
    }
    return NULL;
}
