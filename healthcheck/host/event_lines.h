/* Events of Windows' log as the facts events/<channel> hold them: a JSON object a line, with time, id, source, level, text. */
#ifndef HEALTHCHECK_HOST_EVENT_LINES_H
#define HEALTHCHECK_HOST_EVENT_LINES_H

#include <stdbool.h>

#include "healthcheck/core/moment.h"
#include "healthcheck/core/text.h"

/* Texts are "" where the line has none; owned. */
struct event_line {
    moment time; /* -1 where it is missing or none */
    long id;     /* -1 likewise */
    char *source, *level, *text;
};

/* Takes the next event off `rest`; false at the end. What is no such line (empty, no JSON, no object) is passed over. */
bool event_line_next(struct span *rest, struct event_line *event);
void event_line_free(struct event_line *event);

#endif
