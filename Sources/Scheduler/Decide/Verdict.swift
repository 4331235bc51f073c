package import Domain

/// What a run's end means for its flow: the decision, before gates and rows.
package enum Verdict: Hashable, Sendable {
  case send(PendingCall)
  /// Nothing to do before this time; no try is spent.
  case sleep(until: Instant)
  /// A failed attempt that made nothing: again after a growing wait.
  case retry(ErrorObject)
  /// Too many calls: again after the platform's wait; no try is spent.
  case throttle(Duration?, ErrorObject)
  /// The access token ends soon, or the network turned it down.
  case refresh(ErrorObject, isTurnedDown: Bool)
  /// A person must sign in to the account.
  case signIn(ErrorObject)
  /// Start the run afresh.
  case restart(String)
  /// The platform was asked about a visible step and does not know yet.
  case readAgain(Reading)
  /// Proven absent: the step may be sent again, after a growing wait.
  case absent(step: String)
  /// Proven absent after the last try: a person must decide.
  case absentForGood(step: String, Question, ErrorObject)
  /// Proven absent, because the network took it and turned the content down.
  case turnedDown(step: String, ErrorObject)
  /// Proven absent, because the network took it and failed with it: a new run, after this wait.
  case startOver(step: String, ErrorObject, after: Duration?)
  /// A person must decide.
  case ask(Question, ErrorObject)
  /// The network will not take it.
  case refuse(ErrorObject)
  /// A person must supply a value.
  case prompt(InputRequest)
  case published
  case granted(Grant)
  case probed(JSON)
  case done

  /// What a reading that settles nothing says.
  package enum Reading: Hashable, Sendable {
    /// Nothing is proven; a reading that settles it is due when this time is over at the latest.
    case open(left: Duration)
    /// Not there, after the quiet time: it counts.
    case negative
  }
}
