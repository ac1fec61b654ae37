/* Opening a bundle that somebody sent. */
#include "bundle/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/archive_kind.h"
#include "bundle/compress.h"
#include "bundle/input_file.h"
#include "bundle/libraries.h"
#include "bundle/manifest.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/host/file_tree.h"
#include "healthcheck/host/machine.h"

/* A read of libarchive's, and how many damaged entries are passed over: each costs a walk through the directory. */
enum { CHUNK = 64 * 1024, MOST_DAMAGED = 100, NAME_AT = 30 /* of an entry, in its header */ };

struct opened_archive {
    struct input_file *file;
    struct zip_layout layout;
    unsigned long long at; /* where libarchive reads */
    char chunk[CHUNK];
};

static la_ssize_t read_chunk(struct archive *archive, void *context, const void **bytes)
{
    struct opened_archive *opened = context;
    unsigned long long left = input_file_size(opened->file) - opened->at;
    size_t size = left < CHUNK ? (size_t)left : CHUNK;

    (void)archive;
    if (!input_file_read(opened->file, opened->at, opened->chunk, size))
        return -1;
    opened->at += size;
    *bytes = opened->chunk;
    return (la_ssize_t)size;
}

static la_int64_t seek(struct archive *archive, void *context, la_int64_t offset, int whence)
{
    struct opened_archive *opened = context;
    la_int64_t size = (la_int64_t)input_file_size(opened->file);
    la_int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (la_int64_t)opened->at : size;

    (void)archive;
    if (offset < -base || offset > size - base)
        return ARCHIVE_FATAL;
    opened->at = (unsigned long long)(base + offset);
    return base + offset;
}

/* Only zips, by their directory, which the layout has shown to be true; NULL where libarchive gives up. */
static struct archive *begin(struct opened_archive *opened)
{
    const struct archive_library *library = archive_library();
    struct archive *archive = library->archive_read_new();

    opened->at = 0;
    if (archive == NULL)
        return NULL;
    if (library->archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK &&
        library->archive_read_set_read_callback(archive, read_chunk) == ARCHIVE_OK &&
        library->archive_read_set_seek_callback(archive, seek) == ARCHIVE_OK &&
        library->archive_read_append_callback_data(archive, opened) == ARCHIVE_OK && library->archive_read_open1(archive) == ARCHIVE_OK)
        return archive;
    library->archive_read_free(archive);
    return NULL;
}

enum outcome { ENTRY_IS_GOOD, ENTRY_IS_DAMAGED, ENTRY_WAS_ENOUGH };

/* Counts bytes as they come: more than the headers say is damage, and so is less. libarchive compares the CRC at the end. */
static enum outcome read_content(struct archive *archive, const struct zip_member *member, const struct archive_visit *visit)
{
    const struct archive_library *library = archive_library();
    unsigned long long got = 0;

    for (;;) {
        const void *bytes;
        size_t size;
        la_int64_t offset;
        int result = library->archive_read_data_block(archive, &bytes, &size, &offset);

        if (result == ARCHIVE_EOF)
            break;
        if (result != ARCHIVE_OK || offset < 0 || (unsigned long long)offset != got || size > member->size - got)
            return ENTRY_IS_DAMAGED;
        got += size;
        if (size > 0 && !visit->piece(visit->context, member->name, bytes, size))
            return ENTRY_WAS_ENOUGH;
    }
    if (got != member->size)
        return ENTRY_IS_DAMAGED;
    return visit->piece(visit->context, member->name, "", 0) ? ENTRY_IS_GOOD : ENTRY_WAS_ENOUGH;
}

/* libarchive's first line: its texts end in a line break here and there. */
static void tell_damage(const struct archive_visit *visit, const char *name, struct archive *archive)
{
    const char *why = archive != NULL ? archive_library()->archive_error_string(archive) : NULL;
    struct error line;

    if (why == NULL)
        why = "its size is not what its header says";
    error_set(&line, "%.*s", (int)strcspn(why, "\r\n"), why);
    visit->damaged(visit->context, name, line.text);
}

/* The next header, which must be the layout's next. */
static bool next_is(struct archive *archive, const struct zip_member *member)
{
    struct archive_entry *entry;
    const char *name;

    if (archive == NULL || archive_library()->archive_read_next_header(archive, &entry) != ARCHIVE_OK)
        return false;
    name = archive_library()->archive_entry_pathname(entry);
    return name == NULL || strcmp(name, member->name) == 0;
}

/* A new look that stands before the entry `index`: libarchive does not go on behind a damaged one. */
static struct archive *begin_at(struct opened_archive *opened, struct archive *old, size_t index)
{
    struct archive *archive;

    if (old != NULL)
        archive_library()->archive_read_free(old);
    archive = begin(opened);
    for (size_t i = 0; archive != NULL && i < index; i++)
        if (!next_is(archive, &opened->layout.members[i])) {
            archive_library()->archive_read_free(archive);
            return NULL;
        }
    return archive;
}

bool archive_walk(struct opened_archive *opened, const struct archive_visit *visit)
{
    struct archive *archive = begin(opened);
    size_t damaged = 0;
    enum outcome outcome = ENTRY_IS_GOOD;

    for (size_t i = 0; i < opened->layout.count && outcome != ENTRY_WAS_ENOUGH; i++) {
        const struct zip_member *member = &opened->layout.members[i];
        bool is_there = next_is(archive, member);

        if (is_there && visit->wants != NULL && !visit->wants(visit->context, member->name))
            continue;
        outcome = is_there ? read_content(archive, member, visit) : ENTRY_IS_DAMAGED;
        if (outcome != ENTRY_IS_DAMAGED)
            continue;
        if (visit->damaged != NULL)
            tell_damage(visit, member->name, archive);
        if (++damaged > MOST_DAMAGED || visit->damaged == NULL)
            outcome = ENTRY_WAS_ENOUGH;
        else
            archive = begin_at(opened, archive, i + 1);
    }
    if (archive != NULL)
        archive_library()->archive_read_free(archive);
    return outcome != ENTRY_WAS_ENOUGH;
}

struct taking {
    const char *name;
    size_t limit;
    struct text *content;
    bool is_whole;
};

static bool is_taken(void *context, const char *name)
{
    return strcmp(((struct taking *)context)->name, name) == 0;
}

static bool take_piece(void *context, const char *name, const char *bytes, size_t size)
{
    struct taking *taking = context;

    (void)name;
    taking->is_whole = size == 0;
    if (size == 0 || size > taking->limit - taking->content->size)
        return false;
    text_append_bytes(taking->content, bytes, size);
    return true;
}

bool archive_take(struct opened_archive *opened, const char *name, size_t limit, struct text *content)
{
    struct taking taking = { name, limit, content, false };
    const struct zip_member *member = table_find(&opened->layout.by_name, name);

    if (member == NULL || strcmp(member->name, name) != 0 || member->size > limit)
        return false;
    (void)archive_walk(opened, &(struct archive_visit){ is_taken, take_piece, NULL, &taking });
    return taking.is_whole;
}

static bool read_bytes(void *context, unsigned long long at, void *bytes, size_t size)
{
    return input_file_read(context, at, bytes, size);
}

/* Does the end of the file name a manifest, or its begin a fact? Then it is, or was, a bundle: one that was cut short has no end. */
static bool was_bundle(const struct opened_archive *opened)
{
    static const char fact[] = "facts/";
    unsigned long long size = input_file_size(opened->file);
    size_t looked = size < CHUNK ? (size_t)size : CHUNK;
    char *end = memory_get(CHUNK), name[sizeof fact];
    bool is_named = input_file_read(opened->file, NAME_AT, name, sizeof fact - 1) && memcmp(name, fact, sizeof fact - 1) == 0;

    if (input_file_read(opened->file, size - looked, end, looked))
        for (size_t at = 0; !is_named && at + 13 <= looked; at++)
            is_named = memcmp(end + at, "manifest.json", 13) == 0;
    free(end);
    return is_named;
}

static bool refuse_kind(const struct opened_archive *opened, const char *path, struct error *error)
{
    unsigned char bytes[ARCHIVE_KIND_LOOKS_AT];
    unsigned long long size = input_file_size(opened->file);
    size_t looked = size < sizeof bytes ? (size_t)size : sizeof bytes;

    if (!input_file_read(opened->file, 0, bytes, looked))
        return error_set(error, "%s cannot be read", path);
    if (archive_kind_is_encrypted(bytes, looked))
        return error_set(error, "%s is encrypted: first `openssl cms -decrypt -inform DER -binary -in %s -out bundle.zip -inkey KEY`", path, path);
    return archive_kind(bytes, looked) == NULL ||
           error_set(error, "%s is %s, and no support bundle of healthcheck: expected the zip that --supportBundle wrote", path,
                     archive_kind(bytes, looked));
}

static enum archive_state check(struct opened_archive *opened, const char *path, struct error *error)
{
    const struct zip_bytes bytes = { read_bytes, opened->file, input_file_size(opened->file) };
    struct error inner = { "" };

    if (archive_library() == NULL) {
        error_set(error, "libarchive.so.13 is not installed: on Debian and Ubuntu `apt install libarchive13`");
        return ARCHIVE_FOREIGN;
    }
    if (!refuse_kind(opened, path, error))
        return ARCHIVE_FOREIGN;
    if (!zip_layout_read(&opened->layout, &bytes, &inner)) {
        bool is_bundle = was_bundle(opened);

        error_set(error, is_bundle ? "%s is no zip as healthcheck wrote it: %s" : "%s is a zip, but no support bundle of healthcheck: %s", path,
                  inner.text);
        return is_bundle ? ARCHIVE_BROKEN : ARCHIVE_FOREIGN;
    }
    if (table_find(&opened->layout.by_name, "manifest.json") != NULL)
        return ARCHIVE_OPENED;
    error_set(error, "%s is a zip, but no support bundle of healthcheck: it has no manifest.json", path);
    return ARCHIVE_FOREIGN;
}

enum archive_state archive_open(struct opened_archive **opened, const char *path, struct error *error)
{
    struct input_file *file = input_file_open(path, error);
    enum archive_state state;

    *opened = NULL;
    if (file == NULL)
        return ARCHIVE_FOREIGN;
    *opened = memory_get(sizeof **opened);
    (*opened)->file = file;
    state = check(*opened, path, error);
    if (state != ARCHIVE_OPENED) {
        archive_close(*opened);
        *opened = NULL;
    }
    return state;
}

void archive_close(struct opened_archive *opened)
{
    zip_layout_free(&opened->layout);
    input_file_close(opened->file);
    free(opened);
}

const struct zip_layout *archive_layout(const struct opened_archive *opened)
{
    return &opened->layout;
}

bool archive_packed_crc(struct opened_archive *opened, const struct zip_member *member, uint32_t *crc)
{
    *crc = 0;
    for (unsigned long long done = 0; done < member->packed_size;) {
        unsigned long long left = member->packed_size - done;
        size_t size = left < CHUNK ? (size_t)left : CHUNK;

        if (!input_file_read(opened->file, member->at + done, opened->chunk, size))
            return false;
        *crc = compress_crc32(*crc, opened->chunk, size);
        done += size;
    }
    return true;
}

/* Its schema is in its first bytes: written so, and cheap to look at. */
static bool has_our_manifest(struct opened_archive *opened, const char *path, struct error *error)
{
    static const char schema[] = "{\"schema\":\"healthcheck.bundle/1\"";
    struct text manifest = { 0 };
    bool is_ours;

    if (!archive_take(opened, "manifest.json", ARCHIVE_LARGEST_MANIFEST, &manifest)) {
        text_free(&manifest);
        return error_set(error, "%s: its manifest.json is damaged or too large", path);
    }
    is_ours = text_starts(text_of(&manifest), schema);
    text_free(&manifest);
    return is_ours || error_set(error, "%s is no support bundle of healthcheck: its manifest.json is not of the schema healthcheck.bundle/1", path);
}

/* What the user of archive_read() gave, and what broke. */
struct reading {
    const struct archive_visit *visit;
    char name[64], why[160];
};

static bool pass_wants(void *context, const char *name)
{
    const struct archive_visit *visit = ((struct reading *)context)->visit;

    return visit->wants == NULL || visit->wants(visit->context, name);
}

static bool pass_piece(void *context, const char *name, const char *bytes, size_t size)
{
    const struct archive_visit *visit = ((struct reading *)context)->visit;

    return visit->piece(visit->context, name, bytes, size);
}

static void note_damage(void *context, const char *name, const char *why)
{
    struct reading *reading = context;

    if (reading->name[0] == '\0') {
        snprintf(reading->name, sizeof reading->name, "%s", name);
        snprintf(reading->why, sizeof reading->why, "%s", why);
    }
}

bool archive_read(const char *path, bool (*wants)(void *context, const char *name), archive_piece *piece, void *context, struct error *error)
{
    const struct archive_visit visit = { wants, piece, NULL, context };
    struct reading reading = { .visit = &visit };
    struct opened_archive *opened;
    bool is_read = false;

    if (archive_open(&opened, path, error) != ARCHIVE_OPENED)
        return false;
    if (has_our_manifest(opened, path, error)) {
        is_read = archive_walk(opened, &(struct archive_visit){ pass_wants, pass_piece, note_damage, &reading });
        if (reading.name[0] != '\0')
            is_read = error_set(error, "%s: the entry '%s' is damaged: %s", path, reading.name, reading.why);
        else if (!is_read)
            error_set(error, "%s was not read to its end", path);
    }
    archive_close(opened);
    return is_read;
}
