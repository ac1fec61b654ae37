/* SHA-256, by the examples of NIST (FIPS 180-4, "SHA Examples" and the long message of the CSRC page). */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/sha256.h"

static void assert_digest(const char *bytes, size_t size, const char *expected)
{
    unsigned char digest[32];
    char hex[65] = "";

    sha256(bytes, size, digest);
    for (size_t i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(hex, expected);
}

static void the_examples_of_nist_hold(void **state)
{
    char *million = malloc(1000000);

    (void)state;
    memset(million, 'a', 1000000);
    assert_digest("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_digest("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    assert_digest("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu", 112,
                  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    assert_digest(million, 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(million);
}

static void every_length_around_a_block_differs(void **state)
{
    char zeros[130] = { 0 };
    unsigned char last[32] = { 0 }, digest[32];

    (void)state;
    /* 64 zeros: by coreutils' sha256sum */
    assert_digest(zeros, 64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
    for (size_t size = 50; size <= sizeof zeros; size++) {
        sha256(zeros, size, digest);
        assert_memory_not_equal(digest, last, sizeof digest);
        memcpy(last, digest, sizeof last);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_nist_hold),
        cmocka_unit_test(every_length_around_a_block_differs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
