package import Domain

/// The daemon at a glance.
package struct GetStatus: Operation {
  package typealias Reply = StatusView
  package static let endpoint = Endpoint(
    "status", .get, "/v1/status", role: .viewer,
    summary: "The daemon, the queue, the accounts and what needs a person.")

  package init() {
  }
}

/// Whether every part works.
package struct GetHealth: Operation {
  package typealias Reply = HealthView
  package static let endpoint = Endpoint(
    "health", .get, "/v1/health", role: .viewer,
    summary: "Store, queue, platforms, clock and disk, each with its state.")

  package init() {
  }
}

/// The queue, filtered and in slices.
package struct ListDeliveries: Operation {
  package typealias Reply = Page<DeliveryView>
  package static let endpoint = Endpoint(
    "queue", .get, "/v1/deliveries", role: .viewer,
    summary: "Deliveries in the order in which they are due, filtered and in slices.")

  package var filter: DeliveryFilterFields
  package var page: PageFields

  package init(
    filter: DeliveryFilterFields = DeliveryFilterFields(), page: PageFields = PageFields()
  ) {
    self.filter = filter
    self.page = page
  }

  package init(from decoder: any Decoder) throws {
    filter = try DeliveryFilterFields(from: decoder)
    page = try PageFields(from: decoder)
  }

  package func encode(to encoder: any Encoder) throws {
    try filter.encode(to: encoder)
    try page.encode(to: encoder)
  }

  package func validate() throws(ErrorObject) { try page.validate() }
}

/// Which slice of a list.
package struct PageFields: Codable, Hashable, Sendable {
  /// How many rows; 1 … 1,000, 100 when absent.
  package var limit: Int?
  /// The `next` of the slice before.
  package var cursor: String?

  package init(limit: Int? = nil, cursor: String? = nil) {
    self.limit = limit
    self.cursor = cursor
  }

  /// The rows to return.
  package var rows: Int { limit ?? 100 }

  func validate() throws(ErrorObject) {
    guard (1...1000).contains(rows) else {
      throw ErrorObject(.badRequest, "limit: \(rows) is not between 1 and 1000")
    }
  }
}

/// What is planned and what went out between two moments.
package struct GetCalendar: Operation {
  package typealias Reply = CalendarView
  package static let endpoint = Endpoint(
    "calendar", .get, "/v1/calendar", role: .viewer,
    summary: "Posts that are due between two moments, by day.")

  package var from: MomentText
  /// Exclusive; at most 400 days after `from`.
  package var until: MomentText
  package var project: String?

  package init(from: MomentText, until: MomentText, project: String? = nil) {
    self.from = from
    self.until = until
    self.project = project
  }

  package func validate() throws(ErrorObject) {
    let length = until.instant - from.instant
    guard length > .zero, length <= .seconds(400 * 86_400) else {
      throw ErrorObject(
        .badRequest, "until: must lie after from, and at most 400 days after it")
    }
  }
}

/// One post with every attempt.
package struct ShowPost: Operation {
  package typealias Reply = PostView
  package static let endpoint = Endpoint(
    "show", .get, "/v1/posts/{post}", role: .viewer,
    summary: "A post with its deliveries and every attempt: answer and duration.")

  package var post: PostReference

  package init(post: PostReference) {
    self.post = post
  }
}

/// The accounts and how they are doing.
package struct ListAccounts: Operation {
  package typealias Reply = Page<AccountView>
  package static let endpoint = Endpoint(
    "accounts", .get, "/v1/accounts", role: .viewer,
    summary: "Every account: health, token age, what is left of its limits.")

  package init() {
  }
}

/// The tokens of all accounts, never their values.
package struct ListTokens: Operation {
  package typealias Reply = Page<TokenStandingView>
  package static let endpoint = Endpoint(
    "tokens", .get, "/v1/tokens", role: .viewer,
    summary: "Every account's token: age, end, scopes, next renewal, where it came from.")

  package init() {
  }
}

/// What a reload would do.
package struct GetPlan: Operation {
  package typealias Reply = PlanView
  package static let endpoint = Endpoint(
    "plan", .get, "/v1/plan", role: .viewer,
    summary: "What a reload of the files would add, change, cancel, and what is too late.")

  package init() {
  }
}

/// What people were told.
package struct ListNotices: Operation {
  package typealias Reply = Page<NoticeView>
  package static let endpoint = Endpoint(
    "notices", .get, "/v1/notices", role: .viewer, summary: "Notices, the newest first.")

  package var page: PageFields

  package init(page: PageFields = PageFields()) {
    self.page = page
  }

  package init(from decoder: any Decoder) throws { page = try PageFields(from: decoder) }
  package func encode(to encoder: any Encoder) throws { try page.encode(to: encoder) }
  package func validate() throws(ErrorObject) { try page.validate() }
}

/// Who did what.
package struct ListAudit: Operation {
  package typealias Reply = Page<AuditView>
  package static let endpoint = Endpoint(
    "audit", .get, "/v1/audit", role: .viewer, summary: "The audit log, the newest first.")

  /// Such as `delivery:812` or `account:acme-sky`.
  package var subject: String?
  /// Such as `uid:1000`.
  package var actor: String?
  package var page: PageFields

  package init(subject: String? = nil, actor: String? = nil, page: PageFields = PageFields()) {
    self.subject = subject
    self.actor = actor
    self.page = page
  }

  private enum CodingKeys: String, CodingKey { case subject, actor }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    subject = try container.decodeIfPresent(String.self, forKey: .subject)
    actor = try container.decodeIfPresent(String.self, forKey: .actor)
    page = try PageFields(from: decoder)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(subject, forKey: .subject)
    try container.encodeIfPresent(actor, forKey: .actor)
    try page.encode(to: encoder)
  }

  package func validate() throws(ErrorObject) { try page.validate() }
}

/// Whether the audit log is whole.
package struct VerifyAudit: Operation {
  package typealias Reply = AuditVerdict
  package static let endpoint = Endpoint(
    "verifyAudit", .get, "/v1/audit/verify", role: .viewer,
    summary: "Computes the audit log's hash chain anew and says where it breaks.")

  package init() {
  }
}

/// The vault's keys, never their values.
package struct GetKeys: Operation {
  package typealias Reply = KeysView
  package static let endpoint = Endpoint(
    "keys", .get, "/v1/keys", role: .admin,
    summary: "The vault's keys: age, use, and how far a rotation is.")

  package init() {
  }
}

/// The posts that live in the store, as YAML for git.
package struct ExportPosts: Operation {
  package typealias Reply = ExportView
  package static let endpoint = Endpoint(
    "export", .get, "/v1/export", role: .viewer,
    summary: "Posts made through the API or the command line, as YAML to commit.")

  package var project: String?

  package init(project: String? = nil) {
    self.project = project
  }
}
