import Domain

/// What an experiment counted.
struct Tally: Sendable {
  let number: Int
  let title: String
  var seconds = 0.0
  var skipped: String?
  /// Kills, cuts, reloads: what the experiment is made of.
  var trials = 0
  /// Deliveries that were accepted.
  var deliveries = 0
  var doubles = 0
  var losses = 0
  var lies = 0
  /// Deliveries that asked a person, by their question, where a rule says that they must.
  var asked: [String: Int] = [:]
  /// Deliveries that asked a person although no rule explains it.
  var askedInVain = 0
  /// Further counts.
  var counts: [String: Int] = [:]
  /// What was measured once.
  var measures: [String: Double] = [:]
  /// Durations in seconds, by what they measure.
  var latencies: [String: [Double]] = [:]
  /// What must not happen.
  private(set) var failures: [String] = []
  private(set) var failureCount = 0

  init(_ number: Int, _ title: String) {
    self.number = number
    self.title = title
  }

  mutating func fail(_ what: String) {
    failureCount += 1
    if failures.count < 20 { failures.append(what) }
  }

  mutating func count(_ what: String, _ number: Int = 1) { counts[what, default: 0] += number }

  mutating func measure(_ what: String, _ value: Double) { measures[what] = value }

  /// Keeps the largest of the numbers.
  mutating func largest(_ what: String, _ number: Int) {
    counts[what] = max(counts[what] ?? 0, number)
  }

  mutating func note(_ what: String, seconds: Double) { latencies[what, default: []] += [seconds] }

  mutating func add(_ other: Tally) {
    trials += other.trials
    deliveries += other.deliveries
    doubles += other.doubles
    losses += other.losses
    lies += other.lies
    askedInVain += other.askedInVain
    asked.merge(other.asked, uniquingKeysWith: +)
    counts.merge(other.counts, uniquingKeysWith: +)
    latencies.merge(other.latencies, uniquingKeysWith: +)
    for failure in other.failures { fail(failure) }
    failureCount += other.failureCount - other.failures.count
  }

  /// Fails when more than 1 in 100 of the durations is longer.
  mutating func limit(_ what: String, p99 seconds: Double) {
    guard let found = percentile(what, 99), found > seconds else { return }
    fail("\(what): p99 \(found.short) s, more than \(seconds) s")
  }

  /// Fails when any of the durations is longer.
  mutating func limit(_ what: String, longest seconds: Double) {
    guard let found = latencies[what]?.max(), found > seconds else { return }
    fail("\(what): up to \(found.short) s, more than \(seconds) s")
  }

  private func percentile(_ what: String, _ percent: Double) -> Double? {
    guard let sorted = latencies[what]?.sorted(), let last = sorted.last else { return nil }
    let index = Int((Double(sorted.count) * percent / 100).rounded(.up)) - 1
    return sorted.indices.contains(index) ? sorted[index] : last
  }

  var isGood: Bool {
    skipped != nil
      || failureCount == 0 && doubles == 0 && losses == 0 && lies == 0 && askedInVain == 0
  }
}

extension Tally {
  /// With no failure in n trials, the rate is below 3/n at 95 % confidence.
  private var bound: String {
    guard doubles == 0, trials > 0, deliveries > 0 else { return "" }
    return " (below 1 in \(deliveries / 3) deliveries and 1 in \(trials / 3) trials, 95 %)"
  }

  /// For people.
  var text: String {
    if let skipped { return "   skipped: \(skipped)\n" }
    var lines = [
      "\(trials) trials, \(deliveries) deliveries in \(Int(seconds)) s",
      "doubles \(doubles)\(bound), losses \(losses), lies \(lies), "
        + "asked without need \(askedInVain)",
    ]
    if !asked.isEmpty { lines.append("asked by a rule: " + Tally.list(asked)) }
    if !counts.isEmpty { lines.append(Tally.list(counts)) }
    for name in measures.keys.sorted() { lines.append("\(name): \((measures[name] ?? 0).short)") }
    for name in latencies.keys.sorted() {
      let worst = latencies[name]?.max() ?? 0
      lines.append(
        "\(name): p50 \((percentile(name, 50) ?? 0).short) s, "
          + "p99 \((percentile(name, 99) ?? 0).short) s, longest \(worst.short) s")
    }
    lines += failures.map { "FAILED: \($0)" }
    if failureCount > failures.count { lines.append("and \(failureCount) failures in all") }
    lines.append(isGood ? "passed" : "NOT PASSED")
    return lines.map { "   \($0)\n" }.joined()
  }

  private static func list(_ counts: [String: Int]) -> String {
    counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }

  /// For programs.
  var json: JSON {
    func object(_ counts: [String: Int]) -> JSON {
      .object(counts.mapValues { .integer(Int64($0)) })
    }
    var document: [String: JSON] = [
      "experiment": .integer(Int64(number)), "title": .string(title), "passed": .bool(isGood),
      "seconds": .number(seconds),
    ]
    if let skipped {
      document["skipped"] = .string(skipped)
      return .object(document)
    }
    let numbers = [
      "trials": trials, "deliveries": deliveries, "doubles": doubles, "losses": losses,
      "lies": lies, "asked_in_vain": askedInVain, "failures": failureCount,
    ]
    for (name, number) in numbers { document[name] = .integer(Int64(number)) }
    if deliveries > 0 { document["bound_per_delivery"] = .number(3 / Double(deliveries)) }
    if trials > 0 { document["bound_per_trial"] = .number(3 / Double(trials)) }
    document["asked"] = object(asked)
    document["counts"] = object(counts)
    document["measures"] = .object(measures.mapValues(JSON.number))
    document["messages"] = .array(failures.map(JSON.string))
    document["seconds_of"] = .object(
      Dictionary(
        uniqueKeysWithValues: latencies.keys.map { name in
          let figures: [String: JSON] = [
            "count": .integer(Int64(latencies[name]?.count ?? 0)),
            "p50": .number(percentile(name, 50) ?? 0), "p99": .number(percentile(name, 99) ?? 0),
            "longest": .number(latencies[name]?.max() ?? 0),
          ]
          return (name, .object(figures))
        }))
    return .object(document)
  }
}

extension Double {
  /// With three significant digits.
  var short: String {
    guard self != 0, isFinite else { return "0" }
    var scale = 1.0
    while abs(self) * scale < 100 { scale *= 10 }
    return "\((self * scale).rounded() / scale)"
  }
}
