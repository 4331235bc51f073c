import Crypto
import Daemon
import Domain
import PlatformModels
import Scheduler
import Store

/// A command that was given, until the core answers it.
struct GivenCommand {
  var command: Command
  var delivery: DeliveryRow
  var flow: FlowID
}

/// What people do: they sign in, look at what needs them, answer truthfully, change their minds.
extension Simulation {
  /// A secret that must never be found outside the vault.
  static let password = "abcd-efgh-ijkl-mnop"
  /// How every token of the archetypes begins.
  static let canary = "canary"
  /// Nobody decides about a post whose request may still be on its way.
  private static let patience = Duration.seconds(1800)

  /// Somebody looks after things; the next visit follows.
  func visitOfPerson() {
    let pause: ClosedRange<Duration> =
      isCalm ? .seconds(1800) ... .seconds(1800) : .seconds(1800)...scenario.day / 3
    agenda.plan(.person, at: now + luck.people.duration(pause))
    for account in knownAccounts()
    where account.state == .notConnected || account.state == .signIn {
      signIn(to: account)
    }
    for delivery in deliveries(in: [.attention]) { decide(delivery) }
    if scenario.hasChanges { approve() }
    tendQuarantine()
  }

  /// Somebody does something to a post, wise or not.
  func commandOfPerson() {
    if scenario.hasChanges, luck.people.chance(0.2) { return takeAway() }
    let states: [DeliveryState] = [
      .scheduled, .preparing, .armed, .publishing, .doubtful, .blocked, .refused, .expired,
      .cancelled, .attention,
    ]
    guard !isCalm, let delivery = luck.people.pick(deliveries(in: states)) else { return }
    // What goes out before its time, or though it was over, by somebody's word is beyond a copy
    // from before that word.
    if delivery.due > clocks.wall || delivery.state.isSettled { copy = nil }
    switch luck.people.number(0...9) {
    case 0, 1, 2: give(.cancel, to: delivery)
    case 3, 4, 5: give(.retry, to: delivery)
    default:
      let later = luck.people.duration(.seconds(-3600) ... .seconds(86_400))
      give(.reschedule(clocks.wall + later), to: delivery)
    }
  }

  func deliveries(in states: [DeliveryState]) -> [DeliveryRow] {
    guard let store = process?.runner.store else { return [] }
    do {
      let page = try store.queue(DeliveryFilter(states: states), limit: 500)
      return try page.items.compactMap { try store.delivery($0.id) }.sorted { $0.id < $1.id }
    } catch {
      note("the queue cannot be read: \(error)")
      return []
    }
  }

  // MARK: - Questions

  /// Answers a question by looking at the timeline. The first look only notes the time, because
  /// what was sent may still appear.
  private func decide(_ delivery: DeliveryRow) {
    if delivery.question == .brokenJournal {
      fail("I13", "\(delivery.uid) broke a rule of the store: \(delivery.reason?.message ?? "")")
    }
    let first = questions[delivery.id] ?? now
    questions[delivery.id] = first
    guard now - first >= Simulation.patience, !servers.contains(where: \.hasLateEffects) else {
      return
    }
    // Posts of a series look alike: whoever looks waits for those that are on their way.
    guard delivery.uid.origin != .series || process?.runner.core.callsUnderway == 0 else { return }
    questions[delivery.id] = nil
    figures.questions += 1
    guard let command = answer(to: delivery) else { return }
    give(command, to: delivery)
  }

  private func answer(to delivery: DeliveryRow) -> Command? {
    guard let store = process?.runner.store else { return nil }
    do {
      guard let flow = try store.publishFlow(of: delivery.id),
        let situation = try store.situation(of: flow.id)
      else { return nil }
      // A thread of which a part was taken away cannot go on.
      if situation.published.contains(where: \.isDeleted) { return .resolve(.drop) }
      let known = Set(situation.published.map(\.part))
      let isUnsure = situation.journal.contains { entry in
        entry.callClass == .visible && !known.contains(entry.part)
          && !entry.isKnownToHaveMadeNothing
      }
      let part = (0...).first { !known.contains($0) } ?? 0
      look(at: accountName(delivery.account))
      let id = try whereabouts(of: delivery, part: part, situation.content)
      // The middle of a thread is no end of it.
      let last = (situation.content?.parts.count ?? 1) - 1
      let isEnd = known.isEmpty || isUnsure || part == last
      if isEnd, let id {
        // Of a thread that the store knows nothing of the word stands for all of it.
        let isWhole =
          try isUnsure || part == last
          || whereabouts(of: delivery, part: last, situation.content) != nil
        return .resolve(isWhole ? .published(id: id, url: nil) : .drop)
      }
      if delivery.question?.isOfQuarantine ?? false, !isUnsure, !known.isEmpty {
        return .assumeSent
      }
      if delivery.question == .partial, luck.people.chance(0.3) { return .resolve(.drop) }
      if isUnsure { return .resolve(luck.people.chance(0.8) ? .resend : .drop) }
      if known.isEmpty, luck.people.chance(0.2) { return .cancel }
      return delivery.question?.isOfQuarantine ?? false ? .resolve(.resend) : .retry
    } catch {
      note("the delivery cannot be read: \(error)")
      return nil
    }
  }

  func give(_ command: Command, to delivery: DeliveryRow) {
    guard let store = process?.runner.store else { return }
    do {
      guard let flow = try store.publishFlow(of: delivery.id) else { return }
      let number = AnswerID(nextCount())
      note("a person: \(command) for delivery \(delivery.id) (\(delivery.state.word))")
      noteGiven(command, delivery, flow.id)
      commands[number] = GivenCommand(command: command, delivery: delivery, flow: flow.id)
      let heard = falsified(command, about: delivery)
      turn([.event(.command(heard, flow: flow.id, actor: "uid:1000", answer: number))])
    } catch {
      note("the flow cannot be read: \(error)")
    }
  }

  private func noteTakenBack(_ delivery: DeliveryRow) {
    witness.takenBack.insert("\(delivery.uid.name) \(accountName(delivery.account))")
    // Files leave what a person ended as it is, whatever became of the reload before.
    witness.reload.remove(delivery.uid)
  }

  /// From now on it may be as the command says, whether or not its answer ever comes.
  private func noteGiven(_ command: Command, _ delivery: DeliveryRow, _ flow: FlowID) {
    witness.attempts[flow] = nil
    switch command {
    case .cancel, .resolve(.drop), .assumeSent, .reject: noteTakenBack(delivery)
    case .approve: noteApproved(delivery)
    case .delete:
      witness.unwanted.insert("\(delivery.uid.name) \(accountName(delivery.account))")
      noteTakenBack(delivery)
    case .retry: witness.leftAlone[delivery.account] = nil
    case .resolve(.resend): witness.onPersonsWord.insert(flow)
    default: break
    }
  }

  func commandWasAnswered(_ id: AnswerID, _ error: ErrorObject?) {
    guard let given = commands.removeValue(forKey: id) else { return }
    note("the answer: \(error.map(\.message) ?? "done")")
    guard error == nil else { return }
    switch given.command {
    case .cancel, .reject, .resolve(.drop): witness.cancelled.insert(given.flow)
    default: witness.cancelled.remove(given.flow)
    }
  }

  // MARK: - Signing in

  private func signIn(to account: AccountRow) {
    note("a person signs in to \(account.name)")
    let pkce = PKCE(entropy: luck.people.bytes(32))
    let key = SecretKey("vault:verifier/\(account.name)")
    let inputs: [String: FlowInput] = [
      "redirect_uri": .text("http://127.0.0.1:4711/"), "state": .text("s"),
      "code_challenge": .text(pkce.challenge), "code_verifier": .secret(key),
    ]
    guard let sealed = seal(pkce.verifier, as: key, account.id) else { return }
    turn([.event(.connect(account.id, inputs: inputs, sealed: [sealed]))])
  }

  func answerPrompt(
    _ flow: FlowID, _ account: AccountID, _ request: InputRequest, _ process: Process
  ) {
    guard let event = answer(to: request, of: flow, account) else { return }
    agenda.plan(
      .letter(event, process: process.number),
      at: now + luck.people.duration(.seconds(2) ... .seconds(60)))
  }

  private func answer(
    to request: InputRequest, of flow: FlowID, _ account: AccountID
  ) -> Event? {
    let name = request.name
    if let option = request.options.last {
      return .supply(flow, name: name, .text(option.value), sealed: [])
    }
    let typed = SimulatedNetwork.typed[name] ?? (name == "code" ? allow(request.prompt) : nil)
    guard let typed else {
      fail("I9", "a question that nobody can answer: \(request.prompt)")
      return nil
    }
    let key = SecretKey("vault:input/\(flow.number)/\(name)")
    return seal(Secret(typed), as: key, account).map { sealed in
      .supply(flow, name: name, .secret(key), sealed: [sealed])
    }
  }

  private func seal(_ secret: Secret, as key: SecretKey, _ account: AccountID) -> SealedSecret? {
    do {
      return try household.vault.seal(secret, as: key, account: account)
    } catch {
      fail("I10", "a secret cannot be sealed: \(error)")
      return nil
    }
  }

  /// Presses "Allow" on the page that the prompt names; the code comes back with the browser.
  private func allow(_ prompt: String) -> String? {
    guard let address = prompt.split(separator: " ").first(where: { $0.hasPrefix("https://") }),
      let server = servers.firstIndex(where: { address.hasPrefix($0.origin + "/") }),
      let query = address.split(separator: "?").last
    else { return nil }
    let page = address.dropFirst(servers[server].origin.count).prefix { $0 != "?" }
    let allowed = servers[server].handle(
      ModelRequest(
        "POST", String(page),
        headers: [NamedValue("content-type", "application/x-www-form-urlencoded")],
        body: Array(query.utf8)), spoiledBy: nil, at: now, entropy: nextCount())
    let code = allowed.header("location")?.split { "?&#".contains($0) }
      .first { $0.hasPrefix("code=") }
    return code.flatMap { PercentEncoding.decodeForm($0.dropFirst(5)) }
  }

  /// Empty when there is no such account.
  func accountName(_ id: AccountID) -> String {
    if let known = accountNames[id] { return known }
    for account in accounts() { accountNames[account.id] = account.name.text }
    return accountNames[id] ?? ""
  }
}
