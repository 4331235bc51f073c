/// Text as a terminal shows it.
enum DisplayText {
  /// Columns that `text` takes: two for wide characters, none for joined marks.
  static func width(_ text: String) -> Int {
    text.reduce(0) { $0 + width($1) }
  }

  /// Columns that a painted text takes: our own colours take none.
  static func paintedWidth(_ text: String) -> Int {
    var columns = 0
    var isCode = false
    for character in text {
      if character == "\u{1B}" {
        isCode = true
      } else if isCode {
        isCode = character != "m"
      } else {
        columns += width(character)
      }
    }
    return columns
  }

  /// Columns that one character takes.
  static func width(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.isASCII { return first.value < 0x20 || first.value == 0x7F ? 0 : 1 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    let isEmoji =
      first.properties.isEmojiPresentation
      || character.unicodeScalars.contains { $0.value == 0xFE0F }
    return isEmoji || isWide(first.value) ? 2 : 1
  }

  /// East Asian Wide and Fullwidth, by block (Unicode Standard Annex #11).
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1B000...0x1B2FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  /// One line without control characters, so that no post can move the cursor or forge a column.
  static func line(_ text: String) -> String {
    // Names, of which a plan has thousands.
    if text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return text }
    var output = ""
    var endsInSpace = false
    for character in text {
      let isBreak = character.isNewline || character == "\t" || character == " "
      if isBreak {
        if !endsInSpace { output.append(" ") }
      } else if !character.unicodeScalars.allSatisfy(isHarmless) {
        output.append("\u{FFFD}")
      } else {
        output.append(character)
      }
      endsInSpace = isBreak
    }
    return output
  }

  /// Many lines without control characters other than line ends and tabs.
  static func lines(_ text: String) -> String {
    String(
      text.map { character in
        character.isNewline || character == "\t"
          || character.unicodeScalars.allSatisfy(isHarmless)
          ? character : "\u{FFFD}"
      })
  }

  /// Neither a control character nor one that turns the direction of writing.
  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
    if scalar.properties.generalCategory == .control { return false }
    return !(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value)
  }

  /// At most `columns` wide; what is cut off is marked.
  static func cut(_ text: String, to columns: Int) -> String {
    guard width(text) > columns else { return text }
    var output = ""
    var used = 0
    for character in text {
      let next = width(character)
      guard used + next <= columns - 1 else { break }
      output.append(character)
      used += next
    }
    return columns > 0 ? output + "…" : ""
  }

  /// Filled with spaces up to `columns`.
  static func pad(_ text: String, to columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - width(text)))
  }
}
