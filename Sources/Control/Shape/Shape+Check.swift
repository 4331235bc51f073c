package import Domain

extension Shape {
  /// Holds `value` against the shape.
  ///
  /// - Parameter place: where the value stands in its document, for messages; empty at the top.
  /// - Throws: a `bad_request` that names the place, what is there and what belongs there.
  package func check(_ value: JSON, at place: String = "") throws(ErrorObject) {
    switch (self, value) {
    case (.any, _), (.text, .string), (.boolean, .bool): return
    case (.integer, _) where value.integer != nil: return
    case (.number, _) where value.number != nil: return
    case (.choice(let words), .string(let word)):
      guard !words.contains(word) else { return }
      throw Self.wrong(
        place, "\"\(word)\" is not one of \(words.joined(separator: ", "))",
        hint: Spelling.hint(word, among: words))
    case (.list(let element), .array(let values)):
      for (index, value) in values.enumerated() {
        try element.check(value, at: "\(place)[\(index)]")
      }
    case (.map(let element), .object(let members)):
      for name in members.keys.sorted() {
        try element.check(members[name] ?? .null, at: Self.place(place, name))
      }
    case (.object(let object), .object(let members)):
      try object.check(members, at: place)
    default:
      throw Self.wrong(place, "\(Self.noun(of: value)) where \(noun) belongs")
    }
  }

  static func wrong(_ place: String, _ message: String, hint: String? = nil) -> ErrorObject {
    ErrorObject(.badRequest, place.isEmpty ? message : "\(place): \(message)", hint: hint)
  }

  static func place(_ outer: String, _ name: String) -> String {
    outer.isEmpty ? name : "\(outer).\(name)"
  }

  private static func noun(of value: JSON) -> String {
    switch value {
    case .null: "null"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

extension Shape.Object {
  fileprivate func check(_ values: [String: JSON], at place: String) throws(ErrorObject) {
    for name in values.keys.sorted() where !members.contains(where: { $0.name == name }) {
      throw Shape.wrong(
        Shape.place(place, name), "unknown field",
        hint: Spelling.hint(name, among: members.map(\.name)))
    }
    for member in members {
      let value = values[member.name] ?? .null
      if value.isNull {
        let isAllowed = member.shape == .any && values[member.name] != nil
        guard member.isRequired, !isAllowed else { continue }
        throw Shape.wrong(Shape.place(place, member.name), "missing")
      }
      try member.shape.check(value, at: Shape.place(place, member.name))
    }
  }
}
