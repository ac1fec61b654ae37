/* One proxy as a setting writes it. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "proxy/address.h"

static struct proxy_address address;
static struct proxy_problems problems;

static int begin(void **state)
{
    (void)state;
    address = (struct proxy_address){ 0 };
    problems = (struct proxy_problems){ 0 };
    return 0;
}

static int end(void **state)
{
    (void)state;
    proxy_address_free(&address);
    proxy_problems_free(&problems);
    return 0;
}

static void read_again(const char *text)
{
    end(NULL);
    proxy_address_read(&address, text, strlen(text), &problems);
}

static void assert_uri(const char *text, const char *expected)
{
    char *uri;

    read_again(text);
    if (address.host == NULL)
        fail_msg("%s: %s", text, problems.count > 0 ? problems.items[0].summary : "not told");
    uri = proxy_address_uri(&address);
    assert_string_equal(uri, expected);
    assert_int_equal(problems.count, 0);
    free(uri);
}

static void assert_no_proxy(const char *text, const char *word, const char *summary)
{
    read_again(text);
    assert_null(address.host);
    assert_int_equal(problems.count, 1);
    assert_string_equal(problems.items[0].kind->word, word);
    assert_string_equal(problems.items[0].summary, summary);
}

static void what_administrators_write_is_read(void **state)
{
    (void)state;
    assert_uri("proxy.example:8080", "http://proxy.example:8080");
    assert_uri("HTTP://Proxy.Example:8080/", "http://proxy.example:8080");
    assert_uri("http://proxy.example/some/path", "http://proxy.example:80");
    assert_uri(" proxy_1.example \r\n", "http://proxy_1.example:80");
    assert_uri("https://proxy.example", "https://proxy.example:443");
    assert_uri("socks5h://10.0.0.6", "socks5h://10.0.0.6:1080");
    assert_uri("http://[2001:DB8:0:0::1]:3128", "http://[2001:db8::1]:3128");
    assert_uri("pr\xc3\xb8xy.example:1", "http://pr\xc3\xb8xy.example:1");
}

static void numbers_are_addresses_in_every_way_windows_and_curl_write_them(void **state)
{
    (void)state;
    assert_uri("127.1:80", "http://127.0.0.1:80");
    assert_uri("0x7f.0.0.1", "http://127.0.0.1:80");
    assert_uri("2130706433", "http://127.0.0.1:80");
    assert_no_proxy("10.0.0.256:80", "malformed", "the host ends in a number and is no IPv4 address at offset 0");
    assert_no_proxy("1.2.3.4.5", "malformed", "the host ends in a number and is no IPv4 address at offset 0");
}

static void the_last_at_sign_ends_the_credentials_and_no_password_stays(void **state)
{
    (void)state;
    assert_uri("http://user:p@ss:w/rd@proxy.example:8080", "http://user:***@proxy.example:8080");
    assert_true(address.has_credentials);
    assert_string_equal(address.user, "user");
    assert_uri("DOMAIN\\user:secret@proxy.example", "http://DOMAIN\\user:***@proxy.example:80");
    assert_uri("@proxy.example", "http://:***@proxy.example:80");
    assert_true(address.has_credentials);
}

static void no_sentence_quotes_what_may_be_a_password(void **state)
{
    static const char *const texts[] = { "http://user:hunter2",
                                         "user:hunter2@",
                                         "proxy.example:8080:user:hunter2",
                                         "user:hunter2@proxy.example:99999",
                                         "http://user hunter2@proxy.example",
                                         "user:hunter2@[fe80::1%hunter2]",
                                         "hunter2!@proxy.example:x" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        read_again(texts[i]);
        assert_null(address.host);
        assert_null(address.user);
        assert_int_equal(problems.count, 1);
        assert_null(strstr(problems.items[0].summary, "hunter2"));
    }
}

static void what_is_no_proxy_is_told_with_its_place(void **state)
{
    (void)state;
    assert_no_proxy("", "malformed", "there is no host at offset 0");
    assert_no_proxy("http://", "malformed", "there is no host at offset 7");
    assert_no_proxy(":8080", "malformed", "there is no host at offset 0");
    assert_no_proxy("proxy:", "malformed", "no port behind the colon at offset 6");
    assert_no_proxy("proxy:99999", "port", "the port at offset 6 is not between 1 and 65535");
    assert_no_proxy("proxy:0", "port", "the port at offset 6 is not between 1 and 65535");
    assert_no_proxy("proxy:18446744073709551616", "port", "the port at offset 6 is not between 1 and 65535");
    assert_no_proxy("proxy:-1", "malformed", "the port is not a number at offset 6");
    assert_no_proxy("a proxy:80", "malformed", "a blank at offset 1");
    assert_no_proxy("a\001proxy:80", "malformed", "a control character at offset 1");
    assert_no_proxy("http://a,b:80", "malformed", "the host has a character that no name has at offset 8");
    assert_no_proxy("a..b:80", "malformed", "the host has a dot too many at offset 2");
    assert_no_proxy("\xff:80", "malformed", "text that is not UTF-8 at offset 0");
    assert_no_proxy("ascheme-that-nobody-knows://p:80", "malformed", "there is no such scheme at offset 0");
}

static void an_ipv6_address_needs_brackets_and_may_have_no_zone(void **state)
{
    (void)state;
    assert_no_proxy("2001:db8::1:8080", "malformed", "an IPv6 address without brackets, whose end may be a port, at offset 0");
    assert_no_proxy("http://[fe80::1%eth0]:8080", "malformed", "the IPv6 address has a zone, which means something on one machine only, at offset 7");
    assert_no_proxy("[::1", "malformed", "the bracket is not closed at offset 0");
    assert_no_proxy("[::1]8080", "malformed", "something else than a port stands behind the bracket at offset 5");
    assert_no_proxy("[proxy]:8080", "malformed", "no IPv6 address stands in the brackets at offset 0");
}

static void loopback_is_known_by_all_its_names(void **state)
{
    static const char *const loopbacks[] = { "localhost:80", "LOCALHOST.:80", "a.localhost", "127.0.0.1",
                                             "127.9.9.9",    "0177.1",        "[::1]:80",    "[::ffff:127.0.0.1]" };
    static const char *const others[] = { "localhost.example", "notlocalhost", "128.0.0.1", "[::2]", "10.0.0.1", "0.0.0.0" };

    (void)state;
    for (size_t i = 0; i < sizeof loopbacks / sizeof loopbacks[0]; i++) {
        read_again(loopbacks[i]);
        assert_true(proxy_address_is_loopback(&address));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        read_again(others[i]);
        assert_false(proxy_address_is_loopback(&address));
    }
}

static void a_mebibyte_is_no_host(void **state)
{
    char *text = malloc(1 << 20);

    (void)state;
    memset(text, 'a', 1 << 20);
    assert_false(proxy_address_read(&address, text, 1 << 20, &problems));
    assert_string_equal(problems.items[0].summary, "the host has more than 253 bytes at offset 0");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_administrators_write_is_read, begin, end),
        cmocka_unit_test_setup_teardown(numbers_are_addresses_in_every_way_windows_and_curl_write_them, begin, end),
        cmocka_unit_test_setup_teardown(the_last_at_sign_ends_the_credentials_and_no_password_stays, begin, end),
        cmocka_unit_test_setup_teardown(no_sentence_quotes_what_may_be_a_password, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_proxy_is_told_with_its_place, begin, end),
        cmocka_unit_test_setup_teardown(an_ipv6_address_needs_brackets_and_may_have_no_zone, begin, end),
        cmocka_unit_test_setup_teardown(loopback_is_known_by_all_its_names, begin, end),
        cmocka_unit_test_setup_teardown(a_mebibyte_is_no_host, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
