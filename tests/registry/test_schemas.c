/* Every document of the registry fits its published schema, and the schemas are strict. */
#include "registry/stage.h"
#include "strict.h"

#define SCHEMA(name) "docs/schemas/" name "-1.schema.json"

/* A member of a document that is given another value, which the schema must refuse. */
typedef struct wrong {
    const char *path, *key, *json;
} wrong;

static void refuse_each(const char *file, json_t *document, const wrong *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        json_t *value = json_loads(cases[i].json, JSON_DECODE_ANY, NULL);

        ck_assert_ptr_nonnull(value);
        strict_refuses(file, document, cases[i].path, cases[i].key, value);
    }
}

#define WRONG(file, document, ...)                                                                 \
    do {                                                                                           \
        static const wrong wrong_[] = {__VA_ARGS__};                                               \
        refuse_each((file), (document), wrong_, sizeof wrong_ / sizeof *wrong_);                   \
    } while (0)

/* Data with everything that can be said of it, and a risk that was accepted. */
static void add_people(place *p)
{
    static const char *const systems[] = {"claims"};
    char path[1024];
    json_t *schema = json_pack("{s:{s:{s:s}}}", "columns", "region", "role", "protected");
    json_t *sheet = json_pack("{s:s}", "motivation", "a test");
    gg_dataset_entry entry = {.name = "people",
                              .origin = "synthetic",
                              .path = path,
                              .schema = schema,
                              .sheet = sheet,
                              .source_systems = systems,
                              .n_source_systems = 1,
                              .extracted = "2025-12-31T23:00:00Z",
                              .retain_until = "2028-02-29",
                              .authority = "schedule 7",
                              .accept_risk = "made-up addresses"};
    FILE *f;

    snprintf(path, sizeof path, "%s/people.csv", p->root);
    f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs("score,region,mail\n0.5,A,someone@example.com\n", f);
    ck_assert_int_eq(fclose(f), 0);
    ok(gg_dataset_add(p->reg, &entry, NULL, &p->err));
    json_decref(schema);
    json_decref(sheet);
}

/* A question, its answer, and an approval at last. */
static void review(place *p, const char *reference)
{
    refused(GG_E_NO, "nobody reviews",
            gg_version_review(p->reg, reference, GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    ok(gg_version_review(p->reg, reference, GG_REVIEW_QUESTION, "which ports?", NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
    ok(gg_version_answer(p->reg, reference, 0, "all of them", &p->err));
    ok(gg_version_promote(p->reg, reference, "review", NULL, NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    ok(gg_version_review(p->reg, reference, GG_REVIEW_APPROVE, "good", NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
}

static void open_cycle(place *p, const char *model, const char *kind, const char *from)
{
    static const char *const datasets[] = {"scores"};
    gg_cycle_entry entry = {.model = model,
                            .kind = kind,
                            .from = from,
                            .reason = "the plan",
                            .datasets = datasets,
                            .n_datasets = 1};

    ok(gg_cycle_open(p->reg, &entry, NULL, &p->err));
}

/* A second version, which is a refresh by other training data and waits for its review. */
static void refresh(place *p)
{
    json_t *m = stage_manifest("lanes", "rules", 0.5);
    gg_version_entry entry = {.manifest = m,
                              .kind = "refresh",
                              .from = "1",
                              .artifact_sha256 = DIGEST_B,
                              .training_sha256 = DIGEST_D};

    ok(gg_version_register(p->reg, &entry, NULL, &p->err));
    json_decref(m);
}

/*
 * A champion with a question answered, two evaluations (one of data from elsewhere) and a refusal;
 * a refresh begun; a cycle closed, one open and one late; data with a risk accepted.
 */
static void furnish(place *p)
{
    char policy[GG_SHA256_HEX];
    uint64_t evaluation;
    json_t *m = stage_manifest("lanes", "rules", 0.5), *elsewhere = stage_evaluation(NULL);
    gg_version_entry first = {.manifest = m,
                              .kind = "development",
                              .artifact_sha256 = DIGEST_A,
                              .training_dataset = "scores"};
    gg_evaluation_entry foreign = {.reference = "lanes@1", .evaluation = elsewhere};

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_artifacts(p);
    add_people(p);
    stage_policy(p, NULL, POLICY, "[{\"approvals\": 1}]", policy);
    ok(gg_registry_set_request(p->reg, "job 7", &p->err));
    ok(gg_registry_set(p->reg, "clock.refresh_months", 7, &p->err));
    open_cycle(p, "lanes", "development", NULL);
    p->now += 86400;
    ok(gg_cycle_phase(p->reg, 1, "build", &p->err));
    ok(gg_version_register(p->reg, &first, NULL, &p->err));
    ok(gg_model_alias(p->reg, "lanes@1", "baseline", &p->err));
    ok(gg_version_add_evaluation(p->reg, &foreign, NULL, &p->err));
    stage_evaluate(p, "lanes@1", "people");
    evaluation = stage_evaluate(p, "lanes@1", "scores");
    stage_judge(p, "lanes@1", evaluation, policy, "pass");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    review(p, "lanes@1");
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(gg_cycle_close(p->reg, 1, "done", &p->err));
    stage_dataset(p, "scores", 1, NULL);
    open_cycle(p, "lanes", "refresh", "1");
    refresh(p);
    stage_version(p, "boats");
    p->now += (int64_t)400 * 86400;
    json_decref(m);
    json_decref(elsewhere);
}

START_TEST(datasets)
{
    place pl, *p = &pl;
    json_t *full, *bare, *list;

    furnish(p);
    ok(gg_dataset_show(p->reg, "people", &full, &p->err));
    ok(gg_dataset_show(p->reg, "scores@1", &bare, &p->err));
    says(bare, "state", "superseded");
    is_null(bare, "sheet");
    strict_fits(SCHEMA("dataset"), bare);
    strict_object(SCHEMA("dataset"), full, "");
    strict_object(SCHEMA("dataset"), full, "registered");
    strict_fits("docs/schemas/deidentification-1.schema.json", (json_t *)at(full, "check"));
    WRONG(SCHEMA("dataset"), full, {"", "origin", "\"real\""}, {"", "name", "\"a b\""},
          {"", "sha256", "\"ABC\""}, {"", "bytes", "-1"}, {"", "version", "0"},
          {"", "state", "\"new\""}, {"", "retain_until", "\"soon\""}, {"", "accepted_risk", "\"\""},
          {"", "versions", "[]"}, {"", "format", "\"gauger/dataset/2\""},
          {"registered", "time", "\"2026-01-01\""}, {"check", "verdict", "\"good\""});
    json_decref(full);
    json_decref(bare);
    ok(gg_dataset_list(p->reg, &list, &p->err));
    strict_object(SCHEMA("datasets"), list, "");
    strict_object(SCHEMA("datasets"), list, "datasets/0");
    strict_object(SCHEMA("datasets"), list, "datasets/1");
    WRONG(SCHEMA("datasets"), list, {"datasets/0", "state", "\"new\""},
          {"datasets/0", "verdict", "\"good\""}, {"datasets/1", "retain_until", "\"2028\""});
    json_decref(list);
    place_remove(p);
}
END_TEST

START_TEST(an_empty_registry)
{
    place pl, *p = &pl;
    json_t *document;

    place_create(p);
    ok(gg_dataset_list(p->reg, &document, &p->err));
    strict_fits(SCHEMA("datasets"), document);
    json_decref(document);
    ok(gg_model_list(p->reg, NULL, &document, &p->err));
    strict_fits(SCHEMA("models"), document);
    json_decref(document);
    ok(gg_cycle_list(p->reg, NULL, &document, &p->err));
    strict_fits(SCHEMA("cycles"), document);
    json_decref(document);
    ok(gg_registry_log(p->reg, NULL, &document, &p->err));
    strict_fits(SCHEMA("log"), document);
    json_decref(document);
    document = place_verify(p);
    strict_fits(SCHEMA("audit"), document);
    json_decref(document);
    place_remove(p);
}
END_TEST

START_TEST(one_version)
{
    static const char *const objects[] = {"",           "training",       "registered",
                                          "cycle",      "states/0",       "evaluations/0",
                                          "verdicts/0", "findings/0",     "risks/0",
                                          "states/2",   "cycle/phases/0", "cycle/phases/1",
                                          "head",       "evaluations/2",  "findings/0/answered"};
    place pl, *p = &pl;
    json_t *shown, *bare;

    furnish(p);
    ok(gg_version_show(p->reg, "lanes@1", &shown, &p->err));
    says(shown, "state", "production");
    says(shown, "findings/0/answered/text", "all of them");
    says(shown, "states/2/rule", "separation");
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
        strict_object(SCHEMA("model"), shown, objects[i]);
    WRONG(SCHEMA("model"), shown, {"", "state", "\"live\""}, {"", "kind", "\"upgrade\""},
          {"", "fingerprint", "null"}, {"", "from", "0"}, {"", "states", "[]"},
          {"training", "dataset", "\"scores\""}, {"cycle", "phase", "\"party\""},
          {"states/0", "rule", "\"mood\""}, {"states/0", "result", "\"tried\""},
          {"states/0", "to", "\"\""}, {"verdicts/0", "result", "\"good\""},
          {"findings/0", "kind", "\"approve\""}, {"manifest", "model", "null"});
    json_decref(shown);
    ok(gg_version_show(p->reg, "lanes@2", &bare, &p->err));
    counts(bare, "from", 1);
    strict_fits(SCHEMA("model"), bare);
    json_decref(bare);
    ok(gg_version_show(p->reg, "boats", &bare, &p->err));
    is_null(bare, "artifact_sha256");
    strict_object(SCHEMA("model"), bare, "");
    json_decref(bare);
    place_remove(p);
}
END_TEST

START_TEST(models_and_their_history)
{
    place pl, *p = &pl;
    json_t *list, *history;

    furnish(p);
    ok(gg_model_list(p->reg, NULL, &list, &p->err));
    is_null(list, "models/0/champion");
    strict_object(SCHEMA("models"), list, "");
    strict_object(SCHEMA("models"), list, "models/0");
    strict_object(SCHEMA("models"), list, "models/1/latest");
    strict_object(SCHEMA("models"), list, "models/1/champion");
    WRONG(SCHEMA("models"), list, {"models/1/aliases", "baseline", "\"1\""},
          {"models/1/champion", "verdict", "\"good\""}, {"models/1", "latest", "null"},
          {"models/1", "all", "[]"});
    json_decref(list);
    ok(gg_model_list(p->reg, "lanes", &list, &p->err));
    counts(list, "models/0/all/1/version", 2);
    strict_object(SCHEMA("models"), list, "models/0/all/1");
    json_decref(list);

    ok(gg_model_history(p->reg, "lanes", &history, &p->err));
    is_null(history, "version");
    strict_fits(SCHEMA("history"), history);
    json_decref(history);
    ok(gg_model_history(p->reg, "lanes@1", &history, &p->err));
    counts(history, "version", 1);
    strict_object(SCHEMA("history"), history, "");
    strict_object(SCHEMA("history"), history, "events/0");
    WRONG(SCHEMA("history"), history, {"events/0", "payload", "{}"},
          {"events/0", "object", "\"lanes@1\""}, {"events/0", "action", "\"register\""});
    json_decref(history);
    place_remove(p);
}
END_TEST

START_TEST(cycles)
{
    place pl, *p = &pl;
    gg_cycle_filter filter = {.closed = true};
    json_t *list;

    furnish(p);
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    says(list, "cycles/0/state", "closed");
    ck_assert(json_is_true(at(list, "cycles/1/overdue")));
    counts(list, "due/0/cycle", 2);
    strict_object(SCHEMA("cycles"), list, "");
    strict_object(SCHEMA("cycles"), list, "cycles/0");
    strict_object(SCHEMA("cycles"), list, "cycles/1");
    strict_object(SCHEMA("cycles"), list, "cycles/1/phases/0");
    strict_object(SCHEMA("cycles"), list, "due/0");
    WRONG(SCHEMA("cycles"), list, {"", "now", "\"today\""}, {"", "overdue", "-1"},
          {"cycles/0", "state", "\"late\""}, {"cycles/0", "due", "null"},
          {"cycles/0", "days_left", "0.5"}, {"cycles/0", "datasets", "[\"scores\"]"},
          {"due/0", "kind", "\"development\""}, {"cycles/0/phases/0", "phase", "\"party\""});
    json_decref(list);
    ok(gg_cycle_close(p->reg, 2, NULL, &p->err));
    ok(gg_cycle_list(p->reg, NULL, &list, &p->err));
    is_null(list, "due/0/cycle");
    strict_fits(SCHEMA("cycles"), list);
    json_decref(list);
    place_remove(p);
}
END_TEST

START_TEST(the_log)
{
    place pl, *p = &pl;
    gg_log_options all = gg_log_options_default();
    json_t *log;

    furnish(p);
    all.limit = 0;
    ok(gg_registry_log(p->reg, &all, &log, &p->err));
    ck_assert_uint_eq(json_array_size(at(log, "events")), place_size(p));
    strict_object(SCHEMA("log"), log, "");
    strict_object(SCHEMA("log"), log, "head");
    strict_object(SCHEMA("log"), log, "events/0");
    WRONG(SCHEMA("log"), log, {"head", "root", "\"00\""}, {"events/0", "seq", "0"},
          {"events/0", "actor", "\"\""}, {"events/0", "object", "\"model/a b\""},
          {"events/0", "request", "\"\""}, {"events/0", "payload", "\"{}\""});
    json_decref(log);
    place_remove(p);
}
END_TEST

START_TEST(an_examination)
{
    place pl, *p = &pl;
    char id[GG_SHA256_HEX];
    gg_verify_options known = {.id = id};
    json_t *report;

    furnish(p);
    ok(gg_registry_id(p->reg, id, &p->err));
    ok(gg_registry_verify(p->reg, &known, &report, &p->err));
    ck_assert(json_is_true(at(report, "pinned")));
    strict_object(SCHEMA("audit"), report, "");
    strict_object(SCHEMA("audit"), report, "head");
    WRONG(SCHEMA("audit"), report, {"", "result", "\"broken\""}, {"", "n_findings", "1"},
          {"", "findings", "[{\"where\": \"head\", \"what\": \"another\"}]"}, {"", "id", "\"?\""});
    json_decref(report);

    /* More findings than are listed, and tables that cannot be read. */
    ck_assert_int_eq(place_sql(p, "WITH RECURSIVE n(i) AS (SELECT 900 UNION ALL SELECT i + 1 FROM n"
                                  " WHERE i < 930) INSERT INTO alias SELECT 'm', 'a' || i, 1, 1"
                                  " FROM n"),
                     SQLITE_OK);
    report = place_verify(p);
    counts(report, "n_findings", 31);
    strict_object(SCHEMA("audit"), report, "");
    strict_object(SCHEMA("audit"), report, "findings/19");
    WRONG(SCHEMA("audit"), report, {"", "result", "\"consistent\""}, {"", "findings", "[]"});
    json_decref(report);
    /* The log can be read without them, and is. */
    ck_assert_int_eq(place_sql(p, "DROP TABLE alias"), SQLITE_OK);
    report = place_verify(p);
    ck_assert(json_is_integer(json_object_get(report, "events")));
    strict_fits(SCHEMA("audit"), report);
    json_decref(report);
    place_remove(p);
}
END_TEST

START_TEST(rebuilding_and_settings)
{
    place pl, *p = &pl;
    json_t *document;

    furnish(p);
    ok(gg_registry_rebuild(p->reg, &document, &p->err));
    strict_object(SCHEMA("rebuild"), document, "");
    strict_object(SCHEMA("rebuild"), document, "tables");
    WRONG(SCHEMA("rebuild"), document, {"tables", "entry", "-1"}, {"", "events", "1.5"});
    json_decref(document);
    ok(gg_registry_settings(p->reg, &document, &p->err));
    counts(document, "settings/1/value", 7);
    strict_object(SCHEMA("settings"), document, "");
    strict_object(SCHEMA("settings"), document, "settings/1");
    WRONG(SCHEMA("settings"), document, {"", "settings", "[]"}, {"settings/0", "key", "\"clock\""},
          {"settings/0", "value", "\"10\""});
    json_decref(document);
    place_remove(p);
}
END_TEST

/* The event that docs/registry.md gives as an example has the hashes that stand beside it. */
START_TEST(the_documented_event)
{
    static const char payload[] =
        "{\"account\":{\"key\":\"21fe31dfa154a261\",\"name\":\"ada\",\"person\":\"ada\","
        "\"protection\":\"none\",\"public\":\"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\","
        "\"roles\":[\"administrator\"]},\"gauger\":\"0.1.0\",\"schema\":3,\"testing\":false}";
    unsigned char bytes[16 + sizeof payload - 1], leaf[GG_SHA256_BYTES];
    char hex[GG_SHA256_HEX], quoted[GG_SHA256_HEX + 32], page[32768], *header;
    FILE *f = fopen("docs/registry.md", "r");

    ck_assert_ptr_nonnull(f);
    page[fread(page, 1, sizeof page - 1, f)] = '\0';
    ck_assert_int_eq(fclose(f), 0);
    for (unsigned char i = 0; i < 16; i++)
        bytes[i] = i;
    memcpy(bytes + 16, payload, sizeof payload - 1);
    gg_sha256_hex(bytes, sizeof bytes, hex);
    snprintf(quoted, sizeof quoted, "\"payload_sha256\":\"%s\"", hex);
    ck_assert_ptr_nonnull(strstr(page, payload));
    ck_assert_ptr_nonnull(strstr(page, quoted));
    header = strstr(page, "{\"action\"");
    ck_assert_ptr_nonnull(header);
    gg_tree_leaf(header, strcspn(header, "\n"), leaf);
    for (size_t i = 0; i < sizeof leaf; i++)
        snprintf(hex + 2 * i, 3, "%02x", leaf[i]);
    snprintf(quoted, sizeof quoted, "`%s`", hex);
    ck_assert_ptr_nonnull(strstr(page, quoted));
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, datasets);
    tcase_add_test(tc, an_empty_registry);
    tcase_add_test(tc, one_version);
    tcase_add_test(tc, models_and_their_history);
    tcase_add_test(tc, cycles);
    tcase_add_test(tc, the_log);
    tcase_add_test(tc, an_examination);
    tcase_add_test(tc, rebuilding_and_settings);
    tcase_add_test(tc, the_documented_event);
}

GG_TEST_MAIN("registry/schemas")
