/* What stands for the bytes of a fact in a bundle. */
#ifndef BUNDLE_FACT_TEXT_H
#define BUNDLE_FACT_TEXT_H

#include "bundle/redact.h"
#include "healthcheck/core/error.h"

struct fact_text {
    struct text text; /* empty: the bytes do as they are */
    bool is_redacted; /* already, for it is UTF-16, which the redactor does not read */
};

/* Judges all of the bytes: text in one coding, or gzip of such. UTF-16 stays UTF-16, for some readers judge that. Else false, and why it
   cannot be redacted: binary, or a coding that changes in the middle. Free `text` in either case. */
bool fact_text_of(struct fact_text *text, const struct redactor *redactor, const char *bytes, size_t size, struct redactions *counts,
                  struct error *error);

#endif
