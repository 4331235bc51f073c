package import Domain

/// One accepted state of the two files: whole, validated, immutable.
package struct Snapshot: Sendable {
  package var settings: DaemonSettings
  /// In the order of the file.
  package var accounts: [DeclaredAccount]
  /// Where the id of each account is written.
  package var accountPlaces: [AccountName: Place]
  package var groups: [AccountGroup]
  /// The zone of the schedule, in which people think.
  package var timezone: String
  /// How far ahead a post may lie.
  package var horizon: Duration
  /// In the order of the files; drafts among them.
  package var posts: [SnapshotPost]
  package var series: [Series]
  /// By name.
  package var slots: [String: Slot]

  /// What rows of a CSV file may refer to.
  var vocabulary: Vocabulary
  var scope: Scope

  static let defaultHorizon = Duration.seconds(365 * 86_400)
}
