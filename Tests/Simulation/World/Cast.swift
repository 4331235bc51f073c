/// What takes part in a seed's world, and the platforms from which it draws its own.
///
/// A cast never changes: a further platform, or another thing that people do, takes part in a
/// further cast, with seeds of its own, so that a seed which once broke a promise goes on telling
/// the same story.
package enum Cast {
  /// The first seed that draws from all platforms.
  package static let wholeFrom: UInt64 = 1_000_000

  /// The first seed with series, approvals, edits and deletes, and a length of its own.
  package static let changesFrom: UInt64 = 10_000_000

  /// The first seed with backups of the running daemon, and with deletes of what is half out.
  package static let backupsFrom: UInt64 = 10_000_000_000_000

  /// The first seed whose posts have all the forms that the networks know, whose networks tell more
  /// of what they show, and whose owners have words fitted.
  package static let formsFrom: UInt64 = 1_000_000_000_000_000_000

  /// The seeds of the latest cast begin here.
  package static let latest = formsFrom

  private static let first: [SimulatedAccount.Platform] = [
    .mastodon, .bluesky, .keyed, .record, .container, .resumable, .blind, .strict,
  ]

  static func hasChanges(_ seed: UInt64) -> Bool { seed >= changesFrom }

  static func hasBackups(_ seed: UInt64) -> Bool { seed >= backupsFrom }

  static func hasForms(_ seed: UInt64) -> Bool { seed >= formsFrom }

  static func platforms(of seed: UInt64) -> [SimulatedAccount.Platform] {
    seed < wholeFrom ? first : SimulatedAccount.Platform.allCases
  }
}
