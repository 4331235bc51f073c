import Domain

/// Takes a CSV file apart, record by record (RFC 4180, strictly): only one record is in memory
/// besides the bytes.
struct CSVRecords {
  /// Fields of one line of the table, with their places.
  struct Record {
    var fields: [Located<String>]
    /// The line of the file on which it begins, counted from 1.
    var line: Int
  }

  /// Why the file cannot be read any further.
  struct Broken: Error {
    var place: Place
    var message: String
    var hint: String?
  }

  private let bytes: ArraySlice<UInt8>
  private let file: String
  private var position: Int
  private var line = 1
  private var column = 1

  /// - Parameter bytes: UTF-8, checked by the caller.
  init(_ bytes: ArraySlice<UInt8>, file: String) {
    self.bytes = bytes
    self.file = file
    position = bytes.startIndex
  }

  /// The next record; `nil` at the end of the file.
  ///
  /// - Throws: `Broken` where the quoting is wrong; nothing after it can be trusted.
  mutating func next() throws(Broken) -> Record? {
    guard position < bytes.endIndex else { return nil }
    var record = Record(fields: [], line: line)
    while true {
      record.fields.append(try field())
      guard position < bytes.endIndex else { return record }
      if bytes[position] == UInt8(ascii: ",") {
        step()
        continue
      }
      endLine()
      return record
    }
  }

  private mutating func field() throws(Broken) -> Located<String> {
    let start = Place(file: file, line: line, column: column)
    guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") else {
      return try plain(start)
    }
    step()
    var text: [UInt8] = []
    while position < bytes.endIndex {
      let byte = bytes[position]
      step()
      guard byte == UInt8(ascii: "\"") else {
        text.append(byte)
        continue
      }
      if position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") {
        text.append(byte)
        step()
        continue
      }
      guard position == bytes.endIndex || isEnd(bytes[position]) else {
        throw broken("text after a closing quote", hint: "write \"\" for a quote inside a field")
      }
      let length = line == start.line ? column - start.column : 1
      return located(String(decoding: text, as: UTF8.self), start, length: length)
    }
    throw Broken(place: start, message: "this quote is never closed")
  }

  private mutating func plain(_ start: Place) throws(Broken) -> Located<String> {
    let first = position
    while position < bytes.endIndex, !isEnd(bytes[position]) {
      guard bytes[position] != UInt8(ascii: "\"") else {
        throw broken(
          "a quote inside a field that is not quoted",
          hint: "put the whole field into quotes and write \"\" for each quote inside")
      }
      step()
    }
    let text = String(decoding: bytes[first..<position], as: UTF8.self)
    return located(text, start, length: column - start.column)
  }

  private func located(_ text: String, _ start: Place, length: Int) -> Located<String> {
    var place = start
    place.length = max(1, length)
    return Located(value: text, place: place)
  }

  private func broken(_ message: String, hint: String?) -> Broken {
    Broken(
      place: Place(file: file, line: line, column: column), message: message, hint: hint)
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D
  }

  private mutating func step() {
    if bytes[position] == 0x0A {
      (line, column) = (line + 1, 1)
    } else if bytes[position] & 0xC0 != 0x80 {
      column += 1
    }
    position += 1
  }

  /// Passes CRLF, or a lone line feed as Unix programs write it.
  private mutating func endLine() {
    if bytes[position] == 0x0D { step() }
    if position < bytes.endIndex, bytes[position] == 0x0A { step() }
  }
}
