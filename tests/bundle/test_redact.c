/* The redactor: what must not leave the machine, and what may. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/anchors.h"
#include "bundle/redact.h"
#include "bundle/text_look.h"

static const char *const users[] = { "alice", "bob.kern", "root", "al", NULL }, *const hosts[] = { "ws-017", "vm", "mail", NULL },
                         *const domains[] = { "corp.example.net", NULL };

static struct redactor *make_redactor(enum redaction level)
{
    struct redact_options options = { .level = level, .key = "a key of the tests, 32 bytes...", .users = users, .hosts = hosts, .domains = domains };

    return redactor_new(&options);
}

/* Addresses of the network have another pseudonym each time. */
static bool has_address(const char *text)
{
    for (; *text != '\0'; text++)
        if (text[0] >= '0' && text[0] <= '9' && text[1] == '.' && text[2] >= '0' && text[2] <= '9')
            return true;
    return false;
}

/* Redacted once; checked to stay so. Yours to free. */
static char *redacted_at(enum redaction level, const char *text)
{
    struct redactor *redactor = make_redactor(level);
    struct text once = { 0 }, twice = { 0 };

    assert_true(redact(redactor, text, strlen(text), &once, NULL));
    assert_true(redact(redactor, text_of(&once), once.size, &twice, NULL));
    if (!has_address(text))
        assert_string_equal(text_of(&twice), text_of(&once));
    text_free(&twice);
    redactor_free(redactor);
    return text_take(&once);
}

static char *redacted(const char *text)
{
    return redacted_at(REDACT_IDENTITY, text);
}

/* `hidden` is nowhere in what is left of `text`. */
static void assert_hidden(const char *text, const char *hidden)
{
    char *left = redacted(text);

    if (strstr(left, hidden) != NULL)
        fail_msg("%s is still in: %s", hidden, left);
    free(left);
}

static void assert_untouched(const char *text)
{
    char *left = redacted(text);

    assert_string_equal(left, text);
    free(left);
}

static void assert_redacted(const char *text, const char *expected)
{
    char *left = redacted(text);

    assert_string_equal(left, expected);
    free(left);
}

static void a_host_that_is_called_by_a_word_is_hidden_where_its_name_stands(void **state)
{
    static const char *const telling[] = { "Nov 21 07:12:01 %s sshd[812]: Server listening",
                                           "2026-11-21T07:12:01.123456+0000 %s kernel: Linux version 6.1.0",
                                           "first line\n2026-11-21T07:12:01+0000 %s systemd[1]: Started",
                                           "Linux %s 6.1.0-13-amd64 #1 SMP",
                                           "127.0.1.1 %s",
                                           "127.0.1.1\tlocalhost %s",
                                           "::1 localhost\t%s",
                                           "Static hostname: %s",
                                           "HOSTNAME=%s",
                                           "hostname=\"%s\"",
                                           "{\"host\":{\"name\":\"%s\",\"platform\":\"linux\"}}",
                                           "\"machine_name\": \"%s\"" };

    (void)state;
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++)
        for (size_t name = 1; hosts[name] != NULL; name++) {
            const char *place = strchr(telling[i], '%');
            char *text = text_format("%.*s%s%s", (int)(place - telling[i]), telling[i], hosts[name], place + 2);

            assert_hidden(text, hosts[name]);
            free(text);
        }
    assert_untouched("a vm is not a mail server: vm=1 mail: 3, [vm] vm.swappiness = 60");
    assert_untouched("07:12:01 mail was sent");
    assert_untouched("Nov 21 07:12:01 vm-2 sshd[812]: ok");
}

static void the_same_name_stands_for_a_host_in_its_fact_and_in_its_logs(void **state)
{
    struct redactor *redactor = make_redactor(REDACT_IDENTITY);
    struct text fact = { 0 }, log = { 0 }, other = { 0 };

    (void)state;
    assert_true(redact_host(redactor, "VM\n", 3, &fact));
    assert_true(text_starts(text_of(&fact), "host-"));
    assert_true(redact(redactor, "hostname=vm", 11, &log, NULL));
    assert_string_equal(text_of(&log) + strlen("hostname="), text_of(&fact));
    assert_true(redact_host(redactor, "ubuntu", 6, &other));
    assert_string_equal(text_of(&other), "ubuntu");
    text_free(&fact);
    text_free(&log);
    text_free(&other);
    redactor_free(redactor);
}

static void a_host_s_name_with_nuls_behind_it_is_compared_to_its_end_and_no_further(void **state)
{
    static const char name[] = "vm\0\0\0\0a";
    struct redactor *redactor = make_redactor(REDACT_IDENTITY);
    struct text out = { 0 };

    (void)state;
    assert_true(redact_host(redactor, name, sizeof name - 1, &out));
    assert_int_equal(out.size, sizeof name - 1);
    assert_memory_equal(out.data, name, sizeof name - 1);
    text_free(&out);
    redactor_free(redactor);
}

static void a_person_nobody_knows_is_hidden_in_sentences(void **state)
{
    static const char *const lines[] = { "User carla logged on",
                                         "user 'carla' not found",
                                         "User \"carla\" has been locked",
                                         "session opened for user carla from 10.0.0.1",
                                         "session opened for user carla(uid=1000) by (uid=0)",
                                         "uid=1000(carla) gid=1000(carla) groups=27(sudo),1000(carla)",
                                         "New session 12 of user carla.",
                                         "user carla does not exist",
                                         "The user carla failed to authenticate",
                                         "User carla's session ended",
                                         "Account carla was disabled",
                                         "logged in as carla" };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_hidden(lines[i], "carla");
    assert_redacted("logname= uid=0 ruser= rhost=host.example port=22", "logname= uid=0 ruser= rhost=host.example port=22");
    assert_untouched("user input was lost; the user interface failed to start; groups=27(sudo)");
}

#define A36 "abcdefABCDEF0123456789abcdefABCDEF01"

static void keys_of_known_shapes_go(void **state)
{
    static const char *const keys[] = { "AKIA2345ABCDEFGH7XYZ",
                                        "ASIA2345ABCDEFGH7XYZ",
                                        "ghp_" A36,
                                        "gho_" A36,
                                        "ghs_" A36,
                                        "github_pat_11ABCDEFG0abcdefghijkl_" A36 A36,
                                        "glpat-abcdefghij0123456789",
                                        "xoxb-123456789012-123456789012-abcdefghijABCDEFGHIJ",
                                        "AIzaSyA1234567890abcdefghijklmnopqrstuv",
                                        "ya29.a0AfH6SMBx1234567890abcdefgh",
                                        "sk_live_abcdefghijklmnop0123456789",
                                        "npm_" A36,
                                        "pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAw",
                                        "SG.abcdefghij0123456789AB.abcdefghij0123456789abcdefghij0123456789abc",
                                        "SK0123456789abcdef0123456789abcdef",
                                        "sk-abcdefghij0123456789ABCDEFGHIJ",
                                        "sk-ant-api03-abcdefghij0123456789ABCDEFGHIJ",
                                        "hvs.CAESIabcdefghij0123456789",
                                        "dapi0123456789abcdef0123456789abcdef",
                                        "dop_v1_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                                        "key-0123456789abcdef0123456789abcdef",
                                        "oy2abcdefghijklmnopqrstuvwxyz0123456789abcdefg",
                                        "AGE-SECRET-KEY-1QQPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQ",
                                        "abc8Q~abcdefghijklmnopqrstuvwxyz01234567",
                                        "123456789:AAE0123456789abcdefghijklmnopqrstuv",
                                        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_123" };
    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char *line = text_format("line with %s in it", keys[i]), *json = text_format("{\"x\":\"%s\",\"y\":1}", keys[i]);

        assert_hidden(line, keys[i]);
        assert_hidden(json, keys[i]);
        assert_hidden(keys[i], keys[i]);
        free(line);
        free(json);
    }
}

static void values_of_telling_names_go_in_any_syntax(void **state)
{
    static const char *const texts[] = { "password=hunter22",
                                         "x Password: hunter22 and more",
                                         "password = hunter22",
                                         "{\"password\": \"hunter22\"}",
                                         "{\\\"password\\\":\\\"hunter22\\\",\\\"x\\\":1}",
                                         "'clientSecret' => 'hunter22'",
                                         "tool --password hunter22 -v",
                                         "tool --api-key=hunter22",
                                         "DbPassword=hunter22;x=1",
                                         "<password>hunter22</password>",
                                         "<add key=\"Password\" value=\"hunter22\"/>",
                                         "machine x login bob password hunter22",
                                         "CREATE USER 'x' IDENTIFIED BY 'hunter22';",
                                         "bindpw hunter22",
                                         "psk=\"hunter22\"",
                                         "\"Password\"=\"hunter22\"",
                                         "password: |\n  abc\n  hunter22\nother: 1",
                                         "Cookie: a=hunter22; b=2",
                                         "Set-Cookie: hunter22=1",
                                         "sshpass -p hunter22 ssh x",
                                         "mysql -u x -phunter22 db",
                                         "curl -u bob:hunter22 http://x/",
                                         "https://bob:hunter22@proxy:8080/",
                                         "ftp://bob:hun/hunter22@proxy:8080/",
                                         "x-api-key: hunter22",
                                         "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=hunter22==;EndpointSuffix=core",
                                         "Endpoint=sb://x/;SharedAccessKey=hunter22=",
                                         "https://a.blob.core/x?sv=2022&sig=hunter22%3D&se=2026",
                                         "export DB_PASSWORD=hunter22",
                                         "Authorization: Bearer hunter22abc",
                                         "- name: DB_PASSWORD\n  value: hunter22\n",
                                         "{\"name\":\"DB_PASSWORD\",\"value\":\"hunter22\"}",
                                         "access_token=hunter22&x=1",
                                         "SessionID: hunter22",
                                         "password: correct horse hunter22\n",
                                         "-----BEGIN PRIVATE KEY-----\nhunter22\n-----END PRIVATE KEY-----",
                                         "\"passwords\": [\"a\",\"hunter22\"]",
                                         "PASSWORD 'hunter22'",
                                         "api_key: 'hunter22'",
                                         "pwd=hunter22",
                                         "token_value=hunter22",
                                         "password1=hunter22",
                                         "passwordHash: hunter22",
                                         "API Key = hunter22",
                                         "\"pass\": \"hunter22\"",
                                         "<password type=\"plain\">hunter22</password>",
                                         "<entry key=\"db.password\">hunter22</entry>",
                                         "setx API_TOKEN hunter22",
                                         "requirepass hunter22",
                                         "root:$6$abcdefgh$hunter22hunter22abcdefghijk:1:",
                                         "curl -ubob:hunter22 x",
                                         "-----BEGIN PGP PRIVATE KEY BLOCK-----\nhunter22" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_hidden(texts[i], "hunter22");
}

static void people_become_pseudonyms_wherever_they_stand(void **state)
{
    static const char *const texts[] = { "/home/carol/x",
                                         "C:\\Users\\carol\\x",
                                         "C:\\\\Users\\\\carol\\\\x",
                                         "/Users/carol",
                                         "file/C/Users/carol/x",
                                         "\\\\server\\Users\\carol\\x",
                                         "C:\\Documents and Settings\\carol\\x",
                                         "user=carol pid=1",
                                         "username: carol",
                                         "{\"user\":\"carol\"}",
                                         "failed for user carol from 1",
                                         "uid=1000(carol) gid=1",
                                         "logname=carol",
                                         "sudo:   carol : TTY=pts/0 ; PWD=/",
                                         "session opened for user carol(uid=1000) by (uid=0)",
                                         "by carol(uid=1000)",
                                         "user=CORP\\carol",
                                         "carol@corp.example.com",
                                         "Accepted publickey for carol from 10.0.0.5 port 1",
                                         "(carol) CMD (test)",
                                         "SUDO_USER=carol",
                                         "owner=carol",
                                         "logon of CORP\\carol failed",
                                         "carol@laptop:~$ ls",
                                         "Failed password for invalid user carol from 10.0.0.5" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_hidden(texts[i], "carol");
    assert_hidden("ALICE and ws-017.corp.example.net", "ALICE");
    assert_hidden("ALICE and ws-017.corp.example.net", "ws-017");
    assert_hidden("ALICE and ws-017.corp.example.net", "corp");
}

static void ordinary_lines_stay_as_they_are(void **state)
{
    (void)state;
    assert_untouched("08:00:00.123456 version 10.0.26100.4061, engine 1.1.24030.4, kernel 5.15.153.1-2");
    assert_untouched("127.0.0.1 ::1 fe80::1 192.0.2.7 255.255.255.0 0.0.0.0 8.8.8.8 224.0.0.1");
    assert_untouched("/etc/passwd: permission denied; user root; user=root; /home/ is empty");
    assert_untouched("token: none, password: (not set), the password is required");
    assert_untouched("System.Data, Version=4.0.0.0, PublicKeyToken=b77a5c561934e089");
    assert_untouched("HKLM\\SOFTWARE\\Microsoft HKLM\\Software NT AUTHORITY\\SYSTEM BUILTIN\\Users");
    assert_untouched("HKLM\\SOFTWARE\\Classes\\CLSID\\{30d1a1fd-69c5-4a1d-8d7b-3d4e4f0e2e0d} 00000000-0000-0000-0000-000000000000");
    assert_untouched("unpacked gir1.2-secret-1:amd64 0.20.5-3; pass: 12 fail: 0");
    assert_untouched("A::B DB::DB WSL 2.7.3.1, kpasswd 464/tcp, user defined functions of user callbacks");
    assert_untouched("S-1-5-18 S-1-5-32-544 user@1000.service");
    assert_untouched("CONFIG_MULTIUSER=y\nCONFIG_NETFILTER_XT_MATCH_OWNER=m\nCONFIG_INOTIFY_USER=y\nCONFIG_BSD_PROCESS_ACCT=n\n"
                     "CONFIG_DEFAULT_HOSTNAME=\"(none)\"\nCONFIG_MODULE_SIG_KEY=\"certs/signing_key.pem\"\nCONFIG_SECURITY_APPARMOR=y\n"
                     "CONFIG_MODULE_SIG_HASH=\"sha512\"\nCONFIG_CRYPTO_AUTHENC=y\nCONFIG_ENCRYPTED_KEYS=y\nCONFIG_USER_NS=y\n"
                     "CONFIG_SYSTEM_TRUSTED_KEYS=\"debian/certs/debian-uefi-certs.pem\"\n# CONFIG_USERFAULTFD is not set\n");
    assert_untouched("");
    assert_untouched("a");
}

static void what_hides_a_secret_leaves_what_is_around_it(void **state)
{
    char *left = redacted("Server=db;Pwd=x1;Encrypt=true");

    assert_memory_equal(left, "Server=db;Pwd=secret-", 21);
    assert_string_equal(left + 21 + 8, ";Encrypt=true");
    (void)state;
    free(left);
}

static void one_person_has_one_name(void **state)
{
    char *path = redacted("C:\\Users\\alice"), *setting = redacted("user=ALICE"), *word = redacted("alice"), *mail = redacted("Alice@x.example.com");

    (void)state;
    assert_memory_equal(word, "user-", 5);
    assert_string_equal(path + strlen("C:\\Users\\"), word);
    assert_string_equal(setting + strlen("user="), word);
    assert_memory_equal(mail, word, strlen(word));
    assert_int_equal(mail[strlen(word)], '@');
    free(mail);
    free(word);
    free(setting);
    free(path);
}

static void addresses_keep_their_class_and_their_subnets(void **state)
{
    char *left = redacted("10.1.2.3 10.1.2.4 10.1.7.3 192.168.2.3 52.1.2.3");
    unsigned a[5][4];

    (void)state;
    assert_int_equal(sscanf(left, "%u.%u.%u.%u %u.%u.%u.%u %u.%u.%u.%u %u.%u.%u.%u %u.%u.%u.%u", &a[0][0], &a[0][1], &a[0][2], &a[0][3], &a[1][0],
                            &a[1][1], &a[1][2], &a[1][3], &a[2][0], &a[2][1], &a[2][2], &a[2][3], &a[3][0], &a[3][1], &a[3][2], &a[3][3], &a[4][0],
                            &a[4][1], &a[4][2], &a[4][3]),
                     20);
    assert_int_equal(a[0][0], 10);
    assert_int_equal(a[3][0], 10);
    assert_int_not_equal(a[4][0], 10);
    assert_memory_equal(a[0], a[1], 3 * sizeof a[0][0]);
    assert_memory_equal(a[0], a[2], 2 * sizeof a[0][0]);
    assert_int_not_equal(a[0][3], a[1][3]);
    assert_int_not_equal(a[0][2], a[2][2]);
    free(left);
}

/* Each of a network, and each network of a range. */
static void no_address_stays_as_it_is_and_none_of_a_subnet_fall_together(void **state)
{
    struct redactor *redactor = make_redactor(REDACT_IDENTITY);

    (void)state;
    for (unsigned i = 0; i < 256; i += 15) {
        char seen[256] = { 0 };

        for (unsigned last = 0; last < 256; last += 5) {
            char *address = text_format("10.%u.7.%u", i, last), *left = redact_name(redactor, address, NULL);
            unsigned b[4];

            assert_string_not_equal(left, address);
            assert_int_equal(sscanf(left, "10.%u.%u.%u", &b[1], &b[2], &b[3]), 3);
            assert_int_not_equal(b[1], i);
            assert_true(b[3] < 256 && seen[b[3]]++ == 0);
            free(left);
            free(address);
        }
    }
    redactor_free(redactor);
}

static void with_secrets_alone_identities_stay(void **state)
{
    static const char text[] = "user=carol 10.1.2.3 alice carol@x.example.com";
    char *left = redacted_at(REDACT_SECRETS, text);

    (void)state;
    assert_string_equal(left, text);
    free(left);
}

static void identifiers_keep_their_form(void **state)
{
    char *left = redacted("30d1a1fd-69c5-4a1d-8d7b-3d4e4f0e2e0d S-1-5-21-1-2-3-1001 00:15:5d:01:02:03");

    (void)state;
    assert_int_equal(strlen("30d1a1fd-69c5-4a1d-8d7b-3d4e4f0e2e0d"), strcspn(left, " "));
    assert_non_null(strstr(left, " S-1-5-21-3735928559-"));
    assert_non_null(strstr(left, "-1001 06:5e:ed:"));
    free(left);
}

/* One value in 65,536 begins as our own do: it is no reason to leave it. */
static void an_identifier_that_looks_a_little_like_ours_goes(void **state)
{
    char *left = redacted("\"deviceId\": \"5eedd00a2c67704700d536c3c99f0ef3a440f367\"");

    (void)state;
    assert_null(strstr(left, "5eedd00a2c67704700d536c3c99f0ef3a440f367"));
    assert_untouched(left);
    free(left);
}

static void the_id_of_a_device_goes_however_the_product_prints_it(void **state)
{
#define ID "9d1c4b7a52e0f36881c2a4de70b95f1346a8e2cb"
    static const char *const texts[] = { "edr_machine_id                              : \"" ID "\"",
                                         "Windows Device ID       : " ID,
                                         "WSL Device ID           : " ID " (Active)",
                                         "machine id: " ID,
                                         "\"senseId\"=\"" ID "\"",
                                         "edr_machine_id\t\t: " ID };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_hidden(texts[i], ID);
    assert_untouched("deviceid of 0 bytes; Device ID       : \nWSL Device ID : none");
}

static void the_id_of_this_machine_goes_without_its_name_too(void **state)
{
    static const char *const devices[] = { ID, NULL };
    struct redactor *redactor =
        redactor_new(&(struct redact_options){ .level = REDACT_IDENTITY, .key = "a key of the tests, 32 bytes...", .devices = devices });
    struct text bare = { 0 }, named = { 0 };

    (void)state;
    assert_true(redact(redactor, ID, strlen(ID), &bare, NULL));
    assert_true(redact(redactor, "Device ID : " ID, 12 + strlen(ID), &named, NULL));
    assert_null(strstr(text_of(&bare), "9d1c4b"));
    assert_string_equal(text_of(&named) + 12, text_of(&bare));
    text_free(&bare);
    text_free(&named);
    redactor_free(redactor);
}

static void names_of_files_are_redacted_by_their_parts(void **state)
{
    struct redactor *redactor = make_redactor(REDACT_IDENTITY);
    struct redactions counts = { { 0 } };
    char *name = redact_name(redactor, "file/C/Users/carol/x.log", &counts), *path = redacted("C:\\Users\\carol\\x.log");
    unsigned long long all = 0;

    (void)state;
    assert_memory_equal(name, "file/C/Users/user-", 18);
    assert_memory_equal(name + 13, path + 9, strlen("user-123456"));
    assert_string_equal(name + 13 + strlen("user-123456"), "/x.log");
    for (size_t i = 0; redact_rule_name(redactor, i) != NULL; i++)
        all += strcmp(redact_rule_name(redactor, i), "home") == 0 ? counts.by_rule[i] : 0;
    assert_int_equal(all, 1);
    free(path);
    free(name);
    redactor_free(redactor);
}

static void another_key_gives_other_names(void **state)
{
    struct redact_options options = { .key = "another key of the tests, 32 by" };
    struct redactor *redactor = redactor_new(&options);
    char *other = redact_name(redactor, "/home/carol", NULL), *name = redacted("/home/carol");

    (void)state;
    assert_string_not_equal(other, name);
    free(name);
    free(other);
    redactor_free(redactor);
}

/* Of each: the square of so many bytes would be minutes under the sanitizers; larger ones are in the bench. */
static void no_text_costs_more_than_its_size(void **state)
{
    static const char *const pieces[] = { "a:",
                                          "a@",
                                          "@",
                                          "1.",
                                          "a:b@",
                                          "a:b@[::",
                                          "://",
                                          "http://a:b",
                                          "password=",
                                          "password=\"",
                                          "key ",
                                          "auth=",
                                          "pwd=/",
                                          "eyJ",
                                          "bearer ",
                                          "?sig=a&",
                                          "--token  ",
                                          "cookie: ",
                                          "deadbeef:",
                                          "deadbeef-dead-",
                                          "mysql -p",
                                          "curl -u a ",
                                          "user",
                                          "username: ",
                                          "/home/",
                                          "/Users/a ",
                                          "S-1-5-21-1-",
                                          "sk-",
                                          "ssh-rsa AAAA",
                                          "1:AA",
                                          "a1Q~",
                                          "<password>",
                                          "password=a;a;",
                                          "::",
                                          "uid=1(",
                                          ") CMD (",
                                          "password: |\n  ",
                                          "password=hex:",
                                          "private-lines: ",
                                          "\\Users\\",
                                          "CORP\\a",
                                          "-----BEGIN PRIVATE KEY-----",
                                          "-----END PRIVATE KEY-----",
                                          "key=0123456789abcdef0123" };
    struct redactor *redactor = make_redactor(REDACT_IDENTITY);

    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct text text = { 0 }, left = { 0 };

        while (text.size < 1 << 17)
            text_append(&text, pieces[i]);
        assert_true(redact(redactor, text.data, text.size, &left, NULL));
        assert_true(left.size < 16 * text.size);
        text_free(&left);
        text_free(&text);
    }
    redactor_free(redactor);
}

/* Lines that programs of a Debian wrote; see SOURCE beside them. One in a thousand may be touched. */
static void lines_of_other_programs_stay_as_they_are(void **state)
{
    char **files = project_files("tests/data/redact/ordinary", ".txt");
    struct redactor *redactor = make_redactor(REDACT_IDENTITY);
    size_t lines = 0, touched = 0;

    (void)state;
    for (size_t i = 0; files[i] != NULL; i++) {
        char *text = read_project_file(files[i], NULL);
        struct span rest = span_of(text), line;

        for (; span_next_line(&rest, &line); lines++) {
            struct text left = { 0 };

            assert_true(redact(redactor, line.data, line.size, &left, NULL));
            if (left.size != line.size || memcmp(text_of(&left), line.data, line.size) != 0) {
                print_message("touched: %.*s\n", (int)line.size, line.data);
                touched++;
            }
            text_free(&left);
        }
        free(text);
    }
    assert_true(lines > 3000);
    assert_true(touched * 1000 <= lines);
    redactor_free(redactor);
    free_project_files(files);
}

static void fill_with_signs(char *bytes, size_t size)
{
    uint64_t random = 1;

    for (size_t i = 0; i < size; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        bytes[i] = i % 3 == 0 ? "pasKEYuser:q~/.0123-@="[(random >> 40) % 22] : (char)(random >> 50);
    }
}

/* Every finder of this processor gives the same masks. */
static void every_instruction_set_finds_the_same(void **state)
{
    static const char *const literals[] = { "pass", "key\1", "q~", ":aa", "://", "users", "eyj" };
    struct anchor_tables tables;
    char bytes[5000];

    (void)state;
    anchors_prepare(&tables, literals, sizeof literals / sizeof literals[0]);
    fill_with_signs(bytes, sizeof bytes);
    for (size_t f = 0; anchor_finder_at(f) != NULL; f++)
        for (size_t size = 1; size < sizeof bytes && anchor_finder_at(f)->is_there(); size = size * 3 / 2 + 1)
            for (size_t at = 0; at < size;) {
                uint64_t masks[4], expected[1];
                size_t blocks = anchors_find(anchor_finder_at(f), &tables, bytes, size, at, masks, 4);

                for (size_t block = 0; block < blocks; block++) {
                    anchors_find(&anchors_scalar, &tables, bytes, size, at + block * ANCHOR_BLOCK, expected, 1);
                    assert_true(masks[block] == expected[0]);
                }
                at += blocks * ANCHOR_BLOCK;
            }
}

static void every_instruction_set_answers_the_same(void **state)
{
    enum { BLOCKS = 60 };
    char bytes[BLOCKS * ANCHOR_BLOCK + 2];
    const unsigned char *at = (const unsigned char *)bytes;
    uint64_t masks[BLOCKS], expected[BLOCKS];

    (void)state;
    fill_with_signs(bytes, sizeof bytes);
    for (size_t f = 0; anchor_finder_at(f) != NULL; f++) {
        const struct anchor_finder *finder = anchor_finder_at(f);

        if (!finder->is_there())
            continue;
        finder->letters(at, BLOCKS, masks);
        anchors_scalar.letters(at, BLOCKS, expected);
        assert_memory_equal(masks, expected, sizeof masks);
        finder->escapes(at, BLOCKS, masks);
        anchors_scalar.escapes(at, BLOCKS, expected);
        assert_memory_equal(masks, expected, sizeof masks);
        finder->separators(at, masks);
        anchors_scalar.separators(at, expected);
        assert_memory_equal(masks, expected, 4 * sizeof *masks);
        assert_int_equal(finder->count_controls(at, BLOCKS), anchors_scalar.count_controls(at, BLOCKS));
    }
}

static void controls_are_told_from_what_a_text_has(void **state)
{
    char bytes[256];

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    assert_int_equal(text_controls(bytes, sizeof bytes), 0x20 - strlen("\t\n\r\x1B") + 1);
    assert_int_equal(text_controls("\t\n\r\x1B a", 6), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_known_shapes_go),
        cmocka_unit_test(values_of_telling_names_go_in_any_syntax),
        cmocka_unit_test(people_become_pseudonyms_wherever_they_stand),
        cmocka_unit_test(a_host_that_is_called_by_a_word_is_hidden_where_its_name_stands),
        cmocka_unit_test(the_same_name_stands_for_a_host_in_its_fact_and_in_its_logs),
        cmocka_unit_test(a_host_s_name_with_nuls_behind_it_is_compared_to_its_end_and_no_further),
        cmocka_unit_test(a_person_nobody_knows_is_hidden_in_sentences),
        cmocka_unit_test(ordinary_lines_stay_as_they_are),
        cmocka_unit_test(what_hides_a_secret_leaves_what_is_around_it),
        cmocka_unit_test(one_person_has_one_name),
        cmocka_unit_test(addresses_keep_their_class_and_their_subnets),
        cmocka_unit_test(no_address_stays_as_it_is_and_none_of_a_subnet_fall_together),
        cmocka_unit_test(with_secrets_alone_identities_stay),
        cmocka_unit_test(identifiers_keep_their_form),
        cmocka_unit_test(an_identifier_that_looks_a_little_like_ours_goes),
        cmocka_unit_test(the_id_of_a_device_goes_however_the_product_prints_it),
        cmocka_unit_test(the_id_of_this_machine_goes_without_its_name_too),
        cmocka_unit_test(names_of_files_are_redacted_by_their_parts),
        cmocka_unit_test(another_key_gives_other_names),
        cmocka_unit_test(no_text_costs_more_than_its_size),
        cmocka_unit_test(lines_of_other_programs_stay_as_they_are),
        cmocka_unit_test(every_instruction_set_finds_the_same),
        cmocka_unit_test(every_instruction_set_answers_the_same),
        cmocka_unit_test(controls_are_told_from_what_a_text_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
