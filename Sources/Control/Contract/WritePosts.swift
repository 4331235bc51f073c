package import Domain

/// A new post: now, or at a time.
///
/// One request may name many accounts; each becomes a delivery.
package struct CreatePost: Operation {
  package typealias Reply = PostResult
  package static let endpoint = Endpoint(
    "post", .post, "/v1/posts", role: .author,
    summary: "Publishes now, or schedules for later, one text to one or many accounts.")

  /// A name of the caller's choice.
  ///
  /// The same name with the same request gives the first answer again; with another request it is a
  /// conflict.
  package var uid: String?
  /// Accounts and groups.
  package var to: [String]
  /// `2026-12-01 09:30` in `timezone`, or RFC 3339; absent: now.
  package var at: String?
  /// An IANA zone for `at`; absent: the schedule's.
  package var timezone: String?
  package var text: String
  package var link: String?
  package var media: [MediaFields]?
  package var warning: String?
  package var language: String?
  package var visibility: Visibility?
  package var tags: [String]?
  /// The further posts of a thread.
  package var thread: [ThreadFields]?
  /// Texts that replace `text` on single accounts or platforms.
  package var `for`: [String: OverrideFields]?
  package var late: LatePolicy?
  /// Seconds that it may be late without asking anybody.
  package var graceS: Int?
  package var project: String?
  /// Wait for an approver.
  package var hold: Bool?
  /// Say what would happen, and do nothing.
  package var dryRun: Bool?
  /// Seconds to wait for the outcome before answering `PENDING`; 0 … 300, 20 when absent.
  package var waitS: Int?

  package init(
    uid: String? = nil, to: [String], at: String? = nil, timezone: String? = nil, text: String,
    link: String? = nil, media: [MediaFields]? = nil, warning: String? = nil,
    language: String? = nil, visibility: Visibility? = nil, tags: [String]? = nil,
    thread: [ThreadFields]? = nil, `for`: [String: OverrideFields]? = nil, late: LatePolicy? = nil,
    graceS: Int? = nil, project: String? = nil, hold: Bool? = nil, dryRun: Bool? = nil,
    waitS: Int? = nil
  ) {
    self.uid = uid
    self.to = to
    self.at = at
    self.timezone = timezone
    self.text = text
    self.link = link
    self.media = media
    self.warning = warning
    self.language = language
    self.visibility = visibility
    self.tags = tags
    self.thread = thread
    self.for = `for`
    self.late = late
    self.graceS = graceS
    self.project = project
    self.hold = hold
    self.dryRun = dryRun
    self.waitS = waitS
  }

  package func validate() throws(ErrorObject) {
    try Check.notEmpty(to, "to")
    try Check.wait(waitS)
    if let uid, !Slug.isValid(uid, maximumLength: 200) {
      throw ErrorObject(
        .badRequest, "uid: use 1 to 200 letters, digits, dots, hyphens and underscores")
    }
    if let graceS, !(0...2_592_000).contains(graceS) {
      throw ErrorObject(.badRequest, "grace_s: \(graceS) is not between 0 and 2592000 (30 days)")
    }
  }

  /// What must be equal for two requests with one `uid` to be the same request: everything except
  /// how long the caller waits.
  package var identity: [UInt8] {
    var copy = self
    copy.waitS = nil
    do {
      return try JSON.encode(copy)
    } catch {
      // Text, numbers and lists: encoding them cannot fail.
      preconditionFailure("a post request that cannot be encoded: \(error)")
    }
  }
}

/// A file that goes with a post: one on the daemon's machine, or one that was uploaded.
package struct MediaFields: Codable, Hashable, Sendable {
  /// An absolute path that the daemon may read.
  package var file: String?
  /// The id of uploaded media, instead of `file`.
  package var id: String?
  /// A web address, instead of `file`; it is fetched when the post is accepted.
  package var url: String?
  /// What it shows, for people who cannot see it.
  package var alt: String?

  package init(
    file: String? = nil, id: String? = nil, url: String? = nil, alt: String? = nil
  ) {
    self.file = file
    self.id = id
    self.url = url
    self.alt = alt
  }
}

/// A further post of a thread.
package struct ThreadFields: Codable, Hashable, Sendable {
  package var text: String
  package var link: String?
  package var media: [MediaFields]?

  package init(text: String, link: String? = nil, media: [MediaFields]? = nil) {
    self.text = text
    self.link = link
    self.media = media
  }
}

/// What is different on one account or platform.
package struct OverrideFields: Codable, Hashable, Sendable {
  package var text: String?
  package var link: String?
  package var warning: String?
  package var language: String?
  package var visibility: Visibility?
  package var tags: [String]?
  /// What only this platform understands, such as the title on Reddit: the keys that
  /// `schedule.yaml` has for it under `for:`.
  package var options: [String: JSON]?

  package init(
    text: String? = nil, link: String? = nil, warning: String? = nil, language: String? = nil,
    visibility: Visibility? = nil, tags: [String]? = nil, options: [String: JSON]? = nil
  ) {
    self.text = text
    self.link = link
    self.warning = warning
    self.language = language
    self.visibility = visibility
    self.tags = tags
    self.options = options
  }
}

/// New words for a post that is not out yet.
package struct EditPost: Operation {
  package typealias Reply = EditReply
  package static let endpoint = Endpoint(
    "edit", .patch, "/v1/posts/{post}", role: .author,
    summary: "Changes a post; one that a file owns is answered with the patch to commit.")

  package var post: PostReference
  /// Accounts, groups or platforms of the post that the change is for; absent: all of it, unless
  /// they differ in what is changed.
  package var to: [String]?
  /// For all of it, even where accounts have words of their own.
  package var all: Bool?
  package var text: String?
  package var link: String?
  package var warning: String?
  package var language: String?
  package var visibility: Visibility?
  package var tags: [String]?
  package var dryRun: Bool?

  package init(
    post: PostReference, to: [String]? = nil, all: Bool? = nil, text: String? = nil,
    link: String? = nil, warning: String? = nil, language: String? = nil,
    visibility: Visibility? = nil, tags: [String]? = nil, dryRun: Bool? = nil
  ) {
    self.post = post
    self.to = to
    self.all = all
    self.text = text
    self.link = link
    self.warning = warning
    self.language = language
    self.visibility = visibility
    self.tags = tags
    self.dryRun = dryRun
  }

  package func validate() throws(ErrorObject) {
    let isChange =
      text != nil || link != nil || warning != nil || language != nil || visibility != nil
      || tags != nil
    guard isChange else {
      throw ErrorObject(
        .badRequest, "nothing to change", hint: "give text, link, warning, language or tags")
    }
    guard to == nil || all != true else {
      throw ErrorObject(.badRequest, "give to or all, not both")
    }
    if let to { try Check.notEmpty(to, "to") }
  }
}

/// Posts from a CSV file: all of them or none, and the same file twice changes nothing.
package struct ImportPosts: Operation {
  package typealias Reply = ImportReport
  package static let endpoint = Endpoint(
    "import", .post, "/v1/imports", role: .author, bodyLimit: 64 << 20, csvField: "csv",
    summary: "Takes posts from CSV (RFC 4180): all rows or none.")

  package var csv: String
  /// The file's name, for messages.
  package var name: String?
  package var dryRun: Bool?
  /// Seconds to wait for the end before answering with the progress so far; 0 … 300, 20 when
  /// absent.
  package var waitS: Int?

  package init(csv: String, name: String? = nil, dryRun: Bool? = nil, waitS: Int? = nil) {
    self.csv = csv
    self.name = name
    self.dryRun = dryRun
    self.waitS = waitS
  }

  package func validate() throws(ErrorObject) { try Check.wait(waitS) }
}

/// How far an import is.
package struct FollowImport: Operation {
  package typealias Reply = ImportReport
  package static let endpoint = Endpoint(
    "importProgress", .get, "/v1/imports/{batch}", role: .author,
    summary: "How far an import is; waits until more than `after` rows are done.")

  package var batch: String
  /// Rows that the caller knows to be done.
  package var after: Int?
  package var waitS: Int?

  package init(batch: String, after: Int? = nil, waitS: Int? = nil) {
    self.batch = batch
    self.after = after
    self.waitS = waitS
  }

  package func validate() throws(ErrorObject) { try Check.wait(waitS) }
}

/// Checks that several operations share.
enum Check {
  static func wait(_ seconds: Int?) throws(ErrorObject) {
    guard let seconds, !(0...300).contains(seconds) else { return }
    throw ErrorObject(.badRequest, "wait_s: \(seconds) is not between 0 and 300")
  }

  static func notEmpty(_ list: [String], _ field: String) throws(ErrorObject) {
    guard list.isEmpty else { return }
    throw ErrorObject(.badRequest, "\(field): give at least one")
  }
}
