import Domain

/// The accounts in memory.
extension Core {
  /// What is asked of an account's head, which is too large to be copied for a question.
  func head<Value>(_ id: AccountID, _ ask: (borrowing AccountHead) -> Value) -> Value? {
    index(id).map { ask(heads[$0]) }
  }

  func index(_ id: AccountID) -> Int? {
    var (low, high) = (0, ids.count)
    while low < high {
      let middle = (low + high) / 2
      if ids[middle].number < id.number { low = middle + 1 } else { high = middle }
    }
    return low < ids.count && ids[low].number == id.number ? low : nil
  }

  mutating func change(_ id: AccountID, _ body: (inout AccountHead) -> Void) {
    guard let index = index(id) else { return }
    body(&heads[index])
  }

  /// Takes over the store's accounts; what is only in memory (calls under way, circuits) stays.
  mutating func adopt(_ rows: [AccountRow]) {
    let adopted = rows.sorted { $0.id < $1.id }.map { row in
      let host = host(of: row)
      let server = load.index(row.declared.platform, host: host)
      var head =
        index(row.id).map { heads[$0] } ?? AccountHead(row: row, host: host, server: server)
      (head.row, head.host, head.server) = (row, host, server)
      head.lookAgain()
      return head
    }
    heads = ChunkedArray(adopted)
    ids = adopted.map(\.id)
  }

  mutating func lookEverywhere() {
    isStarved = false
    for index in heads.indices { heads[index].lookAgain() }
  }

  func recipe(for account: AccountRow) -> (any Recipe)? {
    recipes[account.declared.platform]
  }

  /// What the account's server says about itself has changed; it may be another one now.
  mutating func learn(server facts: JSON, of id: AccountID) {
    guard let index = index(id) else { return }
    heads[index].row.server = facts
    heads[index].host = host(of: heads[index].row)
    heads[index].server = load.index(
      heads[index].row.declared.platform, host: heads[index].host)
  }

  /// The host whose circuit, clock and room an account's calls share. Each is looked up from the
  /// account's head; finding it again takes apart text.
  private func host(of account: AccountRow) -> String {
    let origin = origin(of: account)
    return host(ofURL: origin) ?? origin
  }

  /// Where the account's server is: what it said itself, else what the files say.
  func origin(of account: AccountRow) -> String {
    let fact = recipe(for: account)?.profile.serverFact
    return fact.flatMap { account.server[$0]?.string } ?? account.declared.settings["server"]
      ?? "https://" + account.declared.platform.text
  }

  /// The authority of an absolute URL, in lower case.
  func host(ofURL url: String) -> String? {
    let bytes = url.utf8
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
      bytes[colon...].starts(with: "://".utf8)
    else { return nil }
    let authority = bytes[colon...].dropFirst(3).prefix {
      $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
    }
    return authority.isEmpty ? nil : Substring(authority).lowercased()
  }

  /// Learns from the fact that a host answered or did not.
  mutating func noteAnswer(_ host: String, _ answered: Bool, _ date: Instant?, _ clocks: Clocks) {
    // One that was not there is asked again; its circuit bounds how often.
    pings[host] = answered || date != nil ? Ping(at: clocks.uptime, isOpen: false) : nil
    note(host: host, answered: answered, date: date, clocks)
    for index in heads.indices where heads[index].host == host {
      guard heads[index].circuit.state(at: clocks.uptime) == .halfOpen else { continue }
      if answered {
        heads[index].circuit.succeed()
      } else {
        heads[index].circuit.fail(at: clocks.uptime)
      }
    }
    lookEverywhere()
  }

  /// What `host`'s clock shows now; another host's where it has not told; `nil` when none has.
  func time(at host: String, _ clocks: Clocks) -> Instant? {
    (hostTimes[host] ?? latestHostTime).map { $0.date + (clocks.uptime - $0.at) }
  }

  mutating func note(host: String, answered: Bool, date: Instant?, _ clocks: Clocks) {
    var circuit = hosts[host] ?? Circuit()
    if answered { circuit.succeed() } else { circuit.fail(at: clocks.uptime) }
    hosts[host] = circuit
    if let date {
      witness.observe(host: host, date: date, clocks: clocks)
      let time = HostTime(date: date, at: clocks.uptime)
      hostTimes[host] = time
      latestHostTime = time
    }
  }
}
