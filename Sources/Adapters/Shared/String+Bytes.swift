extension String {
  /// The text with ranges of its UTF-8 bytes replaced.
  ///
  /// - Parameter replacements: in order, without overlap, at the boundaries of characters.
  func replacing(_ replacements: [(range: Range<Int>, text: String)]) -> String {
    guard !replacements.isEmpty else { return self }
    let source = Array(utf8)
    var output: [UInt8] = []
    var position = 0
    for (range, text) in replacements {
      output += source[position..<range.lowerBound]
      output += text.utf8
      position = range.upperBound
    }
    output += source[position...]
    return String(decoding: output, as: UTF8.self)
  }

  /// At most 300 characters of a platform's words, without control characters: they end up in
  /// messages for people.
  var bounded: String {
    let clean = unicodeScalars.filter { $0.properties.generalCategory != .control }
    return String(String(String.UnicodeScalarView(clean)).prefix(300))
  }
}
