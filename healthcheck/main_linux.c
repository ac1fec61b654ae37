/* The entry on Linux. */
#include "healthcheck/main.h"

int main(int count, char **arguments)
{
    return healthcheck_main(count, arguments);
}
