import Control
import Domain
import Glibc
import PlatformModels
import Synchronization

/// Refreshes against a server whose refresh tokens count once and which ends the whole sign-in when
/// one is used again: cut at any byte, and with the daemon killed at any point of them.
struct OneTimeTokens: Experiment {
  let number = 7
  let title = "refresh tokens that count once"
  let share = 1.0

  func run(_ lab: Lab, _ tally: inout Tally) throws {
    lab.onLanes(&tally) { _, tally in
      while !lab.isOver { try TokenRound(lab, lab.newDice()).run(&tally) }
    }
  }
}

/// A household whose access tokens are always about to end, so that each post needs a refresh.
final class TokenRound {
  private static let batches = 10

  private let lab: Lab
  private let household: Household
  private var dice: Dice
  private var number = 0

  /// What happens to one refresh.
  private struct Blow {
    var name: String
    var tamper: Tamper
    /// The server spent the token, and its answer did not arrive whole.
    var mayEndSignIn: Bool
  }

  init(_ lab: Lab, _ dice: Dice) throws {
    self.lab = lab
    self.dice = dice
    var rules = Rules()
    rules.bluesky.accessLifetime = .seconds(60)
    rules.bluesky.refreshGrace = .zero
    rules.bluesky.endsFamilyOnReuse = true
    household = try Household(lab, try Town(each: 4, [.bluesky], rules: rules))
  }

  func run(_ tally: inout Tally) throws {
    try household.start()
    try household.connect()
    for _ in 0..<TokenRound.batches where !lab.isOver { try batch(&tally) }
    try Judgement(household).countQuestions(into: &tally)
    try household.resolve()
    _ = try household.settle(seconds: 30)
    try Judgement(household).count(into: &tally)
    try household.stop()
  }

  private func batch(_ tally: inout Tally) throws {
    guard let daemon = household.daemon?.id else { return }
    var blows: [String: Blow] = [:]
    for site in household.town.sites {
      let blow = newBlow(Shot(daemon))
      let isTaken = Mutex(false)
      site.relay.use { exchange in
        guard exchange.isRefresh else { return nil }
        let isFirst = isTaken.withLock { taken in
          defer { taken = true }
          return !taken
        }
        return isFirst ? blow.tamper : nil
      }
      blows[site.account] = blow
      number += 1
      household.post("Post \(number) needs a token.", to: site.account)
      tally.trials += 1
      tally.count(blow.name)
    }
    _ = wait(seconds: 3, every: 10) { household.daemon?.ended != nil }
    if household.daemon?.ended != nil {
      household.record.kills += 1
      try household.start()
    }
    try signInAgain(blows, &tally)
    household.town.use(nil)
    guard try household.settle(seconds: 90) else {
      let open = try household.deliveries().filter { !$0.status.isSettled }
      return tally.fail("posts wait for ever: \(open.map { "\($0.state) \($0.cause ?? "")" })")
    }
  }

  private func newBlow(_ shot: Shot) -> Blow {
    switch dice.number(0...6) {
    case 0, 1:
      let bytes = dice.number(0...250)
      return Blow(
        name: "request cut", tamper: .request(bytes: bytes, .reset), mayEndSignIn: false)
    case 2, 3:
      return Blow(
        name: "answer cut", tamper: .answer(bytes: dice.number(0...900), .reset),
        mayEndSignIn: true)
    case 4:
      return Blow(
        name: "kill before the request", tamper: .onFirstByte(passing: false, shot.fire),
        mayEndSignIn: true)
    case 5:
      return Blow(
        name: "kill in the answer", tamper: .midAnswer(shot.fire), mayEndSignIn: true)
    default:
      return Blow(
        name: "kill after the answer", tamper: .afterAnswer(shot.fire), mayEndSignIn: true)
    }
  }

  /// Waits until each account has published or lost its sign-in; then a person signs in again.
  private func signInAgain(_ blows: [String: Blow], _ tally: inout Tally) throws {
    let open = DeliveryState.allCases.filter { !$0.isSettled && $0 != .blocked }
    _ = try wait(seconds: 60, every: 50) { try household.count(open) == 0 }
    let dead = try household.call(GetStatus()).accounts.filter {
      $0.state == AccountState.signIn.word
    }
    // One kill ends the daemon under every account's refresh.
    let wasKilled = blows.values.contains { $0.name.hasPrefix("kill") }
    for account in dead {
      let blow = blows[account.name.text]
      tally.count("sign-ins lost with their answer")
      if blow?.mayEndSignIn != true, !wasKilled {
        tally.fail("\(account.name.text) lost its sign-in after \(blow?.name ?? "?")")
      }
      let waiting = try household.deliveries([.blocked, .attention])
      if !waiting.contains(where: { $0.account == account.name }) {
        tally.losses += 1
        tally.fail("the post of \(account.name.text) does not wait for its sign-in")
      }
      guard let site = household.town.site(account.name.text) else { continue }
      site.relay.use(nil)
      try household.connect(site)
    }
  }
}
