package import Domain

/// A request that is ready to leave: the call's template with its secrets filled in and its files
/// found.
///
/// It cannot be printed, because any part of it may hold a secret.
package struct ReadyRequest: Sendable {
  package var method: Call.Method
  /// The absolute address, `http` or `https`.
  package var url: String
  package var headers: [Field]
  package var body: [BodyPiece]
  package var destination: Destination
  package var deadline: Call.Deadline
  package var reach: Call.Reach
  /// Whether it may leave more than once.
  ///
  /// A request that is not repeatable is begun on at most one connection: when that dies, the
  /// outcome is unknown, although the HTTP library would try again.
  package var isRepeatable: Bool

  package init(
    _ method: Call.Method, _ url: String, headers: [Field] = [], body: [BodyPiece] = [],
    destination: Destination = .memory(limitBytes: 1 << 20), deadline: Call.Deadline = .standard,
    reach: Call.Reach = .platform, isRepeatable: Bool
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.destination = destination
    self.deadline = deadline
    self.reach = reach
    self.isRepeatable = isRepeatable
  }

  /// A piece of the body; the pieces are sent one after the other.
  package enum BodyPiece: Sendable {
    case bytes([UInt8])
    /// `length` bytes of a file from `offset`, read while they are sent.
    case file(path: String, offset: Int64, length: Int64)
    /// The first `length` bytes of a file in Base64, encoded while they are sent.
    case base64File(path: String, length: Int64)
  }

  /// Where the answer's body goes.
  package enum Destination: Sendable {
    /// Into the answer; a longer body makes it `tooLarge`.
    case memory(limitBytes: Int)
    /// Into a new file of mode 0600 at `path`, which must not exist yet, for answers of 200 to 299;
    /// other bodies go into the answer, up to 64 KiB.
    ///
    /// The file is left behind only when it is complete.
    case file(path: String, limitBytes: Int64)
  }
}

extension ReadyRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "<request>" }
  package var debugDescription: String { "<request>" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension ReadyRequest.BodyPiece: CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  package var description: String { "<piece>" }
  package var debugDescription: String { "<piece>" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// How many bytes of the body the piece is.
  var length: Int64 {
    switch self {
    case .bytes(let bytes): Int64(bytes.count)
    case .file(_, _, let length): length
    case .base64File(_, let length): Base64.standardLength(of: length)
    }
  }
}
