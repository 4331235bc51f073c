package import Control
import Domain

extension PageWriter {
  /// What a reload would do, like a diff.
  package func page(_ plan: PlanView) -> String {
    var text = ""
    for diagnostic in plan.diagnostics { text += diagnosis(diagnostic) }
    text += changes(plan.changes)
    if style.isTerminal, !text.isEmpty { text += "\n" }
    text += summary(plan)
    if let removal = plan.massRemoval {
      text += style.paint(
        "\(removal.removed) of \(removal.pending) waiting deliveries would be cancelled; "
          + "a reload refuses this without --force\n", .bad)
    }
    if !plan.uncommitted.isEmpty {
      text += "not committed: \(plan.uncommitted.map(DisplayText.line).joined(separator: ", "))\n"
    }
    if style.isTerminal, !plan.changes.isEmpty, !hasErrors(plan) {
      text += "Apply with: systemctl reload belfry\n"
    }
    return text
  }

  /// Whether the files are wrong.
  package func hasErrors(_ plan: PlanView) -> Bool {
    plan.diagnostics.contains { $0.severity == .error }
  }

  private func diagnosis(_ diagnostic: DiagnosticView) -> String {
    let hint = diagnostic.hint.map { "; " + DisplayText.line($0) } ?? ""
    let severity = style.paint(
      diagnostic.severity.rawValue, diagnostic.severity == .error ? .bad : .warning)
    return "\(DisplayText.line(diagnostic.file)):\(diagnostic.line):\(diagnostic.column): "
      + "\(severity): \(DisplayText.line(diagnostic.message))\(hint)\n"
  }

  private func changes(_ changes: [PlanChangeView]) -> String {
    guard !changes.isEmpty else { return "" }
    let rows = changes.map { (change: $0, cells: cells($0)) }
    guard style.isTerminal else {
      return rows.map { row in
        ([PageWriter.mark(row.change.kind).0] + row.cells).joined(separator: "\t") + "\n"
      }.joined()
    }
    let nameWidth = min(32, rows.map { DisplayText.width($0.cells[0]) }.max() ?? 0)
    let timeWidth = rows.map { DisplayText.width($0.cells[1]) }.max() ?? 0
    return rows.map { row in
      let (mark, tone) = PageWriter.mark(row.change.kind)
      let name = DisplayText.pad(DisplayText.cut(row.cells[0], to: nameWidth), to: nameWidth)
      let moment = DisplayText.pad(row.cells[1], to: timeWidth)
      let start = "  \(style.paint(mark, tone)) \(name)  \(moment)"
      let text = line([start] + row.cells[2...], indent: nameWidth + 6)
      return text.split(separator: "\n").map(PageWriter.trimmed).joined(separator: "\n") + "\n"
    }.joined()
  }

  private static func trimmed(_ line: Substring) -> Substring {
    line.last == " " ? trimmed(line.dropLast()) : line
  }

  /// Post, time, accounts, note.
  private func cells(_ change: PlanChangeView) -> [String] {
    let due = time.text(change.due, time.full)
    let before = time.text(change.dueBefore, time.short)
    let when: String
    switch change.kind {
    case .reschedule:
      // On the same day the date need not be said twice.
      let isSameDay = before.prefix(10) == due.prefix(10)
      when = "\(before) → \(isSameDay ? String(due.dropFirst(11)) : due)"
    case .cancel: when = before.isEmpty ? "" : "was \(before)"
    case .revise where !before.isEmpty && change.dueBefore != change.due:
      when = "\(before) → \(due)"
    case .add, .revise, .revive, .tooLate: when = due
    }
    let note = change.note.map(DisplayText.line) ?? ""
    let distance = change.kind == .add ? time.text(change.due, time.relative) : ""
    return [
      PageWriter.name(change.uid), when,
      change.kind == .cancel && !note.isEmpty ? "" : PageWriter.names(change.accounts),
      note.isEmpty ? distance : note,
    ]
  }

  private static func mark(_ kind: PlanChangeView.Kind) -> (String, Tone) {
    switch kind {
    case .add, .revive: ("+", .good)
    case .revise, .reschedule: ("~", .warning)
    case .cancel: ("-", .bad)
    case .tooLate: ("!", .bad)
    }
  }

  private func summary(_ plan: PlanView) -> String {
    let errors = plan.diagnostics.count { $0.severity == .error }
    let warnings = plan.diagnostics.count - errors
    var parts: [String] = []
    func add(_ kinds: [PlanChangeView.Kind], _ word: String) {
      let count = plan.changes.count { kinds.contains($0.kind) }
      if count > 0 { parts.append("\(NumberText.grouped(count)) \(word)") }
    }
    add([.add], "new")
    add([.revise, .reschedule], "changed")
    add([.revive], "back again")
    add([.cancel], "removed")
    add([.tooLate], "too late")
    if errors > 0 { parts = [NumberText.count(errors, "error")] }
    if warnings > 0 { parts.append(NumberText.count(warnings, "warning")) }
    // A year of days would bury the plan; the fullest ones tell what matters.
    let fullest = plan.quotas.filter { $0.used * 10 >= $0.capacity }
      .sorted { $1.used * $0.capacity < $0.used * $1.capacity }.prefix(2)
    let quotas = fullest.map {
      "\($0.account) \(NumberText.grouped($0.used)) of \(NumberText.grouped($0.capacity)) "
        + "\($0.unit) on \($0.day)"
    }
    let quota = quotas.isEmpty ? "" : " Quota: \(quotas.joined(separator: ", "))."
    let changes = parts.isEmpty ? "nothing would change" : parts.joined(separator: ", ")
    let outcome = changes + (errors > 0 ? "; a reload would be refused" : "") + "." + quota
    return outcome + cost(plan) + "\n"
  }

  /// What the next month with costs will cost on each account.
  private func cost(_ plan: PlanView) -> String {
    guard let month = plan.costs.first?.month else { return "" }
    let costs = plan.costs.filter { $0.month == month }.map { cost in
      "\(cost.account) \(cost.planned)"
        + (cost.spent == "0.00" ? "" : " after \(cost.spent)")
        + (cost.budget.map { " of \($0)" } ?? "")
    }
    return " US dollars in \(month): \(costs.joined(separator: ", "))."
  }

  /// What became of a reload.
  package func page(_ report: ReloadReport) -> String {
    let generation = report.generation.map { "generation \($0.id.number)" } ?? "no generation"
    switch report.state {
    case .applied:
      return changes(report.plan.changes) + "\(generation) is in force: " + summary(report.plan)
    case .unchanged: return "nothing changed; \(generation) stays in force\n"
    case .refused:
      return page(report.plan) + style.paint("reload refused; \(generation) stays in force", .bad)
        + "\n"
    case .working: return "the reload is under way; see: belfry status\n"
    }
  }
}
