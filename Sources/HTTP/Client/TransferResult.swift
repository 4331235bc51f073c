package import Domain

/// How a request ended, and what it cost.
package struct TransferResult: Hashable, Sendable {
  /// For a `file` destination that got its file the answer's body is empty.
  package var outcome: Outcome
  /// From the call of `send` to the end.
  package var duration: Duration
  /// The length of the file that a `file` destination received; `nil` when there is none.
  package var fileBytes: Int64?

  package init(outcome: Outcome, duration: Duration = .zero, fileBytes: Int64? = nil) {
    self.outcome = outcome
    self.duration = duration
    self.fileBytes = fileBytes
  }
}

/// Names a request that is under way, to cancel it.
package struct TransferID: Hashable, Sendable {
  let number: UInt64
}
