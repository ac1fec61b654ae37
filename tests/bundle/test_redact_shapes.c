/* Secrets as programs write them: each with a value made at run time, which must be nowhere in what is left. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/redact.h"

static unsigned random_state = 20251121;

static unsigned next_random(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 8;
}

/* `size` letters of these. */
static void append_random(struct text *text, const char *letters, size_t size)
{
    for (size_t i = 0; i < size; i++)
        text_append_char(text, letters[next_random() % strlen(letters)]);
}

#define DIGITS "0123456789"
#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* What `$` and a letter in a shape stand for. The secret is between « and ». */
static const struct {
    char sign;
    const char *letters;
    size_t size;
} parts[] = {
    { 'w', LOWER DIGITS, 12 },
    { 'b', LOWER UPPER DIGITS, 43 },
    { 'h', "0123456789abcdef", 32 },
    { 'd', DIGITS, 6 },
    { 'k', "BCDFGHJKMPQRTVWXY2346789", 5 },
    { 'B', LOWER UPPER DIGITS, 24 },
    { 'c', LOWER UPPER DIGITS, 6 },
    { 'l', LOWER UPPER DIGITS, 27 },
    { 'z', LOWER UPPER DIGITS, 76 },
    { 'n', DIGITS, 4 },
    { 'u', UPPER DIGITS, 16 },
};

static void append_part(struct text *text, char sign)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i].sign == sign)
            append_random(text, parts[i].letters, parts[i].size);
}

static const char *const shapes[] = {
    "found <M$B.$c.$l> in a file",
    "<$zJQQJ99AZDO$n>",
    "C:\\> net user bob <$w> /add",
    "net user bob <$w> /domain /add",
    "{\"auths\": {\"https://index.docker.io/v1/\": {\"auth\": \"<qZkWmPxRtYbNcVhJgFdSaLqWeRtYuIoPzXcVbNmQ$c>\"}}}",
    "the password is <$w>",
    "Password for bob: <$w>",
    "password for 'bob' is <$w>",
    "snmpget -v2c -c <$w> 10.0.0.1 sysDescr",
    "snmp-server community <$w> RO",
    "rocommunity <$w> default",
    "PIN: <$n>",
    "wep_key0=<$w>",
    "userPassword: {SSHA}<$w>=",
    "key is <$d-$d-$d-$d-$d-$d-$d-$d>.",
    "slmgr /ipk <$k-$k-$k-$k-$k>",
    "Authorization: Digest username=\"bob\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"<$h>\"",
    "Authorization: Negotiate <YII$b$b>",
    "WWW-Authenticate: Negotiate <oYG$b$b>",
    "keytab: <BQIAAAB$b>",
    "bob:$$apr1$$<$c$$$B>",
    "root:$$6$$<$c$$$b>:19000:0:99999:7:::",
    "root:$$y$$j9T$$<$c$$$b>:19000:0:99999:7:::",
    "bob:$$2b$$12$$<$b>",
    "bob:{SHA}<$l>=",
    "sshpass -p <$w> ssh h",
    "sshpass -p '<$w>' ssh h",
    "mysql -u root -p<$w> db",
    "mysqldump -p<$w> db",
    "curl -u bob:<$w> http://h/",
    "curl --user bob:<$w> http://h/",
    "wget --user=x --password=<$w> h",
    "wget --http-password=<$w> h",
    "tool --token <$w> run",
    "docker login -u x -p <$w> reg",
    "openssl rsa -in k -passin pass:<$w> -out o",
    "openssl enc -k <$w> -in x",
    "export AWS_SECRET_ACCESS_KEY=<$b>",
    "aws_session_token = <$b>",
    "ConvertTo-SecureString \"<$w>\" -AsPlainText -Force",
    "ConvertTo-SecureString -String '<$w>' -AsPlainText",
    "cmdkey /add:h /user:bob /pass:<$w>",
    "net use z: \\\\h\\s <$w> /user:bob",
    "jdbc:sqlserver://h;user=sa;password=<$w>;x=1",
    "Driver={x};Uid=sa;Pwd=<$w>;",
    "AUTH <$w>",
    "redis-cli -a <$w> ping",
    "AUTH default <$w>",
    "mongodb+srv://bob:<$w>@h/db",
    "amqp://bob:<$w>@h:5672/v",
    "AUTH PLAIN <$B==>",
    "AUTH LOGIN <$B==>",
    "X-Vault-Token: <hvs.$l>",
    "vault login <s.$B>",
    "token: <eyJ$B.eyJ$B.$b>",
    "//registry/:_authToken=<$w>",
    "index-url = https://bob:<$w>@pypi.internal/simple",
    "https://bob:<$w>@git.internal",
    "machine h login bob password <$w>",
    "machine h\n  login bob\n  password <$w>",
    "variable \"db_password\" { default = \"<$w>\" }",
    "admin_password = \"<$w>\"",
    "$$ANSIBLE_VAULT;1.1;AES256\n<$h$h>\n<$h$h>\n",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n<$b>\n=$n\n-----END PGP PRIVATE KEY BLOCK-----",
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"a\",\"d\":\"<$b>\"}",
    "{\"kty\":\"oct\",\"k\":\"<$b>\"}",
    "otpauth://totp/x:bob?secret=<$u>&issuer=x",
    "https://hooks.slack.com/services/<T$c$d/B$d/$B>",
    "https://contoso.webhook.office.com/webhookb2/<$h@$h/IncomingWebhook/$h/$h>",
    "https://discord.com/api/webhooks/<$d$d$d/$b>",
    "\"OnboardingInfo\"=\"<$b$b>\"",
    "OnboardedInfo: <$b$b>",
    "workspaceKey=<$b$b==>",
    "WorkspaceKey : <$b$b==>",
    "AccountName=a;AccountKey=<$b$b==>;EndpointSuffix=x",
    "\"private_key\": \"-----BEGIN PRIVATE KEY-----\\n<$b>\\n<$b>\\n-----END PRIVATE KEY-----\\n\",",
};

/* The text of a shape, and its secrets one behind the other with LF between them. */
static void make(const char *shape, struct text *text, struct text *secrets)
{
    bool is_inside = false;

    for (; *shape != '\0'; shape++) {
        size_t before = text->size;

        if ((*shape == '<' || *shape == '>') && (is_inside == (*shape == '>'))) {
            if (is_inside)
                text_append_char(secrets, '\n');
            is_inside = !is_inside;
            continue;
        }
        if (*shape == '$' && *++shape != '$')
            append_part(text, *shape);
        else
            text_append_char(text, *shape);
        if (is_inside)
            text_append_bytes(secrets, text->data + before, text->size - before);
    }
}

static void secrets_go_in_the_shapes_that_programs_write(void **state)
{
    struct redact_options options = { .key = "a key of the tests, 32 bytes..." };
    struct redactor *redactor = redactor_new(&options);
    size_t leaks = 0;

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct text text = { 0 }, secrets = { 0 }, left = { 0 };
        char *secret;

        make(shapes[i], &text, &secrets);
        assert_true(redact(redactor, text.data, text.size, &left, NULL));
        for (secret = strtok(secrets.data, "\n"); secret != NULL; secret = strtok(NULL, "\n"))
            if (strstr(text_of(&left), secret) != NULL) {
                print_message("left of \"%s\": %s\n", shapes[i], text_of(&left));
                leaks++;
            }
        text_free(&text);
        text_free(&secrets);
        text_free(&left);
    }
    redactor_free(redactor);
    assert_int_equal(leaks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_go_in_the_shapes_that_programs_write),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
