/* Any bytes as the facts that are lines of fields. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "healthcheck/host/fact_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size }, rest = text;
    struct process_line process;
    struct file_info_line info;
    struct disk_line disk;
    moment started;

    while (process_line_next(&rest, &process)) {
        assert(process.pid >= -1 && process.path.size <= size && process.arguments.size <= size);
        process_line_started(&process, &started);
        process_line_has_argument(&process, "edr");
    }
    if (file_info_line_read(text, &info))
        assert(info.size >= -1 && info.mode >= -1 && info.mode <= 07777);
    if (disk_line_read(text, &disk))
        disk_line_has_option(&disk, "noexec");
    return 0;
}
