/* Entries as blocks through redaction and compression. */
#include "bundle/pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/blocks.h"
#include "bundle/compress.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/platform/thread.h"

/* Larger blocks compress hardly better and take more memory, smaller ones worse (docs/bundle.md). Never by the number of threads:
   the bytes are the same with any. */
enum { BLOCK_SIZE = 1024 * 1024, SPARE_SLOTS = 2, MOST_THREADS = 16, MOST_DEFAULT_THREADS = 8 };

struct slot {
    struct block block;
    struct text raw;
    size_t packed_room;
    bool is_opaque, is_done;
};

struct pipeline {
    struct entry *entries;
    size_t count;
    const struct redactor *redactor;
    enum compression compression;
    size_t block_size;

    struct mutex *reading; /* one thread at a time reads; what follows is its own */
    size_t at;             /* the entry being read, or `count` */
    struct feed *feed;     /* its content; NULL: not opened yet */
    struct text carry;     /* read already, and of the next block */
    bool is_in_opaque;     /* the last block of the entry ended within a run that is left out */

    struct mutex *ring; /* the rest */
    struct condition *changed;
    struct slot *slots;
    size_t slot_count;
    unsigned long long taken, released; /* blocks; the slot of a block is its number modulo slot_count */
    bool is_over, is_stopped;
    struct thread *threads[MOST_THREADS];
    size_t thread_count;
};

/* Waits for a free slot, and for everything earlier to be written where the entry wants to see that. False where it is over. */
static bool wait_for_room(struct pipeline *pipeline, bool sees_earlier)
{
    bool goes_on;

    mutex_lock(pipeline->ring);
    while (!pipeline->is_stopped && pipeline->taken - pipeline->released >= (sees_earlier ? 1 : pipeline->slot_count))
        condition_wait(pipeline->changed, pipeline->ring);
    goes_on = !pipeline->is_stopped;
    mutex_unlock(pipeline->ring);
    return goes_on;
}

/* Adds to `raw` until it is a block; true where the entry is at its end. */
static bool read_on(struct pipeline *pipeline, struct text *raw)
{
    struct entry *entry = &pipeline->entries[pipeline->at];

    while (raw->size < pipeline->block_size) {
        char buffer[65536];
        size_t wanted = pipeline->block_size - raw->size < sizeof buffer ? pipeline->block_size - raw->size : sizeof buffer;
        long long got = pipeline->feed != NULL ? pipeline->feed->read(pipeline->feed, buffer, wanted) : 0;

        if (got < 0 && entry->status == ENTRY_COLLECTED) {
            entry->status = ENTRY_TRUNCATED;
            entry->why = memory_copy_text(pipeline->feed->why);
        }
        if (got <= 0)
            return true;
        text_append_bytes(raw, buffer, (size_t)got);
    }
    return false;
}

/* How much of `raw` is the next block; the rest of a run that was left out is left out, too. */
static size_t cut(struct pipeline *pipeline, const struct text *raw, bool is_end, bool *is_opaque)
{
    size_t rest = pipeline->is_in_opaque ? block_opaque_rest(text_of(raw), raw->size) : 0, size = rest;

    *is_opaque = rest > 0;
    if (pipeline->entries[pipeline->at].is_redacted)
        size = raw->size;
    else if (rest == 0 && raw->size > 0)
        size = block_cut(text_of(raw), raw->size, is_end, is_opaque);
    pipeline->is_in_opaque = *is_opaque && size == raw->size;
    return size;
}

/* Fills the slot with the entry's next block, and goes to the next entry behind the last one. */
static void fill(struct pipeline *pipeline, struct slot *slot)
{
    bool is_end;
    size_t size;

    slot->raw.size = 0;
    text_append_bytes(&slot->raw, text_of(&pipeline->carry), pipeline->carry.size);
    is_end = read_on(pipeline, &slot->raw);
    size = cut(pipeline, &slot->raw, is_end, &slot->is_opaque);
    pipeline->carry.size = 0;
    text_append_bytes(&pipeline->carry, text_of(&slot->raw) + size, slot->raw.size - size);
    slot->raw.size = size;
    slot->block.entry = pipeline->at;
    slot->block.is_last = is_end && pipeline->carry.size == 0;
    if (slot->block.is_last) {
        feed_close(pipeline->feed);
        pipeline->feed = NULL;
        pipeline->is_in_opaque = false;
        pipeline->at++;
    }
}

/* The next slot to work on, filled; NULL at the end. */
static struct slot *take(struct pipeline *pipeline)
{
    struct slot *slot = NULL;

    mutex_lock(pipeline->reading);
    while (pipeline->at < pipeline->count && pipeline->entries[pipeline->at].open == NULL)
        pipeline->at++;
    if (pipeline->at < pipeline->count && wait_for_room(pipeline, pipeline->feed == NULL && pipeline->entries[pipeline->at].sees_earlier)) {
        struct entry *entry = &pipeline->entries[pipeline->at];

        slot = &pipeline->slots[pipeline->taken % pipeline->slot_count];
        if (pipeline->feed == NULL)
            pipeline->feed = entry->open(entry);
        fill(pipeline, slot);
        mutex_lock(pipeline->ring);
        slot->is_done = false;
        pipeline->taken++;
        mutex_unlock(pipeline->ring);
    }
    mutex_unlock(pipeline->reading);
    return slot;
}

static void redact_block(const struct pipeline *pipeline, struct slot *slot)
{
    struct block *block = &slot->block;

    block->plain.size = 0;
    block->redactions = (struct redactions){ { 0 } };
    block->is_refused = false;
    if (pipeline->entries[block->entry].is_redacted) {
        text_append_bytes(&block->plain, text_of(&slot->raw), slot->raw.size);
        return;
    }
    block->is_refused = slot->is_opaque || !redact(pipeline->redactor, text_of(&slot->raw), slot->raw.size, &block->plain, &block->redactions);
    if (block->is_refused) {
        block->plain.size = 0;
        text_append_format(&block->plain, "\n[healthcheck: %zu bytes could not be redacted and were left out]\n", slot->raw.size);
    }
}

static void pack(struct slot *slot, struct compressor *compressor)
{
    struct block *block = &slot->block;
    size_t room = compressor_bound(block->plain.size);

    if (slot->packed_room < room) {
        block->packed = memory_resize(block->packed, room, 1);
        slot->packed_room = room;
    }
    block->packed_size = compressor_run(compressor, text_of(&block->plain), block->plain.size, block->is_last, block->packed);
}

static void work(void *argument)
{
    struct pipeline *pipeline = argument;
    struct compressor *compressor = compressor_new(pipeline->compression);

    for (struct slot *slot = take(pipeline); slot != NULL; slot = take(pipeline)) {
        redact_block(pipeline, slot);
        pack(slot, compressor);
        mutex_lock(pipeline->ring);
        slot->is_done = true;
        condition_wake_all(pipeline->changed);
        mutex_unlock(pipeline->ring);
    }
    mutex_lock(pipeline->ring);
    pipeline->is_over = true;
    condition_wake_all(pipeline->changed);
    mutex_unlock(pipeline->ring);
    compressor_free(compressor);
}

struct pipeline *pipeline_start(struct entry *entries, size_t count, const struct redactor *redactor, const struct bundle_options *options)
{
    struct compressor *first = compressor_new(options->compression);
    size_t threads = options->threads > 0 ? (size_t)options->threads : thread_cores(),
           most = options->threads > 0 ? MOST_THREADS : MOST_DEFAULT_THREADS;
    struct pipeline *pipeline;

    if (first == NULL)
        return NULL;
    compressor_free(first);
    threads = threads < most ? threads : most;
    pipeline = memory_get(sizeof *pipeline);
    pipeline->entries = entries;
    pipeline->count = count;
    pipeline->redactor = redactor;
    pipeline->compression = options->compression;
    pipeline->block_size = options->block_size > 0 ? options->block_size : BLOCK_SIZE;
    pipeline->reading = mutex_new();
    pipeline->ring = mutex_new();
    pipeline->changed = condition_new();
    pipeline->slot_count = threads + SPARE_SLOTS;
    pipeline->slots = memory_get(pipeline->slot_count * sizeof *pipeline->slots);
    while (pipeline->thread_count < threads) {
        struct thread *thread = thread_start(work, pipeline);

        if (thread == NULL)
            break;
        pipeline->threads[pipeline->thread_count++] = thread;
    }
    if (pipeline->thread_count > 0)
        return pipeline;
    pipeline_stop(pipeline);
    return NULL;
}

const struct block *pipeline_next(struct pipeline *pipeline)
{
    struct slot *slot = &pipeline->slots[pipeline->released % pipeline->slot_count];
    bool is_there;

    mutex_lock(pipeline->ring);
    while (!pipeline->is_stopped && !(pipeline->released < pipeline->taken && slot->is_done) &&
           !(pipeline->is_over && pipeline->released == pipeline->taken))
        condition_wait(pipeline->changed, pipeline->ring);
    is_there = !pipeline->is_stopped && pipeline->released < pipeline->taken;
    mutex_unlock(pipeline->ring);
    return is_there ? &slot->block : NULL;
}

void pipeline_release(struct pipeline *pipeline)
{
    mutex_lock(pipeline->ring);
    pipeline->released++;
    condition_wake_all(pipeline->changed);
    mutex_unlock(pipeline->ring);
}

void pipeline_stop(struct pipeline *pipeline)
{
    mutex_lock(pipeline->ring);
    pipeline->is_stopped = true;
    condition_wake_all(pipeline->changed);
    mutex_unlock(pipeline->ring);
    for (size_t i = 0; i < pipeline->thread_count; i++)
        thread_join(pipeline->threads[i]);
    feed_close(pipeline->feed);
    for (size_t i = 0; i < pipeline->slot_count; i++) {
        text_free(&pipeline->slots[i].raw);
        text_free(&pipeline->slots[i].block.plain);
        free(pipeline->slots[i].block.packed);
    }
    free(pipeline->slots);
    text_free(&pipeline->carry);
    condition_free(pipeline->changed);
    mutex_free(pipeline->ring);
    mutex_free(pipeline->reading);
    free(pipeline);
}
