/* What the library, the proxy or the server said of a failure, in one line. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "proxy/classify.h"
#include "proxy/trust_machine.h"

char *classify_methods(unsigned proxy_auth)
{
    static const struct {
        unsigned bit;
        const char *name;
    } methods[] = { { 1, "Basic" }, { 2, "Digest" }, { 4, "Negotiate" }, { 8, "NTLM" }, { 64, "Bearer" } };
    struct text out = { 0 };

    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if ((proxy_auth & methods[i].bit) != 0)
            text_append_format(&out, "%s%s", out.size > 0 ? ", " : "", methods[i].name);
    return out.size > 0 ? text_take(&out) : NULL;
}

/* libcurl's text without what it puts before the reason: "OpenSSL/3.0.17: error:0A000458:SSL routines::tlsv1 unrecognized name". */
static const char *reason_of(const char *text)
{
    static const char problem[] = "SSL certificate problem: ";
    const char *routine = strstr(text, "SSL routines:"), *name;

    if (text_starts(text, problem))
        return text + strlen(problem);
    name = routine != NULL ? strchr(routine + strlen("SSL routines:"), ':') : NULL;
    return name != NULL && name[1] != '\0' ? name + 1 : text;
}

static void append_answer(struct text *out, const struct measurement *measured)
{
    char *methods = classify_methods(measured->proxy_auth);
    bool is_connect = measured->connect_status != 0 && measured->connect_status / 100 != 2;
    int status = is_connect ? measured->connect_status : measured->status;

    if (status != 0)
        text_append_format(out, "%s %d", is_connect ? "CONNECT was answered with" : "the answer is", status);
    if (status == 407 && methods != NULL)
        text_append_format(out, ", offered: %s", methods);
    if (status != 0 && measured->is_html && !is_connect)
        text_append(out, ", an HTML page");
    if (*measured->redirect != '\0')
        text_append_format(out, "%s%s", status != 0 ? ", leads to " : "leads to ", measured->redirect);
    free(methods);
}

static void append_issuer(struct text *out, const struct measurement *measured)
{
    const struct certificate *own = measured->chain.count > 0 ? &measured->chain.items[0] : NULL;

    if (own == NULL)
        return;
    if (own->issuer_name != NULL && *own->issuer_name != '\0')
        text_append_format(out, "%sissued by '%s'", out->size > 0 ? ", " : "", own->issuer_name);
    if (*own->not_before != '\0' && *own->not_after != '\0')
        text_append_format(out, "%svalid from %.10s to %.10s", out->size > 0 ? ", " : "", own->not_before, own->not_after);
}

static void append_skew(struct text *out, const struct measurement *measured)
{
    long long days = measured->date_skew / (24 * 60 * 60) * (measured->date_skew < 0 ? -1 : 1);

    text_append_format(out, ", by the header Date our clock is %lld day%s %s", days, days == 1 ? "" : "s",
                       measured->date_skew < 0 ? "ahead" : "behind");
}

/* OpenSSL has no words for that, and libcurl takes OpenSSL's. */
static bool has_no_chain(const struct measurement *measured, enum failure failure)
{
    return (failure == FAILURE_PROXY_CERT ? measured->proxy_verify_result : measured->verify_result) == TRUST_MACHINE_NO_CHAIN;
}

/* A store that lacks what the public has is this machine's fault, not the server's. */
static void append_certificate(struct text *out, const struct measurement *measured, enum failure failure)
{
    bool is_without_chain = has_no_chain(measured, failure);

    if (measured->curl_code != 0)
        text_append(out, is_without_chain ? "Windows builds no chain of the certificate" : reason_of(measured->text));
    append_issuer(out, measured);
    if (failure == FAILURE_CLOCK_SKEW)
        append_skew(out, measured);
    if (failure == FAILURE_CERT_UNTRUSTED && measured->trust.verdict == TRUST_PUBLIC)
        text_append(out, is_without_chain ? ", which the public roots accept" : ", which the public roots accept: this machine's store lacks it");
}

/* One line, cut between characters. */
static char *in_one_line(struct text *out)
{
    struct text line = { 0 };
    struct span whole = span_trim(span_of(text_of(out)));
    size_t used = 0, most = CLASSIFY_DETAIL_SIZE - strlen("…"), size = whole.size;

    while (used < size) {
        size_t length = text_utf8_length(whole.data + used, size - used);
        bool is_control = length <= 1 && ((unsigned char)whole.data[used] < ' ' || whole.data[used] == 0x7F);

        length = length > 0 ? length : 1;
        if (line.size + length > most)
            break;
        if (is_control)
            text_append_char(&line, ' ');
        else
            text_append_bytes(&line, whole.data + used, length);
        used += length;
    }
    if (used < size)
        text_append(&line, "…");
    text_free(out);
    return line.size > 0 ? text_take(&line) : NULL;
}

char *classify_detail(const struct measurement *measured, enum failure failure)
{
    struct text out = { 0 };

    if (failure == FAILURE_NONE && *measured->redirect == '\0')
        return NULL;
    if (measured->is_header_endless || strcmp(measured->text, "Out of memory") == 0)
        text_append(&out, "its header does not end");
    else if (failure >= FAILURE_CLOCK_SKEW && failure <= FAILURE_CERT_NAME)
        append_certificate(&out, measured, failure);
    else if (failure == FAILURE_PROXY_CERT)
        append_certificate(&out, measured, failure);
    else
        append_answer(&out, measured);
    if (out.size == 0 || (measured->curl_code != 0 && measured->connect_status / 100 == 2 && measured->status == 0)) {
        text_append(&out, out.size > 0 && *measured->text != '\0' ? "; " : "");
        text_append(&out, reason_of(measured->text));
    }
    return in_one_line(&out);
}
