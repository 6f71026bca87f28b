/* Training a support vector machine: libsvm's text within the document of its inputs. */
#include "svm_library.h"
#include "train_internal.h"

/* The most bytes that a document is read with. */
#define MOST_BYTES ((size_t)64 << 20)

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status fit(const gg_fitting *g, gg_buf *text, gg_error *err)
{
    const gg_training_rows *r = g->rows;
    gg_svm_options o = g->plan->svm;
    bool plain = !r->counted && !r->weighted;

    o.seed = g->options->seed;
    o.counts = r->counted && !r->weighted;
    return gg_svm_fit(g->design->x, r->n, g->design->p, r->y, plain ? NULL : r->w, &o, text, err);
}

static gg_status write_artifact(const gg_fitting *g, const gg_buf *text, gg_error *err)
{
    const gg_design *d = g->design;
    json_t *inputs = json_array(), *document;
    int failed = inputs ? 0 : -1;

    for (size_t i = 0; i < d->n_columns && !failed; i++)
        failed = json_array_append_new(inputs, gg_input_write(&d->columns[i].input));
    document = failed ? NULL
                      : json_pack("{s:s, s:O, s:s#}", "format", "gauger/svm/1", "inputs", inputs,
                                  "model", text->data, (int)text->size);
    json_decref(inputs);
    if (!document)
        return memory(err);
    gg_json_write(document, g->artifact);
    json_decref(document);
    if (g->artifact->size > MOST_BYTES)
        return gg_error_set(err, GG_E_LIMIT, "train on fewer rows, or with a smaller C",
                            "support vectors of %zu MB, and a document has at most 64",
                            g->artifact->size >> 20);
    return gg_buf_check(g->artifact, err);
}

static gg_status write_document(const gg_fitting *g, gg_error *err)
{
    gg_libsvm libsvm;
    char version[24];
    gg_status status = gg_libsvm_load(&libsvm, err);

    if (status)
        return status;
    snprintf(version, sizeof version, "%d.%02d", *libsvm.libsvm_version / 100,
             *libsvm.libsvm_version % 100);
    if (json_object_set_new(g->document, "iterations", json_null()) ||
        json_object_set_new(g->document, "converged", json_null()) ||
        json_object_set_new(g->document, "libraries", json_pack("{s:s}", "libsvm", version)))
        return memory(err);
    return GG_OK;
}

gg_status gg_train_svm(gg_fitting *fitting, gg_error *err)
{
    gg_buf text;
    gg_status status;

    gg_buf_init(&text, GG_SVM_BYTES);
    /* libsvm cannot be stopped: whoever wants to stop is asked before and after. */
    status = gg_train_ask(fitting->options, GG_LEARNING, err);
    if (!status)
        status = fit(fitting, &text, err);
    if (!status)
        status = gg_train_ask(fitting->options, 1, err);
    if (!status)
        status = write_artifact(fitting, &text, err);
    if (!status)
        status = write_document(fitting, err);
    gg_buf_release(&text);
    return status;
}
