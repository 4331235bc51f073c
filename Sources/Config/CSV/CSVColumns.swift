import Domain

/// The columns of a CSV file: the keys of a post that fit into one field.
enum CSVColumns {
  static let all = [
    "id", "at", "timezone", "to", "text", "link", "media", "alt", "warning", "language",
    "visibility", "tags", "late", "grace", "approval", "project",
  ]

  /// Columns whose fields hold several words: no name and no hashtag has a separator in it.
  private static let lists: Set<String> = ["to", "tags"]

  /// One row as the mapping that the same post would be in YAML. Empty fields are left out.
  static func node(_ record: CSVRecords.Record, header: [String], file: String) -> YAMLNode {
    var entries: [YAMLNode.Entry] = []
    var fields: [String: Located<String>] = [:]
    for (name, field) in zip(header, record.fields) where !field.value.isEmpty {
      fields[name] = field
      if name == "media" || name == "alt" { continue }
      let value = lists.contains(name) ? list(field) : scalar(field.value, field.place)
      entries.append(YAMLNode.Entry(key: name, keyPlace: field.place, value: value))
    }
    if let media = fields["media"] {
      entries.append(
        YAMLNode.Entry(
          key: "media", keyPlace: media.place, value: self.media(media, alt: fields["alt"])))
    }
    let place = record.fields.first?.place ?? Place(file: file, line: record.line, column: 1)
    return YAMLNode(value: .mapping(entries), place: place)
  }

  private static func list(_ field: Located<String>) -> YAMLNode {
    let words = field.value.split { $0 == ";" || $0 == "," || $0.isWhitespace }
    let elements = words.map { scalar(String($0), field.place) }
    return YAMLNode(value: .list(elements), place: field.place)
  }

  /// One file takes the whole alt text; several files take its parts in turn.
  private static func media(_ field: Located<String>, alt: Located<String>?) -> YAMLNode {
    let files = parts(field.value)
    let alts = files.count == 1 ? [alt?.value ?? ""] : parts(alt?.value ?? "")
    let elements = files.enumerated().map { index, file -> YAMLNode in
      var entries = [medium(file, field.place)]
      if alts.indices.contains(index), !alts[index].isEmpty {
        let place = alt?.place ?? field.place
        entries.append(
          YAMLNode.Entry(key: "alt", keyPlace: place, value: scalar(alts[index], place)))
      }
      return YAMLNode(value: .mapping(entries), place: field.place)
    }
    return YAMLNode(value: .list(elements), place: field.place)
  }

  /// A path, a web address, or `id:` and the id of an upload.
  private static func medium(_ text: String, _ place: Place) -> YAMLNode.Entry {
    let isAddress = text.hasPrefix("https://") || text.hasPrefix("http://")
    let (key, value) =
      text.hasPrefix("id:")
      ? ("id", String(text.dropFirst(3))) : (isAddress ? "url" : "file", text)
    return YAMLNode.Entry(key: key, keyPlace: place, value: scalar(value, place))
  }

  /// Values that may have spaces in them (file names, descriptions), separated by `;`.
  private static func parts(_ text: String) -> [String] {
    text.split(separator: ";").map { part in
      var part = part
      while part.first == " " { part.removeFirst() }
      while part.last == " " { part.removeLast() }
      return String(part)
    }
  }

  private static func scalar(_ text: String, _ place: Place) -> YAMLNode {
    YAMLNode(value: .scalar(text, isPlain: false), place: place)
  }
}
