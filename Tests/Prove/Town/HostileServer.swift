import CLinux
import Glibc

/// A server on loopback that answers as `HostileAnswer.page` says.
final class HostileServer: Sendable {
  let port: UInt16
  private let listener: Int32

  init() throws {
    listener = try Listening.socket()
    port = UInt16(belfry_bound_port(listener))
    Listening.start(on: listener) { client in
      _ = Thread { HostileServer.answer(client) }
      return true
    }
  }

  /// Takes no more connections.
  func stop() { belfry_end_connection(listener) }

  private static func answer(_ client: Int32) {
    defer { close(client) }
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = recv(client, &buffer, buffer.count, 0)
    guard count > 0 else { return }
    let line = String(decoding: buffer[..<count].prefix { $0 != 0x0D }, as: UTF8.self)
    let path = line.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
    HostileAnswer.page(path).send(to: client)
  }
}
