import CLinux

/// Socket addresses as Swift values.
enum SocketAddress {
  /// What a socket does with an address.
  enum Use: Int32 {
    case bind = 0
    case connect = 1
  }

  /// Binds or connects a Unix socket.
  ///
  /// - Returns: 0; -1 with `errno` set; `nil` when the path does not fit (107 bytes, unix(7)) or
  ///   holds a NUL.
  static func unix(_ use: Use, _ descriptor: Int32, path: String) -> Int32? {
    guard !path.utf8.contains(0) else { return nil }
    return checked(belfry_unix_join(descriptor, path, use.rawValue))
  }

  /// Binds or connects a TCP socket.
  ///
  /// - Parameter host: an IPv4 or IPv6 address in numbers, of the socket's family, or `localhost`,
  ///   which is 127.0.0.1; names are not resolved.
  /// - Returns: 0; -1 with `errno` set; `nil` when the host is anything else.
  static func tcp(_ use: Use, _ descriptor: Int32, host: String, port: UInt16) -> Int32? {
    let numbers = host == "localhost" ? "127.0.0.1" : host
    return checked(belfry_tcp_join(descriptor, numbers, port, use.rawValue))
  }

  /// The port that a TCP socket is bound to.
  static func boundPort(of descriptor: Int32) -> UInt16? {
    UInt16(exactly: belfry_bound_port(descriptor))
  }

  /// The address at the other end of a TCP connection in numbers, without its port; `nil` for any
  /// other socket.
  static func peerText(of descriptor: Int32) -> String? {
    var text = [CChar](repeating: 0, count: 46)
    guard belfry_peer_text(descriptor, &text) == 0 else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func checked(_ status: Int32) -> Int32? {
    status == Int32(belfry_bad_address) ? nil : status
  }
}
