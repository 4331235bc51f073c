/// The command line of the fuzzer.
struct Options {
  private(set) var corpus = ""
  private(set) var minutes = 1.0
  private(set) var seed: UInt64 = 1
  /// Names of targets; empty means all.
  private(set) var only: [String] = []
  /// The target that this process itself works on.
  private(set) var child: String?
  /// Where a child leaves the input that it is working on.
  private(set) var current = ""

  init(_ words: [String]) throws {
    var rest = words[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw Trouble("\(name) needs a value") }
      switch name {
      case "--corpus": corpus = value
      case "--minutes": minutes = try Options.number(name, value)
      case "--seed": seed = try Options.number(name, value)
      case "--only": only = value.split(separator: ",").map(String.init)
      case "--child": child = value
      case "--current": current = value
      default: throw Trouble("no option \(name)")
      }
    }
    guard !corpus.isEmpty, minutes > 0 else {
      throw Trouble("usage: belfry-fuzz --corpus FOLDER [--minutes N] [--seed N] [--only A,B]")
    }
  }

  private static func number<Number: LosslessStringConvertible>(
    _ name: String, _ text: String
  ) throws -> Number {
    guard let number = Number(text) else { throw Trouble("\(name): \(text)?") }
    return number
  }
}
