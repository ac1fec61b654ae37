/* A machine with a folder of logs, and what a bundle would hold of them. Included by the tests of the collectors. */
#ifndef TESTS_BUNDLE_COLLECTED_H
#define TESTS_BUNDLE_COLLECTED_H

#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/collect.h"
#include "bundle/safe_files.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/platform/clock.h"

#define SECRET "the-content-of-somebody-elses-file"

static const char *collector;
static struct redactor *redactor;
static struct host *host;
static char *root, *logs;
static struct collect_options options;
static struct collection collection;

/* The collector that looks into this folder of logs, with one log in it, and a secret that is none. */
static inline void set_up_logs(const char *of_collector, const char *folder, const char *log, const char *secret)
{
    static const struct redact_options redact = { .level = REDACT_IDENTITY, .key = "a key that only this test has" };
    static const char *only[2];
    char *path = text_format("%s/%s", folder, log);

    only[0] = collector = of_collector;
    redactor = redactor_new(&redact);
    root = make_folder();
    logs = text_format("%s/%s", root, folder);
    host = host_open_live(&(struct host_options){ .root = root });
    options = (struct collect_options){ .only = only, .root = root, .now = clock_now() };
    write_file(root, path, "all is well\n", 12);
    write_file(root, secret, SECRET "\n", sizeof SECRET);
    free(path);
}

static inline int tear_down(void **state)
{
    (void)state;
    collection_free(&collection);
    host_free(host);
    redactor_free(redactor);
    remove_folder(root);
    free(logs);
    return 0;
}

static inline void collect_logs(void)
{
    collection_free(&collection);
    collection = collect(host, redactor, &options);
}

/* The row of the bundle with this path below logs/<collector>/; "" is the one about the folder. NULL where there is none. */
static inline struct entry *row(const char *name)
{
    char *path = text_format("logs/%s%s%s", collector, name[0] != '\0' ? "/" : "", name);
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

    if (entry == NULL)
        fail_msg("no row for %s", name);
    content = content_of(entry);
    if (content == NULL)
        fail_msg("%s: %s", name, entry->why);
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
    if (entry->why == NULL || strstr(entry->why, why) == NULL)
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

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
