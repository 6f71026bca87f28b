#include "registration.h"

#include <stdio.h>
#include <string.h>

#include "gauger/registry/cycle.h"
#include "gauger/registry/dataset.h"

/* What would be refused at the very end is refused before a long training. */
static gg_status check_options(const gg_args *args, gg_error *err)
{
    const char *alias = gg_args_text(args, GG_OPT_ALIAS);
    gg_status status = alias ? gg_alias_check(alias, err) : GG_OK;

    if (status != GG_OK)
        gg_error_where(err, "--alias", 0, NULL);
    return status;
}

bool gg_registration_base(gg_cli *cli, const gg_registration *r, const char **out)
{
    bool plain = r->from && r->from[strspn(r->from, "0123456789")] == '\0';

    *out = plain ? gg_arena_printf(&cli->arena, "%s@%s", r->manifest.model, r->from) : r->from;
    return *out || !r->from;
}

static gg_status find_base(gg_cli *cli, gg_registry *reg, const gg_registration *r, gg_error *err)
{
    const char *base;
    gg_version there;
    gg_status status;

    if (!gg_registration_base(cli, r, &base))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = base ? gg_version_find(reg, base, &there, err) : GG_OK;
    if (status != GG_OK)
        gg_error_where(err, "--from", 0, NULL);
    return status;
}

gg_status gg_registration_options(gg_cli *cli, gg_registry *reg, gg_registration *r, gg_error *err)
{
    const gg_args *args = &cli->args;
    gg_status status = check_options(args, err);

    if (status != GG_OK)
        return status;
    if (gg_args_text(args, GG_OPT_KIND))
        r->kind = gg_args_text(args, GG_OPT_KIND);
    if (gg_args_text(args, GG_OPT_FROM))
        r->from = gg_args_text(args, GG_OPT_FROM);
    r->alias = gg_args_text(args, GG_OPT_ALIAS);
    status = find_base(cli, reg, r, err);
    if (status != GG_OK || !gg_args_given(args, GG_OPT_CYCLE))
        return status;
    status = gg_cycle_find(reg, gg_args_text(args, GG_OPT_CYCLE), &r->cycle, err);
    if (status != GG_OK)
        gg_error_where(err, "--cycle", 0, NULL);
    return status;
}

/* ---- what the version is ---- */

static gg_status entry_of(gg_registry *reg, gg_registration *r, gg_version_entry *entry,
                          gg_error *err)
{
    gg_dataset_version dataset;
    gg_status status;

    *entry = (gg_version_entry){.manifest = r->manifest.document,
                                .kind = r->kind,
                                .from = r->from,
                                .artifact_sha256 = r->artifact.sha256,
                                .training_sha256 = r->manifest.training_sha256,
                                .training_dataset = r->manifest.training_dataset,
                                .fit = r->fit,
                                .cycle = r->cycle};
    if (!r->manifest.training_dataset)
        return GG_OK;
    status = gg_dataset_find(reg, r->manifest.training_dataset, &dataset, err);
    if (status != GG_OK)
        return status;
    memcpy(r->training, dataset.sha256, sizeof r->training);
    entry->training_sha256 = r->training;
    return GG_OK;
}

/* ---- what it is held against ---- */

static gg_status add_versus(gg_cli *cli, gg_registry *reg, gg_registration *r,
                            const char *reference, gg_error *err)
{
    gg_subject *next = &r->versus[r->n_versus];
    gg_status status = gg_subject_find(cli, reg, reference, next, err);

    if (status != GG_OK)
        return status;
    for (size_t i = 0; i < r->n_versus; i++)
        if (strcmp(r->versus[i].reference, next->reference) == 0) {
            gg_subject_release(next);
            return GG_OK;
        }
    r->n_versus++;
    return GG_OK;
}

/* The champion, then the base. */
static gg_status find_versus(gg_cli *cli, gg_registry *reg, gg_registration *r, gg_error *err)
{
    const char *model = r->manifest.model;
    const char *champion = gg_arena_printf(&cli->arena, "%s@champion", model);
    const char *base;
    gg_version there;
    gg_status status;

    if (!champion || !gg_registration_base(cli, r, &base))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gg_version_find(reg, champion, &there, NULL);
    if (status == GG_OK)
        status = add_versus(cli, reg, r, champion, err);
    else if (status == GG_E_NOT_FOUND)
        status = GG_OK;
    if (status == GG_OK && base)
        status = add_versus(cli, reg, r, base, err);
    return status;
}

/* ---- measuring ---- */

/* The cycle that the version will belong to, if it is open already. */
static gg_status open_cycle(gg_cli *cli, gg_registry *reg, const gg_registration *r, uint64_t *id,
                            gg_error *err)
{
    const char *name = gg_arena_printf(&cli->arena, "%s/%s", r->manifest.model, r->kind);
    gg_status status;

    *id = r->cycle;
    if (*id)
        return GG_OK;
    if (!name)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gg_cycle_find(reg, name, id, NULL);
    return status == GG_E_NOT_FOUND ? GG_OK : status;
}

static gg_status assess_on(gg_cli *cli, gg_registry *reg, gg_registration *r,
                           const gg_subject *subject, const json_t *datasets, gg_error *err)
{
    gg_status status = GG_OK;

    r->assessments = gg_arena_array(&cli->arena, json_array_size(datasets), sizeof *r->assessments);
    if (!r->assessments)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; status == GG_OK && i < json_array_size(datasets); i++) {
        status = gg_assess(cli, reg, json_string_value(json_array_get(datasets, i)), subject,
                           r->versus, r->n_versus, &r->assessments[i], err);
        r->n_assessments += status == GG_OK;
    }
    return status;
}

static gg_status assess_all(gg_cli *cli, gg_registry *reg, gg_registration *r,
                            const gg_subject *subject, gg_error *err)
{
    json_t *datasets = NULL;
    uint64_t cycle = 0;
    gg_status status = open_cycle(cli, reg, r, &cycle, err);

    if (status == GG_OK && cycle)
        status = gg_cycle_datasets(reg, cycle, &datasets, err);
    if (status == GG_OK && json_array_size(datasets) > 0)
        status = find_versus(cli, reg, r, err);
    if (status == GG_OK && json_array_size(datasets) > 0)
        status = assess_on(cli, reg, r, subject, datasets, err);
    json_decref(datasets);
    return status;
}

/* What was measured on one dataset, for the receipt. */
static json_t *measured(const gg_assessment *assessment, uint64_t seq)
{
    json_t *versus = json_array();

    for (size_t i = 0; versus && i < assessment->n_versus; i++)
        json_array_append_new(versus, json_string(assessment->versus[i].reference));
    return json_pack("{s:s,s:I,s:o}", "dataset", assessment->dataset, "event", (json_int_t)seq,
                     "compared_with", versus);
}

static gg_status store_all(gg_registry *reg, const gg_registration *r, const char *reference,
                           json_t *receipt, gg_error *err)
{
    json_t *list = json_array();
    gg_status status = GG_OK;

    for (size_t i = 0; status == GG_OK && i < r->n_assessments; i++) {
        uint64_t seq = 0;

        status = gg_assessment_store(reg, reference, &r->assessments[i], &seq, err);
        if (status == GG_OK && json_array_append_new(list, measured(&r->assessments[i], seq)) != 0)
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    if (r->n_assessments)
        json_object_set(receipt, "evaluations", list);
    json_decref(list);
    return status;
}

/* "audit@1, compared with lanes@3 and lanes@2": one line for a person. */
static gg_status tell_measured(const gg_registration *r, json_t *receipt, gg_error *err)
{
    gg_status status;
    gg_buf text;

    if (!r->n_assessments)
        return GG_OK;
    gg_buf_init(&text, 0);
    for (size_t i = 0; i < r->n_assessments; i++) {
        const gg_assessment *one = &r->assessments[i];

        gg_buf_printf(&text, "%s%s", i ? "; " : "", one->dataset);
        for (size_t k = 0; k < one->n_versus; k++)
            gg_buf_printf(&text, "%s%s", k ? " and " : ", compared with ",
                          one->versus[k].reference);
    }
    status = gg_buf_check(&text, err);
    if (status == GG_OK &&
        json_object_set_new(receipt, "evaluated_on", json_string(text.data)) != 0)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_buf_release(&text);
    return status;
}

/* ---- registering ---- */

/* Measured, it can be judged; else it is to be measured first, against its base if there is one. */
static json_t *next_steps(const gg_registration *r, const char *reference)
{
    bool plain = r->from && r->from[strspn(r->from, "0123456789")] == '\0';

    if (r->n_assessments)
        return json_pack("[o]", json_sprintf("gauger gate %s", reference));
    if (!r->from || r->manifest.scorer == GG_SCORER_EXTERNAL)
        return json_pack("[o]", json_sprintf("gauger evaluate DATA --model %s", reference));
    return json_pack("[o]",
                     json_sprintf("gauger evaluate DATA --model %s --versus %s%s%s", reference,
                                  plain ? r->manifest.model : "", plain ? "@" : "", r->from));
}

static json_t *receipt_of(const gg_registration *r, const json_t *version, const char *reference)
{
    const json_t *cycle = json_object_get(version, "cycle");
    const char *kind = gg_json_string(version, "kind", "");

    return json_pack("{s:s,s:o,s:s,s:I,s:s,s:s,s:s,s:s,s:I,s:o}", "format", "gauger/receipt/1",
                     "done", json_sprintf("Registered %s (%s).", reference, kind), "name",
                     gg_json_string(version, "name", ""), "version",
                     (json_int_t)gg_json_number(version, "version", 0), "fingerprint",
                     gg_json_string(version, "fingerprint", ""), "operating",
                     gg_json_string(version, "operating", ""), "kind", kind, "state",
                     gg_json_string(version, "state", ""), "cycle",
                     (json_int_t)gg_json_number(cycle, "id", 0), "next", next_steps(r, reference));
}

static gg_status finish(gg_registry *reg, gg_registration *r, const json_t *version, json_t **out,
                        gg_error *err)
{
    char reference[GG_NAME_MAX + 32];
    json_t *receipt;
    gg_status status = GG_OK;

    snprintf(reference, sizeof reference, "%s@%lld", gg_json_string(version, "name", ""),
             (long long)gg_json_number(version, "version", 0));
    receipt = receipt_of(r, version, reference);
    if (!receipt)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (r->alias)
        status = gg_model_alias(reg, reference, r->alias, err);
    if (status == GG_OK)
        status = store_all(reg, r, reference, receipt, err);
    if (status == GG_OK)
        status = tell_measured(r, receipt, err);
    if (status == GG_OK)
        *out = json_incref(receipt);
    json_decref(receipt);
    return status;
}

/* The version, its alias and its evaluations are one change: stopped in between, nothing of it is
 * there. */
static gg_status record(gg_registry *reg, gg_registration *r, const gg_version_entry *entry,
                        json_t **out, gg_error *err)
{
    json_t *version = NULL, *receipt = NULL;
    gg_status status = gg_joint_begin(reg, err);

    if (status != GG_OK)
        return status;
    status = gg_version_register(reg, entry, &version, err);
    if (status == GG_OK)
        status = finish(reg, r, version, &receipt, err);
    status = gg_joint_end(reg, status, err);
    if (status == GG_OK)
        *out = json_incref(receipt);
    json_decref(receipt);
    json_decref(version);
    return status;
}

/* An artifact that nobody has: what will be fitted is not the base's. */
static const char unmade[] = "0000000000000000000000000000000000000000000000000000000000000000";

gg_status gg_registration_check(gg_registry *reg, gg_registration *r, gg_error *err)
{
    gg_version_entry entry;
    gg_status status = entry_of(reg, r, &entry, err);

    if (!r->artifact.sha256[0] && r->manifest.scorer != GG_SCORER_EXTERNAL)
        entry.artifact_sha256 = unmade;
    return status == GG_OK ? gg_version_check(reg, &entry, err) : status;
}

gg_status gg_registration_enter(gg_cli *cli, gg_registry *reg, gg_registration *r, json_t **out,
                                gg_error *err)
{
    gg_version_entry entry;
    gg_subject subject = {0};
    gg_status status = entry_of(reg, r, &entry, err);

    if (status == GG_OK)
        status = gg_version_check(reg, &entry, err);
    if (status == GG_OK)
        status = gg_subject_open(reg, &r->manifest, r->artifact.sha256, &subject, err);
    if (status == GG_OK)
        status = assess_all(cli, reg, r, &subject, err);
    if (status == GG_OK)
        status = record(reg, r, &entry, out, err);
    gg_subject_release(&subject);
    return status;
}

void gg_registration_release(gg_registration *r)
{
    for (size_t i = 0; i < r->n_assessments; i++)
        gg_assessment_release(&r->assessments[i]);
    for (size_t i = 0; i < r->n_versus; i++)
        gg_subject_release(&r->versus[i]);
    gg_manifest_release(&r->manifest);
    *r = (gg_registration){0};
}
