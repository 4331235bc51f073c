import Config
import Control
import Domain
import Media
import Scheduler
import Store

extension Operator {
  func health() async throws(ErrorObject) -> HealthView {
    let checks = try await inTurn { [parts] context in
      [
        try Operator.storeCheck(context), try Operator.queueCheck(parts, context),
        Operator.clockCheck(context), Operator.diskCheck(parts, context),
      ] + Operator.fileCheck(parts) + Operator.toolCheck(parts) + Operator.mediaCheck(parts)
        + (try Operator.platformChecks(parts, context))
    }
    let order = HealthStatus.allCases
    let worst = checks.map(\.status).max { left, right in
      (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
    }
    return HealthView(status: worst ?? .ok, checks: checks)
  }

  private static func storeCheck(_ context: Context) throws -> HealthCheck {
    let boot = context.store.boot
    let end = boot.wasUnclean ? "opened after an unclean end" : "opened after a clean end"
    let isTrusted = try context.store.quarantine() == nil
    return HealthCheck(
      name: "store", status: isTrusted ? .ok : .failed,
      message: isTrusted ? end : "in quarantine; nothing is published: belfry quarantine",
      values: ["calls_in_doubt_at_start": Double(boot.callsInDoubt)])
  }

  private static func queueCheck(_ parts: Parts, _ context: Context) throws -> HealthCheck {
    let counts = try context.store.counts(today: AccountViews(parts, context).today)
    func count(_ state: DeliveryState) -> Int { counts.states[state.word] ?? 0 }
    let (waiting, doubtful) = (count(.attention), count(.doubtful))
    return HealthCheck(
      name: "queue", status: waiting > 0 ? .degraded : .ok,
      message: waiting > 0 ? "\(waiting) need a person" : "nothing needs a person",
      values: [
        "attention": Double(waiting), "in_doubt": Double(doubtful),
        "scheduled": Double(count(.scheduled)), "blocked": Double(count(.blocked)),
        "published_today": Double(counts.publishedToday),
        "calls_under_way": Double(context.core.callsUnderway),
      ])
  }

  private static func clockCheck(_ context: Context) -> HealthCheck {
    let isInDoubt = context.core.isClockInDoubt(at: context.clocks.uptime)
    return HealthCheck(
      name: "clock", status: isInDoubt ? .failed : .ok,
      message: isInDoubt ? "the networks have another time; nothing is published" : "ok",
      values: [:])
  }

  private static func diskCheck(_ parts: Parts, _ context: Context) -> HealthCheck {
    guard let free = DiskWatch.freeBytes(in: parts.stateFolder) else {
      return HealthCheck(
        name: "disk", status: .failed, message: "the state folder cannot be read", values: [:])
    }
    let needed = Int64(parts.present.snapshot?.settings.freeDiskBytes ?? 0)
    let isLow = context.core.isDiskLow
    return HealthCheck(
      name: "disk", status: isLow ? .failed : .ok,
      message: isLow ? "too little is free; nothing is accepted or published" : "ok",
      values: ["free_bytes": Double(free), "needed_bytes": Double(needed)])
  }

  /// Nothing to say where the files are in force as they are.
  private static func fileCheck(_ parts: Parts) -> [HealthCheck] {
    guard let refusal = parts.present.refusal else { return [] }
    return [
      HealthCheck(
        name: "files", status: .degraded, message: refusal.message,
        values: ["mistakes": Double(refusal.mistakes)])
    ]
  }

  /// Nothing to say before the place was tried.
  private static func mediaCheck(_ parts: Parts) -> [HealthCheck] {
    guard let standing = parts.media.standing else { return [] }
    return [
      HealthCheck(
        name: "media", status: standing.trouble == nil ? .ok : .degraded,
        message: standing.message, values: [:])
    ]
  }

  /// Nothing to say where no account wants files converted.
  private static func toolCheck(_ parts: Parts) -> [HealthCheck] {
    let fitting = parts.present.snapshot?.accounts.count { $0.fit && $0.enabled } ?? 0
    guard fitting > 0 else { return [] }
    let missing = MediaTools().missing
    return [
      HealthCheck(
        name: "tools", status: missing == nil ? .ok : .degraded,
        message: missing.map { "\($0) is not installed; fit: converts no files" } ?? "ok",
        values: ["accounts_with_fit": Double(fitting)])
    ]
  }

  private static func platformChecks(
    _ parts: Parts, _ context: Context
  ) throws -> [HealthCheck] {
    let accounts = try AccountViews(parts, context).all()
    return Set(accounts.map(\.platform)).sorted().map { platform in
      let mine = accounts.filter { $0.platform == platform && $0.state != "disabled" }
      let signedOut = mine.filter { $0.state != AccountState.ok.word }
      let heldBack = mine.filter { $0.circuit != "closed" }
      var troubles = signedOut.map { "\($0.name): \($0.state)" }
      troubles += heldBack.map { "\($0.name): held back until \($0.circuit)" }
      return HealthCheck(
        name: "platform:\(platform)", status: troubles.isEmpty ? .ok : .degraded,
        message: troubles.isEmpty ? "ok" : troubles.joined(separator: ", "),
        values: [
          "accounts": Double(mine.count), "signed_out": Double(signedOut.count),
          "held_back": Double(heldBack.count),
        ])
    }
  }
}
