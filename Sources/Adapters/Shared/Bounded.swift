extension String {
  /// At most 300 characters of a platform's words, without control characters: they end up in
  /// messages for people.
  var bounded: String {
    let clean = unicodeScalars.filter { $0.properties.generalCategory != .control }
    return String(String(String.UnicodeScalarView(clean)).prefix(300))
  }
}
