package import Domain

/// Posts that come again: a rule, and texts that take turns.
package struct Series: Hashable, Sendable {
  package var name: String
  package var rule: Rule
  /// The zone of the rule's local times.
  package var zone: String
  /// Inclusive.
  package var ends: CalendarDay?
  package var rules: PostRules
  /// In the order of their first turn; never empty.
  package var items: [Item]
  /// Where its id is written.
  package var place: Place

  /// The forms of a rule.
  package enum Rule: Hashable, Sendable {
    /// An RFC 5545 rule and the local time at which it begins.
    case recurrence(String, start: LocalDateTime)
    /// A five-field cron line and the first day that counts.
    case cron(String, starts: CalendarDay?)
  }

  /// One of the texts.
  package struct Item: Hashable, Sendable {
    /// What its turns are remembered by: its id, its file, or the hash of its content.
    package var key: String
    package var targets: [DeclaredPost.Target]
  }

  /// The local times from `from` (inclusive) until `until` (exclusive), at most `limit`.
  func occurrences(
    from: LocalDateTime, until: LocalDateTime, limit: Int, using recurrences: any Recurrences
  ) -> [LocalDateTime] {
    guard let midnight = TimeOfDay(hour: 0, minute: 0) else { return [] }
    let end = ends.map { min(until, LocalDateTime(day: $0.adding(days: 1), time: midnight)) }
    switch rule {
    case .recurrence(let rule, let start):
      return recurrences.expand(
        rule: rule, start: start, from: from, until: end ?? until, limit: limit)
    case .cron(let line, let starts):
      let first = starts.map { max(from, LocalDateTime(day: $0, time: midnight)) } ?? from
      return recurrences.expand(cron: line, from: first, until: end ?? until, limit: limit)
    }
  }

  /// The permanent name of an occurrence: the local time it was meant for.
  func uid(at local: LocalDateTime) -> PostUID {
    let time = local.time.text(withSeconds: local.time.second != 0)
    return PostUID(.series, "\(name)@\(local.day.text)T\(time)")
  }

  /// The name of the series that an occurrence belongs to.
  static func name(of uid: PostUID) -> String {
    String(uid.name.prefix { $0 != "@" })
  }
}
