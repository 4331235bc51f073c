extension Call {
  /// Where a call goes: text, and secrets that the shell fills in while sending, because some
  /// networks put the credential into the address.
  package struct Address: Hashable, Sendable, Codable {
    package var pieces: [Piece]

    /// The pieces stand one after the other; together they are an absolute address.
    package init(_ pieces: Piece...) {
      self.pieces = pieces
    }

    /// Text, or the name of a secret.
    package enum Piece: Hashable, Sendable, Codable {
      case text(String)
      case secret(SecretKey, Cut = .whole)
    }

    /// How much of a secret stands in the address.
    package enum Cut: Hashable, Sendable, Codable {
      case whole
      /// The last segments of a secret that is itself an address, so that people may paste what a
      /// network shows them; all of one that has fewer.
      case lastSegments(Int)
    }

    /// For journals and people: each secret by its name, in braces.
    package var text: String {
      pieces.map { piece in
        switch piece {
        case .text(let text): text
        case .secret(let key, _): "{\(key.text)}"
        }
      }.joined()
    }
  }
}
