#ifndef CPGSAMPLE_LIBPQ_SHIM_H
#define CPGSAMPLE_LIBPQ_SHIM_H

// Debian keeps libpq-fe.h in a folder of its own, which only pkg-config knows of; Homebrew's libpq is keg-only.
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#elif __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#elif __has_include("/opt/homebrew/opt/libpq/include/libpq-fe.h")
#include "/opt/homebrew/opt/libpq/include/libpq-fe.h"
#elif __has_include("/usr/local/opt/libpq/include/libpq-fe.h")
#include "/usr/local/opt/libpq/include/libpq-fe.h"
#else
#error "libpq-fe.h not found. Debian, Ubuntu: apt-get install -y libpq-dev pkg-config. Fedora: dnf install libpq-devel pkgconf. macOS: brew install libpq pkgconf && export PKG_CONFIG_PATH=$(brew --prefix libpq)/lib/pkgconfig"
#endif

#endif
