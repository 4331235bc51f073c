import Glibc

/// Something that reads bytes from outside.
struct Target: Sendable {
  let name: String
  /// A folder of inputs that it shares with others, beside the one of its own name.
  var shared: String?
  /// What its language is made of.
  let words: [String]
  /// Reads an input; whatever it holds, this returns, soon and without much memory.
  let read: @Sendable ([UInt8]) -> Void

  /// An input that takes longer is a finding; these are debug builds on small machines.
  static let slowSeconds = 5.0
  /// All inputs of a child together.
  static let memoryBytes = 768 << 20

  static let all: [Target] =
    files + [rules, csv, control, headers, requests, media, texts] + recipes

  static func named(_ name: String) throws -> Target {
    guard let target = all.first(where: { $0.name == name }) else {
      throw Trouble("no target \(name); there are \(all.map(\.name).joined(separator: ", "))")
    }
    return target
  }

  /// The kept inputs.
  func corpus(in folder: String) -> [[UInt8]] {
    [name, shared].compactMap(\.self).flatMap { part in
      Files.names(in: "\(folder)/\(part)").map { Files.read("\(folder)/\(part)/\($0)") }
    }
  }

  /// Reads mutated inputs until the time is over; ends the process at a finding.
  func fuzz(_ options: Options) throws {
    var limit = rlimit(rlim_cur: rlim_t(Target.memoryBytes * 4), rlim_max: rlim_t.max)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    var mutator = Mutator(
      seed: options.seed, corpus: corpus(in: options.corpus), words: words)
    let current = try CurrentInput(options.current)
    let end = Files.seconds() + options.minutes * 60
    var count = 0
    while Files.seconds() < end {
      let input = mutator.next()
      current.keep(input)
      // What waits for ever is ended in the end; how long is not to depend on the machine's load.
      alarm(UInt32(Target.slowSeconds) * 60)
      let begun = Files.processorSeconds()
      read(input)
      let took = Files.processorSeconds() - begun
      alarm(0)
      guard took < Target.slowSeconds else {
        throw Trouble("an input took \(took) s of processor time")
      }
      count += 1
    }
    say("   \(name): \(count) inputs, \(Files.peakMegabytes()) MiB at most")
    guard Files.peakMegabytes() < Target.memoryBytes >> 20 else {
      throw Trouble("more than \(Target.memoryBytes >> 20) MiB")
    }
  }
}
