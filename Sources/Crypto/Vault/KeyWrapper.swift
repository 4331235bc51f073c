import Domain

/// Wraps data keys under the key that is derived from one master key.
///
/// Immutable.
final class KeyWrapper: Sendable {
  /// `MasterKey.id` of the master key.
  let id: String
  private let cipher: AES256GCM

  init(_ master: borrowing MasterKey) {
    id = master.id
    cipher = AES256GCM(key: master.bytes.derived("belfry/key-encryption/1"))
  }

  /// The data keys of `rows` by their numbers.
  ///
  /// - Throws: `wrongMasterKey`, `tamperedDataKey`; `noPrimaryKey` when rows exist and not exactly
  ///   one of them is primary.
  func unwrap(_ rows: [WrappedDataKey]) throws(VaultProblem) -> [Int64: DataKey] {
    var keys: [Int64: DataKey] = [:]
    for row in rows {
      guard row.masterKeyID == id else {
        throw .wrongMasterKey(needed: row.masterKeyID, given: id)
      }
      guard keys[row.id] == nil,
        var bytes = cipher.open(row.wrapped, additionalData: KeyWrapper.context(row.id)),
        bytes.count == KeyBytes.count
      else { throw .tamperedDataKey(row.id) }
      keys[row.id] = DataKey(KeyBytes(wiping: &bytes))
    }
    guard rows.isEmpty || rows.count(where: { $0.state == .primary }) == 1 else {
      throw .noPrimaryKey
    }
    return keys
  }

  /// A new primary data key.
  func wrapNew(id: Int64) -> WrappedDataKey {
    let row = WrappedDataKey(id: id, masterKeyID: self.id, wrapped: [], uses: 0, state: .primary)
    return wrap(DataKey(.random()), like: row)
  }

  /// `row` with `key` wrapped by this wrapper.
  func wrap(_ key: DataKey, like row: WrappedDataKey) -> WrappedDataKey {
    var row = row
    row.masterKeyID = id
    row.wrapped = key.wrapped(by: cipher, KeyWrapper.context(row.id))
    return row
  }

  /// Binds a wrapped key to its number.
  private static func context(_ id: Int64) -> [UInt8] {
    Array("belfry/data-key/1".utf8) + id.bigEndianBytes
  }
}

extension Int64 {
  var bigEndianBytes: [UInt8] {
    withUnsafeBytes(of: bigEndian) { Array($0) }
  }
}
