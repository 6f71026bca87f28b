/* Sketches of stored tables, in local.db. */
#ifndef GG_REGISTRY_SKETCHES_H
#define GG_REGISTRY_SKETCHES_H

#include "gauger/privacy/sketch.h"
#include "registry_internal.h"

/* local.db, open for sketches; where it cannot be opened, nothing is kept and the key is of this
 * run alone. */
typedef struct gg_sketches {
    gg_db db;
    bool open;
    unsigned char key[GG_SIPHASH_KEY];
} gg_sketches;

void gg_sketches_open(gg_registry *reg, gg_sketches *out);
void gg_sketches_close(gg_sketches *sketches);
/* The sketch of a file by some columns, as it was kept or else made anew and kept. sha256: NULL for
 * a table that is not stored, of which nothing is kept. */
GG_CHECKED gg_status gg_sketches_get(gg_sketches *sketches, const char *sha256, const char *path,
                                     const char *const *columns, size_t n, unsigned threads,
                                     gg_sketch *out, gg_error *err);
/* Makes and keeps the sketch of a table that has just been stored; nothing fails if it cannot. */
void gg_sketches_keep(gg_registry *reg, const char *sha256, const json_t *schema, unsigned threads);
/* Forgets the sketches of files that are purged. */
void gg_sketches_forget(gg_registry *reg);

#endif
