/* os.resources: processors, memory, room on the disk. */
#include "tests/support.h"

#include <string.h>

static void enough_is_ok_and_told(void **state)
{
    struct finding finding = look_at(
        "os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                  { "system/memory", "8000000000" },
                                                  { "disk/opt/microsoft/mdatp", "size=63086788608 free=41240268800 type=ext4 options=rw,relatime" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "2 processors; 8.00 GB of memory; 41.24 GB free under /opt/microsoft/mdatp");
}

static void exactly_enough_is_ok(void **state)
{
    struct finding finding = look_at(
        "os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                  { "system/memory", "1500000000" },
                                                  { "disk/opt/microsoft/mdatp", "size=63086788608 free=3000000000 type=ext4 options=rw,relatime" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void little_memory_warns(void **state)
{
    struct finding finding = look_at(
        "os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                  { "system/memory", "1499999999" },
                                                  { "disk/opt/microsoft/mdatp", "size=63086788608 free=41240268800 type=ext4 options=rw,relatime" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "1.49 GB of memory is less than 1.5 GB");
}

static void too_little_memory_fails(void **state)
{
    struct finding finding = look_at(
        "os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                  { "system/memory", "999999999" },
                                                  { "disk/opt/microsoft/mdatp", "size=63086788608 free=41240268800 type=ext4 options=rw,relatime" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "0.99 GB of memory is less than 1 GB");
}

static void little_room_warns(void **state)
{
    struct finding finding = look_at(
        "os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                  { "system/memory", "8000000000" },
                                                  { "disk/opt/microsoft/mdatp", "size=63086788608 free=2999999999 type=ext4 options=rw,relatime" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "2.99 GB free under /opt/microsoft/mdatp is less than 3 GB");
}

static void too_little_room_fails_and_says_how_to_find_what_fills_it(void **state)
{
    struct finding finding = look_at(
        "os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                  { "system/memory", "8000000000" },
                                                  { "disk/opt/microsoft/mdatp", "size=63086788608 free=1999999999 type=ext4 options=rw,relatime" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "1.99 GB free under /opt/microsoft/mdatp is less than 2 GB");
    assert_non_null(strstr(finding.advice, "du -xh"));
}

static void before_the_agent_is_there_opt_counts(void **state)
{
    struct finding finding =
        look_at("os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                          { "system/memory", "8000000000" },
                                                          { "disk/opt", "size=63086788608 free=1 type=ext4 options=rw,relatime" },
                                                          { "disk/", "size=63086788608 free=41240268800 type=ext4 options=rw,relatime" },
                                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "under /opt is"));
}

static void else_the_root_counts(void **state)
{
    struct finding finding =
        look_at("os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                          { "system/memory", "8000000000" },
                                                          { "disk/", "size=63086788608 free=41240268800 type=ext4 options=rw,relatime" },
                                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "free under /"));
}

static void an_old_c_library_is_named(void **state)
{
    struct finding finding = look_at(
        "os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                  { "system/memory", "8000000000" },
                                                  { "disk/opt/microsoft/mdatp", "size=63086788608 free=41240268800 type=ext4 options=rw,relatime" },
                                                  { "file-info/lib64/libc-2.12.so", "size=1926480" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "glibc 2.12 is older than 2.17");
}

static void no_processor_fails(void **state)
{
    struct finding finding = look_at(
        "os.resources", (const char *const[][2]){ { "system/processors", "0" },
                                                  { "system/memory", "8000000000" },
                                                  { "disk/opt/microsoft/mdatp", "size=63086788608 free=41240268800 type=ext4 options=rw,relatime" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void unknown_memory_is_unknown(void **state)
{
    struct finding finding = look_at(
        "os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                  { "disk/opt/microsoft/mdatp", "size=63086788608 free=41240268800 type=ext4 options=rw,relatime" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "the memory's size is not known");
}

static void memory_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = look_at(
        "os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                  { "system/memory", LITERAL_UNREADABLE "permission denied" },
                                                  { "disk/opt/microsoft/mdatp", "size=63086788608 free=41240268800 type=ext4 options=rw,relatime" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_disk_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = look_at("os.resources", (const char *const[][2]){ { "system/processors", "2" },
                                                                               { "system/memory", "8000000000" },
                                                                               { "disk/opt/microsoft/mdatp", LITERAL_UNREADABLE "permission denied" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void an_unknown_disk_is_unknown(void **state)
{
    struct finding finding =
        look_at("os.resources", (const char *const[][2]){ { "system/processors", "2" }, { "system/memory", "8000000000" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "the free space under /opt/microsoft/mdatp is not known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enough_is_ok_and_told),
        cmocka_unit_test(exactly_enough_is_ok),
        cmocka_unit_test(little_memory_warns),
        cmocka_unit_test(too_little_memory_fails),
        cmocka_unit_test(little_room_warns),
        cmocka_unit_test(too_little_room_fails_and_says_how_to_find_what_fills_it),
        cmocka_unit_test(before_the_agent_is_there_opt_counts),
        cmocka_unit_test(else_the_root_counts),
        cmocka_unit_test(an_old_c_library_is_named),
        cmocka_unit_test(no_processor_fails),
        cmocka_unit_test(unknown_memory_is_unknown),
        cmocka_unit_test(memory_that_cannot_be_read_is_unknown),
        cmocka_unit_test(a_disk_that_cannot_be_read_is_unknown),
        cmocka_unit_test(an_unknown_disk_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
