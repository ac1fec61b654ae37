# Where the libraries are that the program for Windows is linked with, and what they are; with vcpkg nothing of this is known.
if(HEALTHCHECK_PREFIX)
  if(NOT EXISTS ${HEALTHCHECK_PREFIX}/complete)
    message(FATAL_ERROR "The libraries of healthcheck.exe are not built yet: run ./dev windows")
  endif()
  file(STRINGS ${HEALTHCHECK_PREFIX}/BUILD-INFO built_in)
  list(FILTER built_in EXCLUDE REGEX "^cmocka ") # of the tests
  list(JOIN built_in ", " built_in)
  set(HEALTHCHECK_BUILT_IN "built with ${built_in}\\n")
endif()
