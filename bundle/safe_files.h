/* Looking through folders that other users may write to, perhaps as root: no link is followed below the folder's own name, nothing but
 * regular files is opened, and what is found is what the descriptor says, not what the name said a moment ago. */
#ifndef BUNDLE_SAFE_FILES_H
#define BUNDLE_SAFE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "bundle/feed.h"
#include "healthcheck/core/moment.h"

enum {
    SAFE_DEEPEST = 64,         /* levels of folders */
    SAFE_MOST_FILES = 65000,   /* below one name of a collector; each costs about 900 bytes until the zip is closed (bench: bundle-many) */
    SAFE_MOST_COMPONENTS = 24, /* of a pattern */
    SAFE_WHY_SIZE = 256
};

/* Something below the folder, by its path there. */
struct safe_file {
    char *path;
    unsigned long long size, stored; /* as it says; what it takes on the disk, so without holes */
    moment modified;
    char *why; /* NULL: a regular file; else why it is not collected: a link and where to, a pipe, … */
};

struct safe_listing {
    char *base;       /* the folder; links in this path are followed: a row of ours names it */
    char *pattern;    /* of the path below it, components with * and ?; NULL: everything */
    bool wants_files; /* the pattern names files, and not folders whose whole content is wanted */
    moment oldest;    /* older files are only counted */

    struct safe_file *files; /* sorted by path */
    size_t count;
    size_t older;
    bool is_missing;         /* there is no such folder */
    bool is_foreign;         /* some of it lies on a network or a file system of a program: reads may hang */
    bool is_cut;             /* more than SAFE_MOST_FILES */
    char why[SAFE_WHY_SIZE]; /* why the folder itself could not be looked at, or "" */
};

/* Fills in what follows the first blank line above. */
void safe_list(struct safe_listing *listing);
void safe_listing_free(struct safe_listing *listing);

/* An opened file, and what is to be known about it. */
struct safe_opened {
    unsigned long long size;      /* when it was opened; nothing beyond is read */
    unsigned long long kept_from; /* the offset at which reading begins */
    moment modified;
    bool is_refused;
    bool is_missing;
    bool is_unreadable;      /* the system refused, not we */
    char why[SAFE_WHY_SIZE]; /* why it was refused, or what is left out */
};

/* Opens the regular file at `path` below the folder `base`: at most its newest `most` bytes, from the beginning of a line, holes left
   out. A file of several names in a folder that others may write to is refused, as is what is no text; `skipped_device` and `skipped_inode` are
   the bundle's own (0: none). NULL where it was refused. The feed's `why` is set at the end where it grew, and where it shrank. */
struct feed *safe_open(const char *base, const char *path, unsigned long long most, unsigned long long skipped_device,
                       unsigned long long skipped_inode, struct safe_opened *opened);

/* Device and inode (on Windows volume and index) of what stands at a path; false where nothing does. */
bool safe_identity(const char *path, unsigned long long *device, unsigned long long *inode);

#endif
