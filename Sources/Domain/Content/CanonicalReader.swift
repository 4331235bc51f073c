/// Reads content back from the JSON of its canonical form. Names that it does not know are passed
/// over.
enum CanonicalReader {
  /// The JSON is not content.
  struct Malformed: Error {}

  static func content(in json: JSON) throws(Malformed) -> Content {
    let parts = try list(json["parts"]).map { part throws(Malformed) in try self.part(in: part) }
    guard !parts.isEmpty else { throw Malformed() }
    return Content(
      parts: parts, warning: try optional(json["warning"], \.string),
      language: try optional(json["language"], \.string),
      visibility: try optional(json["visibility"]) { $0.string.flatMap(Visibility.init) },
      tags: try texts(json["tags"]), options: try required(json["options"], \.object))
  }

  private static func part(in json: JSON) throws(Malformed) -> Content.Part {
    Content.Part(
      text: try required(json["text"], \.string), link: try optional(json["link"], \.string),
      media: try list(json["media"]).map { item throws(Malformed) in try media(in: item) },
      poll: try json["poll"].map { poll throws(Malformed) in try self.poll(in: poll) })
  }

  private static func media(in json: JSON) throws(Malformed) -> MediaItem {
    guard let file = json["file"] else { throw Malformed() }
    return MediaItem(
      alt: try required(json["alt"], \.string),
      focus: try json["focus"].map { focus throws(Malformed) in
        try list(focus).map { point throws(Malformed) in try required(point, \.number) }
      }, file: try self.file(in: file))
  }

  private static func file(in json: JSON) throws(Malformed) -> MediaFile {
    MediaFile(
      hash: try required(json["hash"], \.string), bytes: try required(json["bytes"], \.integer),
      mime: try required(json["mime"], \.string),
      width: try optional(json["width"], \.integer).map { Int($0) },
      height: try optional(json["height"], \.integer).map { Int($0) },
      milliseconds: try optional(json["milliseconds"], \.integer),
      codec: try optional(json["codec"], \.string), name: try required(json["name"], \.string))
  }

  private static func poll(in json: JSON) throws(Malformed) -> Poll {
    Poll(
      options: try texts(json["options"]),
      durationSeconds: Int(try required(json["duration_seconds"], \.integer)),
      multiple: try required(json["multiple"], \.bool),
      hideTotals: try required(json["hide_totals"], \.bool))
  }
}

// MARK: - Members

extension CanonicalReader {
  private static func required<Value>(
    _ member: JSON?, _ read: (JSON) -> Value?
  ) throws(Malformed) -> Value {
    guard let value = member.flatMap(read) else { throw Malformed() }
    return value
  }

  /// `nil` for a member that is missing, and not for one that is something else.
  private static func optional<Value>(
    _ member: JSON?, _ read: (JSON) -> Value?
  ) throws(Malformed) -> Value? {
    guard let member else { return nil }
    return try required(member, read)
  }

  private static func list(_ member: JSON?) throws(Malformed) -> [JSON] {
    try required(member, \.array)
  }

  private static func texts(_ member: JSON?) throws(Malformed) -> [String] {
    try list(member).map { text throws(Malformed) in try required(text, \.string) }
  }
}
