package import Domain

/// A server behind a network that a plan spoils.
package struct Faulty<Model: PlatformModel>: PlatformModel {
  package var model: Model
  package var plan: FaultPlan
  /// Requests that the server still has to act on, after their clients gave up.
  private var late: [Late] = []

  /// Whether `events` are kept for a shell that writes them down.
  package var keepsEvents = false
  private var events: [ModelEvent] = []

  private struct Late: Sendable {
    var request: ModelRequest
    var due: Instant
    var entropy: UInt64
  }

  package init(_ model: Model, plan: FaultPlan = FaultPlan()) {
    self.model = model
    self.plan = plan
  }

  package var ledger: OutsideLedger { model.ledger }

  package var timeline: [TimelinePost] { model.timeline }

  /// What happened to the model since the last call.
  package mutating func takeEvents() -> [ModelEvent] {
    defer { events = [] }
    return events
  }

  /// Does to the model what once happened to it.
  package mutating func replay(_ event: ModelEvent) {
    switch event {
    case .request(let request, let at, let entropy):
      _ = model.handle(request, at: at, entropy: entropy)
    case .tokensExpired(let at): model.expireAccessTokens(at: at)
    case .fetched(let address, let bytes, let at): bring(address, bytes, at: at)
    }
  }

  /// Writes down what the shell did to the model.
  mutating func keep(_ event: ModelEvent) {
    if keepsEvents { events.append(event) }
  }

  private mutating func carryOut(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    if keepsEvents { events.append(.request(request, at: now, entropy: entropy)) }
    return model.handle(request, at: now, entropy: entropy)
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind { model.endpoint(of: request) }

  package mutating func expireAccessTokens(at now: Instant) {
    if keepsEvents { events.append(.tokensExpired(at: now)) }
    model.expireAccessTokens(at: now)
  }

  /// Carries out what is due late.
  ///
  /// `handle` does this first; call it before looking at the ledger or the timeline.
  package mutating func advance(to now: Instant) {
    let due = late.filter { $0.due <= now }.sorted { $0.due < $1.due }
    late.removeAll { $0.due <= now }
    for item in due { _ = carryOut(item.request, at: item.due, entropy: item.entropy) }
  }

  /// Whether requests still wait to be carried out.
  package var hasLateEffects: Bool { !late.isEmpty }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    advance(to: now)
    guard let fault = plan.next(for: model.endpoint(of: request)) else {
      return carryOut(request, at: now, entropy: entropy)
    }
    if let answer = instead(of: request, fault, at: now, entropy: entropy) { return answer }
    if fault == .expiredToken { expireAccessTokens(at: now) }
    return Self.spoiled(carryOut(request, at: now, entropy: entropy), by: fault)
  }

  /// The answer of a fault that keeps the request from the server (for now).
  private mutating func instead(
    of request: ModelRequest, _ fault: Fault, at now: Instant, entropy: UInt64
  ) -> ModelAnswer? {
    switch fault {
    case .throttled(let seconds): return Self.throttled(seconds, at: now)
    case .errorBefore(let status): return Self.trouble(status, at: now)
    case .proxyPage(let status): return Self.proxyPage(status)
    case .dropped: return ModelAnswer(status: 500, delivery: .dropped)
    case .lateEffect(let delay):
      late.append(Late(request: request, due: now + delay, entropy: entropy))
      return ModelAnswer(status: 500, delivery: .dropped)
    case .errorAfter, .slow, .cut, .answerLost, .expiredToken, .brokenJSON, .proxyPageAfter:
      return nil
    }
  }

  /// What a fault makes of the server's own answer.
  private static func spoiled(_ answer: ModelAnswer, by fault: Fault) -> ModelAnswer {
    var answer = answer
    switch fault {
    case .errorAfter(let status):
      let date = answer.header("date").flatMap(Instant.init(httpDate:))
      return trouble(status, at: date ?? .init(milliseconds: 0))
    case .proxyPageAfter(let status): return proxyPage(status)
    case .slow(let delay): answer.delay = delay
    case .cut(let bytes): answer.delivery = .cut(bytes: min(bytes, answer.body.count))
    case .answerLost: answer.delivery = .dropped
    case .brokenJSON: answer.body = Array("{\"id\": \"12".utf8)
    case .expiredToken, .throttled, .errorBefore, .dropped, .lateEffect, .proxyPage: break
    }
    return answer
  }

  private static func throttled(_ seconds: Int, at now: Instant) -> ModelAnswer {
    var answer = words("RateLimitExceeded", "Too many requests", 429)
    // Telegram says it in its own shape, which means that it made nothing.
    if var members = answer.json?.object {
      members["ok"] = false
      members["error_code"] = 429
      members["description"] = "Too Many Requests"
      members["parameters"] = ["retry_after": .integer(Int64(seconds))]
      answer = .json(.object(members), status: 429)
    }
    answer.headers.append(NamedValue("Retry-After", String(seconds)))
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  private static func trouble(_ status: Int, at now: Instant) -> ModelAnswer {
    var answer = words("InternalServerError", "We are sorry, something went wrong", status)
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  /// An error in the words of every platform at once: which members one reads is its business.
  private static func words(_ name: String, _ text: String, _ status: Int) -> ModelAnswer {
    .json(
      [
        "error": .string(name), "message": .string(text), "title": .string(name),
        "detail": .string(text), "status": .integer(Int64(status)),
      ], status: status)
  }

  private static func proxyPage(_ status: Int) -> ModelAnswer {
    .html(
      "<html><head><title>\(status)</title></head><body>Bad gateway</body></html>", status: status)
  }
}

extension Faulty: HostedModel where Model: HostedModel {
  package var origin: String {
    get { model.origin }
    set { model.origin = newValue }
  }

  package func file(_ id: String) -> ModelFile? { model.file(id) }
}

/// Something that happened to a model: enough to do it again.
package enum ModelEvent: Hashable, Sendable {
  case request(ModelRequest, at: Instant, entropy: UInt64)
  case tokensExpired(at: Instant)
  /// What an address held that the model wanted; `nil` for nothing.
  case fetched(String, [UInt8]?, at: Instant)
}
