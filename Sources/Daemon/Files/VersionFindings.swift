package import Config
package import Domain

/// What plans and checks say about accounts whose version of a network's API ends.
package enum VersionFindings {
  /// One warning per account whose version ended, or ends within sixty days, at the place of its
  /// id. It stops that account's posts only.
  package static func warnings(
    _ snapshot: Snapshot, _ recipes: [any Recipe], at now: Instant
  ) -> [Diagnostic] {
    snapshot.accounts.compactMap { declared in
      guard declared.enabled, let place = snapshot.accountPlaces[declared.name],
        let profile = recipes.first(where: { $0.profile.name == declared.platform })?.profile,
        let problem = profile.versionProblem(for: declared.settings, at: now),
        let newest = profile.apiVersions.first
      else { return nil }
      return Diagnostic(
        .warning, place, "account \(declared.name): \(problem)",
        hint: "\(PlatformProfile.versionSetting): \(newest.name)")
    }
  }
}
