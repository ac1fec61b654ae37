/* The time at which the host was looked at. */
#include "probes/clock_facts.h"

bool clock_where_known(struct host *host, struct finding *finding, moment *now)
{
    const struct fact *clock = host_ask(host, "clock/utc");

    if (clock->state != FACT_PRESENT || !moment_read(clock->text, now))
        return false;
    finding_saw(finding, clock);
    return true;
}

bool clock_of(struct host *host, struct finding *finding, moment *now)
{
    if (clock_where_known(host, finding, now))
        return true;
    finding_unknown(finding, host_ask(host, "clock/utc"));
    return false;
}
