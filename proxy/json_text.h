/* Texts of foreign origin in JSON documents: cut, and always UTF-8. */
#ifndef PROXY_JSON_TEXT_H
#define PROXY_JSON_TEXT_H

#include <stddef.h>

#include <cjson/cJSON.h>

/* At most `most` bytes of it, cut between characters; what is not UTF-8 becomes U+FFFD. Yours to free. */
char *json_text_clean(const char *text, size_t most);

/* Adds the text so cleaned, or null where it is NULL. */
void json_text_add(cJSON *object, const char *name, const char *text, size_t most);

/* The text of that name so cleaned, NULL where there is none. Yours to free. */
char *json_text_read(const cJSON *object, const char *name, size_t most);

/* A whole number from `least` to `most`; `otherwise` where there is none. */
long long json_number_read(const cJSON *object, const char *name, long long least, long long most, long long otherwise);

#endif
