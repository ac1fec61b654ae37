/* logs/, on Windows. */
#include <stddef.h>

#include "bundle/gather.h"
#include "healthcheck/core/text.h"

/* Until the folders are looked through, each is told. */
void gather_files(struct gathering *gathering, unsigned platform)
{
    const struct collector *collector;

    for (size_t i = 0; (collector = collector_at(i)) != NULL; i++)
        if ((collector->platforms & platform) != 0 && collector_is_selected(collector, gathering->options))
            for (const char *const *folder = collector->folders; folder != NULL && *folder != NULL; folder++) {
                struct entry *row = gather_row(gathering, text_format("logs/%s", collector->name), collector->name);

                row->status = ENTRY_UNREADABLE;
                row->why = text_format("%s was not looked at: this build does not collect folders on Windows", *folder);
            }
}
