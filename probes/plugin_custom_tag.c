/* Which tag does the device of WSL bear in the portal? */
#include "probes/table.h"

#include "healthcheck/core/text.h"

/* Of the registry value, in characters (Learn, machine-tags, 2026-02-25). */
enum { LONGEST_TAG = 200 };

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *group = host_ask(host, "registry/HKLM/SOFTWARE/Policies/Microsoft/Windows Advanced Threat Protection/DeviceTagging/GROUP");
    char unnamed[12];

    if (!finding_could_read(finding, group))
        return;
    if (group->state == FACT_ABSENT) {
        finding_value(finding, "WSL2");
        finding_ok(finding, "the device's tag is WSL2");
    } else if (group->type != FACT_SZ) {
        finding_fail(finding, "GROUP has the type %s instead of sz", fact_type_name(group->type, unnamed));
    } else if (span_trim(span_of(group->text)).size == 0) {
        finding_warn(finding, "GROUP is empty");
    } else if (characters(group->text) > LONGEST_TAG) {
        finding_warn(finding, "GROUP has %zu characters, more than %d", characters(group->text), LONGEST_TAG);
    } else {
        finding_value(finding, "%s_WSL2", group->text);
        finding_ok(finding, "the device's tag is %s_WSL2", group->text);
    }
}

const struct probe probe_plugin_custom_tag = {
    .id = "plugin.custom_tag",
    .title = "Device tag",
    .why = "The portal is filtered by the tag: whoever looks for another one does not find the device of WSL.",
    .ok = "no GROUP (the tag is WSL2), or a REG_SZ GROUP (the tag is GROUP_WSL2)",
    .warns = "GROUP is empty or longer than 200 characters",
    .fails = "GROUP has another type than REG_SZ",
    .remedy = "Set the REG_SZ value GROUP below HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Advanced Threat Protection\\DeviceTagging to 1 to 200 "
              "characters, "
              "or remove it; then `wsl --shutdown`, `wsl`, and wait 10 minutes.",
    .topic = "portal",
    .source = "Learn, mde-plugin-wsl (2024-11-11); Learn, machine-tags (2026-02-25)",
    .needs = "plugin.installed",
    .platforms = ON_WINDOWS,
    .look = look,
};
