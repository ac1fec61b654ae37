/* The sources of Linux: what is read where, and with which problems. */
#include "tests/support.h"

#include <string.h>

#include "proxy/sources.h"

#define ETC "/etc/systemd/system"
#define LIB "/lib/systemd/system"

static struct host *host;
static struct proxy_record record;

static void read_source(const struct proxy_source *source, const char *const facts[][2])
{
    host = host_open_literal(facts);
    record = (struct proxy_record){ .source = source };
    source->read(host, &record);
}

static int end(void **state)
{
    (void)state;
    proxy_record_free(&record);
    host_free(host);
    return 0;
}

static void assert_proxy(const char *origin, const char *place, const char *raw, const char *name, int port)
{
    assert_true(record.is_configured);
    assert_string_equal(record.origin, origin);
    assert_string_equal(record.place, place);
    assert_string_equal(record.raw, raw);
    assert_int_equal(record.proxies.count, 1);
    assert_string_equal(record.proxies.entries[0].address.host, name);
    assert_int_equal(record.proxies.entries[0].address.port, port);
}

static void assert_problem(size_t index, const char *word, const char *summary)
{
    assert_in_range(index + 1, 1, record.problems.count);
    assert_string_equal(record.problems.items[index].kind->word, word);
    assert_string_equal(record.problems.items[index].summary, summary);
}

static void a_managed_file_configures_the_agent(void **state)
{
    (void)state;
    read_source(&proxy_source_managed_config, (const char *const[][2]){ { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json",
                                                                          "{\"cloudService\":{\"proxy\":\"http://proxy.server:3128/\"}}" },
                                                                        { 0 } });
    assert_proxy("file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", "cloudService.proxy", "http://proxy.server:3128/", "proxy.server", 3128);
    assert_int_equal(record.evidence_count, 1);
}

static void a_managed_file_without_a_proxy_configures_none(void **state)
{
    (void)state;
    read_source(
        &proxy_source_managed_config,
        (const char *const[][2]){ { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", "{\"cloudService\":{\"proxy\":\"\"}}" }, { 0 } });
    assert_false(record.is_configured);
    assert_int_equal(record.problems.count, 0);
}

static void a_broken_managed_file_is_told(void **state)
{
    (void)state;
    read_source(&proxy_source_managed_config,
                (const char *const[][2]){ { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", "{\"cloudService\":" }, { 0 } });
    assert_false(record.is_configured);
    assert_problem(0, "not-json", "mdatp_managed.json is no JSON: the agent takes no setting from it");
}

static void a_proxy_that_is_no_text_is_told(void **state)
{
    (void)state;
    read_source(
        &proxy_source_managed_config,
        (const char *const[][2]){ { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", "{\"cloudService\":\n{\"proxy\":8080}}" }, { 0 } });
    assert_false(record.is_configured);
    assert_problem(0, "malformed", "cloudService.proxy in line 2 of mdatp_managed.json is no text");
}

static void what_mdatp_prints_is_its_setting(void **state)
{
    (void)state;
    read_source(&proxy_source_agent_config, (const char *const[][2]){ { "command/mdatp-proxy", "\"http://10.0.0.5:8080\"\n" }, { 0 } });
    assert_proxy("command/mdatp-proxy", "proxy", "http://10.0.0.5:8080", "10.0.0.5", 8080);
}

static void a_sentence_of_mdatp_is_no_proxy(void **state)
{
    (void)state;
    read_source(&proxy_source_agent_config, (const char *const[][2]){ { "command/mdatp-proxy", "Could not connect to the daemon\n" }, { 0 } });
    assert_false(record.is_configured);
}

static void an_agent_that_cannot_be_asked_is_unreadable(void **state)
{
    (void)state;
    read_source(&proxy_source_agent_config, (const char *const[][2]){ { "command/mdatp-proxy", LITERAL_UNREADABLE "timeout" }, { 0 } });
    assert_false(record.is_configured);
    assert_non_null(record.unreadable);
}

static void the_health_report_stands_in_and_managed_values_are_not_the_agents(void **state)
{
    (void)state;
    read_source(&proxy_source_agent_config,
                (const char *const[][2]){ { "command/mdatp-health", "{\"healthy\":true,\"proxy\":\"http://p:3128\"}" }, { 0 } });
    assert_proxy("command/mdatp-health", "proxy", "http://p:3128", "p", 3128);
}

static void a_drop_in_wins_over_the_unit_and_its_line_is_told(void **state)
{
    (void)state;
    read_source(&proxy_source_service_environment,
                (const char *const[][2]){ { "file" LIB "/mdatp.service", "[Service]\nEnvironment=HTTPS_PROXY=http://unit:1\n" },
                                          { "folder" ETC "/mdatp.service.d", "a.txt\nproxy.conf\n" },
                                          { "file" ETC "/mdatp.service.d/proxy.conf",
                                            "# ours\n[Service]\nEnvironment=\"HTTPS_PROXY=http://drop-in:8080\" \"NO_PROXY=localhost,*.corp\"\n" },
                                          { 0 } });
    assert_proxy("file" ETC "/mdatp.service.d/proxy.conf", "drop-in proxy.conf, line 3", "http://drop-in:8080", "drop-in", 8080);
    assert_int_equal(record.bypass.count, 2);
    assert_problem(0, "wildcard", "`*.corp` never matches: curl reads no wildcards, a name covers its sub-domains");
    assert_int_equal(record.evidence_count, 2);
}

static void drop_ins_are_sorted_over_all_folders_and_shadow_each_other(void **state)
{
    (void)state;
    read_source(
        &proxy_source_service_environment,
        (const char *const[][2]){ { "file" LIB "/mdatp.service", "[Service]\n" },
                                  { "folder" ETC "/mdatp.service.d", "10.conf\n20.conf\n" },
                                  { "folder/run/systemd/system/mdatp.service.d", "15.conf\n20.conf\n" },
                                  { "folder" ETC "/service.d", "30.conf\n" },
                                  { "file" ETC "/mdatp.service.d/10.conf", "[Service]\nEnvironment=https_proxy=http://ten:1 all_proxy=http://ten:1" },
                                  { "file/run/systemd/system/mdatp.service.d/15.conf", "[Service]\nEnvironment=https_proxy=http://fifteen:1" },
                                  { "file" ETC "/mdatp.service.d/20.conf", "" },
                                  { "file/run/systemd/system/mdatp.service.d/20.conf", "[Service]\nEnvironment=https_proxy=http://shadowed:1" },
                                  { "file" ETC "/service.d/30.conf", "[Service]\nEnvironment=all_proxy=http://thirty:1" },
                                  { 0 } });
    assert_proxy("file/run/systemd/system/mdatp.service.d/15.conf", "drop-in 15.conf, line 2", "http://fifteen:1", "fifteen", 1);
}

static void the_unit_in_etc_beats_that_in_lib(void **state)
{
    (void)state;
    read_source(&proxy_source_service_environment,
                (const char *const[][2]){ { "file" ETC "/mdatp.service", "[Service]\nEnvironment=https_proxy=http://etc\n" },
                                          { "file" LIB "/mdatp.service", "[Service]\nEnvironment=https_proxy=http://lib:1\n" },
                                          { 0 } });
    assert_proxy("file" ETC "/mdatp.service", "unit file " ETC "/mdatp.service, line 2", "http://etc", "etc", 1080);
    assert_problem(0, "default-port", "no port is written, and curl takes 1080");
}

static void an_environment_file_comes_after_environment(void **state)
{
    (void)state;
    read_source(&proxy_source_service_environment,
                (const char *const[][2]){ { "file" LIB "/mdatp.service",
                                            "[Service]\nEnvironmentFile=/etc/default/mdatp\nEnvironmentFile=-/none\nEnvironmentFile=/gone\n"
                                            "Environment=HTTPS_PROXY=http://unit:1\n" },
                                          { "file/etc/default/mdatp", "\nHTTPS_PROXY='http://file:2'\n" },
                                          { 0 } });
    assert_proxy("file/etc/default/mdatp", "environment file /etc/default/mdatp, line 2", "http://file:2", "file", 2);
    assert_int_equal(record.problems.count, 1);
    assert_problem(0, "environment-file", "/gone is missing: systemd does not start the service");
}

static void files_that_systemd_has_not_read_are_told(void **state)
{
    (void)state;
    read_source(
        &proxy_source_service_environment,
        (const char *const[][2]){ { "file" LIB "/mdatp.service", "[Service]\nEnvironment=HTTPS_PROXY=http://new:1\n" },
                                  { "command/systemd-mdatp", "LoadState=loaded\nEnvironment=HTTPS_PROXY=http://old:1\nNeedDaemonReload=yes\n" },
                                  { 0 } });
    assert_true(record.is_configured);
    assert_problem(0, "not-reloaded", "the files of the service changed since systemd read them");
    assert_problem(1, "not-reloaded", "HTTPS_PROXY in the files is not what systemd has loaded");
}

static void what_systemd_passes_over_is_told_with_its_line(void **state)
{
    (void)state;
    read_source(&proxy_source_service_environment,
                (const char *const[][2]){ { "file" LIB "/mdatp.service", "[Service]\n\nEnvironment=HTTPS_PROXY=http://u:p%40@host:1\n" }, { 0 } });
    assert_false(record.is_configured);
    assert_problem(0, "unit-line",
                   "unit file " LIB "/mdatp.service, line 3: HTTPS_PROXY: a percent sign is written %%, systemd drops the assignment");
}

static void drop_ins_without_a_unit_configure_nothing(void **state)
{
    (void)state;
    read_source(&proxy_source_service_environment,
                (const char *const[][2]){ { "folder" ETC "/mdatp.service.d", "proxy.conf" },
                                          { "file" ETC "/mdatp.service.d/proxy.conf", "[Service]\nEnvironment=HTTPS_PROXY=http://a:1" },
                                          { 0 } });
    assert_false(record.is_configured);
}

static void a_shells_variable_does_not_reach_the_daemon(void **state)
{
    (void)state;
    read_source(&proxy_source_process_environment,
                (const char *const[][2]){ { "env/HTTPS_PROXY", "http://u:secret@shell:3128" }, { "env/HTTP_PROXY", "http://shell:3128" }, { 0 } });
    assert_true(record.is_configured);
    assert_string_equal(record.origin, "env/HTTPS_PROXY");
    assert_int_equal(record.evidence_count, 2);
    for (size_t i = 0; i < record.problems.count; i++)
        assert_null(strstr(record.problems.items[i].summary, "secret"));
    assert_problem(record.problems.count - 1, "not-in-service", "HTTPS_PROXY is set for this program and not for the agent's service");
}

static void capitals_alone_configure_nothing(void **state)
{
    (void)state;
    read_source(&proxy_source_process_environment, (const char *const[][2]){ { "env/HTTP_PROXY", "http://shell:3128" }, { 0 } });
    assert_false(record.is_configured);
    assert_problem(0, "capitals", "curl ignores HTTP_PROXY in capitals, and nothing else serves the service URLs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_managed_file_configures_the_agent, end),
        cmocka_unit_test_teardown(a_managed_file_without_a_proxy_configures_none, end),
        cmocka_unit_test_teardown(a_broken_managed_file_is_told, end),
        cmocka_unit_test_teardown(a_proxy_that_is_no_text_is_told, end),
        cmocka_unit_test_teardown(what_mdatp_prints_is_its_setting, end),
        cmocka_unit_test_teardown(a_sentence_of_mdatp_is_no_proxy, end),
        cmocka_unit_test_teardown(an_agent_that_cannot_be_asked_is_unreadable, end),
        cmocka_unit_test_teardown(the_health_report_stands_in_and_managed_values_are_not_the_agents, end),
        cmocka_unit_test_teardown(a_drop_in_wins_over_the_unit_and_its_line_is_told, end),
        cmocka_unit_test_teardown(drop_ins_are_sorted_over_all_folders_and_shadow_each_other, end),
        cmocka_unit_test_teardown(the_unit_in_etc_beats_that_in_lib, end),
        cmocka_unit_test_teardown(an_environment_file_comes_after_environment, end),
        cmocka_unit_test_teardown(files_that_systemd_has_not_read_are_told, end),
        cmocka_unit_test_teardown(what_systemd_passes_over_is_told_with_its_line, end),
        cmocka_unit_test_teardown(drop_ins_without_a_unit_configure_nothing, end),
        cmocka_unit_test_teardown(a_shells_variable_does_not_reach_the_daemon, end),
        cmocka_unit_test_teardown(capitals_alone_configure_nothing, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
