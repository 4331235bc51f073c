#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Between fork and exec only calls that are safe in a signal handler may be made: other threads of
// the parent may have held any lock.

#if defined(__x86_64__)
enum { architecture = AUDIT_ARCH_X86_64 };
#elif defined(__aarch64__)
enum { architecture = AUDIT_ARCH_AARCH64 };
#else
#error "the system call filter does not know this processor"
#endif

static int limit(int resource, uint64_t most) {
  struct rlimit both = {.rlim_cur = most, .rlim_max = most};
  return setrlimit(resource, &both);
}

// No sockets, no other processes' memory, and nothing that gets around the filter.
static int close_network(void) {
#define REFUSE(number)                                      \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1),      \
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES)
  struct sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      // The numbers of x32, which would get by the comparisons below.
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      REFUSE(SYS_socket),
      REFUSE(SYS_io_uring_setup),
      REFUSE(SYS_ptrace),
      REFUSE(SYS_process_vm_readv),
      REFUSE(SYS_process_vm_writev),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
#undef REFUSE
  struct sock_fprog program = {.len = sizeof(rules) / sizeof(rules[0]), .filter = rules};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int belfry_landlock_version(void) {
  long version =
      syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : (int)version;
}

static const uint64_t reading = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                                LANDLOCK_ACCESS_FS_READ_DIR;
// <linux/landlock.h> of older systems does not name it: the third version brought it.
static const uint64_t truncating = 1ULL << 14;

static const uint64_t writing = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                                LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                                LANDLOCK_ACCESS_FS_REMOVE_FILE | truncating;

static void allow(int rules, const char *path, uint64_t access) {
  if (belfry_landlock_version() < 3) access &= ~truncating;
  int descriptor = open(path, 010000000 /* O_PATH */ | O_CLOEXEC);
  if (descriptor < 0) return;
  struct stat status;
  if (fstat(descriptor, &status) == 0 && !S_ISDIR(status.st_mode)) {
    access &= LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
              LANDLOCK_ACCESS_FS_WRITE_FILE | truncating;
  }
  struct landlock_path_beneath_attr beneath = {.allowed_access = access, .parent_fd = descriptor};
  syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
  close(descriptor);
}

// Only programs, libraries, the input and the own folder. Where the kernel has no Landlock, the
// user's rights decide.
static void close_files(const char *folder, const char *input) {
  // What the first version has, and emptying files where it can be refused.
  struct landlock_ruleset_attr all = {
      .handled_access_fs =
          ((1ULL << 13) - 1) | (belfry_landlock_version() < 3 ? 0 : truncating)};
  int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
  if (rules < 0) return;
  static const char *const system[] = {"/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache",
                                       "/etc/alternatives", "/proc", "/sys/devices/system/cpu"};
  for (size_t index = 0; index < sizeof(system) / sizeof(system[0]); index++)
    allow(rules, system[index], reading);
  allow(rules, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
  allow(rules, folder, writing);
  allow(rules, input, LANDLOCK_ACCESS_FS_READ_FILE);
  syscall(SYS_landlock_restrict_self, rules, 0);
  close(rules);
}

static void become(const struct belfry_confined *child, int output, int errors, pid_t parent) {
  static char *const environment[] = {"LC_ALL=C", NULL};
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  // A group of its own, so that all of it can be ended; and nothing outlives the parent.
  if (setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) return;
  int empty = open("/dev/null", O_RDONLY);
  if (empty < 0 || dup2(empty, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) return;
  if (syscall(SYS_close_range, 3U, ~0U, 0) != 0 || chdir(child->folder) != 0) return;
  umask(077);
  setpriority(PRIO_PROCESS, 0, 10);
  if (limit(RLIMIT_CPU, child->cpu_seconds) != 0 || limit(RLIMIT_AS, child->memory_bytes) != 0 ||
      limit(RLIMIT_FSIZE, child->file_bytes) != 0 || limit(RLIMIT_CORE, 0) != 0 ||
      limit(RLIMIT_NOFILE, 64) != 0)
    return;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
  close_files(child->folder, child->input);
  if (close_network() != 0) return;
  execve(child->arguments[0], child->arguments, environment);
}

int32_t belfry_confined_start(const struct belfry_confined *child, int output, int errors) {
  pid_t parent = getpid();
  pid_t started = fork();
  if (started != 0) return started;
  become(child, output, errors, parent);
  _exit(belfry_confined_refused);
}
