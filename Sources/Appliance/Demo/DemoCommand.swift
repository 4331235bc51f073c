import Control
import Daemon
import Domain
import Glibc
import HTTP
import Terminal

/// `belfry demo`: the whole way, from two files to posts in the sandbox, with a crash in the
/// middle.
struct DemoCommand {
  private let console: Console
  private let keep: Bool

  init(_ console: Console, keep: Bool) {
    self.console = console
    self.keep = keep
  }

  func run() async -> ExitCode {
    do {
      let stage = try DemoStage(console)
      let code: ExitCode
      do {
        code = try await play(on: stage)
      } catch {
        stage.showLog()
        stage.end()
        throw error
      }
      if keep, code == .done { await leaveRunning(stage) }
      stage.end()
      return code
    } catch {
      console.writeError("belfry: \(StartFailure(error))\n")
      return .failed
    }
  }

  private func play(on stage: DemoStage) async throws -> ExitCode {
    stage.say("Two files say who publishes and what goes out when: belfry init")
    stage.writeFiles()
    stage.say("Are they right? belfry check")
    try stage.belfry("check")
    stage.say("A key for the vault, the sandbox that stands in for the networks, and the daemon")
    try stage.belfry("keys", "init")
    try await stage.startSandbox()
    try await stage.startDaemon()

    stage.say("Sign in: a browser's consent for Mastodon, an app password for Bluesky")
    try await stage.connect()
    stage.say("What was due goes out")
    try await stage.until("the due posts are published") { try await $0.published() >= 4 }
    try stage.belfry("status")

    stage.say("Edit the schedule in its file; belfry plan says what that would change")
    try stage.editSchedule()
    try stage.belfry("plan")
    stage.say("Apply it: belfry reload")
    try stage.belfry("reload")
    try await stage.until("the new post is published") { try await $0.published() >= 6 }

    stage.say("Now the hard part: the daemon is killed while a post is on its way")
    try await stage.killDuringPublish()
    stage.say("It starts again, asks the networks what became of the post, and goes on")
    try await stage.startDaemon()
    try await stage.until("nothing is in doubt") { try await $0.published() >= 8 }
    try stage.belfry("queue", "--status", "published")
    try await DemoCampaign(stage).play()
    return try await stage.showTimelines()
  }

  private func leaveRunning(_ stage: DemoStage) async {
    console.write(
      """

      Everything keeps running. The timelines: \(stage.page)
      Try:  belfry status \(stage.commonOptions)
            belfry post --to everywhere "Hello from me" \(stage.commonOptions)
      End it with Ctrl-C.

      """)
    Signals.hold()
    await Signals.untilStopped()
  }
}
