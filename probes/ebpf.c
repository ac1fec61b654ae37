/* What the eBPF checks share. */
#include "probes/ebpf.h"

#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/core/version.h"
#include "healthcheck/host/managed_json.h"
#include "probes/ebpf_matrix.h"
#include "probes/mdatp_facts.h"

bool linux_os_release(struct host *host, struct finding *finding, struct os_release *os)
{
    const struct fact *fact = host_ask(host, "file/etc/os-release");
    bool could_read;

    if (fact->state == FACT_ABSENT)
        fact = host_ask(host, "file/usr/lib/os-release");
    could_read = finding_could_read(finding, fact);
    *os = os_release_read(fact->text, fact->size);
    return could_read;
}

const char *linux_kernel(struct host *host, struct finding *finding)
{
    const struct fact *kernel = host_ask(host, "system/kernel-release");

    if (!finding_could_read(finding, kernel))
        return NULL;
    if (kernel->state == FACT_PRESENT && kernel->text[0] != '\0')
        return kernel->text;
    finding_unsure(finding, "the running kernel is not known");
    finding_advise(finding, "Run `uname -r` on the machine and take the capture again.");
    return NULL;
}

enum ebpf_setting ebpf_managed_setting(struct host *host, struct finding *finding)
{
    const struct fact *fact = finding_saw(finding, host_ask(host, EBPF_MANAGED));
    struct managed_json managed = managed_json_read(fact->text, fact->size);
    const char *setting = managed_json_get(&managed, "features.ebpfSupplementaryEventProvider");
    enum ebpf_setting result = EBPF_SETTING_UNSAID;

    if (setting != NULL && text_same(setting, "disabled"))
        result = EBPF_SETTING_DISABLED;
    else if (setting != NULL && text_same(setting, "enabled"))
        result = EBPF_SETTING_ENABLED;
    managed_json_free(&managed);
    return result;
}

bool ebpf_is_there(struct host *host, struct finding *finding, const char *key)
{
    const struct fact *fact = host_ask(host, key);

    if (fact->state == FACT_ABSENT || !finding_could_read(finding, fact))
        return false;
    finding_saw(finding, fact);
    return true;
}

bool ebpf_meets_ksplice(struct host *host, struct finding *finding, const struct os_release *os)
{
    static const char *const signs[] = { "file-info/usr/sbin/ksplice", "file-info/usr/sbin/uptrack-upgrade", "folder/etc/uptrack",
                                         "file-info/etc/uptrack" };

    if (!text_same(os->id, "ol") || strcmp(os->version_id, "7.9") != 0)
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (ebpf_is_there(host, finding, signs[i]))
            return true;
    return false;
}

bool ebpf_agent_leaks(struct host *host, struct finding *finding, const char *kernel)
{
    struct mdatp_health health;
    const char *version;
    bool leaks;

    if (!ebpf_kernel_leaks(kernel))
        return false;
    (void)mdatp_health_where_known(host, finding, &health);
    version = mdatp_health_get(&health, "app_version");
    leaks = version != NULL && version_is_one(version) && version_compare(version, "101.24052.0002") < 0;
    mdatp_health_free(&health);
    return leaks;
}
