/* Keyed hashes of values: HMAC-SHA-256 (RFC 2104) for names of people and machines, SipHash-2-4 under a key made by it for secrets and for
 * what a log has by the thousand (addresses, GUIDs, SIDs). Both cannot be undone, nor a value tried, without the key. */
#ifndef BUNDLE_KEYED_HASH_H
#define BUNDLE_KEYED_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "bundle/pseudonym.h"

/* The kind and the value, in lower case (secrets, and what is longer than 256 bytes: as it is). */
void keyed_name(const unsigned char key[32], enum pseudonym_kind kind, const char *value, size_t size, unsigned char digest[32]);

/* Sixteen bytes of SipHash-2-4 of the kind and the bytes. */
void keyed_hash(const unsigned char key[32], enum pseudonym_kind kind, const void *bytes, size_t size, unsigned char hash[16]);

/* The same of a value's hexadecimal digits, whatever stands between them and in whatever case. */
void keyed_hash_of_hex(const unsigned char key[32], enum pseudonym_kind kind, const char *value, size_t size, unsigned char hash[16]);

/* The same of a number, in one of several uses (1 and up), as two numbers. */
void keyed_numbers(const unsigned char key[32], unsigned use, uint64_t number, uint64_t numbers[2]);

#endif
