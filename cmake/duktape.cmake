# The target `duktape`: Debian's library (duktape-dev), which evaluates proxy auto-config scripts.
find_path(DUKTAPE_INCLUDE duktape.h REQUIRED)
find_library(DUKTAPE_LIBRARY duktape REQUIRED)
add_library(duktape INTERFACE)
target_include_directories(duktape SYSTEM INTERFACE ${DUKTAPE_INCLUDE})
target_link_libraries(duktape INTERFACE ${DUKTAPE_LIBRARY})
