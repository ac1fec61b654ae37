# The target `bundle_headers`: what a bundle's libraries promise (libarchive-dev, libzip-dev, libdeflate-dev, libisal-dev, libpcre2-dev, libssl-dev, zlib1g-dev). The libraries
# themselves are loaded when a bundle is made (bundle/libraries.h).
add_library(bundle_headers INTERFACE)
foreach(header archive.h zip.h libdeflate.h isa-l/igzip_lib.h openssl/evp.h pcre2.h zlib.h)
  string(MAKE_C_IDENTIFIER ${header} name)
  find_path(BUNDLE_${name} ${header} REQUIRED)
  target_include_directories(bundle_headers SYSTEM INTERFACE ${BUNDLE_${name}})
endforeach()
