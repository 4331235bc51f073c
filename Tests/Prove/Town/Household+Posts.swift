import Control
import Domain
import HTTP
import PlatformModels

/// What was handed over to a household, and how often it was hit meanwhile.
struct Record {
  /// A post that was handed over.
  struct Post {
    var uid: String
    /// The text of each part.
    var texts: [String]
    /// Where it goes.
    var accounts: [String]
    /// The daemon said that it has taken it.
    var isAccepted: Bool
    /// How many kills came before it.
    var killsBefore: Int
    /// The store was put back to a moment before it.
    var isForgotten = false
  }

  var posts: [Post] = []
  var kills = 0

  /// The store knows only so many of the posts.
  mutating func forget(after known: Int) {
    for index in posts.indices.dropFirst(known) { posts[index].isForgotten = true }
  }
}

extension Household {
  /// Hands a post over; the daemon may die meanwhile.
  ///
  /// - Parameters:
  ///   - account: the only one that it goes to; `nil` means all.
  ///   - at: when it is due; `nil` means now.
  ///   - picture: the path of a file that goes with it.
  ///   - reply: the text of a second part.
  ///   - link: the address of a page.
  @discardableResult
  func post(
    _ text: String, to account: String? = nil, at due: Instant? = nil, picture: String? = nil,
    reply: String? = nil, link: String? = nil
  ) -> Bool {
    let texts = [text] + (reply.map { [$0] } ?? [])
    let accounts = account.map { [$0] } ?? town.sites.map(\.account)
    // Whoever gets no answer hands the same post over again, under the same name.
    let known = record.posts.firstIndex { $0.texts == texts && $0.accounts == accounts }
    let uid = known.map { record.posts[$0].uid } ?? "p\(record.posts.count + 1)"
    let answer = try? call(
      CreatePost(
        uid: uid, to: [account ?? "everywhere"], at: due?.rfc3339, text: text, link: link,
        media: picture.map { [MediaFields(file: $0, alt: "A dot")] },
        thread: reply.map { [ThreadFields(text: $0)] }, waitS: 0))
    if let known {
      if answer != nil { record.posts[known].isAccepted = true }
    } else {
      record.posts.append(
        .init(
          uid: uid, texts: texts, accounts: accounts, isAccepted: answer != nil,
          killsBefore: record.kills))
    }
    return answer != nil
  }

  /// Every delivery in these states; no state means all.
  func deliveries(_ states: [DeliveryState] = []) throws -> [DeliveryView] {
    var found: [DeliveryView] = []
    var cursor: String?
    repeat {
      let page = try call(
        ListDeliveries(
          filter: DeliveryFilterFields(state: states.isEmpty ? nil : states.map { StateWord($0) }),
          page: PageFields(limit: 1000, cursor: cursor)))
      found += page.items
      cursor = page.next
    } while cursor != nil
    return found
  }

  /// How many deliveries are in one of these states.
  func count(_ states: [DeliveryState]) throws -> Int {
    let counts = try call(GetStatus()).queue.states
    return states.map { counts[$0.word] ?? 0 }.reduce(0, +)
  }

  /// Waits until nothing happens any more without a person.
  func settle(seconds: Double) throws -> Bool {
    let open = DeliveryState.allCases.filter { !$0.isSettled }
    return try wait(seconds: seconds, every: 50) { try count(open) == 0 } != nil
  }

  /// What was in doubt at the restart must be settled, or a question to a person, within 10 s.
  func waitUntilSettled(_ tally: inout Tally) throws {
    let begun = Moment.now
    let doubtful: [DeliveryState] = [.publishing, .confirming, .doubtful]
    var open = Dictionary(
      try deliveries(doubtful).map {
        ($0.id, seen($0) == nil ? KillRound.absent : KillRound.present)
      },
      uniquingKeysWith: { first, _ in first })
    let isSettled = try wait(seconds: 15, every: 20) {
      let left = Set(open.isEmpty ? [] : try deliveries(doubtful).map(\.id))
      for (id, name) in open where !left.contains(id) {
        tally.note(name, seconds: Moment.now.seconds(since: begun))
        open[id] = nil
      }
      return open.isEmpty
    }
    if isSettled == nil { tally.fail("still in doubt 15 s after the restart") }
  }

  /// What its network shows of a delivery.
  func seen(_ delivery: DeliveryView) -> OutsideLedger.Effect? {
    let text = record.posts.first { "api:\($0.uid)" == delivery.uid.text }?.texts.first
    let effects = town.site(delivery.account.text)?.ledger.effects ?? []
    return effects.first { $0.kind == .created && $0.text == text }
  }

  /// Answers every question as a person does who looks at the networks first.
  func resolve() throws {
    for delivery in try deliveries([.attention]) {
      let seen = seen(delivery)
      let target = SelectionFields(.deliveries([delivery.id]))
      _ = try call(
        Resolve(
          target: target, verdict: seen == nil ? .resend : .published, remoteId: seen?.post))
    }
  }
}
