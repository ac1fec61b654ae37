/* What a check asks for, a user may ask for, too: `healthcheck --ask KEY` on a live machine. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/askable.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/examine.h"
#include "healthcheck/host/host.h"

/* Counts what the checks ask of one captured host and --ask would refuse, and names it. */
static size_t count_refused(const char *sample)
{
    char *path = text_format("%s/samples/%s", SOURCE_DIR, sample);
    struct error error;
    struct host *host = host_open_captured(path, &error);
    struct examination examination;
    const struct fact *fact;
    size_t count = 0;

    assert_non_null(host);
    examination = examine(host, &(struct selection){ 0 });
    for (size_t i = 0; (fact = host_asked(host, i)) != NULL; i++)
        if (!askable(fact->key)) {
            print_error("%s: a check asks for %s\n", sample, fact->key);
            count++;
        }
    examination_free(&examination);
    host_free(host);
    free(path);
    return count;
}

static void whatever_a_check_asks_for_can_be_asked(void **state)
{
    char **files = project_files("samples", "about.txt");
    size_t refused = 0;

    (void)state;
    assert_non_null(files[0]);
    for (size_t i = 0; files[i] != NULL; i++) {
        const char *name = files[i] + strlen("samples/");
        char *sample = memory_copy(name, strcspn(name, "/"));

        refused += count_refused(sample);
        free(sample);
    }
    free_project_files(files);
    assert_int_equal(refused, 0);
}

static void files_that_no_check_looks_at_stay_closed(void **state)
{
    static const char *const keys[] = {
        "file/etc/shadow",
        "file/boot/config-x/etc/shadow",
        "file/root/.ssh/id_rsa",
        "file-tail/var/log/auth.log",
        "file-info/lib64/x/y/libc-2.28.so",
        "file-info/c/users/a/secret.txt",
        "folder/root",
        "folder/c/users/a/documents",
        "folder/c/microsoft/windows/wer/reportqueue",
        "env/AWS_SECRET_ACCESS_KEY",
        "registry/HKLM/SAM/SAM/",
        "registry/HKLM/SECURITY/",
        "process/bash",
        "system/a/b",
        "command/mdatp-health/x",
        "download/http:%2F%2Fexample",
        "",
        "**",
        "file/**",
        "file/C/Windows/win.ini",
    };

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (askable(keys[i]))
            fail_msg("'%s' may be asked for", keys[i]);
}

static void a_long_name_is_judged_at_once(void **state)
{
    struct text key = { 0 };

    (void)state;
    text_append(&key, "file-info/c");
    for (size_t i = 0; i < 50000; i++)
        text_append(&key, "/a.d");
    assert_false(askable(text_of(&key)));
    text_free(&key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_a_check_asks_for_can_be_asked),
        cmocka_unit_test(files_that_no_check_looks_at_stay_closed),
        cmocka_unit_test(a_long_name_is_judged_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
