/* What events do to the tables. Each reads its event and nothing else, so that a replay gives the
 * same. */
#include <string.h>

#include "record_internal.h"

static const char *text(const gg_applied *event, const char *key)
{
    return gg_json_string(event->payload, key, NULL);
}

static int64_t number(const gg_applied *event, const char *key)
{
    return (int64_t)json_integer_value(json_object_get(event->payload, key));
}

/* An update that must find its row: the event was made for a state that is not there otherwise. */
static gg_status one_row(gg_db *db, gg_status st, gg_error *err)
{
    if (st == GG_OK && sqlite3_changes(db->handle) != 1)
        return gg_error_set(err, GG_E_CONFLICT, "look at the log",
                            "the event does not fit the state that the log gives");
    return st;
}

gg_status gg_apply_dataset(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_status st =
        gg_db_run(db, err,
                  "INSERT INTO dataset(name, number, seq, origin, sha256, bytes, schema_sha256,"
                  " verdict, accepted_risk, retain_until)"
                  " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                  "siississss", event->name, (int64_t)event->number, (int64_t)event->seq,
                  text(event, "origin"), text(event, "sha256"), number(event, "bytes"),
                  text(event, "schema_sha256"), text(event, "verdict"),
                  text(event, "accepted_risk"), text(event, "retain_until"));

    return st == GG_OK ? gg_record_revised(db, event, err) : st;
}

gg_status gg_apply_register(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_status st = gg_db_run(
        db, err,
        "INSERT INTO version(name, number, seq, kind, state, since, base, composition, operating,"
        " artifact, training, dataset, cycle, submitter) VALUES(?1, ?2, ?3, ?4, 'candidate', ?5, "
        "?6,"
        " ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        "siissusssssis", event->name, (int64_t)event->number, (int64_t)event->seq,
        text(event, "kind"), event->time, (uint64_t)number(event, "from"),
        text(event, "composition"), text(event, "operating"), text(event, "artifact"),
        text(event, "training"), text(event, "dataset"), number(event, "cycle"), event->actor);

    if (st == GG_OK)
        st = gg_db_run(db, err,
                       "INSERT INTO state(seq, name, number, old, new, result, rule, reason)"
                       " VALUES(?1, ?2, ?3, '', 'candidate', 'done', NULL, NULL)",
                       "isi", (int64_t)event->seq, event->name, (int64_t)event->number);
    return st;
}

gg_status gg_apply_alias(gg_db *db, const gg_applied *event, gg_error *err)
{
    return gg_db_run(db, err,
                     "INSERT INTO alias(name, alias, number, seq) VALUES(?1, ?2, ?3, ?4)"
                     " ON CONFLICT(name, alias) DO UPDATE SET number = excluded.number,"
                     " seq = excluded.seq",
                     "ssii", event->name, text(event, "alias"), (int64_t)event->number,
                     (int64_t)event->seq);
}

static gg_status begin_phase(gg_db *db, int64_t cycle, const gg_applied *event, gg_error *err)
{
    return gg_db_run(db, err,
                     "INSERT INTO phase(cycle, ordinal, phase, began) SELECT ?1,"
                     " coalesce(max(ordinal), 0) + 1, ?2, ?3 FROM phase WHERE cycle = ?1",
                     "iss", cycle, text(event, "phase"), event->time);
}

gg_status gg_apply_cycle_open(gg_db *db, const gg_applied *event, gg_error *err)
{
    const json_t *datasets = json_object_get(event->payload, "datasets"), *dataset;
    int64_t id = number(event, "id");
    size_t i;
    gg_status st = gg_db_run(
        db, err,
        "INSERT INTO cycle(id, seq, name, kind, base, reason, phase, opened, due, implicit)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        "iissussssi", id, (int64_t)event->seq, event->name, text(event, "kind"),
        (uint64_t)number(event, "from"), text(event, "reason"), text(event, "phase"), event->time,
        text(event, "due"), (int64_t)json_is_true(json_object_get(event->payload, "implicit")));

    if (st == GG_OK)
        st = begin_phase(db, id, event, err);
    json_array_foreach(datasets, i, dataset) if (st == GG_OK) st =
        gg_db_run(db, err, "INSERT OR IGNORE INTO cycle_dataset(cycle, dataset) VALUES(?1, ?2)",
                  "is", id, json_string_value(dataset));
    return st;
}

static gg_status end_phase(gg_db *db, int64_t cycle, const gg_applied *event, gg_error *err)
{
    return gg_db_run(db, err, "UPDATE phase SET ended = ?2 WHERE cycle = ?1 AND ended IS NULL",
                     "is", cycle, event->time);
}

gg_status gg_apply_cycle_phase(gg_db *db, const gg_applied *event, gg_error *err)
{
    int64_t id = number(event, "id");
    gg_status st =
        gg_db_run(db, err, "UPDATE cycle SET phase = ?2 WHERE id = ?1 AND closed IS NULL", "is", id,
                  text(event, "phase"));

    st = one_row(db, st, err);
    if (st == GG_OK)
        st = end_phase(db, id, event, err);
    return st == GG_OK ? begin_phase(db, id, event, err) : st;
}

static gg_status close_cycle(gg_db *db, int64_t id, const gg_applied *event, gg_error *err)
{
    gg_status st =
        gg_db_run(db, err, "UPDATE cycle SET closed = ?2 WHERE id = ?1 AND closed IS NULL", "is",
                  id, event->time);

    st = one_row(db, st, err);
    return st == GG_OK ? end_phase(db, id, event, err) : st;
}

gg_status gg_apply_cycle_close(gg_db *db, const gg_applied *event, gg_error *err)
{
    return close_cycle(db, number(event, "id"), event, err);
}

gg_status gg_apply_evaluation(gg_db *db, const gg_applied *event, gg_error *err)
{
    const json_t *list = json_object_get(event->payload, "comparisons");
    gg_status st = gg_db_run(
        db, err,
        "INSERT INTO evaluation(seq, name, number, dataset, dataset_number, data_sha256, sha256,"
        " drift, evidence, overlap) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        "isisusssss", (int64_t)event->seq, event->name, (int64_t)event->number,
        text(event, "dataset"), (uint64_t)number(event, "dataset_number"),
        text(event, "data_sha256"), text(event, "sha256"), text(event, "drift"),
        text(event, "evidence"), text(event, "overlap"));

    for (size_t i = 0; st == GG_OK && i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);

        st = gg_db_run(db, err, "INSERT INTO comparison(seq, versus, sha256) VALUES(?1, ?2, ?3)",
                       "iss", (int64_t)event->seq, gg_json_string(one, "versus", ""),
                       gg_json_string(one, "sha256", ""));
    }
    return st;
}

gg_status gg_apply_verdict(gg_db *db, const gg_applied *event, gg_error *err)
{
    json_t *rules = json_object_get(event->payload, "rules"), *result;
    const char *rule;
    gg_status st =
        gg_db_run(db, err,
                  "INSERT INTO verdict(seq, name, number, evaluation, policy, policy_sha256,"
                  " result, sha256) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                  "isiissss", (int64_t)event->seq, event->name, (int64_t)event->number,
                  number(event, "evaluation"), text(event, "policy"), text(event, "policy_sha256"),
                  text(event, "result"), text(event, "sha256"));

    json_object_foreach(rules, rule, result) if (st == GG_OK) st =
        gg_db_run(db, err, "INSERT INTO verdict_rule(seq, rule, result) VALUES(?1, ?2, ?3)", "iss",
                  (int64_t)event->seq, rule, json_string_value(result));
    return st;
}

gg_status gg_apply_waiver(gg_db *db, const gg_applied *event, gg_error *err)
{
    return gg_db_run(db, err,
                     "INSERT INTO waiver(seq, name, number, policy_sha256, rule, until, reason)"
                     " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                     "isissss", (int64_t)event->seq, event->name, (int64_t)event->number,
                     text(event, "policy_sha256"), text(event, "rule"), text(event, "until"),
                     text(event, "reason"));
}

gg_status gg_apply_policy(gg_db *db, const gg_applied *event, gg_error *err)
{
    const char *model = text(event, "model");

    return gg_db_run(db, err,
                     "INSERT INTO policy(model, name, sha256, seq) VALUES(?1, ?2, ?3, ?4)"
                     " ON CONFLICT(model) DO UPDATE SET name = excluded.name,"
                     " sha256 = excluded.sha256, seq = excluded.seq",
                     "sssi", model ? model : "", text(event, "name"), text(event, "sha256"),
                     (int64_t)event->seq);
}

static gg_status record_state(gg_db *db, const gg_applied *event, const char *result,
                              const char *reason, gg_error *err)
{
    return gg_db_run(db, err,
                     "INSERT INTO state(seq, name, number, old, new, result, rule, reason)"
                     " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                     "isisssss", (int64_t)event->seq, event->name, (int64_t)event->number,
                     text(event, "from"), text(event, "to"), result, text(event, "rule"), reason);
}

/* Compare and set: the row must be in the state that the event says it leaves. */
static gg_status set_state(gg_db *db, const gg_applied *event, int64_t version, const char *from,
                           const char *to, gg_error *err)
{
    gg_status st = gg_db_run(db, err,
                             "UPDATE version SET state = ?4, since = ?5,"
                             " sender = iif(?4 = 'review', ?6, sender),"
                             " sent = iif(?4 = 'review', ?7, sent)"
                             " WHERE name = ?1 AND number = ?2 AND state = ?3",
                             "sissssi", event->name, version, from, to, event->time, event->actor,
                             (int64_t)event->seq);

    return one_row(db, st, err);
}

gg_status gg_apply_state(gg_db *db, const gg_applied *event, gg_error *err)
{
    int64_t retired = number(event, "retired"), closes = number(event, "closes");
    gg_status st = GG_OK;

    if (!text(event, "from") || !text(event, "to"))
        return gg_error_set(err, GG_E_INPUT, NULL, "a change of state without states");
    if (retired)
        st = set_state(db, event, retired, "production", "retired", err);
    if (st == GG_OK)
        st = set_state(db, event, (int64_t)event->number, text(event, "from"), text(event, "to"),
                       err);
    if (st == GG_OK)
        st = record_state(db, event, "done", text(event, "reason"), err);
    return st == GG_OK && closes ? close_cycle(db, closes, event, err) : st;
}

gg_status gg_apply_refusal(gg_db *db, const gg_applied *event, gg_error *err)
{
    return record_state(db, event, "refused", text(event, "message"), err);
}

gg_status gg_apply_review(gg_db *db, const gg_applied *event, gg_error *err)
{
    const char *decision = text(event, "decision");
    gg_status st = gg_apply_state(db, event, err);

    if (st != GG_OK || !decision || strcmp(decision, "approve") == 0)
        return st;
    return gg_db_run(
        db, err, "INSERT INTO finding(seq, name, number, kind, text) VALUES(?1, ?2, ?3, ?4, ?5)",
        "isiss", (int64_t)event->seq, event->name, (int64_t)event->number, decision,
        text(event, "text"));
}

gg_status gg_apply_answer(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_status st = gg_db_run(db, err,
                             "UPDATE finding SET answer = ?3, answer_text = ?4 WHERE seq = ?1"
                             " AND name = ?2 AND answer IS NULL",
                             "isis", number(event, "finding"), event->name, (int64_t)event->seq,
                             text(event, "text"));

    return one_row(db, st, err);
}
