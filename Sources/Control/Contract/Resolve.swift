package import Domain

/// A person's answer about deliveries in attention.
package struct Resolve: Operation {
  package typealias Reply = ActionReport
  package static let endpoint = Endpoint(
    "resolve", .post, "/v1/actions/resolve", role: .admin,
    summary: "Answers for deliveries in attention: published, resend or drop.")

  package var target: SelectionFields
  /// What the person knows.
  package var verdict: Verdict
  /// Where the post is to be seen, for `published`.
  package var url: String?
  /// The network's id of the post, for `published`.
  package var remoteId: String?

  package init(
    target: SelectionFields, verdict: Verdict, url: String? = nil, remoteId: String? = nil
  ) {
    self.target = target
    self.verdict = verdict
    self.url = url
    self.remoteId = remoteId
  }

  private enum CodingKeys: String, CodingKey { case verdict, url, remoteId }

  package init(from decoder: any Decoder) throws {
    target = try SelectionFields(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    verdict = try container.decode(Verdict.self, forKey: .verdict)
    url = try container.decodeIfPresent(String.self, forKey: .url)
    remoteId = try container.decodeIfPresent(String.self, forKey: .remoteId)
  }

  package func encode(to encoder: any Encoder) throws {
    try target.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(verdict, forKey: .verdict)
    try container.encodeIfPresent(url, forKey: .url)
    try container.encodeIfPresent(remoteId, forKey: .remoteId)
  }

  package func validate() throws(ErrorObject) {
    _ = try target.selection()
    guard verdict == .published else { return }
    guard url != nil || remoteId != nil else {
      throw ErrorObject(.badRequest, "published needs evidence: give url or remote_id")
    }
    guard case .deliveries(let ids) = try target.selection(), ids.count == 1 else {
      throw ErrorObject(.badRequest, "published is said of one delivery at a time: give its number")
    }
  }
}

/// What a person knows about a delivery in attention.
package enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// It is out; url or id say where.
  case published
  /// It is certainly not out; send it.
  case resend
  /// Whether it is out or not: leave it.
  case drop
}
