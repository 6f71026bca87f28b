/*
 * Collecting: the same evidence as a slow, obvious computation over the same rows, for every chunk
 * size, number of threads and way of writing the table; and what is refused.
 */
#include "suite.h"

#include <float.h>
#include <string.h>

#include "gauger/base/random.h"
#include "gauger/evidence/collect.h"
#include "table/temporary.h"

#define ROWS 3000

typedef struct row {
    double score;
    int outcome; /* GG_NEGATIVE, GG_POSITIVE, GG_UNVERIFIED */
    int race, sex, site;
    unsigned count;
    double weight;
} row;

static const char *const races[] = {"Asian", "Black", "Caucasian and of a long name", "White"};
static const char *const sexes[] = {"F", "M"};
static const char *const sites[] = {"A", "B", "C"};

static void make_rows(row *rows, int n, uint64_t seed, bool unverified)
{
    gg_random r;

    gg_random_init(&r, seed, "collect", "rows");
    for (int i = 0; i < n; i++) {
        /* Few distinct scores, so that many tie. */
        rows[i].score = (double)(gg_random_bits(&r) % 41) / 40;
        rows[i].outcome = gg_random_uniform(&r) < 0.2 + 0.5 * rows[i].score;
        if (unverified && gg_random_uniform(&r) < 0.3)
            rows[i].outcome = GG_UNVERIFIED;
        rows[i].race = (int)(gg_random_bits(&r) % 4);
        rows[i].sex = (int)(gg_random_bits(&r) % 2);
        rows[i].site = (int)(gg_random_bits(&r) % 3);
        rows[i].count = (unsigned)(gg_random_bits(&r) % 4);
        rows[i].weight = 0.25 + (double)(gg_random_bits(&r) % 16) / 8;
    }
}

typedef enum writing { PLAIN, CRLF, QUOTED, EXPANDED } writing;

/* EXPANDED writes each row as often as its count says, and no count column. */
static temporary write_rows(const row *rows, int n, writing how)
{
    static const char *const outcomes[] = {"0", "1", ""};
    gg_buf b;
    temporary t;

    gg_buf_init(&b, 0);
    gg_buf_printf(&b, "race,sex,site,score,label,w%s\n", how == EXPANDED ? "" : ",n");
    for (int i = 0; i < n; i++) {
        unsigned times = how == EXPANDED ? rows[i].count : 1;
        const char *quote = how == QUOTED ? "\"" : "";

        for (unsigned k = 0; k < times; k++) {
            gg_buf_printf(&b, "%s%s%s,%s,%s,%s%.3f%s,%s,%.3f", quote, races[rows[i].race], quote,
                          sexes[rows[i].sex], sites[rows[i].site], quote, rows[i].score, quote,
                          outcomes[rows[i].outcome], rows[i].weight);
            if (how != EXPANDED)
                gg_buf_printf(&b, ",%u", rows[i].count);
            gg_buf_puts(&b, how == CRLF ? "\r\n" : "\n");
        }
    }
    t = temporary_file(b.data, b.size);
    gg_buf_release(&b);
    return t;
}

typedef struct setup {
    bool counted, weighted, by_site;
    unsigned threads;
    size_t chunk;
} setup;

static gg_status collect(const char *path, setup s, gg_evidence *out, gg_error *err)
{
    static const char *const intersections[] = {"race*sex"};
    gg_collect_options o = gg_collect_options_default();
    gg_schema schema;
    gg_status status;

    o.threads = s.threads;
    o.csv.chunk = s.chunk;
    o.intersections = intersections;
    o.n_intersections = 1;
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "race,sex", GG_ROLE_PROTECTED, err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "score", GG_ROLE_SCORE, err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "label", GG_ROLE_OUTCOME, err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "site", GG_ROLE_SITE, err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.6", err), GG_OK);
    if (s.by_site)
        ck_assert_int_eq(gg_schema_threshold(&schema, "B=0.3", err), GG_OK);
    if (s.counted)
        ck_assert_int_eq(gg_schema_role(&schema, "n", GG_ROLE_COUNT, err), GG_OK);
    if (s.weighted)
        ck_assert_int_eq(gg_schema_role(&schema, "w", GG_ROLE_WEIGHT, err), GG_OK);
    status = gg_collect(path, &schema, &o, out, err);
    gg_schema_release(&schema);
    return status;
}

/* Whether a row lies in a slice of a family. */
static bool inside(const gg_evidence *e, const gg_family *f, const gg_slice *s, const row *r)
{
    for (size_t i = 0; i < f->n_dimensions; i++) {
        const gg_dimension *d = &e->dimensions[f->dimensions[i]];
        const char *have = strcmp(d->name, "race") == 0  ? races[r->race]
                           : strcmp(d->name, "sex") == 0 ? sexes[r->sex]
                                                         : sites[r->site];

        if (strcmp(d->levels[s->levels[i]], have) != 0)
            return false;
    }
    return true;
}

static double times_of(const row *r, setup s)
{
    return (s.counted ? r->count : 1) * (s.weighted ? r->weight : 1);
}

static void check_tally(const gg_slice *slice, const row **in, int n, setup s)
{
    double want[GG_OUTCOMES][GG_DECISIONS] = {{0}}, want2[GG_OUTCOMES][GG_DECISIONS] = {{0}};

    for (int i = 0; i < n; i++) {
        double threshold = s.by_site && in[i]->site == 1 ? 0.3 : 0.6;
        int d = in[i]->score >= threshold ? GG_REFERRED : GG_BELOW;
        double count = s.counted ? in[i]->count : 1, w = s.weighted ? in[i]->weight : 1;

        want[in[i]->outcome][d] += count * w;
        want2[in[i]->outcome][d] += count * w * w;
    }
    for (int o = 0; o < GG_OUTCOMES; o++)
        for (int d = 0; d < GG_DECISIONS; d++) {
            ck_close(slice->tally.w[GG_ARM_OTHER][o][d], want[o][d], 1e-12);
            ck_close(slice->tally.w2[GG_ARM_OTHER][o][d], want2[o][d], 1e-12);
        }
}

/* Placements from their definition, O(positives x negatives). */
static void check_ranking(const gg_slice *slice, const row **in, int n, setup s)
{
    double p = 0, q = 0, u = 0, ap = 0, u2 = 0, v2 = 0;

    for (int i = 0; i < n; i++) {
        p += in[i]->outcome == GG_POSITIVE ? times_of(in[i], s) : 0;
        q += in[i]->outcome == GG_NEGATIVE ? times_of(in[i], s) : 0;
    }
    for (int i = 0; i < n; i++) {
        double below = 0, above_p = 0, above_q = 0, below_p = 0;

        for (int k = 0; k < n; k++) {
            double t = times_of(in[k], s), x = in[k]->score, y = in[i]->score;
            double part = x < y ? 1 : x == y ? 0.5 : 0;

            below += in[k]->outcome == GG_NEGATIVE ? part * t : 0;
            below_p += in[k]->outcome == GG_POSITIVE ? part * t : 0;
            above_p += in[k]->outcome == GG_POSITIVE && x >= y ? t : 0;
            above_q += in[k]->outcome == GG_NEGATIVE && x >= y ? t : 0;
        }
        if (in[i]->outcome == GG_POSITIVE) {
            u += times_of(in[i], s) * below / q;
            u2 += times_of(in[i], s) * below / q * below / q;
            ap += times_of(in[i], s) > 0 ? times_of(in[i], s) * above_p / (above_p + above_q) : 0;
        } else if (in[i]->outcome == GG_NEGATIVE) {
            v2 += times_of(in[i], s) * below_p / p * below_p / p;
        }
    }
    if (p > 0)
        ck_close(slice->ranking.average_precision, ap / p, 1e-12);
    if (p == 0 || q == 0) {
        ck_assert(isnan(slice->ranking.roc_auc));
        return;
    }
    ck_close(slice->ranking.roc_auc, u / p, 1e-12);
    if (!s.weighted && p > 1 && q > 1) {
        double a = u / p;

        ck_close(slice->ranking.roc_auc_variance,
                 (u2 - p * a * a) / (p - 1) / p + (v2 - q * (1 - a) * (1 - a)) / (q - 1) / q, 1e-9);
    }
}

static void check_sums(const gg_slice *slice, const row **in, int n, setup s)
{
    double brier = 0, loss = 0, loss2 = 0, total = 0, bins[GG_CALIBRATION_BINS] = {0};

    for (int i = 0; i < n; i++) {
        double x = in[i]->score, t = times_of(in[i], s), y = in[i]->outcome;
        double clipped = fmin(fmax(x, DBL_EPSILON), 1 - DBL_EPSILON), l;

        if (in[i]->outcome == GG_UNVERIFIED)
            continue;
        l = y == 1 ? -log(clipped) : -log1p(-clipped);
        brier += t * (x - y) * (x - y);
        loss += t * l;
        loss2 += t * l * l;
        total += t;
        bins[x >= 1 ? 9 : (int)(x * 10)] += t;
    }
    ck_close(slice->sums.weight, total, 1e-12);
    ck_close(slice->sums.brier, brier, 1e-10);
    ck_close(slice->sums.log_loss, loss, 1e-10);
    ck_close(slice->sums.log_loss2, loss2, 1e-10);
    for (int b = 0; b < GG_CALIBRATION_BINS; b++)
        ck_close(slice->sums.bin_weight[b], bins[b], 1e-12);
}

static void check_against_rows(const gg_evidence *e, const row *rows, int n, setup s)
{
    const row **in = malloc((size_t)n * sizeof *in);

    for (size_t f = 0; f < e->n_families; f++) {
        for (size_t k = 0; k < e->families[f].n_slices; k++) {
            const gg_slice *slice = &e->families[f].slices[k];
            int m = 0;

            for (int i = 0; i < n; i++)
                if (inside(e, &e->families[f], slice, &rows[i]))
                    in[m++] = &rows[i];
            check_tally(slice, in, m, s);
            if (e->families[f].kind == GG_FAMILY_STRATUM)
                continue;
            check_ranking(slice, in, m, s);
            check_sums(slice, in, m, s);
        }
    }
    free(in);
}

static void check_setup(setup s, bool unverified)
{
    row *rows = malloc(ROWS * sizeof *rows);
    gg_evidence e;
    gg_error err;
    temporary t;
    int n = 600;

    make_rows(rows, n, 3, unverified);
    t = write_rows(rows, n, PLAIN);
    gg_error_init(&err);
    ck_assert_int_eq(collect(t.path, s, &e, &err), GG_OK);
    ck_assert_uint_eq(e.n_families, 1 + 3 + 1 + 2);
    check_against_rows(&e, rows, n, s);
    gg_evidence_release(&e);
    temporary_remove(&t);
    free(rows);
}

START_TEST(equals_the_definition)
{
    check_setup((setup){.threads = 1, .chunk = 131072}, false);
    check_setup((setup){.threads = 2, .chunk = 512, .by_site = true}, false);
}
END_TEST

START_TEST(equals_the_definition_with_counts)
{
    check_setup((setup){.threads = 2, .chunk = 512, .counted = true}, false);
}
END_TEST

START_TEST(equals_the_definition_with_weights)
{
    check_setup((setup){.threads = 2, .chunk = 512, .weighted = true}, false);
    check_setup((setup){.threads = 1, .chunk = 4096, .weighted = true, .counted = true}, false);
}
END_TEST

START_TEST(equals_the_definition_with_unverified_rows)
{
    check_setup((setup){.threads = 3, .chunk = 512}, true);
}
END_TEST

static char *stored(const char *path, setup s)
{
    json_t *document = NULL;
    gg_evidence e;
    gg_error err;
    gg_buf b;

    gg_error_init(&err);
    ck_assert_int_eq(collect(path, s, &e, &err), GG_OK);
    ck_assert_int_eq(gg_evidence_save(&e, &document, &err), GG_OK);
    gg_buf_init(&b, 0);
    gg_json_write(document, &b);
    json_decref(document);
    gg_evidence_release(&e);
    return b.data;
}

START_TEST(the_same_bytes_whatever_the_threads)
{
    row *rows = malloc(ROWS * sizeof *rows);
    setup s = {.threads = 1, .chunk = 131072, .counted = true, .weighted = true};
    char *first;
    temporary t;

    make_rows(rows, ROWS, 5, true);
    t = write_rows(rows, ROWS, PLAIN);
    first = stored(t.path, s);
    for (unsigned threads = 1; threads <= 7; threads += 3) {
        for (size_t chunk = 64; chunk < 40000; chunk *= 5) {
            char *again;

            s.threads = threads;
            s.chunk = chunk;
            again = stored(t.path, s);
            ck_assert_str_eq(again, first);
            free(again);
        }
    }
    temporary_remove(&t);
    free(first);
    free(rows);
}
END_TEST

START_TEST(the_same_bytes_however_written)
{
    row *rows = malloc(ROWS * sizeof *rows);
    setup s = {.threads = 2, .chunk = 1000};
    char *first, *again;
    temporary t;

    make_rows(rows, ROWS, 6, true);
    t = write_rows(rows, ROWS, PLAIN);
    first = stored(t.path, s);
    temporary_remove(&t);
    for (writing how = CRLF; how <= QUOTED; how++) {
        t = write_rows(rows, ROWS, how);
        again = stored(t.path, s);
        ck_assert_str_eq(again, first);
        free(again);
        temporary_remove(&t);
    }
    free(first);
    free(rows);
}
END_TEST

/* A line with a count of 3 is three lines; only the mark that there was a count column differs. */
START_TEST(counts_are_rows)
{
    row *rows = malloc(ROWS * sizeof *rows);
    gg_evidence a, b;
    gg_error err;
    temporary t;

    make_rows(rows, ROWS, 6, false);
    gg_error_init(&err);
    t = write_rows(rows, ROWS, PLAIN);
    ck_assert_int_eq(
        collect(t.path, (setup){.threads = 2, .chunk = 999, .counted = true}, &a, &err), GG_OK);
    temporary_remove(&t);
    t = write_rows(rows, ROWS, EXPANDED);
    ck_assert_int_eq(collect(t.path, (setup){.threads = 2, .chunk = 999}, &b, &err), GG_OK);
    temporary_remove(&t);
    ck_assert_uint_eq(a.rows_used, b.rows_used);
    ck_assert(a.counted && !b.counted);
    for (size_t f = 0; f < a.n_families; f++)
        for (size_t s = 0; s < a.families[f].n_slices; s++) {
            const gg_slice *x = &a.families[f].slices[s], *y = &b.families[f].slices[s];

            ck_assert_mem_eq(&x->tally, &y->tally, sizeof x->tally);
            ck_assert_mem_eq(&x->ranking, &y->ranking, sizeof x->ranking);
            ck_assert_mem_eq(&x->sums, &y->sums, sizeof x->sums);
        }
    gg_evidence_release(&a);
    gg_evidence_release(&b);
    free(rows);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, equals_the_definition);
    tcase_add_test(tc, equals_the_definition_with_counts);
    tcase_add_test(tc, equals_the_definition_with_weights);
    tcase_add_test(tc, equals_the_definition_with_unverified_rows);
    tcase_add_test(tc, the_same_bytes_whatever_the_threads);
    tcase_add_test(tc, the_same_bytes_however_written);
    tcase_add_test(tc, counts_are_rows);
}

GG_TEST_MAIN("evidence/collect")
