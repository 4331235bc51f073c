/// Writes content in its canonical form, straight into bytes: a reload encodes every post of the
/// files, and a general encoder takes twenty times as long.
///
/// The bytes are those of `JSON.encode`, which a test holds it to. What few posts have, the points
/// of focus and the options, is left to that encoder.
struct CanonicalWriter {
  private(set) var bytes: [UInt8]

  /// - Parameter version: the first byte.
  init(version: UInt8) { bytes = [version] }

  /// - Throws: what `JSON.encode` throws for focus and options.
  mutating func write(_ content: Content) throws {
    raw("{")
    if let language = content.language { member("language", language) }
    name("options")
    if content.options.isEmpty { raw("{}") } else { bytes += try JSON.encode(content.options) }
    name("parts")
    try list(content.parts) { writer, part throws in try writer.write(part) }
    name("tags")
    list(content.tags) { $0.string($1) }
    if let visibility = content.visibility { member("visibility", visibility.rawValue) }
    if let warning = content.warning { member("warning", warning) }
    raw("}")
  }

  private mutating func write(_ part: Content.Part) throws {
    raw("{")
    if let link = part.link { member("link", link) }
    name("media")
    try list(part.media) { writer, item throws in try writer.write(item) }
    if let poll = part.poll {
      name("poll")
      write(poll)
    }
    member("text", part.text)
    raw("}")
  }

  private mutating func write(_ item: MediaItem) throws {
    raw("{")
    member("alt", item.alt)
    name("file")
    write(item.file)
    if let focus = item.focus {
      name("focus")
      bytes += try JSON.encode(focus)
    }
    raw("}")
  }

  private mutating func write(_ file: MediaFile) {
    raw("{")
    member("bytes", file.bytes)
    if let codec = file.codec { member("codec", codec) }
    member("hash", file.hash)
    if let height = file.height { member("height", Int64(height)) }
    if let milliseconds = file.milliseconds { member("milliseconds", milliseconds) }
    member("mime", file.mime)
    member("name", file.name)
    if let width = file.width { member("width", Int64(width)) }
    raw("}")
  }

  private mutating func write(_ poll: Poll) {
    raw("{")
    member("duration_seconds", Int64(poll.durationSeconds))
    member("hide_totals", poll.hideTotals)
    member("multiple", poll.multiple)
    name("options")
    list(poll.options) { $0.string($1) }
    raw("}")
  }
}

// MARK: - JSON

extension CanonicalWriter {
  /// The name of an object's next member.
  private mutating func name(_ name: StaticString) {
    if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\""))
    raw(name)
    raw("\":")
  }

  private mutating func member(_ name: StaticString, _ value: String) {
    self.name(name)
    string(value)
  }

  private mutating func member(_ name: StaticString, _ value: Int64) {
    self.name(name)
    bytes += String(value).utf8
  }

  private mutating func member(_ name: StaticString, _ value: Bool) {
    self.name(name)
    raw(value ? "true" : "false")
  }

  private mutating func list<Element>(
    _ elements: [Element], _ write: (inout CanonicalWriter, Element) throws -> Void
  ) rethrows {
    bytes.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      try write(&self, element)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func raw(_ text: StaticString) {
    bytes += UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  private mutating func string(_ text: String) { JSON.append(quoted: text, to: &bytes) }
}
