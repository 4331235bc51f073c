extension LimitRule {
  /// The limit in words, such as `300 posts in 3 h`.
  package var text: String {
    let isOne = capacity == 1 && unit.hasSuffix("s")
    return "\(capacity) \(isOne ? String(unit.dropLast()) : unit) \(periodText)"
  }

  /// `in 24 h`, `in 15 min`, `in 7 d`, `a day, which begins at midnight Pacific time`.
  private var periodText: String {
    if case .day(_, .pacific) = shape { return "a day, which begins at midnight Pacific time" }
    return "in " + lengthText
  }

  /// Whether the account's owner set it, and not the network.
  package var isOwn: Bool { name.hasPrefix("own.") }

  private var lengthText: String {
    let seconds = period.wholeSecondsRoundedUp
    if seconds % 86_400 == 0, seconds > 86_400 { return "\(seconds / 86_400) d" }
    if seconds % 3600 == 0 { return "\(seconds / 3600) h" }
    if seconds % 60 == 0 { return "\(seconds / 60) min" }
    return "\(seconds) s"
  }
}
