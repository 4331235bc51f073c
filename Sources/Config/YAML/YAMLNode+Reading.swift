import Domain

/// A value and where it stands.
struct Located<Value> {
  var value: Value
  var place: Place
}

extension Located: Sendable where Value: Sendable {}

/// Typed reading of members. `nil` stands for a missing member and for one of the wrong form: those
/// were reported by the `ShapeChecker` before.
extension YAMLNode {
  func text(_ key: String) -> Located<String>? {
    guard let node = self[key], let text = node.scalar else { return nil }
    return Located(value: text, place: node.place)
  }

  func boolean(_ key: String) -> Bool? {
    switch self[key]?.scalar?.lowercased() {
    case "true": true
    case "false": false
    default: nil
    }
  }

  func integer(_ key: String) -> Int? {
    self[key]?.scalar.flatMap { Int($0) }
  }

  func duration(_ key: String) -> Duration? {
    self[key]?.scalar.flatMap(DurationText.parse)
  }

  func secret(_ key: String) -> SecretKey? {
    self[key]?.scalar.map { SecretKey($0) }
  }

  /// The member's elements; a lone value counts as a list of one.
  func elements(_ key: String) -> [YAMLNode] {
    self[key]?.elements ?? []
  }

  /// The member's elements that are mappings.
  func mappings(_ key: String) -> [YAMLNode] {
    elements(key).filter { node in
      if case .mapping = node.value { true } else { false }
    }
  }

  /// The member's elements that are single values.
  func texts(_ key: String) -> [Located<String>] {
    elements(key).compactMap { node in
      node.scalar.map { Located(value: $0, place: node.place) }
    }
  }

  /// The value as JSON, by how it looks: `true`, a whole number, or text.
  var json: JSON {
    if case .list(let elements) = value { return .array(elements.map(\.json)) }
    guard case .scalar(let text, let isPlain) = value, isPlain else { return JSON(scalar) }
    switch text {
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: return Int64(text).map(JSON.integer) ?? .string(text)
    }
  }
}
