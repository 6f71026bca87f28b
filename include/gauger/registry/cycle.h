/*
 * Cycles: the four ways to a new version, their phases, and when they fall due.
 *
 * A cycle of a model is of a kind (development, refresh, reengineering, adjustment), passes phases
 * (research, features, build, test, deploy; each begins where the one before ends, and a phase may
 * come again), may name datasets on which every version of it is evaluated when registered, and
 * ends when it is closed. A cycle that nobody opened is opened by the version that needs it, and
 * closes when a version of it goes into production.
 *
 * How long each kind may last, and how long after it went into production a version is to be
 * refreshed, are settings of the registry, in calendar months.
 */
#ifndef GAUGER_REGISTRY_CYCLE_H
#define GAUGER_REGISTRY_CYCLE_H

#include "gauger/registry/registry.h"

#define GG_CYCLES_FORMAT "gauger/cycles/1"

/* What is said of a cycle when it is opened. All borrowed. */
typedef struct gg_cycle_entry {
    const char *model;           /* name; need not be registered yet */
    const char *kind;            /* development, refresh, reengineering, adjustment */
    const char *from;            /* base version: "3" or "NAME@3"; NULL for none */
    const char *reason;          /* NULL for none */
    const char *phase;           /* the first phase; NULL for research */
    const char *const *datasets; /* references; versions are evaluated on these when registered */
    size_t n_datasets;
} gg_cycle_entry;

/* Which cycles to list. */
typedef struct gg_cycle_filter {
    const char *model; /* NULL for all */
    bool closed;       /* closed ones as well; false */
    bool overdue;      /* only what is overdue; false */
    uint64_t id;       /* only this one; 0 for all */
    uint64_t newest;   /* at most so many, the newest; 0 for all */
} gg_cycle_filter;

GG_BEGIN_DECLS

/*
 * The kinds of cycles, in order: development, refresh, reengineering, adjustment.
 *
 * i: from 0.
 * Returns the word, NULL beyond the last.
 * Ownership: static.
 * Undefined cases: none.
 * Errors: none.
 */
const char *gg_cycle_kind(size_t i);

/*
 * The names of the phases, in order: research, features, build, test, deploy.
 *
 * i: from 0.
 * Returns the word, NULL beyond the last.
 * Ownership: static.
 * Undefined cases: none.
 * Errors: none.
 */
const char *gg_cycle_phase_name(size_t i);

/*
 * Opens a cycle: event "cycle.open".
 *
 * reg: opened for work, with an actor.  entry: see gg_cycle_entry.  id: the cycle's number, counted
 * over the registry from 1; untouched on error; may be NULL.
 * Returns GG_OK; GG_E_USAGE for an unknown kind or phase or a malformed name; GG_E_NOT_FOUND for a
 * base or dataset that is not there; GG_E_CONFLICT when a cycle of the model and kind is open
 * already; what begin and commit return.
 */
GG_CHECKED gg_status gg_cycle_open(gg_registry *reg, const gg_cycle_entry *entry, uint64_t *id,
                                   gg_error *err);

/*
 * Begins a phase of a cycle and thereby ends the one before: event "cycle.phase".
 *
 * reg: opened for work, with an actor.  id: of an open cycle.  phase: a word of
 * gg_cycle_phase_name().
 * Returns GG_OK; GG_E_USAGE for an unknown phase; GG_E_NOT_FOUND; GG_E_CONFLICT when the cycle is
 * closed or in that phase already; what begin and commit return.
 * Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_cycle_phase(gg_registry *reg, uint64_t id, const char *phase,
                                    gg_error *err);

/*
 * Closes a cycle and its phase: event "cycle.close".
 *
 * reg: opened for work, with an actor.  id: of an open cycle.  reason: what came of it; NULL for
 * none.
 * Returns GG_OK; GG_E_NOT_FOUND; GG_E_CONFLICT when it is closed already; what begin and commit
 * return.  Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_cycle_close(gg_registry *reg, uint64_t id, const char *reason,
                                    gg_error *err);

/*
 * Finds an open cycle by what a user types: its number, MODEL (which must have one open cycle only)
 * or MODEL/KIND.
 *
 * reg: not NULL.  text: as above.  id: untouched on error.
 * Returns GG_OK; GG_E_NOT_FOUND; GG_E_USAGE when several are open, naming them; GG_E_IO;
 * GG_E_MEMORY.
 * Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_cycle_find(gg_registry *reg, const char *text, uint64_t *id, gg_error *err);

/*
 * The default choice of cycles: the open ones of all models.
 *
 * Returns the struct, to be changed by the caller.
 * Ownership: a plain value.
 * Shape: see gg_cycle_filter.
 * Undefined cases: none.  Errors: none.
 */
gg_cycle_filter gg_cycle_filter_default(void);

/*
 * Lists cycles, and what falls due although no cycle was opened for it.
 *
 * reg: not NULL.  filter: NULL for the default.  out: a new reference, untouched on error:
 * {"format":"gauger/cycles/1","now":TIME,"overdue":N,"cycles":[{"id","model","kind","from","reason",
 *  "state":"open|closed","phase","opened","due","closed","overdue":bool,"days_left":N,"versions":[],
 *  "datasets":[],"phases":[{"phase","began","ended" or null,"days":x}]}],
 *  "due":[{"model","version","kind":"refresh|waiver","in_production_since","due","overdue",
 *  "days_left","cycle":ID or null,"rule" (of a waiver)}]}.
 * The time is the clock's of the handle; due is the last second that passes; days_left is in
 * whole days, rounded down, negative when overdue; a champion's refresh with an open cycle is not
 * counted twice.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT (a database that is damaged), GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_cycle_list(gg_registry *reg, const gg_cycle_filter *filter, json_t **out,
                                   gg_error *err);

/*
 * The datasets on which the versions of a cycle are evaluated when registered.
 *
 * reg: not NULL.  id: of a cycle.  out: a new reference to an array of references ("NAME@2"),
 * untouched on error.
 * Returns GG_OK, GG_E_NOT_FOUND, GG_E_IO, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_cycle_datasets(gg_registry *reg, uint64_t id, json_t **out, gg_error *err);

GG_END_DECLS
#endif
