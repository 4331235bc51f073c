import Control
import Domain
import Glibc

/// Looks for every token that a server gave, the app password and the master key in all that the
/// daemon wrote and says.
struct SecretSearch {
  private let household: Household
  private let folder: String

  init(_ lab: Lab, _ household: Household) throws {
    self.household = household
    folder = try lab.newRoom()
  }

  func run(_ tally: inout Tally) throws {
    let master = Files.read(household.state + "/belfry.key").split(whereSeparator: \.isNewline)
    let secrets =
      household.town.sites.flatMap { $0.tokens.given.sorted() } + [Household.appPassword]
      + master.map(String.init)
    try Files.write(secrets.joined(separator: "\n") + "\n", to: folder + "/secrets")
    try Files.write("a line with \(secrets[0]) in it", to: folder + "/canary")
    let backup = try household.call(StartBackup(path: folder + "/backup.db", waitS: 60))
    if backup.state != .done { tally.fail("no backup to search") }
    for (number, words) in SecretSearch.commands.enumerated() {
      let output = try household.run(words).output
      try Files.write(output, to: folder + "/said-\(number)")
    }
    tally.count("secrets searched for", secrets.count)
    let found = try search(
      [folder, household.log, household.config] + stateFiles, for: folder + "/secrets")
    // That it finds one is the proof that it looks.
    if !found.contains(folder + "/canary") { tally.fail("the search for secrets finds nothing") }
    for path in found where path != folder + "/canary" && path != folder + "/secrets" {
      tally.fail("a secret is in \(path)")
    }
  }

  private static let commands: [[String]] = [
    ["status", "--json"], ["queue", "--json"], ["accounts", "--json"], ["audit", "--json"],
    ["notices", "--json"], ["export"], ["health"], ["keys", "status", "--json"],
  ]

  /// The key itself may hold the key.
  private var stateFiles: [String] {
    Files.names(in: household.state).filter { $0 != "belfry.key" && $0 != "belfry.reserve" }
      .map { household.state + "/" + $0 }
  }

  private func search(_ paths: [String], for secrets: String) throws -> [String] {
    let log = folder + "-found"
    let grep = try Child(
      "/bin/grep",
      ["--recursive", "--text", "--fixed-strings", "--files-with-matches"]
        + ["--file", secrets] + paths, log: log)
    guard grep.end() <= 1 else { throw Trouble("grep: \(grep.output)") }
    return grep.output.split(separator: "\n").map(String.init)
  }
}
