package import Domain

/// A named set of weekly times, each of which takes one post.
package struct Slot: Hashable, Sendable {
  package var name: String
  package var days: Set<Weekday>
  /// Sorted, without repetitions.
  package var times: [TimeOfDay]
  package var zone: String

  package init(name: String, days: Set<Weekday>, times: [TimeOfDay], zone: String) {
    self.name = name
    self.days = days
    self.times = times
    self.zone = zone
  }
}
