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

/* A user may set one of a megabyte: each of its 500,000 ends would be a domain, and compared with everything in the bundle. */
static void what_is_longer_than_any_name_is_none(void **state)
{
    struct text domain = { 0 }, script = { 0 }, report = { 0 };
    struct host *host;
    struct known_names names;

    (void)state;
    for (int i = 0; i < 100; i++)
        text_append(&domain, "ab.");
    text_append_format(&script, "http://%scorp.contoso.com:8080", text_of(&domain));
    text_append_format(&report, "Windows Device ID       : %s\n", text_of(&domain));
    host = host_open_literal(
        (const char *const[][2]){ { "system/platform", "windows" },
                                  { "env/https_proxy", text_of(&script) },
                                  { "registry/HKCU/Software/Microsoft/Windows/CurrentVersion/Internet Settings/AutoConfigURL", text_of(&script) },
                                  { "command/plugin-healthcheck", text_of(&report) },
                                  { "system/hostname", text_of(&domain) },
                                  { NULL, NULL } });
    names = known_names_of(host, "/nowhere");
    assert_int_equal(names.domains.count, 0);
    assert_int_equal(names.devices.count, 0);
    assert_false(holds(&names.hosts, text_of(&domain)));
    known_names_free(&names);
    host_free(host);
    text_free(&domain);
    text_free(&script);
    text_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_domain_of_a_configured_proxy_is_known),
        cmocka_unit_test(neither_addresses_nor_the_services_are_domains_of_this_host),
        cmocka_unit_test(the_ids_that_the_service_has_for_this_machine_are_known),
        cmocka_unit_test(what_is_longer_than_any_name_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
