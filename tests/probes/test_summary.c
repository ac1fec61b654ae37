/* The rows with which a report begins. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/commands.h"
#include "healthcheck/host/host_platform.h"
#include "healthcheck/host/machine.h"
#include "probes/summary.h"

/* Every row as "label=value;", good until the next call. */
static const char *rows_of(const char *const facts[][2])
{
    static char rows[2048];
    struct host *host = host_open_literal(facts);
    struct summary summary;
    size_t count = summary_labels(host, &summary);
    struct text text = { 0 };

    assert_int_equal(count, summary.count);
    for (size_t i = 0; i < summary.count; i++)
        text_append_format(&text, "%s=%s;", summary.labels[i].label, summary.labels[i].value);
    assert_true(text.size < sizeof rows);
    strcpy(rows, text_of(&text));
    text_free(&text);
    summary_free(&summary);
    host_free(host);
    return rows;
}

#define ROWS(...) rows_of((const char *const[][2]){ __VA_ARGS__, { 0 } })

static void the_rows_stand_in_the_order_of_the_plugins_own_tool(void **state)
{
    size_t size;
    char *report = read_project_file("tests/data/plugin_report/plugin-1.26.427.1.healthy.txt", &size);

    (void)state;
    assert_string_equal(ROWS({ "system/platform", "windows" }, { "command/plugin-healthcheck", report }),
                        "Plugin Version=1.26.427.1;WSL Version=2.7.3;Defender App Version=101.26032.0000;Release Ring=Production;"
                        "VM Start Time (UTC)=2026-05-31 01:17:50 UTC;LKG Telemetry (UTC)=2026-05-31 01:20:35 UTC (Active);WSL Distro Running=true;"
                        "Health Status=Healthy;Health Issues=[];MDE Connectivity Test=success;");
    free(report);
}

static void what_is_not_known_is_left_out(void **state)
{
    (void)state;
    assert_string_equal(ROWS({ "system/platform", "windows" }), "");
    assert_string_equal(ROWS({ "command/plugin-healthcheck", "Plugin Version: 1.26.427.1" }), "");
    assert_string_equal(ROWS({ "system/platform", "wsl" }, { "command/plugin-healthcheck", LITERAL_UNREADABLE "interoperability is off" }), "");
}

static void better_sources_come_before_the_plugins_own_tool(void **state)
{
    (void)state;
    assert_string_equal(ROWS({ "system/platform", "windows" },
                             { "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Version", "2.7.3.0" },
                             { "command/plugin-healthcheck", "WSL Version: 2.7.3\nWSL Distro Running: false\n" },
                             { "command/wsl-list", "  NAME      STATE           VERSION\n* Ubuntu    Running         2\n" }),
                        "WSL Version=2.7.3.0;WSL Distro Running=true;");
    assert_string_equal(
        ROWS({ "system/platform", "windows" }, { "command/wsl-list", "  NAME      STATE           VERSION\n* Ubuntu    Running         1\n" }),
        "WSL Distro Running=false;");
}

static void an_overridden_ring_is_told_where_the_plugin_reports_none(void **state)
{
    static const char ring[] = "registry/HKLM/SOFTWARE/Microsoft/Microsoft Defender for Endpoint plug-in for WSL/OverrideReleaseRing";

    (void)state;
    assert_string_equal(ROWS({ "system/platform", "windows" }, { ring, "Dogfood" }), "Release Ring=Dogfood;");
    assert_string_equal(ROWS({ "system/platform", "windows" }, { ring, "Dogfood" }, { "command/plugin-healthcheck", "Release Ring: Production" }),
                        "Release Ring=Production;");
    assert_string_equal(ROWS({ "system/platform", "windows" }, { ring, LITERAL_DWORD "1" }), "");
}

static void a_linux_machine_has_the_rows_of_its_agent(void **state)
{
    (void)state;
    assert_string_equal(ROWS({ "system/platform", "linux" },
                             { "command/mdatp-health", "healthy                                     : false\n"
                                                       "health_issues                               : [\"missing license\"]\n"
                                                       "app_version                                 : \"101.26032.0000\"\n"
                                                       "release_ring                                : \"Production\"\n" },
                             { "command/mdatp-connectivity", "Testing connection with https://x.cp.wd.microsoft.com/api/report ... [OK]\n" }),
                        "Defender App Version=101.26032.0000;Release Ring=Production;Health Status=Unhealthy;Health Issues=[\"missing license\"];"
                        "MDE Connectivity Test=success;");
    assert_string_equal(
        ROWS({ "system/platform", "linux" },
             { "command/mdatp-connectivity", "Testing connection with https://x.cp.wd.microsoft.com/api/report ... [curl error 60]\n" }),
        "MDE Connectivity Test=invalid;");
}

/* A live machine that answers with its platform alone, and knows what was started. */
struct idle_machine {
    struct machine machine;
    const char *platform;
    bool is_started[64];
};

static void answer_platform(struct machine *machine, struct host *host, const char *key, struct answer *answer)
{
    (void)host;
    if (strcmp(key, "system/platform") == 0)
        text_append(&answer->text, ((struct idle_machine *)machine)->platform);
    else
        answer_absent(answer);
}

static void note_started(struct machine *machine, struct host *host, const char *const *names)
{
    (void)host;
    for (; *names != NULL; names++)
        ((struct idle_machine *)machine)->is_started[command_index(command_named(*names))] = true;
}

static void keep_machine(struct machine *machine)
{
    (void)machine;
}

static void every_command_that_the_rows_ask_for_was_started(void **state)
{
    static const char *const platforms[] = { "windows", "wsl", "linux" };

    (void)state;
    for (size_t p = 0; p < sizeof platforms / sizeof platforms[0]; p++) {
        struct idle_machine idle = { { .source = "live", .look = answer_platform, .start_commands = note_started, .close = keep_machine },
                                     .platform = platforms[p] };
        struct host *host = host_new(&idle.machine);
        bool is_windows = platform_is_windows(host);
        struct summary summary;
        const struct fact *fact;

        summary_start(host);
        summary_labels(host, &summary);
        summary_free(&summary);
        for (size_t i = 0; (fact = host_asked(host, i)) != NULL; i++) {
            const struct command *command = text_starts(fact->key, "command/") ? command_named(fact->key + strlen("command/")) : NULL;

            if (command != NULL && is_windows == (command->windows_arguments[0] != NULL))
                assert_true(idle.is_started[command_index(command)]);
        }
        assert_int_equal(idle.is_started[command_index(command_named("wsl-list"))], is_windows);
        assert_int_equal(idle.is_started[command_index(command_named("mdatp-health"))], !is_windows);
        host_free(host);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rows_stand_in_the_order_of_the_plugins_own_tool),
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(better_sources_come_before_the_plugins_own_tool),
        cmocka_unit_test(an_overridden_ring_is_told_where_the_plugin_reports_none),
        cmocka_unit_test(a_linux_machine_has_the_rows_of_its_agent),
        cmocka_unit_test(every_command_that_the_rows_ask_for_was_started),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
