/* That one head of the log continues another (RFC 9162, 2.1.4): made with the registry, checked
 * with nothing but the two heads. */
#include <stdlib.h>
#include <string.h>

#include "audit_internal.h"

/* ---- making */

static void head_over(unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n, gg_tree_head *out)
{
    gg_tree tree;

    gg_tree_init(&tree);
    for (uint64_t i = 0; i < n; i++)
        gg_tree_add(&tree, leaves[i]);
    gg_tree_root(&tree, out);
}

static gg_status too_long(uint64_t asked, uint64_t n, gg_status status, gg_error *err)
{
    return gg_error_set(err, status, "find out what became of the end of the log",
                        "the log has %llu events, and %llu were named", (unsigned long long)n,
                        (unsigned long long)asked);
}

/* Whether the log begins as a head says. */
static gg_status check_begin(unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n,
                             const gg_tree_head *head, gg_error *err)
{
    gg_tree_head ours;

    if (head->size == 0 || head->size > n)
        return too_long(head->size, n, GG_E_NO, err);
    head_over(leaves, head->size, &ours);
    return memcmp(ours.root, head->root, sizeof ours.root) == 0
               ? GG_OK
               : gg_error_set(err, GG_E_NO, "run gauger audit verify --checkpoint on it",
                              "the log does not continue that checkpoint of %llu events",
                              (unsigned long long)head->size);
}

json_t *gg_head_document(const gg_tree_head *head)
{
    char root[GG_SHA256_HEX];

    return json_pack("{s:I, s:s}", "size", (json_int_t)head->size, "root",
                     gg_digest_hex(head->root, root));
}

gg_status gg_consistency_from(unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n,
                              const gg_tree_head *from, const gg_tree_head *now, json_t **out,
                              gg_error *err)
{
    char root[GG_SHA256_HEX];
    gg_tree_path path;

    gg_tree_prove_consistency(leaves, n, from->size, &path);
    if (!gg_tree_check_consistency(from, now, &path))
        return gg_error_set(err, GG_E_NO, "run gauger audit verify --checkpoint on it",
                            "the log does not continue that checkpoint");
    return gg_document(GG_OK, out, err,
                       json_pack("{s:I, s:s, s:o}", "size", (json_int_t)from->size, "root",
                                 gg_digest_hex(from->root, root), "path", gg_path_json(&path)));
}

static gg_status prove(gg_registry *reg, const gg_tree_head *from, const gg_tree_head *to,
                       json_t **out, gg_error *err)
{
    unsigned char(*leaves)[GG_SHA256_BYTES] = NULL;
    char id[GG_SHA256_HEX];
    gg_tree_path path;
    uint64_t n = 0;
    gg_status st = gg_registry_id(reg, id, err);

    if (st == GG_OK)
        st = gg_leaves_read(reg, &leaves, &n, err);
    if (st == GG_OK)
        st = check_begin(leaves, n, from, err);
    if (st == GG_OK)
        st = check_begin(leaves, n, to, err);
    if (st == GG_OK) {
        gg_tree_prove_consistency(leaves, to->size, from->size, &path);
        st =
            gg_document(GG_OK, out, err,
                        json_pack("{s:s, s:s, s:b, s:o, s:o, s:o}", "format", GG_CONSISTENCY_FORMAT,
                                  "id", id, "testing", reg->testing, "from", gg_head_document(from),
                                  "to", gg_head_document(to), "path", gg_path_json(&path)));
    }
    free(leaves);
    return st;
}

gg_status gg_registry_prove_between(gg_registry *reg, const gg_tree_head *a, const gg_tree_head *b,
                                    json_t **out, gg_error *err)
{
    bool begun = false, turned = a->size > b->size;
    gg_status st = gg_read_begin(reg, &begun, err);

    if (st == GG_OK)
        st = prove(reg, turned ? b : a, turned ? a : b, out, err);
    return gg_read_end(reg, begun, st, err);
}

gg_status gg_registry_head_at(gg_registry *reg, uint64_t size, gg_tree_head *out, gg_error *err)
{
    unsigned char(*leaves)[GG_SHA256_BYTES] = NULL;
    bool begun = false;
    uint64_t n = 0;
    gg_status st = gg_read_begin(reg, &begun, err);

    if (st == GG_OK)
        st = gg_leaves_read(reg, &leaves, &n, err);
    if (st == GG_OK && (size == 0 || size > n))
        st = too_long(size, n, GG_E_NOT_FOUND, err);
    if (st == GG_OK)
        head_over(leaves, size, out);
    free(leaves);
    return gg_read_end(reg, begun, st, err);
}

/* ---- checking */

static gg_status no_consistency(gg_error *err)
{
    return gg_error_set(err, GG_E_INPUT, "give what gauger audit prove --from --to wrote, whole",
                        "not a proof that one checkpoint continues another");
}

static bool read_head(const json_t *document, gg_tree_head *out)
{
    const json_t *size = json_object_get(document, "size");

    if (!json_is_integer(size) || json_integer_value(size) < 1)
        return false;
    out->size = (uint64_t)json_integer_value(size);
    return gg_digest_read(gg_json_string(document, "root", NULL), out->root);
}

/* Of a proof of an event: from the head that it was made with, to its own checkpoint. */
static gg_status read_proof(const json_t *document, gg_consistency *out, gg_error *err)
{
    const json_t *part = json_object_get(document, "consistency");
    const char *note = gg_json_string(document, "checkpoint", "");
    gg_checkpoint_head to;
    gg_status st = gg_checkpoint_read(note, strlen(note), &to, err);

    if (st != GG_OK)
        return st;
    out->to = to.head;
    gg_copy(out->id, sizeof out->id, to.id);
    return read_head(part, &out->from) && gg_path_read(json_object_get(part, "path"), &out->path)
               ? GG_OK
               : no_consistency(err);
}

static gg_status read_between(const json_t *document, gg_consistency *out, gg_error *err)
{
    const char *id = gg_json_string(document, "id", NULL);
    /* Earlier versions did not say whether the registry is for testing; what else is there is of
     * nobody, since nothing here is signed. */
    bool whole = json_object_size(document) ==
                 5 + (size_t)json_is_boolean(json_object_get(document, "testing"));

    if (!whole || !gg_digest_check(id) ||
        !read_head(json_object_get(document, "from"), &out->from) ||
        !read_head(json_object_get(document, "to"), &out->to) ||
        !gg_path_read(json_object_get(document, "path"), &out->path))
        return no_consistency(err);
    gg_copy(out->id, sizeof out->id, id);
    return GG_OK;
}

gg_status gg_consistency_read(const json_t *document, gg_consistency *out, gg_error *err)
{
    const char *format = gg_json_string(document, "format", "");
    gg_consistency read;
    gg_status st;

    memset(&read, 0, sizeof read);
    if (strcmp(format, GG_CONSISTENCY_FORMAT) == 0)
        st = read_between(document, &read, err);
    else if (strcmp(format, GG_PROOF_FORMAT) == 0)
        st = read_proof(document, &read, err);
    else
        st = no_consistency(err);
    if (st == GG_OK && !gg_tree_check_consistency(&read.from, &read.to, &read.path))
        st = gg_error_set(err, GG_E_NO, "find out who made it",
                          "the proof does not lead from one checkpoint to the other");
    if (st == GG_OK)
        *out = read;
    return st;
}

bool gg_head_same(const gg_tree_head *a, const gg_tree_head *b)
{
    return a->size == b->size && memcmp(a->root, b->root, sizeof a->root) == 0;
}

bool gg_consistency_joins(const gg_consistency *proof, const gg_tree_head *a, const gg_tree_head *b)
{
    return (gg_head_same(&proof->from, a) && gg_head_same(&proof->to, b)) ||
           (gg_head_same(&proof->from, b) && gg_head_same(&proof->to, a));
}

bool gg_consistency_holds(const json_t *part, const gg_tree_head *head, gg_tree_head *from)
{
    gg_tree_path path;

    return read_head(part, from) && gg_path_read(json_object_get(part, "path"), &path) &&
           gg_tree_check_consistency(from, head, &path);
}
