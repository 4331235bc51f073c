import Domain
import Text

/// `commentThreads` and `comments`, as far as a channel's own comments under films go.
extension YouTubeModel {
  private static let scope = ["youtube.force-ssl"]

  mutating func addComment(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, Self.scope)
    try pay(50, of: rules.units, "units", visit)
    try requireQuery(visit, ["part"])
    let snippet = try jsonBody(visit, allowed: ["snippet"])["snippet"]
    guard snippet?["channelId"]?.string != nil, let id = snippet?["videoId"]?.string else {
      throw Stop(.google(400, "channelOrVideoIdMissing", "channelId and videoId are required"))
    }
    let film = try commented(id, by: channel)
    guard snippet?["channelId"]?.string == film.channel else {
      throw Stop(.google(404, "channelNotFound", "channelId is not the video's channel"))
    }
    let text = try text(of: snippet?["topLevelComment"]?["snippet"])
    let comment = Comment(
      id: "Ug" + visit.random.token(length: 24), film: film.id, channel: channel.id, text: text,
      created: visit.now)
    comments[comment.id] = comment
    commentOrder.append(comment.id)
    note(.created, comment, visit)
    return .json(thread(comment))
  }

  mutating func listComments(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, Self.scope)
    try pay(1, of: rules.units, "units", visit)
    try requireQuery(
      visit, ["part", "videoId"], optional: ["order", "maxResults", "textFormat", "pageToken"])
    let film = try commented(visit.request.query("videoId") ?? "", by: channel)
    guard let most = Int(visit.request.query("maxResults") ?? "20"), (1...100).contains(most) else {
      throw Stop(.google(400, "invalidParameter", "maxResults is 1 to 100"))
    }
    let found = commentOrder.reversed().compactMap { comments[$0] }
      .filter { $0.film == film.id && visit.now >= $0.created + rules.readLag }
    var answer: [String: JSON] = ["items": .array(found.prefix(most).map(thread))]
    if found.count > most { answer["nextPageToken"] = "next" }
    return .json(.object(answer))
  }

  mutating func updateComment(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, Self.scope)
    try pay(50, of: rules.units, "units", visit)
    try requireQuery(visit, ["part"])
    let body = try jsonBody(visit, allowed: ["id", "snippet"])
    var comment = try own(comment: body["id"]?.string, of: channel)
    comment.text = try text(of: body["snippet"])
    comment.edited = visit.now
    comments[comment.id] = comment
    note(.edited, comment, visit)
    return .json(thread(comment)["snippet"]?["topLevelComment"] ?? .null)
  }

  mutating func deleteComment(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, Self.scope)
    try pay(50, of: rules.units, "units", visit)
    try requireQuery(visit, ["id"])
    let comment = try own(comment: visit.request.query("id"), of: channel)
    note(.deleted, comment, visit)
    comments[comment.id] = nil
    commentOrder.removeAll { $0 == comment.id }
    return ModelAnswer(status: 204)
  }

  /// A film that takes comments; those that are private or made for children take none.
  private func commented(_ id: String, by channel: Channel) throws(Stop) -> Film {
    guard let film = films[id], film.channel == channel.id || film.isVisible else {
      throw Stop(.google(404, "videoNotFound", "The video cannot be found."))
    }
    guard film.isVisible, !film.isMadeForKids else {
      throw Stop(.google(403, "commentsDisabled", "The video has disabled comments."))
    }
    return film
  }

  private func text(of snippet: JSON?) throws(Stop) -> String {
    guard let text = snippet?["textOriginal"]?.string, !text.allSatisfy(\.isWhitespace) else {
      throw Stop(.google(400, "commentTextRequired", "textOriginal is required"))
    }
    guard text.utf16.count <= 10_000 else {
      throw Stop(.google(400, "commentTextTooLong", "The comment has too many characters."))
    }
    guard snippet?.object?.count == 1 else {
      throw Stop(.google(400, "invalidCommentMetadata", "a comment has its textOriginal only"))
    }
    return text
  }

  private func own(comment id: String?, of channel: Channel) throws(Stop) -> Comment {
    guard let comment = id.flatMap({ comments[$0] }), commentOrder.contains(comment.id) else {
      throw Stop(.google(404, "commentNotFound", "The comment cannot be found."))
    }
    guard comment.channel == channel.id else {
      throw Stop(.google(403, "forbidden", "The comment is not the channel's own."))
    }
    return comment
  }

  private func thread(_ comment: Comment) -> JSON {
    [
      "kind": "youtube#commentThread", "id": .string(comment.id),
      "snippet": [
        "videoId": .string(comment.film),
        "topLevelComment": [
          "kind": "youtube#comment", "id": .string(comment.id),
          "snippet": [
            "textOriginal": .string(comment.text), "textDisplay": .string(comment.text),
            "authorChannelId": ["value": .string(comment.channel)],
            "publishedAt": .string(comment.created.rfc3339),
          ],
        ],
      ],
    ]
  }

  // MARK: - What people see

  private mutating func note(
    _ kind: OutsideLedger.Kind, _ comment: Comment, _ visit: ModelVisit
  ) {
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: name(ofChannel: comment.channel), post: comment.id,
        text: comment.text, fingerprint: fingerprint(of: comment), requestNumber: visit.number,
        request: visit.request.line, idempotencyKey: nil))
  }

  private func fingerprint(of comment: Comment) -> String {
    hashing.sha256(Array("\(comment.film) \(comment.text)".utf8)).hexadecimal
  }

  /// Newest first.
  var shownComments: [TimelinePost] {
    commentOrder.reversed().compactMap { comments[$0] }.map { comment in
      TimelinePost(
        platform: .youtube, account: name(ofChannel: comment.channel), id: comment.id,
        url: "\(origin)/watch?v=\(comment.film)&lc=\(comment.id)",
        spans: TextSpans.of(comment.text, links: LinkScanner.clickable(in: comment.text)),
        visibility: .everyone, parent: comment.film, created: comment.created,
        edited: comment.edited, fingerprint: fingerprint(of: comment))
    }
  }
}
