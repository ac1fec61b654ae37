/* What the operating system does for safe_files.c and safe_open.c: folders and files that somebody else may change meanwhile, opened level
 * by level, never through a link. Paths are as the system writes them, with '/' between names. */
#ifndef BUNDLE_SAFE_SYSTEM_H
#define BUNDLE_SAFE_SYSTEM_H

#include "bundle/safe_files.h"

/* Where what Windows calls C:\x lies on this machine, by its key "C/x" (host/windows_paths.h); on Linux as a distribution of WSL sees it.
   `root` is the test root, "" where there is none. Yours to free. */
char *safe_place(const char *root, const char *key);

/* An open folder. */
struct safe_folder;

/* NULL and the reason. Links in `path` are followed: a row of ours names it. `is_missing` says whether there is none. */
struct safe_folder *safe_folder_open(const char *path, bool *is_missing, char why[SAFE_WHY_SIZE]);

/* The folder `name` in it, and no link; NULL and the reason. */
struct safe_folder *safe_folder_beneath(const struct safe_folder *folder, const char *name, char why[SAFE_WHY_SIZE]);

void safe_folder_close(struct safe_folder *folder);

/* Are they one folder, by two names? */
bool safe_folder_is(const struct safe_folder *folder, const struct safe_folder *other);

/* On a network or a file system of a program: it may hang. */
bool safe_folder_is_foreign(const struct safe_folder *folder);

/* The names in it, in no order, at most `most`; false where there are more. `why` is set where they could not be read, or not to the end.
   Each name and the list are yours to free. */
bool safe_folder_names(const struct safe_folder *folder, size_t most, char ***names, size_t *count, char why[SAFE_WHY_SIZE]);

enum safe_kind {
    SAFE_IS_FILE,
    SAFE_IS_FOLDER,
    SAFE_IS_OTHER,   /* a link, a pipe, … */
    SAFE_IS_UNKNOWN, /* the system does not say */
    SAFE_IS_GONE,
};

/* What stands under a name. Fills size, stored, modified and `why`: why it is not collected (not of a folder, perhaps of a file). */
enum safe_kind safe_folder_look(const struct safe_folder *folder, const char *name, struct safe_file *found);

#define SAFE_PLANTED "a hard link to a file that may be another user's"

/* An open regular file. */
struct safe_source;

/* NULL, and `opened` says why. Else its size, moment and whether it has holes. `device` and `inode` as of safe_open(). */
struct safe_source *safe_source_open(const char *base, const char *path, unsigned long long device, unsigned long long inode,
                                     struct safe_opened *opened, bool *is_sparse);

void safe_source_close(struct safe_source *source);

/* Up to `size` bytes; 0 at the end, -1 and the reason. */
long long safe_source_read(const struct safe_source *source, void *bytes, size_t size, unsigned long long at, char why[SAFE_WHY_SIZE]);

/* The next stretch of data at or behind `at`, which ends at `end` where nobody knows better; false where only holes follow. */
bool safe_source_data(const struct safe_source *source, unsigned long long at, unsigned long long end, unsigned long long *from,
                      unsigned long long *to);

/* Its size now. */
unsigned long long safe_source_size(const struct safe_source *source);

#endif
