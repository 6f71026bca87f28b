/*
 * Signed notes and checkpoints. Keys and signatures are those of Python's cryptography 48 and
 * hashlib, with the seed of RFC 8032's first vector:
 *     h = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
 *     vkey = name + "+" + h.hex() + "+" + base64.b64encode(b"\x01" + public).decode()
 *     line = "— " + name + " " + base64.b64encode(h + key.sign(text.encode())).decode()
 */
#include "gauger/base/note.h"

#include "expect.h"

#define NAME "gauger/ab12/ada"
#define VKEY NAME "+7398768f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
#define TEXT                                                                                       \
    "gauger/registry/ab12\n42\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\nkey-protection "      \
    "none\n"
#define LINE                                                                                       \
    "\xe2\x80\x94 " NAME " c5h2j1LlG/UGmroz33FODD7oULi/"                                           \
    "eXPUpBAQbFejo+LH7NRNqgJdhywlKy+BDu2KcsKKoDUeNEcK7NnVwUTr7bqXYQU=\n"

static const unsigned char seed[] = {
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
static gg_signer *signer;
static gg_verifier key;
static gg_error err;

static void begin(void)
{
    gg_error_init(&err);
    expect_ok(gg_signer_from_seed(seed, &signer, &eo_err));
    expect_ok(gg_verifier_make(NAME, gg_signer_public(signer), &key, &eo_err));
}

START_TEST(a_verifier_key_is_one_line)
{
    gg_verifier back;
    gg_buf out;

    begin();
    gg_buf_init(&out, 0);
    gg_verifier_write(&key, &out);
    ck_assert_str_eq(out.data, VKEY);
    expect_ok(gg_verifier_parse(VKEY, strlen(VKEY), &back, &eo_err));
    ck_assert_str_eq(back.name, NAME);
    ck_assert_uint_eq(back.hash, 0x7398768f);
    ck_assert_mem_eq(back.public_key, gg_signer_public(signer), GG_PUBLIC_BYTES);
    gg_buf_release(&out);
    gg_signer_free(signer);
}
END_TEST

START_TEST(what_is_no_verifier_key)
{
    static const char *const bad[] = {
        "",
        "+",
        "ada",
        "ada+7398768f",
        "ada+7398768f+",
        "a da+7398768f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "+7398768f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        NAME "+7398768F+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        NAME "+7398768+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        NAME "+7398768f+AtdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea" /* of kind 2 */,
        NAME "+7398768f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1E",
        NAME "+7398768f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3",
        VKEY "\n",
        VKEY " ",
    };
    gg_verifier v;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gg_error_init(&err);
        ck_assert_msg(gg_verifier_parse(bad[i], strlen(bad[i]), &v, &err) == GG_E_INPUT, "%s",
                      bad[i]);
        expect_error(&err, GG_E_INPUT,
                     "this is not a verifier key; give NAME+HASH+KEY of an Ed25519 key");
    }
    gg_error_init(&err);
    ck_assert_int_eq(gg_verifier_parse("bob" VKEY, strlen(VKEY) + 3, &v, &err), GG_E_INPUT);
    expect_error(&err, GG_E_INPUT,
                 "the hash of this verifier key does not fit it; copy it again, whole");
}
END_TEST

START_TEST(names_of_keys)
{
    static const char *const bad[] = {
        "",          "a b",          "a+b",          "a\tb",          "\xff",
        "a\xc2\xa0", "\xe2\x80\x83", "\xe3\x80\x80", "a\xe2\x81\x9f", "\xe1\x9a\x80",
        "a\x7f"};
    char longest[GG_NOTE_NAME_MAX + 2];
    gg_verifier v;

    begin();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gg_error_init(&err);
        ck_assert_int_eq(gg_verifier_make(bad[i], gg_signer_public(signer), &v, &err), GG_E_USAGE);
        expect_error(&err, GG_E_USAGE,
                     "this is not a name for a key; use 1 to 255 bytes without spaces and '+'");
    }
    memset(longest, 'x', sizeof longest);
    longest[GG_NOTE_NAME_MAX] = '\0';
    expect_ok(gg_verifier_make(longest, gg_signer_public(signer), &v, &eo_err));
    longest[GG_NOTE_NAME_MAX] = 'x';
    longest[GG_NOTE_NAME_MAX + 1] = '\0';
    ck_assert_int_eq(gg_verifier_make(longest, gg_signer_public(signer), &v, NULL), GG_E_USAGE);
    expect_ok(gg_verifier_make("h\xc3\xb6pper", gg_signer_public(signer), &v, &eo_err));
    gg_signer_free(signer);
}
END_TEST

START_TEST(a_note_is_as_another_program_makes_it)
{
    gg_buf out, written;
    gg_note note;
    gg_checkpoint c, again = {.origin = {"o", 1}};
    gg_view value;

    begin();
    gg_buf_init(&out, 0);
    expect_ok(gg_note_sign(TEXT, strlen(TEXT), signer, NAME, &out, &eo_err));
    ck_assert_str_eq(out.data, TEXT "\n" LINE);
    expect_ok(gg_note_parse(out.data, out.size, &note, &eo_err));
    ck_assert_uint_eq(note.text.size, strlen(TEXT));
    ck_assert_uint_eq(note.n_signatures, 1);
    ck_assert_int_eq(gg_note_check(&note, &key), GG_NOTE_SIGNED);

    expect_ok(gg_checkpoint_parse(note.text, &c, &eo_err));
    ck_assert_uint_eq(c.size, 42);
    ck_assert_uint_eq(c.origin.size, strlen("gauger/registry/ab12"));
    /* hashlib.sha256(b"root").hexdigest() begins with 4813494d */
    ck_assert_mem_eq(c.root, "\x48\x13\x49\x4d", 4);
    ck_assert(gg_checkpoint_extension(&c, "key-protection", &value));
    ck_assert_uint_eq(value.size, 4);
    ck_assert_mem_eq(value.data, "none", 4);
    ck_assert(!gg_checkpoint_extension(&c, "key", &value));
    ck_assert(!gg_checkpoint_extension(&again, "key", &value));
    gg_buf_init(&written, 0);
    gg_checkpoint_write(&c, &written);
    ck_assert_str_eq(written.data, TEXT);
    gg_buf_release(&written);
    gg_buf_release(&out);
    gg_signer_free(signer);
}
END_TEST

/* Other signatures are passed over; one under the key's own name and hash has to be its own. */
START_TEST(several_signatures)
{
    static const char witness[] = "\xe2\x80\x94 witness.example/w1 "
                                  "AQIDBAAAAABlU2sNAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                                  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                                  "AAAA\n";
    char forged[sizeof LINE];
    gg_verifier other;
    gg_signer *signer2;
    gg_note note;
    gg_buf out;

    begin();
    expect_ok(gg_signer_new(&signer2, &eo_err));
    expect_ok(gg_verifier_make(NAME, gg_signer_public(signer2), &other, &eo_err));
    gg_buf_init(&out, 0);
    gg_buf_puts(&out, TEXT "\n");
    gg_buf_puts(&out, witness);
    gg_buf_puts(&out, LINE);
    expect_ok(gg_note_parse(out.data, out.size, &note, &eo_err));
    ck_assert_uint_eq(note.n_signatures, 2);
    ck_assert(!note.signatures[0].ed25519);
    ck_assert_int_eq(gg_note_check(&note, &key), GG_NOTE_SIGNED);
    ck_assert_int_eq(gg_note_check(&note, &other), GG_NOTE_ABSENT);

    strcpy(forged, LINE);
    forged[strlen(forged) - 10] ^= 1;
    gg_buf_puts(&out, forged);
    expect_ok(gg_note_parse(out.data, out.size, &note, &eo_err));
    ck_assert_int_eq(gg_note_check(&note, &key), GG_NOTE_FORGED);
    gg_buf_release(&out);
    gg_signer_free(signer);
    gg_signer_free(signer2);
}
END_TEST

/* Whatever byte of a note is changed, it is refused, or is no longer signed. */
START_TEST(any_changed_byte_shows)
{
    char note_text[] = TEXT "\n" LINE;
    const size_t n = sizeof note_text - 1;
    gg_note note;

    begin();
    for (size_t i = 0; i < n; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            note_text[i] ^= (char)(1u << bit);
            if (gg_note_parse(note_text, n, &note, NULL) == GG_OK)
                ck_assert_msg(gg_note_check(&note, &key) != GG_NOTE_SIGNED, "byte %zu", i);
            note_text[i] ^= (char)(1u << bit);
        }
    for (size_t cut = 0; cut < n; cut++)
        if (gg_note_parse(note_text, cut, &note, NULL) == GG_OK)
            ck_assert_int_ne(gg_note_check(&note, &key), GG_NOTE_SIGNED);
    gg_signer_free(signer);
}
END_TEST

START_TEST(what_is_no_note)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "it is not lines of text, each ended"},
        {"a\n\n" LINE "x", "it is not lines of text, each ended"},
        {"a\r\n\n" LINE, "it is not lines of text, each ended"},
        {"a\xff\n\n" LINE, "it is not lines of text, each ended"},
        {"a\n", "no empty line before the signatures"},
        {"a\n" LINE, "no empty line before the signatures"},
        {"\n\n" LINE, NULL /* an empty line is text as well */},
        {"a\n\n", "it has no signature"},
        {"a\n\nb\n", "a line of a signature is not of the form"},
        {"a\n\n- ada AAAAAAA=\n", "a line of a signature is not of the form"},
        {"a\n\n\xe2\x80\x94 ada\n", "a line of a signature is not of the form"},
        {"a\n\n\xe2\x80\x94  AAAAAAA=\n", "a line of a signature is not of the form"},
        {"a\n\n\xe2\x80\x94 ada AAAA\n", "a line of a signature is not of the form"},
        {"a\n\n\xe2\x80\x94 ada AAAAAA==\n", "a line of a signature is not of the form"},
        {"a\n\n\xe2\x80\x94 ada AAAAAAA= \n", "a line of a signature is not of the form"},
        {"a\n\n\xe2\x80\x94 a+a AAAAAAA=\n", "a line of a signature is not of the form"},
    };
    char want[200];
    gg_note note;
    gg_buf large;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_error_init(&err);
        if (!cases[i].why) {
            expect_ok(gg_note_parse(cases[i].text, strlen(cases[i].text), &note, &eo_err));
            continue;
        }
        ck_assert_int_eq(gg_note_parse(cases[i].text, strlen(cases[i].text), &note, &err),
                         GG_E_INPUT);
        snprintf(want, sizeof want, "not a signed note: %s; give a whole signed note",
                 cases[i].why);
        expect_error(&err, GG_E_INPUT, want);
    }
    gg_buf_init(&large, 0);
    gg_buf_puts(&large, "a\n\n");
    for (int i = 0; i <= GG_NOTE_SIGNATURES; i++)
        gg_buf_puts(&large, LINE);
    ck_assert_int_eq(gg_note_parse(large.data, large.size, &note, NULL), GG_E_LIMIT);
    gg_buf_fill(&large, '\n', GG_NOTE_MAX);
    ck_assert_int_eq(gg_note_parse(large.data, large.size, &note, NULL), GG_E_LIMIT);
    gg_buf_release(&large);
}
END_TEST

START_TEST(texts_that_cannot_be_signed)
{
    static const char *const bad[] = {"", "a", "a\nb", "a\r\n", "\x01\n", "\xff\n"};
    gg_buf out;

    begin();
    gg_buf_init(&out, 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gg_error_init(&err);
        ck_assert_int_eq(gg_note_sign(bad[i], strlen(bad[i]), signer, NAME, &out, &err),
                         GG_E_USAGE);
        expect_error(&err, GG_E_USAGE,
                     "this text cannot be a note; give lines of text, each ended");
    }
    ck_assert_int_eq(gg_note_sign("a\n", 2, signer, "a b", &out, NULL), GG_E_USAGE);
    ck_assert_uint_eq(out.size, 0);
    gg_signer_free(signer);
}
END_TEST

START_TEST(what_is_no_checkpoint)
{
#define ROOT "SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I="
    static const char *const bad[] = {
        "",
        "a\n",
        "a\n1\n",
        "a\n1\n" ROOT,
        "\n1\n" ROOT "\n",
        "a\n01\n" ROOT "\n",
        "a\n-1\n" ROOT "\n",
        "a\n\n" ROOT "\n",
        "a\n1 \n" ROOT "\n",
        "a\n9223372036854775808\n" ROOT "\n",
        "a\n99999999999999999999\n" ROOT "\n",
        "a\n1\nAAAA\n",
        "a\n1\n" ROOT "=\n",
        "a\n1\n" ROOT "\n\n",
        "a\n1\n" ROOT "\nx\n\ny\n",
    };
    gg_checkpoint c;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gg_error_init(&err);
        ck_assert_msg(gg_checkpoint_parse((gg_view){bad[i], strlen(bad[i])}, &c, &err) ==
                          GG_E_INPUT,
                      "%s", bad[i]);
        expect_error(&err, GG_E_INPUT, "not a checkpoint; give what gauger audit checkpoint wrote");
    }
    expect_ok(gg_checkpoint_parse((gg_view){"a\n0\n" ROOT "\n", 49}, &c, &eo_err));
    ck_assert_uint_eq(c.size, 0);
    expect_ok(
        gg_checkpoint_parse((gg_view){"a\n9223372036854775807\n" ROOT "\n", 67}, &c, &eo_err));
    ck_assert_uint_eq(c.size, INT64_MAX);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_verifier_key_is_one_line);
    tcase_add_test(tc, what_is_no_verifier_key);
    tcase_add_test(tc, names_of_keys);
    tcase_add_test(tc, a_note_is_as_another_program_makes_it);
    tcase_add_test(tc, several_signatures);
    tcase_add_test(tc, any_changed_byte_shows);
    tcase_add_test(tc, what_is_no_note);
    tcase_add_test(tc, texts_that_cannot_be_signed);
    tcase_add_test(tc, what_is_no_checkpoint);
}

GG_TEST_MAIN("base/note")
