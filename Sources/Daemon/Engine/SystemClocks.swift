import CLinux
package import Domain

/// The machine's two clocks.
package enum SystemClocks {
  /// Both clocks, now.
  package static func read() -> Clocks {
    Clocks(wall: wall(), uptime: Uptime(milliseconds: belfry_uptime_milliseconds()))
  }

  /// The wall clock, now.
  package static func wall() -> Instant {
    Instant(milliseconds: belfry_wall_milliseconds())
  }
}
