/* The parts that several of our JSON documents share. Used by report_*json.c only. */
#ifndef HEALTHCHECK_REPORT_JSON_OBJECTS_H
#define HEALTHCHECK_REPORT_JSON_OBJECTS_H

#include <cjson/cJSON.h>

#include "healthcheck/core/table.h"
#include "healthcheck/report/report.h"

/* A text with secrets masked, or null where it is NULL. */
void json_add_text(cJSON *object, const char *name, const char *text);

cJSON *json_host(const struct report *report);

/* The array of findings. Evidence that several share is made once and kept in `seen`: free it with json_forget() once the document is
   printed. */
cJSON *json_findings(const struct report *report, struct table *seen);
void json_forget(struct table *seen);

/* Prints the document as one line and frees it. */
void json_print_line(struct text *out, cJSON *document);

#endif
