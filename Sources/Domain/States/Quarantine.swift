/// The state of a store that may not know what was published lately, because its file was put back
/// from an earlier copy. Nothing visible is sent before a person ends it.
package struct Quarantine: Hashable, Sendable {
  /// The latest moment that the store remembers.
  package var since: Instant
  /// When the store was opened again, or the latest moment that anybody remembers when the clock is
  /// behind it. What was due until then may have been published.
  package var until: Instant
  /// The number of the latest call that the store remembers: an answer about that one or an earlier
  /// one says nothing of what was sent after the copy.
  package var latestCall: Int64
  /// How it is known, for people.
  package var reason: String

  package init(since: Instant, until: Instant, latestCall: Int64, reason: String) {
    self.since = since
    self.until = until
    self.latestCall = latestCall
    self.reason = reason
  }

  /// Whether the delivery may have been published without the store's knowledge.
  package func covers(_ delivery: DeliveryRow) -> Bool { covers(due: delivery.due) }

  /// The same for one that is due at a moment.
  package func covers(due: Instant) -> Bool { due <= until }
}
