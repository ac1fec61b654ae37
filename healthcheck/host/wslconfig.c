/* .wslconfig, read by WSL's own rules. */
#include "healthcheck/host/wslconfig.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* Every setting that WSL knew in August 2026. */
static const struct {
    const char *name;
    enum wslconfig_type type;
    const char *older_name; /* the header of its experimental days, which still counts, or NULL */
} known[] = {
    { "wsl2.kernel", WSLCONFIG_TEXT, NULL },
    { "wsl2.kernelCommandLine", WSLCONFIG_TEXT, NULL },
    { "wsl2.kernelModules", WSLCONFIG_TEXT, NULL },
    { "wsl2.memory", WSLCONFIG_SIZE, NULL },
    { "wsl2.processors", WSLCONFIG_NUMBER, NULL },
    { "wsl2.debugConsole", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.earlyBootLogging", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.swap", WSLCONFIG_SIZE, NULL },
    { "wsl2.swapFile", WSLCONFIG_TEXT, NULL },
    { "wsl2.localhostForwarding", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.nestedVirtualization", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.virtio9p", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.virtiofs", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.kernelDebugPort", WSLCONFIG_NUMBER, NULL },
    { "wsl2.gpuSupport", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.guiApplications", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.systemDistro", WSLCONFIG_TEXT, NULL },
    { "wsl2.telemetry", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.vmIdleTimeout", WSLCONFIG_NUMBER, NULL },
    { "wsl2.debugConsoleLogFile", WSLCONFIG_TEXT, NULL },
    { "wsl2.kernelBootTimeout", WSLCONFIG_NUMBER, NULL },
    { "wsl2.distributionStartTimeout", WSLCONFIG_NUMBER, NULL },
    { "wsl2.virtio", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.hostFileSystemAccess", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.mountDeviceTimeout", WSLCONFIG_NUMBER, NULL },
    { "wsl2.hardwarePerformanceCounters", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.vmSwitch", WSLCONFIG_TEXT, NULL },
    { "wsl2.macAddress", WSLCONFIG_MAC, NULL },
    { "wsl2.dhcp", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.dhcpTimeout", WSLCONFIG_NUMBER, NULL },
    { "wsl2.ipv6", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.dnsProxy", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.safeMode", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.defaultVhdSize", WSLCONFIG_SIZE, NULL },
    { "wsl2.crashDumpFolder", WSLCONFIG_TEXT, NULL },
    { "wsl2.maxCrashDumpCount", WSLCONFIG_NUMBER, NULL },
    { "wsl2.loadKernelModules", WSLCONFIG_TEXT, NULL },
    { "wsl2.loadDefaultKernelModules", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.isolateDistroCgroup", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.networkingMode", WSLCONFIG_NETWORKING_MODE, "experimental.networkingMode" },
    { "wsl2.dnsTunneling", WSLCONFIG_BOOLEAN, "experimental.dnsTunneling" },
    { "wsl2.firewall", WSLCONFIG_BOOLEAN, "experimental.firewall" },
    { "wsl2.autoProxy", WSLCONFIG_BOOLEAN, "experimental.autoProxy" },
    { "general.distributionInstallPath", WSLCONFIG_TEXT, NULL },
    { "general.instanceIdleTimeout", WSLCONFIG_NUMBER, NULL },
    { "experimental.autoMemoryReclaim", WSLCONFIG_RECLAIM_MODE, NULL },
    { "experimental.sparseVhd", WSLCONFIG_BOOLEAN, NULL },
    { "experimental.bestEffortDnsParsing", WSLCONFIG_BOOLEAN, NULL },
    { "experimental.dnsTunnelingIpAddress", WSLCONFIG_ADDRESS, NULL },
    { "experimental.initialAutoProxyTimeout", WSLCONFIG_NUMBER, NULL },
    { "experimental.ignoredPorts", WSLCONFIG_PORTS, NULL },
    { "experimental.hostAddressLoopback", WSLCONFIG_BOOLEAN, NULL },
    { "experimental.setVersionDebug", WSLCONFIG_BOOLEAN, NULL },
    { "experimental.swiotlb", WSLCONFIG_SIZE, NULL },
    { "experimental.virtioFsAggregateShares", WSLCONFIG_BOOLEAN, NULL },
};

enum { KNOWN_COUNT = sizeof known / sizeof *known, LONGEST_SHOWN = 60 };

/* The bytes with a cursor. Lines are those of an editor: they end at LF. */
struct reader {
    struct wslconfig *config;
    const char *bytes;
    size_t size, at, line;
    struct text section; /* as far as it counts */
};

enum { END = -1 };

/* Windows' runtime reads CR LF as one LF. */
static int peek(struct reader *reader)
{
    if (reader->at + 1 < reader->size && reader->bytes[reader->at] == '\r' && reader->bytes[reader->at + 1] == '\n')
        reader->at++;
    return reader->at < reader->size ? (unsigned char)reader->bytes[reader->at] : END;
}

static int take(struct reader *reader)
{
    int byte = peek(reader);

    if (byte != END)
        reader->at++;
    if (byte == '\n')
        reader->line++;
    return byte;
}

static bool is_line_end(int byte)
{
    return byte == END || byte == '\n' || byte == '\r';
}

static bool is_letter(int byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_word(int byte)
{
    return is_letter(byte) || (byte >= '0' && byte <= '9');
}

static void skip_blanks(struct reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\t')
        take(reader);
}

/* To the LF, which is left: a lone CR does not end a line that is skipped. */
static void skip_line(struct reader *reader)
{
    while (peek(reader) != '\n' && peek(reader) != END)
        take(reader);
}

static struct text take_word(struct reader *reader)
{
    struct text word = { 0 };

    while (is_word(peek(reader)))
        text_append_char(&word, (char)take(reader));
    return word;
}

/* Takes the text over. */
static void add_problem(struct wslconfig *config, enum wslconfig_problem_kind kind, size_t line, char *text)
{
    if (config->problem_count == WSLCONFIG_MOST_PROBLEMS) {
        config->problems_left_off++;
        free(text);
        return;
    }
    config->problems = memory_resize(config->problems, config->problem_count + 1, sizeof *config->problems);
    config->problems[config->problem_count++] = (struct wslconfig_problem){ kind, line, text };
}

static void spoil_line(struct reader *reader, size_t line, const char *why)
{
    add_problem(reader->config, WSLCONFIG_BAD_LINE, line, memory_copy_text(why));
    skip_line(reader);
}

/* The text's first characters, whole ones; yours to free. */
static char *shorten(const char *text)
{
    size_t size = strlen(text), shown = 0;

    while (shown < size) {
        size_t length = text_utf8_length(text + shown, size - shown);

        if (length == 0 || shown + length > LONGEST_SHOWN)
            return text_format("%.*s…", (int)shown, text);
        shown += length;
    }
    return memory_copy(text, size);
}

static bool is_boolean(const char *value)
{
    return text_same(value, "true") || text_same(value, "false") || strcmp(value, "1") == 0 || strcmp(value, "0") == 0;
}

/* Decimal, 0x… or 0…, as C writes integers; nothing behind it. */
static bool is_number(const char *value)
{
    char *end;

    strtol(value, &end, 0);
    return *value != '\0' && *end == '\0';
}

/* A number with one of B, K, KB, M, MB, G, GB, T, TB or nothing directly behind it. */
static bool is_size(const char *value)
{
    static const char *const units[] = { "", "B", "K", "KB", "M", "MB", "G", "GB", "T", "TB" };
    size_t digits = strspn(value, "0123456789");

    if (digits == 0 || (strspn(value, "0") == digits && digits > 1))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(value + digits, units[i]) == 0)
            return true;
    return false;
}

static bool is_one_of(const char *value, const char *const *choices)
{
    for (; *choices != NULL; choices++)
        if (text_same(value, *choices))
            return true;
    return false;
}

/* Four numbers of 0 to 255 with dots between them. */
static bool is_address(const char *value)
{
    for (int part = 0; part < 4; part++) {
        size_t digits = strspn(value, "0123456789");

        if (digits == 0 || digits > 3 || strtol(value, NULL, 10) > 255)
            return false;
        value += digits;
        if (*value != (part < 3 ? '.' : '\0'))
            return false;
        value += part < 3 ? 1 : 0;
    }
    return true;
}

/* Numbers of 1 to 65535 with commas between them; empty places do not matter. */
static bool are_ports(const char *value)
{
    while (*value != '\0') {
        size_t size = strcspn(value, ",");
        long port = strtol(value, NULL, 10);

        if (size > 0 && (port <= 0 || port > 65535))
            return false;
        value += size;
        value += *value == ',' ? 1 : 0;
    }
    return true;
}

static bool is_mac(const char *value)
{
    static const char digits[] = "0123456789abcdefABCDEF";

    if (strlen(value) != 17 || (value[2] != '-' && value[2] != ':'))
        return false;
    for (size_t i = 0; i < 17; i++)
        if (i % 3 == 2 ? value[i] != value[2] : strchr(digits, value[i]) == NULL)
            return false;
    return true;
}

/* NULL where the value is good, else what it should be. */
static const char *fault_of(enum wslconfig_type type, const char *value)
{
    static const char *const networking_modes[] = { "none", "nat", "bridged", "mirrored", "consomme", "virtioproxy", NULL };
    static const char *const reclaim_modes[] = { "disabled", "gradual", "dropcache", NULL };

    switch (type) {
    case WSLCONFIG_BOOLEAN:
        return is_boolean(value) ? NULL : "is not true, false, 1 or 0";
    case WSLCONFIG_NUMBER:
        return is_number(value) ? NULL : "is no whole number";
    case WSLCONFIG_SIZE:
        return is_size(value) ? NULL : "is no size such as 8GB or 512MB";
    case WSLCONFIG_NETWORKING_MODE:
        return is_one_of(value, networking_modes) ? NULL : "is not none, nat, bridged, mirrored or consomme";
    case WSLCONFIG_RECLAIM_MODE:
        return is_one_of(value, reclaim_modes) ? NULL : "is not disabled, gradual or dropCache";
    case WSLCONFIG_ADDRESS:
        return is_address(value) ? NULL : "is no IPv4 address";
    case WSLCONFIG_PORTS:
        return are_ports(value) ? NULL : "is no list of ports such as 3000,9000";
    case WSLCONFIG_MAC:
        return is_mac(value) ? NULL : "is no MAC address: WSL 2 does not start with it";
    case WSLCONFIG_TEXT:
        break;
    }
    return NULL;
}

static struct wslconfig_setting *find(const struct wslconfig *config, const char *name)
{
    for (size_t i = 0; i < config->setting_count; i++)
        if (text_same(known[i].name, name) || (known[i].older_name != NULL && text_same(known[i].older_name, name)))
            return &config->settings[i];
    return NULL;
}

/* Takes the value over. */
static void set(struct wslconfig *config, const char *name, char *value, size_t line)
{
    struct wslconfig_setting *setting = find(config, name);
    char *shown_name = shorten(name), *shown_value = shorten(value);
    const char *fault;

    if (setting == NULL) {
        add_problem(config, WSLCONFIG_UNKNOWN_KEY, line, text_format("unknown key %s", shown_name));
        free(value);
    } else if (setting->line != 0) {
        add_problem(config, WSLCONFIG_DUPLICATE, line, text_format("%s is set again: line %zu counts", shown_name, setting->line));
        free(value);
    } else {
        setting->line = line;
        setting->value = value;
        fault = fault_of(setting->type, value);
        setting->is_valid = fault == NULL;
        if (fault != NULL)
            add_problem(config, setting->type == WSLCONFIG_BOOLEAN ? WSLCONFIG_BAD_BOOLEAN : WSLCONFIG_BAD_VALUE, line,
                        text_format("%s=%s %s", shown_name, shown_value, fault));
    }
    free(shown_name);
    free(shown_value);
}

/* `[` is next. */
static void read_section(struct reader *reader)
{
    size_t line = reader->line, old_size = reader->section.size;
    struct text word;

    take(reader);
    if (!is_letter(peek(reader))) {
        spoil_line(reader, line, "the name of a section is letters and digits, as in [wsl2]");
        return;
    }
    word = take_word(reader);
    text_free(&reader->section);
    reader->section = word;
    if (peek(reader) == ']') {
        take(reader);
        skip_blanks(reader);
        if (is_line_end(peek(reader)) || peek(reader) == '#')
            return;
    }
    /* WSL keeps the length of the last good name, and that many bytes of the bad one. */
    if (reader->section.size > old_size)
        reader->section.data[reader->section.size = old_size] = '\0';
    spoil_line(reader, line, "a section stands alone on its line, as in [wsl2]");
}

/* What stands behind a backslash; false where it spoils the line. */
static bool read_escape(struct reader *reader, struct text *value)
{
    static const char letters[] = "\\\"bnt", meanings[] = "\\\"\b\n\t";
    int byte = peek(reader);
    const char *letter = byte > 0 ? strchr(letters, byte) : NULL;

    if (byte != '\n' && letter == NULL)
        return false;
    take(reader);
    if (letter != NULL)
        text_append_char(value, meanings[letter - letters]);
    return true;
}

/* The value, to the end of its line or its comment; NULL where it is good, else what spoils it. */
static const char *read_value(struct reader *reader, struct text *value)
{
    bool in_quotes = false;
    size_t trimmed = 0;

    while (!is_line_end(peek(reader)) && (in_quotes || peek(reader) != '#')) {
        int byte = take(reader);

        if (byte == '"')
            in_quotes = !in_quotes;
        else if (byte != '\\')
            text_append_char(value, (char)byte);
        else if (!read_escape(reader, value))
            return "a backslash is written \\\\ (or continues the line at its very end)";
        if (byte != ' ' && byte != '\t')
            trimmed = value->size;
    }
    if (value->size > trimmed)
        value->data[value->size = trimmed] = '\0';
    return in_quotes ? "a double quote is missing" : NULL;
}

/* A letter is next. */
static void read_setting(struct reader *reader)
{
    size_t line = reader->line;
    struct text key = take_word(reader), value = { 0 };
    char *name = reader->section.size == 0 ? text_take(&key) : text_format("%s.%s", text_of(&reader->section), text_of(&key));
    const char *fault;

    text_free(&key);
    skip_blanks(reader);
    if (peek(reader) != '=') {
        spoil_line(reader, line, "'=' is missing behind the key");
    } else {
        take(reader);
        skip_blanks(reader);
        fault = read_value(reader, &value);
        if (fault != NULL)
            spoil_line(reader, line, fault);
        else
            set(reader->config, name, text_take(&value), line);
    }
    text_free(&value);
    free(name);
}

static void read_lines(struct reader *reader)
{
    for (;;) {
        int byte;

        skip_blanks(reader);
        byte = peek(reader);
        if (byte == END)
            return;
        if (byte == '#')
            skip_line(reader);
        else if (byte == '\n' || byte == '\r')
            take(reader);
        else if (byte == '[')
            read_section(reader);
        else if (is_letter(byte))
            read_setting(reader);
        else
            spoil_line(reader, reader->line, "it begins with neither a key, a [section] nor '#'");
    }
}

static size_t line_of(const char *bytes, size_t at)
{
    size_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += bytes[i] == '\n' ? 1 : 0;
    return line;
}

/* NULL where it is text; yours to free. */
static char *why_not_text(const char *bytes, size_t size)
{
    const char *nul = size > 0 ? memchr(bytes, '\0', size) : NULL;

    if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
        return memory_copy_text("it is UTF-16, not UTF-8");
    if (nul != NULL && size >= 4 && size % 2 == 0 && (bytes[0] == '\0') != (bytes[1] == '\0') && (bytes[2] == '\0') != (bytes[3] == '\0'))
        return memory_copy_text("it is UTF-16, not UTF-8");
    if (nul != NULL)
        return text_format("line %zu holds NUL bytes", line_of(bytes, (size_t)(nul - bytes)));
    for (size_t at = 0; at < size;) {
        size_t length = text_utf8_length(bytes + at, size - at);

        if (length == 0)
            return text_format("line %zu is not UTF-8", line_of(bytes, at));
        at += length;
    }
    return NULL;
}

struct wslconfig wslconfig_read(const char *bytes, size_t size)
{
    struct wslconfig config = { .setting_count = KNOWN_COUNT };
    struct reader reader = { .config = &config, .bytes = bytes, .size = size, .line = 1 };

    config.settings = memory_get(KNOWN_COUNT * sizeof *config.settings);
    for (size_t i = 0; i < KNOWN_COUNT; i++)
        config.settings[i] = (struct wslconfig_setting){ .name = known[i].name, .type = known[i].type };
    config.why = why_not_text(bytes, size);
    config.is_text = config.why == NULL;
    if (config.is_text) {
        reader.at = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        read_lines(&reader);
    }
    text_free(&reader.section);
    return config;
}

void wslconfig_free(struct wslconfig *config)
{
    for (size_t i = 0; i < config->setting_count; i++)
        free(config->settings[i].value);
    for (size_t i = 0; i < config->problem_count; i++)
        free(config->problems[i].text);
    free(config->settings);
    free(config->problems);
    free(config->why);
    *config = (struct wslconfig){ 0 };
}

const struct wslconfig_setting *wslconfig_get(const struct wslconfig *config, const char *section, const char *key)
{
    char *name = text_format("%s.%s", section, key);
    const struct wslconfig_setting *setting = find(config, name);

    free(name);
    return setting != NULL && setting->line != 0 && setting->is_valid ? setting : NULL;
}

static const char *plain_boolean(const char *value)
{
    return text_same(value, "true") || strcmp(value, "1") == 0 ? "true" : "false";
}

bool wslconfig_is(const struct wslconfig *config, const char *section, const char *key, const char *value)
{
    const struct wslconfig_setting *setting = wslconfig_get(config, section, key);

    if (setting == NULL)
        return false;
    return text_same(setting->type == WSLCONFIG_BOOLEAN ? plain_boolean(setting->value) : setting->value, value);
}

bool wslconfig_number(const struct wslconfig_setting *setting, long *number)
{
    if (setting->type != WSLCONFIG_NUMBER || !setting->is_valid || setting->value == NULL)
        return false;
    *number = strtol(setting->value, NULL, 0);
    if (*number > INT_MAX)
        *number = INT_MAX;
    if (*number < INT_MIN)
        *number = INT_MIN;
    return true;
}
