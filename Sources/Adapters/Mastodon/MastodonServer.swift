import Domain

/// What an account's server said about itself, with the documented defaults for what it left out
/// (*entities/Instance*).
struct MastodonServer: Hashable, Sendable {
  /// The facts as the probe stores them.
  private let facts: JSON

  init(_ facts: JSON) {
    self.facts = facts
  }

  /// The server runs Mastodon's own code, so its documented promises hold.
  ///
  /// Servers that only speak the API may ignore the Idempotency-Key.
  var isMastodon: Bool { facts["is_mastodon"]?.bool ?? false }
  var clientID: String? { facts["client_id"]?.string }
  /// The name under which the account's app is registered, if we registered it.
  var clientName: String? { facts["client_name"]?.string }
  var maxCharacters: Int { int("max_characters", or: 500) }
  /// What a web address counts as, whatever its length.
  var urlCharacters: Int { int("url_characters", or: 23) }
  var maxMedia: Int { int("max_media", or: 4) }
  var imageBytes: Int64 { Int64(int("image_bytes", or: 16_777_216)) }
  var imagePixels: Int { int("image_pixels", or: 33_177_600) }
  var videoBytes: Int64 { Int64(int("video_bytes", or: 103_809_024)) }
  var videoPixels: Int { int("video_pixels", or: 8_294_400) }
  var altCharacters: Int { int("alt_characters", or: 1500) }
  /// Empty when the server did not say: then it decides at the upload.
  var mimeTypes: [String] { facts["mime_types"]?.array?.compactMap(\.string) ?? [] }
  var pollOptions: Int { int("poll_options", or: 4) }
  var pollOptionCharacters: Int { int("poll_option_characters", or: 50) }
  var pollMinSeconds: Int { int("poll_min_seconds", or: 300) }
  var pollMaxSeconds: Int { int("poll_max_seconds", or: 2_629_746) }

  private func int(_ name: String, or standard: Int) -> Int {
    guard let value = facts[name]?.integer, value > 0 else { return standard }
    return Int(value)
  }
}
