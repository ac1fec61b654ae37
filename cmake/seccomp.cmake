# The target `seccomp`: Debian's library (libseccomp-dev), which takes system calls away from the child that evaluates scripts.
find_path(SECCOMP_INCLUDE seccomp.h REQUIRED)
find_library(SECCOMP_LIBRARY seccomp REQUIRED)
add_library(seccomp INTERFACE)
target_include_directories(seccomp SYSTEM INTERFACE ${SECCOMP_INCLUDE})
target_link_libraries(seccomp INTERFACE ${SECCOMP_LIBRARY})
