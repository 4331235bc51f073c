import Domain

/// The containers of a server of Meta, and the files that it fetched for them.
struct MetaShelf: Hashable, Sendable {
  /// One post, or one item of a carousel, before anybody sees it.
  struct Container: Hashable, Sendable {
    var id: String
    var account: String
    /// `TEXT`, `IMAGE`, `VIDEO`, `CAROUSEL`, `REELS`, `STORIES`.
    var type: String
    var text: String
    var options: [String: String]
    var isItem: Bool
    var children: [String] = []
    /// Where its file is, and the file itself once it was fetched.
    var source: String?
    var file: String?
    var alt: String?
    var created: Instant
    /// When the server is done with it.
    var ready: Instant
    var failure: String?
    /// What it became.
    var post: String?
  }

  struct File: Hashable, Sendable {
    var id: String
    var format: MediaFormat
    var bytes: [UInt8]
    var hash: String
  }

  private(set) var containers: [String: Container] = [:]
  private(set) var files: [String: File] = [:]
  /// Addresses to be read, in the order of their containers.
  private(set) var wanted: [String] = []

  /// A container that is not published within this time can no longer be.
  static let lifetime = Duration.seconds(86_400)

  mutating func add(_ container: Container) {
    containers[container.id] = container
    if let source = container.source, !wanted.contains(source) { wanted.append(source) }
  }

  mutating func published(_ id: String, as post: String) { containers[id]?.post = post }

  /// - Parameters:
  ///   - check: why the file cannot be used for the container, in the platform's words.
  ///   - failure: what an address is called that nothing could be read at.
  mutating func fetched(
    _ address: String, _ bytes: [UInt8]?, at now: Instant, hashing: any Hashing,
    failure: String, processing: Duration, check: (Container, File) -> String?
  ) {
    wanted.removeAll { $0 == address }
    var file: File?
    if let bytes, let format = MediaFormat(bytes) {
      let hash = hashing.sha256(bytes).hexadecimal
      file = File(id: String(hash.prefix(16)), format: format, bytes: bytes, hash: hash)
    }
    for id in containers.keys.sorted() {
      guard var container = containers[id], container.source == address, container.file == nil,
        container.failure == nil
      else { continue }
      if let file {
        container.failure = check(container, file)
        container.file = file.id
        files[file.id] = file
      } else {
        container.failure = failure
      }
      if file?.format.family == "video" { container.ready = now + processing }
      containers[id] = container
    }
  }

  /// `IN_PROGRESS`, `FINISHED`, `ERROR`, `EXPIRED` or `PUBLISHED`.
  func state(of container: Container, at now: Instant) -> String {
    if container.post != nil { return "PUBLISHED" }
    if reason(of: container) != nil { return "ERROR" }
    if now >= container.created + Self.lifetime { return "EXPIRED" }
    let isFetched = container.source == nil || container.file != nil
    guard isFetched, now >= container.ready else { return "IN_PROGRESS" }
    let items = container.children.compactMap { containers[$0] }
    return items.allSatisfy { state(of: $0, at: now) == "FINISHED" } ? "FINISHED" : "IN_PROGRESS"
  }

  /// Why a container cannot be published.
  func reason(of container: Container) -> String? {
    container.failure
      ?? container.children.compactMap { containers[$0]?.failure }.first
  }

  /// The files of a container and of its items, in order.
  func media(of container: Container) -> [(file: File, alt: String)] {
    let all = [container] + container.children.compactMap { containers[$0] }
    return all.compactMap { item in
      item.file.flatMap { files[$0] }.map { ($0, item.alt ?? "") }
    }
  }
}
