// Linux calls that Swift's Glibc module does not offer. No header here may define _GNU_SOURCE:
// one module that does and one that does not cannot be imported together.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
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

/// Names the calling thread for `top` and `/proc`; at most 15 bytes are kept.
static inline void belfry_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
