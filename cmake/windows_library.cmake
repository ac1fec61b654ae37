# windows_library(TARGET [NAMES NAME...] [DEFINES ...] [NEEDS ...]): on Windows the library itself is linked, static, with what it needs of
# the system. NAMES: its file, as mingw's and MSVC's builds call it.
function(windows_library target)
  cmake_parse_arguments(PARSE_ARGV 1 it "" "" "NAMES;DEFINES;NEEDS")
  list(GET it_NAMES 0 first)
  find_library(WINDOWS_${first} NAMES ${it_NAMES} REQUIRED)
  target_link_libraries(${target} INTERFACE ${WINDOWS_${first}} ${it_NEEDS})
  target_compile_definitions(${target} INTERFACE ${it_DEFINES})
endfunction()
