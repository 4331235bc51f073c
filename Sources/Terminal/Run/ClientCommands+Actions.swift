import Control
import Domain

/// Commands that do something to deliveries.
extension ClientCommands {
  /// The filter that the options describe.
  func filter(_ invocation: Invocation) async throws(CommandFailure) -> DeliveryFilterFields {
    var filter = DeliveryFilterFields()
    filter.state = invocation.values["status"]?.compactMap { StateWord($0) }
    filter.account = invocation.values["account"]?.compactMap { AccountName($0) }
    if filter.account?.count != invocation.values["account"]?.count {
      throw .usage(.other("--account: that is not an account's name", of: invocation.path))
    }
    filter.platform = invocation.value("platform").map { PlatformName($0) }
    filter.project = invocation.value("project")
    filter.post = invocation.value("post")
    let times = ["from", "until"].compactMap { invocation.value($0) }
    guard !times.isEmpty else { return filter }
    let zone = try await call(GetStatus()).timezone
    if let text = invocation.value("from") {
      filter.from = MomentText(try moment(text, invocation, zone: zone))
    }
    if let text = invocation.value("until") {
      filter.until = MomentText(try moment(text, invocation, zone: zone))
    }
    return filter
  }

  /// What an action is for: every named post and delivery by itself, or all that a filter finds.
  private func targets(_ invocation: Invocation) async throws(CommandFailure) -> [Selection] {
    var filter = try await filter(invocation)
    let words = invocation.all("POST")
    // Accounts may narrow named posts down; anything else belongs to a filter.
    let accounts = words.isEmpty ? nil : filter.account
    if accounts != nil { filter.account = nil }
    guard words.isEmpty || filter.isEmpty else {
      throw .usage(
        .other("give posts (and --account), or a filter, not both", of: invocation.path))
    }
    if let accounts { return [try await deliveries(of: words, on: accounts, invocation)] }
    guard !words.isEmpty || !filter.isEmpty else {
      throw .usage(.other("say which: by uid, by number, or with a filter", of: invocation.path))
    }
    if !filter.isEmpty { return [.filter(filter.filter)] }
    var numbers: [DeliveryID] = []
    var posts: [Selection] = []
    for reference in words.compactMap(PostReference.init) {
      if case .delivery(let id) = reference.kind {
        numbers.append(id)
      } else {
        posts.append(.post(reference))
      }
    }
    return (numbers.isEmpty ? [] : [.deliveries(numbers)]) + posts
  }

  /// The deliveries of named posts to some accounts.
  private func deliveries(
    of words: [String], on accounts: [AccountName], _ invocation: Invocation
  ) async throws(CommandFailure) -> Selection {
    var found: [DeliveryID] = []
    for reference in words.compactMap(PostReference.init) {
      let post = try await call(ShowPost(post: reference))
      found += post.deliveries.filter { accounts.contains($0.account) }.map(\.id)
    }
    guard !found.isEmpty else {
      throw .usage(
        .other("--account: none of the posts goes to that account", of: invocation.path))
    }
    return .deliveries(found)
  }

  func act(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let name = invocation.path[0]
    if name == "reschedule", (invocation.value("at") == nil) == (invocation.value("by") == nil) {
      throw .usage(.other("give exactly one of --at and --by", of: invocation.path))
    }
    let targets = try await targets(invocation)
    let isDryRun = invocation.has("dry-run")
    // A filter can find many, and what was deleted does not come back.
    let isFilter = if case .filter = targets.first { true } else { false }
    if isFilter || name == "delete", !isDryRun, !invocation.has("yes") {
      try await confirm(name, targets, invocation)
    }
    let report = try await perform(name, targets, isDryRun: isDryRun, invocation)
    try await show(report, invocation, zone: "UTC") { $0.page(report, verb: Self.past(name)) }
    return report.changed == 0 && report.skipped > 0 ? .failed : .done
  }

  /// Shows what a filter finds, and asks.
  private func confirm(_ name: String, _ targets: [Selection], _ invocation: Invocation)
    async throws(CommandFailure)
  {
    guard console.isInteractive, !invocation.wantsJSON else {
      throw .usage(
        .other(
          "look with --dry-run what would be done, or add --yes to go on unasked",
          of: invocation.path))
    }
    let preview = try await perform(name, targets, isDryRun: true, invocation)
    console.writeError(try await pages(zone: "UTC").page(preview, verb: Self.past(name)))
    guard preview.changed > 0 else { throw .givenUp("nothing to do") }
    try agree("Go on?")
  }

  /// Asks for a yes.
  func agree(_ question: String) throws(CommandFailure) {
    let answer = console.ask(Console.Question("\(question) [y/N] "))?.lowercased()
    guard answer == "y" || answer == "yes" else { throw .givenUp("nothing was changed") }
  }

  private func perform(
    _ name: String, _ targets: [Selection], isDryRun: Bool, _ invocation: Invocation
  ) async throws(CommandFailure) -> ActionReport {
    var whole = ActionReport(isDryRun: isDryRun, changed: 0, skipped: 0, results: [])
    for target in targets {
      let fields = SelectionFields(target, dryRun: isDryRun)
      let report = try await perform(name, fields, invocation)
      whole.changed += report.changed
      whole.skipped += report.skipped
      whole.results += report.results
    }
    return whole
  }

  private func perform(_ name: String, _ target: SelectionFields, _ invocation: Invocation)
    async throws(CommandFailure) -> ActionReport
  {
    let comment = invocation.value("comment")
    switch name {
    case "retry": return try await call(Retry(target: target))
    case "cancel": return try await call(Cancel(target: target))
    case "delete": return try await call(Delete(target: target))
    case "approve": return try await call(Approve(target: target, comment: comment))
    case "reject": return try await call(Reject(target: target, comment: comment))
    case "reschedule":
      let shift = invocation.duration("by").map { Int($0.wholeMilliseconds / 1000) }
      return try await call(
        Reschedule(
          target: target, at: invocation.value("at"), timezone: invocation.value("timezone"),
          shiftS: shift))
    default: preconditionFailure("\(name) is not an action")
    }
  }

  private static func past(_ name: String) -> String {
    switch name {
    case "retry": "tried again"
    case "cancel": "cancelled"
    case "delete": "on its way to be deleted"
    case "approve": "approved"
    case "reject": "rejected"
    case "reschedule": "moved"
    default: "resolved"
    }
  }

  func resolve(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let url = invocation.value("published")
    let remoteId = invocation.value("remote-id")
    let verdicts: [Verdict] =
      (url != nil || remoteId != nil ? [.published] : [])
      + (invocation.has("resend") ? [.resend] : []) + (invocation.has("drop") ? [.drop] : [])
    guard verdicts.count == 1 else {
      throw .usage(
        .other("give exactly one of --published, --resend and --drop", of: invocation.path))
    }
    let ids = invocation.all("DELIVERY").compactMap { Int64($0) }.map { DeliveryID($0) }
    let report = try await call(
      Resolve(
        target: SelectionFields(.deliveries(ids), dryRun: invocation.has("dry-run")),
        verdict: verdicts[0], url: url, remoteId: remoteId))
    try await show(report, invocation, zone: "UTC") { $0.page(report, verb: "resolved") }
    return report.skipped > 0 ? .failed : .done
  }
}
