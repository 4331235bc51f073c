/// One key of a file: everything that readers, messages, JSON Schema and documentation say about
/// it.
struct Key: Sendable {
  var name: String
  var shape: Shape
  var isRequired: Bool
  /// What holds when the key is left out, as it would be written.
  var fallback: String?
  /// One sentence, with the unit.
  var summary: String

  init(
    _ name: String, _ shape: Shape, isRequired: Bool = false, default fallback: String? = nil,
    _ summary: String
  ) {
    self.name = name
    self.shape = shape
    self.isRequired = isRequired
    self.fallback = fallback
    self.summary = summary
  }
}

/// The keys that a mapping may have.
struct KeyTable: Sendable {
  /// What the mapping is, with its article, for messages: `a post`.
  var title: String
  var keys: [Key]
  /// Further keys that depend on the value of one of the keys: `platform` decides which settings an
  /// account has.
  var variants: Variants?
  /// Keys of which there must be exactly one; empty where there is no such choice.
  var oneOf: [String] = []

  struct Variants: Sendable {
    var key: String
    /// In the order in which they are listed to people.
    var cases: [(value: String, keys: [Key])]
  }

  init(_ title: String, _ keys: [Key], variants: Variants? = nil, oneOf: [String] = []) {
    self.title = title
    self.keys = keys
    self.variants = variants
    self.oneOf = oneOf
  }

  /// The keys for a mapping in which the deciding key has `value`.
  func keys(for value: String?) -> [Key] {
    guard let variants, let value else { return keys }
    return keys + (variants.cases.first { $0.value == value }?.keys ?? [])
  }
}

/// The form of a value.
indirect enum Shape: Sendable {
  case scalar(ScalarKind)
  case list(of: Shape, atLeast: Int = 0)
  /// A list, or one element without the brackets.
  case oneOrMore(of: Shape)
  case keys(KeyTable)
  /// A mapping whose keys are names that people choose.
  case names(of: Shape, title: String)
  /// An option of one platform: a single value or a list of them. Its recipe judges it.
  case option
}
