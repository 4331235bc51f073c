/// What a file says for all of its posts.
struct Scope: Sendable {
  /// The zone of local times.
  var zone: String
  /// The `defaults:` that hold, the file's own first.
  var defaults: [YAMLNode]
}
