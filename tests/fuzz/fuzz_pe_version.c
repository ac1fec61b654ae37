/* The version of a Windows program: nothing may crash, what is found is a version, what is broken says why. */
#include <assert.h>
#include <stdint.h>

#include "healthcheck/core/version.h"
#include "healthcheck/host/pe_version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char version[PE_VERSION_SIZE] = "", why[PE_VERSION_WHY_SIZE] = "";
    enum pe_version_result result = pe_version_read((const char *)data, size, version, why);

    assert(result != PE_VERSION_FOUND || version_is_one(version));
    assert(result != PE_VERSION_BROKEN || why[0] != '\0');
    return 0;
}
