import CLinux
import Domain

/// All experiments of one run.
struct Report {
  private let options: Options
  private var tallies: [Tally] = []

  init(_ options: Options) { self.options = options }

  mutating func add(_ tally: Tally) { tallies.append(tally) }

  var isGood: Bool { tallies.allSatisfy(\.isGood) }

  /// Writes the summary for programs.
  func write(to path: String?) throws {
    guard let path else { return }
    let at = Instant(milliseconds: belfry_wall_milliseconds())
    let document: JSON = [
      "at": .string(at.rfc3339), "minutes": .number(options.minutes),
      "seed": .string(String(options.seed)), "passed": .bool(isGood),
      "experiments": .array(tallies.map(\.json)),
    ]
    try Files.write(document.text + "\n", to: path)
  }
}
