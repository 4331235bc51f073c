import Control
import Domain
import Synchronization

/// The relay cuts a flow of each network at every byte of every request and answer, by a reset and
/// by silence.
struct EveryByte: Experiment {
  let number = 3
  let title = "cuts at every byte of requests and answers"
  let share = 3.0

  func run(_ lab: Lab, _ tally: inout Tally) throws {
    let cuts = try Cut.all(of: try CutRound(lab).flows(), using: lab.newDice())
    let total = cuts.mapValues(\.count)
    let work = Mutex(cuts)
    lab.onLanes(&tally) { lane, tally in
      // A silent cut costs a minute, for that is the client's patience; they have the first lane.
      let manner: Tamper.Manner = lane == 0 && lab.lanes > 1 ? .silence : .reset
      while !lab.isOver {
        let round = try CutRound(lab)
        guard try round.run(work, manner, &tally) else { return }
      }
    }
    for (manner, count) in total.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let left = work.withLock { $0[manner]?.count ?? 0 }
      tally.count("\(manner.rawValue) cuts of \(count)", count - left)
    }
    tally.limit(CutRound.final, longest: 900)
  }
}

/// A place to cut a flow at.
struct Cut: Sendable {
  var platform: Site.Platform
  /// Which exchange of the flow, counted from 0.
  var exchange: Int
  var tamper: Tamper

  /// Every place, in an order that chance made, by its manner.
  static func all(
    of flows: [Site.Platform: [Relay.Sizes]], using dice: Dice
  ) throws -> [Tamper.Manner: [Cut]] {
    var dice = dice
    var cuts: [Tamper.Manner: [Cut]] = [:]
    for platform in Site.Platform.askable {
      guard let flow = flows[platform], !flow.isEmpty else { throw Trouble("no flow: \(platform)") }
      for manner in Tamper.Manner.allCases {
        for (number, sizes) in flow.enumerated() {
          let places =
            (0...sizes.request).map { Tamper.request(bytes: $0, manner) }
            + (0..<sizes.answer).map { Tamper.answer(bytes: $0, manner) }
          cuts[manner, default: []] += places.map {
            Cut(platform: platform, exchange: number, tamper: $0)
          }
        }
      }
    }
    var shuffled = cuts.mapValues { $0.shuffled(using: &dice) }
    // The client waits five minutes for a silent upload; these are taken last.
    shuffled[.silence]?.sort { first, second in
      isUpload(first, flows) && !isUpload(second, flows)
    }
    return shuffled
  }
}

extension Cut {
  private static func isUpload(_ cut: Cut, _ flows: [Site.Platform: [Relay.Sizes]]) -> Bool {
    let line = flows[cut.platform]?[cut.exchange].line ?? ""
    return line.contains("/media") || line.contains("uploadBlob")
  }
}

/// A household with many accounts, each of which meets one cut at a time.
final class CutRound {
  static let final = "from the post to its final state"
  private static let sitesEach = 8
  private static let batches = 12

  private let lab: Lab
  private let household: Household
  private let picture: String

  init(_ lab: Lab) throws {
    self.lab = lab
    household = try Household(lab, try Town(each: CutRound.sitesEach))
    picture = household.folder + "/dot.png"
    try Pictures.writeDot(to: picture)
    try household.start()
    try household.connect()
  }

  /// The exchanges of the flow when nobody cuts: a picture, a post with it, and a reply.
  func flows() throws -> [Site.Platform: [Relay.Sizes]] {
    let sites = [household.town.sites.first, household.town.sites.last].compactMap(\.self)
    var flows: [Site.Platform: [Relay.Sizes]] = [:]
    for site in sites {
      flows[site.platform] = try site.relay.sizes {
        post(to: site)
        _ = try household.settle(seconds: 30)
        // The last exchange ends with its connection.
        try household.stop()
        pause(milliseconds: 200)
        try household.start()
      }
    }
    return flows
  }

  private func post(to site: Site) {
    let number = 100_000 + household.record.posts.count
    household.post(
      "Cut number \(number).", to: site.account, picture: picture, reply: "Reply \(number).")
  }

  /// - Returns: whether there is work left.
  func run(
    _ work: borrowing Mutex<[Tamper.Manner: [Cut]]>, _ manner: Tamper.Manner, _ tally: inout Tally
  ) throws -> Bool {
    var isWorkLeft = true
    for _ in 0..<CutRound.batches where isWorkLeft && !lab.isOver {
      isWorkLeft = try batch(work, manner, &tally)
      // The budget for retries is small on purpose; a restart fills it.
      try household.stop()
      try household.start()
    }
    try Judgement(household).countQuestions(into: &tally)
    try Judgement(household).count(into: &tally)
    try household.stop()
    return isWorkLeft
  }

  private func batch(
    _ work: borrowing Mutex<[Tamper.Manner: [Cut]]>, _ manner: Tamper.Manner, _ tally: inout Tally
  ) throws -> Bool {
    let begun = Moment.now
    var isWorkLeft = false
    for site in household.town.sites {
      let cut = work.withLock { work -> Cut? in
        guard let index = work[manner]?.lastIndex(where: { $0.platform == site.platform })
        else { return nil }
        return work[manner]?.remove(at: index)
      }
      guard let cut else { continue }
      isWorkLeft = true
      tally.trials += 1
      arm(cut, at: site)
      post(to: site)
    }
    guard try household.settle(seconds: manner == .silence ? 900 : 60) else {
      let open = try household.deliveries().filter { !$0.status.isSettled }
        .map { "\($0.state) \($0.account.text) \($0.error?.message ?? "")" }
      tally.fail("a cut left posts without a final state: \(open)")
      return isWorkLeft
    }
    tally.note(CutRound.final, seconds: Moment.now.seconds(since: begun))
    household.town.use(nil)
    return isWorkLeft
  }

  private func arm(_ cut: Cut, at site: Site) {
    let seen = Counter()
    site.relay.use { _ in seen.next() == cut.exchange ? cut.tamper : nil }
  }
}

/// Counts from 0, on any thread.
final class Counter: Sendable {
  private let value = Mutex(0)

  func next() -> Int {
    value.withLock { value in
      defer { value += 1 }
      return value
    }
  }
}
