import Domain

/// Ending tokens at a network's revocation endpoint (RFC 7009).
enum Revocation {
  /// Somebody waits for it, and the tokens are forgotten afterwards in any case.
  static let deadline = Call.Deadline(connectSeconds: 5, totalSeconds: 15)

  /// A call that ends a token; `false` where the server says that it was over already.
  ///
  /// A server answers for a token that it does not know (any more) as for one that it just ended
  /// (§2.2); those that say so instead mean the same.
  static func exchange(_ call: Call) -> Exchange<Bool> {
    var call = call
    call.deadline = deadline
    return Exchange(call, read: reading)
  }

  static func exchange(
    _ url: String, headers: [Call.Header] = [], authorization: Call.Authorization = .none,
    _ fields: [(name: String, value: Call.FormValue)]
  ) -> Exchange<Bool> {
    var call = Call(.post, url, headers: headers, authorization: authorization)
    call.setForm(fields)
    return exchange(call)
  }

  private static let tokenIsOver = [
    "access_token_invalid", "expired_token", "invalid_grant", "invalid_token", "token_expired",
  ]

  private static func reading(_ answer: Answer) -> Reading<Bool> {
    let code = answer.json?["error"]?.string?.bounded
    if let code, tokenIsOver.contains(code) { return .value(false) }
    if answer.isSuccess, code == nil { return .value(true) }
    if answer.status == 429 {
      return .refused(Refusal(.throttled(answer.retryAfter), code: "429", "too many sign-ins"))
    }
    if answer.status >= 500 {
      return .refused(
        Refusal(.transient, code: "\(answer.status)", "the sign-in server is in trouble"))
    }
    let words = answer.json?["error_description"]?.string?.bounded
    return .refused(
      Refusal(
        .permission, code: code ?? "\(answer.status)",
        words ?? code ?? "it answered \(answer.status)"))
  }
}

extension Exchange {
  /// The same call, for which a token that the network does not take (any more) is no failure but
  /// `nil`.
  var unlessOver: Exchange<Value?> {
    let read = read
    return Exchange<Value?>(call, validFor: validFor) { answer in
      switch read(answer) {
      case .value(let value): return .value(value)
      case .refused(let refusal) where [.signIn, .tokenExpired].contains(refusal.kind):
        return .value(nil)
      case .refused(let refusal): return .refused(refusal)
      case .pending(let wait): return .pending(wait)
      case .unknown: return .unknown
      }
    }
  }
}
