/* Random streams: the published generator, keyed by what is drawn for. */
#include "gauger/base/random.h"

#include "suite.h"

/* xoshiro256** from the state 1, 2, 3, 4: the vector that other implementations of it publish. */
START_TEST(generator)
{
    static const uint64_t want[] = {11520,
                                    0,
                                    1509978240,
                                    1215971899390074240ULL,
                                    1216172134540287360ULL,
                                    607988272756665600ULL};
    gg_random r = {{1, 2, 3, 4}};

    for (int i = 0; i < 6; i++)
        ck_assert_uint_eq(gg_random_bits(&r), want[i]);
}
END_TEST

/* FNV-1a, splitmix64 and xoshiro256** written again in Python, from their authors' descriptions. */
static const struct {
    uint64_t seed;
    const char *slice, *metric;
    uint64_t first[4], thousandth;
} streams[] = {
    {1,
     "",
     "",
     {0x61f11157398fc613ULL, 0x5b95dadb2eea1cf9ULL, 0x3516f913f60e6d23ULL, 0xc87cc88a72e1bac4ULL},
     0x4ef3933d36f43fa2ULL},
    {1,
     NULL,
     NULL,
     {0x61f11157398fc613ULL, 0x5b95dadb2eea1cf9ULL, 0x3516f913f60e6d23ULL, 0xc87cc88a72e1bac4ULL},
     0x4ef3933d36f43fa2ULL},
    {1,
     "race=White",
     "mcc",
     {0xed809bfadbac007aULL, 0x0b425b8b2e8891f5ULL, 0x49dc652c2882243eULL, 0x7fb57d26c40d673aULL},
     0xdc6d77ff4da28b36ULL},
    {42,
     "a",
     "b",
     {0xffdb46ff706a6818ULL, 0xf0fb01b13e8c5cfcULL, 0xe9b29269bd7be327ULL, 0xfef0f336fffc4bafULL},
     0x8c9b6c6d49aac8b1ULL},
    {42,
     "ab",
     "",
     {0xaaa16ed057f5a029ULL, 0x5e67db666f1e8ff0ULL, 0x1e50b23514606b10ULL, 0xe18732582ac78d6aULL},
     0x77108149101adb22ULL},
    {UINT64_MAX,
     "sex=M\xc3\xbcller",
     "roc_auc",
     {0x324ac4e55e8db671ULL, 0xbdb459737891eb9cULL, 0x51fe50195330f187ULL, 0x5ed7f098f8f44fc9ULL},
     0xff0538e4281959a1ULL},
};

START_TEST(keyed)
{
    gg_random r;
    uint64_t x = 0;

    gg_random_init(&r, streams[_i].seed, streams[_i].slice, streams[_i].metric);
    for (int i = 0; i < 1000; i++) {
        x = gg_random_bits(&r);
        if (i < 4)
            ck_assert_uint_eq(x, streams[_i].first[i]);
    }
    ck_assert_uint_eq(x, streams[_i].thousandth);
}
END_TEST

START_TEST(streams_do_not_depend_on_each_other)
{
    gg_random a, b, again;

    gg_random_init(&a, 7, "s", "m");
    gg_random_init(&b, 7, "s", "n");
    for (int i = 0; i < 100; i++)
        (void)gg_random_bits(&b);
    gg_random_init(&again, 7, "s", "m");
    for (int i = 0; i < 100; i++)
        ck_assert_uint_eq(gg_random_bits(&a), gg_random_bits(&again));
}
END_TEST

START_TEST(every_key_matters)
{
    static const struct {
        uint64_t seed;
        const char *slice, *metric;
    } keys[] = {{1, "a", "b"}, {2, "a", "b"}, {1, "b", "b"},         {1, "a", "c"},
                {1, "ab", ""}, {1, "", "ab"}, {1ULL << 63, "a", "b"}};
    uint64_t first[7];

    for (int i = 0; i < 7; i++) {
        gg_random r;

        gg_random_init(&r, keys[i].seed, keys[i].slice, keys[i].metric);
        first[i] = gg_random_bits(&r);
        for (int j = 0; j < i; j++)
            ck_assert_uint_ne(first[i], first[j]);
    }
}
END_TEST

/* All 53 bits that a double in [0.5, 1) can hold are used: the first two of the stream above. */
START_TEST(uniform_bits)
{
    gg_random r;

    gg_random_init(&r, 1, "", "");
    ck_assert_double_eq(gg_random_uniform(&r), (double)(0x61f11157398fc613ULL >> 11) * 0x1p-53);
    ck_assert_double_eq(gg_random_uniform(&r), 0x1.6e576b6cbba86p-2);
}
END_TEST

/* Of a million, mean, variance and each of 16 classes lie within 5 standard errors (fixed seed). */
START_TEST(uniform)
{
    const int n = 1000000;
    double sum = 0, squares = 0;
    int classes[16] = {0};
    gg_random r;

    gg_random_init(&r, 3, "uniform", "");
    for (int i = 0; i < n; i++) {
        double u = gg_random_uniform(&r);

        ck_assert(u >= 0 && u < 1);
        ck_assert_double_eq(u * 0x1p53, floor(u * 0x1p53));
        sum += u;
        squares += (u - 0.5) * (u - 0.5);
        classes[(int)(u * 16)]++;
    }
    ck_assert_double_le(fabs(sum / n - 0.5), 5 * sqrt(1.0 / 12 / n));
    ck_assert_double_le(fabs(squares / n - 1.0 / 12), 5 * sqrt(1.0 / 180 / n));
    for (int i = 0; i < 16; i++)
        ck_assert_double_le(fabs(classes[i] - n / 16.0), 5 * sqrt(n * 15.0 / 256));
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, generator);
    tcase_add_loop_test(tc, keyed, 0, sizeof streams / sizeof *streams);
    tcase_add_test(tc, streams_do_not_depend_on_each_other);
    tcase_add_test(tc, every_key_matters);
    tcase_add_test(tc, uniform_bits);
    tcase_add_test(tc, uniform);
}

GG_TEST_MAIN("base/random")
