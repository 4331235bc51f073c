import CICal
package import Domain

/// Recurrence rules through libical, cron lines through `CronLine`.
///
/// Everything is local ("floating") time: what a clock change does to a time is decided where it is
/// resolved in a zone.
package struct ICalRecurrences: Recurrences {
  /// Times that libical may be asked for in one expansion.
  ///
  /// With the steps that a rule may take this is reached by none that begins less than ten years
  /// before `from`.
  static let mostTimes = 100_000

  package init() {}

  package func problem(withRule rule: String) -> String? {
    do {
      let rule = try RecurrenceRule(rule)
      let isRead = icalrecurrencetype_from_string(rule.text).freq != ICAL_NO_RECURRENCE
      return isRead ? nil : "not a recurrence rule of RFC 5545"
    } catch {
      return error.text
    }
  }

  package func expand(
    rule: String, start: LocalDateTime, from: LocalDateTime, until: LocalDateTime, limit: Int
  ) -> [LocalDateTime] {
    guard limit > 0, let rule = try? RecurrenceRule(rule), rule.everMeets(start) else {
      return []
    }
    let begin = rule.nearerStart(start, to: from)
    var found: [LocalDateTime] = []
    var looked = 0
    let take = { (time: LocalDateTime) -> Bool in
      looked += 1
      guard found.count < limit, looked <= ICalRecurrences.mostTimes, time < until,
        rule.until.map({ time <= $0 }) ?? true
      else { return false }
      if time >= from { found.append(time) }
      return true
    }
    if let weekly = rule.weeklyTimes(begin) {
      weekly.forEach(take)
    } else if let times = Iteration(rule, start: begin) {
      while let time = times.next(), take(time) {}
    }
    return found
  }

  package func problem(withCron line: String) -> String? {
    do {
      _ = try CronLine(line)
      return nil
    } catch {
      return error.text
    }
  }

  package func expand(
    cron line: String, from: LocalDateTime, until: LocalDateTime, limit: Int
  ) -> [LocalDateTime] {
    guard let line = try? CronLine(line) else { return [] }
    return line.expand(from: from, until: until, limit: limit)
  }
}

/// libical's iterator over the times of one rule.
private struct Iteration: ~Copyable {
  private let iterator: OpaquePointer

  /// Fails when libical refuses the rule or finds no first time for it.
  init?(_ rule: RecurrenceRule, start: LocalDateTime) {
    let parsed = icalrecurrencetype_from_string(rule.text)
    guard parsed.freq != ICAL_NO_RECURRENCE,
      let iterator = icalrecur_iterator_new(parsed, Iteration.floating(start))
    else { return nil }
    self.iterator = iterator
  }

  deinit { icalrecur_iterator_free(iterator) }

  /// The next time; `nil` after the last.
  func next() -> LocalDateTime? {
    let time = icalrecur_iterator_next(iterator)
    guard icaltime_is_null_time(time) == 0,
      let day = CalendarDay(
        year: Int(time.year), month: Int(time.month), day: Int(time.day)),
      let clock = TimeOfDay(
        hour: Int(time.hour), minute: Int(time.minute), second: Int(time.second))
    else { return nil }
    return LocalDateTime(day: day, time: clock)
  }

  /// libical's form of a time without a zone.
  private static func floating(_ local: LocalDateTime) -> icaltimetype {
    var time = icaltime_null_time()
    (time.year, time.month, time.day) = (
      Int32(local.day.year), Int32(local.day.month), Int32(local.day.day)
    )
    (time.hour, time.minute, time.second) = (
      Int32(local.time.hour), Int32(local.time.minute), Int32(local.time.second)
    )
    return time
  }
}
