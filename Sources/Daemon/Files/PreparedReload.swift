import Config
import Control
import Domain

/// A reload that was read and compared, and not applied.
struct PreparedReload: Sendable {
  /// `nil` when the files have errors.
  var snapshot: Snapshot?
  var diagnostics: [Diagnostic]
  var result: PlanResult?
  /// How full the days become that the plan touches.
  var quotas: [QuotaView]
  /// What posts will cost.
  var costs: [PlannedCostView]
  var treeHash: [UInt8]
  /// The generation in force; `nil` before the first.
  var active: ActiveGeneration?
  var checkout: GitCheckout?
  var reading: AcceptedReading
  var stored: StoredState
  /// The files as they were read.
  var copy: FileCopy
  /// What must be brought before it can be applied.
  var absent: AbsentMedia

  /// The generation in force, when it came from these very files.
  var activeGeneration: GenerationView? { active.map { GenerationView($0.summary, checkout) } }

  var plan: Plan { result?.plan ?? Plan(posts: [], accounts: []) }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// What the generation's row and the audit log say about where it came from.
  var source: String {
    guard let checkout else { return "files" }
    return "git:\(checkout.commit)" + (checkout.uncommitted.isEmpty ? "" : "+")
  }

  var view: PlanView {
    let before = Dictionary(
      stored.posts.map { ($0.uid, $0.due.instant) }, uniquingKeysWith: { first, _ in first })
    return PlanView(
      timezone: snapshot?.timezone ?? "UTC",
      changes: plan.posts.map { PlanChangeView($0, dueBefore: before[$0.uid]) },
      diagnostics: diagnostics.map(DiagnosticView.init),
      quotas: quotas, costs: costs,
      massRemoval: plan.massRemoval.map { .init(removed: $0.removed, pending: $0.pending) },
      commit: checkout?.commit, uncommitted: checkout?.uncommitted ?? [])
  }
}

extension GenerationView {
  init(_ summary: GenerationSummary, _ checkout: GitCheckout?) {
    self.init(
      id: summary.id, at: summary.at.rfc3339, commit: checkout?.commit,
      uncommitted: checkout?.uncommitted ?? [])
  }
}

extension PlanChangeView {
  init(_ change: PostChange, dueBefore: Instant?) {
    let kind: Kind =
      switch change.kind {
      case .add: .add
      case .revise: .revise
      case .reschedule: .reschedule
      case .cancel: .cancel
      case .revive: .revive
      case .tooLate: .tooLate
      }
    let due = change.declared?.due.instant
    self.init(
      kind: kind, uid: change.uid, due: due?.rfc3339,
      dueBefore: dueBefore == due ? nil : dueBefore?.rfc3339,
      accounts: change.deliveries.map(\.account), note: PlanChangeView.note(on: change))
  }

  private static func note(on change: PostChange) -> String? {
    let amended = change.deliveries.compactMap { delivery -> String? in
      guard case .amend(_, let target) = delivery else { return nil }
      return target.account.text
    }
    let late = change.deliveries.compactMap { delivery -> String? in
      guard case .tooLate(_, let account, let state) = delivery else { return nil }
      return "\(state.word) on \(account)"
    }
    let edited = change.deliveries.compactMap { delivery -> String? in
      guard case .edit(_, let target) = delivery else { return nil }
      return target.account.text
    }
    if !edited.isEmpty {
      return "published on \(edited.joined(separator: ", ")); its words will be edited there"
    }
    if !amended.isEmpty {
      let names = amended.joined(separator: ", ")
      return "failed on \(names); belfry retry \(change.uid.name) sends the new version"
    }
    guard !late.isEmpty else { return nil }
    return "already \(late.joined(separator: ", ")); the new version will not be applied there"
  }
}

extension PostChange.DeliveryPlan {
  var account: AccountName {
    switch self {
    case .add(let target), .revise(_, let target), .amend(_, let target), .revive(_, let target),
      .edit(_, let target):
      target.account
    case .reschedule(_, let account), .cancel(_, let account), .tooLate(_, let account, _): account
    }
  }
}

extension DiagnosticView {
  init(_ diagnostic: Diagnostic) {
    self.init(
      file: diagnostic.place.file, line: diagnostic.place.line, column: diagnostic.place.column,
      severity: diagnostic.severity == .error ? .error : .warning, message: diagnostic.message,
      hint: diagnostic.hint)
  }
}
