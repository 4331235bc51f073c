package import Domain

/// How far one slice of pruning came.
package struct PruneSlice: Hashable, Sendable {
  /// Steps that were looked at.
  package var looked: Int
  /// Harmless steps that were removed, and others that were summed up.
  package var pruned: Int
}

extension Store {
  /// The journal of flows that are over, from before `before`, is summed up, a slice a turn:
  /// harmless calls are removed, with what they answered secretly; of the others stay name, class,
  /// time, hash and outcome, without headers and bodies.
  ///
  /// - Parameter limit: how many steps to look at.
  package func pruneSteps(before: Instant, limit: Int) throws -> PruneSlice {
    try part {
      let after = try fact(Pruning.cursor).flatMap { Int64($0) } ?? 0
      var old: [OldStep] = []
      try connection.each(Pruning.next, after, limit) { row in
        let step = OldStep(row)
        // Numbers grow with time: behind the first young step there is nothing old.
        guard step.at < before.milliseconds else { return false }
        old.append(step)
        return true
      }
      var slice = PruneSlice(looked: old.count, pruned: 0)
      for step in old where step.isOver {
        try prune(step)
        slice.pruned += 1
      }
      if let last = old.last { try connection.run(Meta.set, Pruning.cursor, "\(last.id)") }
      return slice
    }
  }

  private func prune(_ step: OldStep) throws {
    guard step.callClass != CallClass.harmless.rawValue else {
      if let name = step.secrets {
        try connection.run(Pruning.removeSecrets, name + "/", name + "0")
      }
      try connection.run(Pruning.removeOutcome, step.id)
      try connection.run(Pruning.removeStep, step.id)
      return
    }
    let target = try CallCoding.target(of: step.call)
    let url = String(target.url.prefix { $0 != "?" })
    let method = Call.Method(rawValue: target.method) ?? .get
    let call = CallCoding.encode(Call(method, url))
    if call.count < step.call.count { try connection.run(Pruning.shortenCall, call, step.id) }
    guard step.form == OutcomeForm.answered.rawValue else { return }
    let answer = try AnswerCoding.decode(step.body)
    let short = AnswerCoding.encode(Answer(status: answer.status, at: answer.at))
    if short.count < step.body.count {
      try connection.run(Pruning.shortenOutcome, short, step.id)
    }
  }
}

private struct OldStep {
  let id: Int64
  let at: Int64
  let callClass: Int
  let isOver: Bool
  let call: [UInt8]
  let form: Int
  let body: [UInt8]
  /// How the names of the step's secrets begin, before a slash; `nil` for a flow without a post,
  /// whose secrets are the account's.
  let secrets: String?

  init(_ row: Row) {
    id = row.integer(0)
    at = row.integer(1)
    callClass = row.int(2)
    isOver = row.int(3) == 1
    call = row.blob(4)
    form = row.int(5)
    body = row.blob(6)
    let step = SecretKey.vault(
      flow: FlowID(row.integer(7)), run: row.int(8), step: row.text(9), field: "")
    secrets = row.isNull(10) ? nil : String(step.text.dropLast())
  }
}

private enum Pruning {
  /// The fact that remembers how far pruning came.
  static let cursor = "pruned_step"

  static let next = SQL(
    """
    SELECT step.id, step.at, step.class, flow.done, step.call, outcome.form, outcome.body,
      flow.id, step.run, step.name, flow.delivery
    FROM step JOIN flow ON flow.id = step.flow LEFT JOIN outcome ON outcome.step = step.id
    WHERE step.id > ? ORDER BY step.id LIMIT ?
    """)
  static let removeOutcome = SQL("DELETE FROM outcome WHERE step = ?")
  static let removeSecrets = SQL("DELETE FROM secret WHERE key >= ? AND key < ?")
  static let removeStep = SQL("DELETE FROM step WHERE id = ?")
  static let shortenCall = SQL("UPDATE step SET call = ? WHERE id = ?")
  static let shortenOutcome = SQL("UPDATE outcome SET body = ? WHERE step = ?")
}
