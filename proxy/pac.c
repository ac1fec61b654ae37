/* Proxy auto-config, as far as it needs no engine: the URLs scripts are told of, and the answers they give. */
#include "proxy/pac.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "proxy/punycode.h"

/* The words an element may begin with. `HTTP` is none: Firefox alone reads it (Chromium, proxy_string_util_unittest). */
static const struct {
    const char *word, *scheme;
    int port;
} kinds[] = {
    { "PROXY", "http", 80 },      { "HTTPS", "https", 443 },      { "SOCKS", "socks4", 1080 },
    { "SOCKS4", "socks4", 1080 }, { "SOCKS4A", "socks4a", 1080 }, { "SOCKS5", "socks5", 1080 },
};

static bool is_same(struct span span, const char *word)
{
    if (span.size != strlen(word))
        return false;
    for (size_t i = 0; i < span.size; i++)
        if (text_lower(span.data[i]) != text_lower(word[i]))
            return false;
    return true;
}

static bool is_host(struct span host)
{
    bool is_literal = host.size > 2 && host.data[0] == '[' && host.data[host.size - 1] == ']';
    bool has_colon = false;

    for (size_t i = is_literal ? 1 : 0; i < host.size - (is_literal ? 1 : 0); i++) {
        unsigned char c = (unsigned char)text_lower(host.data[i]);
        bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');

        has_colon = has_colon || c == ':';
        if (is_literal ? !is_hex && c != ':' && c != '.' : !is_hex && (c < 'g' || c > 'z') && c != '.' && c != '-' && c != '_' && c < 0x80)
            return false;
    }
    return host.size > 0 && host.size <= 255 && is_literal == has_colon;
}

/* Splits "h[:p]"; the port stays as it is where there is none. */
static bool split_host(struct span text, struct span *host, int *port)
{
    size_t end = text.size > 0 && text.data[0] == '[' ? 0 : text.size;
    long number = 0;

    for (size_t i = 0; end == 0 && i < text.size; i++)
        end = text.data[i] == ']' ? i + 1 : 0;
    for (size_t i = 0; text.size > 0 && text.data[0] != '[' && i < text.size; i++)
        if (text.data[i] == ':') {
            end = i;
            break;
        }
    *host = (struct span){ text.data, end };
    if (!is_host(*host))
        return false;
    if (end == text.size)
        return true;
    if (text.data[end] != ':' || end + 1 == text.size || text.size - end > 6)
        return false;
    for (size_t i = end + 1; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        number = number * 10 + (text.data[i] - '0');
    }
    *port = (int)number;
    return number >= 1 && number <= 65535;
}

static void append_lower(struct text *text, struct span span)
{
    for (size_t i = 0; i < span.size; i++)
        text_append_char(text, text_lower(span.data[i]));
}

/* The element as a URI, "direct" for DIRECT; NULL where it is none. Yours to free. */
static char *element_uri(struct span element)
{
    struct span word = { element.data, 0 }, rest, host;

    while (word.size < element.size && element.data[word.size] != ' ' && element.data[word.size] != '\t')
        word.size++;
    rest = span_trim((struct span){ element.data + word.size, element.size - word.size });
    if (is_same(word, "DIRECT") && rest.size == 0)
        return memory_copy_text("direct");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct text uri = { 0 }, name = { 0 };
        int port = kinds[i].port;
        char *name_of_dns;

        if (!is_same(word, kinds[i].word))
            continue;
        if (!split_host(rest, &host, &port))
            return NULL;
        append_lower(&name, host);
        name_of_dns = punycode_host(text_of(&name));
        text_append_format(&uri, "%s://%s:%d", kinds[i].scheme, name_of_dns, port);
        free(name_of_dns);
        text_free(&name);
        return text_take(&uri);
    }
    return NULL;
}

/* The next element between ";" that is not empty, without the blanks around it. */
static bool next_element(struct span *rest, struct span *element)
{
    while (rest->size > 0) {
        const char *end = memchr(rest->data, ';', rest->size);
        size_t size = end != NULL ? (size_t)(end - rest->data) : rest->size, skip = end != NULL ? size + 1 : size;

        *element = span_trim((struct span){ rest->data, size });
        rest->data += skip;
        rest->size -= skip;
        if (element->size > 0)
            return true;
    }
    return false;
}

void pac_answer_read(struct pac_answer *answer)
{
    struct span rest = span_of(answer->answer), element;

    while (next_element(&rest, &element)) {
        char *uri = element_uri(element);

        if (uri == NULL && answer->invalid == NULL)
            answer->invalid = memory_copy(element.data, element.size);
        if (uri != NULL && answer->first == NULL)
            answer->first = uri;
        else
            free(uri);
    }
}

/* "http://h:p" of an answer that is one `PROXY h:p` and nothing else; else NULL. */
static const char *only_proxy(const struct pac_answer *answer)
{
    struct span rest, element;

    if (answer->answer == NULL || answer->first == NULL || answer->invalid != NULL || !text_starts(answer->first, "http://"))
        return NULL;
    rest = span_of(answer->answer);
    return next_element(&rest, &element) && !next_element(&rest, &element) ? answer->first : NULL;
}

char *pac_static_equivalent(const struct pac_result *result)
{
    const char *first = result->count > 0 ? only_proxy(&result->answers[0]) : NULL;

    for (size_t i = 1; i < result->count && first != NULL; i++) {
        const char *other = only_proxy(&result->answers[i]);

        if (other == NULL || strcmp(other, first) != 0)
            first = NULL;
    }
    return first != NULL ? memory_copy_text(first + strlen("http://")) : NULL;
}

void pac_result_free(struct pac_result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        free(result->answers[i].answer);
        free(result->answers[i].first);
        free(result->answers[i].invalid);
        free(result->answers[i].why);
    }
    for (size_t i = 0; i < result->lookup_count; i++)
        free(result->lookups[i]);
    free(result->answers);
    free(result->lookups);
    free(result->error);
    *result = (struct pac_result){ 0 };
}

/* RFC 3986 section 3.1. */
static bool is_scheme(struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text_lower(text.data[i]);
        bool is_letter = c >= 'a' && c <= 'z';

        if (!is_letter && (i == 0 || ((c < '0' || c > '9') && c != '+' && c != '-' && c != '.')))
            return false;
    }
    return text.size > 0;
}

bool pac_arguments(const char *url, char **told, char **host)
{
    const char *colon = strstr(url, "://"), *authority, *end, *at, *host_end;
    struct text text = { 0 }, name = { 0 };
    bool is_secret;

    if (colon == NULL || !is_scheme((struct span){ url, (size_t)(colon - url) }))
        return false;
    authority = colon + 3;
    end = authority + strcspn(authority, "/?#\\");
    for (at = end; at > authority && at[-1] != '@'; at--)
        ;
    /* The last `@` is the border of credentials; without one `at` has come to the beginning. */
    authority = at;
    host_end = *authority == '[' ? authority + strcspn(authority, "]") : authority + strcspn(authority, ":/?#\\");
    if (host_end > end || host_end == authority || (*authority == '[' && (host_end == authority + 1 || *host_end != ']')))
        return false;
    append_lower(&name, *authority == '[' ? (struct span){ authority + 1, (size_t)(host_end - authority) - 1 }
                                          : (struct span){ authority, (size_t)(host_end - authority) });
    append_lower(&text, (struct span){ url, (size_t)(colon - url) });
    is_secret = text_same(text_of(&text), "https") || text_same(text_of(&text), "wss");
    text_append(&text, "://");
    append_lower(&text, (struct span){ authority, (size_t)(end - authority) });
    if (is_secret || *end != '/')
        text_append_char(&text, '/');
    if (!is_secret)
        text_append_bytes(&text, end, strcspn(end, "#"));
    *told = text_take(&text);
    *host = text_take(&name);
    return true;
}

bool pac_url_is_file(const char *auto_config_url)
{
    char scheme[6] = "";

    for (size_t i = 0; i < 5 && auto_config_url[i] != '\0'; i++)
        scheme[i] = text_lower(auto_config_url[i]);
    return strcmp(scheme, "file:") == 0;
}

const struct fact *pac_script_of(struct host *host, const char *auto_config_url)
{
    struct text key = { 0 };
    const struct fact *fact;

    text_append(&key, "download/");
    for (const char *at = auto_config_url; *at != '\0'; at++)
        if (*at == '/' || *at == '%')
            text_append(&key, *at == '/' ? "%2F" : "%25");
        else
            text_append_char(&key, *at);
    fact = host_ask(host, text_of(&key));
    text_free(&key);
    return fact;
}
