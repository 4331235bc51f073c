import Config
import Control
package import Crypto
package import Domain
package import Store
import Synchronization

extension Operator {
  /// Secrets that one turn seals anew.
  private static let secretsPerTurn = 100

  func keys() async throws(ErrorObject) -> KeysView {
    let source = parts.present.snapshot?.settings.masterKey.text
    let id = parts.vault.masterKeyID
    return try await inTurn { context in
      let rows = try context.store.dataKeyUses()
      let keys = rows.map { row in
        DataKeyView(
          id: row.id, createdAt: row.createdAt.rfc3339, isPrimary: row.isPrimary,
          secrets: row.secrets)
      }
      return KeysView(
        masterKey: source.map { "\($0) (\(id))" } ?? id, keys: keys,
        toRewrap: keys.filter { !$0.isPrimary }.map(\.secrets).reduce(0, +))
    }
  }

  /// Makes a new data key and seals every secret with it.
  ///
  /// A crash at any moment leaves every secret readable: keys that sealed something stay.
  func rotateKeys(_ caller: Caller) async throws(ErrorObject) -> KeysView {
    let mayRotate = isRotating.withLock { isRotating in
      defer { isRotating = true }
      return !isRotating
    }
    guard mayRotate else {
      throw ErrorObject(
        .conflict, "the keys are being rotated already", retryable: true, retryAfterS: 10)
    }
    defer { isRotating.withLock { $0 = false } }
    let rows = try await commitNewKey(caller)
    do {
      try parts.vault.adopt(rows)
    } catch {
      throw ErrorObject(.internalError, "\(error)", hint: "restart the daemon")
    }
    try await finishRotation()
    return try await keys()
  }

  /// Seals with the primary key whatever is still sealed with an older one; the daemon calls it at
  /// its start, should the one before have ended in the middle of a rotation.
  package func finishRotation() async throws(ErrorObject) {
    let vault = parts.vault
    let older = vault.rows.filter { $0.state == .decryptOnly }.map(\.id)
    for key in older {
      var moved: Int
      repeat {
        // Read and written in one turn, so that no token that arrives in between is lost.
        moved = try await inTurn { context in
          let slice = try context.store.secrets(sealedWith: key, limit: Operator.secretsPerTurn)
          // One that was damaged stays as it is; its account says so when it is used.
          let anew = slice.compactMap { try? vault.rewrap($0.secret, account: $0.account) }
          return try context.store.rewrap(anew, from: key)
        }
      } while moved > 0
    }
  }

  /// Commits a new primary key beside those that still seal something.
  ///
  /// Retired keys go only here, one rotation later: a secret that was sealed with one may be on its
  /// way to the store when the key stops being the primary one.
  private func commitNewKey(_ caller: Caller) async throws(ErrorObject) -> [WrappedDataKey] {
    let vault = parts.vault
    return try await inTurn { context in
      let uses = try context.store.dataKeyUses()
      let known = Set(uses.map(\.id))
      let idle = Set(uses.filter { !$0.isPrimary && $0.secrets == 0 }.map(\.id))
      let rows = vault.rowsForNewPrimary().filter { !idle.contains($0.id) }
      for id in idle { try context.store.removeDataKey(id) }
      for row in rows.map(DataKeyRow.init) {
        if known.contains(row.id) {
          try context.store.update(row)
        } else {
          try context.store.insert(row, at: context.now)
        }
      }
      let entry = AuditEntry(actor: caller.actor, action: "keys.rotated", subject: "vault")
      _ = try context.store.carryOut([.audit(entry)], at: context.now)
      return rows
    }
  }
}

extension DataKeyRow {
  /// The store's form of a data key of the vault.
  package init(_ key: WrappedDataKey) {
    self.init(
      id: key.id, masterKey: key.masterKeyID, wrapped: key.wrapped, uses: Int64(key.uses),
      isPrimary: key.state == .primary)
  }
}

extension WrappedDataKey {
  /// The vault's form of a data key of the store.
  package init(_ row: DataKeyRow) {
    self.init(
      id: row.id, masterKeyID: row.masterKey, wrapped: row.wrapped, uses: Int(row.uses),
      state: row.isPrimary ? .primary : .decryptOnly)
  }
}
