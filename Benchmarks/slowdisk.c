// Preloaded into every contestant by SLOW_DISK=1: each fsync and fdatasync takes 2 ms longer, as on
// a disk that is not a fast virtual one.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int later(const char *name, int file) {
  struct timespec pause = {.tv_nsec = 2000000};
  nanosleep(&pause, NULL);
  int (*call)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return call(file);
}

int fsync(int file) { return later("fsync", file); }

int fdatasync(int file) { return later("fdatasync", file); }
