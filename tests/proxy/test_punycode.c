/* International host names in the form that DNS has. */
#include "tests/support.h"

#include <stdlib.h>

#include "proxy/punycode.h"

static void assert_ascii(const char *host, const char *expected)
{
    char *ascii = punycode_host(host);

    assert_string_equal(ascii, expected);
    free(ascii);
}

/* The ASCII forms are those of Python 3.11's codec "idna". */
static void names_become_what_dns_has(void **state)
{
    (void)state;
    assert_ascii("www.bébé.eu", "www.xn--bb-bjab.eu");
    assert_ascii("示例.com", "xn--fsq092h.com");
    assert_ascii("www.münchhausen.at", "www.xn--mnchhausen-9db.at");
    assert_ascii("MÜNCHEN.example", "xn--mnchen-3ya.example");
    assert_ascii("пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f");
    assert_ascii("παράδειγμα.δοκιμή", "xn--hxajbheg2az3al.xn--jxalpdlp");
    assert_ascii("plain.example.", "plain.example.");
    assert_ascii("", "");
}

static void what_is_no_label_stays_as_it_is(void **state)
{
    (void)state;
    assert_ascii("\xff\xfe.example", "\xff\xfe.example");
    assert_ascii("ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé",
                 "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_become_what_dns_has),
        cmocka_unit_test(what_is_no_label_stays_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
