/* A walk over the answers to one question. */
#include "bundle/marks.h"

#include <string.h>

enum { READ_BEHIND = 2 };

void marks_ask(struct marks *marks, size_t block)
{
    const unsigned char *bytes = (const unsigned char *)marks->bytes;
    size_t at = block * MARKS_BLOCK, left = at < marks->size ? marks->size - at : 0;
    size_t inside = left > READ_BEHIND ? (left - READ_BEHIND) / MARKS_BLOCK : 0;
    unsigned char edge[MARKS_BLOCK + READ_BEHIND] = { 0 };

    marks->first = block;
    marks->count = inside == 0 ? 1 : inside < MARKS_AT_ONCE ? inside : MARKS_AT_ONCE;
    if (inside > 0) {
        marks->question(bytes + at, marks->count, marks->masks);
        return;
    }
    /* The last bytes are looked at in a copy that has something behind it. */
    if (left > 0)
        memcpy(edge, bytes + at, left < sizeof edge ? left : sizeof edge);
    marks->question(edge, 1, marks->masks);
}

size_t marks_next(struct marks *marks, size_t at, size_t limit)
{
    size_t block = at / MARKS_BLOCK, found;
    uint64_t mask;

    if (at >= limit)
        return limit;
    for (mask = marks_of(marks, block) & ~(uint64_t)0 << at % MARKS_BLOCK; mask == 0; mask = marks_of(marks, block))
        if (++block * MARKS_BLOCK >= limit)
            return limit;
    found = block * MARKS_BLOCK + (size_t)__builtin_ctzll(mask);
    return found < limit ? found : limit;
}

size_t marks_end(struct marks *marks, size_t at)
{
    size_t block = at / MARKS_BLOCK;
    uint64_t others = ~marks_of(marks, block) & ~(uint64_t)0 << at % MARKS_BLOCK;

    while (others == 0)
        others = ~marks_of(marks, ++block);
    return block * MARKS_BLOCK + (size_t)__builtin_ctzll(others);
}
