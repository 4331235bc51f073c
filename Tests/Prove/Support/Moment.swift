import CLinux
import Glibc

/// A moment on the clock that never jumps.
struct Moment: Comparable, Sendable {
  private var milliseconds: Int64

  static var now: Moment { Moment(milliseconds: belfry_uptime_milliseconds()) }

  static func + (left: Moment, seconds: Double) -> Moment {
    Moment(milliseconds: left.milliseconds + Int64(seconds * 1000))
  }

  static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

  func seconds(since earlier: Moment) -> Double {
    Double(milliseconds - earlier.milliseconds) / 1000
  }
}

/// Holds this thread up.
func pause(milliseconds: Int) {
  poll(nil, 0, Int32(milliseconds))
}

/// Looks until it is so; answers how long that took, or `nil` when the time is over.
func wait(
  seconds: Double, every milliseconds: Int = 10, _ isSo: () throws -> Bool
) rethrows -> Double? {
  let begun = Moment.now
  while true {
    if try isSo() { return Moment.now.seconds(since: begun) }
    guard Moment.now < begun + seconds else { return nil }
    pause(milliseconds: milliseconds)
  }
}
