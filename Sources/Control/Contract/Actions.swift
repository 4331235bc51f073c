package import Domain

/// Another try for what failed or was refused.
package struct Retry: TargetAction {
  package static let endpoint = Endpoint(
    "retry", .post, "/v1/actions/retry", role: .author,
    summary: "Tries failed and refused deliveries again.")

  package var target: SelectionFields

  package init(target: SelectionFields) {
    self.target = target
  }
}

/// Takes back what is not out yet.
package struct Cancel: TargetAction {
  package static let endpoint = Endpoint(
    "cancel", .post, "/v1/actions/cancel", role: .author,
    summary: "Cancels deliveries that are not out yet.")

  package var target: SelectionFields

  package init(target: SelectionFields) {
    self.target = target
  }
}

/// Takes away from the networks what is out.
package struct Delete: TargetAction {
  package static let endpoint = Endpoint(
    "delete", .post, "/v1/actions/delete", role: .approver,
    summary: "Deletes published posts, and the visible parts of unfinished threads.")

  package var target: SelectionFields

  package init(target: SelectionFields) {
    self.target = target
  }
}

/// Releases held posts.
package struct Approve: CommentedAction {
  package static let endpoint = Endpoint(
    "approve", .post, "/v1/actions/approve", role: .approver,
    summary: "Releases held posts, as they are now.")

  package var target: SelectionFields
  package var comment: String?

  package init(target: SelectionFields, comment: String? = nil) {
    self.target = target
    self.comment = comment
  }
}

/// Sends held posts back.
package struct Reject: CommentedAction {
  package static let endpoint = Endpoint(
    "reject", .post, "/v1/actions/reject", role: .approver,
    summary: "Rejects held posts.")

  package var target: SelectionFields
  package var comment: String?

  package init(target: SelectionFields, comment: String? = nil) {
    self.target = target
    self.comment = comment
  }
}

/// Another time for what is not out yet.
package struct Reschedule: Operation {
  package typealias Reply = ActionReport
  package static let endpoint = Endpoint(
    "reschedule", .post, "/v1/actions/reschedule", role: .author,
    summary: "Moves deliveries that are not out yet to another time.")

  package var target: SelectionFields
  /// `2026-12-01 09:30` in `timezone`, or RFC 3339.
  package var at: String?
  /// An IANA zone for `at`; absent: the schedule's.
  package var timezone: String?
  /// Seconds to move by, instead of `at`; negative: earlier.
  package var shiftS: Int?

  package init(
    target: SelectionFields, at: String? = nil, timezone: String? = nil, shiftS: Int? = nil
  ) {
    self.target = target
    self.at = at
    self.timezone = timezone
    self.shiftS = shiftS
  }

  private enum CodingKeys: String, CodingKey { case at, timezone, shiftS }

  package init(from decoder: any Decoder) throws {
    target = try SelectionFields(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    at = try container.decodeIfPresent(String.self, forKey: .at)
    timezone = try container.decodeIfPresent(String.self, forKey: .timezone)
    shiftS = try container.decodeIfPresent(Int.self, forKey: .shiftS)
  }

  package func encode(to encoder: any Encoder) throws {
    try target.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(at, forKey: .at)
    try container.encodeIfPresent(timezone, forKey: .timezone)
    try container.encodeIfPresent(shiftS, forKey: .shiftS)
  }

  package func validate() throws(ErrorObject) {
    _ = try target.selection()
    guard (at == nil) != (shiftS == nil) else {
      throw ErrorObject(.badRequest, "give exactly one of at and shift_s")
    }
  }
}
