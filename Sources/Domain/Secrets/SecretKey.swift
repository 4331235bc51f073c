/// The name of a secret: where the shell finds it while it sends a call. Journals and calls hold
/// these names, never the values.
///
/// - `vault:…` is a row of the store's `secret` table, sealed with the vault's key;
/// - `credential:NAME` is a systemd credential;
/// - `file:PATH` is a file of mode 0600 or stricter;
/// - `env:NAME` is an environment variable (allowed for app secrets only).
package struct SecretKey: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  package let text: String

  package init(_ text: String) { self.text = text }

  /// The name of a value that `step` of `flow` answered with. Deterministic, so that the sealed
  /// row and the journal agree without asking each other.
  package static func vault(flow: FlowID, run: Int, step: String, field: String) -> SecretKey {
    SecretKey("vault:\(flow.number)/\(run)/\(step)/\(field)")
  }

  package var isInVault: Bool { text.hasPrefix("vault:") }

  package var description: String { text }

  package static func < (left: SecretKey, right: SecretKey) -> Bool { left.text < right.text }

  package init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// A sealed secret as the store keeps it: ciphertext, and the key that it is sealed with.
package struct SealedSecret: Hashable, Sendable {
  package var key: SecretKey
  /// The vault's data key that sealed it.
  package var dataKey: Int64
  /// Version, data key, nonce, ciphertext and tag. The secret's name and account are bound in as
  /// additional data.
  package var sealed: [UInt8]

  package init(key: SecretKey, dataKey: Int64, sealed: [UInt8]) {
    self.key = key
    self.dataKey = dataKey
    self.sealed = sealed
  }
}
