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

// Pipeline mode came with libpq 14; before, nobody asks for it (pgsample_has_pipelines).
#ifdef LIBPQ_HAS_PIPELINING
static inline int pgsample_has_pipelines(void) { return 1; }
static inline int pgsample_enter_pipeline(PGconn *connection) { return PQenterPipelineMode(connection); }
static inline int pgsample_exit_pipeline(PGconn *connection) { return PQexitPipelineMode(connection); }
static inline int pgsample_end_pipeline(PGconn *connection) { return PQpipelineSync(connection); }
static inline int pgsample_is_end_of_pipeline(const PGresult *result) {
    return PQresultStatus(result) == PGRES_PIPELINE_SYNC;
}
static inline int pgsample_is_skipped(const PGresult *result) {
    return PQresultStatus(result) == PGRES_PIPELINE_ABORTED;
}
#else
static inline int pgsample_has_pipelines(void) { return 0; }
static inline int pgsample_enter_pipeline(PGconn *connection) { (void)connection; return 0; }
static inline int pgsample_exit_pipeline(PGconn *connection) { (void)connection; return 0; }
static inline int pgsample_end_pipeline(PGconn *connection) { (void)connection; return 0; }
static inline int pgsample_is_end_of_pipeline(const PGresult *result) { (void)result; return 0; }
static inline int pgsample_is_skipped(const PGresult *result) { (void)result; return 0; }
#endif

#endif
