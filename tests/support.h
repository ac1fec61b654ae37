/* What the tests share. Include it first: it brings cmocka with what cmocka needs. */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/host.h"

/* Runs the probe `id` alone (not what it needs) on a literal host. The finding is good until the next call; evidence, too. */
struct finding look_at(const char *id, const char *const facts[][2]);

/* What a program printed and how it ended. */
struct outcome {
    struct text out, err;
    int status; /* 256 + the signal's number where one ended it */
};

/* Runs the built healthcheck with these arguments (NULL at the end), a clean environment, no terminal. Free with outcome_free(). */
struct outcome run_healthcheck(const char *const *arguments);
void outcome_free(struct outcome *outcome);

/* The content of a file of the project, by its path from the top; fails the test where it cannot be read. Yours to free. */
char *read_project_file(const char *path, size_t *size);

/* Prints a line that `./dev test` gathers, and skips the case (cmocka's skip()). Every such line stands in tests/skips.txt or fails in CI. */
#define SKIP_BECAUSE(name, reason)                       \
    do {                                                 \
        print_message("SKIPPED %s: %s\n", name, reason); \
        skip();                                          \
    } while (0)

/* The files below a folder of the project whose names end so, in order of their paths from the top; NULL at the end, and at once
   where there is no such folder. Free with free_project_files(). */
char **project_files(const char *folder, const char *ending);
void free_project_files(char **paths);

/* A folder of its own for a test, removed with everything in it by remove_folder(). Yours to free. */
char *make_folder(void);
void remove_folder(char *path);

/* Writes a file below a folder, with the folders above it. */
void write_file(const char *folder, const char *path, const char *bytes, size_t size);

/* Makes a file that is there so many bytes long; what is added is a hole. */
void set_file_size(const char *path, long long size);

#endif
