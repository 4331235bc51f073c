import CUTF8Proc

/// Unicode normalisation (UAX #15) through utf8proc.
package enum Normalization {
  /// What is left of a text after changes that make no difference to people: its words, composed,
  /// with single spaces between them.
  package static func comparable(_ text: String) -> String {
    words(ofASCII: text) ?? nfc(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }

  /// The words of a text of nothing but ASCII, as most are, with single spaces between them; `nil`
  /// for any other text.
  package static func words(ofASCII text: String) -> String? {
    var text = text
    return text.withUTF8 { bytes in
      var words: [UInt8] = []
      words.reserveCapacity(bytes.count)
      var end = bytes.startIndex
      while let start = bytes[end...].firstIndex(where: { !isWhite($0) }) {
        end = bytes[start...].firstIndex(where: isWhite) ?? bytes.endIndex
        let word = bytes[start..<end]
        guard word.allSatisfy({ $0 < 0x80 }) else { return nil }
        if !words.isEmpty { words.append(UInt8(ascii: " ")) }
        words.append(contentsOf: word)
      }
      return String(decoding: words, as: UTF8.self)
    }
  }

  private static func isWhite(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte)
  }

  /// The composed form, NFC: `e` + U+0301 becomes `é`.
  ///
  /// Equal-looking texts get equal bytes.
  package static func nfc(_ text: String) -> String {
    // ASCII is its own NFC, and most texts are ASCII.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    let options = utf8proc_option_t(
      UTF8PROC_STABLE.rawValue | UTF8PROC_COMPOSE.rawValue)
    var composed: UnsafeMutablePointer<UInt8>?
    let length = Array(text.utf8).withUnsafeBufferPointer {
      utf8proc_map($0.baseAddress, $0.count, &composed, options)
    }
    // A Swift string is valid UTF-8, so that only a lack of memory is left as a failure.
    guard length >= 0, let composed else { preconditionFailure("utf8proc_map failed: \(length)") }
    defer { free(composed) }
    return String(
      decoding: UnsafeBufferPointer(start: composed, count: length), as: UTF8.self)
  }
}
