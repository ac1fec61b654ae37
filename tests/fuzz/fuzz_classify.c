/* Whatever libcurl measured gets a word of the list, and a detail that is one short line. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "proxy/classify.h"

enum { NUMBERS = 16 };

static void take_line(char *field, size_t size, const char **rest)
{
    size_t length = strcspn(*rest, "\n"), taken = length < size ? length : size - 1;

    memcpy(field, *rest, taken);
    field[taken] = '\0';
    *rest += length + ((*rest)[length] == '\n' ? 1 : 0);
}

/* A byte a number, then the library's text, the redirect and the URL, a line each. */
static void measure(struct measurement *measured, const uint8_t numbers[NUMBERS])
{
    measured->is_through_proxy = (numbers[0] & 1) != 0;
    measured->is_proxy_tls = (numbers[0] & 2) != 0;
    measured->is_tls = (numbers[0] & 4) != 0;
    measured->is_header_endless = (numbers[0] & 8) != 0;
    measured->is_html = (numbers[0] & 16) != 0;
    measured->has_date = (numbers[0] & 32) != 0;
    measured->is_chain_of_proxy = (numbers[0] & 64) != 0;
    measured->curl_code = numbers[1];
    measured->os_error = numbers[2];
    measured->connects = numbers[3];
    measured->connect_status = numbers[4] * 4 + numbers[5] % 4;
    measured->status = numbers[6] * 4 + numbers[7] % 4;
    measured->verify_result = numbers[8];
    measured->proxy_verify_result = numbers[9];
    measured->proxy_auth = numbers[10];
    measured->trust.verdict = (enum trust_verdict)(numbers[11] % (TRUST_NOBODY + 1));
    measured->date_skew = (numbers[12] - 128) * (numbers[13] == 255 ? INT64_MAX / 128 : 3600);
    for (int i = 0; i < ATTEMPT_PHASES; i++)
        measured->phase_ms[i] = (numbers[14] >> i & 1) != 0 ? 1.0 : PHASE_NOT_REACHED;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct measurement measured = { 0 };
    char *lines, *detail, issuer[64], url[256];
    struct certificate own = { .issuer_name = issuer, .not_before = "2026-01-02T00:00:00Z", .not_after = "2026-03-04T00:00:00Z" };
    const char *rest;
    enum failure failure;

    if (size < NUMBERS)
        return 0;
    rest = lines = memory_copy((const char *)data + NUMBERS, size - NUMBERS);
    measure(&measured, data);
    take_line(measured.text, sizeof measured.text, &rest);
    take_line(measured.redirect, sizeof measured.redirect, &rest);
    take_line(url, sizeof url, &rest);
    take_line(issuer, sizeof issuer, &rest);
    measured.url = url;
    measured.chain = (struct certificate_chain){ .items = &own, .count = *issuer != '\0' ? 1 : 0 };
    failure = classify(&measured, (const int[GOOD_STATUSES]){ data[15] * 4 });
    assert(failure < FAILURES && failure_named(failure_kind(failure)->word) == failure);
    assert(failure != FAILURE_NONE || measured.status != 0);
    detail = classify_detail(&measured, failure);
    assert(detail == NULL || (*detail != '\0' && strlen(detail) <= CLASSIFY_DETAIL_SIZE && strchr(detail, '\n') == NULL));
    free(detail);
    free(lines);
    return 0;
}
