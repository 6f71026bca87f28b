/*
 * Whether a run would write over what it reads, as a table that is replaced by its own evaluation
 * is lost; or read standard input twice. Looked at before anything is read.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_internal.h"
#include "gauger/table/csv.h"

/* The options that name a file to be written. */
static const struct {
    gg_option_id id;
    const char *name;
} outputs[] = {
    {GG_OPT_OUTPUT, "--output"},
    {GG_OPT_EVIDENCE, "--evidence"},
    {GG_OPT_TRUTH, "--truth"},
    {GG_OPT_SCHEMA_TO, "--schema-to"},
};

/* The options that name a file; values of others may be spelt like one. */
static const gg_option_id files[] = {
    GG_OPT_SCHEMA, GG_OPT_BASELINE, GG_OPT_EVALUATION, GG_OPT_COMPARISON, GG_OPT_DRIFT,
    GG_OPT_POLICY, GG_OPT_MANIFEST, GG_OPT_VERDICT,    GG_OPT_OUTPUT,     GG_OPT_EVIDENCE,
};

#define FILES   (sizeof files / sizeof *files)
#define OUTPUTS (sizeof outputs / sizeof *outputs)

static bool same_file(const char *name, const struct stat *target)
{
    struct stat st;
    int failed = strcmp(name, "-") == 0 ? fstat(STDIN_FILENO, &st) : stat(name, &st);

    return !failed && st.st_dev == target->st_dev && st.st_ino == target->st_ino;
}

/* Whether a name, which may be a pattern of files, stands for the file. */
static bool names_file(const char *name, const struct stat *target)
{
    char **all = NULL;
    size_t n = 0;
    gg_arena arena;
    bool same = false;

    gg_arena_init(&arena);
    if (gg_csv_expand(name, &arena, &all, &n, NULL) != GG_OK)
        n = 0;
    for (size_t i = 0; i < n && !same; i++)
        same = same_file(all[i], target);
    gg_arena_release(&arena);
    return same;
}

/* Whether any argument of the run, but the output itself, names the file. */
static bool is_read(const gg_args *args, gg_option_id but, const struct stat *target)
{
    for (size_t i = 0; i < args->n_operands; i++)
        if (names_file(args->operands[i], target))
            return true;
    for (size_t i = 0; i < FILES; i++) {
        const char *name = files[i] == but ? NULL : gg_args_text(args, files[i]);

        if (name && names_file(name, target))
            return true;
    }
    return false;
}

static gg_status refuse(const char *option, gg_error *err)
{
    gg_error_where(err, option, 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "name another file",
                        "this file is also given as an input or another output");
}

/* How many of the files to be read are standard input. */
static size_t count_input(const gg_args *args)
{
    size_t n = 0;

    for (size_t i = 0; i < args->n_operands; i++)
        n += strcmp(args->operands[i], "-") == 0;
    for (size_t i = 0; i < FILES; i++) {
        const char *name = gg_args_text(args, files[i]);

        n += name && strcmp(name, "-") == 0 && files[i] != GG_OPT_OUTPUT &&
             files[i] != GG_OPT_EVIDENCE;
    }
    return n;
}

gg_status gg_cli_check_files(const gg_args *args, gg_error *err)
{
    const char *file = gg_args_text(args, GG_OPT_OUTPUT);
    const char *evidence = gg_args_text(args, GG_OPT_EVIDENCE);

    if (file && evidence && strcmp(file, evidence) == 0)
        return refuse("--evidence", err);
    if (count_input(args) > 1)
        return gg_error_set(err, GG_E_USAGE, "give all but one as files",
                            "standard input can be read once, and is asked for twice");
    for (size_t i = 0; i < OUTPUTS; i++) {
        struct stat st;

        file = gg_args_text(args, outputs[i].id);

        /* A device or a pipe is not replaced by what is written to it. */
        if (file && stat(file, &st) == 0 && S_ISREG(st.st_mode) &&
            is_read(args, outputs[i].id, &st))
            return refuse(outputs[i].name, err);
    }
    return GG_OK;
}
