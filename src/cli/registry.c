#include "registry.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "gauger/registry/account.h"
#include "keys.h"
#include "request.h"

/* A clock that can be set once the registry has said that it is for testing. */
typedef struct desk_clock {
    bool set;
    int64_t time;
} desk_clock;

static int64_t desk_now(void *ctx)
{
    const desk_clock *clock = ctx;

    return clock->set ? clock->time : gg_clock_system(NULL);
}

static const char *system_user(gg_arena *arena)
{
    const struct passwd *entry = getpwuid(getuid());

    return entry && entry->pw_name[0] ? gg_arena_string(arena, entry->pw_name)
                                      : gg_arena_printf(arena, "uid %lu", (unsigned long)getuid());
}

gg_status gg_desk_env(gg_cli *cli, gg_env *env, gg_error *err)
{
    desk_clock *clock = gg_arena_array(&cli->arena, 1, sizeof *clock);
    const char *as = gg_args_text(&cli->globals, GG_OPT_AS);

    *env = gg_env_default();
    env->now = desk_now;
    env->ctx = clock;
    env->user = as ? as : system_user(&cli->arena);
    return clock && env->user ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_desk_folder(gg_cli *cli, const char **out, gg_error *err)
{
    const char *given = gg_args_text(&cli->globals, GG_OPT_REGISTRY);
    gg_status status;
    gg_buf found;

    if (!given)
        given = getenv("GAUGER_REGISTRY");
    if (given && given[0]) {
        *out = given;
        return GG_OK;
    }
    gg_buf_init(&found, 0);
    status = gg_registry_find(".", &found, err);
    if (status == GG_OK) {
        *out = gg_arena_text(&cli->arena, found.data, found.size);
        if (!*out)
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    gg_buf_release(&found);
    return status;
}

/* "2026-01-31T23:59:59Z" to seconds; what does not come back as it was is no time. */
static bool read_time(const char *text, int64_t *out)
{
    struct tm tm = {0};
    char again[GG_TIME_TEXT];
    int64_t time;

    if (!strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm))
        return false;
    time = (int64_t)timegm(&tm);
    if (strcmp(gg_time_format(time, again), text) != 0)
        return false;
    *out = time;
    return true;
}

gg_status gg_desk_clock(gg_cli *cli, const gg_env *env, bool testing, gg_error *err)
{
    desk_clock *clock = env->ctx;
    const char *given = gg_args_text(&cli->globals, GG_OPT_NOW);
    const char *now = given ? given : getenv("GAUGER_NOW");

    cli->testing = testing;
    if (!now || !now[0])
        return GG_OK;
    clock->set = testing && read_time(now, &clock->time);
    if (clock->set)
        return GG_OK;
    gg_error_where(err, given ? "--now" : "GAUGER_NOW", 0, NULL);
    if (testing)
        return gg_error_set(err, GG_E_USAGE, "write it as 2026-01-31T23:59:59Z", "not a time");
    return gg_error_set(err, GG_E_USAGE,
                        given ? "leave it out, or use one made with init --testing"
                              : "unset GAUGER_NOW, or use one made with init --testing",
                        "this registry takes its times from the machine's clock");
}

/* A registry that is pinned from outside must be the one that was pinned, whatever is asked of it.
 */
static gg_status check_pin(gg_registry *reg, gg_error *err)
{
    const char *pin = getenv("GAUGER_REGISTRY_ID");
    unsigned char digest[GG_SHA256_BYTES];
    char id[GG_SHA256_HEX];
    gg_error why;
    gg_status status;

    if (!pin || !pin[0])
        return GG_OK;
    gg_error_init(&why);
    gg_error_where(err, "GAUGER_REGISTRY_ID", 0, NULL);
    if (!gg_digest_read(pin, digest))
        return gg_error_set(err, GG_E_USAGE, "give 64 lower-case hexadecimal digits",
                            "this is not the identity of a registry");
    status = gg_registry_id(reg, id, &why);
    if (status == GG_OK && strcmp(id, pin) == 0)
        return GG_OK;
    if (status == GG_E_MEMORY || status == GG_E_IO)
        return gg_error_set(err, status, why.mend[0] ? why.mend : NULL, "%s", why.what);
    /* What shows no identity at all is not the one that was pinned either. */
    if (status != GG_OK)
        return gg_error_set(err, GG_E_NO, "find out what became of it, and restore a backup",
                            "the registry that was opened shows no identity: %.120s", why.what);
    return gg_error_set(err, GG_E_NO, "find out who put it in the place of the one that is meant",
                        "the registry that was opened is another: its identity is %.16s...", id);
}

/* A first event that does not hold says nothing of testing. Whoever examines the registry has to
 * hear of that, and of nothing else; no clock is needed for it. */
static gg_status set_clock(gg_cli *cli, const gg_env *env, const gg_registry *reg,
                           gg_registry_access access, gg_error *err)
{
    const char *given = gg_args_text(&cli->globals, GG_OPT_NOW);
    const char *now = given ? given : getenv("GAUGER_NOW");

    if (gg_registry_founded(reg) || !now || !now[0])
        return gg_desk_clock(cli, env, gg_registry_testing(reg), err);
    if (access == GG_REGISTRY_AUDIT)
        return GG_OK;
    gg_error_where(err, given ? "--now" : "GAUGER_NOW", 0, NULL);
    return gg_error_set(err, GG_E_NO, "run gauger audit verify; restore a backup",
                        "event 1 does not hold, so that nothing shows that this registry is for "
                        "testing");
}

gg_status gg_desk_open(gg_cli *cli, gg_registry_access access, gg_registry **out, gg_error *err)
{
    const char *folder = NULL;
    gg_registry *reg = NULL;
    gg_env env;
    gg_status status = gg_desk_folder(cli, &folder, err);

    if (status == GG_OK)
        status = gg_desk_env(cli, &env, err);
    if (status == GG_OK)
        status = gg_registry_open(folder, &env, access, &reg, err);
    if (status == GG_OK) {
        gg_error_init(err); /* opening has named the database */
        status = check_pin(reg, err);
    }
    if (status == GG_OK)
        status = set_clock(cli, &env, reg, access, err);
    if (status == GG_OK)
        status = gg_keys_attach(cli, reg, access == GG_REGISTRY_WORK, err);
    if (status == GG_OK)
        status = gg_request_take(cli, reg, err);
    if (status == GG_OK) {
        /* Opening has named the database; what fails from here on may be another file. */
        gg_error_init(err);
        *out = reg;
    } else {
        gg_registry_close(reg);
    }
    return status;
}

static gg_status desk_run(gg_cli *cli, gg_registry_access access, gg_desk_work *work,
                          gg_desk_verdict *verdict, gg_error *err)
{
    gg_registry *reg = NULL;
    json_t *document = NULL;
    gg_status status = gg_desk_open(cli, access, &reg, err);

    if (status == GG_OK)
        status = work(cli, reg, &document, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, document, NULL, err);
    if (status != GG_OK && cli->args.n_operands) {
        const char *operand = cli->args.operands[0];

        gg_error_where(err, strcmp(operand, "-") == 0 ? "standard input" : operand, 0, NULL);
    }
    if (status == GG_OK && verdict)
        status = verdict(cli, document);
    json_decref(document);
    gg_registry_close(reg);
    return status;
}

gg_status gg_desk_run(gg_cli *cli, gg_registry_access access, gg_desk_work *work, gg_error *err)
{
    return desk_run(cli, access, work, NULL, err);
}

gg_status gg_desk_answer(gg_cli *cli, gg_desk_work *work, gg_desk_verdict *verdict, gg_error *err)
{
    return desk_run(cli, GG_REGISTRY_WORK, work, verdict, err);
}

gg_status gg_desk_overdue(const gg_cli *cli, const json_t *document)
{
    bool asked = gg_args_given(&cli->args, GG_OPT_OVERDUE);

    return asked && gg_json_number(document, "overdue", 0) > 0 ? GG_E_NO : GG_OK;
}

gg_status gg_desk_may(gg_registry *reg, const char *action, const char *kind, const char *name,
                      gg_error *err)
{
    char object[2 * GG_NAME_MAX];
    gg_event event = {action, object, NULL};

    snprintf(object, sizeof object, "%s/%.*s", kind, (int)strcspn(name, "@"), name);
    /* What is no name is refused where it is read. */
    return strlen(name) > GG_NAME_MAX || strpbrk(name, "/:") || !*name
               ? GG_OK
               : gg_registry_may(reg, &event, err);
}

gg_status gg_desk_people(gg_registry *reg, json_t *receipt, gg_error *err)
{
    json_t *people = NULL;
    int bad;
    gg_status status = gg_registry_people(reg, &people, err);

    if (status != GG_OK)
        return status;
    bad = json_object_set_new(receipt, "authenticated",
                              json_boolean(strcmp(gg_json_string(people, "kind", ""), "one") != 0));
    bad |= json_object_set(receipt, "separation", json_object_get(people, "says"));
    json_decref(people);
    return bad ? gg_error_set(err, GG_E_MEMORY, NULL, "out of memory") : GG_OK;
}

gg_status gg_desk_give(json_t *document, json_t **out, gg_error *err)
{
    if (!document)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    *out = document;
    return GG_OK;
}
