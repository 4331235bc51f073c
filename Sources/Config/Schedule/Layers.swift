/// The mappings that together say what one delivery is; the first that has a key decides.
struct Layers {
  /// What `for:` says, the account's own before the platform's.
  var overrides: [YAMLNode]
  /// The post, or the text of a series and then the series; at last the defaults.
  var base: [YAMLNode]

  private var all: [YAMLNode] { overrides + base }

  subscript(_ key: String) -> YAMLNode? {
    owner(of: key)?[key]
  }

  /// The layer that decides about `key`.
  func owner(of key: String) -> YAMLNode? {
    overrides.first { $0[key] != nil } ?? base.first { $0[key] != nil }
  }

  func text(_ key: String) -> Located<String>? {
    owner(of: key)?.text(key)
  }

  func boolean(_ key: String) -> Bool? {
    owner(of: key)?.boolean(key)
  }

  func duration(_ key: String) -> Duration? {
    owner(of: key)?.duration(key)
  }

  func integer(_ key: String) -> Int? {
    owner(of: key)?.integer(key)
  }

  /// The template that applies. A text of an override stands for itself, without the template of
  /// the post.
  var template: Located<String>? {
    for layer in overrides where layer["template"] != nil || layer["text"] != nil {
      return layer.text("template")
    }
    return Layers(overrides: [], base: base).owner(of: "template")?.text("template")
  }

  /// The value of a placeholder under `with:`.
  func value(for placeholder: String) -> String? {
    for layer in all {
      if let value = layer["with"]?.text(placeholder) { return value.value }
    }
    return nil
  }

  /// The names of all placeholders under `with:`, for suggestions.
  var placeholders: [String] {
    all.flatMap { $0["with"]?.entries.map(\.key) ?? [] }
  }

  /// Whether an override decides about the key.
  func isOverridden(_ key: String) -> Bool {
    overrides.contains { $0[key] != nil }
  }
}
