/// The names of members in our documents. Names of Swift are ASCII here.
package enum SnakeCase {
  /// `retryAfterS` becomes `retry_after_s`.
  package static func text(_ name: String) -> String {
    guard name.utf8.contains(where: isUpper) else { return name }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(name.utf8.count + 4)
    for byte in name.utf8 {
      if isUpper(byte) {
        bytes.append(UInt8(ascii: "_"))
        bytes.append(byte | 0x20)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `retry_after_s` becomes `retryAfterS`.
  static func name(_ text: String) -> String {
    let words = text.split(separator: "_")
    guard words.count > 1 else { return text }
    return words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func isUpper(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
}
