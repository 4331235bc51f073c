import Domain

/// What Meta's headers and quota answers say about limits (developers.facebook.com, *Rate limits*).
enum MetaLimits {
  /// - Parameter calls: how many calls 100 per cent are.
  static func readings(in answer: Answer, calls: Int) -> [LimitReading] {
    [usage(in: answer, calls: calls), quota(in: answer)].compactMap(\.self)
  }

  /// How long to wait after a refusal for too many calls; `nil` where Meta does not say.
  static func wait(in answer: Answer) -> Duration? {
    if let wait = answer.retryAfter { return wait }
    let minutes = businessUsages(in: answer).compactMap {
      $0["estimated_time_to_regain_access"]?.integer
    }
    guard let most = minutes.max(), most > 0 else { return nil }
    return .seconds(min(most, 24 * 60) * 60)
  }

  /// `X-App-Usage` and `X-Business-Use-Case-Usage`: per cent of what the app may do.
  private static func usage(in answer: Answer, calls: Int) -> LimitReading? {
    var reports = businessUsages(in: answer)
    if let app = header("x-app-usage", answer) { reports.append(app) }
    let shares = reports.flatMap { report in
      ["call_count", "total_cputime", "total_time"].compactMap { report[$0]?.number }
    }
    guard let most = shares.max(), most.isFinite else { return nil }
    let left = (100 - min(100, max(0, most))) / 100
    return LimitReading(
      limit: "calls", remaining: Int(Double(calls) * left),
      resets: left > 0 ? nil : wait(in: answer).map { answer.at + $0 }, capacity: calls)
  }

  private static func businessUsages(in answer: Answer) -> [JSON] {
    guard let body = header("x-business-use-case-usage", answer)?.object else { return [] }
    return body.keys.sorted().flatMap { body[$0]?.array ?? [] }
  }

  private static func header(_ name: String, _ answer: Answer) -> JSON? {
    guard let text = answer.header(name) else { return nil }
    return try? JSON(parsing: text)
  }

  /// `threads_publishing_limit` and `content_publishing_limit`: what is used of the posts of a day.
  private static func quota(in answer: Answer) -> LimitReading? {
    guard let quota = MetaQuota(answer.json) else { return nil }
    return LimitReading(
      limit: "posts", remaining: max(0, quota.total - quota.used), capacity: quota.total)
  }
}

/// How many posts an account may publish a day, and how many of them it has.
struct MetaQuota: Hashable, Sendable {
  var used: Int
  var total: Int

  /// `{"data": [{"quota_usage": 2, "config": {"quota_total": 250, "quota_duration": 86400}}]}`.
  init?(_ body: JSON?) {
    guard let entry = body?["data"]?[0], let used = entry["quota_usage"]?.integer,
      let total = entry["config"]?["quota_total"]?.integer, used >= 0, (1...1_000_000) ~= total
    else { return nil }
    self.used = Int(clamping: used)
    self.total = Int(total)
  }
}
