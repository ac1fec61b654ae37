/* What sc.exe prints. */
#include "tests/support.h"

#include <stdlib.h>

#include "healthcheck/host/sc_query.h"

static struct sc_query read_data(const char *name)
{
    char *path = text_format("tests/data/sc_query/%s.txt", name);
    size_t size;
    char *bytes = read_project_file(path, &size);
    struct sc_query query = sc_query_read((struct span){ bytes, size });

    free(bytes);
    free(path);
    return query;
}

static void a_state_is_the_number_of_the_second_row(void **state)
{
    (void)state;
    assert_string_equal(sc_state_name(read_data("query-running").second), "running");
    assert_string_equal(sc_state_name(read_data("query-stopped").second), "stopped");
    assert_int_equal(read_data("query-running").error, 0);
}

static void so_is_the_way_it_starts(void **state)
{
    (void)state;
    assert_int_equal(read_data("qc-disabled").second, SC_START_DISABLED);
    assert_int_equal(read_data("qc-disabled").error, 0);
}

static void a_service_that_does_not_exist_is_told_by_its_number(void **state)
{
    struct sc_query german = sc_query_read(
        span_of("[SC] EnumQueryServicesStatus:OpenService FEHLER 1060:\r\n\r\nDer angegebene Dienst ist kein installierter Dienst.\r\n"));

    (void)state;
    assert_int_equal(read_data("query-missing").error, SC_NO_SUCH_SERVICE);
    assert_int_equal(german.error, SC_NO_SUCH_SERVICE);
    assert_int_equal(german.second, -1);
}

static void labels_of_another_language_do_not_matter(void **state)
{
    struct sc_query spanish = sc_query_read(span_of("\r\nNOMBRE_SERVICIO: Sense\r\n        TIPO               : 10  WIN32_OWN_PROCESS\r\n"
                                                    "        ESTADO             : 3  STOP_PENDING\r\n"));

    (void)state;
    assert_string_equal(sc_state_name(spanish.second), "stopping");
}

static void rubbish_is_no_state(void **state)
{
    (void)state;
    assert_int_equal(sc_query_read(span_of("")).second, -1);
    assert_int_equal(sc_query_read(span_of(" a : 1\n b : 99999999999999999999\n")).second, -1);
    assert_int_equal(sc_query_read(span_of("[SC] x 99999999999999999999:\n")).error, -1);
    assert_int_equal(sc_query_read(span_of("[SC] no number:\n[SC]\n")).error, 0);
    assert_null(sc_state_name(0));
    assert_null(sc_state_name(8));
    assert_null(sc_state_name(-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_is_the_number_of_the_second_row),
        cmocka_unit_test(so_is_the_way_it_starts),
        cmocka_unit_test(a_service_that_does_not_exist_is_told_by_its_number),
        cmocka_unit_test(labels_of_another_language_do_not_matter),
        cmocka_unit_test(rubbish_is_no_state),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
