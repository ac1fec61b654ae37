/* What the plug-in's own tool prints: rows of label and value, in blocks, and sentences between them. */
#include "healthcheck/host/plugin_report.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* The longest label and the longest sentence known have 24 and 90 bytes; what is much longer is neither. */
enum { LONGEST_LABEL = 64, LONGEST_MESSAGE = 256, SHORTEST_PART = 8 };

/* Whose rows a block holds: `Licensed` stands in two of them. */
enum owner { OWNER_NONE, OWNER_WINDOWS, OWNER_WSL };

struct reading {
    struct plugin_report *report;
    enum owner owner, last_owner;
    char *licensed; /* of the block under way; whose it is is known at the block's end */
    bool is_below_proxy_heading;
};

/* Every spelling of every edition, without case, blanks and hyphens. */
static const struct label {
    const char *label;
    size_t place;
    enum owner owner;
} labels[] = {
#define ROW(text, member, whose)                            \
    {                                                       \
        text, offsetof(struct plugin_report, member), whose \
    }
    ROW("pluginversion", plugin_version, OWNER_NONE),         /* 2024 and 2026 */
    ROW("defenderpluginversion", plugin_version, OWNER_NONE), /* 2023 */
    ROW("wslversion", wsl_version, OWNER_NONE),
    ROW("defenderappversion", agent_version, OWNER_NONE),
    ROW("wsldefenderversion", agent_version, OWNER_NONE), /* 2023 */
    ROW("releasering", release_ring, OWNER_NONE),
    ROW("vmstarttime(utc)", vm_start_time, OWNER_NONE),
    ROW("lkgtelemetry(utc)", lkg_telemetry, OWNER_NONE),
    ROW("wsldistrorunning", distribution_running, OWNER_NONE),
    ROW("activeusersid", user_sid, OWNER_WINDOWS),
    ROW("windowsguid", windows_guid, OWNER_WINDOWS),
    ROW("windowsorgid", windows_org_id, OWNER_WINDOWS),
    ROW("windowsdeviceid", windows_device_id, OWNER_WINDOWS),
    ROW("wslguid", wsl_guid, OWNER_WSL),
    ROW("wsldeviceid", wsl_device_id, OWNER_WSL),
    ROW("healthstatus", health_status, OWNER_WSL),
    ROW("defenderhealthstatus", health_status, OWNER_WSL), /* 2024 */
    ROW("wsldefenderhealth", health_status, OWNER_WSL),    /* 2023 */
    ROW("healthissues", health_issues, OWNER_WSL),
    ROW("mdeconnectivitytest", connectivity, OWNER_NONE),
#undef ROW
};

/* As words: lower case, one blank between them, nothing else. */
static const struct wording {
    enum plugin_message message;
    const char *words;
} wordings[] = {
    { PLUGIN_MESSAGE_SERVICE_NOT_RUNNING, "wslservice is not running launch with wsl command in powershell and rerun health check" },
    { PLUGIN_MESSAGE_NO_TELEMETRY, "no defender health telemetry found in the log file please retry in 5 minutes" },
    { PLUGIN_MESSAGE_NO_TELEMETRY, "no defender health telemetry found in the log file please retry in five minutes" },
    { PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION, "launch wsl distribution with bash command and retry in 5 minutes" },
    { PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION, "launch wsl distribution with bash command and retry in five minutes" },
    { PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION, "launch wsl distro with bash command and retry in 5 minutes" },
    { PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION, "launch wsl distro with bash command and retry in five minutes" },
    { PLUGIN_MESSAGE_WAITING_FOR_TELEMETRY, "waiting for telemetry please retry in 5 minutes" },
    { PLUGIN_MESSAGE_WAITING_FOR_TELEMETRY, "waiting for telemetry please retry in five minutes" },
    { PLUGIN_MESSAGE_WAITING_FOR_TELEMETRY, "waiting for telemetry retry in 5 minutes" },
};

/* By which each message is known wherever it stands in a line. */
static const struct wording beginnings[] = {
    { PLUGIN_MESSAGE_SERVICE_NOT_RUNNING, "wslservice is not running" },
    { PLUGIN_MESSAGE_NO_TELEMETRY, "no defender health telemetry" },
    { PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION, "launch wsl distr" },
    { PLUGIN_MESSAGE_WAITING_FOR_TELEMETRY, "waiting for telemetry" },
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Where `words` begins in `text` with a whole word; its end may lie within one, as where a line was cut. */
static bool has_words(const char *text, const char *words)
{
    for (const char *at = strstr(text, words); at != NULL; at = strstr(at + 1, words))
        if (at == text || at[-1] == ' ')
            return true;
    return false;
}

/* The line as words; false where it has none, or more than any message. */
static bool words_of(const char *line, size_t size, char *words)
{
    size_t length = 0;

    if (size > LONGEST_MESSAGE)
        return false;
    for (size_t i = 0; i < size; i++) {
        char c = text_lower(line[i]);

        if (is_word(c))
            words[length++] = c;
        else if (length > 0 && words[length - 1] != ' ')
            words[length++] = ' ';
    }
    while (length > 0 && words[length - 1] == ' ')
        length--;
    words[length] = '\0';
    return length > 0;
}

static enum plugin_message message_within(const char *words)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (has_words(words, beginnings[i].words))
            return beginnings[i].message;
    return PLUGIN_MESSAGE_NONE;
}

static enum plugin_message message_with_part(const char *words)
{
    enum plugin_message found = PLUGIN_MESSAGE_NONE;

    if (strlen(words) < SHORTEST_PART || strchr(words, ' ') == NULL)
        return PLUGIN_MESSAGE_NONE;
    for (size_t i = 0; i < sizeof wordings / sizeof wordings[0]; i++) {
        if (!has_words(wordings[i].words, words))
            continue;
        /* "retry in 5 minutes" is part of several, and so of none. */
        if (found != PLUGIN_MESSAGE_NONE && found != wordings[i].message)
            return PLUGIN_MESSAGE_NONE;
        found = wordings[i].message;
    }
    return found;
}

enum plugin_message plugin_message_of(const char *line, size_t size)
{
    char words[LONGEST_MESSAGE + 1];
    enum plugin_message message;

    if (!words_of(line, size, words))
        return PLUGIN_MESSAGE_NONE;
    message = message_within(words);
    return message != PLUGIN_MESSAGE_NONE ? message : message_with_part(words);
}

/* The label without case, blanks and hyphens; "" where it is longer than any label. */
static void normalise(struct span label, char *result)
{
    size_t length = 0;

    result[0] = '\0';
    if (label.size > LONGEST_LABEL)
        return;
    for (size_t i = 0; i < label.size; i++)
        if (label.data[i] != ' ' && label.data[i] != '\t' && label.data[i] != '-')
            result[length++] = text_lower(label.data[i]);
    result[length] = '\0';
}

static void keep(char **place, struct span value)
{
    if (*place == NULL)
        *place = memory_copy(value.data, value.size);
}

static void end_block(struct reading *reading)
{
    enum owner owner = reading->owner != OWNER_NONE ? reading->owner : reading->last_owner;
    char **place = owner == OWNER_WINDOWS ? &reading->report->windows_licensed : owner == OWNER_WSL ? &reading->report->wsl_licensed : NULL;

    if (place != NULL && *place == NULL) {
        *place = reading->licensed;
        reading->licensed = NULL;
    }
    free(reading->licensed);
    reading->licensed = NULL;
    reading->owner = OWNER_NONE;
}

static bool keep_message(struct plugin_report *report, struct span line, enum plugin_message message)
{
    if (message != PLUGIN_MESSAGE_NONE && report->message == PLUGIN_MESSAGE_NONE) {
        report->message = message;
        report->message_text = memory_copy(line.data, line.size);
    }
    return message != PLUGIN_MESSAGE_NONE;
}

/* A sentence may stand where a value is expected ("Health Status: Waiting for Telemetry…"). */
static void keep_message_in_value(struct plugin_report *report, struct span value)
{
    char words[LONGEST_MESSAGE + 1];

    if (memchr(value.data, ' ', value.size) != NULL && words_of(value.data, value.size, words))
        keep_message(report, value, message_within(words));
}

static bool keep_row(struct reading *reading, const struct label *label, struct span value)
{
    if (label->owner != OWNER_NONE) {
        if (reading->owner != OWNER_NONE && reading->owner != label->owner)
            end_block(reading);
        reading->owner = reading->last_owner = label->owner;
    }
    keep((char **)((char *)reading->report + label->place), value);
    keep_message_in_value(reading->report, value);
    reading->report->rows++;
    return true;
}

static bool read_row(struct reading *reading, struct span line)
{
    const char *colon = memchr(line.data, ':', line.size);
    char label[LONGEST_LABEL + 1];
    struct span value;

    if (colon == NULL)
        return false;
    normalise((struct span){ line.data, (size_t)(colon - line.data) }, label);
    value = span_trim((struct span){ colon + 1, (size_t)(line.data + line.size - colon - 1) });
    if (strcmp(label, "licensed") == 0) {
        keep(&reading->licensed, value);
        reading->report->rows++;
        return true;
    }
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (strcmp(label, labels[i].label) == 0)
            return keep_row(reading, &labels[i], value);
    return false;
}

static bool is_proxy_heading(struct span line)
{
    char label[LONGEST_LABEL + 1];

    if (line.size == 0 || text_lower(line.data[0]) != 'p')
        return false;
    normalise(line, label);
    return strcmp(label, "proxyenabledinwindowshost") == 0;
}

static void read_line(struct reading *reading, struct span line)
{
    struct plugin_report *report = reading->report;
    bool is_below_heading = reading->is_below_proxy_heading;

    reading->is_below_proxy_heading = is_proxy_heading(line);
    if (line.size == 0) {
        end_block(reading);
        return;
    }
    if (read_row(reading, line) || reading->is_below_proxy_heading)
        return;
    if (report->rows == 0 && line.size > 2 && line.data[0] == '[' && line.data[line.size - 1] == ']')
        keep(&report->printed_at, (struct span){ line.data + 1, line.size - 2 });
    else if (!keep_message(report, line, plugin_message_of(line.data, line.size)) && is_below_heading)
        keep(&report->edr_proxy, line);
}

struct plugin_report plugin_report_read(const char *bytes, size_t size)
{
    struct plugin_report report = { 0 };
    struct reading reading = { .report = &report };
    struct span rest = { bytes, size }, line;
    char *utf8 = NULL;

    if (text_looks_utf16le(bytes, size)) {
        utf8 = text_from_utf16le(bytes, size, &rest.size);
        rest.data = utf8;
    }
    if (rest.size > 0 && span_starts(rest, "\xef\xbb\xbf")) {
        rest.data += 3;
        rest.size -= 3;
    }
    while (span_next_line(&rest, &line))
        read_line(&reading, span_trim(line));
    end_block(&reading);
    free(utf8);
    return report;
}

void plugin_report_free(struct plugin_report *report)
{
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        char **place = (char **)((char *)report + labels[i].place);

        free(*place);
        *place = NULL;
    }
    free(report->printed_at);
    free(report->windows_licensed);
    free(report->wsl_licensed);
    free(report->edr_proxy);
    free(report->message_text);
    *report = (struct plugin_report){ 0 };
}
