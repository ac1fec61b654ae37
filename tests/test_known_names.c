/* The names of this machine that a bundle hides. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/redact.h"
#include "healthcheck/known_names.h"

static bool holds(const struct words *words, const char *name)
{
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->items[i], name) == 0)
            return true;
    return false;
}

static void the_domain_of_a_configured_proxy_is_known(void **state)
{
    static const char *const facts[][2] = { { "system/platform", "linux" },
                                            { "env/https_proxy", "http://proxy.corp.contoso.co.uk:8080" },
                                            { "file/etc/resolv.conf", "search lab.fabrikam.com\nnameserver 10.0.0.1\n" },
                                            { "system/hostname", "ws-017.emea.adatum.com\n" },
                                            { NULL, NULL } };
    struct host *host = host_open_literal(facts);
    struct known_names names = known_names_of(host, "/nowhere");

    (void)state;
    assert_true(holds(&names.domains, "corp.contoso.co.uk"));
    assert_true(holds(&names.domains, "contoso.co.uk"));
    assert_false(holds(&names.domains, "co.uk"));
    assert_true(holds(&names.domains, "lab.fabrikam.com"));
    assert_true(holds(&names.domains, "fabrikam.com"));
    assert_true(holds(&names.domains, "emea.adatum.com"));
    assert_true(holds(&names.hosts, "ws-017"));
    known_names_free(&names);
    host_free(host);
}

static void neither_addresses_nor_the_services_are_domains_of_this_host(void **state)
{
    static const char *const facts[][2] = { { "system/platform", "linux" },
                                            { "env/https_proxy", "http://10.1.2.3:8080" },
                                            { "file/etc/resolv.conf", "search internal.cloudapp.net endpoint.security.microsoft.com lan\n" },
                                            { NULL, NULL } };
    struct host *host = host_open_literal(facts);
    struct known_names names = known_names_of(host, "/nowhere");

    (void)state;
    assert_int_equal(names.domains.count, 0);
    known_names_free(&names);
    host_free(host);
}

static void the_ids_that_the_service_has_for_this_machine_are_known(void **state)
{
    static const char *const on_windows[][2] = { { "system/platform", "windows" },
                                                 { "command/plugin-healthcheck",
                                                   "Windows Device ID       : 1111111111111111111111111111111111111111\n"
                                                   "WSL Device ID           : 2222222222222222222222222222222222222222\n" },
                                                 { NULL, NULL } };
    static const char *const on_linux[][2] = { { "system/platform", "linux" },
                                               { "command/mdatp-health", "edr_machine_id : \"3333333333333333333333333333333333333333\"\n" },
                                               { "command/mdatp-health-edr", "edr_machine_id : \"\"\n" },
                                               { NULL, NULL } };
    struct host *windows = host_open_literal(on_windows), *other = host_open_literal(on_linux);
    struct known_names names = known_names_of(windows, "/nowhere");

    (void)state;
    assert_true(holds(&names.devices, "1111111111111111111111111111111111111111"));
    assert_true(holds(&names.devices, "2222222222222222222222222222222222222222"));
    known_names_free(&names);
    names = known_names_of(other, "/nowhere");
    assert_int_equal(names.devices.count, 1);
    assert_true(holds(&names.devices, "3333333333333333333333333333333333333333"));
    known_names_free(&names);
    host_free(windows);
    host_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_domain_of_a_configured_proxy_is_known),
        cmocka_unit_test(neither_addresses_nor_the_services_are_domains_of_this_host),
        cmocka_unit_test(the_ids_that_the_service_has_for_this_machine_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
