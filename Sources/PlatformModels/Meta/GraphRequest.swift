import Domain

/// How the Graph API reads a request.
extension ModelRequest {
  /// The parameters of a form, all of them documented.
  func graphForm(_ allowed: [String]) throws(Stop) -> Parameters {
    try documented(allowed) { () throws(Parameters.Wrong) in
      try Parameters(body: self, in: [.form])
    }
  }

  /// The parameters of the query, all of them documented.
  func graphQuery(_ allowed: [String]) throws(Stop) -> Parameters {
    try documented(allowed) { () throws(Parameters.Wrong) in try Parameters(query: self) }
  }

  private func documented(
    _ allowed: [String], _ read: () throws(Parameters.Wrong) -> Parameters
  ) throws(Stop) -> Parameters {
    do {
      let given = try read()
      try given.check(allowed: allowed)
      return given
    } catch {
      throw Stop(.graphInvalid(error.message))
    }
  }

  /// The fields that a read asks for.
  func graphFields(known: [String]) throws(Stop) -> [String] {
    let given = try graphQuery([
      "fields", "access_token", "since", "until", "limit", "after",
    ])
    let names = (given.text("fields") ?? "id").split(separator: ",").map(String.init)
    if let unknown = names.first(where: { !known.contains($0) }) {
      throw Stop(.graphInvalid("Tried accessing nonexisting field (\(unknown))"))
    }
    return names
  }

  /// How many items of a list are wanted.
  func graphLimit() throws(Stop) -> Int {
    guard let limit = Int(query("limit") ?? "25"), (1...100).contains(limit) else {
      throw Stop(.graphInvalid("limit is 1 to 100"))
    }
    return limit
  }
}

/// What is used of the limits of a server of Meta.
struct MetaUsage: Hashable, Sendable {
  private var windows = RateWindows(isAligned: false)

  /// Takes one, or ends the request with `code`.
  mutating func take(
    _ limit: RateLimit, _ name: String, of person: String, code: Int, subcode: Int? = nil,
    _ message: String, at now: Instant
  ) throws(Stop) {
    guard windows.take(1, of: limit, key: "\(name)/\(person)", at: now) else {
      throw Stop(.graph(code, subcode, message))
    }
  }

  func used(_ limit: RateLimit, _ name: String, of person: String, at now: Instant) -> Int {
    limit.units - windows.reading(limit, key: "\(name)/\(person)", at: now).remaining
  }

  /// `X-App-Usage`: per cent of the calls of a day.
  func header(_ calls: RateLimit, of person: String, at now: Instant) -> NamedValue {
    let share = used(calls, "calls", of: person, at: now) * 100 / max(1, calls.units)
    let usage: JSON = [
      "call_count": .integer(Int64(share)), "total_cputime": 0, "total_time": 0,
    ]
    return NamedValue("X-App-Usage", usage.text)
  }

  /// The quota of a day as the publishing limits tell it.
  func quota(_ limit: RateLimit, of person: String, _ names: [String], at now: Instant) -> JSON {
    var members: [String: JSON] = [:]
    if names.contains("quota_usage") {
      members["quota_usage"] = .integer(Int64(used(limit, "posts", of: person, at: now)))
    }
    if names.contains("config") {
      members["config"] = [
        "quota_total": .integer(Int64(limit.units)), "quota_duration": .integer(limit.seconds),
      ]
    }
    return ["data": [.object(members)]]
  }
}
