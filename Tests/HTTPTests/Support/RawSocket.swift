import CLinux
import Glibc

@testable import HTTP

/// A socket that sends and receives bytes as they are told to: the odd client or server of a test.
///
/// Its calls block, within `patience`; use it inside `onThread`.
final class RawSocket: @unchecked Sendable {
  // Used by one thread at a time: each test drives its socket from one `onThread`.
  let descriptor: Int32

  /// Seconds until a call that waits for nothing ends. When all tests run side by side, a server's
  /// handler waits in the same few threads behind every other test, so this is longer than all of
  /// them together take.
  static let patience: Int32 = 120

  struct Failure: Error {
    let action: String
    let number = errno
  }

  init(descriptor: Int32) {
    self.descriptor = descriptor
    belfry_limit_blocking(descriptor, RawSocket.patience)
  }

  convenience init(port: UInt16) throws {
    let descriptor = belfry_stream_socket(AF_INET)
    self.init(descriptor: descriptor)
    let status = SocketAddress.tcp(.connect, descriptor, host: "127.0.0.1", port: port)
    guard status == 0 else { throw Failure(action: "connect") }
  }

  convenience init(path: String) throws {
    let descriptor = belfry_stream_socket(AF_UNIX)
    self.init(descriptor: descriptor)
    let status = SocketAddress.unix(.connect, descriptor, path: path)
    guard status == 0 else { throw Failure(action: "connect") }
  }

  deinit { close(descriptor) }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        belfry_send(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { throw Failure(action: "send") }
      sent += count
    }
  }

  /// Ends the connection in good order, now.
  func hangUp() { belfry_end_connection(descriptor) }

  /// What comes next; empty at the end.
  ///
  /// A reset counts as the end.
  func receive(_ limit: Int = 65_536) throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: limit)
    let count = recv(descriptor, &buffer, limit, 0)
    guard count >= 0 || errno == ECONNRESET else { throw Failure(action: "receive") }
    return Array(buffer.prefix(max(count, 0)))
  }

  /// Reads until `text` has come.
  func receive(until text: String) throws -> String {
    var all: [UInt8] = []
    while true {
      let piece = try receive()
      all += piece
      let string = String(decoding: all, as: UTF8.self)
      if string.contains(text) || piece.isEmpty { return string }
    }
  }

  /// Reads up to the end of the connection.
  func receiveAll() throws -> String {
    var all: [UInt8] = []
    while true {
      let piece = try receive()
      if piece.isEmpty { return String(decoding: all, as: UTF8.self) }
      all += piece
    }
  }
}
