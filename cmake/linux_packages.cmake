# What `cmake --install` puts where, and the .deb and .rpm that CPack makes of it: ./dev linux-packages. The time in them is SOURCE_DATE_EPOCH.
include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

set(packed ${CMAKE_BINARY_DIR}/packed)
file(MAKE_DIRECTORY ${packed})
function(gzip file name)
  add_custom_command(OUTPUT ${packed}/${name} COMMAND sh -c "gzip -9nc < \"$1\" > \"$2\"" gzip ${CMAKE_SOURCE_DIR}/${file} ${packed}/${name}
    DEPENDS ${file} VERBATIM)
endfunction()
gzip(docs/healthcheck.1 healthcheck.1.gz)
gzip(CHANGELOG.md CHANGELOG.md.gz)
add_custom_target(packed DEPENDS ${packed}/healthcheck.1.gz ${packed}/CHANGELOG.md.gz)

install(TARGETS healthcheck RUNTIME)
install(FILES ${packed}/healthcheck.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES completions/healthcheck.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME healthcheck)
install(FILES ${packed}/CHANGELOG.md.gz docs/contract.md docs/bundle.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

set(CPACK_GENERATOR DEB RPM)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_NAME healthcheck)
set(CPACK_PACKAGE_VENDOR "The healthcheck authors")
set(CPACK_PACKAGE_CONTACT "The healthcheck authors <healthcheck@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "health check of Microsoft Defender for Endpoint on Linux and in WSL")
set(CPACK_PACKAGE_DESCRIPTION "healthcheck looks at a machine, or at a captured one, and says, a line a check,
what keeps Microsoft Defender for Endpoint from working, with a remedy for
each. It is not made by Microsoft.")
set(CPACK_STRIP_FILES ON)
# Of every file in the package, and not only of the package.
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/package_times.cmake)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# What the program is linked with is required, and found by the packagers' own tools. These are loaded by the action that needs them, which says
# by name what is missing; the report, which is what most machines run, needs none of them. So they are recommended: apt and dnf install them
# unless told not to.
#   libcurl, libssl      --connectivityTest, and proxy scripts fetched by --extendedProxy
#   libzip, libdeflate, libcrypto, libz, libpcre2-8   --supportBundle: the zip, its hashes, logs that are packed, rules of the user's own
#   libarchive           --host BUNDLE, and --verify of archives
# libisal only makes --supportBundle --fast faster; without it libdeflate does the work. So it is suggested.
set(recommended libcurl.so.4 libssl.so.3 libcrypto.so.3 libzip.so.4 libdeflate.so.0 libz.so.1 libpcre2-8.so.0 libarchive.so.13)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libcurl4, libssl3, libzip4, libdeflate0, zlib1g, libpcre2-8-0, libarchive13")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libisal2")

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_RELEASE 1)
set(CPACK_RPM_PACKAGE_LICENSE MIT)
set(CPACK_RPM_PACKAGE_GROUP "Applications/System")
# Other packages' folders.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION /usr/share/man /usr/share/man/man1 /usr/share/bash-completion /usr/share/bash-completion/completions)
list(TRANSFORM recommended REPLACE "(.+)" "Recommends: \\1()(64bit)")
list(JOIN recommended "\n" recommended)
# The same files give the same package, on whatever machine and day.
set(CPACK_RPM_SPEC_MORE_DEFINE "${recommended}
Suggests: libisal.so.2()(64bit)
%global _build_id_links none
%global _buildhost localhost
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global source_date_epoch_from_changelog 0")
include(CPack)
