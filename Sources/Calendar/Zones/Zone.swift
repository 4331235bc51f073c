import Domain

/// The clock of one zone: when its offset from UTC changes, and to what.
struct Zone: Sendable {
  /// What the clock does between two changes.
  struct LocalType: Hashable, Sendable {
    /// Seconds ahead of UTC.
    let offset: Int
    /// Such as `CET`; `+0545` where a zone has no letters.
    let abbreviation: String
  }

  /// When types change (seconds since the epoch, ascending), and to which; equally many.
  let transitions: [Int64]
  let typesAfter: [LocalType]
  /// What holds before the first transition.
  let initialType: LocalType
  /// What holds after the last one.
  let rule: ZoneRule?

  /// The type at `seconds` since the epoch.
  func type(at seconds: Int64) -> LocalType {
    guard let last = transitions.last, seconds < last else {
      return rule?.type(at: seconds) ?? typesAfter.last ?? initialType
    }
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? initialType : typesAfter[low - 1]
  }

  /// The moment that `local` denotes.
  ///
  /// A skipped time moves forward by the gap; of a repeated one the first counts.
  func resolve(_ local: LocalDateTime) -> ZonedTime {
    let asUTC = local.instant(offset: .zero).wholeSeconds
    // No clock is more than 26 hours away from UTC, and none changes twice in that time.
    let before = type(at: asUTC - 26 * 3600).offset
    let offsets: Set<Int> = [before, type(at: asUTC).offset, type(at: asUTC + 26 * 3600).offset]
    let moments = offsets.map { ($0, asUTC - Int64($0)) }
      .filter { offset, moment in type(at: moment).offset == offset }
      .map(\.1).sorted()
    let fit: ZonedTime.Fit
    switch moments.count {
    case 0: fit = .skipped
    case 1: fit = .exact
    default: fit = .repeated
    }
    let moment = moments.first ?? asUTC - Int64(before)
    let found = type(at: moment)
    return ZonedTime(
      instant: Instant(milliseconds: moment * 1000), fit: fit, abbreviation: found.abbreviation,
      offset: .seconds(found.offset))
  }
}
