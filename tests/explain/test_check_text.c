/* A check in words: at a terminal and as a page. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/explain/check_text.h"

static const struct probe odd = {
    .id = "odd.one",
    .title = "Odd one",
    .why = "The tag is <GROUP>_WSL2 | or *nothing* in C:\\a\\.wslconfig.",
    .ok = "it is `a|b*c`",
    .warns = "x_y[1]",
    .remedy = "Run `setx /M A_B 1`.",
    .source = "nowhere (2026)",
    .needs = "wsl.installed",
    .needs_on_windows = "plugin.installed",
    .platforms = ON_WINDOWS | ON_LINUX,
    .commands = { "wsl-list", "wsl-version" },
    .topic = "sandbox",
};

static void the_page_shows_a_rows_text_as_it_is(void **state)
{
    struct text page = { 0 };

    (void)state;
    check_page(&page, &odd);
    assert_non_null(strstr(text_of(&page), "# odd.one: Odd one\n\nThe tag is \\<GROUP>\\_WSL2 \\| or \\*nothing\\* in C:\\a\\\\.wslconfig.\n"));
    assert_non_null(strstr(text_of(&page), "- **ok**: it is `a|b*c`\n- **warn**: x_y[1]\n- **unknown**"));
    assert_null(strstr(text_of(&page), "**fail**"));
    assert_non_null(strstr(text_of(&page), "Run `setx /M A_B 1`.\n"));
    assert_non_null(strstr(text_of(&page), "- Needs [wsl.installed](wsl.installed.md)"));
    assert_non_null(strstr(text_of(&page), "- Needs on Windows [plugin.installed](plugin.installed.md)"));
    assert_non_null(strstr(text_of(&page), "`wsl-list`, `wsl-version`"));
    assert_non_null(strstr(text_of(&page), "`healthcheck --explain sandbox`"));
    text_free(&page);
}

static void the_terminal_says_everything_too(void **state)
{
    struct text out = { 0 };

    (void)state;
    check_explain(&out, &odd);
    assert_string_equal(text_of(&out), "odd.one: Odd one\n"
                                       "\n"
                                       "Why      The tag is <GROUP>_WSL2 | or *nothing* in C:\\a\\.wslconfig.\n"
                                       "Ok       it is `a|b*c`\n"
                                       "Warn     x_y[1]\n"
                                       "Remedy   Run `setx /M A_B 1`.\n"
                                       "\n"
                                       "Asked on Windows, also from inside a WSL distribution, and Linux\n"
                                       "Needs    wsl.installed; on Windows plugin.installed\n"
                                       "Runs     wsl-list, wsl-version\n"
                                       "Source   nowhere (2026)\n"
                                       "More     healthcheck --explain sandbox\n");
    text_free(&out);
}

static void the_index_leads_to_every_page(void **state)
{
    struct text index = { 0 };

    (void)state;
    check_index(&index);
    for (size_t i = 0; probe_at(i) != NULL; i++) {
        char *link = text_format("| [%s](%s.md) | ", probe_at(i)->id, probe_at(i)->id);

        assert_non_null(strstr(text_of(&index), link));
        free(link);
    }
    text_free(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_shows_a_rows_text_as_it_is),
        cmocka_unit_test(the_terminal_says_everything_too),
        cmocka_unit_test(the_index_leads_to_every_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
