/// A value of a YAML file, and where it stands. What a scalar means is decided by the key that it
/// belongs to, never by how it looks: `language: no` is a text.
struct YAMLNode: Sendable {
  var value: Value
  var place: Place

  enum Value: Sendable {
    /// - Parameter isPlain: it stands without quotes and is no block of text.
    case scalar(String, isPlain: Bool)
    case list([YAMLNode])
    case mapping([Entry])
  }

  /// A key and its value.
  struct Entry: Sendable {
    var key: String
    var keyPlace: Place
    var value: YAMLNode
  }

  /// A key without anything behind it: `posts:` and then nothing.
  var isNothing: Bool {
    if case .scalar("", isPlain: true) = value { return true }
    return false
  }

  var scalar: String? {
    guard case .scalar(let text, _) = value, !isNothing else { return nil }
    return text
  }

  /// The elements; a lone value counts as a list of one, nothing as an empty list.
  var elements: [YAMLNode] {
    if case .list(let elements) = value { return elements }
    return isNothing ? [] : [self]
  }

  /// The entries of a mapping, in the order of the file; nothing for anything else.
  var entries: [Entry] {
    if case .mapping(let entries) = value { return entries }
    return []
  }

  subscript(_ key: String) -> YAMLNode? {
    guard case .mapping(let entries) = value else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// What it is, for messages: `a list`.
  var kind: String {
    switch value {
    case .scalar: isNothing ? "nothing" : "a single value"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}
