/* Artifacts of support vector machines, for the tests of their reading and their scoring. */
#ifndef GG_TESTS_MODEL_SVM_OPENED_H
#define GG_TESTS_MODEL_SVM_OPENED_H

#include "suite.h"

#include <string.h>

#include "gauger/model/artifact.h"
#include "model/svm_internal.h"
#include "table/temporary.h"

#define MODEL                                                                                      \
    "svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 2\nrho 0.5\nlabel 1 0\n"             \
    "nr_sv 1 1\nSV\n2 1:1 2:3 \n-1 2:1 \n"
/* The same text as it stands in a document of YAML. */
#define BLOCK                                                                                      \
    "model: |\n  svm_type c_svc\n  kernel_type linear\n  nr_class 2\n  total_sv 2\n  rho 0.5\n"    \
    "  label 1 0\n  nr_sv 1 1\n  SV\n  2 1:1 2:3 \n  -1 2:1 \n"
#define HEAD "model: m\nalgorithm: svm\nscorer: svm\nfeatures:\n"
#define TWO  HEAD "  - {name: age, type: numeric}\n  - {name: days, type: numeric}\n"

static gg_error err;

static inline gg_manifest manifest(const char *yaml)
{
    json_t *document = NULL;
    gg_manifest m;

    gg_error_init(&err);
    ck_assert_int_eq(gg_json_parse(yaml, strlen(yaml), "m.yaml", &document, &err), GG_OK);
    ck_assert_msg(gg_manifest_parse(document, &m, &err) == GG_OK, "%s: %s", err.column, err.what);
    json_decref(document);
    return m;
}

static inline gg_status open_it(const char *yaml, const char *artifact, gg_scorer **out)
{
    temporary t = temporary_file(artifact, 0);
    gg_manifest m = manifest(yaml);
    gg_status status;

    gg_error_init(&err);
    status = gg_svm_open(&m, t.path, out, &err);
    gg_manifest_release(&m);
    temporary_remove(&t);
    return status;
}

#define PREPARED                                                                                   \
    HEAD "  - {name: port, type: categorical}\n"                                                   \
         "  - {name: age, type: numeric, transform: standardize, imputation: mean}\n"
#define INPUTS                                                                                     \
    "format: gauger/svm/1\ninputs:\n  - {feature: age, fill: 40, center: 40, scale: 10}\n"         \
    "  - {feature: port, level: B}\n"

#endif
