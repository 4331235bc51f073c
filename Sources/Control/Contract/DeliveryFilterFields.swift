package import Domain

/// A filter over deliveries as people and programs write it; every condition that is given must
/// hold.
package struct DeliveryFilterFields: Codable, Hashable, Sendable {
  /// Words of states, such as `scheduled` or `attention`.
  package var state: [StateWord]?
  package var account: [AccountName]?
  package var platform: PlatformName?
  package var project: String?
  /// Part of a post's uid.
  package var post: String?
  /// RFC 3339; due at or after it.
  package var from: MomentText?
  /// RFC 3339; due before it.
  package var until: MomentText?
  /// Numbers of deliveries.
  package var delivery: [DeliveryID]?

  package init(
    state: [StateWord]? = nil, account: [AccountName]? = nil, platform: PlatformName? = nil,
    project: String? = nil, post: String? = nil, from: MomentText? = nil, until: MomentText? = nil,
    delivery: [DeliveryID]? = nil
  ) {
    self.state = state
    self.account = account
    self.platform = platform
    self.project = project
    self.post = post
    self.from = from
    self.until = until
    self.delivery = delivery
  }

  /// The filter for the store.
  package var filter: DeliveryFilter {
    DeliveryFilter(
      states: (state ?? []).map(\.state), accounts: account ?? [], platform: platform,
      project: project, post: post, dueFrom: from?.instant, dueUntil: until?.instant,
      deliveries: delivery ?? [])
  }

  /// Whether it matches everything.
  package var isEmpty: Bool { filter == DeliveryFilter() }
}

/// A delivery's state by its word.
package struct StateWord: Codable, Hashable, Sendable {
  package var state: DeliveryState

  package init(_ state: DeliveryState) {
    self.state = state
  }

  /// Reads a word; hyphens may stand for spaces.
  ///
  /// Fails for an unknown word.
  package init?(_ word: String) {
    let spaced = String(word.map { $0 == "-" ? " " : $0 })
    guard let state = DeliveryState.allCases.first(where: { $0.word == spaced }) else { return nil }
    self.state = state
  }

  package init(from decoder: any Decoder) throws {
    let word = try decoder.singleValueContainer().decode(String.self)
    guard let known = StateWord(word) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no state is called \"\(word)\""))
    }
    self = known
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(state.word)
  }
}

/// A moment in a document: RFC 3339 with `Z` or an offset.
package struct MomentText: Codable, Hashable, Sendable {
  package var instant: Instant

  package init(_ instant: Instant) {
    self.instant = instant
  }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let instant = Instant(rfc3339: text) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "\"\(text)\" is not RFC 3339, such as 2026-12-01T08:30:00Z"))
    }
    self.instant = instant
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(instant.rfc3339)
  }
}
