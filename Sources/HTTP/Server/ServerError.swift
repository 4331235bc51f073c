/// Why a server could not start.
package enum ServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Something alive listens there already.
  case inUse(String)
  /// A file that is no socket is in the way; it is never removed.
  case notASocket(path: String)
  /// The host is not an address in numbers, or the path does not fit a socket.
  case badAddress(String)
  /// The system refused: what we tried, where, and its reason.
  case system(action: String, place: String, number: Int32)
  /// The HTTP library or its thread did not start.
  case notStarted

  package var description: String {
    switch self {
    case .inUse(let place):
      "\(place) is in use: another server answers there; stop it or choose another place"
    case .notASocket(let path):
      "\(path) exists and is not a socket; move it away or choose another path"
    case .badAddress(let text):
      "cannot listen on \"\(text)\": give an IP address in numbers, or a path below 108 bytes"
    case .system(let action, let place, let number):
      "cannot \(action) \(place): \(systemText(number))"
    case .notStarted:
      "the HTTP server did not start: the system has no thread or memory left for it"
    }
  }
}
