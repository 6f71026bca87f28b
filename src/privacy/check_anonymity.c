/* Re-identification in a check's document: classes, their sizes, sensitive columns within them. */
#include <math.h>
#include <stdlib.h>

#include "check_internal.h"

/* Sizes listed in smallest_classes. */
#define SIZES_SHOWN 5

/* The classes of the rows that are not wholly suppressed, and the size that each row's class has.
 */
typedef struct classes {
    gg_partition all; /* by quasi-identifier */
    uint64_t *sizes;  /* of each tuple in all: its rows, or by the wildcard rule more */
    uint64_t rows, missing_rows, suppressed_rows;
    uint64_t k, unique_rows, under_5, under_11;
    gg_class_risk risk; /* by the rule own */
} classes;

static void classes_release(classes *c)
{
    gg_partition_release(&c->all);
    free(c->sizes);
}

static bool all_codes(const uint64_t *tuple, size_t n, uint64_t code)
{
    for (size_t i = 0; i < n; i++)
        if (tuple[i] != code)
            return false;
    return true;
}

static bool any_code(const uint64_t *tuple, size_t n, uint64_t code)
{
    for (size_t i = 0; i < n; i++)
        if (tuple[i] == code)
            return true;
    return false;
}

static void count_sizes(classes *c)
{
    for (size_t i = 0; i < c->all.n; i++) {
        uint64_t size = c->sizes[i], rows = c->all.rows[i];

        c->k = c->k == 0 || size < c->k ? size : c->k;
        c->unique_rows += size == 1 ? rows : 0;
        c->under_5 += size < 5 ? rows : 0;
        c->under_11 += size < 11 ? rows : 0;
    }
}

static gg_status size_classes(const gg_check_plan *plan, classes *c, gg_error *err)
{
    gg_status status;

    c->sizes = malloc((c->all.n + 1) * sizeof *c->sizes);
    if (!c->sizes)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < c->all.n; i++)
        c->sizes[i] = c->all.rows[i];
    if (c->all.n == 0)
        return GG_OK;
    /* at risk: fewer rows than the k asked for */
    status = gg_class_risk_compute(c->sizes, c->all.n,
                                   plan->options->k > 1 ? 1.0 / (double)plan->options->k : 1,
                                   &c->risk, err);
    if (!status && plan->options->missing == GG_MISSING_WILDCARD)
        status = gg_wildcard_sizes(&c->all, c->sizes, err);
    if (!status)
        count_sizes(c);
    return status;
}

static gg_status classes_of(const gg_check_plan *plan, const gg_check_pass *pass, classes *c,
                            gg_error *err)
{
    const gg_partition *tuples = &pass->tuples;
    size_t q = plan->n_quasi;
    gg_status status;

    gg_partition_init(&c->all, q);
    for (size_t i = 0; i < tuples->n; i++) {
        const uint64_t *tuple = gg_partition_tuple(tuples, i);

        c->rows += tuples->rows[i];
        if (all_codes(tuple, q, GG_CODE_SUPPRESSED)) {
            c->suppressed_rows += tuples->rows[i];
            continue;
        }
        if (any_code(tuple, q, GG_CODE_MISSING))
            c->missing_rows += tuples->rows[i];
        gg_partition_add(&c->all, tuple, tuples->rows[i]);
    }
    status = gg_partition_check(&c->all, err);
    return status ? status : size_classes(plan, c, err);
}

/* ---- sensitive columns ---- */

static int by_code(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* The distinct codes of the last column, ascending: bins in their order. */
static size_t distinct_codes(const gg_partition *joint, uint64_t *out)
{
    size_t n = 0;

    for (size_t i = 0; i < joint->n; i++)
        out[i] = gg_partition_tuple(joint, i)[joint->width - 1];
    qsort(out, joint->n, sizeof *out, by_code);
    for (size_t i = 0; i < joint->n; i++)
        if (i == 0 || out[i] != out[i - 1])
            out[n++] = out[i];
    return n;
}

/* Sorted tuples of classes and values as counts. */
static void fill_cells(const gg_partition *joint, const uint64_t *codes, size_t n_codes,
                       gg_joint_count *cells)
{
    uint32_t class_index = 0;

    for (size_t i = 0; i < joint->n; i++) {
        const uint64_t *tuple = gg_partition_tuple(joint, i);
        const uint64_t *before = i ? gg_partition_tuple(joint, i - 1) : tuple;
        const uint64_t *at =
            bsearch(&tuple[joint->width - 1], codes, n_codes, sizeof *codes, by_code);

        for (size_t j = 0; j + 1 < joint->width; j++)
            if (tuple[j] != before[j]) {
                class_index++;
                break;
            }
        cells[i] = (gg_joint_count){class_index, (uint32_t)(at - codes), joint->rows[i]};
    }
}

/* One sensitive column, measured. */
typedef struct sensitive {
    gg_diversity diversity;
    gg_fraction recursive_c;
} sensitive;

/* Classes over the first n_by of columns, values of the one behind them. ordered: its codes are
 * bins. */
static gg_status measure(const gg_check_plan *plan, const gg_partition *tuples,
                         const size_t *columns, size_t n_by, bool ordered, sensitive *out,
                         gg_error *err)
{
    gg_partition joint, kept;
    gg_joint_count *cells = NULL;
    uint64_t *codes = NULL;
    gg_status status;

    gg_partition_init(&kept, tuples->width);
    for (size_t i = 0; i < tuples->n; i++)
        if (!all_codes(gg_partition_tuple(tuples, i), plan->n_quasi, GG_CODE_SUPPRESSED))
            gg_partition_add(&kept, gg_partition_tuple(tuples, i), tuples->rows[i]);
    gg_partition_project(&kept, columns, n_by + 1, &joint);
    gg_partition_release(&kept);
    gg_partition_sort(&joint);
    status = gg_partition_check(&joint, err);
    if (status)
        goto done;
    cells = malloc((joint.n + 1) * sizeof *cells);
    codes = malloc((joint.n + 1) * sizeof *codes);
    if (!cells || !codes) {
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        goto done;
    }
    size_t n_codes = distinct_codes(&joint, codes);

    fill_cells(&joint, codes, n_codes, cells);
    ordered = ordered && n_codes && codes[0] >= GG_CODE_BIN;
    status = gg_diversity_compute(cells, joint.n, n_codes, ordered, &out->diversity, err);
    if (!status)
        status = gg_recursive_c_compute(cells, joint.n, 2, &out->recursive_c, err);
done:
    free(cells);
    free(codes);
    gg_partition_release(&joint);
    return status;
}

static json_t *diversity_object(const sensitive *s)
{
    const gg_diversity *d = &s->diversity;
    json_t *o = json_object();

    if (!o || json_object_set_new(o, "distinct_l", json_integer((json_int_t)d->distinct_l)) ||
        gg_json_set_real(o, "entropy_l", d->entropy_l) ||
        gg_json_set_real(o, "recursive_c_for_l_2", s->recursive_c.value) ||
        gg_json_set_real(o, "alpha", d->alpha.value) ||
        gg_json_set_real(o, "t_equal_distance", d->t_equal.value) ||
        gg_json_set_real(o, "t_ordered", d->t_ordered.value) ||
        gg_json_set_real(o, "basic_beta", d->basic_beta) ||
        gg_json_set_real(o, "delta_disclosure", d->delta_disclosure)) {
        json_decref(o);
        return NULL;
    }
    return o;
}

/* Column s alone, and, where there are several, with the others known too. */
static gg_status sensitive_column(gg_check_plan *plan, const gg_partition *tuples, size_t s,
                                  json_t *l, json_t *t, json_t *all, json_t *warnings,
                                  gg_error *err)
{
    size_t columns[2 * GG_QUASI_MAX + 1], q = plan->n_quasi, n = q;
    size_t column = plan->tuple[q + s];
    bool ordered = plan->columns[column] && plan->columns[column]->n_bins;
    const char *name = gg_check_name(plan, column);
    sensitive alone, joined;
    json_t *one;
    gg_status status;

    for (size_t j = 0; j < q; j++)
        columns[j] = j;
    columns[q] = q + s;
    status = measure(plan, tuples, columns, q, ordered, &alone, err);
    if (status)
        return status;
    for (size_t j = 0; j < plan->n_sensitive; j++)
        if (j != s)
            columns[n++] = q + j;
    columns[n] = q + s;
    if (n > q)
        status = measure(plan, tuples, columns, n, ordered, &joined, err);
    if (status)
        return status;
    one = diversity_object(&alone);
    if (one && n > q &&
        json_object_set_new(one, "with_other_sensitive", diversity_object(&joined))) {
        json_decref(one);
        one = NULL;
    }
    if (!name || json_object_set_new(all, name, one) ||
        json_object_set_new(l, name, json_integer((json_int_t)alone.diversity.distinct_l)) ||
        gg_json_set_real(t, name, alone.diversity.t_equal.value) ||
        (alone.diversity.distinct_l == 1 &&
         !gg_check_warn(warnings, "one_value_class",
                        "In some class every row has the same sensitive value: to know that "
                        "someone is in the class is to know the value.")))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

/* ---- the document ---- */

static json_t *smallest_classes(const classes *c)
{
    json_t *list = json_array();
    uint64_t last = 0;

    for (size_t shown = 0; shown < SIZES_SHOWN && list; shown++) {
        uint64_t next = 0;
        json_int_t n = 0;
        json_t *one;

        for (size_t i = 0; i < c->all.n; i++)
            if (c->sizes[i] > last && (next == 0 || c->sizes[i] < next))
                next = c->sizes[i];
        if (next == 0)
            break;
        for (size_t i = 0; i < c->all.n; i++)
            n += c->sizes[i] == next;
        one = json_pack("{s:I, s:I}", "size", (json_int_t)next, "classes", n);
        if (!one || json_array_append_new(list, one)) {
            json_decref(list);
            return NULL;
        }
        last = next;
    }
    return list;
}

static json_t *subset_object(gg_check_plan *plan, const gg_unique_subset *subset)
{
    json_t *names = json_array();

    for (size_t i = 0; i < subset->n && names; i++) {
        const char *name = gg_check_name(plan, plan->tuple[subset->columns[i]]);

        if (!name || json_array_append_new(names, json_string(name))) {
            json_decref(names);
            return NULL;
        }
    }
    return names ? json_pack("{s:o, s:I}", "columns", names, "rows", (json_int_t)subset->rows)
                 : NULL;
}

static gg_status put_subsets(gg_check_plan *plan, const classes *c, json_t *document, gg_error *err)
{
    gg_unique_subset *subsets;
    size_t n;
    bool done, failed;
    json_t *list;
    gg_status status = gg_unique_subsets(&c->all, &subsets, &n, &done, err);

    if (status)
        return status;
    list = done ? json_array() : json_null();
    failed = !list;
    for (size_t i = 0; i < n && !failed; i++)
        failed = json_array_append_new(list, subset_object(plan, &subsets[i])) != 0;
    free(subsets);
    failed = json_object_set_new(document, "minimal_unique_subsets", list) || failed;
    return failed ? gg_error_set(err, GG_E_MEMORY, NULL, "out of memory") : GG_OK;
}

static json_t *count_or_null(bool known, uint64_t n)
{
    return known ? json_integer((json_int_t)n) : json_null();
}

static bool put_classes(const gg_check_plan *plan, const classes *c, json_t *document)
{
    bool known = plan->n_quasi > 0, some = known && c->all.n > 0;
    json_t *l = json_object(), *t = json_object();
    json_t *risk = some ? json_object() : json_null();
    const char *rule = gg_missing_rule_word(plan->options->missing);

    if (some && (gg_json_set_real(risk, "prosecutor_max", c->risk.prosecutor_max.value) ||
                 gg_json_set_real(risk, "prosecutor_mean", c->risk.prosecutor_mean.value) ||
                 gg_json_set_real(risk, "share_of_rows_under_k", c->risk.at_risk.value) ||
                 gg_json_set_real(risk, "separation", c->risk.separation.value))) {
        json_decref(risk);
        risk = NULL;
    }
    return !(
        json_object_set_new(document, "k_anonymity", count_or_null(some, c->k)) |
        json_object_set_new(document, "classes", count_or_null(known, c->all.n)) |
        json_object_set_new(document, "unique_rows", count_or_null(known, c->unique_rows)) |
        json_object_set_new(document, "l_diversity", l) |
        json_object_set_new(document, "t_closeness", t) |
        json_object_set_new(document, "k_threshold", json_integer((json_int_t)plan->options->k)) |
        json_object_set_new(document, "missing_rule", json_string(rule)) |
        json_object_set_new(document, "rows_with_missing", count_or_null(known, c->missing_rows)) |
        json_object_set_new(document, "rows_suppressed", count_or_null(known, c->suppressed_rows)) |
        json_object_set_new(document, "rows_under_5", count_or_null(known, c->under_5)) |
        json_object_set_new(document, "rows_under_11", count_or_null(known, c->under_11)) |
        json_object_set_new(document, "risk", risk) |
        json_object_set_new(document, "smallest_classes", smallest_classes(c)));
}

static bool put_warnings(const gg_check_plan *plan, const classes *c, json_t *warnings)
{
    bool done = true;

    if (plan->n_quasi == 0)
        return gg_check_warn(warnings, "no_quasi_identifiers",
                             "No column is a quasi-identifier, so nothing is said of "
                             "re-identification.");
    if (c->suppressed_rows)
        done = gg_check_warn(warnings, "rows_suppressed",
                             "Rows with \"*\" in every quasi-identifier are in no class.");
    if (done && plan->options->missing == GG_MISSING_WILDCARD && c->missing_rows)
        done = gg_check_warn(warnings, "missing_matches_all",
                             "A missing quasi-identifier is taken to match every value, which "
                             "makes k larger.");
    return done;
}

gg_status gg_check_anonymity(gg_check_plan *plan, const gg_check_pass *pass, json_t *document,
                             json_t *warnings, uint64_t *k, gg_error *err)
{
    classes c = {0};
    json_t *all = json_object();
    gg_status status = classes_of(plan, pass, &c, err);

    if (!status && (!put_classes(plan, &c, document) || !put_warnings(plan, &c, warnings) ||
                    json_object_set(document, "sensitive", all)))
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t s = 0; s < plan->n_sensitive && c.all.n && !status; s++)
        status = sensitive_column(plan, &pass->tuples, s, json_object_get(document, "l_diversity"),
                                  json_object_get(document, "t_closeness"), all, warnings, err);
    if (!status && plan->n_quasi)
        status = put_subsets(plan, &c, document, err);
    else if (!status && json_object_set_new(document, "minimal_unique_subsets", json_null()))
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    *k = c.k;
    json_decref(all);
    classes_release(&c);
    return status;
}
