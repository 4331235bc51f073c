package import Domain
import Glibc

/// The machine's two clocks.
package enum SystemClocks {
  /// Both clocks, now. The monotonic one counts through suspend (CLOCK_BOOTTIME).
  package static func read() -> Clocks {
    Clocks(wall: wall(), uptime: Uptime(milliseconds: milliseconds(CLOCK_BOOTTIME)))
  }

  /// The wall clock, now.
  package static func wall() -> Instant {
    Instant(milliseconds: milliseconds(CLOCK_REALTIME))
  }

  private static func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
