/* What stopped our own program, as one sentence. */
#include "healthcheck/core/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "healthcheck/core/secret.h"
#include "healthcheck/core/text.h"

static bool is_inside_character(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* What is too long is a name or an argument in the middle; the reason and what to do stand at the end. The secrets go first, for half a password
   is not known as one. */
static void keep_both_ends(char *out, size_t room, const struct text *sentence)
{
    static const char mark[] = "…";
    struct text masked = { 0 };
    size_t most = room - sizeof mark, head = most / 2, tail;

    secret_mask(&masked, text_of(sentence), sentence->size);
    if (masked.size < room) {
        memcpy(out, text_of(&masked), masked.size + 1);
        text_free(&masked);
        return;
    }
    tail = masked.size - (most - head);
    while (head > 0 && is_inside_character(masked.data[head]))
        head--;
    while (tail < masked.size && is_inside_character(masked.data[tail]))
        tail++;
    memcpy(out, masked.data, head);
    memcpy(out + head, mark, sizeof mark - 1);
    memcpy(out + head + sizeof mark - 1, masked.data + tail, masked.size - tail + 1);
    text_free(&masked);
}

bool error_set(struct error *error, const char *format, ...)
{
    struct text sentence = { 0 };
    va_list arguments;

    if (error == NULL)
        return false;
    /* Into a copy: what is told may stand in what it is told of. */
    va_start(arguments, format);
    text_append_arguments(&sentence, format, arguments);
    va_end(arguments);
    if (sentence.size < sizeof error->text)
        memcpy(error->text, text_of(&sentence), sentence.size + 1);
    else
        keep_both_ends(error->text, sizeof error->text, &sentence);
    text_free(&sentence);
    return false;
}
