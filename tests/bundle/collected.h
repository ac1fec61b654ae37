/* A machine with a folder of logs, and what a bundle would hold of them. Included by the tests of the collectors. */
#ifndef TESTS_BUNDLE_COLLECTED_H
#define TESTS_BUNDLE_COLLECTED_H

#define _GNU_SOURCE /* what the tests do to files: renameat2, unshare, mknod */
#include "tests/support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bundle/collect.h"
#include "bundle/safe_files.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/platform/clock.h"

#define LOGS   "var/log/microsoft/mdatp"
#define SECRET "the-content-of-somebody-elses-file"

static struct redactor *redactor;
static struct host *host;
static char *root, *logs;
static struct collect_options options;
static struct collection collection;

static inline int set_up(void **state)
{
    static const struct redact_options redact = { .level = REDACT_IDENTITY, .key = "a key that only this test has" };
    static const char *const only[] = { "agent-logs", NULL };

    (void)state;
    alarm(240); /* whatever hangs fails */
    redactor = redactor_new(&redact);
    root = make_folder();
    logs = text_format("%s/" LOGS, root);
    host = host_open_live(&(struct host_options){ .root = root });
    options = (struct collect_options){ .only = only, .root = root, .now = clock_now(), .timeout_seconds = 5 };
    write_file(root, LOGS "/microsoft_defender.log", "all is well\n", 12);
    write_file(root, "secret", SECRET "\n", sizeof SECRET);
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    collection_free(&collection);
    host_free(host);
    redactor_free(redactor);
    remove_folder(root);
    free(logs);
    alarm(0);
    return 0;
}

static inline void collect_logs(void)
{
    collection_free(&collection);
    collection = collect(host, redactor, &options);
}

/* The row of the bundle with this path below logs/agent-logs/; NULL where there is none. */
static inline struct entry *row(const char *name)
{
    char *path = text_format("logs/agent-logs%s%s", name[0] != '\0' ? "/" : "", name);
    struct entry *found = NULL;

    for (size_t i = 0; i < collection.count && found == NULL; i++)
        if (strcmp(collection.entries[i].path, path) == 0)
            found = &collection.entries[i];
    free(path);
    return found;
}

static inline long long drain(struct feed *feed, struct text *content)
{
    char buffer[65536];
    long long got;

    while ((got = feed->read(feed, buffer, sizeof buffer)) > 0)
        text_append_bytes(content, buffer, (size_t)got);
    return got;
}

/* The content of a row; NULL where it gives none. Yours to free. */
static inline char *content_of(struct entry *entry)
{
    struct text content = { 0 };
    struct feed *feed = entry->open != NULL ? entry->open(entry) : NULL;

    if (feed == NULL)
        return NULL;
    drain(feed, &content);
    feed_close(feed);
    return text_take(&content);
}

static inline void assert_content(const char *name, const char *expected)
{
    struct entry *entry = row(name);
    char *content;

    assert_non_null(entry);
    content = content_of(entry);
    assert_non_null(content);
    assert_string_equal(content, expected);
    free(content);
}

/* It has a row that says so, and no content. */
static inline void assert_refused(const char *name, enum entry_status status, const char *why)
{
    struct entry *entry = row(name);
    char *content;

    if (entry == NULL)
        fail_msg("no row for %s", name);
    content = content_of(entry);
    assert_null(content);
    assert_string_equal(entry_status_name(entry->status), entry_status_name(status));
    if (strstr(entry->why, why) == NULL)
        fail_msg("%s: %s", name, entry->why);
}

static inline void assert_no_secret(void)
{
    for (size_t i = 0; i < collection.count; i++) {
        char *content = content_of(&collection.entries[i]);

        if (content != NULL && strstr(content, SECRET) != NULL)
            fail_msg("%s holds another file's content", collection.entries[i].path);
        free(content);
    }
}

static inline char *in_logs(const char *name)
{
    return text_format("%s/%s", logs, name);
}

static inline void link_in_logs(const char *target, const char *name)
{
    char *path = in_logs(name);

    assert_int_equal(symlink(target, path), 0);
    free(path);
}

static inline void write_at(const char *name, long long offset, const char *text)
{
    char *path = in_logs(name);
    int handle = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    assert_true(handle >= 0);
    assert_int_equal(pwrite(handle, text, strlen(text), offset), (ssize_t)strlen(text));
    close(handle);
    free(path);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
