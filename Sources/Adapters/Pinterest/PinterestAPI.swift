import Domain

/// The calls of one account, and how their answers are read.
struct PinterestAPI: Sendable {
  var server: Origin
  var access: SecretKey
  var fetchesPictures: Bool

  /// - Throws: a refusal when the account is not connected.
  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    guard let access = account.tokens["access"] else {
      throw flow.refuse(
        .signIn, code: "not-connected", "\(account.name) has not signed in to Pinterest")
    }
    try self.init(account, access: access, flow)
  }

  init(_ account: AccountFacts, access: SecretKey, _ flow: Flow) throws(Pause) {
    server = try PinterestAPI.server(of: account, flow)
    self.access = access
    fetchesPictures = account.settings["pictures"] == "fetch"
  }

  static func server(of account: AccountFacts, _ flow: Flow) throws(Pause) -> Origin {
    let address = account.settings["server"] ?? PinterestProfile.server
    guard let server = Origin(address) else {
      throw flow.refuse(.content, code: "bad-server", "\(address) is no server")
    }
    return server
  }

  private func call(_ method: Call.Method, _ path: String) -> Call {
    Call(
      method, server.text + "/v5" + path, authorization: .bearer(access),
      costs: [.init(method == .get ? "reads" : "writes")])
  }

  private static func harmless<Value>(_ answer: Answer) -> Reading<Value> {
    PinterestFailures.reading(of: answer, after: .harmless)
  }
}

// MARK: - Pins

extension PinterestAPI {
  /// `POST /v5/pins`.
  func create(_ pin: PinterestPin) -> Exchange<Remote> {
    var call = call(.post, "/pins")
    call.setJSON(pin.body)
    // Pictures travel with it, or are fetched before the answer.
    if call.body.count > 1 { call.deadline = .upload }
    return Exchange(call, value: { remote($0.json?["id"]?.string) }) {
      PinterestFailures.reading(of: $0, after: .visible)
    }
  }

  func remote(_ id: String?) -> Remote? {
    guard let id = id?.bounded, !id.isEmpty else { return nil }
    let site = server.site("https://www.pinterest.com")
    let url = site + "/pin/\(PercentEncoding.component(id))/"
    return Remote(id: id, url: url, extra: ["part": "0"])
  }

  /// `DELETE /v5/pins/{id}`; a success also when there is none (any more).
  func delete(_ id: String) -> Exchange<Void> {
    Exchange(call(.delete, "/pins/" + PercentEncoding.component(id))) { answer in
      if answer.isSuccess { return .value(()) }
      let reading: Reading<Void> = PinterestAPI.harmless(answer)
      guard case .refused(let refusal) = reading, refusal.kind == .gone else { return reading }
      return .value(())
    }
  }

  enum Pins: Hashable, Sendable {
    /// Newest first, and the way to the older ones.
    case page([PinterestFound], next: String?)
    case unreadable
  }

  /// `GET /v5/boards/{id}/pins`, or those of one of its sections.
  func pins(on pin: PinterestPin, after bookmark: String?) -> Exchange<Pins> {
    var place = "/boards/" + PercentEncoding.component(pin.board)
    if let section = pin.section { place += "/sections/" + PercentEncoding.component(section) }
    let call = call(.get, place + "/pins?page_size=250" + PinterestAPI.query(bookmark))
    return Exchange(
      call,
      value: { answer in
        guard let items = answer.json?["items"]?.array else { return nil }
        let pins = items.compactMap(PinterestFound.init)
        // A list that is not understood proves nothing about what is in it.
        guard pins.count == items.count else { return .unreadable }
        return .page(pins, next: answer.json?["bookmark"]?.string)
      }, failure: { PinterestAPI.harmless($0).orUnclear { _ in .unreadable } })
  }

  private static func query(_ bookmark: String?) -> String {
    bookmark.map { "&bookmark=" + PercentEncoding.component($0) } ?? ""
  }
}

/// A Pin in a list.
struct PinterestFound: Hashable, Sendable {
  var id: String
  var created: Instant
  var match: PinterestMatch

  init?(_ json: JSON) {
    guard let id = json["id"]?.string, let text = json["created_at"]?.string,
      // Some answers leave the zone out, and mean UTC.
      let created = Instant(rfc3339: text) ?? Instant(rfc3339: text + "Z")
    else { return nil }
    self.id = id
    self.created = created
    match = PinterestMatch(
      title: json["title"]?.string, description: json["description"]?.string,
      link: json["link"]?.string)
  }
}

// MARK: - The account

extension PinterestAPI {
  /// `GET /v5/user_account`.
  func me() -> Exchange<Identity> {
    Exchange(
      call(.get, "/user_account"),
      value: { answer in
        guard let name = answer.json?["username"]?.string?.bounded else { return nil }
        return Identity(
          id: answer.json?["id"]?.string ?? name, handle: name,
          url: "https://www.pinterest.com/\(PercentEncoding.component(name))/")
      }, failure: PinterestAPI.harmless)
  }

  struct Boards: Hashable, Sendable {
    var boards: [InputOption]
    var next: String?
  }

  /// `GET /v5/boards`.
  func boards(after bookmark: String?) -> Exchange<Boards> {
    Exchange(
      call(.get, "/boards?page_size=250" + PinterestAPI.query(bookmark)),
      value: { answer in
        guard let items = answer.json?["items"]?.array else { return nil }
        let boards = items.compactMap { board -> InputOption? in
          guard let id = board["id"]?.string else { return nil }
          return InputOption(id, label: "\(board["name"]?.string?.bounded ?? "a board") (\(id))")
        }
        return Boards(boards: boards, next: answer.json?["bookmark"]?.string)
      }, failure: PinterestAPI.harmless)
  }
}

// MARK: - Films

extension PinterestAPI {
  /// `POST /v5/media`: a place for one film.
  func startFilm() -> Exchange<PinterestUpload> {
    var call = call(.post, "/media")
    call.setJSON(JSON.object(["media_type": "video"]))
    call.destination = .vault(fields: [PinterestUpload.secrets], limitBytes: 256 << 10)
    return Exchange(
      call, validFor: .seconds(1800), value: { PinterestUpload($0.json) },
      failure: PinterestAPI.harmless)
  }

  /// `GET /v5/media/{id}`, until Pinterest has worked on the film.
  func filmReady(_ id: String) -> Exchange<Void> {
    Exchange(call(.get, "/media/" + PercentEncoding.component(id))) { answer in
      guard answer.isSuccess else { return PinterestAPI.harmless(answer) }
      switch answer.json?["status"]?.string {
      case "succeeded": return .value(())
      case "registered", "processing": return .pending(.seconds(10))
      case "failed":
        return .refused(
          Refusal(.content, code: "failed", message: "Pinterest could not use the film"))
      default: return .unknown
      }
    }
  }
}
