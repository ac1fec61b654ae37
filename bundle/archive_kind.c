/* What a file is that is no bundle, by its first bytes. */
#include "bundle/archive_kind.h"

#include <string.h>

/* The marks that file(1) goes by. */
static const struct mark {
    size_t at, size;
    const char *bytes, *kind;
} marks[] = {
    { 0, 2, "\x1f\x8b", "a gzip file" },
    { 0, 6, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive" },
    { 0, 6,
      "\xfd"
      "7zXZ\0",
      "an xz file" },
    { 0, 3, "BZh", "a bzip2 file" },
    { 0, 4, "\x28\xb5\x2f\xfd", "a Zstandard file" },
    { 0, 4, "\x04\x22\x4d\x18", "an LZ4 file" },
    { 0, 4, "Rar!", "a RAR archive" },
    { 0, 4, "MSCF", "a Windows cabinet" },
    { 0, 6, "070701", "a cpio archive" },
    { 0, 8, "!<arch>\n", "an ar archive" },
    { 257, 5, "ustar", "a tar archive" },
    { 0, 4,
      "\x7f"
      "ELF",
      "a program" },
    { 0, 2, "MZ", "a Windows program" },
    { 0, 8, "ElfFile\0", "a Windows event log" },
    { 0, 5, "%PDF-", "a PDF document" },
    { 0, 1, "{", "a JSON document" },
};

const char *archive_kind(const unsigned char *begin, size_t size)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (size >= marks[i].at + marks[i].size && memcmp(begin + marks[i].at, marks[i].bytes, marks[i].size) == 0)
            return marks[i].kind;
    if (size == 0)
        return "an empty file";
    return size >= 4 && memcmp(begin, "PK", 2) == 0 ? NULL : "no archive";
}

bool archive_kind_is_encrypted(const unsigned char *begin, size_t size)
{
    /* Their object identifiers in DER: 1.2.840.113549.1.9.16.1.23 (RFC 5083) and 1.2.840.113549.1.7.3 (RFC 5652). */
    static const unsigned char authenticated[] = { 6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 9, 16, 1, 23 };
    static const unsigned char enveloped[] = { 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 7, 3 };

    if (size >= 14 && (memcmp(begin, "-----BEGIN CMS", 14) == 0 || memcmp(begin, "-----BEGIN PKC", 14) == 0))
        return true;
    if (size < 16 || begin[0] != 0x30)
        return false;
    /* Behind the outer length, which has one byte and up to eight more. */
    for (size_t at = 2; at <= 10 && at + sizeof authenticated <= size; at++)
        if (memcmp(begin + at, authenticated, sizeof authenticated) == 0 || memcmp(begin + at, enveloped, sizeof enveloped) == 0)
            return true;
    return false;
}
