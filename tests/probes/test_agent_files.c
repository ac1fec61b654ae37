/* agent.files: are the agent's folders and logs there, and nobody else's to write? */
#include "tests/support.h"

#include <string.h>

#define OPT                                                                                       \
    {                                                                                             \
        "file-info/opt/microsoft/mdatp", "size=1 mtime=2026-05-04T11:02:51Z mode=0755 owner=root" \
    }
#define ETC                                                                                           \
    {                                                                                                 \
        "file-info/etc/opt/microsoft/mdatp", "size=1 mtime=2026-05-04T11:02:51Z mode=0755 owner=root" \
    }
#define VAR                                                                                            \
    {                                                                                                  \
        "file-info/var/opt/microsoft/mdatp", "size=1 mtime=2026-05-04T11:02:51Z mode=0777 owner=mdatp" \
    }
#define LOGS                                                                                          \
    {                                                                                                 \
        "file-info/var/log/microsoft/mdatp", "size=1 mtime=2026-05-04T11:02:51Z mode=0755 owner=root" \
    }
#define LOG                                                                                                                  \
    {                                                                                                                        \
        "file-info/var/log/microsoft/mdatp/microsoft_defender.log", "size=1 mtime=2026-06-20T12:00:00Z mode=0640 owner=root" \
    }
#define CORE                                                                                                                      \
    {                                                                                                                             \
        "file-info/var/log/microsoft/mdatp/microsoft_defender_core.log", "size=1 mtime=2026-06-20T12:00:00Z mode=0640 owner=root" \
    }
#define NOW                                 \
    {                                       \
        "clock/utc", "2026-06-21T12:00:00Z" \
    }

static void folders_and_logs_in_order_are_ok(void **state)
{
    struct finding finding = look_at("agent.files", (const char *const[][2]){ OPT, ETC, VAR, LOGS, LOG, CORE, NOW, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "the agent's folders and logs are there");
}

static void a_missing_folder_fails(void **state)
{
    struct finding finding = look_at("agent.files", (const char *const[][2]){ OPT, ETC, LOGS, LOG, CORE, NOW, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the folder /var/opt/microsoft/mdatp is missing");
    assert_non_null(strstr(finding.advice, "linux-support-install"));
}

static void a_missing_folder_of_logs_fails_once(void **state)
{
    struct finding finding = look_at("agent.files", (const char *const[][2]){ OPT, ETC, VAR, NOW, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the folder /var/log/microsoft/mdatp is missing");
}

static void a_folder_that_only_lists_itself_is_there(void **state)
{
    struct finding finding = look_at(
        "agent.files", (const char *const[][2]){ OPT, ETC, LOGS, LOG, CORE, NOW, { "folder/var/opt/microsoft/mdatp", "wdavstate\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void a_folder_others_can_write_is_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.files",
        (const char *const[][2]){ ETC, VAR, LOGS, LOG, CORE, NOW, { "file-info/opt/microsoft/mdatp", "size=1 mode=0775 owner=root" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "/opt/microsoft/mdatp can be written by others than root (mode 0775)");
    assert_non_null(strstr(finding.advice, "chmod go-w"));
}

static void a_folder_of_somebody_else_is_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.files",
        (const char *const[][2]){ OPT, VAR, LOGS, LOG, CORE, NOW, { "file-info/etc/opt/microsoft/mdatp", "size=1 mode=0755 owner=joe" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "/etc/opt/microsoft/mdatp belongs to joe, not to root");
    assert_non_null(strstr(finding.advice, "chown root:root"));
}

static void a_log_that_is_not_written_for_a_day_is_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.files", (const char *const[][2]){ OPT,
                                                 ETC,
                                                 VAR,
                                                 LOGS,
                                                 CORE,
                                                 NOW,
                                                 { "file-info/var/log/microsoft/mdatp/microsoft_defender.log", "size=1 mtime=2026-06-18T12:00:00Z" },
                                                 { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "the log /var/log/microsoft/mdatp/microsoft_defender.log has not been written for 3 days");
}

static void a_missing_log_is_a_warning(void **state)
{
    struct finding finding = look_at("agent.files", (const char *const[][2]){ OPT, ETC, VAR, LOGS, LOG, NOW, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "the log /var/log/microsoft/mdatp/microsoft_defender_core.log is not there");
}

static void two_gibibytes_of_logs_are_ok(void **state)
{
    struct finding finding = look_at(
        "agent.files",
        (const char *const[][2]){ OPT,
                                  ETC,
                                  VAR,
                                  LOGS,
                                  CORE,
                                  NOW,
                                  { "folder/var/log/microsoft/mdatp", "microsoft_defender.log\nrotated/\n" },
                                  { "file-info/var/log/microsoft/mdatp/microsoft_defender.log", "size=2147483648 mtime=2026-06-21T11:00:00Z" },
                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void more_with_the_rotated_ones_is_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.files",
        (const char *const[][2]){ OPT,
                                  ETC,
                                  VAR,
                                  LOGS,
                                  CORE,
                                  NOW,
                                  { "folder/var/log/microsoft/mdatp", "microsoft_defender.log\nrotated/\n" },
                                  { "folder/var/log/microsoft/mdatp/rotated", "old.log\n" },
                                  { "file-info/var/log/microsoft/mdatp/rotated/old.log", "size=1048576" },
                                  { "file-info/var/log/microsoft/mdatp/microsoft_defender.log", "size=2147483648 mtime=2026-06-21T11:00:00Z" },
                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "the logs in /var/log/microsoft/mdatp take 2049 MiB");
}

static void a_mount_with_noexec_is_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.files",
                (const char *const[][2]){
                    OPT, ETC, VAR, LOGS, LOG, CORE, NOW, { "disk/var/opt/microsoft/mdatp", "size=1 free=1 type=xfs options=rw,noexec" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "/var/opt/microsoft/mdatp"));
    assert_non_null(strstr(finding.summary, "noexec"));
    assert_non_null(strstr(finding.advice, "findmnt"));
}

static void noexec_elsewhere_does_not_matter(void **state)
{
    struct finding finding =
        look_at("agent.files", (const char *const[][2]){ OPT,
                                                         ETC,
                                                         VAR,
                                                         LOGS,
                                                         LOG,
                                                         CORE,
                                                         NOW,
                                                         { "disk/var/log/microsoft/mdatp", "size=1 free=1 type=xfs options=rw,noexec" },
                                                         { "disk/opt/microsoft/mdatp", "size=1 free=1 type=xfs options=rw,noexecutive" },
                                                         { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void a_folder_that_cannot_be_seen_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.files", (const char *const[][2]){ OPT,
                                                         VAR,
                                                         LOGS,
                                                         LOG,
                                                         CORE,
                                                         NOW,
                                                         { "file-info/etc/opt/microsoft/mdatp", LITERAL_UNREADABLE "permission denied" },
                                                         { "folder/etc/opt/microsoft/mdatp", LITERAL_UNREADABLE "permission denied" },
                                                         { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void logs_that_cannot_be_listed_are_unknown(void **state)
{
    struct finding finding =
        look_at("agent.files",
                (const char *const[][2]){
                    OPT, ETC, VAR, LOGS, LOG, CORE, NOW, { "folder/var/log/microsoft/mdatp", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void without_a_clock_the_age_of_the_logs_is_unknown(void **state)
{
    struct finding finding = look_at("agent.files", (const char *const[][2]){ OPT, ETC, VAR, LOGS, LOG, CORE, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_non_null(strstr(finding.summary, "clock/utc"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_and_logs_in_order_are_ok),
        cmocka_unit_test(a_missing_folder_fails),
        cmocka_unit_test(a_missing_folder_of_logs_fails_once),
        cmocka_unit_test(a_folder_that_only_lists_itself_is_there),
        cmocka_unit_test(a_folder_others_can_write_is_a_warning),
        cmocka_unit_test(a_folder_of_somebody_else_is_a_warning),
        cmocka_unit_test(a_log_that_is_not_written_for_a_day_is_a_warning),
        cmocka_unit_test(a_missing_log_is_a_warning),
        cmocka_unit_test(two_gibibytes_of_logs_are_ok),
        cmocka_unit_test(more_with_the_rotated_ones_is_a_warning),
        cmocka_unit_test(a_mount_with_noexec_is_a_warning),
        cmocka_unit_test(noexec_elsewhere_does_not_matter),
        cmocka_unit_test(a_folder_that_cannot_be_seen_is_unknown),
        cmocka_unit_test(logs_that_cannot_be_listed_are_unknown),
        cmocka_unit_test(without_a_clock_the_age_of_the_logs_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
