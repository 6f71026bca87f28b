/*
 * Every kind of change to a registry, one function each, on a registry that was prepared for all of
 * them; for tests that make them fail half way. After each, all of it is on record or nothing.
 */
#ifndef GG_TESTS_CHANGES_H
#define GG_TESTS_CHANGES_H

#include <stdarg.h>
#include <sys/wait.h>

#include "registry/stage.h"

typedef struct change {
    const char *name;
    gg_status (*run)(place *p, gg_error *err);
    gg_status answer; /* of a run that nothing disturbs */
} change;

static inline gg_status change_set(place *p, gg_error *err)
{
    return gg_registry_set(p->reg, "cell.minimum", 7, err);
}

static inline gg_status change_dataset(place *p, gg_error *err)
{
    char path[128];
    gg_dataset_entry entry = {.name = "more", .origin = "synthetic", .path = path};

    snprintf(path, sizeof path, "%s/more.csv", p->root);
    return gg_dataset_add(p->reg, &entry, NULL, err);
}

/* Made before anything fails. */
static json_t *change_manifest;

static inline gg_status change_register(place *p, gg_error *err)
{
    gg_version_entry entry = {.manifest = change_manifest, .kind = "development"};

    return gg_version_register(p->reg, &entry, NULL, err);
}

static inline gg_status change_joint(place *p, gg_error *err)
{
    gg_status st = gg_joint_begin(p->reg, err);

    if (st != GG_OK)
        return st;
    st = change_register(p, err);
    if (st == GG_OK)
        st = change_set(p, err);
    return gg_joint_end(p->reg, st, err);
}

static inline gg_status change_promote(place *p, gg_error *err)
{
    return gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, err);
}

static inline gg_status change_refused(place *p, gg_error *err)
{
    return gg_version_promote(p->reg, "lanes@2", "production", NULL, NULL, err);
}

static inline gg_status change_review(place *p, gg_error *err)
{
    gg_status st = gg_registry_act_as(p->reg, "grace", err);

    if (st == GG_OK)
        st = gg_version_review(p->reg, "lanes@2", GG_REVIEW_APPROVE, "fine", NULL, err);
    return st;
}

static inline gg_status change_purge(place *p, gg_error *err)
{
    return gg_dataset_purge(p->reg, "old@1", "the term has run out", NULL, err);
}

/* Many events at once: more pages than SQLite keeps, so that it writes before it commits. */
static inline gg_status change_many(place *p, gg_error *err)
{
    gg_transaction *tx;
    gg_status st = gg_transaction_begin(p->reg, &tx, err);

    for (int i = 0; st == GG_OK && i < 2500; i++) {
        json_t *payload = json_pack("{s:s, s:i}", "key", "cell.minimum", "value", i % 90 + 5);
        gg_event event = {"registry.set", "registry/registry", payload};

        st = payload ? gg_transaction_append(tx, &event, NULL, err) : GG_E_MEMORY;
        json_decref(payload);
        if (st != GG_OK) {
            gg_transaction_rollback(tx);
            return st;
        }
    }
    return st == GG_OK ? gg_transaction_commit(tx, err) : st;
}

static inline gg_status change_rebuild(place *p, gg_error *err)
{
    json_t *out = NULL;
    gg_status st = gg_registry_rebuild(p->reg, &out, err);

    json_decref(out);
    return st;
}

static const change changes[] = {
    {"set", change_set, GG_OK},           {"dataset", change_dataset, GG_OK},
    {"register", change_register, GG_OK}, {"joint", change_joint, GG_OK},
    {"promote", change_promote, GG_OK},   {"refused", change_refused, GG_E_NO},
    {"review", change_review, GG_OK},     {"purge", change_purge, GG_OK},
    {"rebuild", change_rebuild, GG_OK},   {"many", change_many, GG_OK},
};

#define CHANGES (sizeof changes / sizeof *changes)

GG_PRINTF(1, 2) static inline void change_shell(const char *format, ...)
{
    char line[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    ck_assert_int_eq(system(line), 0);
}

/* A place in memory, where there is room: nothing here depends on what a disk does, and hundreds of
 * registries are made. */
static inline void changes_place(place *p)
{
    gg_registry_options options;
    char root[] = "/dev/shm/gauger-registry-XXXXXX";

    place_init(p);
    if (mkdtemp(root)) {
        rmdir(p->root);
        strcpy(p->root, root);
        snprintf(p->dir, sizeof p->dir, "%s/.gauger", p->root);
        snprintf(p->db, sizeof p->db, "%s/registry.db", p->dir);
    }
    options = place_options(p);
    ok(gg_registry_create(p->dir, &p->env, &options, &p->reg, &p->err));
}

/* A registry in which every change can be made, kept as p->root/base. */
static inline void changes_prepare(place *p)
{
    char path[1024], policy[GG_SHA256_HEX];

    changes_place(p);
    change_manifest = stage_manifest("lanes", "rules", 0.5);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@1", "scores", policy);
    stage_version(p, "lanes");
    stage_judge(p, "lanes@2", stage_evaluate(p, "lanes@2", "scores"), policy, "pass");
    ok(gg_version_promote(p->reg, "lanes@2", "review", NULL, NULL, &p->err));
    stage_dataset(p, "old", 3, NULL);
    stage_table(p, path, 5);
    change_shell("mv %s %s/more.csv", path, p->root);
    gg_registry_close(p->reg);
    p->reg = NULL;
    change_shell("cp -a %s %s/base", p->dir, p->root);
}

static inline void changes_end(place *p)
{
    json_decref(change_manifest);
    place_remove(p);
}

/* The registry as it was prepared, and not open. */
static inline void changes_restart(place *p)
{
    gg_registry_close(p->reg);
    p->reg = NULL;
    change_shell("rm -rf %s && cp -a %s/base %s", p->dir, p->root, p->dir);
}

#endif
