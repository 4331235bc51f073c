import Control
import Domain
import PlatformModels

/// Holds what the daemon says against what the servers saw.
struct Judgement {
  private let household: Household
  private let deliveries: [String: DeliveryView]

  init(_ household: Household) throws {
    self.household = household
    deliveries = Dictionary(
      try household.deliveries().map { ("\($0.uid.text) \($0.account.text)", $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Counts doubles, losses and lies.
  func count(into tally: inout Tally) {
    for site in household.town.sites {
      let effects = Dictionary(
        grouping: site.ledger.effects.filter { $0.kind == .created }, by: \.text)
      for post in household.record.posts where post.accounts.contains(site.account) {
        let seen = post.texts.map { effects[$0] ?? [] }
        let delivery = deliveries["api:\(post.uid) \(site.account)"]
        judge(post, site, delivery, seen, &tally)
      }
    }
  }

  private func judge(
    _ post: Record.Post, _ site: Site, _ delivery: DeliveryView?,
    _ seen: [[OutsideLedger.Effect]], _ tally: inout Tally
  ) {
    let name = "\(post.uid) on \(site.account)"
    if post.isAccepted { tally.deliveries += 1 }
    for part in seen where part.count > 1 {
      tally.doubles += part.count - 1
      tally.fail("\(name) is there \(part.count) times: \(part.map(\.request))")
    }
    if post.isForgotten { return }
    guard let delivery else {
      if post.isAccepted || seen.contains(where: { !$0.isEmpty }) {
        tally.losses += 1
        tally.fail("\(name) was accepted and is unknown now")
      }
      return
    }
    switch delivery.state {
    case DeliveryState.published.word:
      let isThere = seen.allSatisfy { !$0.isEmpty }
      if !isThere || !seen[0].contains(where: { $0.post == delivery.remoteId }) {
        tally.lies += 1
        tally.fail("\(name) is called published as \(delivery.remoteId ?? "?"), and is not there")
      }
    case DeliveryState.attention.word: break
    case DeliveryState.refused.word, DeliveryState.expired.word, DeliveryState.cancelled.word:
      tally.losses += 1
      tally.fail("\(name) ended as \(delivery.state): \(delivery.error?.message ?? "")")
    default:
      tally.losses += 1
      tally.fail("\(name) is stranded: \(delivery.state), \(delivery.error?.message ?? "")")
    }
  }

  /// Counts the questions to people, and which of them a rule explains.
  func countQuestions(into tally: inout Tally) {
    let posts = Dictionary(
      household.record.posts.map { ("api:\($0.uid)", $0) }, uniquingKeysWith: { first, _ in first })
    for delivery in deliveries.values where delivery.state == DeliveryState.attention.word {
      let question = delivery.question ?? "?"
      let kills = household.record.kills - (posts[delivery.uid.text]?.killsBefore ?? 0)
      let isAskable = household.town.site(delivery.account.text)?.platform != .x
      // Where the network can be asked, only a post that met two crashes needs a person. X is asked
      // as well, and what it does not show may still be out.
      let isExplained =
        question == Question.poison.rawValue && kills >= 2
        || question == Question.mayBePublished.rawValue && kills >= 1 && !isAskable
      if isExplained {
        tally.asked[question, default: 0] += 1
      } else {
        tally.askedInVain += 1
        tally.fail(
          "\(delivery.uid.text) on \(delivery.account.text) asks without need: \(question), "
            + "\(delivery.error?.message ?? "")")
      }
    }
  }
}
