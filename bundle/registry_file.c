/* facts/registry.reg. */
#include "bundle/registry_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/registry_blob.h"
#include "bundle/text_look.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/table.h"

/* A captured host reads no export that is larger than a fact (host.h); what goes beyond is told. */
enum { LARGEST_EXPORT = 15 * 1024 * 1024 };

/* Of a name so much that the redactor looks at it; it stands in front of each line of a value, and may have 16,383 letters. */
enum { LONGEST_TELLING = 192 };

/* A key of the registry. */
struct section {
    char *path;         /* as in facts, redacted: "HKLM/SOFTWARE/A%2FB" */
    struct text lines;  /* its values */
    struct table names; /* of the values that are there; their names are owned */
    bool is_listed;     /* its list was seen: what is not in it is not there */
};

/* A key of a fact that is not in the export. */
struct missing {
    char *key;
    const char *why;
};

struct registry_file {
    const struct redactor *redactor;
    struct redactions *counts;
    struct table sections; /* path -> struct section */
    struct missing *missing;
    size_t missing_count, size;
};

struct registry_file *registry_file_new(const struct redactor *redactor, struct redactions *counts)
{
    struct registry_file *file = memory_get(sizeof *file);

    file->redactor = redactor;
    file->counts = counts;
    file->sections.ignores_case = true;
    return file;
}

void registry_file_free(struct registry_file *file)
{
    for (size_t i = 0; i < file->sections.count; i++) {
        struct section *section = file->sections.entries[i].thing;

        for (size_t n = 0; n < section->names.count; n++)
            free(section->names.entries[n].thing);
        table_free(&section->names);
        text_free(&section->lines);
        free(section->path);
        free(section);
    }
    table_free(&file->sections);
    for (size_t i = 0; i < file->missing_count; i++)
        free(file->missing[i].key);
    free(file->missing);
    free(file);
}

bool registry_file_is_empty(const struct registry_file *file)
{
    return file->sections.count == 0;
}

/* Takes `key` over. */
static void miss(struct registry_file *file, char *key, const char *why)
{
    file->missing = memory_resize(file->missing, file->missing_count + 1, sizeof *file->missing);
    file->missing[file->missing_count++] = (struct missing){ key, why };
}

/* The section at `path`, made where there is none. Takes `path` over. */
static struct section *section_at(struct registry_file *file, char *path)
{
    struct section *section = table_find(&file->sections, path);

    if (section != NULL) {
        free(path);
        return section;
    }
    section = memory_get(sizeof *section);
    section->path = path;
    section->names.ignores_case = true;
    table_put(&file->sections, section->path, section);
    file->size += 2 * strlen(path) + 32;
    return section;
}

/* %2F, %25 and %0A undone: the name as Windows has it. Yours to free. */
static char *windows_name(const char *component, size_t size)
{
    struct text name = { 0 };

    for (size_t i = 0; i < size; i++) {
        int byte = text_percent_byte(component + i, size - i);

        if (byte == '/' || byte == '%' || byte == '\n') {
            text_append_char(&name, (char)byte);
            i += 2;
        } else {
            text_append_char(&name, component[i]);
        }
    }
    return text_take(&name);
}

static void append_quoted(struct text *out, const char *text, size_t size)
{
    text_append_char(out, '"');
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '"' || text[i] == '\\')
            text_append_char(out, '\\');
        if (text[i] == '\n' || text[i] == '\r')
            text_append(out, text[i] == '\n' ? "\\n" : "\\r");
        else
            text_append_char(out, text[i]);
    }
    text_append_char(out, '"');
}

static void append_hex(struct text *out, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        text_append_format(out, i > 0 ? ",%02x" : "%02x", (unsigned)(unsigned char)bytes[i]);
}

/* A text in UTF-16LE with its NUL; a list has one behind each line, and one more. */
static void append_utf16_hex(struct text *out, const char *text, size_t size, bool is_list)
{
    struct text utf16 = { 0 };
    static const char nuls[4] = "";

    text_append_utf16le(&utf16, text, size);
    for (size_t i = 0; is_list && i + 1 < utf16.size; i += 2)
        if (utf16.data[i] == '\n' && utf16.data[i + 1] == '\0')
            utf16.data[i] = '\0';
    text_append_bytes(&utf16, nuls, is_list && size > 0 ? 4 : 2);
    append_hex(out, utf16.data, utf16.size);
    text_free(&utf16);
}

/* Can `"…"` on one line say it? */
static bool is_plain(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return false;
    return text_is_utf8(text, size);
}

/* A line of a value, redacted as what stands behind its name: `Version=2.7.3.0` is no address, `Password=…` a secret. Controls in it stay
   where there is nothing to hide. */
static bool redact_line(struct registry_file *file, const char *name, struct span line, struct text *out)
{
    struct text named = { 0 }, redacted = { 0 };
    size_t begin = strlen(name) + 1;
    bool is_redacted;

    text_append_format(&named, "%s=", name);
    for (size_t i = 0; i < line.size; i++)
        if (!text_is_control(line.data[i]))
            text_append_char(&named, line.data[i]);
    is_redacted = redact(file->redactor, named.data, named.size, &redacted, file->counts);
    if (is_redacted && redacted.size == named.size && memcmp(redacted.data, named.data, named.size) == 0)
        text_append_bytes(out, line.data, line.size);
    else if (is_redacted && redacted.size >= begin && memcmp(redacted.data, named.data, begin) == 0)
        text_append_bytes(out, redacted.data + begin, redacted.size - begin);
    else if (is_redacted)
        is_redacted = redact(file->redactor, named.data + begin, named.size - begin, out, file->counts);
    text_free(&named);
    text_free(&redacted);
    return is_redacted;
}

/* The text of a value: what goes over several lines first, then each line by the name. */
static bool redact_text(struct registry_file *file, const char *name, const struct fact *fact, struct text *out)
{
    struct text whole = { 0 };
    struct span rest = { fact->text, fact->size };
    bool is_redacted = true;

    if (memchr(fact->text, '\n', fact->size) != NULL || !is_plain(fact->text, fact->size)) {
        is_redacted = redact(file->redactor, fact->text, fact->size, &whole, file->counts);
        rest = (struct span){ text_of(&whole), whole.size };
    }
    while (is_redacted && rest.size > 0) {
        const char *feed = memchr(rest.data, '\n', rest.size);
        size_t size = feed != NULL ? (size_t)(feed - rest.data) : rest.size, bare = size > 0 && rest.data[size - 1] == '\r' ? size - 1 : size;
        size_t ended = feed != NULL ? size + 1 : size;

        is_redacted = redact_line(file, name, (struct span){ rest.data, bare }, out);
        text_append_bytes(out, rest.data + bare, ended - bare);
        rest = (struct span){ rest.data + ended, rest.size - ended };
    }
    text_free(&whole);
    return is_redacted;
}

/* What tells what a value is: its name, or the name of the key where it has none. Yours to free. */
static char *telling_name(const char *key)
{
    const char *begin = strrchr(key, '/') + 1, *end = begin + strlen(begin);

    if (text_same(begin, "(Default)")) {
        end = begin - 1;
        for (begin = end; begin > key && begin[-1] != '/'; begin--)
            ;
    }
    if (end - begin > LONGEST_TELLING)
        begin = end - LONGEST_TELLING;
    return memory_copy(begin, (size_t)(end - begin));
}

/* Appends the data of a value; NULL, or why they do not go in: they are empty then. */
static const char *append_data(struct registry_file *file, const char *name, const struct fact *fact, struct text *out)
{
    static const char refused[] = "it could not be redacted";
    struct text data = { 0 };
    const char *why = NULL;

    switch (fact->type) {
    case FACT_DWORD:
        text_append_format(out, "dword:%08llx", strtoull(fact->text, NULL, 10) & 0xffffffff);
        return NULL;
    case FACT_QWORD:
        for (unsigned long long number = strtoull(fact->text, NULL, 10), i = 0; i < 8; i++, number >>= 8)
            text_append_char(&data, (char)(unsigned char)(number & 0xff));
        text_append(out, "hex(b):");
        append_hex(out, data.data, data.size);
        break;
    case FACT_SZ:
    case FACT_EXPAND_SZ:
    case FACT_MULTI_SZ:
        if (!redact_text(file, name, fact, &data))
            why = refused;
        if (fact->type == FACT_SZ && is_plain(text_of(&data), data.size)) {
            append_quoted(out, text_of(&data), data.size);
            break;
        }
        text_append_format(out, "hex(%x):", (unsigned)fact->type);
        append_utf16_hex(out, text_of(&data), data.size, fact->type == FACT_MULTI_SZ);
        break;
    default:
        if (fact->type == FACT_BINARY && registry_blob_is_known(name))
            why = registry_blob_redact(file->redactor, name, fact->text, fact->size, &data, file->counts) ? NULL : refused;
        else if (fact->size > 0)
            why = "binary data that no reader knows are not put into a bundle";
        text_append_format(out, fact->type == FACT_BINARY ? "hex:" : "hex(%x):", (unsigned)fact->type);
        append_hex(out, text_of(&data), data.size);
    }
    text_free(&data);
    return why;
}

/* "registry/HKLM/A/b" redacted, without its kind; NULL where the name must not go in. Yours to free. */
static char *redacted_path(struct registry_file *file, const char *key)
{
    char *name = redact_name(file->redactor, key, file->counts), *path;

    if (name == NULL || !text_starts(name, "registry/")) {
        free(name);
        return NULL;
    }
    path = memory_copy_text(name + strlen("registry/"));
    free(name);
    return path;
}

static void add_value(struct registry_file *file, const struct fact *fact, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct section *section;
    const char *why;
    char *name, *telling;
    size_t before;

    if (slash == NULL)
        return;
    name = windows_name(slash + 1, strlen(slash + 1));
    section = section_at(file, memory_copy(path, (size_t)(slash - path)));
    if (table_find(&section->names, name) != NULL) { /* asked for in another case */
        free(name);
        return;
    }
    table_put(&section->names, name, name);
    before = section->lines.size;
    if (text_same(name, "(Default)"))
        text_append_char(&section->lines, '@');
    else
        append_quoted(&section->lines, name, strlen(name));
    text_append_char(&section->lines, '=');
    telling = telling_name(fact->key);
    why = append_data(file, telling, fact, &section->lines);
    free(telling);
    if (file->size + section->lines.size - before > LARGEST_EXPORT) {
        section->lines.size = before;
        why = "the registry facts of this host are too large for one export";
    } else {
        text_append(&section->lines, "\r\n");
    }
    file->size += section->lines.size - before;
    if (why != NULL)
        miss(file, text_format("registry/%s", path), why);
}

/* The names of the keys below; those of the values are there with the values. */
static void add_list(struct registry_file *file, const struct fact *fact, const char *path)
{
    struct section *section = section_at(file, memory_copy(path, strlen(path) - 1));
    struct span rest = { fact->text, fact->size }, line;

    section->is_listed = true;
    while (span_next_line(&rest, &line)) {
        char *below, *name;

        if (line.size < 2 || line.data[line.size - 1] != '/')
            continue;
        below = text_format("%s%.*s", fact->key, (int)line.size - 1, line.data);
        name = redacted_path(file, below);
        if (name != NULL)
            section_at(file, name);
        free(below);
    }
}

void registry_file_add(struct registry_file *file, const struct fact *fact)
{
    char *path = redacted_path(file, fact->key);
    size_t size = path != NULL ? strlen(path) : 0;

    if (size > 0 && path[size - 1] == '/')
        add_list(file, fact, path);
    else if (size > 0)
        add_value(file, fact, path);
    free(path);
}

static const char *long_root(const char *path, size_t size)
{
    static const char *const roots[][2] = {
        { "HKLM", "HKEY_LOCAL_MACHINE" }, { "HKCU", "HKEY_CURRENT_USER" },   { "HKU", "HKEY_USERS" },
        { "HKCR", "HKEY_CLASSES_ROOT" },  { "HKCC", "HKEY_CURRENT_CONFIG" },
    };
    char root[8] = "";

    if (size < sizeof root)
        memcpy(root, path, size);
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        if (text_same(root, roots[i][0]))
            return roots[i][1];
    return NULL;
}

/* "[HKEY_LOCAL_MACHINE\SOFTWARE]"; false where no export can hold that name. */
static bool append_header(struct text *out, const char *path)
{
    size_t before = out->size, size = strcspn(path, "/");
    const char *root = long_root(path, size);

    if (root == NULL)
        return false;
    text_append_format(out, "\r\n[%s", root);
    while (path[size] == '/') {
        size_t length = strcspn(path += size + 1, "/");
        char *name = windows_name(path, length);
        bool is_plain_name = is_plain(name, strlen(name)) && strchr(name, '\\') == NULL;

        text_append_format(out, "\\%s", name);
        free(name);
        if (!is_plain_name) {
            out->size = before;
            return false;
        }
        size = length;
    }
    text_append(out, "]\r\n");
    return true;
}

static int by_path(const void *a, const void *b)
{
    return text_compare_ignoring_case((*(struct section *const *)a)->path, (*(struct section *const *)b)->path);
}

void registry_file_write(struct registry_file *file, struct text *out, registry_file_missing *missing, void *context)
{
    size_t count = file->sections.count;
    struct section **sections = memory_get((count + 1) * sizeof *sections);

    for (size_t i = 0; i < count; i++)
        sections[i] = file->sections.entries[i].thing;
    if (count > 0)
        qsort(sections, count, sizeof *sections, by_path);
    text_append(out, "Windows Registry Editor Version 5.00\r\n");
    for (size_t i = 0; i < count; i++) {
        const struct section *section = sections[i];
        bool is_named = append_header(out, section->path);

        if (is_named)
            text_append_bytes(out, text_of(&section->lines), section->lines.size);
        if (!is_named || !section->is_listed)
            miss(file, text_format("registry/%s/", section->path), is_named ? "not captured" : "no export can hold the name of this key");
    }
    for (size_t i = 0; i < file->missing_count; i++)
        missing(context, file->missing[i].key, file->missing[i].why);
    free(sections);
}
