/* The program behind its entry, which each system has its own of. */
#ifndef HEALTHCHECK_MAIN_H
#define HEALTHCHECK_MAIN_H

/* The arguments are UTF-8, the program's name first, NULL at the end. The exit status. */
int healthcheck_main(int count, char **arguments);

#endif
