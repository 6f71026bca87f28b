/* Arenas: zeroed, aligned pieces that do not touch; sizes that overflow are refused. */
#include "gauger/base/arena.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "suite.h"

static gg_arena arena;

static void begin(void)
{
    gg_arena_init(&arena);
}

static void end(void)
{
    gg_arena_release(&arena);
}

START_TEST(pieces_are_zeroed_aligned_and_apart)
{
    enum { COUNT = 2000 };
    static unsigned char *piece[COUNT];
    static size_t size[COUNT];

    for (size_t i = 0; i < COUNT; i++) {
        size[i] = i * 7919 % 5000 + 1;
        piece[i] = gg_arena_array(&arena, size[i], 1);
        ck_assert_ptr_nonnull(piece[i]);
        ck_assert_uint_eq((uintptr_t)piece[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < size[i]; k++)
            ck_assert_uint_eq(piece[i][k], 0);
        memset(piece[i], (int)(i % 255) + 1, size[i]);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; k < size[i]; k++)
            ck_assert_uint_eq(piece[i][k], i % 255 + 1);
}
END_TEST

START_TEST(overflow_is_refused)
{
    static const struct {
        size_t n, size;
    } cases[] = {
        {SIZE_MAX, 1},     {SIZE_MAX, 2},           {SIZE_MAX / 2 + 1, 2}, {2, SIZE_MAX / 2 + 1},
        {SIZE_MAX - 1, 1}, {SIZE_MAX / 8, 9},       {SIZE_MAX - 15, 1},    {SIZE_MAX - 40, 1},
        {SIZE_MAX / 4, 1}, {SIZE_MAX / 4 / 16, 16},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_ptr_null(gg_arena_array(&arena, cases[i].n, cases[i].size));
    ck_assert_ptr_null(gg_arena_text(&arena, "x", SIZE_MAX));
    ck_assert_ptr_null(gg_arena_text(&arena, "x", SIZE_MAX - 1));
    ck_assert_uint_eq(arena.used, 0);
    ck_assert_ptr_nonnull(gg_arena_array(&arena, 3, 5));
}
END_TEST

START_TEST(nothing_is_a_piece_too)
{
    void *a = gg_arena_array(&arena, 0, 8), *b = gg_arena_array(&arena, 8, 0);

    ck_assert_ptr_nonnull(a);
    ck_assert_ptr_nonnull(b);
    ck_assert_ptr_ne(a, b);
}
END_TEST

START_TEST(a_piece_larger_than_any_block)
{
    size_t n = (size_t)5 << 20;
    char *big = gg_arena_array(&arena, n, 1), *small = gg_arena_array(&arena, 1, 1);

    ck_assert_ptr_nonnull(big);
    ck_assert_ptr_nonnull(small);
    big[0] = big[n - 1] = 'x';
    ck_assert_int_eq(*small, 0);
    ck_assert_uint_ge(arena.used, n + 1);
}
END_TEST

START_TEST(texts)
{
    char *s = gg_arena_text(&arena, "a\0b", 3);

    ck_assert_mem_eq(s, "a\0b", 4);
    ck_assert_str_eq(gg_arena_text(&arena, NULL, 0), "");
    ck_assert_str_eq(gg_arena_string(&arena, "M\xc3\xbcller"), "M\xc3\xbcller");
    ck_assert_ptr_null(gg_arena_string(&arena, NULL));
    ck_assert_str_eq(gg_arena_printf(&arena, "%s=%d", "n", 42), "n=42");
    ck_assert_str_eq(gg_arena_printf(&arena, "%s", ""), "");
    s = gg_arena_printf(&arena, "%5000d|", 1);
    ck_assert_uint_eq(strlen(s), 5001);
    ck_assert_str_eq(s + 4999, "1|");
}
END_TEST

START_TEST(released_and_used_again)
{
    for (int i = 0; i < 3; i++) {
        ck_assert_str_eq(gg_arena_string(&arena, "again"), "again");
        ck_assert_uint_gt(arena.used, 0);
        gg_arena_release(&arena);
        ck_assert_uint_eq(arena.used, 0);
        ck_assert_ptr_null(arena.head);
    }
    gg_arena_release(&arena);
    gg_arena_release(NULL);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, pieces_are_zeroed_aligned_and_apart);
    tcase_add_test(tc, overflow_is_refused);
    tcase_add_test(tc, nothing_is_a_piece_too);
    tcase_add_test(tc, a_piece_larger_than_any_block);
    tcase_add_test(tc, texts);
    tcase_add_test(tc, released_and_used_again);
}

GG_TEST_MAIN("base/arena")
