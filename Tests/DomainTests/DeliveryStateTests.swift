import Domain
import Testing

@Suite("States of deliveries and posts")
struct DeliveryStateTests {
  @Test("no state follows itself, and published is final")
  func final() {
    for state in DeliveryState.allCases { #expect(!state.successors.contains(state)) }
    #expect(DeliveryState.published.successors.isEmpty)
    for state in DeliveryState.allCases where state != .published {
      #expect(!state.successors.isEmpty, "\(state) is a dead end")
    }
  }

  @Test("every state can be reached from draft")
  func reachable() {
    var seen: Set<DeliveryState> = [.draft]
    var open: [DeliveryState] = [.draft]
    while let state = open.popLast() {
      for next in state.successors where seen.insert(next).inserted { open.append(next) }
    }
    #expect(seen == Set(DeliveryState.allCases))
  }

  @Test("a visible call in flight never ends as cancelled, expired or scheduled by itself")
  func visible() {
    for state in [DeliveryState.publishing, .confirming, .doubtful] {
      #expect(state.successors.isDisjoint(with: [.cancelled, .expired, .scheduled, .draft]))
      #expect(!state.canBeChanged && !state.isSettled)
    }
  }

  @Test("published needs a visible call before it, or a person")
  func published() {
    let before = DeliveryState.allCases.filter { $0.successors.contains(.published) }
    #expect(Set(before) == [.publishing, .confirming, .doubtful, .attention])
  }

  @Test("what can be changed can be cancelled")
  func changeable() {
    for state in DeliveryState.allCases where state.canBeChanged {
      #expect(state.successors.contains(.cancelled))
    }
  }

  @Test("numbers and words are stored and must stay")
  func stored() {
    #expect(DeliveryState.allCases.map(\.rawValue) == Array(0...13))
    #expect(
      DeliveryState.allCases.map(\.word) == [
        "draft", "awaiting approval", "scheduled", "preparing", "armed", "publishing",
        "confirming", "doubtful", "blocked", "published", "refused", "expired", "cancelled",
        "attention",
      ])
  }

  @Test("what people see of a delivery")
  func outerDelivery() {
    let seen = DeliveryState.allCases.map { OuterDeliveryStatus($0, tries: 0).rawValue }
    #expect(
      seen == [
        "draft", "awaiting approval", "pending", "pending", "pending", "publishing", "publishing",
        "in doubt", "blocked", "published", "failed", "failed", "cancelled", "needs you",
      ])
    #expect(OuterDeliveryStatus(.scheduled, tries: 1) == .retrying)
    #expect(OuterDeliveryStatus(.publishing, tries: 1) == .publishing)
  }

  @Test(
    "what people see of a post",
    arguments: [
      ([], .cancelled), ([.cancelled], .cancelled), ([.draft, .cancelled], .draft),
      ([.awaitingApproval, .draft], .awaitingApproval), ([.scheduled, .blocked], .scheduled),
      ([.scheduled, .preparing], .publishing), ([.scheduled, .published], .publishing),
      ([.published, .published], .published), ([.published, .cancelled], .published),
      ([.published, .refused], .partial), ([.published, .attention], .partial),
      ([.refused, .expired], .failed), ([.doubtful], .publishing),
    ] as [([DeliveryState], OuterPostStatus)])
  func outerPost(_ states: [DeliveryState], _ status: OuterPostStatus) {
    #expect(OuterPostStatus(of: states) == status)
  }
}
