/* The files a captured host is made of: a folder on disk, or names and bytes in memory (what was read from a bundle). */
#ifndef HEALTHCHECK_HOST_FILE_TREE_H
#define HEALTHCHECK_HOST_FILE_TREE_H

#include "healthcheck/platform/file.h"

/* May be read from several threads at once. */
struct file_tree {
    /* As folder_walk() and file_read_beneath(). */
    bool (*walk)(struct file_tree *tree, size_t limit, void (*found)(void *context, const char *path, enum file_kind kind), void *context);
    enum file_result (*read)(struct file_tree *tree, const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE]);
    void (*close)(struct file_tree *tree); /* frees the tree */
};

/* Takes the folder over. */
struct file_tree *file_tree_of_folder(struct folder *folder);

/* An empty one in memory, and a file for it: its path with '/' between names (not empty, not given before), and its content, taken
   over. Folders are there where files are. */
struct file_tree *file_tree_in_memory(void);
void file_tree_add(struct file_tree *tree, const char *path, struct text *content);

#endif
