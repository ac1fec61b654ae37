/* From which release ring does the plug-in get its updates? */
#include "probes/table.h"

static const char *const other_rings[] = { "Dogfood", "External", "InsiderFast" };

static void look(struct host *host, struct finding *finding)
{
    const struct fact *ring = host_ask(host, "registry/HKLM/SOFTWARE/Microsoft/Microsoft Defender for Endpoint plug-in for WSL/OverrideReleaseRing");
    char unnamed[12];

    if (!finding_could_read(finding, ring))
        return;
    if (ring->state == FACT_ABSENT) {
        finding_ok(finding, "no override: the plug-in follows the release ring of the Windows host");
        return;
    }
    if (ring->type != FACT_SZ) {
        finding_fail(finding, "OverrideReleaseRing has the type %s instead of sz", fact_type_name(ring->type, unnamed));
        return;
    }
    finding_value(finding, "%s", ring->text);
    if (fact_is(ring, "Production")) {
        finding_ok(finding, "the release ring is Production");
        return;
    }
    for (size_t i = 0; i < sizeof other_rings / sizeof other_rings[0]; i++)
        if (fact_is(ring, other_rings[i])) {
            finding_warn(finding, "the release ring is %s: updates by WSUS, SCCM and the Microsoft Update Catalog need Production", ring->text);
            return;
        }
    finding_fail(finding, "OverrideReleaseRing is \"%s\", which is no release ring", ring->text);
}

const struct probe probe_plugin_release_ring = {
    .id = "plugin.release_ring",
    .title = "Release ring",
    .why = "The ring decides which builds the plug-in gets; WSUS, SCCM and the Microsoft Update Catalog offer those of Production only.",
    .ok = "no override, or Production",
    .warns = "Dogfood, External or InsiderFast",
    .fails = "any other text, or another type than REG_SZ",
    .remedy =
        "From an elevated prompt run `reg add \"HKLM\\SOFTWARE\\Microsoft\\Microsoft Defender for Endpoint plug-in for WSL\" /v OverrideReleaseRing "
        "/t REG_SZ /d Production /f`, then `wsl --shutdown`.",
    .topic = "updates",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .needs = "plugin.installed",
    .platforms = ON_WINDOWS,
    .look = look,
};
