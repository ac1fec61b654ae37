/* Can the agent use what a source names? Used by the chain. */
#ifndef PROXY_CHAIN_JUDGE_H
#define PROXY_CHAIN_JUDGE_H

#include "proxy/record.h"

/* Sets `is_usable` of a configured record, and adds a problem for everything that stands in the way. On Windows the agent lives in
   WSL's virtual machine, whose networking mode (.wslconfig) decides what it reaches. */
void proxy_chain_judge(struct host *host, struct proxy_record *record);

#endif
