/* Fingerprints and differences of manifests. */
#include "gauger/model/fingerprint.h"

#include <string.h>

#include "model_internal.h"

const char *const gg_composition_keys[] = {"algorithm", "hyperparameters", "features",
                                           "target",    "population",      NULL};
const char *const gg_operating_keys[] = {"threshold", "suppression", "precedence", NULL};

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static json_t *or_null(json_t *value)
{
    return value ? json_incref(value) : json_null();
}

static gg_status fingerprint(const gg_manifest *manifest, const char *const *names,
                             char out[GG_SHA256_HEX], gg_error *err)
{
    json_t *part = json_object();
    gg_status status = GG_OK;
    gg_buf text;

    gg_buf_init(&text, 0);
    for (size_t i = 0; names[i] && !status; i++)
        if (json_object_set_new(part, names[i],
                                or_null(json_object_get(manifest->document, names[i]))) != 0)
            status = memory(err);
    if (!status) {
        gg_json_canonical(part, &text);
        status = gg_buf_check(&text, err);
    }
    if (!status)
        gg_sha256_hex(text.data, text.size, out);
    json_decref(part);
    gg_buf_release(&text);
    return status;
}

gg_status gg_fingerprint_composition(const gg_manifest *manifest, char out[GG_SHA256_HEX],
                                     gg_error *err)
{
    return fingerprint(manifest, gg_composition_keys, out, err);
}

gg_status gg_fingerprint_operating(const gg_manifest *manifest, char out[GG_SHA256_HEX],
                                   gg_error *err)
{
    return fingerprint(manifest, gg_operating_keys, out, err);
}
