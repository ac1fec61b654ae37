/* The redactor: anchors, checkers, and what is written in the place of what they find. */
#include "bundle/redact.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/anchors.h"
#include "bundle/common_account.h"
#include "bundle/keep_map.h"
#include "bundle/redact_key.h"
#include "bundle/redact_rules.h"
#include "bundle/redact_scan.h"
#include "bundle/user_rules.h"
#include "bundle/views.h"
#include "healthcheck/core/escape.h"
#include "healthcheck/core/memory.h"

enum { ROWS = sizeof redact_rules / sizeof redact_rules[0], SHORTEST_KNOWN = 3, BLOCKS_AT_ONCE = 64, BEGINNINGS = 2048, EIGHT = 8 };

/* The names the options know, in the rows of redact_rules.h that have no anchor of their own. */
struct known_word {
    char *text; /* lower case */
    size_t size;
    enum pseudonym_kind kind;
};

/* A row, or a known word, as it is looked up where a candidate stands. */
struct entrance {
    uint64_t eight, mask; /* the first bytes in lower case, and which of them count */
    const struct rule *rule;
    const char *anchor;
    size_t size, break_at; /* of the anchor without its break, which is its end; 0: it has none */
};

struct redactor {
    struct redact_options options;
    const char *names[REDACT_MOST_RULES + 1];
    size_t name_count;
    unsigned char index_of_row[ROWS];
    struct known_word *words;
    size_t word_count;
    const struct anchor_finder *finder;
    struct anchor_tables tables;
    struct entrance *entrances;         /* in the order of hash_of() */
    uint32_t begin[BEGINNINGS + 1];     /* of each hash */
    const struct rule *structural[256]; /* of each sign */
    const struct rule *secret_of[256];  /* the one of secrets with that sign, which that of identities asks, too */
};

unsigned redactor_rule_index(const struct redactor *redactor, const struct rule *rule)
{
    return redactor->index_of_row[rule - redact_rules];
}

const struct rule *redactor_secret_of(const struct redactor *redactor, char sign)
{
    return redactor->secret_of[(unsigned char)sign];
}

const char *redact_rule_name(const struct redactor *redactor, size_t index)
{
    return index < redactor->name_count ? redactor->names[index] : NULL;
}

static void name_rules(struct redactor *redactor)
{
    for (size_t row = 0; row < ROWS; row++) {
        size_t i = 0;

        while (i < redactor->name_count && strcmp(redactor->names[i], redact_rules[row].name) != 0)
            i++;
        redactor->names[i] = redact_rules[row].name;
        redactor->index_of_row[row] = (unsigned char)i;
        redactor->name_count = i == redactor->name_count ? i + 1 : redactor->name_count;
    }
    redactor->names[redactor->name_count++] = "encoded";
    redactor->names[redactor->name_count++] = "own-rules";
}

static size_t count_names(const char *const *names)
{
    size_t count = 0;

    while (names != NULL && names[count] != NULL)
        count++;
    return count;
}

/* Takes `text` over. */
static void add_word(struct redactor *redactor, char *text, enum pseudonym_kind kind)
{
    struct known_word *word = &redactor->words[redactor->word_count++];

    *word = (struct known_word){ text, strlen(text), kind };
    for (size_t c = 0; c < word->size; c++)
        text[c] = letter_lower(text[c]);
}

/* Names that everybody has, and those so short that they are words, are told by their places only. */
static void know(struct redactor *redactor, const char *const *names, enum pseudonym_kind kind)
{
    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        size_t size = strlen(names[i]);

        if (size == 0 || text_same(names[i], "localhost"))
            continue;
        if (size >= SHORTEST_KNOWN && !is_common_account(names[i], size)) {
            add_word(redactor, memory_copy_text(names[i]), kind);
        } else if (kind == PSEUDONYM_HOST) {
            for (const char *lead = KNOWN_LEADS; *lead != '\0'; lead++)
                add_word(redactor, text_format("%c%s", *lead, names[i]), kind);
        }
    }
}

size_t redactor_known_word(const struct redactor *redactor, enum pseudonym_kind kind, const char *bytes, size_t size)
{
    size_t longest = 0;

    for (size_t i = 0; i < redactor->word_count; i++) {
        const struct known_word *word = &redactor->words[i];
        size_t at = 0;

        if (word->kind != kind || word->size > size || word->size <= longest)
            continue;
        while (at < word->size && letter_lower(bytes[at]) == word->text[at])
            at++;
        if (at == word->size)
            longest = at;
    }
    return longest;
}

/* Of the first two bytes, in which letters of both cases are the same (and some signs, too). */
static inline uint32_t hash_of(uint64_t eight)
{
    return (((uint32_t)(eight & 0xffff) | 0x2020) * 0x9e3779b1u) >> 21;
}

static struct entrance entrance_of(const struct rule *rule, const char *anchor)
{
    struct entrance entrance = { .rule = rule, .anchor = anchor, .size = strcspn(anchor, "\1") };

    entrance.break_at = anchor[entrance.size] == ANCHOR_BREAK ? entrance.size : 0;
    for (size_t i = 0; i < EIGHT && i < entrance.size; i++) {
        entrance.eight |= (uint64_t)(unsigned char)anchor[i] << (8 * i);
        entrance.mask |= (uint64_t)0xff << (8 * i);
    }
    return entrance;
}

static int compare_entrances(const void *a, const void *b)
{
    const struct entrance *one = a, *two = b;
    uint32_t first = hash_of(one->eight), second = hash_of(two->eight);

    if (first != second)
        return first < second ? -1 : 1;
    /* Rows that begin alike are asked in their order. */
    return one->rule != two->rule ? (one->rule < two->rule ? -1 : 1) : strcmp(one->anchor, two->anchor);
}

static void list_entrances(struct redactor *redactor)
{
    size_t count = 0, literal_count = 0;
    const char **literals = memory_get((ROWS + redactor->word_count + 1) * sizeof *literals);

    redactor->entrances = memory_get((ROWS + redactor->word_count + 1) * sizeof *redactor->entrances);
    for (size_t row = 0; row < ROWS; row++) {
        const struct rule *rule = &redact_rules[row];

        if (rule->is_identity && redactor->options.level == REDACT_SECRETS)
            continue;
        if (rule->is_structural) {
            redactor->structural[(unsigned char)*rule->anchor] = rule;
            if (!rule->is_identity)
                redactor->secret_of[(unsigned char)*rule->anchor] = rule;
        } else if (rule->anchor != NULL) {
            redactor->entrances[count++] = entrance_of(rule, rule->anchor);
            literals[literal_count++] = rule->anchor;
        } else {
            for (size_t i = 0; i < redactor->word_count; i++)
                if (redactor->words[i].kind == rule->kind) {
                    redactor->entrances[count++] = entrance_of(rule, redactor->words[i].text);
                    literals[literal_count++] = redactor->words[i].text;
                }
        }
    }
    qsort(redactor->entrances, count, sizeof *redactor->entrances, compare_entrances);
    for (uint32_t hash = 0, at = 0; hash <= BEGINNINGS; hash++) {
        while (at < count && hash_of(redactor->entrances[at].eight) < hash)
            at++;
        redactor->begin[hash] = at;
    }
    anchors_prepare(&redactor->tables, literals, literal_count);
    free(literals);
}

struct redactor *redactor_new(const struct redact_options *options)
{
    struct redactor *redactor = memory_get(sizeof *redactor);
    size_t words = count_names(options->users) + strlen(KNOWN_LEADS) * count_names(options->hosts) + count_names(options->domains) +
                   count_names(options->devices);

    redactor->options = *options;
    redactor->words = memory_get((words + 1) * sizeof *redactor->words);
    know(redactor, options->users, PSEUDONYM_USER);
    know(redactor, options->hosts, PSEUDONYM_HOST);
    know(redactor, options->domains, PSEUDONYM_DOMAIN);
    know(redactor, options->devices, PSEUDONYM_WORD);
    name_rules(redactor);
    list_entrances(redactor);
    redactor->finder = anchor_finder_best();
    return redactor;
}

void redactor_free(struct redactor *redactor)
{
    if (redactor == NULL)
        return;
    for (size_t i = 0; i < redactor->word_count; i++)
        free(redactor->words[i].text);
    free(redactor->words);
    free(redactor->entrances);
    free(redactor);
}

/* The bytes behind the eighth, and the break. */
static inline bool stands_whole(const struct scan *scan, size_t at, const struct entrance *entrance)
{
    if (scan->size - at < entrance->size)
        return false;
    for (size_t i = EIGHT; i < entrance->size; i++)
        if (letter_lower(scan->bytes[at + i]) != entrance->anchor[i])
            return false;
    return entrance->break_at == 0 || (at + entrance->break_at < scan->size && !letter_is(scan->bytes[at + entrance->break_at], LETTER_WORD));
}

/* Of eight bytes those that are capitals in lower case, all at once. */
static inline uint64_t eight_lower(uint64_t eight)
{
    const uint64_t each = 0x0101010101010101;
    uint64_t seven = eight & (0x7f * each), from_a = seven + (0x80 - 'A') * each, behind_z = seven + (0x7f - 'Z') * each;

    return eight | ((from_a ^ behind_z) & ~eight & (0x80 * each)) >> 2;
}

static inline uint64_t eight_at(const struct scan *scan, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)scan->bytes + at;
    size_t left = scan->size - at;
    uint64_t eight = 0;

    if (left >= EIGHT)
        return eight_lower((uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 | (uint64_t)bytes[3] << 24 |
                           (uint64_t)bytes[4] << 32 | (uint64_t)bytes[5] << 40 | (uint64_t)bytes[6] << 48 | (uint64_t)bytes[7] << 56);
    for (size_t i = 0; i < left; i++)
        eight |= (uint64_t)bytes[i] << (8 * i);
    return eight_lower(eight);
}

/* Lines of hyphens have many of them: what has one in it has a letter in front of it. Of some @ in a row the first is judged with the others. */
static inline bool is_in_something(const struct scan *scan, size_t at)
{
    char sign = scan->bytes[at], before = scan_before(scan, at);

    return sign == '-' ? letter_is(before, LETTER_WORD) : sign != '@' || before != '@';
}

/* A candidate: many of them are none. */
static inline void check_at(struct scan *scan, size_t at)
{
    const struct redactor *redactor = scan->redactor;
    const struct rule *structural = redactor->structural[(unsigned char)scan->bytes[at]];
    uint32_t hash = hash_of((unsigned char)scan->bytes[at] | (uint64_t)(unsigned char)scan_at(scan, at + 1) << 8);
    const struct entrance *entrance = redactor->entrances + redactor->begin[hash], *end = redactor->entrances + redactor->begin[hash + 1];
    uint64_t eight = entrance < end ? eight_at(scan, at) : 0;

    for (; entrance < end; entrance++)
        if ((eight & entrance->mask) == entrance->eight && stands_whole(scan, at, entrance) && entrance->rule->check(scan, at, entrance->rule))
            break;
    if (structural != NULL && at >= scan->done && is_in_something(scan, at))
        structural->check(scan, at, structural);
}

/* The walk from `at` to the end. */
static void walk(struct scan *scan, size_t at)
{
    const struct redactor *redactor = scan->redactor;
    uint64_t masks[BLOCKS_AT_ONCE];

    while (at < scan->size) {
        size_t blocks = anchors_find(redactor->finder, &redactor->tables, scan->bytes, scan->size, at, masks, BLOCKS_AT_ONCE);

        for (size_t block = 0; block < blocks; block++)
            for (uint64_t mask = masks[block]; mask != 0; mask &= mask - 1) {
                size_t place = at + block * ANCHOR_BLOCK + (size_t)__builtin_ctzll(mask);

                if (place >= scan->done)
                    check_at(scan, place);
            }
        at += blocks * ANCHOR_BLOCK;
    }
}

void scan_look(struct scan *scan, size_t from, size_t to)
{
    size_t size = scan->size;

    scan->size = to;
    walk(scan, from);
    scan->size = size;
}

void redact_scan(const struct redactor *redactor, const char *bytes, size_t size, struct match_list *list)
{
    struct scan scan = { .redactor = redactor, .bytes = bytes, .size = size, .list = list };

    walk(&scan, 0);
}

void redact_replace(const struct redactor *redactor, const struct match *match, const char *value, size_t size, struct text *out)
{
    size_t before = out->size;

    if (match->kind == PSEUDONYM_IPV4 && match->address.bytes[0] != 0)
        pseudonym_of_ipv4(redactor->options.key, match->address.bytes, out);
    else
        pseudonym_append(redactor->options.key, match->kind, value, size, out);
    if (redactor->options.map != NULL && match->kind != PSEUDONYM_SECRET)
        keep_map_tell(redactor->options.map, out->data + before, out->size - before, value, size);
}

/* The user may keep what is no secret. */
static void leave_kept(const struct user_rules *rules, const char *bytes, struct match_list *list)
{
    size_t left = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct match *match = &list->items[i];

        if (!user_rules_keep(rules, match->kind, bytes + match->from, match->to - match->from))
            list->items[left++] = *match;
    }
    list->count = left;
}

/* A pseudonym is never found again. */
static void leave_pseudonyms(const char *bytes, size_t first, struct match_list *list)
{
    size_t left = first;

    for (size_t i = first; i < list->count; i++) {
        const struct match *match = &list->items[i];

        if (!pseudonym_is(match->kind, bytes + match->from, match->to - match->from))
            list->items[left++] = *match;
    }
    list->count = left;
}

bool redact_find(const struct redactor *redactor, const char *bytes, size_t size, struct match_list *list)
{
    const struct user_rules *rules = redactor->options.rules;
    size_t built_in;

    redact_scan(redactor, bytes, size, list);
    if (rules == NULL)
        return true;
    leave_kept(rules, bytes, list);
    built_in = list->count;
    if (!user_rules_scan(rules, bytes, size, (unsigned)redactor->name_count - 1, list))
        return false;
    leave_pseudonyms(bytes, built_in, list);
    match_list_settle(list);
    return true;
}

unsigned redact_encoded_rule(const struct redactor *redactor)
{
    return (unsigned)redactor->name_count - 2;
}

bool redact(const struct redactor *redactor, const char *bytes, size_t size, struct text *out, struct redactions *counts)
{
    return views_redact(redactor, bytes, size, out, counts);
}

static bool is_same_word(const char *name, struct span word)
{
    size_t at = 0;

    /* The word may hold a NUL. */
    while (at < word.size && name[at] != '\0' && letter_lower(name[at]) == letter_lower(word.data[at]))
        at++;
    return at == word.size && name[at] == '\0';
}

bool redact_host(const struct redactor *redactor, const char *name, size_t size, struct text *out)
{
    struct span bare = span_trim((struct span){ name, size });

    size_t hosts = redactor->options.level == REDACT_IDENTITY ? count_names(redactor->options.hosts) : 0;

    for (size_t i = 0; i < hosts; i++)
        if (is_same_word(redactor->options.hosts[i], bare) && !text_same(redactor->options.hosts[i], "localhost")) {
            pseudonym_append(redactor->options.key, PSEUDONYM_HOST, bare.data, bare.size, out);
            return true;
        }
    return redact(redactor, name, size, out, NULL);
}

char *redact_name(const struct redactor *redactor, const char *name, struct redactions *counts)
{
    struct text out = { 0 };

    if (!redact(redactor, name, strlen(name), &out, counts)) {
        text_free(&out);
        return NULL;
    }
    return text_take(&out);
}

char *redact_reason(const struct redactor *redactor, const char *why)
{
    struct text escaped = { 0 }, redacted = { 0 };

    escape_append(&escaped, why, strlen(why));
    if (!redact(redactor, text_of(&escaped), escaped.size, &redacted, NULL))
        text_append(&redacted, "the reason could not be redacted");
    text_free(&escaped);
    return text_take(&redacted);
}
