import Domain

/// What the answers of Meta's networks mean that are no success.
///
/// The HTTP status says little (usually 400). The subcode decides, then the code; the code in front
/// of an Instagram subcode differs between Meta's own pages.
enum MetaFailures {
  static func reading<Value>(of answer: Answer, after effect: Effect) -> Reading<Value> {
    Reading(refusal(in: answer, after: effect))
  }

  /// As `reading`, about something that was made a moment ago: it is not to be seen everywhere at
  /// once, and that it is missing passes.
  static func readingOfFresh<Value>(_ answer: Answer, after effect: Effect) -> Reading<Value> {
    var refusal = refusal(in: answer, after: effect)
    if refusal?.kind == .gone { refusal?.kind = .transient }
    return Reading(refusal)
  }

  /// - Returns: `nil` for an answer that is not on the list.
  static func refusal(in answer: Answer, after effect: Effect) -> Refusal? {
    guard let error = GraphError(answer) else { return gatewayRefusal(answer, effect) }
    guard let kind = kind(of: error, answer, effect) else { return nil }
    return Refusal(kind, code: error.name, message: error.message)
  }

  private static func kind(
    of error: GraphError, _ answer: Answer, _ effect: Effect
  ) -> Refusal.Kind? {
    if let kind = kind(ofWords: error.technical) { return kind }
    if let subcode = error.subcode {
      // These prove nothing on a visible call; the first was seen although the post went live.
      if subcode == 2_207_051 { return effect == .visible ? nil : .throttled(.seconds(21_600)) }
      if passing.contains(subcode) { return effect == .visible ? nil : .transient }
      if let kind = kind(ofSubcode: subcode) { return kind }
    }
    switch error.code {
    case 1, 2, -1: return effect == .visible ? nil : .transient
    case 4, 9, 17, 32, 341, 613, 80001, 80002: return .throttled(MetaLimits.wait(in: answer))
    case 102, 190: return .tokenExpired
    case 3, 10, 200...299: return .permission
    case 25: return .accountBlocked
    case 100 where error.subcode == 33: return .gone
    case 100, 352, 368, 36000, 36001, 36003, 36004: return .content
    case 506: return .duplicate
    case 9007: return .transient
    case -2, 9004: return effect == .visible ? nil : .transient
    default: return error.isTransient && effect == .harmless ? .transient : nil
    }
  }

  /// Troubles of the server, whatever code stands before them.
  private static let passing: Set<Int> = [
    1_363_047, 1_609_010, 2_207_001, 2_207_032, 2_207_053,
  ]

  /// Failures of Threads with a name and no code of their own (*Threads API: troubleshooting*).
  private static func kind(ofWords words: String) -> Refusal.Kind? {
    if words.contains("THREADS_API__LINK_LIMIT_EXCEEDED") { return .content }
    // Not rolled out to this account: it is about what the post uses and not about the sign-in.
    if words.contains("THREADS_API__FEATURE_NOT_AVAILABLE") { return .content }
    if words.contains("could not be fetched from this URI") { return .transient }
    return nil
  }

  static func kind(ofSubcode subcode: Int) -> Refusal.Kind? {
    switch subcode {
    // The container is not to be seen yet, or still worked on.
    case 4_279_009, 2_207_008, 2_207_027: .transient
    // The file could not be fetched: the address, or the way to it.
    case 2_207_003, 2_207_052: .transient
    // The container is over or of no use: a new run makes a new one.
    case 2_207_006, 2_207_020, 2_207_077, 2_207_082: .conflict
    case 2_207_042: .throttled(.seconds(3600))
    case 4_279_013, 2_207_050, 1_404_078, 1_404_006, 1_404_112, 4_854_002: .accountBlocked
    case 2_207_004, 2_207_005, 2_207_009, 2_207_010, 2_207_023, 2_207_026, 2_207_028, 2_207_035,
      2_207_036, 2_207_037, 2_207_040, 2_207_057, 2_207_081:
      .content
    case 1_346_003, 1_349_125, 1_366_046, 1_404_102, 1_609_005, 1_609_008, 2_061_006, 2_069_019,
      1_363_040, 1_363_127, 1_363_128, 1_363_129:
      .content
    case 1_366_051, 1_404_082: .duplicate
    case 1_390_008: .throttled(.seconds(21_600))
    // Expired; a renewal may help.
    case 463, 467: .tokenExpired
    // The app was removed, the password changed, Facebook wants to see the person.
    case 458, 459, 460, 464, 492: .signIn
    default: nil
    }
  }

  /// An answer of something in front of the platform.
  ///
  /// It may have passed the request on.
  private static func gatewayRefusal(_ answer: Answer, _ effect: Effect) -> Refusal? {
    guard effect == .harmless, !answer.isSuccess else { return nil }
    if answer.status == 429 {
      return Refusal(.throttled(answer.retryAfter), code: "429", message: "too many calls")
    }
    return Refusal(
      .transient, code: "\(answer.status)", message: "an answer that is not Meta's own voice")
  }
}

extension MetaFailures {
  /// The token endpoints of Threads and Instagram say it in another shape:
  /// `{"error_type", "code", "error_message"}`.
  static func tokenReading<Value>(of answer: Answer) -> Reading<Value> {
    if let words = answer.json?["error_message"]?.string, !answer.isSuccess {
      let code = answer.json?["code"]?.integer ?? Int64(answer.status)
      return .refused(Refusal(.signIn, code: "\(code)", message: words.bounded))
    }
    return renewalReading(of: answer)
  }

  /// There is nothing to renew a token with but itself: where that is refused, a person signs in.
  static func renewalReading<Value>(of answer: Answer) -> Reading<Value> {
    guard var refusal = refusal(in: answer, after: .harmless) else { return .unknown }
    switch refusal.kind {
    case .tokenExpired, .content, .gone, .permission: refusal.kind = .signIn
    default: break
    }
    return .refused(refusal)
  }
}
