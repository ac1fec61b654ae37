/* Where a host belongs, as its agent or its onboarding says: bytes in, one of us, eu, uk, au, ch, in, ae, ca … out. */
#ifndef HEALTHCHECK_HOST_GEOGRAPHY_H
#define HEALTHCHECK_HOST_GEOGRAPHY_H

#include "healthcheck/core/text.h"

/* From `mdatp health --details edr`: edr_partner_geo_location ("GW_EU", streamlined connectivity), else edr_preferred_geo ("europe").
   NULL where neither says anything known. The text stays. */
const char *geography_from_details(struct span text);

/* From an onboarding blob (JSON, often JSON within JSON): vortexGeoLocation ("EU"). */
const char *geography_from_onboarding(struct span text);

#endif
