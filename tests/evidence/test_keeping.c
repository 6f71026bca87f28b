/*
 * Rows are kept as far as memory is allowed for them; what comes of it depends on the table alone.
 */
#include "binned.h"

static gg_evidence collect_within(const design *d, const int *rows, uint64_t max_memory,
                                  unsigned threads, size_t chunk)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = write_rows(d, rows, d->rows);
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    o.max_memory = max_memory;
    o.threads = threads;
    if (chunk)
        o.csv.chunk = chunk;
    ck_assert_msg(collect_file(d, t.path, o, &e, &err) == GG_OK, "%s: %s", err.column, err.what);
    temporary_remove(&t);
    return e;
}

/* Rows that would take more are counted in bins: the same as evidence of parts, merged. */
START_TEST(memory_for_rows)
{
    const design *d = &designs[_i];
    const struct {
        unsigned threads;
        size_t chunk, limit;
    } ways[] = {{1, 0, 1}, {2, 700, 3000}, {7, 0, 5000}, {7, 300, 7000}, {3, 4096, 1}};
    int *rows = numbers(d->rows), half = d->rows / 2;
    gg_evidence a, b, merged, all = collect_within(d, rows, 0, 2, 0);
    char *whole = bytes(&all), *want, *got;

    shuffle(rows, d->rows);
    a = collect(d, rows, half, GG_EXTENT_ALL, 1, 0);
    b = collect(d, rows + half, d->rows - half, GG_EXTENT_ALL, 1, 0);
    merged = merge(&a, &b);
    want = bytes(&merged);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        gg_evidence e = collect_within(d, rows, ways[i].limit, ways[i].threads, ways[i].chunk);

        got = bytes(&e);
        ck_assert_str_eq(got, want);
        free(got);
        ck_assert_mem_eq(&gg_evidence_overall(&e)->sums, &gg_evidence_overall(&all)->sums,
                         sizeof(gg_score_sums));
        gg_evidence_release(&e);
        e = collect_within(d, rows, 1 << 20, ways[i].threads, ways[i].chunk);
        got = bytes(&e);
        ck_assert_str_eq(got, whole);
        free(got);
        gg_evidence_release(&e);
    }
    free(want);
    free(whole);
    free(rows);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
    gg_evidence_release(&merged);
    gg_evidence_release(&all);
}
END_TEST

/* The limit holds to the byte: 8 for a row of at most six places in [0, 1], else from 24 on. */
START_TEST(memory_to_the_byte)
{
    static const struct {
        int decimals;
        const char *column;
        uint64_t bytes;
    } forms[] = {{4, "", 8}, {7, "", 24}, {4, "w", 40}, {4, "n", 40}, {4, "p", 40}};

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const design d = {"bytes", 500, forms[i].decimals, 0, 1, 0, forms[i].column, "", 20, false};
        int *rows = numbers(d.rows);
        uint64_t n = 500;
        gg_evidence e;

        /* A line that stands for nobody is not kept. */
        if (d.column[0] == 'n') {
            n = 0;
            for (int k = 0; k < d.rows; k++) {
                gg_buf b;

                gg_buf_init(&b, 0);
                write_row(&d, k, &b);
                n += strcmp(b.data + b.size - 3, ",0\n") != 0;
                gg_buf_release(&b);
            }
        }
        for (unsigned threads = 1; threads < 8; threads += 3) {
            e = collect_within(&d, rows, n * forms[i].bytes, threads, 500);
            ck_assert(e.ranking_exact);
            gg_evidence_release(&e);
            e = collect_within(&d, rows, n * forms[i].bytes - 1, threads, 500);
            ck_assert(!e.ranking_exact);
            ck_assert_int_eq(e.measured, GG_EXTENT_ALL);
            gg_evidence_release(&e);
        }
        free(rows);
    }
}
END_TEST

/* A range that nobody declared is found by reading twice: the grid is that of evidence with rows.
 */
START_TEST(range_found_by_reading_twice)
{
    static const struct {
        int decimals;
        double low, high;
    } ranges[] = {{3, -7.5, 12}, {0, 1, 10}, {5, 0, 1.5}};

    for (size_t i = 0; i < 3; i++) {
        const design d = {
            "twice", 2000, ranges[i].decimals, ranges[i].low, ranges[i].high, 1, "", "", 30, true};
        int *rows = numbers(d.rows);
        gg_evidence a = collect_within(&d, rows, 0, 1, 0);
        gg_evidence b = collect_within(&d, rows, 100, 3, 600);

        ck_assert(!b.ranking_exact);
        ck_close(a.grid_low, b.grid_low, 0);
        ck_close(a.grid_high, b.grid_high, 0);
        ck_assert_uint_eq(a.grid_bins, b.grid_bins);
        for (int o = 0; o < GG_OUTCOMES; o++)
            ck_assert_mem_eq(gg_evidence_overall(&a)->histogram[o],
                             gg_evidence_overall(&b)->histogram[o], a.grid_bins * sizeof(uint64_t));
        ck_assert(gg_evidence_overall(&b)->ranking.roc_auc_low <=
                      gg_evidence_overall(&a)->ranking.roc_auc + 1e-12 &&
                  gg_evidence_overall(&b)->ranking.roc_auc_high >=
                      gg_evidence_overall(&a)->ranking.roc_auc - 1e-12);
        gg_evidence_release(&a);
        gg_evidence_release(&b);
        free(rows);
    }
}
END_TEST

static void tests(TCase *tc)
{
    const int n = (int)(sizeof designs / sizeof *designs);

    tcase_add_loop_test(tc, memory_for_rows, 0, n);
    tcase_add_test(tc, memory_to_the_byte);
    tcase_add_test(tc, range_found_by_reading_twice);
}

GG_TEST_MAIN("evidence/keeping")
