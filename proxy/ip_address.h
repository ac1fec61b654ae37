/* IP addresses as texts: what a setting writes, and what it means. No names, no ports, no zones. */
#ifndef PROXY_IP_ADDRESS_H
#define PROXY_IP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

struct ip_address {
    bool is_v6;
    unsigned char bytes[16]; /* in the order of the wire; 4 of them for IPv4 */
};

/* All forms that Windows and curl take for IPv4 (inet_aton, POSIX.1-2017): one to four parts, decimal, octal (017) or hexadecimal
   (0x7f), the last part filling what is left: 127.1 is 127.0.0.1. */
bool ip_address_read_v4(struct ip_address *address, const char *text, size_t size);

/* RFC 4291 section 2.2, without brackets. */
bool ip_address_read_v6(struct ip_address *address, const char *text, size_t size);

/* "10.16.3.4", and RFC 5952 with IPv6's last 32 bits in hexadecimal, too. */
enum { IP_ADDRESS_TEXT_SIZE = 48 };
void ip_address_write(const struct ip_address *address, char text[IP_ADDRESS_TEXT_SIZE]);

/* 127.0.0.0/8, ::1 and ::ffff:127.0.0.0/104. */
bool ip_address_is_loopback(const struct ip_address *address);

#endif
