/* One proxy as a setting writes it. */
#include "proxy/address.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "proxy/ip_address.h"

enum { LONGEST_HOST = 253 /* RFC 1035 section 3.1, as text */, LONGEST_LABEL = 63, LARGEST_PORT = 65535 };

/* Sentences name places and lengths, and quote nothing: a password may stand anywhere, behind the wrong colon too. */
static bool complain(struct proxy_problems *problems, const char *what, size_t offset)
{
    proxy_problem_add(problems, "malformed", "%s at offset %zu", what, offset);
    return false;
}

static size_t offset_of(struct span whole, const char *place)
{
    return (size_t)(place - whole.data);
}

static struct span span_between(const char *begin, const char *end)
{
    return (struct span){ begin, (size_t)(end - begin) };
}

static const char *find(struct span span, char c)
{
    return span.size > 0 ? memchr(span.data, c, span.size) : NULL;
}

static const char *find_last(struct span span, char c)
{
    for (size_t i = span.size; i > 0; i--)
        if (span.data[i - 1] == c)
            return span.data + i - 1;
    return NULL;
}

static bool is_letter(char c)
{
    return text_lower(c) >= 'a' && text_lower(c) <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The length of "scheme" where the text begins with "scheme://" (RFC 3986 section 3.1), else 0. */
static size_t scheme_length(struct span text)
{
    size_t size = 0;

    while (size < text.size && (is_letter(text.data[size]) || (size > 0 && (is_digit(text.data[size]) || strchr("+-.", text.data[size]) != NULL))))
        if (text.data[size++] == '\0')
            return 0;
    return size > 0 && size + 3 <= text.size && memcmp(text.data + size, "://", 3) == 0 ? size : 0;
}

static bool read_scheme(struct proxy_address *address, struct span whole, struct span *rest, struct proxy_problems *problems)
{
    size_t size = scheme_length(*rest);

    memcpy(address->scheme, "http", sizeof "http");
    if (size == 0)
        return true;
    if (size >= sizeof address->scheme)
        return complain(problems, "there is no such scheme", offset_of(whole, rest->data));
    for (size_t i = 0; i < size; i++)
        address->scheme[i] = text_lower(rest->data[i]);
    address->scheme[size] = '\0';
    address->has_scheme = true;
    *rest = (struct span){ rest->data + size + 3, rest->size - size - 3 };
    return true;
}

static void read_credentials(struct proxy_address *address, struct span *rest)
{
    const char *border = find_last(*rest, '@'), *colon;

    if (border == NULL)
        return;
    colon = find(span_between(rest->data, border), ':');
    address->has_credentials = true;
    address->user = memory_copy(rest->data, (size_t)((colon != NULL ? colon : border) - rest->data));
    *rest = span_between(border + 1, rest->data + rest->size);
}

static bool read_port(struct proxy_address *address, struct span digits, size_t offset, struct proxy_problems *problems)
{
    long number = 0;

    if (digits.size == 0)
        return complain(problems, "no port behind the colon", offset);
    for (size_t i = 0; i < digits.size; i++) {
        if (!is_digit(digits.data[i]))
            return complain(problems, "the port is not a number", offset);
        number = number > LARGEST_PORT ? number : number * 10 + (digits.data[i] - '0');
    }
    if (number == 0 || number > LARGEST_PORT) {
        proxy_problem_add(problems, "port", "the port at offset %zu is not between 1 and %d", offset, LARGEST_PORT);
        return false;
    }
    address->port = (int)number;
    return true;
}

/* What a name may hold: letters, digits, - and _, and what stands for other scripts. */
static bool is_of_names(char c)
{
    return is_letter(c) || is_digit(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static bool check_labels(struct span name, size_t offset, struct proxy_problems *problems)
{
    size_t label = 0;

    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == '.' ? label == 0 : !is_of_names(name.data[i]))
            return complain(problems, name.data[i] == '.' ? "the host has a dot too many" : "the host has a character that no name has", offset + i);
        label = name.data[i] == '.' ? 0 : label + 1;
        if (label > LONGEST_LABEL && (unsigned char)name.data[i] < 0x80)
            return complain(problems, "the host has a label of more than 63 bytes", offset + i);
    }
    return true;
}

/* Does the last label begin with a digit and end as a number does? Such a name is an IPv4 address or nothing (WHATWG URL, "ends in a
   number"). */
static bool ends_in_number(struct span name)
{
    struct ip_address number;
    const char *dot;

    if (name.size > 0 && name.data[name.size - 1] == '.')
        name.size--;
    dot = find_last(name, '.');
    if (dot != NULL)
        name = span_between(dot + 1, name.data + name.size);
    for (size_t i = 0; i < name.size; i++)
        if (!is_digit(name.data[i]))
            return ip_address_read_v4(&number, name.data, name.size);
    return name.size > 0;
}

static void set_ip(struct proxy_address *address, const struct ip_address *ip)
{
    char text[IP_ADDRESS_TEXT_SIZE];

    ip_address_write(ip, text);
    address->host = memory_copy_text(text);
    address->is_ipv6 = ip->is_v6;
}

static bool read_name(struct proxy_address *address, struct span name, size_t offset, struct proxy_problems *problems)
{
    struct ip_address ip;
    size_t without_dot = name.size > 0 && name.data[name.size - 1] == '.' ? name.size - 1 : name.size;

    if (name.size == 0)
        return complain(problems, "there is no host", offset);
    if (name.size > LONGEST_HOST)
        return complain(problems, "the host has more than 253 bytes", offset);
    if (!check_labels(name, offset, problems))
        return false;
    if (ends_in_number(name)) {
        if (!ip_address_read_v4(&ip, name.data, without_dot))
            return complain(problems, "the host ends in a number and is no IPv4 address", offset);
        set_ip(address, &ip);
        return true;
    }
    address->host = memory_copy(name.data, name.size);
    for (char *c = address->host; *c != '\0'; c++)
        *c = text_lower(*c);
    return true;
}

/* "[2001:db8::1]" and what follows. */
static bool read_bracketed(struct proxy_address *address, struct span text, size_t offset, struct span *rest, struct proxy_problems *problems)
{
    const char *end = find(text, ']');
    struct span inner;
    struct ip_address ip;

    if (end == NULL)
        return complain(problems, "the bracket is not closed", offset);
    inner = span_between(text.data + 1, end);
    if (find(inner, '%') != NULL)
        return complain(problems, "the IPv6 address has a zone, which means something on one machine only,", offset);
    if (!ip_address_read_v6(&ip, inner.data, inner.size))
        return complain(problems, "no IPv6 address stands in the brackets", offset);
    set_ip(address, &ip);
    *rest = span_between(end + 1, text.data + text.size);
    return true;
}

static bool read_host(struct proxy_address *address, struct span whole, struct span text, struct proxy_problems *problems)
{
    size_t offset = offset_of(whole, text.data);
    const char *colon = find(text, ':');
    struct ip_address ip;
    struct span rest;

    if (text.size > 0 && text.data[0] == '[') {
        if (!read_bracketed(address, text, offset, &rest, problems))
            return false;
        if (rest.size == 0)
            return true;
        if (rest.data[0] != ':')
            return complain(problems, "something else than a port stands behind the bracket", offset_of(whole, rest.data));
        return read_port(address, (struct span){ rest.data + 1, rest.size - 1 }, offset_of(whole, rest.data + 1), problems);
    }
    if (colon != NULL && colon != find_last(text, ':'))
        return complain(problems,
                        ip_address_read_v6(&ip, text.data, text.size) ? "an IPv6 address without brackets, whose end may be a port,"
                                                                      : "there is more than one colon",
                        offset);
    if (colon == NULL)
        return read_name(address, text, offset, problems);
    return read_name(address, span_between(text.data, colon), offset, problems) &&
           read_port(address, span_between(colon + 1, text.data + text.size), offset_of(whole, colon + 1), problems);
}

static bool check_bytes(struct span whole, struct span text, struct proxy_problems *problems)
{
    if (text.size == 0)
        return complain(problems, "there is no host", 0);
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f)
            return complain(problems, "a control character", offset_of(whole, text.data + i));
        if (text.data[i] == ' ')
            return complain(problems, "a blank", offset_of(whole, text.data + i));
    }
    return text_is_utf8(text.data, text.size) || complain(problems, "text that is not UTF-8", offset_of(whole, text.data));
}

bool proxy_address_read(struct proxy_address *address, const char *text, size_t size, struct proxy_problems *problems)
{
    struct span whole = { text, size }, rest = span_trim(whole);
    const char *slash;

    *address = (struct proxy_address){ 0 };
    if (!check_bytes(whole, rest, problems) || !read_scheme(address, whole, &rest, problems))
        return false;
    read_credentials(address, &rest);
    slash = find(rest, '/');
    if (slash != NULL)
        rest = span_between(rest.data, slash);
    if (read_host(address, whole, rest, problems))
        return true;
    proxy_address_free(address);
    return false;
}

void proxy_address_free(struct proxy_address *address)
{
    free(address->host);
    free(address->user);
    *address = (struct proxy_address){ 0 };
}

static int default_port(const char *scheme)
{
    if (strcmp(scheme, "http") == 0)
        return 80;
    if (strcmp(scheme, "https") == 0)
        return 443;
    return text_starts(scheme, "socks") ? 1080 : 0;
}

char *proxy_address_uri(const struct proxy_address *address)
{
    struct text uri = { 0 };
    int port = address->port != 0 ? address->port : default_port(address->scheme);

    text_append_format(&uri, "%s://", address->scheme);
    if (address->has_credentials)
        text_append_format(&uri, "%s:***@", address->user);
    text_append_format(&uri, address->is_ipv6 ? "[%s]" : "%s", address->host);
    if (port != 0)
        text_append_format(&uri, ":%d", port);
    return text_take(&uri);
}

bool proxy_address_is_loopback(const struct proxy_address *address)
{
    struct ip_address ip;
    size_t size = strlen(address->host);
    char *host;
    bool is_local;

    if (ip_address_read_v4(&ip, address->host, size) || ip_address_read_v6(&ip, address->host, size))
        return ip_address_is_loopback(&ip);
    if (size > 0 && address->host[size - 1] == '.')
        size--;
    host = memory_copy(address->host, size);
    is_local = strcmp(host, "localhost") == 0 || text_ends(host, ".localhost");
    free(host);
    return is_local;
}
