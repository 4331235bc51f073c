/// A version of a platform's API, as it stands in addresses.
package struct APIVersion: Hashable, Sendable {
  /// Such as `v26.0`.
  package var name: String
  /// When the platform stops answering to it; `nil` while no date is known.
  package var ends: Instant?

  package init(_ name: String, ends: Instant? = nil) {
    self.name = name
    self.ends = ends
  }
}

extension PlatformProfile {
  /// The key of an account that chooses a version.
  package static let versionSetting = "api_version"
  /// How long before its end people are warned about a version.
  private static let warning = Duration.seconds(60 * 86_400)

  /// The version that an account with these settings uses; `nil` where the platform has none.
  package func apiVersion(for settings: [String: String]) -> APIVersion? {
    let name = settings[PlatformProfile.versionSetting]
    return apiVersions.first { $0.name == name } ?? apiVersions.first
  }

  /// The version that an account with these settings uses, if the platform has ended it.
  package func endedVersion(for settings: [String: String], at now: Instant) -> APIVersion? {
    apiVersion(for: settings).flatMap { version in
      version.ends.map { now >= $0 } == true ? version : nil
    }
  }

  /// What people must know about an account's version: that it ended, or ends within sixty days.
  package func versionProblem(for settings: [String: String], at now: Instant) -> String? {
    guard let version = apiVersion(for: settings), let ends = version.ends,
      now >= ends - PlatformProfile.warning
    else { return nil }
    let verb = now >= ends ? "ended" : "ends"
    return "\(title)'s API \(version.name) \(verb) on \(ends.rfc3339.prefix(10))"
  }
}
