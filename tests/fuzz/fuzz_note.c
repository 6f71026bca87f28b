/* Any bytes as a signed note, a checkpoint and a verifier key: what is read is written as it was.
 */
#include "document.h"

#include "gauger/base/note.h"

static void as_checkpoint(const gg_note *note)
{
    gg_checkpoint c;
    gg_view value;
    gg_buf again;

    if (gg_checkpoint_parse(note->text, &c, NULL) != GG_OK)
        return;
    gg_buf_init(&again, 0);
    gg_checkpoint_write(&c, &again);
    must(again.size == note->text.size && memcmp(again.data, note->text.data, again.size) == 0);
    if (gg_checkpoint_extension(&c, "key-protection", &value))
        must(value.data + value.size <= note->text.data + note->text.size);
    gg_buf_release(&again);
}

static void as_key(const char *data, size_t size)
{
    gg_verifier v;
    gg_buf again;

    if (gg_verifier_parse(data, size, &v, NULL) != GG_OK)
        return;
    gg_buf_init(&again, 0);
    gg_verifier_write(&v, &again);
    must(again.size == size && memcmp(again.data, data, size) == 0);
    gg_buf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const gg_verifier stranger = {"gauger/ab12/ada", 0x7398768f, {1}};
    gg_note note;
    gg_error err;
    gg_status st;

    gg_error_init(&err);
    as_key((const char *)data, size);
    st = gg_note_parse((const char *)data, size, &note, &err);
    must(st == GG_OK || (err.status == st && err.what[0]));
    if (st != GG_OK)
        return 0;
    must(note.n_signatures > 0 && note.n_signatures <= GG_NOTE_SIGNATURES);
    must(gg_note_check(&note, &stranger) != GG_NOTE_SIGNED);
    as_checkpoint(&note);
    return 0;
}
