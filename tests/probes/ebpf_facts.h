/* Facts that the tests of ebpf.* have in common. */
#ifndef TESTS_PROBES_EBPF_FACTS_H
#define TESTS_PROBES_EBPF_FACTS_H

#include "tests/support.h"

/* A check's finding on a host with these facts. */
#define FINDING_OF(id, ...) look_at(id, (const char *const[][2]){ __VA_ARGS__, { 0 } })

#define LINUX(kernel, id, version)                                       \
    { "system/platform", "linux" }, { "system/kernel-release", kernel }, \
    {                                                                    \
        "file/etc/os-release", "ID=" id "\nVERSION_ID=\"" version "\"\n" \
    }

/* The agent runs, with that sensor. */
#define AGENT_WITH(sensor)                                                                                                            \
    {                                                                                                                                 \
        "command/mdatp-health",                                                                                                       \
            "healthy : true\nhealth_issues : []\napp_version : \"101.26032.0000\"\nsupplementary_events_subsystem : \"" sensor "\"\n" \
    }

/* "enabled" or "disabled", by the administrator. */
#define MANAGED(ebpf)                                                                                                                 \
    {                                                                                                                                 \
        "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", "{\"features\":{\"ebpfSupplementaryEventProvider\":\"" ebpf "\"}}" \
    }

#endif
