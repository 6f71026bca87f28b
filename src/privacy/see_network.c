/* Addresses in networks: IPv4, IPv6, and of network cards. */
#include <arpa/inet.h>
#include <string.h>

#include "privacy_internal.h"

/* The address without a port, a prefix length, brackets or a zone. False if it cannot be one. */
static bool bare_address(const gg_run *run, bool six, char out[INET6_ADDRSTRLEN])
{
    const char *s = run->s;
    size_t n = run->n, end;

    if (n > 2 && s[0] == '[')
        s++, n--;
    for (end = 0; end < n; end++)
        if (s[end] == '/' || s[end] == ']' || s[end] == '%' || (!six && s[end] == ':'))
            break;
    for (size_t i = end + 1; i < n; i++)
        if (!gg_is_alnum(s[i]) && s[i] != ':')
            return false;
    if (end >= INET6_ADDRSTRLEN || memchr(s, '\0', end))
        return false;
    memcpy(out, s, end);
    out[end] = '\0';
    return true;
}

static bool take_four(const gg_run *run, unsigned char out[4])
{
    char text[INET6_ADDRSTRLEN];

    return run->digits >= 4 && run->n <= 24 && bare_address(run, false, text) &&
           inet_pton(AF_INET, text, out) == 1;
}

static bool take_six(const gg_run *run, unsigned char out[16])
{
    char text[INET6_ADDRSTRLEN];
    size_t colons = 0;

    for (size_t i = 0; i < run->n; i++)
        colons += run->s[i] == ':';
    return colons >= 2 && run->n >= 3 && bare_address(run, true, text) &&
           inet_pton(AF_INET6, text, out) == 1;
}

typedef struct block {
    unsigned char start[4];
    unsigned bits;
} block;

/* Ranges that no host on the Internet has. Source: IANA, special-purpose address registries. */
static const block reserved_four[] = {
    {{0, 0, 0, 0}, 8},      {{10, 0, 0, 0}, 8},    {{100, 64, 0, 0}, 10},   {{127, 0, 0, 0}, 8},
    {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12}, {{192, 0, 0, 0}, 24},    {{192, 0, 2, 0}, 24},
    {{192, 168, 0, 0}, 16}, {{198, 18, 0, 0}, 15}, {{198, 51, 100, 0}, 24}, {{203, 0, 113, 0}, 24},
    {{224, 0, 0, 0}, 3},
};

static bool within(const unsigned char *address, const unsigned char *start, unsigned bits)
{
    for (unsigned i = 0; i < bits; i++)
        if (((address[i / 8] ^ start[i / 8]) >> (7 - i % 8)) & 1)
            return false;
    return true;
}

static bool is_reserved_four(const unsigned char *address)
{
    for (size_t i = 0; i < sizeof reserved_four / sizeof reserved_four[0]; i++)
        if (within(address, reserved_four[i].start, reserved_four[i].bits))
            return true;
    return false;
}

/* ::, ::1, multicast, unique local, and the documentation range; link-local is not among them, as
 * it may hold the number of the network card. */
static bool is_reserved_six(const unsigned char *address)
{
    static const unsigned char zero[15] = {0};
    static const unsigned char documentation[4] = {0x20, 0x01, 0x0d, 0xb8};

    return (memcmp(address, zero, 15) == 0 && address[15] <= 1) || address[0] == 0xff ||
           (address[0] & 0xfe) == 0xfc || within(address, documentation, 32);
}

/* Version numbers have small parts: without a part over 99 the column's name must say address. */
unsigned gg_see_ipv4(const gg_run *run)
{
    unsigned char a[4];

    if (!take_four(run, a) || is_reserved_four(a))
        return GG_SEE_NOTHING;
    return a[0] > 99 || a[1] > 99 || a[2] > 99 || a[3] > 99 ? GG_SEE_SURE : GG_SEE_WEAK;
}

unsigned gg_see_ipv6(const gg_run *run)
{
    unsigned char a[16];

    return take_six(run, a) && !is_reserved_six(a) ? GG_SEE_SURE : GG_SEE_NOTHING;
}

unsigned gg_see_ip_reserved(const gg_run *run)
{
    unsigned char a[16];

    if (run->classes & GG_BYTE_DOT && take_four(run, a))
        return is_reserved_four(a) ? GG_SEE_SHAPE : GG_SEE_NOTHING;
    return run->n >= 5 && take_six(run, a) && is_reserved_six(a) ? GG_SEE_SHAPE : GG_SEE_NOTHING;
}

/* Six pairs with ':' or '-', or three fours with '.'. Pairs of decimal digits may be anything. */
unsigned gg_see_mac(const gg_run *run)
{
    bool dotted = run->n == 14;
    size_t group = dotted ? 4 : 2, zeros = 0, effs = 0;

    if (run->n != 17 && !dotted)
        return GG_SEE_NOTHING;
    for (size_t i = 0; i < run->n; i++) {
        char c = gg_lower(run->s[i]);

        if (i % (group + 1) == group) {
            if (dotted ? c != '.' : (c != ':' && c != '-') || c != run->s[2])
                return GG_SEE_NOTHING;
        } else if (!gg_is_digit(c) && (c < 'a' || c > 'f')) {
            return GG_SEE_NOTHING;
        }
        zeros += c == '0';
        effs += c == 'f';
    }
    if (zeros == 12 || effs == 12)
        return GG_SEE_NOTHING;
    return run->letters > 0 ? GG_SEE_SURE : GG_SEE_WEAK;
}
