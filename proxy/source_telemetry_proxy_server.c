/* The policy TelemetryProxyServer: the static proxy of the sensor, and the first one the plug-in looks for. */
#include "proxy/record.h"
#include "proxy/sources.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/host_platform.h"

#define POLICY "Policies/Microsoft/Windows/DataCollection/TelemetryProxyServer"

/* More than one entry, or `scheme=` before one. */
static bool is_list(struct span text)
{
    size_t letters = 0;

    while (letters < text.size && text_lower(text.data[letters]) >= 'a' && text_lower(text.data[letters]) <= 'z')
        letters++;
    if (letters > 0 && letters < text.size && text.data[letters] == '=')
        return true;
    for (size_t i = 0; i < text.size; i++)
        if (strchr("; \t\r\n", text.data[i]) != NULL)
            return true;
    return false;
}

static void read_list(struct proxy_record *record, struct span text)
{
    proxy_problem_add(&record->problems, "several", "a list, or a proxy for a URL scheme, where one server:port is expected");
    proxy_list_read(&record->proxies, text.data, text.size, &record->problems);
}

static void read_one(struct proxy_record *record, struct span text)
{
    struct proxy_address address;

    if (!proxy_address_read(&address, text.data, text.size, &record->problems))
        return;
    if (address.port == 0)
        proxy_problem_add(&record->problems, "no-port", "%s is named without a port", address.host);
    if ((address.has_scheme && strcmp(address.scheme, "http") == 0) || text.data[text.size - 1] == '/')
        proxy_problem_add(&record->problems, "scheme-prefix", "%s", "written as a URL; the documented form is server:port");
    proxy_list_add(&record->proxies, "*", &address);
}

/* SOFTWARE\Policies is shared by both views since Windows 7: what stands below WOW6432Node is read by nobody. */
static void compare_views(struct host *host, struct proxy_record *record, const struct fact *fact)
{
    const struct fact *other = host_ask(host, "registry/HKLM/SOFTWARE/WOW6432Node/" POLICY);

    if (other->state != FACT_PRESENT || span_trim(span_of(other->text)).size == 0 || text_same(other->text, fact->text))
        return;
    proxy_record_saw(record, other);
    proxy_problem_add(&record->problems, "disagreement",
                      "TelemetryProxyServer also stands below WOW6432Node, the 32-bit view, with %s; only the one below SOFTWARE\\Policies counts",
                      fact->state == FACT_PRESENT ? "another value" : "a value, and below SOFTWARE\\Policies it is not set");
}

/* The digits of a value that is no text could hold a password, which no masker sees in them. */
static char *raw_of(const struct fact *fact, const char *type)
{
    return fact_is_hex(fact) ? text_format("%s, %zu bytes", type, fact->size / 2) : memory_copy_text(fact->text);
}

static void read_setting(struct host *host, struct proxy_record *record)
{
    const struct fact *fact = proxy_record_saw(record, host_ask(host, "registry/HKLM/SOFTWARE/" POLICY));
    struct span text = span_trim(span_of(fact->text));
    char unnamed[12];
    const char *type = fact_type_name(fact->type, unnamed);

    compare_views(host, record, fact);
    if (fact->state != FACT_PRESENT || text.size == 0)
        return;
    record->is_configured = true;
    record->origin = memory_copy_text(fact->key);
    record->raw = raw_of(fact, type);
    if (fact->type != FACT_SZ && fact->type != FACT_EXPAND_SZ)
        proxy_problem_add(&record->problems, "malformed", "TelemetryProxyServer is of the type %s, not sz", type);
    else if (is_list(text))
        read_list(record, text);
    else
        read_one(record, text);
}

const struct proxy_source proxy_source_telemetry_proxy_server = {
    .id = "TelemetryProxyServer",
    .finding_id = "proxy.telemetry_proxy_server",
    .title = "Policy TelemetryProxyServer",
    .platforms = ON_WINDOWS,
    .why = "The static proxy of the Defender sensor, set by policy, wins over WinHTTP's and the user's. The agent in WSL takes it as well, and "
           "only as a plain HTTP proxy without credentials.",
    .remedy = "Set the policy \"Configure connected user experiences and telemetry\" (Computer Configuration, Administrative Templates, Windows "
              "Components, Data Collection and Preview Builds) to `host:port`, or run `reg add "
              "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\DataCollection /v TelemetryProxyServer /d host:port`; `reg delete` with the same names "
              "removes it.",
    .source = "Learn, mde-plugin-wsl (2024-11-11); configure-environment (2025-10-16)",
    .read = read_setting,
};
