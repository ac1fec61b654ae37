/* The unit tests of all folders in one program, for Wine starts slowly and each link takes a second: unit_tests.exe [NAME...] runs those of
   that name ("test_text"), else all. The main() of each file has the file's name here. */
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "proxy/pac_child.h"

#define WIDE_TEXT(text) L##text
#define WIDE(text)      WIDE_TEXT(text)

#define ROW(name) int name(void);
#include "unit_tests_rows.h"
#undef ROW

#define ROW(name) { #name, L## #name, name },
static const struct {
    const char *name;
    const wchar_t *wide;
    int (*run)(void);
} rows[] = {
#include "unit_tests_rows.h"
};
#undef ROW

static int is_asked_for(const wchar_t *name, int count, wchar_t **arguments)
{
    for (int i = 1; i < count; i++)
        if (wcscmp(arguments[i], name) == 0)
            return 1;
    return count < 2;
}

int wmain(int count, wchar_t **arguments)
{
    int ran = 0, failed = 0;

    /* Who evaluates a script starts its own program again. */
    if (count == 2 && wcscmp(arguments[1], WIDE(PAC_CHILD_WORD)) == 0)
        return pac_child_main();
    setvbuf(stdout, NULL, _IONBF, 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!is_asked_for(rows[i].wide, count, arguments))
            continue;
        printf("== %s\n", rows[i].name);
        ran++;
        if (rows[i].run() != 0) {
            printf("FAILED in %s\n", rows[i].name);
            failed++;
        }
    }
    printf("%d programs, %d failed\n", ran, failed);
    return ran == 0 || failed != 0;
}
