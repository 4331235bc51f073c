import Glibc

/// `make prove`: the acceptance experiments against the built binary.
@main
enum Main {
  static func main() {
    signal(SIGPIPE, SIG_IGN)
    let words = Array(CommandLine.arguments.dropFirst())
    if words.count == 2, words[0] == Crowd.word { return Crowd.run(words[1]) }
    do {
      exit(try run(Options(words)) ? 0 : 1)
    } catch {
      say("prove: \(error)", to: 2)
      exit(2)
    }
  }

  private static func run(_ options: Options) throws -> Bool {
    let all: [any Experiment] = [
      KillLoop(), PowerLoss(), EveryByte(), WrongClock(), DiskFull(), ReloadStorm(),
      OneTimeTokens(), HostileNetwork(), TimeTravel(), Soak(),
    ]
    let chosen = all.filter { options.only.isEmpty || options.only.contains($0.number) }
    guard !chosen.isEmpty else { throw Trouble("no such experiment: \(options.only)") }
    let shares = chosen.map(\.share).reduce(0, +)
    var report = Report(options)
    for experiment in chosen {
      let minutes = options.minutes * experiment.share / shares
      report.add(try run(experiment, Lab(options, minutes: minutes)))
    }
    try report.write(to: options.json)
    return report.isGood
  }

  private static func run(_ experiment: any Experiment, _ lab: Lab) throws -> Tally {
    say("== \(experiment.number). \(experiment.title)")
    defer { lab.end() }
    let begun = Moment.now
    var tally = Tally(experiment.number, experiment.title)
    do {
      try experiment.run(lab, &tally)
    } catch let reason as Skipped {
      tally.skipped = reason.reason
    } catch {
      tally.fail("it broke off: \(error)")
    }
    tally.seconds = Moment.now.seconds(since: begun)
    say(tally.text)
    return tally
  }
}

/// One of the acceptance experiments.
protocol Experiment {
  /// Its number in the list of ten.
  var number: Int { get }
  var title: String { get }
  /// Its part of the whole time, relative to the others.
  var share: Double { get }

  /// Tries until the laboratory's time is over, and counts.
  func run(_ lab: Lab, _ tally: inout Tally) throws
}

/// This machine cannot do the experiment.
struct Skipped: Error {
  var reason: String

  init(_ reason: String) { self.reason = reason }
}

/// The experiment itself, not what it is about, went wrong.
struct Trouble: Error, CustomStringConvertible {
  var description: String

  init(_ text: String) { description = text }
}

/// Writes a line at once, whether or not anybody reads along on a terminal.
func say(_ text: String, to descriptor: Int32 = 1) {
  let bytes = Array((text + "\n").utf8)
  _ = write(descriptor, bytes, bytes.count)
}
