#include "gauger/base/status.h"

static const struct {
    const char *name;
    int exit_status;
    int http;
} table[] = {
#define GG_STATUS_ROW(code, name, exit_status, http) [code] = {name, exit_status, http},
    GG_STATUS_MAP(GG_STATUS_ROW)
#undef GG_STATUS_ROW
};

static int known(gg_status s)
{
    return (int)s >= 0 && s < GG_STATUS_COUNT;
}

const char *gg_status_name(gg_status s)
{
    return known(s) ? table[s].name : "internal";
}

int gg_status_exit(gg_status s)
{
    return known(s) ? table[s].exit_status : 70;
}

int gg_status_http(gg_status s)
{
    return known(s) ? table[s].http : 500;
}
