/* Pseudonyms of IP addresses: in the class of the address (private, public), with its subnets.
 *
 * IPv4: what shares its first 16 bits shares those of its pseudonym, likewise 24; hosts of one subnet never fall together; 0 and 255 as
 * last byte stay. The first 16 bits always change, so no address is ever left as it is; nothing tells a pseudonym from an address, so
 * one that is redacted twice has another.
 *
 * IPv6: 2001:db8::/32 (fd00:5eed::/32 for private ones) and the hash of the first 48 bits, of 64, of all. */
#ifndef BUNDLE_PSEUDONYM_ADDRESS_H
#define BUNDLE_PSEUDONYM_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"

struct ipv4 {
    unsigned char bytes[4];
};

/* Four numbers with dots, no digit behind them: how many bytes they have, 0 where they are no address. */
size_t ipv4_at(const char *text, size_t left, unsigned char bytes[4]);

/* The same of a text that is nothing else. */
bool ipv4_read(const char *text, size_t size, unsigned char bytes[4]);

/* Up to eight groups with `::`; the last two may be an IPv4 address. */
bool ipv6_read(const char *text, size_t size, unsigned char bytes[16]);

/* Does everybody have it, so that it says nothing: loopback, unspecified, link-local, multicast, broadcast, documentation, whole private
   ranges, the resolvers all the world asks, and the services of clouds (168.63.129.16)? */
bool ipv4_is_everybodys(const unsigned char bytes[4]);
bool ipv6_is_everybodys(const unsigned char bytes[16]);

void pseudonym_ipv4(const unsigned char key[32], const char *value, size_t size, struct text *out);
void pseudonym_of_ipv4(const unsigned char key[32], const unsigned char bytes[4], struct text *out);
void pseudonym_ipv6(const unsigned char key[32], const char *value, size_t size, struct text *out);
bool pseudonym_is_ipv6(const char *value, size_t size);

#endif
