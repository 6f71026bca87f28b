/* Evidence: what is in it, and finding things. */
#include "gauger/evidence/evidence.h"

#include <string.h>

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
