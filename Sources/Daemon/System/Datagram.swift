import CLinux

/// One message to a Unix datagram socket: how systemd's protocols are spoken.
enum Datagram {
  /// Sends `bytes` to the socket at `path`; `@` begins an abstract name.
  ///
  /// - Returns: whether somebody was there to take it.
  @discardableResult
  static func send(_ bytes: [UInt8], to path: String) -> Bool {
    belfry_send_datagram(path, bytes, bytes.count) == 0
  }
}
