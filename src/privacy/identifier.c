/* Kinds, hints and the search in a text that stands alone. */
#include "gauger/privacy/identifier.h"

#include <string.h>

#include "gauger/table/schema.h"
#include "privacy_internal.h"

const char *gg_identifier_level_word(gg_identifier_level level)
{
    static const char *const words[] = {"none", "info", "review", "block"};

    return (size_t)level < sizeof words / sizeof words[0] ? words[level] : words[0];
}

size_t gg_identifier_kinds(void)
{
    return GG_DETECTORS;
}

const gg_identifier_kind *gg_identifier_kind_at(size_t i)
{
    return i < GG_DETECTORS ? &gg_detectors[i].kind : NULL;
}

/* Roles that say what a column is for; being a quasi-identifier or ignored does not. */
static bool is_decided(unsigned roles)
{
    return (roles & ~(1u << GG_ROLE_QUASI_IDENTIFIER | 1u << GG_ROLE_IGNORE)) != 0;
}

uint64_t gg_detectors_hinted(const char *name, size_t n, unsigned roles)
{
    gg_name_tokens tokens;
    uint64_t bits = 0;

    gg_name_split(name, n, &tokens);
    for (unsigned id = 0; id < GG_DETECTORS; id++) {
        const gg_detector *d = &gg_detectors[id];

        if (!d->name.hints || ((d->flags & GG_DETECTOR_ROLE_DECIDES) && is_decided(roles)))
            continue;
        if (gg_name_hinted(&tokens, d->name.hints))
            bits |= GG_BIT(id);
    }
    return bits;
}

uint64_t gg_detectors_active(uint64_t hinted)
{
    uint64_t bits = 0;

    for (unsigned id = 0; id < GG_DETECTORS; id++)
        if (gg_detectors[id].cell.see &&
            (!(gg_detectors[id].flags & GG_DETECTOR_HINTED) || (hinted & GG_BIT(id))))
            bits |= GG_BIT(id);
    return bits;
}

bool gg_identifier_name_hints(const char *name, const char *kind)
{
    uint64_t bits = gg_detectors_hinted(name, strlen(name), 0);

    for (unsigned id = 0; id < GG_DETECTORS; id++)
        if (strcmp(gg_detectors[id].kind.name, kind) == 0)
            return (bits & GG_BIT(id)) != 0;
    return false;
}

/* What one text alone lets say of a detector: there is no share and no column of values. */
static gg_identifier_level level_of(const gg_detector *d, unsigned id, uint64_t hinted,
                                    const gg_seen *seen)
{
    gg_identifier_level level = GG_LEVEL_NONE;

    if (seen->sure & GG_BIT(id))
        level = d->sure;
    if ((seen->shape & GG_BIT(id)) && (hinted & GG_BIT(id)) && d->name.level > level)
        level = d->name.level;
    if (d->test.which != GG_TEST_NONE && (seen->passed >> d->test.which & 1) && d->test.all > level)
        level = d->test.all;
    return level;
}

gg_status gg_identifier_find(const char *s, size_t n, const char *name, gg_identifier_hit *hits,
                             size_t room, size_t *n_hits, gg_error *err)
{
    uint64_t hinted = name ? gg_detectors_hinted(name, strlen(name), 0) : 0;
    gg_buf scratch;
    gg_seen seen;
    bool done;

    gg_buf_init(&scratch, 0);
    done = gg_see_cell(s, n, gg_detectors_active(hinted), hinted, &scratch, &seen);
    gg_buf_release(&scratch);
    if (!done)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    *n_hits = 0;
    for (unsigned id = 0; id < GG_DETECTORS; id++) {
        gg_identifier_level level = level_of(&gg_detectors[id], id, hinted, &seen);

        if (level == GG_LEVEL_NONE)
            continue;
        if (*n_hits < room)
            hits[*n_hits] = (gg_identifier_hit){&gg_detectors[id].kind, level};
        ++*n_hits;
    }
    return GG_OK;
}
