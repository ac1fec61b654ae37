/* The libraries a bundle needs, loaded when one is made: linked in, they would cost every start of the program milliseconds. */
#ifndef BUNDLE_LIBRARIES_H
#define BUNDLE_LIBRARIES_H

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <openssl/evp.h>
#include <zip.h>

/* clang-format off */
#define LIBDEFLATE_FUNCTIONS(function) \
    function(libdeflate_alloc_compressor) \
    function(libdeflate_crc32) \
    function(libdeflate_deflate_compress) \
    function(libdeflate_deflate_compress_bound) \
    function(libdeflate_free_compressor)
#define ISAL_FUNCTIONS(function) \
    function(isal_deflate) \
    function(isal_deflate_init)
#define DIGEST_FUNCTIONS(function) \
    function(EVP_DigestFinal_ex) \
    function(EVP_DigestInit_ex) \
    function(EVP_DigestUpdate) \
    function(EVP_MD_CTX_free) \
    function(EVP_MD_CTX_new) \
    function(EVP_sha256)
#define ZIP_FUNCTIONS(function) \
    function(zip_close) \
    function(zip_discard) \
    function(zip_error_fini) \
    function(zip_error_init) \
    function(zip_error_set) \
    function(zip_error_strerror) \
    function(zip_error_to_data) \
    function(zip_file_add) \
    function(zip_file_set_dostime) \
    function(zip_file_set_external_attributes) \
    function(zip_get_error) \
    function(zip_open_from_source) \
    function(zip_register_cancel_callback_with_state) \
    function(zip_source_free) \
    function(zip_source_function) \
    function(zip_source_function_create) \
    function(zip_source_make_command_bitmap) \
    function(zip_source_seek_compute_offset) \
    function(zip_stat_init)
/* clang-format on */

#define LIBRARY_POINTER(name) __typeof__(name) *name;
struct libdeflate_library {
    LIBDEFLATE_FUNCTIONS(LIBRARY_POINTER)
};
struct isal_library {
    ISAL_FUNCTIONS(LIBRARY_POINTER)
};
struct digest_library {
    DIGEST_FUNCTIONS(LIBRARY_POINTER)
};
struct zip_library {
    ZIP_FUNCTIONS(LIBRARY_POINTER)
};
#undef LIBRARY_POINTER

/* Loaded once and never unloaded; NULL where the system has none. From any thread. */
const struct libdeflate_library *libdeflate_library(void);
const struct isal_library *isal_library(void);
const struct digest_library *digest_library(void);
const struct zip_library *zip_library(void);

#endif
