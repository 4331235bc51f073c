import Simulation

/// What was asked for on the command line.
struct Arguments {
  /// What is wrong with it.
  struct Wrong: Error {
    var message: String
  }

  private(set) var verb = ""
  private(set) var operands: [String] = []
  private(set) var seeds: Int?
  private(set) var minutes: Double?
  private(set) var from: UInt64?
  private(set) var options = Scenario.Options()
  private(set) var world: Directed?
  /// Which part of the work is to be done, of how many that are done side by side.
  private(set) var share = (number: 1, of: 1)

  init(_ words: [String]) throws(Wrong) {
    var words = words[...]
    guard let verb = words.popFirst() else { throw Wrong(message: "no verb") }
    self.verb = verb
    while let word = words.popFirst() {
      if word == "--dense" {
        options.isDense = true
        continue
      }
      guard word.hasPrefix("--") else {
        operands.append(word)
        continue
      }
      guard let value = words.popFirst() else { throw Wrong(message: "\(word) needs a value") }
      try take(word, value)
    }
  }

  /// The operand as a seed.
  func seed() throws(Wrong) -> UInt64 {
    guard let seed = operands.first.flatMap(UInt64.init) else { throw Wrong(message: "no seed") }
    return seed
  }

  private mutating func take(_ name: String, _ value: String) throws(Wrong) {
    switch (name, Int(value), Double(value)) {
    case ("--seeds", let number?, _) where number > 0: seeds = number
    case ("--minutes", _, let number?) where number > 0: minutes = number
    case ("--from", let number?, _) where number >= 0: from = UInt64(number)
    case ("--posts", let number?, _) where number > 0: options.postsMax = number
    case ("--share", _, _):
      let parts = value.split(separator: "/").compactMap { Int($0) }
      guard parts.count == 2, parts[0] >= 1, parts[0] <= parts[1] else {
        throw Wrong(message: "a share is like 1/2, not \(value)")
      }
      share = (parts[0], parts[1])
    case ("--world", _, _):
      guard let named = Directed(rawValue: value) else {
        let known = Directed.allCases.map(\.rawValue).joined(separator: ", ")
        throw Wrong(message: "\(value) is not one of \(known)")
      }
      world = named
    case ("--without", _, _):
      for part in value.split(separator: ",") {
        guard let hardship = Hardship(rawValue: String(part)) else {
          let known = Hardship.allCases.map(\.rawValue).joined(separator: ", ")
          throw Wrong(message: "\(part) is not one of \(known)")
        }
        options.without.insert(hardship)
      }
    default: throw Wrong(message: "\(name) \(value) is not understood")
    }
  }
}
