#include "gauger/table/scorer.h"

void gg_scorer_free(gg_scorer *scorer)
{
    if (scorer)
        scorer->functions->free(scorer);
}
