/* The environment that systemd gives a service. */
#include "proxy/systemd_unit.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "proxy/systemd_assign.h"
#include "proxy/systemd_word.h"

enum { MOST_FILES = 256 };

/* Sections that begin with X- are for other programs. */
enum section { ELSEWHERE, IN_SERVICE, IN_PRIVATE };

void systemd_complain(const struct systemd_place *place, const char *what, const char *name)
{
    struct systemd_unit *unit = place->unit;

    if (unit->problem_count == SYSTEMD_MOST_PROBLEMS)
        return;
    unit->problems = memory_resize(unit->problems, unit->problem_count + 1, sizeof *unit->problems);
    unit->problems[unit->problem_count++] = (struct systemd_problem){ memory_copy_text(place->file), place->line, text_format("%s%s", name, what) };
}

enum { LONGEST_NAME = 64 };

/* `name` up to its `=`, as far as it is one; "" where it is none: whatever else stands there may be a password. */
static char *safe_name(const char *assignment)
{
    size_t size = 0;

    while (size < LONGEST_NAME && ((assignment[size] >= '0' && assignment[size] <= '9') || assignment[size] == '_' ||
                                   (text_lower(assignment[size]) >= 'a' && text_lower(assignment[size]) <= 'z')))
        size++;
    return size < LONGEST_NAME && assignment[size] == '=' ? text_format("%.*s: ", (int)size, assignment) : memory_copy_text("");
}

bool systemd_is_name(const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!(text_lower(name[i]) >= 'a' && text_lower(name[i]) <= 'z') && name[i] != '_' && !(i > 0 && name[i] >= '0' && name[i] <= '9'))
            return false;
    return size > 0;
}

bool systemd_is_value(const char *value)
{
    for (size_t i = 0; value[i] != '\0'; i++)
        if (((unsigned char)value[i] < ' ' && value[i] != '\t' && value[i] != '\n') || value[i] == 0x7f)
            return false;
    return text_is_utf8(value, strlen(value));
}

void systemd_assign(const struct systemd_place *place, const char *name, size_t name_size, const char *value)
{
    struct systemd_unit *unit = place->unit;
    char *copy = memory_copy(name, name_size);
    struct systemd_assignment *assignment = table_find(&unit->names, copy);

    if (assignment == NULL) {
        assignment = memory_get(sizeof *assignment);
        assignment->name = copy;
        table_put(&unit->names, copy, assignment);
        unit->assignments = memory_resize(unit->assignments, unit->count + 1, sizeof(struct systemd_assignment *));
        unit->assignments[unit->count++] = assignment;
    } else
        free(copy);
    free(assignment->value);
    free(assignment->file);
    assignment->value = memory_copy_text(value);
    assignment->file = memory_copy_text(place->file);
    assignment->line = place->line;
}

static void forget_assignments(struct systemd_unit *unit)
{
    table_free(&unit->names);
    unit->names = (struct table){ 0 };
    for (size_t i = 0; i < unit->count; i++) {
        free(unit->assignments[i]->name);
        free(unit->assignments[i]->value);
        free(unit->assignments[i]->file);
        free(unit->assignments[i]);
    }
    unit->count = 0;
}

static void forget_files(struct systemd_unit *unit)
{
    for (size_t i = 0; i < unit->file_count; i++) {
        free(unit->files[i].path);
        free(unit->files[i].file);
    }
    unit->file_count = 0;
}

static void add_word(const struct systemd_place *place, const char *word)
{
    struct text resolved = { 0 };
    char *name = safe_name(word);
    const char *equals;

    if (!systemd_word_resolve(word, place->unit->name, &resolved))
        systemd_complain(place, "a percent sign is written %%, systemd drops the assignment", name);
    else if (equals = strchr(text_of(&resolved), '='), equals == NULL || !systemd_is_name(text_of(&resolved), (size_t)(equals - text_of(&resolved))))
        systemd_complain(place, "this is no NAME=value, systemd passes over it (a value with blanks is quoted: \"NAME=a b\")", name);
    else if (!systemd_is_value(equals + 1))
        systemd_complain(place, "the value holds control characters or is not UTF-8, systemd passes over it", name);
    else
        systemd_assign(place, text_of(&resolved), (size_t)(equals - text_of(&resolved)), equals + 1);
    free(name);
    text_free(&resolved);
}

static void read_environment(const struct systemd_place *place, struct span value)
{
    struct text word = { 0 };
    enum systemd_word result;

    if (value.size == 0)
        forget_assignments(place->unit);
    while ((result = systemd_word_next(&value, &word)) == WORD_TAKEN)
        add_word(place, text_of(&word));
    if (result == WORD_BAD)
        systemd_complain(place, "a quote is left open, or a backslash begins no escape: systemd passes over the rest of the line", "Environment=: ");
    text_free(&word);
}

static void read_environment_file(const struct systemd_place *place, struct span value)
{
    struct systemd_unit *unit = place->unit;
    struct text path = { 0 };
    char *written = memory_copy(value.data, value.size);
    bool is_optional = written[0] == '-';

    if (value.size == 0)
        forget_files(unit);
    else if (!systemd_word_resolve(written + (is_optional ? 1 : 0), unit->name, &path) || text_of(&path)[0] != '/')
        systemd_complain(place, "EnvironmentFile= wants an absolute path, systemd passes over it", "");
    else if (unit->file_count < MOST_FILES) {
        unit->files = memory_resize(unit->files, unit->file_count + 1, sizeof *unit->files);
        unit->files[unit->file_count++] =
            (struct systemd_environment_file){ text_take(&path), is_optional, memory_copy_text(place->file), place->line };
    }
    text_free(&path);
    free(written);
}

static void read_setting(const struct systemd_place *place, struct span name, struct span value)
{
    if (span_is(name, "Environment"))
        read_environment(place, value);
    else if (span_is(name, "EnvironmentFile"))
        read_environment_file(place, value);
    else if (name.size == strlen("Environment") || name.size == strlen("EnvironmentFile")) {
        char *written = memory_copy(name.data, name.size);

        if (text_same(written, "Environment") || text_same(written, "EnvironmentFile"))
            systemd_complain(place, ": the case of a setting's name counts, systemd passes over it", written);
        free(written);
    }
}

/* A whole line, continued ones put together. False where it is a broken section header. */
static bool read_line(const struct systemd_place *place, struct span line, enum section *section)
{
    const char *equals;
    struct span name, value;

    line = span_trim(line);
    if (line.size == 0)
        return true;
    if (line.data[0] == '[') {
        if (line.data[line.size - 1] != ']') {
            systemd_complain(place, "a section's header ends with ]: systemd reads this file no further", "");
            return false;
        }
        *section = span_is(line, "[Service]") ? IN_SERVICE : span_starts(line, "[X-") ? IN_PRIVATE : ELSEWHERE;
        return true;
    }
    equals = memchr(line.data, '=', line.size);
    if (equals == NULL) {
        if (*section == IN_SERVICE)
            systemd_complain(place, "there is no = in this line, systemd passes over it", "");
        return true;
    }
    name = span_trim((struct span){ line.data, (size_t)(equals - line.data) });
    value = span_trim((struct span){ equals + 1, line.size - (size_t)(equals - line.data) - 1 });
    if (*section == IN_SERVICE)
        read_setting(place, name, value);
    else if (*section == ELSEWHERE && (span_is(name, "Environment") || span_is(name, "EnvironmentFile")))
        systemd_complain(place, "this stands outside of [Service], systemd passes over it", "");
    return true;
}

/* systemd ends a line at LF, CR, CR LF and NUL alike. */
static bool next_line(struct span *rest, struct span *line)
{
    size_t size = 0, end;

    if (rest->size == 0)
        return false;
    while (size < rest->size && rest->data[size] != '\n' && rest->data[size] != '\r' && rest->data[size] != '\0')
        size++;
    *line = (struct span){ rest->data, size };
    end = size < rest->size ? size + 1 : size;
    if (end < rest->size && rest->data[size] == '\r' && rest->data[end] == '\n')
        end++;
    *rest = (struct span){ rest->data + end, rest->size - end };
    return true;
}

/* Does an odd number of backslashes end it? */
static bool goes_on(struct span line)
{
    size_t backslashes = 0;

    while (backslashes < line.size && line.data[line.size - 1 - backslashes] == '\\')
        backslashes++;
    return backslashes % 2 == 1;
}

static struct span without_blanks_before(struct span line)
{
    while (line.size > 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
        line = (struct span){ line.data + 1, line.size - 1 };
    return line;
}

bool systemd_unit_read(struct systemd_unit *unit, const char *file, const char *bytes, size_t size)
{
    struct span rest = { bytes, size }, line;
    struct text whole = { 0 };
    struct systemd_place place = { unit, file, 1 };
    enum section section = ELSEWHERE;
    bool is_good = true, is_continued = false;

    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        rest = (struct span){ bytes + 3, size - 3 };
    for (size_t number = 1; is_good && next_line(&rest, &line); number++) {
        line = without_blanks_before(line);
        if (line.size > 0 && (line.data[0] == '#' || line.data[0] == ';'))
            continue;
        if (!is_continued)
            place.line = number;
        is_continued = goes_on(line);
        text_append_bytes(&whole, line.data, line.size - (is_continued ? 1 : 0));
        if (is_continued) {
            text_append_char(&whole, ' ');
            continue;
        }
        is_good = read_line(&place, (struct span){ text_of(&whole), whole.size }, &section);
        text_free(&whole);
    }
    if (is_good && whole.size > 0)
        is_good = read_line(&place, (struct span){ text_of(&whole), whole.size }, &section);
    text_free(&whole);
    return is_good;
}

void systemd_unit_read_shown(struct systemd_unit *unit, const char *file, const char *bytes, size_t size)
{
    struct span rest = { bytes, size };
    struct systemd_place place = { unit, file, 1 };
    struct text word = { 0 };

    while (systemd_word_next(&rest, &word) == WORD_TAKEN) {
        const char *equals = strchr(text_of(&word), '=');

        if (equals != NULL && systemd_is_name(text_of(&word), (size_t)(equals - text_of(&word))))
            systemd_assign(&place, text_of(&word), (size_t)(equals - text_of(&word)), equals + 1);
    }
    text_free(&word);
}

const struct systemd_assignment *systemd_unit_get(const struct systemd_unit *unit, const char *name)
{
    return table_find(&unit->names, name);
}

void systemd_unit_free(struct systemd_unit *unit)
{
    forget_assignments(unit);
    forget_files(unit);
    for (size_t i = 0; i < unit->problem_count; i++) {
        free(unit->problems[i].file);
        free(unit->problems[i].text);
    }
    free(unit->assignments);
    free(unit->files);
    free(unit->problems);
    *unit = (struct systemd_unit){ .name = unit->name };
}
