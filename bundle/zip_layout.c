/* The layout of a zip that bundle_write() made, checked to the byte. */
#include "bundle/zip_layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/escape.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

enum { LOCAL_SIZE = 30, CENTRAL_SIZE = 46, END_SIZE = 22, LOCATOR_SIZE = 20, END64_SIZE = 56 };
enum { UTF8_FLAG = 0x0800, METHOD_STORED = 0, METHOD_DEFLATED = 8, STORED_VERSION = 10, DEFLATED_VERSION = 20, ZIP64_VERSION = 45, ZIP64_EXTRA = 1 };

/* Made by: APPNOTE 6.3 on Unix; a regular file, read and written by its owner. */
enum { MADE_BY = 0x033f };
static const uint32_t attributes = 0100600u << 16;

/* The end record and what it leads to. */
struct end {
    unsigned long long count, size, at; /* of the directory */
    unsigned long long begin;           /* where the end records begin */
};

/* An entry as the directory has it. */
struct central {
    const unsigned char *record; /* the fixed part */
    unsigned long long size, packed_size, local_at;
};

static unsigned get16(const unsigned char *bytes)
{
    return (unsigned)(bytes[0] | bytes[1] << 8);
}

static uint32_t get32(const unsigned char *bytes)
{
    return (uint32_t)get16(bytes) | (uint32_t)get16(bytes + 2) << 16;
}

static unsigned long long get64(const unsigned char *bytes)
{
    return get32(bytes) | (unsigned long long)get32(bytes + 4) << 32;
}

static bool is_signature(const unsigned char *bytes, const char *signature)
{
    return memcmp(bytes, signature, 4) == 0;
}

/* Is the long form of the end record there? A zip of exactly 65,535 entries has none. */
static bool has_end64(const struct end *end, const struct zip_bytes *bytes)
{
    unsigned char locator[LOCATOR_SIZE];

    return end->begin >= LOCATOR_SIZE && bytes->read(bytes->context, end->begin - LOCATOR_SIZE, locator, LOCATOR_SIZE) &&
           is_signature(locator, "PK\6\7");
}

/* The long form of the end record, which stands before the short one where a number does not fit into that. */
static bool read_end64(struct end *end, const struct zip_bytes *bytes, const unsigned char *short_end, struct error *error)
{
    unsigned char record[END64_SIZE + LOCATOR_SIZE];
    const unsigned char *locator = record + END64_SIZE;

    if (end->begin < sizeof record || !bytes->read(bytes->context, end->begin - sizeof record, record, sizeof record))
        return error_set(error, "the zip64 end record is missing");
    end->begin -= sizeof record;
    if (!is_signature(record, "PK\6\6") || !is_signature(locator, "PK\6\7") || get64(record + 4) != END64_SIZE - 12)
        return error_set(error, "the zip64 end record is missing");
    if (get32(locator + 4) != 0 || get64(locator + 8) != end->begin || get32(locator + 16) != 1)
        return error_set(error, "the zip64 locator points elsewhere");
    end->count = get64(record + 32);
    end->size = get64(record + 40);
    end->at = get64(record + 48);
    if (get16(record + 12) != ZIP64_VERSION || get16(record + 14) != ZIP64_VERSION || get32(record + 16) != 0 || get32(record + 20) != 0 ||
        get64(record + 24) != end->count)
        return error_set(error, "the zip64 end record is not as we write it");
    /* What fits into the short one stands there, too. */
    return (get16(short_end + 10) == (end->count < 0xffff ? end->count : 0xffff) &&
            get32(short_end + 12) == (end->size < 0xffffffff ? end->size : 0xffffffff) &&
            get32(short_end + 16) == (end->at < 0xffffffff ? end->at : 0xffffffff)) ||
           error_set(error, "the two end records differ");
}

static bool read_end(struct end *end, const struct zip_bytes *bytes, struct error *error)
{
    unsigned char record[END_SIZE];

    if (bytes->size < END_SIZE || !bytes->read(bytes->context, bytes->size - END_SIZE, record, END_SIZE) || !is_signature(record, "PK\5\6"))
        return error_set(error, "it does not end as a zip does: it was cut short, or something was added");
    end->begin = bytes->size - END_SIZE;
    end->count = get16(record + 10);
    end->size = get32(record + 12);
    end->at = get32(record + 16);
    if (get16(record + 4) != 0 || get16(record + 6) != 0 || get16(record + 8) != end->count)
        return error_set(error, "it is a part of several");
    if (get16(record + 20) != 0)
        return error_set(error, "it has a comment");
    if (has_end64(end, bytes) && !read_end64(end, bytes, record, error))
        return false;
    if (end->at > end->begin || end->size != end->begin - end->at)
        return error_set(error, "the directory does not lie before the end record");
    /* Every entry has a record of 46 bytes and a name, so this bounds the count by bytes that are there. */
    if (end->count > ZIP_MOST_ENTRIES || end->size > ZIP_LARGEST_DIRECTORY || end->count > end->size / CENTRAL_SIZE)
        return error_set(error, "its directory tells of more entries than a bundle has");
    return true;
}

/* The numbers that do not fit into 32 bits, in their order, and nothing else. */
static bool read_central_extra(struct central *central, const unsigned char *extra, size_t size)
{
    unsigned long long *const numbers[] = { &central->size, &central->packed_size, &central->local_at };
    size_t at = 4;

    if (size == 0)
        return central->size != 0xffffffff && central->packed_size != 0xffffffff && central->local_at != 0xffffffff;
    if (size < 12 || get16(extra) != ZIP64_EXTRA || get16(extra + 2) != size - 4)
        return false;
    for (size_t i = 0; i < 3; i++) {
        if (*numbers[i] != 0xffffffff)
            continue;
        if (size - at < 8)
            return false;
        *numbers[i] = get64(extra + at);
        at += 8;
        if (*numbers[i] < 0xffffffff)
            return false;
    }
    return at == size;
}

static bool is_reserved(const char *component, size_t size)
{
    static const char *const names[] = { "con", "prn", "aux", "nul", "com", "lpt" };
    char first[5] = "";
    size_t length = 0;

    while (length < size && component[length] != '.')
        length++;
    if (length != 3 && length != 4)
        return false;
    for (size_t i = 0; i < length; i++)
        first[i] = text_lower(component[i]);
    for (size_t i = 0; i < 4 && length == 3; i++)
        if (strcmp(first, names[i]) == 0)
            return true;
    return length == 4 && first[3] >= '0' && first[3] <= '9' && (memcmp(first, "com", 3) == 0 || memcmp(first, "lpt", 3) == 0);
}

static bool component_is_safe(const char *component, size_t size)
{
    return size > 0 && size <= 255 && component[size - 1] != '.' && component[size - 1] != ' ' && !is_reserved(component, size);
}

uint32_t zip_layout_time(moment when)
{
    unsigned year = 1980, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    char text[MOMENT_TEXT_SIZE];

    moment_write(when, text);
    sscanf(text, "%u-%u-%uT%u:%u:%u", &year, &month, &day, &hour, &minute, &second);
    year = year < 1980 ? 1980 : year > 2107 ? 2107 : year;
    return (uint32_t)((year - 1980) << 25 | month << 21 | day << 16 | hour << 11 | minute << 5 | second / 2);
}

bool zip_layout_name_is_safe(const char *name)
{
    struct text seen = { 0 };
    bool is_safe = strlen(name) <= ZIP_LONGEST_NAME && strpbrk(name, "\\:*?\"<>|") == NULL;

    escape_append(&seen, name, strlen(name));
    is_safe = is_safe && strcmp(text_of(&seen), name) == 0;
    text_free(&seen);
    for (const char *component = name; is_safe; component++) {
        size_t size = strcspn(component, "/");

        is_safe = component_is_safe(component, size);
        component += size;
        if (*component == '\0')
            break;
    }
    return is_safe;
}

static bool is_ascii(const char *name)
{
    for (; *name != '\0'; name++)
        if ((unsigned char)*name >= 0x80)
            return false;
    return true;
}

/* What no entry of ours differs in: its maker, flags, method, disk, attributes. */
static bool is_ours(const struct central *central, const char *name)
{
    const unsigned char *record = central->record;
    unsigned method = get16(record + 10);

    return get16(record + 4) == MADE_BY && get16(record + 8) == (is_ascii(name) ? 0 : UTF8_FLAG) &&
           (method == METHOD_STORED || method == METHOD_DEFLATED) && get16(record + 32) == 0 && get16(record + 34) == 0 && get16(record + 36) == 0 &&
           get32(record + 38) == attributes;
}

/* Could so few bytes become so many? */
static bool size_is_possible(const struct zip_member *member)
{
    if (!member->is_deflated)
        return member->size == member->packed_size;
    return member->size <= ZIP_LARGEST_ENTRY && (member->size <= 1024 * 1024 || member->size / ZIP_MOST_RATIO <= member->packed_size);
}

/* Where the content's sizes are also in an extra field: libzip decides on it before it knows them. */
static bool local_sizes_agree(const unsigned char *record, const unsigned char *extra, unsigned extra_size, const struct zip_member *member)
{
    uint32_t packed = get32(record + 18), plain = get32(record + 22);

    if (extra_size == 0)
        return packed == member->packed_size && plain == member->size;
    return get16(extra) == ZIP64_EXTRA && get16(extra + 2) == 16 && get64(extra + 4) == member->size && get64(extra + 12) == member->packed_size &&
           (packed == member->packed_size || packed == 0xffffffff) && (plain == member->size || plain == 0xffffffff);
}

/* The version needed follows from the extra fields: the header's from its own, the directory's from both. */
static bool version_agrees(const unsigned char *record, unsigned extra_size, const struct central *central)
{
    bool is_long = extra_size == 20;
    unsigned plain = get16(record + 8) == METHOD_STORED ? STORED_VERSION : DEFLATED_VERSION;

    return (extra_size == 0 || is_long) && get16(record + 4) == (is_long ? ZIP64_VERSION : plain) &&
           get16(central->record + 6) == (is_long || get16(central->record + 30) > 0 ? ZIP64_VERSION : plain);
}

/* The header before the content says what the directory says; member->at is where the header begins, and then the content. */
static bool read_local(struct zip_member *member, const struct zip_bytes *bytes, const struct central *central, unsigned long long end)
{
    unsigned char record[LOCAL_SIZE + ZIP_LONGEST_NAME + 20];
    size_t name_size = strlen(member->name);
    unsigned extra_size;

    if (end - member->at < LOCAL_SIZE || !bytes->read(bytes->context, member->at, record, LOCAL_SIZE))
        return false;
    extra_size = get16(record + 28);
    /* Flags, method, time, date, CRC, in both the same. */
    if (!is_signature(record, "PK\3\4") || memcmp(record + 6, central->record + 8, 12) != 0 || get16(record + 26) != name_size ||
        !version_agrees(record, extra_size, central))
        return false;
    if (end - member->at < LOCAL_SIZE + name_size + extra_size ||
        !bytes->read(bytes->context, member->at + LOCAL_SIZE, record + LOCAL_SIZE, name_size + extra_size))
        return false;
    member->at += LOCAL_SIZE + name_size + extra_size;
    return memcmp(record + LOCAL_SIZE, member->name, name_size) == 0 &&
           local_sizes_agree(record, record + LOCAL_SIZE + name_size, extra_size, member) && member->packed_size <= end - member->at;
}

/* A record of the directory at `*at`; its name goes to `name`. */
static bool read_central(struct central *central, const unsigned char *directory, size_t size, size_t *at, char *name, struct error *error)
{
    const unsigned char *record = directory + *at;
    size_t left = size - *at, name_size, extra_size;

    if (left < CENTRAL_SIZE || !is_signature(record, "PK\1\2"))
        return error_set(error, "its directory breaks off");
    name_size = get16(record + 28);
    extra_size = get16(record + 30);
    if (name_size + extra_size > left - CENTRAL_SIZE)
        return error_set(error, "its directory breaks off");
    if (name_size == 0 || name_size > ZIP_LONGEST_NAME || memchr(record + CENTRAL_SIZE, '\0', name_size) != NULL)
        return error_set(error, "an entry's name is empty, too long, or has a NUL in it");
    memcpy(name, record + CENTRAL_SIZE, name_size);
    name[name_size] = '\0';
    *central = (struct central){ record, get32(record + 24), get32(record + 20), get32(record + 42) };
    if (!read_central_extra(central, record + CENTRAL_SIZE + name_size, extra_size))
        return error_set(error, "an entry has an extra field that we do not write");
    *at += CENTRAL_SIZE + name_size + extra_size;
    return true;
}

static bool complain(struct error *error, const char *name, const char *what)
{
    struct text seen = { 0 };

    escape_append(&seen, name, strlen(name));
    error_set(error, "the entry '%.200s' %s", text_of(&seen), what);
    text_free(&seen);
    return false;
}

/* `at` is where its header must begin. */
static bool check_member(struct zip_layout *layout, struct zip_member *member, const struct central *central, const struct zip_bytes *bytes,
                         unsigned long long directory_at, struct error *error)
{
    if (!zip_layout_name_is_safe(member->name))
        return complain(error, member->name, "has a name that is not safe");
    if (!is_ours(central, member->name))
        return complain(error, member->name, "is encrypted, a link or a folder, or stored in a way that we do not write");
    if (central->local_at != member->at)
        return complain(error, member->name, "does not begin where the one before it ends");
    if (!size_is_possible(member))
        return complain(error, member->name, "claims a size that its bytes cannot have");
    if (!read_local(member, bytes, central, directory_at))
        return complain(error, member->name, "is not the same in its header and in the directory");
    if (table_find(&layout->by_name, member->name) != NULL)
        return complain(error, member->name, "is there twice");
    table_put(&layout->by_name, member->name, member);
    return true;
}

static bool read_members(struct zip_layout *layout, const struct zip_bytes *bytes, const struct end *end, const unsigned char *directory,
                         struct error *error)
{
    unsigned long long next = 0, total = 0;
    size_t at = 0;
    char *name = layout->names;

    for (size_t i = 0; i < end->count; i++) {
        struct zip_member *member = &layout->members[i];
        struct central central;

        if (!read_central(&central, directory, (size_t)end->size, &at, name, error))
            return false;
        *member = (struct zip_member){ .name = name,
                                       .at = next,
                                       .packed_size = central.packed_size,
                                       .size = central.size,
                                       .crc = get32(central.record + 16),
                                       .time = get32(central.record + 12),
                                       .is_deflated = get16(central.record + 10) == METHOD_DEFLATED };
        if (!check_member(layout, member, &central, bytes, end->at, error))
            return false;
        layout->count++;
        next = member->at + member->packed_size;
        total += member->size;
        if (total > ZIP_LARGEST_TOTAL)
            return error_set(error, "it would become more than %llu GiB", ZIP_LARGEST_TOTAL >> 30);
        name += strlen(name) + 1;
    }
    if (next != end->at || at != end->size)
        return error_set(error, "there is something between its entries and its directory, or behind it");
    return true;
}

bool zip_layout_read(struct zip_layout *layout, const struct zip_bytes *bytes, struct error *error)
{
    struct end end = { 0 };
    unsigned char *directory;
    bool is_read;

    *layout = (struct zip_layout){ .by_name.ignores_case = true };
    if (!read_end(&end, bytes, error))
        return false;
    directory = memory_get((size_t)end.size + 1);
    layout->names = memory_get((size_t)end.size + 1); /* a name and its NUL are shorter than its record */
    layout->members = memory_get(((size_t)end.count + 1) * sizeof *layout->members);
    is_read = bytes->read(bytes->context, end.at, directory, (size_t)end.size) ? read_members(layout, bytes, &end, directory, error)
                                                                               : error_set(error, "its directory cannot be read");
    free(directory);
    return is_read;
}

void zip_layout_free(struct zip_layout *layout)
{
    table_free(&layout->by_name);
    free(layout->members);
    free(layout->names);
    *layout = (struct zip_layout){ 0 };
}
