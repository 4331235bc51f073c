/// The daemon could not be asked.
package struct Unreachable: Error, Hashable, Sendable {
  /// The path of the control socket.
  package var socket: String
  package var cause: Cause

  package init(socket: String, cause: Cause) {
    self.socket = socket
    self.cause = cause
  }

  /// What stands in the way.
  package enum Cause: Hashable, Sendable {
    case noSocket
    /// The socket is there, and nobody listens.
    case refused
    case noPermission
    /// The connection broke before the whole answer was there.
    case lost(String)
  }

  /// What happened, where, and what to do.
  package var message: String {
    switch cause {
    case .noSocket:
      """
      the daemon is not running: there is no socket at \(socket)
        start it with: systemctl start belfry   (or by hand: belfry daemon)
        if it listens elsewhere, say where with --socket PATH
      """
    case .refused:
      """
      the daemon is not running: nobody answers at \(socket), which an earlier run left behind
        start it with: systemctl start belfry   and see why it ended with: journalctl -u belfry
      """
    case .noPermission:
      """
      you may not talk to the daemon at \(socket)
        join one of the groups belfry-viewer, belfry, belfry-approver or belfry-admin
        (as root: usermod -aG belfry USER), then log in anew
      """
    case .lost(let detail):
      """
      the daemon at \(socket) stopped answering: \(detail)
        whatever was asked may have been done; look with: belfry status
      """
    }
  }
}
