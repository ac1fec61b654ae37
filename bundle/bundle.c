/* The bundle's container: what comes out of the pipeline, as entries of a zip. */
#include "bundle/bundle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/compress.h"
#include "bundle/encrypt.h"
#include "bundle/pipeline.h"
#include "bundle/zip_layout.h"
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
    struct source *sources; /* one an entry */

    /* The entry whose bytes libzip pulls: it takes them one after the other, and asks what they were before it opens the next one. */
    struct entry *entry;
    const struct block *block; /* being handed over, or NULL */
    size_t at;                 /* in block->packed */
    unsigned long long packed_size;
    uint32_t crc;
    EVP_MD_CTX *sha256;
    bool is_at_end;
    zip_error_t error;
};

/* What libzip knows an entry by. */
struct source {
    struct writer *writer;
    struct entry *entry;
    unsigned long long listed_size; /* a thread that opens it may find another one, at any time */
};

static void finish_hash(struct writer *writer)
{
    writer->digest->EVP_DigestFinal_ex(writer->sha256, writer->entry->sha256, NULL);
    writer->entry->is_hashed = true;
}

static uint32_t at_most(unsigned long long times)
{
    return times < UINT32_MAX ? (uint32_t)times : UINT32_MAX;
}

static void add_count(struct entry *entry, uint32_t rule, unsigned long long times)
{
    size_t count = 0;

    while (entry->redactions != NULL && entry->redactions[count].times > 0) {
        if (entry->redactions[count].rule == rule) {
            entry->redactions[count].times = at_most(times + entry->redactions[count].times);
            return;
        }
        count++;
    }
    entry->redactions = memory_resize(entry->redactions, count + 2, sizeof *entry->redactions);
    entry->redactions[count] = (struct rule_count){ rule, at_most(times) };
    entry->redactions[count + 1] = (struct rule_count){ 0, 0 };
}

void entry_count_redactions(struct entry *entry, const struct redactions *redactions)
{
    for (uint32_t i = 0; i < REDACT_MOST_RULES; i++)
        if (redactions->by_rule[i] > 0)
            add_count(entry, i, redactions->by_rule[i]);
}

static void add_why(struct entry *entry, const char *why)
{
    char *before = entry->why;

    entry->why = before != NULL ? text_format("%s; %s", before, why) : memory_copy_text(why);
    free(before);
}

/* A part of it could not be redacted: a line stands in its place. */
static void note_refusal(struct entry *entry)
{
    if (entry->status == ENTRY_REFUSED)
        return;
    entry->status = ENTRY_REFUSED;
    add_why(entry, "a part of it could not be redacted and was left out");
}

static void note_end(struct entry *entry)
{
    if (entry->is_broken_off && entry->status == ENTRY_COLLECTED)
        entry->status = ENTRY_TRUNCATED;
    if (entry->end_why != NULL)
        add_why(entry, entry->end_why);
    free(entry->end_why);
    entry->end_why = NULL;
}

void entry_note_block(struct entry *entry, const struct block *block)
{
    entry->size += block->plain.size;
    entry_count_redactions(entry, &block->redactions);
    if (block->is_refused)
        note_refusal(entry);
    if (block->is_last)
        note_end(entry);
}

/* The block's bytes as they go into the zip. */
static const char *packed_of(const struct writer *writer)
{
    return writer->entry->is_stored ? text_of(&writer->block->plain) : (const char *)writer->block->packed;
}

static size_t packed_size_of(const struct writer *writer)
{
    return writer->entry->is_stored ? writer->block->plain.size : writer->block->packed_size;
}

/* What the manifest will say is complete before the last block is given back: the manifest's own entry may be opened then. */
static void note_block(struct writer *writer)
{
    struct entry *entry = writer->entry;
    const struct block *block = writer->block;

    writer->crc = compress_crc32(writer->crc, text_of(&block->plain), block->plain.size);
    entry->packed_crc = compress_crc32(entry->packed_crc, packed_of(writer), packed_size_of(writer));
    writer->digest->EVP_DigestUpdate(writer->sha256, text_of(&block->plain), block->plain.size);
    entry_note_block(entry, block);
    writer->is_at_end = block->is_last;
    if (block->is_last)
        finish_hash(writer);
}

/* The block whose bytes come next; false at the end, or where the pipeline was stopped. */
static bool next_block(struct writer *writer)
{
    if (writer->is_at_end)
        return false;
    writer->block = pipeline_next(writer->pipeline);
    if (writer->block == NULL)
        return false;
    writer->at = 0;
    note_block(writer);
    return true;
}

static void give_back(struct writer *writer)
{
    writer->bytes += writer->block->plain.size;
    writer->files += writer->block->is_last ? 1 : 0;
    writer->block = NULL;
    pipeline_release(writer->pipeline);
    if (writer->options->progress != NULL)
        writer->options->progress(writer->options->context, writer->files, writer->bytes);
}

static zip_int64_t read_packed(struct writer *writer, char *data, zip_uint64_t size)
{
    zip_uint64_t got = 0;

    while (got < size && (writer->block != NULL || next_block(writer))) {
        size_t left = packed_size_of(writer) - writer->at, taken = left < size - got ? left : (size_t)(size - got);

        memcpy(data + got, packed_of(writer) + writer->at, taken);
        got += taken;
        writer->at += taken;
        writer->packed_size += taken;
        if (writer->at == packed_size_of(writer))
            give_back(writer);
    }
    if (got == 0 && !writer->is_at_end)
        zip_library()->zip_error_set(&writer->error, ZIP_ER_CANCELLED, 0);
    return got == 0 && !writer->is_at_end ? -1 : (zip_int64_t)got;
}

/* Asked before the data, where the size decides on zip64, and after it, where everything counts. */
static zip_int64_t tell_size(const struct source *source, zip_stat_t *stat)
{
    const struct writer *writer = source->writer;
    const struct entry *entry = source->entry;

    zip_library()->zip_stat_init(stat);
    stat->comp_method = entry->is_stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
    stat->size = source->listed_size * MOST_GROWTH;
    stat->valid = ZIP_STAT_COMP_METHOD | ZIP_STAT_CRC | ZIP_STAT_SIZE;
    if (writer->entry == entry && writer->is_at_end) {
        stat->crc = writer->crc;
        stat->size = entry->size;
        stat->comp_size = writer->packed_size;
        stat->valid |= ZIP_STAT_COMP_SIZE;
    }
    return (zip_int64_t)sizeof *stat;
}

static zip_int64_t begin_entry(struct writer *writer, struct entry *entry)
{
    writer->entry = entry;
    writer->packed_size = 0;
    writer->crc = 0;
    writer->is_at_end = false;
    if (writer->digest->EVP_DigestInit_ex(writer->sha256, writer->digest->EVP_sha256(), NULL) == 1)
        return 0;
    zip_library()->zip_error_set(&writer->error, ZIP_ER_MEMORY, 0);
    return -1;
}

static zip_int64_t serve(void *context, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
    struct source *source = context;

    switch (command) {
    case ZIP_SOURCE_SUPPORTS:
        return zip_library()->zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
                                                             ZIP_SOURCE_FREE, -1);
    case ZIP_SOURCE_OPEN:
        return begin_entry(source->writer, source->entry);
    case ZIP_SOURCE_READ:
        return read_packed(source->writer, data, size);
    case ZIP_SOURCE_STAT:
        return tell_size(source, data);
    case ZIP_SOURCE_ERROR:
        return zip_library()->zip_error_to_data(&source->writer->error, data, size);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    default:
        zip_library()->zip_error_set(&source->writer->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

static bool add_entry(struct writer *writer, zip_t *archive, struct source *own, struct error *error)
{
    const struct zip_library *zip = zip_library();
    zip_source_t *source = zip->zip_source_function(archive, serve, own);
    uint32_t time = zip_layout_time(writer->options->now);
    zip_int64_t index;

    index = source != NULL ? zip->zip_file_add(archive, own->entry->path, source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
        error_set(error, "%.300s cannot be added: %s", own->entry->path, zip->zip_error_strerror(zip->zip_get_error(archive)));
        if (source != NULL)
            zip->zip_source_free(source);
        return false;
    }
    if (own->entry->is_stored)
        zip->zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0);
    zip->zip_file_set_dostime(archive, (zip_uint64_t)index, (zip_uint16_t)(time & 0xffff), (zip_uint16_t)(time >> 16), 0);
    zip->zip_file_set_external_attributes(archive, (zip_uint64_t)index, 0, ZIP_OPSYS_UNIX, 0100600u << 16);
    return true;
}

static bool add_entries(struct writer *writer, zip_t *archive, struct error *error)
{
    for (size_t i = 0; i < writer->count; i++)
        if (writer->entries[i].open != NULL && !add_entry(writer, archive, &writer->sources[i], error))
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

    writer->sources = memory_get(writer->count * sizeof *writer->sources);
    for (size_t i = 0; i < writer->count; i++)
        writer->sources[i] = (struct source){ writer, &writer->entries[i], writer->entries[i].original_size };
    writer->sha256 = writer->digest->EVP_MD_CTX_new();
    zip_library()->zip_error_init(&writer->error);
    writer->pipeline = writer->sha256 != NULL ? pipeline_start(writer->entries, writer->count, redactor, writer->options) : NULL;
    if (writer->pipeline == NULL) {
        error_set(error, "no thread could be started");
    } else {
        is_written = write_archive(writer, sink, error);
        pipeline_stop(writer->pipeline);
    }
    zip_library()->zip_error_fini(&writer->error);
    writer->digest->EVP_MD_CTX_free(writer->sha256);
    free(writer->sources);
    zip_sink_free(sink);
    return is_written;
}

/* The zip goes to a file beside the output that never gets its name; only what is encrypted does. */
static bool write_both(struct writer *writer, struct output_file *plain, struct output_file *encrypted, const struct redactor *redactor,
                       const struct recipients *recipients, struct error *error)
{
    return write_entries(writer, plain, redactor, error) && bundle_encrypt(plain, encrypted, recipients, error);
}

static struct output_file *begin_output(const char *path, const struct bundle_options *options, struct error *error)
{
    if (options->next_path != NULL && !options->may_replace)
        return output_file_begin_free(path, options->next_path, options->context, error);
    return output_file_begin(path, options->may_replace, error);
}

static bool write_encrypted(const char *path, struct writer *writer, const struct redactor *redactor, struct error *error)
{
    struct recipients *recipients = recipients_read(writer->options->encrypt_to, error);
    struct output_file *encrypted = NULL, *plain = NULL;
    bool is_written = false;

    if (recipients != NULL)
        encrypted = begin_output(path, writer->options, error);
    if (encrypted != NULL)
        plain = output_file_begin_hidden(encrypted, error);
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
    file = begin_output(path, options, error);
    if (file == NULL)
        return false;
    if (write_entries(&writer, file, redactor, error))
        return output_file_commit(file, error);
    output_file_abandon(file);
    return false;
}
