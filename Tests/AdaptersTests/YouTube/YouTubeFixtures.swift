import Adapters
import Domain

extension AccountFacts {
  /// A connected channel.
  static func youtube(settings: [String: String] = [:]) -> AccountFacts {
    AccountFacts(
      name: accountName("acme-tube"), platform: .youtube, settings: settings,
      app: DeclaredApp(
        name: "google", clientID: "client-1", clientSecret: SecretKey("env:GOOGLE_SECRET")),
      identity: Identity(id: "UC1", handle: "@acme"),
      tokens: ["access": SecretKey("vault:1/a"), "refresh": SecretKey("vault:1/r")])
  }
}

enum YouTube {
  static let filmBytes: Int64 = 80 << 20

  static let film = MediaItem(
    alt: "", file: .test("video/mp4", bytes: filmBytes, width: 1920, height: 1080, name: "a.mp4"))

  static let content = Content(
    parts: [.init(text: "Bells of June\n\nHow they ring.", media: [film])], tags: ["bell", "June"])

  /// A session, with the address that nobody may see.
  static let session = Scripted.answer(
    Answer(
      status: 200,
      headers: [.init("location", "https://www.googleapis.com/upload?upload_id=CANARY")],
      at: Answer.testTime))

  static func stored(_ last: Int64?) -> Scripted {
    .answer(
      Answer(
        status: 308, headers: last.map { [.init("range", "bytes=0-\($0)")] } ?? [],
        at: Answer.testTime))
  }

  static func video(_ privacy: String, upload: String = "processed", _ more: [String: JSON] = [:])
    -> JSON
  {
    var status: [String: JSON] = [
      "privacyStatus": .string(privacy), "uploadStatus": .string(upload),
    ]
    status.merge(more) { $1 }
    return ["id": "dQw4", "status": .object(status)]
  }

  static func list(_ items: JSON...) -> Scripted { .json(200, ["items": .array(items)]) }

  /// Everything up to the release.
  static let prepared: [Scripted] = [
    session, .json(200, video("private", upload: "uploaded")), list(video("private")),
  ]

  static func error(_ status: Int, _ reason: String, headers: [Call.Header] = []) -> Answer {
    .json(
      status,
      [
        "error": [
          "code": .integer(Int64(status)), "message": "words",
          "errors": [["domain": "youtube", "reason": .string(reason)]],
        ]
      ], headers: headers)
  }
}

extension Replay where Value == Publication {
  static func youtube(
    _ script: [Scripted], of content: Content = YouTube.content,
    account: AccountFacts = .youtube(), in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try YouTubeRecipe().publish(content, as: account, with: &flow)
    }
  }
}

extension PendingCall {
  /// The JSON that a call sends.
  var json: JSON? { try? JSON(parsing: call.bodyText) }
}
