import Daemon
import Domain
import Glibc
import PlatformModels
import Scheduler
import Store

/// The promises that are checked when everything has come to rest.
extension Simulation {
  /// Every delivery is over; those that were never to go out need not be.
  var isOver: Bool {
    process != nil && agendaIsQuiet && !isRestored
      && deliveries(in: DeliveryState.allCases.filter { !Simulation.ends.contains($0) }).isEmpty
      && !hasOpenChanges
  }

  /// Nothing is on its way any more.
  private var agendaIsQuiet: Bool {
    !servers.contains(where: \.hasLateEffects) && process?.runner.core.callsUnderway == 0
      && now - Simulation.beginning > scenario.trouble + .seconds(3600)
  }

  private static let ends: Set<DeliveryState> = [.published, .refused, .expired, .cancelled]

  func checkTheEnd() {
    figures.diskOperations = disk.operations
    guard let store = process?.runner.store else {
      return fail("I9", "the daemon does not run at the end")
    }
    do {
      try checkRest(store)
      try checkBuckets(store)
      try checkAudit(store)
      try store.close()
      process = nil
      try checkImage()
    } catch {
      fail("I12", "the end cannot be checked: \(error)")
    }
  }

  /// I9: nothing waits for ever.
  private func checkRest(_ store: Store) throws {
    if hasOpenChanges { fail("I9", "an edit or a delete is still under way") }
    if try store.quarantine() != nil {
      fail("I9", "the quarantine is not over: \(try store.quarantineCounts())")
    }
    for state in DeliveryState.allCases where !Simulation.ends.contains(state) {
      for delivery in deliveries(in: [state]) {
        fail(
          "I9",
          "\(delivery.uid) on account \(delivery.account) is still \(state.word)"
            + " (\(delivery.reason?.message ?? delivery.question?.rawValue ?? "no reason");"
            + " due \(delivery.due.rfc3339), looks again"
            + " \(try store.publishFlow(of: delivery.id)?.notBefore.rfc3339 ?? "never"))")
      }
    }
  }

  /// I7: a bucket holds between nothing and what it can hold.
  private func checkBuckets(_ store: Store) throws {
    for row in try store.buckets() where row.bucket.level > row.bucket.capacity + 0.001 {
      fail("I7", "\(row.scope) \(row.name) holds \(row.bucket.level) of \(row.bucket.capacity)")
    }
  }

  /// I8: every line of the audit log fits the one before.
  private func checkAudit(_ store: Store) throws {
    let check = try store.verifyAudit(limit: 1_000_000)
    if let broken = check.broken { fail("I8", "audit line \(broken.seq): \(broken.reason)") }
  }

  // MARK: - The image

  /// I2, I3, I10, I12: the file, read with the library that everybody has, says what is true.
  private func checkImage() throws {
    let files = disk.visibleFiles
    let reader = try StockReader(files, folder: household.folder)
    defer { reader.remove() }
    let answers = try reader.rows([
      "PRAGMA integrity_check",
      """
      SELECT post.uid, account.name, delivery.state, delivery.evidence FROM delivery
      JOIN post ON post.id = delivery.post JOIN account ON account.id = delivery.account
      ORDER BY delivery.id
      """,
      """
      SELECT post.uid, account.name, remote.part, remote.remote_id, remote.deleted_at,
        content.excerpt, EXISTS(SELECT 1 FROM audit WHERE subject = 'delivery:' || delivery.id
          AND action IN ('edit.failed', 'delete.failed')) FROM remote
      JOIN delivery ON delivery.id = remote.delivery JOIN post ON post.id = delivery.post
      JOIN account ON account.id = remote.account
      JOIN revision ON revision.delivery = delivery.id AND revision.n = delivery.revision
      JOIN content ON content.id = revision.content ORDER BY remote.id
      """,
      "SELECT sum(n) FROM tally",
      """
      SELECT post.uid FROM delivery JOIN post ON post.id = delivery.post
      WHERE delivery.state = 9 AND NOT EXISTS(SELECT 1 FROM audit
        WHERE subject = 'delivery:' || delivery.id AND action IN
          ('delivery.published', 'delivery.resolve', 'delivery.assumed'))
      """,
    ])
    if answers[0] != [["ok"]] { fail("I12", "the file is damaged: \(answers[0])") }
    if let post = answers[4].first?.first {
      fail("I8", "\(post) counts as published, of which the audit log says nothing")
    }
    checkDeliveries(answers[1], tally: answers[3])
    checkRemotes(answers[2])
    checkSeries(answers[1])
    for name in files.keys.sorted() {
      for secret in SimulatedNetwork.canaries
      where contains(files[name, default: []], secret) {
        fail("I10", "a secret is readable in \(name): \(secret)")
      }
    }
  }

  private func checkDeliveries(_ rows: [[String]], tally: [[String]]) {
    var known: [String: Set<String>] = [:]
    for row in rows {
      known[row[0], default: []].insert(row[1])
      figures.deliveries += 1
      note("\(row[0]) on \(row[1]): state \(row[2])")
      let post = PostUID(row[0])?.name ?? ""
      checkEnding(DeliveryState(rawValue: Int(row[2]) ?? -1), of: post, on: row[1])
    }
    if tally.first?.first ?? "0" != "\(rows.count)", !rows.isEmpty {
      fail("I3", "\(rows.count) deliveries, and the states count \(tally)")
    }
    for uid in witness.accepted.keys.sorted() {
      let lost = witness.accepted[uid, default: []].subtracting(known[uid] ?? [])
      if !lost.isEmpty { fail("I3", "\(uid) was accepted for \(lost.sorted()) and is gone") }
    }
  }

  /// I2, I3: what is published is there as a whole, and nothing else ends but by somebody's word or
  /// by being late.
  private func checkEnding(_ state: DeliveryState?, of post: String, on account: String) {
    let isOfSeries = series.contains { $0.owns(post) }
    let names = [post, "\(post) \(account)"] + (isOfSeries ? series.map(\.name) : [])
    let isTakenBack = !witness.takenBack.isDisjoint(with: names)
    switch state {
    case .published:
      figures.published += 1
      guard !isOfSeries else { return }
      let known = posts.first { $0.name == post }
      let parts = known.map { self.account(account)?.parts(of: $0) ?? 1 } ?? 1
      for part in 0..<(isTakenBack ? 1 : parts)
      where witness.parts[PartName(account: account, post: post, part: part)] == nil {
        fail("I2", "\(post) part \(part) on \(account) counts as published and is not there")
      }
    case .cancelled where !isTakenBack:
      fail("I3", "\(post) on \(account) is cancelled, and nobody wanted that")
    case .refused:
      fail("I3", "\(post) on \(account) counts as refused, and no network refuses anything here")
    default: break
    }
  }

  private func checkRemotes(_ rows: [[String]]) {
    for row in rows where !series.contains(where: { $0.owns(PostUID(row[0])?.name ?? "") }) {
      let post = PostUID(row[0])?.name ?? ""
      let name = PartName(account: row[1], post: post, part: Int(row[2]) ?? -1)
      guard let id = witness.parts[name] else {
        fail("I2", "\(row[0]) part \(row[2]) is on record for \(row[1]) and not there")
        continue
      }
      if !row[3].isEmpty, row[3] != id, !isTwin(row[3], name) {
        fail("I2", "\(row[0]) part \(row[2]) on \(row[1]) is \(id), and on record as \(row[3])")
      }
      let shown = PostName(account: row[1], id: id)
      checkDeleted(name, shown, isGone: !row[4].isEmpty)
      // People were told of a change that was given up, of which some may be done.
      guard row[6] == "0" else { continue }
      checkChanges(of: name, shown, isGone: !row[4].isEmpty, row[5])
    }
  }

  /// Nothing tells two stories without words apart: what is known is the container.
  private func isTwin(_ id: String, _ name: PartName) -> Bool {
    guard id.hasPrefix("container:"), let post = posts.first(where: { $0.name == name.post }) else {
      return false
    }
    return account(name.account)?.form(of: post)?.place == .story
  }

  private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    return bytes.withUnsafeBytes { all in
      var rest = all[...]
      while rest.count >= wanted.count,
        let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
        let next = memchr(start, Int32(wanted[0]), rest.count - wanted.count + 1)
      {
        if memcmp(next, wanted, wanted.count) == 0 { return true }
        rest = rest.dropFirst(UnsafeRawPointer(next) - start + 1)
      }
      return false
    }
  }
}
