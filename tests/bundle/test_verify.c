/* --verify, --sign and --encrypt-to: what changed in a bundle, and whose it is. Keys are made with OpenSSL's own program. */
#include "tests/support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bundle/archive.h"
#include "bundle/verify.h"
#include "tests/bundle/made_bundle.h"
#include "tests/faults.h"

static char *folder, *path;

static char *beside(const char *name)
{
    return text_format("%s/%s", folder, name);
}

LIKE_PRINTF(1, 2) static void run(const char *format, ...)
{
    va_list arguments;
    struct text command = { 0 };

    va_start(arguments, format);
    text_append_arguments(&command, format, arguments);
    va_end(arguments);
    text_append(&command, " >/dev/null 2>&1");
    if (system(text_of(&command)) != 0)
        fail_msg("%s failed", text_of(&command));
    text_free(&command);
}

static int begin(void **state)
{
    (void)state;
    folder = make_folder();
    path = beside("bundle.zip");
    run("cd %s && openssl genpkey -algorithm ed25519 -out ed.pem && openssl pkey -in ed.pem -pubout -out ed.pub", folder);
    run("cd %s && openssl genpkey -algorithm ed25519 -out other.pem && openssl pkey -in other.pem -pubout -out other.pub", folder);
    run("cd %s && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ec.key -out ec.crt -subj /CN=Support -days 2 && "
        "cat ec.key ec.crt >ec.pem && openssl x509 -in ec.crt -outform DER -out ec.der",
        folder);
    run("cd %s && openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.crt -subj /CN=Second -days 2", folder);
    return 0;
}

static int end(void **state)
{
    (void)state;
    free(path);
    remove_folder(folder);
    return 0;
}

static struct verification verify(const char *key)
{
    struct verification verification;
    struct error error = { "" };
    char *key_path = key != NULL ? beside(key) : NULL;

    if (!bundle_verify(path, key_path, &verification, &error))
        fail_msg("%s", error.text);
    free(key_path);
    return verification;
}

static void an_untouched_bundle_is_intact(void **state)
{
    struct verification verification;

    (void)state;
    make_bundle(path, &(struct made_bundle){ 0 });
    verification = verify(NULL);
    assert_true(verification_is_intact(&verification));
    assert_int_equal(verification.signature, SIGNATURE_NONE);
    assert_int_equal(verification.entries, 5);
    assert_string_equal(verification.host, "host-1");
    verification_free(&verification);
}

static void an_entry_too_many_and_one_too_few_are_named(void **state)
{
    struct verification verification;

    (void)state;
    make_bundle(path, &(struct made_bundle){ .foreign = "logs/added.log", .missing = "logs/gone.log" });
    verification = verify(NULL);
    assert_false(verification_is_intact(&verification));
    assert_string_equal(text_of(&verification.foreign), "logs/added.log\n");
    assert_string_equal(text_of(&verification.missing), "logs/gone.log\n");
    assert_string_equal(text_of(&verification.altered), "");
    verification_free(&verification);
}

static void an_entry_that_is_not_what_the_manifest_says_is_altered(void **state)
{
    struct verification verification;

    (void)state;
    make_bundle(path,
                &(struct made_bundle){ .manifest = "{\"schema\":\"healthcheck.bundle/1\",\"entries\":[{\"path\":\"facts/system/platform\",\"size\":6,"
                                                   "\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\"},"
                                                   "{\"path\":\"facts/system/hostname\",\"size\":7,\"sha256\":"
                                                   "\"0000000000000000000000000000000000000000000000000000000000000000\"}]}" });
    verification = verify(NULL);
    assert_string_equal(text_of(&verification.altered),
                        "facts/system/platform: its SHA-256 is another one\nfacts/system/hostname: its size is another one\n");
    assert_string_equal(text_of(&verification.foreign), "facts/file/etc/os-release\nlogs/agent/agent.log\n");
    verification_free(&verification);
}

static void expect_signature(const char *key, enum bundle_signature expected)
{
    struct verification verification = verify(key);

    assert_true(verification_is_intact(&verification));
    assert_int_equal(verification.signature, expected);
    verification_free(&verification);
}

static void a_bare_key_signs_and_its_owner_is_told_from_a_stranger(void **state)
{
    char *key = beside("ed.pem");
    struct verification verification;

    (void)state;
    make_bundle(path, &(struct made_bundle){ .key_path = key });
    expect_signature(NULL, SIGNATURE_GOOD);
    expect_signature("ed.pub", SIGNATURE_GOOD);
    expect_signature("other.pub", SIGNATURE_STRANGER);
    expect_signature("ec.crt", SIGNATURE_STRANGER);
    verification = verify("ed.pub");
    assert_true(text_starts(verification.signer, "SHA256:"));
    verification_free(&verification);
    free(key);
}

static void a_certificate_signs_so_that_openssl_agrees(void **state)
{
    char *key = beside("ec.pem");
    struct verification verification;

    (void)state;
    make_bundle(path, &(struct made_bundle){ .key_path = key });
    expect_signature(NULL, SIGNATURE_GOOD);
    expect_signature("ec.crt", SIGNATURE_GOOD);
    expect_signature("rsa.crt", SIGNATURE_STRANGER);
    expect_signature("ed.pub", SIGNATURE_STRANGER);
    verification = verify("ec.crt");
    assert_string_equal(verification.signer, "CN=Support");
    verification_free(&verification);
    run("cd %s && python3 -m zipfile -e bundle.zip out && openssl cms -verify -binary -inform PEM -in out/manifest.sig -content out/manifest.json "
        "-CAfile ec.crt -purpose any",
        folder);
    free(key);
}

/* Each is issued by the authority ca.crt; only one for signatures, and of today, lets the authority vouch. */
static void an_authority_vouches_for_those_who_may_sign_today(void **state)
{
    static const struct {
        const char *extensions, *days;
        enum bundle_signature verdict;
    } signers[] = {
        { "basicConstraints=CA:FALSE", "2", SIGNATURE_GOOD },
        { "keyUsage=digitalSignature\\nextendedKeyUsage=emailProtection", "2", SIGNATURE_GOOD },
        { "extendedKeyUsage=codeSigning", "2", SIGNATURE_GOOD },
        { "extendedKeyUsage=serverAuth", "2", SIGNATURE_STRANGER },
        { "keyUsage=keyEncipherment", "2", SIGNATURE_STRANGER },
        { "basicConstraints=CA:FALSE", "-1", SIGNATURE_STRANGER },
    };
    char *key = beside("signer.pem");

    (void)state;
    run("cd %s && openssl req -x509 -key ec.key -out ca.crt -subj /CN=Authority -days 2", folder);
    for (size_t i = 0; i < sizeof signers / sizeof signers[0]; i++) {
        run("cd %s && printf '%s\\n' >extensions && openssl req -new -key rsa.key -subj /CN=Signer -out signer.csr && "
            "openssl x509 -req -in signer.csr -CA ca.crt -CAkey ec.key -CAcreateserial -days %s -extfile extensions -out signer.crt && "
            "cat rsa.key signer.crt >signer.pem && openssl x509 -in signer.pem",
            folder, signers[i].extensions, signers[i].days);
        make_bundle(path, &(struct made_bundle){ .key_path = key });
        expect_signature("ca.crt", signers[i].verdict);
        expect_signature("signer.crt", SIGNATURE_GOOD);
    }
    free(key);
}

static void whoever_signed_is_told_in_the_letters_of_the_name(void **state)
{
    char *key = beside("named.pem");
    struct verification verification;

    (void)state;
    run("cd %s && openssl req -x509 -utf8 -key rsa.key -out named.crt -subj '/CN=\352\271\200\354\262\240\354\210\230 S\303\270ren' -days 2 && "
        "cat rsa.key named.crt >named.pem && openssl x509 -in named.pem",
        folder);
    make_bundle(path, &(struct made_bundle){ .key_path = key });
    verification = verify("named.crt");
    assert_string_equal(verification.signer, "CN=\352\271\200\354\262\240\354\210\230 S\303\270ren");
    verification_free(&verification);
    free(key);
}

static void a_key_that_cannot_sign_is_told_in_one_line(void **state)
{
    static const char *const keys[] = { "ed.pub", "rsa.key", "none.pem", "ec.crt" };
    struct text out = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char *key = beside(keys[i]);
        struct error error = { "" };

        assert_false(bundle_sign(key, "{}", 2, &out, &error));
        assert_non_null(strstr(error.text, keys[i]));
        assert_int_equal(out.size, 0);
        free(key);
    }
}

/* O10: the same files in the same order, unpacked and packed by another program. */
static void what_another_program_packed_anew_is_told(void **state)
{
    struct verification verification;

    (void)state;
    make_bundle(path, &(struct made_bundle){ 0 });
    run("cd %s && python3 -c '\n"
        "import zipfile\n"
        "old = zipfile.ZipFile(\"bundle.zip\")\n"
        "new = zipfile.ZipFile(\"new.zip\", \"w\", compresslevel=1)\n"
        "for info in old.infolist():\n"
        "    new.writestr(info, old.read(info), compress_type=info.compress_type, compresslevel=1)\n"
        "new.close()' && mv new.zip bundle.zip",
        folder);
    verification = verify(NULL);
    assert_non_null(strstr(text_of(&verification.altered), "logs/agent/agent.log: it was compressed anew\n"));
    assert_null(strstr(text_of(&verification.altered), "SHA-256"));
    assert_int_equal(verification.missing.size + verification.foreign.size, 0);
    verification_free(&verification);
}

/* A bundle made, and changed by Python as somebody would who knows its layout: `manifest`, of the same length, and `all` of the file. */
static void expect_forgery_to_be_told(const char *change, const char *told)
{
    struct verification verification;

    make_bundle(path, &(struct made_bundle){ 0 });
    run("cd %s && python3 -c '\n"
        "import struct, zlib\n"
        "all = bytearray(open(\"bundle.zip\", \"rb\").read())\n"
        "name = all.index(b\"manifest.json\")\n"
        "size = struct.unpack_from(\"<I\", all, name - 30 + 22)[0]\n"
        "manifest = bytes(all[name + 13:name + 13 + size])\n"
        "rows = manifest.split(b\"\\n\")\n"
        "%s\n"
        "assert len(manifest) == size\n"
        "all[name + 13:name + 13 + size] = manifest\n"
        "central = all.rindex(b\"manifest.json\")\n"
        "for at in name - 30 + 14, central - 46 + 16:\n"
        "    struct.pack_into(\"<I\", all, at, zlib.crc32(manifest))\n"
        "open(\"bundle.zip\", \"wb\").write(all)'",
        folder, change);
    verification = verify(NULL);
    if (strstr(text_of(&verification.altered), told) == NULL)
        fail_msg("'%s' is told as '%s'", change, text_of(&verification.altered));
    verification_free(&verification);
}

static void what_is_changed_beside_the_contents_is_told(void **state)
{
    (void)state;
    expect_forgery_to_be_told("manifest = b\"\\n\".join(rows[:-5] + [rows[-4], rows[-5]] + rows[-3:])", ": it stands at another place\n");
    expect_forgery_to_be_told("manifest = manifest[:-1] + b\"x\"", "manifest.json: manifest.json goes on behind its end\n");
    expect_forgery_to_be_told("manifest = manifest.replace(b\"facts/system/platform\", b\"manifest.json\", 1).ljust(size)",
                              "manifest.json: manifest.json has a row of it\n");
    expect_forgery_to_be_told("manifest = manifest.replace(b\"facts/system/platform\", b\"facts/system/hostname\")",
                              "facts/system/hostname: manifest.json has two rows of it\n");
    expect_forgery_to_be_told("at = manifest.index(b\"sha256\") + 9; manifest = manifest[:at] + manifest[at + 1:] + b\" \"",
                              "manifest.json: entry 1 of manifest.json has a digest of another length\n");
    expect_forgery_to_be_told("at = 0\n"
                              "while b\"PK\\3\\4\" in all[at:]: at = all.index(b\"PK\\3\\4\", at) + 4; all[at + 6] ^= 32\n"
                              "at = 0\n"
                              "while b\"PK\\1\\2\" in all[at:]: at = all.index(b\"PK\\1\\2\", at) + 4; all[at + 8] ^= 32",
                              ": its time is not that of the bundle\n");
}

/* A download that broke off, wherever: what there is of it is no bundle any more, and no foreign zip either. */
static void a_bundle_that_was_cut_short_is_not_intact(void **state)
{
    unsigned char *bytes;
    size_t size;

    (void)state;
    make_bundle(path, &(struct made_bundle){ .facts = 40 });
    bytes = bytes_of_file(path, &size);
    for (size_t cut = 64; cut < size; cut += size / 50) {
        struct verification verification;

        write_file(folder, "bundle.zip", (const char *)bytes, cut);
        verification = verify(NULL);
        assert_non_null(strstr(text_of(&verification.altered), "it was cut short, or something was added\n"));
        verification_free(&verification);
    }
    free(bytes);
}

/* Whole bytes are changed to any other, and single bits: in contents, headers, names, the directory, the end, and the signature. */
static void expect_every_flip_to_be_noticed(const char *key)
{
    size_t size, flips = 1000;
    char *key_path = key != NULL ? beside(key) : NULL;
    unsigned char *bytes;
    unsigned seed = (unsigned)time(NULL);

    make_bundle(path, &(struct made_bundle){ .key_path = key_path });
    bytes = bytes_of_file(path, &size);
    print_message("seed %u, %zu bytes\n", seed, size);
    srand(seed);
    for (size_t i = 0; i < flips; i++) {
        size_t at = (size_t)rand() % size;
        unsigned char old = bytes[at];
        struct verification verification;
        struct error error = { "" };

        bytes[at] ^= (unsigned char)(i % 2 == 0 ? 1 << rand() % 8 : 1 + rand() % 255);
        write_file(folder, "bundle.zip", (const char *)bytes, size);
        if (bundle_verify(path, NULL, &verification, &error) && verification_is_intact(&verification))
            fail_msg("byte %zu of %zu changed from %02x to %02x, and nobody noticed (seed %u)", at, size, old, bytes[at], seed);
        if (strstr(text_of(&verification.altered), "\n\n") != NULL)
            fail_msg("byte %zu of %zu changed from %02x to %02x: an empty row (seed %u)", at, size, old, bytes[at], seed);
        verification_free(&verification);
        bytes[at] = old;
    }
    free(bytes);
    free(key_path);
}

static void every_flipped_byte_of_an_unsigned_bundle_is_noticed(void **state)
{
    (void)state;
    expect_every_flip_to_be_noticed(NULL);
}

static void every_flipped_byte_of_a_signed_bundle_is_noticed(void **state)
{
    (void)state;
    expect_every_flip_to_be_noticed("ec.pem");
}

static void an_encrypted_bundle_opens_for_each_recipient_and_nobody_else(void **state)
{
    char *ec = beside("ec.der"), *rsa = beside("rsa.crt"), *encrypted = beside("bundle.zip.p7m");
    const char *const recipients[] = { ec, rsa, NULL };
    struct error error = { "" };
    size_t size;
    unsigned char *bytes;
    struct verification verification;

    (void)state;
    make_bundle(encrypted, &(struct made_bundle){ .encrypt_to = recipients });
    assert_null(host_open_bundle(encrypted, &error));
    assert_non_null(strstr(error.text, "is encrypted: first `openssl cms -decrypt"));
    run("cd %s && openssl cms -decrypt -inform DER -binary -in bundle.zip.p7m -out bundle.zip -inkey rsa.key", folder);
    verification = verify(NULL);
    assert_true(verification_is_intact(&verification));
    verification_free(&verification);
    run("cd %s && openssl cms -decrypt -inform DER -binary -in bundle.zip.p7m -out bundle.zip -inkey ec.key -recip ec.crt", folder);
    verification = verify(NULL);
    assert_true(verification_is_intact(&verification));
    verification_free(&verification);
    bytes = bytes_of_file(encrypted, &size);
    for (size_t i = 0; i + 4 < size; i++)
        assert_int_not_equal(memcmp(bytes + i, "PK\1\2", 4), 0);
    free(bytes);
    free(ec);
    free(rsa);
    free(encrypted);
}

static void what_cannot_be_encrypted_leaves_nothing(void **state)
{
    static const char *const certificates[] = { "none.crt", "ed.pub", "ed.crt" };
    char *encrypted = beside("none.zip.p7m");

    (void)state;
    run("cd %s && openssl req -x509 -key ed.pem -out ed.crt -subj /CN=Ed -days 2", folder);
    for (size_t i = 0; i < 3; i++) {
        char *certificate = beside(certificates[i]);
        const char *const recipients[] = { certificate, NULL };
        struct error error = { "" };

        assert_false(try_to_make_bundle(encrypted, &(struct made_bundle){ .encrypt_to = recipients }, &error));
        assert_non_null(strstr(error.text, certificates[i]));
        run("test ! -e %s && ! ls -a %s | grep part", encrypted, folder);
        free(certificate);
    }
    free(encrypted);
}

/* O11: the disk has room for the plain bundle, and not for the encrypted one, which is a little larger. */
static void an_encryption_that_fails_in_its_middle_leaves_nothing(void **state)
{
    char *rsa = beside("rsa.crt"), *encrypted = beside("small.zip.p7m");
    const char *const recipients[] = { rsa, NULL };
    size_t size;
    pid_t child;
    int status;

    (void)state;
    make_bundle(path, &(struct made_bundle){ 0 });
    free(bytes_of_file(path, &size));
    child = fork();
    if (child == 0) {
        struct rlimit limit = { size + 16, size + 16 };
        struct error error = { "" };

        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        _exit(!try_to_make_bundle(encrypted, &(struct made_bundle){ .encrypt_to = recipients }, &error) &&
                      strstr(error.text, "File too large") != NULL
                  ? 0
                  : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    run("test ! -e %s && ! ls -a %s | grep part", encrypted, folder);
    free(rsa);
    free(encrypted);
}

static void look_for_parts(void *context, size_t files, unsigned long long bytes)
{
    const char *command = context;

    (void)files;
    (void)bytes;
    assert_int_equal(system(command), 0);
}

static struct feed *open_line(struct entry *entry)
{
    struct text line = { 0 };

    (void)entry;
    text_append(&line, "a line\n");
    return feed_text(&line);
}

static void encrypt_without_unnamed_files(void *recipients)
{
    char *encrypted = beside("named.zip.p7m"), *command = text_format("test $(ls -a %s | grep -c part) = 1", folder);
    struct entry entry = { .path = (char *)"logs/a.log", .collector = "made", .open = open_line };
    struct redactor *redactor = redactor_new(&(struct redact_options){ .level = REDACT_SECRETS });
    struct error error = { "" };

    if (!bundle_write(encrypted, &entry, 1, redactor,
                      &(struct bundle_options){ .encrypt_to = recipients, .progress = look_for_parts, .context = command }, &error))
        fail_msg("%s", error.text);
    redactor_free(redactor);
    free(entry.redactions);
    free(encrypted);
    free(command);
}

/* O11: the only part with a name is the encrypted one, so a kill leaves nothing plain. */
static void nothing_plain_has_a_name_even_where_every_file_has_one(void **state)
{
    char *rsa = beside("rsa.crt");
    const char *recipients[] = { rsa, NULL };

    (void)state;
    faults_during(no_unnamed_files, encrypt_without_unnamed_files, recipients);
    run("cd %s && openssl cms -decrypt -inform DER -binary -in named.zip.p7m -out named.zip -inkey rsa.key && unzip -tqq named.zip", folder);
    free(rsa);
}

/* A name of our own choice, as --supportBundle makes them up: the last one is freed. */
static const char *choose_next(void *context)
{
    char **chosen = context, *last = *chosen;

    *chosen = text_format("%s+", last);
    free(last);
    return *chosen;
}

/* O7, O11 */
static void what_is_encrypted_lies_under_the_name_that_was_chosen_last(void **state)
{
    char *rsa = beside("rsa.crt"), *chosen = beside("chosen.p7m");
    const char *const recipients[] = { rsa, NULL };
    struct bundle_options options = { .encrypt_to = recipients, .next_path = choose_next, .context = &chosen };
    struct entry entry = { .path = (char *)"logs/a.log", .collector = "made", .open = open_line };
    struct redactor *redactor = redactor_new(&(struct redact_options){ .level = REDACT_SECRETS });
    struct error error = { "" };

    (void)state;
    run("cd %s && echo old >chosen.p7m && cp chosen.p7m chosen.p7m+", folder);
    if (!bundle_write(chosen, &entry, 1, redactor, &options, &error))
        fail_msg("%s", error.text);
    run("cd %s && openssl cms -decrypt -inform DER -binary -in %s -out chosen.zip -inkey rsa.key && unzip -tqq chosen.zip", folder, chosen);
    run("cd %s && test $(ls -a | grep -c chosen.p7m) = 3 && test $(cat chosen.p7m chosen.p7m+ | grep -c old) = 2", folder);
    redactor_free(redactor);
    free(entry.redactions);
    free(rsa);
    free(chosen);
}

static int status_of_verify(const char *key)
{
    char *key_path = key != NULL ? beside(key) : NULL;
    const char *const arguments[] = { "--verify", path, key != NULL ? "--key" : NULL, key_path, NULL };
    struct outcome outcome = run_healthcheck(arguments);
    int status = outcome.status;

    outcome_free(&outcome);
    free(key_path);
    return status;
}

static void the_exit_status_says_it(void **state)
{
    char *key = beside("ed.pem");

    (void)state;
    make_bundle(path, &(struct made_bundle){ 0 });
    assert_int_equal(status_of_verify(NULL), 0);
    assert_int_equal(status_of_verify("ed.pub"), 1);
    make_bundle(path, &(struct made_bundle){ .key_path = key });
    assert_int_equal(status_of_verify(NULL), 0);
    assert_int_equal(status_of_verify("ed.pub"), 0);
    assert_int_equal(status_of_verify("other.pub"), 1);
    assert_int_equal(status_of_verify("none.pub"), 4);
    make_bundle(path, &(struct made_bundle){ .foreign = "logs/x" });
    assert_int_equal(status_of_verify(NULL), 2);
    write_file(folder, "bundle.zip", "hello", 5);
    assert_int_equal(status_of_verify(NULL), 4);
    free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_untouched_bundle_is_intact),
        cmocka_unit_test(an_entry_too_many_and_one_too_few_are_named),
        cmocka_unit_test(an_entry_that_is_not_what_the_manifest_says_is_altered),
        cmocka_unit_test(a_bare_key_signs_and_its_owner_is_told_from_a_stranger),
        cmocka_unit_test(a_certificate_signs_so_that_openssl_agrees),
        cmocka_unit_test(an_authority_vouches_for_those_who_may_sign_today),
        cmocka_unit_test(whoever_signed_is_told_in_the_letters_of_the_name),
        cmocka_unit_test(a_key_that_cannot_sign_is_told_in_one_line),
        cmocka_unit_test(what_is_changed_beside_the_contents_is_told),
        cmocka_unit_test(a_bundle_that_was_cut_short_is_not_intact),
        cmocka_unit_test(what_another_program_packed_anew_is_told),
        cmocka_unit_test(every_flipped_byte_of_an_unsigned_bundle_is_noticed),
        cmocka_unit_test(every_flipped_byte_of_a_signed_bundle_is_noticed),
        cmocka_unit_test(an_encrypted_bundle_opens_for_each_recipient_and_nobody_else),
        cmocka_unit_test(what_cannot_be_encrypted_leaves_nothing),
        cmocka_unit_test(an_encryption_that_fails_in_its_middle_leaves_nothing),
        cmocka_unit_test(nothing_plain_has_a_name_even_where_every_file_has_one),
        cmocka_unit_test(what_is_encrypted_lies_under_the_name_that_was_chosen_last),
        cmocka_unit_test(the_exit_status_says_it),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
