/* Secrets behind names that say which one of several they are, and in commands with the password at an unusual place; passwords of
 * proxies without a scheme. */
#include "tests/bundle/redacted.h"

#include <stdlib.h>
#include <string.h>

static char *redacted(const char *text)
{
    return redacted_at(REDACT_SECRETS, text);
}

static void assert_untouched(const char *text)
{
    assert_untouched_at(REDACT_SECRETS, text);
}

static void a_secret_goes_whichever_of_several_it_is(void **state)
{
    static const char *const texts[] = { "PASSWORD_OLD=hunter22",
                                         "DB_PASSWORD_A=hunter22",
                                         "DB_PASSWORD_2_BACKUP: hunter22",
                                         "secret_key_base: hunter22",
                                         "  secret_key_base: hunter22",
                                         "\"passwordNew\":\"hunter22\"",
                                         "api-key-prod: hunter22",
                                         "client_secret_previous=hunter22",
                                         "keyMaterial=hunter22",
                                         "\"keyMaterial\": \"hunter22\"",
                                         "New-Object System.Management.Automation.PSCredential(\"bob\", \"hunter22\")",
                                         "[PSCredential]::new('bob', 'hunter22')",
                                         "New-Object PSCredential -ArgumentList \"b,ob\", \"hunter22\"",
                                         "PSCredential ($user, 'hunter22')",
                                         "net use \\\\s\\h /user:d\\u hunter22",
                                         "net use Z: \\\\s\\h /user:d\\u hunter22 /persistent:yes",
                                         "net use /user:d\\u \\\\s\\h hunter22",
                                         "NET USE \\\\s\\h /USER:d\\u hunter22",
                                         "net.exe use \\\\s\\h /u:u hunter22",
                                         "net use \\\\s\\h /user:\"d\\u u\" hunter22",
                                         "net use \\\\s\\h /user:u \"a hunter22\"",
                                         "net use Z: \\\\s\\h \"hunter22 a\" /user:u",
                                         "net use \"\\\\s\\my h\" /user:u hunter22",
                                         "net use \"\\\\s\\my h\" \"a hunter22\"",
                                         "net use Z: hunter22 /user:u",
                                         "curl -u \"bob:a hunter22\" https://x",
                                         "smbclient -U 'bob%a hunter22' //s/h" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *left = redacted(texts[i]);

        if (strstr(left, "hunter22") != NULL)
            fail_msg("%s", left);
        free(left);
    }
}

static void what_a_secret_is_for_stays(void **state)
{
    (void)state;
    assert_untouched("PASSWORD_FILE=/run/secrets/db, PASSWORD_LENGTH=12, token_type=bearer, password_policy: strict, base=1 threshold=2");
    assert_untouched("net use Z: \\\\s\\h /user:u $password\nnet use \\\\s\\h * /user:u\nnet use Z: /delete\nnet use \\\\s\\h /user:u >nul 2>&1");
    assert_untouched("net use Z: \\\\192.0.2.7\\IPC$ /user:root failed\nnext; the test key_base_test is new, PSCredential, and a list");
}

static void a_proxy_s_password_goes_without_a_scheme_too(void **state)
{
    static const char *const texts[] = { "\"ProxyServer\"=\"bob:hunter22@proxy:8080\"",
                                         "\"TelemetryProxyServer\"=\"bob:hunter22@10.1.2.3:8080\"",
                                         "    Proxy Server(s) :  bob:hunter22@proxy.corp.example:8080",
                                         "{\"access\":\"named\",\"proxy\":\"bob:hunter22@localhost:3128\"}",
                                         "http=bob:hunter22@[2001:db8::5]:3128;https=other:80",
                                         "http=other:80;https=CORP\\bob:hunter22@proxy:80",
                                         "export http_proxy=bob:hunter22@proxy",
                                         "bob:hunter22@proxy",
                                         "return \"PROXY bob:hunter22@proxy:8080; DIRECT\";",
                                         "proxy=bob:a@hunter22@proxy:80",
                                         "proxy=bob:a;b/hunter22@proxy:80",
                                         "proxy=bob:a#b?hunter22!$%&*(@proxy:80",
                                         "bob@corp.example:hunter22@proxy:80" };

    (void)state;
    for (size_t i = 0; i < 2 * sizeof texts / sizeof texts[0]; i++) {
        char *left = redacted_at(i % 2 == 0 ? REDACT_SECRETS : REDACT_IDENTITY, texts[i / 2]);

        if (strstr(left, "hunter22") != NULL)
            fail_msg("%s", left);
        free(left);
    }
}

static void each_proxy_of_a_list_keeps_its_place(void **state)
{
    char *left = redacted("http=root:x1@proxy:80;https=root:x2@other:81");

    (void)state;
    assert_memory_equal(left, "http=root:secret-", 17);
    assert_memory_equal(left + 25, "@proxy:80;https=root:secret-", 28);
    assert_string_equal(left + 61, "@other:81");
    free(left);
}

static void not_all_between_a_colon_and_an_at_sign_is_a_password(void **state)
{
    (void)state;
    assert_untouched("mailto:bob@corp.example, From:bob@corp.example and 12:30:01 root@host");
    assert_untouched("image nginx:1.27@sha256:0123456789abcdef0123456789abcdef and registry:5000/proxy@sha256:0123456789abcdef");
    assert_untouched("C:\\x@y:80 https://host:80/a@b:81 https://proxy:8080/path@x");
    assert_untouched("@:@ :@h:1 a:@h:1 a:b@ a:b@:80 a:b@[ a:b@[::1 a:b@h:123456");
}

/* The walk goes on behind a password, and passed over what stands in front of it. */
static void whose_password_it_is_goes_as_well(void **state)
{
    static const char *const texts[] = { "net use \\\\fileserver\\h /user:CORP\\alicexy hunter22",
                                         "net use Z: \\\\fileserver\\h hunter22 /user:alicexy@corp.example",
                                         "net use Z: \\\\10.20.30.40\\h hunter22",
                                         "net use \\\\10.20.30.40\\h /user:alicexy \"a hunter22\"",
                                         "net user alicexy hunter22 /add",
                                         "New-Object PSCredential(\"CORP\\alicexy\", \"hunter22\")",
                                         "[PSCredential]::new('alicexy@corp.example', 'hunter22')",
                                         "curl -u alicexy:hunter22 https://x",
                                         "curl --user CORP\\alicexy:hunter22 https://x",
                                         "smbclient -U alicexy%hunter22 //fileserver/h",
                                         "AUTH alicexy hunter22" };
    static const char *const secrets[] = { "hunter22", "alicexy", "CORP\\", "corp.example", "fileserver", "10.20.30.40" };
    static const char *const users[] = { "alicexy", NULL }, *const hosts[] = { "fileserver", NULL };
    static const struct redact_options options = { .level = REDACT_IDENTITY, .key = "a key that only this test has", .users = users, .hosts = hosts };
    struct redactor *redactor = redactor_new(&options);

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *left = redact_name(redactor, texts[i], NULL);

        assert_non_null(left);
        for (size_t s = 0; s < sizeof secrets / sizeof secrets[0]; s++)
            if (strstr(left, secrets[s]) != NULL)
                fail_msg("%s: %s", secrets[s], left);
        assert_non_null(strstr(left, "secret-"));
        free(left);
    }
    redactor_free(redactor);
}

/* The manifest and --dry-run say how often each rule struck. */
static void what_shares_a_sign_with_an_identity_is_counted_as_the_secret_it_is(void **state)
{
    static const char *const rows[][2] = { { "proxy=root:hunter22@proxy:8080", "url-password" },
                                           { "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.0123456789abcdefghijklmnopqrstuvwxyzAB", "discord-token" },
                                           { "VK7JG-NPHTM-C97JM-9MPGT-3V66T", "product-key" } };
    static const struct redact_options options = { .level = REDACT_IDENTITY, .key = "a key that only this test has" };
    struct redactor *redactor = redactor_new(&options);

    (void)state;
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        struct redactions counts = { { 0 } };

        free(redact_name(redactor, rows[row][0], &counts));
        for (size_t i = 0; redact_rule_name(redactor, i) != NULL; i++)
            if (counts.by_rule[i] != (strcmp(redact_rule_name(redactor, i), rows[row][1]) == 0 ? 1 : 0))
                fail_msg("%s: %s %llu", rows[row][0], redact_rule_name(redactor, i), counts.by_rule[i]);
    }
    redactor_free(redactor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_goes_whichever_of_several_it_is),
        cmocka_unit_test(what_a_secret_is_for_stays),
        cmocka_unit_test(a_proxy_s_password_goes_without_a_scheme_too),
        cmocka_unit_test(each_proxy_of_a_list_keeps_its_place),
        cmocka_unit_test(not_all_between_a_colon_and_an_at_sign_is_a_password),
        cmocka_unit_test(whose_password_it_is_goes_as_well),
        cmocka_unit_test(what_shares_a_sign_with_an_identity_is_counted_as_the_secret_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
