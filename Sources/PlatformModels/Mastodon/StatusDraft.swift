import Domain

/// What a request to create or edit a status asks for, checked against the server's rules.
struct StatusDraft {
  var text: String
  var warning: String
  var isSensitive: Bool
  var visibility: Visibility
  var language: String
  var parent: String?
  var media: [MastodonModel.Media]
  var poll: MastodonModel.Poll?
}

extension MastodonModel {
  private static let textNames = [
    "status", "spoiler_text", "sensitive", "language", "media_ids[]", "poll[options][]",
    "poll[expires_in]", "poll[multiple]", "poll[hide_totals]",
  ]
  static let createNames = textNames + ["in_reply_to_id", "visibility"]
  static let editNames =
    textNames + ["media_attributes[][id]", "media_attributes[][description]"]
  /// Documented, but nothing that the model could play truthfully.
  private static let unplayed = ["scheduled_at", "quoted_status_id", "quote_approval_policy"]

  /// - Parameter status: the one that is edited; `nil` for a new one.
  func draft(
    _ visit: Visit, by account: Account, editing status: Status? = nil
  ) throws(Stop) -> StatusDraft {
    let names = status == nil ? Self.createNames : Self.editNames
    let given = try parameters(visit, allowed: names + (status == nil ? Self.unplayed : []))
    for name in Self.unplayed where given.text(name) != nil {
      throw Stop(.mastodon(400, "\(name) is documented, but this sandbox does not play it"))
    }
    let media = try attachments(
      given.list("media_ids[]"), of: account, visit, on: status?.id)
    let poll = try poll(given, visit)
    guard poll == nil || media.isEmpty else {
      throw Stop(.mastodon(422, "Validation failed: Cannot attach a poll to a post with media"))
    }
    let (text, warning) = (given.text("status") ?? "", given.text("spoiler_text") ?? "")
    try check(text: text, warning: warning, isEmptyAllowed: !media.isEmpty)
    let parent = given.text("in_reply_to_id")
    if let parent { _ = try visible(parent, to: account) }
    return StatusDraft(
      text: text, warning: warning,
      isSensitive: try documented { () throws(Parameters.Wrong) in
        try given.bool("sensitive") ?? !warning.isEmpty
      },
      visibility: try visibility(given.text("visibility")),
      language: try language(given.text("language")), parent: parent, media: media, poll: poll)
  }

  private func check(text: String, warning: String, isEmptyAllowed: Bool) throws(Stop) {
    let isBlank = text.allSatisfy(\.isWhitespace) && warning.allSatisfy(\.isWhitespace)
    guard !isBlank || isEmptyAllowed else {
      throw Stop(.mastodon(422, "Validation failed: Text can't be blank"))
    }
    let weight = MastodonText.weight(
      text: text, warning: warning, charactersPerURL: rules.charactersPerURL)
    guard weight <= rules.maximumCharacters else {
      throw Stop(
        .mastodon(
          422,
          "Validation failed: Text character limit of \(rules.maximumCharacters) exceeded "
            + "(\(weight))"
        ))
    }
  }

  private func visibility(_ text: String?) throws(Stop) -> Visibility {
    switch text {
    case nil, "public": return .everyone
    case "unlisted": return .unlisted
    case "private": return .followers
    case "direct": return .direct
    default:
      throw Stop(.mastodon(422, "Validation failed: Visibility is not included in the list"))
    }
  }

  private func language(_ text: String?) throws(Stop) -> String {
    guard let text else { return "en" }
    guard (2...3).contains(text.utf8.count), text.allSatisfy({ $0.isLowercase && $0.isASCII })
    else {
      throw Stop(.mastodon(422, "Validation failed: language \(text) is not an ISO 639-1 code"))
    }
    return text
  }

  private func poll(_ given: Parameters, _ visit: Visit) throws(Stop) -> Poll? {
    let options = given.list("poll[options][]")
    let (seconds, multiple, hideTotals) = try documented { () throws(Parameters.Wrong) in
      (
        try given.integer("poll[expires_in]"), try given.bool("poll[multiple]"),
        try given.bool("poll[hide_totals]")
      )
    }
    guard !options.isEmpty else {
      guard seconds == nil, multiple == nil, hideTotals == nil else {
        throw Stop(.mastodon(400, "a poll without poll[options][]"))
      }
      return nil
    }
    guard let seconds, rules.pollSeconds.contains(seconds) else {
      throw Stop(
        .mastodon(422, "Validation failed: Expires at is too soon, too far, or missing"))
    }
    guard (2...rules.pollOptions).contains(options.count), Set(options).count == options.count,
      options.allSatisfy({ !$0.isEmpty && $0.count <= rules.pollOptionCharacters })
    else {
      throw Stop(
        .mastodon(
          422,
          "Validation failed: a poll needs 2 to \(rules.pollOptions) different options of at "
            + "most \(rules.pollOptionCharacters) characters"))
    }
    return Poll(
      options: options, multiple: multiple ?? false, hideTotals: hideTotals ?? false,
      ends: visit.now + .seconds(seconds))
  }
}
