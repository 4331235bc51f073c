import Adapters
import Domain

extension Target {
  static let account: AccountName = {
    guard let name = AccountName("fuzz") else { preconditionFailure("fuzz is a name") }
    return name
  }()

  /// Every flow of every platform against answers that are separated by 0x1E; the first byte of
  /// each chooses the status, and lines before a blank one are headers.
  static let recipes: [Target] = Platforms.all.map { recipe in
    Target(
      name: "answers-" + recipe.profile.name.text, shared: "answers",
      words: [
        "\u{1E}A", "\u{1E}B", "\u{1E}C", "\u{1E}D", "{\"id\":\"1\"}", "\"uri\":\"at://", "\"cid\":",
        "\"error\":", "\"access_token\":", "\"accessJwt\":", "\"didDoc\":", "\"configuration\":",
        "\"media_attachments\":[", "\"created_at\":", "\"content\":\"<p>", "\"$secret\":",
        "\"expires\":", "\"blob\":", "\"url\":", "retry-after: 5\n", "\n\n",
      ],
      read: { Conversation(recipe, $0).hold() })
  }
}

/// One recipe and the answers of one input.
private struct Conversation {
  private static let stepsMax = 60
  private static let statuses = [200, 202, 400, 401, 403, 404, 409, 422, 429, 500, 503, 206]

  private let recipe: any Recipe
  private let answers: [Answer]
  private let account: AccountFacts

  init(_ recipe: any Recipe, _ input: [UInt8]) {
    self.recipe = recipe
    answers = input.split(separator: 0x1E, omittingEmptySubsequences: false).map(
      Conversation.answer)
    let facts: JSON = [
      "pds": "https://pds.example", "mastodon": true, "api": 6, "client_id": "c", "version": "4.5",
    ]
    account = AccountFacts(
      name: Target.account, platform: recipe.profile.name,
      settings: ["server": "https://server.example", "handle": "belfry.test"],
      app: DeclaredApp(name: "app", clientID: "c", clientSecret: SecretKey("vault:c")),
      identity: Identity(id: "did:plc:1", handle: "belfry.test"),
      tokens: [
        "access": SecretKey("vault:a"), "refresh": SecretKey("vault:r"),
        "client_secret": SecretKey("vault:c"),
      ], server: facts)
  }

  private static func answer(_ bytes: some Collection<UInt8>) -> Answer {
    let status = statuses[Int(bytes.first ?? 0x41) % statuses.count]
    let text = Array(bytes.dropFirst())
    let blank = text.firstRange(of: [0x0A, 0x0A])
    let head = String(decoding: text[..<(blank?.lowerBound ?? 0)], as: UTF8.self)
    let headers = head.split(separator: "\n").compactMap { line -> Call.Header? in
      let halves = line.split(separator: ":", maxSplits: 1)
      guard halves.count == 2 else { return nil }
      return Call.Header(halves[0].lowercased(), String(halves[1].drop { $0 == " " }))
    }
    let body = Array(text[(blank?.upperBound ?? 0)...])
    return Answer(status: status, headers: headers, body: .bytes(body), at: Target.now)
  }

  /// All flows that the platform has.
  func hold() {
    let content = Content(
      parts: [
        .init(text: "Hello @alice.test https://example.org #tag", link: "https://example.org/x"),
        .init(text: "And more.", poll: nil),
      ], warning: "careful", language: "en")
    let remote = Remote(id: "at://did:plc:1/app.bsky.feed.post/3k")
    run { (flow: inout Flow) throws(Pause) in
      _ = try recipe.publish(content, as: account, with: &flow)
    }
    if let recipe = recipe as? any SignInRecipe {
      run { (flow: inout Flow) throws(Pause) in _ = try recipe.connect(account, with: &flow) }
    }
    if let recipe = recipe as? any RefreshRecipe {
      run { (flow: inout Flow) throws(Pause) in _ = try recipe.refresh(account, with: &flow) }
    }
    if let recipe = recipe as? any ProbeRecipe {
      run { (flow: inout Flow) throws(Pause) in _ = try recipe.probe(account, with: &flow) }
    }
    if let recipe = recipe as? any DeleteRecipe {
      run { (flow: inout Flow) throws(Pause) in
        try recipe.delete(remote, as: account, with: &flow)
      }
    }
    if let recipe = recipe as? any EditRecipe {
      run { (flow: inout Flow) throws(Pause) in
        try recipe.edit(remote, to: content, as: account, with: &flow)
      }
    }
  }

  private func run(_ body: (inout Flow) throws(Pause) -> Void) {
    var journal: [JournalEntry] = []
    for step in 0..<Conversation.stepsMax {
      var flow = self.flow(journal, step.isMultiple(of: 2) ? .settle : .proceed)
      do throws(Pause) {
        try body(&flow)
        return
      } catch {
        guard case .call(let pending) = error else {
          // A second look at the same journal, as after a wait.
          if flow.published.isEmpty, step.isMultiple(of: 2) { continue }
          return
        }
        record(pending, number: step, in: &journal)
      }
    }
  }

  private func record(_ pending: PendingCall, number: Int, in journal: inout [JournalEntry]) {
    _ = recipe.limits(in: answers[number % answers.count])
    journal.removeAll { $0.step == pending.step }
    let isLost = pending.kind.callClass == .visible && number % 3 == 0
    journal.append(
      JournalEntry(
        step: pending.step, attempt: 1, callClass: pending.kind.callClass, part: 0, callHash: [],
        at: Target.now,
        state: isLost ? .unknown("lost") : .answered(answers[number % answers.count])))
  }

  private func flow(_ journal: [JournalEntry], _ mode: Flow.Mode) -> Flow {
    let inputs: [String: FlowInput] = [
      "redirect_uri": .text("http://127.0.0.1:9/callback"), "state": .text("s"),
      "code_challenge": .text("c"), "code": .secret(SecretKey("vault:code")),
      "code_verifier": .secret(SecretKey("vault:v")), "password": .secret(SecretKey("vault:p")),
    ]
    return Flow(
      startedAt: Target.now, due: Target.now, entropy: [UInt8](repeating: 7, count: 32),
      inputs: inputs, journal: journal, now: Target.now, mode: mode)
  }
}
