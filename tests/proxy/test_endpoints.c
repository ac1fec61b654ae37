/* The addresses the agent must reach. */
#include "tests/support.h"

#include <string.h>

#include "proxy/bypass.h"
#include "proxy/endpoints.h"

static void every_address_is_an_https_url_and_stands_once(void **state)
{
    struct bypass_target target;
    char scheme[16], host[256];
    size_t count = 0;

    (void)state;
    for (; endpoint_url(count) != NULL; count++) {
        assert_true(bypass_target_read(&target, endpoint_url(count), scheme, host));
        assert_string_equal(target.scheme, "https");
        assert_int_equal(target.port, 443);
        assert_true(text_ends(host, ".microsoft.com") || text_ends(host, ".blob.core.windows.net"));
        for (size_t i = 0; i < count; i++)
            assert_string_not_equal(endpoint_url(i), endpoint_url(count));
    }
    assert_int_equal(count, 115);
}

static void both_ways_and_every_geography_are_there(void **state)
{
    static const char *const geographies[] = { "us", "eu", "uk", "au" };

    (void)state;
    for (size_t g = 0; g < sizeof geographies / sizeof *geographies; g++) {
        size_t seen[2] = { 0 };

        for (size_t i = 0; endpoint_at(i) != NULL; i++)
            if (endpoint_at(i)->geography != NULL && strcmp(endpoint_at(i)->geography, geographies[g]) == 0)
                seen[endpoint_at(i)->connectivity]++;
        assert_true(seen[CONNECTIVITY_STANDARD] >= 10);
        assert_true(seen[CONNECTIVITY_STREAMLINED] >= 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_address_is_an_https_url_and_stands_once),
        cmocka_unit_test(both_ways_and_every_geography_are_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
