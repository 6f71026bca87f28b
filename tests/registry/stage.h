/* Datasets, manifests, evaluations and verdicts for tests of the register. */
#ifndef GG_TESTS_STAGE_H
#define GG_TESTS_STAGE_H

#include "gauger/registry/cycle.h"
#include "gauger/registry/dataset.h"
#include "gauger/registry/lifecycle.h"
#include "gauger/registry/model.h"
#include "gauger/registry/record.h"
#include "registry/place.h"

#define POLICY "rules: [{metric: precision, at_least: 0.2}]\n"

/* Digests of nothing in particular. */
/* Of the texts a, b, c and d. */
#define DIGEST_A "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
#define DIGEST_B "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"
#define DIGEST_C "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6"
#define DIGEST_D "18ac3e7343f016890c510e93f935261169d9e3f565436429830faf0934f4f8e4"

/* A table of scores with three groups; `shift` makes another table. */
/* Puts the files of DIGEST_A, DIGEST_B and DIGEST_C into the store. */
static inline void stage_artifacts(place *p)
{
    gg_stored stored;

    for (const char *text = "abc"; *text; text++)
        ok(gg_registry_put_bytes(p->reg, text, 1, &stored, &p->err));
}

static inline void stage_table(place *p, char path[1024], int shift)
{
    FILE *f;

    snprintf(path, 1024, "%s/table.csv", p->root);
    f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs("score,label,region\n", f);
    for (int i = 0; i < 60; i++)
        fprintf(f, "0.%d,%d,%c\n", (i * 7 + shift) % 10, i % 3 == 0, 'A' + i % 3);
    ck_assert_int_eq(fclose(f), 0);
}

static inline void stage_dataset(place *p, const char *name, int shift, char sha256[GG_SHA256_HEX])
{
    char path[1024];
    gg_dataset_entry entry = {.name = name, .origin = "synthetic", .path = path};
    gg_dataset_version d;

    stage_table(p, path, shift);
    ok(gg_dataset_add(p->reg, &entry, NULL, &p->err));
    ok(gg_dataset_find(p->reg, name, &d, &p->err));
    if (sha256)
        strcpy(sha256, d.sha256);
}

static inline json_t *stage_manifest(const char *model, const char *algorithm, double threshold)
{
    json_t *m =
        json_pack("{s:s, s:s, s:s, s:[{s:s, s:s}], s:s, s:s, s:f}", "model", model, "algorithm",
                  algorithm, "scorer", "external", "features", "name", "x1", "type", "numeric",
                  "target", "label", "population", "all", "threshold", threshold);

    ck_assert_ptr_nonnull(m);
    return m;
}

/* Registers the next version, a development of its own. */
static inline gg_version stage_version(place *p, const char *model)
{
    json_t *m = stage_manifest(model, "rules", 0.5);
    gg_version_entry entry = {.manifest = m, .kind = "development"};
    gg_version v;

    ok(gg_version_register(p->reg, &entry, NULL, &p->err));
    ok(gg_version_find(p->reg, model, &v, &p->err));
    json_decref(m);
    return v;
}

static inline json_t *stage_evaluation(const char *sha256)
{
    return json_pack("{s:s, s:{s:s?, s:i}}", "format", "gauger/evaluation/1", "data", "sha256",
                     sha256, "rows", 60);
}

static inline uint64_t stage_evaluate(place *p, const char *reference, const char *dataset)
{
    gg_dataset_version d;
    uint64_t seq = 0;
    json_t *document;

    ok(gg_dataset_find(p->reg, dataset, &d, &p->err));
    document = stage_evaluation(d.sha256);
    gg_evaluation_entry entry = {
        .reference = reference, .dataset = dataset, .evaluation = document};
    ok(gg_version_add_evaluation(p->reg, &entry, &seq, &p->err));
    json_decref(document);
    return seq;
}

static inline json_t *stage_verdict(const char *policy_sha256, const char *result)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "format", "gauger/verdict/1", "policy", "promotion",
                     "policy_sha256", policy_sha256, "result", result);
}

static inline void stage_policy(place *p, const char *model, const char *text,
                                const char *requirements, char sha256[GG_SHA256_HEX])
{
    json_t *list = requirements ? json_loads(requirements, 0, NULL) : NULL;
    gg_adoption adoption = {
        .model = model, .name = "promotion", .text = text, .n = strlen(text), .requirements = list};

    ok(gg_registry_adopt_policy(p->reg, &adoption, &p->err));
    gg_sha256_hex(text, strlen(text), sha256);
    json_decref(list);
}

static inline void stage_judge(place *p, const char *reference, uint64_t evaluation,
                               const char *policy_sha256, const char *result)
{
    json_t *verdict = stage_verdict(policy_sha256, result);

    ok(gg_version_add_verdict(p->reg, reference, evaluation, verdict, NULL, &p->err));
    json_decref(verdict);
}

/* From candidate to approved: ada submits, grace approves; ends as ada. */
static inline void stage_approve(place *p, const char *reference, const char *dataset,
                                 const char *policy_sha256)
{
    uint64_t evaluation = stage_evaluate(p, reference, dataset);

    stage_judge(p, reference, evaluation, policy_sha256, "pass");
    ok(gg_version_promote(p->reg, reference, "review", NULL, NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    ok(gg_version_review(p->reg, reference, GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
}

static inline const char *stage_state(place *p, const char *reference)
{
    static char state[16];
    gg_version v;

    ok(gg_version_find(p->reg, reference, &v, &p->err));
    strcpy(state, v.state);
    return state;
}

/* A redress case, redress-case@1 where it is the first record. */
static inline void stage_case(place *p)
{
    const gg_record_type *type;
    gg_record_draft draft = {0};
    gg_record_entry entry = {.type = "redress-case"};
    gg_buf text;

    ok(gg_record_type_find("redress-case", &type, &p->err));
    gg_buf_init(&text, 0);
    gg_record_template(type, true, &text);
    ok(gg_record_draft_parse(text.data, text.size, "case.yaml", NULL, NULL, &draft, &p->err));
    entry.fields = draft.fields;
    ok(gg_record_add(p->reg, &entry, NULL, &p->err));
    gg_record_draft_release(&draft);
    gg_buf_release(&text);
}

/* A member by path: "cycle/phases/0/phase". */
static inline const json_t *at(const json_t *document, const char *path)
{
    char part[64];

    while (*path) {
        size_t n = strcspn(path, "/");

        snprintf(part, sizeof part, "%.*s", (int)n, path);
        document = json_is_array(document) ? json_array_get(document, strtoul(part, NULL, 10))
                                           : json_object_get(document, part);
        path += n + (path[n] == '/');
    }
    return document;
}

#define says(document, path, text)                                                                 \
    do {                                                                                           \
        const char *says_ = json_string_value(at((document), (path)));                             \
        ck_assert_msg(says_ &&strcmp(says_, (text)) == 0, "%s is %s, not %s", (path),              \
                      says_ ? says_ : "(none)", (text));                                           \
    } while (0)
#define counts(document, path, number)                                                             \
    do {                                                                                           \
        const json_t *counts_ = at((document), (path));                                            \
        ck_assert_msg(json_is_integer(counts_), "%s is no number", (path));                        \
        ck_assert_int_eq(json_integer_value(counts_), (number));                                   \
    } while (0)
#define is_null(document, path) ck_assert_msg(json_is_null(at((document), (path))), "%s", (path))

#endif
