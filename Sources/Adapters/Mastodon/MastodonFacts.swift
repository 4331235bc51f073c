import Domain

/// Makes the facts that are kept about a server from what it says about itself.
///
/// Bounded: whatever a server sends, the facts stay small.
enum MastodonFacts {
  /// From `GET /api/v2/instance` (*entities/Instance*).
  static func fromV2(_ instance: JSON) -> JSON {
    let configuration = instance["configuration"]
    var facts = limits(in: configuration)
    facts["version"] = text(instance["version"])
    facts["domain"] = text(instance["domain"])
    facts["api"] = number(instance["api_versions"]?["mastodon"])
    facts["is_mastodon"] = .bool(isMastodon(instance))
    return .object(facts)
  }

  /// From `GET /api/v1/instance`, for servers that have no newer one.
  ///
  /// Several of them spell limits their own way; who they are cannot be told, so that nothing is
  /// promised.
  static func fromV1(_ instance: JSON) -> JSON {
    var facts = limits(in: instance["configuration"])
    facts["version"] = text(instance["version"])
    facts["domain"] = text(instance["uri"])
    if facts["max_characters"] == nil {
      facts["max_characters"] = number(instance["max_toot_chars"])
    }
    facts["is_mastodon"] = .bool(false)
    return .object(facts)
  }

  /// Whether the server runs Mastodon's own code: it says so by the repository of its source, or by
  /// the version of Mastodon's API together with a version number that only Mastodon has.
  static func isMastodon(_ instance: JSON) -> Bool {
    let version = instance["version"]?.string?.lowercased() ?? ""
    guard !version.contains("compatible") else { return false }
    if let source = instance["source_url"]?.string {
      let path = source.lowercased().split(separator: "/").filter { $0 != "https:" }
      if path.last == "mastodon" || path.last == "mastodon.git" { return true }
    }
    guard let api = instance["api_versions"]?["mastodon"]?.integer, api > 0 else { return false }
    return (version.prefix { $0 != "." }).count == 1 && version >= "4"
  }

  private static func limits(in configuration: JSON?) -> [String: JSON] {
    let statuses = configuration?["statuses"]
    let media = configuration?["media_attachments"]
    let polls = configuration?["polls"]
    var facts: [String: JSON] = [:]
    facts["max_characters"] = number(statuses?["max_characters"])
    facts["url_characters"] = number(statuses?["characters_reserved_per_url"])
    facts["max_media"] = number(statuses?["max_media_attachments"])
    facts["image_bytes"] = number(media?["image_size_limit"])
    facts["image_pixels"] = number(media?["image_matrix_limit"])
    facts["video_bytes"] = number(media?["video_size_limit"])
    facts["video_pixels"] = number(media?["video_matrix_limit"])
    facts["alt_characters"] = number(media?["description_limit"])
    facts["mime_types"] = list(media?["supported_mime_types"])
    facts["poll_options"] = number(polls?["max_options"])
    facts["poll_option_characters"] = number(polls?["max_characters_per_option"])
    facts["poll_min_seconds"] = number(polls?["min_expiration"])
    facts["poll_max_seconds"] = number(polls?["max_expiration"])
    return facts
  }

  /// A limit that makes sense: positive, and small enough to count with.
  private static func number(_ value: JSON?) -> JSON? {
    guard let value = value?.integer, (1...(1 << 50)).contains(value) else { return nil }
    return .integer(value)
  }

  private static func text(_ value: JSON?) -> JSON? {
    value?.string.map { .string($0.bounded) }
  }

  private static func list(_ value: JSON?) -> JSON? {
    guard let items = value?.array else { return nil }
    let texts = items.prefix(100).compactMap(\.string).filter { $0.utf8.count <= 100 }
    return .array(texts.map(JSON.string))
  }
}
