/// Something that goes wrong between a client and a server.
package enum Fault: Hashable, Sendable {
  /// 429 with `Retry-After`; nothing happened.
  case throttled(retryAfterSeconds: Int)
  /// A 5xx; nothing happened.
  case errorBefore(status: Int)
  /// A 5xx, although the request was carried out.
  case errorAfter(status: Int)
  /// The right answer, late.
  case slow(Duration)
  /// Carried out; the answer ends after so many bytes of its body.
  case cut(bytes: Int)
  /// Carried out; the connection ends without an answer.
  case answerLost
  /// The connection ends without an answer; nothing happened.
  case dropped
  /// The connection ends without an answer, and the request is carried out so much later.
  case lateEffect(Duration)
  /// Every access token ends before the request is looked at.
  case expiredToken
  /// Carried out; the answer's body is broken JSON under a success.
  case brokenJSON
  /// A page of a proxy in front of the server; nothing happened.
  case proxyPage(status: Int)
  /// As `proxyPage`, although the request was carried out.
  case proxyPageAfter(status: Int)
}

/// When a fault happens.
package struct FaultRule: Hashable, Sendable {
  /// Only requests of this kind; `nil` means all.
  package var endpoint: EndpointKind?
  package var choice: Choice
  package var fault: Fault

  package init(_ fault: Fault, on endpoint: EndpointKind? = nil, _ choice: Choice) {
    self.fault = fault
    self.endpoint = endpoint
    self.choice = choice
  }

  /// Which of the requests that match.
  package enum Choice: Hashable, Sendable {
    /// The requests with these numbers, counted from 1 since the plan was set.
    case numbers(ClosedRange<Int>)
    /// Each with this probability, from 0 to 1.
    case probability(Double)
  }
}

/// What goes wrong and when: a script, chances, or both.
///
/// Equal plans do equal things to equal requests.
package struct FaultPlan: Hashable, Sendable {
  package private(set) var rules: [FaultRule]
  private var counts: [Int]
  private var random: SplitMix64

  package init(_ rules: [FaultRule] = [], seed: UInt64 = 1) {
    self.rules = rules
    counts = rules.map { _ in 0 }
    random = SplitMix64(seed: seed)
  }

  /// The fault of the next request, which is of this kind.
  ///
  /// The first rule that applies decides; all rules count and draw, so that they do not disturb
  /// each other.
  package mutating func next(for endpoint: EndpointKind) -> Fault? {
    var chosen: Fault?
    for (index, rule) in rules.enumerated() {
      guard rule.endpoint == nil || rule.endpoint == endpoint else { continue }
      counts[index] += 1
      let applies =
        switch rule.choice {
        case .numbers(let numbers): numbers.contains(counts[index])
        case .probability(let chance): random.fraction() < chance
        }
      if applies, chosen == nil { chosen = rule.fault }
    }
    return chosen
  }
}
