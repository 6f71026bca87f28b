/* The commands, one file each, and the rows that several of them share. */
#ifndef GG_CLI_CMD_H
#define GG_CLI_CMD_H

#include "cli/cli_internal.h"
#include "gauger/base/json.h"

extern const gg_command gg_cmd_evaluate;
extern const gg_command gg_cmd_compare;
extern const gg_command gg_cmd_drift;
extern const gg_command gg_cmd_check;
extern const gg_command gg_cmd_synth;
extern const gg_command gg_cmd_init;
extern const gg_command gg_cmd_dataset_add;
extern const gg_command gg_cmd_dataset_revise;
extern const gg_command gg_cmd_dataset_purge;
extern const gg_command gg_cmd_dataset_list;
extern const gg_command gg_cmd_dataset_show;
extern const gg_command gg_cmd_model_register;
extern const gg_command gg_cmd_model_list;
extern const gg_command gg_cmd_model_show;
extern const gg_command gg_cmd_model_diff;
extern const gg_command gg_cmd_model_history;
extern const gg_command gg_cmd_train;
extern const gg_command gg_cmd_refresh;
extern const gg_command gg_cmd_cycle_open;
extern const gg_command gg_cmd_cycle_list;
extern const gg_command gg_cmd_cycle_phase;
extern const gg_command gg_cmd_cycle_close;
extern const gg_command gg_cmd_gate;
extern const gg_command gg_cmd_review;
extern const gg_command gg_cmd_promote;
extern const gg_command gg_cmd_suspend;
extern const gg_command gg_cmd_policy_adopt;
extern const gg_command gg_cmd_card;
extern const gg_command gg_cmd_waive;
extern const gg_command gg_cmd_account_add;
extern const gg_command gg_cmd_account_list;
extern const gg_command gg_cmd_account_show;
extern const gg_command gg_cmd_account_grant;
extern const gg_command gg_cmd_account_revoke;
extern const gg_command gg_cmd_account_confirm;
extern const gg_command gg_cmd_account_train;
extern const gg_command gg_cmd_account_renew;
extern const gg_command gg_cmd_account_disable;
extern const gg_command gg_cmd_account_enable;
extern const gg_command gg_cmd_account_limit;
extern const gg_command gg_cmd_account_key;
extern const gg_command gg_cmd_account_review;
extern const gg_command gg_cmd_account_recover;
extern const gg_command gg_cmd_record_template;
extern const gg_command gg_cmd_record_add;
extern const gg_command gg_cmd_record_show;
extern const gg_command gg_cmd_record_list;
extern const gg_command gg_cmd_record_close;
extern const gg_command gg_cmd_audit_log;
extern const gg_command gg_cmd_audit_verify;
extern const gg_command gg_cmd_audit_checkpoint;
extern const gg_command gg_cmd_audit_rebuild;
extern const gg_command gg_cmd_audit_prove;
extern const gg_command gg_cmd_audit_redact;
extern const gg_command gg_cmd_account_keys;
extern const gg_command gg_cmd_registry_backup;
extern const gg_command gg_cmd_registry_restore;
extern const gg_command gg_cmd_help;
extern const gg_command gg_cmd_version;

/* clang-format off: rows of a table of options. */
#define GG_ROW_HELP                                                                                \
    {                                                                                              \
        .id = GG_OPT_HELP, .name = "help", .letter = 'h', .kind = GG_OPTION_FLAG,                  \
        .help = "show this help"                                                                   \
    }
#define GG_ROW_OUTPUT                                                                              \
    {                                                                                              \
        .id = GG_OPT_OUTPUT, .name = "output", .letter = 'o', .kind = GG_OPTION_TEXT,              \
        .value = "FILE", .help = "write to FILE, whole or not at all, instead of standard output"  \
    }
#define GG_ROW_FORMAT(choices_, otherwise_)                                                        \
    {                                                                                              \
        .id = GG_OPT_FORMAT, .name = "format", .kind = GG_OPTION_CHOICE, .value = "FORMAT",        \
        .choices = choices_, .otherwise = otherwise_, .help = "what to write"                      \
    }
#define GG_ROW_CONFIDENCE                                                                          \
    {                                                                                              \
        .id = GG_OPT_CONFIDENCE, .name = "confidence", .kind = GG_OPTION_NUMBER, .value = "C",     \
        .help = "confidence of the intervals", .otherwise = "0.95", .low = 0, .high = 1,           \
        .open = true                                                                               \
    }
#define GG_ROW_SEED                                                                                \
    {                                                                                              \
        .id = GG_OPT_SEED, .name = "seed", .kind = GG_OPTION_WHOLE, .value = "S",                  \
        .help = "seed of everything that is drawn", .otherwise = "1", .low = 0,                    \
        .high = 9007199254740992.0                                                                 \
    }
#define GG_ROW_THRESHOLD                                                                           \
    {                                                                                              \
        .id = GG_OPT_THRESHOLD, .name = "threshold", .kind = GG_OPTION_TEXT, .value = "T",         \
        .help = "referred when score >= T; SITE=T for one site", .repeat = true                    \
    }
#define GG_ROW_INTERSECT                                                                           \
    {                                                                                              \
        .id = GG_OPT_INTERSECT, .name = "intersect", .kind = GG_OPTION_TEXT, .value = "A*B",       \
        .repeat = true,                                                                            \
        .help = "groups by two or more protected attributes at once, e.g. race*sex"                \
    }
#define GG_ROW_INSPECTION                                                                          \
    {                                                                                              \
        .id = GG_OPT_INSPECTION, .name = "inspection", .kind = GG_OPTION_CHOICE,                   \
        .value = "DESIGN", .help = "how cases came to be inspected, where outcomes are missing",   \
        .otherwise = "unknown",                                                                    \
        .choices = "unknown|random_arm|known_probability|missing_at_random"                        \
    }
#define GG_ROW_RANDOM_LEVEL                                                                        \
    {                                                                                              \
        .id = GG_OPT_RANDOM_LEVEL, .name = "random-level", .kind = GG_OPTION_TEXT, .value = "L",   \
        .help = "with random_arm: the level of --arm that was drawn at random"                     \
    }
#define GG_ROW_EXPLAIN                                                                             \
    {                                                                                              \
        .id = GG_OPT_EXPLAIN, .name = "explain", .kind = GG_OPTION_FLAG,                           \
        .help = "add a plain sentence for each figure"                                             \
    }
#define GG_ROW_DIGEST                                                                              \
    {                                                                                              \
        .id = GG_OPT_DIGEST, .name = "digest", .kind = GG_OPTION_FLAG,                             \
        .help = "put the SHA-256 of the table into the document"                                   \
    }
#define GG_ROW_ACCEPT_OVERLAP                                                                      \
    {                                                                                              \
        .id = GG_OPT_ACCEPT_OVERLAP, .name = "accept-overlap", .kind = GG_OPTION_PROSE,            \
        .value = "REASON",                                                                         \
        .help = "why it may be evaluated on rows that it was trained on; on record, and on cards"  \
    }
#define GG_ROW_SENSITIVE                                                                           \
    {                                                                                              \
        .id = GG_OPT_SENSITIVE, .name = "sensitive", .kind = GG_OPTION_TEXT, .value = "COLUMNS",   \
        .repeat = true, .help = "what nobody should learn of a person, instead of the outcome"     \
    }
#define GG_ROW_DECLARED                                                                            \
    {                                                                                              \
        .id = GG_OPT_DECLARED, .name = "declared", .kind = GG_OPTION_TEXT, .value = "COLUMNS",     \
        .repeat = true, .help = "surrogate keys, and free text that was reviewed"                  \
    }
#define GG_ROW_K                                                                                   \
    {                                                                                              \
        .id = GG_OPT_K, .name = "k", .kind = GG_OPTION_WHOLE, .value = "K",                        \
        .help = "groups of equal quasi-identifiers smaller than this are re-identifiable",         \
        .otherwise = "5", .low = 1, .high = 1000000                                                \
    }
/* clang-format on */

#define GG_ROWS(title_, rows_)                                                                     \
    {                                                                                              \
        title_, rows_, sizeof rows_ / sizeof *rows_                                                \
    }

/* Reads the document of an option; GG_E_INPUT unless its key `format` is the one wanted. */
GG_CHECKED gg_status gg_cmd_load(const char *path, const char *format, json_t **out, gg_error *err);

/* policy.c: a policy that a registry is to keep, or to keep the words of: its bytes (text:
 * initialised) and itself; GG_E_INPUT where it holds an identifier of a person. */
struct gg_policy;
GG_CHECKED gg_status gg_cmd_policy(const char *path, gg_buf *text, struct gg_policy **out,
                                   gg_error *err);

/* Renders a document in the format of --format. file: what annotations point at, or NULL. */
GG_CHECKED gg_status gg_cmd_render(gg_cli *cli, const json_t *document, const char *file,
                                   gg_error *err);

#endif
