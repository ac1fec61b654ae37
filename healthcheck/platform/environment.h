/* What our caller's environment may not have a say in. */
#ifndef HEALTHCHECK_PLATFORM_ENVIRONMENT_H
#define HEALTHCHECK_PLATFORM_ENVIRONMENT_H

/* Takes out the variables that libraries would follow: where keys are logged, settings, modules and roots of trust, another resolver.
 * First thing, while there is one thread: libraries and the programs we start see what is left. */
void environment_forget(void);

#endif
