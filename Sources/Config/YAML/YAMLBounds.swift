/// How much YAML is accepted. Every bound is far above what a person writes and low enough for a
/// small box.
struct YAMLBounds {
  /// Bytes of one file: 10 MiB hold some 30,000 ordinary posts; more are imported as CSV.
  var fileBytes = 10 << 20
  /// Bytes of all files together.
  var totalBytes = 64 << 20
  /// Files of one configuration, Markdown texts among them.
  var files = 20_000
  /// Levels of nesting; the deepest legal value has ten.
  var depth = 32
  /// Values of all files together.
  var nodes = 4_000_000
  /// Values that aliases may add by repeating others: "billion laughs" end here.
  var aliasedNodes = 100_000
}
