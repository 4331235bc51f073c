/// Why the vault cannot do what was asked.
///
/// Names keys and secrets, never their content.
package enum VaultProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The data keys were wrapped under another master key.
  case wrongMasterKey(needed: String, given: String)
  /// The secret was sealed with a data key that the store no longer has.
  case unknownDataKey(Int64, secret: String)
  /// There is no primary data key, or more than one.
  case noPrimaryKey
  /// Ciphertext, name, account or key number are not what they were when the secret was sealed.
  case tampered(secret: String)
  /// A wrapped data key is not what it was.
  case tamperedDataKey(Int64)
  /// Sealed by a newer program.
  case unknownVersion(UInt8, secret: String)

  /// What happened and what to do.
  package var description: String {
    switch self {
    case .wrongMasterKey(let needed, let given):
      "the database was sealed under master key \(needed), but the one given is \(given); "
        + "put the old key back, or give both to: belfry keys rotate"
    case .unknownDataKey(let id, let secret):
      "\(secret) is sealed with data key #\(id), which the database does not hold; "
        + "restore a backup or connect the account again"
    case .noPrimaryKey: "the vault does not have exactly one primary key; run: belfry keys init"
    case .tampered(let secret):
      "\(secret) was changed outside belfry and cannot be opened; connect the account again"
    case .tamperedDataKey(let id):
      "data key #\(id) was changed outside belfry and cannot be opened; restore a backup"
    case .unknownVersion(let version, let secret):
      "\(secret) has version \(version) of the sealed form; a newer belfry wrote it"
    }
  }
}
