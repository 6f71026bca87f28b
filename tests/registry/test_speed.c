/* A registry of 1,000 versions and 100,000 events: it stays consistent, and how long queries take
 * is printed. Nothing is asserted of time. */
#include <time.h>

#include "registry/stage.h"

enum { models = 100, versions = 10, events = 100000 };

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void append(gg_transaction *tx, place *p, const char *action, const char *object,
                   json_t *payload)
{
    gg_event event = {action, object, payload};

    ok(gg_transaction_append(tx, &event, NULL, &p->err));
    json_decref(payload);
}

/* A version as gg_version_register() writes it, a thousand in one transaction. */
static void add_version(gg_transaction *tx, place *p, int model, int number, json_t *manifest)
{
    char object[64];

    snprintf(object, sizeof object, "model/m%03d", model);
    if (number == 1)
        append(tx, p, "cycle.open", object,
               json_pack("{s:i, s:s, s:s, s:s, s:b, s:[]}", "id", model + 1, "kind", "development",
                         "phase", "build", "due", "2026-11-01T00:00:00Z", "implicit", 1,
                         "datasets"));
    snprintf(object, sizeof object, "model/m%03d@%d", model, number);
    append(tx, p, "model.register", object,
           json_pack("{s:s, s:s, s:s, s:i, s:O}", "kind", "development", "composition", DIGEST_A,
                     "operating", DIGEST_B, "cycle", model + 1, "manifest", manifest));
}

static void fill(place *p)
{
    json_t *manifest = stage_manifest("m", "rules", 0.5);
    gg_transaction *tx;
    char object[64];
    int n;

    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    for (int m = 0; m < models; m++)
        for (int v = 1; v <= versions; v++)
            add_version(tx, p, m, v, manifest);
    for (n = 1 + models + models * versions; n < events; n++) {
        snprintf(object, sizeof object, "model/m%03d@%d", n % models, n / models % versions + 1);
        append(tx, p, "model.alias", object, json_pack("{s:s}", "alias", n % 2 ? "best" : "last"));
    }
    ok(gg_transaction_commit(tx, &p->err));
    json_decref(manifest);
}

#define timed(name, call)                                                                          \
    do {                                                                                           \
        double best_ = 1e9;                                                                        \
        for (int i_ = 0; i_ < 5; i_++) {                                                           \
            double began_ = seconds();                                                             \
            ok(call);                                                                              \
            best_ = fmin(best_, seconds() - began_);                                               \
            json_decref(document);                                                                 \
        }                                                                                          \
        printf("%-24s %8.2f ms\n", name, 1e3 * best_);                                             \
    } while (0)

START_TEST(a_large_registry_answers)
{
    place pl, *p = &pl;
    json_t *document;
    gg_log_options options = {.actor = "ada", .limit = 100};
    gg_log_options none = {.actor = "nobody", .limit = 100};
    double began;

    place_create(p);
    began = seconds();
    fill(p);
    printf("%-24s %8.2f s\n", "100,000 events appended", seconds() - began);
    ck_assert_uint_eq(place_size(p), events);
    place_reopen(p);
    began = seconds();
    place_reopen(p);
    printf("%-24s %8.2f ms\n", "open", 1e3 * (seconds() - began));
    timed("model list", gg_model_list(p->reg, NULL, &document, &p->err));
    timed("model list m050", gg_model_list(p->reg, "m050", &document, &p->err));
    timed("model show", gg_version_show(p->reg, "m050@5", &document, &p->err));
    timed("model history m050", gg_model_history(p->reg, "m050", &document, &p->err));
    timed("model history m050@5", gg_model_history(p->reg, "m050@5", &document, &p->err));
    timed("cycle list", gg_cycle_list(p->reg, NULL, &document, &p->err));
    timed("dataset list", gg_dataset_list(p->reg, &document, &p->err));
    timed("audit log", gg_registry_log(p->reg, NULL, &document, &p->err));
    timed("audit log of one", gg_registry_log(p->reg, &options, &document, &p->err));
    timed("audit log of nobody", gg_registry_log(p->reg, &none, &document, &p->err));
    began = seconds();
    place_consistent(p);
    printf("%-24s %8.2f s\n", "verify", seconds() - began);
    began = seconds();
    ok(gg_registry_rebuild(p->reg, &document, &p->err));
    json_decref(document);
    printf("%-24s %8.2f s\n", "rebuild", seconds() - began);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_large_registry_answers);
}

GG_TEST_MAIN("registry/speed")
