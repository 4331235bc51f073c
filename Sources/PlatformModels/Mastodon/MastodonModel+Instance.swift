import Domain

extension MastodonModel {
  /// The host and port of the server, without the scheme.
  var host: String {
    String(origin.split(separator: "/").last ?? "")
  }

  /// The media types that the server takes.
  static let mimeTypes = [
    "image/jpeg", "image/png", "image/gif", "image/heic", "image/heif", "image/webp",
    "image/avif", "video/webm", "video/mp4", "video/quicktime", "video/ogg", "audio/wave",
    "audio/wav", "audio/ogg", "audio/vorbis", "audio/mpeg", "audio/mp3", "audio/flac",
    "audio/aac", "audio/m4a", "audio/x-m4a", "audio/mp4", "audio/3gpp", "video/3gpp",
  ]

  func instance() -> ModelAnswer {
    .json([
      "domain": .string(host), "title": "Belfry sandbox", "version": "4.5.0",
      "source_url": "https://github.com/mastodon/mastodon",
      "description": "A stand-in for a Mastodon server", "languages": ["en"],
      "api_versions": ["mastodon": 7],
      "configuration": configuration(),
      "registrations": ["enabled": false, "approval_required": false, "message": nil],
      "contact": ["email": "", "account": nil], "rules": [],
      "usage": ["users": ["active_month": .integer(Int64(accounts.count))]],
    ])
  }

  private func configuration() -> JSON {
    func number(_ value: Int) -> JSON { .integer(Int64(value)) }
    return [
      "urls": ["streaming": .string(origin)],
      "accounts": ["max_featured_tags": 10, "max_pinned_statuses": 5],
      "statuses": [
        "max_characters": number(rules.maximumCharacters),
        "max_media_attachments": number(rules.maximumAttachments),
        "characters_reserved_per_url": number(rules.charactersPerURL),
      ],
      "media_attachments": [
        "supported_mime_types": .array(Self.mimeTypes.map(JSON.string)),
        "description_limit": number(rules.descriptionCharacters),
        "image_size_limit": number(rules.imageBytes),
        "image_matrix_limit": number(rules.imagePixels),
        "video_size_limit": number(rules.videoBytes), "video_frame_rate_limit": 120,
        "video_matrix_limit": 8_294_400,
      ],
      "polls": [
        "max_options": number(rules.pollOptions),
        "max_characters_per_option": number(rules.pollOptionCharacters),
        "min_expiration": number(rules.pollSeconds.lowerBound),
        "max_expiration": number(rules.pollSeconds.upperBound),
      ],
      "translation": ["enabled": false],
    ]
  }

  func verifyCredentials(_ visit: Visit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["profile", "read:accounts"])
    return .json(entity(account))
  }

  func userInfo(_ visit: Visit) throws(Stop) -> ModelAnswer {
    guard let bearer = visit.request.bearer, let token = tokens[bearer],
      let account = accounts.first(where: { $0.id == token.account })
    else { throw Stop(.mastodon(401, "The access token is invalid")) }
    guard token.scopes.contains("profile") else {
      throw Stop(.mastodon(403, "This action is outside the authorized scopes"))
    }
    return .json([
      "iss": .string(origin + "/"), "sub": .string("\(origin)/users/\(account.name)"),
      "name": .string(account.name), "preferred_username": .string(account.name),
      "profile": .string("\(origin)/@\(account.name)"), "picture": nil,
    ])
  }

  func entity(_ account: Account) -> JSON {
    let own = order.count {
      statuses[$0].map { $0.account == account.id && !$0.isDeleted } ?? false
    }
    return [
      "id": .string(account.id), "username": .string(account.name),
      "acct": .string(account.name), "display_name": .string(account.name),
      "url": .string("\(origin)/@\(account.name)"),
      "uri": .string("\(origin)/users/\(account.name)"), "locked": false, "bot": false,
      "statuses_count": .integer(Int64(own)),
    ]
  }
}
