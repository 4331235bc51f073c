import Domain

/// What Pinterest's headers are reported to say about its limits: `X-RateLimit-Limit`,
/// `-Remaining` and `-Reset` in seconds. The first may list several windows, as in
/// `100, 100;w=1;name="…", 1000;w=60;name="org_read_…"`; the others are about the first number.
/// Pinterest documents none of them, so that what is not understood says nothing.
enum PinterestLimits {
  static func readings(in answer: Answer) -> [LimitReading] {
    guard let remaining = answer.header("x-ratelimit-remaining").flatMap({ Int($0) }),
      remaining >= 0,
      let windows = answer.header("x-ratelimit-limit")?.split(separator: ","),
      let capacity = windows.first.flatMap({ Int($0.filter { $0 != " " }) }),
      let name = limit(capacity, windows.dropFirst().first { isWindow($0, of: capacity) })
    else { return [] }
    let wait = answer.header("x-ratelimit-reset").flatMap { Int64($0) }
    let resets = wait.flatMap { (0...86_400).contains($0) ? answer.at + .seconds($0) : nil }
    return [LimitReading(limit: name, remaining: remaining, resets: resets, capacity: capacity)]
  }

  private static func isWindow(_ item: Substring, of capacity: Int) -> Bool {
    item.prefix { $0 != ";" }.filter { $0 != " " } == "\(capacity)"
  }

  /// The category that the window's name begins with, else the size; windows of a second are none
  /// of ours.
  private static func limit(_ capacity: Int, _ window: Substring?) -> String? {
    if let window {
      guard window.contains(";w=60") else { return nil }
      if window.contains("org_write") { return "writes" }
      if window.contains("org_read") { return "reads" }
    }
    switch capacity {
    case 100: return window == nil ? nil : "writes"
    case 1000: return "reads"
    default: return nil
    }
  }
}
