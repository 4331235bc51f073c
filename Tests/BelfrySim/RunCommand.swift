import Domain
import Simulation

/// Runs one seed after the other until the number or the time is used up, and sums up.
struct RunCommand {
  let arguments: Arguments
  let household: Household

  /// - Returns: whether every promise was kept.
  func run() -> Bool {
    let began = Moment.seconds()
    let limit = arguments.minutes.map { began + $0 * 60 }
    let count = arguments.seeds ?? (limit == nil ? 100 : .max)
    var (figures, failed, digest, ran) = (Figures(), [UInt64](), UInt64(0), 0)
    var nextWord = began + 10
    while ran < count, limit.map({ Moment.seconds() < $0 }) ?? true {
      let seed = (arguments.from ?? Cast.latest) + UInt64(ran)
      let simulation = Simulation(
        seed: seed, scenario: arguments.world?.scenario, options: arguments.options,
        household: household)
      simulation.run()
      ran += 1
      figures += simulation.figures
      digest = (digest ^ simulation.trace.digest) &* 0x100_0000_01b3
      if let violation = simulation.violation {
        failed.append(seed)
        say("seed \(seed): \(violation.invariant): \(violation.message)")
      }
      if Moment.seconds() > nextWord {
        nextWord = Moment.seconds() + 10
        say("… \(ran) seeds, \(days(figures)) days, \(failed.count) failed")
      }
    }
    sumUp(ran, figures, failed, digest, Moment.seconds() - began)
    return failed.isEmpty
  }

  private func sumUp(
    _ ran: Int, _ figures: Figures, _ failed: [UInt64], _ digest: UInt64, _ took: Double
  ) {
    let crashes = figures.kills + figures.powerLosses
    say(
      """
      \(ran) seeds, \(days(figures)) simulated days in \(Int(took)) s \
      (\(Int(Double(days(figures)) / max(took, 0.001) * 60)) days a minute)
      \(figures.deliveries) deliveries, \(figures.published) published, \
      \(figures.questions) answered by a person
      \(figures.requests) requests, \(figures.faults) of them spoilt; \(figures.turns) turns, \
      \(figures.diskOperations) disk operations
      \(crashes) crashes, \(figures.powerLosses) of them power losses; \(figures.restores) copies \
      put back
      digest \(String(digest, radix: 16))
      """)
    if failed.isEmpty {
      say("no promise was broken; with 95 % certainty \(bound(figures.deliveries, crashes))")
    } else {
      say("FAILED: \(failed.map(String.init).joined(separator: " "))")
      say("belfry-sim replay \(failed[0]) shows what happened")
    }
  }

  /// The rule of three: without a failure in n trials, the rate is below 3/n.
  private func bound(_ deliveries: Int, _ crashes: Int) -> String {
    func perMillion(_ trials: Int) -> Int { Int(3_000_000 / Double(max(1, trials))) + 1 }
    return "fewer than \(perMillion(deliveries)) in a million deliveries and "
      + "\(perMillion(crashes)) in a million crashes break one, in this world"
  }

  private func days(_ figures: Figures) -> Int {
    Int(figures.simulated.wholeMilliseconds / 86_400_000)
  }
}
