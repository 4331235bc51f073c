package import Domain

/// A person's word about one delivery.
package enum Command: Hashable, Sendable {
  /// Send it again, or now.
  case retry
  case cancel
  /// Take away from the network what is out.
  case delete
  /// The answer to "it may have been published".
  case resolve(Resolution)
  case approve(comment: String)
  case reject(comment: String)
  /// It was published before the store was put back from a copy.
  case assumeSent
  /// Another due time.
  case reschedule(Instant)

  /// A person's answer about a delivery whose outcome nobody knows.
  package enum Resolution: Hashable, Sendable {
    /// It is there.
    case published(id: String, url: String?)
    /// It is not there; send it.
    case resend
    /// It is not there, or does not matter; let it be.
    case drop
  }
}
