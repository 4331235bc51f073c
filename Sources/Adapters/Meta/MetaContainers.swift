import Domain

/// How Threads and Instagram publish: make a container, wait until it is ready, publish it by its
/// id. Nobody sees a container; one that is not published within a day expires.
struct MetaContainers: Sendable {
  /// Kept in hand of the day that a container lives.
  static let lifetime = Duration.seconds(23 * 3600)

  var graph: GraphAPI
  /// Such as `/me/threads`.
  var createPath: String
  /// Such as `/me/threads_publish`.
  var publishPath: String
  /// The field with the state, and the one that says why it is `ERROR`.
  var stateField: String
  var reasonField: String
  /// What a reason means.
  var failure: @Sendable (_ reason: String) -> Refusal

  /// The states of a container.
  enum State: String, Sendable {
    case working = "IN_PROGRESS"
    case finished = "FINISHED"
    case failed = "ERROR"
    case expired = "EXPIRED"
    case published = "PUBLISHED"
  }

  /// Makes a container; its id, until it expires.
  func create(_ fields: [(name: String, value: Call.FormValue)]) -> Exchange<String> {
    var call = graph.post(createPath, fields, costs: [.init("containers")])
    call.deadline = .upload
    return Exchange(
      call, validFor: MetaContainers.lifetime, value: { GraphAPI.id(in: $0.json) },
      failure: GraphAPI.harmless)
  }

  /// Waits until a container can be published or become part of another.
  ///
  /// - Parameter wait: between two looks.
  func ready(_ id: String, every wait: Duration) -> Exchange<Void> {
    Exchange(stateCall(id)) { answer in
      guard answer.isSuccess, let state = state(in: answer) else {
        return MetaFailures.readingOfFresh(answer, after: .harmless)
      }
      switch state {
      case .finished, .published: return .value(())
      case .working: return .pending(wait)
      case .expired:
        return .refused(
          Refusal(.conflict, code: "EXPIRED", message: "the container was left for a day"))
      case .failed: return .refused(failure(answer.json?[reasonField]?.string ?? "ERROR"))
      }
    }
  }

  /// Publishes a container: the one call that people see.
  func publish(_ id: String, part: Int, limit: String) -> Exchange<Remote> {
    let call = graph.post(publishPath, [("creation_id", .text(id))], costs: [.init(limit)])
    return Exchange(
      call,
      value: { answer in
        GraphAPI.id(in: answer.json).map { Remote(id: $0, extra: ["part": String(part)]) }
      }, failure: { MetaFailures.reading(of: $0, after: .visible) })
  }

  /// Where people find what was published. It is cosmetic: a failure to read it changes nothing.
  func permalink(_ id: String) -> Exchange<String?> {
    let call = graph.call(
      .get, "/" + PercentEncoding.component(id), query: [("fields", "id,permalink")])
    return Exchange(call, value: { $0.json?["permalink"]?.string }, failure: GraphAPI.harmless)
  }

  private func stateCall(_ id: String) -> Call {
    graph.call(
      .get, "/" + PercentEncoding.component(id),
      query: [("fields", "id,\(stateField),\(reasonField)")])
  }

  private func state(in answer: Answer) -> State? {
    answer.json?[stateField]?.string.flatMap(State.init)
  }
}

// MARK: - Doubt

extension MetaContainers {
  /// Asks about a container that may have been published.
  ///
  /// The container tells whether it was, and is published again by the same id when it was not:
  /// the platform knows it by that id for as long as it lives.
  ///
  /// - Parameters:
  ///   - quiet: how long the platform may still act on the lost call.
  ///   - find: looks for the id of what the container became.
  func doubt(
    about id: String, quiet: Duration,
    find: @escaping @Sendable (inout Flow) throws(Pause) -> Finding
  ) -> Doubt {
    Doubt(rule: .keyed(MetaContainers.lifetime), quiet: quiet, matchKey: id) {
      (flow: inout Flow) throws(Pause) -> Finding in
      switch try flow.call("container", question(about: id)) {
      case .published: return try find(&flow)
      case .finished: return .absent
      case .expired: return .never
      case .working, .failed, nil: return .unclear("the container does not say what became of it")
      }
    }
  }

  private func question(about id: String) -> Exchange<State?> {
    Exchange(
      stateCall(id), value: { state(in: $0) },
      failure: { GraphAPI.harmless($0).orUnclear { _ in nil } })
  }

  /// What to say about a container that was published, after a look at the account's posts.
  ///
  /// - Parameters:
  ///   - candidates: those that look like it and belong to nobody else.
  ///   - needsID: a later part must name it.
  static func finding(
    _ candidates: [Remote], _ id: String, part: Int, needsID: Bool
  ) -> Finding {
    if candidates.count == 1 { return .present(candidates[0]) }
    guard !candidates.isEmpty, !needsID else {
      return .unclear(
        candidates.isEmpty
          ? "it is published, and the account's posts do not show it yet"
          : "it is published, and several posts look like it")
    }
    return .present(nameless(id, part: part))
  }

  /// Published for certain, and nothing tells which of its twins it is.
  static func nameless(_ id: String, part: Int) -> Remote {
    Remote(id: "container:" + id, extra: ["part": String(part), "container": id])
  }
}

/// A post in a list of the account's own.
struct MetaFound: Hashable, Sendable {
  var id: String
  var url: String?
  var createdAt: Instant
  var json: JSON

  init?(_ json: JSON) {
    guard let id = GraphAPI.id(in: json),
      // Pages say it with a word of their own.
      let createdAt = (json["timestamp"] ?? json["created_time"])?.string
        .flatMap(Instant.init(graphTime:))
    else { return nil }
    self.id = id
    self.createdAt = createdAt
    self.json = json
    url = json["permalink"]?.string
  }

  func remote(part: Int) -> Remote {
    Remote(id: id, url: url, extra: ["part": String(part)])
  }
}

extension MetaFound {
  /// The account's latest posts.
  ///
  /// - Parameter call: a list of posts with `id`, `timestamp` and `permalink`.
  /// - Returns: `nil` as the value for an answer that proves nothing about what is in the list.
  static func list(_ call: Call) -> Exchange<[MetaFound]?> {
    Exchange(
      call,
      value: { answer in
        guard let items = answer.json?["data"]?.array else { return nil }
        let posts = items.compactMap(MetaFound.init)
        return .some(posts.count == items.count ? posts : nil)
      }, failure: { GraphAPI.harmless($0).orUnclear { _ in nil } })
  }
}
