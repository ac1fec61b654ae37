/* What Windows' own interfaces say of the proxy: the facts proxy-api/winhttp and proxy-api/wininet (docs/contract.md section 4), JSON that a live
 * host writes and a bundle holds. */
#ifndef PROXY_PROXY_API_H
#define PROXY_PROXY_API_H

#include "proxy/windows_proxy.h"

/* False where the fact is not present, or says nothing that can be compared; then `proxy` is left as it is. */
bool proxy_api_read(struct windows_proxy *proxy, const struct fact *fact);

#endif
