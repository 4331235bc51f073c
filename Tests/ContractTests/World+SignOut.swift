import Adapters
import Crypto
import Domain
import Scheduler
import Store
import Testing

/// Tokens as they were, for whoever has a copy.
struct CopiedTokens {
  var token: TokenRow
  var secrets: [SealedSecret]
}

extension World {
  /// A copy of everything that the account signs with.
  func copyTokens(of network: Network) throws -> CopiedTokens {
    let row = try #require(try store.accounts().first { $0.name == network.account })
    let token = try #require(row.token)
    let keys = token.keys.keys.sorted().compactMap { token.keys[$0] }
    return CopiedTokens(token: token, secrets: try keys.compactMap { try store.secret($0) })
  }

  /// Disconnects the account as the operation does.
  ///
  /// - Returns: why the network did not end the tokens; `nil` when it did.
  func disconnect(_ network: Network) throws -> ErrorObject? {
    let row = try #require(try store.accounts().first { $0.name == network.account })
    let recipe = try #require(Platforms.all.first { $0.profile.name == row.declared.platform })
    signIns = []
    let signOut = try store.turn { store in
      try store.disconnect(
        row, revoking: recipe is any RevokeRecipe ? recipe.profile.version : nil, at: wall,
        actor: "uid:1000")
    }
    try turn([.accounts(try store.accounts())])
    guard case .begun = signOut else {
      #expect(signOut == .forgotten)
      return nil
    }
    try run(for: .seconds(120))
    return try #require(signIns.first, "the sign-out did not end")
  }

  /// The account signs with the copy again.
  func putBack(_ copy: CopiedTokens, of network: Network) throws {
    let row = try #require(try store.accounts().first { $0.name == network.account })
    if row.token == nil {
      _ = try store.turn { store in
        try store.carryOut(
          [
            .secrets(copy.secrets, row.id), .token(row.id, copy.token),
            .account(row.id, AccountChange(state: .ok)),
          ], at: wall)
      }
    }
    try turn([.accounts(try store.accounts())])
  }

  /// Somebody uses the copy: whether the network still takes a post with it.
  func works(_ copy: CopiedTokens, at network: Network) throws -> Bool {
    try putBack(copy, of: network)
    let name = "copy-\(wall.milliseconds)"
    try add(name, to: [network], content(for: network), in: .seconds(10))
    try run(for: .seconds(600))
    return try state(name, on: network) == .published
  }

  /// Something that the network takes.
  func content(for network: Network) -> Content {
    switch network {
    case .youtube, .tiktok:
      Content(parts: [.init(text: "Bells", media: [film()])], visibility: .everyone)
    case .instagram: Content(parts: [.init(text: "Bells", media: [photograph("a bell")])])
    case .pinterest: Content(parts: [.init(text: "Bells", media: [picture("a bell")])])
    default: Scene.text
    }
  }
}

extension World {
  /// A document that lies in the spool.
  func document(_ name: String) -> MediaItem {
    let bytes = Array("%PDF-1.7\n% \(name)".utf8)
    let hash = SHA256().sha256(bytes).hexadecimal
    bridge.files[hash] = bytes
    return MediaItem(
      alt: "",
      file: MediaFile(
        hash: hash, bytes: Int64(bytes.count), mime: "application/pdf", name: name))
  }
}
