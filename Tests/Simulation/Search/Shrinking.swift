/// Makes a failing seed small: fewer posts, fewer kinds of trouble, and still the same broken
/// promise.
package struct Shrinking {
  private let seed: UInt64
  private let household: Household

  package init(seed: UInt64, household: Household) {
    self.seed = seed
    self.household = household
  }

  /// - Returns: the smallest that was found; `nil` when the seed does not fail at all.
  package func smallest(
    from options: Scenario.Options
  ) -> (options: Scenario.Options, violation: Violation)? {
    guard var violation = violation(with: options) else { return nil }
    let invariant = violation.invariant
    var best = options
    func take(_ options: Scenario.Options) -> Bool {
      guard let found = self.violation(with: options), found.invariant == invariant else {
        return false
      }
      (best, violation) = (options, found)
      return true
    }
    for hardship in Hardship.allCases where !best.without.contains(hardship) {
      var options = best
      options.without.insert(hardship)
      _ = take(options)
    }
    for posts in 1...30 where posts < best.postsMax ?? .max {
      var options = best
      options.postsMax = posts
      if take(options) { break }
    }
    return (best, violation)
  }

  private func violation(with options: Scenario.Options) -> Violation? {
    let simulation = Simulation(seed: seed, options: options, household: household)
    simulation.run()
    return simulation.violation
  }
}
