/* The libraries a bundle needs, loaded when one is made: linked in, they would cost every start of the program milliseconds. */
#ifndef BUNDLE_LIBRARIES_H
#define BUNDLE_LIBRARIES_H

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <openssl/evp.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <zip.h>
#include <zlib.h>

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
#define PCRE2_FUNCTIONS(function) \
    function(pcre2_code_free_8) \
    function(pcre2_compile_8) \
    function(pcre2_get_error_message_8) \
    function(pcre2_get_ovector_pointer_8) \
    function(pcre2_jit_compile_8) \
    function(pcre2_jit_stack_assign_8) \
    function(pcre2_jit_stack_create_8) \
    function(pcre2_jit_stack_free_8) \
    function(pcre2_match_8) \
    function(pcre2_match_context_create_8) \
    function(pcre2_match_context_free_8) \
    function(pcre2_match_data_create_8) \
    function(pcre2_match_data_free_8) \
    function(pcre2_pattern_info_8) \
    function(pcre2_set_depth_limit_8) \
    function(pcre2_set_heap_limit_8) \
    function(pcre2_set_match_limit_8)
#define ZLIB_FUNCTIONS(function) \
    function(inflate) \
    function(inflateEnd) \
    function(inflateInit2_) \
    function(inflateReset)
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
struct pcre2_library {
    PCRE2_FUNCTIONS(LIBRARY_POINTER)
};
struct zlib_library {
    ZLIB_FUNCTIONS(LIBRARY_POINTER)
};
#undef LIBRARY_POINTER

/* Loaded once and never unloaded; NULL where the system has none. From any thread. */
const struct libdeflate_library *libdeflate_library(void);
const struct isal_library *isal_library(void);
const struct digest_library *digest_library(void);
const struct zip_library *zip_library(void);
const struct pcre2_library *pcre2_library(void);
const struct zlib_library *zlib_library(void);

#endif
