/* Compressing blocks apart. */
#include "bundle/compress.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/deflate_join.h"
#include "bundle/libraries.h"
#include "healthcheck/core/memory.h"

/* Measured on two cores that did other things, too, with redaction, in CPU seconds and in size beside zip -6 (2026-11-21), on 500 MiB like a
   Linux machine's (9.1 to 10.4 s for zip; its binaries are not in ours): libdeflate 3: 5.5 s, 0.97; 4: 5.8 s, 0.94; 5: 6.3 s, 0.88. Of those of
   bench/make_logs 3 is 0.96, 4 is 0.94, 5 is 0.87. Level 4 is the first that leaves room on both sides: a third of zip's time, and its size. ISA-L
   1, at another time: 5.1 s, 1.02; 2: 5.1 s, 1.01; 3: 6.3 s, 1.00; libdeflate 1 beside it: 6.8 s, 0.98. Most of the seconds are the redactor's;
   pseudonyms alone cost 3 to 4 of 100 bytes. */
enum { DEFAULT_LEVEL = 4, FAST_LEVEL = 1, FAST_ROOM = 1024 * 1024, WINDOW = 32768 };

struct compressor {
    const struct isal_library *isal; /* NULL: libdeflate does it */
    unsigned char *isal_room;
    struct libdeflate_compressor *libdeflate;
};

struct compressor *compressor_new(enum compression compression)
{
    const struct libdeflate_library *libdeflate = libdeflate_library();
    struct compressor *compressor;

    if (libdeflate == NULL)
        return NULL;
    compressor = memory_get(sizeof *compressor);
    compressor->isal = compression == COMPRESS_FAST ? isal_library() : NULL;
    if (compressor->isal != NULL)
        compressor->isal_room = memory_get(FAST_ROOM);
    else
        compressor->libdeflate = libdeflate->libdeflate_alloc_compressor(compression == COMPRESS_FAST ? FAST_LEVEL : DEFAULT_LEVEL);
    return compressor;
}

void compressor_free(struct compressor *compressor)
{
    if (compressor == NULL)
        return;
    if (compressor->libdeflate != NULL)
        libdeflate_library()->libdeflate_free_compressor(compressor->libdeflate);
    free(compressor->isal_room);
    free(compressor);
}

/* Stored blocks of 65,535 bytes with five bytes before each are the worst of both. */
size_t compressor_bound(size_t size)
{
    return size + (size / 4096 + 1) * 5 + 1024 + DEFLATE_JOIN_ROOM;
}

/* What no compressor took: stored blocks (RFC 1951, section 3.2.4). */
static size_t store(const char *bytes, size_t size, bool is_last, unsigned char *out)
{
    size_t used = 0;

    do {
        size_t part = size < 65535 ? size : 65535;

        out[used] = is_last && part == size ? 1 : 0;
        out[used + 1] = (unsigned char)part;
        out[used + 2] = (unsigned char)(part >> 8);
        out[used + 3] = (unsigned char)~part;
        out[used + 4] = (unsigned char)(~part >> 8);
        memcpy(out + used + 5, bytes, part);
        used += 5 + part;
        bytes += part;
        size -= part;
    } while (size > 0);
    return used;
}

/* A byte that is not where a match could refer to what stands before the block (RFC 1951, section 2); 256: there is none. */
static unsigned absent_byte(const char *bytes, size_t size)
{
    unsigned byte = 0;

    while (byte < 256 && memchr(bytes, (int)byte, size < WINDOW ? size : WINDOW) != NULL)
        byte++;
    return byte;
}

/* ISA-L up to 2.32 begins a stream without a history by taking the stream's own address for the bytes at offset 2
   (igzip_icf_body_h1_gr_bt.asm, .write_first_byte: rcx), so that one block of some thousand becomes other bytes with every stack. With a
   dictionary it begins elsewhere; one byte that is not in the block is never referred to. */
static size_t run_isal(const struct compressor *compressor, const char *bytes, size_t size, bool is_last, unsigned char *out, size_t room)
{
    struct isal_zstream stream;
    unsigned absent = absent_byte(bytes, size);
    uint8_t dictionary = (uint8_t)absent;

    compressor->isal->isal_deflate_init(&stream);
    stream.level = FAST_LEVEL;
    stream.level_buf = compressor->isal_room;
    stream.level_buf_size = FAST_ROOM;
    stream.flush = is_last ? NO_FLUSH : FULL_FLUSH;
    stream.end_of_stream = is_last;
    stream.next_in = (uint8_t *)(uintptr_t)bytes;
    stream.avail_in = (uint32_t)size;
    stream.next_out = out;
    stream.avail_out = (uint32_t)room;
    if (absent == 256 || compressor->isal->isal_deflate_set_dict(&stream, &dictionary, 1) != COMP_OK)
        return 0;
    return compressor->isal->isal_deflate(&stream) == COMP_OK && stream.avail_in == 0 && stream.avail_out > 0 ? stream.total_out : 0;
}

static size_t run_libdeflate(const struct compressor *compressor, const char *bytes, size_t size, bool is_last, unsigned char *out, size_t room)
{
    size_t used = libdeflate_library()->libdeflate_deflate_compress(compressor->libdeflate, bytes, size, out, room - DEFLATE_JOIN_ROOM);

    return is_last || used == 0 ? used : deflate_join(out, used, room);
}

size_t compressor_run(struct compressor *compressor, const char *bytes, size_t size, bool is_last, unsigned char *out)
{
    size_t room = compressor_bound(size), used;

    used = compressor->isal != NULL ? run_isal(compressor, bytes, size, is_last, out, room)
                                    : run_libdeflate(compressor, bytes, size, is_last, out, room);
    return used > 0 ? used : store(bytes, size, is_last, out);
}

uint32_t compress_crc32(uint32_t crc, const char *bytes, size_t size)
{
    return libdeflate_library()->libdeflate_crc32(crc, bytes, size);
}
