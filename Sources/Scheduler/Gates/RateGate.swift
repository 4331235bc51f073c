package import Domain

/// The token buckets of all accounts, apps and hosts. A call names its costs and takes all of them
/// or none.
package struct RateGate: Sendable {
  private struct Key: Hashable, Sendable {
    var scope: String
    var name: String
  }

  private var buckets: [Key: TokenBucket] = [:]

  /// - Parameter rows: what the store remembers.
  package init(rows: [BucketRow]) {
    for row in rows { buckets[Key(scope: row.scope, name: row.name)] = row.bucket }
  }

  /// The wall clock was set back: limits refill from `now` on.
  mutating func rewind(to now: Instant) {
    buckets = buckets.mapValues { $0.rewound(to: now) }
  }

  /// The wait until every cost of `call` can be paid.
  package func wait(
    for costs: [Call.Cost], of account: AccountRow, _ profile: PlatformProfile, at now: Instant
  ) -> Duration {
    charges(costs, account, profile).reduce(.zero) { longest, charge in
      let bucket = bucket(charge, at: now)
      return max(longest, bucket.wait(for: Double(charge.amount), at: now))
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
      return BucketRow(scope: charge.key.scope, name: charge.key.name, bucket: bucket)
    }
  }

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

  /// Tightens limits to what the platform's headers say; answers the rows to be stored.
  package mutating func learn(
    _ readings: [LimitReading], of account: AccountRow, _ profile: PlatformProfile,
    at now: Instant
  ) -> [BucketRow] {
    readings.compactMap { reading in
      guard let rule = profile.limits.first(where: { $0.name == reading.limit }) else { return nil }
      let charge = Charge(key: key(rule, account), rule: rule, amount: 0)
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
    (profile.limits + ownRules(account)).map { rule in
      let charge = Charge(key: key(rule, account), rule: rule, amount: 0)
      return (rule, bucket(charge, at: now).refilled(at: now))
    }
  }
}

extension RateGate {
  /// The cost that every first visible call of a post carries for the owner's own limits.
  package static let ownCosts = [Call.Cost("own.posts"), Call.Cost("own.spacing")]

  private struct Charge {
    var key: Key
    var rule: LimitRule
    var amount: Int
  }

  private func charges(
    _ costs: [Call.Cost], _ account: AccountRow, _ profile: PlatformProfile
  ) -> [Charge] {
    let rules = profile.limits + ownRules(account)
    return costs.compactMap { cost in
      guard let rule = rules.first(where: { $0.name == cost.limit }) else { return nil }
      return Charge(key: key(rule, account), rule: rule, amount: cost.amount)
    }
  }

  private func ownRules(_ account: AccountRow) -> [LimitRule] {
    let limits = account.declared.limits
    var rules: [LimitRule] = []
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

  private func key(_ rule: LimitRule, _ account: AccountRow) -> Key {
    let scope =
      switch rule.scope {
      case .account: "account:\(account.name)"
      case .app: "app:\(account.declared.app?.name ?? account.declared.platform.text)"
      case .host: "host:\(account.declared.settings["server"] ?? account.declared.platform.text)"
      }
    return Key(scope: scope, name: rule.name)
  }

  /// The stored bucket, with the rule's present size: a changed rule keeps the level that is left.
  private func bucket(_ charge: Charge, at now: Instant) -> TokenBucket {
    let fresh = TokenBucket(rule: charge.rule, at: now)
    guard let known = buckets[charge.key] else { return fresh }
    guard known.capacity != fresh.capacity || known.refillPerSecond != fresh.refillPerSecond else {
      return known
    }
    let level = known.refilled(at: now).level
    return TokenBucket(
      capacity: fresh.capacity, refillPerSecond: fresh.refillPerSecond, level: level, at: now,
      closedUntil: known.closedUntil)
  }
}
