/* Any bytes as a list of keys, a checkpoint, a proof and the envelope of a card: each is read or
 * refused, and nothing that was not signed by the key of the list holds. */
#include "document.h"

#include "gauger/registry/card.h"

static const char list[] =
    "# gauger/keys/1 ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb people one\n"
    "gauger/ab12/ada+7398768f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea account=ada "
    "roles=administrator since=1\n";

static void as_list(const char *data, size_t size)
{
    gg_known_keys keys;

    if (gg_known_keys_parse(data, size, &keys, NULL) != GG_OK)
        return;
    for (size_t i = 0; i < keys.n; i++)
        must(keys.keys[i].account[0] && keys.keys[i].since > 0);
    gg_known_keys_release(&keys);
}

static void as_document(const char *data, size_t size, const gg_known_keys *keys)
{
    json_t *value = NULL, *report = NULL;

    if (gg_json_parse(data, size, "input.json", &value, NULL) != GG_OK)
        return;
    if (gg_proof_check(value, keys, &report, NULL) == GG_OK)
        must(strcmp(gg_json_string(report, "result", ""), "refuted") == 0);
    json_decref(report);
    report = NULL;
    if (gg_card_check("x", 1, value, keys, &report, NULL) == GG_OK)
        must(strcmp(gg_json_string(report, "result", ""), "refuted") == 0);
    json_decref(report);
    json_decref(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    gg_checkpoint_head head;
    gg_known_keys keys;

    must(gg_known_keys_parse(list, sizeof list - 1, &keys, NULL) == GG_OK);
    as_list(text, size);
    if (gg_checkpoint_read(text, size, &head, NULL) == GG_OK)
        must(head.head.size > 0);
    must(gg_checkpoint_known(text, size, &keys, NULL, NULL) != GG_OK);
    as_document(text, size, &keys);
    gg_known_keys_release(&keys);
    return 0;
}
