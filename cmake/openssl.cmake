# The target `openssl`. On Linux the headers of Debian's library (libssl-dev): the library itself is the one that libcurl brings, loaded with
# it (healthcheck/host/openssl_linux.c). On Windows it is linked.
find_path(OPENSSL_INCLUDE openssl/ssl.h REQUIRED)
add_library(openssl INTERFACE)
target_include_directories(openssl SYSTEM INTERFACE ${OPENSSL_INCLUDE})
if(WIN32)
  windows_library(openssl NAMES ssl libssl)
  windows_library(openssl NAMES crypto libcrypto NEEDS ws2_32 crypt32 bcrypt advapi32 user32)
endif()
