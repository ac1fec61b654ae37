/* A file that somebody sent: a regular one, read at any place, its size fixed when it was opened. */
#ifndef BUNDLE_INPUT_FILE_H
#define BUNDLE_INPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"

struct input_file;

/* Links are followed, for the user named it; devices and pipes are refused. NULL and one sentence. */
struct input_file *input_file_open(const char *path, struct error *error);
void input_file_close(struct input_file *file);

unsigned long long input_file_size(const struct input_file *file);

/* Exactly `size` bytes from `at` on; false where they are not all there (any more), or cannot be read. */
bool input_file_read(struct input_file *file, unsigned long long at, void *bytes, size_t size);

#endif
