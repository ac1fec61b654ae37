/* Includes run one way, the operating system is met in few places, and files open as the house wants them (docs/design.md). */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A folder of the program, and those whose headers it may include; the first one that fits a file counts. */
static const struct layer {
    const char *folder;
    const char *may_include[5];
} layers[] = {
    { "healthcheck/core/", { "healthcheck/core/" } },
    { "healthcheck/platform/", { "healthcheck/platform/", "healthcheck/core/" } },
    { "healthcheck/host/", { "healthcheck/host/", "healthcheck/platform/", "healthcheck/core/" } },
    { "healthcheck/report/", { "healthcheck/report/", "healthcheck/platform/", "healthcheck/core/" } },
    { "healthcheck/explain/", { "healthcheck/explain/", "probes/", "proxy/", "healthcheck/host/", "healthcheck/core/" } },
    { "healthcheck/", { "healthcheck/", "probes/", "proxy/", "bundle/" } },
    { "probes/", { "probes/", "healthcheck/host/", "healthcheck/core/" } },
    { "proxy/", { "proxy/", "healthcheck/host/", "healthcheck/platform/", "healthcheck/core/" } },
    { "bundle/", { "bundle/", "healthcheck/host/", "healthcheck/platform/", "healthcheck/core/" } },
    { "bench/", { "" } },
    { "tools/", { "" } },
    { "tests/", { "" } },
};

/* C11's headers, cJSON's and Duktape's: what every system has. Those of a processor's instructions come with the compiler. */
static const char *const portable_headers[] = { "arm_neon.h", "assert.h", "cjson/cJSON.h", "ctype.h",    "duktape.h", "emmintrin.h",
                                                "errno.h",    "float.h",  "immintrin.h",   "inttypes.h", "limits.h",  "math.h",
                                                "setjmp.h",   "stdarg.h", "stdatomic.h",   "stdbool.h",  "stddef.h",  "stdint.h",
                                                "stdio.h",    "stdlib.h", "string.h",      "time.h" };

/* Words that ask which system this is. */
static const char *const system_words[] = { "_WIN32", "_WIN64", "__linux__", "__linux", "__unix__", "__MINGW32__", "__MINGW64__" };

/* What is asked of a system in one place of the program. */
static const struct {
    const char *word, *path;
} only_places[] = {
    { "TokenUser", "healthcheck/platform/user_windows.c" }, /* who we are: three answers were not the same */
};

enum { LONGEST_FILE = 700 };

static size_t broken;

static void complain(const char *path, const char *what, struct span line)
{
    print_error("%s: %s: %.*s\n", path, what, (int)line.size, line.data);
    broken++;
}

/* May this file know which system it runs on? The doors to the libraries name their headers, and which ones a system has. */
static bool may_meet_the_system(const char *path)
{
    return strcmp(path, "bundle/libraries.h") == 0 || text_ends(path, "_library.h") || text_starts(path, "healthcheck/platform/") ||
           text_ends(path, "_linux.c") || text_ends(path, "_linux.h") || text_ends(path, "_windows.c") || text_ends(path, "_windows.h") ||
           text_starts(path, "tests/") || text_starts(path, "bench/") || text_starts(path, "tools/");
}

static bool may_include(const char *path, const char *header)
{
    size_t l = 0;

    /* One constant, made of CMakeLists.txt: it belongs to no layer. */
    if (strcmp(header, "healthcheck/version.h") == 0)
        return true;
    while (!text_starts(path, layers[l].folder))
        l++;
    for (size_t i = 0; i < 5 && layers[l].may_include[i] != NULL; i++)
        if (text_starts(header, layers[l].may_include[i]))
            return true;
    return false;
}

static bool is_portable(const char *header)
{
    for (size_t i = 0; i < sizeof portable_headers / sizeof portable_headers[0]; i++)
        if (strcmp(header, portable_headers[i]) == 0)
            return true;
    return false;
}

static void check_include(const char *path, struct span line)
{
    const char *begin = line.data + strlen("#include ");
    bool is_ours = *begin == '"';
    char *header = text_format("%.*s", (int)strcspn(begin + 1, is_ours ? "\"" : ">"), begin + 1);

    if (is_ours && !may_include(path, header))
        complain(path, "this folder may not include that one", line);
    if (!is_ours && !is_portable(header) && !may_meet_the_system(path))
        complain(path, "a header of the operating system", line);
    free(header);
}

static void check_line(const char *path, struct span line)
{
    if (span_starts(line, "#include "))
        check_include(path, line);
    else if (line.size > 0 && *line.data == '#' && !may_meet_the_system(path))
        for (size_t i = 0; i < sizeof system_words / sizeof system_words[0]; i++) {
            char *text = text_format("%.*s", (int)line.size, line.data);

            if (strstr(text, system_words[i]) != NULL)
                complain(path, "asks which system this is", line);
            free(text);
        }
}

static void check_only_places(const char *path, const char *source)
{
    for (size_t i = 0; i < sizeof only_places / sizeof only_places[0]; i++)
        if (!text_starts(path, "tests/") && strcmp(path, only_places[i].path) != 0 && strstr(source, only_places[i].word) != NULL)
            complain(path, "asks what one file alone asks", span_of(only_places[i].word));
}

static void check_file(const char *path)
{
    char *source = read_project_file(path, NULL);
    struct span rest = span_of(source), line, first = { source, strcspn(source, "\n") };
    size_t lines = 0;

    if (!text_starts(source, "/*"))
        complain(path, "does not open by saying what it is about", first);
    for (; span_next_line(&rest, &line); lines++)
        check_line(path, line);
    check_only_places(path, source);
    if (lines > LONGEST_FILE)
        complain(path, "is longer than 700 lines, and surely two ideas", first);
    free(source);
}

static void includes_run_one_way_and_the_system_stays_behind_its_door(void **state)
{
    static const char *const folders[] = { "healthcheck", "probes", "proxy", "bundle", "tests", "bench", "tools" };

    (void)state;
    for (size_t f = 0; f < sizeof folders / sizeof folders[0]; f++)
        for (int is_header = 0; is_header < 2; is_header++) {
            char **files = project_files(folders[f], is_header ? ".h" : ".c");

            for (size_t i = 0; files[i] != NULL; i++)
                check_file(files[i]);
            free_project_files(files);
        }
    assert_int_equal(broken, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(includes_run_one_way_and_the_system_stays_behind_its_door),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
