/* Blocks that were compressed apart are one stream, and a block's bytes follow from the block alone. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "bundle/compress.h"

enum { LARGEST = (1 << 20) + 4000, SMALL = 2048, TRIES = 20000 };

static uint64_t state_of_chance = 20261121;

static unsigned chance(unsigned below)
{
    state_of_chance = state_of_chance * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state_of_chance >> 33) % below;
}

/* Letters whose beginning comes again: where it begins to matter what a compressor thinks of the first bytes. */
static void fill(char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)('a' + chance(26));
    if (size >= SMALL) {
        memcpy(bytes + 1000, bytes + 2, 8);
        memcpy(bytes + 1200, bytes, 8);
    }
}

/* Compresses where so many times 80 KiB of stack are in use. */
static size_t run_deep(unsigned depth, struct compressor *compressor, const char *bytes, size_t size, unsigned char *out)
{
    volatile char room[80 << 10];
    size_t used;

    room[depth] = 1;
    used = depth > 0 ? run_deep(depth - 1, compressor, bytes, size, out) : compressor_run(compressor, bytes, size, false, out);
    return used + (size_t)(room[depth] - 1);
}

static void the_fast_bytes_of_a_block_do_not_depend_on_where_the_stack_is(void **state)
{
    struct compressor *compressor = compressor_new(COMPRESS_FAST);
    unsigned char *here = malloc(compressor_bound(SMALL)), *there = malloc(compressor_bound(SMALL));

    (void)state;
    assert_non_null(compressor);
    for (unsigned i = 0; i < TRIES; i++) {
        char bytes[SMALL];
        size_t size;

        fill(bytes, SMALL);
        size = run_deep(0, compressor, bytes, SMALL, here);
        assert_int_equal(run_deep(1 + i % 20, compressor, bytes, SMALL, there), size);
        assert_memory_equal(here, there, size);
    }
    compressor_free(compressor);
    free(here);
    free(there);
}

static void what_stands_around_a_block_or_was_compressed_before_it_changes_nothing(void **state)
{
    char *bytes = malloc(LARGEST), *block = malloc(SMALL);
    unsigned char *first = malloc(compressor_bound(LARGEST)), *again = malloc(compressor_bound(LARGEST));

    (void)state;
    fill(block, SMALL);
    for (enum compression compression = COMPRESS_DEFAULT; compression <= COMPRESS_FAST; compression++) {
        struct compressor *compressor = compressor_new(compression);
        size_t size = compressor_run(compressor, block, SMALL, false, first);

        for (unsigned i = 0; i < 300; i++) {
            size_t at = chance(LARGEST - SMALL);

            for (size_t k = 0; k < LARGEST; k += 1 + chance(9))
                bytes[k] = (char)chance(256);
            (void)compressor_run(compressor, bytes, chance(LARGEST), chance(2), again);
            memcpy(bytes + at, block, SMALL);
            assert_int_equal(compressor_run(compressor, bytes + at, SMALL, false, again), size);
            assert_memory_equal(first, again, size);
        }
        compressor_free(compressor);
    }
    free(bytes);
    free(block);
    free(first);
    free(again);
}

/* Opens `packed`, which must be one whole stream of exactly these bytes. */
static void check_stream(const unsigned char *packed, size_t packed_size, const char *bytes, size_t size)
{
    unsigned char *back = malloc(size + 1);
    z_stream reader = { 0 };

    assert_int_equal(inflateInit2(&reader, -15), Z_OK);
    reader.next_in = (unsigned char *)(uintptr_t)packed;
    reader.avail_in = (uInt)packed_size;
    reader.next_out = back;
    reader.avail_out = (uInt)size + 1;
    assert_int_equal(inflate(&reader, Z_FINISH), Z_STREAM_END);
    assert_int_equal(reader.avail_in, 0);
    assert_int_equal(reader.total_out, size);
    assert_memory_equal(back, bytes, size);
    inflateEnd(&reader);
    free(back);
}

/* Of `kinds` kinds of bytes from `lowest` on; a word of some that came before, mostly. */
static void fill_with(char *bytes, size_t size, unsigned kinds, unsigned lowest)
{
    for (size_t i = 0; i < size;) {
        size_t word = 1 + chance(40), from = i > 0 ? chance((unsigned)i) : 0;

        for (size_t k = 0; k < word && i < size; k++, i++)
            bytes[i] = i > word && word > 4 ? bytes[from + k] : (char)(lowest + chance(kinds));
    }
}

static void blocks_of_any_bytes_and_size_are_one_stream_an_entry(void **state)
{
    static const size_t sizes[] = { 0,    1,     2,     3,     7,     15,    16,    17,    18,    30,     300,
                                    4096, 32767, 32768, 32769, 65535, 65823, 65824, 65825, 66200, 140000, LARGEST };
    static const struct {
        unsigned kinds, lowest;
    } kinds[] = { { 1, 0 }, { 2, 0 }, { 90, 32 }, { 255, 1 }, { 255, 0 }, { 256, 0 } };
    char *bytes = malloc(2 * LARGEST);
    unsigned char *packed = malloc(2 * compressor_bound(LARGEST));

    (void)state;
    for (enum compression compression = COMPRESS_DEFAULT; compression <= COMPRESS_FAST; compression++) {
        struct compressor *compressor = compressor_new(compression);

        for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++)
            for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
                size_t size = sizes[i], last = sizes[chance((unsigned)i + 1)], used;

                fill_with(bytes, size + last, kinds[kind].kinds, kinds[kind].lowest);
                used = compressor_run(compressor, bytes, size, false, packed);
                used += compressor_run(compressor, bytes + size, last, true, packed + used);
                check_stream(packed, used, bytes, size + last);
            }
        compressor_free(compressor);
    }
    free(bytes);
    free(packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fast_bytes_of_a_block_do_not_depend_on_where_the_stack_is),
        cmocka_unit_test(what_stands_around_a_block_or_was_compressed_before_it_changes_nothing),
        cmocka_unit_test(blocks_of_any_bytes_and_size_are_one_stream_an_entry),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
