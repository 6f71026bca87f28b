/* A card of several people, and what checking it says. */
#ifndef GG_TESTS_CARDS_H
#define GG_TESTS_CARDS_H

#include "gauger/registry/audit.h"
#include "gauger/registry/card.h"
#include "registry/people.h"
#include "strict.h"

#define CARD "<html>a card</html>\n"

static inline void read_keys(place *p, gg_known_keys *keys)
{
    gg_buf text;

    gg_buf_init(&text, 0);
    ok(gg_registry_keys(p->reg, &text, &p->err));
    ok(gg_known_keys_parse(text.data, text.size, keys, &p->err));
    gg_buf_release(&text);
}

/* sam makes a version and sends it to review, ray approves it; why: of both, NULL for nothing. */
static inline void approve_version(crew *c, const char *why)
{
    place *p = &c->p;
    char sha256[GG_SHA256_HEX];
    uint64_t evaluation;

    crew_as(c, "ray");
    stage_policy(p, NULL, POLICY, NULL, sha256);
    crew_as(c, "sam");
    stage_dataset(p, "ports", 0, NULL);
    stage_version(p, "lanes");
    evaluation = stage_evaluate(p, "lanes@1", "ports");
    stage_judge(p, "lanes@1", evaluation, sha256, "pass");
    ok(gg_version_promote(p->reg, "lanes@1", "review", why, NULL, &p->err));
    crew_as(c, "ray");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, why, NULL, &p->err));
}

/* The card of that version, by who acts. */
static inline json_t *sign_card(place *p)
{
    static const gg_card_issue issue = {
        .reference = "lanes@1", .name = "card.html", .bytes = CARD, .n = sizeof CARD - 1};
    json_t *envelope = NULL;

    ok(gg_card_sign(p->reg, &issue, &envelope, &p->err));
    return envelope;
}

static inline json_t *issue_card(crew *c)
{
    approve_version(c, NULL);
    return sign_card(&c->p);
}

static inline json_t *check(place *p, const json_t *envelope, const gg_known_keys *keys)
{
    json_t *report = NULL;

    ok(gg_card_check(CARD, strlen(CARD), envelope, keys, &report, &p->err));
    strict_fits("docs/schemas/card-check-1.schema.json", report);
    return report;
}

static inline bool finds(const json_t *report, const char *why)
{
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(report, "findings"), i, one)
    {
        if (strstr(json_string_value(one), why))
            return true;
    }
    return false;
}

/* Whether a report says that a head of so many events is of the same log, and with that root. */
static inline bool has_head(place *p, const json_t *report, uint64_t size)
{
    const json_t *one;
    gg_tree_head head;
    char root[GG_SHA256_HEX];
    size_t i;

    ok(gg_registry_head_at(p->reg, size, &head, &p->err));
    json_array_foreach(json_object_get(report, "heads"), i, one)
    {
        if (json_integer_value(json_object_get(one, "size")) == (json_int_t)size &&
            strcmp(gg_json_string(one, "root", ""), gg_digest_hex(head.root, root)) == 0)
            return true;
    }
    return false;
}

#endif
