/* Secrets behind names that say which one of several they are, and in commands with the password at an unusual place. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/redact.h"

static char *redacted(const char *text)
{
    static const struct redact_options options = { .level = REDACT_SECRETS, .key = "a key that only this test has" };
    struct redactor *redactor = redactor_new(&options);
    char *left = redact_name(redactor, text, NULL);

    redactor_free(redactor);
    assert_non_null(left);
    return left;
}

static void assert_untouched(const char *text)
{
    char *left = redacted(text);

    assert_string_equal(left, text);
    free(left);
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
                                         "net use /user:d\\u \\\\s\\h hunter22" };

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
    assert_untouched("net use Z: \\\\192.0.2.7\\IPC$ /user:root failed\nnext; the test key_base_test is new, PSCredential, and a list");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_goes_whichever_of_several_it_is),
        cmocka_unit_test(what_a_secret_is_for_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
