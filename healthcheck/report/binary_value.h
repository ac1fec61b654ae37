/* Binary values of the registry on their way out: their hexadecimal digits would carry secrets past the masker.
 *
 * Values below a key Connections (WinHttpSettings, DefaultConnectionSettings, …) are proxy settings: 12 bytes of numbers, then strings of
 * 4 bytes of length each; the layout is that of proxy/connection_settings.h. */
#ifndef HEALTHCHECK_REPORT_BINARY_VALUE_H
#define HEALTHCHECK_REPORT_BINARY_VALUE_H

#include "healthcheck/core/fact.h"
#include "healthcheck/core/text.h"

/* The fact as evidence, still to be masked: its own text; of a binary value its flags and strings, or its type and size where no reader
   knows it. Points into the fact or into `made`, which is yours to free. */
struct span binary_value_evidence(const struct fact *fact, struct text *made);

/* Appends the fact's text, masked. Binary values stay hexadecimal: secrets in their strings become *** with lengths that are right, those in
   other bytes *** where they stood. */
void binary_value_masked(struct text *out, const struct fact *fact);

#endif
