package import Domain

/// Which deliveries an action is for.
package enum Selection: Hashable, Sendable {
  case deliveries([DeliveryID])
  case post(PostReference)
  case filter(DeliveryFilter)
}

/// The fields by which every action says what it is for: exactly one of the first three.
package struct SelectionFields: Codable, Hashable, Sendable {
  /// Numbers of deliveries.
  package var delivery: [DeliveryID]?
  /// All deliveries of one post.
  package var post: PostReference?
  /// All deliveries that match; never an empty filter.
  package var filter: DeliveryFilterFields?
  /// Say which deliveries it would touch, and do nothing.
  package var dryRun: Bool?

  package init(
    delivery: [DeliveryID]? = nil, post: PostReference? = nil, filter: DeliveryFilterFields? = nil,
    dryRun: Bool? = nil
  ) {
    self.delivery = delivery
    self.post = post
    self.filter = filter
    self.dryRun = dryRun
  }

  package init(_ selection: Selection, dryRun: Bool = false) {
    self.init()
    switch selection {
    case .deliveries(let ids): delivery = ids
    case .post(let reference): post = reference
    case .filter(let filter): self.filter = DeliveryFilterFields(filter)
    }
    self.dryRun = dryRun ? true : nil
  }

  /// - Throws: `bad_request` unless exactly one way of choosing is given, and says something.
  package func selection() throws(ErrorObject) -> Selection {
    switch (delivery, post, filter) {
    case (let ids?, nil, nil):
      guard !ids.isEmpty else { throw Self.ambiguous("delivery: give at least one number") }
      return .deliveries(ids)
    case (nil, let reference?, nil): return .post(reference)
    case (nil, nil, let fields?):
      guard !fields.isEmpty else {
        throw Self.ambiguous("filter: an empty filter would match every delivery")
      }
      return .filter(fields.filter)
    case (nil, nil, nil): throw Self.ambiguous("nothing is chosen")
    default: throw Self.ambiguous("more than one choice is given")
    }
  }

  private static func ambiguous(_ message: String) -> ErrorObject {
    ErrorObject(.badRequest, message, hint: "give exactly one of delivery, post and filter")
  }
}

extension DeliveryFilterFields {
  /// The fields that read back as `filter`.

  package init(_ filter: DeliveryFilter) {
    self.init(
      state: filter.states.isEmpty ? nil : filter.states.map(StateWord.init),
      account: filter.accounts.isEmpty ? nil : filter.accounts, platform: filter.platform,
      project: filter.project, post: filter.post, from: filter.dueFrom.map(MomentText.init),
      until: filter.dueUntil.map(MomentText.init),
      delivery: filter.deliveries.isEmpty ? nil : filter.deliveries)
  }
}
