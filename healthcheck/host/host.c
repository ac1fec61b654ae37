/* The machine being examined: remembers each answer, so that every fact asked for can be put into a bundle. */
#include "healthcheck/host/host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/table.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/machine.h"
#include "healthcheck/platform/thread.h"

/* A fact and its room; asked for by one thread, waited for by the others. */
struct record {
    struct fact fact;
    char *key, *text, *why;
    bool is_known;
};

struct host {
    struct machine *machine;
    struct mutex *mutex;
    struct condition *answered;
    struct table records; /* key -> struct record */
    char **notes;
    size_t note_count;
};

struct host *host_new(struct machine *machine)
{
    struct host *host = memory_get(sizeof *host);

    host->machine = machine;
    host->mutex = mutex_new();
    host->answered = condition_new();
    return host;
}

void answer_absent(struct answer *answer)
{
    answer->state = FACT_ABSENT;
}

void answer_unreadable(struct answer *answer, const char *format, ...)
{
    va_list arguments;
    char why[512];

    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    answer->state = FACT_UNREADABLE;
    free(answer->why);
    answer->why = memory_copy_text(why);
}

enum { LONGEST_KEY = 8192 };

const char *host_key_fault(const char *key)
{
    static const char *const kinds[] = { "system", "clock",     "file",          "folder",  "file-info",      "file-version", "registry",
                                         "env",    "service",   "process",       "command", "command-status", "connect",      "download",
                                         "dns",    "network",   "registry-time", "user",    "disk",           "file-tail",    "file-signature",
                                         "events", "proxy-api", "trial" };
    const char *at = key;
    bool is_known = strcmp(key, "endpoint-geography") == 0;

    /* Windows' longest path has 32,767 characters, Linux' 4,096 bytes; a variable or a value that a key is made of may have millions. */
    if (strlen(key) > LONGEST_KEY)
        return "the key is longer than any path that is in use";

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && !is_known; i++)
        is_known = strncmp(key, kinds[i], strlen(kinds[i])) == 0 && key[strlen(kinds[i])] == '/';
    if (!is_known)
        return "there is no such kind of fact (docs/contract.md section 4 lists them)";
    for (;;) {
        size_t size = strcspn(at, "/");
        /* A list ends in '/', and the root of a Linux machine has no name: "disk/". */
        bool is_end_of_list = size == 0 && *at == '\0' && (text_starts(key, "registry/") || strcmp(key, "disk/") == 0);

        if ((size == 0 && !is_end_of_list) || (size == 1 && at[0] == '.') || (size == 2 && at[0] == '.' && at[1] == '.'))
            return "a component of the key is empty, `.` or `..`";
        if (at[size] == '\0')
            return NULL;
        at += size + 1;
    }
}

static void keep(struct record *record, struct answer *answer)
{
    struct fact *fact = &record->fact;

    fact->state = answer->state;
    fact->key = record->key;
    fact->size = answer->state == FACT_PRESENT ? answer->text.size : 0;
    if (answer->state == FACT_PRESENT)
        record->text = text_take(&answer->text);
    else
        text_free(&answer->text);
    record->why = answer->why;
    fact->text = record->text != NULL ? record->text : "";
    fact->why = record->why != NULL ? record->why : "";
    if (answer->is_typed)
        fact->type = answer->type;
    else
        fact->type = memchr(fact->text, '\0', fact->size) == NULL && text_is_utf8(fact->text, fact->size) ? FACT_TEXT : FACT_BYTES;
}

static void look(struct host *host, struct record *record)
{
    struct answer answer = { 0 };
    const char *fault = host_key_fault(record->key);

    if (fault != NULL)
        answer_unreadable(&answer, "%s", fault);
    else
        host->machine->look(host->machine, host, record->key, &answer);
    keep(record, &answer);
}

/* Under the mutex. */
static struct record *add_record(struct host *host, const char *key)
{
    struct record *record = memory_get(sizeof *record);

    record->key = memory_copy_text(key);
    table_put(&host->records, record->key, record);
    return record;
}

const struct fact *host_ask(struct host *host, const char *key)
{
    struct record *record;

    mutex_lock(host->mutex);
    record = table_find(&host->records, key);
    if (record == NULL) {
        record = add_record(host, key);
        mutex_unlock(host->mutex);
        look(host, record);
        mutex_lock(host->mutex);
        record->is_known = true;
        condition_wake_all(host->answered);
    }
    while (!record->is_known)
        condition_wait(host->answered, host->mutex);
    mutex_unlock(host->mutex);
    return &record->fact;
}

const struct fact *host_ask_for(struct host *host, const char *key_format, ...)
{
    va_list arguments, again;
    const struct fact *fact;
    char *key;
    int size;

    va_start(arguments, key_format);
    va_copy(again, arguments);
    size = vsnprintf(NULL, 0, key_format, arguments);
    key = memory_get((size_t)(size < 0 ? 0 : size) + 1);
    vsnprintf(key, (size_t)(size < 0 ? 0 : size) + 1, key_format, again);
    va_end(again);
    va_end(arguments);
    fact = host_ask(host, key);
    free(key);
    return fact;
}

/* The keys that are not known yet, being tried. */
struct tries {
    struct host *host;
    const char **keys;
    struct record **records; /* one a key */
    size_t *indices;         /* of the keys in the caller's list */
    size_t count;
    host_connected *done;
    void *context;
};

static void take_tried(void *context, size_t index, const char *text, const char *why)
{
    struct tries *tries = context;
    struct answer answer = { 0 };

    if (text != NULL)
        text_append(&answer.text, text);
    else
        answer_unreadable(&answer, "%s", why);
    keep(tries->records[index], &answer);
    mutex_lock(tries->host->mutex);
    tries->records[index]->is_known = true;
    condition_wake_all(tries->host->answered);
    mutex_unlock(tries->host->mutex);
    if (tries->done != NULL)
        tries->done(tries->context, tries->indices[index], &tries->records[index]->fact);
}

void host_connect(struct host *host, const char *const *keys, size_t count, host_connected *done, void *context)
{
    struct tries tries = { .host = host,
                           .keys = memory_get((count + 1) * sizeof *tries.keys),
                           .records = memory_get((count + 1) * sizeof *tries.records),
                           .indices = memory_get((count + 1) * sizeof *tries.indices),
                           .done = done,
                           .context = context };

    mutex_lock(host->mutex);
    for (size_t i = 0; i < count && host->machine->connect != NULL; i++)
        if (table_find(&host->records, keys[i]) == NULL && host_key_fault(keys[i]) == NULL) {
            tries.keys[tries.count] = keys[i];
            tries.indices[tries.count] = i;
            tries.records[tries.count++] = add_record(host, keys[i]);
        }
    mutex_unlock(host->mutex);
    if (tries.count > 0)
        host->machine->connect(host->machine, tries.keys, tries.count, take_tried, &tries);
    for (size_t i = 0, tried = 0; i < count; i++)
        if (tried < tries.count && tries.indices[tried] == i)
            tried++;
        else if (done != NULL)
            done(context, i, host_ask(host, keys[i]));
    free(tries.keys);
    free(tries.records);
    free(tries.indices);
}

bool host_holds(const struct host *host, const char *kind)
{
    return host->machine->holds != NULL && host->machine->holds(host->machine, kind);
}

void host_start_commands(struct host *host, const char *const *names)
{
    if (host->machine->start_commands != NULL)
        host->machine->start_commands(host->machine, host, names);
}

const char *host_source(const struct host *host)
{
    return host->machine->source;
}

void host_add_note(struct host *host, const char *format, ...)
{
    char note[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(note, sizeof note, format, arguments);
    va_end(arguments);
    mutex_lock(host->mutex);
    host->notes = memory_resize(host->notes, host->note_count + 1, sizeof *host->notes);
    host->notes[host->note_count++] = memory_copy_text(note);
    mutex_unlock(host->mutex);
}

const char *host_note(const struct host *host, size_t index)
{
    return index < host->note_count ? host->notes[index] : NULL;
}

const struct fact *host_asked(const struct host *host, size_t index)
{
    return index < host->records.count ? &((const struct record *)host->records.entries[index].thing)->fact : NULL;
}

void host_free(struct host *host)
{
    if (host == NULL)
        return;
    host->machine->close(host->machine);
    for (size_t i = 0; i < host->records.count; i++) {
        struct record *record = host->records.entries[i].thing;

        free(record->key);
        free(record->text);
        free(record->why);
        free(record);
    }
    table_free(&host->records);
    for (size_t i = 0; i < host->note_count; i++)
        free(host->notes[i]);
    free(host->notes);
    condition_free(host->answered);
    mutex_free(host->mutex);
    free(host);
}
