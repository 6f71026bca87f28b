/*
 * Status codes: what every function of the library that can fail returns.
 *
 * One table gives each code its name, the exit status of the program and the HTTP status of the
 * dashboard, so that the three can never disagree. The exit statuses are part of the contract with
 * scripts: 0 done or yes, 1 no on the merits, 2 bad usage or bad input with nothing changed,
 * 3 inconclusive, 70 a fault of the program's own.
 */
#ifndef GAUGER_BASE_STATUS_H
#define GAUGER_BASE_STATUS_H

#ifdef __cplusplus
#define GG_BEGIN_DECLS                                                                             \
    _Pragma("GCC visibility push(default)") extern "C"                                             \
    {
#define GG_END_DECLS                                                                               \
    }                                                                                              \
    _Pragma("GCC visibility pop")
#else
#define GG_BEGIN_DECLS _Pragma("GCC visibility push(default)")
#define GG_END_DECLS   _Pragma("GCC visibility pop")
#endif

/* Every function that returns a gg_status carries this: ignoring a failure is a compile error. */
#define GG_CHECKED __attribute__((warn_unused_result))
/* printf-like checking of argument lists; f and a count from 1. */
#define GG_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* code, name in JSON errors, exit status, HTTP status */
#define GG_STATUS_MAP(XX)                                                                          \
    XX(GG_OK, "ok", 0, 200)                                                                        \
    XX(GG_E_NO, "no", 1, 409)                                                                      \
    XX(GG_E_USAGE, "usage", 2, 400)                                                                \
    XX(GG_E_INPUT, "bad_input", 2, 422)                                                            \
    XX(GG_E_NOT_FOUND, "not_found", 2, 404)                                                        \
    XX(GG_E_IO, "io", 2, 500)                                                                      \
    XX(GG_E_LIMIT, "limit", 2, 413)                                                                \
    XX(GG_E_UNDEFINED, "undefined", 2, 422)                                                        \
    XX(GG_E_CONFLICT, "conflict", 2, 409)                                                          \
    XX(GG_E_INCONCLUSIVE, "inconclusive", 3, 409)                                                  \
    XX(GG_E_MEMORY, "out_of_memory", 70, 500)                                                      \
    XX(GG_E_INTERNAL, "internal", 70, 500)

typedef enum gg_status {
#define GG_STATUS_ENUM(code, name, exit_status, http) code,
    GG_STATUS_MAP(GG_STATUS_ENUM)
#undef GG_STATUS_ENUM
        GG_STATUS_COUNT
} gg_status;

GG_BEGIN_DECLS

/*
 * The name of a status as it stands in JSON errors, e.g. "bad_input".
 *
 * s: any gg_status.
 * Returns a static string, never NULL; "internal" for a value outside the table.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_status_name(gg_status s);

/*
 * The exit status of the program for a status: 0, 1, 2, 3 or 70.
 *
 * s: any gg_status.
 * Returns the exit status; 70 for a value outside the table.
 * Undefined cases: none.  Errors: none.
 */
int gg_status_exit(gg_status s);

/*
 * The HTTP status for a status, for the dashboard.
 *
 * s: any gg_status.
 * Returns a status from 200 to 599; 500 for a value outside the table.
 * Undefined cases: none.  Errors: none.
 */
int gg_status_http(gg_status s);

GG_END_DECLS
#endif
