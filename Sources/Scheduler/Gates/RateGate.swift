package import Domain

/// The token buckets of all accounts, apps and hosts. A call names its costs and takes all of them
/// or none.
package struct RateGate: Sendable {
  /// One bucket: who shares it, and which limit it is.
  struct Key: Hashable, Sendable {
    var scope: String
    var name: String
  }

  private var buckets = ChunkedDictionary<Key, TokenBucket>()
  /// Limits of days that are nearly used up and of which people were told.
  private var told: Set<Key> = []
  /// Those of which they were not told yet.
  private var nearlyUsedUp: [LimitRule] = []

  /// - Parameter rows: what the store remembers.
  package init(rows: [BucketRow]) {
    for row in rows { buckets[Key(scope: row.scope, name: row.name)] = row.bucket }
  }

  /// The wall clock was set back: limits refill from `now` on.
  mutating func rewind(to now: Instant) {
    buckets.mapValues { $0.rewound(to: now) }
  }

  /// A limit that is used up, and how long until enough of it has come back.
  struct Shortage: Sendable {
    var rule: LimitRule
    var wait: Duration
  }

  /// The limit that keeps the costs from being paid for the longest; `nil` when all can be paid.
  func shortage(
    for costs: [Call.Cost], of account: AccountRow, _ profile: PlatformProfile, at now: Instant
  ) -> Shortage? {
    charges(costs, account, profile).reduce(nil) { longest, charge in
      let wait = bucket(charge, at: now).wait(for: Double(charge.amount), at: now)
      return wait > longest?.wait ?? .zero ? Shortage(rule: charge.rule, wait: wait) : longest
    }
  }

  /// Pays every cost; answers the rows to be stored.
  package mutating func pay(
    _ costs: [Call.Cost], of account: AccountRow, _ profile: PlatformProfile, at now: Instant
  ) -> [BucketRow] {
    charges(costs, account, profile).map { charge in
      var bucket = bucket(charge, at: now)
      bucket.take(Double(charge.amount), at: now)
      buckets[charge.key] = bucket
      watch(charge, bucket)
      return BucketRow(scope: charge.key.scope, name: charge.key.name, bucket: bucket)
    }
  }

  /// The limits that became nearly used up since this was asked before.
  mutating func takeNearlyUsedUp() -> [LimitRule] {
    defer { nearlyUsedUp = [] }
    return nearlyUsedUp
  }

  /// People are told once when four fifths of a limit of days are used, and again only after half
  /// of it has come back.
  private mutating func watch(_ charge: Charge, _ bucket: TokenBucket) {
    guard charge.rule.period >= RateGate.toldPeriod, charge.rule.capacity >= 5 else { return }
    let left = bucket.level / bucket.capacity
    if left <= 0.2, told.insert(charge.key).inserted { nearlyUsedUp.append(charge.rule) }
    if left > 0.5 { told.remove(charge.key) }
  }

  /// A shorter limit is full again before anybody could do something about it.
  private static let toldPeriod = Duration.seconds(86_400)

  /// Puts back what a call paid that is known never to have left; answers the rows to be stored.
  mutating func refund(
    _ costs: [Call.Cost], of account: AccountRow, _ profile: PlatformProfile, at now: Instant
  ) -> [BucketRow] {
    charges(costs, account, profile).map { charge in
      var bucket = bucket(charge, at: now)
      bucket.giveBack(Double(charge.amount))
      buckets[charge.key] = bucket
      return BucketRow(scope: charge.key.scope, name: charge.key.name, bucket: bucket)
    }
  }

  /// The network, in a refusal, wants no further post of the account for so long; answers the row
  /// to be stored.
  mutating func close(_ account: AccountName, for wait: Duration, at now: Instant) -> BucketRow {
    let key = RateGate.rest(of: account)
    let seconds = Double(max(1, wait.wholeSecondsRoundedUp))
    let bucket = TokenBucket(
      capacity: 1, refillPerSecond: 1 / seconds, at: now, closedUntil: now + wait)
    buckets[key] = bucket
    return BucketRow(scope: key.scope, name: key.name, bucket: bucket)
  }

  /// A person wants posts of the account to leave all the same; answers the row to be stored, `nil`
  /// when nothing is in their way.
  mutating func open(_ account: AccountName, at now: Instant) -> BucketRow? {
    let key = RateGate.rest(of: account)
    guard let known = buckets[key] else { return nil }
    buckets[key] = nil
    guard known.closedUntil != nil else { return nil }
    return BucketRow(
      scope: key.scope, name: key.name,
      bucket: TokenBucket(capacity: 1, refillPerSecond: known.refillPerSecond, at: now))
  }

  /// How long the network is still to be left alone with posts of the account.
  func closed(_ account: AccountName, at now: Instant) -> Duration {
    buckets[RateGate.rest(of: account)]?.refilled(at: now).closedUntil.map { $0 - now } ?? .zero
  }

  private static func rest(of account: AccountName) -> Key {
    Key(scope: "account:\(account)", name: "rest")
  }

  /// Tightens limits to what the platform's headers say; answers the rows to be stored.
  package mutating func learn(
    _ readings: [LimitReading], of account: AccountRow, _ profile: PlatformProfile,
    at now: Instant
  ) -> [BucketRow] {
    readings.compactMap { reading in
      guard let rule = profile.limits.first(where: { $0.name == reading.limit }) else { return nil }
      let charge = Charge(key: key(rule, account.declared), rule: rule, amount: 0)
      var bucket = bucket(charge, at: now)
      bucket.learn(reading, at: now)
      buckets[charge.key] = bucket
      return BucketRow(scope: charge.key.scope, name: charge.key.name, bucket: bucket)
    }
  }

  /// What is left, for people: every limit of the platform and of the account's owner.
  package func levels(
    of account: AccountRow, _ profile: PlatformProfile, at now: Instant
  ) -> [(rule: LimitRule, bucket: TokenBucket)] {
    rules(of: account.declared, profile).map { rule in
      let charge = Charge(key: key(rule, account.declared), rule: rule, amount: 0)
      return (rule, bucket(charge, at: now).refilled(at: now))
    }
  }
}

extension RateGate {
  /// The cost that every first visible call of a post carries for the owner's own limits.
  package static let ownCosts = [Call.Cost("own.posts"), Call.Cost("own.spacing")]

  /// Units of a limit that are used up at `now`, as a whole number.
  func used(_ rule: LimitRule, _ account: DeclaredAccount, at now: Instant) -> Int {
    let charge = Charge(key: key(rule, account), rule: rule, amount: 0)
    let bucket = bucket(charge, at: now).refilled(at: now)
    return bucket.closedUntil == nil
      ? max(0, Int((bucket.capacity - bucket.level).rounded(.up))) : rule.capacity
  }

  private struct Charge {
    var key: Key
    var rule: LimitRule
    var amount: Int
  }

  private func charges(
    _ costs: [Call.Cost], _ account: AccountRow, _ profile: PlatformProfile
  ) -> [Charge] {
    let rules = rules(of: account.declared, profile)
    return costs.compactMap { cost in
      guard let rule = rules.first(where: { $0.name == cost.limit }) else { return nil }
      return Charge(key: key(rule, account.declared), rule: rule, amount: cost.amount)
    }
  }

  /// The platform's limits, and those of the account's owner.
  func rules(of account: DeclaredAccount, _ profile: PlatformProfile) -> [LimitRule] {
    let limits = account.limits
    var rules = profile.limits
    if let posts = limits.posts, let seconds = limits.perSeconds {
      rules.append(
        LimitRule(
          "own.posts", scope: .account, .bucket(capacity: posts, perSeconds: seconds),
          unit: "posts"))
    }
    if let spacing = limits.spacingSeconds, spacing > 0 {
      rules.append(
        LimitRule(
          "own.spacing", scope: .account, .bucket(capacity: 1, perSeconds: spacing), unit: "posts"))
    }
    return rules
  }

  func key(_ rule: LimitRule, _ account: DeclaredAccount) -> Key {
    let scope =
      switch rule.scope {
      case .account: "account:\(account.name)"
      case .app: "app:\(account.app?.name ?? account.platform.text)"
      case .host: "host:\(account.settings["server"] ?? account.platform.text)"
      }
    return Key(scope: scope, name: rule.name)
  }

  /// The stored bucket, with the rule's present size: a changed rule keeps the level that is left.
  private func bucket(_ charge: Charge, at now: Instant) -> TokenBucket {
    let fresh = TokenBucket(rule: charge.rule, at: now)
    guard var known = buckets[charge.key] else { return fresh }
    known.returns = charge.rule.returns
    guard known.capacity != fresh.capacity || known.refillPerSecond != fresh.refillPerSecond else {
      return known
    }
    let level = known.refilled(at: now).level
    var resized = TokenBucket(
      capacity: fresh.capacity, refillPerSecond: fresh.refillPerSecond, level: level, at: now,
      closedUntil: known.closedUntil, spent: known.spent)
    resized.returns = charge.rule.returns
    return resized
  }
}
