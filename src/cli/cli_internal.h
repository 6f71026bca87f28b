/*
 * The frame of the program: commands, their options, what they read and where their output goes.
 *
 * Everything that a command accepts is a row of a const table; a row feeds the parser, --help and
 * docs/cli.md, so that the three cannot disagree. A command appends what it has to say to
 * gg_cli.out and returns a status; the frame alone writes, so that nothing stands on standard
 * output (or in the file of -o) before it is known that there is no error.
 */
#ifndef GG_CLI_INTERNAL_H
#define GG_CLI_INTERNAL_H

#include <float.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/arena.h"
#include "gauger/base/buf.h"
#include "gauger/base/error.h"
#include "gauger/base/json.h"
#include "gauger/base/sign.h"
#include "gauger/base/stream.h"

/* Every option of every command. A name means the same thing wherever it is accepted. */
typedef enum gg_option_id {
    GG_OPT_HELP,
    GG_OPT_VERSION,
    GG_OPT_REGISTRY,
    GG_OPT_AS,
    GG_OPT_NOW,
    GG_OPT_MARKDOWN,
    GG_OPT_OUTPUT,
    GG_OPT_FORMAT,
    GG_OPT_SCORE,
    GG_OPT_OUTCOME,
    GG_OPT_DECISION,
    GG_OPT_SUPPRESSED,
    GG_OPT_PROTECTED,
    GG_OPT_SITE,
    GG_OPT_PERIOD,
    GG_OPT_STRATUM,
    GG_OPT_WEIGHT,
    GG_OPT_ARM,
    GG_OPT_SAMPLING_PROBABILITY,
    GG_OPT_COUNT,
    GG_OPT_TP,
    GG_OPT_FP,
    GG_OPT_FN,
    GG_OPT_TN,
    GG_OPT_SELECTED,
    GG_OPT_POSITIVES,
    GG_OPT_NEGATIVES,
    GG_OPT_UNVERIFIED_COUNT,
    GG_OPT_FEATURE,
    GG_OPT_QUASI_IDENTIFIER,
    GG_OPT_IGNORE,
    GG_OPT_SCHEMA,
    GG_OPT_THRESHOLD,
    GG_OPT_THRESHOLD_A,
    GG_OPT_THRESHOLD_B,
    GG_OPT_REFERENCE,
    GG_OPT_REFERENCE_RULE,
    GG_OPT_INTERSECT,
    GG_OPT_MARGIN,
    GG_OPT_CONFIDENCE,
    GG_OPT_ADVERSE,
    GG_OPT_INSPECTION,
    GG_OPT_RANDOM_LEVEL,
    GG_OPT_POPULATION,
    GG_OPT_THREADS,
    GG_OPT_SEED,
    GG_OPT_DIGEST,
    GG_OPT_SKIP_BAD_ROWS,
    GG_OPT_SCORE_BINS,
    GG_OPT_SCORE_RANGE,
    GG_OPT_MAX_MEMORY,
    GG_OPT_CAPACITY,
    GG_OPT_MEASURE,
    GG_OPT_OPERATING_POINTS,
    GG_OPT_PARTITION_KEY,
    GG_OPT_EXPLAIN_SQL,
    GG_OPT_EVIDENCE,
    GG_OPT_ADD_TO,
    GG_OPT_LATE_ROWS,
    GG_OPT_MODEL,
    GG_OPT_VERSUS,
    GG_OPT_BASELINE,
    GG_OPT_PSI_BOUND,
    GG_OPT_KS_BOUND,
    GG_OPT_WASSERSTEIN_BOUND,
    GG_OPT_MISSING_BOUND,
    GG_OPT_CLASSIFIER,
    GG_OPT_CLASSIFIER_ROWS,
    GG_OPT_CLASSIFIER_BOUND,
    GG_OPT_ALPHA,
    GG_OPT_ADJUST,
    GG_OPT_DRAWS,
    GG_OPT_SENSITIVE,
    GG_OPT_DECLARED,
    GG_OPT_K,
    GG_OPT_MISSING,
    GG_OPT_EVALUATION,
    GG_OPT_COMPARISON,
    GG_OPT_DRIFT,
    GG_OPT_POLICY,
    GG_OPT_ON,
    GG_OPT_LIST_METRICS,
    GG_OPT_MANIFEST,
    GG_OPT_VERDICT,
    GG_OPT_TITLE,
    GG_OPT_MINIMUM_CELL,
    GG_OPT_FOR_RELEASE,
    GG_OPT_EXPLAIN,
    GG_OPT_TESTING,
    GG_OPT_NAME,
    GG_OPT_ORIGIN,
    GG_OPT_SHEET,
    GG_OPT_SOURCE_SYSTEM,
    GG_OPT_EXTRACTED,
    GG_OPT_RETENTION,
    GG_OPT_AUTHORITY,
    GG_OPT_ACCEPT_RISK,
    GG_OPT_CORRECTS,
    GG_OPT_ACCEPT_OVERLAP,
    GG_OPT_DUE,
    GG_OPT_KIND,
    GG_OPT_FROM,
    GG_OPT_CYCLE,
    GG_OPT_ALIAS,
    GG_OPT_TYPE,
    GG_OPT_SUPERSEDES,
    GG_OPT_ALL,
    GG_OPT_RESOLUTION,
    GG_OPT_STATISTICS,
    GG_OPT_ACCOUNTING,
    GG_OPT_EXAMPLE,
    GG_OPT_FOR,
    GG_OPT_DISCLOSE_TO,
    GG_OPT_PURPOSE,
    GG_OPT_ONWARD,
    GG_OPT_PHASE,
    GG_OPT_DATASET,
    GG_OPT_OVERDUE,
    GG_OPT_CLOSED,
    GG_OPT_TO,
    GG_OPT_REASON,
    GG_OPT_APPROVE,
    GG_OPT_REJECT,
    GG_OPT_QUESTION,
    GG_OPT_ANSWER,
    GG_OPT_FINDING,
    GG_OPT_VERSUS_SCORE,
    GG_OPT_ID,
    GG_OPT_CHECKPOINT,
    GG_OPT_FROM_CHECKPOINT,
    GG_OPT_PROOF,
    GG_OPT_KEYS,
    GG_OPT_PAYLOAD,
    GG_OPT_SIGN,
    GG_OPT_COUNTERSIGN,
    GG_OPT_CARD,
    GG_OPT_ACTOR,
    GG_OPT_ACTION,
    GG_OPT_OBJECT,
    GG_OPT_AFTER,
    GG_OPT_LIMIT,
    GG_OPT_REQUEST,
    GG_OPT_DATA,
    GG_OPT_ROWS,
    GG_OPT_TRUTH,
    GG_OPT_SCHEMA_TO,
    GG_OPT_WITH_TRUTH,
    GG_OPT_ROLE,
    GG_OPT_PERSON,
    GG_OPT_SUPERVISOR,
    GG_OPT_TRAINED,
    GG_OPT_NEED,
    GG_OPT_PUBLIC_KEY,
    GG_OPT_KEY_FILE,
    GG_OPT_DATE,
    GG_OPT_ALL_MODELS,
    GG_OPT_RULE,
    GG_OPT_UNTIL,
    GG_OPT_ROLLBACK,
    GG_OPT_END_
} gg_option_id;

typedef enum gg_option_kind {
    GG_OPTION_FLAG,   /* takes no value */
    GG_OPTION_TEXT,   /* any text but the empty one */
    GG_OPTION_PROSE,  /* words of a person, kept or printed: nothing that identifies somebody */
    GG_OPTION_NUMBER, /* a finite number in a range */
    GG_OPTION_WHOLE,  /* a whole number in a range */
    GG_OPTION_CHOICE  /* one of a few words */
} gg_option_kind;

typedef struct gg_option {
    gg_option_id id;
    const char *name; /* long name, without the dashes */
    char letter;      /* 'o' for -o, 0 for none */
    gg_option_kind kind;
    const char *value;     /* the word for its value in help; NULL for a flag */
    const char *help;      /* what it does: lower case, no full stop */
    const char *otherwise; /* the value when it is not given, read like a given one; or NULL */
    double low, high;      /* range of a number, ends included unless open */
    bool open;             /* the ends of the range are excluded */
    const char *choices;   /* words of a choice, joined by '|' */
    bool repeat;           /* may be given more than once */
    bool hidden;           /* accepted, but not in help */
} gg_option;

/* Options that help shows under one heading. */
typedef struct gg_option_group {
    const char *title;
    const gg_option *rows;
    size_t n;
} gg_option_group;

/* What was given for one option, or its default. */
typedef struct gg_option_value {
    bool given;
    const char **texts;
    size_t n;
    double number; /* of the last text, for numbers */
} gg_option_value;

typedef struct gg_args {
    gg_option_value values[GG_OPT_END_];
    const char **operands;
    size_t n_operands;
} gg_args;

struct gg_cli;

#define GG_COMMAND_GROUPS 10

typedef struct gg_command {
    const char *group;
    const char *name;
    const char *summary;
    const char *operands; /* as in help: "DATA", "[COMMAND]"; NULL for none */
    size_t least, most;   /* how many operands */
    const gg_option_group *groups[GG_COMMAND_GROUPS]; /* up to the first NULL */
    gg_option_id needs[4]; /* options that must be given, up to GG_OPT_HELP (0) */
    const char *example;   /* one line that can be typed */
    const char *about;     /* a paragraph for --help and the manual */
    gg_status (*run)(struct gg_cli *cli, gg_error *err);
    bool streams; /* it writes the file of -o itself; gg_cli.out is for standard output */
} gg_command;

#define GG_CLI_FILES 4

/* A file that a run writes, under its name only when the whole run has succeeded. */
typedef struct gg_cli_file {
    const char *path;
    gg_stream *stream;
    bool written; /* else the run had nothing for it */
} gg_cli_file;

/* One run of the program. */
typedef struct gg_cli {
    gg_arena arena;
    const gg_command *command; /* NULL until it is known */
    const char *family;        /* first word of the commands to be listed, or NULL */
    gg_args globals;           /* options before the command */
    gg_args args;              /* options and operands of the command */
    gg_buf out;                /* what goes to standard output or to the file of -o */
    bool json;                 /* --format json was asked for: errors are JSON too */
    struct gg_alias *aliases;  /* names of stored files, for errors; in the arena */
    gg_signer *signer;         /* the key of who acts, once it was needed; wiped at the end */
    const char *note;          /* a line for standard error beside what was delivered, or NULL */
    bool testing;              /* the registry of the run is for testing: what is shown says so */
    gg_cli_file files[GG_CLI_FILES]; /* in the order in which they get their names */
    size_t n_files;
} gg_cli;

/* ---- commands.c ---- */

/* The table of commands and its length; the global options. */
extern const gg_command *const gg_commands[];
extern const size_t gg_n_commands;
extern const gg_option_group gg_global_options;

/* The command of that name, or NULL. */
const gg_command *gg_command_find(const char *name);

/* The same, or GG_E_USAGE with the name that was probably meant. */
GG_CHECKED gg_status gg_command_get(const char *name, const gg_command **out, gg_error *err);

/* Whether a command has two words of which the first is name. */
bool gg_command_family(const char *name, const gg_command *command);

/* Takes the one or two words of a command from the arguments (at least one), and adds their number
 * to *used. "NAME --help", where NAME is only a first word, gives *family and no command. */
GG_CHECKED gg_status gg_command_take(int argc, char *const *argv, int *used, const char **family,
                                     const gg_command **out, gg_error *err);

/* ---- option.c ---- */

/* Reads arguments by the groups of rows (NULL-terminated). With stop_at_operand, ends before the
 * first operand and says in *used how many arguments it took. GG_E_USAGE: one line for the user. */
GG_CHECKED gg_status gg_options_parse(const gg_option_group *const *groups, int argc,
                                      char *const *argv, bool stop_at_operand, gg_arena *arena,
                                      gg_args *out, int *used, gg_error *err);

/* The row of a long name (n bytes) or a letter in groups; NULL if there is none. */
const gg_option *gg_option_named(const gg_option_group *const *groups, const char *name, size_t n);
const gg_option *gg_option_lettered(const gg_option_group *const *groups, char letter);

/* The range of a number in words: "a number from 0 to 1, ends excluded". */
char *gg_option_range(const gg_option *option, char *out, size_t size);

/* What was given, or the default: NULL or 0 if neither. */
bool gg_args_given(const gg_args *args, gg_option_id id);
const char *gg_args_text(const gg_args *args, gg_option_id id);
double gg_args_number(const gg_args *args, gg_option_id id);

/* ---- suggest.c ---- */

/* Insertions, deletions, replacements and swaps of neighbours that lead from a to b. */
size_t gg_edit_distance(const char *a, size_t n, const char *b);

/* Keeps in *best the candidate nearest to a word, if it is near enough to be meant. */
void gg_suggest(const char *word, size_t n, const char *candidate, const char **best,
                size_t *distance);

/* ---- usage.c, manual.c ---- */

/* Appends the help of one command, the list of commands, the manual in Markdown. */
void gg_usage_command(const gg_command *command, gg_buf *out);
void gg_usage_overview(gg_buf *out);
void gg_usage_family(const char *family, gg_buf *out);
void gg_usage_manual(gg_buf *out);

/* "--format text|json" with its letter and value, as help and the manual show it. */
char *gg_usage_option(const gg_option *option, char *out, size_t size);

/* The help of a row with its range, default and "may be repeated" behind it. */
void gg_usage_explain(const gg_option *option, gg_buf *out);

/* ---- veil.c ---- */

/* Puts shapes in the place of identifiers of persons in an error: in its place and column, in what
 * it quotes, and in every word. args: what the run was given (or NULL): where an argument is such
 * an identifier, what stands in front of its '@' is put out of sight as well. */
void gg_cli_veil(gg_error *err, const gg_args *args);

/* ---- frame.c ---- */

/* A whole run: arguments in, exit status out. */
int gg_cli_main(int argc, char *const *argv);

/* ---- deliver.c ---- */

/* Refuses an output that is a file which the same run reads, or writes twice; and standard input
 * for two inputs. */
GG_CHECKED gg_status gg_cli_check_files(const gg_args *args, gg_error *err);

/* Opens the files of -o and --evidence, before anything is done that a wrong path would spoil. */
GG_CHECKED gg_status gg_cli_open_files(gg_cli *cli, gg_error *err);

/* The stream of a file, opened if it is not yet; it gets its name in gg_cli_deliver(). The cli's.
 */
GG_CHECKED gg_status gg_cli_stream(gg_cli *cli, const char *path, gg_stream **out, gg_error *err);

/* The same with a whole document. */
GG_CHECKED gg_status gg_cli_write(gg_cli *cli, const char *path, const json_t *document,
                                  gg_error *err);

/* Writes what a command said to standard output or to the file of -o; then all files of the run get
 * their names, or none. */
GG_CHECKED gg_status gg_cli_deliver(gg_cli *cli, gg_error *err);

/* Closes the files; what has no name yet is gone. */
void gg_cli_close_files(gg_cli *cli);

/* Writes an error to standard error, and to standard output as JSON where that was asked for. */
void gg_cli_report(const gg_cli *cli, gg_error *err);

/* Writes gg_cli.note to standard error, if there is one. */
void gg_cli_note(const gg_cli *cli);

/* Opens /dev/null for each standard stream that is closed, so that no table takes its number. */
void gg_cli_guard_streams(void);

#endif
