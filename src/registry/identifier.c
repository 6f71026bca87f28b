/* Texts that people give are looked at before they enter the log, where nothing is deleted. */
#include <string.h>

#include "gauger/privacy/identifier.h"
#include "registry_internal.h"

gg_status gg_no_identifier(const char *text, size_t n, const char *field, gg_error *err)
{
    return gg_identifier_refuse(text, n, field, err);
}

gg_status gg_no_identifier_in(const char *text, const char *field, gg_error *err)
{
    return gg_identifier_refuse_text(text, field, err);
}

gg_status gg_no_identifier_value(const json_t *value, const char *field, gg_error *err)
{
    return gg_identifier_refuse_value(value, field, err);
}

/* The name of what an event is about: "model/NAME@3" without what is of the program. */
static gg_status check_object(const char *object, gg_error *err)
{
    const char *slash = strchr(object, '/'), *name = slash ? slash + 1 : object;
    gg_status st = gg_no_identifier(name, strcspn(name, "@"), NULL, err);

    if (st == GG_E_INPUT)
        gg_error_where(err, NULL, 0, "name");
    return st;
}

gg_status gg_event_no_identifier(const gg_event *event, gg_error *err)
{
    static const char *const takes_away[] = {"dataset.purge", "account.disable", "audit.ask",
                                             "audit.redact"};
    gg_status st;

    for (size_t i = 0; i < sizeof takes_away / sizeof *takes_away; i++)
        if (strcmp(event->action, takes_away[i]) == 0)
            return gg_no_identifier_value(json_object_get(event->payload, "reason"), "reason", err);
    st = check_object(event->object, err);
    return st == GG_OK ? gg_no_identifier_value(event->payload, "payload", err) : st;
}
