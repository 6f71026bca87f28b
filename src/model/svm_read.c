/*
 * Model files of libsvm, read strictly: one key a line in any order that libsvm itself can read,
 * SV, then one support vector a line. Whatever libsvm does not write is refused with its line.
 */
#include <limits.h>
#include <string.h>

#include "svm_internal.h"

#include "gauger/base/text.h"

#define WHERE_FROM "give the file as svm-train wrote it"

typedef struct reader {
    const char *at, *end;
    unsigned long long line; /* of the line taken last */
    const char *name;
    gg_arena *arena;
    gg_error *err;
    gg_svm_text model;
    int nr_class;
    unsigned seen;                  /* bit i: keys[i] */
    unsigned long long line_of[16]; /* of keys[i] */
} reader;

static const char *const type_words[] = {"c_svc", "nu_svc", "one_class", "epsilon_svr", "nu_svr"};
static const char *const kernel_words[] = {"linear", "polynomial", "rbf", "sigmoid"};

#define N_TYPES   (sizeof type_words / sizeof *type_words)
#define N_KERNELS (sizeof kernel_words / sizeof *kernel_words)

const char *gg_svm_type_word(gg_svm_type type)
{
    return type_words[type];
}

const char *gg_svm_kernel_word(gg_svm_kernel kernel)
{
    return kernel_words[kernel];
}

#define SVC (1u << GG_SVM_C_SVC | 1u << GG_SVM_NU_SVC)
#define SVR (1u << GG_SVM_EPSILON_SVR | 1u << GG_SVM_NU_SVR)
#define ALL (SVC | SVR | 1u << GG_SVM_ONE_CLASS)

#define POLY    (1u << GG_SVM_POLY)
#define SIGMOID (1u << GG_SVM_SIGMOID)
#define RBF     (1u << GG_SVM_RBF)
#define ANY     (POLY | SIGMOID | RBF | 1u << GG_SVM_LINEAR)

typedef enum kind { TYPE, KERNEL, WHOLE, NUMBER } kind;
typedef enum place {
    NR_CLASS = 2,
    TOTAL_SV = 3,
    LABEL = 8,
    PROB_A = 9,
    PROB_B = 10,
    NR_SV = 11
} place;

/* Which keys a model has depends on its type and its kernel. */
static const struct key {
    const char *name;
    kind kind;
    size_t count; /* of values, for two classes */
    size_t offset;
    double least, most;
    unsigned types, kernels;
    bool optional;
    bool counted; /* how many values it has, nr_class says */
} keys[] = {
    {"svm_type", TYPE, 1, offsetof(reader, model.type), 0, 0, ALL, ANY, false, false},
    {"kernel_type", KERNEL, 1, offsetof(reader, model.kernel), 0, 0, ALL, ANY, false, false},
    [NR_CLASS] = {"nr_class", WHOLE, 1, offsetof(reader, nr_class), 2, 2, ALL, ANY, false, false},
    [TOTAL_SV] = {"total_sv", WHOLE, 1, offsetof(reader, model.n), 1, INT_MAX, ALL, ANY, false,
                  false},
    {"degree", WHOLE, 1, offsetof(reader, model.degree), 0, 1000, ALL, POLY, false, false},
    {"gamma", NUMBER, 1, offsetof(reader, model.gamma), 0, 1e300, ALL, POLY | RBF | SIGMOID, false,
     false},
    {"coef0", NUMBER, 1, offsetof(reader, model.coef0), -1e300, 1e300, ALL, POLY | SIGMOID, false,
     false},
    {"rho", NUMBER, 1, offsetof(reader, model.rho), -1e300, 1e300, ALL, ANY, false, true},
    [LABEL] = {"label", WHOLE, 2, offsetof(reader, model.label), INT_MIN, INT_MAX, SVC, ANY, false,
               true},
    [PROB_A] = {"probA", NUMBER, 1, offsetof(reader, model.prob_a), -1e300, 1e300, SVC | SVR, ANY,
                true, true},
    [PROB_B] = {"probB", NUMBER, 1, offsetof(reader, model.prob_b), -1e300, 1e300, SVC, ANY, true,
                true},
    [NR_SV] = {"nr_sv", WHOLE, 2, offsetof(reader, model.n_of), 0, INT_MAX, SVC, ANY, false, true},
};

#define N_KEYS (sizeof keys / sizeof *keys)

static bool has(const reader *r, size_t key)
{
    return r->seen >> key & 1;
}

static gg_status fail(reader *r, unsigned long long line, const char *mend, const char *format, ...)
    GG_PRINTF(4, 5);

static gg_status fail(reader *r, unsigned long long line, const char *mend, const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    gg_error_where(r->err, r->name, line, NULL);
    return gg_error_set(r->err, GG_E_INPUT, mend, "%s", text);
}

static bool take_line(reader *r, gg_view *out)
{
    const char *end = r->at == r->end ? NULL : memchr(r->at, '\n', (size_t)(r->end - r->at));

    if (!end)
        return false;
    *out = (gg_view){r->at, (size_t)(end - r->at)};
    r->at = end + 1;
    r->line++;
    return true;
}

/* What no line may be. */
static gg_status check_line(reader *r, gg_view line)
{
    if (line.size == 0)
        return fail(r, r->line, "take it out", "a blank line");
    if (line.data[line.size - 1] == '\r')
        return fail(r, r->line, "save the file with the line ends of Unix",
                    "a line that ends in a carriage return");
    return GG_OK;
}

/* Up to the sign, which is taken too, or all of it. */
static gg_view take_word(gg_view *rest, char sign)
{
    const char *end = rest->size ? memchr(rest->data, sign, rest->size) : NULL;
    gg_view word = {rest->data, end ? (size_t)(end - rest->data) : rest->size};
    size_t taken = word.size + (end != NULL);

    *rest = (gg_view){rest->data + taken, rest->size - taken};
    return word;
}

static bool is_word(gg_view word, const char *expected)
{
    return word.size == strlen(expected) && memcmp(word.data, expected, word.size) == 0;
}

static gg_status read_number(reader *r, const char *name, gg_view word, double *out)
{
    char shape[48];

    switch (gg_text_number(word.data, word.size, out)) {
    case GG_NUMBER_OK:
        return GG_OK;
    case GG_NUMBER_RANGE:
        return fail(r, r->line, WHERE_FROM, "%s: beyond the largest number", name);
    default:
        return fail(r, r->line, WHERE_FROM, "%s: not a number (shape \"%s\")", name,
                    gg_text_shape(word.data, word.size, shape, sizeof shape));
    }
}

/* A whole number as libsvm writes it: a minus or none, digits. */
static bool whole(gg_view word, int *out)
{
    bool negative = word.size > 0 && word.data[0] == '-';
    size_t i = negative;
    long long x = 0;

    if (word.size == i || word.size > i + 10)
        return false;
    for (; i < word.size; i++) {
        if (word.data[i] < '0' || word.data[i] > '9')
            return false;
        x = 10 * x + (word.data[i] - '0');
    }
    x = negative ? -x : x;
    if (x < INT_MIN || x > INT_MAX)
        return false;
    *out = (int)x;
    return true;
}

static gg_status read_choice(reader *r, const struct key *key, const char *const *words, size_t n,
                             gg_view word, int *out)
{
    char shape[48];

    for (size_t i = 0; i < n; i++)
        if (is_word(word, words[i])) {
            *out = (int)i;
            return GG_OK;
        }
    if (is_word(word, "precomputed"))
        return fail(r, r->line, "train with linear, polynomial, rbf or sigmoid",
                    "a precomputed kernel: it cannot score a row without the training rows");
    return fail(r, r->line, WHERE_FROM, "%s: not one that libsvm writes (shape \"%s\")", key->name,
                gg_text_shape(word.data, word.size, shape, sizeof shape));
}

static gg_status read_whole(reader *r, const struct key *key, gg_view word, int *out)
{
    char shape[48];

    if (!whole(word, out))
        return fail(r, r->line, WHERE_FROM, "%s: not a whole number (shape \"%s\")", key->name,
                    gg_text_shape(word.data, word.size, shape, sizeof shape));
    if (key == &keys[NR_CLASS] && *out != 2)
        return fail(r, r->line, "train with the two classes of an outcome",
                    "nr_class is %d: a score stands for two classes", *out);
    if (*out < key->least || *out > key->most)
        return fail(r, r->line, WHERE_FROM, "%s is %d: it lies from %.0f to %.0f", key->name, *out,
                    key->least, key->most);
    return GG_OK;
}

static gg_status read_value(reader *r, const struct key *key, gg_view word, size_t i)
{
    char *room = (char *)r + key->offset;
    gg_status status;
    double x = 0;
    int w = 0;

    if (key->kind == NUMBER) {
        status = read_number(r, key->name, word, &x);
        if (!status && (x < key->least || x > key->most))
            status = fail(r, r->line, WHERE_FROM, "%s is out of its range", key->name);
        if (!status)
            memcpy(room + i * sizeof x, &x, sizeof x);
        return status;
    }
    if (key->kind == WHOLE)
        status = read_whole(r, key, word, &w);
    else if (key->kind == TYPE)
        status = read_choice(r, key, type_words, N_TYPES, word, &w);
    else
        status = read_choice(r, key, kernel_words, N_KERNELS, word, &w);
    if (status)
        return status;
    if (key->kind == TYPE)
        r->model.type = (gg_svm_type)w;
    else if (key->kind == KERNEL)
        r->model.kernel = (gg_svm_kernel)w;
    else
        memcpy(room + i * sizeof w, &w, sizeof w);
    return GG_OK;
}

static gg_status read_key(reader *r, gg_view name, gg_view values, bool any)
{
    char shape[48];
    size_t i = 0;

    while (i < N_KEYS && !is_word(name, keys[i].name))
        i++;
    if (i == N_KEYS)
        return fail(r, r->line, WHERE_FROM, "not a key of a model file (shape \"%s\")",
                    gg_text_shape(name.data, name.size, shape, sizeof shape));
    if (has(r, i))
        return fail(r, r->line, "leave one of them", "%s stands there twice", keys[i].name);
    if (keys[i].counted && !has(r, NR_CLASS))
        return fail(r, r->line, "put nr_class before it",
                    "%s stands before nr_class, which says how many values it has", keys[i].name);
    r->seen |= 1u << i;
    r->line_of[i] = r->line;
    for (size_t k = 0; k < keys[i].count; k++) {
        bool last = k + 1 == keys[i].count;
        size_t before = values.size;
        gg_view word = take_word(&values, ' ');
        gg_status status;

        /* Nothing may follow the last value, not even a blank. */
        if (!any || word.size == 0 || last != (before == word.size))
            return fail(r, r->line, WHERE_FROM, "%s wants %zu value%s, each behind one blank",
                        keys[i].name, keys[i].count, keys[i].count == 1 ? "" : "s");
        status = read_value(r, &keys[i], word, k);
        if (status)
            return status;
    }
    return GG_OK;
}

/* Which keys a model of this type and kernel has, and no others. */
static gg_status check_keys(reader *r)
{
    for (size_t i = 0; i < N_KEYS; i++) {
        bool fits =
            (keys[i].types >> r->model.type & 1) && (keys[i].kernels >> r->model.kernel & 1);

        if (!has(r, i) && fits && !keys[i].optional)
            return fail(r, r->line, WHERE_FROM, "SV begins and there was no %s", keys[i].name);
        if (has(r, i) && !fits)
            return fail(r, r->line_of[i], "take the line out, or mend svm_type or kernel_type",
                        "%s does not belong to the type %s with the kernel %s", keys[i].name,
                        type_words[r->model.type], kernel_words[r->model.kernel]);
    }
    return GG_OK;
}

static gg_status check_head(reader *r)
{
    gg_svm_text *m = &r->model;
    gg_status status = check_keys(r);

    if (status)
        return status;
    m->has_probability = has(r, PROB_A);
    if (!gg_svm_classifies(m))
        return GG_OK;
    if (m->label[0] == m->label[1])
        return fail(r, r->line_of[LABEL], WHERE_FROM, "the two labels are the same");
    if (has(r, PROB_A) != has(r, PROB_B))
        return fail(r, r->line_of[has(r, PROB_A) ? PROB_A : PROB_B],
                    "give both, or train without probabilities",
                    "of probA and probB there is one only");
    if ((long long)m->n_of[0] + m->n_of[1] != m->n)
        return fail(r, r->line_of[NR_SV], WHERE_FROM,
                    "nr_sv adds up to %lld support vectors, total_sv says %d",
                    (long long)m->n_of[0] + m->n_of[1], m->n);
    return GG_OK;
}

static gg_status read_head(reader *r)
{
    gg_view line;

    while (take_line(r, &line)) {
        bool any;
        gg_view name;
        gg_status status = check_line(r, line);

        if (status)
            return status;
        if (is_word(line, "SV"))
            return check_head(r);
        any = memchr(line.data, ' ', line.size) != NULL;
        name = take_word(&line, ' ');
        status = read_key(r, name, line, any);
        if (status)
            return status;
    }
    return r->at == r->end
               ? fail(r, r->line, WHERE_FROM, "the file ends here and there is no line SV")
               : fail(r, r->line + 1, WHERE_FROM, "the file ends inside this line");
}

/* Room for as many support vectors and entries as the rest of the file has lines and colons. */
static gg_status make_room(reader *r)
{
    gg_svm_text *m = &r->model;
    size_t lines = 0, colons = 0, n = (size_t)m->n;

    for (const char *c = r->at; c < r->end; c++) {
        if (*c == '\n' && c[-1] == '\n')
            return fail(r, r->line + lines + 1, "take it out", "a blank line");
        lines += *c == '\n';
        colons += *c == ':';
    }
    if (r->end[-1] != '\n')
        return fail(r, r->line + lines + 1, WHERE_FROM, "the file ends inside this line");
    if (lines != n)
        return fail(r, r->line_of[TOTAL_SV], WHERE_FROM,
                    "total_sv says %d, and %zu line%s behind SV", m->n, lines,
                    lines == 1 ? " stands" : "s stand");
    m->coef = gg_arena_array(r->arena, n, sizeof *m->coef);
    m->start = gg_arena_array(r->arena, n + 1, sizeof *m->start);
    m->index = gg_arena_array(r->arena, colons, sizeof *m->index);
    m->value = gg_arena_array(r->arena, colons, sizeof *m->value);
    if (!m->coef || !m->start || !m->index || !m->value)
        return gg_error_set(r->err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

static gg_status read_entry(reader *r, gg_view word, int last, size_t at)
{
    gg_view number = word, index = take_word(&number, ':');
    char shape[48];
    int i = 0;

    if (index.size == word.size || !whole(index, &i))
        return fail(r, r->line, WHERE_FROM, "not an entry INDEX:VALUE (shape \"%s\")",
                    gg_text_shape(word.data, word.size, shape, sizeof shape));
    if (i < 1 || i > GG_SVM_INDEX)
        return fail(r, r->line, WHERE_FROM, "the index %d does not lie from 1 to %d", i,
                    GG_SVM_INDEX);
    if (i <= last)
        return fail(r, r->line, WHERE_FROM, "the index %d stands behind %d: they must ascend", i,
                    last);
    r->model.index[at] = i;
    return read_number(r, "value", number, &r->model.value[at]);
}

/* COEF INDEX:VALUE ..., with one blank between them and at most one behind. */
static gg_status read_vector(reader *r, size_t at, gg_view line)
{
    gg_svm_text *m = &r->model;
    size_t entries = m->start[at];
    int last = 0;
    gg_status status = check_line(r, line);

    if (!status)
        status = read_number(r, "coefficient", take_word(&line, ' '), &m->coef[at]);
    while (!status && line.size > 0) {
        status = read_entry(r, take_word(&line, ' '), last, entries);
        if (!status)
            last = m->index[entries++];
    }
    if (last > m->max_index)
        m->max_index = last;
    m->start[at + 1] = entries;
    return status;
}

gg_status gg_svm_read(const char *text, size_t n, const char *name, gg_arena *arena,
                      gg_svm_text *out, gg_error *err)
{
    reader r = {.name = name, .arena = arena, .err = err};
    gg_status status;
    gg_view line;

    if (n > GG_SVM_BYTES) {
        gg_error_where(err, name, 0, NULL);
        return gg_error_set(err, GG_E_LIMIT, "train on fewer rows or inputs",
                            "a model file of more than %zu bytes", GG_SVM_BYTES);
    }
    if (n == 0)
        return fail(&r, 1, WHERE_FROM, "the model file is empty");
    r.at = text;
    r.end = text + n;
    status = read_head(&r);
    if (!status)
        status = make_room(&r);
    for (size_t i = 0; !status && take_line(&r, &line); i++)
        status = read_vector(&r, i, line);
    if (!status)
        *out = r.model;
    return status;
}
