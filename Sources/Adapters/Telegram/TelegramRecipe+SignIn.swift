package import Domain

/// A bot's token, which a person gets from @BotFather and pastes; it does not end.
extension TelegramRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let token = try flow.input(
      "token", prompt: "The bot's token, which @BotFather gave you (123456:ABC…).")
    guard let token = token.secret else {
      throw flow.refuse(.signIn, code: "bad-token", "the token must come as a secret")
    }
    let api = try TelegramAPI(account, token, flow)
    let bot = try flow.call("bot", api.bot())
    let chat = try look(at: bot.id, api, &flow)
    return Grant(
      tokens: ["access": token],
      identity: Identity(
        id: "\(chat.id)", handle: chat.name.map { "@" + $0 } ?? chat.title,
        url: chat.name.map { "https://t.me/" + PercentEncoding.component($0) }),
      server: chat.facts(bot: bot))
  }

  /// The chat, in which the bot must be allowed to post.
  private func look(
    at bot: Int64, _ api: TelegramAPI, _ flow: inout Flow
  ) throws(Pause) -> TelegramChat {
    let chat = try flow.call("chat", api.findChat())
    guard try flow.call("rights", api.mayPost(bot, in: chat)) else {
      throw flow.refuse(
        .permission, code: "no-rights",
        "the bot may not post to \(chat.title): make it an administrator who posts messages")
    }
    return chat
  }
}

extension TelegramRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    let api = try TelegramAPI(account, flow)
    let bot = try flow.call("bot", api.bot())
    return try look(at: bot.id, api, &flow).facts(bot: bot)
  }
}

/// A channel or group.
struct TelegramChat: Hashable, Sendable {
  var id: Int64
  var kind: String
  var title: String
  /// Its public name, without `@`.
  var name: String?

  func facts(bot: TelegramBot) -> JSON {
    ["chat": .integer(id), "kind": .string(kind), "bot": .string(bot.name)]
  }
}

/// The bot behind a token.
struct TelegramBot: Hashable, Sendable {
  var id: Int64
  var name: String
}

extension TelegramAPI {
  /// `getMe`.
  func bot() -> Exchange<TelegramBot> {
    Exchange(
      call("getMe"),
      value: { answer in
        guard let bot = TelegramFailures.result(in: answer), let id = bot["id"]?.integer else {
          return nil
        }
        return TelegramBot(id: id, name: bot["username"]?.string?.bounded ?? "\(id)")
      }, failure: { TelegramFailures.reading(of: $0, after: .harmless) })
  }

  /// `getChat`.
  func findChat() -> Exchange<TelegramChat> {
    Exchange(
      call("getChat", ["chat_id": .string(chat)]),
      value: { answer in
        guard let chat = TelegramFailures.result(in: answer), let id = chat["id"]?.integer else {
          return nil
        }
        let name = chat["username"]?.string?.bounded
        return TelegramChat(
          id: id, kind: chat["type"]?.string?.bounded ?? "",
          title: chat["title"]?.string?.bounded ?? name ?? "\(id)", name: name)
      }, failure: { TelegramFailures.reading(of: $0, after: .harmless) })
  }

  /// `getChatMember`: in a channel only administrators with that right post.
  func mayPost(_ bot: Int64, in chat: TelegramChat) -> Exchange<Bool> {
    let fields: [String: JSON] = ["chat_id": .integer(chat.id), "user_id": .integer(bot)]
    return Exchange(
      call("getChatMember", fields),
      value: { answer in
        guard let member = TelegramFailures.result(in: answer),
          let status = member["status"]?.string
        else { return nil }
        switch status {
        case "creator": return true
        case "administrator":
          return chat.kind != "channel" || member["can_post_messages"]?.bool == true
        case "member": return chat.kind != "channel"
        case "restricted": return member["can_send_messages"]?.bool == true
        default: return false
        }
      }, failure: { TelegramFailures.reading(of: $0, after: .harmless) })
  }
}
