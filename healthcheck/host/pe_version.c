/* The version of a Windows program or library. Every offset comes from the file: each read asks first whether it lies inside. */
#include "healthcheck/host/pe_version.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    TYPE_VERSION = 16,      /* RT_VERSION, winuser.h */
    DIRECTORY_RESOURCE = 2, /* IMAGE_DIRECTORY_ENTRY_RESOURCE, winnt.h */
    MAGIC_32 = 0x10b,       /* PE32 */
    MAGIC_64 = 0x20b,       /* PE32+ */
    MOST_SECTIONS = 96,     /* the loader's limit */
};

struct file {
    const unsigned char *bytes;
    size_t size;
    size_t sections; /* offset of the section table */
    unsigned section_count;
    char *why;
};

static bool fail(const struct file *file, const char *why)
{
    snprintf(file->why, PE_VERSION_WHY_SIZE, "%s", why);
    return false;
}

static bool is_inside(const struct file *file, size_t offset, size_t size)
{
    return offset <= file->size && size <= file->size - offset;
}

/* Outside the file everything is 0: whoever must know the difference asks is_inside(). */
static uint32_t number_at(const struct file *file, size_t offset, size_t size)
{
    uint32_t number = 0;

    if (is_inside(file, offset, size))
        for (size_t i = size; i > 0; i--)
            number = number << 8 | file->bytes[offset + i - 1];
    return number;
}

static uint32_t u16(const struct file *file, size_t offset)
{
    return number_at(file, offset, 2);
}

static uint32_t u32(const struct file *file, size_t offset)
{
    return number_at(file, offset, 4);
}

/* Where a relative virtual address lies in the file; false where no section holds it. */
static bool offset_of(const struct file *file, uint32_t address, size_t *offset)
{
    for (unsigned i = 0; i < file->section_count; i++) {
        size_t section = file->sections + (size_t)40 * i;
        uint32_t begin = u32(file, section + 12), raw_size = u32(file, section + 16), raw = u32(file, section + 20);

        if (address >= begin && address - begin < raw_size) {
            *offset = (size_t)raw + (address - begin);
            return *offset < file->size;
        }
    }
    return false;
}

/* Finds the resource directory; its address is 0 where there is none. */
static bool read_headers(struct file *file, uint32_t *resources)
{
    size_t header = u32(file, 0x3c), optional = header + 24, directories;
    uint32_t magic;

    if (!is_inside(file, 0, 64) || file->bytes[0] != 'M' || file->bytes[1] != 'Z')
        return fail(file, "it is no Windows program: it does not begin with MZ");
    if (!is_inside(file, header, 24) || memcmp(file->bytes + header, "PE\0\0", 4) != 0)
        return fail(file, "it is no Windows program: there is no PE header");
    magic = u16(file, optional);
    if (magic != MAGIC_32 && magic != MAGIC_64)
        return fail(file, "its header is neither PE32 nor PE32+");
    directories = optional + (magic == MAGIC_64 ? 112 : 96);
    file->section_count = u16(file, header + 6);
    file->sections = optional + u16(file, header + 20);
    if (file->section_count > MOST_SECTIONS || !is_inside(file, file->sections, (size_t)40 * file->section_count))
        return fail(file, "its header is cut");
    *resources = u32(file, directories - 4) > DIRECTORY_RESOURCE ? u32(file, directories + 8 * DIRECTORY_RESOURCE) : 0;
    return true;
}

/* The entry `id` of a resource directory (its first one where `id` is 0) in `entry`: an offset from the root, its highest bit set
   where another directory lies there; 0 where there is none. False where the directory is cut. */
static bool find_entry(const struct file *file, size_t directory, uint32_t id, uint32_t *entry)
{
    size_t count = (size_t)u16(file, directory + 12) + u16(file, directory + 14);

    *entry = 0;
    if (!is_inside(file, directory, 16 + 8 * count))
        return fail(file, "its resources are cut");
    for (size_t i = 0; i < count && *entry == 0; i++)
        if (id == 0 || u32(file, directory + 16 + 8 * i) == id)
            *entry = u32(file, directory + 16 + 8 * i + 4);
    return true;
}

/* Type, name, language: three levels, then the address and the size of the data. `data` is 0 where there is no version resource. */
static bool find_resource(const struct file *file, size_t root, size_t *data)
{
    const uint32_t deeper = 0x80000000;
    uint32_t entry;

    *data = 0;
    if (!find_entry(file, root, TYPE_VERSION, &entry))
        return false;
    if (entry == 0)
        return true;
    for (int level = 0; level < 2; level++) {
        if ((entry & deeper) == 0)
            return fail(file, "its resources are damaged");
        if (!find_entry(file, root + (entry & ~deeper), 0, &entry))
            return false;
    }
    if (entry == 0 || (entry & deeper) != 0 || !is_inside(file, root + entry, 16) || !offset_of(file, u32(file, root + entry), data))
        return fail(file, "its resources are damaged");
    return true;
}

/* VS_VERSIONINFO: three words, the text VS_VERSION_INFO in UTF-16, then, on a multiple of four, VS_FIXEDFILEINFO. */
static bool read_fixed(const struct file *file, size_t data, char version[PE_VERSION_SIZE])
{
    size_t fixed = data + 40;
    uint32_t high, low;

    if (!is_inside(file, fixed, 16) || u16(file, data + 2) < 52 || u32(file, fixed) != 0xfeef04bd)
        return fail(file, "its version resource is damaged");
    high = u32(file, fixed + 8);
    low = u32(file, fixed + 12);
    snprintf(version, PE_VERSION_SIZE, "%u.%u.%u.%u", (unsigned)(high >> 16), (unsigned)(high & 0xffff), (unsigned)(low >> 16),
             (unsigned)(low & 0xffff));
    return true;
}

enum pe_version_result pe_version_read(const char *bytes, size_t size, char version[PE_VERSION_SIZE], char why[PE_VERSION_WHY_SIZE])
{
    struct file file = { .bytes = (const unsigned char *)bytes, .size = size, .why = why };
    uint32_t resources;
    size_t root, data;

    if (!read_headers(&file, &resources))
        return PE_VERSION_BROKEN;
    if (resources == 0)
        return PE_VERSION_NONE;
    if (!offset_of(&file, resources, &root)) {
        fail(&file, "its resources lie outside the file: it is cut");
        return PE_VERSION_BROKEN;
    }
    if (!find_resource(&file, root, &data))
        return PE_VERSION_BROKEN;
    if (data == 0)
        return PE_VERSION_NONE;
    return read_fixed(&file, data, version) ? PE_VERSION_FOUND : PE_VERSION_BROKEN;
}
