/* Any bytes as tables of /proc. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "healthcheck/host/proc_tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size }, rest = text;
    struct proc_stat stat;
    struct proc_mount mount;
    struct text line = { 0 };
    long long number;
    char *arguments = proc_arguments(text);

    for (const char *at = arguments; *at != '\0'; at++)
        assert((unsigned char)*at >= 0x20 && *at != 0x7f);
    free(arguments);
    proc_append_line(&line, text.data, text.size);
    assert(line.size >= size);
    text_free(&line);
    if (proc_stat_read(text, &stat))
        assert(stat.pid >= 0 && stat.parent >= 0 && stat.start_ticks >= 0 && stat.name.size < size);
    while (proc_mount_next(&rest, &mount)) {
        assert(mount.point != NULL && mount.type != NULL && mount.source != NULL && mount.options != NULL);
        proc_mount_free(&mount);
    }
    if (proc_number(text, "btime", &number) || proc_number(text, "MemTotal", &number))
        assert(number >= 0);
    proc_count(text, "cpu");
    proc_fdinfo_has_fanotify_mark(text);
    return 0;
}
