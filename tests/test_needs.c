/* What a check needs, and what stands in its way: the root, and nothing but the root. */
#include "tests/support.h"

#include <string.h>

#include "healthcheck/examine.h"

static struct host *host;
static struct examination examination;

static const struct finding *finding_of(const char *id)
{
    for (size_t i = 0; i < examination.count; i++)
        if (strcmp(examination.findings[i].id, id) == 0)
            return &examination.findings[i];
    fail_msg("no finding %s", id);
    return NULL;
}

static void look_at_all(const char *const facts[][2])
{
    host = host_open_literal(facts);
    examination = examine(host, &(struct selection){ 0 });
}

static int forget(void **state)
{
    (void)state;
    examination_free(&examination);
    host_free(host);
    return 0;
}

#define TOOL      "file-info/C/Program Files/Microsoft Defender for Endpoint plug-in for WSL/tools/healthcheck.exe"
#define UNINSTALL "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Uninstall/{1}/"
#define THE_PLUG_IN                                                                 \
    { UNINSTALL "DisplayName", "Microsoft Defender for Endpoint plug-in for WSL" }, \
    {                                                                               \
        TOOL, "size=1"                                                              \
    }

static void without_the_plug_in_it_alone_is_the_root(void **state)
{
    (void)state;
    look_at_all((const char *const[][2]){ { "system/platform", "windows" }, { 0 } });
    assert_int_equal(finding_of("plugin.installed")->status, FINDING_FAIL);
    assert_string_equal(finding_of("agent.installed")->summary, "needs plugin.installed");
    assert_string_equal(finding_of("agent.installed")->needs, "plugin.installed");
    assert_string_equal(finding_of("agent.health")->summary, "needs plugin.installed");
    assert_string_equal(finding_of("agent.telemetry")->summary, "needs plugin.installed");
}

static void telemetry_is_judged_while_the_agent_is_waited_for(void **state)
{
    (void)state;
    look_at_all((const char *const[][2]){
        { "system/platform", "windows" }, THE_PLUG_IN, { "command/plugin-healthcheck", "Waiting for Telemetry retry in 5 minutes" }, { 0 } });
    assert_int_equal(finding_of("agent.installed")->status, FINDING_SKIPPED);
    assert_int_equal(finding_of("agent.telemetry")->status, FINDING_WARN);
    assert_string_equal(finding_of("agent.telemetry")->needs, "agent.installed");
    assert_string_equal(finding_of("agent.health")->summary, "needs agent.installed");
}

static void telemetry_is_not_judged_where_the_report_cannot_be_read(void **state)
{
    (void)state;
    look_at_all((const char *const[][2]){
        { "system/platform", "windows" }, THE_PLUG_IN, { "command/plugin-healthcheck", LITERAL_UNREADABLE "timed out" }, { 0 } });
    assert_int_equal(finding_of("agent.installed")->status, FINDING_UNKNOWN);
    assert_string_equal(finding_of("agent.telemetry")->summary, "needs agent.installed");
}

static void on_linux_the_agent_needs_no_plug_in(void **state)
{
    (void)state;
    look_at_all((const char *const[][2]){ { "system/platform", "linux" }, { 0 } });
    assert_int_equal(finding_of("plugin.installed")->status, FINDING_SKIPPED);
    assert_null(finding_of("agent.installed")->needs);
    assert_int_equal(finding_of("agent.installed")->status, FINDING_FAIL);
    assert_string_equal(finding_of("agent.health")->summary, "needs agent.installed");
    assert_int_equal(finding_of("agent.managed_config")->status, FINDING_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(without_the_plug_in_it_alone_is_the_root, forget),
        cmocka_unit_test_teardown(telemetry_is_judged_while_the_agent_is_waited_for, forget),
        cmocka_unit_test_teardown(telemetry_is_not_judged_where_the_report_cannot_be_read, forget),
        cmocka_unit_test_teardown(on_linux_the_agent_needs_no_plug_in, forget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
