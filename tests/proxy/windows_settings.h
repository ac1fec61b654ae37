/* What the tests of Windows' sources share: records of literal hosts, and binary values composed from their parts. */
#ifndef TESTS_PROXY_WINDOWS_SETTINGS_H
#define TESTS_PROXY_WINDOWS_SETTINGS_H

#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proxy/record.h"
#include "proxy/sources.h"

#define SETTINGS_PATH "/Microsoft/Windows/CurrentVersion/Internet Settings/"

static struct host *host;
static struct proxy_record record;

static inline void append_number(struct text *hex, size_t number)
{
    text_append_format(hex, "%02zx%02zx%02zx%02zx", number & 0xff, number >> 8 & 0xff, number >> 16 & 0xff, number >> 24 & 0xff);
}

static inline void append_string(struct text *hex, const char *string)
{
    append_number(hex, strlen(string));
    for (; *string != '\0'; string++)
        text_append_format(hex, "%02x", (unsigned char)*string);
}

/* A binary value as a literal fact; without a URL where it is NULL. Good until the fourth call from now. */
static inline const char *blob(unsigned version, unsigned flags, const char *proxy, const char *bypass, const char *url)
{
    static char blobs[4][2048];
    static size_t next;
    char *text = blobs[next++ % 4];
    struct text hex = { 0 };

    append_number(&hex, version);
    append_number(&hex, 1);
    append_number(&hex, flags);
    append_string(&hex, proxy);
    append_string(&hex, bypass);
    if (url != NULL)
        append_string(&hex, url);
    snprintf(text, sizeof blobs[0], LITERAL_BINARY "%s", text_of(&hex));
    text_free(&hex);
    return text;
}

static inline int end_record(void **state)
{
    (void)state;
    proxy_record_free(&record);
    host_free(host);
    host = NULL;
    return 0;
}

static inline void read_source(const struct proxy_source *source, const char *const facts[][2])
{
    if (host != NULL)
        end_record(NULL);
    host = host_open_literal(facts);
    record = (struct proxy_record){ .source = source };
    source->read(host, &record);
}

/* The proxy for https URLs, "none" where there is none. Good until the next call. */
static inline const char *https_proxy(void)
{
    static char text[256];
    const struct proxy_list_entry *entry = proxy_list_for(&record.proxies, "https");
    char *uri = entry != NULL ? proxy_address_uri(&entry->address) : NULL;

    snprintf(text, sizeof text, "%s", uri != NULL ? uri : "none");
    free(uri);
    return text;
}

static inline void assert_problem(const char *word, const char *summary)
{
    for (size_t i = 0; i < record.problems.count; i++)
        if (strcmp(record.problems.items[i].kind->word, word) == 0 && strcmp(record.problems.items[i].summary, summary) == 0)
            return;
    for (size_t i = 0; i < record.problems.count; i++)
        print_error("%s: %s\n", record.problems.items[i].kind->word, record.problems.items[i].summary);
    fail_msg("nobody said %s: %s", word, summary);
}

static inline void assert_no_problem_but(const char *word)
{
    for (size_t i = 0; i < record.problems.count; i++)
        if (word == NULL || strcmp(record.problems.items[i].kind->word, word) != 0)
            fail_msg("%s: %s", record.problems.items[i].kind->word, record.problems.items[i].summary);
}

#endif
