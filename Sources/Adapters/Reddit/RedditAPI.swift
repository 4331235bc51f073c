import Domain

/// The calls of one account, and how their answers are read (reddit.com/dev/api).
struct RedditAPI: Sendable {
  var server: Origin
  /// Where people read posts.
  var website: String
  var access: SecretKey
  /// The account's name, without `u/`.
  var user: String

  /// - Throws: a refusal when the account is not connected.
  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    guard let access = account.tokens["access"] else {
      throw flow.refuse(
        .signIn, code: "not-connected", "\(account.name) has not signed in to Reddit")
    }
    try self.init(account, access: access, flow)
  }

  init(_ account: AccountFacts, access: SecretKey, _ flow: Flow) throws(Pause) {
    let address = account.settings["server"] ?? "https://oauth.reddit.com"
    guard let server = Origin(address) else {
      throw flow.refuse(.content, code: "bad-server", "\(address) is no server")
    }
    self.server = server
    website = RedditAPI.website(of: account)
    self.access = access
    user = try RedditAPI.user(account, flow)
  }

  static func user(_ account: AccountFacts, _ flow: Flow) throws(Pause) -> String {
    guard let name = account.settings["username"].map({ $0.drop { $0 == "@" } }), !name.isEmpty,
      name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw flow.refuse(.content, code: "no-username", "\(account.name) needs a username") }
    return String(name.hasPrefix("u/") ? name.dropFirst(2) : name)
  }

  /// Reddit refuses programs that do not say who they are, on every call.
  static func userAgent(_ user: String) -> Call.Header {
    .init("User-Agent", "linux:belfry:1 (by /u/\(user))")
  }

  /// A call with the account's token.
  func call(_ method: Call.Method, _ path: String) -> Call {
    Call(
      method, server.text + path, headers: [RedditAPI.userAgent(user)],
      authorization: .bearer(access), costs: [.init("requests")])
  }
}

// MARK: - Posts

extension RedditAPI {
  /// `POST /api/submit`, or `/api/submit_gallery_post.json` for several pictures.
  ///
  /// A post with pictures or a film is made later, and its answer holds no id: the list of own
  /// posts tells.
  func submit(_ post: RedditPost) -> Exchange<Remote> {
    var call: Call
    if case .gallery = post.kind {
      call = self.call(.post, "/api/submit_gallery_post.json?raw_json=1")
      call.setJSON(post.json)
    } else {
      call = self.call(.post, "/api/submit?raw_json=1")
      call.setForm(post.fields)
    }
    return Exchange(call, value: { RedditAPI.remote(in: $0.json?["json"]?["data"]) }) {
      RedditFailures.reading(of: $0, after: .visible)
    }
  }

  /// What an answer says was made.
  static func remote(in data: JSON?) -> Remote? {
    let address = data?["url"]?.string
    let name = data?["name"]?.string ?? (data?["id"]?.string).map { "t3_" + $0 }
    if let name, name.hasPrefix("t3_") { return Remote(id: name, url: address) }
    // A gallery's answer is its address: …/comments/ID/…
    let pieces = (address ?? "").split(separator: "/")
    guard let mark = pieces.firstIndex(of: "comments"), mark + 1 < pieces.count else { return nil }
    return Remote(id: "t3_" + pieces[mark + 1], url: address)
  }

  /// `POST /api/del`: succeeds whether or not the post is there.
  func deletePost(_ name: String) -> Exchange<Void> {
    var call = call(.post, "/api/del")
    call.setForm([("id", .text(name))])
    return Exchange(call, value: { $0.json != nil ? () : nil }) {
      RedditFailures.reading(of: $0, after: .harmless)
    }
  }

  /// `POST /api/editusertext`: the text of a text post.
  func editPost(_ name: String, to text: String) -> Exchange<Void> {
    var call = call(.post, "/api/editusertext?raw_json=1")
    call.setForm([
      ("api_type", .text("json")), ("thing_id", .text(name)), ("text", .text(text)),
    ])
    return Exchange(
      call, value: { RedditFailures.codes(in: $0)?.isEmpty == true ? () : nil },
      failure: { RedditFailures.reading(of: $0, after: .harmless) })
  }

  /// `GET /api/v1/me`: who the token belongs to.
  func me() -> Exchange<Identity> {
    Exchange(
      call(.get, "/api/v1/me?raw_json=1"),
      value: { answer in
        guard let id = answer.json?["id"]?.string, let name = answer.json?["name"]?.string?.bounded
        else { return nil }
        return Identity(
          id: id, handle: "u/" + name, url: website + "/user/" + name)
      }, failure: { RedditFailures.reading(of: $0, after: .harmless) })
  }
}
