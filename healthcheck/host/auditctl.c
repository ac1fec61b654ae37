/* What auditctl prints: its rules and its state. */
#include "healthcheck/host/auditctl.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Takes the next word off `rest`; false at the end. */
static bool next_word(struct span *rest, struct span *word)
{
    size_t size = 0;

    *rest = span_trim(*rest);
    while (size < rest->size && !is_blank(rest->data[size]))
        size++;
    *word = (struct span){ rest->data, size };
    if (size == 0)
        return false;
    *rest = (struct span){ rest->data + size, rest->size - size };
    return true;
}

static struct span without_quotes(struct span word)
{
    if (word.size >= 2 && (word.data[0] == '"' || word.data[0] == '\'') && word.data[word.size - 1] == word.data[0])
        return (struct span){ word.data + 1, word.size - 2 };
    return word;
}

static bool is_field_key(struct span word, const char *key)
{
    return span_starts(word, "key=") && span_is(without_quotes((struct span){ word.data + 4, word.size - 4 }), key);
}

static bool has_key(struct span line, const char *key)
{
    struct span word;

    while (next_word(&line, &word)) {
        if (is_field_key(word, key))
            return true;
        if (span_is(word, "-k") && next_word(&line, &word) && span_is(without_quotes(word), key))
            return true;
    }
    return false;
}

static bool is_rule(struct span line)
{
    return span_starts(line, "-a ") || span_starts(line, "-A ") || span_starts(line, "-w ") || span_starts(line, "LIST_RULES:");
}

struct audit_rules audit_rules_read(const char *bytes, size_t size, const char *key)
{
    struct audit_rules rules = { 0 };
    struct span rest = { bytes, size }, line;

    while (span_next_line(&rest, &line)) {
        line = span_trim(line);
        if (span_is(line, "No rules"))
            rules.says_no_rules = true;
        if (!is_rule(line))
            continue;
        rules.count++;
        if (!has_key(line, key))
            continue;
        if (rules.with_key++ == 0)
            rules.first = line;
    }
    rules.is_understood = rules.count > 0 || rules.says_no_rules;
    return rules;
}

/* A single digit, nothing behind it. */
static bool read_enabled(struct span word, int *enabled)
{
    if (word.size != 1 || word.data[0] < '0' || word.data[0] > '9')
        return false;
    *enabled = word.data[0] - '0';
    return true;
}

bool audit_status_enabled(const char *bytes, size_t size, int *enabled)
{
    struct span rest = { bytes, size }, line, word;

    while (span_next_line(&rest, &line)) {
        if (!next_word(&line, &word))
            continue;
        if (span_is(word, "enabled"))
            return next_word(&line, &word) && read_enabled(word, enabled);
        if (!span_is(word, "AUDIT_STATUS:"))
            continue;
        while (next_word(&line, &word))
            if (span_starts(word, "enabled="))
                return read_enabled((struct span){ word.data + 8, word.size - 8 }, enabled);
    }
    return false;
}
