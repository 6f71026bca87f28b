/* A folder for a registry, a clock that the test sets, and what every registry test needs. */
#ifndef GG_TESTS_PLACE_H
#define GG_TESTS_PLACE_H

#include <ftw.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gauger/registry/registry.h"
#include "suite.h"

#define T0 1767225600 /* 2026-01-01T00:00:00Z */

typedef struct place {
    char root[64];
    char dir[96];
    char db[128];
    int64_t now;
    gg_env env;
    gg_error err;
    gg_registry *reg;
    gg_signer *signer; /* the founder's key */
} place;

#define ok(call) ck_assert_msg((call) == GG_OK, "%s: %s", #call, p->err.what)
#define refused(code, words, call)                                                                 \
    do {                                                                                           \
        gg_error_init(&p->err);                                                                    \
        ck_assert_int_eq((call), (code));                                                          \
        ck_assert_msg(strstr(p->err.what, (words)) != NULL, "says \"%s\", not \"%s\"",             \
                      p->err.what, (words));                                                       \
        ck_assert_int_eq(p->err.status, (code));                                                   \
        gg_error_init(&p->err);                                                                    \
    } while (0)

static inline void place_init(place *p)
{
    memset(p, 0, sizeof *p);
    strcpy(p->root, "/tmp/gauger-registry-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(p->root));
    snprintf(p->dir, sizeof p->dir, "%s/.gauger", p->root);
    snprintf(p->db, sizeof p->db, "%s/registry.db", p->dir);
    p->now = T0;
    p->env = gg_env_default();
    p->env.now = gg_clock_fixed;
    p->env.ctx = &p->now;
    p->env.user = "ada";
    gg_error_init(&p->err);
    ok(gg_signer_new(&p->signer, &p->err));
}

static inline gg_registry_options place_options(const place *p)
{
    gg_registry_options options = gg_registry_options_default();

    options.signer = p->signer;
    return options;
}

static inline void place_create(place *p)
{
    gg_registry_options options;

    place_init(p);
    options = place_options(p);
    ok(gg_registry_create(p->dir, &p->env, &options, &p->reg, &p->err));
}

static inline int place_unlink(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static inline void place_remove(place *p)
{
    gg_registry_close(p->reg);
    p->reg = NULL;
    gg_signer_free(p->signer);
    p->signer = NULL;
    nftw(p->root, place_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void place_reopen(place *p)
{
    gg_registry_close(p->reg);
    p->reg = NULL;
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &p->reg, &p->err));
    gg_registry_sign_with(p->reg, p->signer);
}

/* Behind gauger's back: the stock library, no settings; returns SQLite's code. */
static inline int place_sql(place *p, const char *sql)
{
    sqlite3 *db;
    int code;

    ck_assert_int_eq(sqlite3_open(p->db, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 10000);
    code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return code;
}

static inline json_t *place_verify(place *p)
{
    json_t *report = NULL;

    ok(gg_registry_verify(p->reg, NULL, &report, &p->err));
    return report;
}

static inline void place_consistent(place *p)
{
    json_t *report = place_verify(p),
           *finding = json_array_get(json_object_get(report, "findings"), 0);

    ck_assert_msg(gg_registry_verify_status(report) == GG_OK, "%s: %s",
                  gg_json_string(finding, "where", ""), gg_json_string(finding, "what", ""));
    json_decref(report);
}

/* The examination finds something, and the first finding is there and says so. */
static inline void place_broken(place *p, const char *where, const char *what)
{
    json_t *report = place_verify(p);
    json_t *finding = json_array_get(json_object_get(report, "findings"), 0);

    ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
    ck_assert_msg(strstr(gg_json_string(finding, "where", ""), where) != NULL &&
                      strstr(gg_json_string(finding, "what", ""), what) != NULL,
                  "\"%s: %s\", not \"%s: %s\"", gg_json_string(finding, "where", ""),
                  gg_json_string(finding, "what", ""), where, what);
    json_decref(report);
}

static inline void place_events(place *p, size_t n)
{
    gg_transaction *tx;

    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    for (size_t i = 0; i < n; i++) {
        json_t *payload =
            json_pack("{s:s, s:i}", "key", "cell.minimum", "value", (int)(i % 90 + 5));
        gg_event event = {"registry.set", "registry/registry", payload};

        ok(gg_transaction_append(tx, &event, NULL, &p->err));
        json_decref(payload);
    }
    ok(gg_transaction_commit(tx, &p->err));
}

static inline uint64_t place_size(place *p)
{
    gg_tree_head head;

    ok(gg_registry_head(p->reg, &head, &p->err));
    return head.size;
}

#endif
