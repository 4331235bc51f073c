import CLinux
import Glibc

@testable import HTTP

/// A listening TCP socket on loopback whose connections a test handles byte by byte.
final class RawServer: Sendable {
  let descriptor: Int32
  let port: UInt16

  init(backlog: Int32 = 64) throws {
    let descriptor = belfry_stream_socket(AF_INET)
    self.descriptor = descriptor
    let status = SocketAddress.tcp(.bind, descriptor, host: "127.0.0.1", port: 0)
    guard status == 0, listen(descriptor, backlog) == 0,
      let port = SocketAddress.boundPort(of: descriptor)
    else { throw RawSocket.Failure(action: "listen") }
    self.port = port
    belfry_limit_blocking(descriptor, RawSocket.patience)
  }

  deinit { close(descriptor) }

  var url: String { "http://127.0.0.1:\(port)" }

  /// Waits for the next connection; blocks, so use it inside `onThread`.
  func accept() throws -> RawSocket {
    let connection = Glibc.accept(descriptor, nil, nil)
    guard connection >= 0 else { throw RawSocket.Failure(action: "accept") }
    return RawSocket(descriptor: connection)
  }

  /// Whether nobody has connected; does not wait.
  var isUntouched: Bool {
    var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&asked, 1, 0) == 0
  }
}
