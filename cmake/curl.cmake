# The target `curl`. On Linux the header of Debian's library (libcurl4-openssl-dev): the library itself is loaded where something is fetched
# (healthcheck/host/curl_linux.c); with all it needs it would cost every start 4 ms and 6 MiB. On Windows it is linked.
find_path(CURL_INCLUDE curl/curl.h REQUIRED)
add_library(curl INTERFACE)
target_include_directories(curl SYSTEM INTERFACE ${CURL_INCLUDE})
if(WIN32)
  windows_library(curl NAMES curl libcurl DEFINES CURL_STATICLIB)
  windows_library(curl NAMES ssl libssl)
  windows_library(curl NAMES crypto libcrypto)
  windows_library(curl NAMES z zlibstatic zlib NEEDS ws2_32 crypt32 bcrypt advapi32 user32)
else()
  target_link_libraries(curl INTERFACE ${CMAKE_DL_LIBS})
endif()
