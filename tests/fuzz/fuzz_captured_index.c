/* Any bytes as what a capture says of itself: names of files, a line each, then absent.txt and unreadable.txt, with a NUL between them. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/captured_index.h"
#include "healthcheck/host/captured_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Taken off `rest`; yours to free. */
static char *next_part(struct span *rest)
{
    const char *nul = rest->size > 0 ? memchr(rest->data, '\0', rest->size) : NULL;
    size_t size = nul != NULL ? (size_t)(nul - rest->data) : rest->size;
    char *part = memory_copy(rest->data, size);

    rest->data += nul != NULL ? size + 1 : size;
    rest->size -= nul != NULL ? size + 1 : size;
    return part;
}

static void put(struct file_tree *tree, const char *path, const char *text)
{
    struct text content = { 0 };

    text_append(&content, text);
    file_tree_add(tree, path, &content);
}

/* A reader of archives gives each name once, and none of ours. */
static void put_names(struct file_tree *tree, const char *names)
{
    struct span rest = span_of(names), line;
    struct text content = { 0 };
    char why[FILE_WHY_SIZE];

    while (span_next_line(&rest, &line)) {
        char *name = memory_copy(line.data, line.size);

        if (name[0] != '\0' && tree->read(tree, name, 0, &content, why) == FILE_MISSING)
            put(tree, name, strcmp(name, "system/platform") == 0 && names[0] == 'l' ? "linux" : "");
        free(name);
    }
    text_free(&content);
}

static void look_at_lines(const struct captured_index *index, const char *list, bool is_refused)
{
    struct span rest = span_of(list), line;

    while (span_next_line(&rest, &line)) {
        const char *tab = is_refused ? memchr(line.data, '\t', line.size) : NULL;
        char *written = memory_copy(line.data, tab != NULL ? (size_t)(tab - line.data) : line.size), *key = captured_name_to_key(written);
        struct answer answer = { 0 };

        if (written[0] != '\0' && is_refused)
            assert(captured_index_refusal(index, key) != NULL);
        captured_index_answer_missing(index, key, &answer);
        assert(written[0] == '\0' || is_refused || answer.state == FACT_ABSENT);
        assert((answer.state == FACT_UNREADABLE) == (answer.why != NULL));
        assert(!captured_index_is_behind_link(index, key));
        free(answer.why);
        free(key);
        free(written);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = { (const char *)data, size };
    struct file_tree *tree = file_tree_in_memory();
    struct host *host = host_open_literal((const char *const[][2]){ { NULL, NULL } });
    char *names = next_part(&rest), *absent = next_part(&rest), *refused = next_part(&rest);
    struct captured_index index;

    if (absent[0] != '\0')
        put(tree, "absent.txt", absent);
    if (refused[0] != '\0')
        put(tree, "unreadable.txt", refused);
    put_names(tree, names);
    captured_index_read(&index, tree, host, "a");
    for (size_t i = 0; i < index.file_count; i++)
        assert(captured_index_file(&index, index.files[i].key) != NULL);
    look_at_lines(&index, absent, false);
    look_at_lines(&index, refused, true);
    assert(captured_index_refuses_any(&index) || refused[0] == '\0' || captured_index_refusal(&index, refused) == NULL);
    captured_index_free(&index);
    tree->close(tree);
    host_free(host);
    free(names);
    free(absent);
    free(refused);
    return 0;
}
