import CLinux
import Glibc
import Synchronization

/// Servers of the driver on loopback.
enum Listening {
  /// A socket on any port of 127.0.0.1. Whoever waits in accept holds up the start of processes, so
  /// that it never waits.
  static func socket() throws -> Int32 {
    let listener = belfry_quick_socket(AF_INET)
    guard listener >= 0, belfry_tcp_join(listener, "127.0.0.1", 0, 0) == 0,
      listen(listener, SOMAXCONN) == 0
    else { throw Trouble("no socket to listen on: error \(errno)") }
    return listener
  }

  /// Hands every client to `take` until it says no, or the socket is shut down.
  ///
  /// The thread that uses the socket's number closes it, for the next socket will have the same.
  static func start(on listener: Int32, _ take: @escaping @Sendable (Int32) -> Bool) {
    _ = Thread {
      defer { close(listener) }
      while true {
        var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        poll(&waiting, 1, -1)
        let client = Child.spawning.withLock { _ in
          let client = accept(listener, nil, nil)
          if client >= 0 { _ = fcntl(client, F_SETFD, FD_CLOEXEC) }
          return client
        }
        if client < 0, errno == EAGAIN || errno == ECONNABORTED { continue }
        guard client >= 0 else { return }
        guard take(client) else {
          close(client)
          return
        }
      }
    }
  }
}
