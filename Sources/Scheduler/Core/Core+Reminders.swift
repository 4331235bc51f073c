import Domain

/// What people are told days before it hurts. Accounts are looked at once a day, so that each of
/// these days comes once.
extension Core {
  /// Days before a token's end.
  private static let tokenDays: Set<Int64> = [14, 7, 3, 1]
  /// Whole days before the end of a version of a platform's API; the first is the one on which
  /// `check` begins to warn.
  private static let versionDays: Set<Int64> = [59, 30, 14, 7, 3, 1, 0]

  /// Notices of what ends soon and takes a person.
  func reminders(_ scene: Scene, _ now: Instant) -> [Write] {
    [tokenReminder(scene, now), versionReminder(scene, now)].compactMap { $0.map(Write.notice) }
  }

  private func tokenReminder(_ scene: Scene, _ now: Instant) -> Notice? {
    guard let token = account(scene.account.id)?.token, let recipe = recipe(for: scene.account),
      let ends = token.ends(recipe), let days = daysLeft(until: ends, now),
      Core.tokenDays.contains(days)
    else { return nil }
    let name = scene.account.name
    return Notice(
      .signIn, title: "\(name) needs you to sign in within \(Core.text(days: days))",
      body: "Its sign-in ends on \(ends.rfc3339.prefix(10)) and cannot be renewed without you.\n"
        + "belfry connect \(name)")
  }

  private func versionReminder(_ scene: Scene, _ now: Instant) -> Notice? {
    let settings = scene.account.declared.settings
    guard let ends = scene.profile.apiVersion(for: settings)?.ends,
      let problem = scene.profile.versionProblem(for: settings, at: now),
      let newest = scene.profile.apiVersions.first
    else { return nil }
    // After its end it is said each day: posts are waiting.
    let days = daysLeft(until: ends, now)
    guard days.map(Core.versionDays.contains) ?? true else { return nil }
    return Notice(
      .signIn, title: "\(scene.account.name) needs a newer version of an API",
      body:
        "\(problem). Write \(PlatformProfile.versionSetting): \(newest.name) into accounts.yaml "
        + "and reload; afterwards its posts wait.")
  }

  /// Whole days until then; `nil` when it is past.
  private func daysLeft(until ends: Instant, _ now: Instant) -> Int64? {
    ends > now ? (ends - now).wholeMilliseconds / 86_400_000 : nil
  }

  private static func text(days: Int64) -> String { days == 1 ? "a day" : "\(days) days" }
}
