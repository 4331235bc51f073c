import Domain

extension MastodonModel {
  /// The account of a token that may read statuses; `nil` without a token.
  private func reader(_ visit: Visit) throws(Stop) -> Account? {
    guard visit.token?.account != nil else { return nil }
    return try signedIn(visit, scopes: ["read:statuses"])
  }

  func showStatus(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    let reader = try reader(visit)
    return .json(entity(try visible(id, to: reader), for: reader, at: visit.now))
  }

  func listStatuses(_ visit: Visit) throws(Stop) -> ModelAnswer {
    let ids = try queryParameters(visit, allowed: ["id[]"]).list("id[]")
    let reader = try reader(visit)
    let found = ids.compactMap { statuses[$0] }.filter { isVisible($0, to: reader) }
    return .json(.array(found.map { entity($0, for: reader, at: visit.now) }))
  }

  func showSource(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["read:statuses"])
    let status = try visible(id, to: account)
    return .json([
      "id": .string(id), "text": .string(status.text), "spoiler_text": .string(status.warning),
    ])
  }

  func showContext(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    let reader = try reader(visit)
    var ancestors: [Status] = []
    var parent = try visible(id, to: reader).parent
    while let next = parent, let status = statuses[next], isVisible(status, to: reader) {
      ancestors.insert(status, at: 0)
      parent = status.parent
    }
    var family: Set<String> = [id]
    let descendants = order.compactMap { statuses[$0] }.filter {
      guard isVisible($0, to: reader), let parent = $0.parent, family.contains(parent) else {
        return false
      }
      return family.insert($0.id).inserted
    }
    return .json([
      "ancestors": .array(ancestors.map { entity($0, for: reader, at: visit.now) }),
      "descendants": .array(descendants.map { entity($0, for: reader, at: visit.now) }),
    ])
  }

  /// The statuses of an account, newest first; those younger than the read lag are missing.
  func accountStatuses(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    let given = try queryParameters(
      visit,
      allowed: [
        "max_id", "since_id", "min_id", "limit", "only_media", "exclude_replies",
        "exclude_reblogs", "pinned", "tagged",
      ])
    let (limit, onlyMedia, withoutReplies) = try documented { () throws(Parameters.Wrong) in
      (
        try given.integer("limit") ?? 20, try given.bool("only_media") ?? false,
        try given.bool("exclude_replies") ?? false
      )
    }
    guard (1...40).contains(limit) else {
      throw Stop(.mastodon(400, "limit is \(limit), not 1 to 40"))
    }
    guard let owner = accounts.first(where: { $0.id == id }) else {
      throw Stop(.mastodon(404, "Record not found"))
    }
    let reader = try reader(visit)
    func isAsked(_ status: Status) -> Bool {
      status.account == owner.id && isVisible(status, to: reader)
        && status.created + rules.readLag <= visit.now
        && (!onlyMedia || !status.media.isEmpty) && (!withoutReplies || status.parent == nil)
        && Self.isWithin(status.id, given)
    }
    // `min_id` asks for the statuses right after it, the others for the newest.
    let isForward = given.text("min_id") != nil
    let ids = isForward ? order : order.reversed()
    let found = Array(ids.lazy.compactMap { statuses[$0] }.filter(isAsked).prefix(limit))
    return page(isForward ? found.reversed() : found, of: owner, for: reader, visit)
  }

  private static func isWithin(_ id: String, _ given: Parameters) -> Bool {
    guard let number = UInt64(id) else { return false }
    let below = given.text("max_id").flatMap { UInt64($0) } ?? .max
    let above = (given.text("since_id") ?? given.text("min_id")).flatMap { UInt64($0) } ?? 0
    return number < below && number > above
  }

  private func page(
    _ found: [Status], of owner: Account, for reader: Account?, _ visit: Visit
  ) -> ModelAnswer {
    var answer = ModelAnswer.json(.array(found.map { entity($0, for: reader, at: visit.now) }))
    if let first = found.first, let last = found.last {
      let base = "\(origin)/api/v1/accounts/\(owner.id)/statuses"
      answer.headers.append(
        NamedValue(
          "Link",
          "<\(base)?max_id=\(last.id)>; rel=\"next\", <\(base)?min_id=\(first.id)>; rel=\"prev\""))
    }
    return answer
  }

  func entity(_ status: Status, for reader: Account?, at now: Instant) -> JSON {
    let author = accounts.first { $0.id == status.account }
    let parentAuthor = status.parent.flatMap { statuses[$0]?.account }
    return [
      "id": .string(status.id), "created_at": .string(status.created.rfc3339),
      "edited_at": JSON(status.edited?.rfc3339), "in_reply_to_id": JSON(status.parent),
      "in_reply_to_account_id": JSON(parentAuthor), "sensitive": .bool(status.isSensitive),
      "spoiler_text": .string(status.warning),
      "visibility": .string(Self.word(for: status.visibility)),
      "language": .string(status.language),
      "uri": .string("\(origin)/users/\(author?.name ?? "")/statuses/\(status.id)"),
      "url": .string("\(origin)/@\(author?.name ?? "")/\(status.id)"),
      "replies_count": .integer(Int64(status.replies)), "reblogs_count": 0, "favourites_count": 0,
      "quotes_count": 0, "content": .string(MastodonText.html(status.text)), "reblog": nil,
      "application": status.app.isEmpty ? nil : ["name": .string(status.app), "website": nil],
      "account": author.map(entity) ?? nil,
      "media_attachments": .array(
        status.media.compactMap { media[$0] }.map { entity($0, at: now) }),
      "mentions": [], "tags": .array(tags(of: status)), "emojis": [], "card": nil,
      "poll": status.poll.map { entity($0, of: status, at: now) } ?? nil,
    ]
  }

  private func tags(of status: Status) -> [JSON] {
    MastodonText.spans(status.text).compactMap { span in
      guard case .tag(let tag) = span.kind else { return nil }
      let name = tag.lowercased()
      return ["name": .string(name), "url": .string("\(origin)/tags/\(name)")]
    }
  }

  private func entity(_ poll: Poll, of status: Status, at now: Instant) -> JSON {
    [
      "id": .string(status.id), "expires_at": .string(poll.ends.rfc3339),
      "expired": .bool(now >= poll.ends), "multiple": .bool(poll.multiple), "votes_count": 0,
      "voters_count": 0, "voted": false, "own_votes": [], "emojis": [],
      "options": .array(
        poll.options.map { ["title": .string($0), "votes_count": poll.hideTotals ? nil : 0] }),
    ]
  }

  private static func word(for visibility: Visibility) -> String {
    switch visibility {
    case .everyone: "public"
    case .unlisted: "unlisted"
    case .followers: "private"
    case .direct: "direct"
    }
  }

  /// What people see now, newest first.
  package var timeline: [TimelinePost] {
    order.reversed().compactMap { statuses[$0] }.filter { !$0.isDeleted }.map(shown)
  }

  private func shown(_ status: Status) -> TimelinePost {
    let pictures = status.media.compactMap { media[$0] }.map {
      TimelinePost.Picture(
        id: $0.id, mime: $0.format.mime, alt: $0.description ?? "", width: $0.format.width,
        height: $0.format.height)
    }
    let name = accounts.first { $0.id == status.account }?.name ?? status.account
    return TimelinePost(
      platform: .mastodon, account: handle(of: status.account), id: status.id,
      url: "\(origin)/@\(name)/\(status.id)", spans: MastodonText.spans(status.text),
      warning: status.warning.isEmpty ? nil : status.warning, media: pictures,
      poll: status.poll.map {
        .init(options: $0.options, multiple: $0.multiple, ends: $0.ends)
      },
      visibility: status.visibility, language: status.language, parent: status.parent,
      created: status.created, edited: status.edited, fingerprint: fingerprint(of: status))
  }
}
