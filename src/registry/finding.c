/* Findings of reviews, and their answers. */
#include <stdio.h>

#include "lifecycle_internal.h"

static gg_status answer_one(gg_transaction *tx, const gg_version *v, uint64_t finding,
                            const char *text, gg_error *err)
{
    char object[GG_NAME_MAX + 40];

    snprintf(object, sizeof object, "model/%s@%llu", v->model, (unsigned long long)v->number);
    return gg_append(tx, "model.answer", object,
                     json_pack("{s:I, s:s}", "finding", (json_int_t)finding, "text", text), NULL,
                     err);
}

/* 0 in *open where there is none of that number, or none is open. */
static gg_status next_open(gg_db *db, const gg_version *v, uint64_t finding, uint64_t *open,
                           gg_error *err)
{
    *open = 0;
    return gg_db_number(db, open, err,
                        "SELECT seq FROM finding WHERE name = ?1 AND number = ?2"
                        " AND answer IS NULL AND seq = ifnull(?3, seq) ORDER BY seq LIMIT 1",
                        "siu", v->model, (int64_t)v->number, finding);
}

static gg_status no_finding(gg_registry *reg, const gg_version *v, uint64_t finding, gg_error *err)
{
    char object[GG_NAME_MAX + 40];
    gg_tried tried = {"model.answer", object, "state", "see gauger model show", GG_E_CONFLICT};
    uint64_t there = 0;
    gg_status st = gg_db_number(&reg->db, &there, err,
                                "SELECT count(*) FROM finding WHERE name = ?1 AND number = ?2"
                                " AND seq = ?3",
                                "sii", v->model, (int64_t)v->number, (int64_t)finding);

    if (st != GG_OK)
        return st;
    snprintf(object, sizeof object, "model/%s@%llu", v->model, (unsigned long long)v->number);
    if (there)
        return gg_registry_refuse(reg, &tried, err, "finding %llu of %s@%llu is answered already",
                                  (unsigned long long)finding, v->model,
                                  (unsigned long long)v->number);
    return gg_error_set(err, GG_E_NOT_FOUND, "see gauger model show",
                        finding ? "there is no finding %llu of %s@%llu"
                                : "no finding is open (%llu) of %s@%llu",
                        (unsigned long long)finding, v->model, (unsigned long long)v->number);
}

gg_status gg_version_answer(gg_registry *reg, const char *reference, uint64_t finding,
                            const char *text, gg_error *err)
{
    gg_transaction *tx;
    gg_version v;
    uint64_t open = 0;
    gg_status st = gg_text_field("answer", text, GG_REASON_MAX, true, err);

    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    st = gg_version_find(reg, reference, &v, err);
    if (st == GG_OK)
        st = next_open(&reg->db, &v, finding, &open, err);
    if (st == GG_OK && !open)
        st = no_finding(reg, &v, finding, err);
    while (st == GG_OK && open) {
        st = answer_one(tx, &v, open, text, err);
        if (st == GG_OK)
            st = next_open(&reg->db, &v, finding, &open, err);
    }
    return gg_transaction_end(tx, st, err);
}
