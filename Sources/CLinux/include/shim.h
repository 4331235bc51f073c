// Linux calls that Swift's Glibc module does not offer. No header here may define _GNU_SOURCE:
// one module that does and one that does not cannot be imported together.
#pragma once
#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/un.h>

/// The credentials of the process at the other end of a Unix socket (SO_PEERCRED).
struct belfry_peer {
  int32_t pid;
  uint32_t uid;
  uint32_t gid;
};

/// Fills `peer`; returns 0, or -1 with errno set.
static inline int belfry_peer_credentials(int descriptor, struct belfry_peer *peer) {
  socklen_t length = sizeof(*peer);
  return getsockopt(descriptor, SOL_SOCKET, 17 /* SO_PEERCRED */, peer, &length);
}

/// `POLLRDHUP` of poll(2): the peer has closed its sending side.
enum { belfry_poll_peer_closed = 0x2000 };

/// A non-blocking event counter, closed on exec; -1 with errno set.
static inline int belfry_event_create(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

/// Lets the process open as many files as it is allowed to; connections are files.
static inline void belfry_open_many_files(void) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

/// Names the calling thread for `top` and `/proc`; at most 15 bytes are kept.
static inline void belfry_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// Swift's Glibc and our C modules each see the types of <sys/socket.h> and <netinet/in.h>, and
// which of them Swift takes for the owner depends on the order of loading. So their members and
// constants stay in here.

/// What the functions below return when the text is not an address that fits.
enum { belfry_bad_address = -2 };

/// A stream socket that is closed on exec; -1 with errno set.
static inline int belfry_stream_socket(int family) {
  return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/// The same, non-blocking.
static inline int belfry_quick_socket(int family) {
  return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/// Ends both directions of a connection, or all accepting; the descriptor stays open.
static inline int belfry_end_connection(int descriptor) { return shutdown(descriptor, SHUT_RDWR); }

/// send(2) that never raises SIGPIPE.
static inline ssize_t belfry_send(int descriptor, const void *bytes, size_t count) {
  return send(descriptor, bytes, count, MSG_NOSIGNAL);
}

/// A timer on the wall clock that also tells when the clock is set; -1 with errno set.
static inline int belfry_timer_create(void) {
  return timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
}

/// Sets the timer to a moment in milliseconds since the epoch; reading it fails with ECANCELED when
/// the clock is set meanwhile. Returns 0, or -1 with errno set.
static inline int belfry_timer_set(int timer, int64_t milliseconds) {
  struct itimerspec when = {{0, 0}, {milliseconds / 1000, (milliseconds % 1000) * 1000000}};
  return timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

/// A timer on the clock that never jumps, which reading waits for; -1 with errno set.
static inline int belfry_uptime_timer_create(void) {
  return timerfd_create(7 /* CLOCK_BOOTTIME */, TFD_CLOEXEC);
}

/// Sets it to a moment of `belfry_uptime_milliseconds`. Returns 0, or -1 with errno set.
static inline int belfry_uptime_timer_set(int timer, int64_t milliseconds) {
  struct itimerspec when = {{0, 0}, {milliseconds / 1000, (milliseconds % 1000) * 1000000}};
  return timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

/// The wall clock in milliseconds since the epoch.
static inline int64_t belfry_wall_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// The clock that never jumps, in milliseconds; it counts while the machine sleeps.
static inline int64_t belfry_uptime_milliseconds(void) {
  struct timespec now;
  clock_gettime(7 /* CLOCK_BOOTTIME */, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// Binds (`connecting` 0) or connects a Unix socket; 0, -1 with errno set, or `belfry_bad_address`.
static inline int belfry_unix_join(int descriptor, const char *path, int connecting) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  if (length == 0 || length >= sizeof(address.sun_path)) return belfry_bad_address;
  memcpy(address.sun_path, path, length);
  const struct sockaddr *general = (const struct sockaddr *)&address;
  return connecting ? connect(descriptor, general, sizeof(address))
                    : bind(descriptor, general, sizeof(address));
}

/// Binds (`connecting` 0) or connects a TCP socket to an address in numbers, of the socket's own
/// family; results as above.
static inline int belfry_tcp_join(int descriptor, const char *host, uint16_t port, int connecting) {
  struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  const struct sockaddr *general = (const struct sockaddr *)&four;
  socklen_t length = sizeof(four);
  if (inet_pton(AF_INET, host, &four.sin_addr) != 1) {
    if (inet_pton(AF_INET6, host, &six.sin6_addr) != 1) return belfry_bad_address;
    general = (const struct sockaddr *)&six;
    length = sizeof(six);
  }
  return connecting ? connect(descriptor, general, length) : bind(descriptor, general, length);
}

/// The port that a TCP socket is bound to, or -1.
static inline int belfry_bound_port(int descriptor) {
  struct sockaddr_storage address;
  socklen_t length = sizeof(address);
  if (getsockname(descriptor, (struct sockaddr *)&address, &length) != 0) return -1;
  if (address.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&address)->sin_port);
  if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
  return -1;
}

/// Writes the address at the other end of a TCP connection in numbers, without its port; -1 for any
/// other socket. `text` has room for INET6_ADDRSTRLEN (46) bytes.
static inline int belfry_peer_text(int descriptor, char *text) {
  struct sockaddr_storage address;
  socklen_t length = sizeof(address);
  if (getpeername(descriptor, (struct sockaddr *)&address, &length) != 0) return -1;
  const void *bytes;
  if (address.ss_family == AF_INET) {
    bytes = &((struct sockaddr_in *)&address)->sin_addr;
  } else if (address.ss_family == AF_INET6) {
    bytes = &((struct sockaddr_in6 *)&address)->sin6_addr;
  } else {
    return -1;
  }
  return inet_ntop(address.ss_family, bytes, text, INET6_ADDRSTRLEN) ? 0 : -1;
}

/// Lets blocking calls on a socket fail after this many seconds.
static inline int belfry_limit_blocking(int descriptor, int seconds) {
  struct timeval limit = {.tv_sec = seconds};
  return setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) |
         setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

/// Catches SIGHUP, SIGTERM and SIGINT on whichever thread they arrive, and ignores SIGPIPE. 0, or
/// -1 with errno set.
int belfry_signals_catch(void);

/// Waits for the next of them and returns its number; -1 when nothing is caught.
int belfry_signals_next(void);

/// Sends one message to the Unix datagram socket at `path`; `@` begins an abstract name. 0, or -1
/// when nobody took it.
int belfry_send_datagram(const char *path, const void *bytes, size_t count);

/// Gives memory back to the system after work that comes seldom: free pieces, which the allocator
/// would keep for good (malloc_trim(3)), and pages of code, which come back when they are needed.
void belfry_give_memory_back(void);

/// A program that is kept from the network, from files that are not its business, and from using
/// the machine up.
struct belfry_confined {
  /// The program's path first, NULL last.
  char *const *arguments;
  /// Where it works and may write.
  const char *folder;
  /// The one file beside the system's that it may read.
  const char *input;
  uint64_t cpu_seconds;
  uint64_t memory_bytes;
  uint64_t file_bytes;
};

/// The exit code of a child that could not be confined, and so was never run.
enum { belfry_confined_refused = 126 };

/// The version of Landlock that the kernel offers; 0 for none: then a confined program may open
/// what the daemon's user may.
int belfry_landlock_version(void);

/// Starts it in a process group of its own, without environment and descriptors but for the two
/// that are given. It ends with the thread that started it. The process's id, or -1 with errno set.
int32_t belfry_confined_start(const struct belfry_confined *child, int output, int errors);
