import Control
import Domain
import Glibc
import PlatformModels
import Synchronization

/// Renewals at a server whose refresh tokens work once and that ends the whole sign-in when one is
/// used again: each is cut at a byte of its request or answer, or the daemon is killed there.
struct OneTimeTokens: Experiment {
  let number = 7
  let title = "refresh tokens that work once"
  let share = 2.0

  func run(_ lab: Lab, _ tally: inout Tally) throws {
    let places = try TokenRound(lab).places()
    var dice = lab.newDice()
    let work = Mutex(places.shuffled(using: &dice))
    lab.onLanes(&tally) { _, tally in
      while !lab.isOver, work.withLock({ !$0.isEmpty }) {
        try TokenRound(lab).run(work, &tally)
      }
    }
    tally.count("places of \(places.count)", places.count - work.withLock { $0.count })
  }
}

/// Where a renewal is hit.
struct TokenPlace: Sendable {
  var platform: Site.Platform
  var bytes: Int
  var isInAnswer: Bool
  /// The whole request has reached the server.
  var isSpent: Bool
  /// The daemon dies; otherwise the connection does.
  var isKill: Bool

  var name: String {
    "\(platform.rawValue): \(isKill ? "kill" : "cut") in the \(isInAnswer ? "answer" : "request")"
  }
}

/// A household whose access tokens are about to end, so that each post wants a renewal.
final class TokenRound {
  private static let batches = 10
  private static let platforms: [(Site.Platform, Int)] = [(.x, 10), (.bluesky, 3)]
  /// Of the access tokens. The core tries a token that may be spent again a minute before the end.
  private static let life = 64.0

  private let lab: Lab
  private let household: Household
  private var number = 0

  init(_ lab: Lab) throws {
    self.lab = lab
    var rules = Rules()
    rules.x.accessLifetime = .seconds(Int64(TokenRound.life))
    rules.bluesky.accessLifetime = .seconds(Int64(TokenRound.life))
    household = try Household(lab, try Town(TokenRound.platforms, rules: rules))
    try household.start()
    try household.connect()
  }

  /// Every place of a renewal on each network.
  func places() throws -> [TokenPlace] {
    var places: [TokenPlace] = []
    for (platform, _) in TokenRound.platforms {
      guard let site = household.town.sites.first(where: { $0.platform == platform }) else {
        continue
      }
      let sizes = try site.relay.sizes {
        post(to: site)
        guard try household.settle(seconds: 30) else { throw Trouble("no post to \(platform)") }
        try household.stop()
        pause(milliseconds: 200)
        try household.start()
      }
      guard let renewal = sizes.first(where: { Exchange.isRefresh($0.line) }) else {
        throw Trouble("\(platform) was posted to without a renewal")
      }
      for isKill in [false, true] {
        places += (0...renewal.request).map {
          TokenPlace(
            platform: platform, bytes: $0, isInAnswer: false, isSpent: $0 == renewal.request,
            isKill: isKill)
        }
        places += (0..<renewal.answer).map {
          TokenPlace(platform: platform, bytes: $0, isInAnswer: true, isSpent: true, isKill: isKill)
        }
      }
    }
    try household.stop()
    return places
  }

  func run(_ work: borrowing Mutex<[TokenPlace]>, _ tally: inout Tally) throws {
    for _ in 0..<TokenRound.batches where !lab.isOver { try batch(work, &tally) }
    // Posts of accounts that lost their sign-in wait for a person, who comes now.
    try household.connect()
    guard try household.settle(seconds: 60) else {
      return try Judgement(household).count(into: &tally)
    }
    try Judgement(household).countQuestions(into: &tally)
    try household.resolve()
    _ = try household.settle(seconds: 30)
    try Judgement(household).count(into: &tally)
    try household.stop()
  }

  /// What one account goes through in a batch.
  private struct Victim {
    var site: Site
    var place: TokenPlace
    var renewals: Int
  }

  private func batch(_ work: borrowing Mutex<[TokenPlace]>, _ tally: inout Tally) throws {
    // A new daemon has renewed nothing yet, and a new sign-in has its whole family.
    try household.stop()
    try household.start()
    try household.connect()
    let signedIn = Moment.now
    let victims = try take(work)
    for victim in victims {
      arm(victim)
      tally.trials += 1
      tally.count(victim.place.name)
    }
    for victim in victims { post(to: victim.site) }
    if victims.contains(where: \.place.isKill) { try restart(&tally) }
    // A token that may be spent is tried again only now, and that must be over.
    while Moment.now < signedIn + (TokenRound.life - 60 + 2) { pause(milliseconds: 20) }
    household.town.use(nil)
    for victim in victims { post(to: victim.site) }
    try waitForEnd(&tally)
    try judge(victims, &tally)
  }

  /// A place for each account, one kill at the most among them.
  private func take(_ work: borrowing Mutex<[TokenPlace]>) throws -> [Victim] {
    let places = work.withLock { work -> [TokenPlace] in
      var taken: [TokenPlace] = []
      for site in household.town.sites {
        let hasKill = taken.contains(where: \.isKill)
        let index = work.lastIndex { $0.platform == site.platform && !(hasKill && $0.isKill) }
        if let index { taken.append(work.remove(at: index)) }
      }
      return taken
    }
    var free = household.town.sites
    return places.compactMap { place in
      guard let index = free.firstIndex(where: { $0.platform == place.platform }) else {
        return nil
      }
      let site = free.remove(at: index)
      return Victim(site: site, place: place, renewals: site.tokens.renewals)
    }
  }

  private func arm(_ victim: Victim) {
    let place = victim.place
    let tamper: Tamper
    if place.isKill, let daemon = household.daemon?.id {
      let shot = Shot(daemon)
      tamper =
        place.isInAnswer
        ? .inAnswer(bytes: place.bytes, shot.fire) : .inRequest(bytes: place.bytes, shot.fire)
    } else {
      tamper =
        place.isInAnswer
        ? .answer(bytes: place.bytes, .reset) : .request(bytes: place.bytes, .reset)
    }
    let seen = Counter()
    victim.site.relay.use { $0.isRefresh && seen.next() == 0 ? tamper : nil }
  }

  private func restart(_ tally: inout Tally) throws {
    guard wait(seconds: 5, every: 5, { household.daemon?.ended != nil }) != nil else {
      return tally.count("aims that missed")
    }
    household.record.kills += 1
    tally.note(KillRound.ready, seconds: try household.start())
  }

  private func post(to site: Site) {
    number += 1
    household.post("Post \(number) wants a token.", to: site.account)
  }

  /// Until every post is out, or waits for a person to sign in.
  private func waitForEnd(_ tally: inout Tally) throws {
    let open = DeliveryState.allCases.filter { !$0.isSettled && $0 != .blocked }
    guard try wait(seconds: 60, every: 50, { try household.count(open) == 0 }) == nil else {
      return
    }
    let left = try household.deliveries(open).map { "\($0.state) \($0.account.text)" }
    tally.fail("posts wait for more than a minute: \(left)")
  }

  /// A sign-in may end only where the server had given a successor that did not arrive.
  private func judge(_ victims: [Victim], _ tally: inout Tally) throws {
    let dead = Set(
      try household.call(GetStatus()).accounts.filter { $0.state == AccountState.signIn.word }
        .map(\.name.text))
    // A kill comes for every renewal that is under way.
    let wasKilled = victims.contains(where: \.place.isKill)
    let blocked = Set(try household.deliveries([.blocked]).map(\.account.text))
    for victim in victims {
      let account = victim.site.account
      let wasSpent = victim.site.tokens.renewals > victim.renewals
      guard dead.contains(account) else {
        let isOpen = wasSpent && victim.place.isSpent && victim.place.platform == .x
        tally.count(
          isOpen
            ? "spent, and not tried again yet" : wasSpent ? "renewed" : "kept without a renewal")
        if blocked.contains(account) { tally.fail("posts of \(account) wait without a reason") }
        continue
      }
      tally.count("sign-ins lost with their answer")
      let mayBeLost =
        victim.place.platform == .x && wasSpent && (victim.place.isSpent || wasKilled)
      if !mayBeLost {
        tally.fail("\(account) lost its sign-in by a \(victim.place.name), \(victim.place.bytes)")
      }
      if !blocked.contains(account) {
        tally.losses += 1
        tally.fail("the post of \(account) does not wait for the sign-in")
      }
    }
  }
}
