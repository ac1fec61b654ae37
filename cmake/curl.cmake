# The target `curl`: the header of Debian's library (libcurl4-openssl-dev). The library itself is loaded where something is fetched
# (healthcheck/host/curl_linux.c): with all it needs it would cost every start 4 ms and 6 MiB.
find_path(CURL_INCLUDE curl/curl.h REQUIRED)
add_library(curl INTERFACE)
target_include_directories(curl SYSTEM INTERFACE ${CURL_INCLUDE})
target_link_libraries(curl INTERFACE ${CMAKE_DL_LIBS})
