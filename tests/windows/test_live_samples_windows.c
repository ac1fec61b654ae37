/* Every captured Windows host below samples/, once more as a live machine: its registry, files, programs, services and processes are made
   under Wine, healthcheck.exe examines them, and says of each check what it says of the captured host. So it does of the bundle that it makes of
   each; bundles and reports stay in LIVE_BUNDLES, for the program of Linux to say the same (run-bundles). */
#include "tests/support.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <wincrypt.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/file.h"
#include "tests/windows/stage.h"

#define WSL      "C:/windows/system32/wsl.exe"
#define NETSH    "C:/windows/system32/netsh.exe"
#define PLUGIN   "C:/Program Files/Microsoft Defender for Endpoint plug-in for WSL/"
#define DEFENDER "C:/ProgramData/Microsoft/Windows Defender/"

/* Samples that cannot be made. */
static const struct {
    const char *name, *why;
} not_made[] = {
    { "windows-11-arm64", "Wine is of the processor it runs on" },
    { "proxy-32-bit-against-64-bit", "SOFTWARE\\Policies is one key in both views, under Wine as on Windows 7 and later" },
    { "windows-11-not-elevated", "Wine's user may read everything; test_live_machines_windows.c refuses keys and files one by one" },
};

/* Facts that Wine has of its own: the captured host is given the live machine's. A kind ends in '/'. */
static const struct {
    const char *key, *why;
} walls[] = {
    { "clock/", "the live machine started when this one did" },
    { "process/", "Wine has neither AppContainer nor integrity nor mitigations, and a process starts when it is started" },
    { "registry-time/", "an imported key was written now" },
    { "command/defender-status", "Wine's WMI has no namespace of Defender" },
    { "command-status/defender-status", "the same" },
    { "events/Application", "Wine keeps no event log" },
    { "proxy-api/", "a sample has what stands in the registry, and not what Windows makes of it" },
    { "file-info/C/ProgramData/Microsoft/Windows/WER/", "a folder was made now" },
};

/* Asked of the live machine though the sample does not have them. */
static const char *const more_keys[] = { "proxy-api/winhttp", "proxy-api/wininet" };

/* Findings that differ from the sample's for these walls, in one sample at least. */
static struct {
    const char *id, *why;
    bool is_seen;
} differences[] = {
    { "sandbox.isolation", "not enforced under Wine: AppContainer", false },
    { "sandbox.mitigations", "not enforced under Wine: mitigations", false },
    { "sandbox.active_mode", "Wine's WMI knows no Defender", false },
    { "sandbox.crashes", "Wine keeps no event log", false },
    { "sandbox.state", "an imported key was written after this machine started", false },
    { "agent.telemetry", "a process starts when it is started", false },
    { "proxy.winhttp", "Wine's WinHTTP does not read the settings that newer versions of Windows write (0x28 in the beginning)", false },
};

struct facts {
    char *folder; /* of the twin: the sample with the facts of the walls from the live machine */
    struct folder *opened;
    long long shift;
    struct text registry;
    char **keys; /* those behind walls */
    size_t key_count;
    bool is_set_late; /* the environment was written after Defender had started */
};

static char *text_of_file(struct facts *facts, const char *path, size_t *size)
{
    struct text raw = { 0 }, adapted = { 0 };
    char why[FILE_WHY_SIZE] = "";

    if (file_read_beneath(facts->opened, path, 64 * 1024 * 1024, &raw, why) != FILE_READ)
        fail_msg("%s: %s", path, why);
    if (text_ends(path, ".reg") && raw.size > 2 && memcmp(raw.data, "\xff\xfe", 2) == 0) {
        char *utf8 = text_from_utf16le(raw.data + 2, raw.size - 2, NULL);

        stage_adapt(&adapted, utf8, strlen(utf8), facts->shift);
        free(utf8);
    } else {
        stage_adapt(&adapted, text_of(&raw), raw.size, facts->shift);
    }
    text_free(&raw);
    if (size != NULL)
        *size = adapted.size;
    return text_take(&adapted);
}

/* "C/Users/x" to "C:/Users/x"; NULL for what lies elsewhere. Yours to free. */
static char *path_of(const char *rest)
{
    return rest[0] != '\0' && rest[1] == '/' ? text_format("%c:%s", rest[0], rest + 1) : NULL;
}

static bool is_behind_wall(const char *key)
{
    for (size_t i = 0; i < sizeof walls / sizeof walls[0]; i++)
        if (text_ends(walls[i].key, "/") ? text_starts(key, walls[i].key) : strcmp(key, walls[i].key) == 0)
            return true;
    return false;
}

/* `path` is that of the fact's file below facts/. */
static void add_key(struct facts *facts, const char *path)
{
    facts->keys = memory_resize(facts->keys, facts->key_count + 1, sizeof *facts->keys);
    facts->keys[facts->key_count++] = memory_copy_text(path);
}

static void make_command(const char *name, const char *bytes, size_t size, int status)
{
    static const struct {
        const char *name, *path, *arguments;
    } commands[] = { { "wsl-version", WSL, "--version" },
                     { "wsl-list", WSL, "--list --verbose" },
                     { "wsl-status", WSL, "--status" },
                     { "winhttp-proxy", NETSH, "winhttp show proxy" },
                     { "winhttp-advproxy", NETSH, "winhttp show advproxy" },
                     { "plugin-healthcheck", PLUGIN "tools/healthcheck.exe", "" } };

    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i].name, name) == 0) {
            if (i < 5)
                stage_program(commands[i].path, NULL, false);
            stage_answer(commands[i].path, commands[i].arguments, bytes, size, status);
            return;
        }
    fail_msg("command/%s cannot be played", name);
}

static void make_fact_of_file(struct facts *facts, const char *kind, const char *rest, const char *bytes, size_t size)
{
    char *path = path_of(rest);
    struct span list = { bytes, size }, name;

    assert_non_null(path);
    if (strcmp(kind, "file/") == 0) {
        stage_file(path, bytes, size);
    } else if (strcmp(kind, "file-version/") == 0) {
        char *key = text_format("file-signature/%s", rest), *signature = NULL;
        struct text content = { 0 };
        char why[FILE_WHY_SIZE];

        signature = file_read_beneath(facts->opened, key, 4096, &content, why) == FILE_READ ? content.data : NULL;
        stage_program(path, span_trim((struct span){ bytes, size }).size > 0 ? bytes : NULL, signature == NULL || text_starts(signature, "valid"));
        text_free(&content);
        free(key);
    } else if (strcmp(kind, "folder/") == 0) {
        stage_folder(path);
        while (span_next_line(&list, &name)) {
            char *below = text_format("%s/%.*s", path, (int)name.size, name.data);

            if (text_ends(below, "/")) {
                below[strlen(below) - 1] = '\0';
                stage_folder(below);
            } else {
                stage_file(below, "", 0);
            }
            free(below);
            below = text_format("file-info/%s/%.*s", rest, (int)(name.size - (name.data[name.size - 1] == '/' ? 1 : 0)), name.data);
            if (is_behind_wall(below) && strstr(below, "AppCrash_MsMpEngCP.exe_") != NULL) {
                char *info = text_format("%s%%", below);

                add_key(facts, info);
                free(info);
            }
            free(below);
        }
    }
    free(path);
}

static int status_of(struct facts *facts, const char *name)
{
    char *key = text_format("command-status/%s", name);
    struct text content = { 0 };
    char why[FILE_WHY_SIZE];
    int status = file_read_beneath(facts->opened, key, 64, &content, why) == FILE_READ ? atoi(content.data) : 0;

    text_free(&content);
    free(key);
    return status;
}

/* One fact of the sample becomes a piece of the machine. */
static void make_fact(struct facts *facts, const char *key, const char *bytes, size_t size)
{
    static const char *const of_files[] = { "file/", "file-version/", "folder/" };
    char *line = memory_copy(bytes, strcspn(bytes, "\r\n"));

    for (size_t i = 0; i < sizeof of_files / sizeof of_files[0]; i++)
        if (text_starts(key, of_files[i]))
            make_fact_of_file(facts, of_files[i], key + strlen(of_files[i]), strcmp(of_files[i], "file-version/") == 0 ? line : bytes,
                              strcmp(of_files[i], "file-version/") == 0 ? strlen(line) : size);
    if (text_starts(key, "env/"))
        stage_variable(key + strlen("env/"), line);
    else if (text_starts(key, "service/"))
        stage_service(key + strlen("service/"), line);
    else if (text_starts(key, "command/") && !is_behind_wall(key))
        make_command(key + strlen("command/"), bytes, size, status_of(facts, key + strlen("command/")));
    free(line);
}

/* "facts/folder/C/x%" is the key "folder/C/x". Yours to free. */
static char *key_of(const char *path)
{
    struct text key = { 0 };

    for (size_t i = 0; path[i] != '\0'; i++) {
        bool is_escape = path[i] == '%' && text_hex_value(path[i + 1]) >= 0 && text_hex_value(path[i + 2]) >= 0;

        if (path[i] == '%' && !is_escape)
            continue;
        text_append_char(&key, is_escape ? (char)(text_hex_value(path[i + 1]) * 16 + text_hex_value(path[i + 2])) : path[i]);
        i += is_escape ? 2 : 0;
    }
    return text_take(&key);
}

static void add_fact(void *context, const char *path, enum file_kind kind)
{
    struct facts *facts = context;
    char *bytes, *key;
    size_t size;

    if (kind != FILE_IS_FILE)
        return;
    bytes = text_of_file(facts, path, &size);
    key = key_of(path);
    write_file(facts->folder, path, bytes, size);
    if (text_ends(path, ".reg")) {
        text_append(&facts->registry, strchr(bytes, '\n') + 1);
    } else if (is_behind_wall(key)) {
        add_key(facts, path);
    }
    make_fact(facts, key, bytes, size);
    free(key);
    free(bytes);
}

static char *fact_text(struct facts *facts, const char *path)
{
    struct text content = { 0 };
    char why[FILE_WHY_SIZE];

    (void)file_read_beneath(facts->opened, path, 65536, &content, why);
    return text_take(&content);
}

/* The processes of the sample, each from where it is (or from a folder of Windows, where that is not known). */
static void start_processes(struct facts *facts)
{
    static const char *const names[] = { "MsMpEng.exe", "MsMpEngCP.exe", "vmmemWSL" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *fact = text_format("process/%s", names[i]), *lines = fact_text(facts, fact), *at = strstr(lines, " path="), *path;

        if (at != NULL) {
            char *end = strstr(at, " started=");

            *end = '\0';
            path = strcmp(at + 6, "?") == 0 ? text_format("C:/windows/temp/%s", names[i]) : memory_copy_text(at + 6);
            for (char *c = path; *c != '\0'; c++)
                *c = *c == '\\' ? '/' : *c;
            stage_program(path, NULL, false);
            stage_process(path);
            free(path);
        }
        free(lines);
        free(fact);
    }
}

/* Was the environment of the machine written after Defender had started? */
static bool is_written_late(struct facts *facts)
{
    char *written = fact_text(facts, "registry-time/HKLM/SYSTEM/CurrentControlSet/Control/Session Manager/Environment%");
    char *process = fact_text(facts, "process/MsMpEng.exe"), *started = strstr(process, " started=");
    bool is_late = started != NULL && strcmp(written, started + strlen(" started=")) > 0;

    free(process);
    free(written);
    return is_late;
}

static void import_registry(struct facts *facts)
{
    struct text export = { 0 };

    text_append(&export, "Windows Registry Editor Version 5.00\r\n\r\n");
    text_append(&export, text_of(&facts->registry));
    /* The profile of the sample's user is in a key that now has our user's name. */
    stage_registry(text_of(&export));
    text_free(&export);
}

static struct facts make_machine(const char *name)
{
    char *path = text_format("%s/samples/%s/facts", SOURCE_DIR, name), *folder, *clock;
    struct facts facts = { 0 };
    struct error error;
    moment captured;

    facts.opened = folder_open(path, &error);
    if (facts.opened == NULL)
        fail_msg("%s", error.text);
    folder = make_folder();
    facts.folder = text_format("%s/facts", folder);
    CreateDirectoryA(facts.folder, NULL);
    free(folder);
    clock = fact_text(&facts, "clock/utc");
    assert_true(moment_read(clock, &captured));
    facts.shift = clock_now() - captured;
    assert_true(folder_walk(facts.opened, 10000, add_fact, &facts));
    for (size_t i = 0; i < sizeof more_keys / sizeof more_keys[0]; i++)
        add_key(&facts, more_keys[i]);
    stage_services();
    if (is_written_late(&facts))
        start_processes(&facts);
    import_registry(&facts);
    if (!is_written_late(&facts))
        start_processes(&facts);
    free(clock);
    free(path);
    return facts;
}

static void unmake_machine(struct facts *facts)
{
    stage_clear();
    folder_close(facts->opened);
    *strrchr(facts->folder, '/') = '\0';
    remove_folder(facts->folder);
    text_free(&facts->registry);
    for (size_t i = 0; i < facts->key_count; i++)
        free(facts->keys[i]);
    free(facts->keys);
}

static const char *text_at(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(item) ? item->valuestring : "";
}

/* What the live machine answers for a fact behind a wall becomes the twin's. */
static void take_live_fact(struct facts *facts, const char *path, struct span answer, struct text *unreadable)
{
    char *whole = text_format("%s/%s", facts->folder, path);
    cJSON *fact = cJSON_ParseWithLength(answer.data, answer.size);
    const char *state = text_at(fact, "state"), *text = text_at(fact, "text");

    assert_non_null(fact);
    if (strcmp(state, "present") == 0) {
        write_file(facts->folder, path, text, strlen(text));
    } else {
        wchar_t wide[MAX_PATH * 2];

        MultiByteToWideChar(CP_UTF8, 0, whole, -1, wide, MAX_PATH * 2);
        DeleteFileW(wide);
        if (strcmp(state, "unreadable") == 0)
            text_append_format(unreadable, "%s\t%s\n", text_at(fact, "key"), text_at(fact, "why"));
    }
    cJSON_Delete(fact);
    free(whole);
}

static void take_live_facts(struct facts *facts)
{
    const char **arguments = memory_get((facts->key_count + 3) * sizeof *arguments);
    char **keys = memory_get((facts->key_count + 1) * sizeof *keys);
    struct text unreadable = { 0 };
    struct outcome outcome;
    struct span rest, line;
    size_t count = 0;

    arguments[0] = "--format=json";
    arguments[1] = "--ask";
    for (size_t i = 0; i < facts->key_count; i++)
        arguments[i + 2] = keys[i] = key_of(facts->keys[i]);
    arguments[facts->key_count + 2] = NULL;
    outcome = stage_run(arguments, 60);
    rest = (struct span){ outcome.out.data, outcome.out.size };
    for (; count < facts->key_count && span_next_line(&rest, &line); count++)
        take_live_fact(facts, facts->keys[count], line, &unreadable);
    if (count != facts->key_count)
        fail_msg("--ask: %s", text_of(&outcome.err));
    if (unreadable.size > 0)
        write_file(facts->folder, "unreadable.txt", unreadable.data, unreadable.size);
    for (size_t i = 0; i < facts->key_count; i++)
        free(keys[i]);
    free(keys);
    free(arguments);
    outcome_free(&outcome);
    text_free(&unreadable);
}

static cJSON *examine(const char *host, char **words, size_t count, int *status)
{
    const char *arguments[24] = { "--format=json" };
    struct outcome outcome;
    cJSON *report;
    size_t at = 1;

    for (size_t i = 0; i < count; i++)
        arguments[at++] = words[i];
    if (host != NULL) {
        arguments[at++] = "--host";
        arguments[at++] = host;
    }
    outcome = stage_run(arguments, 60);
    report = cJSON_Parse(text_of(&outcome.out));
    if (report == NULL)
        fail_msg("%s: status %d, %s", host != NULL ? host : "live", outcome.status, text_of(&outcome.err));
    *status = outcome.status;
    outcome_free(&outcome);
    return report;
}

static const cJSON *finding_in(const cJSON *report, const char *id)
{
    const cJSON *finding;

    cJSON_ArrayForEach(finding, cJSON_GetObjectItemCaseSensitive(report, "findings"))
    {
        if (strcmp(text_at(finding, "id"), id) == 0)
            return finding;
    }
    return NULL;
}

static bool is_listed_difference(const char *id)
{
    for (size_t i = 0; i < sizeof differences / sizeof differences[0]; i++)
        if (strcmp(differences[i].id, id) == 0)
            return differences[i].is_seen = true;
    return false;
}

static size_t compared, same_as_sample;

/* Status and value are the same; else that is told. */
static bool is_same(const char *name, const char *where, const cJSON *live, const cJSON *other)
{
    if (other != NULL && strcmp(text_at(live, "status"), text_at(other, "status")) == 0 &&
        strcmp(text_at(live, "value"), text_at(other, "value")) == 0)
        return true;
    print_error("%s: %s is live %s [%s] (%s), %s %s [%s] (%s)\n", name, text_at(live, "id"), text_at(live, "status"), text_at(live, "value"),
                text_at(live, "summary"), where, text_at(other, "status"), text_at(other, "value"), text_at(other, "summary"));
    return false;
}

/* Live against the twin: all; against the sample: the status, but for what differs by a wall. Counts what is wrong. */
static int compare(const char *name, const cJSON *live, const cJSON *twin, const cJSON *sample)
{
    const cJSON *finding, *other;
    int wrong = 0;

    cJSON_ArrayForEach(finding, cJSON_GetObjectItemCaseSensitive(live, "findings"))
    {
        const char *id = text_at(finding, "id");

        compared++;
        other = finding_in(twin, id);
        if (!is_same(name, "captured", finding, other)) {
            wrong++;
            continue;
        }
        other = finding_in(sample, id);
        if (strcmp(text_at(finding, "status"), text_at(other, "status")) == 0) {
            same_as_sample++;
        } else if (!is_listed_difference(id)) {
            print_error("%s: %s is live %s (%s), in the sample %s (%s)\n", name, id, text_at(finding, "status"), text_at(finding, "summary"),
                        text_at(other, "status"), text_at(other, "summary"));
            wrong++;
        }
    }
    if (cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(live, "findings")) !=
        cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(sample, "findings"))) {
        print_error("%s: the live machine has other findings\n", name);
        wrong++;
    }
    return wrong;
}

static void keep_report(const char *name, const cJSON *live)
{
    char *file = text_format("%s.json", name), *text = cJSON_PrintUnformatted(live);

    write_file(LIVE_BUNDLES, file, text, strlen(text));
    cJSON_free(text);
    free(file);
}

/* The bundle of the machine gives its findings again: values are the same where only secrets are hidden. Counts what is wrong. */
static int compare_with_bundle(const char *name, char **words, size_t count, const cJSON *live, int live_status)
{
    char *path = text_format(LIVE_BUNDLES "/%s.zip", name);
    const char *const arguments[] = { "--supportBundle", "--redact=secrets", "--output", path, NULL };
    struct outcome outcome = stage_run(arguments, 60);
    const cJSON *finding;
    int wrong = 0, status;
    cJSON *replayed;

    if (outcome.status > 1)
        fail_msg("%s: no bundle: %s", name, text_of(&outcome.err));
    replayed = examine(path, words, count, &status);
    cJSON_ArrayForEach(finding, cJSON_GetObjectItemCaseSensitive(live, "findings"))
    {
        wrong += is_same(name, "in its bundle", finding, finding_in(replayed, text_at(finding, "id"))) ? 0 : 1;
    }
    if (status != live_status) {
        print_error("%s: status %d live, %d in its bundle\n", name, live_status, status);
        wrong++;
    }
    keep_report(name, live);
    outcome_free(&outcome);
    cJSON_Delete(replayed);
    free(path);
    return wrong;
}

static size_t read_words(const char *name, char **words, char **content)
{
    char *path = text_format("%s/samples/%s/options.txt", SOURCE_DIR, name);
    struct text text = { 0 };
    char why[FILE_WHY_SIZE];
    size_t count = 0;

    (void)file_read(path, 4096, &text, why);
    *content = text_take(&text);
    for (char *word = strtok(*content, " \n"); word != NULL && count < 16; word = strtok(NULL, " \n"))
        words[count++] = word;
    free(path);
    return count;
}

static int examine_sample(const char *name)
{
    char *path = text_format("%s/samples/%s", SOURCE_DIR, name), *words[16], *content;
    size_t count = read_words(name, words, &content);
    struct facts facts = make_machine(name);
    char *folder = memory_copy(facts.folder, strlen(facts.folder) - strlen("/facts"));
    int live_status, twin_status, sample_status, wrong;
    cJSON *live = examine(NULL, words, count, &live_status), *sample = examine(path, words, count, &sample_status), *twin;

    take_live_facts(&facts);
    twin = examine(folder, words, count, &twin_status);
    wrong = compare(name, live, twin, sample) + compare_with_bundle(name, words, count, live, live_status);
    if (live_status != twin_status) {
        print_error("%s: status %d live, %d captured\n", name, live_status, twin_status);
        wrong++;
    }
    cJSON_Delete(live);
    cJSON_Delete(twin);
    cJSON_Delete(sample);
    unmake_machine(&facts);
    free(folder);
    free(content);
    free(path);
    return wrong;
}

static bool is_windows(const char *name)
{
    char *path = text_format("%s/samples/%s/facts/system/platform", SOURCE_DIR, name);
    struct text text = { 0 };
    char why[FILE_WHY_SIZE];
    bool is = file_read(path, 64, &text, why) == FILE_READ && text_starts(text.data, "windows");

    text_free(&text);
    free(path);
    return is;
}

static const char *why_not_made(const char *name)
{
    for (size_t i = 0; i < sizeof not_made / sizeof not_made[0]; i++)
        if (strcmp(not_made[i].name, name) == 0)
            return not_made[i].why;
    return NULL;
}

/* In the environment: the only sample that is looked at. */
static bool is_wanted(const char *name)
{
    const char *only = getenv("ONLY_SAMPLE");

    return only == NULL || strcmp(only, name) == 0;
}

static void a_live_machine_says_what_its_captured_twin_says(void **state)
{
    struct text names = { 0 };
    struct span rest, line;
    char why[FILE_WHY_SIZE];
    size_t made = 0, left = 0;
    int wrong = 0;

    (void)state;
    assert_int_equal(file_list(SOURCE_DIR "/samples", &names, why), FILE_READ);
    rest = (struct span){ names.data, names.size };
    while (span_next_line(&rest, &line)) {
        char *name = memory_copy(line.data, line.size - 1);

        if (is_windows(name) && is_wanted(name)) {
            if (why_not_made(name) != NULL) {
                print_message("not made: %s: %s\n", name, why_not_made(name));
                left++;
            } else {
                wrong += examine_sample(name);
                made++;
            }
        }
        free(name);
    }
    text_free(&names);
    print_message("%zu machines, %zu findings compared, %zu of them with the sample's status; %zu samples not made\n", made, compared, same_as_sample,
                  left);
    assert_int_equal(wrong, 0);
    assert_true(getenv("ONLY_SAMPLE") != NULL || left == sizeof not_made / sizeof not_made[0]);
    for (size_t i = 0; getenv("ONLY_SAMPLE") == NULL && i < sizeof differences / sizeof differences[0]; i++)
        if (!differences[i].is_seen)
            fail_msg("%s does not differ: take it from the list", differences[i].id);
}

/* Who signed our fakes is known to this machine. */
static int trust_signer(void **state)
{
    HCERTSTORE store;
    struct text bytes = { 0 };
    struct error error = { "" };
    char why[FILE_WHY_SIZE];

    (void)state;
    stage_open();
    remove_folder(memory_copy_text(LIVE_BUNDLES));
    assert_true(folder_make(LIVE_BUNDLES, &error));
    assert_int_equal(file_read(FAKE_SIGNER, 65536, &bytes, why), FILE_READ);
    store = CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, CERT_SYSTEM_STORE_LOCAL_MACHINE, L"ROOT");
    assert_non_null(store);
    assert_true(CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, (const BYTE *)bytes.data, (DWORD)bytes.size,
                                                 CERT_STORE_ADD_REPLACE_EXISTING, NULL));
    CertCloseStore(store, 0);
    text_free(&bytes);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    stage_close();
    return 0;
}

int wmain(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_live_machine_says_what_its_captured_twin_says),
    };

    setvbuf(stdout, NULL, _IONBF, 0);
    return cmocka_run_group_tests(tests, trust_signer, leave);
}
