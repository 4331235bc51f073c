import Adapters
import Crypto
import Daemon
import Domain
import HTTP
import PlatformModels
import Scheduler

/// What becomes of calls.
extension Simulation {
  /// How long an answer takes when nothing is wrong.
  private static let latency = Duration.milliseconds(40)
  /// What is left of a quiet time when a late request was carried out and can be read.
  private static let restOfQuiet = Duration.seconds(10)

  func send(_ order: SendOrder, _ sealed: [SecretKey: SealedSecret], _ process: Process) {
    figures.requests += 1
    guard let filled = fill(order, sealed) else { return }
    if filled.url.hasPrefix(SimulatedWebsite.origin + "/") {
      return visit(filled.url, order, process)
    }
    guard let server = servers.firstIndex(where: { filled.url.hasPrefix($0.origin + "/") }) else {
      return report(.notSent("no route to the host"), order, after: .zero, process)
    }
    let request = falsified(
      request(filled.ready, on: servers[server].origin), on: server)
    let kind = servers[server].endpoint(of: request)
    checkOwner(of: request, server)
    check(order, kind, process)
    let fault = drawFault(on: server)
    note(
      "\(order.step) of flow \(order.flow): \(request.method) \(order.call.url)\(mark(fault))"
    )
    if case .refused = fault {
      noteNotSent(order)
      return report(.notSent("connection refused"), order, after: Simulation.latency, process)
    }
    if serversAway.contains(server) {
      return report(.unknown("no answer"), order, after: .seconds(30), process)
    }
    var spoiling: Fault?
    if case .spoilt(let drawn) = fault { spoiling = drawn }
    // A lost edit that arrives after a later one would bring the older words back, whoever is
    // careful.
    if kind == .change, case .lateEffect? = spoiling { spoiling = .dropped }
    // A renewal that arrives after its own repetition ends the sign-in, whoever is careful.
    if kind == .token, case .lateEffect? = spoiling { spoiling = .dropped }
    if kind == .publish, spoiling != nil { jumpSoon() }
    if case .lateEffect(let delay)? = spoiling {
      agenda.plan(.lateEffect(server: server), at: now + delay)
    }
    let goneBefore = witness.deleted
    var answer = servers[server].handle(
      request, spoiledBy: spoiling, at: now, entropy: nextCount())
    fetchMedia(for: server)
    checkLedger(of: server)
    if spoiling == nil, order.step.contains("delete") {
      pendingDeletes[order.flow] = witness.deleted.subtracting(goneBefore)
    }
    if spoiling == .expiredToken { witness.accessServesUntil[server] = nil }
    checkRenewals(of: server, order)
    if mutant == .resendsInTransport, kind == .publish, answer.delivery != .whole {
      answer = servers[server].handle(request, spoiledBy: nil, at: now, entropy: nextCount())
      checkLedger(of: server)
    }
    deliver(answer, for: order, filled.redaction, process)
  }

  /// A page that a post links to; a bad day of its own is that it cannot be reached.
  private func visit(_ url: String, _ order: SendOrder, _ process: Process) {
    var random = luck.network.split()
    let isAway = !isCalm && random.chance(scenario.mix[.refusedConnections])
    note("\(order.step) of flow \(order.flow): GET \(url)\(isAway ? " (no answer)" : "")")
    let outcome: Outcome =
      isAway
      ? .unknown("no answer")
      : .answered(SimulatedWebsite.answer(to: url, at: clocks.wall + Simulation.latency))
    report(outcome, order, after: Simulation.latency, process)
  }

  /// Reads for a server what it wants to read: our own files, at their public addresses.
  func fetchMedia(for server: Int) {
    for address in servers[server].wanted {
      var random = luck.network.split()
      let isLost = !isCalm && random.chance(scenario.mix[.refusedConnections])
      let name = address.split(separator: "/").last.map(String.init) ?? ""
      note("\(servers[server].origin) fetches \(name.prefix(8))\(isLost ? " (refused)" : "")")
      servers[server].fetched(address, isLost ? nil : files.spool[name], at: now)
    }
  }

  /// A clock that is set while a call is in doubt.
  private func jumpSoon() {
    guard !isCalm, scenario.mix[.clockJumps] > 0, luck.process.chance(0.3) else { return }
    let jump = luck.process.duration(.seconds(600) ... .seconds(7200))
    let after = luck.process.duration(.seconds(1) ... .seconds(300))
    agenda.plan(.clockJump(luck.process.chance(0.8) ? jump : .zero - jump), at: now + after)
  }

  func ping(_ host: String, _ process: Process) {
    let server = servers.firstIndex { $0.origin.hasSuffix("//" + host) }
    let isThere = server.map { !serversAway.contains($0) } ?? false
    note("ping \(host): \(isThere ? "there" : "no answer")")
    let date = isThere && mutant != .trustsWallClock ? now : nil
    let event = Event.ping(host: host, answered: isThere, date: date)
    agenda.plan(
      .letter(event, process: process.number),
      at: now + (isThere ? Simulation.latency : .seconds(10)))
  }

  /// What of an answer arrives, and when.
  private func deliver(
    _ answer: ModelAnswer, for order: SendOrder, _ redaction: Redaction, _ process: Process
  ) {
    let limit = Duration.seconds(order.call.deadline.totalSeconds)
    guard answer.delay < limit else {
      return report(.unknown("timed out"), order, after: limit, process)
    }
    let after = Simulation.latency + answer.delay
    guard answer.delivery == .whole else {
      return report(.unknown("the connection ended"), order, after: after, process)
    }
    let received = Answer(
      status: answer.status,
      headers: answer.headers.map { .init($0.name.lowercased(), $0.value) },
      body: .bytes(answer.body), at: clocks.wall + after)
    report(.answered(received), order, after: after, process, redaction)
  }

  private func report(
    _ outcome: Outcome, _ order: SendOrder, after: Duration, _ process: Process,
    _ redaction: Redaction? = nil
  ) {
    let outcome = falsified(outcome, of: order)
    func cleaned(_ outcome: Outcome) -> Outcome { redaction?.cleaned(outcome) ?? outcome }
    var report = CallReport(flow: order.flow, outcome: cleaned(outcome), took: after)
    if case .answered(let answer) = outcome,
      case .vault(let fields, let headers, _) = order.call.destination
    {
      let split = VaultAnswer(answer, fields: fields, headers: headers) { field in
        .vault(flow: order.flow, run: order.run, step: order.step, field: field)
      }
      do {
        report.sealed = try split.secrets.map { key, value in
          try household.vault.seal(value, as: key, account: order.account)
        }
      } catch {
        fail("I10", "a secret cannot be sealed: \(error)")
      }
      report.outcome = cleaned(.answered(split.answer))
    }
    agenda.plan(.letter(.report(report), process: process.number), at: now + after)
  }

  /// A call with its secrets, as the daemon's sender makes it.
  private struct Filled {
    var ready: ReadyRequest
    var redaction: Redaction

    var url: String { ready.url }
  }

  private func fill(_ order: SendOrder, _ sealed: [SecretKey: SealedSecret]) -> Filled? {
    do {
      var secrets = [SimulatedNetwork.appSecretKey: Secret(SimulatedNetwork.appSecret)]
      for key in order.call.secretKeys {
        if let row = sealed[key] {
          secrets[key] = try household.vault.open(row, account: order.account)
        }
      }
      let filler = CallFiller(
        secrets: secrets, path: { $0 },
        publicAddress: { hash, _ in "\(SimulatedFiles.publicAddress)/\(hash)" })
      let ready = try filler.request(
        for: order.call, isRepeatable: order.isRepeatable, incoming: { "" })
      return Filled(ready: ready, redaction: try filler.redaction(for: order.call))
    } catch {
      fail("I10", "the call \(order.step) cannot be filled in: \(error)")
      return nil
    }
  }

  private func request(_ ready: ReadyRequest, on origin: String) -> ModelRequest {
    let body = ready.body.flatMap { piece -> [UInt8] in
      switch piece {
      case .bytes(let bytes): bytes
      case .file(let hash, let offset, let length):
        Array(files.spool[hash, default: []][Int(offset)..<Int(offset + length)])
      case .base64File(let hash, _): Base64.standardBytes(files.spool[hash, default: []])
      }
    }
    var headers = ready.headers.map { NamedValue($0.name.lowercased(), $0.value) }
    headers.append(NamedValue("content-length", String(body.count)))
    return ModelRequest(
      ready.method.rawValue, String(ready.url.dropFirst(origin.count)), headers: headers,
      body: body)
  }
}

// MARK: - Faults

extension Simulation {
  /// What goes wrong with one request.
  private enum DrawnFault {
    case none
    /// Nothing left the machine.
    case refused
    case spoilt(Fault)
  }

  private func drawFault(on server: Int) -> DrawnFault {
    // Drawn even when it is calm or switched off, so that the rest of the luck stays the same.
    var random = luck.network.split()
    guard !isCalm else { return .none }
    for hardship in Hardship.allCases {
      guard random.chance(scenario.mix[hardship]),
        let fault = fault(of: hardship, on: server, &random)
      else {
        continue
      }
      figures.faults += 1
      return fault
    }
    return .none
  }

  /// How late a server may act on a request whose client gave up: with the lag of its reads, within
  /// the quiet time that the platform's profile names.
  private func latestEffect(on server: Int) -> Duration {
    let account = scenario.accounts[server]
    let profile = Platforms.all.first { $0.profile.name.text == account.name }?.profile
    let quiet = (profile?.pace ?? .init()).quiet
    return quiet - account.readLag - account.network.work - Simulation.restOfQuiet
  }

  private func fault(
    of hardship: Hardship, on server: Int, _ random: inout SplitMix64
  ) -> DrawnFault? {
    let status = [500, 502, 503, 504][random.number(0...3)]
    switch hardship {
    case .refusedConnections: return .refused
    case .droppedRequests: return .spoilt(.dropped)
    case .lostAnswers: return .spoilt(.answerLost)
    case .cutAnswers: return .spoilt(.cut(bytes: random.number(0...400)))
    case .slowAnswers: return .spoilt(.slow(random.duration(.seconds(1) ... .seconds(120))))
    case .zombies:
      return .spoilt(.lateEffect(random.duration(.seconds(1)...latestEffect(on: server))))
    case .errorsBefore:
      return .spoilt(random.chance(0.5) ? .errorBefore(status: status) : .proxyPage(status: status))
    case .errorsAfter:
      return .spoilt(
        random.chance(0.5) ? .errorAfter(status: status) : .proxyPageAfter(status: status))
    case .throttles: return .spoilt(.throttled(retryAfterSeconds: random.number(0...900)))
    case .brokenAnswers: return .spoilt(.brokenJSON)
    case .endedTokens:
      return scenario.accounts[server].network.tokensEnd ? .spoilt(.expiredToken) : nil
    default: return nil
    }
  }

  private func mark(_ fault: DrawnFault) -> String {
    switch fault {
    case .none: ""
    case .refused: " (refused)"
    case .spoilt(let fault): " (\(fault))"
    }
  }
}
