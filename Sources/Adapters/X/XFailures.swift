import Domain

/// What X's answers mean that are no success (docs.x.com, *response codes*; several bodies are
/// known from public reports only).
enum XFailures {
  static func reading<Value>(of answer: Answer, after effect: Effect) -> Reading<Value> {
    Reading(refusal(in: answer, after: effect))
  }

  /// - Returns: `nil` for an answer that is not on the list.
  static func refusal(in answer: Answer, after effect: Effect) -> Refusal? {
    guard let problem = XProblem(answer) else { return gatewayRefusal(answer, effect) }
    guard let kind = kind(of: problem, answer, effect) else { return nil }
    return Refusal(kind, code: problem.code, message: message(problem, answer.status))
  }

  private static func kind(
    of problem: XProblem, _ answer: Answer, _ effect: Effect
  ) -> Refusal.Kind? {
    switch answer.status {
    // 200 with `errors` instead of `data`: only what the call names can be missing.
    case 200: problem.code == "resource-not-found" ? .gone : nil
    // Uploaded media that ended before their time: a new upload may help.
    case 400 where effect == .visible && problem.message.lowercased().contains("media id"):
      .conflict
    case 400: .content
    case 401: .tokenExpired
    // Out of credit. Refused calls cost nothing, and the post goes out once there is credit.
    case 402: .throttled(.seconds(3600))
    case 403: forbidden(problem, effect)
    case 404: .gone
    case 413 where effect == .harmless: .content
    case 429: .throttled(XLimits.wait(in: answer, isCapped: problem.code == "usage-capped"))
    case 500, 502, 503, 504: effect == .visible ? nil : .transient
    default: nil
    }
  }

  /// 403 has many reasons, and only its words tell them apart.
  private static func forbidden(_ problem: XProblem, _ effect: Effect) -> Refusal.Kind {
    let words = problem.message.lowercased()
    if words.contains("duplicate content") { return .duplicate }
    if ["client-forbidden", "unsupported-authentication"].contains(problem.code) {
      return .permission
    }
    if words.contains("suspended") || words.contains("locked") { return .accountBlocked }
    // On a new post a bare 403 is about the post: too long, a feature that the account lacks, a
    // reply to somebody who did not ask for it.
    return effect == .visible ? .content : .permission
  }

  private static func message(_ problem: XProblem, _ status: Int) -> String {
    switch status {
    case 402: "the app's credit at X is used up: \(problem.message)"
    case 403 where problem.message.contains("not permitted to perform this action"):
      "\(problem.message) (often: too long, or a feature that the account or the plan lacks)"
    default: problem.message
    }
  }

  /// An answer of something in front of the server.
  ///
  /// It may have passed the request on.
  private static func gatewayRefusal(_ answer: Answer, _ effect: Effect) -> Refusal? {
    guard effect == .harmless else { return nil }
    if answer.status == 413 {
      return Refusal(.content, code: "413", message: "X does not take files of this size")
    }
    return Refusal(
      .transient, code: "\(answer.status)",
      message: "an answer that is not X's (a proxy in front of the server?)")
  }
}

/// The platform's own voice, in the shapes that it has: problem JSON (RFC 9457), the classic
/// `errors` with numbers, and `errors` beside an answer.
struct XProblem: Hashable, Sendable {
  /// The last part of `type`, or the number, or the status.
  var code: String
  var message: String

  init?(_ answer: Answer) {
    guard let body = answer.json, body.object != nil else { return nil }
    let first = body["errors"]?[0]
    guard first != nil || (!answer.isSuccess && (body["title"] ?? body["detail"]) != nil) else {
      return nil
    }
    let kind = (body["type"] ?? first?["type"])?.string?.split(separator: "/").last
    let number = first?["code"]?.integer.map(String.init)
    code = kind.map { String($0).bounded } ?? number ?? "\(answer.status)"
    if code == "about:blank" { code = "\(answer.status)" }
    let words = [
      body["detail"]?.string, first?["message"]?.string, first?["detail"]?.string,
      body["title"]?.string,
    ]
    message = words.compactMap(\.self).first { !$0.isEmpty }?.bounded ?? code
  }
}
