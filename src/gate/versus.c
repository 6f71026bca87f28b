#include "gate_internal.h"
gg_status gg_case_versus(const gg_bench *bench, gg_case *c)
{
    (void)bench;
    (void)c;
    return GG_OK;
}
