/* The files of an event: stored, and named in its payload, so that a file that is gone is missed.
 */
#include "gauger/registry/files.h"
#include "registry_internal.h"

static gg_status name(const gg_stored *stored, json_t *files, gg_error *err)
{
    json_t *one =
        json_pack("{s:s, s:I}", "sha256", stored->sha256, "bytes", (json_int_t)stored->bytes);

    if (json_array_append_new(files, one) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

gg_status gg_store_document(gg_registry *reg, const json_t *document, json_t *files,
                            char sha256[GG_SHA256_HEX], gg_error *err)
{
    gg_stored stored;
    gg_status st;

    sha256[0] = '\0';
    if (!document)
        return GG_OK;
    st = gg_registry_put_document(reg, document, &stored, err);
    if (st == GG_OK)
        st = name(&stored, files, err);
    if (st == GG_OK)
        gg_copy(sha256, GG_SHA256_HEX, stored.sha256);
    return st;
}

/* The length is that of the file. */
gg_status gg_name_stored(gg_registry *reg, const char *sha256, json_t *files, gg_error *err)
{
    gg_buf path;
    gg_stored stored;
    gg_status st;

    if (!sha256 || !sha256[0])
        return GG_OK;
    gg_buf_init(&path, 0);
    st = gg_registry_file_path(reg, sha256, &path, err);
    if (st == GG_OK)
        st = gg_registry_put_file(reg, path.data, &stored, err);
    if (st == GG_OK)
        st = name(&stored, files, err);
    gg_buf_release(&path);
    return st;
}
