/// What is wrong with a rule, for people.
struct RuleProblem: Error, Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }
}

/// Days that exist in at least one year.
enum DayOfMonth {
  /// Whether any of `months` (1 … 12) has any of `days` (1 … 31, or −1 … −31 from the end).
  static func exists(_ months: [Int], _ days: [Int]) -> Bool {
    let longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return months.contains { month in days.contains { abs($0) <= longest[month - 1] } }
  }
}
