/* Any bytes as a signed envelope: nobody has signed it, and signing it works where it is one. */
#include "document.h"

#include "gauger/base/dsse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char seed[GG_SEED_BYTES] = {7};
    json_t *value = NULL;
    gg_signer *signer = NULL;
    gg_dsse dsse;

    if (gg_json_parse((const char *)data, size, "input.json", &value, NULL) != GG_OK)
        return 0;
    if (gg_dsse_open(value, &dsse, NULL) == GG_OK) {
        must(gg_signer_from_seed(seed, &signer, NULL) == GG_OK);
        must(!gg_dsse_check(&dsse, gg_signer_public(signer)));
        gg_dsse_release(&dsse);
        if (gg_dsse_sign(value, signer, NULL) == GG_OK) {
            must(gg_dsse_open(value, &dsse, NULL) == GG_OK);
            must(gg_dsse_check(&dsse, gg_signer_public(signer)));
            gg_dsse_release(&dsse);
        }
        gg_signer_free(signer);
    }
    json_decref(value);
    return 0;
}
