/* Proofs about single events, to be checked with no registry. */
#include <stdlib.h>
#include <string.h>

#include "audit_internal.h"
#include "gauger/registry/account.h"
#include "gauger/base/base64.h"

gg_status gg_leaves_read(gg_registry *reg, unsigned char (**out)[GG_SHA256_BYTES], uint64_t *n,
                         gg_error *err)
{
    unsigned char(*leaves)[GG_SHA256_BYTES];
    sqlite3_stmt *row;
    gg_tree_head head;
    uint64_t i = 0;
    bool more;
    gg_status st = gg_registry_head(reg, &head, err);

    if (st != GG_OK)
        return st;
    leaves = head.size < SIZE_MAX / GG_SHA256_BYTES ? calloc((size_t)head.size + 1, sizeof *leaves)
                                                    : NULL;
    if (!leaves)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    st = gg_db_query(&reg->db, &row, err, "SELECT leaf FROM events WHERE seq <= ?1 ORDER BY seq",
                     "i", (int64_t)head.size);
    while (st == GG_OK && (st = gg_db_step(&reg->db, row, &more, err)) == GG_OK && more)
        if (i < head.size && sqlite3_column_bytes(row, 0) == GG_SHA256_BYTES)
            memcpy(leaves[i++], sqlite3_column_blob(row, 0), GG_SHA256_BYTES);
    if (st == GG_OK && i != head.size) {
        gg_error_where(err, reg->path, 0, NULL);
        st = gg_error_set(err, GG_E_INPUT, "run gauger audit verify",
                          "the log and its head disagree");
    }
    if (st != GG_OK) {
        free(leaves);
        return st;
    }
    *out = leaves;
    *n = head.size;
    return GG_OK;
}

json_t *gg_path_json(const gg_tree_path *path)
{
    json_t *list = json_array();
    char hex[GG_SHA256_HEX];

    for (size_t i = 0; list && i < path->n; i++)
        if (json_array_append_new(list, json_string(gg_digest_hex(path->nodes[i], hex))) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static json_t *base64(sqlite3_stmt *row, int column)
{
    json_t *out = NULL;
    gg_buf text;

    if (sqlite3_column_type(row, column) == SQLITE_NULL)
        return json_null();
    gg_buf_init(&text, 0);
    gg_base64_append(&text, sqlite3_column_blob(row, column),
                     (size_t)sqlite3_column_bytes(row, column));
    if (!text.failed)
        out = json_stringn(text.data ? text.data : "", text.size);
    gg_buf_release(&text);
    return out;
}

static json_t *bytes_text(sqlite3_stmt *row, int column)
{
    if (sqlite3_column_type(row, column) == SQLITE_NULL)
        return json_null();
    return json_stringn(sqlite3_column_blob(row, column),
                        (size_t)sqlite3_column_bytes(row, column));
}

gg_status gg_event_proof(gg_registry *reg, unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n,
                         uint64_t seq, bool open, json_t **out, gg_error *err)
{
    gg_tree_path path;
    sqlite3_stmt *row;
    json_t *proof;
    bool there = false;
    gg_status st = GG_OK;

    if (seq > 0 && seq <= n)
        st = gg_db_query(&reg->db, &row, err,
                         "SELECT e.header, e.signature, p.salt, p.payload FROM events e"
                         " LEFT JOIN payloads p ON p.seq = e.seq WHERE e.seq = ?1",
                         "i", (int64_t)seq);
    if (st == GG_OK && seq > 0 && seq <= n)
        st = gg_db_step(&reg->db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there)
        return gg_error_set(err, GG_E_NOT_FOUND, "see gauger audit log", "there is no event %llu",
                            (unsigned long long)seq);
    gg_tree_prove_inclusion(leaves, n, seq - 1, &path);
    proof = json_pack("{s:I, s:o, s:o, s:{s:I, s:o}, s:o, s:o}", "seq", (json_int_t)seq, "header",
                      bytes_text(row, 0), "signature", base64(row, 1), "inclusion", "index",
                      (json_int_t)seq - 1, "path", gg_path_json(&path), "salt",
                      open ? base64(row, 2) : json_null(), "payload",
                      open ? bytes_text(row, 3) : json_null());
    sqlite3_reset(row);
    return gg_document(GG_OK, out, err, proof);
}

static gg_status prove(gg_registry *reg, uint64_t seq, const gg_tree_head *from, bool open,
                       json_t **out, gg_error *err)
{
    unsigned char(*leaves)[GG_SHA256_BYTES] = NULL;
    json_t *event = NULL, *consistency = NULL, *checkpoint = NULL;
    gg_tree_head head;
    uint64_t n = 0;
    gg_status st = gg_leaves_read(reg, &leaves, &n, err);

    if (st == GG_OK)
        st = gg_registry_head(reg, &head, err);
    if (st == GG_OK && seq)
        st = gg_event_proof(reg, leaves, n, seq, open, &event, err);
    if (st == GG_OK && from)
        st = gg_consistency_from(leaves, n, from, &head, &consistency, err);
    if (st == GG_OK)
        st = gg_checkpoint_sign(reg, &head, &checkpoint, err);
    if (st == GG_OK)
        gg_printed_keep(reg, &head);
    if (st == GG_OK)
        st = gg_document(GG_OK, out, err,
                         json_pack("{s:s, s:O, s:O, s:O, s:O}", "format", GG_PROOF_FORMAT, "id",
                                   json_object_get(checkpoint, "id"), "checkpoint",
                                   json_object_get(checkpoint, "note"), "event",
                                   event ? event : json_null(), "consistency",
                                   consistency ? consistency : json_null()));
    free(leaves);
    json_decref(event);
    json_decref(consistency);
    json_decref(checkpoint);
    return st;
}

gg_status gg_registry_prove(gg_registry *reg, uint64_t seq, const gg_tree_head *from, bool open,
                            json_t **out, gg_error *err)
{
    bool begun = false;
    gg_status st = gg_registry_need_signer(reg, "audit.prove", err);

    if (st == GG_OK && seq)
        st = gg_registry_sees_event(reg, seq, err);
    if (st == GG_OK)
        st = gg_read_begin(reg, &begun, err);
    if (st == GG_OK)
        st = prove(reg, seq, from, open, out, err);
    return gg_read_end(reg, begun, st, err);
}

gg_status gg_registry_event_of(gg_registry *reg, const char *object, uint64_t *seq, gg_error *err)
{
    uint64_t found = 0;
    gg_status st = gg_db_number(&reg->db, &found, err,
                                "SELECT max(seq) FROM entry WHERE object = ?1", "s", object);

    if (st == GG_OK && !found)
        st = gg_error_set(err, GG_E_NOT_FOUND, "see gauger audit log",
                          "no event is about this object");
    if (st == GG_OK)
        *seq = found;
    return st;
}
