import Domain

/// Times as timelines show them.
enum TimeText {
  /// `now`, `5m`, `3h`, `2d`, or the day.
  static func ago(_ time: Instant, from now: Instant) -> String {
    let seconds = (now - time).wholeMilliseconds / 1000
    switch seconds {
    case ..<60: return "now"
    case ..<3600: return "\(seconds / 60)m"
    case ..<86_400: return "\(seconds / 3600)h"
    case ..<(7 * 86_400): return "\(seconds / 86_400)d"
    default: return LocalDateTime(time, offset: .zero).day.text
    }
  }

  /// `3 days left`, `2 hours left`, or `closed`.
  static func left(until end: Instant, from now: Instant) -> String {
    let minutes = (end - now).wholeMilliseconds / 60_000
    func count(_ value: Int64, _ unit: String) -> String {
      "\(value) \(unit)\(value == 1 ? "" : "s") left"
    }
    switch minutes {
    case ..<0: return "closed"
    case ..<1: return "less than a minute left"
    case ..<60: return count(minutes, "minute")
    case ..<(48 * 60): return count(minutes / 60, "hour")
    default: return count(minutes / (24 * 60), "day")
    }
  }
}
