/* Every probe, in the order in which a report lists them. Add a row: `row(subject_aspect)` is `probe_subject_aspect`. */
#ifndef PROBES_TABLE_H
#define PROBES_TABLE_H

#include "probes/probe.h"

/* clang-format off */
#define PROBE_ROWS(row) \
    row(os_supported) \
    row(os_architecture) \
    row(os_resources) \
    row(host_onboarded) \
    row(plugin_installed) \
    row(plugin_registered) \
    row(plugin_version) \
    row(plugin_release_ring) \
    row(plugin_custom_tag) \
    row(plugin_deprecated_settings) \
    row(wsl_installed) \
    row(wsl_version) \
    row(wsl_service) \
    row(wsl_distribution) \
    row(wsl_wsl1) \
    row(wsl_default_version) \
    row(wsl_custom_kernel) \
    row(wsl_kernel_command_line) \
    row(wsl_config_syntax) \
    row(wsl_networking) \
    row(wsl_lifetime) \
    row(wsl_debug_shell) \
    row(agent_installed) \
    row(agent_version) \
    row(agent_service) \
    row(agent_health) \
    row(agent_telemetry) \
    row(agent_licensed) \
    row(agent_organization) \
    row(agent_identity) \
    row(agent_expiry) \
    row(agent_definitions) \
    row(agent_engine) \
    row(agent_protection) \
    row(agent_conflicts) \
    row(agent_managed_config) \
    row(agent_files) \
    row(agent_reported_connectivity) \
    row(ebpf_kernel) \
    row(ebpf_known_bad_kernel) \
    row(ebpf_sensor) \
    row(ebpf_configuration) \
    row(ebpf_kernel_features) \
    row(ebpf_audit_rules) \
    row(sandbox_supported) \
    row(sandbox_active_mode) \
    row(sandbox_state) \
    row(sandbox_isolation) \
    row(sandbox_mitigations) \
    row(sandbox_crashes)
/* clang-format on */

#define PROBE_DECLARATION(name) extern const struct probe probe_##name;
PROBE_ROWS(PROBE_DECLARATION)
#undef PROBE_DECLARATION

#endif
