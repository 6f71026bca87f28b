/*
 * Envelopes: the example of DSSE's protocol ("hello world" of type http://example.com/HelloWorld)
 * signed with the seeds of RFC 8032's first two vectors by Python's cryptography 48:
 *     pae = b"DSSEv1 %d %s %d %s" % (len(t), t, len(b), b); base64.b64encode(key.sign(pae))
 */
#include "gauger/base/dsse.h"

#include "expect.h"

#define TYPE "http://example.com/HelloWorld"
#define BODY "hello world"
#define SIG_1                                                                                      \
    "4DHX3Zn4qpBKvEj7maE8O9u9bjXEnPLLnyXVUJ2PXJR8DSLcL3QDpFvfJOj3pB/SPHsl6Jg4boxsMb6KvuYABw=="
#define SIG_2                                                                                      \
    "MCd0KcZQD61tc2xfGsEPlCpqedDpYFhWXVq8FOsai+jwkUnc67rb3mRbn6LKJmbZK4Zj8QmHo74Sz+pvuAfhAw=="

static const char *const seeds[] = {
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"};
static gg_signer *signers[2];
static gg_error err;

static void begin(void)
{
    gg_error_init(&err);
    for (size_t k = 0; k < 2; k++) {
        unsigned char seed[GG_SEED_BYTES];

        for (size_t i = 0; i < sizeof seed; i++)
            ck_assert_int_eq(sscanf(seeds[k] + 2 * i, "%2hhx", &seed[i]), 1);
        expect_ok(gg_signer_from_seed(seed, &signers[k], &eo_err));
    }
}

static void end(void)
{
    gg_signer_free(signers[0]);
    gg_signer_free(signers[1]);
}

START_TEST(what_is_signed_is_the_standards)
{
    gg_buf out;

    gg_buf_init(&out, 0);
    gg_dsse_pae(TYPE, BODY, strlen(BODY), &out);
    ck_assert_str_eq(out.data, "DSSEv1 29 " TYPE " 11 " BODY);
    gg_buf_release(&out);
    gg_dsse_pae("", "\0x", 2, &out);
    ck_assert_uint_eq(out.size, 14);
    ck_assert_mem_eq(out.data, "DSSEv1 0  2 \0x", 14);
    gg_buf_release(&out);
}
END_TEST

START_TEST(two_sign_as_another_program_does)
{
    json_t *envelope;
    gg_dsse dsse;

    begin();
    expect_ok(gg_dsse_new(TYPE, BODY, strlen(BODY), &envelope, &eo_err));
    ck_assert_str_eq(gg_json_string(envelope, "payload", ""), "aGVsbG8gd29ybGQ=");
    expect_ok(gg_dsse_open(envelope, &dsse, &eo_err));
    ck_assert(!gg_dsse_check(&dsse, gg_signer_public(signers[0])));
    gg_dsse_release(&dsse);
    for (size_t k = 0; k < 2; k++) {
        const json_t *one;

        expect_ok(gg_dsse_sign(envelope, signers[k], &eo_err));
        one = json_array_get(json_object_get(envelope, "signatures"), k);
        ck_assert_str_eq(gg_json_string(one, "sig", ""), k ? SIG_2 : SIG_1);
        ck_assert_str_eq(gg_json_string(one, "keyid", ""), gg_signer_id(signers[k]));
    }
    ck_assert_int_eq(gg_dsse_sign(envelope, signers[0], &err), GG_E_CONFLICT);
    expect_error(&err, GG_E_CONFLICT, "this key has signed it already");
    expect_ok(gg_dsse_open(envelope, &dsse, &eo_err));
    ck_assert_str_eq(dsse.type, TYPE);
    ck_assert_uint_eq(dsse.payload.size, strlen(BODY));
    ck_assert_mem_eq(dsse.payload.data, BODY, strlen(BODY));
    ck_assert_uint_eq(dsse.n_signatures, 2);
    ck_assert_str_eq(dsse.signatures[1].key, gg_signer_id(signers[1]));
    for (size_t k = 0; k < 2; k++)
        ck_assert(gg_dsse_check(&dsse, gg_signer_public(signers[k])));
    gg_dsse_release(&dsse);
    gg_dsse_release(NULL);
    json_decref(envelope);
    end();
}
END_TEST

/* The alphabet for URLs, another order of signatures, keyids that say nothing. */
START_TEST(what_others_may_write)
{
    static const char text[] =
        "{\"payload\": \"aGVsbG8gd29ybGQ=\", \"payloadType\": \"" TYPE "\", \"signatures\": ["
        "{\"sig\": \"AAAA\"}, {\"sig\": "
        "\"4DHX3Zn4qpBKvEj7maE8O9u9bjXEnPLLnyXVUJ2PXJR8DSLcL3QDpFvfJOj3pB_SPHsl6Jg4boxsMb6KvuYABw=="
        "\","
        " \"keyid\": \"whatever\"}], \"more\": 1}";
    json_t *envelope;
    gg_dsse dsse;

    begin();
    expect_ok(gg_json_parse(text, strlen(text), "envelope", &envelope, &eo_err));
    expect_ok(gg_dsse_open(envelope, &dsse, &eo_err));
    ck_assert(gg_dsse_check(&dsse, gg_signer_public(signers[0])));
    ck_assert(!gg_dsse_check(&dsse, gg_signer_public(signers[1])));
    gg_dsse_release(&dsse);
    json_decref(envelope);
    end();
}
END_TEST

/* Type, payload and signature: each byte counts. */
START_TEST(whatever_is_changed_shows)
{
    json_t *envelope;
    gg_dsse dsse;

    begin();
    expect_ok(gg_dsse_new(TYPE, BODY, strlen(BODY), &envelope, &eo_err));
    expect_ok(gg_dsse_sign(envelope, signers[0], &eo_err));
    expect_ok(gg_dsse_open(envelope, &dsse, &eo_err));
    for (size_t i = 0; i < dsse.payload.size; i++) {
        dsse.payload.data[i] ^= 1;
        ck_assert(!gg_dsse_check(&dsse, gg_signer_public(signers[0])));
        dsse.payload.data[i] ^= 1;
    }
    for (size_t i = 0; i < strlen(TYPE); i++) {
        dsse.type[i] ^= 1;
        ck_assert(!gg_dsse_check(&dsse, gg_signer_public(signers[0])));
        dsse.type[i] ^= 1;
    }
    for (size_t i = 0; i < GG_SIGNATURE_BYTES; i++) {
        dsse.signatures[0].bytes[i] ^= 1;
        ck_assert(!gg_dsse_check(&dsse, gg_signer_public(signers[0])));
        dsse.signatures[0].bytes[i] ^= 1;
    }
    ck_assert(gg_dsse_check(&dsse, gg_signer_public(signers[0])));
    gg_dsse_release(&dsse);
    json_decref(envelope);
    end();
}
END_TEST

START_TEST(what_is_no_envelope)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"[]", "no payloadType"},
        {"{}", "no payloadType"},
        {"{\"payloadType\": 1}", "no payloadType"},
        {"{\"payloadType\": \"\"}", "no payloadType"},
        {"{\"payloadType\": \"t\"}", "its payload is not Base64"},
        {"{\"payloadType\": \"t\", \"payload\": 1}", "its payload is not Base64"},
        {"{\"payloadType\": \"t\", \"payload\": \"a\"}", "its payload is not Base64"},
        {"{\"payloadType\": \"t\", \"payload\": \"aGV-b*==\"}", "its payload is not Base64"},
        {"{\"payloadType\": \"t\", \"payload\": \"\"}", "no list of signatures"},
        {"{\"payloadType\": \"t\", \"payload\": \"\", \"signatures\": {}}",
         "no list of signatures"},
        {"{\"payloadType\": \"t\", \"payload\": \"\", \"signatures\": [1]}",
         "a signature is not Base64"},
        {"{\"payloadType\": \"t\", \"payload\": \"\", \"signatures\": [{\"sig\": \"=\"}]}",
         "a signature is not Base64"},
    };
    json_t *value, *many;
    char want[200];
    gg_dsse dsse;

    begin();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_ok(gg_json_parse(cases[i].text, strlen(cases[i].text), "e", &value, &eo_err));
        gg_error_init(&err);
        ck_assert_int_eq(gg_dsse_open(value, &dsse, &err), GG_E_INPUT);
        snprintf(want, sizeof want, "not a DSSE envelope: %s; give a whole DSSE envelope",
                 cases[i].why);
        expect_error(&err, GG_E_INPUT, want);
        ck_assert_int_eq(gg_dsse_sign(value, signers[0], NULL), GG_E_INPUT);
        json_decref(value);
    }
    ck_assert_int_eq(gg_dsse_open(NULL, &dsse, NULL), GG_E_INPUT);

    expect_ok(gg_dsse_new("t", "", 0, &value, &eo_err));
    many = json_object_get(value, "signatures");
    for (int i = 0; i < GG_DSSE_SIGNATURES; i++)
        json_array_append_new(many, json_pack("{s:s}", "sig", "AAAA"));
    gg_error_init(&err);
    ck_assert_int_eq(gg_dsse_sign(value, signers[0], &err), GG_E_LIMIT);
    json_array_append_new(many, json_pack("{s:s}", "sig", "AAAA"));
    ck_assert_int_eq(gg_dsse_open(value, &dsse, NULL), GG_E_LIMIT);
    json_decref(value);
    end();
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, what_is_signed_is_the_standards);
    tcase_add_test(tc, two_sign_as_another_program_does);
    tcase_add_test(tc, what_others_may_write);
    tcase_add_test(tc, whatever_is_changed_shows);
    tcase_add_test(tc, what_is_no_envelope);
}

GG_TEST_MAIN("base/dsse")
