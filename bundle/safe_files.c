/* Looking through folders that other users may write to. */
#include "bundle/safe_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/safe_system.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* A folder under way. */
struct level {
    struct safe_folder *folder;
    char **names;
    size_t count, at, path_size;
};

struct walk {
    struct safe_listing *listing;
    struct level levels[SAFE_DEEPEST + 1];
    size_t depth;
    struct text path;
    char *patterns[SAFE_MOST_COMPONENTS];
    size_t pattern_count, capacity;
    bool is_full;
};

/* A row of the path where the walk stands; takes found->why over. */
static void add(struct walk *walk, const struct safe_file *found)
{
    struct safe_listing *listing = walk->listing;

    if (listing->count == SAFE_MOST_FILES) {
        listing->is_cut = walk->is_full = true;
        free(found->why);
        return;
    }
    if (listing->count == walk->capacity) {
        walk->capacity = walk->capacity > 0 ? 2 * walk->capacity : 64;
        listing->files = memory_resize(listing->files, walk->capacity, sizeof *listing->files);
    }
    listing->files[listing->count] = *found;
    listing->files[listing->count++].path = memory_copy_text(text_of(&walk->path));
}

static void refuse(struct walk *walk, const char *why)
{
    add(walk, &(struct safe_file){ .why = memory_copy_text(why) });
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The same folder again, by a mount of one above it? */
static bool is_above(const struct walk *walk, const struct safe_folder *folder)
{
    for (size_t i = 0; i < walk->depth; i++)
        if (safe_folder_is(walk->levels[i].folder, folder))
            return true;
    return false;
}

/* Of a folder that cannot be read, or not to its end. */
static void tell_folder(struct walk *walk, const char *why)
{
    if (walk->path.size > 0)
        refuse(walk, why);
    else
        snprintf(walk->listing->why, sizeof walk->listing->why, "%s", why);
}

/* Goes into an open folder; takes it over. */
static void enter(struct walk *walk, struct safe_folder *folder)
{
    struct level *level = &walk->levels[walk->depth];
    char why[SAFE_WHY_SIZE] = "";

    if (walk->depth > SAFE_DEEPEST - 1 || is_above(walk, folder)) {
        refuse(walk, walk->depth > SAFE_DEEPEST - 1 ? "it lies deeper than 64 folders" : "it is a folder above itself");
        safe_folder_close(folder);
        return;
    }
    *level = (struct level){ .folder = folder, .path_size = walk->path.size };
    walk->listing->is_foreign = walk->listing->is_foreign || safe_folder_is_foreign(folder);
    walk->depth++;
    if (!safe_folder_names(folder, SAFE_MOST_FILES, &level->names, &level->count, why))
        walk->listing->is_cut = true;
    if (why[0] != '\0')
        tell_folder(walk, why);
    if (level->count > 0)
        qsort(level->names, level->count, sizeof *level->names, by_name);
}

static void leave(struct walk *walk)
{
    struct level *level = &walk->levels[--walk->depth];

    for (size_t i = 0; i < level->count; i++)
        free(level->names[i]);
    free(level->names);
    safe_folder_close(level->folder);
}

static void look_into(struct walk *walk, const struct level *level, const char *name)
{
    char why[SAFE_WHY_SIZE] = "";
    struct safe_folder *folder = safe_folder_beneath(level->folder, name, why);

    if (folder != NULL)
        enter(walk, folder);
    else
        refuse(walk, why);
}

static void look_at(struct walk *walk, const struct level *level, const char *name)
{
    bool is_whole = walk->depth > walk->pattern_count, is_last = walk->depth == walk->pattern_count;
    bool wants_it = is_whole || (is_last && walk->listing->wants_files);
    struct safe_file found = { 0 };
    enum safe_kind kind;

    if (!is_whole && !text_matches(walk->patterns[walk->depth - 1], name))
        return;
    kind = safe_folder_look(level->folder, name, &found);
    if (kind == SAFE_IS_FOLDER && !(walk->listing->wants_files && (is_last || is_whole)))
        look_into(walk, level, name);
    else if (kind == SAFE_IS_FILE && wants_it && found.modified < walk->listing->oldest)
        walk->listing->older++;
    else if (kind == SAFE_IS_UNKNOWN || ((kind == SAFE_IS_FILE || kind == SAFE_IS_OTHER) && wants_it)) {
        add(walk, &found);
        found.why = NULL;
    }
    free(found.why);
}

static void walk_all(struct walk *walk)
{
    while (walk->depth > 0 && !walk->is_full) {
        struct level *level = &walk->levels[walk->depth - 1];
        const char *name;

        walk->path.size = level->path_size;
        if (level->at == level->count) {
            leave(walk);
            continue;
        }
        name = level->names[level->at++];
        if (walk->path.size > 0)
            text_append_char(&walk->path, '/');
        text_append(&walk->path, name);
        look_at(walk, level, name);
    }
    while (walk->depth > 0)
        leave(walk);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct safe_file *)a)->path, ((const struct safe_file *)b)->path);
}

/* Cuts a pattern into its components. */
static void read_pattern(struct walk *walk, char *pattern)
{
    while (pattern != NULL && *pattern != '\0' && walk->pattern_count < SAFE_MOST_COMPONENTS) {
        char *slash = strchr(pattern, '/');

        if (slash != NULL)
            *slash++ = '\0';
        if (*pattern != '\0')
            walk->patterns[walk->pattern_count++] = pattern;
        pattern = slash;
    }
}

void safe_list(struct safe_listing *listing)
{
    struct walk *walk = memory_get(sizeof *walk);
    char *pattern = memory_copy_text(listing->pattern);
    struct safe_folder *folder = safe_folder_open(listing->base, &listing->is_missing, listing->why);

    walk->listing = listing;
    read_pattern(walk, pattern);
    if (folder != NULL) {
        enter(walk, folder);
        walk_all(walk);
    }
    if (listing->count > 0)
        qsort(listing->files, listing->count, sizeof *listing->files, by_path);
    text_free(&walk->path);
    free(pattern);
    free(walk);
}

void safe_listing_free(struct safe_listing *listing)
{
    for (size_t i = 0; i < listing->count; i++) {
        free(listing->files[i].path);
        free(listing->files[i].why);
    }
    free(listing->files);
    free(listing->base);
    free(listing->pattern);
    *listing = (struct safe_listing){ 0 };
}
