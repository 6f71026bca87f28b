/* SHA-256: the examples of FIPS 180-4 and the digests of Python's hashlib, in pieces and of files.
 */
#include "gauger/base/hash.h"

#include "expect.h"
#include "gauger/base/file.h"

static const struct {
    const char *text, *digest;
} vectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

/* A million times 'a'. */
static const char million[] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

START_TEST(known_digests)
{
    char out[GG_SHA256_HEX];

    ck_assert_ptr_eq(gg_sha256_hex(vectors[_i].text, strlen(vectors[_i].text), out), out);
    ck_assert_str_eq(out, vectors[_i].digest);
}
END_TEST

START_TEST(nothing_may_be_null)
{
    char out[GG_SHA256_HEX];

    ck_assert_str_eq(gg_sha256_hex(NULL, 0, out), vectors[0].digest);
}
END_TEST

START_TEST(digits_and_back)
{
    unsigned char digest[GG_SHA256_BYTES], back[GG_SHA256_BYTES];
    char hex[GG_SHA256_HEX], bad[80];

    for (size_t i = 0; i < sizeof digest; i++)
        digest[i] = (unsigned char)(i * 37 + 5);
    /* Python: bytes((i * 37 + 5) % 256 for i in range(32)).hex() */
    ck_assert_str_eq(gg_digest_hex(digest, hex),
                     "052a4f7499bee3082d52779cc1e60b30557a9fc4e90e33587da2c7ec11365b80");
    ck_assert(gg_digest_read(hex, back));
    ck_assert_mem_eq(back, digest, sizeof digest);
    ck_assert(!gg_digest_read(NULL, back));
    ck_assert(!gg_digest_read("", back));
    snprintf(bad, sizeof bad, "%s0", hex);
    ck_assert(!gg_digest_read(bad, back));
    snprintf(bad, sizeof bad, "%.63s", hex);
    ck_assert(!gg_digest_read(bad, back));
    snprintf(bad, sizeof bad, "%.63sA", hex);
    ck_assert(!gg_digest_read(bad, back));
    snprintf(bad, sizeof bad, "%.63s ", hex);
    ck_assert(!gg_digest_read(bad, back));
    ck_assert_mem_eq(back, digest, sizeof digest);
}
END_TEST

/* Every length around a block, in two pieces; the digest over all digests by Python:
 *     t = bytes(i * 167 % 256 for i in range(300)); h = hashlib.sha256()
 *     for n in range(300): h.update(hashlib.sha256(t[:n]).digest()) */
START_TEST(every_length)
{
    unsigned char text[300], digest[GG_SHA256_BYTES];
    char hex[GG_SHA256_HEX];

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (unsigned char)(i * 167);
    for (size_t cut = 0; cut < 70; cut += 3) {
        gg_sha256 all, h;

        gg_sha256_init(&all);
        for (size_t n = 0; n < sizeof text; n++) {
            gg_sha256_init(&h);
            gg_sha256_add(&h, text, cut < n ? cut : n);
            gg_sha256_add(&h, text + (cut < n ? cut : n), n - (cut < n ? cut : n));
            gg_sha256_final(&h, digest);
            gg_sha256_add(&all, digest, sizeof digest);
        }
        gg_sha256_final(&all, digest);
        ck_assert_str_eq(gg_digest_hex(digest, hex),
                         "a09623d4fdbe84414d43441edc9b2282bddcdcd37e4dce151bfa48c10af5cb6e");
    }
}
END_TEST

/* Pieces of any size give the digest of the whole. */
START_TEST(in_pieces)
{
    static char text[1000000];
    static const size_t pieces[] = {1, 63, 64, 65, 4096, 999999, 1000000};

    memset(text, 'a', sizeof text);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        unsigned char digest[GG_SHA256_BYTES];
        char hex[GG_SHA256_HEX] = "";
        gg_sha256 h;

        gg_sha256_init(&h);
        for (size_t at = 0; at < sizeof text; at += pieces[i]) {
            gg_sha256_add(&h, text + at,
                          pieces[i] < sizeof text - at ? pieces[i] : sizeof text - at);
            gg_sha256_add(&h, NULL, 0);
        }
        gg_sha256_final(&h, digest);
        for (int k = 0; k < GG_SHA256_BYTES; k++)
            snprintf(hex + 2 * k, 3, "%02x", digest[k]);
        ck_assert_str_eq(hex, million);
    }
}
END_TEST

START_TEST(of_a_file)
{
    static char text[1000000];
    char folder[64], path[96], out[GG_SHA256_HEX];

    make_folder(folder);
    snprintf(path, sizeof path, "%sfile", folder);
    memset(text, 'a', sizeof text);
    expect_ok(gg_file_write(path, text, sizeof text, 0600, &eo_err));
    expect_ok(gg_sha256_file(path, out, &eo_err));
    ck_assert_str_eq(out, million);
    expect_ok(gg_file_write(path, "", 0, 0600, &eo_err));
    expect_ok(gg_sha256_file(path, out, &eo_err));
    ck_assert_str_eq(out, vectors[0].digest);
    remove_folder(folder);
}
END_TEST

START_TEST(of_what_is_no_file)
{
    char out[GG_SHA256_HEX] = "untouched";
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_sha256_file("/nowhere/file", out, &err), GG_E_NOT_FOUND);
    expect_error(&err, GG_E_NOT_FOUND, "/nowhere/file: no such file or directory; check the path");
    gg_error_init(&err);
    ck_assert_int_eq(gg_sha256_file("/", out, &err), GG_E_IO);
    expect_error(&err, GG_E_IO, "/: cannot read: Is a directory");
    ck_assert_str_eq(out, "untouched");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_loop_test(tc, known_digests, 0, sizeof vectors / sizeof *vectors);
    tcase_add_test(tc, nothing_may_be_null);
    tcase_add_test(tc, digits_and_back);
    tcase_add_test(tc, every_length);
    tcase_add_test(tc, in_pieces);
    tcase_add_test(tc, of_a_file);
    tcase_add_test(tc, of_what_is_no_file);
}

GG_TEST_MAIN("base/hash")
