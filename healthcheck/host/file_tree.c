/* The files a captured host is made of. */
#include "healthcheck/host/file_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/table.h"

struct tree_on_disk {
    struct file_tree tree;
    struct folder *folder;
};

static bool walk_on_disk(struct file_tree *tree, size_t limit, void (*found)(void *context, const char *path, enum file_kind kind), void *context)
{
    return folder_walk(((struct tree_on_disk *)tree)->folder, limit, found, context);
}

static enum file_result read_on_disk(struct file_tree *tree, const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    return file_read_beneath(((struct tree_on_disk *)tree)->folder, path, limit, content, why);
}

static void close_on_disk(struct file_tree *tree)
{
    folder_close(((struct tree_on_disk *)tree)->folder);
    free(tree);
}

struct file_tree *file_tree_of_folder(struct folder *folder)
{
    struct tree_on_disk *tree = memory_get(sizeof *tree);

    tree->tree = (struct file_tree){ walk_on_disk, read_on_disk, close_on_disk };
    tree->folder = folder;
    return &tree->tree;
}

struct file_in_memory {
    char *path;
    struct text content;
};

struct tree_in_memory {
    struct file_tree tree;
    struct table files; /* path -> struct file_in_memory */
};

/* Tells the folders above a file, each once. */
static bool tell_folders(struct table *told, const char *path, size_t *left, void (*found)(void *context, const char *path, enum file_kind kind),
                         void *context)
{
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        char *folder = memory_copy(path, (size_t)(slash - path));

        if (table_find(told, folder) != NULL) {
            free(folder);
            continue;
        }
        table_put(told, folder, folder);
        if (*left == 0)
            return false;
        --*left;
        found(context, folder, FILE_IS_FOLDER);
    }
    return true;
}

static bool walk_in_memory(struct file_tree *tree, size_t limit, void (*found)(void *context, const char *path, enum file_kind kind), void *context)
{
    const struct table *files = &((struct tree_in_memory *)tree)->files;
    struct table told = { 0 };
    bool is_whole = true;

    for (size_t i = 0; is_whole && i < files->count; i++) {
        is_whole = tell_folders(&told, files->entries[i].key, &limit, found, context) && limit > 0;
        if (is_whole) {
            limit--;
            found(context, files->entries[i].key, FILE_IS_FILE);
        }
    }
    for (size_t i = 0; i < told.count; i++)
        free(told.entries[i].thing);
    table_free(&told);
    return is_whole;
}

static enum file_result read_in_memory(struct file_tree *tree, const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    const struct file_in_memory *file = table_find(&((struct tree_in_memory *)tree)->files, path);

    if (file == NULL)
        return FILE_MISSING;
    if (file->content.size > limit) {
        snprintf(why, FILE_WHY_SIZE, "it is larger than %zu MiB", limit / (1024 * 1024));
        return FILE_REFUSED;
    }
    text_append_bytes(content, text_of(&file->content), file->content.size);
    return FILE_READ;
}

static void close_in_memory(struct file_tree *tree)
{
    struct table *files = &((struct tree_in_memory *)tree)->files;

    for (size_t i = 0; i < files->count; i++) {
        struct file_in_memory *file = files->entries[i].thing;

        text_free(&file->content);
        free(file->path);
        free(file);
    }
    table_free(files);
    free(tree);
}

struct file_tree *file_tree_in_memory(void)
{
    struct tree_in_memory *tree = memory_get(sizeof *tree);

    tree->tree = (struct file_tree){ walk_in_memory, read_in_memory, close_in_memory };
    return &tree->tree;
}

void file_tree_add(struct file_tree *tree, const char *path, struct text *content)
{
    struct file_in_memory *file = memory_get(sizeof *file);

    file->path = memory_copy_text(path);
    file->content = *content;
    *content = (struct text){ 0 };
    table_put(&((struct tree_in_memory *)tree)->files, file->path, file);
}
