/// Numbers for people.
package enum NumberText {
  /// `4,988`.
  static func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "-" : "") + ([digits[...]] + groups).joined(separator: ",")
  }

  /// `71 GB`, `512 MB`, in powers of ten as file systems are sold.
  static func bytes(_ bytes: Int64) -> String {
    switch bytes {
    case 1_000_000_000...: "\(bytes / 1_000_000_000) GB"
    case 1_000_000...: "\(bytes / 1_000_000) MB"
    default: "\(bytes / 1000) kB"
    }
  }

  /// `1 post`, `2 posts`.
  package static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(grouped(number)) " + (number == 1 ? noun : plural ?? noun + "s")
  }
}
