/* Several people, each with a key: ada made the registry and keeps its accounts. */
#ifndef GG_TESTS_PEOPLE_H
#define GG_TESTS_PEOPLE_H

#include "gauger/registry/account.h"
#include "registry/stage.h"

#define DAY ((int64_t)86400)

/* A person with a key; index in people. */
typedef struct person {
    const char *name;
    gg_signer *signer;
} person;

typedef struct crew {
    place p;
    person all[16];
    size_t n;
} crew;

static inline person *crew_find(crew *c, const char *name)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->all[i].name, name) == 0)
            return &c->all[i];
    ck_assert_msg(c->n < 16, "too many people");
    c->all[c->n].name = name;
    ck_assert_int_eq(gg_signer_new(&c->all[c->n].signer, NULL), GG_OK);
    return &c->all[c->n++];
}

/* From here on this person acts, with their own key. */
static inline void crew_as(crew *c, const char *name)
{
    place *p = &c->p;

    gg_registry_sign_with(p->reg,
                          strcmp(name, "ada") == 0 ? p->signer : crew_find(c, name)->signer);
    ok(gg_registry_act_as(p->reg, name, &p->err));
}

static inline gg_nomination crew_nominate(crew *c, const char *name, const char *const *roles,
                                          size_t n_roles)
{
    gg_nomination n = {.name = name,
                       .roles = roles,
                       .n_roles = n_roles,
                       .supervisor = "head of review",
                       .trained = "2026-01-01",
                       .protection = "none"};

    n.public_key = gg_signer_public(crew_find(c, name)->signer);
    return n;
}

static inline gg_status crew_open(crew *c, const char *name, const char *role)
{
    const char *roles[] = {role};
    gg_nomination n = crew_nominate(c, name, roles, 1);

    return gg_account_add(c->p.reg, &n, NULL, &c->p.err);
}

static inline gg_status crew_change(crew *c, const char *name, gg_account_act act,
                                    const char *value)
{
    gg_account_change change = {.account = name, .act = act, .value = value, .reason = "a reason"};

    return gg_account_change_it(c->p.reg, &change, NULL, &c->p.err);
}

/* ada: administrator; sam: scientist; ray, rob: reviewers; olga: auditor; cindy: ci. */
static inline void crew_create(crew *c)
{
    place *p = &c->p;

    memset(c, 0, sizeof *c);
    place_create(p);
    ok(crew_open(c, "sam", "scientist"));
    crew_as(c, "ada");
    ok(crew_open(c, "ray", "reviewer"));
    ok(crew_open(c, "rob", "reviewer"));
    ok(crew_open(c, "olga", "auditor"));
    ok(crew_open(c, "cindy", "ci"));
}

static inline void crew_remove(crew *c)
{
    place_remove(&c->p);
    for (size_t i = 0; i < c->n; i++)
        gg_signer_free(c->all[i].signer);
}

/* The newest event, which is to be released; as ada, who sees all. */
static inline json_t *crew_last(crew *c)
{
    place *p = &c->p;
    gg_log_options options = {.limit = 1};
    json_t *log, *event;
    char actor[GG_ACTOR_MAX + 1];

    snprintf(actor, sizeof actor, "%s", gg_registry_actor(p->reg));
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
    ok(gg_registry_log(p->reg, &options, &log, &p->err));
    event = json_incref(json_array_get(json_object_get(log, "events"), 0));
    json_decref(log);
    ok(gg_registry_act_as(p->reg, actor, &p->err));
    ck_assert_ptr_nonnull(event);
    return event;
}

/* The newest event is a refusal by this rule of what this person tried. */
static inline void crew_logged(crew *c, const char *actor, const char *action, const char *rule)
{
    json_t *event = crew_last(c);

    says(event, "action", "access.refuse");
    says(event, "actor", actor);
    says(event, "payload/action", action);
    says(event, "payload/rule", rule);
    json_decref(event);
}

/* Tables and log still agree, and a rebuild gives the same. */
static inline void crew_consistent(crew *c)
{
    place *p = &c->p;
    json_t *rebuilt;

    place_consistent(p);
    ok(gg_registry_rebuild(p->reg, &rebuilt, &p->err));
    json_decref(rebuilt);
    place_consistent(p);
}

#endif
