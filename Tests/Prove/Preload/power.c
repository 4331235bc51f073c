// Preloaded into the daemon by the experiment about power: writes down, in order, what happens to
// the files below PROVE_POWER_FOLDER, so that the driver can work out what a disk holds that lost
// everything that was not synced. At the operation with the number PROVE_POWER_CUT the process
// dies. The file PROVE_BOOT takes the place of the kernel's boot id, for the machine was down.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { KNOWN = 1, MADE, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, LINK, SYNC_FOLDER };

// What the driver reads: this, and `length` bytes after it.
struct record {
  uint32_t kind, file;
  uint64_t offset;
  uint64_t length;
};

enum { FILES = 4096 };

// The file behind each descriptor, by our own number; 0 for what is none of our business.
static uint32_t fileOf[FILES];
static char *folderOf[FILES];
static struct { dev_t device; ino_t node; uint32_t file; } known[FILES];
static uint32_t count;
static int journal = -1;
static long cut;
static const char *folder, *boot;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
  folder = getenv("PROVE_POWER_FOLDER");
  boot = getenv("PROVE_BOOT");
  const char *number = getenv("PROVE_POWER_CUT");
  cut = number ? atol(number) : 0;
  const char *path = getenv("PROVE_POWER_JOURNAL");
  if (folder && path) journal = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void note(enum kind kind, uint32_t file, uint64_t offset, const void *bytes, size_t length) {
  struct record record = {kind, file, offset, length};
  struct iovec parts[] = {{&record, sizeof record}, {(void *)bytes, length}};
  if (writev(journal, parts, 2) < 0) abort();
}

// The power fails before the operation, which therefore did not happen.
static void pass(void) {
  if (cut > 0 && --cut == 0) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
}

static int isOurs(const char *path) {
  if (journal < 0 || strncmp(path, folder, strlen(folder)) != 0) return 0;
  // What is in these does not matter: one is a lock, the other is room that is kept free.
  return !strstr(path, "belfry.lock") && !strstr(path, "belfry.reserve");
}

static int isOpen(int descriptor) {
  return journal >= 0 && descriptor >= 0 && descriptor < FILES && fileOf[descriptor] != 0;
}

static void remember(int descriptor, const char *path, int isNew) {
  struct stat status;
  if (descriptor < 0 || descriptor >= FILES || fstat(descriptor, &status) != 0) return;
  if (S_ISDIR(status.st_mode)) {
    folderOf[descriptor] = strdup(path);
    return;
  }
  if (!S_ISREG(status.st_mode)) return;
  uint32_t number = 0;
  for (uint32_t i = 0; i < count && !isNew; i++)
    if (known[i].device == status.st_dev && known[i].node == status.st_ino) number = known[i].file;
  if (number == 0) {
    if (count == FILES) abort();
    number = count + 1;
    // The number of a file that is gone may be that of a new one.
    for (uint32_t i = 0; i < count; i++)
      if (known[i].device == status.st_dev && known[i].node == status.st_ino) known[i].node = 0;
    known[count].device = status.st_dev;
    known[count].node = status.st_ino;
    known[count].file = number;
    count++;
    note(isNew ? MADE : KNOWN, number, 0, path, strlen(path));
  }
  fileOf[descriptor] = number;
}

static int openFile(const char *path, int flags, mode_t mode) {
  int (*real)(const char *, int, ...) = REAL(open);
  if (boot && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0) return real(boot, flags, mode);
  if (!folder || !isOurs(path)) return real(path, flags, mode);
  pthread_mutex_lock(&lock);
  int isNew = (flags & O_CREAT) && access(path, F_OK) != 0;
  if (isNew) pass();
  int descriptor = real(path, flags, mode);
  if (descriptor >= 0) remember(descriptor, path, isNew);
  if (descriptor >= 0 && (flags & O_TRUNC) && isOpen(descriptor))
    note(TRUNCATE, fileOf[descriptor], 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return descriptor;
}

int open(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
  va_end(more);
  return openFile(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
  va_end(more);
  return openFile(path, flags, mode);
}

int close(int descriptor) {
  if (descriptor >= 0 && descriptor < FILES) {
    pthread_mutex_lock(&lock);
    fileOf[descriptor] = 0;
    free(folderOf[descriptor]);
    folderOf[descriptor] = NULL;
    pthread_mutex_unlock(&lock);
  }
  return REAL(close)(descriptor);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  if (!isOpen(descriptor)) return REAL(pwrite)(descriptor, bytes, length, offset);
  pthread_mutex_lock(&lock);
  pass();
  ssize_t done = REAL(pwrite)(descriptor, bytes, length, offset);
  if (done > 0) note(WRITE, fileOf[descriptor], offset, bytes, done);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
  return pwrite(descriptor, bytes, length, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
  if (!isOpen(descriptor)) return REAL(write)(descriptor, bytes, length);
  pthread_mutex_lock(&lock);
  pass();
  off_t offset = lseek(descriptor, 0, SEEK_CUR);
  ssize_t done = REAL(write)(descriptor, bytes, length);
  if (done > 0) note(WRITE, fileOf[descriptor], offset, bytes, done);
  pthread_mutex_unlock(&lock);
  return done;
}

int ftruncate(int descriptor, off_t length) {
  if (!isOpen(descriptor)) return REAL(ftruncate)(descriptor, length);
  pthread_mutex_lock(&lock);
  pass();
  int status = REAL(ftruncate)(descriptor, length);
  if (status == 0) note(TRUNCATE, fileOf[descriptor], length, NULL, 0);
  pthread_mutex_unlock(&lock);
  return status;
}

int ftruncate64(int descriptor, off64_t length) { return ftruncate(descriptor, length); }

// The real disk need not be waited for: what it holds is worked out from the journal.
int fsync(int descriptor) {
  if (journal < 0 || descriptor < 0 || descriptor >= FILES) return REAL(fsync)(descriptor);
  pthread_mutex_lock(&lock);
  uint32_t file = fileOf[descriptor];
  const char *path = folderOf[descriptor];
  if (file || path) pass();
  if (file) note(SYNC, file, 0, NULL, 0);
  if (path) note(SYNC_FOLDER, 0, 0, path, strlen(path));
  pthread_mutex_unlock(&lock);
  return file || path ? 0 : REAL(fsync)(descriptor);
}

int fdatasync(int descriptor) { return fsync(descriptor); }

static void notePaths(enum kind kind, const char *first, const char *second) {
  char both[8192];
  int length = snprintf(both, sizeof both, "%s\n%s", first, second);
  note(kind, 0, 0, both, length);
}

int rename(const char *from, const char *to) {
  if (!folder || !isOurs(from)) return REAL(rename)(from, to);
  pthread_mutex_lock(&lock);
  pass();
  int status = REAL(rename)(from, to);
  if (status == 0) notePaths(RENAME, from, to);
  pthread_mutex_unlock(&lock);
  return status;
}

int link(const char *from, const char *to) {
  if (!folder || !isOurs(from)) return REAL(link)(from, to);
  pthread_mutex_lock(&lock);
  pass();
  int status = REAL(link)(from, to);
  if (status == 0) notePaths(LINK, from, to);
  pthread_mutex_unlock(&lock);
  return status;
}

int unlink(const char *path) {
  if (!folder || !isOurs(path)) return REAL(unlink)(path);
  pthread_mutex_lock(&lock);
  pass();
  int status = REAL(unlink)(path);
  if (status == 0) note(UNLINK, 0, 0, path, strlen(path));
  pthread_mutex_unlock(&lock);
  return status;
}
