/* The editions of the plug-in, and the agent that each brings along. */
#ifndef PROBES_PLUGIN_EDITIONS_H
#define PROBES_PLUGIN_EDITIONS_H

struct plugin_edition {
    const char *plugin;
    const char *agent; /* NULL where no source names it */
    const char *source;
};

/* Oldest first; ends with a NULL. */
static const struct plugin_edition plugin_editions[] = {
    { "0.23.906.5", "701.00000.1411", "Learn, mde-plugin-wsl (2023-10-30)" },
    { "0.23.1102.4", "101.23092.0011", "Learn, mde-plugin-wsl (2023-12-13)" },
    { "0.24.426.1", NULL, "Learn, mde-plugin-wsl (2024-11-11)" },
    { "1.24.522.2", "101.24032.0007", "Learn, mde-plugin-wsl (2024-11-11)" },
    { "1.25.825.2", NULL, "public installation notes (2025)" },
    { "1.26.427.1", "101.26032.0000", "a public screenshot of its healthcheck.exe (2026-05-31)" },
    { 0 },
};

#endif
