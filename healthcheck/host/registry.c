/* A registry in memory. */
#include "healthcheck/host/registry.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/table.h"
#include "healthcheck/core/text.h"

/* A key or a value; the siblings of one parent hang together. A value's path is its key's, '/', its name; a key's ends in '/', so
   that a key and a value of one name are two nodes. */
struct node {
    char *path;
    const char *name; /* within `path`, behind the last '/' that separates */
    struct node *parent, *first_child, *next_sibling;
    char *text; /* of a value */
    size_t size;
    enum fact_type type;
    bool is_key, is_mentioned, is_gone;
};

enum { DEEPEST = 512 };

struct registry {
    struct table nodes; /* path -> struct node */
};

struct registry *registry_new(void)
{
    struct registry *registry = memory_get(sizeof *registry);

    registry->nodes.ignores_case = true;
    return registry;
}

void registry_free(struct registry *registry)
{
    if (registry == NULL)
        return;
    for (size_t i = 0; i < registry->nodes.count; i++) {
        struct node *node = registry->nodes.entries[i].thing;

        free(node->path);
        free(node->text);
        free(node);
    }
    table_free(&registry->nodes);
    free(registry);
}

static struct node *add_node(struct registry *registry, struct node *parent, char *path, size_t name_at)
{
    struct node *node = memory_get(sizeof *node);

    node->path = path;
    node->name = path + name_at;
    node->parent = parent;
    if (parent != NULL) {
        node->next_sibling = parent->first_child;
        parent->first_child = node;
    }
    table_put(&registry->nodes, path, node);
    return node;
}

/* The key at `path` (no '/' behind it), made with those above it where it is not there. */
static struct node *key_at(struct registry *registry, const char *path, size_t size)
{
    char *own = memory_resize(NULL, size + 2, 1);
    struct node *node, *parent = NULL;
    size_t name_at = size;

    memcpy(own, path, size);
    memcpy(own + size, "/", 2);
    node = table_find(&registry->nodes, own);
    if (node != NULL) {
        free(own);
        for (struct node *key = node; key != NULL; key = key->parent)
            key->is_gone = false;
        return node;
    }
    while (name_at > 0 && path[name_at - 1] != '/')
        name_at--;
    if (name_at > 0)
        parent = key_at(registry, path, name_at - 1);
    node = add_node(registry, parent, own, name_at);
    node->is_key = true;
    return node;
}

void registry_add_key(struct registry *registry, const char *path, bool is_mentioned)
{
    struct node *key = key_at(registry, path, strlen(path));

    key->is_mentioned = key->is_mentioned || is_mentioned;
}

static void forget(struct node *node)
{
    struct node *last = node;

    /* Depth first without recursion: a hostile export can nest as deep as it likes. */
    for (struct node *at = node; at != NULL;) {
        at->is_gone = true;
        if (at->first_child != NULL) {
            at = at->first_child;
            continue;
        }
        while (at != last && at->next_sibling == NULL)
            at = at->parent;
        if (at == last)
            break;
        at = at->next_sibling;
    }
}

void registry_delete_key(struct registry *registry, const char *path)
{
    char *own = text_format("%s/", path);
    struct node *key = table_find(&registry->nodes, own);

    if (key != NULL)
        forget(key);
    free(own);
}

static char *value_path(const char *key_path, const char *name)
{
    struct text path = { 0 };

    text_append(&path, key_path);
    text_append_char(&path, '/');
    for (; *name != '\0'; name++) {
        if (*name == '/' || *name == '%')
            text_append_format(&path, "%%%02X", (unsigned)*name);
        else
            text_append_char(&path, *name);
    }
    return text_take(&path);
}

void registry_set_value(struct registry *registry, const char *key_path, const char *name, enum fact_type type, const char *text, size_t size)
{
    struct node *key = key_at(registry, key_path, strlen(key_path));
    char *path = value_path(key_path, name);
    struct node *value = table_find(&registry->nodes, path);

    key->is_mentioned = true;
    if (value == NULL)
        value = add_node(registry, key, path, strlen(key_path) + 1);
    else
        free(path);
    free(value->text);
    value->text = memory_copy(text, size);
    value->size = size;
    value->type = type;
    value->is_gone = false;
}

void registry_delete_value(struct registry *registry, const char *key_path, const char *name)
{
    char *path = value_path(key_path, name);
    struct node *value = table_find(&registry->nodes, path);

    if (value != NULL)
        value->is_gone = true;
    free(path);
}

bool registry_mentions(const struct registry *registry, const char *key_path)
{
    char *own = text_format("%s/", key_path);
    const struct node *key = table_find(&registry->nodes, own);

    free(own);
    return key != NULL && key->is_mentioned;
}

static int by_name(const void *a, const void *b)
{
    const struct node *const *one = a, *const *two = b;

    return (*two)->is_key - (*one)->is_key != 0 ? (*two)->is_key - (*one)->is_key : strcmp((*one)->name, (*two)->name);
}

static void answer_list(const struct node *key, struct answer *answer)
{
    const struct node **children = NULL;
    size_t count = 0;

    for (const struct node *child = key->first_child; child != NULL; child = child->next_sibling) {
        if (child->is_gone)
            continue;
        if ((count & (count - 1)) == 0)
            children = memory_resize(children, count > 0 ? 2 * count : 1, sizeof *children);
        children[count++] = child;
    }
    if (count > 0)
        qsort(children, count, sizeof *children, by_name);
    for (size_t i = 0; i < count; i++) {
        text_append(&answer->text, children[i]->name);
        text_append_char(&answer->text, '\n');
    }
    free(children);
}

void registry_answer(const struct registry *registry, const char *path, struct answer *answer)
{
    const struct node *node = table_find(&registry->nodes, path);

    if (node == NULL || node->is_gone) {
        answer_absent(answer);
    } else if (node->is_key) {
        answer_list(node, answer);
    } else {
        text_append_bytes(&answer->text, node->text, node->size);
        answer->type = node->type;
        answer->is_typed = true;
    }
}

char *registry_path_from_windows(const char *name, size_t size)
{
    static const char *const roots[][2] = {
        { "HKEY_LOCAL_MACHINE", "HKLM" }, { "HKEY_CURRENT_USER", "HKCU" },   { "HKEY_USERS", "HKU" },
        { "HKEY_CLASSES_ROOT", "HKCR" },  { "HKEY_CURRENT_CONFIG", "HKCC" },
    };
    struct text path = { 0 };
    char *root = memory_copy(name, size);
    size_t at, levels = 0;

    root[strcspn(root, "\\")] = '\0';
    at = strlen(root);
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        if (text_same(root, roots[i][0]) || text_same(root, roots[i][1]))
            text_append(&path, roots[i][1]);
    free(root);
    if (path.size == 0)
        return NULL;
    for (; at < size; at++) {
        if (name[at] == '/' || name[at] == '%')
            text_append_format(&path, "%%%02X", (unsigned)name[at]);
        else if (name[at] != '\\')
            text_append_char(&path, name[at]);
        else if (at + 1 < size && name[at + 1] != '\\' && levels++ < DEEPEST)
            text_append_char(&path, '/');
    }
    if (levels > DEEPEST) {
        text_free(&path);
        return NULL;
    }
    return text_take(&path);
}
