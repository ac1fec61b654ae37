/* --redact-file: the user's own rules. */
#include "bundle/user_rules.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/letters.h"
#include "bundle/pseudonym_address.h"
#include "bundle/user_regex.h"
#include "healthcheck/core/memory.h"

enum { MOST_RULES = 10000, SHORTEST_WORD = 3, LONGEST_VALUE = 4096, LONGEST_GAP = 64 };

enum user_rule_kind { RULE_WORD, RULE_KEY, RULE_KEEP, RULE_REGEX };

struct user_rule {
    enum user_rule_kind kind;
    char *text; /* of a word or a key in lower case */
    size_t size;
    struct user_regex *regex;
    unsigned char address[16]; /* of a network to keep, … */
    unsigned bits, family;     /* … how many bits of it count; 4, 6, or 0: a name */
};

struct user_rules {
    struct user_rule *rules;
    size_t count;
    bool begins[256]; /* can a word or a key begin so? */
};

static bool same(const char *bytes, const char *lower, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text_lower(bytes[i]) != lower[i])
            return false;
    return true;
}

static bool read_word(struct user_rule *rule, struct span text, struct error *error)
{
    if (text.size < SHORTEST_WORD)
        return error_set(error, "\"%.*s\" is shorter than %d characters: it would stand in half of all lines", (int)text.size, text.data,
                         SHORTEST_WORD);
    for (size_t i = 0; i < rule->size; i++)
        rule->text[i] = text_lower(rule->text[i]);
    return true;
}

static bool read_network(struct user_rule *rule, struct span text, struct error *error)
{
    const char *slash = memchr(text.data, '/', text.size);
    size_t size = slash != NULL ? (size_t)(slash - text.data) : text.size, at = size + 1;
    unsigned bits = 0;

    if (ipv4_read(text.data, size, rule->address))
        rule->family = 4;
    else if (ipv6_read(text.data, size, rule->address))
        rule->family = 6;
    else
        return true;
    rule->bits = rule->family == 4 ? 32 : 128;
    if (slash == NULL)
        return true;
    for (; at < text.size && at < size + 5 && letter_is(text.data[at], LETTER_DIGIT); at++)
        bits = bits * 10 + (unsigned)(text.data[at] - '0');
    if (at == size + 1 || at < text.size || bits > rule->bits)
        return error_set(error, "\"%.*s\" is no network: the number behind the slash goes from 0 to %u", (int)text.size, text.data, rule->bits);
    rule->bits = bits;
    return true;
}

static bool read_rule(struct user_rule *rule, struct span text, struct error *error)
{
    switch (rule->kind) {
    case RULE_REGEX:
        rule->regex = user_regex_new(text.data, text.size, error);
        return rule->regex != NULL;
    case RULE_KEEP:
        return read_word(rule, text, error) && read_network(rule, text, error);
    case RULE_KEY:
    case RULE_WORD:
        break;
    }
    return read_word(rule, text, error);
}

static bool read_kind(struct span word, enum user_rule_kind *kind)
{
    static const char *const words[] = { [RULE_WORD] = "word", [RULE_KEY] = "key", [RULE_KEEP] = "keep", [RULE_REGEX] = "regex" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (span_is(word, words[i])) {
            *kind = (enum user_rule_kind)i;
            return true;
        }
    return false;
}

static struct user_rule *add(struct user_rules *rules)
{
    if ((rules->count & (rules->count - 1)) == 0)
        rules->rules = memory_resize(rules->rules, rules->count == 0 ? 1 : 2 * rules->count, sizeof *rules->rules);
    memset(&rules->rules[rules->count], 0, sizeof *rules->rules);
    return &rules->rules[rules->count++];
}

/* A line that says something: its word, and the rest. */
static bool read_line(struct user_rules *rules, struct span line, struct error *error)
{
    struct span word = { line.data, 0 }, text;
    struct user_rule *rule;
    enum user_rule_kind kind;

    while (word.size < line.size && line.data[word.size] != ' ' && line.data[word.size] != '\t')
        word.size++;
    text = span_trim((struct span){ line.data + word.size, line.size - word.size });
    if (!read_kind(word, &kind))
        return error_set(error, "a line begins with word, regex, key, keep or #, not with \"%.*s\"", (int)(word.size < 40 ? word.size : 40),
                         word.data);
    if (text.size == 0)
        return error_set(error, "nothing stands behind \"%.*s\"", (int)word.size, word.data);
    if (memchr(text.data, '\0', text.size) != NULL || !text_is_utf8(text.data, text.size))
        return error_set(error, "it is not UTF-8");
    if (rules->count == MOST_RULES)
        return error_set(error, "there are more than %d rules", MOST_RULES);
    rule = add(rules);
    rule->kind = kind;
    rule->text = memory_copy(text.data, text.size);
    rule->size = text.size;
    if (!read_rule(rule, text, error))
        return false;
    if (kind == RULE_WORD || kind == RULE_KEY) {
        rules->begins[(unsigned char)rule->text[0]] = true;
        if (rule->text[0] >= 'a' && rule->text[0] <= 'z')
            rules->begins[(unsigned char)(rule->text[0] - 'a' + 'A')] = true;
    }
    return true;
}

/* Words and keys by their first letter, the longer ones first. */
static int compare_rules(const void *a, const void *b)
{
    const struct user_rule *one = a, *two = b;

    if (one->kind != two->kind && (one->kind > RULE_KEY || two->kind > RULE_KEY))
        return one->kind < two->kind ? -1 : 1;
    if (one->text[0] != two->text[0])
        return (unsigned char)one->text[0] < (unsigned char)two->text[0] ? -1 : 1;
    return one->size != two->size ? (one->size > two->size ? -1 : 1) : strcmp(one->text, two->text);
}

struct user_rules *user_rules_read(const char *bytes, size_t size, struct error *error)
{
    struct user_rules *rules = memory_get(sizeof *rules);
    struct span rest = { bytes, size }, line;
    struct error why = { "" };

    if (span_starts(rest, "\xEF\xBB\xBF"))
        rest = (struct span){ bytes + 3, size - 3 };
    for (size_t number = 1; span_next_line(&rest, &line); number++) {
        line = span_trim(line);
        if (line.size == 0 || line.data[0] == '#')
            continue;
        if (!read_line(rules, line, &why)) {
            error_set(error, "line %zu: %s", number, why.text);
            user_rules_free(rules);
            return NULL;
        }
    }
    if (rules->count > 0)
        qsort(rules->rules, rules->count, sizeof *rules->rules, compare_rules);
    return rules;
}

void user_rules_free(struct user_rules *rules)
{
    if (rules == NULL)
        return;
    for (size_t i = 0; i < rules->count; i++) {
        free(rules->rules[i].text);
        user_regex_free(rules->rules[i].regex);
    }
    free(rules->rules);
    free(rules);
}

static size_t skip(const char *bytes, size_t size, size_t at, const char *those)
{
    size_t end = size - at < LONGEST_GAP ? size : at + LONGEST_GAP;

    while (at < end && bytes[at] != '\0' && strchr(those, bytes[at]) != NULL)
        at++;
    return at;
}

/* Where the value of the key before `at` begins: behind `=`, `:`, `=>`, `>`, `" value="`, the blank of `--key`, and its quote; 0: there is
   no value here. */
static size_t value_begin(const char *bytes, size_t size, size_t key, size_t at)
{
    size_t closed = skip(bytes, size, at, "\\\"'"), sign = skip(bytes, size, closed, " \t"), begin;

    if (sign == size)
        return 0;
    if (strchr("=:>", bytes[sign]) != NULL && bytes[sign] != '\0')
        begin = skip(bytes, size, sign, "=:>");
    else if (size - sign > 6 && same(bytes + sign, "value=", 6))
        begin = sign + 6;
    else if (sign > at && key > 0 && bytes[key - 1] == '-')
        begin = sign;
    else
        return 0;
    return skip(bytes, size, begin, " \t\r\n");
}

static size_t value_end(const char *bytes, size_t size, size_t *begin)
{
    size_t open = skip(bytes, size, *begin, "\\"), at, end;
    char quote = open < size && (bytes[open] == '"' || bytes[open] == '\'') ? bytes[open] : '\0';

    at = *begin = quote != '\0' ? open + 1 : *begin;
    end = size - at < LONGEST_VALUE ? size : at + LONGEST_VALUE;
    for (; at < end && bytes[at] != '\n' && bytes[at] != '\r'; at++) {
        if (quote != '\0' ? bytes[at] == quote || (bytes[at] == '\\' && at + 1 < end && bytes[at + 1] == quote)
                          : bytes[at] == '\0' || strchr(" \t,;&<>\"')]}", bytes[at]) != NULL)
            break;
    }
    return at;
}

static void find_value(const char *bytes, size_t size, size_t key, size_t at, unsigned rule, struct match_list *list)
{
    size_t begin, end;

    if (key > 0 && letter_is(bytes[key - 1], LETTER_WORD))
        return;
    begin = value_begin(bytes, size, key, at);
    if (begin == 0 || begin >= size)
        return;
    end = value_end(bytes, size, &begin);
    if (end > begin)
        match_add(list, (struct match){ .from = begin, .to = end, .kind = PSEUDONYM_WORD, .rule = rule });
}

/* Words and keys that begin at `at`; how many bytes the longest word has. */
static size_t find_at(const struct user_rules *rules, const char *bytes, size_t size, size_t at, unsigned rule, struct match_list *list)
{
    char first = text_lower(bytes[at]);
    size_t low = 0, high = rules->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct user_rule *one = &rules->rules[middle];

        if (one->kind <= RULE_KEY && (unsigned char)one->text[0] < (unsigned char)first)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < rules->count && rules->rules[low].kind <= RULE_KEY && rules->rules[low].text[0] == first; low++) {
        const struct user_rule *one = &rules->rules[low];

        if (one->size > size - at || !same(bytes + at, one->text, one->size))
            continue;
        if (one->kind == RULE_WORD) {
            match_add(list, (struct match){ .from = at, .to = at + one->size, .kind = PSEUDONYM_WORD, .rule = rule });
            return one->size;
        }
        find_value(bytes, size, at, at + one->size, rule, list);
    }
    return 0;
}

bool user_rules_scan(const struct user_rules *rules, const char *bytes, size_t size, unsigned rule, struct match_list *list)
{
    for (size_t at = 0; at < size;) {
        size_t found = rules->begins[(unsigned char)bytes[at]] ? find_at(rules, bytes, size, at, rule, list) : 0;

        at += found > 0 ? found : 1;
    }
    for (size_t i = rules->count; i > 0 && rules->rules[i - 1].kind == RULE_REGEX; i--)
        if (!user_regex_scan(rules->rules[i - 1].regex, bytes, size, rule, list))
            return false;
    return true;
}

static bool is_within(const struct user_rule *rule, const unsigned char *address, unsigned family)
{
    if (rule->family != family || memcmp(rule->address, address, rule->bits / 8) != 0)
        return false;
    return rule->bits % 8 == 0 || ((rule->address[rule->bits / 8] ^ address[rule->bits / 8]) >> (8 - rule->bits % 8)) == 0;
}

bool user_rules_keep(const struct user_rules *rules, enum pseudonym_kind kind, const char *value, size_t size)
{
    unsigned char address[16] = { 0 };
    unsigned family = kind == PSEUDONYM_IPV4 && ipv4_read(value, size, address)   ? 4
                      : kind == PSEUDONYM_IPV6 && ipv6_read(value, size, address) ? 6
                                                                                  : 0;

    if (kind == PSEUDONYM_SECRET)
        return false;
    for (size_t i = 0; i < rules->count; i++) {
        const struct user_rule *rule = &rules->rules[i];

        if (rule->kind != RULE_KEEP)
            continue;
        if (rule->family != 0 ? family != 0 && is_within(rule, address, family) : rule->size == size && same(value, rule->text, size))
            return true;
    }
    return false;
}
