/* Facts as entries: everything the host was asked for, so that the bundle is a captured host (docs/contract.md section 3). */
#include <stdlib.h>
#include <string.h>

#include "bundle/entry_name.h"
#include "bundle/fact_text.h"
#include "bundle/gather.h"
#include "bundle/registry_file.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/host/captured_name.h"
#include "healthcheck/host/commands.h"

/* A list of lines under way: unreadable.txt, absent.txt. */
struct lines {
    char **lines;
    size_t count, capacity;
};

/* Facts being turned into entries. */
struct facts {
    struct gathering *gathering;
    struct registry_file *registry;
    struct lines absent, unreadable;
    struct redactions *counts; /* of what is redacted here: keys, reasons, the registry */
    bool has_drives;
};

/* The content of an entry: a fact's own bytes, or what they were decoded to. */
struct fact_content {
    struct content content;
    const struct fact *fact; /* the host's */
    struct fact_text decoded;
};

struct fact_feed {
    struct feed feed;
    const char *bytes;
    size_t size, at;
};

static long long read_fact(struct feed *feed, char *buffer, size_t size)
{
    struct fact_feed *own = (struct fact_feed *)feed;
    size_t left = own->size - own->at, taken = size < left ? size : left;

    memcpy(buffer, own->bytes + own->at, taken);
    own->at += taken;
    return (long long)taken;
}

static void close_fact(struct feed *feed)
{
    free(feed);
}

static struct feed *open_fact(struct entry *entry)
{
    const struct fact_content *content = entry->context;
    struct fact_feed *feed = memory_get(sizeof *feed);
    const struct text *decoded = &content->decoded.text;
    bool is_decoded = decoded->size > 0;

    feed->bytes = is_decoded ? decoded->data : content->fact->text;
    feed->size = is_decoded ? decoded->size : content->fact->size;
    feed->feed = (struct feed){ .read = read_fact, .close = close_fact, .most = feed->size };
    return &feed->feed;
}

static void free_fact(struct content *content)
{
    text_free(&((struct fact_content *)content)->decoded.text);
    free(content);
}

/* Takes `line` over. */
static void add_line(struct lines *lines, char *line)
{
    if (lines->count == lines->capacity) {
        lines->capacity = lines->capacity > 0 ? 2 * lines->capacity : 64;
        lines->lines = memory_resize(lines->lines, lines->capacity, sizeof *lines->lines);
    }
    lines->lines[lines->count++] = line;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* As names of facts are written, so that a line feed in a key makes no second line; without the mark of kinds that nest. */
static char *listed_key(const char *key)
{
    char *name = captured_name_from_key(key);
    size_t size = strlen(name), key_size = strlen(key);

    if (size > 0 && name[size - 1] == '%' && (key_size == 0 || key[key_size - 1] != '%'))
        name[size - 1] = '\0';
    return name;
}

/* A reason is one line without tabs. Yours to free. */
static char *redacted_line(struct facts *facts, const char *text)
{
    struct text line = { 0 };

    if (!redact(facts->gathering->redactor, text, strlen(text), &line, facts->counts))
        text_append(&line, "the reason could not be redacted");
    for (size_t i = 0; i < line.size; i++)
        if ((unsigned char)line.data[i] < 0x20)
            line.data[i] = ' ';
    return text_take(&line);
}

/* What a bundle of this machine lacks: what a command would have said, and files and folders. Of a captured host nobody had it. */
static bool is_missed(const struct host *host, const char *key)
{
    const struct command *command = text_starts(key, "command/") ? command_named(key + strlen("command/")) : NULL;

    return strcmp(host_source(host), "live") == 0 && (text_starts(key, "file/") || text_starts(key, "folder/") ||
                                                      (command != NULL && (command->purposes & (COMMAND_FOR_REPORT | COMMAND_FOR_BUNDLE)) != 0));
}

static void add_missed(struct facts *facts, const char *key, const char *why)
{
    char *name = captured_name_from_key(key), *path = text_format("facts/%s", name);
    char *unique = entry_name_of_fact(&facts->gathering->names, path);

    free(path);
    free(name);
    if (unique != NULL) {
        struct entry *entry = gather_row(facts->gathering, unique, "facts");

        entry->status = text_starts(why, "timed out") ? ENTRY_TIMED_OUT : ENTRY_UNREADABLE;
        entry->why = redacted_line(facts, why);
    }
}

/* `key` is redacted already. */
static void add_unreadable(struct facts *facts, const char *key, const char *why)
{
    char *listed = listed_key(key), *reason = redacted_line(facts, why);

    add_line(&facts->unreadable, text_format("%s\t%s\n", listed, reason));
    free(listed);
    free(reason);
}

static void add_absent(struct facts *facts, const char *key)
{
    char *listed = listed_key(key);

    add_line(&facts->absent, text_format("%s\n", listed));
    free(listed);
}

static void miss(void *context, const char *key, const char *why)
{
    add_unreadable(context, key, why);
}

/* Four numbers with dots could be an address, too; of the version of a program it is known that they are none. */
static bool is_version(const struct fact *fact)
{
    return text_starts(fact->key, "file-version/") && strspn(fact->text, "0123456789.") == fact->size;
}

/* An entry of its own. */
static void add_file(struct facts *facts, const struct fact *fact, const char *key)
{
    struct fact_content *content = memory_get(sizeof *content);
    char *name = captured_name_from_key(key), *path = text_format("facts/%s", name), *unique;
    bool is_there = table_find(&facts->gathering->names, path) != NULL && captured_name_ignores_case(key, facts->has_drives);
    struct entry *entry;
    struct error why = { "another key has the same name once it is redacted" };

    free(name);
    content->content.free = free_fact;
    content->fact = fact;
    unique = is_there ? NULL : entry_name_of_fact(&facts->gathering->names, path);
    free(path);
    if (unique == NULL || !fact_text_of(&content->decoded, facts->gathering->redactor, fact->text, fact->size, facts->counts, &why)) {
        if (!is_there)
            add_unreadable(facts, key, why.text);
        /* The name stays taken: nobody frees a key of the table before the table. */
        if (unique != NULL) {
            entry = gather_row(facts->gathering, unique, "facts");
            entry->status = ENTRY_REFUSED;
            entry->why = memory_copy_text(why.text);
        }
        free_fact(&content->content);
        return;
    }
    if (strcmp(fact->key, "system/hostname") == 0)
        content->decoded.is_redacted = redact_host(facts->gathering->redactor, fact->text, fact->size, &content->decoded.text);
    entry = gather_row(facts->gathering, unique, "facts");
    entry->open = open_fact;
    entry->context = content;
    entry->original_size = fact->size;
    entry->is_redacted = content->decoded.is_redacted || is_version(fact);
    if (fact->why[0] != '\0') {
        entry->status = ENTRY_TRUNCATED;
        entry->why = redacted_line(facts, fact->why);
    }
}

static void add_fact(struct facts *facts, const struct fact *fact)
{
    char *key = redact_name(facts->gathering->redactor, fact->key, facts->counts);

    if (key == NULL)
        return;
    if (fact->state == FACT_ABSENT)
        add_absent(facts, key);
    else if (fact->state == FACT_UNREADABLE) {
        add_unreadable(facts, key, fact->why);
        if (is_missed(facts->gathering->host, fact->key))
            add_missed(facts, key, fact->why);
    } else if (text_starts(fact->key, "registry/"))
        registry_file_add(facts->registry, fact);
    else
        add_file(facts, fact, key);
    free(key);
}

static bool is_listable(const struct fact *fact)
{
    return text_starts(fact->key, "registry/") && strrchr(fact->key, '/') > fact->key + strlen("registry/");
}

/* The key of each registry fact is recorded whole: its list, and all its values. So a list reads back as it was, and what is not in the
   export is known not to be there. */
static void ask_whole_keys(struct host *host)
{
    size_t asked = 0;
    const struct fact *fact;

    while (host_asked(host, asked) != NULL)
        asked++;
    for (size_t i = 0; i < asked; i++) {
        struct span rest, line;
        char *key;

        fact = host_asked(host, i);
        if (!is_listable(fact) || fact->state == FACT_UNREADABLE)
            continue;
        key = memory_copy(fact->key, (size_t)(strrchr(fact->key, '/') + 1 - fact->key));
        fact = host_ask(host, key);
        rest = (struct span){ fact->text, fact->size };
        while (span_next_line(&rest, &line))
            if (line.size > 0 && line.data[line.size - 1] != '/')
                host_ask_for(host, "%s%.*s", key, (int)line.size, line.data);
        free(key);
    }
}

static int by_key(const void *a, const void *b)
{
    return strcmp((*(const struct fact *const *)a)->key, (*(const struct fact *const *)b)->key);
}

/* Sorted, each line once. */
static struct text text_of_lines(struct lines *lines)
{
    struct text text = { 0 };

    if (lines->count > 0)
        qsort(lines->lines, lines->count, sizeof *lines->lines, by_text);
    for (size_t i = 0; i < lines->count; i++) {
        if (i == 0 || strcmp(lines->lines[i], lines->lines[i - 1]) != 0)
            text_append(&text, lines->lines[i]);
    }
    for (size_t i = 0; i < lines->count; i++)
        free(lines->lines[i]);
    free(lines->lines);
    return text;
}

/* There even where it is empty: it says that what is in no list was not captured. */
static void add_absent_list(struct facts *facts)
{
    struct text text = text_of_lines(&facts->absent);

    gather_text(facts->gathering, memory_copy_text("facts/absent.txt"), "facts", &text);
}

/* The content of unreadable.txt: what is known when the facts are listed, and the rows before it that may be refused on their way. */
struct unreadable_content {
    struct content content;
    struct text text;
    size_t rows;
};

static void free_unreadable(struct content *content)
{
    text_free(&((struct unreadable_content *)content)->text);
    free(content);
}

/* A line stands in the place of what the redactor refused; who reads the bundle as a host must not take it for the fact. */
static void append_refused(struct text *text, const struct entry *entry)
{
    const char *name = entry->path + strlen("facts/");
    size_t size = strlen(name);

    text_append_format(text, "%.*s\t%s\n", (int)(name[size - 1] == '%' ? size - 1 : size), name, entry->why);
}

static struct feed *open_unreadable(struct entry *entry)
{
    struct unreadable_content *content = entry->context;

    for (const struct entry *fact = entry - content->rows; fact < entry; fact++)
        if (fact->status == ENTRY_REFUSED && fact->open != NULL)
            append_refused(&content->text, fact);
    return feed_text(&content->text);
}

static struct entry *add_unreadable_list(struct facts *facts, size_t first)
{
    struct unreadable_content *content = memory_get(sizeof *content);
    struct entry *entry = gather_row(facts->gathering, memory_copy_text("facts/unreadable.txt"), "facts");

    content->content.free = free_unreadable;
    content->text = text_of_lines(&facts->unreadable);
    content->rows = facts->gathering->count - 1 - first;
    entry->open = open_unreadable;
    entry->context = content;
    entry->original_size = content->text.size;
    entry->is_redacted = entry->sees_earlier = true;
    return entry;
}

static void add_registry(struct facts *facts)
{
    struct text export = { 0 };

    if (!registry_file_is_empty(facts->registry)) {
        registry_file_write(facts->registry, &export, miss, facts);
        gather_text(facts->gathering, memory_copy_text("facts/registry.reg"), "facts", &export);
    }
    registry_file_free(facts->registry);
}

void gather_facts(struct gathering *gathering)
{
    struct facts facts = { .gathering = gathering, .counts = memory_get(sizeof *facts.counts) };
    const char *platform = host_ask(gathering->host, "system/platform")->text;
    const struct fact **sorted = NULL;
    size_t count = 0, first = gathering->count;

    facts.has_drives = !text_starts(platform, "linux");
    facts.registry = registry_file_new(gathering->redactor, facts.counts);
    ask_whole_keys(gathering->host);
    while (host_asked(gathering->host, count) != NULL)
        count++;
    sorted = memory_get((count + 1) * sizeof(const struct fact *));
    for (size_t i = 0; i < count; i++)
        sorted[i] = host_asked(gathering->host, i);
    qsort(sorted, count, sizeof(const struct fact *), by_key);
    for (size_t i = 0; i < count; i++)
        add_fact(&facts, sorted[i]);
    free(sorted);
    add_registry(&facts);
    add_absent_list(&facts);
    entry_count_redactions(add_unreadable_list(&facts, first), facts.counts);
    free(facts.counts);
}
