import Domain

@testable import Store

/// Situations from which tests start. Account 1 is `fedi`, account 2 is `sky`; deliveries 1 and 2
/// go to `fedi`, delivery 3 to `sky`; each has the flow of its own number.
enum Stage: CaseIterable {
  /// All scheduled.
  case scheduled
  /// Delivery 1 has a visible call under way.
  case flying
  /// That call was answered and delivery 1 is published as remote post 99.
  case published
  /// The outcome of that call is unknown and delivery 1 is doubtful.
  case doubtful
  /// Part 0 of delivery 1 is public, and it waits for part 1.
  case partial
  /// A secret call of account 1 is under way, in flow 4.
  case spending
  /// Delivery 4 of another post, to `fedi`, is staged.
  case staged

  func prepare() throws -> Fixture {
    let fixture = try Fixture()
    try fixture.apply([post("a"), post("b"), post("c", to: ["sky"])])
    switch self {
    case .scheduled: break
    case .flying: try fixture.fly()
    case .published:
      try fixture.fly()
      try fixture.land()
    case .doubtful:
      try fixture.fly()
      try fixture.carryOut([
        .settle(settlement(intent(), .unknown("cut"), .unknown)),
        .delivery(DeliveryID(1), DeliveryChange(.doubtful)),
      ])
    case .partial:
      try fixture.fly()
      try fixture.carryOut([
        .settle(settlement(intent(), .answered(answer()))), .published(remote("99")),
        .delivery(DeliveryID(1), DeliveryChange(.armed)),
      ])
    case .spending:
      try fixture.carryOut([
        .startFlow(
          NewFlow(
            kind: .refresh, account: AccountID(1), version: 1, lane: .settle,
            notBefore: fixture.now)),
        .intend(intent("token", flow: 4, delivery: nil, .secret)),
      ])
    case .staged:
      try fixture.store.turn { store in
        var staged = try store.beginGeneration(
          accounts: [], source: "test", treeHash: [2], at: fixture.now, actor: "git:test")
        try store.stage(
          [post("d")], in: &staged, at: fixture.now, actor: "git:test", start: Fixture.start)
      }
    }
    return fixture
  }
}

extension Fixture {
  func fly() throws {
    try carryOut([
      .intend(intent()), .delivery(DeliveryID(1), DeliveryChange(.publishing)),
    ])
  }

  func land() throws {
    var flow = try situation().flow
    flow.isDone = true
    try carryOut([
      .settle(settlement(intent(), .answered(answer()))), .published(remote("99")),
      .delivery(DeliveryID(1), DeliveryChange(.published, evidence: .answer, settledAt: now)),
      .flow(flow),
    ])
  }
}

extension Write {
  static func published(_ part: (DeliveryID, PublishedPart)) -> Write {
    .published(part.0, part.1)
  }
}

/// A part of delivery 1 that is public.
func remote(
  _ id: String, delivery: Int64 = 1, part: Int = 0
) -> (DeliveryID, PublishedPart) {
  (
    DeliveryID(delivery),
    PublishedPart(
      part: part, remote: Remote(id: id, url: "https://fedi.example/\(id)"), evidence: .answer)
  )
}
