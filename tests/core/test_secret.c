/* The masker of everything printed. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/secret.h"

static void assert_masked(const char *text, const char *expected)
{
    struct text once = { 0 }, twice = { 0 };

    secret_mask(&once, text, strlen(text));
    assert_string_equal(text_of(&once), expected);
    secret_mask(&twice, text_of(&once), once.size);
    assert_string_equal(text_of(&twice), expected);
    text_free(&once);
    text_free(&twice);
}

static void assert_untouched(const char *text)
{
    assert_masked(text, text);
}

static void passwords_in_addresses_go_and_users_stay(void **state)
{
    (void)state;
    assert_masked("http://user:hunter2@proxy.example:8080/", "http://user:***@proxy.example:8080/");
    assert_masked("http://user:p@ss:w@rd@proxy:8080", "http://user:***@proxy:8080");
    assert_masked("http://user:pa/ss?w#rd@proxy:8080/x@y", "http://user:***@proxy:8080/x@y");
    assert_masked("http://:only@proxy", "http://:***@proxy");
    assert_masked("https://CORP\\user:x@proxy", "https://CORP\\user:***@proxy");
    assert_masked("Environment=\"http_proxy=http://u:p@h:1\" \"https_proxy=http://v:q@h:2\"",
                  "Environment=\"http_proxy=http://u:***@h:1\" \"https_proxy=http://v:***@h:2\"");
    assert_masked("http=http://u:p@a:1;https=http://v:q@b:2", "http=http://u:***@a:1;https=http://v:***@b:2");
    assert_masked("http://user:hunter2secret@", "http://user:***@");
}

static void a_proxy_without_scheme_loses_its_password_too(void **state)
{
    (void)state;
    assert_masked("user:hunter2@proxy.example:8080", "user:***@proxy.example:8080");
    assert_masked("user:@ss@proxy.example:8080", "user:***@proxy.example:8080");
    assert_masked("http=user:p@ss@proxy:80", "http=user:***@proxy:80");
    assert_masked("\"CORP\\user:pa/ss;w,rd@proxy:80\"", "\"CORP\\user:***@proxy:80\"");
}

static void addresses_without_password_stay(void **state)
{
    (void)state;
    assert_untouched("http://proxy.example:8080");
    assert_untouched("http://user@proxy.example:8080/a:b@c");
    assert_untouched("http://[::1]:8080/x@y");
    assert_untouched("http://proxy:8080/a@b");
    assert_untouched("https://x.test/a?mail=bob@x.test");
    assert_untouched("mailto:bob@x.test and bob@x.test");
    assert_untouched("image repo/name:tag@sha256:0123");
    assert_untouched("C:\\Users\\a@b\\x");
}

static void what_follows_a_name_of_a_secret_goes(void **state)
{
    (void)state;
    assert_masked("password=hunter2", "password=***");
    assert_masked("Password: hunter2 and more", "Password: *** and more");
    assert_masked("password = hunter2", "password = ***");
    assert_masked("{\"password\": \"hun\\\"ter2\", \"x\": 1}", "{\"password\": \"***\", \"x\": 1}");
    assert_masked("{\\\"password\\\":\\\"hunter2\\\",\\\"x\\\":1}", "{\\\"password\\\":\\\"***\\\",\\\"x\\\":1}");
    assert_masked("{'clientSecret' : 'hunter2'}", "{'clientSecret' : '***'}");
    assert_masked("tool --password hunter2 --user bob", "tool --password *** --user bob");
    assert_masked("tool --api-key=hunter2", "tool --api-key=***");
    assert_masked("AZURE_CLIENT_SECRET=hunter2", "AZURE_CLIENT_SECRET=***");
    assert_masked("api_key: hunter2\napikey=hunter2\nApiKey => 'hunter2'", "api_key: ***\napikey=***\nApiKey => '***'");
    assert_masked("MYSQL_PASS=hunter2", "MYSQL_PASS=***");
    assert_masked("<password>hunter2</password>", "<password>***</password>");
    assert_masked("<add key=\"Password\" value=\"hunter2\"/>", "<add key=\"Password\" value=\"***\"/>");
    assert_masked("password=\"never closed", "password=\"***");
    assert_masked("$env:proxy_password='x y z'", "$env:proxy_password='***'");
}

static void connection_strings_and_signed_addresses_lose_their_keys(void **state)
{
    (void)state;
    assert_masked("Server=db;User Id=sa;Pwd=hunter2;Encrypt=true", "Server=db;User Id=sa;Pwd=***;Encrypt=true");
    assert_masked("Password={a;b};Server=x", "Password=***;Server=x");
    assert_masked("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=aGVsbG8=+/x==;EndpointSuffix=core",
                  "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=***;EndpointSuffix=core");
    assert_masked("Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=abc=", "Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=***");
    assert_masked("https://a.blob.core/x?sv=2022&sig=a%2Fb%3D&se=2026", "https://a.blob.core/x?sv=2022&sig=***&se=2026");
    assert_masked("https://x.test/?token=abc&user=bob#top", "https://x.test/?token=***&user=bob#top");
}

static void headers_lose_what_authorizes(void **state)
{
    (void)state;
    assert_masked("Authorization: Bearer abc.def\nHost: x", "Authorization: Bearer ***\nHost: x");
    assert_masked("Proxy-Authorization: Basic dTpw\r\nX: y", "Proxy-Authorization: Basic ***\r\nX: y");
    assert_masked("Authorization: Digest username=\"u\", response=\"abc\"", "Authorization: Digest ***");
    assert_masked("curl -H \"Authorization: Bearer abc\" http://x", "curl -H \"Authorization: Bearer ***\" http://x");
    assert_masked("{\"Authorization\": \"Bearer abc\"}", "{\"Authorization\": \"Bearer ***\"}");
    assert_masked("Set-Cookie: session=1; Path=/", "Set-Cookie: ***");
    assert_masked("sent Bearer a1b2c3d4e5 to x", "sent Bearer *** to x");
    assert_masked("sent basic dXNlcjpwYXNz to x", "sent basic *** to x");
    assert_untouched("uses basic authentication, bearer authentication");
}

static void tokens_and_private_keys_go_whole_or_cut(void **state)
{
    (void)state;
    assert_masked("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_123 there", "got *** there");
    assert_masked("got eyJhbGciOiJIUzI1NiJ9.eyJz", "got ***");
    assert_masked("a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----\nb",
                  "a\n-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\nb");
    assert_masked("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN", "-----BEGIN PRIVATE KEY-----***");
    assert_masked("{\"k\":\"x\\n-----BEGIN EC PRIVATE KEY-----\\nMIIE", "{\"k\":\"x\\n-----BEGIN EC PRIVATE KEY-----***");
    assert_masked("log: MIIEabc+/=\nQUJD\n-----END PRIVATE KEY-----\nb", "log: ***-----END PRIVATE KEY-----\nb");
    assert_untouched("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----\n");
    assert_untouched("-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----\n");
}

static void ordinary_evidence_stays_as_it_is(void **state)
{
    (void)state;
    assert_untouched("/etc/passwd: permission denied");
    assert_untouched("passwd:         files systemd");
    assert_untouched("token: none");
    assert_untouched("the token has expired, the password is required");
    assert_untouched("\"password\": null, \"secret\": false");
    assert_untouched("password: (not set)");
    assert_untouched("PWD=/root OLDPWD=/home/bob");
    assert_untouched("WSL version: 2.7.3.0\nKernel version: 5.15.153.1-2\n");
    assert_untouched("System.Data, Version=4.0.0.0, PublicKeyToken=b77a5c561934e089");
    assert_untouched("registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Version: 2.0.6.0");
    assert_untouched("{\"AMServiceEnabled\":true,\"AntivirusSignatureLastUpdated\":\"\\/Date(1712756068000)\\/\",\"IsTamperProtected\":true}");
    assert_untouched(
        "healthy                                     : true\nlicensed                                    : true\n"
        "engine_version                              : \"1.1.24030.4\"\nedr_machine_id : \"30d1a1fd69c5f21a1dd7ba3d4e4f0e2e0d4f4b02\"\n");
    assert_untouched("pid=1 parent=0 path=/usr/lib/systemd/systemd arguments=--switched-root --system");
    assert_untouched("secrets: a/b; tokens: 12; keyboard=de; monkey: 3");
    assert_untouched("<local>;*.corp.test;10.*;proxy:8080");
    assert_untouched("12:30:15 systemd[1]: Started getty@tty1.service");
}

static void bytes_that_are_no_text_pass_through(void **state)
{
    static const char bytes[] = "\0\xff\xfe:\0@\0password=\0x";
    struct text masked = { 0 };

    (void)state;
    secret_mask(&masked, bytes, sizeof bytes - 1);
    assert_int_equal(masked.size, sizeof bytes - 1);
    assert_memory_equal(masked.data, bytes, sizeof bytes - 1);
    text_free(&masked);
}

static void what_stood_before_is_kept(void **state)
{
    struct text masked = { 0 };

    (void)state;
    text_append(&masked, "MIIE");
    secret_mask(&masked, "-----END PRIVATE KEY-----", 25);
    assert_string_equal(text_of(&masked), "MIIE-----END PRIVATE KEY-----");
    text_free(&masked);
}

static void megabytes_of_anything_cost_no_square_time(void **state)
{
    static const char *const pieces[] = { "pwd=/",
                                          "password=",
                                          "password=\"",
                                          "http://a:b",
                                          "://",
                                          "a:b@",
                                          "eyJ",
                                          "bearer ",
                                          "-----BEGIN PRIVATE KEY-----",
                                          "-----END PRIVATE KEY-----",
                                          "--token  ",
                                          "cookie: ",
                                          "token=none," };

    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct text text = { 0 }, masked = { 0 };

        while (text.size < 1000000)
            text_append(&text, pieces[i]);
        /* The square of it would be a quarter of an hour each. */
        secret_mask(&masked, text.data, text.size);
        assert_true(masked.size <= 2 * text.size);
        text_free(&masked);
        text_free(&text);
    }
}

static void what_is_quoted_ends_before_half_a_password(void **state)
{
    static const char *const values[] = { "https://user:verysecretpassword@host.example/", "user:verysecretpassword@host.example:8080",
                                          "see https://user:very secret or not@host" };

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        for (size_t most = 0; most <= strlen(values[i]); most++) {
            struct text quoted = { 0 }, masked = { 0 };
            int shown = secret_shown(values[i], strlen(values[i]), most);

            assert_true(shown >= 0 && (size_t)shown <= most);
            text_append_format(&quoted, "'%.*s' is none", shown, values[i]);
            secret_mask(&masked, text_of(&quoted), quoted.size);
            if (i < 2 && strstr(text_of(&masked), "very") != NULL)
                fail_msg("%zu: %s", most, text_of(&masked));
            text_free(&quoted);
            text_free(&masked);
        }
}

static void what_is_quoted_is_cut_between_characters(void **state)
{
    (void)state;
    assert_int_equal(secret_shown("abcdef", 6, 6), 6);
    assert_int_equal(secret_shown("abcdef", 6, 4), 4);
    assert_int_equal(secret_shown("ab\xe2\x82\xac", 5, 4), 2);
    assert_int_equal(secret_shown("ab\xff\xff\xff", 5, 4), 4);
    assert_int_equal(secret_shown("https://host.example/user@there", 31, 12), 12);
    assert_int_equal(secret_shown("", 0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_in_addresses_go_and_users_stay),
        cmocka_unit_test(a_proxy_without_scheme_loses_its_password_too),
        cmocka_unit_test(addresses_without_password_stay),
        cmocka_unit_test(what_follows_a_name_of_a_secret_goes),
        cmocka_unit_test(connection_strings_and_signed_addresses_lose_their_keys),
        cmocka_unit_test(headers_lose_what_authorizes),
        cmocka_unit_test(tokens_and_private_keys_go_whole_or_cut),
        cmocka_unit_test(ordinary_evidence_stays_as_it_is),
        cmocka_unit_test(bytes_that_are_no_text_pass_through),
        cmocka_unit_test(what_stood_before_is_kept),
        cmocka_unit_test(what_is_quoted_ends_before_half_a_password),
        cmocka_unit_test(what_is_quoted_is_cut_between_characters),
        cmocka_unit_test(megabytes_of_anything_cost_no_square_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
