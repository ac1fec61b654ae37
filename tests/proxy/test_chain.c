/* The chain: who wins on a machine made of files, and what a literal one says. */
#define _GNU_SOURCE /* setenv */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "proxy/chain.h"

static char *root;
static struct host *host;
static struct proxy_chain chain;

static void put(const char *path, const char *text)
{
    write_file(root, path, text, strlen(text));
}

static int make_root(void **state)
{
    (void)state;
    root = make_folder();
    put("proc/sys/kernel/osrelease", "5.15.0-105-generic\n");
    setenv("HTTPS_PROXY", "http://shell.example:1", 1);
    return 0;
}

static int remove_root(void **state)
{
    (void)state;
    proxy_chain_free(&chain);
    host_free(host);
    remove_folder(root);
    return 0;
}

static void look(void)
{
    host = host_open_live(&(struct host_options){ .root = root });
    chain = proxy_chain_of(host);
}

static void assert_winner(const char *id, const char *proxy)
{
    struct proxy_route route = proxy_chain_route(&chain, "https://service.example/");

    assert_non_null(chain.selected);
    assert_string_equal(chain.selected->source->id, id);
    assert_string_equal(route.via, proxy);
    assert_int_equal(route.because, BECAUSE_SELECTED);
    proxy_route_free(&route);
}

#define UNIT    "lib/systemd/system/mdatp.service"
#define DROP_IN "etc/systemd/system/mdatp.service.d/proxy.conf"
#define MANAGED "etc/opt/microsoft/mdatp/managed/mdatp_managed.json"

static void the_shell_alone_wins_where_nothing_else_is_set(void **state)
{
    (void)state;
    look();
    assert_winner("ProcessEnvironment", "http://shell.example:1");
    assert_null(chain.next);
}

static void a_drop_in_of_the_service_wins_over_the_shell(void **state)
{
    (void)state;
    put(UNIT, "[Service]\nExecStart=/bin/true\n");
    put(DROP_IN, "[Service]\nEnvironment=\"HTTPS_PROXY=http://unit.example:2\"\n");
    look();
    assert_winner("ServiceEnvironment", "http://unit.example:2");
    assert_string_equal(chain.next->source->id, "ProcessEnvironment");
}

static void the_managed_file_wins_over_all_of_them(void **state)
{
    (void)state;
    put(UNIT, "[Service]\nExecStart=/bin/true\n");
    put(DROP_IN, "[Service]\nEnvironment=\"HTTPS_PROXY=http://unit.example:2\"\n");
    put(MANAGED, "{\"cloudService\": {\"proxy\": \"http://managed.example:3/\"}}\n");
    look();
    assert_winner("ManagedConfig", "http://managed.example:3");
    assert_string_equal(chain.next->source->id, "ServiceEnvironment");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_shell_alone_wins_where_nothing_else_is_set, make_root, remove_root),
        cmocka_unit_test_setup_teardown(a_drop_in_of_the_service_wins_over_the_shell, make_root, remove_root),
        cmocka_unit_test_setup_teardown(the_managed_file_wins_over_all_of_them, make_root, remove_root),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
