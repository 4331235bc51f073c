import Domain
import Text

/// `/rest/socialActions/{urn}/comments`, as far as an author's own comments go.
extension LinkedInModel {
  mutating func comment(under urn: String, _ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let body = try body(visit, ["actor", "object", "message"])
    let actor = body["actor"]?.string ?? ""
    try mayAct(visit, as: actor, "_feed")
    let post = try commented(urn)
    guard body["object"]?.string == post.id else {
      throw Stop(.linkedIn(400, "INVALID_URN_ID", "object is not the post of the address"))
    }
    let comment = Comment(
      id: String(7_100_000_000_000_000_000 + visit.number), post: post.id, actor: actor,
      text: try words(of: body["message"]), created: visit.now)
    comments.append(comment)
    record(.created, comment, visit)
    var answer = ModelAnswer.json(entity(comment), status: 201)
    answer.headers.append(NamedValue("x-restli-id", comment.id))
    return answer
  }

  mutating func listComments(under urn: String, _ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    _ = try signedIn(visit, oneOf: ["r_organization_social_feed", "r_member_social_feed"])
    let post = try commented(urn)
    let count = visit.request.query("count").flatMap { Int($0) } ?? 10
    guard (1...100).contains(count), visit.request.query("start") ?? "0" == "0" else {
      throw Stop(.linkedIn(400, "ILLEGAL_ARGUMENT", "start is 0, count 1 to 100"))
    }
    let found = comments.filter {
      $0.post == post.id && visit.now >= $0.created + rules.readLag
    }
    return .json([
      "elements": .array(found.prefix(count).map(entity)),
      "paging": ["start": 0, "count": .integer(Int64(count))],
    ])
  }

  mutating func delete(
    comment id: String, under urn: String, _ visit: ModelVisit
  ) throws(Stop) -> ModelAnswer {
    guard visit.request.header("x-restli-method") == "DELETE" else {
      throw Stop(.linkedIn(400, "ILLEGAL_ARGUMENT", "X-RestLi-Method must be DELETE"))
    }
    let index = try own(comment: id, under: urn, visit)
    record(.deleted, comments.remove(at: index), visit)
    return ModelAnswer(status: 204)
  }

  mutating func change(
    comment id: String, under urn: String, _ visit: ModelVisit
  ) throws(Stop) -> ModelAnswer {
    let patch = try body(visit, ["patch"])["patch"]?["message"]?["$set"]
    guard visit.request.header("x-restli-method") == "PARTIAL_UPDATE" else {
      throw Stop(.linkedIn(400, "ILLEGAL_ARGUMENT", "X-RestLi-Method must be PARTIAL_UPDATE"))
    }
    let index = try own(comment: id, under: urn, visit)
    comments[index].text = try words(of: patch)
    comments[index].edited = visit.now
    record(.edited, comments[index], visit)
    return ModelAnswer(status: 204)
  }

  private func commented(_ urn: String) throws(Stop) -> Post {
    guard let post = posts[urn], !post.isDeleted else {
      throw Stop(.linkedIn(404, "RESOURCE_NOT_FOUND", "there is no \(urn)"))
    }
    return post
  }

  private func words(of message: JSON?) throws(Stop) -> String {
    guard let text = message?["text"]?.string, message?.object?.count == 1,
      !text.allSatisfy(\.isWhitespace)
    else { throw Stop(.linkedIn(400, "MISSING_FIELD", "message has a text, and nothing else")) }
    guard text.utf16.count <= 1250 else {
      throw Stop(.linkedIn(400, "FIELD_LENGTH_TOO_LONG", "message.text is too long"))
    }
    return text
  }

  /// Where the actor's own comment is.
  private mutating func own(
    comment id: String, under urn: String, _ visit: ModelVisit
  ) throws(Stop) -> Int {
    let actor = visit.request.query("actor") ?? ""
    try mayAct(visit, as: actor, "_feed")
    guard let index = comments.firstIndex(where: { $0.id == id && $0.post == urn }) else {
      throw Stop(.linkedIn(404, "RESOURCE_NOT_FOUND", "there is no comment \(id)"))
    }
    guard comments[index].actor == actor else {
      throw Stop(.linkedIn(403, "ACCESS_DENIED", "\(actor) did not write the comment"))
    }
    return index
  }

  private func entity(_ comment: Comment) -> JSON {
    [
      "id": .string(comment.id), "actor": .string(comment.actor),
      "object": .string(comment.post), "message": ["text": .string(comment.text)],
      "created": [
        "actor": .string(comment.actor), "time": .integer(comment.created.milliseconds),
      ],
      "commentUrn": .string("urn:li:comment:(\(comment.post),\(comment.id))"),
    ]
  }

  // MARK: - What people see

  mutating func record(
    _ kind: OutsideLedger.Kind, _ comment: Comment, _ visit: ModelVisit
  ) {
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: name(of: comment.actor), post: comment.id,
        text: comment.text, fingerprint: fingerprint(of: comment), requestNumber: visit.number,
        request: visit.request.line, idempotencyKey: nil))
  }

  private func fingerprint(of comment: Comment) -> String {
    hashing.sha256(Array("\(comment.post) \(comment.text)".utf8)).hexadecimal
  }

  /// Newest first.
  var shownComments: [TimelinePost] {
    comments.reversed().map { comment in
      TimelinePost(
        platform: .linkedin, account: name(of: comment.actor), id: comment.id,
        url: "\(origin)/feed/update/\(comment.post)/",
        spans: TextSpans.of(comment.text, links: LinkScanner.clickable(in: comment.text)),
        visibility: .everyone, parent: comment.post, created: comment.created,
        edited: comment.edited, fingerprint: fingerprint(of: comment))
    }
  }
}
