package import Domain
import Synchronization

/// Seals and opens the store's secrets.
///
/// The master key gives, by HKDF, the key that wraps data keys; data keys seal secrets with
/// AES-256-GCM. What is known comes from the store's rows alone, so that a rotation is: ask for the
/// new rows, commit them, `adopt` them. A crash in between leaves the old rows in force.
///
/// May be used from any thread.
package final class Vault: Sendable, CustomStringConvertible, CustomReflectable {
  /// A data key is due for rotation after this many secrets (NIST SP 800-38D allows 2^32 random
  /// nonces a key).
  ///
  /// The count in the store may lag behind; that is harmless at this distance.
  package static let usesBeforeRotation = 1 << 20

  private let state: Mutex<State>

  private struct State {
    var wrapper: KeyWrapper
    var rows: [WrappedDataKey]
    var keys: [Int64: DataKey]
  }

  /// - Parameter rows: the store's data keys; none for a new database, which must then adopt
  ///   `rowsForNewPrimary()` before it can seal.
  /// - Throws: `wrongMasterKey` when the rows belong to another one, `tamperedDataKey` when a row
  ///   was changed.
  package init(
    master: borrowing MasterKey, rows: [WrappedDataKey]
  ) throws(VaultProblem) {
    let wrapper = KeyWrapper(master)
    state = Mutex(State(wrapper: wrapper, rows: rows, keys: try wrapper.unwrap(rows)))
  }

  /// `MasterKey.id` of the master key in use.
  package var masterKeyID: String { state.withLock { $0.wrapper.id } }

  /// The data keys with their counts as they are now, for the store to keep.
  package var rows: [WrappedDataKey] { state.withLock { $0.rows } }

  /// The primary data key has sealed so much that it should be replaced.
  package var isRotationDue: Bool {
    rows.contains { $0.state == .primary && $0.uses >= Vault.usesBeforeRotation }
  }

  package var description: String { "<vault>" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

// MARK: - Secrets

extension Vault {
  /// Encrypts `secret` with the primary data key; its name and account are bound in, so that it
  /// cannot be moved to another row.
  ///
  /// - Throws: `noPrimaryKey`.
  package func seal(
    _ secret: Secret, as name: SecretKey, account: AccountID
  ) throws(VaultProblem) -> SealedSecret {
    let (id, key) = try primary()
    let box = secret.reveal { key.seal($0, Envelope.context(name, account, dataKey: id)) }
    return SealedSecret(
      key: name, dataKey: id, sealed: Envelope(dataKey: id, box: box).bytes)
  }

  /// Decrypts `sealed`.
  ///
  /// - Throws: `unknownDataKey`, `unknownVersion`, or `tampered` when anything about it, its name
  ///   or its account changed.
  package func open(
    _ sealed: SealedSecret, account: AccountID
  ) throws(VaultProblem) -> Secret {
    let name = sealed.key.text
    let envelope = try Envelope(sealed)
    guard let key = state.withLock({ $0.keys[envelope.dataKey] }) else {
      throw .unknownDataKey(envelope.dataKey, secret: name)
    }
    let context = Envelope.context(sealed.key, account, dataKey: envelope.dataKey)
    guard let bytes = key.open(envelope.box, context) else { throw .tampered(secret: name) }
    return Secret(bytes)
  }

  /// Whether `sealed` should be sealed anew with the primary data key.
  package func needsRewrap(_ sealed: SealedSecret) -> Bool {
    rows.contains { $0.state == .primary && $0.id != sealed.dataKey }
  }

  /// The same secret, sealed with the primary data key.
  ///
  /// - Throws: as `open` and `seal`.
  package func rewrap(
    _ sealed: SealedSecret, account: AccountID
  ) throws(VaultProblem) -> SealedSecret {
    try seal(try open(sealed, account: account), as: sealed.key, account: account)
  }

  /// The primary key, its use counted.
  private func primary() throws(VaultProblem) -> (Int64, DataKey) {
    let found = state.withLock { state -> (Int64, DataKey)? in
      guard let index = state.rows.firstIndex(where: { $0.state == .primary }),
        let key = state.keys[state.rows[index].id]
      else { return nil }
      state.rows[index].uses += 1
      return (state.rows[index].id, key)
    }
    guard let found else { throw .noPrimaryKey }
    return found
  }
}

// MARK: - Rotation

extension Vault {
  /// All rows as they will be after a rotation: a new primary key, the former one for opening only.
  ///
  /// Nothing changes until they are committed and adopted. `rewrap` then moves the secrets; a key
  /// that seals none any more may be deleted.
  package func rowsForNewPrimary() -> [WrappedDataKey] {
    state.withLock { state in
      let former = state.rows.map { row in
        var row = row
        row.state = .decryptOnly
        return row
      }
      let next = (state.rows.map(\.id).max() ?? 0) + 1
      return former + [state.wrapper.wrapNew(id: next)]
    }
  }

  /// All rows wrapped under `master` instead.
  ///
  /// Commit them in one transaction, then `adopt` them.
  package func rows(under master: borrowing MasterKey) -> [WrappedDataKey] {
    let wrapper = KeyWrapper(master)
    return state.withLock { state in
      state.rows.map { row in
        // Every row was unwrapped when it was adopted.
        wrapper.wrap(state.keys[row.id]!, like: row)
      }
    }
  }

  /// Goes on with the rows that the store has committed, under the same master key.
  ///
  /// - Throws: as `init`; the former rows stay in force then.
  package func adopt(_ rows: [WrappedDataKey]) throws(VaultProblem) {
    try adopt(rows, wrapper: state.withLock { $0.wrapper })
  }

  /// Goes on with the rows that the store has committed, under `master`.
  ///
  /// - Throws: as `init`; the former rows stay in force then.
  package func adopt(
    _ rows: [WrappedDataKey], master: borrowing MasterKey
  ) throws(VaultProblem) {
    try adopt(rows, wrapper: KeyWrapper(master))
  }

  private func adopt(_ rows: [WrappedDataKey], wrapper: KeyWrapper) throws(VaultProblem) {
    let keys = try wrapper.unwrap(rows)
    state.withLock { state in
      let known = Dictionary(state.rows.map { ($0.id, $0.uses) }, uniquingKeysWith: max)
      let counted = rows.map { row in
        var row = row
        // Secrets sealed between the commit and now are not in the store's count.
        row.uses = max(row.uses, known[row.id] ?? 0)
        return row
      }
      state = State(wrapper: wrapper, rows: counted, keys: keys)
    }
  }
}
