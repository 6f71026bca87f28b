/* Issuing a card: what it rests on, proven, in an envelope beside it. */
#include <stdlib.h>
#include <string.h>

#include "audit_internal.h"
#include "gauger/base/dsse.h"
#include "gauger/registry/card.h"
#include "gauger/registry/files.h"
#include "grounds.h"
#include "lifecycle_internal.h"

/* What a card is issued on. */
typedef struct grounds {
    gg_version v;
    gg_standing standing;
    uint64_t registered, sent; /* events; sent: 0 for never */
    json_t *approvals;         /* numbers of events */
    json_t *verdict;           /* the stored document */
    char sha256[GG_SHA256_HEX];
    uint64_t issued;
} grounds;

static json_t *number_row(sqlite3_stmt *row)
{
    return json_integer((json_int_t)sqlite3_column_int64(row, 0));
}

static gg_status find_verdict(gg_registry *reg, grounds *g, gg_error *err)
{
    char sha256[GG_SHA256_HEX] = "";
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(&reg->db, &row, err, "SELECT sha256 FROM verdict WHERE seq = ?1",
                               "i", (int64_t)g->standing.verdict);

    if (st == GG_OK)
        st = gg_db_step(&reg->db, row, &there, err);
    if (st == GG_OK && there) {
        gg_db_copy(row, 0, sha256, sizeof sha256);
        sqlite3_reset(row);
    }
    return st == GG_OK ? gg_registry_get_document(reg, sha256, &g->verdict, err) : st;
}

static gg_status find_parties(gg_registry *reg, grounds *g, gg_error *err)
{
    gg_status st = gg_db_number(&reg->db, &g->registered, err,
                                "SELECT seq FROM version WHERE name = ?1 AND number = ?2", "si",
                                g->v.model, (int64_t)g->v.number);

    return st == GG_OK ? gg_db_number(&reg->db, &g->sent, err,
                                      "SELECT ifnull(sent, 0) FROM version WHERE name = ?1"
                                      " AND number = ?2",
                                      "si", g->v.model, (int64_t)g->v.number)
                       : st;
}

static gg_status find_grounds(gg_registry *reg, const char *reference, const char *now, grounds *g,
                              gg_error *err)
{
    char object[GG_NAME_MAX + 40];
    gg_tried tried = {"card.issue", object, "verdict", "judge it first: gauger gate",
                      GG_E_CONFLICT};
    gg_status st = gg_version_find(reg, reference, &g->v, err);

    if (st == GG_OK)
        st = gg_standing_read(&reg->db, &g->v, now, &g->standing, err);
    snprintf(object, sizeof object, "model/%s@%llu", g->v.model, (unsigned long long)g->v.number);
    if (st == GG_OK && !g->standing.verdict)
        st = gg_registry_refuse(reg, &tried, err, "%s@%llu has no verdict by the policy in force",
                                g->v.model, (unsigned long long)g->v.number);
    if (st == GG_OK)
        st = gg_rows(&reg->db, g->approvals, number_row, err,
                     "SELECT s.seq FROM state s WHERE s.name = ?1 AND s.number = ?2"
                     " AND s.new = 'approved' AND s.result = 'done' AND s.seq > (SELECT max(seq)"
                     " FROM state WHERE name = ?1 AND number = ?2 AND new = 'review'"
                     " AND result = 'done') ORDER BY s.seq",
                     "si", g->v.model, (int64_t)g->v.number);
    if (st == GG_OK)
        st = find_parties(reg, g, err);
    if (st == GG_OK)
        st = gg_grounds_hold(reg, &g->v, "card.issue", err);
    return st == GG_OK ? find_verdict(reg, g, err) : st;
}

static gg_status record(gg_registry *reg, const gg_card_issue *issue, grounds *g, gg_error *err)
{
    char object[2 * GG_NAME_MAX];
    gg_transaction *tx;
    gg_status st = gg_transaction_begin(reg, &tx, err);

    if (st != GG_OK)
        return st;
    gg_sha256_hex(issue->bytes, issue->n, g->sha256);
    st = find_grounds(reg, issue->reference, tx->time, g, err);
    snprintf(object, sizeof object, "model/%s@%llu", g->v.model, (unsigned long long)g->v.number);
    if (st == GG_OK)
        st = gg_append(tx, "card.issue", object,
                       json_pack("{s:s, s:I, s:s, s:I, s:O}", "card", g->sha256, "bytes",
                                 (json_int_t)issue->n, "name", issue->name, "verdict",
                                 (json_int_t)g->standing.verdict, "approvals", g->approvals),
                       &g->issued, err);
    return gg_transaction_end(tx, st, err);
}

/* ---- the statement */

static const char *in_toto_result(const char *result)
{
    return strcmp(result, "pass") == 0   ? "PASSED"
           : strcmp(result, "fail") == 0 ? "FAILED"
                                         : "WARNED";
}

/* The rules of a verdict with a result, by name. */
static json_t *tests_of(const json_t *verdict, const char *result)
{
    json_t *list = json_array(), *rule;
    size_t i;

    json_array_foreach(json_object_get(verdict, "rules"), i, rule)
    {
        const char *one = gg_json_string(rule, "result", "");
        bool other = strcmp(one, "pass") != 0 && strcmp(one, "fail") != 0;

        if (strcmp(one, result) == 0 || (other && strcmp(result, "warn") == 0))
            json_array_append(list, json_object_get(rule, "id"));
    }
    return list;
}

static gg_status add_proof(gg_registry *reg, unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n,
                           uint64_t seq, bool open, json_t *list, gg_error *err)
{
    json_t *proof = NULL, *one;
    size_t i;
    gg_status st;

    json_array_foreach(list, i, one)
    {
        if (json_integer_value(json_object_get(one, "seq")) == (json_int_t)seq)
            return GG_OK;
    }
    st = gg_event_proof(reg, leaves, n, seq, open, &proof, err);
    if (st == GG_OK && json_array_append_new(list, proof) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

/* An event with its payload; where that was erased, with the event that did it and kept what was
 * decided, and the one that asked for it, which can have been erased in its turn. */
static gg_status add_open(gg_registry *reg, unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n,
                          uint64_t seq, json_t *list, gg_error *err)
{
    gg_status st = GG_OK;

    while (st == GG_OK && seq) {
        uint64_t by = 0;

        st = add_proof(reg, leaves, n, seq, true, list, err);
        if (st == GG_OK)
            st = gg_db_number(&reg->db, &by, err,
                              "SELECT ifnull(max(erased), 0) FROM redaction WHERE event = ?1", "i",
                              (int64_t)seq);
        if (st == GG_OK && by)
            st = add_proof(reg, leaves, n, by, true, list, err);
        seq = 0;
        if (st == GG_OK && by)
            st = gg_db_number(&reg->db, &seq, err, "SELECT asked FROM redaction WHERE erased = ?1",
                              "i", (int64_t)by);
    }
    return st;
}

/* The events that gave the signers of the others their keys. */
static gg_status add_keys(gg_registry *reg, unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n,
                          json_t *list, gg_error *err)
{
    size_t events = json_array_size(list);
    gg_status st = add_proof(reg, leaves, n, 1, true, list, err);

    for (size_t i = 0; st == GG_OK && i < events; i++) {
        const char *text = gg_json_string(json_array_get(list, i), "header", "");
        json_t *header = NULL;
        uint64_t since = 0;

        st = gg_json_parse(text, strlen(text), "header", &header, err);
        if (st == GG_OK)
            st = gg_db_number(&reg->db, &since, err, "SELECT since FROM account_key WHERE key = ?1",
                              "s", gg_json_string(json_object_get(header, "actor"), "key", ""));
        json_decref(header);
        if (st == GG_OK && since)
            st = add_proof(reg, leaves, n, since, true, list, err);
    }
    return st;
}

/* That the log continues the checkpoints that were signed before, for whoever keeps one. What does
 * not fit was remembered of another history, or by somebody else. */
static gg_status add_earlier(const gg_registry *reg, unsigned char (*leaves)[GG_SHA256_BYTES],
                             const gg_tree_head *head, json_t *list, gg_error *err)
{
    gg_tree_head known[GG_PRINTED];
    size_t n = gg_printed_list(reg, head->size, known);

    for (size_t i = 0; i < n; i++) {
        json_t *part = NULL;
        gg_status st = gg_consistency_from(leaves, head->size, &known[i], head, &part, NULL);

        if (st == GG_OK && json_array_append_new(list, part) != 0)
            st = GG_E_MEMORY;
        if (st != GG_OK && st != GG_E_NO)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    return GG_OK;
}

static gg_status prove_events(gg_registry *reg, const grounds *g,
                              unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n, json_t *events,
                              gg_error *err)
{
    json_t *approval;
    size_t i;
    gg_status st = add_open(reg, leaves, n, g->standing.verdict, events, err);

    json_array_foreach(g->approvals, i, approval)
    {
        if (st == GG_OK)
            st = add_open(reg, leaves, n, (uint64_t)json_integer_value(approval), events, err);
    }
    if (st == GG_OK)
        st = add_open(reg, leaves, n, g->issued, events, err);
    /* Who registered is in the header; what they wrote need not leave the house. */
    if (st == GG_OK)
        st = add_proof(reg, leaves, n, g->registered, false, events, err);
    if (st == GG_OK)
        st = add_open(reg, leaves, n, g->sent, events, err);
    return st == GG_OK ? add_keys(reg, leaves, n, events, err) : st;
}

static gg_status prove_grounds(gg_registry *reg, const grounds *g, json_t *events, json_t *earlier,
                               json_t **checkpoint, gg_error *err)
{
    unsigned char(*leaves)[GG_SHA256_BYTES] = NULL;
    gg_tree_head head;
    uint64_t n = 0;
    gg_status st = gg_leaves_read(reg, &leaves, &n, err);

    if (st == GG_OK)
        st = gg_registry_head(reg, &head, err);
    if (st == GG_OK)
        st = prove_events(reg, g, leaves, n, events, err);
    if (st == GG_OK)
        st = add_earlier(reg, leaves, &head, earlier, err);
    if (st == GG_OK)
        st = gg_checkpoint_sign(reg, &head, checkpoint, err);
    if (st == GG_OK)
        gg_printed_keep(reg, &head);
    free(leaves);
    return st;
}

static json_t *statement(const gg_card_issue *issue, const grounds *g, const json_t *checkpoint,
                         json_t *events, json_t *earlier)
{
    const char *policy = gg_json_string(g->verdict, "policy", "");

    return json_pack(
        "{s:s, s:[{s:s, s:{s:s}}], s:s, s:{s:s, s:[{s:s, s:{s:s}}], s:o, s:o, s:o,"
        " s:{s:s, s:O, s:s, s:I, s:I, s:o, s:I, s:O, s:I, s:O, s:O, s:O}}}",
        "_type", GG_STATEMENT_FORMAT, "subject", "name", issue->name, "digest", "sha256", g->sha256,
        "predicateType", GG_PREDICATE_TYPE, "predicate", "result",
        in_toto_result(gg_json_string(g->verdict, "result", "")), "configuration", "name", policy,
        "digest", "sha256", gg_json_string(g->verdict, "policy_sha256", ""), "passedTests",
        tests_of(g->verdict, "pass"), "warnedTests", tests_of(g->verdict, "warn"), "failedTests",
        tests_of(g->verdict, "fail"), "gauger", "format", "gauger/attestation/1", "id",
        json_object_get(checkpoint, "id"), "model", g->v.model, "version", (json_int_t)g->v.number,
        "registered", (json_int_t)g->registered, "sent",
        g->sent ? json_integer((json_int_t)g->sent) : json_null(), "verdict",
        (json_int_t)g->standing.verdict, "approvals", g->approvals, "issued", (json_int_t)g->issued,
        "checkpoint", json_object_get(checkpoint, "note"), "consistency", earlier, "events",
        events);
}

static gg_status seal(gg_registry *reg, const gg_card_issue *issue, const grounds *g, json_t **out,
                      gg_error *err)
{
    json_t *events = json_array(), *earlier = json_array();
    json_t *checkpoint = NULL, *said = NULL, *envelope = NULL;
    gg_buf text;
    gg_status st = prove_grounds(reg, g, events, earlier, &checkpoint, err);

    gg_buf_init(&text, 0);
    if (st == GG_OK && !(said = statement(issue, g, checkpoint, events, earlier)))
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (st == GG_OK) {
        gg_json_canonical(said, &text);
        st = gg_buf_check(&text, err);
    }
    if (st == GG_OK)
        st = gg_dsse_new(GG_STATEMENT_TYPE, text.data, text.size, &envelope, err);
    if (st == GG_OK)
        st = gg_dsse_sign(envelope, reg->signer, err);
    gg_buf_release(&text);
    json_decref(events);
    json_decref(earlier);
    json_decref(checkpoint);
    json_decref(said);
    return gg_document(st, out, err, envelope);
}

/* Whoever gets the card sees neither the log nor the tables: nothing is signed over what bends. */
static gg_status check_whole(gg_registry *reg, const char *reference, gg_error *err)
{
    char object[GG_NAME_MAX + 40];
    gg_version v;
    gg_status st = gg_version_find(reg, reference, &v, err);

    if (st != GG_OK)
        return st;
    snprintf(object, sizeof object, "model/%s@%llu", v.model, (unsigned long long)v.number);
    return gg_registry_sound(reg, "card.issue", object, err);
}

gg_status gg_card_sign(gg_registry *reg, const gg_card_issue *issue, json_t **out, gg_error *err)
{
    grounds g;
    bool begun = false;
    gg_status st = gg_registry_need_key(reg, err);

    memset(&g, 0, sizeof g);
    g.approvals = json_array();
    if (st == GG_OK)
        st = check_whole(reg, issue->reference, err);
    if (st == GG_OK)
        st = record(reg, issue, &g, err);
    if (st == GG_OK)
        st = gg_read_begin(reg, &begun, err);
    if (st == GG_OK)
        st = seal(reg, issue, &g, out, err);
    st = gg_read_end(reg, begun, st, err);
    json_decref(g.approvals);
    json_decref(g.verdict);
    return st;
}
