#include "weights.h"

#include <string.h>

#include "gauger/model/artifact.h"
#include "gauger/registry/files.h"

/* One side: its weights, or why there are none. */
typedef struct side {
    json_t *weights;
    const char *why; /* NULL where there are weights */
} side;

static const char *name_of(gg_cli *cli, const json_t *version)
{
    const char *name = gg_arena_printf(&cli->arena, "%s@%lld", gg_json_string(version, "name", ""),
                                       (long long)gg_json_number(version, "version", 0));

    return name ? name : "a version";
}

/* The note on an artifact without weights, which may be a sentence, as a part of one. */
static const char *why_none(gg_cli *cli, const json_t *version, const char *note)
{
    size_t n = strlen(note);

    while (n > 0 && note[n - 1] == '.')
        n--;
    return gg_arena_printf(&cli->arena, "%s: %.*s", name_of(cli, version), (int)n, note);
}

/* An artifact that cannot be read is told, not failed for: the rest of the difference holds. */
static gg_status read_weights(gg_cli *cli, const gg_manifest *manifest, const char *path,
                              const json_t *version, side *out, gg_error *err)
{
    gg_error own;
    gg_status status;

    gg_error_init(&own);
    status = gg_artifact_weights(manifest, path, &out->weights, &own);
    if (status == GG_E_INPUT)
        out->why = gg_arena_printf(&cli->arena, "the artifact of %s cannot be read: %s",
                                   name_of(cli, version), own.what);
    else if (status != GG_OK)
        return gg_error_set(err, status, own.mend, "%s", own.what);
    else if (!out->weights)
        out->why = gg_arena_printf(&cli->arena, "the scores of %s come with the table",
                                   name_of(cli, version));
    else if (json_array_size(json_object_get(out->weights, "features")) == 0)
        out->why = why_none(cli, version, gg_json_string(out->weights, "note", "no weights"));
    if (!out->weights && !out->why)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

static gg_status open_side(gg_cli *cli, gg_registry *reg, const json_t *version, side *out,
                           gg_error *err)
{
    const char *digest = gg_json_string(version, "artifact_sha256", "");
    gg_manifest manifest = {0};
    gg_status status = gg_manifest_parse(json_object_get(version, "manifest"), &manifest, err);
    gg_buf path;

    gg_buf_init(&path, 0);
    if (status == GG_OK && *digest)
        status = gg_registry_file_path(reg, digest, &path, err);
    if (status == GG_OK)
        status = read_weights(cli, &manifest, *digest ? path.data : NULL, version, out, err);
    gg_buf_release(&path);
    gg_manifest_release(&manifest);
    return status;
}

static int put(json_t *document, json_t *reweighted, const char *why)
{
    if (json_object_set_new(document, "reweighted", reweighted) != 0)
        return -1;
    return why ? json_object_set_new(document, "reweighted_why", json_string(why)) : 0;
}

gg_status gg_weights_compare(gg_cli *cli, gg_registry *reg, const json_t *from, const json_t *to,
                             json_t *document, gg_error *err)
{
    side a = {0}, b = {0};
    json_t *reweighted = NULL;
    gg_status status = open_side(cli, reg, from, &a, err);
    const char *why;

    if (status == GG_OK)
        status = open_side(cli, reg, to, &b, err);
    if (status == GG_OK)
        status = gg_artifact_reweighted(a.weights, b.weights, &reweighted, err);
    json_decref(a.weights);
    json_decref(b.weights);
    if (status != GG_OK)
        return status;
    why = a.why ? a.why : b.why;
    if (!why && json_is_null(reweighted))
        why = "points and log odds are on no common scale";
    if (put(document, reweighted, why) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

gg_status gg_weights_read(gg_cli *cli, gg_registry *reg, const json_t *version, json_t **out,
                          gg_error *err)
{
    side s = {0};
    gg_error own;
    gg_status status;

    /* What was read before may have left its file's name in err. */
    gg_error_init(&own);
    status = open_side(cli, reg, version, &s, &own);
    if (status == GG_OK)
        *out = s.weights;
    else
        *err = own;
    return status;
}

/* A version is shown even where its artifact is gone, or is no longer what was registered. */
gg_status gg_weights_add(gg_cli *cli, gg_registry *reg, json_t *version, gg_error *err)
{
    side s = {0};
    gg_error own;
    gg_status status;
    bool none;

    gg_error_init(&own);
    status = open_side(cli, reg, version, &s, &own);
    if (status == GG_E_INPUT || status == GG_E_NOT_FOUND)
        s.why = gg_arena_printf(&cli->arena, "the artifact of %s cannot be read: %s",
                                name_of(cli, version), own.what);
    else if (status != GG_OK)
        *err = own;
    if (status != GG_OK && !s.why)
        return gg_error_set(err, status, NULL, "out of memory");
    none = s.weights == NULL;
    if (json_object_set_new(version, "weights", none ? json_null() : s.weights) != 0 ||
        (none && json_object_set_new(version, "weights_why", json_string(s.why)) != 0))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}
