import Control
import Domain
import HTTP
import PlatformModels

/// What was handed over to a household, and how often it was hit meanwhile.
struct Record {
  /// A post to every account of the town.
  struct Post {
    var uid: String
    var text: String
    /// The daemon said that it has taken it.
    var isAccepted: Bool
    /// How many kills came before it.
    var killsBefore: Int
  }

  var posts: [Post] = []
  var kills = 0
}

extension Household {
  /// Hands a post over; the daemon may die meanwhile.
  func post(_ text: String) {
    let uid = "p\(record.posts.count + 1)"
    let reply = try? call(CreatePost(uid: uid, to: ["everywhere"], text: text, waitS: 0))
    record.posts.append(
      .init(uid: uid, text: text, isAccepted: reply != nil, killsBefore: record.kills))
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

  /// Answers every question as a person does who looks at the networks first.
  func resolve() throws {
    for delivery in try deliveries([.attention]) {
      let text = record.posts.first { "api:\($0.uid)" == delivery.uid.text }?.text
      let effects = town.site(delivery.account.text)?.ledger.effects ?? []
      let seen = effects.first { $0.kind == .created && $0.text == text }
      let target = SelectionFields(.deliveries([delivery.id]))
      _ = try call(
        Resolve(
          target: target, verdict: seen == nil ? .resend : .published, remoteId: seen?.post))
    }
  }
}
