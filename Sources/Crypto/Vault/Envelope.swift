import Domain

/// The stored form of a secret: version, number of the data key, then the box of AES-256-GCM.
struct Envelope {
  static let version: UInt8 = 1

  let dataKey: Int64
  /// Nonce, ciphertext and tag.
  let box: [UInt8]

  init(dataKey: Int64, box: [UInt8]) {
    self.dataKey = dataKey
    self.box = box
  }

  /// Reads the stored form.
  ///
  /// - Throws: `unknownVersion`, or `tampered` when it is too short or names another data key than
  ///   its row.
  init(_ secret: SealedSecret) throws(VaultProblem) {
    guard let version = secret.sealed.first else { throw .tampered(secret: secret.key.text) }
    guard version == Envelope.version else {
      throw .unknownVersion(version, secret: secret.key.text)
    }
    guard secret.sealed.count > 9 else { throw .tampered(secret: secret.key.text) }
    dataKey = secret.sealed[1..<9].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    box = Array(secret.sealed[9...])
    guard dataKey == secret.dataKey else { throw .tampered(secret: secret.key.text) }
  }

  var bytes: [UInt8] { [Envelope.version] + dataKey.bigEndianBytes + box }

  /// What is bound to a secret without being stored in it.
  ///
  /// Each part goes with its length, so that no two secrets have the same.
  static func context(_ name: SecretKey, _ account: AccountID, dataKey: Int64) -> [UInt8] {
    var context: [UInt8] = []
    context.reserveCapacity(128)
    add("belfry/secret".utf8, to: &context)
    add(CollectionOfOne(version), to: &context)
    add(dataKey.bigEndianBytes, to: &context)
    add(name.text.utf8, to: &context)
    add(account.number.bigEndianBytes, to: &context)
    return context
  }

  private static func add(_ part: some Collection<UInt8>, to context: inout [UInt8]) {
    context += Int64(part.count).bigEndianBytes
    context += part
  }
}
