/* The redactor on texts made to be slow: bench_redact [MB]. On one thread, a MiB at a time; MB a second of processor time, the middle of
 * five turns. Ends with 9 where a text is slower than MB. What logs cost: bench_bundle redact. */
#define _GNU_SOURCE /* memrchr */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bundle/redact.h"
#include "healthcheck/core/text.h"

enum { TURNS = 5, BLOCK = 1 << 20, DENSE = 4 << 20 };

static const char *const dense[] = { "auth=",
                                     "key ",
                                     "?sig=a&",
                                     "://",
                                     "curl -u a:b ",
                                     "curl x ",
                                     "@@@@",
                                     "::::",
                                     "aaaa",
                                     "a:",
                                     "a@",
                                     "1.",
                                     "password=",
                                     "password=\"",
                                     "pass ",
                                     "user",
                                     "username: ",
                                     "/home/",
                                     "eyJ",
                                     "bearer ",
                                     "deadbeef-dead-",
                                     "--token  ",
                                     "S-1-5-21-1-",
                                     "sk-",
                                     "\\Users\\",
                                     "CORP\\a",
                                     "-----END PRIVATE KEY-----",
                                     "key=0123456789abcdef0123 ",
                                     NULL };

static double now(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static int compare(const void *a, const void *b)
{
    const double *one = a, *two = b;

    return *one < *two ? -1 : *one > *two;
}

/* Cut behind a line, as the bundle cuts. */
static size_t block_size(const char *bytes, size_t size)
{
    const char *line = size > BLOCK ? memrchr(bytes, '\n', BLOCK) : NULL;

    if (size <= BLOCK)
        return size;
    return line != NULL ? (size_t)(line - bytes) + 1 : BLOCK;
}

static double speed_of(const struct redactor *redactor, const char *bytes, size_t size)
{
    double turns[TURNS];
    struct text out = { 0 };

    for (size_t turn = 0; turn < TURNS; turn++) {
        double begin = now();

        for (size_t at = 0; at < size;) {
            size_t block = block_size(bytes + at, size - at);

            out.size = 0;
            if (!redact(redactor, bytes + at, block, &out, NULL))
                exit(4);
            at += block;
        }
        turns[turn] = now() - begin;
    }
    text_free(&out);
    qsort(turns, TURNS, sizeof *turns, compare);
    return (double)size / 1e6 / (turns[TURNS / 2] > 0 ? turns[TURNS / 2] : 1e-9);
}

static double say_dense(const struct redactor *redactor, const char *piece)
{
    struct text text = { 0 };
    unsigned random = 1;
    double speed;

    while (text.size < DENSE)
        if (piece != NULL) {
            text_append(&text, piece);
        } else {
            random = random * 1664525u + 1013904223u;
            text_append_format(&text, "10.%u.%u.%u ", random >> 24, random >> 16 & 255, random >> 8 & 255);
        }
    speed = speed_of(redactor, text.data, text.size);
    printf("%7.0f MB/s  %s\n", speed, piece != NULL ? piece : "any addresses of 10.0.0.0/8");
    text_free(&text);
    return speed;
}

int main(int count, char **arguments)
{
    static const char *const users[] = { "gparker", NULL }, *const hosts[] = { "ws-017", NULL }, *const domains[] = { "corp.example.net", NULL };
    struct redact_options options = { .key = "a key of the bench, 32 bytes...", .users = users, .hosts = hosts, .domains = domains };
    struct redactor *redactor = redactor_new(&options);
    double least = count > 1 ? atof(arguments[1]) : 0;
    int status = 0;

    for (size_t i = 0; i < sizeof dense / sizeof dense[0]; i++)
        if (say_dense(redactor, dense[i]) < least)
            status = 9;
    redactor_free(redactor);
    return status;
}
