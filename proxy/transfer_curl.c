/* One transfer: settings and measurement. */
#include "proxy/transfer_curl.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/version.h"
#include "proxy/classify.h"

static void reach(struct transfer *transfer, enum attempt_phase phase)
{
    phases_end(&transfer->phases, phase, clock_monotonic());
}

/* libcurl asks for a socket when it knows an address, and again for each further one. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = context;
    char text[CURL_ADDRESS_SIZE];
    curl_socket_t opened = curl_open_socket(address, text);

    (void)purpose;
    reach(transfer, PHASE_DNS);
    if (transfer->tried_count < TRANSFER_MOST_TRIED && text[0] != '\0')
        memcpy(transfer->tried[transfer->tried_count++], text, sizeof text);
    return opened;
}

/* The only place where libcurl tells that TCP stands. */
static int debug(CURL *handle, curl_infotype type, char *bytes, size_t size, void *context)
{
    struct transfer *transfer = context;

    (void)handle;
    if (type == CURLINFO_HEADER_OUT || (type == CURLINFO_TEXT && size > 12 && memcmp(bytes, "Connected to", 12) == 0))
        reach(transfer, PHASE_CONNECT);
    else if (type == CURLINFO_HEADER_IN)
        transfer->answered = clock_now();
    return 0;
}

static void on_handshake_of_proxy(void *context, enum handshake_event event, int alert)
{
    (void)event, (void)alert;
    reach(context, PHASE_CONNECT);
}

static void on_handshake_of_origin(void *context, enum handshake_event event, int alert)
{
    (void)alert;
    if (event == HANDSHAKE_BEGUN)
        reach(context, PHASE_PROXY);
    else if (event == HANDSHAKE_DONE)
        reach(context, PHASE_TLS);
}

/* Called for an https proxy first, then for the origin. */
static CURLcode on_tls(CURL *handle, void *ssl_ctx, void *context)
{
    struct transfer *transfer = context;
    bool is_of_proxy = transfer->measured.is_proxy_tls && transfer->of_proxy.told == NULL;
    struct handshake *handshake = is_of_proxy ? &transfer->of_proxy : &transfer->of_origin;

    (void)handle;
    handshake->told = is_of_proxy ? on_handshake_of_proxy : on_handshake_of_origin;
    handshake->context = transfer;
    return trust_watch(transfer->setting->stores, ssl_ctx, handshake) ? CURLE_OK : CURLE_ABORTED_BY_CALLBACK;
}

/* The header of CONNECT's answer, too: what it is kept from, curl_easy_header() is not told, either. libcurl reads that one byte by byte
 * and holds up all others meanwhile, so little of it is enough. */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    bool is_of_connect = transfer->phases.is_in[PHASE_PROXY] && !transfer->phases.has_ended[PHASE_PROXY];
    size_t *taken = is_of_connect ? &transfer->connect_header_size : &transfer->header_size;

    (void)bytes;
    if (!is_of_connect)
        reach(transfer, PHASE_FIRST_BYTE);
    *taken += size * count;
    transfer->measured.is_header_endless = *taken > (is_of_connect ? TRANSFER_LARGEST_CONNECT_HEADER : TRANSFER_LARGEST_HEADER);
    return transfer->measured.is_header_endless ? 0 : size * count;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;

    (void)bytes;
    reach(transfer, PHASE_FIRST_BYTE);
    transfer->body_size += size * count;
    return transfer->body_size > TRANSFER_LARGEST_BODY ? 0 : size * count;
}

/* Nothing of the environment, of a cache or of a cookie has a say in it. */
static void set_request(const struct curl_library *curl, CURL *handle, const char *method, const char *url)
{
    curl->set(handle, CURLOPT_URL, url);
    curl->set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl->set(handle, CURLOPT_PATH_AS_IS, 1L);
    curl->set(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl->set(handle, strcmp(method, "HEAD") == 0 ? CURLOPT_NOBODY : CURLOPT_HTTPGET, 1L);
    curl->set(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl->set(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl->set(handle, CURLOPT_USERAGENT, "healthcheck/" HEALTHCHECK_VERSION);
    curl->set(handle, CURLOPT_FRESH_CONNECT, 1L);
    curl->set(handle, CURLOPT_FORBID_REUSE, 1L);
    curl->set(handle, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    curl->set(handle, CURLOPT_NOSIGNAL, 1L);
}

static void set_way(const struct transfer *transfer, long limit_ms)
{
    const struct curl_library *curl = transfer->setting->curl;
    CURL *handle = transfer->handle;

    /* Else libcurl takes the variables of the environment. */
    curl->set(handle, CURLOPT_PROXY, transfer->measured.is_through_proxy ? transfer->via : "");
    curl->set(handle, CURLOPT_NOPROXY, "");
    if (transfer->setting->resolve != NULL)
        curl->set(handle, CURLOPT_RESOLVE, transfer->setting->resolve);
    curl->set(handle, CURLOPT_TIMEOUT_MS, limit_ms);
    /* Without it the end waits for the thread that waits for the name server (curl, issue 2975). */
    curl->set(handle, CURLOPT_QUICK_EXIT, 1L);
    /* The shared store replaces them: trust_openssl.h. */
    curl->set(handle, CURLOPT_CAINFO, (char *)NULL);
    curl->set(handle, CURLOPT_CAPATH, (char *)NULL);
    curl->set(handle, CURLOPT_PROXY_CAINFO, (char *)NULL);
    curl->set(handle, CURLOPT_PROXY_CAPATH, (char *)NULL);
    curl->set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl->set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
}

static void set_callbacks(struct transfer *transfer)
{
    const struct curl_library *curl = transfer->setting->curl;
    CURL *handle = transfer->handle;

    curl->set(handle, CURLOPT_ERRORBUFFER, transfer->measured.text);
    curl->set(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl->set(handle, CURLOPT_OPENSOCKETDATA, transfer);
    curl->set(handle, CURLOPT_VERBOSE, 1L);
    curl->set(handle, CURLOPT_DEBUGFUNCTION, debug);
    curl->set(handle, CURLOPT_DEBUGDATA, transfer);
    curl->set(handle, CURLOPT_SSL_CTX_FUNCTION, on_tls);
    curl->set(handle, CURLOPT_SSL_CTX_DATA, transfer);
    curl->set(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl->set(handle, CURLOPT_HEADERDATA, transfer);
    curl->set(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl->set(handle, CURLOPT_WRITEDATA, transfer);
}

bool transfer_begin(struct transfer *transfer, const struct transfer_setting *setting, const char *method, const char *url, const char *via,
                    long limit_ms)
{
    _Static_assert(sizeof transfer->measured.text >= CURL_ERROR_SIZE, "libcurl writes so much");
    struct measurement *measured = &transfer->measured;

    *transfer = (struct transfer){ .setting = setting, .url = url, .via = via };
    measured->url = url;
    measured->is_through_proxy = strcmp(via, "direct") != 0;
    measured->is_proxy_tls = measured->is_through_proxy && text_starts_any_case(via, "https:");
    measured->is_tls = text_starts_any_case(url, "https:");
    transfer->handle = setting->curl->begin();
    if (transfer->handle == NULL)
        return false;
    set_request(setting->curl, transfer->handle, method, url);
    set_way(transfer, limit_ms);
    set_callbacks(transfer);
    transfer->phases = phases_begin(measured->is_through_proxy && measured->is_tls, measured->is_tls, clock_monotonic());
    return true;
}

/* Of the origin's answer, or of the proxy's to CONNECT; "" where neither had such a header. Borrowed of the handle. */
static const char *header_of(const struct transfer *transfer, const char *name)
{
    struct curl_header *header;

    if (transfer->setting->curl->header(transfer->handle, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK &&
        transfer->setting->curl->header(transfer->handle, name, 0, CURLH_CONNECT, -1, &header) != CURLHE_OK)
        return "";
    return header->value;
}

static long number_of(const struct transfer *transfer, CURLINFO what)
{
    long number = 0;

    transfer->setting->curl->get(transfer->handle, what, &number);
    return number;
}

static const char *text_of_info(const struct transfer *transfer, CURLINFO what)
{
    const char *text = NULL;

    transfer->setting->curl->get(transfer->handle, what, &text);
    return text != NULL ? text : "";
}

static const char *version_of(long version)
{
    if (version == CURL_HTTP_VERSION_1_0)
        return "1.0";
    if (version == CURL_HTTP_VERSION_1_1)
        return "1.1";
    return version == CURL_HTTP_VERSION_2_0 ? "2" : NULL;
}

/* Is the word one of the list "Basic, NTLM"? */
static bool is_named(const struct text *list, struct span word)
{
    for (const char *at = text_of(list); *at != '\0'; at += strspn(at, ", ")) {
        size_t size = strcspn(at, ",");

        if (size == word.size && memcmp(at, word.data, size) == 0)
            return true;
        at += size;
    }
    return false;
}

/* The first word of each header; what libcurl knows of them where there is none to be read. */
static char *methods_of(const struct transfer *transfer)
{
    const struct curl_library *curl = transfer->setting->curl;
    unsigned origin = transfer->measured.is_tls ? CURLH_CONNECT : CURLH_HEADER;
    struct curl_header *header;
    struct text list = { 0 };

    for (size_t i = 0; curl->header(transfer->handle, "Proxy-Authenticate", i, origin, -1, &header) == CURLHE_OK; i++) {
        struct span word = { header->value, strcspn(header->value, " \t,=") };

        if (word.size == 0 || word.size > 32 || list.size > 128 || is_named(&list, word))
            continue;
        text_append(&list, list.size > 0 ? ", " : "");
        text_append_bytes(&list, word.data, word.size);
    }
    return list.size > 0 ? text_take(&list) : classify_methods(transfer->measured.proxy_auth);
}

static void measure_answer(struct transfer *transfer)
{
    struct measurement *measured = &transfer->measured;
    const char *type = text_of_info(transfer, CURLINFO_CONTENT_TYPE), *redirect = header_of(transfer, "Location");
    long long date = (long long)transfer->setting->curl->read_date(header_of(transfer, "Date"), NULL);

    measured->connect_status = measured->is_through_proxy && measured->is_tls ? (int)number_of(transfer, CURLINFO_HTTP_CONNECTCODE) : 0;
    /* Before an answer of the origin it may be that of CONNECT. */
    if (transfer->header_size > 0) {
        measured->status = (int)number_of(transfer, CURLINFO_RESPONSE_CODE);
        transfer->http_version = version_of(number_of(transfer, CURLINFO_HTTP_VERSION));
        measured->is_html = text_contains_ignoring_case(type, "text/html") || text_contains_ignoring_case(type, "application/xhtml");
    }
    strncat(measured->redirect, redirect, sizeof measured->redirect - 1);
    measured->has_date = date >= 0;
    measured->date_skew = measured->has_date ? date - (long long)transfer->answered : 0;
    if (measured->is_through_proxy) {
        measured->proxy_auth = (unsigned)number_of(transfer, CURLINFO_PROXYAUTH_AVAIL);
        transfer->proxy_methods = methods_of(transfer);
    }
}

static void measure_trust(struct transfer *transfer)
{
    struct trust_stores *stores = transfer->setting->stores;
    struct measurement *measured = &transfer->measured;
    struct handshake *shown = &transfer->of_origin;

    if (shown->presented == NULL && transfer->of_proxy.presented != NULL) {
        shown = &transfer->of_proxy;
        measured->is_chain_of_proxy = true;
    }
    measured->trust = (struct trust){ .system_error = -1, .public_error = -1 };
    if (shown->presented == NULL)
        return;
    measured->chain = handshake_chain(stores, shown);
    measured->trust = trust_judge(stores, shown);
}

void transfer_measure(struct transfer *transfer, CURLcode code)
{
    struct measurement *measured = &transfer->measured;
    curl_off_t spent = 0;

    phases_measure(&transfer->phases, clock_monotonic(), measured->phase_ms, &measured->total_ms);
    transfer->setting->curl->get(transfer->handle, CURLINFO_TOTAL_TIME_T, &spent);
    transfer->spent_ms = (double)spent / 1000;
    measured->curl_code = (int)code;
    if (code != CURLE_OK && measured->text[0] == '\0')
        strncat(measured->text, transfer->setting->curl->explain(code), sizeof measured->text - 1);
    measured->os_error = (int)number_of(transfer, CURLINFO_OS_ERRNO);
    measured->connects = (int)number_of(transfer, CURLINFO_NUM_CONNECTS);
    measured->verify_result = (int)number_of(transfer, CURLINFO_SSL_VERIFYRESULT);
    measured->proxy_verify_result = (int)number_of(transfer, CURLINFO_PROXY_SSL_VERIFYRESULT);
    if (transfer->phases.has_ended[PHASE_CONNECT] && text_of_info(transfer, CURLINFO_PRIMARY_IP)[0] != '\0')
        transfer->remote_address = memory_copy_text(text_of_info(transfer, CURLINFO_PRIMARY_IP));
    measure_answer(transfer);
    measure_trust(transfer);
}

void transfer_end(struct transfer *transfer)
{
    if (transfer->handle != NULL)
        transfer->setting->curl->end(transfer->handle);
    handshake_clear(transfer->setting->stores, &transfer->of_proxy);
    handshake_clear(transfer->setting->stores, &transfer->of_origin);
    certificate_chain_free(&transfer->measured.chain);
    free(transfer->remote_address);
    free(transfer->proxy_methods);
}
