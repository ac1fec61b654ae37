/* Streams that were compressed apart and joined are one stream, for every compressor and every kind of block. */
#include "tests/support.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "bundle/deflate_join.h"

enum { SIZE = 3 * 65536 + 17, ROOM = 2 * SIZE };

/* Words of a log with a number between them; noise where `noise` says so. */
static void fill(unsigned char *bytes, size_t size, int noise)
{
    uint64_t state = 1;

    for (size_t i = 0; i < size; i++) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        bytes[i] = (state >> 33) % 100 < (unsigned)noise ? (unsigned char)(state >> 40) : (unsigned char)"the agent started at 12:30 "[i % 27];
    }
}

static size_t with_libdeflate(const unsigned char *bytes, size_t size, unsigned char *out, int level)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(level);
    size_t used = libdeflate_deflate_compress(compressor, bytes, size, out, ROOM - DEFLATE_JOIN_ROOM);

    libdeflate_free_compressor(compressor);
    return used;
}

static size_t with_zlib(const unsigned char *bytes, size_t size, unsigned char *out, int level, int strategy)
{
    z_stream stream = { 0 };

    assert_int_equal(deflateInit2(&stream, level, Z_DEFLATED, -15, 8, strategy), Z_OK);
    stream.next_in = (unsigned char *)(uintptr_t)bytes;
    stream.avail_in = (uInt)size;
    stream.next_out = out;
    stream.avail_out = ROOM - DEFLATE_JOIN_ROOM;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return stream.total_out;
}

/* The stream twice in a row, the first one opened, gives the bytes twice. */
static void check_joined(unsigned char *stream, size_t size, const unsigned char *bytes, size_t plain)
{
    unsigned char *both = malloc(2 * ROOM), *back = malloc(2 * plain + 1);
    z_stream reader = { 0 };
    size_t opened;

    memcpy(both, stream, size);
    opened = deflate_join(both, size, ROOM);
    assert_true(opened > size);
    memcpy(both + opened, stream, size);
    assert_int_equal(inflateInit2(&reader, -15), Z_OK);
    reader.next_in = both;
    reader.avail_in = (uInt)(opened + size);
    reader.next_out = back;
    reader.avail_out = (uInt)(2 * plain + 1);
    assert_int_equal(inflate(&reader, Z_FINISH), Z_STREAM_END);
    assert_int_equal(reader.total_out, 2 * plain);
    assert_int_equal(reader.avail_in, 0);
    assert_memory_equal(back, bytes, plain);
    assert_memory_equal(back + plain, bytes, plain);
    inflateEnd(&reader);
    free(both);
    free(back);
}

static void what_libdeflate_wrote_joins_at_every_level(void **state)
{
    static const size_t sizes[] = { 0, 1, 7, 300, 65536, SIZE };
    unsigned char *bytes = malloc(SIZE), *stream = malloc(ROOM);

    (void)state;
    for (int noise = 0; noise <= 100; noise += 25)
        for (int level = 1; level <= 12; level++)
            for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
                fill(bytes, sizes[i], noise);
                check_joined(stream, with_libdeflate(bytes, sizes[i], stream, level), bytes, sizes[i]);
            }
    free(bytes);
    free(stream);
}

static void stored_fixed_and_huffman_blocks_join(void **state)
{
    unsigned char *bytes = malloc(SIZE), *stream = malloc(ROOM);

    (void)state;
    fill(bytes, SIZE, 10);
    check_joined(stream, with_zlib(bytes, SIZE, stream, 0, Z_DEFAULT_STRATEGY), bytes, SIZE);
    check_joined(stream, with_zlib(bytes, SIZE, stream, 9, Z_FIXED), bytes, SIZE);
    check_joined(stream, with_zlib(bytes, SIZE, stream, 6, Z_HUFFMAN_ONLY), bytes, SIZE);
    check_joined(stream, with_zlib(bytes, SIZE, stream, 6, Z_RLE), bytes, SIZE);
    free(bytes);
    free(stream);
}

static void a_stream_that_is_cut_or_goes_on_is_refused(void **state)
{
    unsigned char *bytes = malloc(SIZE), *stream = malloc(ROOM), *copy = malloc(ROOM);
    size_t size;

    (void)state;
    fill(bytes, SIZE, 10);
    size = with_libdeflate(bytes, SIZE, stream, 5);
    memcpy(copy, stream, size);
    for (size_t cut = 1; cut < 200; cut++)
        assert_int_equal(deflate_join(copy, size - cut, ROOM), 0);
    copy[size] = 0;
    assert_int_equal(deflate_join(copy, size + 1, ROOM), 0);
    assert_int_equal(deflate_join(copy, size, size + DEFLATE_JOIN_ROOM - 1), 0);
    assert_memory_equal(copy, stream, size);
    free(bytes);
    free(stream);
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_libdeflate_wrote_joins_at_every_level),
        cmocka_unit_test(stored_fixed_and_huffman_blocks_join),
        cmocka_unit_test(a_stream_that_is_cut_or_goes_on_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
