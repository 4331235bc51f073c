import Domain
import PlatformModels
import Testing

@Suite("LinkedIn's model")
struct LinkedInModelTests {
  private let page = "urn:li:organization:5515715"
  private let headers = [
    ("linkedin-version", "202609"), ("x-restli-protocol-version", "2.0.0"),
  ]

  private func client(
    _ rules: LinkedInModel.Rules = .init(), page: Bool = true
  ) -> Client<LinkedInModel> {
    var model = LinkedInModel(
      origin: "http://127.0.0.1:8934", rules: rules, hashing: OpenSSLHashing())
    let scopes =
      page
      ? ["w_organization_social", "r_organization_social", "rw_organization_admin"]
      : ["openid", "profile", "w_member_social"]
    model.issueToken(for: "belfry", scopes: scopes, named: "t")
    return Client(model, token: "t")
  }

  private func body(_ author: String, _ text: String = "Hello", changing: [String: JSON] = [:])
    -> JSON
  {
    let base: [String: JSON] = [
      "author": .string(author), "commentary": .string(text), "visibility": "PUBLIC",
      "distribution": [
        "feedDistribution": "MAIN_FEED", "targetEntities": [],
        "thirdPartyDistributionChannels": [],
      ],
      "lifecycleState": "PUBLISHED", "isReshareDisabledByAuthor": false,
    ]
    return .object(base.merging(changing) { $1 })
  }

  private func post(_ client: inout Client<LinkedInModel>, _ body: JSON) -> ModelAnswer {
    client.json("POST", "/rest/posts", body, headers: headers)
  }

  @Test("a post is made by a header's id, and listed for pages only")
  func post() {
    var client = client()
    let answer = post(&client, body(page, #"A \(b\)"#))
    #expect(answer.status == 201)
    #expect(answer.body.isEmpty)
    let urn = answer.header("x-restli-id") ?? ""
    #expect(urn.hasPrefix("urn:li:share:"))
    #expect(client.model.timeline.map(\.text) == ["A (b)"])
    let list = "/rest/posts?q=author&author=\(PercentEncoding.component(page))&count=10"
    let found = client.send("GET", list, headers: headers + [("x-restli-method", "FINDER")])
    #expect(found.json?["elements"]?[0]?["commentary"] == #"A \(b\)"#)
    #expect(client.send("GET", list, headers: headers).status == 400)
    var member = self.client(page: false)
    #expect(post(&member, body("urn:li:person:p-belfry")).status == 201)
    #expect(post(&member, body(page)).status == 403)
    #expect(
      member.send("GET", list, headers: headers + [("x-restli-method", "FINDER")]).status == 403)
  }

  static let refused: [([String: JSON], Int)] = [
    (["colour": "red"], 400), (["commentary": "A (b)"], 400), (["commentary": #"A \b"#], 400),
    (["commentary": ""], 400), (["lifecycleState": "DRAFT"], 400),
    (["visibility": "CONNECTIONS"], 400), (["author": "urn:li:organization:1"], 403),
    (["commentary": .string(String(repeating: "a", count: 3001))], 400),
    (["content": ["media": ["id": "urn:li:image:none"]]], 400),
    (["content": ["article": ["source": "https://a.example"]]], 400),
    (["content": ["multiImage": ["images": []]]], 400),
    (["content": ["poll": ["question": "q", "options": [["text": "a"]]]]], 400),
  ]

  @Test("what the documentation does not allow is refused", arguments: refused)
  func wrongPost(_ change: [String: JSON], _ status: Int) {
    var client = client()
    #expect(post(&client, body(page, changing: change)).status == status)
    #expect(client.model.ledger.effects.isEmpty)
  }

  @Test("a version must be named, and must be alive")
  func versions() {
    var client = client()
    #expect(client.json("POST", "/rest/posts", body(page)).status == 400)
    let old = [("linkedin-version", "202401"), ("x-restli-protocol-version", "2.0.0")]
    let answer = client.json("POST", "/rest/posts", body(page), headers: old)
    #expect(answer.status == 426)
    #expect(answer.json?["code"] == "NONEXISTENT_VERSION")
  }

  private func initialize(
    _ client: inout Client<LinkedInModel>, _ kind: String, _ asked: JSON
  ) -> JSON? {
    client.json(
      "POST", "/rest/\(kind)?action=initializeUpload", ["initializeUploadRequest": asked],
      headers: headers
    ).json?["value"]
  }

  private func put(
    _ client: inout Client<LinkedInModel>, _ address: JSON?, _ bytes: [UInt8]
  ) -> ModelAnswer {
    let path = (address?.string ?? "").dropFirst("http://127.0.0.1:8934".count)
    return client.send("PUT", String(path), body: bytes)
  }

  @Test("a picture is processed, then shown with its description")
  func picture() {
    var client = client()
    let place = initialize(&client, "images", ["owner": .string(page)])
    let urn = place?["image"] ?? nil
    let withPicture: [String: JSON] = ["content": ["media": ["id": urn, "altText": "A bell"]]]
    #expect(put(&client, place?["uploadUrl"], Sample.png()).status == 201)
    let early = post(&client, body(page, changing: withPicture))
    #expect(early.json?["code"] == "MEDIA_ASSET_WAITING_UPLOAD")
    client.wait(.seconds(2))
    let state = client.send(
      "GET", "/rest/images/\(PercentEncoding.component(urn.string ?? ""))", headers: headers)
    #expect(state.json?["status"] == "AVAILABLE")
    #expect(post(&client, body(page, changing: withPicture)).status == 201)
    #expect(client.model.timeline.map { $0.media.map(\.alt) } == [["A bell"]])
    #expect(initialize(&client, "images", ["owner": "urn:li:person:x"]) == nil)
  }

  @Test("an upload's address ends")
  func expired() {
    var client = client()
    let place = initialize(&client, "images", ["owner": .string(page)])
    client.wait(.seconds(3600))
    let answer = put(&client, place?["uploadUrl"], Sample.png())
    #expect(answer.json?["code"] == "EXPIRED_UPLOAD_URL")
  }

  @Test("a film's pieces go where they belong, and their tags end the upload")
  func film() {
    var client = client()
    let bytes = Sample.mp4 + [UInt8](repeating: 9, count: 5 << 20)
    let film = initialize(
      &client, "videos",
      [
        "owner": .string(page), "fileSizeBytes": .integer(Int64(bytes.count)),
        "uploadCaptions": false, "uploadThumbnail": false,
      ])
    let pieces = film?["uploadInstructions"]?.array ?? []
    #expect(pieces.count == 2)
    let half = 4 << 20
    #expect(put(&client, pieces[0]["uploadUrl"], Array(bytes[..<100])).status == 400)
    let first = put(&client, pieces[0]["uploadUrl"], Array(bytes[..<half])).header("etag")
    let second = put(&client, pieces[1]["uploadUrl"], Array(bytes[half...])).header("etag")
    func finalize(_ tags: [String?]) -> Int {
      client.json(
        "POST", "/rest/videos?action=finalizeUpload",
        [
          "finalizeUploadRequest": [
            "video": film?["video"] ?? nil, "uploadToken": film?["uploadToken"] ?? nil,
            "uploadedPartIds": .array(tags.map { JSON($0) }),
          ]
        ], headers: headers
      ).status
    }
    #expect(finalize([second, first]) == 400)
    #expect(finalize([first, second]) == 200)
    client.wait(.seconds(2))
    let content: JSON = ["media": ["id": film?["video"] ?? nil]]
    let answer = post(&client, body(page, changing: ["content": content]))
    #expect(answer.header("x-restli-id")?.hasPrefix("urn:li:ugcPost:") == true)
  }

  @Test("a duplicate names the post that it repeats")
  func duplicate() {
    var rules = LinkedInModel.Rules()
    rules.duplicateWindow = .seconds(60)
    var client = client(rules)
    let urn = post(&client, body(page)).header("x-restli-id") ?? "none"
    let answer = post(&client, body(page))
    #expect(answer.status == 422)
    #expect(answer.json?["message"]?.string == "Content is a duplicate of \(urn)")
    client.wait(.seconds(60))
    #expect(post(&client, body(page)).status == 201)
  }

  @Test("words change, posts go, and the ledger remembers it")
  func change() {
    var client = client()
    let urn = post(&client, body(page)).header("x-restli-id") ?? ""
    let path = "/rest/posts/" + PercentEncoding.component(urn)
    let patch: JSON = ["patch": ["$set": ["commentary": "New"]]]
    #expect(client.json("POST", path, patch, headers: headers).status == 400)
    let update = headers + [("x-restli-method", "PARTIAL_UPDATE")]
    #expect(client.json("POST", path, patch, headers: update).status == 204)
    #expect(client.model.timeline.map(\.text) == ["New"])
    let delete = headers + [("x-restli-method", "DELETE")]
    #expect(client.send("DELETE", path, headers: delete).status == 204)
    #expect(client.send("DELETE", path, headers: delete).status == 204)
    #expect(client.model.ledger.effects.map(\.kind) == [.created, .edited, .deleted])
  }

  @Test("comments are their author's, plain words, for tokens with the scopes of feeds")
  func comments() {
    var client = client()
    let urn = post(&client, body(page)).header("x-restli-id") ?? ""
    let path = "/rest/socialActions/\(PercentEncoding.component(urn))/comments"
    func comment(_ actor: String, _ text: String, _ object: String? = nil) -> ModelAnswer {
      client.json(
        "POST", path,
        [
          "actor": .string(actor), "object": .string(object ?? urn),
          "message": ["text": .string(text)],
        ], headers: headers)
    }
    #expect(comment(page, "Ring!").status == 403)
    client.model.issueToken(
      for: "belfry",
      scopes: [
        "w_organization_social", "w_organization_social_feed", "r_organization_social_feed",
      ], named: "t")
    #expect(comment(page, "Ring!", "urn:li:share:1").status == 400)
    #expect(comment("urn:li:person:p-belfry", "Ring!").status == 403)
    #expect(comment(page, String(repeating: "a", count: 1251)).status == 400)
    let id = comment(page, "Ring (all)!").header("x-restli-id") ?? ""
    #expect(client.model.timeline.map(\.text) == ["Ring (all)!", "Hello"])
    #expect(client.model.timeline.map(\.parent) == [urn, nil])
    let found = client.send("GET", path + "?start=0&count=10", headers: headers)
    #expect(found.json?["elements"]?[0]?["id"]?.string == id)
    let own = path + "/\(id)?actor=\(PercentEncoding.component(page))"
    let patch: JSON = ["patch": ["message": ["$set": ["text": "New"]]]]
    let update = headers + [("x-restli-method", "PARTIAL_UPDATE")]
    #expect(client.json("POST", own, patch, headers: update).status == 204)
    #expect(client.model.timeline.map(\.text) == ["New", "Hello"])
    let delete = headers + [("x-restli-method", "DELETE")]
    #expect(client.send("DELETE", own, headers: delete).status == 204)
    #expect(client.send("DELETE", own, headers: delete).status == 404)
    #expect(client.model.timeline.map(\.text) == ["Hello"])
  }

  @Test("the day's requests are counted, without a header that tells")
  func limits() {
    var rules = LinkedInModel.Rules()
    rules.requests = RateLimit(1, perSeconds: 86_400)
    var client = client(rules)
    #expect(post(&client, body(page)).status == 201)
    let answer = post(&client, body(page))
    #expect(answer.status == 429)
    #expect(answer.header("retry-after") == nil)
    client.wait(.seconds(86_400))
    #expect(post(&client, body(page)).status == 201)
  }

  private func tokens(_ rules: LinkedInModel.Rules) -> (Client<LinkedInModel>, JSON?) {
    var client = Client(
      LinkedInModel(origin: "http://127.0.0.1:8934", rules: rules, hashing: OpenSSLHashing()))
    let redirect = "http://127.0.0.1:8976/callback"
    let answer = client.send(
      "GET",
      "/oauth/v2/authorization?response_type=code&client_id=belfry-sandbox&state=s1&approve=1"
        + "&redirect_uri=\(PercentEncoding.component(redirect))&scope=openid+w_member_social")
    let code = (answer.header("location") ?? "").split { "?&".contains($0) }
      .first { $0.hasPrefix("code=") }
    let tokens = client.form(
      "POST", "/oauth/v2/accessToken",
      [
        ("grant_type", "authorization_code"), ("code", String(code?.dropFirst(5) ?? "")),
        ("redirect_uri", redirect), ("client_id", "belfry-sandbox"),
        ("client_secret", "sandbox-secret"),
      ])
    return (client, tokens.json)
  }

  @Test("only partners get refresh tokens, which stay, with the rest of their year")
  func refresh() throws {
    #expect(tokens(.init()).1?["refresh_token"] == nil)
    var rules = LinkedInModel.Rules()
    rules.isPartner = true
    var (client, first) = tokens(rules)
    let refresh = try #require(first?["refresh_token"]?.string)
    client.wait(.seconds(1000))
    func renew() -> JSON? {
      client.form(
        "POST", "/oauth/v2/accessToken",
        [
          ("grant_type", "refresh_token"), ("refresh_token", refresh),
          ("client_id", "belfry-sandbox"), ("client_secret", "sandbox-secret"),
        ]
      ).json
    }
    let second = renew()
    #expect(second?["refresh_token"]?.string == refresh)
    #expect(second?["refresh_token_expires_in"] == 31_535_000)
    #expect(renew()?["access_token"] != second?["access_token"])
    client.token = second?["access_token"]?.string
    #expect(client.send("GET", "/v2/userinfo").json?["sub"] == "p-belfry")
  }
}
