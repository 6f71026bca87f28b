/* How a rule refuses: it is named, it says who can help, and it is on record. */
#include <stdarg.h>
#include <string.h>

#include "registry_internal.h"

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
    if (reg->tx.open)
        gg_transaction_deny(&reg->tx, tried->action, tried->object, &why);
    else if (reg->access == GG_REGISTRY_WORK && reg->actor[0])
        gg_record_denied(reg, tried->action, tried->object, &why);
    return gg_error_set(err, tried->status == GG_OK ? GG_E_NO : tried->status,
                        why.mend[0] ? why.mend : NULL, "%s", why.what);
}

const char *gg_article(const char *word)
{
    return strchr("aeiou", word[0]) ? "an" : "a";
}
