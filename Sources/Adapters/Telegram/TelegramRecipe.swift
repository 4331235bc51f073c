package import Domain

/// How Telegram publishes: a bot that is an administrator of a channel, or a member of a group,
/// sends one message per part, each an answer to the one before. (core.telegram.org/bots/api)
package struct TelegramRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = TelegramProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try TelegramAPI(account, flow)
    var published: [Remote] = []
    for (part, post) in content.parts.enumerated() {
      let message = TelegramMessage(post, of: content)
      let remote = try flow.publish(
        "message-\(part)", part: part,
        api.send(message, part, after: published.last, boundary: flow.multipartBoundary),
        onDoubt: doubt(message))
      published.append(remote)
    }
    return Publication(parts: published)
  }

  /// A bot cannot read what is in a channel, its own messages included: only a person can look.
  private func doubt(_ message: TelegramMessage) -> Doubt {
    Doubt(rule: .never, quiet: profile.pace.quiet, matchKey: message.text) {
      _ throws(Pause) -> Finding in .absent
    }
  }

  /// Telegram tells its limits in refusals only.
  package func limits(in answer: Answer) -> [LimitReading] { [] }
}

extension TelegramRecipe: DeleteRecipe {
  /// Deletes the message, or all of an album.
  ///
  /// Telegram allows it for two days.
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try TelegramAPI(account, flow)
    let ids = (remote.extra["messages"] ?? remote.id).split(separator: ",").compactMap { Int64($0) }
    guard !ids.isEmpty else { throw withoutNumber(flow) }
    for id in ids { try flow.change("delete-\(id)", api.delete(id)) }
  }
}

extension TelegramRecipe: EditRecipe {
  /// Gives the message new words; its files stay.
  package func edit(
    _ remote: Remote, to content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try TelegramAPI(account, flow)
    guard let id = Int64(remote.id) else { throw withoutNumber(flow) }
    let part = remote.extra["part"].flatMap(Int.init) ?? 0
    guard content.parts.indices.contains(part) else {
      throw flow.refuse(.content, code: "no-such-part", "the new text has no part \(part + 1)")
    }
    let message = TelegramMessage(content.parts[part], of: content)
    // What a person found has no note of its own; the new text has the same files.
    let isCaption = remote.extra["caption"] != nil || !message.media.isEmpty
    try flow.change("edit", api.edit(id, isCaption: isCaption, to: message))
  }

  /// A film gets its number when Telegram has worked on it, which no bot is told.
  private func withoutNumber(_ flow: Flow) -> Pause {
    flow.refuse(.content, code: "no-number", "Telegram gave the message no number")
  }
}
