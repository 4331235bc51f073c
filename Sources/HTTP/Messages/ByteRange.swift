/// What a `Range` header asks of a file (RFC 9110 §14).
package enum ByteRange: Hashable, Sendable {
  /// No range, one that is not understood, or several: the whole file is an allowed answer.
  case whole
  case part(offset: Int64, length: Int64)
  /// It begins beyond the end.
  case unsatisfiable

  /// - Parameters:
  ///   - header: the header's value; `nil` without one.
  ///   - size: of the file, in bytes.
  package init(_ header: String?, of size: Int64) {
    self = .whole
    guard let header, header.hasPrefix("bytes=") else { return }
    let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, ends.allSatisfy({ $0.allSatisfy(ByteRange.isDigit) }) else { return }
    switch (Int64(ends[0]), Int64(ends[1])) {
    case (nil, let count?) where ends[0].isEmpty:
      let length = min(count, size)
      self = length > 0 ? .part(offset: size - length, length: length) : .unsatisfiable
    case (let first?, let last) where ends[1].isEmpty || last != nil:
      guard last.map({ $0 >= first }) ?? true else { return }
      let end = min(last ?? size - 1, size - 1)
      self = first < size ? .part(offset: first, length: end - first + 1) : .unsatisfiable
    default: return
    }
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.isASCII && character.isNumber
  }
}
