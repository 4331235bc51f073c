import Domain

@testable import Config

/// Holds a YAML value against a JSON Schema: the keywords that ours use, and no others.
struct SchemaChecker {
  /// What does not fit, as `posts.0.at: …`.
  static func problems(_ node: YAMLNode, _ schema: JSON, path: String = "") -> [String] {
    guard let rules = schema.object else { return [] }
    let known: Set<String> = [
      "$schema", "title", "description", "default", "type", "enum", "const", "pattern",
      "maxLength", "minimum", "maximum", "items", "minItems", "properties", "required",
      "additionalProperties", "propertyNames", "anyOf", "allOf", "oneOf", "if",
      "then", "unevaluatedProperties",
    ]
    var problems = rules.keys.filter { !known.contains($0) }.map { "\(path): keyword \($0)" }
    if let type = rules["type"], !fits(node, type) { problems.append("\(path): type") }
    if let text = node.scalar { problems += scalar(text, rules, path) }
    if case .list(let elements) = node.value {
      if elements.count < rules["minItems"]?.integer ?? 0 { problems.append("\(path): minItems") }
      for (index, element) in elements.enumerated() {
        problems += self.problems(element, rules["items"] ?? .null, path: "\(path).\(index)")
      }
    }
    if case .mapping(let entries) = node.value { problems += mapping(entries, node, rules, path) }
    if let options = rules["anyOf"]?.array,
      !options.contains(where: { self.problems(node, $0, path: path).isEmpty })
    {
      problems.append("\(path): anyOf")
    }
    if let options = rules["oneOf"]?.array,
      options.count(where: { self.problems(node, $0, path: path).isEmpty }) != 1
    {
      problems.append("\(path): oneOf")
    }
    return problems
  }

  private static func scalar(_ text: String, _ rules: [String: JSON], _ path: String) -> [String] {
    var problems: [String] = []
    if let values = rules["enum"]?.array, !values.contains(.string(text)) {
      problems.append("\(path): enum")
    }
    if let value = rules["const"]?.string, value != text { problems.append("\(path): const") }
    if let pattern = rules["pattern"]?.string {
      let regex = try? Regex(pattern)
      if regex.map({ text.contains($0) }) != true { problems.append("\(path): pattern") }
    }
    if let longest = rules["maxLength"]?.integer, text.unicodeScalars.count > Int(longest) {
      problems.append("\(path): maxLength")
    }
    if let least = rules["minimum"]?.number, let value = Double(text), value < least {
      problems.append("\(path): minimum")
    }
    if let most = rules["maximum"]?.number, let value = Double(text), value > most {
      problems.append("\(path): maximum")
    }
    return problems
  }

  private static func mapping(
    _ entries: [YAMLNode.Entry], _ node: YAMLNode, _ rules: [String: JSON], _ path: String
  ) -> [String] {
    var problems: [String] = []
    var parts = [rules]
    for condition in rules["allOf"]?.array ?? [] {
      guard let test = condition["if"], let then = condition["then"]?.object else { continue }
      if self.problems(node, test).isEmpty { parts.append(then) }
    }
    for part in parts {
      for name in part["required"]?.array ?? [] where node[name.string ?? ""] == nil {
        problems.append("\(path): required \(name.string ?? "")")
      }
    }
    for entry in entries {
      let place = "\(path).\(entry.key)"
      let schemas = parts.compactMap { $0["properties"]?[entry.key] }
      for schema in schemas { problems += self.problems(entry.value, schema, path: place) }
      if let name = rules["propertyNames"]?.object { problems += scalar(entry.key, name, place) }
      guard schemas.isEmpty else { continue }
      for keyword in ["additionalProperties", "unevaluatedProperties"] {
        if rules[keyword] == false { problems.append("\(place): \(keyword)") }
      }
      if let schema = rules["additionalProperties"], schema.object != nil {
        problems += self.problems(entry.value, schema, path: place)
      }
    }
    return problems
  }

  private static func fits(_ node: YAMLNode, _ type: JSON) -> Bool {
    let names = type.array?.compactMap(\.string) ?? [type.string ?? ""]
    switch node.value {
    case .list: return names.contains("array")
    case .mapping: return names.contains("object")
    case .scalar(let text, let isPlain):
      if node.isNothing { return names.contains("null") }
      if isPlain, Int(text) != nil { return !Set(names).isDisjoint(with: ["integer", "number"]) }
      if isPlain, Double(text) != nil { return names.contains("number") }
      if isPlain, text == "true" || text == "false" { return names.contains("boolean") }
      return names.contains("string")
    }
  }
}
