import Domain

/// The calls of one author, and how their answers are read (learn.microsoft.com/linkedin, *Posts
/// API*).
struct LinkedInAPI: Sendable {
  var server: Origin
  var access: SecretKey
  var apiVersion: String
  /// The URN of the person or page that posts.
  var author: String

  /// Posts of a page can be listed; those of a person cannot.
  var isOrganization: Bool { author.hasPrefix("urn:li:organization:") }

  /// - Throws: a refusal when the account is not connected.
  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    guard let access = account.tokens["access"], let author = account.identity?.id else {
      throw flow.refuse(
        .signIn, code: "not-connected", "\(account.name) has not signed in to LinkedIn")
    }
    try self.init(account, access: access, author: author, flow)
  }

  init(
    _ account: AccountFacts, access: SecretKey, author: String, _ flow: Flow
  ) throws(Pause) {
    let address = account.settings["server"] ?? "https://api.linkedin.com"
    guard let server = Origin(address) else {
      throw flow.refuse(.content, code: "bad-server", "\(address) is no server")
    }
    self.server = server
    self.access = access
    self.author = author
    apiVersion = account.settings["api_version"] ?? "202609"
  }

  /// A call of the versioned API.
  ///
  /// - Parameter method: the name of the Rest.li method, where the verb does not tell it.
  func call(
    _ verb: Call.Method, _ path: String, restli method: String? = nil
  ) -> Call {
    var headers: [Call.Header] = [
      .init("Linkedin-Version", apiVersion), .init("X-Restli-Protocol-Version", "2.0.0"),
    ]
    if let method { headers.append(.init("X-RestLi-Method", method)) }
    return Call(
      verb, server.text + path, headers: headers, authorization: .bearer(access),
      costs: LinkedInProfile.costs)
  }

  static func postAddress(_ urn: String) -> String {
    "/rest/posts/" + PercentEncoding.component(urn)
  }
}

// MARK: - Posts

extension LinkedInAPI {
  /// `POST /rest/posts`.
  ///
  /// The id is in a header; the body of the answer is empty.
  func createPost(_ post: LinkedInPost) -> Exchange<Remote> {
    var call = call(.post, "/rest/posts")
    call.setJSON(post.json(author: author))
    return Exchange(
      call,
      value: { answer in
        guard answer.status == 201,
          let urn = answer.header("x-restli-id") ?? answer.header("x-linkedin-id")
        else { return nil }
        return remote(urn)
      }, failure: { LinkedInFailures.reading(of: $0, after: .visible) })
  }

  /// A post by its URN: `urn:li:share:…` or `urn:li:ugcPost:…`.
  static func remote(_ urn: String) -> Remote? {
    guard urn.hasPrefix("urn:li:"), urn.utf8.count <= 200 else { return nil }
    return Remote(id: urn, url: "https://www.linkedin.com/feed/update/\(urn)/")
  }

  /// The same, where this server's people see it.
  func remote(_ urn: String) -> Remote? {
    guard var remote = LinkedInAPI.remote(urn) else { return nil }
    remote.url = server.site("https://www.linkedin.com") + "/feed/update/\(urn)/"
    return remote
  }

  /// `DELETE /rest/posts/{urn}`; a repeat succeeds too.
  func deletePost(_ urn: String) -> Exchange<Void> {
    Exchange(call(.delete, LinkedInAPI.postAddress(urn), restli: "DELETE")) { answer in
      if answer.status == 204 { return .value(()) }
      let reading = LinkedInFailures.reading(of: answer, after: .harmless) as Reading<Void>
      if case .refused(let refusal) = reading, refusal.kind == .gone { return .value(()) }
      return reading
    }
  }

  /// `PARTIAL_UPDATE` of the text; the media cannot change.
  func editPost(_ urn: String, to commentary: String) -> Exchange<Void> {
    var call = call(.post, LinkedInAPI.postAddress(urn), restli: "PARTIAL_UPDATE")
    call.setJSON(["patch": ["$set": ["commentary": .string(commentary)]]])
    return Exchange(call, value: { $0.status == 204 ? () : nil }) {
      LinkedInFailures.reading(of: $0, after: .harmless)
    }
  }
}
