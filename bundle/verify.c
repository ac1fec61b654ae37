/* --verify: is this bundle intact, and whose is it? */
#include "bundle/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/archive.h"
#include "bundle/libraries.h"
#include "bundle/manifest.h"
#include "bundle/sign.h"
#include "healthcheck/core/escape.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/core/table.h"

enum { LARGEST_SIGNATURE = 1024 * 1024 };

/* The entries against the rows of the manifest. */
struct comparison {
    struct verification *verification;
    const struct digest_library *digest;
    EVP_MD_CTX *sha256;     /* of the entry being read */
    bool is_failing;        /* OpenSSL cannot: nothing is known then */
    unsigned long long got; /* its bytes so far */
    struct table rows;      /* path -> struct manifest_row */
};

static void list(struct text *paths, const char *path, const char *why)
{
    escape_append(paths, path, strlen(path));
    if (why != NULL)
        text_append_format(paths, ": %s", why);
    text_append_char(paths, '\n');
}

/* These two have no row. */
static bool is_about_the_others(const char *name)
{
    return strcmp(name, "manifest.json") == 0 || strcmp(name, "manifest.sig") == 0;
}

static void start_entry(struct comparison *comparison)
{
    comparison->got = 0;
    if (comparison->digest->EVP_DigestInit_ex(comparison->sha256, comparison->digest->EVP_sha256(), NULL) != 1)
        comparison->is_failing = true;
}

static void compare(struct comparison *comparison, const char *name)
{
    const struct manifest_row *row = table_find(&comparison->rows, name);
    unsigned char digest[32] = { 0 };
    char hex[65] = "";

    if (comparison->digest->EVP_DigestFinal_ex(comparison->sha256, digest, NULL) != 1)
        comparison->is_failing = true;
    text_write_hex(hex, digest, sizeof digest);
    if (row == NULL)
        list(&comparison->verification->foreign, name, NULL);
    else if (row->size != comparison->got)
        list(&comparison->verification->altered, name, "its size is another one");
    else if (strcmp(row->sha256, hex) != 0)
        list(&comparison->verification->altered, name, "its SHA-256 is another one");
}

static bool hash_piece(void *context, const char *name, const char *bytes, size_t size)
{
    struct comparison *comparison = context;

    if (size > 0) {
        comparison->got += size;
        if (comparison->digest->EVP_DigestUpdate(comparison->sha256, bytes, size) != 1)
            comparison->is_failing = true;
        return !comparison->is_failing;
    }
    comparison->verification->entries++;
    if (!is_about_the_others(name))
        compare(comparison, name);
    start_entry(comparison);
    return true;
}

static void note_damaged(void *context, const char *name, const char *why)
{
    struct comparison *comparison = context;

    list(&comparison->verification->altered, name, why);
    comparison->verification->entries++;
    start_entry(comparison);
}

static bool has_content(const struct manifest_row *row)
{
    return row->sha256[0] != '\0';
}

/* Two rows of one path, one of them with content, or a row of the manifest's own, are none of ours. */
static void index_rows(struct comparison *comparison, const struct manifest_read *manifest)
{
    for (size_t i = 0; i < manifest->count; i++) {
        struct manifest_row *row = &manifest->rows[i];
        const struct manifest_row *other = table_find(&comparison->rows, row->path);

        if (is_about_the_others(row->path))
            list(&comparison->verification->altered, row->path, "manifest.json has a row of it");
        else if (other == NULL)
            table_put(&comparison->rows, row->path, row);
        else if (has_content(other) || has_content(row))
            list(&comparison->verification->altered, row->path, "manifest.json has two rows of it");
    }
}

/* What no digest tells: the order of the entries, and the time they all have. */
static void compare_layout(struct comparison *comparison, const struct manifest_read *manifest, const struct zip_layout *layout)
{
    struct text *altered = &comparison->verification->altered;
    moment created_at;
    size_t next = 0;

    for (size_t i = 0; i < manifest->count; i++)
        if (has_content(&manifest->rows[i]) && (next == layout->count || strcmp(layout->members[next++].name, manifest->rows[i].path) != 0)) {
            list(altered, manifest->rows[i].path, "it stands at another place");
            return;
        }
    if (next == layout->count || strcmp(layout->members[next].name, "manifest.json") != 0 || layout->members[next].is_deflated)
        list(altered, "manifest.json", "it was packed anew");
    for (size_t i = 0; i < layout->count; i++)
        if (manifest->created_at == NULL || !moment_read(manifest->created_at, &created_at) ||
            layout->members[i].time != zip_layout_time(created_at)) {
            list(altered, layout->members[i].name, "its time is not that of the bundle");
            return;
        }
}

/* DEFLATE can say one thing in two ways: the bytes in the zip are compared, too. They are read once more, for libarchive shows them to
   nobody. */
static void compare_packed(struct comparison *comparison, struct opened_archive *opened)
{
    const struct zip_layout *layout = archive_layout(opened);

    for (size_t i = 0; i < layout->count; i++) {
        const struct manifest_row *row = table_find(&comparison->rows, layout->members[i].name);
        char hex[9];
        uint32_t crc;

        if (row == NULL || !has_content(row))
            continue;
        if (archive_packed_crc(opened, &layout->members[i], &crc))
            snprintf(hex, sizeof hex, "%08lx", (unsigned long)crc);
        else
            hex[0] = '\0';
        if (strcmp(hex, row->packed_crc32) != 0)
            list(&comparison->verification->altered, row->path, "it was compressed anew");
    }
}

static void find_missing(struct comparison *comparison, const struct manifest_read *manifest, const struct zip_layout *layout)
{
    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_row *row = &manifest->rows[i];
        const struct zip_member *member = table_find(&layout->by_name, row->path);

        if (has_content(row) && (member == NULL || strcmp(member->name, row->path) != 0))
            list(&comparison->verification->missing, row->path, NULL);
    }
}

/* False where OpenSSL cannot hash. */
static bool compare_entries(struct opened_archive *opened, struct verification *verification, const struct manifest_read *manifest)
{
    struct comparison comparison = { .verification = verification, .digest = digest_library() };

    comparison.sha256 = comparison.digest->EVP_MD_CTX_new();
    index_rows(&comparison, manifest);
    start_entry(&comparison);
    (void)archive_walk(opened, &(struct archive_visit){ NULL, hash_piece, note_damaged, &comparison });
    if (verification->altered.size == 0)
        compare_packed(&comparison, opened);
    find_missing(&comparison, manifest, archive_layout(opened));
    if (verification_is_intact(verification))
        compare_layout(&comparison, manifest, archive_layout(opened));
    comparison.digest->EVP_MD_CTX_free(comparison.sha256);
    table_free(&comparison.rows);
    return !comparison.is_failing;
}

static bool check_signature(struct opened_archive *opened, const char *key_path, const struct text *manifest, struct verification *verification,
                            struct error *error)
{
    struct text signature = { 0 };
    bool is_signed = table_find(&archive_layout(opened)->by_name, "manifest.sig") != NULL, is_checked = true;

    if (is_signed && !archive_take(opened, "manifest.sig", LARGEST_SIGNATURE, &signature))
        verification->signature = SIGNATURE_BAD;
    else
        is_checked = sign_check(key_path, is_signed ? &signature : NULL, manifest, &verification->signature, &verification->signer, error);
    text_free(&signature);
    return is_checked;
}

static bool verify_opened(struct opened_archive *opened, const char *path, const char *key_path, struct verification *verification,
                          struct error *error)
{
    struct text bytes = { 0 };
    struct manifest_read manifest = { 0 };
    struct error why = { "" };
    bool is_done = true;

    if (!archive_take(opened, "manifest.json", ARCHIVE_LARGEST_MANIFEST, &bytes)) {
        list(&verification->altered, "manifest.json", "it is damaged");
    } else if (!manifest_read(&manifest, text_of(&bytes), bytes.size, &why)) {
        list(&verification->altered, "manifest.json", why.text);
    } else if (digest_library() == NULL) {
        is_done = error_set(error, "%s: libcrypto.so.3 is not installed: on Debian and Ubuntu `apt install libssl3`", path);
    } else {
        verification->host = memory_copy_text(manifest.host);
        verification->tool_version = memory_copy_text(manifest.tool_version);
        verification->created_at = memory_copy_text(manifest.created_at);
        is_done = compare_entries(opened, verification, &manifest) ? check_signature(opened, key_path, &bytes, verification, error)
                                                                   : error_set(error, "%s: OpenSSL computes no SHA-256 here", path);
    }
    manifest_read_free(&manifest);
    text_free(&bytes);
    return is_done;
}

bool bundle_verify(const char *path, const char *key_path, struct verification *verification, struct error *error)
{
    struct opened_archive *opened;
    struct error why = { "" };
    enum archive_state state = archive_open(&opened, path, &why);
    bool is_done = true;

    *verification = (struct verification){ 0 };
    if (state == ARCHIVE_FOREIGN)
        return error_set(error, "%s", why.text);
    if (state == ARCHIVE_BROKEN) {
        text_append_format(&verification->altered, "%s\n", why.text);
        return true;
    }
    is_done = verify_opened(opened, path, key_path, verification, error);
    archive_close(opened);
    return is_done;
}

bool verification_is_intact(const struct verification *verification)
{
    return verification->altered.size == 0 && verification->missing.size == 0 && verification->foreign.size == 0 &&
           verification->signature != SIGNATURE_BAD;
}

void verification_free(struct verification *verification)
{
    text_free(&verification->altered);
    text_free(&verification->missing);
    text_free(&verification->foreign);
    free(verification->signer);
    free(verification->host);
    free(verification->tool_version);
    free(verification->created_at);
    *verification = (struct verification){ 0 };
}
