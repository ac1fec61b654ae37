/* A bundle is a captured host: what the live one was asked reads back with the same findings. */
#include "tests/support.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/collect.h"
#include "bundle/fact_text.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/examine.h"
#include "healthcheck/platform/file.h"

static struct redactor *redactor;
static char *folder;

static int set_up(void **state)
{
    static const struct redact_options options = { .level = REDACT_IDENTITY, .key = "a key that only this test has" };

    (void)state;
    redactor = redactor_new(&options);
    folder = make_folder();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    redactor_free(redactor);
    remove_folder(folder);
    return 0;
}

static void read_all(struct entry *entry, struct text *content)
{
    struct feed *feed = entry->open(entry);
    struct text raw = { 0 };
    char buffer[4096];
    long long got;

    assert_non_null(feed);
    while ((got = feed->read(feed, buffer, sizeof buffer)) > 0)
        text_append_bytes(&raw, buffer, (size_t)got);
    feed_close(feed);
    if (entry->is_redacted) {
        text_append_bytes(content, text_of(&raw), raw.size);
    } else {
        struct redactions counts = { { 0 } };

        assert_true(redact(redactor, text_of(&raw), raw.size, content, &counts));
    }
    text_free(&raw);
}

/* As the bundle would hold it; returns the folder of the capture, yours to free. */
static char *write_bundle(struct host *host, const char *name)
{
    struct collection collection = collect(host, redactor, &(struct collect_options){ 0 });
    char *path = text_format("%s/%s", folder, name);

    for (size_t i = 0; i < collection.count; i++) {
        struct text content = { 0 };
        char *below = text_format("%s/%s", name, collection.entries[i].path);

        if (collection.entries[i].open != NULL) {
            read_all(&collection.entries[i], &content);
            write_file(folder, below, text_of(&content), content.size);
        }
        text_free(&content);
        free(below);
    }
    collection_free(&collection);
    return path;
}

static char *redacted(const char *text)
{
    struct redactions counts = { { 0 } };
    struct text out = { 0 };

    assert_true(redact(redactor, text, strlen(text), &out, &counts));
    return text_take(&out);
}

static size_t differences;

/* A value is redacted beside what it stands beside in its fact: it may be left as it is where alone it would not be, and an id of a device
   is known by its name. */
static bool is_same_value(const char *live, const char *again)
{
    static const char name[] = "Device ID: ";
    char *hidden = redacted(live != NULL ? live : ""), *named = text_format("%s%s", name, live != NULL ? live : ""), *id = redacted(named);
    const char *replayed = again != NULL ? again : "";
    bool is_same = strcmp(hidden, replayed) == 0 || strcmp(live != NULL ? live : "", replayed) == 0 || strcmp(id + strlen(name), replayed) == 0;

    free(id);
    free(named);
    free(hidden);
    return is_same;
}

static void compare(const char *name, const struct examination *live, const struct examination *again)
{
    assert_int_equal(live->count, again->count);
    for (size_t i = 0; i < live->count; i++) {
        const struct finding *a = &live->findings[i], *b = &again->findings[i];

        assert_string_equal(a->id, b->id);
        if (a->status == b->status && is_same_value(a->value, b->value))
            continue;
        print_error("%s, %s: %d %s: %s\n  replayed: %d %s: %s\n", name, a->id, (int)a->status, a->value != NULL ? a->value : "", a->summary,
                    (int)b->status, b->value != NULL ? b->value : "", b->summary);
        differences++;
    }
}

static void check_sample(const char *sample)
{
    struct selection all = { 0 };
    struct error error = { "" };
    struct host *host = host_open_captured(sample, &error), *again;
    struct examination live, replayed;
    char *path;

    if (host == NULL)
        fail_msg("%s", error.text);
    live = examine(host, &all);
    path = write_bundle(host, strrchr(sample, '/') + 1);
    again = host_open_captured(path, &error);
    if (again == NULL)
        fail_msg("%s", error.text);
    replayed = examine(again, &all);
    for (size_t i = 0; host_note(again, i) != NULL; i++)
        fail_msg("%s: %s", sample, host_note(again, i));
    compare(sample, &live, &replayed);
    examination_free(&replayed);
    host_free(again);
    examination_free(&live);
    host_free(host);
    free(path);
}

static void every_sample_gives_the_same_findings_when_it_comes_back_from_a_bundle(void **state)
{
    char **abouts = project_files("samples", "about.txt");

    (void)state;
    assert_non_null(abouts[0]);
    for (size_t i = 0; abouts[i] != NULL; i++) {
        *strrchr(abouts[i], '/') = '\0';
        check_sample(abouts[i]);
    }
    free_project_files(abouts);
    assert_int_equal(differences, 0);
}

static void assert_state(struct host *host, const char *key, enum fact_state state)
{
    const struct fact *fact = host_ask(host, key);

    if (fact->state != state)
        fail_msg("%s is %s (%s)", key, fact_state_name(fact->state), fact->why);
}

/* A host that was asked for `keys`, as its bundle answers. */
static struct host *through_bundle(const char *name, const char *const facts[][2], const char *const *keys)
{
    struct host *host = host_open_literal(facts), *again;
    struct error error = { "" };
    char *path;

    for (; *keys != NULL; keys++)
        host_ask(host, *keys);
    path = write_bundle(host, name);
    again = host_open_captured(path, &error);
    if (again == NULL)
        fail_msg("%s", error.text);
    for (size_t i = 0; host_note(again, i) != NULL; i++)
        fail_msg("%s", host_note(again, i));
    host_free(host);
    free(path);
    return again;
}

static void what_nobody_looked_at_is_unreadable_and_never_absent(void **state)
{
    const char *const facts[][2] = {
        { "system/platform", "windows" },
        { "registry/HKLM/SOFTWARE/X/Value", "text" },
        { "registry/HKLM/SOFTWARE/X/Below/Value", "text" },
        { "registry/HKLM/SOFTWARE/Y/Value", LITERAL_UNREADABLE "access denied" },
        { "file/C/here", "content" },
        { "file/C/refused", LITERAL_UNREADABLE "permission denied" },
        { NULL },
    };
    const char *const keys[] = { "registry/HKLM/SOFTWARE/X/Value",
                                 "registry/HKLM/SOFTWARE/X/Gone",
                                 "registry/HKLM/SOFTWARE/Y/Value",
                                 "registry/HKLM/SOFTWARE/Z/Value",
                                 "registry/HKLM/SOFTWARE/Zz/Key/",
                                 "file/C/here",
                                 "file/C/gone",
                                 "file/C/refused",
                                 NULL };
    struct host *again = through_bundle("unlooked", facts, keys);

    (void)state;
    assert_state(again, "registry/HKLM/SOFTWARE/X/Value", FACT_PRESENT);
    assert_state(again, "registry/HKLM/SOFTWARE/X/Gone", FACT_ABSENT);
    assert_state(again, "registry/HKLM/SOFTWARE/X/AlsoGone", FACT_ABSENT); /* the key was recorded whole */
    assert_string_equal(host_ask(again, "registry/HKLM/SOFTWARE/X/")->text, "Below/\nValue\n");
    assert_state(again, "registry/HKLM/SOFTWARE/X/Below/", FACT_UNREADABLE);
    assert_state(again, "registry/HKLM/SOFTWARE/X/Below/Value", FACT_UNREADABLE);
    assert_state(again, "registry/HKLM/SOFTWARE/X/Below/Deeper/Value", FACT_UNREADABLE);
    assert_state(again, "registry/HKLM/SOFTWARE/Y/Value", FACT_UNREADABLE);
    assert_state(again, "registry/HKLM/SOFTWARE/Z/Value", FACT_ABSENT);
    assert_state(again, "registry/HKLM/SOFTWARE/Zz/Key/", FACT_ABSENT);
    assert_state(again, "registry/HKLM/SOFTWARE/Zz/Key/Value", FACT_ABSENT);
    assert_state(again, "registry/HKLM/SOFTWARE/Never", FACT_UNREADABLE);
    assert_state(again, "file/C/here", FACT_PRESENT);
    assert_state(again, "file/C/gone", FACT_ABSENT);
    assert_state(again, "file/C/refused", FACT_UNREADABLE);
    assert_string_equal(host_ask(again, "file/C/refused")->why, "permission denied");
    assert_state(again, "file/C/never", FACT_UNREADABLE);
    host_free(again);
}

/* What is looked for, and where. */
struct searched {
    const char *folder, *secret;
};

static void assert_not_in(void *context, const char *path, enum file_kind kind)
{
    const struct searched *searched = context;
    char *whole = text_format("%s/%s", searched->folder, path), why[FILE_WHY_SIZE];
    struct text content = { 0 };

    assert_null(strstr(path, searched->secret));
    if (kind == FILE_IS_FILE) {
        assert_int_equal(file_read(whole, 1 << 20, &content, why), FILE_READ);
        assert_null(strstr(text_of(&content), searched->secret));
    }
    text_free(&content);
    free(whole);
}

static void assert_nowhere(const char *path, const char *secret)
{
    struct error error = { "" };
    struct folder *opened = folder_open(path, &error);
    struct searched searched = { path, secret };

    assert_non_null(opened);
    assert_true(folder_walk(opened, 10000, assert_not_in, &searched));
    folder_close(opened);
}

#define TOKEN "ghp_abcdefghijklmnopqrstuvwxyz0123456789"

/* W16: in keys of what is there, of what is not, of what was refused, and in the reason. */
static void a_secret_in_a_key_or_a_reason_stays_here(void **state)
{
    static const char refused[] = "env/" TOKEN "\tcannot open /srv/" TOKEN ": permission denied\n", absent[] = "file/etc/" TOKEN "\n";
    static const char *const keys[] = { "file/opt/" TOKEN, "file/etc/" TOKEN, "env/" TOKEN };
    struct error error = { "" };
    struct host *host;
    char *path = text_format("%s/host", folder), *bundle, *refusals;
    struct text all = { 0 };
    char why[FILE_WHY_SIZE];

    (void)state;
    write_file(folder, "host/facts/file/opt/" TOKEN, "x\n", 2);
    write_file(folder, "host/facts/absent.txt", absent, sizeof absent - 1);
    write_file(folder, "host/facts/unreadable.txt", refused, sizeof refused - 1);
    host = host_open_captured(path, &error);
    assert_non_null(host);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(host_ask(host, keys[i])->state, i == 0 ? FACT_PRESENT : i == 1 ? FACT_ABSENT : FACT_UNREADABLE);
    bundle = write_bundle(host, "out");
    assert_nowhere(bundle, TOKEN);
    refusals = text_format("%s/facts/unreadable.txt", bundle);
    assert_int_equal(file_read(refusals, 100000, &all, why), FILE_READ);
    assert_non_null(strstr(text_of(&all), "cannot open /srv/"));
    text_free(&all);
    host_free(host);
    free(refusals);
    free(bundle);
    free(path);
}

static void variables_that_differ_in_case_alone_stay_two(void **state)
{
    const char *const facts[][2] = {
        { "system/platform", "linux" }, { "env/http_proxy", "http://small:1" }, { "env/HTTP_PROXY", "http://large:1" }, { NULL }
    };
    const char *const keys[] = { "env/http_proxy", "env/HTTP_PROXY", NULL };
    struct host *again = through_bundle("case", facts, keys);

    (void)state;
    assert_string_equal(host_ask(again, "env/http_proxy")->text, "http://small:1");
    assert_string_equal(host_ask(again, "env/HTTP_PROXY")->text, "http://large:1");
    host_free(again);
}

static void binary_that_no_reader_knows_does_not_go_in(void **state)
{
    const char *const facts[][2] = { { "system/platform", "linux" }, { "file/etc/binary", "\x7f\005\003\004\006\007\003\004\xff\xfe" }, { NULL } };
    const char *const keys[] = { "file/etc/binary", NULL };
    struct host *again;

    (void)state;
    again = through_bundle("binary", facts, keys);
    assert_state(again, "file/etc/binary", FACT_UNREADABLE);
    host_free(again);
}

static void the_same_facts_give_the_same_rows(void **state)
{
    const char *const facts[][2] = {
        { "system/platform", "linux" }, { "file/etc/b", "b" }, { "file/etc/a", "a" }, { "service/x", "running" }, { NULL }
    };
    struct host *one = host_open_literal(facts), *two = host_open_literal(facts);
    struct collection first, second;

    (void)state;
    host_ask(one, "file/etc/a");
    host_ask(one, "file/etc/b");
    host_ask(one, "service/x");
    host_ask(two, "service/x");
    host_ask(two, "file/etc/b");
    host_ask(two, "file/etc/a");
    first = collect(one, redactor, &(struct collect_options){ 0 });
    second = collect(two, redactor, &(struct collect_options){ 0 });
    assert_int_equal(first.count, second.count);
    for (size_t i = 0; i < first.count; i++)
        assert_string_equal(first.entries[i].path, second.entries[i].path);
    collection_free(&first);
    collection_free(&second);
    host_free(one);
    host_free(two);
}

/* RFC 1952 around one stored block. Takes `plain` over. */
static struct text packed(struct text *plain)
{
    struct text out = { 0 };
    uint32_t sum = 0xFFFFFFFF;

    for (size_t i = 0; i < plain->size; i++) {
        sum ^= (unsigned char)plain->data[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (0xEDB88320 & (0 - (sum & 1)));
    }
    sum = ~sum;
    text_append_bytes(&out, "\x1f\x8b\x08\0\0\0\0\0\0\xff\1", 11);
    text_append_char(&out, (char)(unsigned char)(plain->size & 0xff));
    text_append_char(&out, (char)(unsigned char)(plain->size >> 8));
    text_append_char(&out, (char)(unsigned char)(~plain->size & 0xff));
    text_append_char(&out, (char)(unsigned char)(~plain->size >> 8 & 0xff));
    text_append_bytes(&out, text_of(plain), plain->size);
    for (int i = 0; i < 4; i++)
        text_append_char(&out, (char)(unsigned char)(sum >> 8 * i & 0xff));
    for (int i = 0; i < 4; i++)
        text_append_char(&out, (char)(unsigned char)(plain->size >> 8 * i & 0xff));
    text_free(plain);
    return out;
}

/* There is gzip that unpacks to itself, and 260 KB that unpack 9,000 times took a gigabyte. */
static void gzip_in_gzip_goes_in_and_no_deeper_one(void **state)
{
    struct redactions counts = { { 0 } };
    struct text bytes = { 0 };

    (void)state;
    text_append(&bytes, "CONFIG_BPF=y\n");
    for (int nested = 1; nested <= 3; nested++) {
        struct fact_text text = { 0 };
        struct error why = { "" };
        bool goes_in;

        bytes = packed(&bytes);
        goes_in = fact_text_of(&text, redactor, text_of(&bytes), bytes.size, &counts, &why);
        assert_true(goes_in == (nested < 3));
        assert_string_equal(goes_in ? text_of(&text.text) : why.text, goes_in ? "CONFIG_BPF=y\n" : "it is gzip in gzip in gzip");
        text_free(&text.text);
    }
    text_free(&bytes);
}

/* The second password is one only as long as its control is there, and made up for the first one. */
static void a_control_in_the_name_of_a_secret_is_seen_whatever_others_there_are(void **state)
{
    struct redactions counts = { { 0 } };
    struct text bytes = { 0 };
    struct fact_text text = { 0 };
    struct error why = { "" };

    (void)state;
    for (int i = 0; i < 20; i++)
        text_append(&bytes, "a line of plain text that says nothing at all\n");
    text_append(&bytes, "\033[1mpassword=hunter22\033[0m\n");
    assert_true(fact_text_of(&text, redactor, text_of(&bytes), bytes.size, &counts, &why));
    text_append(&bytes, "pass\001word=hunter22\npassword=x\001xx\n");
    assert_false(fact_text_of(&text, redactor, text_of(&bytes), bytes.size, &counts, &why));
    text_free(&text.text);
    text_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_gives_the_same_findings_when_it_comes_back_from_a_bundle),
        cmocka_unit_test(what_nobody_looked_at_is_unreadable_and_never_absent),
        cmocka_unit_test(a_secret_in_a_key_or_a_reason_stays_here),
        cmocka_unit_test(variables_that_differ_in_case_alone_stay_two),
        cmocka_unit_test(binary_that_no_reader_knows_does_not_go_in),
        cmocka_unit_test(the_same_facts_give_the_same_rows),
        cmocka_unit_test(gzip_in_gzip_goes_in_and_no_deeper_one),
        cmocka_unit_test(a_control_in_the_name_of_a_secret_is_seen_whatever_others_there_are),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
