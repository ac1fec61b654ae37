/* Entries as blocks through redaction and compression. */
#include "bundle/pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/blocks.h"
#include "bundle/compress.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/platform/thread.h"

/* Larger blocks compress hardly better and take more memory, smaller ones worse (docs/bundle.md). Never by the number of threads:
   the bytes are the same with any. With fewer spare slots a thread that has small blocks waits for one that has a large one before
   them. */
enum { BLOCK_SIZE = 1024 * 1024, READ_SIZE = 65536, SPARE_SLOTS = 6, MOST_THREADS = 16, MOST_DEFAULT_THREADS = 8 };

struct slot {
    struct block block;
    size_t packed_room;
    bool is_done;
};

/* What a thread works on. */
struct piece {
    struct slot *slot;
    char *raw; /* room for a block and a NUL */
    size_t size;
    bool is_opaque;
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
    struct condition *has_room, *is_ready;
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
        condition_wait(pipeline->has_room, pipeline->ring);
    goes_on = !pipeline->is_stopped;
    mutex_unlock(pipeline->ring);
    return goes_on;
}

/* Status and why are the writer's by now: it may be at an earlier block of the entry. */
static void note_break(struct entry *entry, const char *why)
{
    char *before = entry->end_why;

    entry->is_broken_off = true;
    entry->end_why = before != NULL ? text_format("%s; %s", before, why) : memory_copy_text(why);
    free(before);
}

/* Adds to the piece until it is a block; true where the entry is at its end. By pieces that the cache holds: they are looked through. */
static bool read_on(struct pipeline *pipeline, struct piece *piece)
{
    struct entry *entry = &pipeline->entries[pipeline->at];

    while (piece->size < pipeline->block_size) {
        size_t room = pipeline->block_size - piece->size;
        long long got =
            pipeline->feed != NULL ? pipeline->feed->read(pipeline->feed, piece->raw + piece->size, room < READ_SIZE ? room : READ_SIZE) : 0;

        if (got < 0 && !entry->is_broken_off)
            note_break(entry, pipeline->feed->why);
        if (got <= 0)
            return true;
        piece->size += (size_t)got;
    }
    return false;
}

/* How much of the piece is the next block; the rest of a run that was left out is left out, too. */
static size_t cut(struct pipeline *pipeline, struct piece *piece, bool is_end)
{
    size_t rest = pipeline->is_in_opaque ? block_opaque_rest(piece->raw, piece->size) : 0, size = rest;

    piece->is_opaque = rest > 0;
    if (pipeline->entries[pipeline->at].is_redacted)
        size = piece->size;
    else if (rest == 0 && piece->size > 0)
        size = block_cut(piece->raw, piece->size, is_end, &piece->is_opaque);
    pipeline->is_in_opaque = piece->is_opaque && size == piece->size;
    return size;
}

/* Fills the piece with the entry's next block, and goes to the next entry behind the last one. */
static void fill(struct pipeline *pipeline, struct piece *piece)
{
    struct block *block = &piece->slot->block;
    bool is_end;
    size_t size;

    piece->size = pipeline->carry.size;
    memcpy(piece->raw, text_of(&pipeline->carry), piece->size);
    is_end = read_on(pipeline, piece);
    size = cut(pipeline, piece, is_end);
    pipeline->carry.size = 0;
    text_append_bytes(&pipeline->carry, piece->raw + size, piece->size - size);
    piece->size = size;
    piece->raw[size] = '\0';
    block->entry = pipeline->at;
    block->is_last = is_end && pipeline->carry.size == 0;
    if (block->is_last) {
        feed_close(pipeline->feed);
        pipeline->feed = NULL;
        pipeline->is_in_opaque = false;
        pipeline->at++;
    }
}

/* The next piece to work on, and its slot; false at the end. */
static bool take(struct pipeline *pipeline, struct piece *piece)
{
    piece->slot = NULL;
    mutex_lock(pipeline->reading);
    while (pipeline->at < pipeline->count && pipeline->entries[pipeline->at].open == NULL)
        pipeline->at++;
    if (pipeline->at < pipeline->count && wait_for_room(pipeline, pipeline->feed == NULL && pipeline->entries[pipeline->at].sees_earlier)) {
        struct entry *entry = &pipeline->entries[pipeline->at];

        piece->slot = &pipeline->slots[pipeline->taken % pipeline->slot_count];
        if (pipeline->feed == NULL)
            pipeline->feed = entry->open(entry);
        fill(pipeline, piece);
        mutex_lock(pipeline->ring);
        piece->slot->is_done = false;
        pipeline->taken++;
        mutex_unlock(pipeline->ring);
    }
    mutex_unlock(pipeline->reading);
    return piece->slot != NULL;
}

static void redact_block(const struct pipeline *pipeline, const struct piece *piece)
{
    struct block *block = &piece->slot->block;

    block->plain.size = 0;
    block->redactions = (struct redactions){ { 0 } };
    block->is_refused = false;
    if (pipeline->entries[block->entry].is_redacted) {
        text_append_bytes(&block->plain, piece->raw, piece->size);
        return;
    }
    block->is_refused = piece->is_opaque || !redact(pipeline->redactor, piece->raw, piece->size, &block->plain, &block->redactions);
    if (block->is_refused) {
        block->plain.size = 0;
        text_append_format(&block->plain, "\n[healthcheck: %zu bytes could not be redacted and were left out]\n", piece->size);
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

/* Only the next one in the order is waited for. */
static void hand_over(struct pipeline *pipeline, struct slot *slot)
{
    mutex_lock(pipeline->ring);
    slot->is_done = true;
    if (slot == &pipeline->slots[pipeline->released % pipeline->slot_count])
        condition_wake_all(pipeline->is_ready);
    mutex_unlock(pipeline->ring);
}

static void work(void *argument)
{
    struct pipeline *pipeline = argument;
    struct compressor *compressor = compressor_new(pipeline->compression);
    struct piece piece = { .raw = memory_get(pipeline->block_size + 1) };

    while (take(pipeline, &piece)) {
        redact_block(pipeline, &piece);
        pack(piece.slot, compressor);
        hand_over(pipeline, piece.slot);
    }
    mutex_lock(pipeline->ring);
    pipeline->is_over = true;
    condition_wake_all(pipeline->is_ready);
    mutex_unlock(pipeline->ring);
    compressor_free(compressor);
    free(piece.raw);
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
    pipeline->has_room = condition_new();
    pipeline->is_ready = condition_new();
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
        condition_wait(pipeline->is_ready, pipeline->ring);
    is_there = !pipeline->is_stopped && pipeline->released < pipeline->taken;
    mutex_unlock(pipeline->ring);
    return is_there ? &slot->block : NULL;
}

void pipeline_release(struct pipeline *pipeline)
{
    mutex_lock(pipeline->ring);
    pipeline->released++;
    condition_wake_all(pipeline->has_room);
    mutex_unlock(pipeline->ring);
}

void pipeline_stop(struct pipeline *pipeline)
{
    mutex_lock(pipeline->ring);
    pipeline->is_stopped = true;
    condition_wake_all(pipeline->has_room);
    condition_wake_all(pipeline->is_ready);
    mutex_unlock(pipeline->ring);
    for (size_t i = 0; i < pipeline->thread_count; i++)
        thread_join(pipeline->threads[i]);
    feed_close(pipeline->feed);
    for (size_t i = 0; i < pipeline->slot_count; i++) {
        text_free(&pipeline->slots[i].block.plain);
        free(pipeline->slots[i].block.packed);
    }
    free(pipeline->slots);
    text_free(&pipeline->carry);
    condition_free(pipeline->has_room);
    condition_free(pipeline->is_ready);
    mutex_free(pipeline->ring);
    mutex_free(pipeline->reading);
    free(pipeline);
}
