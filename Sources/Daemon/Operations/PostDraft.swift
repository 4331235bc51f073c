import Config
import Control
import Domain
import Media
import Store

/// A post that was asked for, with everything looked up and nothing accepted.
struct PostDraft: Sendable {
  /// One account that it goes to.
  struct Target: Sendable {
    var account: AccountID
    var facts: AccountFacts
    var recipe: any Recipe
    var content: Content
    /// Why a file could not be made to fit.
    var failures: [ContentProblem.Field: String] = [:]
  }

  var targets: [Target]
  /// `nil` for now.
  var due: Instant?
  var zone: String
  var media: [DraftMedia]
  var request: CreatePost

  func post(uid: PostUID, place: String, now: Instant) -> DeclaredPost {
    DeclaredPost(
      uid: uid, due: .init(instant: due ?? now, zone: zone), latePolicy: request.late ?? .ask,
      grace: request.graceS.map { .seconds($0) } ?? PostRules.defaultGrace,
      needsApproval: request.hold ?? false,
      onEdit: .report, attempts: PostRules.defaultAttempts, project: request.project,
      targets: targets.map { .init(account: $0.facts.name, content: $0.content) }, place: place)
  }
}

/// A media file of a draft, where it lies.
struct DraftMedia: Sendable {
  var path: String
  var file: MediaFile
}

extension Operator {
  /// Looks up everything else that the request names.
  ///
  /// - Parameters:
  ///   - targets: the accounts that it goes to.
  ///   - rows: those of them that the store knows.
  /// - Throws: what is wrong with it.
  func draft(
    of request: CreatePost, to targets: [DeclaredAccount], _ rows: [AccountRow], _ caller: Caller
  ) async throws(ErrorObject) -> PostDraft {
    let zone = request.timezone ?? parts.present.timezone
    let moment = try MomentReader(zones: parts.ports.zones, zone: zone).read(request.at)
    try checkHorizon(moment)
    var shelf = DraftShelf(
      library: parts.ports.media, metadata: parts.media.settings.metadata, spool: parts.spool,
      brought: try await brought(request, caller))
    let base = try shelf.content(of: request)
    let overrides = try DraftOverrides(request.for ?? [:], targets)
    var found: [PostDraft.Target] = []
    for declared in targets {
      guard let row = rows.first(where: { $0.name == declared.name }),
        let recipe = recipe(for: declared.platform)
      else { throw ErrorObject(.notFound, "there is no account \(declared.name)") }
      let content = try overrides.content(base, for: declared, recipe.profile)
      let target = PostDraft.Target(
        account: row.id, facts: row.facts, recipe: recipe, content: content)
      found.append(try await fitted(target, as: declared, shelf.media))
    }
    return PostDraft(
      targets: found, due: moment, zone: zone, media: shelf.media, request: request)
  }
}

extension Operator {
  /// The media that the request names and that lie elsewhere.
  private func brought(
    _ request: CreatePost, _ caller: Caller
  ) async throws(ErrorObject) -> [DistantMedium: MediaFile] {
    let fields = (request.media ?? []) + (request.thread ?? []).flatMap { $0.media ?? [] }
    var found: [DistantMedium: MediaFile] = [:]
    for field in fields {
      guard case .distant(let medium) = try field.source(), found[medium] == nil else { continue }
      found[medium] = try await parts.media.bring(medium, for: caller)
    }
    return found
  }

  /// - Throws: `bad_request` for a time further ahead than the files allow: a wrong year.
  private func checkHorizon(_ due: Instant?) throws(ErrorObject) {
    guard let due, let horizon = parts.present.snapshot?.horizon,
      due > SystemClocks.wall() + horizon
    else { return }
    throw ErrorObject(
      .badRequest, "at: \(due.rfc3339) is too far ahead",
      hint: "correct the year, or raise horizon: in schedule.yaml")
  }
}

/// Examines the media that a request names and keeps them in order.
struct DraftShelf {
  private let library: any MediaLibrary
  private let metadata: MetadataPolicy
  private let spool: Spool
  private let brought: [DistantMedium: MediaFile]
  private(set) var media: [DraftMedia] = []

  /// - Parameter brought: the media from elsewhere.
  init(
    library: any MediaLibrary, metadata: MetadataPolicy, spool: Spool,
    brought: [DistantMedium: MediaFile]
  ) {
    self.library = library
    self.metadata = metadata
    self.spool = spool
    self.brought = brought
  }

  /// What the post says before anything is overridden.
  mutating func content(of request: CreatePost) throws(ErrorObject) -> Content {
    var parts = [
      Content.Part(text: request.text, link: request.link, media: try items(request.media))
    ]
    for part in request.thread ?? [] {
      parts.append(.init(text: part.text, link: part.link, media: try items(part.media)))
    }
    return Content(
      parts: parts, warning: request.warning, language: request.language,
      visibility: request.visibility, tags: request.tags ?? [])
  }

  private mutating func items(_ fields: [MediaFields]?) throws(ErrorObject) -> [MediaItem] {
    var items: [MediaItem] = []
    for field in fields ?? [] {
      items.append(MediaItem(alt: field.alt ?? "", file: try file(field)))
    }
    return items
  }

  private mutating func file(_ field: MediaFields) throws(ErrorObject) -> MediaFile {
    let medium: DistantMedium
    switch try field.source() {
    case .file(let path): return try file(path)
    case .distant(let distant): medium = distant
    }
    guard let file = brought[medium] else {
      preconditionFailure("a medium that was not looked up: \(medium)")
    }
    media.append(DraftMedia(path: spool.path(of: file.hash), file: file))
    return file
  }

  private mutating func file(_ path: String) throws(ErrorObject) -> MediaFile {
    guard path.hasPrefix("/") else {
      throw ErrorObject(
        .badRequest, "media: \(path) is not an absolute path",
        hint: "give the path on the daemon's machine, from /")
    }
    do {
      let file = try library.examine(path, metadata)
      media.append(DraftMedia(path: path, file: file))
      return file
    } catch {
      throw MediaWords.error(error, path)
    }
  }
}

extension MediaFields {
  fileprivate enum Source {
    case file(String)
    case distant(DistantMedium)
  }

  /// - Throws: `bad_request` unless exactly one is named.
  fileprivate func source() throws(ErrorObject) -> Source {
    switch (file, url, id) {
    case (let path?, nil, nil): return .file(path)
    case (nil, let url?, nil): return .distant(.address(url))
    case (nil, nil, let id?): return .distant(.upload(id))
    default: throw ErrorObject(.badRequest, "media: give file, url or id, one of them")
    }
  }
}

/// Media problems as people are told of them.
enum MediaWords {
  static func error(_ problem: MediaProblem, _ path: String) -> ErrorObject {
    let words =
      switch problem {
      case .missing: "is not there, or the daemon may not see it"
      case .unreadable(let reason): "cannot be read: \(reason)"
      case .notAFile: "is not a regular file"
      case .tooLarge(let limit): "is larger than \(limit) bytes"
      case .unknownFormat: "is of no format that networks take"
      case .notHere: "was not brought here"
      case .notBrought(let reason): "cannot be had: \(reason)"
      }
    return ErrorObject(.badRequest, "media: \(path) \(words)")
  }
}

/// What is different on single platforms and accounts.
struct DraftOverrides {
  private let fields: [String: OverrideFields]

  /// - Throws: `bad_request` for a name that is neither an account of the post nor the platform of
  ///   one.
  init(_ fields: [String: OverrideFields], _ targets: [DeclaredAccount]) throws(ErrorObject) {
    let known = Set(targets.flatMap { [$0.name.text, $0.platform.text] })
    for name in fields.keys.sorted() where !known.contains(name) {
      throw ErrorObject(
        .badRequest, "for: \"\(name)\" is neither an account nor a platform that the post goes to")
    }
    self.fields = fields
  }

  /// The platform's differences come first, so that the account's win.
  ///
  /// - Throws: `bad_request` for an option that the platform does not have.
  func content(
    _ base: Content, for account: DeclaredAccount, _ profile: PlatformProfile
  ) throws(ErrorObject) -> Content {
    var content = base
    for name in [account.platform.text, account.name.text] {
      guard let fields = fields[name] else { continue }
      content.apply(fields)
    }
    for name in content.options.keys.sorted() where !profile.postOptions.contains(name) {
      let known = profile.postOptions.sorted().joined(separator: ", ")
      throw ErrorObject(
        .badRequest, "for: \(profile.title) has no option \"\(name)\"",
        hint: known.isEmpty ? nil : "it has \(known)")
    }
    return content
  }
}

extension Content {
  /// Replaces what `fields` say.
  mutating func apply(_ fields: OverrideFields) {
    if let text = fields.text { parts[0].text = text }
    if let link = fields.link { parts[0].link = link }
    if let warning = fields.warning { self.warning = warning }
    if let language = fields.language { self.language = language }
    if let visibility = fields.visibility { self.visibility = visibility }
    if let tags = fields.tags { self.tags = tags }
    if let options = fields.options { self.options.merge(options) { _, new in new } }
  }
}
