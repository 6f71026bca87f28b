/* Events that somebody writes into the file with a key of their own, past the program: each has the
 * right hashes and a signature that holds. */
#ifndef GG_TESTS_FORGE_H
#define GG_TESTS_FORGE_H

#include "registry/people.h"

static inline void forge_bind(sqlite3_stmt *stmt, int i, const void *data, size_t n)
{
    ck_assert_int_eq(sqlite3_bind_blob64(stmt, i, data, n, SQLITE_TRANSIENT), SQLITE_OK);
}

static inline void forge_hex(const unsigned char *data, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++)
        snprintf(out + 2 * i, 3, "%02x", data[i]);
}

/* The number and the leaf of the last event. */
static inline void forge_after(sqlite3 *db, int64_t *seq, char leaf[65])
{
    sqlite3_stmt *stmt;

    ck_assert_int_eq(sqlite3_prepare_v2(db,
                                        "SELECT seq, lower(hex(leaf)) FROM events"
                                        " ORDER BY seq DESC LIMIT 1",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
    *seq = sqlite3_column_int64(stmt, 0);
    snprintf(leaf, 65, "%s", (const char *)sqlite3_column_text(stmt, 1));
    sqlite3_finalize(stmt);
}

static inline void forge_rows(sqlite3 *db, int64_t seq, const gg_buf *header,
                              const gg_signer *signer, const unsigned char *salt,
                              const gg_buf *payload)
{
    unsigned char leaf[GG_SHA256_BYTES], signature[GG_SIGNATURE_BYTES];
    sqlite3_stmt *stmt;
    gg_buf message;

    gg_tree_leaf(header->data, header->size, leaf);
    gg_buf_init(&message, 0);
    gg_buf_puts(&message, "gauger-event-v2\n");
    gg_buf_append(&message, header->data, header->size);
    gg_sign(signer, message.data, message.size, signature);
    gg_buf_release(&message);
    ck_assert_int_eq(sqlite3_prepare_v2(
                         db,
                         "INSERT INTO events(seq, header, leaf, signature) VALUES(?1, ?2, ?3, ?4)",
                         -1, &stmt, NULL),
                     SQLITE_OK);
    sqlite3_bind_int64(stmt, 1, seq);
    forge_bind(stmt, 2, header->data, header->size);
    forge_bind(stmt, 3, leaf, sizeof leaf);
    forge_bind(stmt, 4, signature, sizeof signature);
    ck_assert_int_eq(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
    ck_assert_int_eq(
        sqlite3_prepare_v2(db, "INSERT INTO payloads(seq, salt, payload) VALUES(?1, ?2, ?3)", -1,
                           &stmt, NULL),
        SQLITE_OK);
    sqlite3_bind_int64(stmt, 1, seq);
    forge_bind(stmt, 2, salt, 16);
    forge_bind(stmt, 3, payload->data, payload->size);
    ck_assert_int_eq(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
}

/* Writes the next event in the name of `who`, signed with `signer`. The payload is given up. */
static inline void forge(crew *c, const char *who, const gg_signer *signer, const char *action,
                         const char *object, json_t *payload)
{
    static const unsigned char salt[16] = "sixteen bytes...";
    char previous[65], digest[65];
    unsigned char sum[GG_SHA256_BYTES];
    int64_t seq = 0;
    sqlite3 *db;
    json_t *header;
    gg_buf body, text;
    gg_sha256 h;

    ck_assert_ptr_nonnull(payload);
    ck_assert_int_eq(sqlite3_open(c->p.db, &db), SQLITE_OK);
    forge_after(db, &seq, previous);
    gg_buf_init(&body, 0);
    gg_buf_init(&text, 0);
    gg_json_canonical(payload, &body);
    gg_sha256_init(&h);
    gg_sha256_add(&h, salt, sizeof salt);
    gg_sha256_add(&h, body.data, body.size);
    gg_sha256_final(&h, sum);
    forge_hex(sum, sizeof sum, digest);
    header = json_pack("{s:i, s:I, s:s, s:{s:s, s:b, s:s}, s:s, s:s, s:s, s:s, s:n}", "v", 2, "seq",
                       (json_int_t)(seq + 1), "time", "2026-01-01T00:00:00Z", "actor", "name", who,
                       "claimed", 0, "key", gg_signer_id(signer), "action", action, "object",
                       object, "payload_sha256", digest, "previous", previous, "request");
    ck_assert_ptr_nonnull(header);
    gg_json_canonical(header, &text);
    forge_rows(db, seq + 1, &text, signer, salt, &body);
    gg_buf_release(&body);
    gg_buf_release(&text);
    json_decref(header);
    json_decref(payload);
    sqlite3_close(db);
}

#endif
