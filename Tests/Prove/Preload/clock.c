// Preloaded into the daemon by the experiment about clocks: shifts the wall clock, and nothing
// else, by as many milliseconds as the file in PROVE_CLOCK says at the moment. The monotonic
// clocks stay as they are. A timer that asked to be told when the clock is set is told.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *shift;
static volatile int timer = -1;
static volatile int isStepped;
static int (*realClock)(clockid_t, struct timespec *);
static int (*realSet)(int, int, const struct itimerspec *, struct itimerspec *);
static ssize_t (*realRead)(int, void *, size_t);

static int64_t milliseconds(void) { return shift ? *shift : 0; }

// Rings the timer at once when the clock has been set since it was armed.
static void *watch(void *unused) {
  int64_t known = milliseconds();
  for (;;) {
    struct timespec wait = {0, 20000000};
    nanosleep(&wait, NULL);
    if (milliseconds() == known) continue;
    known = milliseconds();
    if (timer < 0) continue;
    isStepped = 1;
    struct itimerspec now = {{0, 0}, {0, 1}};
    realSet(timer, 0, &now, NULL);
  }
  return unused;
}

// Other libraries may call us before our own beginning.
static void find(void) {
  if (realRead) return;
  realClock = dlsym(RTLD_NEXT, "clock_gettime");
  realSet = dlsym(RTLD_NEXT, "timerfd_settime");
  realRead = dlsym(RTLD_NEXT, "read");
}

__attribute__((constructor)) static void begin(void) {
  find();
  const char *path = getenv("PROVE_CLOCK");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (page == MAP_FAILED) return;
  shift = page;
  pthread_t thread;
  pthread_create(&thread, NULL, watch, NULL);
}

static void move(struct timespec *time, int64_t by) {
  int64_t all = (int64_t)time->tv_sec * 1000 + time->tv_nsec / 1000000 + by;
  time->tv_sec = all / 1000;
  time->tv_nsec = all % 1000 * 1000000 + time->tv_nsec % 1000000;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  find();
  int status = realClock(clock, time);
  if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    move(time, milliseconds());
  return status;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (zone) memset(zone, 0, sizeof(struct timezone));
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result) *result = now.tv_sec;
  return now.tv_sec;
}

int timerfd_settime(int file, int flags, const struct itimerspec *when, struct itimerspec *old) {
  find();
  if (!(flags & TFD_TIMER_ABSTIME)) return realSet(file, flags, when, old);
  struct itimerspec moved = *when;
  move(&moved.it_value, -milliseconds());
  if (moved.it_value.tv_sec < 1) moved.it_value = (struct timespec){1, 0};
  timer = file;
  return realSet(file, flags, &moved, old);
}

ssize_t read(int file, void *bytes, size_t count) {
  find();
  ssize_t status = realRead(file, bytes, count);
  if (file == timer && isStepped) {
    isStepped = 0;
    errno = ECANCELED;
    return -1;
  }
  return status;
}
