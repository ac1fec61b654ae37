/* --supportBundle from the command line: one zip, complete or not there at all, which gives the report of the machine it came from. */
#define _GNU_SOURCE
#include "tests/support.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "bundle/collect.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/support_bundle.h"
#include "tests/faults.h"

#define SAMPLE   SOURCE_DIR "/samples/windows-11-wsl-too-old"
#define RUN(...) run_healthcheck((const char *const[]){ __VA_ARGS__, NULL })

static size_t files_in(const char *path)
{
    DIR *folder = opendir(path);
    size_t count = 0;

    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count - 2;
}

static int wait_for(pid_t child)
{
    int status;

    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

/* Runs a shell line with `$1`; its exit status. */
static int shell(const char *line, const char *argument)
{
    pid_t child = fork();

    if (child == 0) {
        execl("/bin/sh", "/bin/sh", "-c", line, "sh", argument, (char *)NULL);
        _exit(127);
    }
    return wait_for(child);
}

/* What happens to the programs that start() starts; NULL: nothing. */
static const struct fault *faults;

/* Starts the program with its output thrown away. */
static pid_t start(const char *const *arguments)
{
    pid_t child = fork();

    if (child == 0) {
        if (faults != NULL && !faults_begin(faults))
            _exit(126);
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        execv(PROGRAM, (char *const *)arguments);
        _exit(127);
    }
    return child;
}

static void assert_printed_path(const struct outcome *outcome, const char *path)
{
    char *line = text_format("%s\n", path);

    assert_string_equal(text_of(&outcome->out), line);
    free(line);
}

/* Evidence is cut at 512 bytes, where a pseudonym may be longer than what it stands for: it is not compared. */
static void assert_same_finding(const cJSON *one, const cJSON *other)
{
    static const char *const fields[] = { "id", "status", "summary", "value", "remedy", "needs" };

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        assert_true(cJSON_Compare(cJSON_GetObjectItem(one, fields[i]), cJSON_GetObjectItem(other, fields[i]), true));
}

static void assert_same_report(const char *one, const char *other, int findings)
{
    cJSON *first = cJSON_Parse(one), *second = cJSON_Parse(other);
    const cJSON *finding, *twin = cJSON_GetArrayItem(cJSON_GetObjectItem(second, "findings"), 0);

    assert_non_null(first);
    assert_non_null(second);
    assert_true(cJSON_GetArraySize(cJSON_GetObjectItem(first, "findings")) >= findings);
    cJSON_ArrayForEach(finding, cJSON_GetObjectItem(first, "findings"))
    {
        assert_non_null(twin);
        assert_same_finding(finding, twin);
        twin = twin->next;
    }
    assert_null(twin);
    cJSON_DeleteItemFromObject(first, "findings");
    cJSON_DeleteItemFromObject(second, "findings");
    assert_true(cJSON_Compare(first, second, true));
    cJSON_Delete(first);
    cJSON_Delete(second);
}

static char *read_whole(const char *folder, const char *name)
{
    char *path = text_format("%s/%s", folder, name), why[FILE_WHY_SIZE];
    struct text content = { 0 };

    assert_int_equal(file_read(path, 16 << 20, &content, why), FILE_READ);
    free(path);
    return text_take(&content);
}

static void a_bundle_gives_the_report_of_the_machine_it_came_from(void **state)
{
    static const char *const samples[] = { SAMPLE, SOURCE_DIR "/samples/linux-server-healthy", SOURCE_DIR "/samples/connectivity-inspected" };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        char *folder = make_folder(), *zip = text_format("%s/a.zip", folder), *unpacked = text_format("%s/out", folder), *report;
        struct outcome outcome = RUN("--host", samples[i], "--supportBundle", "--output", zip), replay;

        assert_in_range(outcome.status, 0, 1);
        assert_printed_path(&outcome, zip);
        assert_int_equal(shell("cd \"$1\" && mkdir out && cd out && unzip -q ../a.zip", folder), 0);
        replay = RUN("--host", unpacked, "--format", "json");
        report = read_whole(unpacked, "report.json");
        assert_same_report(report, text_of(&replay.out), 11);
        free(report);
        outcome_free(&replay);
        replay = RUN("--host", unpacked, "--extendedProxy", "--format", "json");
        report = read_whole(unpacked, "proxy.json");
        assert_same_report(report, text_of(&replay.out), 8);
        free(report);
        free(zip);
        free(unpacked);
        outcome_free(&outcome);
        outcome_free(&replay);
        remove_folder(folder);
    }
}

static void only_the_owner_can_read_it_and_its_name_tells_no_host(void **state)
{
    char *folder = make_folder(), *line, *path;
    struct outcome outcome = RUN("--host", SAMPLE, "--supportBundle", "--output", folder);
    struct stat found;

    (void)state;
    line = text_take(&outcome.out);
    path = memory_copy(line, strcspn(line, "\n"));
    assert_true(text_starts(path, folder));
    assert_true(text_starts(path + strlen(folder), "/healthcheck-"));
    assert_true(text_ends(path, "Z.zip"));
    assert_null(strcasestr(path, "WIN11-042"));
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 07777, 0600);
    assert_int_equal(files_in(folder), 1);
    outcome_free(&outcome);
    outcome = RUN("--host", SAMPLE, "--supportBundle", "--output", folder);
    assert_int_equal(files_in(folder), 2);
    outcome_free(&outcome);
    free(path);
    free(line);
    remove_folder(folder);
}

static void what_is_encrypted_is_not_called_a_zip(void **state)
{
    char *folder = make_folder(), *certificate = text_format("%s/s.crt", folder), *out = text_format("%s/out", folder);
    struct outcome outcome;

    (void)state;
    assert_int_equal(
        shell("cd \"$1\" && mkdir out && openssl req -x509 -newkey rsa:2048 -nodes -keyout s.key -out s.crt -subj /CN=S 2>/dev/null", folder), 0);
    outcome = RUN("--host", SAMPLE, "--supportBundle", "--encrypt-to", certificate, "--output", out);
    assert_in_range(outcome.status, 0, 1);
    assert_true(text_ends(text_of(&outcome.out), "Z.zip.p7m\n"));
    assert_int_equal(files_in(out), 1);
    outcome_free(&outcome);
    free(certificate);
    free(out);
    remove_folder(folder);
}

/* 77696e6874…: "winhttp.contoso" in the digits of a binary value; 0123…: the id of its device. */
static void nothing_stands_in_the_reports_that_is_hidden_in_the_facts(void **state)
{
    char *folder = make_folder(), *zip = text_format("%s/a.zip", folder);
    struct outcome outcome = RUN("--host", SOURCE_DIR "/samples/proxy-policy-wins", "--supportBundle", "--output", zip);

    (void)state;
    assert_in_range(outcome.status, 0, 1);
    outcome_free(&outcome);
    assert_int_not_equal(shell("unzip -p \"$1\" | tr -d ',' | grep -qi 77696e687474702e636f6e746f736f", zip), 0);
    assert_int_not_equal(shell("unzip -p \"$1\" | grep -q -e 0123456789abcdef01234567 -e winhttp.contoso", zip), 0);
    remove_folder(folder);
    free(zip);
}

static void names_are_safe_on_every_system(void **state)
{
    char *name = support_bundle_name("../con:\\x\ny", "2026-11-21T07:05:12Z");

    (void)state;
    assert_string_equal(name, "healthcheck--.-con--x-y-20261121T070512Z.zip");
    free(name);
}

static void mistakes_are_one_line_and_leave_nothing(void **state)
{
    char *folder = make_folder(), *there = text_format("%s/there.zip", folder), *link = text_format("%s/link.zip", folder);
    const struct {
        const char *words[6];
        const char *part;
    } cases[] = {
        { { "--collect", "agentlog" }, "did you mean agent-logs?" },
        { { "--skip", "jurnal" }, "did you mean journal?" },
        { { "--with", "dumps" }, "there is no such collector; did you mean crash-dumps?" },
        { { "--with", "diagnostic" }, "did you mean mdatp-diagnostic?" },
        { { "--output", "-" }, "give --output a file or a folder" },
        { { "--output", there }, "--force" },
        { { "--output", link, "--force" }, "no regular file" },
        { { "--output", "/nowhere/a.zip" }, "there is no such folder" },
        { { "--redact-file", "/nowhere" }, "cannot read --redact-file" },
        { { "--collect", "crash-dumps" }, "crash-dumps is collected on request: --with crash-dumps" },
        { { "--collect", "journal", "--skip=journal" }, "contradict each other" },
        { { "--keep-map", "-" }, "give its name" },
        { { "--keep-map", "/nowhere/map" }, "--keep-map /nowhere: there is no such folder" },
        { { "--output=./a//b.zip", "--keep-map", "a/./b.zip" }, "are the same file" },
    };

    (void)state;
    write_file(folder, "there.zip", "old", 3);
    assert_int_equal(symlink("/etc/passwd", link), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome outcome =
            RUN("--host", SAMPLE, "--supportBundle", cases[i].words[0], cases[i].words[1], cases[i].words[2] != NULL ? cases[i].words[2] : "--fast");

        assert_int_equal(outcome.status, 4);
        assert_int_equal(outcome.out.size, 0);
        assert_non_null(strstr(text_of(&outcome.err), cases[i].part));
        assert_int_equal(strcspn(text_of(&outcome.err), "\n"), outcome.err.size - 1);
        outcome_free(&outcome);
    }
    assert_int_equal(files_in(folder), 2);
    free(there);
    free(link);
    remove_folder(folder);
}

static void a_rehearsal_prints_what_would_go_in_and_writes_nothing(void **state)
{
    char *folder = make_folder();
    struct outcome outcome = RUN("--host", SAMPLE, "--supportBundle", "--dry-run", "--output", folder);

    (void)state;
    assert_in_range(outcome.status, 0, 1);
    assert_non_null(strstr(text_of(&outcome.out), "facts/registry.reg"));
    assert_non_null(strstr(text_of(&outcome.out), " before compression. Hidden, by rule:\n"));
    assert_int_equal(files_in(folder), 0);
    outcome_free(&outcome);
    remove_folder(folder);
}

static void a_map_is_the_owners_and_gives_the_same_names_again(void **state)
{
    char *folder = make_folder(), *path = text_format("%s/map", folder), *one = text_format("%s/a.zip", folder),
         *two = text_format("%s/b.zip", folder);
    struct outcome first = RUN("--host", SAMPLE, "--supportBundle", "--keep-map", path, "--output", one),
                   second = RUN("--host", SAMPLE, "--supportBundle", "--keep-map", path, "--output", two);
    struct stat found;

    (void)state;
    assert_in_range(first.status, 0, 1);
    assert_printed_path(&first, one);
    assert_in_range(second.status, 0, 1);
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_int_equal(shell("cd \"$1\" && head -1 map | grep -q '^# healthcheck keep-map 1 ' && test $(wc -l < map) -gt 2", folder), 0);
    assert_int_equal(shell("cd \"$1\" && unzip -p a.zip manifest.json > a && unzip -p b.zip manifest.json > b && cmp a b", folder), 0);
    outcome_free(&first);
    outcome_free(&second);
    free(path);
    free(one);
    free(two);
    remove_folder(folder);
}

/* The file of a host that a rule of the user's gives up on. */
static void write_stubborn_host(const char *folder)
{
    write_file(folder, "host/facts/absent.txt", "", 0);
    write_file(folder, "host/facts/system/platform", "linux\n", 6);
    write_file(folder, "host/facts/file/etc/resolv.conf", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx y\n", 51);
    write_file(folder, "host/facts/folder/etc/audit/rules.d%", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx y\n", 51);
    write_file(folder, "rules", "regex (x+x+)+y\n", 15);
}

static void assert_left_out(const char *host, const char *key)
{
    struct outcome outcome = RUN("--host", host, "--ask", key);

    assert_int_equal(outcome.status, 3);
    assert_int_equal(outcome.out.size, 0);
    assert_non_null(strstr(text_of(&outcome.err), "a part of it could not be redacted and was left out"));
    outcome_free(&outcome);
}

/* W18: what stands in its place is a remark of ours, and no content. */
static void a_fact_that_could_not_be_redacted_is_unreadable_when_the_bundle_is_opened(void **state)
{
    char *folder = make_folder(), *zip = text_format("%s/a.zip", folder), *unpacked = text_format("%s/out", folder),
         *rules = text_format("%s/rules", folder), *host = text_format("%s/host", folder);
    struct outcome outcome;

    (void)state;
    write_stubborn_host(folder);
    outcome = RUN("--host", host, "--supportBundle", "--redact-file", rules, "--output", zip);
    assert_int_equal(outcome.status, 1);
    assert_non_null(strstr(text_of(&outcome.err), "(refused): a part of it could not be redacted"));
    assert_int_equal(shell("cd \"$1\" && mkdir out && cd out && unzip -q ../a.zip && grep -q '\"status\":\"refused\"' manifest.json", folder), 0);
    assert_int_not_equal(shell("grep -rq xxxxxxxx \"$1/out\"", folder), 0);
    assert_left_out(zip, "file/etc/resolv.conf");
    assert_left_out(zip, "folder/etc/audit/rules.d");
    assert_left_out(unpacked, "file/etc/resolv.conf");
    outcome_free(&outcome);
    free(zip);
    free(unpacked);
    free(rules);
    free(host);
    remove_folder(folder);
}

/* What another machine told is in the manifest as well as in the facts. */
static void what_a_captured_host_says_of_itself_is_redacted_in_the_manifest(void **state)
{
    static const char refused[] = "file/var/lib/healthcheck/connectivity.json\tpassword=Hunter2Secret! is wrong\n";
    char *folder = make_folder(), *zip = text_format("%s/a.zip", folder), *host = text_format("%s/host", folder);
    struct outcome outcome;

    (void)state;
    write_file(folder, "host/facts/system/platform", "linux password=Hunter2Secret!\n", 30);
    write_file(folder, "host/facts/unreadable.txt", refused, sizeof refused - 1);
    outcome = RUN("--host", host, "--supportBundle", "--output", zip);
    assert_in_range(outcome.status, 0, 1);
    assert_int_equal(shell("cd \"$1\" && mkdir out && cd out && unzip -q ../a.zip && grep -q 'password=' manifest.json", folder), 0);
    assert_int_not_equal(shell("grep -rq Hunter2 \"$1/out\"", folder), 0);
    outcome_free(&outcome);
    free(zip);
    free(host);
    remove_folder(folder);
}

static void a_rehearsal_says_what_a_rule_gave_up_on(void **state)
{
    char *folder = make_folder(), *rules = text_format("%s/rules", folder), *host = text_format("%s/host", folder);
    struct outcome outcome;

    (void)state;
    write_stubborn_host(folder);
    outcome = RUN("--host", host, "--supportBundle", "--redact-file", rules, "--dry-run");
    assert_int_equal(outcome.status, 1);
    assert_non_null(strstr(text_of(&outcome.out), "facts/file/etc/resolv.conf: a part of it could not be redacted"));
    outcome_free(&outcome);
    free(rules);
    free(host);
    remove_folder(folder);
}

static void pause_for(unsigned microseconds)
{
    nanosleep(&(struct timespec){ .tv_nsec = (long)microseconds * 1000 }, NULL);
}

static int tries(void)
{
    return getenv("HEALTHCHECK_LONG_TESTS") != NULL ? 50 : 8;
}

/* O3, O4: afterwards there is a whole bundle, or nothing at all. */
static void interrupt(int signal_number)
{
    unsigned seed = (unsigned)time(NULL) ^ (unsigned)getpid();

    print_message("seed %u\n", seed);
    srand(seed);
    for (int i = 0; i < tries(); i++) {
        char *folder = make_folder(), *path = text_format("%s/a.zip", folder);
        pid_t child = start((const char *const[]){ PROGRAM, "--host", SAMPLE, "--supportBundle", "--output", path, NULL });
        int status;

        pause_for((unsigned)rand() % 250000);
        kill(child, signal_number);
        status = wait_for(child);
        if (access(path, F_OK) == 0) {
            assert_int_equal(files_in(folder), 1);
            assert_int_equal(shell("unzip -tqq \"$1\"", path), 0);
        } else {
            assert_int_equal(files_in(folder), 0);
            assert_int_not_equal(status, 0);
            assert_int_not_equal(status, 1);
        }
        free(path);
        remove_folder(folder);
    }
}

static void an_interrupt_at_any_moment_leaves_a_whole_bundle_or_none(void **state)
{
    (void)state;
    interrupt(SIGINT);
    interrupt(SIGTERM);
    interrupt(SIGHUP);
}

/* FAT, NFS, 9p: what is written has a name from the beginning. */
static void where_every_file_has_a_name_an_interrupt_leaves_nothing_either(void **state)
{
    (void)state;
    faults = no_unnamed_files;
    interrupt(SIGINT);
    interrupt(SIGTERM);
    faults = NULL;
}

static void a_kill_at_any_moment_leaves_a_whole_bundle_or_none(void **state)
{
    (void)state;
    interrupt(SIGKILL);
}

/* O7 */
static void many_at_once_do_not_meet(void **state)
{
    enum { RUNS = 20 };
    char *folder = make_folder();
    pid_t children[RUNS];

    (void)state;
    for (int i = 0; i < RUNS; i++) {
        char *path = text_format("%s/%d.zip", folder, i);

        children[i] = start((const char *const[]){ PROGRAM, "--host", SAMPLE, "--supportBundle", "--output", path, NULL });
        free(path);
    }
    for (int i = 0; i < RUNS; i++)
        assert_in_range(wait_for(children[i]), 0, 1);
    assert_int_equal(files_in(folder), RUNS);
    assert_int_equal(shell("for f in \"$1\"/*.zip; do unzip -tqq \"$f\" || exit 1; done", folder), 0);
    remove_folder(folder);
}

/* In one folder, within one second, so with one name. */
static void many_at_once_in_one_folder_find_a_name_each(void **state)
{
    enum { RUNS = 12 };
    static const struct fault *const systems[] = { NULL, no_unnamed_files, no_careful_rename };

    (void)state;
    for (size_t s = 0; s < sizeof systems / sizeof systems[0]; s++) {
        char *folder = make_folder();
        pid_t children[RUNS];

        faults = systems[s];
        for (int i = 0; i < RUNS; i++)
            children[i] = start((const char *const[]){ PROGRAM, "--host", SAMPLE, "--supportBundle", "--output", folder, NULL });
        for (int i = 0; i < RUNS; i++)
            assert_in_range(wait_for(children[i]), 0, 1);
        assert_int_equal(files_in(folder), RUNS);
        assert_int_equal(shell("for f in \"$1\"/*.zip; do unzip -tqq \"$f\" || exit 1; done", folder), 0);
        remove_folder(folder);
    }
    faults = NULL;
}

static void make_live(const char *zip, bool tests)
{
    static const struct fault no_network[] = { { SYS_connect, -1, 0, 0, ENETUNREACH }, { 0 } };

    faults = no_network;
    assert_int_equal(wait_for(start((const char *const[]){ PROGRAM, "--supportBundle", "--force", "--timeout", "2", "--collect", "network",
                                                           "--output", zip, tests ? "--with" : NULL, "connectivity", NULL })),
                     0);
    faults = NULL;
}

/* Nobody is contacted: no connection comes to be. */
static void the_services_are_tested_on_request_and_the_bundle_gives_that_test_again(void **state)
{
    char *folder = make_folder(), *zip = text_format("%s/a.zip", folder);
    struct outcome again;
    const cJSON *test;
    cJSON *document;

    (void)state;
    make_live(zip, false);
    assert_int_equal(shell("unzip -l \"$1\" | grep -q facts/connect/", zip), 1);
    make_live(zip, true);
    assert_int_equal(shell("unzip -l \"$1\" | grep -q ' connectivity.json' && unzip -l \"$1\" | grep -q facts/connect/", zip), 0);
    again = RUN("--host", zip, "--connectivityTest", "--format", "json");
    document = cJSON_Parse(text_of(&again.out));
    assert_true(cJSON_GetArraySize(cJSON_GetObjectItem(document, "tests")) > 50);
    cJSON_ArrayForEach(test, cJSON_GetObjectItem(document, "tests"))
    {
        assert_string_equal(cJSON_GetObjectItem(test, "result")->valuestring, "failed");
        assert_non_null(strstr(cJSON_GetObjectItem(test, "detail")->valuestring, "ould not resolve host"));
    }
    cJSON_Delete(document);
    outcome_free(&again);
    free(zip);
    remove_folder(folder);
}

static void a_stored_test_is_a_waterfall_of_the_page_with_its_time_and_its_proxy(void **state)
{
    char *folder = make_folder(), *zip = text_format("%s/a.zip", folder);
    struct outcome outcome = RUN("--host", SOURCE_DIR "/samples/connectivity-stored", "--supportBundle", "--output", zip);

    (void)state;
    assert_in_range(outcome.status, 0, 1);
    outcome_free(&outcome);
    assert_int_equal(shell("unzip -p \"$1\" report.html | grep -q 'URLs are reached: the last stored test, of 2026-06-21T23:16:40Z<'", zip), 0);
    assert_int_equal(shell("unzip -p \"$1\" report.html | grep -q 'Proxy: http://proxy.*:8080 (AgentConfig)'", zip), 0);
    assert_int_equal(shell("unzip -p \"$1\" report.html | grep -q 'offered: Negotiate, NTLM'", zip), 0);
    assert_int_equal(shell("test $(unzip -p \"$1\" report.html | grep -c 'class=\"fall') -gt 5", zip), 0);
    remove_folder(folder);
    free(zip);
}

static void a_machine_without_a_stored_test_has_no_waterfall(void **state)
{
    char *folder = make_folder(), *zip = text_format("%s/a.zip", folder);
    struct outcome outcome = RUN("--host", SOURCE_DIR "/samples/proxy-policy-wins", "--supportBundle", "--output", zip);

    (void)state;
    assert_in_range(outcome.status, 0, 1);
    outcome_free(&outcome);
    assert_int_equal(shell("unzip -p \"$1\" report.html | grep -q '<section class=\"connectivity\">'", zip), 1);
    remove_folder(folder);
    free(zip);
}

static void every_collector_stands_in_the_completion_and_the_documents(void **state)
{
    char *completion = read_project_file("completions/healthcheck.bash", NULL), *document = read_project_file("docs/bundle.md", NULL);

    (void)state;
    for (size_t i = 0; collector_at(i) != NULL; i++) {
        char *row = text_format("| `%s` | %s |", collector_at(i)->name, collector_at(i)->title);

        assert_non_null(strstr(completion, collector_at(i)->name));
        assert_non_null(strstr(document, row));
        free(row);
    }
    free(completion);
    free(document);
}

static void a_terminal_is_told_the_path_and_obeys_nothing_in_it(void **state)
{
    static const char line[] =
        "cd \"$1\" && name=$(printf 'b\\033[31m.zip') && export name && "
        "script -qec '" PROGRAM " --host " SAMPLE " --supportBundle --output \"$name\" 2>/dev/null' /dev/null >told </dev/null && "
        "test -f \"$name\" && grep -qF 'b\\x1b[31m.zip' told && ! grep -qF \"$name\" told";
    char *folder = make_folder();

    (void)state;
    assert_int_equal(shell(line, folder), 0);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bundle_gives_the_report_of_the_machine_it_came_from),
        cmocka_unit_test(only_the_owner_can_read_it_and_its_name_tells_no_host),
        cmocka_unit_test(what_is_encrypted_is_not_called_a_zip),
        cmocka_unit_test(nothing_stands_in_the_reports_that_is_hidden_in_the_facts),
        cmocka_unit_test(names_are_safe_on_every_system),
        cmocka_unit_test(mistakes_are_one_line_and_leave_nothing),
        cmocka_unit_test(a_rehearsal_prints_what_would_go_in_and_writes_nothing),
        cmocka_unit_test(a_map_is_the_owners_and_gives_the_same_names_again),
        cmocka_unit_test(a_fact_that_could_not_be_redacted_is_unreadable_when_the_bundle_is_opened),
        cmocka_unit_test(what_a_captured_host_says_of_itself_is_redacted_in_the_manifest),
        cmocka_unit_test(a_rehearsal_says_what_a_rule_gave_up_on),
        cmocka_unit_test(an_interrupt_at_any_moment_leaves_a_whole_bundle_or_none),
        cmocka_unit_test(where_every_file_has_a_name_an_interrupt_leaves_nothing_either),
        cmocka_unit_test(a_kill_at_any_moment_leaves_a_whole_bundle_or_none),
        cmocka_unit_test(many_at_once_do_not_meet),
        cmocka_unit_test(many_at_once_in_one_folder_find_a_name_each),
        cmocka_unit_test(the_services_are_tested_on_request_and_the_bundle_gives_that_test_again),
        cmocka_unit_test(a_stored_test_is_a_waterfall_of_the_page_with_its_time_and_its_proxy),
        cmocka_unit_test(a_machine_without_a_stored_test_has_no_waterfall),
        cmocka_unit_test(every_collector_stands_in_the_completion_and_the_documents),
        cmocka_unit_test(a_terminal_is_told_the_path_and_obeys_nothing_in_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
