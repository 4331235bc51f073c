import Domain

/// A kind of platform, reduced to what matters: how it names a post before it is visible, and what
/// it can be asked afterwards.
enum Archetype: String, CaseIterable, Sendable {
  /// An idempotency key that lives an hour, and a list of posts.
  case keyed
  /// The client names the record; writing it again changes nothing.
  case record
  /// A container is filled, and published by a call of its own.
  case container
  /// A session that tells how far it is; the last byte makes the post.
  case resumable
  /// Nothing can be asked.
  case blind
  /// A list of posts; refresh tokens that may be used once.
  case strict
}

/// Publishes to an `ArchetypeModel`.
struct ArchetypeRecipe: Recipe {
  let archetype: Archetype
  let pace: PlatformProfile.Pace

  var profile: PlatformProfile {
    var profile = PlatformProfile(
      name: PlatformName(archetype.rawValue), title: archetype.rawValue, version: 1,
      settings: [.init("server", .origin, isRequired: true, summary: "The server.")], limits: [],
      pace: pace)
    if archetype == .strict { profile.renewal = .once }
    return profile
  }

  func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try ArchetypeAPI(account, flow)
    var remotes: [Remote] = []
    for (part, post) in content.parts.enumerated() {
      var api = api
      api.part = part
      remotes.append(try publish(post.text, part, api, &flow))
    }
    return Publication(parts: remotes)
  }

  func problems(with content: Content, for account: AccountFacts) -> [ContentProblem] { [] }

  func limits(in answer: Answer) -> [LimitReading] { [] }

  private func publish(
    _ text: String, _ part: Int, _ api: ArchetypeAPI, _ flow: inout Flow
  ) throws(Pause) -> Remote {
    let key = "\(flow.entropy.prefix(8).hexadecimal)-\(part)"
    switch archetype {
    case .keyed, .strict:
      return try flow.publish(
        "post-\(part)", part: part, api.create(text, key: archetype == .keyed ? key : nil),
        onDoubt: doubt(archetype == .keyed ? .keyed(.seconds(3600)) : .ifAllowed, text) {
          (flow: inout Flow) throws(Pause) in
          try flow.call("posts", api.find(text, besides: flow))
        })
    case .blind:
      return try flow.publish(
        "post-\(part)", part: part, api.create(text, key: nil),
        onDoubt: doubt(.never, text) { (_: inout Flow) throws(Pause) in .absent })
    case .record:
      return try flow.publish(
        "record-\(part)", part: part, api.put(text, at: "records/\(key)"),
        onDoubt: doubt(.always, text) { (flow: inout Flow) throws(Pause) in
          try flow.call("record", api.state(of: "records/\(key)"))
        })
    case .container:
      let id = try flow.call("container-\(part)", api.open("containers", text))
      _ = try flow.call("container-\(part)-ready", api.ready("containers/\(id)"))
      return try flow.publish(
        "publish-\(part)", part: part, api.put("", at: "containers/\(id)"),
        onDoubt: doubt(.always, text) { (flow: inout Flow) throws(Pause) in
          try flow.call("container", api.state(of: "containers/\(id)"))
        })
    case .resumable:
      let id = try flow.call("session-\(part)", api.open("sessions", ""))
      return try flow.publish(
        "upload-\(part)", part: part, api.put(text, at: "sessions/\(id)"),
        onDoubt: doubt(.always, text) { (flow: inout Flow) throws(Pause) in
          try flow.call("session", api.state(of: "sessions/\(id)"))
        })
    }
  }

  private func doubt(
    _ rule: ResendRule, _ text: String,
    ask: @escaping @Sendable (inout Flow) throws(Pause) -> Finding
  ) -> Doubt {
    Doubt(rule: rule, quiet: profile.pace.quiet, matchKey: text, ask: ask)
  }
}

extension ArchetypeRecipe: SignInRecipe, RefreshRecipe {
  func connect(_ account: AccountFacts, with flow: inout Flow) throws(Pause) -> Grant {
    guard let password = try flow.input("password", prompt: "The password.").secret else {
      throw flow.refuse(.signIn, code: "bad-password", "the password must come as a secret")
    }
    let grant = try flow.spend("token", ArchetypeAPI.token(account, "password", password))
    return grant
  }

  func refresh(_ account: AccountFacts, with flow: inout Flow) throws(Pause) -> Grant {
    guard let token = account.tokens["refresh"] else {
      throw flow.refuse(.signIn, code: "not-connected", "it has not signed in")
    }
    return try flow.spend("token", ArchetypeAPI.token(account, "refresh_token", token))
  }
}

extension ArchetypeRecipe: EditRecipe, DeleteRecipe {
  func edit(
    _ remote: Remote, to content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let part = remote.extra["part"].flatMap { Int($0) } ?? 0
    guard content.parts.indices.contains(part) else { return }
    let api = try ArchetypeAPI(account, flow)
    _ = try flow.change("edit", api.edit(remote.id, to: content.parts[part].text))
  }

  func delete(_ remote: Remote, as account: AccountFacts, with flow: inout Flow) throws(Pause) {
    let api = try ArchetypeAPI(account, flow)
    _ = try flow.change("delete", api.delete(remote.id))
  }
}
