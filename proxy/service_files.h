/* The files of a systemd service on a host: its unit file, its drop-ins in their order, its environment files. */
#ifndef PROXY_SERVICE_FILES_H
#define PROXY_SERVICE_FILES_H

#include "proxy/record.h"
#include "proxy/systemd_unit.h"

/* Reads the unit file and the drop-ins of `unit->name` from every folder where systemd looks (systemd.unit(5), table 1; of two files
   with one name that of the first folder counts, drop-ins are sorted by name over all folders, those for the unit stand above those for all
   services). False where there is no such unit. What was read becomes evidence, what is passed over a problem. */
bool service_files_read(struct systemd_unit *unit, struct host *host, struct proxy_record *record);

/* The same for the files that EnvironmentFile= names; after service_files_read(). */
void service_files_read_environment(struct systemd_unit *unit, struct host *host, struct proxy_record *record);

/* "drop-in proxy.conf, line 3", "unit file mdatp.service, line 12", "environment file /etc/default/mdatp, line 1". Yours to free. */
char *service_files_place(const char *file, size_t line);

#endif
