/* From what was measured to one word: the table, and what its rows ask. */
#include "proxy/classify.h"

#include <string.h>

#include "healthcheck/core/text.h"

/* libcurl's numbers (curl/curl.h): they are its ABI and never change, and this file is compiled where its headers are not. */
enum {
    CODE_OK = 0,
    CODE_UNSUPPORTED_PROTOCOL = 1, /* "Received HTTP/0.9 when not allowed" */
    CODE_PROXY_NAME = 5,
    CODE_NAME = 6,
    CODE_CONNECT = 7,
    CODE_WEIRD_REPLY = 8,
    CODE_WRITE = 23,  /* our own end: enough of the body was read */
    CODE_MEMORY = 27, /* a header line beyond its limit, until 8.6 */
    CODE_TIMED_OUT = 28,
    CODE_TLS = 35,
    CODE_OLD_PEER_VERIFICATION = 51,
    CODE_CIPHER = 59,
    CODE_VERIFICATION = 60,
    CODE_FILE_SIZE = 63,
    CODE_CA_FILE = 77,
    CODE_ISSUER = 83,
    CODE_PINNED = 90,
    CODE_STAPLED = 91,
    CODE_TOO_LARGE = 100,
};

/* X509_V_ERR_… (openssl/x509_vfy.h). */
enum { VERIFY_NOT_YET_VALID = 9, VERIFY_EXPIRED = 10, VERIFY_HOST_NAME = 62, VERIFY_IP_ADDRESS = 64 };

/* Clocks may be this far apart before one of them is called wrong: certificates are valid from hours before they are first used. */
enum { SECONDS_OF_SKEW = 24 * 60 * 60 };

static bool says(const struct measurement *measured, const char *part)
{
    return text_contains_ignoring_case(measured->text, part);
}

static bool says_one_of(const struct measurement *measured, const char *const *parts)
{
    while (*parts != NULL && !says(measured, *parts))
        parts++;
    return *parts != NULL;
}

static bool is_one_of(int number, const int *numbers, size_t count)
{
    size_t i = 0;

    while (i < count && numbers[i] != number)
        i++;
    return i < count;
}

#define IS_ONE_OF(number, ...) is_one_of(number, (const int[]){ __VA_ARGS__ }, sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int))

static bool has_reached(const struct measurement *measured, enum attempt_phase phase)
{
    return measured->phase_ms[phase] >= 0;
}

/* The phase in which it ended; ATTEMPT_PHASES where none was reached. */
static enum attempt_phase last_phase(const struct measurement *measured)
{
    for (int phase = ATTEMPT_PHASES - 1; phase >= 0; phase--)
        if (has_reached(measured, (enum attempt_phase)phase))
            return (enum attempt_phase)phase;
    return ATTEMPT_PHASES;
}

static bool is_connected(const struct measurement *measured)
{
    return measured->connects > 0 || has_reached(measured, PHASE_PROXY) || has_reached(measured, PHASE_TLS) ||
           has_reached(measured, PHASE_FIRST_BYTE);
}

/* Did it end between us and the proxy, before a tunnel stood? */
static bool is_before_tunnel(const struct measurement *measured)
{
    return measured->is_through_proxy && measured->is_tls && measured->connect_status / 100 != 2 && !has_reached(measured, PHASE_TLS) &&
           !has_reached(measured, PHASE_FIRST_BYTE);
}

/* Did TLS to the proxy itself fail? Its chain and its errors come under the same codes as the origin's. */
static bool is_tls_of_proxy(const struct measurement *measured)
{
    return measured->is_proxy_tls && (is_before_tunnel(measured) || (!measured->is_tls && measured->status == 0));
}

/* Does a proxy answer for the origin? Plain http goes to it as a whole request, and its own errors come as the answer. */
static bool is_plain_through_proxy(const struct measurement *measured)
{
    return measured->is_through_proxy && !measured->is_tls;
}

/* An answer came, as much of it as we wanted. */
static bool is_answered(const struct measurement *measured)
{
    return IS_ONE_OF(measured->curl_code, CODE_OK, CODE_WRITE, CODE_FILE_SIZE) && !measured->is_header_endless && measured->status != 0;
}

/* libcurl has limits of its own: 100 KiB a line ("Out of memory"), 300 KiB in all. */
static bool is_header_endless(const struct measurement *measured)
{
    return measured->is_header_endless || IS_ONE_OF(measured->curl_code, CODE_MEMORY, CODE_TOO_LARGE) || says(measured, "response too large") ||
           says(measured, "Too large response headers");
}

static bool is_listed(int status, const int good[GOOD_STATUSES])
{
    return status != 0 && is_one_of(status, good, GOOD_STATUSES);
}

static bool is_good(int status, const int good[GOOD_STATUSES])
{
    static const int none[GOOD_STATUSES] = { 0 };

    if (memcmp(good, none, sizeof none) != 0)
        return is_listed(status, good);
    return status >= 200 && status < 500 && status != 407 && status != 451;
}

/* Is nothing failed at all? */
static bool is_fine(const struct measurement *measured, const int good[GOOD_STATUSES])
{
    return is_answered(measured) && is_good(measured->status, good);
}

/* The host of a URL with its scheme, or of one that begins with "//"; empty where it names none. */
static struct span host_of(const char *url)
{
    const char *begin = strstr(url, "//"), *end;

    if (begin == NULL || memchr(url, '?', (size_t)(begin - url)) != NULL || *url == '#' || (*url == '/' && begin != url))
        return (struct span){ "", 0 };
    begin += 2;
    end = begin + strcspn(begin, "/?#");
    for (const char *c = begin; c < end; c++)
        if (*c == '@')
            begin = c + 1;
    if (*begin == '[' && memchr(begin, ']', (size_t)(end - begin)) != NULL)
        end = (const char *)memchr(begin, ']', (size_t)(end - begin)) + 1;
    else if (memchr(begin, ':', (size_t)(end - begin)) != NULL)
        end = memchr(begin, ':', (size_t)(end - begin));
    return (struct span){ begin, (size_t)(end - begin) };
}

static bool leads_elsewhere(const struct measurement *measured)
{
    struct span there = host_of(measured->redirect), here = host_of(measured->url != NULL ? measured->url : "");
    size_t same = 0;

    if (there.size == 0)
        return false;
    while (same < there.size && same < here.size && text_lower(there.data[same]) == text_lower(here.data[same]))
        same++;
    return same < there.size || same < here.size;
}

/* A page in the place of a file: over plain http anybody may answer. A redirect that is listed as good is the service's own. */
static bool is_page_of_another(const struct measurement *measured, const int good[GOOD_STATUSES])
{
    int status = measured->status;

    if (measured->is_tls || !is_answered(measured))
        return false;
    return status == 511 || (status / 100 == 3 && !is_listed(status, good) && leads_elsewhere(measured)) || (status / 100 == 2 && measured->is_html);
}

/* What OpenSSL says when the first bytes are no TLS. */
static bool is_no_tls(const struct measurement *measured)
{
    static const char *const parts[] = { "wrong version number", "packet length too long", "http request", "unknown protocol", NULL };

    return measured->curl_code == CODE_TLS && says_one_of(measured, parts);
}

static bool is_reset_by_peer(const struct measurement *measured)
{
    static const char *const parts[] = {
        "SSL_ERROR_SYSCALL", "SSL_ERROR_ZERO_RETURN", "unexpected eof", "connection reset", "broken pipe", "connection was reset", NULL
    };

    return IS_ONE_OF(measured->os_error, 104, 32, 10053, 10054) || says_one_of(measured, parts);
}

static bool is_verification(const struct measurement *measured)
{
    return IS_ONE_OF(measured->curl_code, CODE_VERIFICATION, CODE_OLD_PEER_VERIFICATION);
}

/* Is the reply not HTTP? */
static bool is_not_http(const struct measurement *measured)
{
    return IS_ONE_OF(measured->curl_code, CODE_UNSUPPORTED_PROTOCOL, CODE_WEIRD_REPLY);
}

/* The rows' questions. */
#define ROW_ASKS(name) static bool name(const struct measurement *measured, const int good[GOOD_STATUSES])

ROW_ASKS(proxy_name_unknown)
{
    (void)good;
    return measured->curl_code == CODE_PROXY_NAME;
}

ROW_ASKS(name_unknown)
{
    (void)good;
    return measured->curl_code == CODE_NAME;
}

ROW_ASKS(name_times_out)
{
    (void)good;
    if (measured->curl_code != CODE_TIMED_OUT)
        return false;
    return last_phase(measured) == PHASE_DNS || (last_phase(measured) == ATTEMPT_PHASES && says(measured, "Resolving timed out"));
}

ROW_ASKS(connect_times_out)
{
    (void)good;
    if (measured->curl_code == CODE_CONNECT)
        return IS_ONE_OF(measured->os_error, 110, 10060);
    return measured->curl_code == CODE_TIMED_OUT && (last_phase(measured) == PHASE_CONNECT || last_phase(measured) == ATTEMPT_PHASES);
}

/* A reset at once is haproxy's `tcp-request connection reject`: the connection is never seen as standing. */
ROW_ASKS(connect_refused)
{
    (void)good;
    return measured->curl_code == CODE_CONNECT && IS_ONE_OF(measured->os_error, 111, 104, 10061, 10054);
}

ROW_ASKS(proxy_refuses)
{
    return measured->is_through_proxy && connect_refused(measured, good);
}

ROW_ASKS(connect_fails)
{
    (void)good;
    return measured->curl_code == CODE_CONNECT;
}

ROW_ASKS(proxy_asks_for_user)
{
    (void)good;
    return measured->is_through_proxy && (measured->connect_status == 407 || (!measured->is_tls && measured->status == 407));
}

ROW_ASKS(connect_leads_to_page)
{
    (void)good;
    return measured->is_through_proxy && (measured->connect_status / 100 == 3 || measured->connect_status == 511);
}

/* What web servers say to CONNECT. */
ROW_ASKS(connect_is_not_known)
{
    (void)good;
    return measured->is_through_proxy && IS_ONE_OF(measured->connect_status, 400, 404, 405, 501);
}

ROW_ASKS(connect_is_denied)
{
    (void)good;
    return measured->is_through_proxy && measured->connect_status / 100 == 4;
}

ROW_ASKS(connect_fails_behind_proxy)
{
    (void)good;
    return measured->is_through_proxy && measured->connect_status / 100 == 5;
}

ROW_ASKS(proxy_certificate_is_bad)
{
    (void)good;
    return is_verification(measured) && is_tls_of_proxy(measured);
}

ROW_ASKS(proxy_times_out)
{
    (void)good;
    if (measured->curl_code != CODE_TIMED_OUT || !measured->is_through_proxy)
        return false;
    return last_phase(measured) == PHASE_PROXY || (!measured->is_tls && last_phase(measured) == PHASE_FIRST_BYTE);
}

ROW_ASKS(proxy_is_none)
{
    (void)good;
    if (!measured->is_through_proxy || measured->curl_code == CODE_OK || measured->curl_code == CODE_TIMED_OUT || !is_connected(measured))
        return false;
    if (measured->is_tls)
        return is_before_tunnel(measured) || (!has_reached(measured, PHASE_TLS) && is_header_endless(measured));
    return measured->status == 0;
}

ROW_ASKS(proxy_sends_no_tls)
{
    (void)good;
    return measured->is_through_proxy && is_no_tls(measured);
}

ROW_ASKS(tls_times_out)
{
    (void)good;
    return measured->curl_code == CODE_TIMED_OUT && last_phase(measured) == PHASE_TLS;
}

ROW_ASKS(no_tls_on_port)
{
    (void)good;
    return is_no_tls(measured);
}

ROW_ASKS(tls_is_reset)
{
    (void)good;
    return measured->curl_code == CODE_TLS && is_reset_by_peer(measured);
}

ROW_ASKS(tls_is_old)
{
    static const char *const parts[] = {
        "unsupported protocol", "protocol version",     "legacy sigalg", "no protocols available", "wrong ssl version",
        "dh key too small",     "wrong signature type", "unsafe legacy", "bad protocol",           NULL
    };

    (void)good;
    return measured->curl_code == CODE_CIPHER || (measured->curl_code == CODE_TLS && says_one_of(measured, parts));
}

/* With TLS 1.3 the peer's alert may come after the hand-shake, as the error of the first read. */
ROW_ASKS(tls_is_refused)
{
    (void)good;
    return measured->curl_code == CODE_TLS ||
           (measured->is_tls && measured->curl_code != CODE_OK && says(measured, "SSL routines") && says(measured, "alert"));
}

/* Our clock is ahead where certificates seem over, and behind where they have not begun. */
ROW_ASKS(clock_is_wrong)
{
    (void)good;
    if (!is_verification(measured) || !measured->has_date)
        return false;
    return (measured->verify_result == VERIFY_EXPIRED && measured->date_skew < -SECONDS_OF_SKEW) ||
           (measured->verify_result == VERIFY_NOT_YET_VALID && measured->date_skew > SECONDS_OF_SKEW);
}

ROW_ASKS(certificate_is_over)
{
    (void)good;
    return is_verification(measured) && measured->verify_result == VERIFY_EXPIRED;
}

ROW_ASKS(certificate_has_not_begun)
{
    (void)good;
    return is_verification(measured) && measured->verify_result == VERIFY_NOT_YET_VALID;
}

/* Whatever came after the hand-shake: the agent would have ended there. */
ROW_ASKS(tls_is_opened)
{
    (void)good;
    return measured->is_tls && measured->trust.verdict == TRUST_INSPECTED && !measured->is_chain_of_proxy;
}

/* libcurl compares names itself, after OpenSSL was content: the result stays 1, only the text tells. */
ROW_ASKS(certificate_has_other_name)
{
    (void)good;
    return is_verification(measured) &&
           (IS_ONE_OF(measured->verify_result, VERIFY_HOST_NAME, VERIFY_IP_ADDRESS) || (says(measured, "subject name") && says(measured, "match")));
}

ROW_ASKS(certificate_is_unknown)
{
    (void)good;
    return is_verification(measured) || IS_ONE_OF(measured->curl_code, CODE_CA_FILE, CODE_ISSUER, CODE_PINNED, CODE_STAPLED);
}

ROW_ASKS(proxy_answers_with_page)
{
    return measured->is_through_proxy && is_page_of_another(measured, good);
}

ROW_ASKS(portal_answers)
{
    return is_page_of_another(measured, good) || (!measured->is_tls && is_not_http(measured));
}

ROW_ASKS(proxy_denies_plain)
{
    return is_plain_through_proxy(measured) && is_answered(measured) && measured->status == 403 && !is_listed(403, good);
}

ROW_ASKS(proxy_fails_plain)
{
    return is_plain_through_proxy(measured) && is_answered(measured) && IS_ONE_OF(measured->status, 502, 503, 504) &&
           !is_listed(measured->status, good);
}

ROW_ASKS(answer_is_another)
{
    if (is_header_endless(measured) || is_not_http(measured))
        return true;
    return is_answered(measured) && !is_good(measured->status, good);
}

ROW_ASKS(answer_is_late)
{
    (void)good;
    return measured->curl_code == CODE_TIMED_OUT;
}

/* What no row above knows is told by where it ended. */
ROW_ASKS(ends_before_connection)
{
    (void)good;
    return last_phase(measured) == PHASE_DNS || last_phase(measured) == ATTEMPT_PHASES;
}

ROW_ASKS(ends_in_connection)
{
    (void)good;
    return last_phase(measured) == PHASE_CONNECT;
}

ROW_ASKS(ends_in_tls)
{
    (void)good;
    return last_phase(measured) == PHASE_TLS;
}

ROW_ASKS(anything)
{
    (void)measured;
    (void)good;
    return true;
}

/* The order matters: what is nearer to us decides, a status that somebody gave before a time-out, a reason before a reset. The docs
   print `when`; rc is libcurl's code. */
static const struct classify_row rows[] = {
    /* the next hop */
    { FAILURE_PROXY_DNS, "rc 5", proxy_name_unknown },
    { FAILURE_DNS, "rc 6", name_unknown },
    { FAILURE_DNS_TIMEOUT, "rc 28 before an address was known", name_times_out },
    { FAILURE_CONNECT_TIMEOUT, "rc 28 before the connection stood; rc 7 with ETIMEDOUT", connect_times_out },
    { FAILURE_PROXY_REFUSED, "rc 7 with ECONNREFUSED or ECONNRESET, through a proxy", proxy_refuses },
    { FAILURE_REFUSED, "rc 7 with ECONNREFUSED or ECONNRESET", connect_refused },
    { FAILURE_UNREACHABLE, "rc 7 with any other error (ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL)", connect_fails },
    /* the proxy's answer: what it said counts, also where it was silent afterwards */
    { FAILURE_PROXY_AUTH, "407 to CONNECT, or to a plain http URL through a proxy", proxy_asks_for_user },
    { FAILURE_PROXY_PORTAL, "3xx or 511 to CONNECT", connect_leads_to_page },
    { FAILURE_PROXY_NOT_HTTP, "400, 404, 405 or 501 to CONNECT: a web server", connect_is_not_known },
    { FAILURE_PROXY_DENIED, "any other 4xx to CONNECT", connect_is_denied },
    { FAILURE_PROXY_UPSTREAM, "any other 5xx to CONNECT", connect_fails_behind_proxy },
    { FAILURE_PROXY_CERT, "rc 60 from TLS to an https proxy", proxy_certificate_is_bad },
    { FAILURE_PROXY_TIMEOUT, "rc 28 before CONNECT was answered, or before a plain http URL was", proxy_times_out },
    { FAILURE_PROXY_NOT_HTTP, "anything else before a tunnel stood, or before a status came", proxy_is_none },
    { FAILURE_PROXY_PORTAL, "rc 35, bytes that are no TLS behind a proxy's 200", proxy_sends_no_tls },
    /* TLS with the origin */
    { FAILURE_TLS_TIMEOUT, "rc 28 in the hand-shake", tls_times_out },
    { FAILURE_CAPTIVE_PORTAL, "rc 35, bytes that are no TLS, without a proxy", no_tls_on_port },
    { FAILURE_TLS_VERSION, "rc 35 with OpenSSL's reason about a version, a signature or a key; rc 59", tls_is_old },
    { FAILURE_TLS_RESET, "rc 35 with ECONNRESET or an end without a word", tls_is_reset },
    { FAILURE_TLS_ALERT, "any other rc 35; an alert after the hand-shake", tls_is_refused },
    /* its certificate */
    { FAILURE_CLOCK_SKEW, "rc 60, X.509 error 9 or 10, and a Date header that puts our clock more than a day on that side", clock_is_wrong },
    { FAILURE_CERT_EXPIRED, "rc 60, X.509 error 10", certificate_is_over },
    { FAILURE_CERT_NOT_YET_VALID, "rc 60, X.509 error 9", certificate_has_not_begun },
    { FAILURE_CERT_INSPECTED, "this machine's store accepts the chain, the public roots do not; whatever came afterwards", tls_is_opened },
    { FAILURE_CERT_NAME, "rc 60 with another subject name", certificate_has_other_name },
    { FAILURE_CERT_UNTRUSTED, "any other rc 60; rc 77, 83, 90, 91", certificate_is_unknown },
    /* the answer */
    { FAILURE_PROXY_PORTAL, "plain http through a proxy: 511, a redirect to another host, or HTML with 2xx", proxy_answers_with_page },
    { FAILURE_CAPTIVE_PORTAL, "plain http without a proxy: the same, or an answer that is no HTTP", portal_answers },
    { FAILURE_PROXY_DENIED, "plain http through a proxy: 403 that is not listed as good", proxy_denies_plain },
    { FAILURE_PROXY_UPSTREAM, "plain http through a proxy: 502, 503 or 504 that is not listed as good", proxy_fails_plain },
    { FAILURE_HTTP_STATUS, "a status that is not good; no HTTP; a header without an end", answer_is_another },
    { FAILURE_NONE, "a good status; also where we ended the body", is_fine },
    { FAILURE_TOO_SLOW, "rc 28 later", answer_is_late },
    /* codes without a row (rc 2, 43, …): where did it end? */
    { FAILURE_DNS, "any other code before an address was known", ends_before_connection },
    { FAILURE_UNREACHABLE, "any other code before the connection stood", ends_in_connection },
    { FAILURE_TLS_ALERT, "any other code in the hand-shake", ends_in_tls },
    { FAILURE_RESET, "any other code later: rc 16, 18, 52, 55, 56, 92", anything },
};

const struct classify_row *classify_row_at(size_t index)
{
    return index < sizeof rows / sizeof rows[0] ? &rows[index] : NULL;
}

enum failure classify(const struct measurement *measured, const int good[GOOD_STATUSES])
{
    size_t i = 0;

    while (!rows[i].fits(measured, good))
        i++;
    return rows[i].failure;
}
