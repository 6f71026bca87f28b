/*
 * Group totals of a population: how many cases there are in all, where a table holds only those
 * that were inspected.
 *
 * Audits of inspection models often have no row for who was never inspected, but know from a
 * register how many there are in each group. With a random arm that is enough: the arm gives the
 * base rate of a group, the referred cases the true and false positives, the register the rest.
 *
 * A file of totals is a CSV of one of two forms. Long: columns attribute, group and count, a line
 * for each group of each attribute; a line with neither attribute nor group is the total of
 * everyone. Wide: a count column beside the protected columns, under their names, with a line for
 * each combination; sums over lines give every attribute and intersection of those columns.
 */
#ifndef GAUGER_EVALUATE_POPULATION_H
#define GAUGER_EVALUATE_POPULATION_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/arena.h"
#include "gauger/base/error.h"

/* Some cases of the population. */
typedef struct gg_population_line {
    const char *attribute, *group; /* long form; both "" for everyone */
    const char **levels;           /* wide form: one for each attribute; else NULL */
    double count;
    size_t line; /* of the file */
} gg_population_line;

typedef struct gg_population {
    gg_arena arena;          /* everything below lives in it */
    const char *path;        /* of the file, for messages */
    const char **attributes; /* of the wide form, else none */
    size_t n_attributes;
    gg_population_line *lines;
    size_t n_lines, room;
} gg_population;

GG_BEGIN_DECLS

/*
 * Reads a file of totals.
 *
 * path: a CSV file, or "-" for standard input.  out: untouched on error, to be ended with
 * gg_population_release().
 * err: file, line, column, what.
 * Returns GG_OK; GG_E_NOT_FOUND, GG_E_IO; GG_E_INPUT for a file without a count column or without
 * any other, a count that is not whole or negative, an attribute without a group or a group without
 * one, a group or combination given twice, and a file without lines; GG_E_MEMORY.
 * An empty cell in the wide form is the level "(missing)".
 */
GG_CHECKED gg_status gg_population_read(const char *path, gg_population *out, gg_error *err);

/*
 * Frees what gg_population_read() made.
 *
 * population: caller's struct; NULL is allowed.
 * Result: everything in it is freed.
 * Ownership: the struct stays the caller's.
 * Undefined cases: none.  Errors: none.
 */
void gg_population_release(gg_population *population);

/*
 * How many cases of the population have these levels.
 *
 * population: as read.  attributes, levels: n of each, e.g. {"race", "sex"} and {"White", "Male"}.
 * n: 0 for everyone: the total given, else the sum over the groups of the attribute that has the
 * largest sum.
 * Returns the number; NaN where the file does not say.
 * Ownership: a plain value.
 * Undefined cases: none.  Errors: none.
 */
double gg_population_count(const gg_population *population, const char *const *attributes,
                           const char *const *levels, size_t n);

/*
 * The sum over the groups of an attribute, or over the lines of the wide form where it is one of
 * its columns.
 *
 * population: as read.  attribute: its name.
 * Returns the sum; NaN where the file does not speak of the attribute.
 * Ownership: a plain value.
 * Undefined cases: none.  Errors: none.
 */
double gg_population_sum(const gg_population *population, const char *attribute);

GG_END_DECLS
#endif
