/* Logs as entries: each collector's folders are listed beside the others, each with a deadline; contents are read when their turn comes. */
#include <stdlib.h>
#include <string.h>

#include "bundle/entry_name.h"
#include "bundle/feed_patient.h"
#include "bundle/gather.h"
#include "bundle/safe_files.h"
#include "bundle/safe_system.h"
#include "bundle/windows_place.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/host/host_platform.h"
#include "healthcheck/platform/patient.h"

/* Together because a thread for each small file takes longer than the file (52 us); no more than that, so that none has grown much when its
   turn comes. In bytes. */
enum { MOST_AT_ONCE = 32, ENOUGH_AT_ONCE = 1024 * 1024 };

/* All that the files of one listing share; lives as long as one of them. */
struct place {
    const struct redactor *redactor;
    char *base;
    unsigned long long most, device, inode; /* --max-size; the bundle's own file */
    double seconds;
    bool is_foreign;
    bool is_dead;            /* it did not answer once, and is not asked again */
    size_t at_once;          /* so many are opened together */
    struct opening *opening; /* those that were, or NULL */
    const void *last;        /* the content of its last entry */
    size_t users;
};

/* The content of an entry. */
struct file_content {
    struct content content;
    struct place *place;
    char path[]; /* below the place */
};

/* One path of a collector. */
struct look {
    const struct collector *collector;
    const char *given; /* the row's path */
    struct safe_listing *listing;
    struct patient *patient;
    struct place *place;
    char *prefix; /* before the paths of the files: the last name of the base where the collector has several; or "" */
};

struct looks {
    struct look *looks;
    size_t count;
};

/* Opening, which a dead file system may hold, or a scanner that is asked at each opening and does not answer. */
struct opening {
    char *base;
    unsigned long long most, device, inode;
    size_t wanted, opened, taken;
    struct {
        char *path;
        struct safe_opened opened;
        struct feed *feed;
    } files[MOST_AT_ONCE];
};

static void open_now(void *argument)
{
    struct opening *opening = argument;
    unsigned long long size = 0;

    for (; opening->opened < opening->wanted && size < ENOUGH_AT_ONCE; opening->opened++) {
        size_t i = opening->opened;

        opening->files[i].feed =
            safe_open(opening->base, opening->files[i].path, opening->most, opening->device, opening->inode, &opening->files[i].opened);
        size += opening->files[i].opened.size;
    }
}

static void forget_opening(void *argument)
{
    struct opening *opening = argument;

    for (size_t i = opening->taken; i < opening->opened; i++)
        feed_close(opening->files[i].feed);
    for (size_t i = 0; i < opening->wanted; i++)
        free(opening->files[i].path);
    free(opening->base);
    free(opening);
}

static void free_place(struct place *place)
{
    if (--place->users > 0)
        return;
    if (place->opening != NULL)
        forget_opening(place->opening);
    free(place->base);
    free(place);
}

static void free_file(struct content *content)
{
    free_place(((struct file_content *)content)->place);
    free(content);
}

/* Hands on what another feed gives, and writes into the entry what is known at the end. */
struct noted_feed {
    struct feed feed;
    struct feed *inner;
    struct entry *entry;
};

static long long read_noted(struct feed *feed, char *buffer, size_t size)
{
    struct noted_feed *own = (struct noted_feed *)feed;
    long long got = own->inner->read(own->inner, buffer, size);

    if (got == 0 && own->inner->why[0] != '\0' && own->entry->end_why == NULL)
        own->entry->end_why = memory_copy_text(own->inner->why);
    if (got < 0)
        memcpy(feed->why, own->inner->why, sizeof feed->why);
    return got;
}

static void close_noted(struct feed *feed)
{
    feed_close(((struct noted_feed *)feed)->inner);
    free(feed);
}

static struct feed *feed_noted(struct feed *inner, struct entry *entry)
{
    struct noted_feed *own = memory_get(sizeof *own);

    own->feed = (struct feed){ .read = read_noted, .close = close_noted, .most = inner->most };
    own->inner = inner;
    own->entry = entry;
    return &own->feed;
}

static void refuse_entry(struct entry *entry, const struct place *place, enum entry_status status, const char *why)
{
    entry->status = status;
    if (entry->why == NULL)
        entry->why = redact_reason(place->redactor, why);
}

static struct opening *new_opening(const struct place *place, const struct entry *first)
{
    struct opening *opening = memory_get(sizeof *opening);

    *opening = (struct opening){ .base = memory_copy_text(place->base), .most = place->most, .device = place->device, .inode = place->inode };
    /* The entries of a place stand behind each other, some without a content. */
    for (const struct entry *entry = first; opening->wanted < place->at_once; entry++) {
        if (entry->context != NULL)
            opening->files[opening->wanted++].path = memory_copy_text(((struct file_content *)entry->context)->path);
        if (entry->context == place->last)
            break;
    }
    return opening;
}

/* Opens the file of an entry, and those behind it; false where they were waited for in vain. */
static bool open_from(struct place *place, const struct entry *first)
{
    if (place->opening != NULL)
        forget_opening(place->opening);
    place->opening = NULL;
    while (!place->is_dead) {
        struct opening *opening = new_opening(place, first);

        if (patient_wait(patient_start_anyway(open_now, opening), place->seconds, forget_opening)) {
            place->opening = opening;
            return true;
        }
        /* Those before the one that hangs are good: they come one by one. */
        place->is_dead = place->at_once == 1;
        place->at_once = 1;
    }
    return false;
}

/* The feed of a file. NULL, and the entry says why. */
static struct feed *open_place(struct entry *entry, struct safe_opened *opened)
{
    const struct file_content *file = entry->context;
    struct place *place = file->place;
    struct opening *opening = place->opening;
    bool was_dead = place->is_dead;
    struct feed *feed;

    if (opening == NULL || opening->taken == opening->opened || strcmp(opening->files[opening->taken].path, file->path) != 0) {
        if (!open_from(place, entry)) {
            char *why = was_dead ? memory_copy_text("its file system did not answer before, and was not asked again")
                                 : text_format("it was not opened within %g s: its file system did not answer", place->seconds);

            refuse_entry(entry, place, ENTRY_TIMED_OUT, why);
            free(why);
            return NULL;
        }
        opening = place->opening;
    }
    *opened = opening->files[opening->taken].opened;
    feed = opening->files[opening->taken++].feed;
    return feed != NULL && place->is_foreign ? feed_patient(feed, place->seconds, &place->is_dead) : feed;
}

static struct feed *open_file(struct entry *entry)
{
    struct file_content *content = entry->context;
    struct safe_opened opened = { 0 };
    struct feed *feed = open_place(entry, &opened);

    if (entry->status == ENTRY_TIMED_OUT)
        return NULL;
    entry->original_size = opened.size;
    entry->kept_from = opened.kept_from;
    if (feed == NULL) {
        refuse_entry(entry, content->place, opened.is_missing ? ENTRY_ABSENT : opened.is_unreadable ? ENTRY_UNREADABLE : ENTRY_REFUSED, opened.why);
        return NULL;
    }
    entry->modified = opened.modified;
    if (opened.kept_from > 0) {
        entry->status = ENTRY_TRUNCATED;
        entry->why = text_format("only its newest part was kept, from byte %llu on", opened.kept_from);
    }
    return feed_plain(feed_noted(feed, entry), content->place->most);
}

/* "rotated/app.log.1.gz" is stored unpacked, as app.log.1. */
static char *stored_path(const struct look *look, const struct safe_file *file)
{
    size_t size = strlen(file->path);
    bool is_packed = file->why == NULL && size > 3 && text_same(file->path + size - 3, ".gz") && file->path[size - 4] != '/';

    return text_format("%s%.*s", look->prefix, (int)(is_packed ? size - 3 : size), file->path);
}

static void add_file(struct gathering *gathering, const struct look *look, const struct safe_file *file, bool is_beyond)
{
    char *folder = text_format("logs/%s", look->collector->name), *path = stored_path(look, file);
    struct redactions *counts = memory_get(sizeof *counts);
    struct entry *entry = gather_row(gathering, entry_name(&gathering->names, gathering->redactor, folder, path, counts), look->collector->name);
    struct file_content *content;

    free(folder);
    free(path);
    free(counts);
    entry->original_size = file->size;
    entry->modified = file->modified;
    if (file->why != NULL || is_beyond || look->collector->is_binary) {
        entry->status = file->why != NULL && strcmp(file->why, "permission denied") == 0 ? ENTRY_UNREADABLE : ENTRY_REFUSED;
        entry->why = file->why != NULL ? redact_reason(gathering->redactor, file->why)
                     : is_beyond       ? memory_copy_text("newer files fill what goes into a bundle in all")
                                       : memory_copy_text("it cannot be redacted, and stays where it is");
        return;
    }
    content = memory_get(sizeof *content + strlen(file->path) + 1);
    content->content.free = free_file;
    content->place = look->place;
    look->place->users++;
    look->place->last = content;
    memcpy(content->path, file->path, strlen(file->path) + 1);
    entry->context = content;
    entry->open = open_file;
}

/* A row about a whole path of a collector. */
static void add_note(struct gathering *gathering, const struct look *look, enum entry_status status, char *why)
{
    struct redactions counts = { { 0 } };
    char *name = entry_name(&gathering->names, gathering->redactor, "logs", look->collector->name, &counts);
    struct entry *entry = gather_row(gathering, name, look->collector->name);

    entry->status = status;
    entry->why = redact_reason(gathering->redactor, why);
    free(why);
}

static void list_now(void *argument)
{
    safe_list(argument);
}

static void forget_listing(void *argument)
{
    safe_listing_free(argument);
    free(argument);
}

static bool is_of_windows(const char *path)
{
    return path[0] == '%' || path[1] == ':';
}

/* Where the path of a row lies here; NULL where this machine has no such place. Yours to free. */
static char *own_path(const struct gathering *gathering, const char *path)
{
    const char *root = gathering->options->root != NULL ? gathering->options->root : "";
    char *key, *place;

    if (!is_of_windows(path))
        return text_format("%s%s", root, path);
    key = windows_place(gathering->host, path);
    place = key != NULL ? safe_place(root, key) : NULL;
    free(key);
    return place;
}

static double seconds_of(const struct collect_options *options)
{
    return options->timeout_seconds > 0 ? options->timeout_seconds : 10;
}

static unsigned long long most_of(const struct collect_options *options)
{
    return options->most_a_file > 0 ? options->most_a_file : 256ull * 1024 * 1024;
}

/* Begins to look at one path of a row: up to its first component with * or ? it is the place, the rest a pattern. */
static void start_look(struct gathering *gathering, struct looks *looks, const struct collector *collector, const char *given, bool is_file,
                       bool has_prefix)
{
    const struct collect_options *options = gathering->options;
    char *path = own_path(gathering, given);
    size_t cut, wild;
    struct look *look;

    if (path == NULL)
        return;
    cut = strlen(path);
    wild = strcspn(path, "*?");
    if (path[wild] != '\0' || is_file)
        for (cut = path[wild] != '\0' ? wild : cut; path[cut] != '/'; cut--)
            ;
    looks->looks = memory_resize(looks->looks, looks->count + 1, sizeof *looks->looks);
    look = &looks->looks[looks->count++];
    *look = (struct look){
        .collector = collector, .given = given, .listing = memory_get(sizeof *look->listing), .place = memory_get(sizeof *look->place)
    };
    look->listing->base = memory_copy(path, cut);
    look->listing->pattern = path[cut] == '/' ? memory_copy_text(path + cut + 1) : NULL;
    look->listing->wants_files = is_file;
    look->listing->oldest = options->now - (options->since_seconds > 0 ? options->since_seconds : 7 * MOMENT_DAY);
    look->place->redactor = gathering->redactor;
    look->place->base = memory_copy(path, cut);
    look->place->most = most_of(options);
    look->place->seconds = seconds_of(options);
    look->place->users = 1;
    if (!safe_identity(options->output, &look->place->device, &look->place->inode))
        look->place->inode = 0;
    look->prefix = has_prefix ? text_format("%s/", strrchr(look->listing->base, '/') + 1) : memory_copy_text("");
    look->patient = patient_start_anyway(list_now, look->listing);
    free(path);
}

/* Paths of Windows on Windows and inside WSL, the others where Linux runs. */
static void start_each(struct gathering *gathering, unsigned platform, struct looks *looks, const struct collector *collector,
                       const char *const *paths, bool is_file)
{
    bool has_several = !is_file && paths != NULL && paths[0] != NULL && paths[1] != NULL;

    for (; paths != NULL && *paths != NULL; paths++)
        if (platform & (is_of_windows(*paths) ? (unsigned)ON_WINDOWS : (unsigned)(ON_LINUX | ON_WSL)))
            start_look(gathering, looks, collector, *paths, is_file, has_several);
}

static void start_looks(struct gathering *gathering, unsigned platform, struct looks *looks)
{
    for (size_t i = 0; collector_at(i) != NULL; i++) {
        const struct collector *collector = collector_at(i);

        if ((collector->platforms & platform) == 0 || !collector_is_selected(collector, gathering->options))
            continue;
        start_each(gathering, platform, looks, collector, collector->folders, false);
        start_each(gathering, platform, looks, collector, collector->files, true);
    }
}

/* A file that may go in, and what it takes. */
struct candidate {
    const struct safe_file *file;
    unsigned long long size;
};

static int newest_first(const void *a, const void *b)
{
    const struct candidate *left = a, *right = b;

    if (left->file->modified != right->file->modified)
        return left->file->modified > right->file->modified ? -1 : 1;
    return strcmp(left->file->path, right->file->path);
}

/* The oldest moment that still fits into all that goes into a bundle; files as old go by their names. */
static const struct safe_file *last_that_fits(const struct looks *looks, const struct collect_options *options, struct candidate **sorted,
                                              size_t *count)
{
    unsigned long long left = options->most_in_all > 0 ? options->most_in_all : 2048ull * 1024 * 1024, most = most_of(options);
    const struct safe_file *last = NULL;

    *count = 0;
    for (size_t i = 0; i < looks->count; i++)
        *count += looks->looks[i].listing != NULL ? looks->looks[i].listing->count : 0;
    *sorted = memory_get((*count + 1) * sizeof **sorted);
    *count = 0;
    for (size_t i = 0; i < looks->count; i++)
        for (size_t f = 0; looks->looks[i].listing != NULL && f < looks->looks[i].listing->count; f++) {
            const struct safe_file *file = &looks->looks[i].listing->files[f];
            unsigned long long size = file->stored < file->size ? file->stored : file->size;

            if (file->why == NULL && !looks->looks[i].collector->is_binary)
                (*sorted)[(*count)++] = (struct candidate){ file, size < most ? size : most };
        }
    if (*count > 0)
        qsort(*sorted, *count, sizeof **sorted, newest_first);
    for (size_t i = 0; i < *count && (*sorted)[i].size <= left; i++) {
        left -= (*sorted)[i].size;
        last = (*sorted)[i].file;
    }
    return last;
}

static bool fits(const struct safe_file *file, const struct safe_file *last)
{
    struct candidate own = { file, 0 }, other = { last, 0 };

    return last != NULL && newest_first(&own, &other) <= 0;
}

static void add_look(struct gathering *gathering, struct look *look, const struct safe_file *last)
{
    const struct safe_listing *listing = look->listing;

    if (listing == NULL) {
        add_note(gathering, look, ENTRY_TIMED_OUT, text_format("%s was not listed within %g s", look->given, seconds_of(gathering->options)));
        return;
    }
    look->place->is_foreign = listing->is_foreign;
    /* To close one that is not needed any more may hang as well. */
    look->place->at_once = listing->is_foreign ? 1 : MOST_AT_ONCE;
    for (size_t i = 0; i < listing->count; i++)
        add_file(gathering, look, &listing->files[i], listing->files[i].why == NULL && !fits(&listing->files[i], last));
    if (listing->is_missing)
        add_note(gathering, look, ENTRY_ABSENT, text_format("%s is not there", look->given));
    else if (listing->why[0] != '\0')
        add_note(gathering, look, ENTRY_UNREADABLE, text_format("%s: %s", look->given, listing->why));
    if (listing->is_cut)
        add_note(gathering, look, ENTRY_TRUNCATED,
                 text_format("%s holds more than %d files: the others were left out", look->given, SAFE_MOST_FILES));
    if (listing->older > 0)
        add_note(gathering, look, ENTRY_COLLECTED,
                 text_format("%zu file%s of %s older than --since were left out", listing->older, listing->older == 1 ? "" : "s", look->given));
}

void gather_files(struct gathering *gathering, unsigned platform)
{
    struct looks looks = { 0 };
    struct candidate *sorted = NULL;
    const struct safe_file *last;
    double seconds = seconds_of(gathering->options);
    size_t count;

    start_looks(gathering, platform, &looks);
    /* They began together: where one took all the time, the others had it as well. */
    for (size_t i = 0; i < looks.count; i++)
        if (!patient_wait(looks.looks[i].patient, seconds, forget_listing)) {
            looks.looks[i].listing = NULL;
            seconds = 0;
        }
    last = last_that_fits(&looks, gathering->options, &sorted, &count);
    for (size_t i = 0; i < looks.count; i++) {
        struct look *look = &looks.looks[i];

        add_look(gathering, look, last);
        free_place(look->place);
        free(look->prefix);
        if (look->listing != NULL)
            forget_listing(look->listing);
    }
    free(sorted);
    free(looks.looks);
}
