import Config
import Control
import Domain
import Store

extension Operator {
  /// Lines of the audit log that one filtered page looks at.
  private static let auditLinesMax = 5000
  /// Lines of the audit log that are checked in one turn.
  private static let verifiedLines = 2000

  func queue(_ request: ListDeliveries) async throws(ErrorObject) -> Page<DeliveryView> {
    let filter = request.filter.filter
    return try await inTurn { context in
      try context.store.queue(filter, after: request.page.cursor, limit: request.page.rows)
    }
  }

  func notices(_ request: ListNotices) async throws(ErrorObject) -> Page<NoticeView> {
    try await inTurn { context in
      try context.store.notices(before: request.page.cursor, limit: request.page.rows)
    }
  }

  /// A filtered page may be short, and even empty, before the log's end: it looks at a bounded
  /// number of lines.
  func audit(_ request: ListAudit) async throws(ErrorObject) -> Page<AuditView> {
    let rows = request.page.rows
    guard request.subject != nil || request.actor != nil else {
      return try await inTurn { try $0.store.audit(before: request.page.cursor, limit: rows) }
    }
    return try await inTurn { context in
      let page = try context.store.audit(
        before: request.page.cursor, limit: Operator.auditLinesMax)
      let fitting = page.items.filter { line in
        (request.subject ?? line.subject) == line.subject
          && (request.actor ?? line.actor) == line.actor
      }
      guard fitting.count > rows else { return Page(items: fitting, next: page.next) }
      return Page(items: Array(fitting.prefix(rows)), next: "\(fitting[rows - 1].seq)")
    }
  }

  /// Walks along the whole chain, a slice a turn, so that publishing goes on meanwhile.
  func verifyAudit() async throws(ErrorObject) -> AuditVerdict {
    let base = try await inTurn { try $0.store.auditBase() }
    let archived: AuditCheck
    do {
      archived = try AuditArchive(directory: parts.stateFolder).check(base, parts.ports.hashing)
    } catch {
      throw ErrorObject(.unavailable, "the archive of the audit log cannot be read: \(error)")
    }
    if let broken = archived.broken {
      return AuditVerdict(
        isWhole: false, lines: Int64(archived.checked), head: archived.lastHash,
        brokenAt: broken.seq, message: broken.reason)
    }
    var (first, lines) = (Int64(1), Int64(archived.checked))
    while true {
      let from = first
      let check = try await inTurn {
        try $0.store.verifyAudit(from: from, limit: Operator.verifiedLines)
      }
      lines += Int64(check.checked)
      if check.broken == nil, let next = check.next {
        first = next
        continue
      }
      return AuditVerdict(
        isWhole: check.broken == nil, lines: lines, head: check.lastHash,
        brokenAt: check.broken?.seq, message: check.broken?.reason)
    }
  }

  func reload(_ request: Reload, _ caller: Caller) async throws(ErrorObject) -> ReloadReport {
    let force = request.force ?? false
    let reloader = parts.reloader
    // A reload that takes longer than the caller waits goes on all the same.
    let work = Board<Int, Result<ReloadReport, ErrorObject>>()
    Task {
      do throws(ErrorObject) {
        work.post(.success(try await reloader.reload(force: force, actor: caller.actor)), for: 0)
      } catch {
        work.post(.failure(error), for: 0)
      }
    }
    if let result = await work.wait(for: 0, seconds: request.waitS ?? 60) {
      return try result.get()
    }
    let nothingYet = PlanView(
      timezone: parts.present.timezone, changes: [], diagnostics: [], quotas: [], uncommitted: [])
    return ReloadReport(state: .working, generation: parts.present.generation, plan: nothingYet)
  }
}
