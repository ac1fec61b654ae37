/* A small bundle, for tests that open it. */
#include "tests/bundle/made_bundle.h"

#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/manifest.h"
#include "bundle/verify.h"
#include "healthcheck/core/memory.h"

enum { MOST_ENTRIES = 80000 };

static const char *const usual[][2] = {
    { "facts/system/platform", "linux\n" },
    { "facts/system/hostname", "build-7\n" },
    { "facts/file/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n" },
    { "logs/agent/agent.log", NULL },
    { NULL, NULL },
};

/* What is being made; one at a time. */
struct making {
    const struct made_bundle *made;
    struct redactor *redactor;
    struct entry entries[MOST_ENTRIES];
    size_t count, listed;
    struct text manifest;
    struct error error;
};
static struct making *making;

static struct feed *open_text(struct entry *entry)
{
    struct text text = { 0 };

    if (entry->context != NULL)
        text_append(&text, entry->context);
    for (int i = 0; entry->context == NULL && i < 2000; i++)
        text_append_format(&text, "2026-11-21T07:%02d:%02dZ worker %d took %d ms\n", i / 60 % 60, i % 60, i * 7 % 13, i * 7919 % 1000);
    return feed_text(&text);
}

static struct feed *open_manifest(struct entry *entry)
{
    struct text copy = { 0 };

    (void)entry;
    if (making->made->manifest != NULL)
        text_append(&making->manifest, making->made->manifest);
    else
        manifest_write(&making->manifest, &(struct manifest){ .tool_version = "0.1.0",
                                                              .host = "host-1",
                                                              .platform = "linux",
                                                              .created_at = "2026-11-21T07:00:00Z",
                                                              .redactor = making->redactor,
                                                              .entries = making->entries,
                                                              .count = making->listed });
    text_append_bytes(&copy, text_of(&making->manifest), making->manifest.size);
    return feed_text(&copy);
}

static struct feed *open_signature(struct entry *entry)
{
    struct text signature = { 0 };

    (void)entry;
    bundle_sign(making->made->key_path, text_of(&making->manifest), making->manifest.size, &signature, &making->error);
    return feed_text(&signature);
}

static struct entry *add(const char *path, const char *content, struct feed *(*open)(struct entry *))
{
    struct entry *entry = &making->entries[making->count++];

    *entry = (struct entry){ .path = memory_copy_text(path), .collector = "facts", .open = open, .context = (void *)content, .is_redacted = true };
    entry->is_stored = strncmp(path, "manifest.", 9) == 0;
    return entry;
}

static void add_entries(const struct made_bundle *made)
{
    const char *const(*files)[2] = made->files != NULL ? made->files : usual;
    struct entry *missing;

    for (size_t i = 0; files[i][0] != NULL; i++)
        add(files[i][0], files[i][1], open_text);
    for (size_t i = 0; i < made->facts; i++) {
        char path[64];

        snprintf(path, sizeof path, "facts/file/etc/many/%zu", i);
        add(path, "x\n", open_text);
    }
    if (made->missing != NULL) {
        missing = add(made->missing, "", NULL);
        memset(missing->sha256, 0xaa, sizeof missing->sha256);
        missing->is_hashed = true;
    }
    making->listed = making->count;
    if (made->foreign != NULL)
        add(made->foreign, "I am not in the list\n", open_text);
    add("manifest.json", NULL, open_manifest)->sees_earlier = true;
    if (made->key_path != NULL)
        add("manifest.sig", NULL, open_signature)->sees_earlier = true;
}

bool try_to_make_bundle(const char *path, const struct made_bundle *made, struct error *error)
{
    struct redact_options options = { .level = REDACT_SECRETS };
    const struct bundle_options writing = { .now = 1795244400, .may_replace = true, .encrypt_to = made->encrypt_to };
    bool is_written;

    making = memory_get(sizeof *making);
    making->made = made;
    making->redactor = redactor_new(&options);
    add_entries(made);
    is_written = bundle_write(path, making->entries, making->count, making->redactor, &writing, error);
    assert_string_equal(making->error.text, "");
    for (size_t i = 0; i < making->count; i++) {
        free(making->entries[i].path);
        free(making->entries[i].redactions);
        free(making->entries[i].why);
    }
    text_free(&making->manifest);
    redactor_free(making->redactor);
    free(making);
    return is_written;
}

void make_bundle(const char *path, const struct made_bundle *made)
{
    struct error error = { "" };

    if (!try_to_make_bundle(path, made, &error))
        fail_msg("%s", error.text);
}

unsigned char *bytes_of_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes;
    long end;

    if (file == NULL)
        fail_msg("%s cannot be opened", path);
    fseek(file, 0, SEEK_END);
    end = ftell(file);
    rewind(file);
    bytes = memory_get((size_t)end + 1);
    *size = fread(bytes, 1, (size_t)end, file);
    fclose(file);
    assert_int_equal(*size, end);
    return bytes;
}
