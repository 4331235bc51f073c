package import Domain

/// The form in which a plan is written:
///
///     {"seed": 7, "rules": [
///       {"fault": "answer_lost", "endpoint": "publish", "nth": 3},
///       {"fault": "throttled", "seconds": 30, "nth": 1, "times": 2},
///       {"fault": "error_before", "status": 503, "probability": 0.1}]}
extension FaultPlan {
  /// Why a plan cannot be read.
  package struct Malformed: Error, Hashable {
    package var message: String
  }

  /// - Throws: `Malformed` with the rule and member that is wrong.
  package init(json: JSON) throws(Malformed) {
    guard let object = json.object, Set(object.keys).isSubset(of: ["seed", "rules", "platform"]),
      let rules = json["rules"]?.array
    else { throw Malformed(message: "a plan is {\"rules\": [...], \"seed\": NUMBER?}") }
    var read: [FaultRule] = []
    for (index, rule) in rules.enumerated() {
      do throws(Malformed) {
        read.append(try FaultRule(json: rule))
      } catch {
        throw Malformed(message: "rules[\(index)]: \(error.message)")
      }
    }
    self.init(read, seed: UInt64(max(0, json["seed"]?.integer ?? 1)))
  }
}

extension FaultRule {
  private static let members: Set<String> = [
    "fault", "endpoint", "nth", "times", "probability", "seconds", "milliseconds", "status",
    "bytes",
  ]

  init(json: JSON) throws(FaultPlan.Malformed) {
    for name in (json.object ?? [:]).keys.sorted() where !Self.members.contains(name) {
      throw FaultPlan.Malformed(message: "unknown member \"\(name)\"")
    }
    var endpoint: EndpointKind?
    if let name = json["endpoint"]?.string {
      guard let kind = EndpointKind(rawValue: name) else {
        let known = EndpointKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw FaultPlan.Malformed(message: "endpoint \"\(name)\" is not one of \(known)")
      }
      endpoint = kind
    }
    self.init(try Fault(json: json), on: endpoint, try Self.choice(json))
  }

  private static func choice(_ json: JSON) throws(FaultPlan.Malformed) -> Choice {
    if let chance = json["probability"]?.number {
      guard (0...1).contains(chance) else {
        throw FaultPlan.Malformed(message: "probability is not from 0 to 1")
      }
      return .probability(chance)
    }
    let (first, times) = (json["nth"]?.integer ?? 1, json["times"]?.integer ?? 1)
    guard (1...1_000_000_000).contains(first), (1...1_000_000_000).contains(times) else {
      throw FaultPlan.Malformed(message: "nth and times count from 1")
    }
    return .numbers(Int(first)...Int(first + times - 1))
  }
}

extension Fault {
  init(json: JSON) throws(FaultPlan.Malformed) {
    let status = try Self.number(json, "status", 502, 500...599)
    let wait = Duration.milliseconds(try Self.number(json, "milliseconds", 1000, 0...3_600_000))
    switch json["fault"]?.string {
    case "throttled":
      self = .throttled(retryAfterSeconds: try Self.number(json, "seconds", 5, 0...86_400))
    case "error_before": self = .errorBefore(status: status)
    case "error_after": self = .errorAfter(status: status)
    case "slow": self = .slow(wait)
    case "cut": self = .cut(bytes: try Self.number(json, "bytes", 0, 0...1_000_000_000))
    case "answer_lost": self = .answerLost
    case "dropped": self = .dropped
    case "late_effect": self = .lateEffect(wait)
    case "expired_token": self = .expiredToken
    case "broken_json": self = .brokenJSON
    case "proxy_page": self = .proxyPage(status: status)
    case "proxy_page_after": self = .proxyPageAfter(status: status)
    default:
      throw FaultPlan.Malformed(
        message: "fault must be throttled, error_before, error_after, slow, cut, answer_lost, "
          + "dropped, late_effect, expired_token, broken_json, proxy_page or proxy_page_after")
    }
  }

  private static func number(
    _ json: JSON, _ name: String, _ standard: Int, _ range: ClosedRange<Int>
  ) throws(FaultPlan.Malformed) -> Int {
    guard let value = json[name] else { return standard }
    guard let number = value.integer.map(Int.init), range.contains(number) else {
      throw FaultPlan.Malformed(
        message: "\(name) must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
