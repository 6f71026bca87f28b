/* The rows that a classifier is given: which are drawn, and the numbers they become. */
#include "documents.h"

#include "evaluate/drift_classifier.h"

static gg_drift_options asked(void)
{
    gg_drift_options o = gg_drift_options_default();

    o.classifier = true;
    return o;
}

static char *classified(const char *current, const char *baseline, const char *schema,
                        const gg_drift_options *o)
{
    json_t *d = drift(current, baseline, schema, o);
    char *out = printed(member(d, "classifier"));

    ck_assert_ptr_nonnull(out);
    json_decref(d);
    return out;
}

static void put_rows(gg_buf *b, int from, int to, int step)
{
    static const char *const words[] = {"bus", "\"car, red\"", "air", "", "\"a \"\"b\"\"\""};

    for (int i = from; i != to; i += step)
        gg_buf_printf(b, "%d.%d,%s\n", i * 37 % 101, i % 10, words[i * i % 5]);
}

/* Quoted cells and records of different lengths, so that chunks end anywhere. */
START_TEST(the_same_bytes_whatever_the_reading)
{
    static const struct {
        unsigned threads;
        size_t chunk;
    } ways[] = {{1, 1 << 17}, {2, 1 << 17}, {7, 1 << 17}, {1, 64}, {2, 257}, {7, 100}};
    gg_drift_options o = asked();
    char *first = NULL;
    gg_buf now, before;

    gg_buf_init(&now, 0);
    gg_buf_init(&before, 0);
    gg_buf_puts(&now, "x,w\n");
    gg_buf_puts(&before, "x,w\n");
    put_rows(&now, 0, 3000, 1);
    put_rows(&before, 5000, 1000, -1);
    o.classifier_rows = 100;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        json_t *d;
        char *all;

        o.threads = ways[i].threads;
        o.csv.chunk = ways[i].chunk;
        d = drift(now.data, before.data, NULL, &o);
        json_object_del(d, "data"); /* the names of temporary files */
        all = printed(d);
        json_decref(d);
        if (!first)
            first = all;
        ck_assert_str_eq(all, first);
        if (all != first)
            free(all);
    }
    free(first);
    gg_buf_release(&now);
    gg_buf_release(&before);
}
END_TEST

/* Tables that are given whole: their order, and lines that stand for several rows, do not matter.
 */
START_TEST(order_and_counts)
{
    static const char *const roles =
        "{\"columns\": {\"x\": \"feature\", \"w\": \"feature\", \"n\": \"count\"}}";
    gg_drift_options o = asked();
    char *first, *other;
    gg_buf up, down, counted, before;

    gg_buf_init(&up, 0);
    gg_buf_init(&down, 0);
    gg_buf_init(&counted, 0);
    gg_buf_init(&before, 0);
    gg_buf_puts(&up, "x,w,n\n");
    gg_buf_puts(&down, "x,w,n\n");
    gg_buf_puts(&counted, "x,w,n\n");
    gg_buf_puts(&before, "x,w,n\n");
    for (int i = 0; i < 120; i++) {
        int k = 119 - i;

        for (int copy = 0; copy <= i % 3; copy++)
            gg_buf_printf(&up, "%d,%c,1\n", i * 7 % 41, 'a' + i % 4);
        for (int copy = 0; copy <= k % 3; copy++)
            gg_buf_printf(&down, "%d,%c,1\n", k * 7 % 41, 'a' + k % 4);
        gg_buf_printf(&counted, "%d,%c,%d\n", i * 7 % 41, 'a' + i % 4, i % 3 + 1);
        gg_buf_printf(&before, "%d,%c,%d\n", i * 11 % 41, 'a' + i % 3, i % 2 * 3);
    }
    first = classified(up.data, before.data, roles, &o);
    other = classified(down.data, before.data, roles, &o);
    ck_assert_str_eq(first, other);
    free(other);
    other = classified(counted.data, before.data, roles, &o);
    ck_assert_str_eq(first, other);
    ck_assert_ptr_nonnull(strstr(first, "240"));
    free(other);
    free(first);
    gg_buf_release(&up);
    gg_buf_release(&down);
    gg_buf_release(&counted);
    gg_buf_release(&before);
}
END_TEST

/* Draws of a table with one column of numbers and a count, for the tests below. */
static void draw(const temporary *table, size_t most, uint64_t seed, gg_drift_draw *out)
{
    gg_drift_watch watch = {.name = "x", .kind = GG_DRIFT_READ_OPEN};
    gg_drift_watches watches = {.all = &watch, .n = 1};
    gg_drift_options o = asked();
    gg_csv_chunk chunk;
    uint64_t counts[4000];
    gg_csv *csv;
    double count;

    o.classifier_rows = most;
    o.seed = seed;
    ck_assert_int_eq(gg_csv_open(table->path, NULL, &csv, NULL), GG_OK);
    ck_assert_int_eq(gg_drift_draw_init(out, &watches, GG_CURRENT, &o, NULL), GG_OK);
    gg_csv_chunk_init(&chunk);
    do {
        ck_assert_int_eq(gg_csv_next(csv, &chunk, NULL), GG_OK);
        ck_assert_uint_le(chunk.rows, 4000);
        for (size_t i = 0; i < chunk.rows; i++) {
            ck_assert_int_eq(gg_cell_number(gg_csv_cell(&chunk, i, 1), &count), GG_CELL_NUMBER);
            counts[i] = (uint64_t)count;
        }
        ck_assert_int_eq(gg_drift_draw_chunk(out, &chunk, counts, chunk.rows, NULL), GG_OK);
    } while (chunk.rows);
    out->watches = NULL;
    gg_csv_chunk_release(&chunk);
    gg_csv_close(csv);
}

static double value_of(const gg_drift_row *row)
{
    gg_drift_cell cell;

    gg_drift_row_cells(row, 1, &cell);
    return cell.value;
}

/*
 * Lines that stand for 0, 1, 2, 3 rows, and one for a third of all: every row is drawn equally
 * often. 50 of 450 rows, 2,000 times: a row's expected number is 222.2, its standard error at most
 * 14.1; five of them are allowed to a line of c rows, with the square root of c.
 */
START_TEST(every_row_is_as_likely)
{
    static const int weight = 150;
    size_t of[201] = {0}, total = 0;
    temporary table;
    gg_buf b;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "x,n\n");
    for (int i = 0; i < 200; i++)
        gg_buf_printf(&b, "%d,%d\n", i, i % 4);
    gg_buf_printf(&b, "200,%d\n", weight);
    table = temporary_file(b.data, 0);
    for (uint64_t seed = 0; seed < 2000; seed++) {
        gg_drift_draw drawn;

        draw(&table, 50, seed, &drawn);
        ck_assert_uint_eq(drawn.n, 50);
        for (size_t i = 0; i < drawn.n; i++)
            of[(size_t)value_of(&drawn.rows[i])]++;
        total += drawn.n;
        gg_drift_draw_release(&drawn);
    }
    ck_assert_uint_eq(total, 100000);
    for (int i = 0; i <= 200; i++) {
        double c = i < 200 ? i % 4 : weight, expected = c * 100000 / 450;

        ck_assert_msg(fabs((double)of[i] - expected) <= 5 * 14.1 * sqrt(c), "line %d: %zu of %g", i,
                      of[i], expected);
    }
    temporary_remove(&table);
    gg_buf_release(&b);
}
END_TEST

/* Nothing is drawn twice, and a line of 2^53 rows costs no more than what is drawn of it. */
START_TEST(without_replacement)
{
    temporary table = temporary_file("x,n\n1,3\n2,2\n3,0\n4,1\n", 0);
    gg_drift_draw drawn;
    size_t of[5] = {0};

    draw(&table, 50, 1, &drawn);
    ck_assert_uint_eq(drawn.n, 6);
    for (size_t i = 0; i < drawn.n; i++)
        of[(size_t)value_of(&drawn.rows[i])]++;
    ck_assert(of[1] == 3 && of[2] == 2 && of[3] == 0 && of[4] == 1);
    gg_drift_draw_release(&drawn);
    temporary_remove(&table);
    table = temporary_file("x,n\n1,9007199254740992\n2,1\n", 0);
    draw(&table, 1000, 1, &drawn);
    ck_assert_uint_eq(drawn.n, 1000);
    for (size_t i = 0; i < drawn.n; i++)
        ck_assert_double_eq(value_of(&drawn.rows[i]), 1);
    gg_drift_draw_release(&drawn);
    temporary_remove(&table);
}
END_TEST

/* Two seeds draw other rows; one seed the same ones. */
START_TEST(a_seed_has_its_rows)
{
    gg_drift_options o = asked();
    char *a, *b, *c;
    gg_buf now, before;

    gg_buf_init(&now, 0);
    gg_buf_init(&before, 0);
    gg_buf_puts(&now, "x,w\n");
    gg_buf_puts(&before, "x,w\n");
    put_rows(&now, 0, 600, 1);
    put_rows(&before, 300, 1100, 1);
    o.classifier_rows = 60;
    a = classified(now.data, before.data, NULL, &o);
    b = classified(now.data, before.data, NULL, &o);
    o.seed = 2;
    c = classified(now.data, before.data, NULL, &o);
    ck_assert_str_eq(a, b);
    ck_assert_str_ne(a, c);
    free(a);
    free(b);
    free(c);
    gg_buf_release(&now);
    gg_buf_release(&before);
}
END_TEST

/* Levels beyond 20, or of fewer than 5 rows, are one; long texts are told apart as well. */
START_TEST(levels)
{
    gg_drift_options o = asked();
    gg_buf b;
    json_t *d;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "w\n");
    for (int i = 0; i < 300; i++)
        gg_buf_printf(&b, "l%d\n", i % 30);
    gg_buf_puts(&b, "once\n");
    d = drift(b.data, b.data, NULL, &o);
    ck_close(number(d, "classifier/inputs"), 21, 0);
    json_decref(d);
    b.size = 0;
    gg_buf_puts(&b, "w\n");
    for (int i = 0; i < 90; i++) {
        for (int k = 0; k < 400; k++)
            gg_buf_puts(&b, "w");
        gg_buf_printf(&b, "%d\n", i % 3);
    }
    d = drift(b.data, b.data, NULL, &o);
    ck_close(number(d, "classifier/inputs"), 3, 0);
    json_decref(d);
    gg_buf_release(&b);
}
END_TEST

/* Numbers at the ends of what a double holds, whose squares and sums it does not; one input each.
 */
START_TEST(the_largest_numbers)
{
    gg_drift_options o = asked();
    gg_buf now, before;
    json_t *d;

    gg_buf_init(&now, 0);
    gg_buf_init(&before, 0);
    gg_buf_puts(&now, "x,y,z\n");
    gg_buf_puts(&before, "x,y,z\n");
    for (int i = 0; i < 60; i++) {
        gg_buf_printf(&now, "%d.5e307,%d5e-320,0.1\n", i % 17 - 8, i % 7);
        gg_buf_printf(&before, "%d.5e307,%d5e-320,0.1\n", i % 13 - 8, i % 5);
    }
    d = drift(now.data, before.data, NULL, &o);
    ck_close(number(d, "classifier/inputs"), 2, 0);
    ck_assert(number(d, "classifier/auc/value") > 0.3);
    ck_assert_str_eq(json_string_value(json_object_get(
                         json_array_get(member(d, "classifier/left_out"), 0), "why")),
                     "does_not_vary");
    json_decref(d);
    gg_buf_release(&now);
    gg_buf_release(&before);
}
END_TEST

/* Bins, protected words, a bad cell that is skipped, a period column that is not watched. */
START_TEST(columns_of_other_kinds)
{
    static const char *const roles =
        "{\"columns\": {\"x\": {\"role\": \"protected\", \"bins\": [10, 20]}, \"s\": \"score\","
        "\"g\": \"protected\", \"y\": {\"role\": \"outcome\"}, \"when\": \"period\"}}";
    gg_drift_options o = asked();
    gg_buf b;
    json_t *d;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "x,s,g,y,when\n");
    for (int i = 0; i < 80; i++)
        gg_buf_printf(&b, "%d,%s,%d,%d,%d\n", i * 7 % 31,
                      i == 3  ? "oops"
                      : i % 2 ? "0.25"
                              : "0.5",
                      i % 2, i % 3 == 0, i / 40);
    o.skip_bad_rows = true;
    d = drift(b.data, b.data, roles, &o);
    /* 3 bins; the score and its indicator; 2 groups; 2 outcomes. */
    ck_close(number(d, "classifier/inputs"), 9, 0);
    ck_assert_uint_eq(json_array_size(member(d, "classifier/columns")), 4);
    ck_assert_uint_eq(json_array_size(member(d, "by_period")), 2);
    ck_close(number(d, "columns/s/bad_cells/current"), 1, 0);
    json_decref(d);
    gg_buf_release(&b);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, the_same_bytes_whatever_the_reading);
    tcase_add_test(tc, order_and_counts);
    tcase_add_test(tc, every_row_is_as_likely);
    tcase_add_test(tc, without_replacement);
    tcase_add_test(tc, a_seed_has_its_rows);
    tcase_add_test(tc, levels);
    tcase_add_test(tc, the_largest_numbers);
    tcase_add_test(tc, columns_of_other_kinds);
}

GG_TEST_MAIN("evaluate/drift_draw")
