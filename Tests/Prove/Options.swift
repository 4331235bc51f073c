/// The command line of the driver.
struct Options {
  private(set) var binary = ""
  private(set) var minutes = 10.0
  /// Numbers of experiments; empty means all.
  private(set) var only: [Int] = []
  private(set) var lanes = 2
  private(set) var seed: UInt64 = 1
  /// The folder of the libraries that are preloaded into the daemon.
  private(set) var preloads: String?
  /// Where the summary goes.
  private(set) var json: String?

  init(_ words: [String]) throws {
    var rest = words[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw Trouble("\(name) needs a value") }
      switch name {
      case "--binary": binary = value
      case "--minutes": minutes = try Options.number(name, value)
      case "--only": only = try value.split(separator: ",").map { try Options.number(name, $0) }
      case "--lanes": lanes = try Options.number(name, value)
      case "--seed": seed = try Options.number(name, value)
      case "--preloads": preloads = value
      case "--json": json = value
      default: throw Trouble("no option \(name)")
      }
    }
    guard !binary.isEmpty, minutes > 0, lanes > 0 else {
      throw Trouble(
        "usage: belfry-prove --binary PATH [--minutes N] [--only 1,3] [--lanes N] [--seed N] "
          + "[--preloads FOLDER] [--json FILE]")
    }
  }

  private static func number<Number: LosslessStringConvertible>(
    _ name: String, _ text: some StringProtocol
  ) throws -> Number {
    guard let number = Number(String(text)) else { throw Trouble("\(name): \(text)?") }
    return number
  }
}
