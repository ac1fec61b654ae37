/* events/<channel>: the newest events of a fixed table of ids in Windows' log. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <winevt.h>

#include <cjson/cJSON.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/wide_windows.h"

/* docs/contract.md section 4: the newest 500 of the last 30 days. */
enum { MOST_EVENTS = 500, BATCH = 50, WAIT_MS = 5000, LONGEST_TEXT = 64 * 1024 };
#define LAST_30_DAYS L"TimeCreated[timediff(@SystemTime) <= 2592000000]"

static const struct channel {
    const char *name;
    const wchar_t *query;
} channels[] = {
    /* Crashes and their reports; onboarding (Learn, event-error-codes and troubleshoot-onboarding). */
    { "Application", L"*[System[(EventID=1000 or EventID=1001 or (Provider[@Name='WDATPOnboarding'] and (EventID=5 or EventID=10 or EventID=15 or "
                     L"EventID=30 or EventID=35 or EventID=40 or EventID=65 or EventID=70))) and " LAST_30_DAYS L"]]" },
    /* Services that ended. */
    { "System", L"*[System[(EventID=7031 or EventID=7034) and " LAST_30_DAYS L"]]" },
    { "Microsoft-Windows-SENSE/Operational",
      L"*[System[(EventID=5 or EventID=6 or EventID=7 or EventID=9 or EventID=10 or EventID=15 or EventID=17 or EventID=25 or EventID=27 or "
      L"EventID=29 or EventID=30 or EventID=32 or EventID=55 or EventID=63 or EventID=64 or EventID=68 or EventID=69) and " LAST_30_DAYS L"]]" },
};

/* What the events of one query share. */
struct reading {
    EVT_HANDLE system, user; /* what to render */
    EVT_HANDLE publisher;    /* of the last event, NULL where it has none */
    wchar_t *publisher_name; /* NULL before the first */
    EVT_VARIANT *values;     /* of the last event */
    DWORD values_size;
};

/* The values of an event; false where it cannot be read. */
static bool render(struct reading *reading, EVT_HANDLE context, EVT_HANDLE event, DWORD *count)
{
    DWORD size = 0;

    if (EvtRender(context, event, EvtRenderEventValues, reading->values_size, reading->values, &size, count))
        return size > 0;
    if (GetLastError() != ERROR_INSUFFICIENT_BUFFER || size <= reading->values_size)
        return false;
    reading->values = memory_resize(reading->values, size, 1);
    reading->values_size = size;
    return EvtRender(context, event, EvtRenderEventValues, reading->values_size, reading->values, &size, count) && size > 0;
}

static void open_publisher(struct reading *reading, const wchar_t *name)
{
    if (reading->publisher_name != NULL && wcscmp(reading->publisher_name, name) == 0)
        return;
    if (reading->publisher != NULL)
        EvtClose(reading->publisher);
    free(reading->publisher_name);
    reading->publisher_name = memory_resize(NULL, wcslen(name) + 1, sizeof *name);
    wcscpy(reading->publisher_name, name);
    reading->publisher = EvtOpenPublisherMetadata(NULL, name, NULL, 0, 0);
}

/* The event's sentence, in the machine's language; NULL where its program is gone. Yours to free. */
static char *message(const struct reading *reading, EVT_HANDLE event)
{
    DWORD count = 0;
    wchar_t *wide;
    char *text = NULL;

    if (reading->publisher == NULL)
        return NULL;
    EvtFormatMessage(reading->publisher, event, 0, 0, NULL, EvtFormatMessageEvent, 0, NULL, &count);
    if (count == 0 || count > LONGEST_TEXT)
        return NULL;
    wide = memory_get((count + 1) * sizeof *wide);
    if (EvtFormatMessage(reading->publisher, event, 0, 0, NULL, EvtFormatMessageEvent, count, wide, &count))
        text = wide_to(wide);
    free(wide);
    return text;
}

/* Its texts in their order: what the sentence would have been made of. Yours to free. */
static char *values_text(struct reading *reading, EVT_HANDLE event)
{
    struct text text = { 0 };
    DWORD count = 0;

    if (render(reading, reading->user, event, &count))
        for (DWORD i = 0; i < count; i++)
            if (reading->values[i].Type == EvtVarTypeString && reading->values[i].StringVal != NULL) {
                char *value = wide_to(reading->values[i].StringVal);

                text_append_format(&text, "%s%s", text.size > 0 ? ", " : "", value);
                free(value);
            }
    return text_take(&text);
}

static const char *level_name(const EVT_VARIANT *level)
{
    /* winmeta.h: 0 is told as information. */
    static const char *const names[] = { "information", "critical", "error", "warning", "information", "verbose" };

    return level->Type == EvtVarTypeByte && level->ByteVal < sizeof names / sizeof names[0] ? names[level->ByteVal] : "";
}

static void append_event(struct reading *reading, EVT_HANDLE event, struct text *lines)
{
    char written[MOMENT_TEXT_SIZE] = "", *source, *text, *json;
    cJSON *object;
    DWORD count = 0;

    if (!render(reading, reading->system, event, &count) || count <= EvtSystemTimeCreated)
        return;
    object = cJSON_CreateObject();
    if (reading->values[EvtSystemTimeCreated].Type == EvtVarTypeFileTime) {
        ULONGLONG when = reading->values[EvtSystemTimeCreated].FileTimeVal;

        moment_write(live_moment((unsigned long)(when >> 32), (unsigned long)(when & 0xffffffff)), written);
        cJSON_AddStringToObject(object, "time", written);
    }
    if (reading->values[EvtSystemEventID].Type == EvtVarTypeUInt16)
        cJSON_AddNumberToObject(object, "id", reading->values[EvtSystemEventID].UInt16Val);
    open_publisher(reading,
                   reading->values[EvtSystemProviderName].Type == EvtVarTypeString && reading->values[EvtSystemProviderName].StringVal != NULL
                       ? reading->values[EvtSystemProviderName].StringVal
                       : L"");
    source = wide_to(reading->publisher_name);
    cJSON_AddStringToObject(object, "source", source);
    cJSON_AddStringToObject(object, "level", level_name(&reading->values[EvtSystemLevel]));
    text = message(reading, event);
    if (text == NULL)
        text = values_text(reading, event);
    cJSON_AddStringToObject(object, "text", text);
    json = cJSON_PrintUnformatted(object);
    text_append_format(lines, "%s\n", json != NULL ? json : "{}");
    cJSON_free(json);
    cJSON_Delete(object);
    free(source);
    free(text);
}

/* Newest first; false, and the answer says why, where the log broke off. */
static bool read_events(struct reading *reading, EVT_HANDLE query, struct answer *answer)
{
    EVT_HANDLE events[BATCH];
    DWORD got = 0, number = ERROR_SUCCESS;
    size_t count = 0;

    while (count < MOST_EVENTS && answer->text.size < HOST_LARGEST_FACT / 2) {
        got = 0;
        SetLastError(ERROR_SUCCESS);
        if (!EvtNext(query, BATCH, events, WAIT_MS, 0, &got) || got == 0) {
            number = GetLastError();
            break;
        }
        for (DWORD i = 0; i < got; i++, count++) {
            if (count < MOST_EVENTS)
                append_event(reading, events[i], &answer->text);
            EvtClose(events[i]);
        }
        number = ERROR_NO_MORE_ITEMS;
    }
    if (number == ERROR_NO_MORE_ITEMS)
        return true;
    live_refused(answer, number);
    return false;
}

static const struct channel *channel_named(const char *name)
{
    for (size_t i = 0; i < sizeof channels / sizeof channels[0]; i++)
        if (text_same(channels[i].name, name))
            return &channels[i];
    return NULL;
}

/* A channel that is there, and has none of these events, is present and empty. */
static void query_channel(const char *asked, struct answer *answer)
{
    const struct channel *channel = channel_named(asked);
    wchar_t *name = wide_from(channel->name);
    struct reading reading = { 0 };
    EVT_HANDLE query;
    DWORD number;

    SetLastError(ERROR_SUCCESS);
    query = EvtQuery(NULL, name, channel->query, EvtQueryChannelPath | EvtQueryReverseDirection);
    number = GetLastError();
    if (query == NULL && number == ERROR_EVT_CHANNEL_NOT_FOUND) {
        answer_absent(answer);
    } else if (query == NULL && number == ERROR_SUCCESS) {
        answer_unreadable(answer, "the event log gives neither events nor a reason");
    } else if (query == NULL) {
        live_refused(answer, number);
    } else {
        reading.system = EvtCreateRenderContext(0, NULL, EvtRenderContextSystem);
        reading.user = EvtCreateRenderContext(0, NULL, EvtRenderContextUser);
        if (reading.system == NULL || reading.user == NULL)
            live_refused(answer, GetLastError());
        else
            (void)read_events(&reading, query, answer);
    }
    for (size_t i = 0; i < 4; i++) {
        EVT_HANDLE handle = ((EVT_HANDLE[]){ reading.publisher, reading.user, reading.system, query })[i];

        if (handle != NULL)
            EvtClose(handle);
    }
    free(reading.publisher_name);
    free(reading.values);
    free(name);
}

void live_events(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char *name = text_without_percents(rest);

    (void)host;
    if (channel_named(name) != NULL)
        live_answer_patiently("the event log", live->timeout_seconds, query_channel, name, answer);
    else
        answer_unreadable(answer, "no events of this channel are looked for");
    free(name);
}
