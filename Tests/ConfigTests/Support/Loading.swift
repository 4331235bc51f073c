import Config
import Domain

/// 2026-11-21 09:00 UTC, when the tests play.
let testNow = Instant(rfc3339: "2026-11-21T09:00:00Z")!

let twoAccounts = """
  version: 1
  accounts:
    - id: fedi
      platform: mastodon
      server: https://mastodon.example
    - id: sky
      platform: bluesky
      handle: belfry.example
  groups:
    everywhere: [fedi, sky]
  """

/// Loads a schedule, and accounts, from memory.
func load(
  _ schedule: String, accounts: String = twoAccounts, files: [String: String] = [:],
  facts: KnownFacts = KnownFacts(), now: Instant = testNow, media: TestMedia = TestMedia()
) -> LoadedConfiguration {
  let all = files.merging(["accounts.yaml": accounts, "schedule.yaml": schedule]) { $1 }
  return load(MemoryFiles(all), facts: facts, now: now, media: media)
}

func load(
  _ source: MemoryFiles, facts: KnownFacts = KnownFacts(), now: Instant = testNow,
  media: TestMedia = TestMedia()
) -> LoadedConfiguration {
  var ports = ConfigurationPorts.test
  ports.media = media
  return ConfigurationLoader(accounts: source, schedule: source, ports: ports)
    .load(now: now, facts: facts)
}

/// A schedule with a head, so that tests show only what they are about. The text begins in line 4.
func schedule(_ body: String) -> String {
  """
  version: 1
  timezone: Europe/Berlin
  defaults: { to: everywhere }

  """ + body
}

/// The snapshot of files without mistakes.
func snapshot(_ body: String, files: [String: String] = [:], now: Instant = testNow) throws
  -> Snapshot
{
  let loaded = load(schedule(body), files: files, now: now)
  guard let snapshot = loaded.snapshot else {
    throw Unexpected(lines: loaded.diagnostics.map(\.line))
  }
  return snapshot
}

struct Unexpected: Error {
  var lines: [String]
}
