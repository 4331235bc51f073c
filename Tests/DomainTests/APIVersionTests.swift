import Domain
import Testing

@Suite("Versions of a platform's API")
struct APIVersionTests {
  private static let ends = Instant(milliseconds: 1_800_000_000_000)

  private var profile: PlatformProfile {
    var profile = PlatformProfile(
      name: PlatformName("test"), title: "Test", version: 1, settings: [], limits: [])
    profile.apiVersions = [APIVersion("v2"), APIVersion("v1", ends: Self.ends)]
    return profile
  }

  private func problem(_ settings: [String: String], _ days: Int64) -> String? {
    profile.versionProblem(for: settings, at: Self.ends + .seconds(days * 86_400))
  }

  @Test("the first is the default, and one that is not known is the default too")
  func chosen() {
    #expect(profile.apiVersion(for: [:])?.name == "v2")
    #expect(profile.apiVersion(for: ["api_version": "v1"])?.name == "v1")
    #expect(profile.apiVersion(for: ["api_version": "v0"])?.name == "v2")
  }

  @Test("people are warned sixty days ahead, and told when it is over")
  func warning() {
    let old = ["api_version": "v1"]
    #expect(problem(old, -61) == nil)
    #expect(problem(old, -60) == "Test's API v1 ends on 2027-01-15")
    #expect(problem(old, 0) == "Test's API v1 ended on 2027-01-15")
    #expect(problem([:], 1000) == nil)
  }
}
