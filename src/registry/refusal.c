/* How a rule refuses: it is named, it says who can help, and it is on record. */
#include <stdarg.h>
#include <string.h>

#include "registry_internal.h"

void gg_transaction_deny(gg_transaction *tx, const char *action, const char *object,
                         const gg_refusal *refusal)
{
    tx->denied.set = true;
    tx->denied.refusal = *refusal;
    gg_copy(tx->denied.action, sizeof tx->denied.action, action);
    gg_copy(tx->denied.object, sizeof tx->denied.object, object);
}

/* A refusal is on record before it is said; the caller's key is kept for what it was meant for. */
void gg_record_denied(gg_registry *reg, const char *action, const char *object,
                      const gg_refusal *refusal)
{
    const char *const texts[] = {refusal->what,
                                 "what was said is left out: it may identify somebody"};
    char request[sizeof reg->request], about[sizeof reg->tx.denied.object];
    gg_status st = GG_E_INPUT;

    /* A record that was refused has no number: the next one will have it. */
    gg_copy(about, sizeof about, object);
    if (strcmp(action, "record.add") == 0)
        about[strcspn(about, "@")] = '\0';

    memcpy(request, reg->request, sizeof request);
    reg->request[0] = '\0';
    for (size_t i = 0; i < 2 && st == GG_E_INPUT; i++)
        st = gg_append_mark(reg, "access.refuse", about,
                            json_pack("{s:s, s:s, s:s}", "action", action, "rule", refusal->rule,
                                      "message", texts[i]),
                            NULL, NULL, NULL);
    memcpy(reg->request, request, sizeof request);
}

/* A registry that is open for audit is not written to; it gets a handle that is checked for work.
 */
static void record_apart(const gg_registry *reg, const char *action, const char *object,
                         const gg_refusal *refusal)
{
    gg_registry *other = NULL;

    if (gg_registry_open(reg->folder, &reg->env, GG_REGISTRY_WORK, &other, NULL) == GG_OK &&
        gg_registry_act_as(other, reg->actor, NULL) == GG_OK) {
        gg_registry_sign_with(other, reg->signer);
        gg_record_denied(other, action, object, refusal);
    }
    gg_registry_close(other);
}

static void put_on_record(gg_registry *reg, const char *action, const char *object,
                          const gg_refusal *refusal)
{
    if (!reg->actor[0])
        return;
    if (reg->access == GG_REGISTRY_WORK)
        gg_record_denied(reg, action, object, refusal);
    else
        record_apart(reg, action, object, refusal);
}

void gg_record_pending(gg_registry *reg)
{
    gg_transaction kept = reg->tx;

    if (!kept.denied.set)
        return;
    reg->tx.denied.set = false;
    put_on_record(reg, kept.denied.action, kept.denied.object, &kept.denied.refusal);
}

gg_status gg_registry_refuse(gg_registry *reg, const gg_tried *tried, gg_error *err,
                             const char *format, ...)
{
    gg_refusal why = {.rule = tried->rule};
    int n = snprintf(why.what, sizeof why.what, "rule %s: ", tried->rule);
    va_list args;

    va_start(args, format);
    vsnprintf(why.what + n, sizeof why.what - (size_t)n, format, args);
    va_end(args);
    gg_copy(why.mend, sizeof why.mend, tried->mend ? tried->mend : "");
    /* While a change or a view is open it waits for the end of that. */
    if (reg->tx.open || !sqlite3_get_autocommit(reg->db.handle))
        gg_transaction_deny(&reg->tx, tried->action, tried->object, &why);
    else
        put_on_record(reg, tried->action, tried->object, &why);
    return gg_error_set(err, tried->status == GG_OK ? GG_E_NO : tried->status,
                        why.mend[0] ? why.mend : NULL, "%s", why.what);
}
