package import Domain

/// How Discord publishes: a webhook of a channel sends one message per part.
/// (docs.discord.com, *webhook*)
package struct DiscordRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = DiscordProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try DiscordAPI(account, flow)
    var published: [Remote] = []
    for (part, post) in content.parts.enumerated() {
      var message = DiscordMessage(post, of: content)
      if let first = published.first, message.threadName != nil {
        // The first message began the thread, whose number is that of its channel.
        message.threadName = nil
        message.thread = first.extra["channel"]
      }
      let remote = try flow.publish(
        "message-\(part)", part: part,
        api.send(message, part, boundary: flow.multipartBoundary), onDoubt: doubt(message))
      published.append(remote)
    }
    return Publication(parts: published)
  }

  /// A webhook cannot read a channel; only a person can look.
  private func doubt(_ message: DiscordMessage) -> Doubt {
    Doubt(rule: .never, quiet: profile.pace.quiet, matchKey: message.text) {
      _ throws(Pause) -> Finding in .absent
    }
  }

  package func limits(in answer: Answer) -> [LimitReading] {
    DiscordLimits.readings(in: answer)
  }
}

/// A webhook, whose address a person copies from the channel's settings; it does not end.
extension DiscordRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let webhook = try flow.input(
      "webhook",
      prompt: "The webhook's address (channel settings, Integrations, Webhooks, Copy URL).")
    guard let webhook = webhook.secret else {
      throw flow.refuse(.signIn, code: "bad-webhook", "the address must come as a secret")
    }
    let found = try flow.call("webhook", try DiscordAPI(account, webhook, flow).look())
    let place = found.guild.map { "https://discord.com/channels/\($0)/\(found.channel)" }
    return Grant(
      tokens: ["access": webhook],
      identity: Identity(id: found.id, handle: found.name, url: place), server: found.facts)
  }
}

extension DiscordRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    try flow.call("webhook", try DiscordAPI(account, flow).look()).facts
  }
}

extension DiscordRecipe: DeleteRecipe {
  /// Deletes the message.
  ///
  /// One that is not there (any more) counts as deleted.
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try DiscordAPI(account, flow)
    let thread = remote.discordThread(of: account)
    try flow.change("delete-\(remote.id)", api.delete(remote, thread: thread))
  }
}

extension DiscordRecipe: EditRecipe {
  /// Gives the message new words; its files stay.
  package func edit(
    _ remote: Remote, to content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try DiscordAPI(account, flow)
    let part = remote.extra["part"].flatMap(Int.init) ?? 0
    guard content.parts.indices.contains(part) else {
      throw flow.refuse(.content, code: "no-such-part", "the new text has no part \(part + 1)")
    }
    var message = DiscordMessage(content.parts[part], of: content)
    message.thread = remote.discordThread(of: account)
    try flow.change("edit", api.edit(remote, to: message))
  }
}
