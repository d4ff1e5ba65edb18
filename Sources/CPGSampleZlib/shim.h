#ifndef CPGSAMPLE_ZLIB_SHIM_H
#define CPGSAMPLE_ZLIB_SHIM_H

#if __has_include(<zlib.h>)
#include <zlib.h>
#elif __has_include("/opt/homebrew/opt/zlib/include/zlib.h")
#include "/opt/homebrew/opt/zlib/include/zlib.h"
#elif __has_include("/usr/local/opt/zlib/include/zlib.h")
#include "/usr/local/opt/zlib/include/zlib.h"
#else
#error "zlib.h not found. Debian, Ubuntu: apt-get install -y zlib1g-dev pkg-config. Fedora: dnf install zlib-devel. macOS: brew install zlib"
#endif

// deflateInit2 and inflateInit2 are macros with a cast that Swift cannot import.
static inline int cpgsample_deflateInit2(z_stream *stream, int level, int windowBits, int memLevel) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, memLevel, Z_DEFAULT_STRATEGY);
}
static inline int cpgsample_inflateInit2(z_stream *stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

#endif
