/* Evaluates a script in a child process: starts it, answers its questions, and ends it in time. It is believed in nothing. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/core/text.h"
#include "healthcheck/platform/clock.h"
#include "proxy/pac.h"
#include "proxy/pac_child.h"

/* Looking up names for a script ends after so long, whatever its limit of questions. */
enum { MOST_LOOKUP_MS = 5000 };

/* What the end of a child and our own may take: within the limit all is over. */
enum { MS_TO_END = 150 };

struct evaluation {
    struct host *host;
    struct pac_result *result;
    size_t answered; /* URLs the child has spoken of */
    struct text received;
    struct pac_child *child;
    long long deadline; /* ms */
    long long lookup_ms;
    bool is_done;
    const char *broken; /* what the child said that no child of ours says */
};

/* A text that may be printed and put into JSON: what is neither is '?'. Yours to free. */
static char *clean_copy(const char *bytes, size_t size)
{
    char *copy = memory_copy(bytes, size);

    for (size_t i = 0, length; i < size; i += length) {
        length = text_utf8_length(copy + i, size - i);
        if (length == 0 || (length == 1 && ((unsigned char)copy[i] < 0x20 || copy[i] == 0x7f))) {
            copy[i] = '?';
            length = 1;
        }
    }
    return copy;
}

static void reply(const struct evaluation *evaluation, const char *text, size_t size)
{
    struct pac_frame frame = { PAC_SAYS_ANSWER, (uint32_t)(size < PAC_LARGEST_FRAME ? size : 0) };
    struct text whole = { 0 };

    text_append_bytes(&whole, (const char *)&frame, sizeof frame);
    text_append_bytes(&whole, text, frame.size);
    pac_child_tell(evaluation->child, whole.data, whole.size);
    text_free(&whole);
}

/* The lines of a fact of addresses, with ";" between; "" unless present. Yours to free. */
static char *addresses_of(const struct fact *fact)
{
    struct span rest = { fact->text, fact->size }, line;
    struct text list = { 0 };

    while (span_next_line(&rest, &line))
        if (line.size > 0 && list.size + line.size < 4096)
            text_append_format(&list, "%s%.*s", list.size > 0 ? ";" : "", (int)line.size, line.data);
    return text_take(&list);
}

/* Lower case, as the key of a fact wants it; NULL for what is no name of a host. Yours to free. */
static char *name_of(const char *bytes, size_t size)
{
    char *name = size > 0 && size <= 253 && bytes[0] != '.' && bytes[0] != '-' ? memory_copy(bytes, size) : NULL;

    for (size_t i = 0; name != NULL && i < size; i++) {
        name[i] = text_lower(name[i]);
        if ((name[i] < 'a' || name[i] > 'z') && (name[i] < '0' || name[i] > '9') && strchr("-._", name[i]) == NULL) {
            free(name);
            return NULL;
        }
    }
    return name;
}

static void record_lookup(struct pac_result *result, const char *name, const struct fact *fact, const char *addresses)
{
    result->lookups = memory_resize(result->lookups, result->lookup_count + 1, sizeof *result->lookups);
    result->lookups[result->lookup_count++] = text_format("%s: %s", name,
                                                          fact->state == FACT_UNREADABLE ? fact->why
                                                          : *addresses != '\0'           ? addresses
                                                                                         : "no address");
}

static void answer_name(struct evaluation *evaluation, const char *bytes, size_t size)
{
    struct pac_result *result = evaluation->result;
    char *name = name_of(bytes, size), *addresses = NULL;
    long long begun = clock_milliseconds(), taken;

    if (name != NULL && result->lookup_count < PAC_MOST_LOOKUPS && evaluation->lookup_ms < MOST_LOOKUP_MS) {
        const struct fact *fact = host_ask_for(evaluation->host, "dns/%s", name);

        addresses = addresses_of(fact);
        record_lookup(result, name, fact, addresses);
    } else if (result->lookup_count == PAC_MOST_LOOKUPS) {
        /* Told once, behind those that were answered. */
        result->lookups = memory_resize(result->lookups, result->lookup_count + 1, sizeof *result->lookups);
        result->lookups[result->lookup_count++] = text_format("further names were not looked up: the limit is %d", PAC_MOST_LOOKUPS);
    }
    taken = clock_milliseconds() - begun;
    evaluation->lookup_ms += taken;
    evaluation->deadline += taken;
    reply(evaluation, addresses != NULL ? addresses : "", addresses != NULL ? strlen(addresses) : 0);
    free(addresses);
    free(name);
}

static void keep(struct evaluation *evaluation, enum pac_word word, const char *bytes, size_t size)
{
    struct pac_answer *answer = &evaluation->result->answers[evaluation->answered];

    if (evaluation->answered == evaluation->result->count) {
        evaluation->broken = "it answered for more URLs than there are";
        return;
    }
    evaluation->answered++;
    if (word == PAC_SAYS_WHY) {
        answer->why = clean_copy(bytes, size);
        return;
    }
    answer->answer = clean_copy(bytes, size);
    pac_answer_read(answer);
    if (answer->first == NULL)
        answer->why = memory_copy_text("no element of the answer is valid");
}

static void hear(struct evaluation *evaluation, uint32_t word, const char *bytes, size_t size)
{
    if (word == PAC_SAYS_ANSWER || word == PAC_SAYS_WHY) {
        keep(evaluation, (enum pac_word)word, bytes, size);
    } else if (word == PAC_ASKS_NAME) {
        answer_name(evaluation, bytes, size);
    } else if (word == PAC_ASKS_ADDRESSES) {
        char *addresses = addresses_of(host_ask(evaluation->host, "network/addresses"));

        reply(evaluation, addresses, strlen(addresses));
        free(addresses);
    } else if (word == PAC_SAYS_ERROR && evaluation->result->error == NULL) {
        evaluation->result->error = clean_copy(bytes, size);
        evaluation->is_done = true;
    } else if (word == PAC_SAYS_DONE) {
        evaluation->is_done = true;
    } else {
        evaluation->broken = "it said what makes no sense";
    }
}

/* Takes the whole frames off what was received. */
static void hear_frames(struct evaluation *evaluation)
{
    struct text *received = &evaluation->received;
    struct pac_frame frame;
    size_t at = 0;

    while (received->size - at >= sizeof frame && !evaluation->is_done && evaluation->broken == NULL) {
        memcpy(&frame, received->data + at, sizeof frame);
        if (frame.size > PAC_LARGEST_FRAME)
            evaluation->broken = "it said more than it may";
        if (frame.size > PAC_LARGEST_FRAME || received->size - at - sizeof frame < frame.size)
            break;
        at += sizeof frame + frame.size;
        hear(evaluation, frame.word, received->data + at - frame.size, frame.size);
    }
    memmove(received->data, received->data + at, received->size - at);
    received->size -= at;
}

/* Until the child has said all, has ended, or its time is over: then false. */
static bool listen_to(struct evaluation *evaluation)
{
    while (!evaluation->is_done && evaluation->broken == NULL) {
        char chunk[16384];
        long long got = pac_child_hear(evaluation->child, chunk, sizeof chunk, evaluation->deadline);

        if (got < 0)
            return false;
        if (got == 0)
            return true;
        text_append_bytes(&evaluation->received, chunk, (size_t)got);
        hear_frames(evaluation);
    }
    return true;
}

/* Why a child that did not say all stopped. Yours to free. */
static char *end_of(const struct evaluation *evaluation, bool is_in_time, const struct pac_child_end *end, double seconds)
{
    if (evaluation->broken != NULL)
        return text_format("the evaluation was ended: %s", evaluation->broken);
    /* Which of the two comes first depends on what else the machine does: the same sentence for both. */
    if (!is_in_time || end->is_over_time)
        return text_format("no answer within the limits (%g s, %d s of processor time)", seconds, PAC_CPU_SECONDS);
    if (end->signal != 0)
        return text_format("the evaluation was ended by signal %d", end->signal);
    return text_format("the evaluation ended by itself, with status %d", end->status);
}

/* The URL the child was at has this reason; those behind it were not come to. */
static void explain_rest(struct evaluation *evaluation, const char *why)
{
    struct pac_result *result = evaluation->result;

    for (size_t i = evaluation->answered; i < result->count; i++)
        result->answers[i].why = result->error != NULL || i == evaluation->answered
                                     ? memory_copy_text(why)
                                     : text_format("not evaluated: for a URL before it there was %s", why);
}

static void fail(struct pac_result *result, const char *why)
{
    result->error = memory_copy_text(why);
    for (size_t i = 0; i < result->count; i++)
        result->answers[i].why = memory_copy_text(why);
}

static void run_child(struct host *host, const struct pac_task *task, struct pac_result *result, double seconds)
{
    struct evaluation evaluation = { .host = host, .result = result };
    struct pac_child_end end;
    bool is_in_time;

    evaluation.child = pac_child_start(task);
    if (evaluation.child == NULL) {
        fail(result, "it was not evaluated: the system starts no further process");
        return;
    }
    evaluation.deadline = clock_milliseconds() + (long long)(seconds * 1000) - (seconds > 1 ? MS_TO_END : 0);
    is_in_time = listen_to(&evaluation);
    end = pac_child_finish(evaluation.child, !is_in_time || evaluation.broken != NULL || evaluation.is_done);
    if (result->error != NULL || !evaluation.is_done) {
        char *why = result->error != NULL ? memory_copy_text(result->error) : end_of(&evaluation, is_in_time, &end, seconds);

        if (evaluation.answered == 0 && result->error == NULL)
            result->error = memory_copy_text(why);
        explain_rest(&evaluation, why);
        free(why);
    } else {
        explain_rest(&evaluation, "no answer");
    }
    text_free(&evaluation.received);
}

/* The script as UTF-8: Windows' own editors write UTF-16 and marks, old ones Windows-1252 (read as ISO 8859-1). Yours to free. */
static char *utf8_script(const char *script, size_t size, size_t *utf8_size)
{
    struct text text = { 0 };

    if (text_looks_utf16le(script, size)) {
        bool has_mark = size >= 2 && memcmp(script, "\xff\xfe", 2) == 0;

        return text_from_utf16le(script + (has_mark ? 2 : 0), size - (has_mark ? 2 : 0), utf8_size);
    }
    if (size >= 3 && memcmp(script, "\xef\xbb\xbf", 3) == 0) {
        script += 3;
        size -= 3;
    }
    if (text_is_utf8(script, size))
        text_append_bytes(&text, script, size);
    else
        for (size_t i = 0; i < size; i++)
            text_append_code_point(&text, (unsigned char)script[i]);
    *utf8_size = text.size;
    return text_take(&text);
}

static void set_clock(struct host *host, struct pac_task *task)
{
    const struct fact *utc = host_ask(host, "clock/utc"), *offset = host_ask(host, "clock/utc-offset");
    long long minutes = 0;
    moment now;

    task->now = utc->state == FACT_PRESENT && moment_read(utc->text, &now) ? now : clock_now();
    if (fact_number(offset, &minutes) && minutes > -1440 && minutes < 1440)
        task->utc_offset = (int)minutes;
}

struct pac_result pac_evaluate(struct host *host, const char *script, size_t size, const char *const *urls, size_t url_count, double seconds)
{
    struct pac_result result = { .answers = memory_get(url_count * sizeof *result.answers + 1), .count = url_count };
    struct pac_task task = { .urls = urls, .url_count = url_count };
    double begun = clock_monotonic();
    char *utf8;

    for (size_t i = 0; i < url_count; i++)
        result.answers[i].url = urls[i];
    if (size > PAC_LARGEST_SCRIPT || size == 0) {
        fail(&result, size == 0 ? "the script is empty" : "the script is larger than 1 MiB");
        return result;
    }
    task.script = utf8 = utf8_script(script, size, &task.size);
    set_clock(host, &task);
    run_child(host, &task, &result, seconds);
    free(utf8);
    result.milliseconds = (clock_monotonic() - begun) * 1000;
    return result;
}
