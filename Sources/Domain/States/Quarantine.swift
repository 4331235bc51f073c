/// The state of a store that may not know what was published lately, because its file was put back
/// from an earlier copy. Nothing visible is sent before a person ends it.
package struct Quarantine: Hashable, Sendable {
  /// The latest moment that the store remembers.
  package var since: Instant
  /// When the store was opened again. What was due until then may have been published.
  package var until: Instant
  /// How it is known, for people.
  package var reason: String

  package init(since: Instant, until: Instant, reason: String) {
    self.since = since
    self.until = until
    self.reason = reason
  }

  /// Whether the delivery may have been published without the store's knowledge.
  package func covers(_ delivery: DeliveryRow) -> Bool { delivery.due <= until }
}
