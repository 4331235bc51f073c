package import Domain
package import HTTP

/// Answers requests of the control API: finds the operation, checks the caller and the document,
/// asks the port, and writes the answer.
///
/// It decides nothing about posts.
package struct ControlServer: Sendable {
  /// How fast one user may ask: 2,000 times a second on average, 8,000 at once. The socket is
  /// local, so this only keeps a runaway script from crowding out the others.
  package static let pace = LimitRule(
    "control", scope: .host, .bucket(capacity: 8000, perSeconds: 4), unit: "requests")

  private let operations: any Operations
  private let roleOf: @Sendable (UInt32, UInt32) -> Role?
  private let now: @Sendable () -> Instant
  private let buckets: CallerBuckets
  /// Made by the first request: reading the shapes of all documents would delay the daemon's start.
  private static let table = RouteTable(routes: Route.all)
  private let version: String

  /// - Parameters:
  ///   - operations: the daemon.
  ///   - version: the daemon's version, for the OpenAPI document.
  ///   - pace: how fast one user may ask.
  ///   - roleOf: the role of a process by its uid and gid; `nil` when it may nothing.
  ///   - now: the clock that the callers' buckets are filled by.
  package init(
    operations: any Operations, version: String, pace: LimitRule = ControlServer.pace,
    roleOf: @escaping @Sendable (_ uid: UInt32, _ gid: UInt32) -> Role?,
    now: @escaping @Sendable () -> Instant
  ) {
    self.operations = operations
    self.roleOf = roleOf
    self.now = now
    buckets = CallerBuckets(rule: pace)
    self.version = version
  }

  /// The answer to `request`.
  ///
  /// Every failure is an answer too.
  package func respond(to request: Request) async -> Response {
    do throws(Failure) {
      let caller = try admit(request)
      if request.path == OpenAPI.path {
        guard request.method == "GET" else { throw Failure.method(["GET"]) }
        return ControlServer.response(
          200, json: OpenAPI.document(of: Route.all, version: version).bytes)
      }
      let (route, fields) = try find(request)
      guard caller.role >= route.endpoint.role else {
        throw .init(ControlServer.notAllowed(caller, route.endpoint))
      }
      return try await answer(request, route, fields, caller)
    } catch {
      return error.response
    }
  }

  private func find(_ request: Request) throws(Failure) -> (Route, [String: String]) {
    switch ControlServer.table.match(method: request.method, path: request.path) {
    case .found(let route, let fields): return (route, fields)
    case .otherMethods(let methods): throw .method(methods)
    case .none:
      let path = "/" + request.path.joined(separator: "/")
      throw .init(
        ErrorObject(
          .notFound, "there is nothing at \(path)", hint: "see /v1/openapi.json for what there is"))
    }
  }

  /// Who is asking, if they may ask at all and not too often.
  private func admit(_ request: Request) throws(Failure) -> Caller {
    guard case .process(_, let uid, let gid) = request.peer else {
      throw .init(ErrorObject(.notAllowed, "the control API answers on its Unix socket only"))
    }
    if let refusal = BrowserGuard.refusal(of: request) { throw .init(refusal) }
    guard let role = roleOf(uid, gid) else {
      throw .init(
        ErrorObject(
          .notAllowed, "user \(uid) has no role here",
          hint: "add the user to the group belfry-viewer, belfry, belfry-approver or belfry-admin"))
    }
    let wait = buckets.take(uid, at: now())
    guard wait == .zero else {
      let seconds = Int(wait.wholeSecondsRoundedUp)
      throw .init(
        ErrorObject(
          .tooMany, "too many requests from user \(uid)", retryable: true, retryAfterS: seconds))
    }
    return Caller(actor: "uid:\(uid)", role: role)
  }

  private static func notAllowed(_ caller: Caller, _ endpoint: Endpoint) -> ErrorObject {
    let group = Role.groups.first { $0.role == endpoint.role }?.group ?? ""
    return ErrorObject(
      .notAllowed,
      "\(endpoint.name) needs the role \(endpoint.role.word); "
        + "\(caller.actor) is \(caller.role.word)",
      hint: "ask an administrator, who may add the user to the group \(group)")
  }

  private func answer(
    _ request: Request, _ route: Route, _ fields: [String: String], _ caller: Caller
  ) async throws(Failure) -> Response {
    do {
      var document = try RequestDocument(route: route, pathFields: fields).read(request)
      switch route.target {
      case .document(let read, let write):
        let reply = try await operations.perform(try read(document), as: caller)
        return try ControlServer.response(reply, write: write, endpoint: route.endpoint)
      case .events:
        document = EventFormat.resumed(document, by: request)
        let wanted = try Route.read(FollowEvents.self, from: document)
        let events = try await operations.events(wanted, as: caller)
        return EventFormat(accepting: request).response(events, seq: \.seq)
      case .logs:
        let wanted = try Route.read(FollowLogs.self, from: document)
        let lines = try await operations.logs(wanted, as: caller)
        return EventFormat(accepting: request).response(lines, seq: nil)
      }
    } catch let error as ErrorObject {
      throw .init(error)
    } catch let error as DecodingError {
      throw .init(ControlServer.errorObject(error))
    } catch {
      preconditionFailure("\(route.endpoint.name) failed in a way that nothing can: \(error)")
    }
  }

  private static func response(_ reply: ControlReply, write: Route.Writer, endpoint: Endpoint)
    throws -> Response
  {
    guard let body = try write(reply) else {
      preconditionFailure("\(endpoint.name) was answered with \(reply)")
    }
    var answer = response(reply.isUnderWay ? 202 : 200, json: body)
    if reply.isUnderWay, let address = reply.address {
      answer.headers.append(Field("Location", address))
    }
    return answer
  }

  static func response(_ status: Int, json: [UInt8]) -> Response {
    Response(
      status: status,
      headers: [
        Field("Content-Type", "application/json"), Field("Cache-Control", "no-store"),
        Field("X-Content-Type-Options", "nosniff"),
      ],
      body: .bytes(json + [0x0A]))
  }

  /// A value that has the right shape and is wrong all the same, such as a bad account name.
  private static func errorObject(_ error: DecodingError) -> ErrorObject {
    switch error {
    case .dataCorrupted(let context), .keyNotFound(_, let context),
      .typeMismatch(_, let context), .valueNotFound(_, let context):
      let place = context.codingPath.reduce(into: "") { text, key in
        if let index = key.intValue {
          text += "[\(index)]"
        } else {
          text += (text.isEmpty ? "" : ".") + SnakeCase.text(key.stringValue)
        }
      }
      return Shape.wrong(place, context.debugDescription)
    @unknown default:
      return ErrorObject(.badRequest, "the document cannot be read")
    }
  }
}
