/// A command line that was understood.
package struct Invocation: Hashable, Sendable {
  /// The command and its subcommands, such as `["keys", "rotate"]`.
  package var path: [String]
  /// Values by argument or option name, in the order in which they were given.
  package var values: [String: [String]]
  /// Switches that were given.
  package var switches: Set<String>

  package init(path: [String], values: [String: [String]] = [:], switches: Set<String> = []) {
    self.path = path
    self.values = values
    self.switches = switches
  }

  /// Whether the switch was given.
  package func has(_ name: String) -> Bool { switches.contains(name) }

  /// The value of an option or argument.
  package func value(_ name: String) -> String? { values[name]?.first }

  /// All values of an option or argument; empty when it was not given.
  package func all(_ name: String) -> [String] { values[name] ?? [] }

  /// The number that was given; the parser has checked it.
  package func number(_ name: String) -> Int? { value(name).flatMap { Int($0) } }

  /// The time that was given; the parser has checked it.
  package func duration(_ name: String) -> Duration? {
    value(name).flatMap(DurationText.read)
  }

  /// Whether answers are to be JSON.
  package var wantsJSON: Bool { has("json") }
}

/// Lengths of time as people type them.
package enum DurationText {
  /// Reads `90s`, `10m`, `2h`, `3d` and a bare number of seconds; `nil` for anything else.
  package static func read(_ text: String) -> Duration? {
    let isNegative = text.hasPrefix("-")
    let unsigned = isNegative ? text.dropFirst() : text[...]
    let digits = unsigned.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits), number <= 1_000_000_000 else { return nil }
    let factor: Int64
    switch unsigned.dropFirst(digits.count) {
    case "", "s": factor = 1
    case "m", "min": factor = 60
    case "h": factor = 3600
    case "d": factor = 86_400
    default: return nil
    }
    return .seconds(isNegative ? -number * factor : number * factor)
  }
}
