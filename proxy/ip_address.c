/* IP addresses as texts. */
#include "proxy/ip_address.h"

#include <stdio.h>
#include <string.h>

enum { GROUPS = 8 };

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 99;
}

/* One part of an IPv4 address; false where it is none or does not fit 32 bits. */
static bool read_part(const char *text, size_t size, unsigned long long *number)
{
    unsigned base = 10;
    size_t at = 0;

    if (size > 1 && text[0] == '0') {
        base = text[1] == 'x' || text[1] == 'X' ? 16 : 8;
        at = base == 16 ? 2 : 1;
    }
    if (at == size)
        return false;
    for (*number = 0; at < size; at++) {
        if ((unsigned)digit_of(text[at]) >= base)
            return false;
        *number = *number * base + (unsigned)digit_of(text[at]);
        if (*number > 0xffffffffULL)
            return false;
    }
    return true;
}

bool ip_address_read_v4(struct ip_address *address, const char *text, size_t size)
{
    unsigned long long number = 0, part;
    size_t parts = 0, at = 0;

    for (;;) {
        const char *dot = at < size ? memchr(text + at, '.', size - at) : NULL;
        size_t end = dot == NULL ? size : (size_t)(dot - text);

        if (!read_part(text + at, end - at, &part) || ++parts > 4)
            return false;
        if (dot == NULL)
            break;
        if (part > 255)
            return false;
        number = number << 8 | part;
        at = end + 1;
    }
    if (parts > 1 && part >> (8 * (5 - parts)) != 0)
        return false;
    number = number << (8 * (5 - parts)) | part;
    *address = (struct ip_address){ .is_v6 = false };
    for (int i = 0; i < 4; i++)
        address->bytes[i] = (unsigned char)(number >> (8 * (3 - i)) & 0xff);
    return true;
}

/* The dotted end of an IPv6 address: exactly four decimal parts. */
static bool read_dotted_end(unsigned char bytes[4], const char *text, size_t size)
{
    struct ip_address end;
    size_t dots = 0;

    for (size_t i = 0; i < size; i++) {
        if (text[i] == '.')
            dots++;
        else if (text[i] < '0' || text[i] > '9' || (text[i] == '0' && (i == 0 || text[i - 1] == '.') && i + 1 < size && text[i + 1] != '.'))
            return false;
    }
    if (dots != 3 || !ip_address_read_v4(&end, text, size))
        return false;
    memcpy(bytes, end.bytes, 4);
    return true;
}

/* One to four hexadecimal digits; 0 where there are none, or more. */
static size_t read_group(const char *text, size_t size, unsigned *group)
{
    size_t digits = 0;

    for (*group = 0; digits < size && digit_of(text[digits]) < 16; digits++) {
        if (digits == 4)
            return 0;
        *group = *group << 4 | (unsigned)digit_of(text[digits]);
    }
    return digits;
}

/* Moves what stands behind the `::` at byte `gap` to the end. */
static void open_gap(unsigned char bytes[16], size_t gap, size_t filled)
{
    memmove(bytes + 16 - (filled - gap), bytes + gap, filled - gap);
    memset(bytes + gap, 0, 16 - filled);
}

bool ip_address_read_v6(struct ip_address *address, const char *text, size_t size)
{
    struct ip_address result = { .is_v6 = true };
    size_t filled = 0, at = 0, gap = 17;

    if (size >= 2 && text[0] == ':' && text[1] == ':') {
        gap = 0;
        at = 2;
    }
    while (at < size) {
        unsigned group;
        size_t digits = read_group(text + at, size - at, &group);

        if (digits == 0 || filled > 14)
            return false;
        if (at + digits < size && text[at + digits] == '.') {
            if (filled > 12 || !read_dotted_end(result.bytes + filled, text + at, size - at))
                return false;
            filled += 4;
            break;
        }
        result.bytes[filled++] = (unsigned char)(group >> 8);
        result.bytes[filled++] = (unsigned char)(group & 0xff);
        at += digits;
        if (at == size)
            break;
        if (text[at++] != ':' || at == size)
            return false;
        if (text[at] == ':') {
            if (gap <= 16)
                return false;
            gap = filled;
            at++;
        }
    }
    if (gap <= 16 ? filled > 14 : filled != 16)
        return false;
    if (gap <= 16)
        open_gap(result.bytes, gap, filled);
    *address = result;
    return true;
}

/* The first longest run of at least two zero groups; GROUPS where there is none. */
static size_t longest_gap(const unsigned groups[GROUPS], size_t *length)
{
    size_t best = GROUPS;

    *length = 1;
    for (size_t i = 0; i < GROUPS; i++) {
        size_t run = 0;

        while (i + run < GROUPS && groups[i + run] == 0)
            run++;
        if (run > *length) {
            *length = run;
            best = i;
        }
    }
    return best;
}

void ip_address_write(const struct ip_address *address, char text[IP_ADDRESS_TEXT_SIZE])
{
    const unsigned char *bytes = address->bytes;
    unsigned groups[GROUPS];
    size_t gap, length, size = 0;

    if (!address->is_v6) {
        snprintf(text, IP_ADDRESS_TEXT_SIZE, "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
        return;
    }
    for (size_t i = 0; i < GROUPS; i++)
        groups[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
    gap = longest_gap(groups, &length);
    text[0] = '\0';
    for (size_t i = 0; i < GROUPS; i++) {
        const char *colon = i == 0 || i == gap + length ? "" : ":";

        if (i == gap) {
            size += (size_t)snprintf(text + size, IP_ADDRESS_TEXT_SIZE - size, "::");
            i += length - 1;
        } else
            size += (size_t)snprintf(text + size, IP_ADDRESS_TEXT_SIZE - size, "%s%x", colon, groups[i]);
    }
}

bool ip_address_is_loopback(const struct ip_address *address)
{
    static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
    static const unsigned char one[16] = { [15] = 1 };

    if (!address->is_v6)
        return address->bytes[0] == 127;
    return memcmp(address->bytes, one, sizeof one) == 0 || (memcmp(address->bytes, mapped, sizeof mapped) == 0 && address->bytes[12] == 127);
}
