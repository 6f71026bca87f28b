/* Any bytes as a manifest; what one that is accepted states can be read again, and fingerprinted.
 */
#include "document.h"

#include "gauger/model/fingerprint.h"
#include "gauger/table/operation.h"
#include "model/input_internal.h"

static void check_features(const gg_manifest *manifest)
{
    gg_feature *features = NULL;
    gg_arena arena;
    size_t n = 0;

    gg_arena_init(&arena);
    must(gg_features_read(manifest->document, &arena, &features, &n, NULL) == GG_OK);
    for (size_t i = 0; i < n; i++) {
        bool numeric = features[i].type == GG_FEATURE_NUMERIC;

        must(features[i].name[0]);
        must(numeric || (features[i].transform == GG_TRANSFORM_NONE && !features[i].standardize));
        must(features[i].encoding != (numeric ? GG_ENCODE_ONE_HOT : GG_ENCODE_NUMBER));
    }
    gg_arena_release(&arena);
}

static void check_conditions(const gg_suppression *rule)
{
    static const char *const cells[] = {"", "x", "7", "-1e9"};

    must(rule->n_conditions > 0);
    for (size_t i = 0; i < rule->n_conditions; i++)
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) {
            const gg_view cell = {cells[k], strlen(cells[k])};
            bool holds = false;
            gg_status st = gg_condition_holds(&rule->conditions[i], cell, &holds, NULL);

            must(st == GG_OK || (st == GG_E_INPUT && !rule->conditions[i].words && k == 1));
            must(!(holds && cell.size == 0));
        }
}

static void check_operation(const gg_manifest *manifest)
{
    gg_operation operation;
    size_t models = 0;

    must(gg_operation_parse(json_object_get(manifest->document, "suppression"),
                            json_object_get(manifest->document, "precedence"), &operation,
                            NULL) == GG_OK);
    must(operation.n_rules <= GG_MOST_RULES && operation.n_sources <= GG_MOST_SOURCES);
    for (size_t i = 0; i < operation.n_rules; i++)
        check_conditions(&operation.rules[i]);
    for (size_t i = 0; i < operation.n_sources; i++)
        models += operation.sources[i].column == NULL;
    must(models == (operation.n_sources > 0));
    gg_operation_release(&operation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char digest[GG_SHA256_HEX];
    json_t *document = NULL;
    gg_manifest manifest;
    gg_error err;
    gg_status st;

    gg_error_init(&err);
    st = gg_json_parse((const char *)data, size, "input.yaml", &document, &err);
    if (st == GG_OK)
        st = gg_manifest_parse(document, &manifest, &err);
    json_decref(document);
    if (st != GG_OK) {
        gg_error_where(&err, "input.yaml", 0, NULL);
        check_error(st, &err);
        return 0;
    }
    must(gg_fingerprint_composition(&manifest, digest, NULL) == GG_OK);
    must(gg_fingerprint_operating(&manifest, digest, NULL) == GG_OK);
    check_features(&manifest);
    check_operation(&manifest);
    gg_manifest_release(&manifest);
    return 0;
}
