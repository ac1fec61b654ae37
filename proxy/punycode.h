/* International host names in the form that DNS has: "bébé.example" is "xn--bb-bjab.example" (RFC 3492, RFC 3490). */
#ifndef PROXY_PUNYCODE_H
#define PROXY_PUNYCODE_H

/* Each label that is not ASCII encoded; letters of Latin, Greek and Cyrillic in lower case first, the rest as it is. A label
   that is not UTF-8, or is longer than 63 characters, stays as it is written. Yours to free. */
char *punycode_host(const char *host);

#endif
