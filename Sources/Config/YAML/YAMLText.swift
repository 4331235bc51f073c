/// Checks the bytes of a file before libyaml sees them: it names such problems by byte offsets
/// only.
enum YAMLText {
  /// The first byte that no text file may hold, or `nil`.
  static func problem(in bytes: ArraySlice<UInt8>) -> YAMLSyntaxError? {
    if let index = bytes.firstIndex(where: isForbidden) {
      let code = String(bytes[index], radix: 16)
      return error(
        at: index, in: bytes,
        bytes[index] == 0
          ? "a NUL byte" : "a control character (0x\(code.count < 2 ? "0" : "")\(code))",
        hint: "this is not a text file, or it was damaged")
    }
    guard let index = firstInvalidByte(in: bytes) else { return nil }
    return error(at: index, in: bytes, "not UTF-8", hint: "save the file with UTF-8 encoding")
  }

  private static func isForbidden(_ byte: UInt8) -> Bool {
    (byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D) || byte == 0x7F
  }

  private static func firstInvalidByte(in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.withUnsafeBufferPointer { buffer -> Int? in
      do throws(UTF8.ValidationError) {
        _ = try UTF8Span(validating: buffer.span)
        return nil
      } catch {
        return bytes.startIndex + error.byteOffsets.lowerBound
      }
    }
  }

  private static func error(
    at index: Int, in bytes: ArraySlice<UInt8>, _ message: String, hint: String
  ) -> YAMLSyntaxError {
    let before = bytes[bytes.startIndex..<index]
    let line = before.count { $0 == UInt8(ascii: "\n") }
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.startIndex
    // Continuation bytes begin no column.
    let column = bytes[lineStart..<index].count { $0 & 0xC0 != 0x80 }
    return YAMLSyntaxError(line: line, column: column, message: message, hint: hint)
  }
}
