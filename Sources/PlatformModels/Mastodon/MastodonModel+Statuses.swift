import Domain

extension MastodonModel {
  /// How long an idempotency key is remembered.
  private static let keyLifetime = Duration.seconds(3600)

  mutating func createStatus(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["write:statuses"])
    let key = visit.request.header("idempotency-key").map { "\(account.id)/\($0)" }
    if let key, !rules.ignoresIdempotencyKey, let memory = remembered[key],
      visit.now < memory.expires, let status = statuses[memory.status], !status.isDeleted
    {
      return .json(entity(status, for: account, at: visit.now))
    }
    let draft = try draft(visit, by: account)
    try count(rules.posts, "posts/\(account.id)", &visit)
    let status = Status(
      id: identifier(visit), account: account.id, text: draft.text, warning: draft.warning,
      isSensitive: draft.isSensitive, visibility: draft.visibility, language: draft.language,
      parent: draft.parent, media: draft.media.map(\.id), poll: draft.poll, created: visit.now,
      app: visit.token.flatMap { apps[$0.client]?.name } ?? "")
    statuses[status.id] = status
    order.append(status.id)
    if let parent = status.parent { statuses[parent]?.replies += 1 }
    for item in draft.media { media[item.id]?.status = status.id }
    if let key {
      remembered[key] = Memory(status: status.id, expires: visit.now + Self.keyLifetime)
    }
    record(.created, status, visit)
    return .json(entity(status, for: account, at: visit.now))
  }

  mutating func editStatus(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["write:statuses"])
    var status = try own(id, of: account)
    let draft = try draft(visit, by: account, editing: status)
    status.text = draft.text
    status.warning = draft.warning
    status.isSensitive = draft.isSensitive
    status.language = draft.language
    status.media = draft.media.map(\.id)
    status.poll = draft.poll ?? (draft.media.isEmpty ? status.poll : nil)
    status.edited = visit.now
    try describe(visit, status)
    statuses[id] = status
    for item in draft.media { media[item.id]?.status = id }
    record(.edited, status, visit)
    return .json(entity(status, for: account, at: visit.now))
  }

  /// Applies `media_attributes`: new texts for the files of an edited status.
  private mutating func describe(_ visit: Visit, _ status: Status) throws(Stop) {
    let given = try parameters(visit, allowed: Self.editNames)
    let ids = given.list("media_attributes[][id]")
    let texts = given.list("media_attributes[][description]")
    guard ids.count == texts.count, ids.allSatisfy(status.media.contains) else {
      throw Stop(.mastodon(400, "media_attributes must pair ids of this status with descriptions"))
    }
    for (id, text) in zip(ids, texts) { media[id]?.description = text }
  }

  mutating func deleteStatus(_ id: String, _ visit: inout Visit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["write:statuses"])
    _ = try queryParameters(visit, allowed: ["delete_media"])
    try count(rules.deletions, "deletions/\(account.id)", &visit)
    let status = try own(id, of: account)
    statuses[id]?.isDeleted = true
    if let parent = status.parent { statuses[parent]?.replies -= 1 }
    for item in status.media { media[item]?.status = nil }
    record(.deleted, status, visit)
    guard case .object(var members) = entity(status, for: account, at: visit.now) else {
      preconditionFailure("a status is an object")
    }
    members["text"] = .string(status.text)
    return .json(.object(members))
  }

  private mutating func record(_ kind: OutsideLedger.Kind, _ status: Status, _ visit: Visit) {
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: handle(of: status.account), post: status.id,
        text: status.text, fingerprint: fingerprint(of: status), requestNumber: visit.number,
        request: visit.request.line, idempotencyKey: visit.request.header("idempotency-key")))
  }

  /// Equal for statuses that look the same: the words, the options and the files.
  func fingerprint(of status: Status) -> String {
    let looks =
      [status.warning, status.text] + (status.poll?.options ?? [])
      + status.media.map { media[$0]?.hash ?? $0 }
    return hashing.sha256(JSON.array(looks.map(JSON.string)).bytes).hexadecimal
  }

  /// The account's own status, or 404: others' are not found either.
  private func own(_ id: String, of account: Account) throws(Stop) -> Status {
    guard let status = statuses[id], !status.isDeleted, status.account == account.id else {
      throw Stop(.mastodon(404, "Record not found"))
    }
    return status
  }

  /// A status that `reader` (`nil`: anybody) may see.
  func visible(_ id: String, to reader: Account?) throws(Stop) -> Status {
    guard let status = statuses[id], isVisible(status, to: reader) else {
      throw Stop(.mastodon(404, "Record not found"))
    }
    return status
  }

  func isVisible(_ status: Status, to reader: Account?) -> Bool {
    guard !status.isDeleted else { return false }
    switch status.visibility {
    case .everyone, .unlisted: return true
    case .followers, .direct: return reader?.id == status.account
    }
  }

  /// `belfry@127.0.0.1:8931`.
  func handle(of account: String) -> String {
    let name = accounts.first { $0.id == account }?.name ?? account
    return "\(name)@\(host)"
  }
}
