/* Which anchors stand in which bucket, which finder works here, and the edges of what is looked at. */
#include "bundle/anchors.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/letters.h"
#include "healthcheck/core/memory.h"

enum { BUCKETS = 8 * ANCHOR_SETS, MOST_GROUPS = 512 };

/* The half-bytes that may stand at each position: a bit each. */
struct group {
    uint16_t low[ANCHOR_DEPTH], high[ANCHOR_DEPTH];
    double cost;
    size_t partner; /* the group it costs least to put together with this one */
    double partner_cost;
};

/* How often each byte stands in logs, of 10,000; beyond ASCII once. Roughly that of 21 MB of what an agent, a journal and programs wrote. */
static const unsigned short frequencies[128] = {
    262, 2,   2,   2,   12,  3,   2,   2,   2,   2,  57,  2,   2,   2,   2,  2,  2,  2,  3,   2,   2,   2,   2,   2,   2,   2,
    2,   3,   12,  2,   2,   2,   445, 2,   526, 2,  2,   2,   2,   1,   19, 20, 2,  3,  168, 206, 185, 111, 365, 458, 339, 213,
    304, 291, 234, 267, 234, 223, 376, 3,   4,   43, 3,   2,   9,   13,  8,  31, 17, 10, 4,   2,   6,   5,   1,   1,   6,   30,
    10,  13,  11,  2,   11,  20,  52,  21,  2,   2,  2,   2,   20,  98,  2,  99, 2,  17, 1,   283, 148, 233, 271, 452, 137, 46,
    79,  202, 24,  48,  80,  85,  196, 189, 118, 23, 227, 296, 220, 102, 41, 50, 23, 59, 5,   20,  6,   21,  2,   3,
};

/* How often one of some bytes stands: of the same high half, by which of the eight lower or upper low halves there may be. */
struct weights {
    double of[16][2][256];
};

static const struct anchor_finder *const finders[] = { &anchors_avx512, &anchors_avx2, &anchors_ssse3, &anchors_neon, &anchors_scalar };

const struct anchor_finder *anchor_finder_at(size_t index)
{
    return index < sizeof finders / sizeof finders[0] ? finders[index] : NULL;
}

const struct anchor_finder *anchor_finder_best(void)
{
    size_t i = 0;

    while (!finders[i]->is_there())
        i++;
    return finders[i];
}

static void allow(struct group *group, size_t place, unsigned char byte)
{
    group->low[place] |= (uint16_t)(1u << (byte & 15));
    group->high[place] |= (uint16_t)(1u << (byte >> 4));
}

/* Half-bytes of several bytes cross: a break allows most of what is no lower-case letter, and its checker looks again. */
static struct group group_of(const char *literal)
{
    struct group group = { .partner = 0 };
    size_t size = strlen(literal);

    for (size_t place = 0; place < ANCHOR_DEPTH; place++)
        for (unsigned byte = 0; byte < 256; byte++) {
            char c = place < size ? literal[place] : '\0';
            bool is_letter = c >= 'a' && c <= 'z';

            if (place >= size || (unsigned char)c == byte || (is_letter && (unsigned char)(c - 'a' + 'A') == byte) ||
                (c == ANCHOR_BREAK && !letter_is((char)byte, LETTER_WORD)))
                allow(&group, place, (unsigned char)byte);
        }
    return group;
}

static void weigh(struct weights *weights)
{
    for (unsigned high = 0; high < 16; high++)
        for (unsigned side = 0; side < 2; side++)
            for (unsigned some = 0; some < 256; some++) {
                double sum = 0;

                for (unsigned bit = 0; bit < 8; bit++)
                    if (some >> bit & 1)
                        sum += high < 8 ? frequencies[16 * high + 8 * side + bit] : 1;
                weights->of[high][side][some] = sum;
            }
}

/* How often it lets a place of a log through. */
static double cost_of(const struct weights *weights, const struct group *group)
{
    double cost = 1;

    for (size_t place = 0; place < ANCHOR_DEPTH; place++) {
        double sum = 0;

        for (unsigned left = group->high[place]; left != 0; left &= left - 1) {
            const double(*of)[256] = weights->of[__builtin_ctz(left)];

            sum += of[0][group->low[place] & 255] + of[1][group->low[place] >> 8];
        }
        cost *= sum;
    }
    return cost;
}

static struct group merged(const struct weights *weights, const struct group *one, const struct group *two)
{
    struct group group = *one;

    for (size_t place = 0; place < ANCHOR_DEPTH; place++) {
        group.low[place] |= two->low[place];
        group.high[place] |= two->high[place];
    }
    group.cost = cost_of(weights, &group);
    return group;
}

/* Which group it costs least to put together with this one. */
static void find_partner(const struct weights *weights, struct group *groups, size_t count, size_t one)
{
    groups[one].partner_cost = -1;
    for (size_t two = 0; two < count; two++) {
        double more = merged(weights, &groups[one], &groups[two]).cost - groups[one].cost - groups[two].cost;

        if (two != one && (groups[one].partner_cost < 0 || more < groups[one].partner_cost)) {
            groups[one].partner = two;
            groups[one].partner_cost = more < 0 ? 0 : more;
        }
    }
}

/* Puts the two groups together that cost least. */
static size_t merge_cheapest(const struct weights *weights, struct group *groups, size_t count)
{
    size_t one = 0, two, last = count - 1;

    for (size_t i = 1; i < count; i++)
        if (groups[i].partner_cost < groups[one].partner_cost)
            one = i;
    two = groups[one].partner;
    groups[one] = merged(weights, &groups[one], &groups[two]);
    groups[two] = groups[last];
    one = one == last ? two : one;
    for (size_t i = 0; i < last; i++)
        if (i == one || i == two || groups[i].partner == one || groups[i].partner == two || groups[i].partner == last)
            find_partner(weights, groups, last, i);
    return last;
}

void anchors_prepare(struct anchor_tables *tables, const char *const *literals, size_t count)
{
    struct group *groups = memory_get((count + 1) * sizeof *groups);
    struct weights *weights = memory_get(sizeof *weights);
    size_t left = count;

    weigh(weights);
    for (size_t i = 0; i < count; i++) {
        groups[i] = group_of(literals[i]);
        groups[i].cost = cost_of(weights, &groups[i]);
    }
    /* Beyond that many (a list of names in options) dealing them well would take longer than it saves. */
    for (; left > MOST_GROUPS; left--)
        groups[left % BUCKETS] = merged(weights, &groups[left % BUCKETS], &groups[left - 1]);
    for (size_t i = 0; i < left; i++)
        find_partner(weights, groups, left, i);
    while (left > BUCKETS)
        left = merge_cheapest(weights, groups, left);
    memset(tables, 0, sizeof *tables);
    for (size_t bucket = 0; bucket < left; bucket++)
        for (size_t place = 0; place < ANCHOR_DEPTH; place++)
            for (size_t half = 0; half < 16; half++) {
                if (groups[bucket].low[place] >> half & 1)
                    tables->low[bucket / 8][place][half] |= (unsigned char)(1u << bucket % 8);
                if (groups[bucket].high[place] >> half & 1)
                    tables->high[bucket / 8][place][half] |= (unsigned char)(1u << bucket % 8);
            }
    free(weights);
    free(groups);
}

size_t anchors_find(const struct anchor_finder *finder, const struct anchor_tables *tables, const char *bytes, size_t size, size_t at,
                    uint64_t *masks, size_t most)
{
    const unsigned char *begin = (const unsigned char *)bytes;
    unsigned char edge[1 + ANCHOR_BLOCK + ANCHOR_BEHIND] = { 0 };
    size_t left = size - at, inside = left > ANCHOR_BEHIND ? (left - ANCHOR_BEHIND) / ANCHOR_BLOCK : 0;

    if (at > 0 && inside > 0) {
        size_t blocks = inside < most ? inside : most;

        finder->find(tables, begin + at, blocks, masks);
        return blocks;
    }
    /* The first and the last bytes are looked at in a copy that has something around them. */
    if (at > 0)
        edge[0] = begin[at - 1];
    memcpy(edge + 1, begin + at, left < ANCHOR_BLOCK + ANCHOR_BEHIND ? left : ANCHOR_BLOCK + ANCHOR_BEHIND);
    finder->find(tables, edge + 1, 1, masks);
    if (left < ANCHOR_BLOCK)
        masks[0] &= ((uint64_t)1 << left) - 1;
    return 1;
}
