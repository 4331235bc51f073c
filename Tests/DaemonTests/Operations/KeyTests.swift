import Control
import Crypto
import Daemon
import Domain
import Store
import Testing

struct KeyTests {
  /// Adds secrets of account one, so that a rotation takes several slices.
  private func fill(_ world: OperatorWorld, count: Int) async throws {
    let vault = world.vault
    try await world.engine.perform { context in
      let id = try context.store.accounts()[0].id
      let sealed = try (0..<count).map { number in
        try vault.seal(Secret("s\(number)"), as: SecretKey("vault:many/\(number)"), account: id)
      }
      _ = try context.store.carryOut([.secrets(sealed, id)], at: context.now)
    }
  }

  private func allOpen(_ world: OperatorWorld, count: Int) async throws -> Bool {
    let vault = world.vault
    return try await world.engine.perform { context in
      let id = try context.store.accounts()[0].id
      return try (0..<count).allSatisfy { number in
        guard let sealed = try context.store.secret(SecretKey("vault:many/\(number)")) else {
          return false
        }
        return try vault.open(sealed, account: id) == Secret("s\(number)")
      }
    }
  }

  @Test("A rotation seals every secret with the new key; the next one drops the retired key")
  func rotation() async throws {
    let world = try await OperatorWorld()
    try await fill(world, count: 250)
    guard case .keys(let first) = try await world.perform(.rotateKeys(RotateKeys())) else {
      throw OtherReply()
    }
    #expect(first.keys.map(\.isPrimary) == [false, true])
    #expect(first.toRewrap == 0)
    #expect(first.masterKey.hasPrefix("file:key"))
    #expect(try await allOpen(world, count: 250))
    guard case .keys(let second) = try await world.perform(.rotateKeys(RotateKeys())) else {
      throw OtherReply()
    }
    #expect(second.keys.map(\.id) == [2, 3])
    #expect(try await allOpen(world, count: 250))
    try await world.end()
  }

  @Test("A crash between two slices leaves every secret readable, and the next start goes on")
  func crash() async throws {
    let world = try await OperatorWorld()
    try await fill(world, count: 250)
    let vault = world.vault
    let rows = vault.rowsForNewPrimary()
    try await world.engine.perform { context in
      let known = Set(try context.store.dataKeys().map(\.id))
      for row in rows.map(DataKeyRow.init) {
        if known.contains(row.id) {
          try context.store.update(row)
        } else {
          try context.store.insert(row, at: context.now)
        }
      }
    }
    try vault.adopt(rows)
    try await world.engine.perform { context in
      let slice = try context.store.secrets(sealedWith: 1, limit: 100)
      let anew = try slice.map { try vault.rewrap($0.secret, account: $0.account) }
      _ = try context.store.rewrap(anew, from: 1)
    }
    await world.stop()
    let again = try await OperatorWorld(folder: world.folder, connected: false)
    #expect(try await allOpen(again, count: 250))
    guard case .keys(let before) = try await again.perform(.keys(GetKeys())) else {
      throw OtherReply()
    }
    #expect(before.toRewrap > 0)
    try await again.operator.finishRotation()
    guard case .keys(let after) = try await again.perform(.keys(GetKeys())) else {
      throw OtherReply()
    }
    #expect(after.toRewrap == 0)
    #expect(try await allOpen(again, count: 250))
    try await again.end()
  }
}
