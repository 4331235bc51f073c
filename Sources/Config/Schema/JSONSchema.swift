package import Domain

/// JSON Schema (draft 2020-12) of the files, for editors: made from the key tables that the readers
/// use, so the two cannot drift apart.
package enum JSONSchema {
  /// The schema of `accounts.yaml`.
  ///
  /// - Parameter profiles: the platforms that accounts can be on.
  package static func accounts(profiles: [PlatformProfile]) -> JSON {
    document(
      AccountsKeys.file(profiles: profiles), title: "Belfry: who publishes (accounts.yaml)")
  }

  /// The schema of `schedule.yaml`.
  package static func schedule(profiles: [PlatformProfile]) -> JSON {
    document(
      ScheduleKeys(profiles: profiles).file, title: "Belfry: what goes out when (schedule.yaml)")
  }

  /// The schema of files that `schedule.yaml` includes.
  package static func included(profiles: [PlatformProfile]) -> JSON {
    document(
      ScheduleKeys(profiles: profiles).included, title: "Belfry: a part of the schedule")
  }

  private static func document(_ table: KeyTable, title: String) -> JSON {
    var members = object(table)
    members["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    members["title"] = .string(title)
    return .object(members)
  }

  private static func value(_ shape: Shape) -> [String: JSON] {
    switch shape {
    case .scalar(let kind): kind.schema.object ?? [:]
    case .list(let element, let minimum): list(element, minimum: minimum)
    case .oneOrMore(let element):
      ["anyOf": [.object(value(element)), .object(list(element, minimum: 1))]]
    case .keys(let table): object(table)
    case .names(let element, _):
      [
        "type": ["object", "null"], "additionalProperties": .object(value(element)),
        "propertyNames": ["pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$", "maxLength": 64],
      ]
    case .option: ["type": ["string", "number", "boolean", "array"]]
    }
  }

  private static func list(_ element: Shape, minimum: Int) -> [String: JSON] {
    var members: [String: JSON] = ["items": .object(value(element))]
    // A key with nothing behind it counts as an empty list where an empty list is allowed.
    members["type"] = minimum == 0 ? ["array", "null"] : "array"
    if minimum > 0 { members["minItems"] = .integer(Int64(minimum)) }
    return members
  }

  private static func object(_ table: KeyTable) -> [String: JSON] {
    var members: [String: JSON] = ["type": "object", "properties": properties(table.keys)]
    let required = names(required: table.keys)
    if !required.isEmpty { members["required"] = .array(required) }
    if !table.oneOf.isEmpty {
      members["oneOf"] = .array(table.oneOf.map { ["required": [.string($0)]] })
    }
    guard let variants = table.variants else {
      members["additionalProperties"] = false
      return members
    }
    members["allOf"] = .array(
      variants.cases.map { variant -> JSON in
        [
          "if": [
            "properties": .object([variants.key: ["const": .string(variant.value)]]),
            "required": [.string(variants.key)],
          ],
          "then": [
            "properties": properties(variant.keys),
            "required": .array(names(required: variant.keys)),
          ],
        ]
      })
    members["unevaluatedProperties"] = false
    return members
  }

  private static func properties(_ keys: [Key]) -> JSON {
    var members: [String: JSON] = [:]
    for key in keys {
      var property = value(key.shape)
      property["description"] = .string(key.summary)
      if let fallback = key.fallback { property["default"] = literal(fallback) }
      members[key.name] = .object(property)
    }
    return .object(members)
  }

  private static func names(required keys: [Key]) -> [JSON] {
    keys.filter(\.isRequired).map { .string($0.name) }
  }

  /// A default as an editor would insert it.
  private static func literal(_ text: String) -> JSON {
    switch text {
    case "true": .bool(true)
    case "false": .bool(false)
    default: Int64(text).map(JSON.integer) ?? .string(text)
    }
  }
}
