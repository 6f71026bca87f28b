/* Any bytes as the file of a record, of each type in turn; one that is accepted is accepted again
 * in its tidied form, with the same fields. */
#include "document.h"

#include "gauger/registry/record.h"

/* The tidied fields, as a JSON file of their own. */
static void read_again(const gg_record_draft *draft)
{
    gg_record_draft again = {0};
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_json_write(draft->fields, &text);
    must(gg_record_draft_parse(text.data, text.size, "input.json", draft->type->name, "2026-01-01",
                               &again, NULL) == GG_OK);
    must(json_equal(again.fields, draft->fields));
    gg_record_draft_release(&again);
    gg_buf_release(&text);
}

static void read_as(const char *data, size_t size, const char *type)
{
    gg_record_draft draft = {0};
    gg_error err;
    gg_status st;

    gg_error_init(&err);
    st = gg_record_draft_parse(data, size, "input.yaml", type, "2026-01-01", &draft, &err);
    if (st != GG_OK) {
        must(!draft.fields && !draft.model && !draft.type);
        /* A type that does not exist is a wrong word of the user's; as an error it is one line too.
         */
        if (st == GG_E_USAGE)
            st = err.status = GG_E_INPUT;
        check_error(st, &err);
        return;
    }
    must(err.status == GG_OK && draft.type);
    check_value(draft.fields);
    read_again(&draft);
    gg_record_draft_release(&draft);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const gg_record_type *type;

    read_as((const char *)data, size, NULL);
    for (size_t i = 0; size > 0 && (type = gg_record_type_at(i)) != NULL; i++)
        if (data[size - 1] % 14 == i)
            read_as((const char *)data, size - 1, type->name);
    return 0;
}
