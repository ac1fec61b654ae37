# Toolchain: Debian's mingw-w64, the flavour with POSIX threads. HEALTHCHECK_PREFIX is where the libraries are (cmake/deps/run).
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
find_program(HEALTHCHECK_MINGW NAMES x86_64-w64-mingw32-gcc-posix x86_64-w64-mingw32-gcc REQUIRED)
set(CMAKE_C_COMPILER ${HEALTHCHECK_MINGW})
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

if(NOT DEFINED HEALTHCHECK_PREFIX)
  execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/deps/run prefix OUTPUT_VARIABLE prefix OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(HEALTHCHECK_PREFIX ${prefix} CACHE PATH "Where the libraries for Windows are")
endif()
# What a try_compile of CMake's own does not know by itself.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES HEALTHCHECK_PREFIX)
# Ours first: of the system's libz there is a DLL, too.
set(CMAKE_FIND_ROOT_PATH ${HEALTHCHECK_PREFIX} /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# Nothing beside the program, and two links give the same bytes.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -fstack-protector-strong -Wl,--gc-sections -Wl,--no-insert-timestamp")

# CMake 3.25.1 crashes in check_c_source_runs() when it cross-compiles without an emulator.
if(NOT DEFINED CMAKE_CROSSCOMPILING_EMULATOR)
  find_program(HEALTHCHECK_WINE NAMES wine wine64)
  if(HEALTHCHECK_WINE)
    set(CMAKE_CROSSCOMPILING_EMULATOR ${HEALTHCHECK_WINE})
  else()
    set(CMAKE_CROSSCOMPILING_EMULATOR /usr/bin/false)
  endif()
endif()
