/* Words as systemd splits settings into them: quotes, C's escapes, specifiers. */
#ifndef PROXY_SYSTEMD_WORD_H
#define PROXY_SYSTEMD_WORD_H

#include <stdbool.h>

#include "healthcheck/core/text.h"

enum systemd_word { WORD_TAKEN, WORD_NONE, WORD_BAD /* an open quote, an unknown escape: the rest of the setting is void */ };

/* Takes the next word off `rest` into `word` (emptied first). */
enum systemd_word systemd_word_next(struct span *rest, struct text *word);

/* Replaces `%%`, and those specifiers that follow from the unit's name; others that systemd knows stay as they are written. False
   where systemd knows no such specifier, and drops the assignment. */
bool systemd_word_resolve(const char *word, const char *unit_name, struct text *resolved);

#endif
