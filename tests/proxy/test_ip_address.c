/* IP addresses as texts. */
#include "tests/support.h"

#include <string.h>

#include "proxy/ip_address.h"

static void assert_v6(const char *text, const char *expected)
{
    struct ip_address address;
    char written[IP_ADDRESS_TEXT_SIZE];

    if (!ip_address_read_v6(&address, text, strlen(text)))
        fail_msg("%s is read", text);
    ip_address_write(&address, written);
    assert_string_equal(written, expected);
}

static void ipv6_is_written_in_one_way(void **state)
{
    (void)state;
    assert_v6("::", "::");
    assert_v6("::1", "::1");
    assert_v6("1::", "1::");
    assert_v6("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
    assert_v6("0:0:0:1:0:0:0:0", "0:0:0:1::");
    assert_v6("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7");
    assert_v6("::192.9.5.5", "::c009:505");
    assert_v6("64:ff9b::10.0.0.6", "64:ff9b::a00:6");
    assert_v6("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0");
    assert_v6("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

static void what_is_no_ipv6_address_is_none(void **state)
{
    static const char *const texts[] = { "",
                                         ":",
                                         "1",
                                         ":::",
                                         "1:2",
                                         "1::2::3",
                                         "12345::",
                                         "1:2:3:4:5:6:7:8:9",
                                         "1:2:3:4:5:6:7:8::",
                                         "::1:",
                                         ":1::",
                                         "::1.2.3",
                                         "::01.2.3.4",
                                         "::1.2.3.256",
                                         "1:2:3:4:5:6:7:1.2.3.4",
                                         "g::",
                                         "::1%1",
                                         "[::1]" };
    struct ip_address address;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (ip_address_read_v6(&address, texts[i], strlen(texts[i])))
            fail_msg("%s is no address", texts[i]);
}

static void what_is_no_ipv4_address_is_none(void **state)
{
    static const char *const texts[] = {
        "", ".", "1.", ".1", "1..2", "256.1.1.1", "1.2.65536", "4294967296", "0x", "08", "1.2.3.4.5", "1.2.3.a", "-1"
    };
    struct ip_address address;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_false(ip_address_read_v4(&address, texts[i], strlen(texts[i])));
    assert_true(ip_address_read_v4(&address, "1.2.65535", 9));
    assert_int_equal(address.bytes[2], 255);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ipv6_is_written_in_one_way),
        cmocka_unit_test(what_is_no_ipv6_address_is_none),
        cmocka_unit_test(what_is_no_ipv4_address_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
