#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "registry_internal.h"

gg_status gg_head_load(gg_db *db, gg_tree *tree, char time[GG_TIME_TEXT], gg_error *err)
{
    sqlite3_stmt *stmt;
    bool row, good = false;
    gg_status st = gg_db_query(db, &stmt, err, "SELECT size, frontier, time FROM head", "");

    if (st == GG_OK)
        st = gg_db_step(db, stmt, &row, err);
    if (st != GG_OK)
        return st;
    gg_tree_init(tree);
    if (row) {
        size_t n = (size_t)sqlite3_column_bytes(stmt, 1);
        sqlite3_int64 size = sqlite3_column_int64(stmt, 0);

        good = size >= 0 && n % GG_SHA256_BYTES == 0 && strlen(gg_db_text(stmt, 2)) == 20 &&
               n / GG_SHA256_BYTES == (size_t)__builtin_popcountll((unsigned long long)size);
        if (good) {
            tree->size = (uint64_t)size;
            tree->n_nodes = n / GG_SHA256_BYTES;
            if (n)
                memcpy(tree->nodes, sqlite3_column_blob(stmt, 1), n);
            gg_db_copy(stmt, 2, time, GG_TIME_TEXT);
        }
        sqlite3_reset(stmt);
    }
    if (good)
        return GG_OK;
    gg_error_where(err, db->path, 0, NULL);
    return gg_error_set(err, GG_E_INPUT, "run gauger audit verify",
                        "the head of the log is damaged");
}

/* The leaf that the next event names, and whether more people than one hold keys by then. */
static gg_status look_back(gg_transaction *tx, gg_error *err)
{
    gg_db *db = &tx->reg->db;
    sqlite3_stmt *stmt;
    bool row = false;
    gg_status st = gg_staffed_read(db, &tx->several, err);

    if (st == GG_OK)
        st = gg_db_query(db, &stmt, err, "SELECT leaf FROM events WHERE seq = ?1", "i",
                         (int64_t)tx->tree.size);
    if (st == GG_OK)
        st = gg_db_step(db, stmt, &row, err);
    if (st != GG_OK || !row)
        return st;
    if (sqlite3_column_bytes(stmt, 0) == GG_SHA256_BYTES)
        memcpy(tx->previous, sqlite3_column_blob(stmt, 0), GG_SHA256_BYTES);
    sqlite3_reset(stmt);
    return GG_OK;
}

static gg_status check_begin(const gg_registry *reg, gg_error *err)
{
    gg_status st;

    if (reg->access != GG_REGISTRY_WORK)
        return gg_error_set(err, GG_E_USAGE, "open it for work", "this registry is open for audit");
    if (reg->tx.open && !reg->tx.joint)
        return gg_error_set(err, GG_E_USAGE, "end it first", "a change is open already");
    if (!reg->actor[0])
        return gg_error_set(err, GG_E_USAGE, "give --as NAME", "it is not known who acts");
    st = gg_no_identifier_in(reg->actor, "--as", err);
    return st == GG_OK ? gg_no_identifier_in(reg->request, "--request", err) : st;
}

/* A change within a joint one: nothing is locked anew, and its commit is not the last word. */
static gg_status begin_inner(gg_transaction *tx, gg_transaction **out, gg_error *err)
{
    if (tx->inner)
        return gg_error_set(err, GG_E_USAGE, "end it first", "a change is open already");
    if (tx->failed)
        return gg_error_set(err, GG_E_USAGE, NULL, "the change has ended or failed");
    tx->inner = true;
    *out = tx;
    return GG_OK;
}

gg_status gg_transaction_begin(gg_registry *reg, gg_transaction **out, gg_error *err)
{
    gg_transaction *tx = &reg->tx;
    uint64_t last = 0;
    gg_status st = check_begin(reg, err);

    if (st == GG_OK && tx->open)
        return begin_inner(tx, out, err);
    /* Before the lock: a passphrase may have to be typed. */
    if (st == GG_OK)
        gg_signer_ask(reg);
    if (st == GG_OK)
        st = gg_db_run(&reg->db, err, "BEGIN IMMEDIATE", "");
    if (st != GG_OK)
        return st;
    memset(tx, 0, sizeof *tx);
    gg_duty_forget(&reg->db); /* others may have changed accounts */
    tx->reg = reg;
    tx->open = true;
    st = gg_head_load(&reg->db, &tx->tree, tx->last, err);
    if (st == GG_OK)
        st = gg_db_number(&reg->db, &last, err, "SELECT max(seq) FROM events", "");
    if (st == GG_OK && last != tx->tree.size) {
        gg_error_where(err, reg->path, 0, NULL);
        st = gg_error_set(err, GG_E_INPUT, "run gauger audit verify",
                          "the log has %llu events and its head says %llu",
                          (unsigned long long)last, (unsigned long long)tx->tree.size);
    }
    if (st == GG_OK)
        st = gg_printed_check(reg, &tx->tree, err);
    if (st == GG_OK)
        st = look_back(tx, err);
    if (st != GG_OK) {
        gg_transaction_rollback(tx);
        return st;
    }
    gg_time_format(gg_env_now(&reg->env), tx->time);
    gg_sweep_files(reg);
    *out = tx;
    return GG_OK;
}

static gg_status fresh_salt(unsigned char salt[GG_SALT_BYTES], gg_error *err)
{
    ssize_t n;

    do
        n = getrandom(salt, GG_SALT_BYTES, 0);
    while (n < 0 && errno == EINTR);
    return n == GG_SALT_BYTES
               ? GG_OK
               : gg_error_set(err, GG_E_IO, NULL, "the system gives no random bytes");
}

static bool is_refusal(const char *action)
{
    size_t n = strlen(action);

    return n > 7 && strcmp(action + n - 7, ".refuse") == 0;
}

static gg_status check_clock(gg_transaction *tx, const gg_event *event, gg_error *err)
{
    gg_tried tried = {
        event->action, event->object, "clock",
        "set the clock right; if the log's is wrong, with the root key: gauger account "
        "recover NAME --reason TEXT",
        GG_E_INPUT};
    char last[GG_TIME_TEXT];

    memcpy(last, tx->last, sizeof last);
    if (gg_event_in_order(event->action, tx->time, last))
        return GG_OK;
    return gg_registry_refuse(tx->reg, &tried, err,
                              "the clock says %s, and the last change is of %s", tx->time,
                              tx->last);
}

static gg_status check_append(gg_transaction *tx, const gg_event *event, gg_error *err)
{
    gg_registry *reg = tx->reg;
    gg_status st = GG_OK;

    if (!tx->open || tx->failed)
        return gg_error_set(err, GG_E_USAGE, NULL, "the change has ended or failed");
    if (!gg_event_type_find(event->action))
        return gg_error_set(err, GG_E_INTERNAL, NULL, "no such action: %s", event->action);
    st = check_clock(tx, event, err);
    return st == GG_OK && tx->appended == 0 && reg->request[0] ? gg_request_check(reg, event, err)
                                                               : st;
}

/* What was refused has not been carried out: the caller's key is kept for when it is. */
static const char *request_of(const gg_transaction *tx, const char *action)
{
    const char *request = tx->reg->request;

    return tx->appended == 0 && request[0] && !is_refusal(action) ? request : NULL;
}

/* An event of who acts, as it would be. */
static gg_applied describe(const gg_transaction *tx, const gg_event *event)
{
    const gg_registry *reg = tx->reg;
    gg_applied applied = {.seq = tx->tree.size + 1,
                          .time = tx->time,
                          .actor = reg->actor,
                          .action = event->action,
                          .object = event->object,
                          .request = request_of(tx, event->action),
                          .key = reg->signer ? gg_signer_id(reg->signer) : NULL,
                          .claimed = !reg->signer || !tx->several,
                          .payload = event->payload};

    return applied;
}

/* Where the key is what is missing, whoever has to find it wants to know where it was looked for.
 */
static gg_status say_refusal(const gg_registry *reg, const gg_refusal *why, gg_error *err)
{
    const gg_error *keyless = &reg->keyless;

    if (strcmp(why->rule, "key") != 0 || reg->signer || keyless->status == GG_OK)
        return gg_error_set(err, GG_E_NO, why->mend, "%s", why->what);
    gg_error_where(err, keyless->file[0] ? keyless->file : NULL, keyless->line, NULL);
    return gg_error_set(err, GG_E_NO, keyless->mend, "rule key: %s", keyless->what);
}

gg_status gg_transaction_judge(gg_transaction *tx, const char *action, const char *object,
                               const json_t *payload, gg_judgement *out, gg_error *err)
{
    gg_event event = {action, object, payload};
    gg_applied applied = describe(tx, &event);
    gg_status st = gg_event_object(&applied, err);

    return st == GG_OK ? gg_duty_judge(&tx->reg->db, &applied, out, err) : st;
}

gg_status gg_transaction_allow(gg_transaction *tx, const char *action, const char *object,
                               const json_t *payload, gg_error *err)
{
    gg_judgement judgement;
    gg_status st = gg_transaction_judge(tx, action, object, payload, &judgement, err);

    if (st != GG_OK || !judgement.refused)
        return st;
    gg_transaction_deny(tx, action, object, &judgement.why);
    return say_refusal(tx->reg, &judgement.why, err);
}

/* The first event is what binds the key that it is signed with. */
static gg_status check_key(gg_transaction *tx, const gg_event *event, gg_error *err)
{
    gg_tried tried = {event->action, event->object, "key", NULL, GG_E_NO};
    gg_error why;
    gg_status st;

    if (tx->tree.size == 0 || gg_event_unsigned_ok(event->action))
        return GG_OK;
    gg_error_init(&why);
    st = gg_registry_need_key(tx->reg, &why);
    if (st == GG_E_NO) {
        gg_error_where(err, why.file[0] ? why.file : NULL, why.line, NULL);
        tried.mend = why.mend;
        return gg_registry_refuse(tx->reg, &tried, err, "%s", why.what);
    }
    if (st != GG_OK && err)
        *err = why;
    return st;
}

/* Writes the event's rows and adds its leaf to the tree. */
static gg_status write_log(gg_transaction *tx, gg_applied *event, const gg_buf *payload,
                           gg_error *err)
{
    gg_db *db = &tx->reg->db;
    const gg_signer *signer = event->key ? tx->reg->signer : NULL;
    unsigned char salt[GG_SALT_BYTES], leaf[GG_SHA256_BYTES], signature[GG_SIGNATURE_BYTES];
    char digest[GG_SHA256_HEX];
    gg_buf header;
    gg_status st = fresh_salt(salt, err);

    if (st != GG_OK)
        return st;
    gg_buf_init(&header, 0);
    gg_event_digest(salt, payload->data, payload->size, digest);
    st = gg_event_header(event, digest, tx->previous, &header, err);
    if (st == GG_OK && signer)
        st = gg_event_sign(signer, &header, signature, err);
    if (st == GG_OK) {
        gg_tree_leaf(header.data, header.size, leaf);
        st = gg_db_run(db, err,
                       "INSERT INTO events(seq, header, leaf, signature)"
                       " VALUES(?1, ?2, ?3, iif(length(?4), ?4, NULL))",
                       "ibbb", (int64_t)event->seq, header.data, header.size, leaf, sizeof leaf,
                       signature, signer ? sizeof signature : (size_t)0);
    }
    if (st == GG_OK)
        st = gg_db_run(db, err, "INSERT INTO payloads(seq, salt, payload) VALUES(?1, ?2, ?3)",
                       "ibb", (int64_t)event->seq, salt, sizeof salt, payload->data, payload->size);
    if (st == GG_OK) {
        gg_tree_add(&tx->tree, leaf);
        memcpy(tx->previous, leaf, sizeof leaf);
    }
    gg_buf_release(&header);
    return st;
}

/* What does not fit the state that the log gives is refused by it; a table that SQLite would not
 * have like that is no rule of ours. */
static gg_status apply(gg_transaction *tx, gg_applied *event, gg_error *err)
{
    gg_tried tried = {event->action, event->object, "state", NULL, GG_E_CONFLICT};
    gg_error why;
    gg_status st;

    gg_error_init(&why);
    st = gg_event_apply(&tx->reg->db, event, &why);
    if (st == GG_E_CONFLICT && (sqlite3_errcode(tx->reg->db.handle) & 0xff) != SQLITE_CONSTRAINT) {
        tried.mend = why.mend;
        return gg_registry_refuse(tx->reg, &tried, err, "%s", why.what);
    }
    if (st != GG_OK && err)
        *err = why;
    return st;
}

static gg_status append(gg_transaction *tx, const gg_event *event, gg_error *err)
{
    gg_registry *reg = tx->reg;
    gg_applied applied = describe(tx, event);
    gg_buf bytes;
    gg_status st;

    gg_buf_init(&bytes, GG_PAYLOAD_MAX);
    gg_json_canonical(event->payload, &bytes);
    st = gg_buf_check(&bytes, err);
    if (st == GG_OK)
        st = gg_files_there(reg, event->payload, err);
    if (st == GG_OK)
        st = write_log(tx, &applied, &bytes, err);
    if (st == GG_OK)
        st = apply(tx, &applied, err);
    /* The event may have opened the account of a second person. */
    if (st == GG_OK && !tx->several)
        st = gg_staffed_read(&reg->db, &tx->several, err);
    gg_buf_release(&bytes);
    return st;
}

gg_status gg_transaction_append(gg_transaction *tx, const gg_event *event, uint64_t *seq,
                                gg_error *err)
{
    json_t *empty = NULL;
    gg_event whole = *event;
    const bool requested = request_of(tx, event->action) != NULL;
    gg_status st = GG_OK;

    if (!event->payload && !(empty = json_object()))
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    whole.payload = empty ? empty : event->payload;
    if (st == GG_OK)
        st = check_append(tx, &whole, err);
    if (st == GG_OK)
        st = gg_event_no_identifier(&whole, err);
    if (st == GG_OK)
        st = gg_transaction_allow(tx, whole.action, whole.object, whole.payload, err);
    if (st == GG_OK)
        st = check_key(tx, &whole, err);
    if (st == GG_OK)
        st = append(tx, &whole, err);
    json_decref(empty);
    if (st != GG_OK) {
        tx->failed = true;
        return st;
    }
    if (!gg_event_in_order(whole.action, tx->time, tx->last))
        return gg_error_set(err, GG_E_INTERNAL, NULL, "the event is out of order");
    tx->appended++;
    tx->requested = tx->requested || requested;
    if (seq)
        *seq = tx->tree.size;
    return GG_OK;
}

gg_status gg_append(gg_transaction *tx, const char *action, const char *object, json_t *payload,
                    uint64_t *seq, gg_error *err)
{
    gg_event event = {action, object, payload};
    gg_status st = payload ? gg_transaction_append(tx, &event, seq, err)
                           : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");

    json_decref(payload);
    return st;
}

static gg_status save_head(gg_transaction *tx, gg_error *err)
{
    return gg_db_run(&tx->reg->db, err, "UPDATE head SET size = ?1, frontier = ?2, time = ?3",
                     "ibs", (int64_t)tx->tree.size, tx->tree.nodes,
                     tx->tree.n_nodes * GG_SHA256_BYTES, tx->last);
}

gg_status gg_transaction_commit(gg_transaction *tx, gg_error *err)
{
    gg_status st = GG_OK;

    if (!tx->open || tx->failed)
        st = gg_error_set(err, GG_E_USAGE, NULL, "the change has ended or failed");
    if (st == GG_OK && tx->inner) {
        tx->inner = false;
        return GG_OK;
    }
    if (st == GG_OK && tx->appended)
        st = save_head(tx, err);
    if (st == GG_OK)
        st = gg_db_run(&tx->reg->db, err, "COMMIT", "");
    if (st != GG_OK) {
        gg_transaction_rollback(tx);
        return st;
    }
    tx->open = false;
    if (tx->requested)
        tx->reg->request[0] = '\0';
    return GG_OK;
}

/* Who tries under a name that is not theirs leaves no signature under it. */
static const gg_signer *own_signer(gg_registry *reg, bool several)
{
    char account[GG_ACTOR_MAX + 1];
    unsigned char public_key[GG_PUBLIC_BYTES];
    bool bound = false;

    if (!reg->signer || gg_key_bound(&reg->db, gg_signer_id(reg->signer), account, public_key,
                                     &bound, NULL) != GG_OK)
        return NULL;
    return bound && (!several || strcmp(account, reg->actor) == 0) ? reg->signer : NULL;
}

gg_status gg_append_mark(gg_registry *reg, const char *action, const char *object, json_t *payload,
                         bool *is_signed, uint64_t *seq, gg_error *err)
{
    const gg_signer *signer;
    bool with_key;
    gg_transaction *tx;
    gg_status st = gg_transaction_begin(reg, &tx, err);

    if (st != GG_OK) {
        json_decref(payload);
        return st;
    }
    signer = reg->signer;
    reg->signer = own_signer(reg, tx->several);
    with_key = reg->signer != NULL;
    /* Whose key it was is looked for by its id; a failure leaves the mark as it would be. */
    if (signer && !with_key && is_refusal(action))
        (void)json_object_set_new(payload, "other_key", json_string(gg_signer_id(signer)));
    st = gg_transaction_end(tx, gg_append(tx, action, object, payload, seq, err), err);
    reg->signer = signer;
    if (st == GG_OK && is_signed)
        *is_signed = with_key;
    return st;
}

void gg_transaction_rollback(gg_transaction *tx)
{
    if (!tx || !tx->open)
        return;
    if (tx->inner) {
        /* What it did cannot be taken back alone, so the joint change goes with it. */
        tx->inner = false;
        tx->failed = true;
        return;
    }
    /* Some failures of the disk have rolled back already. */
    if (!sqlite3_get_autocommit(tx->reg->db.handle) &&
        gg_db_run(&tx->reg->db, NULL, "ROLLBACK", "") != GG_OK)
        sqlite3_exec(tx->reg->db.handle, "ROLLBACK", NULL, NULL, NULL);
    tx->open = false;
    if (tx->denied.set) {
        gg_transaction denied = *tx;

        tx->denied.set = false;
        gg_record_denied(tx->reg, denied.denied.action, denied.denied.object,
                         &denied.denied.refusal);
    }
}

gg_status gg_transaction_end(gg_transaction *tx, gg_status st, gg_error *err)
{
    if (st == GG_OK)
        return gg_transaction_commit(tx, err);
    gg_transaction_rollback(tx);
    return st;
}

gg_status gg_joint_begin(gg_registry *reg, gg_error *err)
{
    gg_transaction *tx;
    gg_status st;

    if (reg->tx.open)
        return gg_error_set(err, GG_E_USAGE, "end it first", "a change is open already");
    st = gg_transaction_begin(reg, &tx, err);
    if (st == GG_OK)
        tx->joint = true;
    return st;
}

gg_status gg_joint_end(gg_registry *reg, gg_status status, gg_error *err)
{
    gg_transaction *tx = &reg->tx;

    if (!tx->open || !tx->joint || tx->inner)
        return status != GG_OK ? status
                               : gg_error_set(err, GG_E_USAGE, NULL, "no joint change is open");
    tx->joint = false;
    return gg_transaction_end(tx, status, err);
}
