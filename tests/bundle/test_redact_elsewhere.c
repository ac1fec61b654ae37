/* Secrets and names in the ways of other programs and languages, as an administrator finds them in logs; and what looks like them. */
#include "tests/bundle/redacted.h"

#include <stdlib.h>
#include <string.h>

/* Of each text the word "hunter22" goes, and nothing of what is around it. */
static void assert_gone(const char *const *texts, size_t count, enum redaction level)
{
    for (size_t i = 0; i < count; i++) {
        const char *secret = strstr(texts[i], "hunter22");
        size_t before = (size_t)(secret - texts[i]), behind = strlen(secret + strlen("hunter22"));
        char *left = redacted_at(level, texts[i]);

        if (strstr(left, "hunter22") != NULL || memcmp(left, texts[i], before) != 0 || strlen(left) < before + behind ||
            strcmp(left + strlen(left) - behind, secret + strlen("hunter22")) != 0)
            fail_msg("%s", left);
        free(left);
    }
}

#define ASSERT_GONE(texts, level) assert_gone(texts, sizeof(texts) / sizeof *(texts), level)

static void assert_untouched(const char *text)
{
    assert_untouched_at(REDACT_IDENTITY, text);
}

static void a_secret_in_a_literal_of_some_language_goes(void **state)
{
    static const char *const texts[] = { "{u'user': u'bob', u'password': u'hunter22'}",
                                         "{b'password': b'hunter22'}",
                                         "x = dict(password=SecretStr('hunter22'), user='bob')",
                                         "x { user: \"bob\", password: Some(\"hunter22\"), port: 1 }",
                                         "x password: Optional(\"hunter22\"), port",
                                         "  Parameters: {\"user\"=>\"bob\", \"password\"=>\"hunter22\"}",
                                         "{:password=>\"hunter22\", :user=>\"bob\"}",
                                         "x password => Sensitive('hunter22'),",
                                         "define('DB_PASSWORD', 'hunter22');",
                                         "[('password', 'hunter22'), ('port', 1)]",
                                         "SET PASSWORD FOR 'app'@'%' = PASSWORD('hunter22');",
                                         "x primary_conninfo = 'user=bob password=''hunter22'' port=1'",
                                         "password = \"\"\"\nhunter22\n\"\"\"" };

    (void)state;
    ASSERT_GONE(texts, REDACT_SECRETS);
}

static void a_secret_in_a_document_goes(void **state)
{
    static const char *const texts[] = { "<password><![CDATA[hunter22]]></password>",
                                         "<ns:Password xmlns:ns=\"x\">hunter22</ns:Password>",
                                         "<property name=\"password\"><value>hunter22</value></property>",
                                         "x adminPass=hunter22 y",
                                         "\"adminPassword\": {\n  \"value\": \"hunter22\"\n},",
                                         "{\"db_password\":{\"sensitive\":true,\"type\":\"string\",\"value\":\"hunter22\"}}",
                                         "    DefaultPassword    REG_SZ    hunter22",
                                         "ldap_default_authtok = hunter22" };

    (void)state;
    ASSERT_GONE(texts, REDACT_SECRETS);
}

static void a_secret_in_a_list_of_arguments_goes(void **state)
{
    static const char *const texts[] = { "{\"args\":[\"app\",\"--password\",\"hunter22\"]}",
                                         "running ['app', '--password', 'hunter22', '-v']",
                                         "type=EXECVE msg=audit(1.1:4): argc=4 a0=\"app\" a1=\"--password\" a2=\"hunter22\" a3=\"-v\"",
                                         "wmic /node:h /user:root /password:hunter22 process list",
                                         "curl --user=bob:hunter22 https://h",
                                         "curl --proxy-user=bob:hunter22 https://h",
                                         "keytool -genkey -storepass hunter22 -alias x",
                                         "keytool -genkey -keypass hunter22 -alias x",
                                         "ipmitool -I lanplus -H h -U bob -P hunter22 power status",
                                         "snmpwalk -v3 -u bob -l authPriv -A hunter22 h",
                                         "snmpwalk -v3 -u bob -l authPriv -X hunter22 h",
                                         "net ads join -U bob%hunter22",
                                         "aws configure set aws_secret_access_key hunter22 --profile x",
                                         "aws secretsmanager create-secret --name x --secret-string hunter22 --region y" };

    (void)state;
    ASSERT_GONE(texts, REDACT_SECRETS);
}

static void a_secure_string_goes_however_it_was_given(void **state)
{
    static const char *const texts[] = { "New-LocalUser -Name svc -Password (ConvertTo-SecureString \"hunter22\" -AsPlainText -Force)",
                                         "ConvertTo-SecureString -AsPlainText hunter22 -Force",
                                         "ConvertTo-SecureString -AsPlainText -Force -String 'hunter22'",
                                         "\"hunter22\" | ConvertTo-SecureString -AsPlainText -Force",
                                         "ParameterBinding(ConvertTo-SecureString): name=\"String\"; value=\"hunter22\"",
                                         "ParameterBinding(Connect-X): name=\"Password\"; value=\"hunter22\"" };

    (void)state;
    ASSERT_GONE(texts, REDACT_SECRETS);
}

static void a_name_goes_however_it_is_said(void **state)
{
    static const char *const texts[] = { "Account Name:\t\thunter22", "new user: name=hunter22, UID=1000",
                                         "{\"user\":{\"name\":\"hunter22\",\"id\":7}}", "ssh hunter22@127.0.0.1" };

    (void)state;
    ASSERT_GONE(texts, REDACT_IDENTITY);
}

static void assert_holds_not(const char *text, const char *part)
{
    char *left = redacted_at(REDACT_IDENTITY, text);

    if (strstr(left, part) != NULL)
        fail_msg("%s", left);
    free(left);
}

static void both_ends_of_a_packet_are_hidden(void **state)
{
    static const char packet[] = "[UFW BLOCK] IN=eth0 OUT= MAC=02:42:ac:11:00:02:0a:58:a9:fe:01:01:08:00 SRC=127.0.0.1",
                      broadcast[] = "[UFW BLOCK] IN=eth0 OUT= MAC=ff:ff:ff:ff:ff:ff:0a:58:a9:fe:01:01:08:00 SRC=127.0.0.1";

    (void)state;
    assert_holds_not(packet, "02:42:ac:11:00:02");
    assert_holds_not(packet, "0a:58:a9:fe:01:01");
    assert_holds_not(broadcast, "0a:58:a9:fe:01:01");
}

/* A socket of both families says ::ffff: in front of each address of IPv4. */
static void an_address_is_the_same_one_in_both_families(void **state)
{
    char *left = redacted_at(REDACT_IDENTITY, "10.7.2.3 and ::ffff:10.7.2.3"), *second = strstr(left, " and ::ffff:");

    (void)state;
    assert_non_null(second);
    *second = '\0';
    assert_string_not_equal(left, "10.7.2.3");
    assert_string_equal(second + strlen(" and ::ffff:"), left);
    free(left);
    assert_holds_not("machine-id: 0123456789abcdef0123456789abcde0", "0123456789abcdef0123456789abcde0");
}

static void what_looks_like_them_stays(void **state)
{
    (void)state;
    assert_untouched("status unpacked imagemagick:amd64 8:6.9.11.60+dfsg-1.6+deb12u15, rpm 4.17.1.1~rc1-1");
    assert_untouched("\"GET /api/v1/users/42 HTTP/1.1\" 200 79377 \"-\" \"curl/7.88.1\"");
    assert_untouched("After=postgresql@%i.service user@1000.service (thanks, jelmer@!)");
    assert_untouched("('user', 'password', 'email') [\"password\", \"email\"] \"password\": {} /etc/passwd: x password('");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_in_a_literal_of_some_language_goes),
        cmocka_unit_test(a_secret_in_a_document_goes),
        cmocka_unit_test(a_secret_in_a_list_of_arguments_goes),
        cmocka_unit_test(a_secure_string_goes_however_it_was_given),
        cmocka_unit_test(a_name_goes_however_it_is_said),
        cmocka_unit_test(both_ends_of_a_packet_are_hidden),
        cmocka_unit_test(an_address_is_the_same_one_in_both_families),
        cmocka_unit_test(what_looks_like_them_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
