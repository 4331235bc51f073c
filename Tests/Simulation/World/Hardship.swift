import Domain
package import PlatformModels

/// The kinds of trouble that a seed may have. Each can be taken out by itself, which is how a
/// failing seed is made small.
package enum Hardship: String, CaseIterable, Sendable {
  // Of each request.
  case refusedConnections = "refused-connections"
  case droppedRequests = "dropped-requests"
  case lostAnswers = "lost-answers"
  case cutAnswers = "cut-answers"
  case slowAnswers = "slow-answers"
  case zombies
  case errorsBefore = "errors-before"
  case errorsAfter = "errors-after"
  case throttles
  case brokenAnswers = "broken-answers"
  case endedTokens = "ended-tokens"
  // Of each post.
  case staleReads = "stale-reads"
  // Of each day.
  case serverOutages = "server-outages"
  case kills
  case powerLosses = "power-losses"
  case stops
  case diskErrors = "disk-errors"
  case fullDisks = "full-disks"
  case clockJumps = "clock-jumps"
  case commands
  case reloads
  case restores

  /// The chance of it for each request or post, or how often it happens in a day.
  var range: ClosedRange<Double> {
    switch self {
    case .endedTokens: 0.0005...0.01
    case .refusedConnections, .droppedRequests, .lostAnswers, .cutAnswers, .slowAnswers, .zombies,
      .errorsBefore, .errorsAfter, .throttles, .brokenAnswers:
      0.005...0.25
    case .staleReads: 0.1...1
    case .kills, .powerLosses: 0.1...12
    case .stops, .serverOutages, .clockJumps: 0.05...1
    case .diskErrors, .fullDisks: 0.05...2
    case .commands: 0.5...10
    case .reloads: 0.2...4
    case .restores: 0.02...0.5
    }
  }
}

/// How much of each trouble a seed has: its own mix, some with none at all.
package struct HardshipMix: Sendable {
  private var rates: [Double]

  /// No trouble.
  package static let none = HardshipMix(rates: Hardship.allCases.map { _ in 0 })

  private init(rates: [Double]) { self.rates = rates }

  /// Draws a mix.
  package init(_ random: inout SplitMix64, without excluded: Set<Hardship> = []) {
    // How much of everything: from seeds with hardly any trouble to those with all of it.
    let share = random.fraction()
    rates = Hardship.allCases.map { hardship in
      let isPart = random.fraction() < share
      let (low, high) = (hardship.range.lowerBound, hardship.range.upperBound)
      let draw = random.fraction()
      let rate = low + (high - low) * draw * draw * draw
      return isPart && !excluded.contains(hardship) ? rate : 0
    }
  }

  package subscript(_ hardship: Hardship) -> Double {
    get { rates[HardshipMix.index(hardship)] }
    set { rates[HardshipMix.index(hardship)] = newValue }
  }

  /// For the first line of a trace.
  var summary: String {
    let parts = Hardship.allCases.filter { self[$0] > 0 }.map { hardship in
      "\(hardship.rawValue) \(Int(self[hardship] * 1000))‰"
    }
    return parts.isEmpty ? "no trouble" : parts.joined(separator: ", ")
  }

  private static func index(_ hardship: Hardship) -> Int {
    // Every case is in the list of all cases.
    Hardship.allCases.firstIndex(of: hardship) ?? 0
  }
}

extension SplitMix64 {
  /// A whole number in `range`.
  mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  mutating func chance(_ probability: Double) -> Bool { fraction() < probability }

  /// A duration in `range`, to the millisecond.
  mutating func duration(_ range: ClosedRange<Duration>) -> Duration {
    .milliseconds(
      number(Int(range.lowerBound.wholeMilliseconds)...Int(range.upperBound.wholeMilliseconds)))
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[number(0...elements.count - 1)]
  }

  /// A generator of its own, so that its use does not disturb what comes after.
  mutating func split() -> SplitMix64 { SplitMix64(seed: next()) }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
  }
}
