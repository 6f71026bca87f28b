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

/* ---- small tables, one thing each ---- */

typedef struct small {
    const char *yaml, *csv;
    bool skip;
} small;

static gg_status collect_small(small s, gg_evidence *out, gg_error *err)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = temporary_file(s.csv, 0);
    json_t *document = NULL;
    gg_schema schema;
    gg_status status;

    gg_error_init(err);
    o.skip_bad_rows = s.skip;
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(s.yaml, strlen(s.yaml), "yaml", &document, err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, err), GG_OK);
    status = gg_collect(t.path, &schema, &o, out, err);
    json_decref(document);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return status;
}

START_TEST(levels_bins_and_missing)
{
    gg_evidence e;
    gg_error err;
    small s = {"columns: {s: score, age: {role: protected, bins: [25, 45]}, "
               "race: {role: protected, missing: [NA], reference: b}}",
               "s,age,race,extra\n0.1,24.9,b,1\n0.2,25,a,1\n0.3,45,NA,1\n0.9,,,1\n", false};
    const gg_family *f;

    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    f = gg_evidence_find(&e, GG_FAMILY_ATTRIBUTE, "age");
    ck_assert_uint_eq(f->n_slices, 4);
    ck_assert_str_eq(f->slices[0].name, "<25");
    ck_assert_str_eq(f->slices[1].name, "25-<45");
    ck_assert_str_eq(f->slices[2].name, ">=45");
    ck_assert_str_eq(f->slices[3].name, "(missing)");
    f = gg_evidence_find(&e, GG_FAMILY_ATTRIBUTE, "race");
    ck_assert_uint_eq(f->n_slices, 3);
    ck_assert_str_eq(f->slices[0].name, "a");
    ck_assert_str_eq(f->slices[2].name, "(missing)");
    ck_assert_uint_eq(f->slices[2].tally.n[0][GG_UNVERIFIED][GG_REFERRED], 1);
    ck_assert_str_eq(e.dimensions[1].reference, "b");
    ck_assert(e.default_threshold && e.threshold == 0.5 && !e.has_outcomes && e.has_unverified);
    ck_assert_uint_eq(e.n_ignored, 1);
    ck_assert_str_eq(e.ignored[0], "extra");
    ck_assert_ptr_null(gg_evidence_find(&e, GG_FAMILY_SITE, NULL));
    ck_assert_ptr_eq(gg_family_find(f, f->slices[1].levels), &f->slices[1]);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(decisions_suppression_and_arms)
{
    gg_evidence e;
    gg_error err;
    small s = {
        "columns: {d: decision, y: outcome, hold: suppressed, arm: arm}",
        "d,y,hold,arm\n1,1,0,model\n1,0,1,model\n0,,0,random\nyes,true,no,random\n,1,0,model\n",
        false};
    const gg_slice *all;

    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    all = gg_evidence_overall(&e);
    ck_assert_uint_eq(all->tally.n[GG_ARM_OTHER][GG_POSITIVE][GG_REFERRED], 1);
    ck_assert_uint_eq(all->tally.n[GG_ARM_OTHER][GG_NEGATIVE][GG_SUPPRESSED], 1);
    ck_assert_uint_eq(all->tally.n[GG_ARM_RANDOM][GG_UNVERIFIED][GG_BELOW], 1);
    ck_assert_uint_eq(all->tally.n[GG_ARM_RANDOM][GG_POSITIVE][GG_REFERRED], 1);
    ck_assert_uint_eq(e.missing_decision, 1);
    ck_assert_uint_eq(e.rows, 5);
    ck_assert_uint_eq(e.rows_used, 4);
    ck_assert(e.rule == GG_RULE_COLUMN && !e.has_scores);
    ck_assert(isnan(all->ranking.roc_auc) && isnan(all->sums.brier));
    gg_evidence_release(&e);
}
END_TEST

START_TEST(missing_scores_are_left_out_and_counted)
{
    gg_evidence e;
    gg_error err;
    small s = {"columns: {s: {role: score, missing: [NA]}, y: outcome, n: count}",
               "s,y,n\n0.7,1,2\n,1,3\nNA,0,4\n0.1,0,5\n", false};

    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    ck_assert_uint_eq(e.rows, 14);
    ck_assert_uint_eq(e.rows_used, 7);
    ck_assert_uint_eq(e.missing_score, 7);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(bad_rows_can_be_skipped)
{
    gg_evidence e;
    gg_error err;
    small s = {"columns: {s: score, y: outcome}",
               "s,y\n0.7,1\nx,1\n0.2,maybe\n1\n0.1,0\ny,perhaps\n", true};

    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    ck_assert_uint_eq(e.rows, 6);
    ck_assert_uint_eq(e.rows_used, 2);
    ck_assert_uint_eq(e.bad_rows, 4);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(grids)
{
    gg_evidence e;
    gg_error err;
    small deciles = {"columns: {s: score}\nthreshold: 5", "s\n1\n10\n4\n4\n", false};
    small logits = {"columns: {s: score}\nthreshold: 0", "s\n-2.5\n7.5\n", false};
    small one = {"columns: {s: score}\nthreshold: 0", "s\n3.5\n3.5\n", false};

    ck_assert_int_eq(collect_small(deciles, &e, &err), GG_OK);
    ck_assert_uint_eq(e.grid_bins, 10);
    ck_assert(e.grid_low == 1 && e.grid_high == 11);
    ck_assert_uint_eq(gg_evidence_overall(&e)->histogram[GG_UNVERIFIED][3], 2);
    ck_assert_uint_eq(gg_evidence_overall(&e)->histogram[GG_UNVERIFIED][9], 1);
    gg_evidence_release(&e);
    ck_assert_int_eq(collect_small(logits, &e, &err), GG_OK);
    ck_assert_uint_eq(e.grid_bins, 100);
    ck_assert_uint_eq(gg_evidence_overall(&e)->histogram[GG_UNVERIFIED][99], 1);
    gg_evidence_release(&e);
    ck_assert_int_eq(collect_small(one, &e, &err), GG_OK);
    ck_assert_uint_eq(gg_evidence_overall(&e)->histogram[GG_UNVERIFIED][0], 2);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(refusals)
{
    static const struct {
        const char *yaml, *csv;
        gg_status status;
        unsigned long long line;
        const char *column, *what;
    } cases[] = {
        {"columns: {y: outcome}", "y\n1\n", GG_E_USAGE, 0, "",
         "no column with scores or decisions"},
        {"columns: {s: score, d: decision}\nthreshold: 1", "s,d\n1,1\n", GG_E_USAGE, 0, "",
         "both a decision column and a threshold are given"},
        {"columns: {s: score}\nthreshold: {site: {A: 1}}", "s\n1\n", GG_E_USAGE, 0, "",
         "thresholds by site without a site"},
        {"columns: {s: score, w: site}\nthreshold: {site: {A: 1}}", "s,w\n1,A\n1,Bee\n", GG_E_INPUT,
         3, "w", "a site without a threshold (shape \"aaa\")"},
        {"columns: {s: score}", "s\n0.5\n1.5\n", GG_E_USAGE, 0, "s",
         "no threshold, and scores from 0.5 to 1.5 are not probabilities"},
        {"columns: {s: score}", "s\n0.5\nabc\n", GG_E_INPUT, 3, "s",
         "not a number (shape \"aaa\")"},
        {"columns: {s: score}", "s\nNaN\n", GG_E_INPUT, 2, "s", "not a number (shape \"aaa\")"},
        {"columns: {s: score}", "s\ninf\n", GG_E_INPUT, 2, "s", "not a number (shape \"aaa\")"},
        {"columns: {s: score}", "s\n0x1p3\n", GG_E_INPUT, 2, "s", "not a number (shape \"dadad\")"},
        {"columns: {s: score}", "s\n1e999\n", GG_E_INPUT, 2, "s",
         "a number out of range (shape \"daddd\")"},
        {"columns: {s: score, y: outcome}", "s,y\n0.5,maybe\n", GG_E_INPUT, 2, "y",
         "an unknown word (shape \"aaaaa\")"},
        {"columns: {s: score, w: weight}", "s,w\n0.5,-1\n", GG_E_INPUT, 2, "w",
         "a weight out of range"},
        {"columns: {s: score, w: weight}", "s,w\n0.5,heavy\n", GG_E_INPUT, 2, "w",
         "not a number (shape \"aaaaa\")"},
        {"columns: {s: score, n: count}", "s,n\n0.5,1.5\n", GG_E_INPUT, 2, "n",
         "not a count (shape \"d.d\")"},
        {"columns: {s: score, g: {role: protected, bins: [1]}}", "s,g\n0.5,old\n", GG_E_INPUT, 2,
         "g", "not a number (shape \"aaa\")"},
        {"columns: {s: score, h: suppressed}", "s,h\n0.5,x\n", GG_E_INPUT, 2, "h",
         "an unknown word (shape \"a\")"},
        {"columns: {s: score, gone: protected}", "s\n0.5\n", GG_E_INPUT, 1, "gone",
         "no such column"},
        /* The first bad row is named, whatever the order of its columns. */
        {"columns: {s: score, y: outcome}", "y,s\n1,0.5\nmaybe,0.5\n1,x\n", GG_E_INPUT, 3, "y",
         "an unknown word (shape \"aaaaa\")"},
        {"columns: {s: score, y: outcome}", "y,s\n1,0.5\n1,x\nmaybe,0.5\n", GG_E_INPUT, 3, "s",
         "not a number (shape \"a\")"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        small s = {cases[i].yaml, cases[i].csv, false};
        gg_evidence e;
        gg_error err;

        ck_assert_int_eq(collect_small(s, &e, &err), cases[i].status);
        ck_assert_str_eq(err.what, cases[i].what);
        ck_assert_uint_eq(err.line, cases[i].line);
        ck_assert_str_eq(err.column, cases[i].column);
    }
}
END_TEST

START_TEST(words_of_a_schema_hold_exactly)
{
    gg_evidence e;
    gg_error err;
    small s = {
        "columns: {s: score, y: {role: outcome, positive: hit, negative: miss, missing: [open]}}",
        "s,y\n0.5,hit\n0.5,miss\n0.5,open\n0.5,\n", false};
    const gg_slice *all;

    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    all = gg_evidence_overall(&e);
    ck_assert_uint_eq(all->tally.n[0][GG_POSITIVE][GG_REFERRED], 1);
    ck_assert_uint_eq(all->tally.n[0][GG_NEGATIVE][GG_REFERRED], 1);
    ck_assert_uint_eq(all->tally.n[0][GG_UNVERIFIED][GG_REFERRED], 2);
    gg_evidence_release(&e);
    s.csv = "s,y\n0.5,1\n";
    ck_assert_int_eq(collect_small(s, &e, &err), GG_E_INPUT);
}
END_TEST

static gg_status intersect(const char *text, gg_error *err)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = temporary_file("s,a,b\n0.5,x,y\n", 0);
    gg_evidence e;
    gg_schema schema;
    gg_status status;

    gg_error_init(err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "a,b", GG_ROLE_PROTECTED, err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "s", GG_ROLE_SCORE, err), GG_OK);
    o.intersections = &text;
    o.n_intersections = 1;
    status = gg_collect(t.path, &schema, &o, &e, err);
    if (!status)
        gg_evidence_release(&e);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return status;
}

START_TEST(intersections)
{
    gg_error err;

    ck_assert_int_eq(intersect("a*b", &err), GG_OK);
    ck_assert_int_eq(intersect("b*a", &err), GG_OK);
    ck_assert_int_eq(intersect("a", &err), GG_E_USAGE);
    ck_assert_int_eq(intersect("a*a", &err), GG_E_USAGE);
    ck_assert_int_eq(intersect("a*s", &err), GG_E_USAGE);
    ck_assert_int_eq(intersect("a*", &err), GG_E_USAGE);
}
END_TEST

/* Numbers of pairs beyond 64 bits: the figures of the same table with smaller counts. */
START_TEST(large_counts)
{
    small few = {"columns: {s: score, y: outcome, n: count}",
                 "s,y,n\n0.1,0,400\n0.1,1,100\n0.6,0,300\n0.6,1,250\n0.9,1,150\n", false};
    small many = {"columns: {s: score, y: outcome, n: count}",
                  "s,y,n\n0.1,0,400000000000000\n0.1,1,100000000000000\n0.6,0,300000000000000\n"
                  "0.6,1,250000000000000\n0.9,1,150000000000000\n",
                  false};
    gg_evidence a, b;
    gg_error err;
    const gg_ranking *x, *y;

    ck_assert_int_eq(collect_small(few, &a, &err), GG_OK);
    ck_assert_int_eq(collect_small(many, &b, &err), GG_OK);
    x = &gg_evidence_overall(&a)->ranking;
    y = &gg_evidence_overall(&b)->ranking;
    ck_close(y->roc_auc, x->roc_auc, 1e-14);
    ck_close(y->average_precision, x->average_precision, 1e-14);
    ck_close(y->roc_auc_variance, x->roc_auc_variance / 1e12, 0.01);
    ck_close(gg_evidence_overall(&b)->sums.brier, gg_evidence_overall(&a)->sums.brier * 1e12,
             1e-14);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
}
END_TEST

START_TEST(many_levels_grow_the_key)
{
    gg_evidence e;
    gg_error err;
    gg_buf b;
    small s = {"columns: {s: score, a: protected, b: protected, c: site}", NULL, false};

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "s,a,b,c\n");
    for (int i = 0; i < 5000; i++)
        gg_buf_printf(&b, "0.5,a%d,b%d,c%d\n", i % 700, i % 301, i % 977);
    s.csv = b.data;
    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    ck_assert_uint_eq(gg_evidence_find(&e, GG_FAMILY_ATTRIBUTE, "a")->n_slices, 700);
    ck_assert_uint_eq(gg_evidence_find(&e, GG_FAMILY_SITE, "c")->n_slices, 977);
    for (int f = 0; f < 4; f++) {
        uint64_t total = 0;

        for (size_t k = 0; k < e.families[f].n_slices; k++)
            total += e.families[f].slices[k].tally.n[0][GG_UNVERIFIED][GG_REFERRED];
        ck_assert_uint_eq(total, 5000);
    }
    gg_evidence_release(&e);
    gg_buf_release(&b);
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
    tcase_add_test(tc, levels_bins_and_missing);
    tcase_add_test(tc, decisions_suppression_and_arms);
    tcase_add_test(tc, missing_scores_are_left_out_and_counted);
    tcase_add_test(tc, bad_rows_can_be_skipped);
    tcase_add_test(tc, grids);
    tcase_add_test(tc, refusals);
    tcase_add_test(tc, words_of_a_schema_hold_exactly);
    tcase_add_test(tc, intersections);
    tcase_add_test(tc, large_counts);
    tcase_add_test(tc, many_levels_grow_the_key);
}

GG_TEST_MAIN("evidence/collect")
