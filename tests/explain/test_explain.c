/* --explain: everything a user may have in hand when asking. */
#include "tests/support.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/wrap.h"
#include "healthcheck/explain/explain.h"
#include "healthcheck/explain/installer_codes.h"
#include "healthcheck/explain/messages.h"
#include "healthcheck/explain/plugin_errors.h"
#include "healthcheck/explain/topics.h"
#include "probes/probe.h"

/* The explanation, which must be there. Good until the next call. */
static const char *explained_for(const char *what, const char *host_name)
{
    static struct text out;
    struct error error = { "" };

    text_free(&out);
    if (!explain(&out, what, host_name, &error))
        fail_msg("'%s' is not explained: %s", what, error.text);
    return text_of(&out);
}

static const char *explained(const char *what)
{
    return explained_for(what, NULL);
}

static void assert_contains(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("no '%s' in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        fail_msg("'%s' in:\n%s", part, text);
}

/* Prose and what is meant to be copied are at most 80 columns wide; a single word, an address of a page, may be wider. */
static void assert_narrow(const char *what)
{
    struct span rest = span_of(explained(what)), line;

    while (span_next_line(&rest, &line)) {
        size_t columns = 0;

        for (size_t i = 0; i < line.size; i++)
            columns += (line.data[i] & 0xC0) != 0x80 ? 1 : 0;
        if (columns > WRAP_COLUMNS && memchr(span_trim(line).data, ' ', span_trim(line).size) != NULL)
            fail_msg("%s: %zu columns: %.*s", what, columns, (int)line.size, line.data);
        assert_true(line.size == 0 || line.data[line.size - 1] != ' ');
    }
}

/* A command, a path, a menu or a page: something that a person can do. */
static bool can_be_carried_out(const char *text)
{
    return strchr(text, '`') != NULL || strstr(text, "https://") != NULL || strstr(text, " > ") != NULL || strstr(text, "\n    ") != NULL ||
           strchr(text, '\\') != NULL;
}

static void every_check_is_explained_by_its_id_in_any_case(void **state)
{
    (void)state;
    for (size_t i = 0; probe_at(i) != NULL; i++) {
        const struct probe *probe = probe_at(i);
        char *upper = text_format("  %s\n", probe->id);

        for (char *c = upper; *c != '\0'; c++)
            *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
        assert_narrow(probe->id);
        assert_contains(explained(upper), probe->id);
        assert_contains(explained(upper), probe->title);
        assert_contains(explained(upper), "\nWhy ");
        assert_contains(explained(upper), "\nRemedy ");
        free(upper);
    }
}

static void a_check_says_when_it_is_what_and_what_to_do(void **state)
{
    const char *text = explained("wsl.version");

    (void)state;
    assert_contains(text, "wsl.version: ");
    assert_contains(text, "\nOk ");
    assert_contains(text, "\nFail ");
    assert_contains(text, "`wsl --update`");
    assert_contains(text, "\nNeeds    wsl.installed\n");
}

static void every_topic_says_something_that_can_be_done(void **state)
{
    static const char *const promised[] = { "install", "updates", "coverage", "portal",  "detection-test", "hunting", "networking-logs",
                                            "wsl1",    "repair",  "auditd",   "ksplice", "performance",    "sandbox" };

    (void)state;
    for (size_t i = 0; i < sizeof promised / sizeof promised[0]; i++)
        assert_non_null(topic_named(promised[i]));
    for (size_t i = 0; topic_at(i) != NULL; i++) {
        assert_true(strlen(topic_at(i)->prose) > 100);
        assert_true(can_be_carried_out(topic_at(i)->prose));
        assert_true(strlen(topic_at(i)->source) > 0);
        assert_narrow(topic_at(i)->name);
        assert_lacks(explained(topic_at(i)->name), "{");
    }
}

static void the_documents_typing_variant_of_the_content_process_is_known(void **state)
{
    (void)state;
    assert_contains(explained("MsMpEng.CP.exe"), "it is the same");
    assert_contains(explained("msmpengcp.exe"), "healthcheck --explain sandbox");
}

static void hunting_queries_name_the_host_where_it_is_known(void **state)
{
    (void)state;
    assert_contains(explained_for("hunting", "DESKTOP-7"),
                    "    DeviceInfo\n    | where DeviceName startswith \"DESKTOP-7\"\n    | where OSPlatform == \"Linux\"");
    assert_contains(explained_for("hunting", "DESKTOP-7"), "    DeviceTvmInfoGathering\n    | where DeviceName startswith \"DESKTOP-7\"\n");
    assert_lacks(explained_for("hunting", "DESKTOP-7"), "<host name>");
    assert_contains(explained("hunting"), "<host name>");
}

static void a_hosts_name_cannot_leave_its_quotes(void **state)
{
    (void)state;
    assert_lacks(explained_for("hunting", "a\" or true\n| take 1 //"), "take 1");
    assert_lacks(explained_for("hunting", ""), "startswith \"\"");
}

/* What each sample of a start that failed must say. */
static const struct {
    const char *file, *says, *when;
} failed_starts[] = {
    { "plugin-error.de-DE.file-not-found.txt", "ERROR_FILE_NOT_FOUND (0x80070002)", "virtual machine started" },
    { "plugin-error.en-US.abort.txt", "E_ABORT (0x80004004)", "virtual machine started" },
    { "plugin-error.en-US.distro-start.txt", "E_UNEXPECTED (0x8000ffff)", "While a distribution started" },
    { "plugin-error.en-US.file-not-found.txt", "Repair", "virtual machine started" },
    { "plugin-error.en-US.mod-not-found.txt", "Restart-Service WslService", "virtual machine started" },
    { "plugin-error.en-US.needs-update.txt", "`wsl --update`", "virtual machine started" },
    { "plugin-error.en-US.nosignature.txt", "not signed", "virtual machine started" },
    { "plugin-error.en-US.numeric.txt", "ERROR_PROC_NOT_FOUND (0x8007007f)", "virtual machine started" },
    { "plugin-error.en-US.with-message.txt", "\"Custom kernel/config not supported\"", "virtual machine started" },
    { "plugin-error.ja-JP.file-not-found.txt", "Repair", "virtual machine started" },
};

static void what_wsl_prints_in_any_language_is_explained(void **state)
{
    enum { STARTS = sizeof failed_starts / sizeof failed_starts[0] };
    size_t files = 0;
    struct dirent *entry;
    DIR *folder = opendir(SOURCE_DIR "/tests/data/plugin_error");

    (void)state;
    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL)
        files += text_ends(entry->d_name, ".txt");
    closedir(folder);
    assert_int_equal(files, STARTS);
    for (size_t i = 0; i < STARTS; i++) {
        char *path = text_format("tests/data/plugin_error/%s", failed_starts[i].file);
        char *printed = read_project_file(path, NULL);

        assert_contains(explained(printed), failed_starts[i].says);
        assert_contains(explained(printed), failed_starts[i].when);
        assert_lacks(explained(printed), "A fatal error was returned");
        assert_narrow(printed);
        free(printed);
        free(path);
    }
}

static void a_code_is_known_whole_in_a_line_and_by_its_last_part(void **state)
{
    (void)state;
    for (size_t i = 0; plugin_error_at(i) != NULL; i++) {
        const struct plugin_error *error = plugin_error_at(i);
        char *whole = text_format("Wsl/Service/CreateInstance/CreateVm/Plugin/%s", error->name);
        char *line = text_format("Fehlercode: Wsl/Service/CreateInstance/Plugin/%s.", error->name);
        char *number = text_format("wsl/service/createinstance/createvm/plugin/0X%08X", (unsigned)error->number);
        char *heading = text_format("%s (0x%08x)\n", error->name, (unsigned)error->number);

        assert_true(can_be_carried_out(error->remedy));
        assert_contains(explained(whole), heading);
        assert_contains(explained(whole), "virtual machine started");
        assert_contains(explained(line), heading);
        assert_contains(explained(line), "While a distribution started");
        assert_contains(explained(number), heading);
        assert_contains(explained(error->name), heading);
        assert_contains(explained(error->name), "does not say when");
        assert_narrow(whole);
        free(heading);
        free(number);
        free(line);
        free(whole);
    }
}

static void an_unknown_code_still_says_when_it_came(void **state)
{
    (void)state;
    assert_contains(explained("Wsl/Service/CreateInstance/CreateVm/Plugin/E_NEVER_SEEN"), "virtual machine started");
    assert_contains(explained("Wsl/Service/CreateInstance/Plugin/0x80070123"), "While a distribution started");
    assert_contains(explained("Wsl/Service/CreateInstance/Plugin/0x80070123"), "`net helpmsg 291`");
    assert_contains(explained("0x80070123"), "does not say when");
    assert_contains(explained("-2147024894"), "ERROR_FILE_NOT_FOUND");
}

static void an_error_of_wsl_itself_is_not_blamed_on_the_plug_in(void **state)
{
    (void)state;
    assert_contains(explained("Error code: Wsl/Service/CreateInstance/CreateVm/HCS/E_FAIL"), "has no `Plugin` in it");
    assert_lacks(explained("Error code: Wsl/Service/CreateInstance/CreateVm/HCS/E_FAIL"), "Repair");
}

static void every_wording_of_a_message_is_known_whole_and_in_part(void **state)
{
    (void)state;
    for (size_t i = 0; message_at(i) != NULL; i++) {
        const struct message *message = message_at(i);
        char *heading = text_format("\"%.40s", message->wordings[0]);

        assert_true(can_be_carried_out(message->remedy) || message->topic == NULL);
        assert_true(message->topic == NULL || topic_named(message->topic) != NULL);
        for (size_t w = 0; message->wordings[w] != NULL; w++) {
            char *among = text_format("WSL Distro Running      : true\r\n\r\n%s\r\n", message->wordings[w]);
            size_t size = strlen(message->wordings[w]);

            assert_contains(explained(message->wordings[w]), heading);
            assert_narrow(message->wordings[w]);
            if (strchr(message->wordings[w], ' ') != NULL)
                assert_contains(explained(among), heading);
            if (size > 24) {
                char *part = text_format("%.20s", message->wordings[w]);

                assert_contains(explained(part), heading);
                free(part);
            }
            free(among);
        }
        free(heading);
    }
}

/* Each line that the vendor's tool was seen or documented to print: Learn, mde-plugin-wsl (2023-10 to 2024-11-11), and 2026. */
static void the_vendors_own_lines_are_known(void **state)
{
    static const char *const lines[][2] = {
        { "WSLService is not running. Launch with 'wsl' command in PowerShell and rerun health check", "WSL's service does not run" },
        { "No Defender Health telemetry found in the log file. Please retry in 5 minutes....", "first health record" },
        { "Launch WSL distribution with 'bash' command and retry in 5 minutes", "No distribution of WSL 2 runs" },
        { "Launch WSL distro with 'bash' command and retry in five minutes.", "No distribution of WSL 2 runs" },
        { "Waiting for Telemetry. Please retry in five minutes.", "has not reported yet" },
        { "Waiting for Telemetry retry in 5 minutes", "has not reported yet" },
        { "MDE Connectivity Test: invalid", ".wslconfig" },
        { "MDE Connectivity Test   : invalid", ".wslconfig" },
        { "invalid", ".wslconfig" },
        { "MDE Connectivity Test   : success", "reached the service" },
        { "Custom kernel/config not supported", "1.24.522.2" },
        { "A fatal error was returned by plugin 'DefenderforEndpointPlug-in'", "holds the code" },
        { "launch wsl", "No distribution of WSL 2 runs" },
        { "Waiting for Telem", "has not reported yet" },
        { "WSLService", "WSL's service does not run" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_contains(explained(lines[i][0]), lines[i][1]);
}

static void words_that_many_messages_share_explain_none(void **state)
{
    static const char *const words[] = { "wsl", "running", "retry", "minutes" };

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct text out = { 0 };
        struct error error;

        assert_false(explain(&out, words[i], NULL, &error));
        assert_int_equal(out.size, 0);
    }
}

static void the_installers_exit_codes_are_known_in_every_spelling(void **state)
{
    static const char *const spellings[] = { "mde_installer 15",          "mde_installer.sh 15",
                                             "installer exit code 15",    "mde_installer.sh v0.7.0 exited with 15.",
                                             "ERR_CORRUPT_MDE_INSTALLED", "MDE_INSTALLER: 15" };

    (void)state;
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++)
        assert_contains(explained(spellings[i]), "exit code 15: ERR_CORRUPT_MDE_INSTALLED\n");
    for (size_t i = 0; installer_code_at(i) != NULL; i++) {
        char *asked = text_format("mde_installer %d", installer_code_at(i)->code);

        assert_contains(explained(asked), "Meaning");
        assert_true(installer_code_at(i)->code == 0 || can_be_carried_out(installer_code_at(i)->remedy));
        assert_true(i == 0 || installer_code_at(i)->code > installer_code_at(i - 1)->code);
        assert_narrow(asked);
        free(asked);
    }
    assert_contains(explained("mde_installer 99"), "no exit code 99");
    assert_contains(explained("mde_installer"), " 52  ");
}

static void an_unknown_name_is_told_with_the_nearest_ones(void **state)
{
    static const char *const names[][2] = { { "wsl.versoin", "wsl.version" }, { "hunt", "hunting" },
                                            { "E_ABROT", "E_ABORT" },         { "sandboxing", "sandbox" },
                                            { "proxy_aut", "proxy_auth" },    { "connectivity.failure.cert_expird", "cert_expired" } };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct text out = { 0 };
        struct error error;
        char *told = text_format("the nearest are %s, ", names[i][1]);

        assert_false(explain(&out, names[i][0], NULL, &error));
        assert_contains(error.text, told);
        assert_null(strchr(error.text, '\n'));
        free(told);
    }
}

static void nothing_asked_is_an_error_of_its_own(void **state)
{
    struct text out = { 0 };
    struct error error;

    (void)state;
    assert_false(explain(&out, " \n", NULL, &error));
    assert_contains(error.text, "--explain wants a name");
}

static void what_was_typed_cannot_draw_on_the_terminal(void **state)
{
    struct text out = { 0 };
    struct error error;

    (void)state;
    assert_false(explain(&out, "x\033[2Jy\xff\xc2\x9bz\n\nq", NULL, &error));
    assert_contains(error.text, "'x?[2Jy??z??q'");
}

static void the_program_asks_the_captured_host_for_its_name(void **state)
{
    char *folder = make_folder();
    struct outcome outcome, unknown;

    (void)state;
    write_file(folder, "facts/system/hostname", "PC-17", 5);
    outcome = run_healthcheck((const char *const[]){ "--explain", "hunting", "--host", folder, NULL });
    unknown = run_healthcheck((const char *const[]){ "--explain", "huntign", "--host", folder, NULL });
    assert_int_equal(outcome.status, 0);
    assert_contains(text_of(&outcome.out), "startswith \"PC-17\"");
    assert_int_equal(outcome.err.size, 0);
    assert_int_equal(unknown.status, 4);
    assert_int_equal(unknown.out.size, 0);
    assert_contains(text_of(&unknown.err), "healthcheck: nothing is known by the name 'huntign'; the nearest are hunting, ");
    outcome_free(&unknown);
    outcome_free(&outcome);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check_is_explained_by_its_id_in_any_case),
        cmocka_unit_test(a_check_says_when_it_is_what_and_what_to_do),
        cmocka_unit_test(every_topic_says_something_that_can_be_done),
        cmocka_unit_test(the_documents_typing_variant_of_the_content_process_is_known),
        cmocka_unit_test(hunting_queries_name_the_host_where_it_is_known),
        cmocka_unit_test(a_hosts_name_cannot_leave_its_quotes),
        cmocka_unit_test(what_wsl_prints_in_any_language_is_explained),
        cmocka_unit_test(a_code_is_known_whole_in_a_line_and_by_its_last_part),
        cmocka_unit_test(an_unknown_code_still_says_when_it_came),
        cmocka_unit_test(an_error_of_wsl_itself_is_not_blamed_on_the_plug_in),
        cmocka_unit_test(every_wording_of_a_message_is_known_whole_and_in_part),
        cmocka_unit_test(the_vendors_own_lines_are_known),
        cmocka_unit_test(words_that_many_messages_share_explain_none),
        cmocka_unit_test(the_installers_exit_codes_are_known_in_every_spelling),
        cmocka_unit_test(an_unknown_name_is_told_with_the_nearest_ones),
        cmocka_unit_test(nothing_asked_is_an_error_of_its_own),
        cmocka_unit_test(the_program_asks_the_captured_host_for_its_name),
        cmocka_unit_test(what_was_typed_cannot_draw_on_the_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
