/* The bundle's container: what comes out of the pipeline, as entries of a zip. */
#include "bundle/bundle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/compress.h"
#include "bundle/encrypt.h"
#include "bundle/pipeline.h"
#include "bundle/zip_sink.h"
#include "healthcheck/core/memory.h"

/* A text grows by pseudonyms: where it could pass 4 GiB, the zip's header has the long form (zip64) from the beginning. */
enum { MOST_GROWTH = 64 };

struct writer {
    struct entry *entries;
    size_t count;
    struct pipeline *pipeline;
    const struct bundle_options *options;
    const struct digest_library *digest;
    size_t files;
    unsigned long long bytes;
};

/* An entry while libzip pulls its bytes. */
struct pull {
    struct writer *writer;
    struct entry *entry;
    const struct block *block; /* being handed over, or NULL */
    size_t at;                 /* in block->packed */
    unsigned long long packed_size;
    uint32_t crc;
    EVP_MD_CTX *sha256;
    bool is_at_end;
    zip_error_t error;
};

static void finish_hash(struct pull *pull)
{
    unsigned char digest[32] = { 0 };

    pull->writer->digest->EVP_DigestFinal_ex(pull->sha256, digest, NULL);
    for (size_t i = 0; i < sizeof digest; i++) {
        pull->entry->sha256[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        pull->entry->sha256[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    pull->entry->sha256[64] = '\0';
}

static void count_redactions(struct entry *entry, const struct redactions *redactions)
{
    for (size_t i = 0; i < REDACT_MOST_RULES; i++) {
        if (redactions->by_rule[i] == 0)
            continue;
        if (entry->redactions == NULL)
            entry->redactions = memory_get(sizeof *entry->redactions);
        entry->redactions->by_rule[i] += redactions->by_rule[i];
    }
}

/* The block's bytes as they go into the zip. */
static const char *packed_of(const struct pull *pull)
{
    return pull->entry->is_stored ? text_of(&pull->block->plain) : (const char *)pull->block->packed;
}

static size_t packed_size_of(const struct pull *pull)
{
    return pull->entry->is_stored ? pull->block->plain.size : pull->block->packed_size;
}

/* What the manifest will say is complete before the last block is given back: the manifest's own entry may be opened then. */
static void note_block(struct pull *pull)
{
    struct entry *entry = pull->entry;
    const struct block *block = pull->block;

    pull->crc = compress_crc32(pull->crc, text_of(&block->plain), block->plain.size);
    entry->packed_crc = compress_crc32(entry->packed_crc, packed_of(pull), packed_size_of(pull));
    pull->writer->digest->EVP_DigestUpdate(pull->sha256, text_of(&block->plain), block->plain.size);
    entry->size += block->plain.size;
    count_redactions(entry, &block->redactions);
    if (block->is_refused && entry->status != ENTRY_REFUSED) {
        entry->status = ENTRY_REFUSED;
        free(entry->why);
        entry->why = memory_copy_text("a part of it could not be redacted and was left out");
    }
    pull->is_at_end = block->is_last;
    if (block->is_last)
        finish_hash(pull);
}

/* The block whose bytes come next; false at the end, or where the pipeline was stopped. */
static bool next_block(struct pull *pull)
{
    if (pull->is_at_end)
        return false;
    pull->block = pipeline_next(pull->writer->pipeline);
    if (pull->block == NULL)
        return false;
    pull->at = 0;
    note_block(pull);
    return true;
}

static void give_back(struct pull *pull)
{
    struct writer *writer = pull->writer;

    writer->bytes += pull->block->plain.size;
    writer->files += pull->block->is_last ? 1 : 0;
    pull->block = NULL;
    pipeline_release(writer->pipeline);
    if (writer->options->progress != NULL)
        writer->options->progress(writer->options->context, writer->files, writer->bytes);
}

static zip_int64_t read_packed(struct pull *pull, char *data, zip_uint64_t size)
{
    zip_uint64_t got = 0;

    while (got < size && (pull->block != NULL || next_block(pull))) {
        size_t left = packed_size_of(pull) - pull->at, taken = left < size - got ? left : (size_t)(size - got);

        memcpy(data + got, packed_of(pull) + pull->at, taken);
        got += taken;
        pull->at += taken;
        pull->packed_size += taken;
        if (pull->at == packed_size_of(pull))
            give_back(pull);
    }
    if (got == 0 && !pull->is_at_end)
        zip_library()->zip_error_set(&pull->error, ZIP_ER_CANCELLED, 0);
    return got == 0 && !pull->is_at_end ? -1 : (zip_int64_t)got;
}

/* Asked before the data, where the size decides on zip64, and after it, where everything counts. */
static zip_int64_t tell(const struct pull *pull, zip_stat_t *stat)
{
    zip_library()->zip_stat_init(stat);
    stat->comp_method = pull->entry->is_stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
    stat->crc = pull->crc;
    stat->size = pull->entry->size;
    stat->comp_size = pull->packed_size;
    stat->valid = ZIP_STAT_COMP_METHOD | ZIP_STAT_CRC | ZIP_STAT_SIZE;
    if (pull->is_at_end)
        stat->valid |= ZIP_STAT_COMP_SIZE;
    else
        stat->size = pull->entry->original_size * MOST_GROWTH;
    return (zip_int64_t)sizeof *stat;
}

static zip_int64_t open_pull(struct pull *pull)
{
    pull->sha256 = pull->writer->digest->EVP_MD_CTX_new();
    if (pull->sha256 != NULL && pull->writer->digest->EVP_DigestInit_ex(pull->sha256, pull->writer->digest->EVP_sha256(), NULL) == 1)
        return 0;
    zip_library()->zip_error_set(&pull->error, ZIP_ER_MEMORY, 0);
    return -1;
}

static void free_pull(struct pull *pull)
{
    pull->writer->digest->EVP_MD_CTX_free(pull->sha256);
    zip_library()->zip_error_fini(&pull->error);
    free(pull);
}

static zip_int64_t serve(void *context, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
    struct pull *pull = context;

    switch (command) {
    case ZIP_SOURCE_SUPPORTS:
        return zip_library()->zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
                                                             ZIP_SOURCE_FREE, -1);
    case ZIP_SOURCE_OPEN:
        return open_pull(pull);
    case ZIP_SOURCE_READ:
        return read_packed(pull, data, size);
    case ZIP_SOURCE_STAT:
        return tell(pull, data);
    case ZIP_SOURCE_ERROR:
        return zip_library()->zip_error_to_data(&pull->error, data, size);
    case ZIP_SOURCE_CLOSE:
        return 0;
    case ZIP_SOURCE_FREE:
        free_pull(pull);
        return 0;
    default:
        zip_library()->zip_error_set(&pull->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

/* The clock of MS-DOS: two seconds, from 1980 to 2107; UTC, so that the same moment gives the same bytes everywhere. */
static void dos_time(moment now, zip_uint16_t *time, zip_uint16_t *date)
{
    int year = 1980, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    char text[MOMENT_TEXT_SIZE];

    moment_write(now, text);
    sscanf(text, "%d-%d-%dT%d:%d:%d", &year, &month, &day, &hour, &minute, &second);
    year = year < 1980 ? 1980 : year > 2107 ? 2107 : year;
    *time = (zip_uint16_t)(hour << 11 | minute << 5 | second / 2);
    *date = (zip_uint16_t)((year - 1980) << 9 | month << 5 | day);
}

static bool add_entry(struct writer *writer, zip_t *archive, struct entry *entry, struct error *error)
{
    const struct zip_library *zip = zip_library();
    struct pull *pull = memory_get(sizeof *pull);
    zip_uint16_t time, date;
    zip_source_t *source;
    zip_int64_t index;

    pull->writer = writer;
    pull->entry = entry;
    zip->zip_error_init(&pull->error);
    source = zip->zip_source_function(archive, serve, pull);
    index = source != NULL ? zip->zip_file_add(archive, entry->path, source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
        error_set(error, "%.300s cannot be added: %s", entry->path, zip->zip_error_strerror(zip->zip_get_error(archive)));
        if (source != NULL)
            zip->zip_source_free(source);
        else
            free_pull(pull);
        return false;
    }
    if (entry->is_stored)
        zip->zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0);
    dos_time(writer->options->now, &time, &date);
    zip->zip_file_set_dostime(archive, (zip_uint64_t)index, time, date, 0);
    zip->zip_file_set_external_attributes(archive, (zip_uint64_t)index, 0, ZIP_OPSYS_UNIX, 0100600u << 16);
    return true;
}

static bool add_entries(struct writer *writer, zip_t *archive, struct error *error)
{
    for (size_t i = 0; i < writer->count; i++)
        if (writer->entries[i].open != NULL && !add_entry(writer, archive, &writer->entries[i], error))
            return false;
    return true;
}

static int is_cancelled(zip_t *archive, void *context)
{
    const struct bundle_options *options = ((struct writer *)context)->options;

    (void)archive;
    return options->is_cancelled != NULL && options->is_cancelled(options->context);
}

/* Pulls everything through; the archive is closed or discarded. */
static bool write_archive(struct writer *writer, struct zip_sink *sink, struct error *error)
{
    const struct zip_library *zip = zip_library();
    zip_t *archive = zip_sink_open(sink, error);

    if (archive == NULL)
        return false;
    zip->zip_register_cancel_callback_with_state(archive, is_cancelled, NULL, writer);
    if (add_entries(writer, archive, error)) {
        /* The last entry may have been what failed: then libzip did not ask again. */
        if (zip->zip_close(archive) == 0)
            return !is_cancelled(NULL, writer) || error_set(error, "interrupted");
        if (is_cancelled(archive, writer))
            error_set(error, "interrupted");
        else
            error_set(error, "%s", zip_sink_why(sink)[0] != '\0' ? zip_sink_why(sink) : zip->zip_error_strerror(zip->zip_get_error(archive)));
    }
    zip->zip_discard(archive);
    return false;
}

static bool write_entries(struct writer *writer, struct output_file *file, const struct redactor *redactor, struct error *error)
{
    struct zip_sink *sink = zip_sink_new(file);
    bool is_written = false;

    writer->pipeline = pipeline_start(writer->entries, writer->count, redactor, writer->options);
    if (writer->pipeline == NULL) {
        error_set(error, "no thread could be started");
    } else {
        is_written = write_archive(writer, sink, error);
        pipeline_stop(writer->pipeline);
    }
    zip_sink_free(sink);
    return is_written;
}

/* The zip goes to a file beside the output that never gets its name; only what is encrypted does. */
static bool write_both(struct writer *writer, struct output_file *plain, struct output_file *encrypted, const struct redactor *redactor,
                       const struct recipients *recipients, struct error *error)
{
    return write_entries(writer, plain, redactor, error) && bundle_encrypt(plain, encrypted, recipients, error);
}

static bool write_encrypted(const char *path, struct writer *writer, const struct redactor *redactor, struct error *error)
{
    struct recipients *recipients = recipients_read(writer->options->encrypt_to, error);
    struct output_file *encrypted = NULL, *plain = NULL;
    bool is_written = false;

    if (recipients != NULL)
        encrypted = output_file_begin(path, writer->options->may_replace, error);
    if (encrypted != NULL)
        plain = output_file_begin(path, writer->options->may_replace, error);
    if (plain != NULL) {
        is_written = write_both(writer, plain, encrypted, redactor, recipients, error);
        output_file_abandon(plain);
    }
    if (is_written)
        is_written = output_file_commit(encrypted, error);
    else if (encrypted != NULL)
        output_file_abandon(encrypted);
    recipients_free(recipients);
    return is_written;
}

bool bundle_write(const char *path, struct entry *entries, size_t count, const struct redactor *redactor, const struct bundle_options *options,
                  struct error *error)
{
    struct writer writer = { .entries = entries, .count = count, .options = options, .digest = digest_library() };
    struct output_file *file;

    if (zip_library() == NULL || libdeflate_library() == NULL || writer.digest == NULL)
        return error_set(error, "%s is not installed: on Debian and Ubuntu `apt install %s`",
                         zip_library() == NULL          ? "libzip.so.4"
                         : libdeflate_library() == NULL ? "libdeflate.so.0"
                                                        : "libcrypto.so.3",
                         zip_library() == NULL          ? "libzip4"
                         : libdeflate_library() == NULL ? "libdeflate0"
                                                        : "libssl3");
    if (options->encrypt_to != NULL && options->encrypt_to[0] != NULL)
        return write_encrypted(path, &writer, redactor, error);
    file = output_file_begin(path, options->may_replace, error);
    if (file == NULL)
        return false;
    if (write_entries(&writer, file, redactor, error))
        return output_file_commit(file, error);
    output_file_abandon(file);
    return false;
}
