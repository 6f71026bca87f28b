#include "card_documents.h"

#include <string.h>

#include "gauger/registry/dataset.h"
#include "gauger/registry/files.h"
#include "gauger/registry/lifecycle.h"
#include "gauger/registry/model.h"
#include "weights.h"

#define BASES_MOST 1000 /* a chain of versions that take over an artifact ends long before */

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* Whether the evaluation of an event is the same document: it may have been stored again. */
static bool is_same_evaluation(const gg_card_documents *d, double seq)
{
    const char *sha256 = gg_json_string(d->stored, "sha256", "");
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(d->version, "evaluations"), i, one)
    {
        if (gg_json_number(one, "seq", 0) == seq)
            return strcmp(gg_json_string(one, "sha256", "-"), sha256) == 0;
    }
    return false;
}

static gg_status find_verdict(gg_registry *reg, gg_card_documents *d, gg_error *err)
{
    const char *sha256 = NULL;
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(d->version, "verdicts"), i, one)
    {
        if (is_same_evaluation(d, gg_json_number(one, "evaluation", 0)))
            sha256 = gg_json_string(one, "sha256", NULL);
    }
    return sha256 ? gg_registry_get_document(reg, sha256, &d->verdict, err) : GG_OK;
}

static gg_status find_datasets(gg_registry *reg, gg_card_documents *d, gg_error *err)
{
    const char *on = gg_json_string(d->stored, "dataset", NULL);
    const char *trained = gg_json_string(json_object_get(d->version, "training"), "dataset", NULL);
    gg_status status = on ? gg_dataset_show(reg, on, &d->dataset, err) : GG_OK;

    if (status == GG_OK && trained)
        status = gg_dataset_show(reg, trained, &d->training, err);
    return status;
}

/* An adjustment takes over the artifact of its base, and what is on record of its training. */
static gg_status find_fit(gg_cli *cli, gg_registry *reg, gg_card_documents *d, gg_error *err)
{
    const char *artifact = gg_json_string(d->version, "artifact_sha256", "");
    const char *name = gg_json_string(d->version, "name", "");
    json_t *version = json_incref(d->version), *base;
    gg_status status = GG_OK;

    for (size_t i = 0; *artifact && i < BASES_MOST; i++) {
        const char *fit = gg_json_string(json_object_get(version, "training"), "fit", NULL);
        double from = gg_json_number(version, "from", 0);
        const char *reference = gg_arena_printf(&cli->arena, "%s@%lld", name, (long long)from);

        if (fit)
            status = gg_registry_get_document(reg, fit, &d->fit, err);
        if (fit || from < 1)
            break;
        base = NULL;
        status = reference ? gg_version_show(reg, reference, &base, err) : memory(err);
        json_decref(version);
        version = base;
        if (status != GG_OK || strcmp(gg_json_string(base, "artifact_sha256", ""), artifact) != 0)
            break;
    }
    json_decref(version);
    return status;
}

/* The newest that are stored with an evaluation on the same rows: one that was made later, as of a
 * version in production, may have none. */
static const json_t *listed_comparisons(const gg_card_documents *d)
{
    const json_t *evaluations = json_object_get(d->version, "evaluations");
    const char *rows = gg_json_string(d->stored, "data_sha256", "");

    for (size_t i = json_array_size(evaluations); i-- > 0;) {
        const json_t *one = json_array_get(evaluations, i);
        const json_t *list = json_object_get(one, "comparisons");

        if (strcmp(gg_json_string(one, "data_sha256", "-"), rows) == 0 && json_array_size(list) > 0)
            return list;
    }
    return NULL;
}

static gg_status find_comparisons(gg_registry *reg, gg_card_documents *d, gg_error *err)
{
    gg_status status = GG_OK;
    json_t *one;
    size_t i;

    d->comparisons = json_array();
    json_array_foreach(listed_comparisons(d), i, one)
    {
        json_t *comparison = NULL;

        if (status == GG_OK)
            status =
                gg_registry_get_document(reg, gg_json_string(one, "sha256", ""), &comparison, err);
        if (status == GG_OK &&
            json_array_append_new(d->comparisons, json_pack("{s:s, s:O}", "versus",
                                                            gg_json_string(one, "versus", ""),
                                                            "comparison", comparison)) != 0)
            status = memory(err);
        json_decref(comparison);
    }
    return status;
}

gg_status gg_card_documents_find(gg_cli *cli, gg_registry *reg, const char *reference,
                                 const char *on, gg_card_documents *out, gg_error *err)
{
    gg_status status = gg_version_show(reg, reference, &out->version, err);
    const char *full =
        gg_arena_printf(&cli->arena, "%s@%lld", gg_json_string(out->version, "name", ""),
                        (long long)gg_json_number(out->version, "version", 0));

    if (status == GG_OK)
        status = full ? gg_version_evaluation_shown(reg, full, on, &out->stored, err) : memory(err);
    if (status == GG_OK)
        status = find_verdict(reg, out, err);
    if (status == GG_OK)
        status = find_datasets(reg, out, err);
    if (status == GG_OK)
        status = find_fit(cli, reg, out, err);
    if (status == GG_OK)
        status = gg_weights_read(cli, reg, out->version, &out->weights, err);
    if (status == GG_OK)
        status = find_comparisons(reg, out, err);
    return status;
}

void gg_card_documents_release(gg_card_documents *d)
{
    json_t *all[] = {d->version,  d->stored, d->verdict, d->dataset,
                     d->training, d->fit,    d->weights, d->comparisons};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        json_decref(all[i]);
    *d = (gg_card_documents){0};
}
