/* The reader of what the plug-in's own tool prints, on any bytes. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "healthcheck/host/plugin_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct plugin_report report = plugin_report_read((const char *)data, size);

    assert((report.message != PLUGIN_MESSAGE_NONE) == (report.message_text != NULL));
    assert(report.rows > 0 || (report.plugin_version == NULL && report.windows_licensed == NULL && report.wsl_licensed == NULL));
    if (report.plugin_version != NULL)
        assert(strchr(report.plugin_version, '\n') == NULL);
    plugin_message_of((const char *)data, size);
    plugin_report_free(&report);
    return 0;
}
