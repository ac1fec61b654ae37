/* What the eBPF checks share. */
#include "probes/ebpf.h"

#include <cjson/cJSON.h>

#include "healthcheck/core/text.h"

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
    const struct fact *managed = finding_saw(finding, host_ask(host, EBPF_MANAGED));
    cJSON *whole = cJSON_ParseWithLength(managed->text, managed->size);
    const cJSON *features = cJSON_GetObjectItemCaseSensitive(whole, "features");
    const char *setting = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(features, "ebpfSupplementaryEventProvider"));
    enum ebpf_setting result = EBPF_SETTING_UNSAID;

    if (setting != NULL && text_same(setting, "disabled"))
        result = EBPF_SETTING_DISABLED;
    else if (setting != NULL && text_same(setting, "enabled"))
        result = EBPF_SETTING_ENABLED;
    cJSON_Delete(whole);
    return result;
}
