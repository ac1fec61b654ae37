/* One attempt as a row of JSON, both ways. */
#include "proxy/attempt.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "proxy/json_text.h"

/* A key has at most 8,192 bytes, and a row must be readable again. */
enum {
    LARGEST_ROW = 1024 * 1024,
    LONGEST_URL = 8192,
    LONGEST_ADDRESS = 64,
    LONGEST_WORD = 64,
    LONGEST_METHODS = 256,
    LONGEST_REDIRECT = 512,
    LONGEST_DETAIL = 1024,
    MOST_TRIED = 16,
    LONGEST_MS = 86400000, /* a day */
};

static const char *const phase_names[ATTEMPT_PHASES] = { "dns", "connect", "proxy", "tls", "first_byte", "transfer" };
static const char *const verdict_names[] = { "unknown", "public", "inspected", "nobody" };

void attempt_free(struct attempt *attempt)
{
    if (attempt->earlier != NULL)
        attempt_free(attempt->earlier);
    free(attempt->earlier);
    free(attempt->url);
    free(attempt->method);
    free(attempt->via);
    free(attempt->group);
    free(attempt->http_version);
    free(attempt->remote_address);
    for (size_t i = 0; i < attempt->tried_count; i++)
        free(attempt->tried[i]);
    free(attempt->tried);
    certificate_chain_free(&attempt->chain);
    free(attempt->proxy_methods);
    free(attempt->redirect);
    free(attempt->detail);
    *attempt = (struct attempt){ 0 };
}

static const char *text_or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static void add_number_or_null(cJSON *object, const char *name, bool is_there, double number)
{
    if (is_there)
        cJSON_AddNumberToObject(object, name, number);
    else
        cJSON_AddNullToObject(object, name);
}

/* Whole microseconds; what is no time is none. */
static long long microseconds(double ms)
{
    return ms > 0 && ms <= LONGEST_MS ? (long long)(ms * 1000 + 0.5) : 0;
}

/* It is where the phases end that is rounded: so they still add up to the total. */
static void add_timings(cJSON *row, const struct attempt *attempt)
{
    cJSON *timings = cJSON_AddObjectToObject(row, "timings_ms");
    double reached = 0, before = 0;
    long long total = microseconds(attempt->total_ms), end;

    for (int phase = 0; phase < ATTEMPT_PHASES; phase++)
        reached += attempt->phase_ms[phase] >= 0 ? attempt->phase_ms[phase] : 0;
    end = microseconds(reached);
    /* A total that differs by no more than the rounding is the same. */
    total = end - total == 1 || total - end == 1 ? end : total;
    reached = 0;
    for (int phase = 0; phase < ATTEMPT_PHASES; phase++) {
        bool is_reached = attempt->phase_ms[phase] >= 0;

        before = reached;
        reached += is_reached ? attempt->phase_ms[phase] : 0;
        add_number_or_null(timings, phase_names[phase], is_reached, (double)(microseconds(reached) - microseconds(before)) / 1000);
    }
    cJSON_AddNumberToObject(timings, "total", (double)total / 1000);
}

static void add_certificate(cJSON *row, const struct attempt *attempt)
{
    cJSON *certificate = certificate_chain_to_json(&attempt->chain), *trust;
    const struct trust *said = &attempt->trust;

    cJSON_AddItemToObject(row, "certificate", certificate != NULL ? certificate : cJSON_CreateNull());
    cJSON_AddBoolToObject(row, "certificate_of_proxy", attempt->is_chain_of_proxy);
    if (certificate == NULL && said->verdict == TRUST_UNKNOWN) {
        cJSON_AddNullToObject(row, "trust");
        return;
    }
    trust = cJSON_AddObjectToObject(row, "trust");
    cJSON_AddStringToObject(trust, "verdict", verdict_names[said->verdict]);
    add_number_or_null(trust, "system_error", said->system_error >= 0, said->system_error);
    add_number_or_null(trust, "public_error", said->public_error >= 0, said->public_error);
    json_text_add(trust, "public_roots_date", said->public_roots_date[0] != '\0' ? said->public_roots_date : NULL,
                  sizeof said->public_roots_date - 1);
}

static void add_answer(cJSON *row, const struct attempt *attempt)
{
    cJSON *tried;

    add_number_or_null(row, "http_status", attempt->http_status > 0, attempt->http_status);
    json_text_add(row, "http_version", attempt->http_version, LONGEST_WORD);
    add_number_or_null(row, "proxy_status", attempt->proxy_status > 0, attempt->proxy_status);
    json_text_add(row, "proxy_methods", attempt->proxy_methods, LONGEST_METHODS);
    json_text_add(row, "remote_address", attempt->remote_address, LONGEST_ADDRESS);
    tried = cJSON_AddArrayToObject(row, "tried");
    for (size_t i = 0; i < attempt->tried_count && i < MOST_TRIED; i++) {
        char *address = json_text_clean(attempt->tried[i], LONGEST_ADDRESS);

        cJSON_AddItemToArray(tried, cJSON_CreateString(address));
        free(address);
    }
    json_text_add(row, "redirect", attempt->redirect, LONGEST_REDIRECT);
    add_number_or_null(row, "date_skew_s", attempt->has_date, (double)attempt->date_skew);
}

/* The order of the names is the contract's, what is our own behind it. */
static cJSON *row_of(const struct attempt *attempt)
{
    cJSON *row = cJSON_CreateObject();
    bool is_ok = attempt->failure == FAILURE_NONE;

    json_text_add(row, "url", text_or_empty(attempt->url), LONGEST_URL);
    json_text_add(row, "group", text_or_empty(attempt->group), LONGEST_WORD);
    json_text_add(row, "via", text_or_empty(attempt->via), LONGEST_URL);
    cJSON_AddStringToObject(row, "result", is_ok ? "ok" : "failed");
    json_text_add(row, "failure", is_ok ? NULL : failure_kind(attempt->failure)->word, LONGEST_WORD);
    json_text_add(row, "method", text_or_empty(attempt->method), LONGEST_WORD);
    cJSON_AddBoolToObject(row, "control", attempt->is_control);
    add_answer(row, attempt);
    add_timings(row, attempt);
    add_certificate(row, attempt);
    cJSON_AddNumberToObject(row, "attempts", attempt->number > 0 ? attempt->number : 1);
    json_text_add(row, "detail", attempt->detail, LONGEST_DETAIL);
    cJSON_AddItemToObject(row, "earlier", attempt->earlier != NULL ? row_of(attempt->earlier) : cJSON_CreateNull());
    return row;
}

char *attempt_to_json(const struct attempt *attempt)
{
    cJSON *row = row_of(attempt);
    char *printed = cJSON_PrintUnformatted(row), *text = memory_copy_text(printed != NULL ? printed : "{}");

    cJSON_free(printed);
    cJSON_Delete(row);
    return text;
}

static bool read_result(struct attempt *attempt, const cJSON *row, struct error *error)
{
    char *result = json_text_read(row, "result", LONGEST_WORD), *word = json_text_read(row, "failure", LONGEST_WORD);
    bool is_ok = result != NULL && strcmp(result, "ok") == 0, is_read;

    attempt->failure = failure_named(word);
    if (!is_ok && (result == NULL || strcmp(result, "failed") != 0))
        is_read = error_set(error, "its result is neither ok nor failed");
    else if (attempt->failure == FAILURES)
        is_read = error_set(error, "this version knows no failure \"%s\"", word);
    else if (is_ok != (attempt->failure == FAILURE_NONE))
        is_read = error_set(error, "its result and its failure contradict each other");
    else
        is_read = true;
    free(result);
    free(word);
    return is_read;
}

static void read_timings(struct attempt *attempt, const cJSON *row)
{
    const cJSON *timings = cJSON_GetObjectItemCaseSensitive(row, "timings_ms"), *item;

    for (int phase = 0; phase <= ATTEMPT_PHASES; phase++) {
        double *ms = phase < ATTEMPT_PHASES ? &attempt->phase_ms[phase] : &attempt->total_ms;

        item = cJSON_GetObjectItemCaseSensitive(timings, phase < ATTEMPT_PHASES ? phase_names[phase] : "total");
        *ms = phase < ATTEMPT_PHASES ? PHASE_NOT_REACHED : 0;
        if (cJSON_IsNumber(item) && item->valuedouble >= 0 && item->valuedouble <= LONGEST_MS)
            *ms = item->valuedouble;
    }
}

static void read_trust(struct attempt *attempt, const cJSON *row)
{
    const cJSON *trust = cJSON_GetObjectItemCaseSensitive(row, "trust");
    char *verdict = json_text_read(trust, "verdict", LONGEST_WORD), *date = json_text_read(trust, "public_roots_date", 10);

    attempt->trust.system_error = (int)json_number_read(trust, "system_error", 0, 1000, -1);
    attempt->trust.public_error = (int)json_number_read(trust, "public_error", 0, 1000, -1);
    for (size_t i = 0; verdict != NULL && i < sizeof verdict_names / sizeof verdict_names[0]; i++)
        if (strcmp(verdict, verdict_names[i]) == 0)
            attempt->trust.verdict = (enum trust_verdict)i;
    if (date != NULL)
        memcpy(attempt->trust.public_roots_date, date, strlen(date) + 1);
    free(verdict);
    free(date);
}

static void read_tried(struct attempt *attempt, const cJSON *row)
{
    const cJSON *tried = cJSON_GetObjectItemCaseSensitive(row, "tried"), *item;

    cJSON_ArrayForEach(item, tried)
    {
        if (!cJSON_IsString(item) || attempt->tried_count == MOST_TRIED)
            continue;
        attempt->tried = memory_resize(attempt->tried, attempt->tried_count + 1, sizeof *attempt->tried);
        attempt->tried[attempt->tried_count++] = json_text_clean(item->valuestring, LONGEST_ADDRESS);
    }
}

static void read_answer(struct attempt *attempt, const cJSON *row)
{
    attempt->http_status = (int)json_number_read(row, "http_status", 1, 999, 0);
    attempt->http_version = json_text_read(row, "http_version", LONGEST_WORD);
    attempt->proxy_status = (int)json_number_read(row, "proxy_status", 1, 999, 0);
    attempt->proxy_methods = json_text_read(row, "proxy_methods", LONGEST_METHODS);
    attempt->remote_address = json_text_read(row, "remote_address", LONGEST_ADDRESS);
    attempt->redirect = json_text_read(row, "redirect", LONGEST_REDIRECT);
    attempt->has_date = cJSON_IsNumber(cJSON_GetObjectItemCaseSensitive(row, "date_skew_s"));
    attempt->date_skew = json_number_read(row, "date_skew_s", -1000000000000LL, 1000000000000LL, 0);
    attempt->detail = json_text_read(row, "detail", LONGEST_DETAIL);
    read_tried(attempt, row);
}

static char *text_or(char *text, const char *otherwise)
{
    return text != NULL ? text : memory_copy_text(otherwise);
}

static bool read_row(struct attempt *attempt, const cJSON *row, struct error *error)
{
    attempt->url = text_or(json_text_read(row, "url", LONGEST_URL), "");
    attempt->via = text_or(json_text_read(row, "via", LONGEST_URL), "");
    attempt->group = text_or(json_text_read(row, "group", LONGEST_WORD), "");
    attempt->method = text_or(json_text_read(row, "method", LONGEST_WORD), "GET");
    attempt->is_control = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "control"));
    attempt->number = (int)json_number_read(row, "attempts", 1, 9, 1);
    attempt->chain = certificate_chain_from_json(cJSON_GetObjectItemCaseSensitive(row, "certificate"));
    attempt->is_chain_of_proxy = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "certificate_of_proxy"));
    read_answer(attempt, row);
    read_timings(attempt, row);
    read_trust(attempt, row);
    if (attempt->url[0] == '\0' || attempt->via[0] == '\0')
        return error_set(error, "it names no URL, or not which way it went");
    return read_result(attempt, row, error);
}

/* The first try of a first try is nobody's business. */
static bool read_rows(struct attempt *attempt, const cJSON *row, struct error *error)
{
    const cJSON *earlier = cJSON_GetObjectItemCaseSensitive(row, "earlier");

    if (!cJSON_IsObject(row))
        return error_set(error, "it is no JSON object");
    if (!read_row(attempt, row, error))
        return false;
    if (!cJSON_IsObject(earlier))
        return true;
    attempt->earlier = memory_get(sizeof *attempt->earlier);
    return read_row(attempt->earlier, earlier, error);
}

static cJSON *parse(const char *text, size_t size)
{
    const char *end = NULL;
    cJSON *json = cJSON_ParseWithLengthOpts(text, size, &end, false);

    if (json != NULL && span_trim((struct span){ end, size - (size_t)(end - text) }).size > 0) {
        cJSON_Delete(json);
        return NULL;
    }
    return json;
}

bool attempt_from_json(struct attempt *attempt, const char *text, size_t size, struct error *error)
{
    cJSON *row;
    bool is_read;

    *attempt = (struct attempt){ 0 };
    if (size > LARGEST_ROW)
        return error_set(error, "it is larger than any result of one attempt");
    row = parse(text, size);
    if (row == NULL)
        return error_set(error, "it is no JSON");
    is_read = read_rows(attempt, row, error);
    cJSON_Delete(row);
    if (!is_read)
        attempt_free(attempt);
    return is_read;
}
