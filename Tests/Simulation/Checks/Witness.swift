import Domain
import Scheduler

/// What somebody outside the daemon saw, to be held against what it claims.
struct Witness {
  /// The ids of the parts that became visible.
  var parts: [PartName: String] = [:]
  /// The ids of the texts of series that became visible, in their order.
  var turns: [PartName: [String]] = [:]
  /// What each visible post says, by account and id; no version of one without words.
  var posts: [PostName: (name: PartName, version: Int?)] = [:]
  /// Versions of posts that an approver let go, by `POST ACCOUNT`.
  var approved: [String: Set<Int>] = [:]
  /// Deliveries that a person wanted to be taken away, as `POST ACCOUNT`.
  var unwanted: Set<String> = []
  /// What is not there any more.
  var deleted: Set<PostName> = []
  /// What is gone, and the store was told so.
  var knownGone: Set<PostName> = []
  /// Visible calls of each flow that came to nothing, since somebody changed it.
  var attempts: [FlowID: Int] = [:]
  /// Until when an account's network wants no further post.
  var leftAlone: [AccountID: Instant] = [:]
  /// How much of each server's ledger was looked at.
  var seen: [Int: Int] = [:]
  /// Posts of accepted generations, with the accounts that they go to.
  var accepted: [String: Set<String>] = [:]
  /// What the latest reload would change, until somebody knows that it did.
  var reload: Set<PostUID> = []
  /// Flows whose cancellation was confirmed, until somebody wants them again.
  var cancelled: Set<FlowID> = []
  /// Deliveries that people took back or cut short, as `POST ACCOUNT`, and posts that the files
  /// dropped at some time.
  var takenBack: Set<String> = []
  /// Flows of which a person said that their call shall be sent again, whatever the time is.
  var onPersonsWord: Set<FlowID> = []
  /// When the latest post left on each account, and the one before that.
  var latestPost: [AccountID: Instant] = [:]
  var postBefore: Instant?
  /// The latest token that each tiny network was shown.
  var bearers: [Int: String] = [:]
  /// Refresh tokens whose successors the store is known to hold.
  var renewed: Set<String> = []
  /// How many renewals of each server whose refresh tokens work once were looked at.
  var renewals: [Int: Int] = [:]
  /// Until when the access token that the store holds for such a server is of use.
  var accessServesUntil: [Int: Instant] = [:]
  /// The audit log's latest line after a committed turn, and its hash.
  var audit: (line: Int64, hash: String)?

  /// The store is an earlier one now.
  mutating func forgetStore(keeping posts: Set<String>) {
    accepted = accepted.filter { posts.contains($0.key) }
    reload = []
    cancelled = []
    onPersonsWord = []
    latestPost = [:]
    leftAlone = [:]
    attempts = [:]
    renewed = []
    accessServesUntil = [:]
    knownGone = []
    audit = nil
  }
}

/// A visible post, as its network calls it.
struct PostName: Hashable {
  var account: String
  var id: String
}

/// A sign-in or renewal at a server whose refresh tokens work once.
struct PendingGrant {
  var server: Int
  /// The refresh token that it used; `nil` for a sign-in.
  var spent: String?
  /// How long the access token lasts that it brings.
  var life: Duration
}
