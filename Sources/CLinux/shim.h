// Linux calls that Swift's Glibc module does not offer. No header here may define _GNU_SOURCE:
// one module that does and one that does not cannot be imported together.
#pragma once
#include <stddef.h>
#include <stdint.h>
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
