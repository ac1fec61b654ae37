/* All attempts at once: a multi handle, at most so many transfers in it, a second try where the first was cut off. */
#include "proxy/attempts.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/curl_library.h"
#include "healthcheck/host/openssl_library.h"
#include "proxy/attempt.h"
#include "proxy/transfer_curl.h"

enum { MOST_IN_FLIGHT = 64, LEAST_FOR_RETRY_MS = 100, LONGEST_WAIT_MS = 1000 };

static const char NO_MEMORY[] = "libcurl has no memory";

struct run {
    const struct attempts_options *options;
    struct transfer_setting setting;
    CURLM *multi;
    size_t in_flight;
    host_tried *tried;
    void *context;
};

/* A key in flight. */
struct
try {
    size_t index;
    char *method, *url, *via; /* owned */
    struct attempt *earlier;  /* owned; NULL in the first try */
    struct transfer transfer;
};

static void try_free(struct try *try)
{
    if (try->earlier != NULL)
        attempt_free(try->earlier);
    free(try->earlier);
    free(try->method);
    free(try->url);
    free(try->via);
    free(try);
}

static double limit_of(const struct run *run)
{
    return run->options->timeout_seconds * 1000;
}

/* Where that cannot be, it is handed over as not tried, and freed. */
static void start(struct run *run, struct try *try, double limit_ms)
{
    const struct curl_library *curl = run->setting.curl;
    bool is_begun = transfer_begin(&try->transfer, &run->setting, try->method, try->url, try->via, limit_ms > 1 ? (long)limit_ms : 1);

    if (is_begun)
        curl->set(try->transfer.handle, CURLOPT_PRIVATE, try);
    if (is_begun && curl->multi_add(run->multi, try->transfer.handle) == CURLM_OK) {
        run->in_flight++;
        return;
    }
    if (is_begun)
        transfer_end(&try->transfer);
    run->tried(run->context, try->index, NULL, NO_MEMORY);
    try_free(try);
}

/* libcurl would speak SOCKS, too; the agent does not. */
static const char *objection_to(const struct try *try)
{
    const char *scheme_end = strstr(try->via, "://");
    struct span scheme = { try->via, scheme_end != NULL ? (size_t)(scheme_end - try->via) : 0 };

    if (strcmp(try->method, "GET") != 0 && strcmp(try->method, "HEAD") != 0)
        return "only GET and HEAD are tried";
    if (strchr(try->via, '@') != NULL)
        return "a proxy is tried without credentials only";
    if (scheme_end != NULL && !(scheme.size == 4 && span_starts(scheme, "http")) && !(scheme.size == 5 && span_starts(scheme, "https")))
        return "only http and https proxies are tried";
    return NULL;
}

static void start_key(struct run *run, const char *key, size_t index)
{
    struct try *try = memory_get(sizeof *try);
    const char *why = NULL;

    try->index = index;
    if (!attempt_key_read(key, &try->method, &try->url, &try->via))
        why = "the key is none of an attempt";
    else
        why = objection_to(try);
    if (why != NULL) {
        run->tried(run->context, index, NULL, why);
        try_free(try);
        return;
    }
    start(run, try, limit_of(run));
}

static char *copy_or_null(const char *text)
{
    return text != NULL && text[0] != '\0' ? memory_copy_text(text) : NULL;
}

/* What is owned moves from the transfer to the attempt. */
static struct attempt *attempt_of(struct run *run, struct try *try)
{
    static const int any[GOOD_STATUSES] = { 0 };
    struct transfer *transfer = &try->transfer;
    struct measurement *measured = &transfer->measured;
    const int *good = run->options->good != NULL ? run->options->good(run->options->context, try->url) : NULL;
    struct attempt *attempt = memory_get(sizeof *attempt);

    attempt->url = memory_copy_text(try->url);
    attempt->method = memory_copy_text(try->method);
    attempt->via = memory_copy_text(try->via);
    attempt->group = memory_copy_text("");
    attempt->number = try->earlier != NULL ? 2 : 1;
    attempt->earlier = try->earlier;
    try->earlier = NULL;
    attempt->failure = classify(measured, good != NULL ? good : any);
    attempt->detail = classify_detail(measured, attempt->failure);
    attempt->http_status = measured->status;
    attempt->proxy_status = measured->connect_status;
    attempt->http_version = copy_or_null(transfer->http_version);
    attempt->remote_address = transfer->remote_address;
    transfer->remote_address = NULL;
    attempt->tried = memory_resize(NULL, transfer->tried_count + 1, sizeof *attempt->tried);
    for (size_t i = 0; i < transfer->tried_count; i++)
        attempt->tried[attempt->tried_count++] = memory_copy_text(transfer->tried[i]);
    memcpy(attempt->phase_ms, measured->phase_ms, sizeof attempt->phase_ms);
    attempt->total_ms = measured->total_ms;
    attempt->chain = measured->chain;
    measured->chain = (struct certificate_chain){ 0 };
    attempt->is_chain_of_proxy = measured->is_chain_of_proxy;
    attempt->trust = measured->trust;
    attempt->proxy_methods = transfer->proxy_methods;
    transfer->proxy_methods = NULL;
    attempt->redirect = copy_or_null(measured->redirect);
    attempt->has_date = measured->has_date;
    attempt->date_skew = measured->date_skew;
    return attempt;
}

/* Time-outs and resets: what may be gone a moment later. */
static bool may_pass(enum failure failure, const struct measurement *measured)
{
    static const enum failure passing[] = { FAILURE_DNS_TIMEOUT, FAILURE_CONNECT_TIMEOUT, FAILURE_PROXY_TIMEOUT, FAILURE_TLS_TIMEOUT,
                                            FAILURE_TLS_RESET,   FAILURE_RESET,           FAILURE_TOO_SLOW };
    enum { RESET_BY_PEER = 104, RESET_BY_PEER_WINDOWS = 10054 };

    for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++)
        if (failure == passing[i])
            return true;
    return failure != FAILURE_NONE && (measured->os_error == RESET_BY_PEER || measured->os_error == RESET_BY_PEER_WINDOWS);
}

static void tell(struct run *run, size_t index, const struct attempt *attempt)
{
    char *row = attempt_to_json(attempt);

    run->tried(run->context, index, row, NULL);
    free(row);
}

static void end(struct run *run, struct try *try, CURLcode code)
{
    struct attempt *attempt;
    double left_ms;
    bool is_again;

    transfer_measure(&try->transfer, code);
    attempt = attempt_of(run, try);
    left_ms = limit_of(run) - try->transfer.spent_ms;
    is_again = attempt->number == 1 && left_ms >= LEAST_FOR_RETRY_MS && may_pass(attempt->failure, &try->transfer.measured);
    run->setting.curl->multi_remove(run->multi, try->transfer.handle);
    transfer_end(&try->transfer);
    run->in_flight--;
    if (is_again) {
        try->earlier = attempt;
        start(run, try, left_ms);
        return;
    }
    tell(run, try->index, attempt);
    attempt_free(attempt);
    free(attempt);
    try_free(try);
}

static void end_those_done(struct run *run)
{
    const struct curl_library *curl = run->setting.curl;
    CURLMsg *message;
    int left;

    while ((message = curl->multi_next(run->multi, &left)) != NULL) {
        CURLcode code = message->data.result; /* gone with the handle */
        struct try *try = NULL;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl->get(message->easy_handle, CURLINFO_PRIVATE, &try);
        end(run, try, code);
    }
}

static void try_all(struct run *run, const char *const *keys, size_t count)
{
    size_t most = run->options->in_flight > 0 ? (size_t)run->options->in_flight : MOST_IN_FLIGHT, next = 0;
    int running;

    /* Else HTTP/2 streams would share a connection. */
    run->setting.curl->multi_set(run->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    for (;;) {
        for (; run->in_flight < most && next < count; next++)
            start_key(run, keys[next], next);
        if (run->in_flight == 0)
            return;
        run->setting.curl->multi_perform(run->multi, &running);
        end_those_done(run);
        if (running > 0)
            run->setting.curl->multi_poll(run->multi, NULL, 0, LONGEST_WAIT_MS, NULL);
    }
}

static bool open(struct run *run, struct error *error)
{
    const struct openssl_library *openssl = openssl_library();

    run->setting.curl = curl_library();
    if (run->setting.curl == NULL)
        error_set(error, "libcurl.so.4 is not installed");
    else if (openssl == NULL)
        error_set(error, "libcurl.so.4 is not built with OpenSSL 3, but %s", run->setting.curl->version(CURLVERSION_NOW)->ssl_version);
    else
        run->setting.stores =
            trust_stores_open(openssl, &(struct trust_options){ .ca_file = run->options->ca_file, .root = run->options->root }, error);
    if (run->setting.stores == NULL)
        return false;
    for (size_t i = 0; run->options->resolve != NULL && run->options->resolve[i] != NULL; i++) {
        struct curl_slist *longer = run->setting.curl->append(run->setting.resolve, run->options->resolve[i]);

        run->setting.resolve = longer != NULL ? longer : run->setting.resolve;
    }
    run->multi = run->setting.curl->multi_begin();
    if (run->multi == NULL)
        error_set(error, "%s", NO_MEMORY);
    return run->multi != NULL;
}

void attempts_try(void *options, const char *const *keys, size_t count, host_tried *tried, void *context)
{
    struct run run = { .options = options, .tried = tried, .context = context };
    struct error error = { 0 };

    if (open(&run, &error))
        try_all(&run, keys, count);
    else
        for (size_t i = 0; i < count; i++)
            tried(context, i, NULL, error.text);
    /* No curl_global_cleanup(): a thread may still wait for a name server. */
    if (run.multi != NULL)
        run.setting.curl->multi_end(run.multi);
    if (run.setting.curl != NULL)
        run.setting.curl->free_list(run.setting.resolve);
    if (run.setting.stores != NULL)
        trust_stores_free(run.setting.stores);
}
