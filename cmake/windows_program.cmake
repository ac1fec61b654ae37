# healthcheck.exe: its resources, its entry, and a copy without symbols (healthcheck-debug.exe keeps them).
# strip -p: else it writes the time into the header.
enable_language(RC)
include(cmake/delay_loaded.cmake)
configure_file(healthcheck/app.rc.in generated/app.rc)
configure_file(healthcheck/app.manifest generated/app.manifest COPYONLY)
add_executable(healthcheck healthcheck/main_windows.c ${CMAKE_BINARY_DIR}/generated/app.rc)
set_source_files_properties(${CMAKE_BINARY_DIR}/generated/app.rc PROPERTIES OBJECT_DEPENDS ${CMAKE_BINARY_DIR}/generated/app.manifest)
# A script that goes deep has 8 MiB of stack, as on Linux.
# A section that begins where a page does is mapped, and not read, when the program starts: a tenth of a start under Wine.
target_link_options(healthcheck PRIVATE -Ldelay-loaded -municode -Wl,--stack,8388608 -Wl,--file-alignment,4096)
target_link_libraries(healthcheck PRIVATE delayimp)
add_custom_command(TARGET healthcheck POST_BUILD COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:healthcheck> healthcheck-debug.exe
  COMMAND ${CMAKE_STRIP} -p $<TARGET_FILE:healthcheck> VERBATIM)
