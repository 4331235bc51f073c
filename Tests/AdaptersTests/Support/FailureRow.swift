import Domain
import Testing

/// One row of a network's failure table: an answer, and what follows from it.
struct FailureRow: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var answer: Answer
  /// After a call that nobody sees; `nil`: trouble, to be tried again.
  var harmless: Refusal.Kind?
  /// After a call that people see; `nil`: in doubt.
  var visible: Refusal.Kind?

  init(_ name: String, _ answer: Answer, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?) {
    testDescription = name
    self.answer = answer
    self.harmless = harmless
    self.visible = visible
  }

  /// A page of something in front of the server, which may have passed the request on.
  static func proxy(_ status: Int, _ harmless: Refusal.Kind? = .transient) -> FailureRow {
    FailureRow("\(status) of a proxy", .html(status), harmless, nil)
  }

  /// Holds the end of a run, whose last call got the answer, against the row.
  func check<Value>(harmless run: Replay<Value>, _ place: SourceLocation = #_sourceLocation) {
    #expect(run.refusal?.kind == harmless, sourceLocation: place)
    guard harmless == nil else { return }
    guard case .trouble = run.pause else {
      Issue.record("not a trouble: \(String(describing: run.end))", sourceLocation: place)
      return
    }
  }

  /// The same after a visible call: what proves nothing leads to a question, or where there is
  /// none, to a doubt.
  func check<Value>(visible run: Replay<Value>, _ place: SourceLocation = #_sourceLocation) {
    #expect(run.refusal?.kind == visible, sourceLocation: place)
    guard visible == nil else { return }
    #expect(run.next?.kind == .question || run.finding != nil, sourceLocation: place)
  }
}

extension FailureRow {
  /// An error of the Graph API, by code and subcode.
  static func graph(
    _ code: Int, _ subcode: Int?, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?
  ) -> FailureRow {
    FailureRow(
      "\(code)/\(subcode.map(String.init) ?? "-")", .graph(code, subcode), harmless, visible)
  }

  /// One that proves the same on both kinds of call.
  static func graph(_ code: Int, _ subcode: Int?, both kind: Refusal.Kind) -> FailureRow {
    graph(code, subcode, kind, kind)
  }

  /// One that is known by its words.
  static func graph(
    _ code: Int, says words: String, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?
  ) -> FailureRow {
    let error: JSON = ["message": .string(words), "code": .integer(Int64(code))]
    return FailureRow("\(code) \(words)", .json(400, ["error": error]), harmless, visible)
  }
}
