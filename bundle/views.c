/* What stands encoded in a text is redacted, too. */
#include "bundle/views.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/encoded_run.h"
#include "bundle/unescape.h"
#include "healthcheck/core/memory.h"

/* How deep codings lie in each other: a JSON text in a JSON text in base64. */
enum { MOST_VIEWS = 3 };

/* A stretch that is written anew. */
struct change {
    size_t from, to;
    struct match match;
    size_t text, text_size;   /* of `texts`: what is written */
    bool is_whole;            /* a run of base64 that was redacted inside, by these rules: */
    size_t rules, rule_count; /* of `rules`, a byte each */
};

/* Everything that is found in one text. */
struct changes {
    struct change *items;
    size_t count, capacity;
    struct text texts, rules;
};

static bool find_changes(const struct redactor *redactor, const char *bytes, size_t size, int depth, struct changes *changes);

static void changes_free(struct changes *changes)
{
    free(changes->items);
    text_free(&changes->texts);
    text_free(&changes->rules);
}

static struct change *add_change(struct changes *changes, size_t from, size_t to)
{
    if (changes->count == changes->capacity) {
        changes->capacity = changes->capacity == 0 ? 64 : 2 * changes->capacity;
        changes->items = memory_resize(changes->items, changes->capacity, sizeof *changes->items);
    }
    changes->items[changes->count] = (struct change){ .from = from, .to = to, .text = changes->texts.size };
    return &changes->items[changes->count++];
}

static int compare_changes(const void *a, const void *b)
{
    const struct change *one = a, *two = b;

    if (one->from != two->from)
        return one->from < two->from ? -1 : 1;
    return one->to != two->to ? (one->to > two->to ? -1 : 1) : 0;
}

static bool is_secret(const struct change *change)
{
    return !change->is_whole && change->match.kind == PSEUDONYM_SECRET;
}

/* Which of two that lie over each other says what is written: a secret, else the longer one. */
static bool is_stronger(const struct change *one, const struct change *other)
{
    if (is_secret(one) != is_secret(other))
        return is_secret(one);
    return one->to - one->from > other->to - other->from;
}

/* In their order, none over another: what overlaps becomes one. */
static void settle(struct changes *changes)
{
    size_t kept = 0;

    qsort(changes->items, changes->count, sizeof *changes->items, compare_changes);
    for (size_t i = 0; i < changes->count; i++) {
        struct change *last = kept > 0 ? &changes->items[kept - 1] : NULL, next = changes->items[i];

        if (last == NULL || next.from >= last->to) {
            changes->items[kept++] = next;
            continue;
        }
        if (is_stronger(&next, last)) {
            next.from = last->from;
            next.to = next.to > last->to ? next.to : last->to;
            *last = next;
        } else if (next.to > last->to) {
            last->to = next.to;
        }
    }
    changes->count = kept;
}

static bool find_in_bytes(const struct redactor *redactor, const char *bytes, size_t size, struct changes *changes)
{
    struct match_list list = { 0 };
    bool is_done = redact_find(redactor, bytes, size, &list);

    for (size_t i = 0; is_done && i < list.count; i++) {
        const struct match *match = &list.items[i];
        struct change *change = add_change(changes, match->from, match->to);

        change->match = *match;
        redact_replace(redactor, match, bytes + match->from, match->to - match->from, &changes->texts);
        change->text_size = changes->texts.size - change->text;
    }
    match_list_free(&list);
    return is_done;
}

static void count_change(const struct changes *changes, const struct change *change, struct redactions *counts)
{
    if (counts != NULL && !change->is_whole)
        counts->by_rule[change->match.rule]++;
    for (size_t i = 0; counts != NULL && i < change->rule_count; i++)
        counts->by_rule[(unsigned char)changes->rules.data[change->rules + i]]++;
}

/* A change within a text whose own changes are `inner` counts for `change`. */
static void add_rules(struct changes *changes, struct change *change, const struct changes *inner, const struct change *found)
{
    if (change->rule_count == 0)
        change->rules = changes->rules.size;
    if (found->is_whole)
        text_append_bytes(&changes->rules, text_of(&inner->rules) + found->rules, found->rule_count);
    else
        text_append_char(&changes->rules, (char)found->match.rule);
    change->rule_count = changes->rules.size - change->rules;
}

/* What is written instead of `bytes`, by its changes. */
static void write_changes(const struct changes *changes, const char *bytes, size_t size, struct text *out)
{
    size_t written = 0;

    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->items[i];

        text_append_bytes(out, bytes + written, change->from - written);
        text_append_bytes(out, text_of(&changes->texts) + change->text, change->text_size);
        written = change->to;
    }
    text_append_bytes(out, bytes + written, size - written);
}

static bool find_in_escapes(const struct redactor *redactor, const char *bytes, size_t size, int depth, struct changes *changes)
{
    struct unescaped view = { 0 };
    struct changes inner = { 0 };
    bool is_done = true;

    if (unescape(bytes, size, &view) && view.text.size > 0) {
        is_done = find_changes(redactor, view.text.data, view.text.size, depth + 1, &inner);
        for (size_t i = 0; is_done && i < inner.count; i++) {
            const struct change *found = &inner.items[i];
            struct change *change;
            size_t from, to;

            /* A run that has no escape in it was read already. */
            if (!unescaped_place(&view, found->from, found->to, &from, &to) && found->is_whole)
                continue;
            change = add_change(changes, from, to);
            change->match = found->match;
            change->text_size = found->text_size;
            change->is_whole = found->is_whole;
            if (found->is_whole)
                add_rules(changes, change, &inner, found);
            text_append_bytes(&changes->texts, text_of(&inner.texts) + found->text, found->text_size);
        }
    }
    changes_free(&inner);
    unescaped_free(&view);
    return is_done;
}

/* A run whose content cannot be read here, and may be anything. */
static void hide_run(const struct redactor *redactor, const char *bytes, const struct encoded_run *run, struct changes *changes)
{
    struct change *change = add_change(changes, run->from, run->to);

    change->match = (struct match){ .from = run->from, .to = run->to, .kind = PSEUDONYM_SECRET, .rule = redact_encoded_rule(redactor) };
    redact_replace(redactor, &change->match, bytes + run->from, run->to - run->from, &changes->texts);
    change->text_size = changes->texts.size - change->text;
}

static bool find_in_runs(const struct redactor *redactor, const char *bytes, size_t size, int depth, struct changes *changes)
{
    struct marks letters = encoded_run_letters(bytes, size);
    struct encoded_run run = { 0 };
    struct text content = { 0 };
    bool is_done = true;

    for (size_t at = 0; is_done && at < size && encoded_run_next(&letters, at, &run, &content); at = run.to) {
        struct changes inner = { 0 };

        if (run.is_packed || depth == MOST_VIEWS) {
            if (run.is_packed)
                hide_run(redactor, bytes, &run, changes);
            continue;
        }
        is_done = find_changes(redactor, content.data, content.size, depth + 1, &inner);
        if (is_done && inner.count > 0) {
            struct change *change = add_change(changes, run.from, run.to);
            struct text plain = { 0 };

            change->is_whole = true;
            write_changes(&inner, content.data, content.size, &plain);
            for (size_t i = 0; i < inner.count; i++)
                add_rules(changes, change, &inner, &inner.items[i]);
            encoded_run_write(&run, text_of(&plain), plain.size, &changes->texts);
            change->text_size = changes->texts.size - change->text;
            text_free(&plain);
        }
        changes_free(&inner);
    }
    text_free(&content);
    return is_done;
}

static bool find_changes(const struct redactor *redactor, const char *bytes, size_t size, int depth, struct changes *changes)
{
    size_t found;

    if (size >= UINT32_MAX || !find_in_bytes(redactor, bytes, size, changes))
        return false;
    found = changes->count;
    if (depth < MOST_VIEWS && !find_in_escapes(redactor, bytes, size, depth, changes))
        return false;
    if (!find_in_runs(redactor, bytes, size, depth, changes))
        return false;
    if (changes->count > found)
        settle(changes);
    return true;
}

/* Matches in the bytes as they are, and changes that views gave, each in its order, become one row in which none is over another. */
struct merge {
    const struct redactor *redactor;
    const char *bytes;
    const struct match_list *matches;
    const struct changes *changes;
    size_t next_match, next_change, written;
    struct text *out;
    struct redactions *counts;
    struct change last; /* not written yet, as long as it has a size */
    bool is_match;      /* it is what `last.match` says, and has no text yet */
};

static void write_last(struct merge *merge)
{
    const struct change *last = &merge->last;
    const struct match *match = &last->match;

    if (last->to == last->from)
        return;
    text_append_bytes(merge->out, merge->bytes + merge->written, last->from - merge->written);
    if (merge->is_match)
        redact_replace(merge->redactor, match, merge->bytes + match->from, match->to - match->from, merge->out);
    else
        text_append_bytes(merge->out, text_of(&merge->changes->texts) + last->text, last->text_size);
    merge->written = last->to;
    count_change(merge->changes, last, merge->counts);
}

/* The next of both; at one place what stands in the bytes comes first. */
static bool take_next(struct merge *merge, struct change *next, bool *is_match)
{
    bool has_match = merge->next_match < merge->matches->count, has_change = merge->next_change < merge->changes->count;

    *is_match = has_match;
    if (has_match) {
        const struct match *match = &merge->matches->items[merge->next_match];

        *next = (struct change){ .from = match->from, .to = match->to, .match = *match };
        *is_match = !has_change || compare_changes(next, &merge->changes->items[merge->next_change]) <= 0;
    }
    if (has_change && !*is_match)
        *next = merge->changes->items[merge->next_change];
    merge->next_match += *is_match;
    merge->next_change += !*is_match;
    return has_match || has_change;
}

static void write_merged(struct merge *merge, size_t size)
{
    struct change next;
    bool is_match;

    while (take_next(merge, &next, &is_match)) {
        if (next.from >= merge->last.to) {
            write_last(merge);
        } else if (!is_stronger(&next, &merge->last)) {
            merge->last.to = next.to > merge->last.to ? next.to : merge->last.to;
            continue;
        } else {
            next.from = merge->last.from;
            next.to = next.to > merge->last.to ? next.to : merge->last.to;
        }
        merge->last = next;
        merge->is_match = is_match;
    }
    write_last(merge);
    text_append_bytes(merge->out, merge->bytes + merge->written, size - merge->written);
}

/* Where no view gave anything. */
static void write_matches(const struct redactor *redactor, const char *bytes, size_t size, const struct match_list *matches, struct text *out,
                          struct redactions *counts)
{
    size_t written = 0;

    for (size_t i = 0; i < matches->count; i++) {
        const struct match *match = &matches->items[i];

        text_append_bytes(out, bytes + written, match->from - written);
        redact_replace(redactor, match, bytes + match->from, match->to - match->from, out);
        written = match->to;
        if (counts != NULL)
            counts->by_rule[match->rule]++;
    }
    text_append_bytes(out, bytes + written, size - written);
}

bool views_redact(const struct redactor *redactor, const char *bytes, size_t size, struct text *out, struct redactions *counts)
{
    struct match_list matches = { 0 };
    struct changes changes = { 0 };
    bool is_done = size < UINT32_MAX && redact_find(redactor, bytes, size, &matches) && find_in_escapes(redactor, bytes, size, 0, &changes) &&
                   find_in_runs(redactor, bytes, size, 0, &changes);

    if (is_done && changes.count == 0) {
        write_matches(redactor, bytes, size, &matches, out, counts);
    } else if (is_done) {
        struct merge merge = { .redactor = redactor, .bytes = bytes, .matches = &matches, .changes = &changes, .out = out, .counts = counts };

        if (changes.count > 1)
            qsort(changes.items, changes.count, sizeof *changes.items, compare_changes);
        write_merged(&merge, size);
    }
    match_list_free(&matches);
    changes_free(&changes);
    return is_done;
}
