import Domain

/// The calls of one Page.
struct FacebookAPI: Sendable {
  var graph: GraphAPI
  /// The Page's id, which stands in addresses.
  var page: String

  /// - Throws: a refusal when the account is not connected, or the version is over.
  init(
    _ account: AccountFacts, _ profile: PlatformProfile, _ flow: Flow
  ) throws(Pause) {
    guard let access = account.tokens["access"], let page = account.identity?.id else {
      throw flow.refuse(
        .signIn, code: "not-connected", "\(account.name) has not signed in to Facebook")
    }
    let version = try MetaVersions.name(for: account, profile, flow)
    self.page = page
    graph = GraphAPI(base: FacebookAPI.server(of: account) + "/" + version, access: access)
  }

  static func server(of account: AccountFacts) -> String {
    account.settings["server"].flatMap(Origin.init)?.text ?? FacebookProfile.server
  }

  var home: String { "/" + PercentEncoding.component(page) }

  func address(of id: String) -> String { "/" + PercentEncoding.component(id) }
}

// MARK: - Posts

extension FacebookAPI {
  /// *Page photos*: a photo that nobody sees until a post shows it.
  func uploadPhoto(_ item: MediaItem, boundary: String) -> Exchange<String> {
    var call = graph.call(.post, home + "/photos")
    call.deadline = .upload
    var parts: [Call.FormPart] = [.text(name: "published", "false")]
    if !item.alt.isEmpty { parts.append(.text(name: "alt_text_custom", item.alt)) }
    call.setMultipart(parts + [.file(name: "source", item.file)], boundary: boundary)
    return Exchange(
      call, validFor: .seconds(23 * 3600), value: { GraphAPI.id(in: $0.json) },
      failure: GraphAPI.harmless)
  }

  /// *Page feed*: a post that is not published; nobody but the Page's people sees it.
  func createDraft(_ part: Content.Part, photos: [String]) -> Exchange<String> {
    var fields: [(name: String, value: Call.FormValue)] = [("published", .text("false"))]
    let message = FacebookText.message(of: part)
    if !message.isEmpty { fields.append(("message", .text(message))) }
    if photos.isEmpty, let link = part.link { fields.append(("link", .text(link))) }
    if !photos.isEmpty {
      let attached = photos.map { JSON.object(["media_fbid": .string($0)]) }
      fields.append(("attached_media", .text(JSON.array(attached).text)))
    }
    return Exchange(
      graph.post(home + "/feed", fields), value: { GraphAPI.id(in: $0.json) },
      failure: GraphAPI.harmless)
  }

  /// *Page post*: makes a draft public. It sets a state, so that a second call makes nothing more.
  func publish(_ draft: String) -> Exchange<Remote> {
    let call = graph.post(
      address(of: draft), [("is_published", .text("true"))], costs: [.init("posts")])
    return Exchange(
      call,
      value: { answer in
        answer.json?["success"]?.bool == true ? Remote(id: draft, extra: ["part": "0"]) : nil
      }, failure: { MetaFailures.reading(of: $0, after: .visible) })
  }

  /// Whether a post is public, and where.
  func state(of post: String) -> Exchange<PostState?> {
    Exchange(
      graph.call(
        .get, address(of: post), query: [("fields", "id,is_published,permalink_url")]),
      value: { answer in
        guard let isPublished = answer.json?["is_published"]?.bool else { return nil }
        return PostState(isPublished: isPublished, url: answer.json?["permalink_url"]?.string)
      }, failure: { GraphAPI.harmless($0).orUnclear { _ in nil } })
  }

  struct PostState: Hashable, Sendable {
    var isPublished: Bool
    var url: String?
  }

  /// Where people find it. It is cosmetic: a failure to read it changes nothing.
  func permalink(_ id: String) -> Exchange<String?> {
    Exchange(
      graph.call(.get, address(of: id), query: [("fields", "permalink_url")]),
      value: { $0.json?["permalink_url"]?.string.map(FacebookText.absolute) },
      failure: GraphAPI.harmless)
  }

  /// *Page post*, *Video*: only the words can be changed, and only by the app that wrote them.
  func edit(_ post: String, _ field: String, to words: String) -> Exchange<Void> {
    success(graph.post(address(of: post), [(field, .text(words))]), isGone: false)
  }

  /// Deletes a post; one that is not there (any more) counts as deleted.
  func delete(_ id: String) -> Exchange<Void> {
    success(graph.call(.delete, address(of: id)), isGone: true)
  }

  private func success(_ call: Call, isGone: Bool) -> Exchange<Void> {
    Exchange(call) { answer in
      if answer.isSuccess, answer.json?["success"]?.bool == true { return .value(()) }
      let reading = GraphAPI.harmless(answer) as Reading<Void>
      if isGone, case .refused(let refusal) = reading, refusal.kind == .gone { return .value(()) }
      return reading
    }
  }
}

// MARK: - Stories

extension FacebookAPI {
  /// *Page stories*: makes a story of a photo. Nobody can ask what became of a lost answer.
  func publishStory(photo: String) -> Exchange<Remote> {
    let call = graph.post(
      home + "/photo_stories", [("photo_id", .text(photo))], costs: [.init("posts")])
    return Exchange(
      call,
      value: { answer in
        let body = answer.json
        guard body?["success"]?.bool == true,
          let id = body?["post_id"]?.string ?? body?["post_id"]?.integer.map(String.init)
        else { return nil }
        return Remote(id: id, extra: ["part": "0"])
      }, failure: { MetaFailures.reading(of: $0, after: .visible) })
  }
}
