import CLinux

/// The wall clock of this process, which nobody shifts.
enum Wall {
  static var milliseconds: Int64 { belfry_wall_milliseconds() }
}
