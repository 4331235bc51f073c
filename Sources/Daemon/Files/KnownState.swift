import Config
import Domain

/// The generation in force, as the store has it.
struct ActiveGeneration: Sendable {
  var summary: GenerationSummary
  var treeHash: [UInt8]
}

/// What the store holds before a reload.
struct KnownState: Sendable {
  var accounts: [AccountRow] = []
  var stored = StoredState()
  /// `nil` before the first.
  var active: ActiveGeneration?

  /// What each account's server said about itself.
  var servers: [AccountName: JSON] {
    Dictionary(accounts.map { ($0.name, $0.server) }, uniquingKeysWith: { first, _ in first })
  }

  var facts: KnownFacts {
    KnownFacts(servers: servers, posts: Set(stored.posts.map(\.uid)))
  }
}

/// What a snapshot was read from, to find out whether reading again would give another one.
struct AcceptedReading: Sendable {
  var reading: FileReading
  /// The media files that the posts name, by path.
  var media: [String: MediaFile]
  /// How they were examined.
  var metadata: MetadataPolicy
  var servers: [AccountName: JSON]
  /// What was said about the files.
  var diagnostics: [Diagnostic]
}
