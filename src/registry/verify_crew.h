/*
 * Checks signatures, and what else is asked, beside whoever reads the log: batches of them are
 * handed to threads, and done by the reader too when the threads fall behind.
 */
#ifndef GG_REGISTRY_VERIFY_CREW_H
#define GG_REGISTRY_VERIFY_CREW_H

#include "registry_internal.h"

#define GG_CREW_NAMED 20 /* as many bad signatures are named, the first of the log */

typedef struct gg_crew gg_crew;

/* What a crew found. */
typedef struct gg_crew_result {
    uint64_t good, bad;
    uint64_t named[GG_CREW_NAMED]; /* events of bad signatures, in their order */
    size_t n_named;
} gg_crew_result;

/* Begins a crew of so many threads, the caller's own among them. */
GG_CHECKED gg_status gg_crew_begin(unsigned threads, gg_crew **out, gg_error *err);
/* Hands over one signature; everything is copied. */
GG_CHECKED gg_status gg_crew_add(gg_crew *crew, uint64_t seq,
                                 const unsigned char public_key[GG_PUBLIC_BYTES],
                                 const void *header, size_t n,
                                 const unsigned char signature[GG_SIGNATURE_BYTES], gg_error *err);
/* Hands over work of another kind, done once: by a thread, or here where there is none. */
GG_CHECKED gg_status gg_crew_task(gg_crew *crew, void (*task)(void *ctx), void *ctx, gg_error *err);
/* Waits for what is left, ends the threads, frees the crew; NULL does nothing. */
void gg_crew_end(gg_crew *crew, gg_crew_result *out);

#endif
