/* A captured host: what a folder answers, and what it is not allowed to. */
#define _GNU_SOURCE /* symlink, mkfifo */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "healthcheck/core/memory.h"

#define EXPORT(lines) "Windows Registry Editor Version 5.00\r\n\r\n" lines

static char *folder;
static struct host *host;

static int begin(void **state)
{
    (void)state;
    folder = make_folder();
    return 0;
}

static int end(void **state)
{
    (void)state;
    host_free(host);
    host = NULL;
    remove_folder(folder);
    return 0;
}

static void put(const char *path, const char *text)
{
    write_file(folder, path, text, strlen(text));
}

static void put_link(const char *path, const char *target)
{
    char *whole = text_format("%s/%s", folder, path);

    assert_int_equal(symlink(target, whole), 0);
    free(whole);
}

/* A file of that many bytes, all holes. */
static void put_sparse(const char *path, long long size)
{
    char *whole = text_format("%s/%s", folder, path);

    put(path, "");
    set_file_size(whole, size);
    free(whole);
}

static const struct fact *ask(const char *key)
{
    struct error error = { "" };

    if (host == NULL)
        host = host_open_captured(folder, &error);
    if (host == NULL)
        fail_msg("%s", error.text);
    return host_ask(host, key);
}

static void assert_present(const char *key, const char *text)
{
    const struct fact *fact = ask(key);

    if (fact->state != FACT_PRESENT)
        fail_msg("%s is %s: %s", key, fact_state_name(fact->state), fact->why);
    assert_string_equal(fact->text, text);
}

static void assert_absent(const char *key)
{
    const struct fact *fact = ask(key);

    if (fact->state != FACT_ABSENT)
        fail_msg("%s is %s: %s%s", key, fact_state_name(fact->state), fact->text, fact->why);
}

static void assert_unreadable(const char *key, const char *why)
{
    const struct fact *fact = ask(key);

    if (fact->state != FACT_UNREADABLE)
        fail_msg("%s is %s: %s", key, fact_state_name(fact->state), fact->text);
    if (strstr(fact->why, why) == NULL)
        fail_msg("%s is unreadable because %s", key, fact->why);
}

static void assert_note(const char *part)
{
    for (size_t i = 0; host_note(host, i) != NULL; i++)
        if (strstr(host_note(host, i), part) != NULL)
            return;
    fail_msg("no note says `%s`", part);
}

static void a_fact_is_its_file_byte_for_byte(void **state)
{
    static const char bytes[] = "a\0b\xff\n";

    (void)state;
    write_file(folder, "facts/file/etc/x", bytes, sizeof bytes - 1);
    put("facts/file/etc/empty", "");
    put("facts/command/mdatp-health", "line\n");
    assert_int_equal(ask("file/etc/x")->size, sizeof bytes - 1);
    assert_memory_equal(ask("file/etc/x")->text, bytes, sizeof bytes - 1);
    assert_int_equal(ask("file/etc/x")->type, FACT_BYTES);
    assert_present("file/etc/empty", "");
    assert_present("command/mdatp-health", "line\n");
    assert_absent("file/etc/y");
    assert_absent("file/etc");
}

static void the_line_feed_an_editor_adds_is_no_part_of_a_one_line_fact(void **state)
{
    (void)state;
    put("facts/system/platform", "linux\n");
    put("facts/service/mdatp", "running\r\n");
    assert_present("system/platform", "linux");
    assert_present("service/mdatp", "running");
}

static void a_link_is_never_followed_wherever_it_points(void **state)
{
    (void)state;
    put("facts/file/real", "inside");
    put("outside", "secret");
    put_link("facts/file/absolute", "/etc/passwd");
    put_link("facts/file/inside", "real");
    put_link("facts/file/upwards", "../../outside");
    put_link("facts/file/folder", "/etc");
    put_link("facts/folder", "/etc");
    put_link("facts/file/dangling", "/nowhere/at/all");
    assert_unreadable("file/absolute", "link");
    assert_unreadable("file/inside", "link");
    assert_unreadable("file/upwards", "link");
    assert_unreadable("file/folder/passwd", "link");
    assert_unreadable("folder/var/log", "link");
    assert_unreadable("file/dangling", "link");
    assert_present("file/real", "inside");
}

static void facts_itself_may_be_no_link(void **state)
{
    struct error error = { "" };

    (void)state;
    put("elsewhere/system/platform", "linux");
    put_link("facts", "elsewhere");
    assert_null(host_open_captured(folder, &error));
    assert_non_null(strstr(error.text, "there is no folder facts/"));
}

static void an_export_that_is_a_link_leaves_the_registry_unknown(void **state)
{
    (void)state;
    put("outside.reg", EXPORT("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Secret]\r\n\"A\"=\"1\"\r\n"));
    put("facts/b.reg", EXPORT("[HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n\"A\"=\"1\"\r\n"));
    put_link("facts/a.reg", "../outside.reg");
    assert_unreadable("registry/HKLM/SOFTWARE/Secret/A", "export");
    assert_present("registry/HKLM/SOFTWARE/K/A", "1");
    assert_absent("registry/HKLM/SOFTWARE/K/B");
    assert_note("facts/a.reg was not read: it is a link");
}

#ifndef _WIN32
static void a_pipe_is_no_fact_and_holds_nobody(void **state)
{
    char *pipe = text_format("%s/facts/file/pipe", folder);

    (void)state;
    put("facts/file/x", "");
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_unreadable("file/pipe", "no regular file");
    free(pipe);
}
#endif

static void a_fact_beyond_sixteen_mebibytes_is_unreadable(void **state)
{
    (void)state;
    put_sparse("facts/file/just", HOST_LARGEST_FACT);
    put_sparse("facts/file/larger", HOST_LARGEST_FACT + 1);
    put_sparse("facts/file/huge", 2LL * 1024 * 1024 * 1024);
    put_sparse("facts/registry.reg", 17LL * 1024 * 1024);
    assert_int_equal(ask("file/just")->size, HOST_LARGEST_FACT);
    assert_unreadable("file/larger", "larger than 16 MiB");
    assert_unreadable("file/huge", "larger than 16 MiB");
    assert_unreadable("registry/HKLM/SOFTWARE/K/A", "export");
    assert_note("facts/registry.reg was not read: it is larger than 16 MiB");
}

static void without_absent_txt_what_is_not_there_is_absent(void **state)
{
    (void)state;
    put("facts/system/platform", "windows");
    assert_absent("file/C/x");
    assert_absent("registry/HKLM/SOFTWARE/K/A");
    assert_absent("registry/HKLM/SOFTWARE/K/");
}

static void with_absent_txt_only_what_it_names_is_absent(void **state)
{
    (void)state;
    put("facts/absent.txt", "file/etc/gone\r\nregistry/HKLM/SOFTWARE/Gone/\nfile/C/Not Here\nenv/a%3Ab\n\nfolder/var/x%\n");
    put("facts/registry.reg", EXPORT("[HKEY_LOCAL_MACHINE\\SOFTWARE\\K\\Deep]\r\n\"A\"=\"1\"\r\n"));
    assert_absent("file/etc/gone");
    assert_absent("env/a:b");
    assert_absent("folder/var/x");
    assert_absent("file/c/not here");
    assert_unreadable("file/etc/Gone", "not captured");
    assert_unreadable("file/etc/other", "not captured");
    assert_absent("registry/HKLM/SOFTWARE/Gone/");
    assert_absent("registry/hklm/software/gone/below/Value");
    assert_unreadable("registry/HKLM/SOFTWARE/Other/A", "not captured");
    assert_absent("registry/HKLM/SOFTWARE/K/Deep/B");
    assert_present("registry/HKLM/SOFTWARE/K/Deep/A", "1");
    assert_unreadable("registry/HKLM/SOFTWARE/K/", "not captured");
    assert_unreadable("registry/HKLM/SOFTWARE/K/A", "not captured");
}

static void an_absent_txt_that_is_a_link_says_nothing_is_absent(void **state)
{
    (void)state;
    put("list", "file/x\n");
    put("facts/system/platform", "linux");
    put_link("facts/absent.txt", "../list");
    assert_unreadable("file/x", "not captured");
    assert_note("facts/absent.txt was not read: it is a link");
}

static void unreadable_txt_gives_the_reason(void **state)
{
    char *key = memory_get(300), *list;

    (void)state;
    memcpy(key, "process/", 8);
    memset(key + 8, 'p', 250);
    list = text_format("file/etc/shadow\tpermission denied\r\nfile/etc/none\nregistry/HKLM/SOFTWARE/K/\taccess denied\nenv/a%%3Ab\tno\n"
                       "process/%.200s%%~%s\ttoo long\n",
                       key + 8, "6b942e08cb58d48b");
    put("facts/unreadable.txt", list);
    put("facts/file/etc/shadow", "but it is here");
    put("facts/system/platform", "linux");
    assert_unreadable("file/etc/shadow", "permission denied");
    assert_absent("file/etc/SHADOW");
    assert_unreadable("file/etc/none", "no reason");
    assert_unreadable("env/a:b", "no");
    assert_unreadable("registry/HKLM/SOFTWARE/K/", "access denied");
    assert_unreadable("registry/HKLM/SOFTWARE/k/Value", "access denied");
    assert_unreadable(key, "too long");
    free(list);
    free(key);
}

static void inside_wsl_drives_ignore_case_and_other_paths_do_not(void **state)
{
    (void)state;
    put("facts/system/platform", "wsl");
    put("facts/file/C/Windows/x.dll", "1");
    put("facts/file/etc/wsl.conf", "2");
    assert_present("file/c/windows/X.DLL", "1");
    assert_absent("file/etc/WSL.conf");
}

static void names_that_no_file_system_takes_are_found(void **state)
{
    (void)state;
    put("facts/env/%43ON", "1");
    put("facts/env/a%3Ab", "2");
    put("facts/env/ends%2E", "3");
    put("facts/folder/var%", "log/\n");
    put("facts/folder/var/log%", "syslog\n");
    put("facts/connect/GET/http%3A%252F%252Fx.test/via/direct", "{}");
    assert_present("env/CON", "1");
    assert_present("env/a:b", "2");
    assert_present("env/ends.", "3");
    assert_present("folder/var", "log/\n");
    assert_present("folder/var/log", "syslog\n");
    assert_present("connect/GET/http:%2F%2Fx.test/via/direct", "{}");
}

static void exports_are_merged_in_the_order_of_their_names(void **state)
{
    (void)state;
    put("facts/a.reg", EXPORT("[HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n\"A\"=\"first\"\r\n\"B\"=dword:0000000a\r\n"));
    put("facts/b.REG", EXPORT("[HKEY_LOCAL_MACHINE\\Software\\k]\r\n\"a\"=\"second\"\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\K\\Sub]\r\n"));
    put("facts/deeper/c.reg", EXPORT("[HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n\"A\"=\"not in facts/\"\r\n"));
    put("facts/registry/HKLM/SOFTWARE/K/C", "only exports count");
    assert_present("registry/HKLM/SOFTWARE/K/A", "second");
    assert_int_equal(ask("registry/HKLM/SOFTWARE/K/B")->type, FACT_DWORD);
    assert_present("registry/HKLM/SOFTWARE/K/B", "10");
    assert_present("registry/HKLM/SOFTWARE/K/", "Sub/\nA\nB\n");
    assert_present("registry/HKLM/SOFTWARE/K/Sub/", "");
    assert_absent("registry/HKLM/SOFTWARE/K/C");
}

static void a_broken_export_costs_what_no_other_mentions(void **state)
{
    (void)state;
    put("facts/a.reg", "this is no export\n");
    put("facts/b.reg", EXPORT("[HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n\"A\"=\"1\"\r\n\"B\"=hex:zz\r\n\"C\"=what\r\n"));
    assert_present("registry/HKLM/SOFTWARE/K/A", "1");
    assert_absent("registry/HKLM/SOFTWARE/K/Z");
    assert_unreadable("registry/HKLM/SOFTWARE/Other/A", "export");
    assert_note("facts/a.reg was not read");
    assert_note("facts/b.reg, line 5:");
    assert_note("1 more");
}

static void a_key_that_climbs_is_refused(void **state)
{
    (void)state;
    put("facts/system/platform", "linux");
    put("about.txt", "x");
    assert_unreadable("file/../../about.txt", "component");
    assert_unreadable("file//etc", "component");
    assert_unreadable("nonsense/x", "no such kind");
}

static void what_is_no_capture_is_refused_with_a_sentence(void **state)
{
    struct error error = { "" };

    (void)state;
    assert_null(host_open_captured("/nowhere/at/all", &error));
    assert_non_null(strstr(error.text, "expected a captured host"));
    assert_null(host_open_captured(folder, &error));
    assert_non_null(strstr(error.text, "facts/"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

static void a_key_of_a_hostile_length_is_refused_at_once(void **state)
{
    struct text key = { 0 };

    (void)state;
    put("facts/system/platform", "windows\n");
    text_append(&key, "file-info/C");
    for (size_t i = 0; i < 1000000; i++)
        text_append(&key, "/a");
    assert_int_equal(ask(text_of(&key))->state, FACT_UNREADABLE);
    assert_string_equal(ask(text_of(&key))->why, "the key is longer than any path that is in use");
    text_free(&key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_fact_is_its_file_byte_for_byte),
        CASE(the_line_feed_an_editor_adds_is_no_part_of_a_one_line_fact),
        CASE(a_link_is_never_followed_wherever_it_points),
        CASE(facts_itself_may_be_no_link),
        CASE(an_export_that_is_a_link_leaves_the_registry_unknown),
#ifndef _WIN32
        CASE(a_pipe_is_no_fact_and_holds_nobody),
#endif
        CASE(a_fact_beyond_sixteen_mebibytes_is_unreadable),
        CASE(without_absent_txt_what_is_not_there_is_absent),
        CASE(with_absent_txt_only_what_it_names_is_absent),
        CASE(an_absent_txt_that_is_a_link_says_nothing_is_absent),
        CASE(unreadable_txt_gives_the_reason),
        CASE(inside_wsl_drives_ignore_case_and_other_paths_do_not),
        CASE(names_that_no_file_system_takes_are_found),
        CASE(exports_are_merged_in_the_order_of_their_names),
        CASE(a_broken_export_costs_what_no_other_mentions),
        CASE(a_key_that_climbs_is_refused),
        CASE(what_is_no_capture_is_refused_with_a_sentence),
        CASE(a_key_of_a_hostile_length_is_refused_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
