/* manifest.sig where a bare Ed25519 key signed. */
#include "bundle/signature.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/base64.h"
#include "healthcheck/core/sha256.h"

static const char title[] = "healthcheck.signature/1 ed25519 manifest.json";

char *signature_fingerprint(const unsigned char key[SIGNATURE_KEY_SIZE])
{
    unsigned char digest[32];
    struct text text = { 0 };

    sha256(key, SIGNATURE_KEY_SIZE, digest);
    text_append(&text, "SHA256:");
    text_append_hex(&text, digest, sizeof digest);
    return text_take(&text);
}

void signature_write(struct text *out, const struct signature *signature)
{
    char *fingerprint = signature_fingerprint(signature->key);

    text_append_format(out, "%s\nfingerprint %s\npublic-key ", title, fingerprint);
    base64_write(out, signature->key, SIGNATURE_KEY_SIZE);
    text_append(out, "\nsignature ");
    base64_write(out, signature->bytes, SIGNATURE_SIZE);
    text_append(out, "\n");
    free(fingerprint);
}

static bool read_line(struct span *rest, const char *name, unsigned char *bytes, size_t size)
{
    struct span line;
    size_t length = strlen(name);

    return span_next_line(rest, &line) && span_starts(line, name) &&
           base64_read((struct span){ line.data + length, line.size - length }, bytes, size);
}

bool signature_read(struct signature *signature, const char *bytes, size_t size)
{
    struct span rest = { bytes, size }, line;
    struct text again = { 0 };
    bool is_same;

    if (!span_next_line(&rest, &line) || !span_is(line, title) || !span_next_line(&rest, &line) ||
        !read_line(&rest, "public-key ", signature->key, SIGNATURE_KEY_SIZE) || !read_line(&rest, "signature ", signature->bytes, SIGNATURE_SIZE))
        return false;
    signature_write(&again, signature);
    is_same = again.size == size && memcmp(again.data, bytes, size) == 0;
    text_free(&again);
    return is_same;
}
