/* What the eBPF checks share: the distribution, the kernel, and whether the administrator turned the sensor off. */
#ifndef PROBES_EBPF_H
#define PROBES_EBPF_H

#include <stdbool.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/os_release.h"

/* /etc/os-release, else /usr/lib/os-release (os-release(5)), as evidence of the finding. False where it could not be looked at:
   the finding is then unknown; where there is none, every text is "". Free it with os_release_free() either way. */
bool linux_os_release(struct host *host, struct finding *finding, struct os_release *os);

/* The running kernel's name. NULL where it is not known: the finding is then unknown. */
const char *linux_kernel(struct host *host, struct finding *finding);

/* features.ebpfSupplementaryEventProvider of mdatp_managed.json (Learn, linux-support-ebpf, 2026-07-02). */
enum ebpf_setting { EBPF_SETTING_UNSAID, EBPF_SETTING_ENABLED, EBPF_SETTING_DISABLED };

#define EBPF_MANAGED "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json"

/* Unsaid, too, where the file is not JSON (agent.managed_config says so) or could not be looked at. */
enum ebpf_setting ebpf_managed_setting(struct host *host, struct finding *finding);

/* Is it there? Then it is evidence; where that could not be looked at, the finding is unknown. */
bool ebpf_is_there(struct host *host, struct finding *finding, const char *key);

/* Oracle Linux 7.9 with Ksplice, which can hang when it patches the kernel under eBPF. */
bool ebpf_meets_ksplice(struct host *host, struct finding *finding, const struct os_release *os);

/* A kernel 3.10 to 4.16 with an agent known to be older than 101.24052.0002, which leaks memory there (Learn, linux-whatsnew). A
   probe that calls it lists "mdatp-health" among its commands. */
bool ebpf_agent_leaks(struct host *host, struct finding *finding, const char *kernel);

#endif
