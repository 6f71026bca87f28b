/*
 * Whether a run would write over what it reads, as a table that is replaced by its own evaluation
 * is lost; or read standard input twice. Looked at before anything is read.
 */
#include <limits.h>
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

/* Whether the address of a database names the file, as that of SQLite does. */
static bool holds_table(const char *address, const struct stat *target)
{
    const char *at = strncmp(address, "odbc:", 5) == 0 ? strcasestr(address, "database=") : NULL;
    char path[PATH_MAX];
    size_t n = at ? strcspn(at += strlen("database="), ";}") : 0;

    if (!at || n >= sizeof path)
        return false;
    memcpy(path, at, n);
    path[n] = '\0';
    return same_file(path, target);
}

static bool is_operand(const char *operand, gg_option_id but, const struct stat *target)
{
    static const char stored[] = "evidence:";
    const size_t n = sizeof stored - 1;

    /* Evidence may be written over by the sum that it is a part of. */
    if (strncmp(operand, stored, n) == 0)
        return but != GG_OPT_EVIDENCE && names_file(operand + n, target);
    return names_file(operand, target) || holds_table(operand, target);
}

static bool is_added(const gg_args *args, gg_option_id but, const struct stat *target)
{
    const gg_option_value *given = &args->values[GG_OPT_ADD_TO];

    for (size_t i = 0; i < given->n && but != GG_OPT_EVIDENCE; i++)
        if (names_file(given->texts[i], target))
            return true;
    return false;
}

/* Whether any argument of the run, but the output itself, names the file. */
static bool is_read(const gg_args *args, gg_option_id but, const struct stat *target)
{
    for (size_t i = 0; i < args->n_operands; i++)
        if (is_operand(args->operands[i], but, target))
            return true;
    if (is_added(args, but, target))
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

/* The folder of a name, and the name in it. */
static bool find_place(const char *name, struct stat *folder, const char **last)
{
    const char *slash = strrchr(name, '/');
    char path[PATH_MAX];
    size_t n = slash ? (size_t)(slash - name) + 1 : 0;

    if (n >= sizeof path)
        return false;
    memcpy(path, n ? name : ".", n ? n : 1);
    path[n ? n : 1] = '\0';
    *last = name + n;
    return stat(path, folder) == 0;
}

/* Two names of one file, which need not be there yet. */
static bool same_place(const char *a, const char *b)
{
    struct stat of_a, of_b;
    const char *last_a, *last_b;

    if (strcmp(a, b) == 0)
        return true;
    if (stat(a, &of_a) == 0)
        return S_ISREG(of_a.st_mode) && same_file(b, &of_a);
    return find_place(a, &of_a, &last_a) && find_place(b, &of_b, &last_b) &&
           strcmp(last_a, last_b) == 0 && of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

static gg_status check_outputs(const gg_args *args, gg_error *err)
{
    for (size_t i = 0; i < OUTPUTS; i++)
        for (size_t k = 0; k < i; k++) {
            const char *a = gg_args_text(args, outputs[i].id);
            const char *b = gg_args_text(args, outputs[k].id);

            if (a && b && strcmp(a, "-") != 0 && same_place(a, b))
                return refuse(outputs[i].name, err);
        }
    return GG_OK;
}

gg_status gg_cli_check_files(const gg_args *args, gg_error *err)
{
    gg_status status = check_outputs(args, err);
    const char *file;

    if (status != GG_OK)
        return status;
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
