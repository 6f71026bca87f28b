#include "gauger/base/env.h"

#include <sched.h>
#include <stddef.h>

static unsigned processors(void)
{
    cpu_set_t set;
    int n = 0;

    /* The processors of this process, not of the machine: a container may have fewer. */
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        n = CPU_COUNT(&set);
    return n > 0 ? (unsigned)n : 1;
}

gg_env gg_env_default(void)
{
    gg_env env = {
        .now = gg_clock_system, .ctx = NULL, .seed = 1, .threads = processors(), .user = NULL};

    return env;
}

int64_t gg_env_now(const gg_env *env)
{
    return env->now(env->ctx);
}
