/* The way out: masked, then escaped. */
#ifndef HEALTHCHECK_REPORT_PRINT_H
#define HEALTHCHECK_REPORT_PRINT_H

#include <stddef.h>

#include "healthcheck/core/text.h"

/* Evidence is cut here (contract section 4); a sentence of ours, which may quote what a hostile machine says, there. */
enum { PRINT_LONGEST_EVIDENCE = 512, PRINT_LONGEST_SENTENCE = 4096 };

/* Appends `text` with secrets masked, control bytes and bytes that are not UTF-8 written \xHH, line feeds \n. */
void print_escaped(struct text *out, const char *text, size_t size);

/* The same of at most PRINT_LONGEST_EVIDENCE bytes; the rest is "…" and its size. */
void print_evidence(struct text *out, const char *text, size_t size);

/* A sentence, a key or a name: the same of at most PRINT_LONGEST_SENTENCE bytes. */
void print_sentence(struct text *out, const char *text);

/* The bytes of a fact with secrets masked: UTF-16LE text is masked as text and stays UTF-16LE, everything else byte by byte. */
void print_masked_bytes(struct text *out, const char *bytes, size_t size);

/* The masked text for JSON: valid UTF-8 without secrets, control bytes left to the JSON writer. Yours to free. */
char *print_masked(const char *text, size_t size);

/* The same of evidence, cut as print_evidence() cuts it. Yours to free. */
char *print_masked_evidence(const char *text, size_t size);

/* The same of a sentence: at most PRINT_LONGEST_SENTENCE bytes of it. Yours to free. */
char *print_masked_sentence(const char *text);

/* A line of JSON, as cJSON wrote it; what a terminal would obey of it is escaped. */
void print_json_line(struct text *out, const char *json);

#endif
