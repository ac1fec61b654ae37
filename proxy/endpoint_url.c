/* Which URLs can be tried. */
#include <string.h>

#include "healthcheck/core/text.h"
#include "proxy/bypass.h"
#include "proxy/endpoints.h"

/* Longer ones are no service's; a fact's key holds it encoded, up to three times as long. */
enum { LONGEST_URL = 2000 };

static bool begins(const char *url, const char *scheme)
{
    for (; *scheme != '\0'; url++, scheme++)
        if (text_lower(*url) != *scheme)
            return false;
    return true;
}

static bool check_characters(const char *url, struct error *error)
{
    for (size_t i = 0; url[i] != '\0'; i++) {
        unsigned char c = (unsigned char)url[i];

        if (c <= ' ' || c == 0x7f)
            return error_set(error, "it holds a blank or a control character");
        if (c > 0x7f)
            return error_set(error, "it holds a character beyond ASCII: write the host as xn--…, and the rest percent-encoded");
        if (strchr("\"<>\\^`{|}", c) != NULL)
            return error_set(error, "it holds %c, which no URL holds: write it as %%%02X", c, c);
    }
    return true;
}

/* Letters, digits, dots, hyphens and underscores; an IPv6 address was read already. */
static bool check_host(const struct bypass_target *target, struct error *error)
{
    bool is_ipv6 = strchr(target->host, ':') != NULL;

    if (strchr(target->host, '*') != NULL)
        return error_set(error, "its host stands for many: name one instead of *");
    for (const char *at = target->host; *at != '\0' && !is_ipv6; at++)
        if (!(text_lower(*at) >= 'a' && text_lower(*at) <= 'z') && !(*at >= '0' && *at <= '9') && strchr(".-_", *at) == NULL)
            return error_set(error, "its host holds %c, which no host's name does", *at);
    if (target->port < 1)
        return error_set(error, "its port is none");
    return true;
}

bool endpoint_url_check(const char *url, bool may_be_http, struct error *error)
{
    struct bypass_target target;
    char scheme[16], host[256];
    const char *slashes = strstr(url, "://"), *authority = slashes != NULL ? slashes + 3 : url;
    size_t size = strcspn(authority, "/?#");

    if (strlen(url) > LONGEST_URL)
        return error_set(error, "it is longer than %d bytes", LONGEST_URL);
    /* First of all, so that nobody quotes a password. */
    if (memchr(authority, '@', size) != NULL)
        return error_set(error, "it names a user: leave out what stands before the @");
    if (!check_characters(url, error))
        return false;
    if (!begins(url, "https://") && !(may_be_http && begins(url, "http://")))
        return error_set(error, "it does not begin with https://");
    if (size == 0 || *authority == ':')
        return error_set(error, "it has no host");
    if (!bypass_target_read(&target, url, scheme, host))
        return error_set(error, "its host or its port is none");
    if (strchr(url, '#') != NULL)
        return error_set(error, "it holds a #: what follows that is never sent, leave it out");
    return check_host(&target, error);
}
