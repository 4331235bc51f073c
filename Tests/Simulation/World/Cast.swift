/// The platforms from which a seed draws its own.
///
/// A cast never changes: a further platform takes part in a further cast, with seeds of its own, so
/// that a seed which once broke a promise goes on telling the same story.
package enum Cast {
  /// The first seed that draws from all platforms.
  package static let wholeFrom: UInt64 = 1_000_000

  private static let first: [SimulatedAccount.Platform] = [
    .mastodon, .bluesky, .keyed, .record, .container, .resumable, .blind, .strict,
  ]

  static func platforms(of seed: UInt64) -> [SimulatedAccount.Platform] {
    seed < wholeFrom ? first : SimulatedAccount.Platform.allCases
  }
}
