/// Tells systemd how the daemon is doing (sd_notify(3)): a datagram to the socket named by
/// `NOTIFY_SOCKET`. Without one, nothing is said.
package struct ServiceManager: Sendable {
  private let socketPath: String?

  /// - Parameter socketPath: the value of `NOTIFY_SOCKET`; `@` begins an abstract name.
  package init(socketPath: String?) {
    self.socketPath = socketPath.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The first configuration is in force and the socket listens.
  package func ready(status: String) { send("READY=1\nSTATUS=\(status)") }

  /// The files are being read again; `ready` ends it.
  package func reloading() { send("RELOADING=1\nSTATUS=reloading") }

  /// The end has begun, and takes as long as `drain` allows.
  package func stopping() { send("STOPPING=1\nSTATUS=finishing what is under way") }

  /// The line that `systemctl status` shows.
  package func status(_ text: String) { send("STATUS=\(text)") }

  /// Proof of life; sent only after the engine's thread and its store have answered.
  package func watchdog() { send("WATCHDOG=1") }

  private func send(_ message: String) {
    guard let socketPath else { return }
    // A manager that does not listen is not a reason to fail.
    Datagram.send(Array(message.utf8), to: socketPath)
  }
}
