package import Domain

/// Takes out of an answer what it quotes of the secrets in its call's address: servers repeat
/// addresses in redirects, in error messages and in descriptions of what was asked for.
package struct Redaction {
  /// Shorter pieces are no secrets, and would be found where nothing was quoted.
  private static let shortest = 16

  private var marks: [(bytes: [UInt8], name: [UInt8])] = []

  /// - Parameter text: what stands in the address for the secret. Its pieces between separators
  ///   are looked for one by one, so that another spelling of the address is found too.
  mutating func add(_ text: String, named key: SecretKey) {
    // The host is no secret, and stands in much that is none.
    let scheme = text.firstRange(of: "://")
    let secret = scheme.map { text[$0.upperBound...].drop { $0 != "/" } } ?? text[...]
    for piece in secret.utf8.split(whereSeparator: { "/?&=:#".utf8.contains($0) })
    where piece.count >= Redaction.shortest {
      marks.append((Array(piece), Array("{\(key.text)}".utf8)))
    }
  }

  /// The outcome with the secret's name wherever the secret stood.
  package func cleaned(_ outcome: Outcome) -> Outcome {
    guard !marks.isEmpty else { return outcome }
    switch outcome {
    case .answered(let answer): return .answered(cleaned(answer))
    case .notSent(let reason): return .notSent(cleaned(reason))
    case .unknown(let reason): return .unknown(cleaned(reason))
    }
  }

  private func cleaned(_ answer: Answer) -> Answer {
    var answer = answer
    for index in answer.headers.indices {
      answer.headers[index].value = cleaned(answer.headers[index].value)
    }
    if case .bytes(let bytes) = answer.body { answer.body = .bytes(cleaned(bytes)) }
    return answer
  }

  private func cleaned(_ text: String) -> String {
    String(decoding: cleaned(Array(text.utf8)), as: UTF8.self)
  }

  private func cleaned(_ bytes: [UInt8]) -> [UInt8] {
    marks.reduce(bytes) { bytes, mark in
      guard bytes.count >= mark.bytes.count, bytes.firstRange(of: mark.bytes) != nil else {
        return bytes
      }
      return bytes.replacing(mark.bytes, with: mark.name)
    }
  }
}
