/*
 * Files that change while they are read. Half of the old rows and half of the new ones are no table
 * that ever was, so each file is looked at when it is opened and again when all rows are read.
 */
#include <sys/stat.h>

#include "duckdb_internal.h"
#include "table_internal.h"

bool gg_csv_differs(const struct stat *a, const struct stat *b)
{
    return a->st_dev != b->st_dev || a->st_ino != b->st_ino || a->st_size != b->st_size ||
           a->st_mtim.tv_sec != b->st_mtim.tv_sec || a->st_mtim.tv_nsec != b->st_mtim.tv_nsec;
}

gg_status gg_csv_refuse_changed(const char *path, gg_error *err)
{
    gg_error_where(err, path, 0, NULL);
    return gg_error_set(err, GG_E_IO, "try again once nothing writes to it",
                        "cannot be read, or changed while it was read");
}

gg_status gg_csv_check_seen(const char *path, const struct stat *seen, gg_error *err)
{
    struct stat now;

    /* By its name: another file may have been put in its place, which then is what a digest is of.
     */
    if (stat(path, &now) == 0 && !gg_csv_differs(seen, &now))
        return GG_OK;
    return gg_csv_refuse_changed(path, err);
}

gg_status gg_csv_check_unchanged(const gg_csv *csv, gg_error *err)
{
    if (csv->set)
        return gg_csv_set_check(csv->set, err);
    if (csv->duckdb)
        return gg_duckdb_check(csv->duckdb, err);
    return csv->pipe ? GG_OK : gg_csv_check_seen(csv->path, &csv->seen, err);
}
