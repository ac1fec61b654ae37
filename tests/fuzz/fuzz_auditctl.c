/* auditctl's rules and state: any bytes; no more keys than rules, and the first rule lies inside the bytes. */
#include <assert.h>
#include <stdint.h>

#include "healthcheck/host/auditctl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    struct audit_rules rules = audit_rules_read(bytes, size, "mdatp");
    int enabled = 0;

    assert(rules.with_key <= rules.count && rules.count <= size);
    if (rules.with_key > 0)
        assert(rules.first.data >= bytes && rules.first.data + rules.first.size <= bytes + size);
    if (audit_status_enabled(bytes, size, &enabled))
        assert(enabled >= 0 && enabled <= 9);
    return 0;
}
