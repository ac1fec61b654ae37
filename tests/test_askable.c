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
    static const char *const keys[] = { "file/etc/shadow",           "file/root/.ssh/id_ed25519",       "folder/root",
                                        "env/AWS_SECRET_ACCESS_KEY", "registry/HKLM/SAM/SAM/Domains/F", "file/C/Windows/win.ini" };

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        assert_false(askable(keys[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_a_check_asks_for_can_be_asked),
        cmocka_unit_test(files_that_no_check_looks_at_stay_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
