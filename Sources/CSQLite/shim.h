// SQLite's C interface, and the two things Swift cannot import from it: variadic functions and
// function-pointer constants. And statfs(2), which Swift's Glibc module lacks: SQLite's locks can
// be trusted on local file systems only.
#pragma once
#include <sqlite3.h>
#include <sys/vfs.h>

/// The magic number of the file system that holds `path`, or -1 with errno set.
static inline long long belfry_file_system(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (long long)(unsigned int)status.f_type : -1;
}

/// `SQLITE_TRANSIENT`: SQLite copies the bound bytes before the call returns.
static inline sqlite3_destructor_type belfry_sqlite_transient(void) { return SQLITE_TRANSIENT; }

/// `sqlite3_db_config` for its (int, int *) shape.
static inline int belfry_sqlite_db_config(sqlite3 *db, int option, int value) {
  return sqlite3_db_config(db, option, value, (int *)0);
}

/// `sqlite3_config` for options without arguments (threading modes).
static inline int belfry_sqlite_config(int option) { return sqlite3_config(option); }

/// `sqlite3_config` for its (int) shape (`SQLITE_CONFIG_MEMSTATUS`).
static inline int belfry_sqlite_config_int(int option, int value) {
  return sqlite3_config(option, value);
}
