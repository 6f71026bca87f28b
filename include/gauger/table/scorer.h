/*
 * Scorers: what turns a row of a table into a score.
 *
 * A scorer names the columns that it reads; whoever reads the table hands it their cells, row by
 * row, in the same pass that counts. Models are opened as scorers on a floor above
 * (gauger/model/artifact.h); this floor knows only that there is such a thing.
 */
#ifndef GAUGER_TABLE_SCORER_H
#define GAUGER_TABLE_SCORER_H

#include <stddef.h>

#include "gauger/base/error.h"
#include "gauger/base/text.h"

typedef struct gg_scorer gg_scorer;

/*
 * The functions of a scorer. begin: one thread's own room (NULL when memory is out); end: gives it
 * back. score: cells has one view for each column of the scorer, in their order, a missing cell
 * being empty; *out becomes the score, or NaN where a missing value leaves none. A cell that cannot
 * be read is GG_E_INPUT with its shape, and *bad the number of its column among the scorer's.
 */
typedef struct gg_scorer_functions {
    void *(*begin)(const gg_scorer *scorer);
    void (*end)(void *room);
    gg_status (*score)(const gg_scorer *scorer, void *room, const gg_view *cells, double *out,
                       size_t *bad, gg_error *err);
    void (*free)(gg_scorer *scorer);
} gg_scorer_functions;

struct gg_scorer {
    const gg_scorer_functions *functions;
    const char *const *columns; /* names of the columns that it reads, each once */
    size_t n_columns;
    void *self; /* the scorer's own */
};

GG_BEGIN_DECLS

/*
 * Frees a scorer.
 *
 * scorer: opened by a floor above; NULL is allowed.
 * Result: everything freed; rooms must have been given back before.
 * Ownership: the scorer is gone.
 * Undefined cases: no thread may be scoring.  Errors: none.
 */
void gg_scorer_free(gg_scorer *scorer);

GG_END_DECLS

/* One row's score; see gg_scorer_functions. */
static inline gg_status gg_scorer_score(const gg_scorer *scorer, void *room, const gg_view *cells,
                                        double *out, size_t *bad, gg_error *err)
{
    return scorer->functions->score(scorer, room, cells, out, bad, err);
}

#endif
