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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_domain_of_a_configured_proxy_is_known),
        cmocka_unit_test(neither_addresses_nor_the_services_are_domains_of_this_host),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
