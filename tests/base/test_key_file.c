/* Key files: what is written can be read, by its owner, with its passphrase; nothing else is. */
#include <errno.h>
#include <sys/stat.h>

#include "expect.h"
#include "gauger/base/base64.h"
#include "gauger/base/file.h"
#include "gauger/base/json.h"
#include "gauger/base/sign.h"
#include "strict.h"

static char folder[64], path[96], want[400];
static gg_error err;
static gg_signer *made, *back;

static void begin(void)
{
    make_folder(folder);
    snprintf(path, sizeof path, "%sada.key", folder);
    gg_error_init(&err);
    back = NULL;
    expect_ok(gg_signer_new(&made, &eo_err));
}

static void end(void)
{
    gg_signer_free(made);
    gg_signer_free(back);
    remove_folder(folder);
}

static void put(const char *text)
{
    unlink(path);
    expect_ok(gg_file_write(path, text, strlen(text), 0600, &eo_err));
}

static char *text_of(void)
{
    gg_buf b;

    gg_buf_init(&b, 0);
    expect_ok(gg_file_read(path, 1 << 20, &b, &eo_err));
    return b.data;
}

static void refuses(gg_status code, const char *passphrase, const char *sentence)
{
    gg_error_init(&err);
    ck_assert_int_eq(gg_signer_load(path, passphrase, &back, &err), code);
    ck_assert_ptr_null(back);
    snprintf(want, sizeof want, "%s: %s", path, sentence);
    expect_error(&err, code, want);
}

/* What was written is of its schema, which takes nothing away and nothing else. */
static void fits_its_schema(const char *passphrase)
{
    json_t *document = NULL;
    char *text = text_of();

    expect_ok(gg_json_parse(text, strlen(text), "key", &document, &eo_err));
    strict_object("docs/schemas/key-1.schema.json", document, "");
    /* A key of the one kind is none of the other. */
    strict_refuses("docs/schemas/key-1.schema.json", document, "", "protection",
                   json_string(passphrase ? "none" : "argon2id"));
    strict_refuses("docs/schemas/key-1.schema.json", document, "", "secret",
                   json_string(passphrase ? "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=" : ""));
    json_decref(document);
    free(text);
}

#define DAMAGED "not a whole key file (gauger/key/1); restore the key from its backup"

START_TEST(a_key_without_a_passphrase_comes_back)
{
    struct stat st;
    gg_key_facts facts;

    begin();
    expect_ok(gg_signer_save(made, path, NULL, &eo_err));
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 07777, 0600);
    expect_ok(gg_signer_load(path, "not looked at", &back, &eo_err));
    ck_assert_str_eq(gg_signer_id(back), gg_signer_id(made));
    ck_assert_mem_eq(gg_signer_public(back), gg_signer_public(made), GG_PUBLIC_BYTES);
    ck_assert_str_eq(gg_signer_protection(back), "none");
    expect_ok(gg_key_look(path, &facts, &eo_err));
    ck_assert_str_eq(facts.id, gg_signer_id(made));
    ck_assert_mem_eq(facts.public_key, gg_signer_public(made), GG_PUBLIC_BYTES);
    ck_assert(!facts.passphrase);
    fits_its_schema(NULL);
    end();
}
END_TEST

/* Written by Python: the seed of RFC 8032's first vector; members in another order, on one line. */
START_TEST(a_file_of_another_writer)
{
    unsigned char signature[GG_SIGNATURE_BYTES];

    begin();
    put("{\"secret\":\"nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=\",\"format\":\"gauger/key/1\","
        "\"public\":\"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\",\"protection\":\"none\","
        "\"algorithm\":\"ed25519\",\"key\":\"21fe31dfa154a261\"}");
    expect_ok(gg_signer_load(path, NULL, &back, &eo_err));
    gg_sign(back, "", 0, signature);
    ck_assert_mem_eq(signature, "\xe5\x56\x43\x00\xc3\x60\xac\x72", 8);
    end();
}
END_TEST

/* Argon2id's costs make this test slow: the passphrase, one that is not it, and none. */
START_TEST(a_passphrase_opens_its_key_alone)
{
    gg_key_facts facts;
    json_t *document;
    char *text;

    begin();
    expect_ok(gg_signer_save(made, path, "korrekt horse", &eo_err));
    ck_assert_str_eq(gg_signer_protection(made), "argon2id");
    expect_ok(gg_key_look(path, &facts, &eo_err));
    ck_assert(facts.passphrase);
    refuses(GG_E_USAGE, NULL,
            "this key needs its passphrase; give it in the file named by GAUGER_PASSPHRASE_FILE");
    refuses(GG_E_NO, "korrekt horsf",
            "the passphrase does not open this key; give the one that the key was made with");
    refuses(GG_E_NO, "",
            "the passphrase does not open this key; give the one that the key was made with");
    expect_ok(gg_signer_load(path, "korrekt horse", &back, &eo_err));
    ck_assert_str_eq(gg_signer_id(back), gg_signer_id(made));
    ck_assert_str_eq(gg_signer_protection(back), "argon2id");
    fits_its_schema("korrekt horse");

    /* The costs are recorded, and are those of libsodium's two levels. */
    text = text_of();
    expect_ok(gg_json_parse(text, strlen(text), "key", &document, &eo_err));
    double memory = gg_json_number(document, "memory", 0);
    double passes = gg_json_number(document, "operations", 0);
    ck_assert((memory == 268435456 && passes == 3) || (memory == 67108864 && passes == 2));
    json_decref(document);
    free(text);
    end();
}
END_TEST

/* One member at a time is made another, in a file of either kind. */
START_TEST(damaged_files_are_refused)
{
    static const struct {
        const char *from, *to, *sentence;
    } cases[] = {
        {"gauger/key/1", "gauger/key/2", DAMAGED},
        {"ed25519", "rsa", DAMAGED},
        {"\"argon2id\"", "\"rot13\"", DAMAGED},
        {"\"argon2id\"", "\"none\"", DAMAGED},
        {"\"key\"", "\"clef\"", DAMAGED},
        {"\"nonce\": \"", "\"nonce\": \"AAAA", DAMAGED},
        {"\"salt\": \"", "\"salt\": \"!", DAMAGED},
        {"\"secret\": \"", "\"secret\": \"AAAA", DAMAGED},
        {"\"secret\"", "\"sec\\u0072et\"", DAMAGED},
        {"\"secret\": ", "\"secret\" ", DAMAGED},
        {"\"secret\": \"", "\"secret\": [\"", DAMAGED},
        {"}", "", DAMAGED},
        {"}", ", \"more\": 1}", DAMAGED},
        {"{", "{\"secret\": \"\",", DAMAGED},
        /* Costs that would hold the reader up, or that gauger never writes. */
        {"\"memory\": ", "\"memory\": 9",
         "the costs of its passphrase are beyond what gauger writes; restore the key from its "
         "backup"},
        {"\"memory\": ", "\"memory\": -",
         "the costs of its passphrase are beyond what gauger writes; restore the key from its "
         "backup"},
        {"\"operations\": ", "\"operations\": 1000",
         "the costs of its passphrase are beyond what gauger writes; restore the key from its "
         "backup"},
        {"\"operations\": ", "\"operations\": 0.",
         "the costs of its passphrase are beyond what gauger writes; restore the key from its "
         "backup"},
    };
    char *text, changed[2000];

    begin();
    expect_ok(gg_signer_save(made, path, "x", &eo_err));
    text = text_of();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *at = strstr(text, cases[i].from);

        ck_assert_msg(at != NULL, "%s", cases[i].from);
        snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, cases[i].to,
                 at + strlen(cases[i].from));
        put(changed);
        refuses(GG_E_INPUT, "x", cases[i].sentence);
    }
    /* Cut off anywhere. */
    for (size_t n = 0; n + 2 < strlen(text); n += 7) {
        snprintf(changed, sizeof changed, "%.*s", (int)n, text);
        put(changed);
        refuses(GG_E_INPUT, "x", DAMAGED);
    }
    free(text);
    end();
}
END_TEST

/* A changed box, nonce or salt opens with no passphrase. */
START_TEST(a_box_that_was_changed_does_not_open)
{
    static const char *const members[] = {"\"secret\": \"", "\"nonce\": \"", "\"salt\": \""};
    char *text, *at;

    begin();
    expect_ok(gg_signer_save(made, path, "x", &eo_err));
    text = text_of();
    for (size_t i = 0; i < 3; i++) {
        at = strstr(text, members[i]) + strlen(members[i]);
        *at = *at == 'A' ? 'B' : 'A';
        put(text);
        refuses(GG_E_NO, "x",
                "the passphrase does not open this key; give the one that the key was made with");
    }
    free(text);
    end();
}
END_TEST

START_TEST(secret_and_public_key_belong_together)
{
    gg_signer *other;
    char *text, *at, *end_of, changed[2000];
    gg_buf seed;

    begin();
    expect_ok(gg_signer_new(&other, &eo_err));
    expect_ok(gg_signer_save(other, path, NULL, &eo_err));
    text = text_of();
    at = strstr(text, "\"secret\": \"") + 11;
    end_of = strchr(at, '"');
    gg_buf_init(&seed, 0);
    gg_base64_append(&seed, "0123456789abcdef0123456789abcdef", 32);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, seed.data, end_of);
    put(changed);
    refuses(GG_E_INPUT, NULL,
            "its secret and its public key do not belong together; restore the key from its "
            "backup");
    gg_buf_release(&seed);
    free(text);
    gg_signer_free(other);
    end();
}
END_TEST

START_TEST(others_may_not_read_it)
{
    static const mode_t open_modes[] = {0640, 0604, 0620, 0601, 0666, 0610};
    char sentence[200];

    begin();
    expect_ok(gg_signer_save(made, path, NULL, &eo_err));
    for (size_t i = 0; i < sizeof open_modes / sizeof *open_modes; i++) {
        ck_assert_int_eq(chmod(path, open_modes[i]), 0);
        snprintf(sentence, sizeof sentence,
                 "others than its owner have access to this secret key (mode %03o); chmod 600 it, "
                 "if nobody else can have read it",
                 (unsigned)open_modes[i]);
        refuses(GG_E_USAGE, NULL, sentence);
    }
    ck_assert_int_eq(chmod(path, 0400), 0);
    expect_ok(gg_signer_load(path, NULL, &back, &eo_err));
    end();
}
END_TEST

START_TEST(what_is_no_key_file)
{
    static char large[5000];
    gg_key_facts facts;

    begin();
    refuses(GG_E_NOT_FOUND, NULL, "no such file or directory; check the path");
    put("");
    refuses(GG_E_INPUT, NULL, DAMAGED);
    put("secret");
    refuses(GG_E_INPUT, NULL, DAMAGED);
    memset(large, ' ', sizeof large - 1);
    put(large);
    refuses(GG_E_INPUT, NULL, DAMAGED);
    unlink(path);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    refuses(GG_E_INPUT, NULL, "is not a regular file; name a key file");
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    refuses(GG_E_INPUT, NULL, "is not a regular file; name a key file");
    gg_error_init(&err);
    ck_assert_int_eq(gg_key_look(path, &facts, &err), GG_E_INPUT);
    end();
}
END_TEST

START_TEST(a_key_is_never_written_over)
{
    char *before, *after;

    begin();
    expect_ok(gg_signer_save(made, path, NULL, &eo_err));
    before = text_of();
    ck_assert_int_eq(gg_signer_save(made, path, NULL, &err), GG_E_CONFLICT);
    snprintf(want, sizeof want, "%s: this exists already; name a new file", path);
    expect_error(&err, GG_E_CONFLICT, want);
    after = text_of();
    ck_assert_str_eq(before, after);
    free(before);
    free(after);

    gg_error_init(&err);
    ck_assert_int_eq(gg_signer_save(made, "/no/such/folder/x.key", NULL, &err), GG_E_NOT_FOUND);
    gg_error_init(&err);
    ck_assert_int_eq(gg_signer_save(made, folder, NULL, &err), GG_E_IO);
    gg_error_init(&err);
    ck_assert_int_eq(gg_signer_save(made, path, "", &err), GG_E_USAGE);
    expect_error(&err, GG_E_USAGE, "a passphrase has 1 to 512 bytes; choose another");
    end();
}
END_TEST

/* ---- nothing of a secret stays in memory */

/* A sanitizer's shadow of the memory would be searched too, for minutes. */
#if defined(__SANITIZE_ADDRESS__)
#define SHADOWED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SHADOWED 1
#endif
#endif

#ifndef SHADOWED
/* How often some bytes stand in the writable memory of this process; they are given inverted. */
static int in_memory(const unsigned char *inverted, size_t n)
{
    FILE *maps = fopen("/proc/self/maps", "r"), *mem = fopen("/proc/self/mem", "r");
    static unsigned char page[1 << 16];
    unsigned long from, to;
    char line[400], mode[8];
    int found = 0;

    ck_assert(maps && mem);
    setvbuf(mem, NULL, _IONBF, 0);
    while (fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) != 3 || strncmp(mode, "rw", 2) != 0)
            continue;
        for (unsigned long at = from; at < to; at += sizeof page - 256) {
            size_t want_bytes = to - at < sizeof page ? to - at : sizeof page, got;

            if (at <= (unsigned long)page && at + want_bytes > (unsigned long)page)
                continue;
            if (fseeko(mem, (off_t)at, SEEK_SET) != 0)
                continue;
            got = fread(page, 1, want_bytes, mem);
            for (size_t i = 0; i + n <= got; i++) {
                size_t k = 0;

                while (k < n && (unsigned char)~page[i + k] == inverted[k])
                    k++;
                found += k == n;
            }
            memset(page, 0, sizeof page);
        }
    }
    fclose(maps);
    fclose(mem);
    return found;
}

static void expect_nowhere(const char *what, const unsigned char *inverted, size_t n)
{
    int found = in_memory(inverted, n);

    ck_assert_msg(found == 0, "%s: the secret stands in memory %d times", what, found);
}

START_TEST(no_secret_stays_in_memory)
{
    /* The seed 9d61b19d..., inverted, and its Base64 "nWGxne/9WmC6hEr0", inverted. */
    static const unsigned char seed[] = {0x62, 0x9e, 0x4e, 0x62, 0x10, 0x02, 0xa5, 0x9f,
                                         0x45, 0x7b, 0xb5, 0x0b, 0x6d, 0x13, 0xd3, 0x3b};
    unsigned char text[16], plain[16];

    begin();
    for (size_t i = 0; i < 16; i++)
        text[i] = (unsigned char)~"nWGxne/9WmC6hEr0"[i];
    /* The search finds what is there. */
    for (size_t i = 0; i < 16; i++)
        ((volatile unsigned char *)plain)[i] = (unsigned char)~seed[i];
    ck_assert_int_ge(in_memory(seed, 16), 1);
    memset(plain, 0, sizeof plain);
    __asm__ volatile("" : : "r"(plain) : "memory");
    expect_nowhere("at first", seed, 16);

    /* Written by another process, so that this one never had it. */
    snprintf(want, sizeof want,
             "umask 077; printf '{\"format\":\"gauger/key/1\",\"algorithm\":\"ed25519\","
             "\"key\":\"21fe31dfa154a261\","
             "\"public\":\"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\","
             "\"protection\":\"none\",\"secret\":\"nWGxn%%s\"}' "
             "e/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A= >%s",
             path);
    ck_assert_int_eq(system(want), 0);
    expect_ok(gg_signer_load(path, NULL, &back, &eo_err));
    ck_assert_int_ge(in_memory(seed, 16), 1);
    gg_signer_free(back);
    back = NULL;
    expect_nowhere("after use", seed, 16);
    expect_nowhere("after use, as text", text, 16);

    /* Refused after the secret was read. */
    snprintf(want, sizeof want, "sed -i s/gauger.key.1/gauger.key.2/ %s", path);
    ck_assert_int_eq(system(want), 0);
    refuses(GG_E_INPUT, NULL, DAMAGED);
    expect_nowhere("after a refusal", seed, 16);
    expect_nowhere("after a refusal, as text", text, 16);
    end();
}
END_TEST
#endif

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_key_without_a_passphrase_comes_back);
    tcase_add_test(tc, a_file_of_another_writer);
    tcase_add_test(tc, a_passphrase_opens_its_key_alone);
    tcase_add_test(tc, damaged_files_are_refused);
    tcase_add_test(tc, a_box_that_was_changed_does_not_open);
    tcase_add_test(tc, secret_and_public_key_belong_together);
    tcase_add_test(tc, others_may_not_read_it);
    tcase_add_test(tc, what_is_no_key_file);
    tcase_add_test(tc, a_key_is_never_written_over);
#ifndef SHADOWED
    tcase_add_test(tc, no_secret_stays_in_memory);
#endif
}

GG_TEST_MAIN("base/key_file")
