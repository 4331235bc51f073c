import Config
import Domain
import Scheduler

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
  /// What is used up of limits.
  var gate = RateGate(rows: [])
  var spending = Spending(rows: [])
  /// What waits and does not come from the files.
  var waitingElsewhere: [WaitingPost] = []

  /// What each account's server said about itself.
  var servers: [AccountName: JSON] {
    Dictionary(accounts.map { ($0.name, $0.server) }, uniquingKeysWith: { first, _ in first })
  }

  var facts: KnownFacts {
    KnownFacts(servers: servers, posts: Set(stored.posts.map(\.uid)))
  }
}

/// A delivery of the store that waits, as far as a forecast needs it.
struct WaitingPost: Sendable {
  /// So many are read, shared among the accounts, those that are due first: what a forecast says
  /// of a day years ahead is worth no long wait.
  static let countMax = 10_000
  /// Of so many the content is read, shared likewise: weeks of posts, in milliseconds.
  static let contentsMax = 2000

  var post: PostUID
  var account: AccountName
  var due: Instant
  /// `nil` for one that is far down the queue: a forecast takes it for a plain text.
  var content: Content?
}

/// What a snapshot was read from, to find out whether reading again would give another one.
struct AcceptedReading: Sendable {
  var reading: FileReading
  /// The media files that the posts name, by path.
  var media: [String: MediaFile]
  /// The hashes of what was in the spool already: other forms, and media from elsewhere.
  var spooled: Set<String>
  /// How they were examined.
  var metadata: MetadataPolicy
  var servers: [AccountName: JSON]
  /// What was said about the files.
  var diagnostics: [Diagnostic]

  /// Of all media that must stay in the spool.
  var hashes: Set<String> { spooled.union(media.values.map(\.hash)) }
}
