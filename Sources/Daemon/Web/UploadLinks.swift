import Crypto
package import Domain

/// Addresses on the daemon's own listener to which one file may be uploaded once: its length, its
/// type and the end are in the address, and signed.
package struct UploadLinks: Sendable {
  /// The first segment of every address.
  static let folder = "uploads"

  private let publicURL: String
  private let key: Secret
  private let now: @Sendable () -> Instant

  /// - Parameters:
  ///   - publicURL: the origin under which the world reaches the listener.
  ///   - key: signs the addresses; another one than that of `MediaLinks`.
  package init(publicURL: String, key: Secret, now: @escaping @Sendable () -> Instant) {
    self.publicURL = publicURL
    self.key = key
    self.now = now
  }

  /// What an address allows.
  struct Ticket: Hashable {
    var id: String
    var bytes: Int64
    var mime: String
    /// Seconds since 1970.
    var expires: Int64
  }

  func address(of ticket: Ticket) -> String {
    let mime = ticket.mime.replacing("/", with: "+")
    return "\(publicURL)/\(UploadLinks.folder)/\(ticket.id)/\(ticket.expires)/\(ticket.bytes)/"
      + "\(mime)/\(code(ticket).hexadecimal)"
  }

  /// What the address with these segments after `/uploads` allows; `nil` for one that was not made
  /// here, was changed, or is over.
  func ticket(at segments: [String]) -> Ticket? {
    guard segments.count == 5, let expires = Int64(segments[1]), let bytes = Int64(segments[2]),
      now().milliseconds / 1000 < expires
    else { return nil }
    let mime = segments[3].replacing("+", with: "/")
    let ticket = Ticket(id: segments[0], bytes: bytes, mime: mime, expires: expires)
    guard Secret(segments[4]) == Secret(code(ticket).hexadecimal) else { return nil }
    return ticket
  }

  private func code(_ ticket: Ticket) -> [UInt8] {
    let message = "\(ticket.id)\n\(ticket.bytes)\n\(ticket.mime)\n\(ticket.expires)"
    return key.reveal { HMACSHA256.code(of: Array(message.utf8), key: $0) }
  }
}
