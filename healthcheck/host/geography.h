/* Where a host belongs, as its agent or its onboarding says: bytes in, one of us, eu, uk, au, ch, in out. */
#ifndef HEALTHCHECK_HOST_GEOGRAPHY_H
#define HEALTHCHECK_HOST_GEOGRAPHY_H

#include "healthcheck/core/text.h"

/* From `mdatp health --details edr`: edr_partner_geo_location ("GW_EU", streamlined connectivity), else edr_preferred_geo ("europe").
   NULL where neither says anything known. The text stays. */
const char *geography_from_details(struct span text);

/* From an onboarding blob (JSON, often JSON within JSON): vortexGeoLocation ("EU"). */
const char *geography_from_onboarding(struct span text);

/* How the agent reaches its service: by names of its own for each purpose (standard), or by one domain, endpoint.security.microsoft.com
   (streamlined; the default of new onboardings since 2024-05-08). */
enum onboarded_way { ONBOARDED_UNKNOWN, ONBOARDED_STANDARD, ONBOARDED_STREAMLINED };

/* From `mdatp health --details edr`: edr_partner_geo_location is "GW_EU" where it is streamlined, "" where it is not (Learn,
   configure-device-connectivity, 2025-10-16); older agents do not report it. */
enum onboarded_way onboarded_way_from_details(struct span text);

/* From an onboarding blob: geoLocationUrl is https://edr-….endpoint.security.microsoft.com/ or https://winatp-gw-….microsoft.com/, and only
   streamlined ones hold partnerGeoLocation (packages of both kinds, 2022 to 2025; the analyzer of 2025 tells them apart by it). */
enum onboarded_way onboarded_way_from_onboarding(struct span text);

#endif
