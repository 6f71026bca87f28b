/*
 * A table of tests, as a file and in SQLite: rows of many kinds, the schemas that they are read by,
 * and whether both ways store the same evidence.
 */
#ifndef GG_TESTS_SQL_TABLE_H
#define GG_TESTS_SQL_TABLE_H

#include <stdlib.h>
#include <string.h>

#include "gauger/base/json.h"
#include "gauger/base/random.h"
#include "sql_lite.h"
#include "table/temporary.h"

typedef struct table {
    lite lite;
    gg_sql_engine engine;
    gg_sql_source source;
    temporary file;
    gg_buf csv;
    sqlite3_stmt *insert;
    int columns, at; /* the next column to be given */
} table;

/* definition: "NAME TYPE, ..." with quoted names. header: of the file. */
static inline void table_begin(table *t, const char *definition, const char *header)
{
    gg_buf b;

    memset(t, 0, sizeof *t);
    gg_buf_init(&t->csv, 0);
    gg_buf_init(&b, 0);
    ck_assert_int_eq(sqlite3_open(":memory:", &t->lite.db), SQLITE_OK);
    t->engine = lite_engine(&t->lite);
    ck_assert_int_eq(gg_sql_source_parse("odbc:lite/cases", &t->source, NULL), GG_OK);
    gg_buf_printf(&b, "CREATE TABLE cases (%s)", definition);
    ck_assert_int_eq(sqlite3_exec(t->lite.db, b.data, NULL, NULL, NULL), SQLITE_OK);
    gg_buf_printf(&t->csv, "%s\n", header);
    t->columns = 1;
    for (const char *c = definition; *c; c++)
        t->columns += *c == ',';
    b.size = 0;
    gg_buf_puts(&b, "INSERT INTO cases VALUES (?");
    for (int i = 1; i < t->columns; i++)
        gg_buf_puts(&b, ", ?");
    gg_buf_puts(&b, ")");
    ck_assert_int_eq(sqlite3_prepare_v2(t->lite.db, b.data, -1, &t->insert, NULL), SQLITE_OK);
    gg_buf_release(&b);
    sqlite3_exec(t->lite.db, "BEGIN", NULL, NULL, NULL);
}

static inline void next_cell(table *t)
{
    if (++t->at < t->columns) {
        gg_buf_puts(&t->csv, ",");
        return;
    }
    gg_buf_puts(&t->csv, "\n");
    ck_assert_int_eq(sqlite3_step(t->insert), SQLITE_DONE);
    sqlite3_reset(t->insert);
    t->at = 0;
}

static inline void put_real(table *t, double x)
{
    if (isnan(x))
        sqlite3_bind_null(t->insert, t->at + 1);
    else
        sqlite3_bind_double(t->insert, t->at + 1, x);
    if (!isnan(x))
        gg_buf_printf(&t->csv, "%.17g", x);
    next_cell(t);
}

static inline void put_whole(table *t, long long x)
{
    sqlite3_bind_int64(t->insert, t->at + 1, x);
    gg_buf_printf(&t->csv, "%lld", x);
    next_cell(t);
}

static inline void put_word(table *t, const char *word)
{
    if (word)
        sqlite3_bind_text(t->insert, t->at + 1, word, -1, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(t->insert, t->at + 1);
    gg_buf_puts(&t->csv, "\"");
    for (const char *c = word ? word : ""; *c; c++)
        gg_buf_printf(&t->csv, *c == '"' ? "\"\"" : "%c", *c);
    gg_buf_puts(&t->csv, "\"");
    next_cell(t);
}

static inline void table_end(table *t)
{
    ck_assert_int_eq(t->at, 0);
    sqlite3_exec(t->lite.db, "COMMIT", NULL, NULL, NULL);
    sqlite3_finalize(t->insert);
    t->file = temporary_file(t->csv.data, t->csv.size);
}

static inline void table_release(table *t)
{
    temporary_remove(&t->file);
    gg_buf_release(&t->csv);
    gg_sql_source_release(&t->source);
    t->engine.functions->close(t->engine.state);
}

/* ---- collecting both ways ---- */

static inline void make_schema(const char *text, gg_schema *schema)
{
    json_t *document = NULL;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(schema);
    ck_assert_msg(gg_json_parse(text, strlen(text), "yaml", &document, &err) == GG_OK, "%s",
                  err.what);
    ck_assert_msg(gg_schema_add(schema, document, &err) == GG_OK, "%s", err.what);
    json_decref(document);
}

static inline gg_collect_options binned(void)
{
    gg_collect_options o = gg_collect_options_default();

    o.measured = GG_EXTENT_BINNED;
    return o;
}

/* The stored form, to be freed. */
static inline char *stored(const gg_evidence *evidence)
{
    json_t *document = NULL;
    char *text;
    gg_buf b;

    gg_buf_init(&b, 0);
    ck_assert_int_eq(gg_evidence_save(evidence, &document, NULL), GG_OK);
    gg_json_write(document, &b);
    text = strdup(b.data);
    json_decref(document);
    gg_buf_release(&b);
    return text;
}

static inline gg_status ask(table *t, const char *schema_text, const gg_collect_options *o,
                            const char *partition, gg_evidence *out, gg_error *err)
{
    gg_schema schema;
    gg_status status;

    make_schema(schema_text, &schema);
    gg_error_init(err);
    status = gg_sql_collect(&t->engine, &t->source, &schema, o, partition, out, err);
    gg_schema_release(&schema);
    return status;
}

static inline void same_evidence(table *t, const char *schema_text, const gg_collect_options *o,
                                 const char *partition)
{
    gg_evidence file, sql;
    gg_schema schema;
    char *a, *b;
    gg_error err;

    gg_error_init(&err);
    make_schema(schema_text, &schema);
    ck_assert_msg(gg_collect(t->file.path, &schema, o, &file, &err) == GG_OK, "%s: %s", schema_text,
                  err.what);
    gg_schema_release(&schema);
    ck_assert_msg(ask(t, schema_text, o, partition, &sql, &err) == GG_OK, "%s: %s %s\n%.60s",
                  schema_text, err.column, err.what, t->csv.data);
    a = stored(&file);
    b = stored(&sql);
    ck_assert_msg(strcmp(a, b) == 0, "%s:\n%s\n%s", schema_text, a, b);
    free(a);
    free(b);
    gg_evidence_release(&file);
    gg_evidence_release(&sql);
}

/* ---- rows of many kinds ---- */

static const char *pick(gg_random *r, const char *const *words, size_t n)
{
    return words[gg_random_bits(r) % n];
}

#define PICK(r, ...)                                                                               \
    pick(r, (const char *const[]){__VA_ARGS__},                                                    \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static const char all_columns[] =
    "s double, y text, race text, age double, site text, month text, held text, a text, n whole, "
    "w double, p double, \"\"\"; drop table cases; --\" text, part whole, level decimal, extra "
    "text";
static const char all_names[] =
    "s,y,race,age,site,month,held,a,n,w,p,\"\"\"; drop table cases; --\","
    "part,level,extra";

static inline void put_row(table *t, gg_random *r, int i)
{
    static const double weights[] = {1, 0, 0.1, 1.0 / 3, 2.5, 1e6, 999999.25};
    static const double probabilities[] = {1, 0.5, 1.0 / 3, 0.1, 1e-5, 0.00123};
    static const double ages[] = {17, 25, 24.999999999999996, 44.5, 45, 90, NAN};
    const bool scored = gg_random_bits(r) % 20 != 0;

    put_real(t, scored ? gg_random_uniform(r) : NAN);
    put_word(t, PICK(r, "1", "0", "0", "yes", "No", "", NULL, "POSITIVE"));
    /* A word that is met in a row without a score alone, and the name of the missing level. */
    put_word(t, scored ? PICK(r, "White", "white", "O'Brien", "a\"b", "Zo\303\253", "NA", "",
                              "(missing)", "a, b", NULL)
                       : PICK(r, "White", "only here", "NA"));
    put_real(t, ages[gg_random_bits(r) % 7]);
    put_word(t, PICK(r, "A", "B", "C", "O'Hare", NULL));
    put_word(t, PICK(r, "2026-01", "2026-02"));
    put_word(t, PICK(r, "1", "0", "", NULL));
    put_word(t, PICK(r, "random", "RANDOM", "yes", "targeted", "", NULL));
    put_whole(t, (long long)(gg_random_bits(r) % 4));
    put_real(t, weights[gg_random_bits(r) % 7]);
    put_real(t, probabilities[gg_random_bits(r) % 6]);
    put_word(t, PICK(r, "x", "y"));
    put_whole(t, i % 3);
    put_whole(t, (long long)(gg_random_bits(r) % 3) - 1);
    put_word(t, "e");
}

static inline void make_rows(table *t, int rows)
{
    gg_random r;

    gg_random_init(&r, 3, "sql", "rows");
    table_begin(t, all_columns, all_names);
    for (int i = 0; i < rows; i++)
        put_row(t, &r, i);
    table_end(t);
}

__attribute__((unused)) static const char *const schemas[] = {
    "columns: {s: score, y: outcome}",
    "columns: {s: score, y: outcome, race: {role: protected, missing: [NA]}, site: site,"
    " age: {role: protected, bins: [25, 45]}, month: period, held: suppressed, a: arm,"
    " '\"; drop table cases; --': {role: [protected, stratum]}}\n"
    "threshold: {default: 0.7, site: {A: 0.65, B: 0.35, O'Hare: 0.1}}",
    "columns: {s: score, y: outcome, race: protected, n: count}\nthreshold: 0.35",
    "columns: {s: score, y: outcome, race: protected, w: weight}\nthreshold: 0.35",
    "columns: {s: score, y: outcome, race: protected, w: weight, n: count}\nthreshold: 0.1",
    "columns: {s: score, y: outcome, race: protected, p: sampling_probability}\nthreshold: 0.35",
    "columns: {s: score, y: outcome, race: protected, p: sampling_probability, n: count}",
    "columns: {s: score, race: protected, p: sampling_probability}",
    "columns: {s: score, y: {role: outcome, positive: yes, negative: No, missing: ['1', '0',"
    " POSITIVE]}, level: protected, part: site}\nthreshold: {site: {'0': 0.5, '1': 0.25, '2': 1}}",
    "columns: {s: score, held: decision, y: outcome, race: {role: protected, special: true}}",
    "columns: {s: {role: score, missing: ['0.5', nothing]}, y: outcome,"
    " level: {role: protected, bins: [0, 1], missing: ['-1']}, month: stratum}",
    "columns: {s: score, a: {role: arm, positive: targeted}, part: {role: outcome, positive: '2',"
    " negative: '1', missing: ['0']}, race: {role: protected, reference: White}}",
};

/* Evidence that nothing may touch. */
static inline gg_evidence untouched(void)
{
    gg_evidence e;

    memset(&e, 0x5a, sizeof e);
    return e;
}

static inline void is_untouched(const gg_evidence *e)
{
    const gg_evidence want = untouched();

    ck_assert_mem_eq(e, &want, sizeof want);
}

#endif
