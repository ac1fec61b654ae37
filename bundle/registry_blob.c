/* The binary values of the registry whose texts can be redacted. */
#include "bundle/registry_blob.h"

#include <stdio.h>
#include <string.h>

/* As in proxy/connection_settings.c. The versions without an auto-config URL, and with bare addresses. */
enum { HEADER = 12, SOCKET_ADDRESS = 128, FAMILY_INET = 2, WINHTTP_OLD = 0x18, WININET_OLD = 0x3c };

/* A walk over the bytes that writes as it goes. */
struct walk {
    const struct redactor *redactor;
    struct redactions *counts;
    struct text bytes;
    size_t at;
    struct text *out;
};

static const char winhttp[] = "WinHttpSettings";

bool registry_blob_is_known(const char *value_name)
{
    return text_same(value_name, winhttp) || text_same(value_name, "DefaultConnectionSettings") || text_same(value_name, "SavedLegacySettings");
}

static size_t rest_of(const struct walk *walk)
{
    return walk->bytes.size - walk->at;
}

static const unsigned char *here(const struct walk *walk)
{
    return (const unsigned char *)walk->bytes.data + walk->at;
}

static unsigned long number_at(const unsigned char *bytes)
{
    return bytes[0] | (unsigned long)bytes[1] << 8 | (unsigned long)bytes[2] << 16 | (unsigned long)bytes[3] << 24;
}

static void put_number(struct text *out, unsigned long long number)
{
    for (int shift = 0; shift < 32; shift += 8)
        text_append_char(out, (char)(unsigned char)(number >> shift & 0xff));
}

/* Copies up to `size` bytes; false where they are not all there. */
static bool copy(struct walk *walk, size_t size)
{
    size_t taken = size < rest_of(walk) ? size : rest_of(walk);

    text_append_bytes(walk->out, (const char *)here(walk), taken);
    walk->at += taken;
    return taken == size;
}

/* A length and so many bytes. False: the redactor refuses. At the end of the bytes it does nothing. */
static bool redact_string(struct walk *walk)
{
    struct text redacted = { 0 };
    unsigned long long length, beyond = 0;
    bool is_redacted;

    if (rest_of(walk) < 4)
        return copy(walk, rest_of(walk));
    length = number_at(here(walk));
    walk->at += 4;
    if (length > rest_of(walk)) {
        beyond = length - rest_of(walk);
        length = rest_of(walk);
    }
    if (beyond > 0) {
        /* Of a damaged string nobody knows what it is: only that, and where, is kept. */
        for (unsigned long long i = 0; i < length; i++)
            text_append_char(&redacted, 'x');
        is_redacted = true;
    } else {
        is_redacted = redact(walk->redactor, (const char *)here(walk), (size_t)length, &redacted, walk->counts);
    }
    if (is_redacted) {
        unsigned long long told = redacted.size + beyond;

        put_number(walk->out, told < 0xffffffff ? told : 0xffffffff);
        text_append_bytes(walk->out, text_of(&redacted), redacted.size);
        walk->at += (size_t)length;
    }
    text_free(&redacted);
    return is_redacted;
}

/* An address as text through the redactor and back; zeros where it comes back as none. */
static void redact_ipv4(struct walk *walk, const unsigned char *address)
{
    struct text redacted = { 0 };
    unsigned parts[4] = { 0 };
    char text[16];
    int size = snprintf(text, sizeof text, "%u.%u.%u.%u", address[0], address[1], address[2], address[3]);

    if (!redact(walk->redactor, text, (size_t)size, &redacted, walk->counts) ||
        sscanf(text_of(&redacted), "%3u.%3u.%3u.%3u", &parts[0], &parts[1], &parts[2], &parts[3]) != 4)
        memset(parts, 0, sizeof parts);
    for (int i = 0; i < 4; i++)
        text_append_char(walk->out, (char)(unsigned char)(parts[i] & 0xff));
    text_free(&redacted);
}

static void put_zeros(struct text *out, size_t count)
{
    while (count-- > 0)
        text_append_char(out, '\0');
}

/* The addresses from which the proxy was found: a SOCKADDR_STORAGE each, in old versions four bytes. */
static void redact_interfaces(struct walk *walk, bool is_old)
{
    size_t row = is_old ? 4 : SOCKET_ADDRESS;
    unsigned long count;

    if (rest_of(walk) < 4) {
        copy(walk, rest_of(walk));
        return;
    }
    count = number_at(here(walk));
    copy(walk, 4);
    for (; count > 0 && rest_of(walk) >= row; count--, walk->at += row) {
        const unsigned char *bytes = here(walk);

        if (is_old) {
            redact_ipv4(walk, bytes);
            continue;
        }
        text_append_bytes(walk->out, (const char *)bytes, 2); /* the family */
        put_zeros(walk->out, 2);
        if ((bytes[0] | (unsigned)bytes[1] << 8) == FAMILY_INET)
            redact_ipv4(walk, bytes + 4);
        else
            put_zeros(walk->out, 4);
        put_zeros(walk->out, SOCKET_ADDRESS - 8);
    }
}

static bool redact_fields(struct walk *walk, bool is_winhttp)
{
    unsigned long version;

    if (rest_of(walk) < HEADER)
        return copy(walk, rest_of(walk));
    version = number_at(here(walk));
    copy(walk, HEADER);
    if (!redact_string(walk) || !redact_string(walk))
        return false;
    if (is_winhttp)
        return version == WINHTTP_OLD || rest_of(walk) == 0 || redact_string(walk);
    if (!redact_string(walk))
        return false;
    /* The discovery flags, the last URL that was good, when, three numbers of no known meaning. */
    if (!copy(walk, 4) || rest_of(walk) == 0)
        return true;
    if (!redact_string(walk))
        return false;
    if (copy(walk, 8) && (version == WININET_OLD || copy(walk, 12)))
        redact_interfaces(walk, version == WININET_OLD);
    return true;
}

bool registry_blob_redact(const struct redactor *redactor, const char *value_name, const char *hex, size_t size, struct text *bytes,
                          struct redactions *counts)
{
    struct text out = { 0 };
    struct walk walk = { .redactor = redactor, .counts = counts, .out = &out };
    bool is_redacted = text_append_from_hex(&walk.bytes, hex, size);

    if (is_redacted && walk.bytes.size > 0)
        is_redacted = redact_fields(&walk, text_same(value_name, winhttp));
    if (is_redacted)
        text_append_bytes(bytes, text_of(&out), out.size);
    text_free(&walk.bytes);
    text_free(&out);
    return is_redacted;
}
