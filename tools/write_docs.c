/* Writes checks/ in the folder given (docs): a page a check and their index. `./dev docs` runs it from the top of the project. */
#include <stdlib.h>

#include "healthcheck/core/text.h"
#include "healthcheck/explain/check_text.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/platform/file.h"
#include "probes/probe.h"

static bool write_page(const char *folder, const char *name, struct text *page)
{
    char *path = text_format("%s/checks/%s.md", folder, name);
    struct error error;
    bool is_written = file_replace(path, text_of(page), page->size, &error);

    if (!is_written)
        console_complain("%s", error.text);
    text_free(page);
    free(path);
    return is_written;
}

int main(int count, char **arguments)
{
    const char *folder = count > 1 ? arguments[1] : "docs";
    struct text page = { 0 };
    bool is_written;

    check_index(&page);
    is_written = write_page(folder, "README", &page);
    for (size_t i = 0; probe_at(i) != NULL && is_written; i++) {
        check_page(&page, probe_at(i));
        is_written = write_page(folder, probe_at(i)->id, &page);
    }
    return is_written ? 0 : 1;
}
