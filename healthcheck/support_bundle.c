/* Looks, collects, and writes one redacted zip. */
#include "healthcheck/support_bundle.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/collect.h"
#include "bundle/encrypt.h"
#include "bundle/keep_map.h"
#include "bundle/pipeline.h"
#include "bundle/user_rules.h"
#include "bundle/verify.h"
#include "healthcheck/bundle_documents.h"
#include "healthcheck/bundle_told.h"
#include "healthcheck/cmd.h"
#include "healthcheck/core/escape.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/known_names.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/platform/random.h"
#include "healthcheck/progress.h"
#include "healthcheck/version.h"

enum { LARGEST_RULES = 1024 * 1024, MOST_NAMES = 100, EXIT_INCOMPLETE = 1 };

/* The size limit of everything, where --max-size does not ask for more of a single file. */
static const unsigned long long most_in_all = 2ull << 30;

/* One bundle in the making. */
struct making {
    const struct support_bundle *bundle;
    const struct options *options;
    struct known_names names;
    struct user_rules *rules;
    struct keep_map *map; /* --keep-map, or NULL */
    struct redact_options redaction;
    struct redactor *redactor;
    struct bundle_documents *documents;
    struct collection collection;
    struct manifest head;
    char **told_options; /* of the manifest; NULL at the end */
    size_t told_count;
    char *host_name, *platform; /* as they may leave the machine */
    moment now;
    char utc[MOMENT_TEXT_SIZE];
    char *path;
    int number; /* of the names of our own that were tried */
    struct bundle_progress progress;
};

char *support_bundle_name(const char *host, const char *utc)
{
    struct text name = { 0 };

    text_append(&name, "healthcheck-");
    for (const char *c = host; *c != '\0' && name.size < 80; c++)
        text_append_char(&name, isalnum((unsigned char)*c) || (*c == '.' && c != host) ? *c : '-');
    text_append_char(&name, '-');
    for (const char *c = utc; *c != '\0'; c++)
        if (isalnum((unsigned char)*c))
            text_append_char(&name, *c);
    text_append(&name, ".zip");
    return text_take(&name);
}

static bool is_folder(const char *path)
{
    struct error error;
    struct folder *folder = folder_open(path, &error);

    if (folder != NULL)
        folder_close(folder);
    return folder != NULL;
}

static bool is_there(const char *path)
{
    moment when;

    return file_changed(path, &when);
}

/* The file that --output names; NULL where the name is ours to choose. */
static const char *given_path(const struct making *making)
{
    const char *output = making->options->output;

    return output != NULL && !text_ends(output, "/") && !is_folder(output) ? output : NULL;
}

/* The next name of our own in the folder: "….zip", then "…-2.zip"; what is encrypted is no zip. NULL where there were too many. */
static const char *next_path(void *context)
{
    struct making *making = context;
    const char *output = making->options->output, *encrypted = making->options->encrypt_to.count > 0 ? ".p7m" : "";
    char *plain, *name;
    int size;

    if (++making->number > MOST_NAMES)
        return NULL;
    plain = support_bundle_name(making->host_name, making->utc);
    size = (int)(strlen(plain) - strlen(".zip"));
    name = making->number > 1 ? text_format("%.*s-%d.zip%s", size, plain, making->number, encrypted) : text_format("%s%s", plain, encrypted);
    free(making->path);
    making->path = output != NULL ? file_in_folder(output, name) : memory_copy_text(name);
    free(name);
    free(plain);
    return making->path;
}

/* Where the bundle goes, unless somebody else is faster. */
static void choose_path(struct making *making)
{
    if (given_path(making) != NULL)
        making->path = memory_copy_text(given_path(making));
    else
        while (next_path(making) != NULL && is_there(making->path))
            ;
}

static bool read_rules(struct making *making, struct error *error)
{
    const char *path = making->options->redact_file;
    struct text content = { 0 };
    char why[FILE_WHY_SIZE] = "";
    struct error what;

    if (path == NULL)
        return true;
    if (file_read(path, LARGEST_RULES, &content, why) != FILE_READ)
        return error_set(error, "cannot read --redact-file %s: %s", path, why[0] != '\0' ? why : "there is no such file");
    making->rules = user_rules_read(text_of(&content), content.size, &what);
    text_free(&content);
    return making->rules != NULL || error_set(error, "--redact-file %s: %s", path, what.text);
}

static bool open_map(struct making *making, unsigned char key[REDACT_KEY_SIZE], struct error *error)
{
    struct error what = { "" };

    making->map = keep_map_open(making->options->keep_map, key, &what);
    return making->map != NULL || error_set(error, "--keep-map %s", what.text);
}

/* What may be wrong about the redaction is told before anything is collected. */
static bool prepare_redaction(struct making *making, struct error *error)
{
    unsigned char *key = making->redaction.key;

    making->redaction.level = making->options->keeps_identities ? REDACT_SECRETS : REDACT_IDENTITY;
    if (!read_rules(making, error))
        return false;
    if (making->bundle->key != NULL)
        memcpy(key, making->bundle->key, REDACT_KEY_SIZE);
    else if (!random_bytes(key, REDACT_KEY_SIZE))
        return error_set(error, "the system gives no random numbers: nothing can be hidden");
    return making->options->keep_map == NULL || open_map(making, key, error);
}

/* Some of the names stand in what commands print, which start together only once the report looks. */
static void make_redactor(struct making *making)
{
    struct redact_options options = making->redaction;

    making->names = known_names_of(making->bundle->host, making->bundle->root);
    options.users = making->names.users.items;
    options.hosts = making->names.hosts.items;
    options.domains = making->names.domains.items;
    options.devices = making->names.devices.items;
    options.rules = making->rules;
    options.map = making->map;
    making->redactor = redactor_new(&options);
}

static void name_host(struct making *making)
{
    const char *name = fact_text_or_null(host_ask(making->bundle->host, "system/hostname"));
    struct text redacted = { 0 };

    if (name != NULL && !redact_host(making->redactor, name, strlen(name), &redacted))
        text_free(&redacted);
    while (redacted.size > 0 && (unsigned char)redacted.data[redacted.size - 1] <= ' ')
        redacted.data[--redacted.size] = '\0';
    making->host_name = redacted.size > 0 ? text_take(&redacted) : memory_copy_text("host");
    text_free(&redacted);
}

/* A word of the manifest's options. None is foreign: of a path it is told that there is one, and collectors are those we know. */
static void tell_option(struct making *making, const char *name, const char *value)
{
    making->told_options = memory_resize(making->told_options, making->told_count + 2, sizeof *making->told_options);
    making->told_options[making->told_count++] = value != NULL ? text_format("%s=%s", name, value) : memory_copy_text(name);
    making->told_options[making->told_count] = NULL;
}

static void tell_words(struct making *making, const char *name, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        tell_option(making, name, words->items[i]);
}

static void tell_options(struct making *making)
{
    const struct options *options = making->options;
    char number[32];

    snprintf(number, sizeof number, "%llds", options->since_seconds);
    tell_option(making, "--since", number);
    snprintf(number, sizeof number, "%llu", options->most_a_file);
    tell_option(making, "--max-size", number);
    tell_option(making, "--redact", options->keeps_identities ? "secrets" : "identity");
    tell_words(making, "--collect", &options->collect);
    tell_words(making, "--skip", &options->skip);
    tell_words(making, "--with", &options->with);
    if (options->redact_file != NULL)
        tell_option(making, "--redact-file", NULL);
    if (options->keep_map != NULL)
        tell_option(making, "--keep-map", NULL);
    if (options->is_fast)
        tell_option(making, "--fast", NULL);
}

static void fill_head(struct making *making)
{
    const char *platform = fact_text_or_null(host_ask(making->bundle->host, "system/platform"));

    making->platform = platform != NULL ? redact_name(making->redactor, platform, NULL) : NULL;
    making->head = (struct manifest){
        .tool_version = HEALTHCHECK_VERSION,
        .host = making->host_name,
        .platform = making->platform,
        .created_at = making->utc,
        .options = (const char *const *)making->told_options,
        .redactor = making->redactor,
    };
}

static void gather(struct making *making)
{
    const struct options *options = making->options;

    making->collection = collect(making->bundle->host, making->redactor,
                                 &(struct collect_options){
                                     .only = options->collect.items,
                                     .skip = options->skip.items,
                                     .with = options->with.items,
                                     .since_seconds = options->since_seconds,
                                     .most_a_file = options->most_a_file,
                                     .most_in_all = options->most_a_file > most_in_all ? options->most_a_file : most_in_all,
                                     .timeout_seconds = options->timeout_seconds,
                                     .now = making->now,
                                     .output = making->path,
                                     .root = making->bundle->root,
                                 });
}

static bool is_cancelled(void *context)
{
    const struct making *making = context;

    return console_is_interrupted() || (making->documents != NULL && bundle_documents_why(making->documents)[0] != '\0');
}

static void show(void *context, size_t files, unsigned long long bytes)
{
    bundle_progress_show(&((struct making *)context)->progress, files, bytes);
}

static struct bundle_options writing_options(struct making *making)
{
    const struct options *options = making->options;

    return (struct bundle_options){
        .compression = options->is_fast ? COMPRESS_FAST : COMPRESS_DEFAULT,
        .threads = making->bundle->threads,
        .now = making->now,
        .may_replace = options->may_replace,
        .next_path = given_path(making) == NULL ? next_path : NULL,
        .encrypt_to = options->encrypt_to.items,
        .progress = show,
        .is_cancelled = is_cancelled,
        .context = making,
    };
}

/* What is missing, on stderr; the exit status. */
static int tell_missing(const struct making *making)
{
    struct text lines = { 0 };
    size_t missing = bundle_tell_missing(&lines, making->collection.entries, making->collection.count);
    struct span rest = { text_of(&lines), lines.size }, line;

    while (span_next_line(&rest, &line))
        console_complain("%.*s", (int)line.size, line.data);
    text_free(&lines);
    return missing > 0 ? EXIT_INCOMPLETE : 0;
}

/* Without the map the bundle is good all the same. */
static int write_map(const struct making *making, int status)
{
    struct error error;

    if (making->map == NULL)
        return status;
    if (keep_map_is_full(making->map))
        console_complain("--keep-map %s is full: names that came later are not in it", making->options->keep_map);
    if (keep_map_write(making->map, &error))
        return status;
    console_complain("--keep-map: %s", error.text);
    return EXIT_INCOMPLETE;
}

static int write_bundle(struct making *making)
{
    struct bundle_options options = writing_options(making);
    struct text line = { 0 };
    struct error error;
    bool is_written;

    bundle_documents_add(making->documents, &making->collection, &making->head);
    bundle_progress_begin(&making->progress, making->collection.entries, making->collection.count, making->options->most_a_file);
    is_written = bundle_write(making->path, making->collection.entries, making->collection.count, making->redactor, &options, &error);
    console_progress("");
    if (!is_written) {
        const char *why = bundle_documents_why(making->documents);

        console_complain("%s", why[0] != '\0' ? why : console_is_interrupted() ? "interrupted: there is no bundle" : error.text);
        return EXIT_OWN_FAILURE;
    }
    /* A script gets the name's bytes, a person sees them. */
    if (console_is_terminal())
        escape_append(&line, making->path, strlen(making->path));
    else
        text_append(&line, making->path);
    text_append_char(&line, '\n');
    is_written = console_write(text_of(&line), line.size, &error);
    text_free(&line);
    if (!is_written)
        console_complain("%s; the bundle is %s", error.text, making->path);
    return write_map(making, is_written ? tell_missing(making) : EXIT_OWN_FAILURE);
}

/* Everything is read and redacted as for a bundle, and forgotten. */
static int rehearse(struct making *making)
{
    struct bundle_options options = writing_options(making);
    struct collection *collection = &making->collection;
    struct pipeline *pipeline = pipeline_start(collection->entries, collection->count, making->redactor, &options);
    struct text table = { 0 };
    const struct block *block;
    size_t files = 0;
    unsigned long long bytes = 0;

    if (pipeline == NULL)
        return cmd_give_up(making->options, "libdeflate.so.0 is not installed: on Debian and Ubuntu `apt install libdeflate0`");
    bundle_progress_begin(&making->progress, collection->entries, collection->count, making->options->most_a_file);
    while (!console_is_interrupted() && (block = pipeline_next(pipeline)) != NULL) {
        entry_note_block(&collection->entries[block->entry], block);
        files += block->is_last ? 1 : 0;
        bytes += block->plain.size;
        pipeline_release(pipeline);
        bundle_progress_show(&making->progress, files, bytes);
    }
    pipeline_stop(pipeline);
    console_progress("");
    if (console_is_interrupted())
        return cmd_give_up(making->options, "interrupted");
    bundle_tell_rows(&table, collection->entries, collection->count, making->redactor);
    return cmd_deliver(&(struct options){ .output = NULL }, &table) ? tell_missing(making) : EXIT_OWN_FAILURE;
}

/* A key that does not sign, or a certificate that is none, is told before anything is collected. */
static bool keys_are_good(const struct options *options, struct error *error)
{
    struct text signature = { 0 };
    struct recipients *recipients = NULL;
    bool is_good = options->sign == NULL || bundle_sign(options->sign, "", 0, &signature, error);

    if (is_good && options->encrypt_to.count > 0) {
        recipients = recipients_read(options->encrypt_to.items, error);
        is_good = recipients != NULL;
        recipients_free(recipients);
    }
    text_free(&signature);
    return is_good;
}

static int make(struct making *making)
{
    struct progress *progress;
    struct error error;

    if (!prepare_redaction(making, &error) || !keys_are_good(making->options, &error))
        return cmd_give_up(making->options, error.text);
    if (given_path(making) != NULL && !making->options->may_replace && !making->options->is_dry_run && is_there(given_path(making)))
        return cmd_give_up(making->options,
                           (error_set(&error, "%s is there already: give another name, or --force to replace it", given_path(making)), error.text));
    tell_options(making);
    progress = progress_start("looking");
    making->documents = bundle_documents_new(making->bundle->host, making->options);
    if (!console_is_interrupted()) {
        make_redactor(making);
        name_host(making);
        choose_path(making);
        gather(making);
    }
    progress_stop(progress);
    if (console_is_interrupted())
        return cmd_give_up(making->options, "interrupted: there is no bundle");
    fill_head(making);
    return making->options->is_dry_run ? rehearse(making) : write_bundle(making);
}

static void release(struct making *making)
{
    if (making->documents != NULL)
        bundle_documents_free(making->documents, &making->collection);
    collection_free(&making->collection);
    if (making->redactor != NULL)
        redactor_free(making->redactor);
    if (making->rules != NULL)
        user_rules_free(making->rules);
    keep_map_free(making->map);
    known_names_free(&making->names);
    for (size_t i = 0; i < making->told_count; i++)
        free(making->told_options[i]);
    free(making->told_options);
    free(making->host_name);
    free(making->platform);
    free(making->path);
}

int support_bundle_make(const struct support_bundle *bundle)
{
    struct making making = { .bundle = bundle, .options = bundle->options };
    const char *utc = fact_text_or_null(host_ask(bundle->host, "clock/utc"));
    int status;

    /* The moment of a capture is its own, so that the same facts give the same bytes. */
    if (utc == NULL || !moment_read(utc, &making.now))
        making.now = clock_now();
    moment_write(making.now, making.utc);
    status = make(&making);
    release(&making);
    return status;
}
