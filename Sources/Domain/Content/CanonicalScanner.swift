/// Reads what most posts have straight from the bytes that `CanonicalWriter` writes, in its order:
/// each post is read before it goes out, and building a tree of JSON first takes ten times as long.
///
/// It knows the writer's form and no other. Whatever is not exactly that, or is rare, is `Unusual`
/// and left to `CanonicalReader`; a test holds the two together.
struct CanonicalScanner {
  /// Not the usual form, which says nothing about whether it is content.
  struct Unusual: Error {}

  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0

  /// - Parameter json: the canonical form after its version.
  static func content(in json: ArraySlice<UInt8>) -> Content? {
    json.withUnsafeBufferPointer { bytes in
      var scanner = CanonicalScanner(bytes: bytes)
      return try? scanner.content()
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private mutating func content() throws(Unusual) -> Content {
    try expect("{")
    let language = try first("\"language\":")
    try expect("\"options\":{},\"parts\":")
    let parts = try list { scanner throws(Unusual) in try scanner.part() }
    try expect(",\"tags\":")
    let tags = try list { scanner throws(Unusual) in try scanner.string() }
    let visibility = try text(",\"visibility\":")
    let warning = try text(",\"warning\":")
    try expect("}")
    guard index == bytes.count, !parts.isEmpty else { throw Unusual() }
    var content = Content(parts: parts, warning: warning, language: language, tags: tags)
    if let visibility {
      guard let known = Visibility(rawValue: visibility) else { throw Unusual() }
      content.visibility = known
    }
    return content
  }

  private mutating func part() throws(Unusual) -> Content.Part {
    try expect("{")
    let link = try first("\"link\":")
    try expect("\"media\":")
    let media = try list { scanner throws(Unusual) in try scanner.item() }
    try expect(",\"text\":")
    let text = try string()
    try expect("}")
    return Content.Part(text: text, link: link, media: media)
  }

  private mutating func item() throws(Unusual) -> MediaItem {
    try expect("{\"alt\":")
    let alt = try string()
    try expect(",\"file\":")
    let file = try file()
    try expect("}")
    return MediaItem(alt: alt, file: file)
  }

  private mutating func file() throws(Unusual) -> MediaFile {
    try expect("{\"bytes\":")
    let bytes = try number()
    let codec = try text(",\"codec\":")
    try expect(",\"hash\":")
    var file = MediaFile(hash: try string(), bytes: bytes, mime: "", codec: codec, name: "")
    file.height = try count(",\"height\":").map { Int($0) }
    file.milliseconds = try count(",\"milliseconds\":")
    try expect(",\"mime\":")
    file.mime = try string()
    try expect(",\"name\":")
    file.name = try string()
    file.width = try count(",\"width\":").map { Int($0) }
    try expect("}")
    return file
  }
}

// MARK: - Members

extension CanonicalScanner {
  /// The value of an object's first member, where it has that one.
  private mutating func first(_ name: StaticString) throws(Unusual) -> String? {
    guard let text = try text(name) else { return nil }
    try expect(",")
    return text
  }

  private mutating func text(_ name: StaticString) throws(Unusual) -> String? {
    takes(name) ? try string() : nil
  }

  private mutating func count(_ name: StaticString) throws(Unusual) -> Int64? {
    takes(name) ? try number() : nil
  }
}

// MARK: - JSON

extension CanonicalScanner {
  private mutating func expect(_ text: StaticString) throws(Unusual) {
    guard takes(text) else { throw Unusual() }
  }

  /// Goes past `text` if that is what comes.
  private mutating func takes(_ text: StaticString) -> Bool {
    let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard bytes[index...].starts(with: expected) else { return false }
    index += expected.count
    return true
  }

  private mutating func list<Element>(
    _ element: (inout CanonicalScanner) throws(Unusual) -> Element
  ) throws(Unusual) -> [Element] {
    try expect("[")
    if takes("]") { return [] }
    var elements = [try element(&self)]
    while takes(",") { elements.append(try element(&self)) }
    try expect("]")
    return elements
  }

  private mutating func number() throws(Unusual) -> Int64 {
    let digits = bytes[index...].prefix { UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }
    let isPlain = digits.first != UInt8(ascii: "0") || digits.count == 1
    guard isPlain, let number = Int64(String(decoding: digits, as: UTF8.self)) else {
      throw Unusual()
    }
    index += digits.count
    return number
  }

  private mutating func string() throws(Unusual) -> String {
    try expect("\"")
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      guard bytes[index] >= 0x20 else { throw Unusual() }
      if bytes[index] == UInt8(ascii: "\\") { return try escaped(from: start) }
      index += 1
    }
    let text = String(validating: bytes[start..<index], as: UTF8.self)
    try expect("\"")
    guard let text else { throw Unusual() }
    return text
  }

  /// A string with an escape in it is read by the library, from its opening quote.
  private mutating func escaped(from start: Int) throws(Unusual) -> String {
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard index < bytes.count else { throw Unusual() }
    index += 1
    let literal = Array(bytes[(start - 1)..<index])
    guard let text = try? JSON(parsing: literal).string else { throw Unusual() }
    return text
  }
}
