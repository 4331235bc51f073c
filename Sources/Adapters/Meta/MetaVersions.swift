import Domain

/// The versions of the Graph API (developers.facebook.com, *Versions*): about two years each.
enum MetaVersions {
  static let all = [
    APIVersion("v26.0"),
    APIVersion("v25.0", ends: Instant(rfc3339: "2028-07-29T00:00:00Z")),
    APIVersion("v24.0", ends: Instant(rfc3339: "2028-02-18T00:00:00Z")),
    APIVersion("v23.0", ends: Instant(rfc3339: "2027-10-08T00:00:00Z")),
    APIVersion("v22.0", ends: Instant(rfc3339: "2027-05-20T00:00:00Z")),
  ]

  static let setting = PlatformProfile.Setting(
    PlatformProfile.versionSetting, .choice(all.map(\.name)), defaultValue: all[0].name,
    summary: "The version of Meta's Graph API; Meta ends each about two years after it began.")

  /// The version that the account's calls name.
  ///
  /// - Throws: a refusal when Meta has ended it: the post waits for a newer one in accounts.yaml.
  static func name(
    for account: AccountFacts, _ profile: PlatformProfile, _ flow: Flow
  ) throws(Pause) -> String {
    let version = profile.apiVersion(for: account.settings) ?? all[0]
    if let ends = version.ends, flow.startedAt >= ends {
      throw flow.refuse(
        .transient, code: "api-version",
        "Meta ended \(version.name) on \(ends.rfc3339.prefix(10)); set api_version: "
          + "\(all[0].name) for \(account.name)")
    }
    return version.name
  }
}
