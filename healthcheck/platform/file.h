/* Files: opened beneath a folder without following any link, read with a limit, replaced in one step. */
#ifndef HEALTHCHECK_PLATFORM_FILE_H
#define HEALTHCHECK_PLATFORM_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/core/text.h"

enum file_kind { FILE_IS_FILE, FILE_IS_FOLDER, FILE_IS_LINK, FILE_IS_OTHER };

enum file_result {
    FILE_READ,
    FILE_MISSING,
    FILE_REFUSED, /* the reason is in `why` */
};

enum { FILE_WHY_SIZE = 160 };

/* An open folder. */
struct folder;

/* NULL and a sentence where it is none. `path` itself may go through links: the user named it. */
struct folder *folder_open(const char *path, struct error *error);
void folder_close(struct folder *folder);

/* The folder `name` directly in `folder`; NULL where it is none, or a link. */
struct folder *folder_open_beneath(struct folder *folder, const char *name);

/* Calls `found` for everything below, folders before what is in them, names in no order, links told and never followed,
   at most `limit` entries, at most 64 levels deep. `path` is relative, with '/' between names. False where it was cut short. */
bool folder_walk(struct folder *folder, size_t limit, void (*found)(void *context, const char *path, enum file_kind kind), void *context);

/* Reads the regular file at a relative path; no component of it may be a link. More than `limit` bytes: refused. `content`
   is appended to. */
enum file_result file_read_beneath(struct folder *folder, const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE]);

/* Reads the regular file at `path` (links are followed, devices and pipes refused); more than `limit` bytes: refused. */
enum file_result file_read(const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE]);

/* The same of a file that nobody else may have made up: it and its folder belong to root, on Windows to the administrators or the system, or
   to our own user; anything else is refused, and so is a link. */
enum file_result file_read_own(const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE]);

/* The last `limit` bytes of a regular file, from the beginning of a line where a line ends in them. */
enum file_result file_read_tail(const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE]);

/* Is there a regular file at `path`, or a link to one? */
bool file_is_regular(const char *path);

/* When the content of the file at `path` was last changed; false where there is none, or no way to it. */
bool file_changed(const char *path, moment *when);

/* The names in a folder, a line each, sorted by bytes, a folder's (also where a link leads to one) with '/' behind it; a line feed in a
   name is "%0A". */
enum file_result file_list(const char *path, struct text *names, char why[FILE_WHY_SIZE]);

/* Writes `path` in one step, beside it first; whatever happens, the old file or the new one is there, whole. The rights of an old one
   stay; of a link its target is replaced; what is no file (a pipe, /dev/stdout) is written to. */
bool file_replace(const char *path, const char *bytes, size_t size, struct error *error);

/* The same of a file that everybody may read and its owner write (0644), whatever the mask and the rights of an old one; never through a
   link. */
bool file_replace_readable(const char *path, const char *bytes, size_t size, struct error *error);

/* The path of `name` in a folder, as this system's users write it, so that their programs take it; yours to free. */
char *file_in_folder(const char *folder, const char *name);

/* Makes a folder that everybody may read (0755); one that is there stays as it is, and is refused where file_read_own() would not read in it.
   What stands above it has to be there. */
bool folder_make(const char *path, struct error *error);

#endif
