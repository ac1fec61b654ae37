/* Where libzip writes. */
#include "bundle/zip_sink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"

enum { BUFFER_SIZE = 1024 * 1024 };

/* The bytes from `base` on are in the buffer, those before it in the file. */
struct zip_sink {
    struct output_file *file;
    unsigned char *buffer;
    unsigned long long base, at, end;
    zip_error_t zip_error;
    struct error error;
};

static bool put(struct zip_sink *sink, const unsigned char *bytes, size_t size, unsigned long long at)
{
    if (output_file_put(sink->file, bytes, size, at, &sink->error))
        return true;
    zip_library()->zip_error_set(&sink->zip_error, ZIP_ER_WRITE, EIO);
    return false;
}

/* Empties the buffer when it is full. */
static bool make_room(struct zip_sink *sink)
{
    if (sink->at - sink->base < BUFFER_SIZE)
        return true;
    if (!put(sink, sink->buffer, BUFFER_SIZE, sink->base))
        return false;
    sink->base = sink->at;
    return true;
}

static bool write_bytes(struct zip_sink *sink, const unsigned char *bytes, unsigned long long size)
{
    while (size > 0) {
        unsigned long long room;

        if (sink->at < sink->base) { /* a header that has left the buffer */
            room = sink->base - sink->at < size ? sink->base - sink->at : size;
            if (!put(sink, bytes, (size_t)room, sink->at))
                return false;
        } else {
            if (!make_room(sink))
                return false;
            room = BUFFER_SIZE - (sink->at - sink->base);
            room = room < size ? room : size;
            memcpy(sink->buffer + (sink->at - sink->base), bytes, (size_t)room);
        }
        sink->at += room;
        bytes += room;
        size -= room;
        sink->end = sink->at > sink->end ? sink->at : sink->end;
    }
    return true;
}

static zip_int64_t seek(struct zip_sink *sink, void *data, zip_uint64_t size)
{
    zip_int64_t at = zip_library()->zip_source_seek_compute_offset(sink->at, sink->end, data, size, &sink->zip_error);

    if (at < 0)
        return -1;
    sink->at = (unsigned long long)at;
    return 0;
}

static zip_int64_t serve(void *context, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
    struct zip_sink *sink = context;

    switch (command) {
    case ZIP_SOURCE_SUPPORTS:
        return zip_library()->zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
                                                             ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_BEGIN_WRITE,
                                                             ZIP_SOURCE_WRITE, ZIP_SOURCE_SEEK_WRITE, ZIP_SOURCE_TELL_WRITE, ZIP_SOURCE_COMMIT_WRITE,
                                                             ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_REMOVE, -1);
    case ZIP_SOURCE_STAT:
    case ZIP_SOURCE_OPEN: /* libzip's way to hear that there is no archive yet */
        zip_library()->zip_error_set(&sink->zip_error, ZIP_ER_READ, ENOENT);
        return -1;
    case ZIP_SOURCE_ERROR:
        return zip_library()->zip_error_to_data(&sink->zip_error, data, size);
    case ZIP_SOURCE_WRITE:
        return write_bytes(sink, data, size) ? (zip_int64_t)size : -1;
    case ZIP_SOURCE_SEEK_WRITE:
        return seek(sink, data, size);
    case ZIP_SOURCE_TELL_WRITE:
        return (zip_int64_t)sink->at;
    case ZIP_SOURCE_COMMIT_WRITE:
        return put(sink, sink->buffer, (size_t)(sink->end - sink->base), sink->base) ? 0 : -1;
    case ZIP_SOURCE_BEGIN_WRITE:
    case ZIP_SOURCE_ROLLBACK_WRITE:
    case ZIP_SOURCE_FREE:
        return 0;
    default:
        zip_library()->zip_error_set(&sink->zip_error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

struct zip_sink *zip_sink_new(struct output_file *file)
{
    struct zip_sink *sink = memory_get(sizeof *sink);

    sink->file = file;
    sink->buffer = memory_get(BUFFER_SIZE);
    zip_library()->zip_error_init(&sink->zip_error);
    return sink;
}

void zip_sink_free(struct zip_sink *sink)
{
    zip_library()->zip_error_fini(&sink->zip_error);
    free(sink->buffer);
    free(sink);
}

zip_t *zip_sink_open(struct zip_sink *sink, struct error *error)
{
    const struct zip_library *zip = zip_library();
    zip_error_t why;
    zip_source_t *source;
    zip_t *archive = NULL;

    zip->zip_error_init(&why);
    source = zip->zip_source_function_create(serve, sink, &why);
    if (source != NULL)
        archive = zip->zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &why);
    if (archive == NULL)
        error_set(error, "no zip can be begun: %s", zip->zip_error_strerror(&why));
    if (archive == NULL && source != NULL)
        zip->zip_source_free(source);
    zip->zip_error_fini(&why);
    return archive;
}

const char *zip_sink_why(const struct zip_sink *sink)
{
    return sink->error.text;
}
