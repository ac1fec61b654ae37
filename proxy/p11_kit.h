/* p11-kit's files of certificates ("*.trust.p11-kit"), as Red Hat's ca-certificates brings its public roots (p11-kit's doc/manual,
 * and the script certdata2pem.py of that package, 2026-11-21). An object:
 *
 *     [p11-kit-object-v1]
 *     label: "ACCVRAIZ1"
 *     trusted: true
 *     -----BEGIN CERTIFICATE-----
 *
 * Others say "x-distrusted: true" or "trusted: false", and objects without a certificate say what one may be used for: a root that is
 * trusted for mail only counts as trusted here. */
#ifndef PROXY_P11_KIT_H
#define PROXY_P11_KIT_H

#include "healthcheck/core/text.h"

/* Appends those objects that say "trusted: true", their PEM blocks in them. */
void p11_kit_read(struct span file, struct text *pem);

#endif
