import Domain

/// What a scalar means, by the key it belongs to.
struct ScalarKind: Sendable {
  /// Completes `must be …`.
  var expected: String
  /// The same in JSON Schema.
  var schema: JSON
  /// Values of it are never repeated in a message.
  var isSecret = false
  /// `nil` for a good value; otherwise what is wrong.
  var check: @Sendable (String) -> Complaint?

  enum Complaint {
    /// The standard sentence, with a hint.
    case unexpected(hint: String? = nil)
    /// A sentence of its own.
    case said(String, hint: String? = nil)
  }

  init(
    _ expected: String, schema: JSON, isSecret: Bool = false,
    check: @escaping @Sendable (String) -> Complaint?
  ) {
    self.expected = expected
    self.schema = schema
    self.isSecret = isSecret
    self.check = check
  }

  /// A kind whose values either parse or do not.
  init(_ expected: String, schema: JSON, parses: @escaping @Sendable (String) -> Bool) {
    self.init(expected, schema: schema) { parses($0) ? nil : .unexpected() }
  }
}

// MARK: - Plain kinds

extension ScalarKind {
  /// Any text, numbers and `no` included.
  static let text = ScalarKind("text", schema: ["type": ["string", "number", "boolean"]]) { _ in nil
  }

  static let boolean = ScalarKind("true or false", schema: ["type": "boolean"]) { value in
    switch value.lowercased() {
    case "true", "false": nil
    case "yes", "on", "y", "1": .unexpected(hint: "write true")
    case "no", "off", "n", "0": .unexpected(hint: "write false")
    default: .unexpected()
    }
  }

  static func integer(_ range: ClosedRange<Int>) -> ScalarKind {
    let expected =
      range.lowerBound == range.upperBound
      ? "\(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    let schema: JSON = [
      "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
      "maximum": .integer(Int64(range.upperBound)),
    ]
    return ScalarKind(expected, schema: schema) { value in
      Int(value).map(range.contains) == true
    }
  }

  static func number(_ range: ClosedRange<Double>) -> ScalarKind {
    let schema: JSON = [
      "type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
    ]
    let (low, high) = (Int(range.lowerBound), Int(range.upperBound))
    return ScalarKind("a number from \(low) to \(high)", schema: schema) {
      value in
      Double(value).map(range.contains) == true
    }
  }

  static func choice(_ values: [String]) -> ScalarKind {
    let words = values.map { "\"\($0)\"" }
    let expected =
      words.count == 1
      ? words[0] : words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    return ScalarKind(expected, schema: ["enum": .array(values.map(JSON.string))]) { value in
      values.contains(value)
        ? nil : .unexpected(hint: Spelling.suggestion(for: value, among: values))
    }
  }

  /// A name that people choose, and that other keys refer to.
  static func name(longest: Int = 64) -> ScalarKind {
    let schema: JSON = [
      "type": ["string", "integer"], "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$",
      "maxLength": .integer(Int64(longest)),
    ]
    return ScalarKind(
      "1 to \(longest) of a-z A-Z 0-9 . _ - beginning with a letter or digit", schema: schema
    ) { Slug.isValid($0, maximumLength: longest) }
  }

  /// A hashtag, with or without its `#`.
  static let hashtag = ScalarKind("one word", schema: ["type": ["string", "integer"]]) { value in
    let word = value.hasPrefix("#") ? value.dropFirst() : value[...]
    return !word.isEmpty && !word.contains { $0.isWhitespace || $0 == "#" || $0 == "," }
  }

  /// A tag that is kept apart from the text, where YouTube's may have several words.
  static let tag = ScalarKind(
    "a word or several, without # and commas inside", schema: ["type": ["string", "integer"]]
  ) {
    value in
    let words = value.hasPrefix("#") ? value.dropFirst() : value[...]
    return !words.allSatisfy(\.isWhitespace) && !words.contains { "#,\n".contains($0) }
  }

  /// A path below the folder of the file.
  static let path = ScalarKind("a path inside the folder", schema: ["type": "string"]) { value in
    Glob.isInside(value)
      ? nil : .unexpected(hint: "paths begin at the folder of schedule.yaml and have no \"..\"")
  }

  /// A BCP 47 language tag, by its form.
  static let language = ScalarKind(
    "a language tag such as en or pt-BR",
    schema: ["type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"]
  ) { value in
    let parts = value.split(separator: "-", omittingEmptySubsequences: false)
    return (2...3).contains(parts[0].utf8.count)
      && parts[0].allSatisfy { $0.isASCII && $0.isLetter }
      && parts.dropFirst().allSatisfy { part in
        (2...8).contains(part.utf8.count)
          && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
      }
  }
}
