/* sandbox.*: the sandbox of Defender Antivirus. */
#include "tests/support.h"

#include <string.h>

#define CURRENT     "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/"
#define ENVIRONMENT "HKLM/SYSTEM/CurrentControlSet/Control/Session Manager/Environment"
#define MACHINE     "registry/" ENVIRONMENT "/MP_FORCE_USE_SANDBOX"
#define USER        "registry/HKCU/Environment/MP_FORCE_USE_SANDBOX"
#define SCANS       "C:\\ProgramData\\Microsoft\\Windows Defender\\Scans\\MsMpEngCP.exe"
#define DEFENDER                                                                                                                  \
    {                                                                                                                             \
        "process/MsMpEng.exe", "pid=3312 parent=912 path=? started=2026-05-30T06:02:40Z appcontainer=? integrity=? mitigations=?" \
    }
#define SANDBOX                                                                                                                     \
    {                                                                                                                               \
        "process/MsMpEngCP.exe", "pid=4456 parent=3312 path=" SCANS " started=2026-05-30T06:02:44Z appcontainer=true integrity=low" \
    }
#define ACTIVE                                                      \
    { "service/WinDefend", "running" },                             \
    {                                                               \
        "command/defender-status", "{\"AMRunningMode\":\"Normal\"}" \
    }
#define REFUSED LITERAL_UNREADABLE "permission denied"

#define LOOK(id, ...) look_at(id, (const char *const[][2]){ __VA_ARGS__, { 0 } })

static void assert_finding(struct finding finding, enum finding_status status, const char *summary)
{
    assert_string_equal(finding.summary, summary);
    assert_int_equal(finding.status, status);
}

static enum finding_status supported(const char *build, const char *kind)
{
    return LOOK("sandbox.supported", { CURRENT "CurrentBuildNumber", build }, { CURRENT "InstallationType", kind }).status;
}

static void windows_from_1703_and_servers_from_2016_can_confine_it(void **state)
{
    (void)state;
    assert_int_equal(supported("15063", "Client"), FINDING_OK);
    assert_int_equal(supported("14393", "Client"), FINDING_FAIL);
    assert_int_equal(supported("14393", "Server"), FINDING_OK);
    assert_int_equal(supported("14393", "Server Core"), FINDING_OK);
    assert_int_equal(supported("9600", "Server"), FINDING_FAIL);
}

static void an_unknown_windows_is_unknown(void **state)
{
    (void)state;
    assert_int_equal(supported(REFUSED, "Client"), FINDING_UNKNOWN);
    assert_int_equal(supported("15063", REFUSED), FINDING_UNKNOWN);
    assert_int_equal(LOOK("sandbox.supported", { "system/platform", "windows" }).status, FINDING_UNKNOWN);
}

static struct finding mode(const char *service, const char *status)
{
    return LOOK("sandbox.active_mode", { "service/WinDefend", service }, { "command/defender-status", status });
}

static void the_active_antivirus_is_ok(void **state)
{
    struct finding finding = mode("running", "{\"AMRunningMode\":\"Normal\"}");

    (void)state;
    assert_finding(finding, FINDING_OK, "Defender Antivirus is active");
    assert_string_equal(finding.value, "Normal");
}

static void a_passive_antivirus_has_no_sandbox(void **state)
{
    (void)state;
    assert_finding(mode("running", "{\"AMRunningMode\":\"Passive Mode\"}"), FINDING_WARN, "Defender Antivirus is in \"Passive Mode\": no sandbox");
    assert_int_equal(mode("running", "{\"AMRunningMode\":\"SxS Passive Mode\"}").status, FINDING_WARN);
    assert_int_equal(mode("running", "{\"AMRunningMode\":\"EDR Block Mode\"}").status, FINDING_WARN);
}

static void an_antivirus_that_does_not_run_fails(void **state)
{
    (void)state;
    assert_finding(mode("running", "{\"AMRunningMode\":\"Not running\"}"), FINDING_FAIL, "Defender Antivirus is not running");
    assert_finding(mode("stopped", "{\"AMRunningMode\":\"Normal\"}"), FINDING_FAIL, "the service WinDefend is stopped");
    assert_int_equal(mode("disabled", REFUSED).status, FINDING_FAIL);
    assert_int_equal(mode("starting", "").status, FINDING_UNKNOWN);
}

static void a_mode_that_is_not_told_is_not_guessed(void **state)
{
    (void)state;
    assert_finding(mode("running", "{\"AMServiceEnabled\":true}"), FINDING_SKIPPED, "not reported by this version");
    assert_finding(mode("running", REFUSED), FINDING_UNKNOWN, "could not look at command/defender-status: permission denied");
    assert_int_equal(mode(REFUSED, "{\"AMRunningMode\":\"Normal\"}").status, FINDING_UNKNOWN);
    assert_int_equal(mode("running", "no JSON").status, FINDING_UNKNOWN);
    assert_int_equal(mode("running", "{\"AMRunningMode\":\"Siesta\"}").status, FINDING_UNKNOWN);
}

static void the_process_beside_its_parent_is_ok_whatever_the_variable(void **state)
{
    (void)state;
    assert_finding(LOOK("sandbox.state", SANDBOX, DEFENDER, ACTIVE), FINDING_OK,
                   "MsMpEngCP.exe runs beside MsMpEng.exe (MP_FORCE_USE_SANDBOX is not set)");
    assert_finding(LOOK("sandbox.state", SANDBOX, DEFENDER, { MACHINE, "1" }), FINDING_OK,
                   "MsMpEngCP.exe runs beside MsMpEng.exe (MP_FORCE_USE_SANDBOX is 1)");
    assert_int_equal(LOOK("sandbox.state", SANDBOX, DEFENDER, { MACHINE, "0" }).status, FINDING_OK);
}

static void other_variables_written_since_the_start_do_not_matter_where_it_runs(void **state)
{
    (void)state;
    assert_int_equal(LOOK("sandbox.state", SANDBOX, DEFENDER, { MACHINE, "1" }, { "clock/boot", "2026-05-30T06:00:00Z" },
                          { "registry-time/" ENVIRONMENT, "2026-05-30T07:00:00Z" })
                         .status,
                     FINDING_OK);
}

static void a_sandbox_that_is_off_is_skipped_and_says_how_to_turn_it_on(void **state)
{
    struct finding finding = LOOK("sandbox.state", DEFENDER, ACTIVE);

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_non_null(strstr(finding.summary, "off, which is the default"));
    assert_non_null(strstr(finding.summary, "setx /M MP_FORCE_USE_SANDBOX 1"));
    assert_int_equal(LOOK("sandbox.state", DEFENDER, ACTIVE, { MACHINE, "0" }).status, FINDING_SKIPPED);
}

static void a_variable_written_after_the_boot_needs_a_restart(void **state)
{
    (void)state;
    assert_finding(LOOK("sandbox.state", DEFENDER, ACTIVE, { MACHINE, "1" }, { "clock/boot", "2026-05-30T06:00:00Z" },
                        { "registry-time/" ENVIRONMENT, "2026-05-30T07:00:00Z" }),
                   FINDING_WARN, "the environment of the machine (MP_FORCE_USE_SANDBOX is 1) was written after Windows started");
    assert_int_equal(LOOK("sandbox.state", DEFENDER, ACTIVE, { MACHINE, "1" }, { "registry-time/" ENVIRONMENT, "2026-05-30T07:00:00Z" }).status,
                     FINDING_WARN);
    assert_int_equal(
        LOOK("sandbox.state", SANDBOX, DEFENDER, ACTIVE, { MACHINE, "0" }, { "registry-time/" ENVIRONMENT, "2026-05-30T07:00:00Z" }).status,
        FINDING_WARN);
}

static void a_variable_of_the_user_alone_does_nothing(void **state)
{
    (void)state;
    assert_finding(LOOK("sandbox.state", DEFENDER, ACTIVE, { USER, "1" }), FINDING_WARN,
                   "MP_FORCE_USE_SANDBOX is set for the user only, which no service sees");
    assert_int_equal(LOOK("sandbox.state", SANDBOX, DEFENDER, ACTIVE, { USER, "1" }, { MACHINE, "1" }).status, FINDING_OK);
    assert_int_equal(LOOK("sandbox.state", DEFENDER, ACTIVE, { USER, "0" }).status, FINDING_SKIPPED);
}

static void another_text_than_0_or_1_warns(void **state)
{
    (void)state;
    assert_finding(LOOK("sandbox.state", DEFENDER, ACTIVE, { MACHINE, "true" }), FINDING_WARN,
                   "MP_FORCE_USE_SANDBOX is \"true\", neither the text 0 nor 1");
    assert_int_equal(LOOK("sandbox.state", DEFENDER, ACTIVE, { MACHINE, LITERAL_DWORD "1" }).status, FINDING_WARN);
    assert_int_equal(LOOK("sandbox.state", SANDBOX, DEFENDER, ACTIVE, { MACHINE, " 1" }).status, FINDING_WARN);
}

static void scanning_that_fell_back_into_the_privileged_process_fails(void **state)
{
    (void)state;
    assert_finding(LOOK("sandbox.state", DEFENDER, ACTIVE, { MACHINE, "1" }), FINDING_FAIL,
                   "the sandbox is turned on but MsMpEngCP.exe does not run: scanning fell back into the privileged process");
    assert_int_equal(LOOK("sandbox.state", DEFENDER, ACTIVE, { MACHINE, "1" }, { "clock/boot", "2026-05-30T06:00:00Z" },
                          { "registry-time/" ENVIRONMENT, "2026-05-29T07:00:00Z" })
                         .status,
                     FINDING_FAIL);
    assert_int_equal(
        LOOK("sandbox.state", DEFENDER, ACTIVE, { MACHINE, "1" }, { "clock/boot", REFUSED }, { "registry-time/" ENVIRONMENT, REFUSED }).status,
        FINDING_FAIL);
}

static void a_passive_antivirus_is_not_blamed_for_its_missing_sandbox(void **state)
{
    (void)state;
    assert_int_equal(LOOK("sandbox.state", DEFENDER, { "service/WinDefend", "running" },
                          { "command/defender-status", "{\"AMRunningMode\":\"Passive Mode\"}" }, { MACHINE, "1" })
                         .status,
                     FINDING_SKIPPED);
    assert_int_equal(LOOK("sandbox.state", DEFENDER, { "command/defender-status", REFUSED }, { MACHINE, "1" }).status, FINDING_UNKNOWN);
    assert_int_equal(LOOK("sandbox.state", DEFENDER, { MACHINE, "1" }).status, FINDING_UNKNOWN);
}

static void a_state_that_cannot_be_seen_is_unknown(void **state)
{
    (void)state;
    assert_int_equal(LOOK("sandbox.state", DEFENDER, ACTIVE, { "process/MsMpEngCP.exe", REFUSED }).status, FINDING_UNKNOWN);
    assert_int_equal(LOOK("sandbox.state", SANDBOX, ACTIVE, { "process/MsMpEng.exe", REFUSED }).status, FINDING_UNKNOWN);
    assert_int_equal(LOOK("sandbox.state", SANDBOX, DEFENDER, { MACHINE, REFUSED }).status, FINDING_UNKNOWN);
    assert_int_equal(LOOK("sandbox.state", SANDBOX, DEFENDER, { USER, REFUSED }).status, FINDING_UNKNOWN);
    assert_int_equal(LOOK("sandbox.state", SANDBOX, ACTIVE).status, FINDING_UNKNOWN);
}

static enum finding_status isolation(const char *line)
{
    return LOOK("sandbox.isolation", { "process/MsMpEngCP.exe", line }).status;
}

static void an_appcontainer_in_its_own_folder_is_isolated(void **state)
{
    (void)state;
    assert_int_equal(isolation("pid=1 path=" SCANS " appcontainer=true"), FINDING_OK);
    assert_int_equal(isolation("pid=1 path=c:\\users\\all users\\microsoft\\windows defender\\scans\\MsMpEngCP.exe appcontainer=true"), FINDING_OK);
    assert_int_equal(LOOK("sandbox.isolation", { "env/ProgramData", "D:\\Data" },
                          { "process/MsMpEngCP.exe", "pid=1 path=D:\\Data\\Microsoft\\Windows Defender\\Scans\\MsMpEngCP.exe appcontainer=true" })
                         .status,
                     FINDING_OK);
}

static void another_folder_of_defenders_warns(void **state)
{
    (void)state;
    assert_int_equal(isolation("pid=1 path=C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18\\MsMpEngCP.exe appcontainer=true"),
                     FINDING_WARN);
    assert_int_equal(isolation("pid=1 path=C:\\Program Files\\Windows Defender\\MsMpEngCP.exe appcontainer=true"), FINDING_WARN);
}

static void no_appcontainer_or_a_strange_folder_fails(void **state)
{
    (void)state;
    assert_int_equal(isolation("pid=1 path=" SCANS " appcontainer=false"), FINDING_FAIL);
    assert_int_equal(isolation("pid=1 path=C:\\Temp\\MsMpEngCP.exe appcontainer=true"), FINDING_FAIL);
    assert_int_equal(isolation("pid=1 path=C:\\ProgramData\\Microsoft\\Windows Defender\\Scans\\..\\..\\x\\MsMpEngCP.exe appcontainer=true"),
                     FINDING_FAIL);
    assert_int_equal(isolation("pid=1 path=C:\\ProgramData\\Microsoft\\Windows Defender\\ScansX\\MsMpEngCP.exe appcontainer=true"), FINDING_WARN);
    assert_int_equal(isolation("pid=1 path=" SCANS " appcontainer=true\npid=2 path=" SCANS " appcontainer=false"), FINDING_FAIL);
}

static void what_windows_hides_is_unknown_and_never_ok(void **state)
{
    (void)state;
    assert_int_equal(isolation("pid=1 path=" SCANS " appcontainer=?"), FINDING_UNKNOWN);
    assert_int_equal(isolation("pid=1 path=" SCANS), FINDING_UNKNOWN);
    assert_int_equal(isolation("pid=1 path=? appcontainer=true"), FINDING_UNKNOWN);
    assert_int_equal(isolation("pid=1 appcontainer=true"), FINDING_UNKNOWN);
    assert_int_equal(isolation("pid=1 path=C:\\Temp\\MsMpEngCP.exe appcontainer=?"), FINDING_FAIL);
    assert_int_equal(isolation(REFUSED), FINDING_UNKNOWN);
}

static void without_the_process_there_is_nothing_to_judge(void **state)
{
    (void)state;
    assert_finding(LOOK("sandbox.isolation", DEFENDER), FINDING_SKIPPED, "needs a running MsMpEngCP.exe");
    assert_finding(LOOK("sandbox.mitigations", DEFENDER), FINDING_SKIPPED, "needs a running MsMpEngCP.exe");
}

static struct finding mitigations(const char *line)
{
    return LOOK("sandbox.mitigations", { "process/MsMpEngCP.exe", line });
}

static void all_six_mitigations_are_ok_in_any_order(void **state)
{
    (void)state;
    assert_int_equal(mitigations("pid=1 mitigations=signed dep aslr cfg win32k extension-points").status, FINDING_OK);
}

static void missing_mitigations_are_named(void **state)
{
    (void)state;
    assert_finding(mitigations("pid=1 mitigations=dep aslr cfg"), FINDING_FAIL, "MsMpEngCP.exe lacks: win32k, extension-points, signed");
    assert_int_equal(mitigations("pid=1 mitigations=-").status, FINDING_FAIL);
}

static void mitigations_that_windows_hides_are_unknown(void **state)
{
    (void)state;
    assert_int_equal(mitigations("pid=1 mitigations=?").status, FINDING_UNKNOWN);
    assert_int_equal(mitigations("pid=1").status, FINDING_UNKNOWN);
    assert_int_equal(mitigations(REFUSED).status, FINDING_UNKNOWN);
}

#define NOW                                 \
    {                                       \
        "clock/utc", "2026-05-31T12:00:00Z" \
    }
#define ARCHIVE               "C/ProgramData/Microsoft/Windows/WER/ReportArchive"
#define EVENT(time, id, text) "{\"time\":\"" time "\",\"id\":" #id ",\"source\":\"s\",\"level\":\"error\",\"text\":\"" text "\"}\n"

static void no_crash_in_seven_days_is_ok(void **state)
{
    (void)state;
    assert_int_equal(
        LOOK("sandbox.crashes", NOW, { "folder/" ARCHIVE, "AppCrash_other.exe_1/\n" },
             { "events/Application", EVENT("2026-05-31T11:00:00Z", 1000, "other.exe") EVENT("2026-05-24T11:59:59Z", 1000, "MsMpEngCP.exe")
                                         EVENT("2026-05-31T11:00:00Z", 999, "MsMpEngCP.exe") })
            .status,
        FINDING_OK);
    assert_int_equal(LOOK("sandbox.crashes", { "system/platform", "windows" }).status, FINDING_OK);
}

static void a_crash_in_the_log_warns(void **state)
{
    (void)state;
    assert_finding(LOOK("sandbox.crashes", NOW, { "events/Application", EVENT("2026-05-24T12:00:00Z", 1000, "Faulting: MsMpEngCP.exe") }),
                   FINDING_WARN, "MsMpEngCP.exe crashed 1 time in 7 days");
    assert_int_equal(LOOK("sandbox.crashes", NOW, { "events/Application", EVENT("2026-05-30T12:00:00Z", 1001, "P1: msmpengcp.exe") }).status,
                     FINDING_WARN);
}

static void a_report_in_the_archive_or_the_queue_warns(void **state)
{
    (void)state;
    assert_int_equal(LOOK("sandbox.crashes", NOW, { "folder/" ARCHIVE, "AppCrash_MsMpEngCP.exe_1/\n" },
                          { "file-info/" ARCHIVE "/AppCrash_MsMpEngCP.exe_1", "size=0 mtime=2026-05-30T12:00:00Z" })
                         .status,
                     FINDING_WARN);
    assert_int_equal(
        LOOK("sandbox.crashes", NOW, { "folder/C/ProgramData/Microsoft/Windows/WER/ReportQueue", "AppCrash_MsMpEngCP.exe_1/\n" },
             { "file-info/C/ProgramData/Microsoft/Windows/WER/ReportQueue/AppCrash_MsMpEngCP.exe_1", "size=0 mtime=2026-05-30T12:00:00Z" })
            .status,
        FINDING_WARN);
    assert_int_equal(LOOK("sandbox.crashes", NOW, { "folder/" ARCHIVE, "AppCrash_MsMpEngCP.exe_1/\n" },
                          { "file-info/" ARCHIVE "/AppCrash_MsMpEngCP.exe_1", "size=0 mtime=2026-05-01T12:00:00Z" })
                         .status,
                     FINDING_OK);
}

static void more_than_three_in_a_day_fail(void **state)
{
    (void)state;
    assert_finding(
        LOOK("sandbox.crashes", NOW,
             { "events/Application", EVENT("2026-05-30T23:00:00Z", 1000, "MsMpEngCP.exe") EVENT("2026-05-30T12:00:00Z", 1000, "MsMpEngCP.exe")
                                         EVENT("2026-05-31T11:59:59Z", 1000, "MsMpEngCP.exe") EVENT("2026-05-31T01:00:00Z", 1000, "MsMpEngCP.exe") }),
        FINDING_FAIL, "MsMpEngCP.exe crashed 4 times within a day");
}

static void the_traces_of_one_crash_are_one_crash(void **state)
{
    (void)state;
    assert_finding(
        LOOK("sandbox.crashes", NOW,
             { "events/Application", EVENT("2026-05-30T23:00:00Z", 1000, "MsMpEngCP.exe") EVENT("2026-05-30T23:00:01Z", 1001, "MsMpEngCP.exe")
                                         EVENT("2026-05-31T03:00:00Z", 1000, "MsMpEngCP.exe") EVENT("2026-05-31T03:00:01Z", 1001, "MsMpEngCP.exe") }),
        FINDING_WARN, "MsMpEngCP.exe crashed 2 times in 7 days");
}

static void crashes_without_a_time_or_a_clock_are_unknown(void **state)
{
    (void)state;
    assert_int_equal(LOOK("sandbox.crashes", { "events/Application", EVENT("2026-05-30T23:00:00Z", 1000, "MsMpEngCP.exe") }).status, FINDING_UNKNOWN);
    assert_int_equal(LOOK("sandbox.crashes", NOW, { "folder/" ARCHIVE, "AppCrash_MsMpEngCP.exe_1/\n" }).status, FINDING_UNKNOWN);
    assert_int_equal(LOOK("sandbox.crashes", NOW, { "events/Application", REFUSED }).status, FINDING_UNKNOWN);
    assert_int_equal(LOOK("sandbox.crashes", NOW, { "folder/" ARCHIVE, REFUSED }).status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_from_1703_and_servers_from_2016_can_confine_it),
        cmocka_unit_test(an_unknown_windows_is_unknown),
        cmocka_unit_test(the_active_antivirus_is_ok),
        cmocka_unit_test(a_passive_antivirus_has_no_sandbox),
        cmocka_unit_test(an_antivirus_that_does_not_run_fails),
        cmocka_unit_test(a_mode_that_is_not_told_is_not_guessed),
        cmocka_unit_test(the_process_beside_its_parent_is_ok_whatever_the_variable),
        cmocka_unit_test(other_variables_written_since_the_start_do_not_matter_where_it_runs),
        cmocka_unit_test(a_sandbox_that_is_off_is_skipped_and_says_how_to_turn_it_on),
        cmocka_unit_test(a_variable_written_after_the_boot_needs_a_restart),
        cmocka_unit_test(a_variable_of_the_user_alone_does_nothing),
        cmocka_unit_test(another_text_than_0_or_1_warns),
        cmocka_unit_test(scanning_that_fell_back_into_the_privileged_process_fails),
        cmocka_unit_test(a_passive_antivirus_is_not_blamed_for_its_missing_sandbox),
        cmocka_unit_test(a_state_that_cannot_be_seen_is_unknown),
        cmocka_unit_test(an_appcontainer_in_its_own_folder_is_isolated),
        cmocka_unit_test(another_folder_of_defenders_warns),
        cmocka_unit_test(no_appcontainer_or_a_strange_folder_fails),
        cmocka_unit_test(what_windows_hides_is_unknown_and_never_ok),
        cmocka_unit_test(without_the_process_there_is_nothing_to_judge),
        cmocka_unit_test(all_six_mitigations_are_ok_in_any_order),
        cmocka_unit_test(missing_mitigations_are_named),
        cmocka_unit_test(mitigations_that_windows_hides_are_unknown),
        cmocka_unit_test(no_crash_in_seven_days_is_ok),
        cmocka_unit_test(a_crash_in_the_log_warns),
        cmocka_unit_test(a_report_in_the_archive_or_the_queue_warns),
        cmocka_unit_test(more_than_three_in_a_day_fail),
        cmocka_unit_test(the_traces_of_one_crash_are_one_crash),
        cmocka_unit_test(crashes_without_a_time_or_a_clock_are_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
