/*
 * What `evaluate` is asked of a ranking: room for so many, and what other thresholds would do.
 */
#ifndef GG_CLI_RANKING_H
#define GG_CLI_RANKING_H

#include "cli_internal.h"
#include "gauger/evidence/collect.h"

extern const gg_option_group gg_ranking_options;

/* Puts the capacities and operating points of the arguments into options; what they point at lives
 * in the arena. GG_E_USAGE for what is neither a number of rows nor a share, nor a threshold. */
GG_CHECKED gg_status gg_ranking_read(const gg_args *args, gg_arena *arena,
                                     gg_collect_options *options, gg_error *err);

#endif
