/* Any bytes as a list of keys, a checkpoint, a proof, a proof between two checkpoints, and the
 * envelope of a card with what is beside its signatures: each is read or refused, and nothing that
 * was not signed by the key of the list holds. */
#include "document.h"

#include "gauger/registry/card.h"
#include "gauger/registry/tree.h"
#include "registry/audit_internal.h"

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

/* What is read leads from one of its heads to the other, and joins nobody else's. */
static void as_consistency(const json_t *value)
{
    gg_consistency proof;
    gg_tree_head other = {.size = 7};

    if (gg_consistency_read(value, &proof, NULL) != GG_OK)
        return;
    must(proof.from.size > 0 && proof.from.size <= proof.to.size);
    must(gg_tree_check_consistency(&proof.from, &proof.to, &proof.path));
    must(gg_consistency_joins(&proof, &proof.to, &proof.from));
    memset(other.root, 0x5a, sizeof other.root);
    must(!gg_consistency_joins(&proof, &other, &proof.to) || gg_head_same(&other, &proof.from));
}

/* What lies beside a signature shows nothing that no key of the list signed. */
static void as_record(const json_t *value, const gg_known_keys *keys)
{
    gg_recording r = {.keys = keys,
                      .head = {.size = 1},
                      .object = "model/lanes@1",
                      .card = keys->id,
                      .issued = 1,
                      .findings = json_array(),
                      .heads = json_array()};
    json_t *facts = NULL;

    must(gg_countersign_check(&r, value, &keys->keys[0], &facts, NULL) == GG_OK && !facts);
    must(json_array_size(r.findings) > 0 && json_array_size(r.heads) == 0);
    json_decref(r.findings);
    json_decref(r.heads);
}

static void as_document(const char *data, size_t size, const gg_known_keys *keys)
{
    json_t *value = NULL, *report = NULL;

    if (gg_json_parse(data, size, "input.json", &value, NULL) != GG_OK)
        return;
    as_consistency(value);
    as_record(value, keys);
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
