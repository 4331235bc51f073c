import Control
import Domain

/// Commands that only look.
extension ClientCommands {
  func status(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let status = try await call(GetStatus())
    try await show(status, invocation, zone: status.timezone) { $0.page(status) }
    return .done
  }

  func health(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let health = try await call(GetHealth())
    try await show(health, invocation, zone: "UTC") { $0.page(health) }
    return health.status == .ok ? .done : .needsAttention
  }

  func queue(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let filter = try await filter(invocation)
    let wanted = invocation.number("limit") ?? 50
    let page = try await collect(wanted) { page in ListDeliveries(filter: filter, page: page) }
    try await show(page, invocation) { $0.queue(page) }
    return .done
  }

  /// As many rows as wanted, in slices of at most 1,000.
  private func collect<Request: Operation, Item>(
    _ wanted: Int, _ request: (PageFields) -> Request
  ) async throws(CommandFailure) -> Page<Item> where Request.Reply == Page<Item> {
    var whole = Page<Item>(items: [])
    repeat {
      let slice = PageFields(limit: min(1000, wanted - whole.items.count), cursor: whole.next)
      let page = try await call(request(slice))
      whole = Page(items: whole.items + page.items, next: page.next, total: page.total)
      if page.items.isEmpty { break }
    } while whole.next != nil && whole.items.count < wanted
    return whole
  }

  func calendar(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let zone = try await call(GetStatus()).timezone
    let from: Instant
    if let day = invocation.value("from") {
      from = try moment(day, invocation, zone: zone)
    } else {
      let today = console.zones.local(console.now(), in: zone)?.time.day
      from = try moment(today?.text ?? "", invocation, zone: zone)
    }
    let days = invocation.number("days") ?? 14
    let calendar = try await call(
      GetCalendar(
        from: MomentText(from), until: MomentText(from + .seconds(days * 86_400)),
        project: invocation.value("project")))
    try await show(calendar, invocation, zone: calendar.timezone) { $0.page(calendar) }
    return .done
  }

  func show(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let post = try await call(ShowPost(post: try reference(invocation)))
    try await show(post, invocation, zone: post.zone) { $0.page(post) }
    return .done
  }

  /// The post that the command is about.
  func reference(_ invocation: Invocation) throws(CommandFailure) -> PostReference {
    guard let reference = invocation.value("POST").flatMap(PostReference.init) else {
      throw .usage(.missingArgument("POST", of: invocation.path))
    }
    return reference
  }

  func accounts(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let page = try await call(ListAccounts())
    try await show(page, invocation) { $0.accounts(page.items) }
    return .done
  }

  func tokens(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let page = try await call(ListTokens())
    try await show(page, invocation) { $0.tokens(page.items) }
    return .done
  }

  func plan(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let plan = try await call(GetPlan())
    try await show(plan, invocation, zone: plan.timezone) { $0.page(plan) }
    return plan.diagnostics.contains { $0.severity == .error } ? .badConfiguration : .done
  }

  func notices(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let page = try await collect(invocation.number("limit") ?? 50) { ListNotices(page: $0) }
    try await show(page, invocation) { $0.notices(page) }
    return .done
  }

  func audit(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let page = try await collect(invocation.number("limit") ?? 50) { page in
      ListAudit(
        subject: invocation.value("subject"), actor: invocation.value("actor"), page: page)
    }
    try await show(page, invocation) { $0.audit(page) }
    return .done
  }

  func verify(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let verdict = try await call(VerifyAudit())
    try await show(verdict, invocation, zone: "UTC") { $0.page(verdict) }
    return verdict.isWhole ? .done : .failed
  }

  func keys(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let keys = try await call(GetKeys())
    try await show(keys, invocation) { $0.page(keys) }
    return .done
  }

  func export(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let export = try await call(ExportPosts(project: invocation.value("project")))
    try await show(export, invocation, zone: "UTC") { _ in export.yaml }
    return .done
  }
}
