/* What an export will change, remembered and put back. */
#ifndef TESTS_WINDOWS_STAGE_REGISTRY_H
#define TESTS_WINDOWS_STAGE_REGISTRY_H

/* Before an export (UTF-8) is imported. */
void stage_registry_save(const char *export_text);

/* As it was before all of them. */
void stage_registry_restore(void);

#endif
