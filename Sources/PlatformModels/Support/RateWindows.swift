import Domain

/// A documented limit: so many units in a window of time.
package struct RateLimit: Hashable, Sendable {
  package var units: Int
  package var seconds: Int64

  package init(_ units: Int, perSeconds seconds: Int64) {
    self.units = units
    self.seconds = seconds
  }
}

/// What is used of the limits of a server.
struct RateWindows: Hashable, Sendable {
  /// Whether windows begin at multiples of their length (Mastodon) or with their first use
  /// (the reference PDS).
  var isAligned: Bool
  private var windows: [String: Window] = [:]

  private struct Window: Hashable, Sendable {
    var start: Int64
    var used: Int
  }

  /// How a limit stands, as headers tell it.
  struct Reading: Hashable, Sendable {
    var limit: RateLimit
    var remaining: Int
    /// Seconds since the epoch.
    var resets: Int64
  }

  init(isAligned: Bool) { self.isAligned = isAligned }

  /// Takes `units` of the limit that `key` names, or takes nothing and returns `false`.
  mutating func take(_ units: Int, of limit: RateLimit, key: String, at now: Instant) -> Bool {
    var window = current(limit, key: key, at: now)
    guard window.used + units <= limit.units else { return false }
    window.used += units
    windows[key] = window
    return true
  }

  func reading(_ limit: RateLimit, key: String, at now: Instant) -> Reading {
    let window = current(limit, key: key, at: now)
    return Reading(
      limit: limit, remaining: limit.units - window.used, resets: window.start + limit.seconds)
  }

  private func current(_ limit: RateLimit, key: String, at now: Instant) -> Window {
    let seconds = now.milliseconds / 1000
    if let window = windows[key], seconds >= window.start, seconds < window.start + limit.seconds {
      return window
    }
    return Window(start: isAligned ? seconds - seconds % limit.seconds : seconds, used: 0)
  }
}
