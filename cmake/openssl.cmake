# The target `openssl`: the headers of Debian's library (libssl-dev). The library itself is the one that libcurl brings, loaded with it
# (healthcheck/host/openssl_linux.c).
find_path(OPENSSL_INCLUDE openssl/ssl.h REQUIRED)
add_library(openssl INTERFACE)
target_include_directories(openssl SYSTEM INTERFACE ${OPENSSL_INCLUDE})
