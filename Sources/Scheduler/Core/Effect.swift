package import Domain

/// What the core wants from the shell, once the turn is committed.
package enum Effect: Sendable {
  case send(SendOrder)
  /// Ask the host with a harmless request whether it is there; report with `Event.ping`.
  case ping(host: String, url: String)
  /// A flow waits for a person's value.
  case prompt(FlowID, account: AccountID, InputRequest)
  /// A sign-in ended; `nil` for success.
  case signedIn(FlowID, account: AccountID, ErrorObject?)
  /// The network was asked to end an account's tokens, which are forgotten now; `nil` for done.
  case signedOut(FlowID, account: AccountID, ErrorObject?)
  /// The answer to a command; `nil` for done.
  case answer(AnswerID, ErrorObject?)
}

/// A call to be made.
package struct SendOrder: Hashable, Sendable {
  package var flow: FlowID
  package var run: Int
  package var step: String
  package var account: AccountID
  package var call: Call
  /// Whether the transport may start the request a second time by itself.
  package var isRepeatable: Bool

  package init(
    flow: FlowID, run: Int, step: String, account: AccountID, call: Call, isRepeatable: Bool
  ) {
    self.flow = flow
    self.run = run
    self.step = step
    self.account = account
    self.call = call
    self.isRepeatable = isRepeatable
  }
}
