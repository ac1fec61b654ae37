/* A distribution inside WSL, below a test root: Windows through its own programs, played by scripts. */
#define _GNU_SOURCE /* usleep */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "healthcheck/host/windows_keys.h"

#define SYSTEM32 "mnt/c/Windows/System32/"

static char *root;
static struct host *host;

static void put(const char *path, const char *text)
{
    write_file(root, path, text, strlen(text));
}

static void put_program(const char *path, const char *script)
{
    char *whole = text_format("%s/%s", root, path);

    put(path, script);
    assert_int_equal(chmod(whole, 0755), 0);
    free(whole);
}

/* A file of tests/data as the script's neighbour, so that it prints bytes as they are. */
static void put_data(const char *name, const char *data)
{
    char *path = text_format(SYSTEM32 "%s", name);
    size_t size;
    char *bytes = read_project_file(data, &size);

    write_file(root, path, bytes, size);
    free(bytes);
    free(path);
}

static const char reg_script[] =
    "#!/bin/sh\n"
    "echo \"$*\" >> ${0%/*}/asked\n"
    "case \"$*\" in\n"
    "'query HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss /s')\n"
    "printf '\\r\\nHKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Lxss\\r\\n\\r\\n"
    "HKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Lxss\\\\MSI\\r\\n"
    "    Version    REG_SZ    2.7.3.0\\r\\n\\r\\n';;\n"
    "'query HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion')\n"
    "printf '\\r\\nHKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\Microsoft\\\\Windows NT\\\\CurrentVersion\\r\\n"
    "    CurrentBuildNumber    REG_SZ    26100\\r\\n    UBR    REG_DWORD    0xfdd\\r\\n\\r\\n';;\n"
    "'query HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList /s')\n"
    "printf '\\r\\nHKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\Microsoft\\\\Windows NT\\\\CurrentVersion\\\\ProfileList\\\\S-1-5-21-1-2-3-1001\\r\\n"
    "    ProfileImagePath    REG_EXPAND_SZ    C:\\\\Users\\\\adele\\r\\n\\r\\n';;\n"
    "'query HKU\\S-1-5-21-9\\Environment /s')\n"
    "printf '\\r\\nHKEY_USERS\\\\S-1-5-21-9\\\\Environment\\r\\n    Path    REG_SZ    x\\r\\n\\r\\n';;\n"
    "*) echo 'FEHLER: Der angegebene Registrierungsschluessel wurde nicht gefunden.' >&2; exit 1;;\n"
    "esac\n";

static int make_root(void **state)
{
    (void)state;
    root = make_folder();
    put("proc/sys/kernel/osrelease", "5.15.153.1-Microsoft-standard-WSL2\n");
    put("proc/sys/fs/binfmt_misc/WSLInterop", "enabled\ninterpreter /init\nflags: P\noffset 0\nmagic 4d5a\n");
    put("proc/self/mountinfo", "60 1 8:32 / / rw,relatime - ext4 /dev/sdc rw\n"
                               "78 60 0:45 / /mnt/c rw,noatime - 9p C:\\134 rw,aname=drvfs;path=C:\\;uid=1000;gid=1000;symlinkroot=/mnt/,cache=5\n");
    put_program(SYSTEM32 "reg.exe", reg_script);
    return 0;
}

static int remove_root(void **state)
{
    (void)state;
    host_free(host);
    host = NULL;
    remove_folder(root);
    return 0;
}

static void open_host(const char *user_sid)
{
    host = host_open_live(&(struct host_options){ .root = root, .user_sid = user_sid });
}

static void assert_answer(const char *key, const char *text)
{
    const struct fact *fact = host_ask(host, key);

    if (fact->state != FACT_PRESENT)
        fail_msg("%s is %s: %s", key, fact_state_name(fact->state), fact->why);
    assert_string_equal(fact->text, text);
}

static void assert_absent(const char *key)
{
    const struct fact *fact = host_ask(host, key);

    if (fact->state != FACT_ABSENT)
        fail_msg("%s is %s: %s%s", key, fact_state_name(fact->state), fact->text, fact->why);
}

static void assert_unreadable(const char *key, const char *part)
{
    const struct fact *fact = host_ask(host, key);

    if (fact->state != FACT_UNREADABLE)
        fail_msg("%s is %s: %s", key, fact_state_name(fact->state), fact->text);
    if (strstr(fact->why, part) == NULL)
        fail_msg("%s: %s", key, fact->why);
}

static void the_kernel_says_that_this_is_wsl(void **state)
{
    (void)state;
    open_host(NULL);
    assert_answer("system/platform", "wsl");
}

static void the_registry_is_asked_through_reg_exe(void **state)
{
    const struct fact *fact;

    (void)state;
    open_host(NULL);
    assert_answer("registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Version", "2.7.3.0");
    fact = host_ask(host, "registry/hklm/software/microsoft/windows/currentversion/lxss/msi/VERSION");
    assert_int_equal(fact->type, FACT_SZ);
    assert_string_equal(fact->text, "2.7.3.0");
    assert_answer("registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/", "MSI/\n");
    assert_absent("registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/Plugins/");
    /* One call a key, however many facts. */
    assert_answer("file/C/Windows/System32/asked", "query HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss /s\n");
}

static void a_key_with_too_much_below_it_is_asked_for_its_own_values(void **state)
{
    (void)state;
    open_host(NULL);
    assert_answer("registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/CurrentBuildNumber", "26100");
    assert_unreadable("registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/Fonts/Arial", "none of those");
}

static void a_key_that_is_not_there_is_absent_and_one_that_needs_an_administrator_is_not_known(void **state)
{
    (void)state;
    open_host(NULL);
    assert_absent("registry/HKLM/SOFTWARE/Policies/WSL/AllowWSL");
    assert_unreadable("registry/HKU/S-1-5-18/Software/Microsoft/Windows/CurrentVersion/Internet Settings/ProxyEnable", "may not read");
    assert_unreadable("registry/HKLM/SECURITY/", "none of those");
    assert_unreadable("registry-time/HKLM/SOFTWARE/Policies/WSL", "Windows host");
}

static void the_registry_of_another_user_is_asked_by_the_sid(void **state)
{
    (void)state;
    open_host("S-1-5-21-9");
    assert_answer("user/sid", "S-1-5-21-9");
    assert_answer("registry/HKCU/Environment/Path", "x");
}

static void files_of_windows_are_read_through_the_mount(void **state)
{
    (void)state;
    put("mnt/c/Users/adele/.wslconfig", "[wsl2]\n");
    put("etc/os-release", "ID=ubuntu\n");
    open_host(NULL);
    assert_answer("file/C/Users/adele/.wslconfig", "[wsl2]\n");
    assert_answer("folder/C/Users", "adele/\n");
    assert_answer("file/etc/os-release", "ID=ubuntu\n");
    assert_absent("file/C/nothing");
    assert_unreadable("file/D/x", "drive D is not mounted");
    assert_null(strstr(host_ask(host, "file-info/C/Users/adele/.wslconfig")->text, "mode="));
    assert_int_equal(strncmp(host_ask(host, "file-info/C/Users/adele/.wslconfig")->text, "size=7 mtime=", 13), 0);
}

static void a_library_of_windows_has_its_version(void **state)
{
    (void)state;
    put_data("versioned.dll", "tests/data/pe_version/versioned.dll");
    put_data("plain.dll", "tests/data/pe_version/plain.dll");
    put(SYSTEM32 "broken.dll", "MZ");
    open_host(NULL);
    assert_answer("file-version/C/Windows/System32/versioned.dll", "1.26.427.1");
    assert_absent("file-version/C/Windows/System32/plain.dll");
    assert_absent("file-version/C/Windows/System32/nothing.dll");
    assert_absent("file-version/usr/lib/nothing.dll");
    assert_unreadable("file-version/C/Windows/System32/broken.dll", "");
}

static void a_drive_may_be_mounted_elsewhere(void **state)
{
    (void)state;
    put("proc/self/mountinfo", "78 60 0:45 / /win/drive\\040c rw,noatime - drvfs C: rw,uid=1000\n");
    put("win/drive c/x", "here");
    put_program("win/drive c/Windows/System32/reg.exe", reg_script);
    open_host(NULL);
    assert_answer("file/C/x", "here");
    assert_answer("registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Version", "2.7.3.0");
}

static void assert_all_say_interoperability(void)
{
    static const char *const keys[] = { "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Version",
                                        "file/C/Users/adele/.wslconfig",
                                        "folder/C/Users",
                                        "service/WslService",
                                        "process/vmmemWSL",
                                        "command/wsl-version",
                                        "command/wsl-reg",
                                        "user/sid" };

    open_host(NULL);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        assert_unreadable(keys[i], "interoperability");
    assert_answer("system/platform", "wsl");
}

static void interoperability_that_is_disabled_is_named_as_the_reason(void **state)
{
    (void)state;
    put("proc/sys/fs/binfmt_misc/WSLInterop", "disabled\ninterpreter /init\n");
    assert_all_say_interoperability();
}

static void a_drive_that_is_not_mounted_ends_interoperability(void **state)
{
    (void)state;
    put("proc/self/mountinfo", "60 1 8:32 / / rw,relatime - ext4 /dev/sdc rw\n");
    assert_all_say_interoperability();
}

static void so_does_a_missing_reg_exe(void **state)
{
    char *path = text_format("%s/" SYSTEM32 "reg.exe", root);

    (void)state;
    remove(path);
    free(path);
    assert_all_say_interoperability();
}

static void services_are_asked_of_sc_exe(void **state)
{
    (void)state;
    put_data("running.txt", "tests/data/sc_query/query-running.txt");
    put_data("stopped.txt", "tests/data/sc_query/query-stopped.txt");
    put_data("disabled.txt", "tests/data/sc_query/qc-disabled.txt");
    put_data("missing.txt", "tests/data/sc_query/query-missing.txt");
    put_program(SYSTEM32 "sc.exe",
                "#!/bin/sh\ncd ${0%/*}\ncase \"$*\" in 'query Sense') cat running.txt;;\n'query usbhub'|'query LxssManager') cat stopped.txt;;\n"
                "'qc usbhub') cat disabled.txt;;\n'qc LxssManager') sed s/4/3/ disabled.txt;;\n*) cat missing.txt; exit 36;; esac\n");
    open_host(NULL);
    assert_answer("service/Sense", "running");
    assert_answer("service/usbhub", "disabled");
    assert_answer("service/LxssManager", "stopped");
    assert_absent("service/WslService");
}

static void a_stopped_service_whose_configuration_is_hidden_is_unreadable(void **state)
{
    (void)state;
    put_data("stopped.txt", "tests/data/sc_query/query-stopped.txt");
    put_program(SYSTEM32 "sc.exe", "#!/bin/sh\ncase $1 in query) cat ${0%/*}/stopped.txt;;\n"
                                   "*) printf '[SC] OpenService FAILED 5:\\r\\n\\r\\nAccess is denied.\\r\\n\\r\\n'; exit 5;; esac\n");
    open_host(NULL);
    assert_unreadable("service/LxssManager", "it is stopped, and sc.exe does not say whether it is disabled (error 5)");
}

static void processes_are_those_of_windows(void **state)
{
    (void)state;
    put_program(SYSTEM32 "tasklist.exe",
                "#!/bin/sh\necho x >> ${0%/*}/runs\nprintf '\"System Idle Process\",\"0\",\"Services\",\"0\",\"8 K\"\\r\\n"
                "\"vmmemWSL\",\"4120\",\"Services\",\"0\",\"289.112 K\"\\r\\n\"MsMpEng.exe\",\"77\",\"Services\",\"0\",\"1 K\"\\r\\n'\n");
    open_host(NULL);
    assert_answer("process/msmpeng.exe", "pid=77 appcontainer=? integrity=? mitigations=?\n");
    assert_answer("process/vmmemWSL", "pid=4120 appcontainer=? integrity=? mitigations=?\n");
    assert_absent("process/MsMpEngCP.exe");
    assert_answer("file/C/Windows/System32/runs", "x\n");
}

static void the_user_is_the_one_of_windows(void **state)
{
    (void)state;
    put_program(SYSTEM32 "whoami.exe", "#!/bin/sh\nprintf '\"desktop\\\\adele\",\"S-1-5-21-1-2-3-1001\"\\r\\n'\n");
    open_host(NULL);
    assert_answer("user/sid", "S-1-5-21-1-2-3-1001");
    assert_answer("user/profile", "C:\\Users\\adele");
}

static void commands_of_windows_get_their_own_environment(void **state)
{
    (void)state;
    setenv("WSL_INTEROP", "/run/WSL/8_interop", 1);
    setenv("WSLENV", "SECRET", 1);
    put_program(SYSTEM32 "wsl.exe", "#!/bin/sh\necho \"$*\"; env | grep ^WSL | sort\n");
    open_host(NULL);
    assert_answer("command/wsl-list", "--list --verbose\nWSLENV=WSL_UTF8\nWSL_DISTRO_NAME=\nWSL_INTEROP=/run/WSL/8_interop\nWSL_UTF8=1\n");
    assert_absent("command/plugin-healthcheck");
    assert_answer("command-status/plugin-healthcheck", "missing");
    assert_unreadable("events/Application", "Windows host");
}

static void all_keys_of_the_list_are_asked_together(void **state)
{
    static const char *const names[] = { "wsl-reg", NULL };
    struct timespec begun, ended;
    const struct fact *asked;
    size_t keys = 0, lines = 0;

    (void)state;
    put_program(SYSTEM32 "reg.exe", "#!/bin/sh\necho \"$*\" >> ${0%/*}/asked\nsleep 0.3\necho \"[$2]\"\n");
    while (windows_key_at(keys) != NULL)
        keys++;
    open_host(NULL);
    clock_gettime(CLOCK_MONOTONIC, &begun);
    host_start_commands(host, names);
    assert_non_null(strstr(host_ask(host, "command/wsl-reg")->text, "[HKLM\\SOFTWARE\\Policies\\WSL]\n"));
    clock_gettime(CLOCK_MONOTONIC, &ended);
    assert_true(ended.tv_sec - begun.tv_sec < 3);
    asked = host_ask(host, "file/C/Windows/System32/asked");
    for (const char *at = asked->text; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    assert_int_equal(lines, keys);
}

static void an_end_in_the_middle_of_it_is_quick(void **state)
{
    static const char *const names[] = { NULL };

    (void)state;
    put_program(SYSTEM32 "reg.exe", "#!/bin/sh\nsleep 30\n");
    open_host(NULL);
    host_start_commands(host, names);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_kernel_says_that_this_is_wsl),
        CASE(the_registry_is_asked_through_reg_exe),
        CASE(a_key_with_too_much_below_it_is_asked_for_its_own_values),
        CASE(a_key_that_is_not_there_is_absent_and_one_that_needs_an_administrator_is_not_known),
        CASE(the_registry_of_another_user_is_asked_by_the_sid),
        CASE(files_of_windows_are_read_through_the_mount),
        CASE(a_library_of_windows_has_its_version),
        CASE(a_drive_may_be_mounted_elsewhere),
        CASE(interoperability_that_is_disabled_is_named_as_the_reason),
        CASE(a_drive_that_is_not_mounted_ends_interoperability),
        CASE(so_does_a_missing_reg_exe),
        CASE(services_are_asked_of_sc_exe),
        CASE(a_stopped_service_whose_configuration_is_hidden_is_unreadable),
        CASE(processes_are_those_of_windows),
        CASE(the_user_is_the_one_of_windows),
        CASE(commands_of_windows_get_their_own_environment),
        CASE(all_keys_of_the_list_are_asked_together),
        CASE(an_end_in_the_middle_of_it_is_quick),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
