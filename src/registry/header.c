/*
 * Reading headers. Almost every header is plain ASCII without escapes; then it is canonical if and
 * only if it is this text with these values, and a scan of it says so forty times faster than
 * parsing it and writing it again. What the scan does not know is left to the slow way.
 */
#include <string.h>

#include "registry_internal.h"

/* What is left of a header; pieces that are taken are ended by a NUL over their quote. */
typedef struct scan {
    char *at;
    bool good;
} scan;

static void expect(scan *s, const char *piece, size_t n)
{
    s->good = s->good && strncmp(s->at, piece, n) == 0;
    if (s->good)
        s->at += n;
}

#define EXPECT(s, piece) expect((s), (piece), sizeof(piece) - 1)

/* A string's content and its closing quote. */
static const char *take(scan *s)
{
    char *from = s->at, *p = from;

    if (!s->good)
        return "";
    while (*p >= ' ' && *p < 0x7f && *p != '"' && *p != '\\')
        p++;
    s->good = *p == '"';
    if (s->good) {
        *p = '\0';
        s->at = p + 1;
    }
    return from;
}

static const char *take_or_null(scan *s)
{
    if (s->good && strncmp(s->at, "null", 4) == 0) {
        s->at += 4;
        return NULL;
    }
    EXPECT(s, "\"");
    return take(s);
}

static bool take_bool(scan *s)
{
    if (s->good && strncmp(s->at, "true", 4) == 0) {
        s->at += 4;
        return true;
    }
    EXPECT(s, "false");
    return false;
}

/* Up to 2^53, as whole numbers are canonical; no zero in front. */
static uint64_t take_number(scan *s)
{
    const char *from = s->at;
    uint64_t x = 0;

    while (s->good && *s->at >= '0' && *s->at <= '9' && s->at - from < 16)
        x = x * 10 + (uint64_t)(*s->at++ - '0');
    s->good = s->good && s->at > from && *from != '0' && x <= (uint64_t)1 << 53;
    return x;
}

bool gg_header_scan(gg_logged *logged, const void *header, size_t n)
{
    gg_applied *event = &logged->event;
    scan s = {logged->text, true};
    uint64_t seq;

    if (n == 0 || n >= sizeof logged->text || memchr(header, '\0', n))
        return false;
    memcpy(logged->text, header, n);
    logged->text[n] = '\0';
    EXPECT(&s, "{\"action\":\"");
    event->action = take(&s);
    EXPECT(&s, ",\"actor\":{\"claimed\":");
    event->claimed = take_bool(&s);
    EXPECT(&s, ",\"key\":");
    event->key = take_or_null(&s);
    EXPECT(&s, ",\"name\":\"");
    event->actor = take(&s);
    EXPECT(&s, "},\"object\":\"");
    event->object = take(&s);
    EXPECT(&s, ",\"payload_sha256\":\"");
    logged->payload_sha256 = take(&s);
    EXPECT(&s, ",\"previous\":\"");
    logged->previous = take(&s);
    EXPECT(&s, ",\"request\":");
    event->request = take_or_null(&s);
    EXPECT(&s, ",\"seq\":");
    seq = take_number(&s);
    EXPECT(&s, ",\"time\":\"");
    event->time = take(&s);
    EXPECT(&s, ",\"v\":2}");
    logged->seq = seq;
    return s.good && s.at == logged->text + n;
}

bool gg_header_members(gg_logged *logged)
{
    const json_t *header = logged->header, *actor = json_object_get(header, "actor");
    const json_t *key = json_object_get(actor, "key"), *claimed = json_object_get(actor, "claimed");
    gg_applied *event = &logged->event;

    event->time = gg_json_string(header, "time", "");
    event->actor = gg_json_string(actor, "name", "");
    event->action = gg_json_string(header, "action", "");
    event->object = gg_json_string(header, "object", "");
    event->request = gg_json_string(header, "request", NULL);
    event->key = gg_json_string(actor, "key", NULL);
    event->claimed = json_is_true(claimed);
    logged->previous = gg_json_string(header, "previous", "");
    logged->payload_sha256 = gg_json_string(header, "payload_sha256", "");
    logged->seq = (uint64_t)json_integer_value(json_object_get(header, "seq"));
    return json_object_size(header) == 9 && json_object_size(actor) == 3 &&
           json_is_boolean(claimed) && (json_is_null(key) || json_is_string(key)) &&
           json_integer_value(json_object_get(header, "v")) == 2;
}
