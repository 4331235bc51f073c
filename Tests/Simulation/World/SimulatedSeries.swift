import Config
import Domain
import PlatformModels

/// A series of the simulated files, as it stands there now.
package struct SimulatedSeries: Hashable, Sendable {
  let name: String
  let account: String
  /// Hours between two occurrences.
  var hours: Int
  /// Occurrences in all.
  var count: Int
  /// How often the words of each of its texts were changed.
  var versions: [Int]
  var isThere = true

  /// One series in some of the scenarios, on an account that takes the same words again.
  static func drawn(for scenario: Scenario, _ random: inout SplitMix64) -> [SimulatedSeries] {
    var random = random.split()
    let accounts = scenario.accounts.filter { !$0.isOdd && $0.network.hasThreads }
    guard random.chance(0.35), let account = random.pick(accounts) else { return [] }
    let count = random.number(2...6)
    let hours = Int(scenario.trouble.wholeMilliseconds / 3_600_000) / (count + 1)
    let texts = random.number(1...3)
    return [
      SimulatedSeries(
        name: "s1", account: account.name, hours: max(1, hours), count: count,
        versions: Array(repeating: 1, count: texts))
    ]
  }

  /// The name of one of its texts, as the first word of what it says.
  func textName(_ item: Int) -> String { "\(name)i\(item)" }

  /// Whether a text on a timeline, or an occurrence, belongs to it.
  func owns(_ text: String) -> Bool { text.hasPrefix("\(name)i") || text.hasPrefix("\(name)@") }

  /// The lines of schedule.yaml.
  ///
  /// - Parameter start: when the run began; the first occurrence is within the hour after.
  func yaml(from start: Instant) -> String {
    let first = LocalDateTime(start + .seconds(3600), offset: .zero)
    var lines = [
      "  - id: \(name)", "    repeat: FREQ=HOURLY;INTERVAL=\(hours);COUNT=\(count)",
      "    at: \"\(first.time.text(withSeconds: false))\"", "    starts: \(first.day.text)",
      "    to: [\(account)]", "    grace: 1h", "    late: skip", "    posts:",
    ]
    for (item, version) in versions.enumerated() {
      lines += [
        "      - id: \(textName(item))",
        "        text: \(textName(item)) part0 version\(version) rings the bell",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Understands the rules that the simulated files have, and no others.
struct HourlyRules: Recurrences {
  func problem(withRule rule: String) -> String? { numbers(of: rule) == nil ? "not here" : nil }

  func expand(
    rule: String, start: LocalDateTime, from: LocalDateTime, until: LocalDateTime, limit: Int
  ) -> [LocalDateTime] {
    guard let (hours, count) = numbers(of: rule) else { return [] }
    let first = start.instant(offset: .zero)
    let all = (0..<count).map {
      LocalDateTime(first + .seconds(3600 * hours * $0), offset: .zero)
    }
    return Array(all.filter { $0 >= from && $0 < until }.prefix(limit))
  }

  func problem(withCron line: String) -> String? { "not here" }

  func expand(
    cron line: String, from: LocalDateTime, until: LocalDateTime, limit: Int
  ) -> [LocalDateTime] { [] }

  private func numbers(of rule: String) -> (hours: Int, count: Int)? {
    let parts = rule.split(separator: ";")
    guard parts.count == 3, parts[0] == "FREQ=HOURLY", parts[1].hasPrefix("INTERVAL="),
      parts[2].hasPrefix("COUNT="), let hours = Int(parts[1].dropFirst(9)),
      let count = Int(parts[2].dropFirst(6))
    else { return nil }
    return (hours, count)
  }
}
