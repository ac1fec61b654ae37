# Libraries of Windows that are loaded when one of their functions is first called, and then from System32 alone: what a program imports at its
# start is looked for beside it first, and under Wine loading them all takes three times as long as a start without them.
# An import library that does so is made of each of mingw's own, and found before it.
set(delay_folder ${CMAKE_BINARY_DIR}/delay-loaded)
find_program(HEALTHCHECK_DLLTOOL NAMES x86_64-w64-mingw32-dlltool REQUIRED)
file(MAKE_DIRECTORY ${delay_folder})

function(delay_loaded)
  foreach(name ${ARGN})
    execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=lib${name}.a OUTPUT_VARIABLE library OUTPUT_STRIP_TRAILING_WHITESPACE
      COMMAND_ERROR_IS_FATAL ANY)
    execute_process(COMMAND ${HEALTHCHECK_DLLTOOL} -I ${library} OUTPUT_VARIABLE dll OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    execute_process(COMMAND ${CMAKE_NM} ${library} OUTPUT_VARIABLE symbols ERROR_QUIET COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCHALL " T [A-Za-z0-9_@]+" symbols "${symbols}")
    list(REMOVE_DUPLICATES symbols)
    list(TRANSFORM symbols REPLACE "^ T " "")
    list(SORT symbols)
    list(JOIN symbols "\n" symbols)
    file(WRITE ${delay_folder}/${name}.def "LIBRARY ${dll}\nEXPORTS\n${symbols}\n")
    # By names without a folder, which would stand in the library's symbols and change the order of the program's parts.
    execute_process(COMMAND ${HEALTHCHECK_DLLTOOL} -m i386:x86-64 -d ${name}.def -D ${dll} -y lib${name}.a
      WORKING_DIRECTORY ${delay_folder} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
endfunction()

if(NOT EXISTS ${delay_folder}/complete OR CMAKE_CURRENT_LIST_FILE IS_NEWER_THAN ${delay_folder}/complete)
  delay_loaded(bcrypt crypt32 iphlpapi ole32 oleaut32 secur32 user32 userenv wevtapi winhttp wintrust ws2_32 wtsapi32)
  file(TOUCH ${delay_folder}/complete)
endif()
