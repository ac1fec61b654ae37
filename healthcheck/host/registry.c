/* A registry in memory: a tree, and a table from (parent, name) to its nodes. */
#include "healthcheck/host/registry.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* A key or a value: both may have one name below one key. No node holds its path, so that deep keys cost no more than their names. */
struct registry_key {
    struct registry_key *parent, *first_child, *next_sibling;
    char *name;
    size_t name_size;
    char *text; /* of a value */
    size_t size;
    enum fact_type type;
    uint64_t hash;
    bool is_key, is_mentioned, is_gone;
    bool is_linked; /* it hangs among its parent's children */
};

enum { DEEPEST = 512 };

struct registry {
    struct registry_key **nodes; /* in the order of their coming; the first is above all roots */
    size_t count, capacity;
    size_t *slots; /* 1 + index of a node, 0 where free */
    size_t slot_count;
    bool is_full;
};

static uint64_t hash_of(const struct registry_key *parent, const char *name, size_t size, bool is_key)
{
    uint64_t hash = (parent != NULL ? parent->hash : 14695981039346656037u) ^ (is_key ? 1 : 0);

    /* FNV-1a, with a last mixing so that parents that differ in few bits do not share slots. */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text_lower(name[i])) * 1099511628211u;
    hash = (hash ^ hash >> 32) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 29;
}

static bool is_named(const struct registry_key *node, const char *name, size_t size)
{
    if (node->name_size != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (text_lower(node->name[i]) != text_lower(name[i]))
            return false;
    return true;
}

/* Where a node stands, or would stand. */
static size_t *slot_of(const struct registry *registry, const struct registry_key *parent, const char *name, size_t size, bool is_key, uint64_t hash)
{
    size_t at = (size_t)hash & (registry->slot_count - 1);

    for (; registry->slots[at] != 0; at = (at + 1) & (registry->slot_count - 1)) {
        const struct registry_key *node = registry->nodes[registry->slots[at] - 1];

        if (node->hash == hash && node->parent == parent && node->is_key == is_key && is_named(node, name, size))
            break;
    }
    return &registry->slots[at];
}

static struct registry_key *find(const struct registry *registry, const struct registry_key *parent, const char *name, size_t size, bool is_key)
{
    size_t slot = *slot_of(registry, parent, name, size, is_key, hash_of(parent, name, size, is_key));

    return slot != 0 ? registry->nodes[slot - 1] : NULL;
}

static void grow(struct registry *registry)
{
    registry->slot_count = registry->slot_count > 0 ? 2 * registry->slot_count : 256;
    free(registry->slots);
    registry->slots = memory_get(registry->slot_count * sizeof *registry->slots);
    registry->capacity = registry->slot_count / 2;
    registry->nodes = memory_resize(registry->nodes, registry->capacity, sizeof(struct registry_key *));
    for (size_t i = 0; i < registry->count; i++) {
        const struct registry_key *node = registry->nodes[i];

        *slot_of(registry, node->parent, node->name, node->name_size, node->is_key, node->hash) = i + 1;
    }
}

static struct registry_key *add(struct registry *registry, struct registry_key *parent, const char *name, size_t size, bool is_key)
{
    struct registry_key *node;

    if (registry->count == REGISTRY_MOST_NODES) {
        registry->is_full = true;
        return NULL;
    }
    if (registry->count == registry->capacity)
        grow(registry);
    node = memory_get(sizeof *node);
    *node = (struct registry_key){ .parent = parent, .name = memory_copy(name, size), .name_size = size, .is_key = is_key };
    node->hash = hash_of(parent, name, size, is_key);
    *slot_of(registry, parent, name, size, is_key, node->hash) = registry->count + 1;
    return registry->nodes[registry->count++] = node;
}

struct registry *registry_new(void)
{
    struct registry *registry = memory_get(sizeof *registry);

    add(registry, NULL, "", 0, true);
    return registry;
}

void registry_free(struct registry *registry)
{
    if (registry == NULL)
        return;
    for (size_t i = 0; i < registry->count; i++) {
        free(registry->nodes[i]->name);
        free(registry->nodes[i]->text);
        free(registry->nodes[i]);
    }
    free(registry->nodes);
    free(registry->slots);
    free(registry);
}

bool registry_is_full(const struct registry *registry)
{
    return registry->is_full;
}

/* It is there (again), and so is everything above it. */
static void revive(struct registry_key *node)
{
    for (; node != NULL && (node->is_gone || !node->is_linked); node = node->parent) {
        node->is_gone = false;
        if (!node->is_linked && node->parent != NULL) {
            node->next_sibling = node->parent->first_child;
            node->parent->first_child = node;
        }
        node->is_linked = true;
    }
}

/* A component of a path as a name: %2F and %25 undone. `room` has at least `size` bytes. */
static size_t name_of(const char *component, size_t size, char *room)
{
    size_t length = 0;

    for (size_t i = 0; i < size; i++) {
        char c = component[i];

        if (c == '%' && i + 2 < size && component[i + 1] == '2' && (component[i + 2] == '5' || text_lower(component[i + 2]) == 'f')) {
            c = component[i + 2] == '5' ? '%' : '/';
            i += 2;
        } else if (c == '%' && i + 2 < size && component[i + 1] == '0' && text_lower(component[i + 2]) == 'a') {
            c = '\n';
            i += 2;
        }
        room[length++] = c;
    }
    return length;
}

/* The key at `path` of `size` bytes, without '/' at its end; NULL where it is not there. `adding` is NULL, or the same registry: then
   it is added with those above it, and NULL where there is no more room. */
static struct registry_key *walk(const struct registry *registry, const char *path, size_t size, struct registry *adding)
{
    struct registry_key *key = registry->nodes[0];
    char *name = memory_resize(NULL, size + 1, 1);

    for (size_t at = 0; key != NULL && at <= size;) {
        const char *end = memchr(path + at, '/', size - at);
        size_t length = end != NULL ? (size_t)(end - path) - at : size - at;
        size_t name_size = name_of(path + at, length, name);
        struct registry_key *parent = key;

        key = find(registry, parent, name, name_size, true);
        if (key == NULL && adding != NULL)
            key = add(adding, parent, name, name_size, true);
        at += length + 1;
    }
    free(name);
    return key;
}

struct registry_key *registry_add_key(struct registry *registry, const char *path)
{
    struct registry_key *key = walk(registry, path, strlen(path), registry);

    revive(key);
    return key;
}

void registry_mention_key(struct registry_key *key)
{
    key->is_mentioned = true;
}

/* Depth first without recursion. What is forgotten is unlinked too: forgetting twice costs nothing. */
static void forget(struct registry_key *key)
{
    struct registry_key *at = key;

    for (;;) {
        struct registry_key *child = at->first_child;

        if (child != NULL) {
            at->first_child = child->next_sibling;
            child->next_sibling = NULL;
            child->is_linked = false;
            at = child;
            continue;
        }
        at->is_gone = true;
        if (at == key)
            break;
        at = at->parent;
    }
}

void registry_delete_key(struct registry *registry, const char *path)
{
    struct registry_key *key = walk(registry, path, strlen(path), NULL);

    if (key != NULL)
        forget(key);
}

void registry_set_value(struct registry *registry, struct registry_key *key, const char *name, enum fact_type type, const char *text, size_t size)
{
    size_t name_size = strlen(name);
    struct registry_key *value = find(registry, key, name, name_size, false);

    if (value == NULL)
        value = add(registry, key, name, name_size, false);
    if (value == NULL)
        return;
    key->is_mentioned = true;
    free(value->text);
    value->text = memory_copy(text, size);
    value->size = size;
    value->type = type;
    revive(value);
}

void registry_delete_value(struct registry *registry, struct registry_key *key, const char *name)
{
    struct registry_key *value = find(registry, key, name, strlen(name), false);

    key->is_mentioned = true;
    if (value != NULL)
        value->is_gone = true;
}

bool registry_mentions(const struct registry *registry, const char *path)
{
    const struct registry_key *key = walk(registry, path, strlen(path), NULL);

    return key != NULL && key->is_mentioned;
}

bool registry_rules_out(const struct registry *registry, const char *path)
{
    size_t size = strlen(path);
    const struct registry_key *key = NULL;

    while (size > 0 && (key = walk(registry, path, size, NULL)) == NULL)
        while (size > 0 && path[--size] != '/')
            continue;
    return key != NULL && size < strlen(path) && !key->is_gone && key->is_mentioned;
}

static int by_kind_and_name(const void *a, const void *b)
{
    const struct registry_key *const *one = a, *const *two = b;

    return (*one)->is_key != (*two)->is_key ? (*two)->is_key - (*one)->is_key : strcmp((*one)->name, (*two)->name);
}

static void append_name(struct text *list, const struct registry_key *node)
{
    for (const char *c = node->name; *c != '\0'; c++) {
        if (*c == '/' || *c == '%' || *c == '\n')
            text_append_format(list, "%%%02X", (unsigned)*c);
        else
            text_append_char(list, *c);
    }
    text_append(list, node->is_key ? "/\n" : "\n");
}

static void answer_list(const struct registry_key *key, struct answer *answer)
{
    const struct registry_key **children = NULL;
    size_t count = 0, capacity = 0;

    for (const struct registry_key *child = key->first_child; child != NULL; child = child->next_sibling) {
        if (child->is_gone)
            continue;
        if (count == capacity) {
            capacity = capacity > 0 ? 2 * capacity : 16;
            children = memory_resize(children, capacity, sizeof(const struct registry_key *));
        }
        children[count++] = child;
    }
    if (count > 0)
        qsort(children, count, sizeof(const struct registry_key *), by_kind_and_name);
    for (size_t i = 0; i < count; i++)
        append_name(&answer->text, children[i]);
    free(children);
}

/* The value at `path`: behind its last '/' stands its name. */
static const struct registry_key *find_value(const struct registry *registry, const char *path)
{
    const char *slash = strrchr(path, '/');
    const struct registry_key *key, *value;
    char *name;

    if (slash == NULL)
        return NULL;
    key = walk(registry, path, (size_t)(slash - path), NULL);
    if (key == NULL)
        return NULL;
    name = memory_get(strlen(slash + 1) + 1);
    value = find(registry, key, name, name_of(slash + 1, strlen(slash + 1), name), false);
    free(name);
    return value;
}

void registry_answer(const struct registry *registry, const char *path, struct answer *answer)
{
    size_t size = strlen(path);
    bool is_list = size > 0 && path[size - 1] == '/';
    const struct registry_key *node = is_list ? walk(registry, path, size - 1, NULL) : find_value(registry, path);

    if (node == NULL || node->is_gone || !node->is_linked) {
        answer_absent(answer);
    } else if (is_list) {
        answer_list(node, answer);
    } else {
        text_append_bytes(&answer->text, node->text, node->size);
        answer->type = node->type;
        answer->is_typed = true;
    }
}

/* "HKLM" of "HKEY_LOCAL_MACHINE" or "hklm"; NULL where it is no root. */
static const char *short_root(const char *name, size_t size)
{
    static const char *const roots[][2] = {
        { "HKEY_LOCAL_MACHINE", "HKLM" }, { "HKEY_CURRENT_USER", "HKCU" },   { "HKEY_USERS", "HKU" },
        { "HKEY_CLASSES_ROOT", "HKCR" },  { "HKEY_CURRENT_CONFIG", "HKCC" },
    };
    char root[32] = "";

    if (size >= sizeof root)
        return NULL;
    memcpy(root, name, size);
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        if (text_same(root, roots[i][0]) || text_same(root, roots[i][1]))
            return roots[i][1];
    return NULL;
}

char *registry_path_from_windows(const char *name, size_t size)
{
    const char *backslash = memchr(name, '\\', size);
    size_t at = backslash != NULL ? (size_t)(backslash - name) : size, levels = 0;
    const char *root = short_root(name, at);
    struct text path = { 0 };

    if (root == NULL)
        return NULL;
    text_append(&path, root);
    for (; at < size && levels <= DEEPEST; at++) {
        if (name[at] == '/' || name[at] == '%')
            text_append_format(&path, "%%%02X", (unsigned)name[at]);
        else if (name[at] != '\\')
            text_append_char(&path, name[at]);
        else if (at + 1 < size && name[at + 1] != '\\') {
            text_append_char(&path, '/');
            levels++;
        }
    }
    if (levels > DEEPEST) {
        text_free(&path);
        return NULL;
    }
    return text_take(&path);
}
