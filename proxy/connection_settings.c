/* The binary values in which Windows keeps proxy settings. */
#include "proxy/connection_settings.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

enum { HEADER = 12, KNOWN_FLAGS = 15, SOCKET_ADDRESS = 128, FAMILY_INET = 2, FAMILY_INET6 = 23 /* Windows' number */ };

/* A walk over the bytes; a step that would leave them is not taken. */
struct walk {
    const unsigned char *bytes;
    size_t size, at;
    struct proxy_problems *problems;
};

static size_t rest_of(const struct walk *walk)
{
    return walk->size - walk->at;
}

static bool read_number(struct walk *walk, const char *what, unsigned long *number)
{
    const unsigned char *bytes = walk->bytes + walk->at;

    if (rest_of(walk) < 4) {
        proxy_problem_add(walk->problems, "blob", "ends within %s at offset %zu: %zu of 4 bytes", what, walk->at, rest_of(walk));
        return false;
    }
    *number = bytes[0] | (unsigned long)bytes[1] << 8 | (unsigned long)bytes[2] << 16 | (unsigned long)bytes[3] << 24;
    walk->at += 4;
    return true;
}

/* The code page is not stored with the bytes: those above 0x7f are read as Latin-1. */
static char *text_of_ansi(const struct walk *walk, const char *what, size_t size)
{
    struct text text = { 0 };
    bool is_foreign = false;

    for (size_t i = 0; i < size; i++) {
        unsigned char byte = walk->bytes[walk->at + i];

        if (byte == 0) {
            proxy_problem_add(walk->problems, "blob", "a NUL inside %s at offset %zu: its length counts a terminator", what, walk->at + i);
            break;
        }
        if (byte > 0x7f && !is_foreign)
            proxy_problem_add(walk->problems, "blob", "a byte above 0x7f inside %s at offset %zu: its code page is not known", what, walk->at + i);
        is_foreign = is_foreign || byte > 0x7f;
        text_append_code_point(&text, byte);
    }
    return text_take(&text);
}

static bool read_string(struct walk *walk, const char *what, char **string)
{
    char *length_of = text_format("the length of %s", what);
    size_t at = walk->at;
    unsigned long length;
    bool is_whole = read_number(walk, length_of, &length);

    free(length_of);
    if (!is_whole)
        return false;
    if (length > rest_of(walk)) {
        proxy_problem_add(walk->problems, "blob", "the length of %s at offset %zu is %lu, and %zu bytes follow", what, at, length, rest_of(walk));
        return false;
    }
    *string = text_of_ansi(walk, what, length);
    walk->at += length;
    return true;
}

static bool read_header(struct connection_settings *settings, enum connection_kind kind, struct walk *walk)
{
    const unsigned long *known = kind == CONNECTION_WINHTTP ? (const unsigned long[]){ 0x18, 0x28 } : (const unsigned long[]){ 0x3c, 0x46 };

    if (!read_number(walk, "the version", &settings->version) || !read_number(walk, "the counter", &settings->counter) ||
        !read_number(walk, "the flags", &settings->flags))
        return false;
    /* All zero is how scripts reset the value. */
    if (settings->version != known[0] && settings->version != known[1] && settings->version != 0)
        proxy_problem_add(walk->problems, "blob", "the version at offset 0 is 0x%lx, not 0x%lx or 0x%lx", settings->version, known[0], known[1]);
    if ((settings->flags & ~(unsigned long)KNOWN_FLAGS) != 0)
        proxy_problem_add(walk->problems, "blob", "the flags at offset 8 are 0x%lx: a bit is set that has no meaning", settings->flags);
    return true;
}

static bool read_detection(struct connection_settings *settings, struct walk *walk)
{
    enum { TICKS = 10000000 };
    const long long epoch = 11644473600, last_second = 253402300799; /* 1601 to 1970; the end of the year 9999 */
    size_t at = walk->at;
    unsigned long low, high;
    long long seconds;

    if (!read_number(walk, "the time of the last detection", &low) || !read_number(walk, "the time of the last detection", &high))
        return false;
    settings->last_detection_filetime = (unsigned long long)high << 32 | low;
    if (settings->last_detection_filetime == 0)
        return true;
    seconds = (long long)(settings->last_detection_filetime / TICKS) - epoch;
    if (seconds < 0 || seconds > last_second)
        proxy_problem_add(walk->problems, "blob", "the time of the last detection at offset %zu is before 1970 or beyond the year 9999", at);
    else
        settings->last_detection = seconds;
    return true;
}

static void add_interface(struct connection_settings *settings, const unsigned char *bytes, size_t size)
{
    struct ip_address *address = &settings->interfaces[settings->interface_count];

    *address = (struct ip_address){ .is_v6 = size == 16 };
    memcpy(address->bytes, bytes, size);
    settings->interface_count++;
}

/* What IE 5 and 6 wrote are bare IPv4 addresses. */
static void read_interfaces(struct connection_settings *settings, struct walk *walk)
{
    size_t row = settings->version == 0x3c ? 4 : SOCKET_ADDRESS, at = walk->at;
    unsigned long count;
    bool is_told = false;

    if (!read_number(walk, "the number of interfaces", &count) || count == 0)
        return;
    if (count > rest_of(walk) / row) {
        proxy_problem_add(walk->problems, "blob", "the number of interfaces at offset %zu is %lu, and %zu bytes follow", at, count, rest_of(walk));
        return;
    }
    settings->interfaces = memory_get(count * sizeof *settings->interfaces);
    for (; count > 0; count--, walk->at += row) {
        const unsigned char *bytes = walk->bytes + walk->at;
        unsigned family = bytes[0] | (unsigned)bytes[1] << 8;

        if (row == 4)
            add_interface(settings, bytes, 4);
        else if (family == FAMILY_INET)
            add_interface(settings, bytes + 4, 4);
        else if (family == FAMILY_INET6)
            add_interface(settings, bytes + 8, 16);
        else if (!is_told) {
            proxy_problem_add(walk->problems, "blob", "the interface at offset %zu is of the unknown family %u", walk->at, family);
            is_told = true; /* once: there may be thousands */
        }
    }
}

static void read_discovery(struct connection_settings *settings, struct walk *walk)
{
    unsigned long reserved;

    if (rest_of(walk) == 0 || !read_number(walk, "the auto-discovery flags", &settings->discovery_flags))
        return;
    settings->has_discovery_flags = true;
    if (rest_of(walk) == 0 || !read_string(walk, "the last-known-good URL", &settings->last_known_good_url))
        return;
    if (rest_of(walk) == 0 || !read_detection(settings, walk))
        return;
    for (int i = 0; i < 3 && settings->version != 0x3c; i++)
        if (rest_of(walk) == 0 || !read_number(walk, "three reserved numbers", &reserved))
            return;
    if (rest_of(walk) > 0)
        read_interfaces(settings, walk);
}

bool connection_settings_read(struct connection_settings *settings, enum connection_kind kind, const unsigned char *bytes, size_t size,
                              struct proxy_problems *problems)
{
    struct walk walk = { bytes, size, 0, problems };

    *settings = (struct connection_settings){ .size = size };
    if (!read_header(settings, kind, &walk) || !read_string(&walk, "the proxy", &settings->proxy))
        return false;
    if (!read_string(&walk, "the bypass list", &settings->bypass))
        return true;
    settings->tail = walk.at;
    if (kind == CONNECTION_WINHTTP) {
        if (rest_of(&walk) > 0 && settings->version != 0x18)
            read_string(&walk, "the auto-config URL", &settings->auto_config_url);
        return true;
    }
    if (!read_string(&walk, "the auto-config URL", &settings->auto_config_url))
        return true;
    settings->tail = walk.at;
    read_discovery(settings, &walk);
    return true;
}

static int nibble_of(char c)
{
    c = text_lower(c);
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool connection_settings_read_hex(struct connection_settings *settings, enum connection_kind kind, const char *hex, size_t size,
                                  struct proxy_problems *problems)
{
    unsigned char *bytes = memory_get(size / 2 + 1);
    size_t at = 0;
    bool is_read;

    while (at + 2 <= size && nibble_of(hex[at]) >= 0 && nibble_of(hex[at + 1]) >= 0) {
        bytes[at / 2] = (unsigned char)(nibble_of(hex[at]) << 4 | nibble_of(hex[at + 1]));
        at += 2;
    }
    if (at < size)
        proxy_problem_add(problems, "blob", "no hexadecimal digits at offset %zu", at / 2);
    is_read = connection_settings_read(settings, kind, bytes, at / 2, problems);
    free(bytes);
    return is_read;
}

void connection_settings_free(struct connection_settings *settings)
{
    free(settings->proxy);
    free(settings->bypass);
    free(settings->auto_config_url);
    free(settings->last_known_good_url);
    free(settings->interfaces);
    *settings = (struct connection_settings){ 0 };
}

bool connection_settings_use(const struct connection_settings *settings, unsigned long flag)
{
    const char *string = flag == CONNECTION_PROXY ? settings->proxy : settings->auto_config_url;

    return (settings->flags & flag) != 0 && string != NULL && span_trim(span_of(string)).size > 0;
}
