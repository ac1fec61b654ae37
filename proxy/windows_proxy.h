/* What one place of Windows says of proxies: a binary value, the plain values beside it, or netsh's text. The three Windows sources
 * read their places into this, take one and compare it with the others. */
#ifndef PROXY_WINDOWS_PROXY_H
#define PROXY_WINDOWS_PROXY_H

#include <stdbool.h>

#include "healthcheck/core/fact.h"
#include "proxy/connection_settings.h"
#include "proxy/record.h"

#define INTERNET_SETTINGS "Microsoft/Windows/CurrentVersion/Internet Settings"

/* Begin with { 0 }. */
struct windows_proxy {
    const struct fact *fact; /* where it stands; NULL: nowhere */
    bool is_damaged;         /* flags or proxy cannot be told: configured, but to what */
    bool uses_proxy, uses_script, auto_detects;
    char *proxy, *bypass, *script; /* as they stand, used or not; owned, or NULL */
};

/* A binary value; nothing where the fact is not present. What is wrong with its bytes is added to `problems`. */
void windows_proxy_read_blob(struct windows_proxy *proxy, const struct fact *fact, enum connection_kind kind, struct proxy_problems *problems);

/* ProxyEnable, ProxyServer, ProxyOverride and AutoConfigURL of the key `settings` ("HKCU/Software/…/Internet Settings"). */
void windows_proxy_read_values(struct windows_proxy *proxy, struct host *host, const char *settings);
void windows_proxy_free(struct windows_proxy *proxy);

/* Does it send anything through a proxy (or want to)? Automatic detection alone does not count: it is Windows' default. */
bool windows_proxy_is_configured(const struct windows_proxy *proxy);

/* Adds evidence as proxy_record_saw() does, but no binary value and no answer of Windows' own interfaces with an `@` in it: the masker of what
   is printed finds no password in hexadecimal digits, nor in what is no URL. The record's `origin` names it all the same. */
void windows_proxy_saw(struct proxy_record *record, const struct fact *fact);

/* Fills the record from the place that counts. */
void windows_proxy_apply(const struct windows_proxy *proxy, struct proxy_record *record);

/* Adds a "disagreement" where the two send requests different ways: "<name> says …, <other_name> says …<consequence>". */
void windows_proxy_compare(struct proxy_record *record, const struct windows_proxy *proxy, const char *name, const struct windows_proxy *other,
                           const char *other_name, const char *consequence);

/* "the proxy http://p:8080", "the script http://…", "no proxy"; without passwords. Yours to free. */
char *windows_proxy_text(const struct windows_proxy *proxy);

/* A value for a sentence: without passwords, and not longer than a line or two. Yours to free. */
char *windows_proxy_value_text(const char *value);

#endif
